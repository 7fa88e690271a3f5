"""Who calls whom what, to the face.

`cues.vocatives` finds the mentions that stand where a call stands; here those that are no calls after all are left out
(exclamations, lists, subjects, titles of books, answers), calls that are no mentions are added ("you idiot"), and each
is given to the person it is meant for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fabula.language.labels import UPOS
from fabula.language.names import is_given_name, is_name, parse_name, same_given
from fabula.reading.cues import vocatives
from fabula.reading.forms import (
    ENDEARMENTS,
    INSULTS,
    KIN,
    MY_TITLES,
    NOBODY,
    OWNED,
    ROLES,
    TITLES,
    Bearer,
    bearers,
    form_kind,
    unstammered,
    words_of,
)
from fabula.reading.page import NOM, PERSON, PRON, PROP, Page
from fabula.reading.refusals import Call, Refusal, find_refusals
from fabula.story import Address, Character, Form, Span, Utterance

_NEAR = 3
"""How many utterances away the one who answers may speak."""

_OPENS = frozenset(", ! ? . … ... - -- — – ; : “ \" ‘ ' « ( yes no oh ah aye please hello hey sorry well".split())
_CLOSES = frozenset(", ! ? . … ... - -- — – ; : ” \" ’ ' » )".split())
_DASHES = frozenset({"-", "--", "—", "–", "…", "...", "―"})
_SENTENCE_ENDS = frozenset(". ! ? … ...".split())
_MARKS = frozenset({"_", "*"})
_DIVINE = frozenset(
    "god lord jesus christ heaven heavens goodness gracious mercy gosh gawd hell almighty saints devil dear good sweet "
    "holy oh my me us merciful sake great hallelujah allah mary mother of dios mio".split()
)
_DIVINE_HEADS = frozenset(
    "god lord jesus christ heaven heavens goodness gracious mercy gosh gawd hell almighty saints me us allah "
    "dios".split()
)
_SIGHS = frozenset("man boy brother baby dude".split())
"""Words that are sighs at the head of a sentence ("Man, that was close") and calls at its end."""

_PRAISE = frozenset("boy girl man dog lad lass fellow horse cat child one".split())
_PLURALS = frozenset("boys girls lads gentlemen ladies men women children friends all everyone everybody".split())
_NAMELESS = ENDEARMENTS | INSULTS | KIN | TITLES | ROLES | MY_TITLES
_NEVER_FIRST = frozenset("one thing sweet joy heart soul red slim cook great beautiful general private count".split())
"""Nameless calls that stand at the head of a sentence more often as something else."""

_PRESENTS = frozenset("is 's ’s was meet and".split())
_QUOTES = frozenset("“ \" ‘ ' « „ ”".split())
_DATES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december christmas easter i".split()
)
_LONGEST_FORM = 5
"""A description of more words tells of somebody and is no form of theirs."""
_LEAST = 0.3
"""A call less sure than this is left out."""

_WH = frozenset("who who's whose whom which what's name called".split())


def find_addresses(page: Page, utterances: Sequence[Utterance]) -> list[Address]:
    """Who calls whom what, in order of first use: one item for each speaker, person called and form.

    Forms differing in capitals or in a stammer are one. An item without uses is a form that is only refused.
    """
    known = bearers(page)
    calls = _calls(page, utterances, known)
    refusals = find_refusals(page, utterances, calls, known)
    return _grouped(calls, refusals, known)


def name_forms(page: Page, characters: Sequence[Character], addresses: Sequence[Address]) -> list[Character]:
    """The characters with their forms: names, descriptions, and what they are called, the most frequent first."""
    known = bearers(page)
    places: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    m, words = page.mentions, page.words
    for i in np.flatnonzero((m.type == PERSON) & (m.kind != PRON)):
        entity = int(page.clusters.entity[i])
        places[entity].add((int(words.start[m.start[i]]), int(words.end[m.end[i] - 1])))
    called: defaultdict[int, list[Address]] = defaultdict(list)
    for address in addresses:
        called[address.entity].append(address)
    out = []
    for c in characters:
        bearer = known.get(c.entity, NOBODY)
        counts: Counter[str] = Counter()
        shown: dict[str, str] = {}
        kinds: dict[str, tuple[str, str | None]] = {}
        for alias in (*c.names, *c.epithets):
            form = unstammered(alias.name)
            if not form or len(form.split()) > _LONGEST_FORM:
                continue
            counts[form.lower()] += alias.count
            shown.setdefault(form.lower(), form)
            kinds.setdefault(form.lower(), form_kind(form, bearer))
        for a in called[c.entity]:
            key = a.form.lower()
            counts[key] += sum((s.start, s.end) not in places[c.entity] for s in a.uses)
            shown.setdefault(key, a.form)
            kinds[key] = form_kind(a.form, bearer, called=True)
        forms = [
            Form(shown[k], kinds[k][0], n, kinds[k][1])  # type: ignore[arg-type]
            for k, n in sorted(counts.items(), key=lambda f: (-f[1], f[0]))
            if n
        ]
        out.append(replace(c, forms=tuple(forms)))
    return out


@dataclass(frozen=True, slots=True)
class _Found:
    """A call inside a quoted stretch: words [first, last), its mention if it is one, and whether it has a name.

    `bearer` is the person that alone has this name, where the model did not take it for a person's.
    """

    first: int
    last: int
    mention: int | None
    named: bool
    bearer: int | None = None


def _calls(page: Page, utterances: Sequence[Utterance], known: dict[int, Bearer]) -> list[Call]:
    """Every call, in order, with who is meant by it."""
    piece_at = {q.inner_start: k for k, q in enumerate(page.pieces)}
    spoken = [u for u in utterances if u.kind == "speech"]
    found: list[tuple[int, _Found]] = []
    refused: dict[int, set[int]] = {}
    entity = page.clusters.entity
    people, coined = _by_name(known), _coined(page)
    for n, u in enumerate(spoken):
        for s in u.spans:
            piece = piece_at[s.start]
            accepted = [f for f in _candidates(page, piece, people, coined) if _is_call(page, piece, f, spoken, n)]
            taken = {f.mention for f in accepted}
            refused.setdefault(n, set()).update(int(entity[i]) for i in vocatives(page, piece) if i not in taken)
            found += [(n, f) for f in accepted]
    answering = _answering(page, spoken)
    stands_for = _heard_only(page, found, spoken, answering, known)
    named_in: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for n, f in found:
        if f.named:
            named_in[n].append((f.first, _named_entity(page, f, stands_for, known)))
    out = []
    for n, f in found:
        u = spoken[n]
        whom, sure = _meant(page, f, u, named_in[n], refused.get(n, set()), answering[n], stands_for, known)
        if whom is None or whom == u.speaker:
            continue
        start, end = int(page.words.start[f.first]), int(page.words.end[f.last - 1])
        trust = u.confidence if u.speaker is not None else 0.6
        if sure * trust < _LEAST:
            continue
        out.append(
            Call(n, u.speaker, whom, unstammered(page.text[start:end]), Span(start, end), round(sure * trust, 4))
        )
    return out


def _candidates(page: Page, piece: int, people: dict[str, int], coined: frozenset[str]) -> list[_Found]:
    """Where a quoted stretch may call somebody, in order: vocative mentions, and nameless calls."""
    m, words = page.mentions, page.words.text
    out: dict[int, _Found] = {}
    for i in vocatives(page, piece):
        first, last = int(m.start[i]), int(m.end[i])
        form = words[first:last]
        if words[first - 1].lower() in ("my", "dear") and first - 1 > page.piece_words[piece][0]:
            first -= 1  # a mention that left its "my" or "dear" out
            first -= int(words[first - 1].lower() == "my")
        bare = [w.lower() for w in form]
        named = m.kind[i] == PROP and is_name(form) and bool(parse_name(form).words)
        named = named and not set(bare) <= _NAMELESS | {"my", "dear", "old", "little", "your"}
        if named or m.kind[i] != NOM or _is_nameless(page, first, last):
            out[first] = _Found(first, last, i, named)
    begin, end = page.piece_words[piece]
    covered = {k for f in out.values() for k in range(f.first, f.last)}
    for k in range(begin, end):
        if k not in covered and (k == begin or words[k - 1].lower() in _OPENS):
            last = next((j for j in range(min(k + 5, end), k, -1) if _stops(words, j, end)), k)
            last = next((j for j in range(k + 1, last + 1) if _stops(words, j, end)), k)
            if last == k or not covered.isdisjoint(range(k, last)):
                continue
            name = words[k].lower() if last == k + 1 and words[k][:1].isupper() else ""
            if name in people:
                out[k] = _Found(k, last, None, True, people[name])
            elif name in coined and not _is_mentioned(page, k):
                out[k] = _Found(k, last, None, False)
            elif _is_nameless(page, k, last):
                out[k] = _Found(k, last, None, False)
                covered |= set(range(k, last))
    return [out[k] for k in sorted(out)]


def _by_name(known: dict[int, Bearer]) -> dict[str, int]:
    """The person that alone bears a name, for each given or family name."""
    out: dict[str, int] = {}
    shared = set()
    for entity, bearer in known.items():
        for name in bearer.given | bearer.family:
            if out.setdefault(name, entity) != entity:
                shared.add(name)
    return {name: entity for name, entity in out.items() if name not in shared and len(name) > 1}


def _coined(page: Page) -> frozenset[str]:
    """Words that the work writes with a capital inside a sentence, tagged as nouns, and that are no common given name:
    what may be somebody's nickname even where the model found no mention."""
    words, sentence = page.words.text, page.words.sentence
    names = np.flatnonzero(np.isin(page.encoding.upos, [UPOS.index("PROPN"), UPOS.index("NOUN")]))
    return frozenset(
        words[k].lower()
        for k in names.tolist()
        if k >= 2
        and sentence[k] == sentence[k - 2]
        and words[k][:1].isupper()
        and words[k][1:].islower()
        and words[k - 1] not in _QUOTES
        and not is_given_name(words[k].lower())
        and words[k].lower() not in _DIVINE | _DATES
    )


def _is_mentioned(page: Page, word: int) -> bool:
    m = page.mentions
    at = int(np.searchsorted(m.start, word, side="right"))
    return any(m.start[i] <= word < m.end[i] for i in range(max(0, at - 6), at))


def _stops(words: Sequence[str], at: int, end: int) -> bool:
    return at >= end or words[at] in _CLOSES


def _is_nameless(page: Page, first: int, last: int) -> bool:
    """Whether words are such as somebody is called by without a name: "my dear", "you idiot", "little bird", "sir"."""
    words = [w.lower().replace("’", "'") for w in page.words.text[first:last]]
    if not words or not all(w[0].isalpha() for w in words):
        return False
    head = words[-1]
    if head in OWNED and words[0] not in ("your", "my"):
        return False
    if words[0] == "your":
        return len(words) > 1 and head in TITLES
    if words[0] in ("you", "my", "little", "dear") and 1 < len(words) <= 4:
        inner = [UPOS[int(page.encoding.upos[k])] for k in range(first + 1, last)]
        noun = head in _NAMELESS or inner[-1] == "NOUN"
        if head in _NAMELESS:
            inner = inner[:-1]  # its tag is as often wrong as right
        return noun and all(t in ("ADJ", "NOUN", "ADV", "VERB", "PROPN") for t in inner) and head not in _PLURALS
    if head not in _NAMELESS:
        return False
    return all(w in _NAMELESS or UPOS[int(page.encoding.upos[first + k])] == "ADJ" for k, w in enumerate(words[:-1]))


def _is_call(page: Page, piece: int, f: _Found, spoken: Sequence[Utterance], number: int) -> bool:
    """Whether what stands where a call stands is one, and no exclamation, list, subject, title or answer."""
    words = page.words.text
    begin, end = page.piece_words[piece]
    form = tuple(w.lower().replace("’", "'") for w in words[f.first : f.last])
    a, b = f.first - 1, f.last
    while a >= begin and words[a] in _MARKS:
        a -= 1
    while b < end and words[b] in _MARKS:
        b += 1
    before = words[a].lower() if a >= begin else ""
    after = words[b] if b < end else ""
    if before and a > begin and before not in _OPENS | {"my", "dear", "come", "why", "now", "good", "o"}:
        return False
    if set(form) <= _DIVINE and set(form) & _DIVINE_HEADS and form[:2] != ("my", "lord"):
        return False
    if form[-1] in _PLURALS or (form[0] == "good" and form[-1] in _PRAISE) or before == "good":
        return False
    head_of_sentence = a <= begin or before in _SENTENCE_ENDS or before in ("oh", "ah", "well", "“", '"', "‘")
    if len(form) == 1 and head_of_sentence and form[0] in _SIGHS | _NEVER_FIRST and after in (",", "!", "…", ""):
        return False
    return not (
        _nested(page, piece, f)
        or _in_list(page, f, begin, end)
        or _is_subject(page, f, b, end)
        or _completes(page, a, begin)
        or _is_introduced(page, f, a, begin)
        or _is_answer(page, piece, f, spoken, number)
    )


def _nested(page: Page, piece: int, f: _Found) -> bool:
    """Whether a call stands inside marks within the quotation: reported speech, or a title."""
    q = page.pieces[piece]
    inside = page.text[q.inner_start : int(page.words.start[f.first])]
    outer = page.text[q.start : q.inner_start]
    marks = '“"' if outer[:1] in ("‘", "'") else "‘'"
    depth = 0
    for k, c in enumerate(inside):
        left, right = inside[k - 1 : k], inside[k + 1 : k + 2]
        if c in marks and (k == 0 or not left.isalnum()) and (right.isalnum() or k + 1 == len(inside)):
            depth += 1
        elif c in "’”'\"" and depth and not right.isalnum() and c != outer[:1]:
            depth -= 1
    return depth > 0


def _in_list(page: Page, f: _Found, begin: int, end: int) -> bool:
    """Whether a form stands among others like it: three and more, with nothing but commas and "and" between."""
    words, upos = page.words.text, page.encoding.upos
    nouns = tuple(UPOS.index(tag) for tag in ("NOUN", "PROPN", "VERB"))

    def run(at: int, step: int) -> tuple[int, bool]:
        items, linked, k = 0, False, at
        while begin <= k < end and items < 3:
            if words[k] != "," and words[k].lower() not in ("and", "or"):
                break
            linked |= words[k].lower() in ("and", "or")
            k += step
            while begin <= k < end and words[k].lower() in ("and", "or", "the", "a", "young", "old"):
                linked |= words[k].lower() in ("and", "or")
                k += step
            size = 0
            while begin <= k < end and upos[k] in nouns and words[k] not in _CLOSES and size < 4:
                k, size = k + step, size + 1
            while begin <= k < end and step < 0 and words[k].lower() in ("the", "a", "an", "young", "old"):
                k -= 1
            if not size or (begin <= k < end and words[k] not in _CLOSES and words[k].lower() not in ("and", "or")):
                break
            items += 1
        return items, linked and items > 0

    later, linked_later = run(f.last, 1)
    earlier, linked_earlier = run(f.first - 1, -1)
    return later + earlier >= 2 or (later + earlier >= 1 and (linked_later or linked_earlier))


def _is_subject(page: Page, f: _Found, b: int, end: int) -> bool:
    """Whether what follows makes the form the subject of its sentence: a relative clause, an apposition, a verb."""
    words, e = page.words.text, page.encoding
    if b >= end or words[b] != "," or b + 1 >= end:
        return False
    sentence = page.words.sentence
    last = b + 1
    while last < end and sentence[last] == sentence[b] and words[last] not in ("?", "!", "."):
        last += 1
    asks = last < end and words[last] == "?"
    following = words[b + 1].lower()
    if following in ("who", "whose", "whom", "which") and not asks:
        return True
    if [w.lower() for w in words[b + 1 : b + 3]] == ["of", "all"]:
        return True
    if _finite(page, b + 1) and not _inverted(page, b + 1):
        return True
    comma = next((k for k in range(b + 2, min(b + 9, last)) if words[k] == ","), None)
    if comma is None or comma + 1 >= last or asks or not _finite(page, comma + 1) or _inverted(page, comma + 1):
        return False
    verb = comma + 1
    head = next((k for k in range(f.first, f.last) if not f.first <= e.head[k] < f.last), f.last - 1)
    own = [
        k
        for k in range(max(f.first, verb - 9), min(end, verb + 4))
        if e.head[k] == verb and page.relation(k) == "nsubj"
    ]
    return not [k for k in own if k > b] or head in own


def _finite(page: Page, word: int) -> bool:
    tag = page.model.xpos[int(page.encoding.xpos[word])]
    return tag in ("VBD", "VBZ", "MD") or page.words.text[word].lower() in ("is", "was", "has", "had")


def _inverted(page: Page, verb: int) -> bool:
    """Whether a verb stands before its subject, as in a question."""
    if UPOS[int(page.encoding.upos[verb])] != "AUX":
        return False
    k = min(verb + 1, len(page.words) - 1)
    if page.words.text[k].lower() in ("n't", "not"):
        k = min(k + 1, len(page.words) - 1)
    return UPOS[int(page.encoding.upos[k])] in ("PRON", "DET", "PROPN", "NOUN")


def _completes(page: Page, a: int, begin: int) -> bool:
    """Whether a form after a dash or dots completes what was begun: "The killer was—Montague"."""
    words = page.words.text
    if a - 1 < begin or words[a] not in _DASHES:
        return False
    tag = UPOS[int(page.encoding.upos[a - 1])]
    return tag in ("AUX", "ADP", "DET") and words[a - 1].lower() not in ("up", "out", "off", "back", "down", "in", "on")


def _is_introduced(page: Page, f: _Found, a: int, begin: int) -> bool:
    """Whether a name after a comma says who somebody is: "my wife, Anna", "The name's Holt, Edward Holt"."""
    m, words = page.mentions, page.words.text
    if f.mention is None or a - 1 < begin or words[a] != ",":
        return False
    for i in range(max(0, f.mention - 6), f.mention):
        if m.end[i] != a or m.type[i] != PERSON:
            continue
        form = [w.lower() for w in words[m.start[i] : m.end[i]]]
        if m.kind[i] == NOM and form[0] in ("my", "our", "his", "her", "their", "this", "a"):
            shown = [w.lower() for w in words[max(begin, int(m.start[i]) - 3) : int(m.start[i])]]
            presents = bool(_PRESENTS & set(shown)) or form[0] in ("his", "her", "their")
            return presents or page.relation(f.last - 1) in ("appos", "conj", "flat", "list")
        if set(form) & {w.lower() for w in words[f.first : f.last]} and m.kind[i] == PROP:
            return True
    sentence = page.words.sentence
    back = [
        w.lower() for k, w in enumerate(words[max(begin, a - 6) : a], max(begin, a - 6)) if sentence[k] == sentence[a]
    ]
    return "name" in back and ("is" in back or "'s" in back or "’s" in back)


def _is_answer(page: Page, piece: int, f: _Found, spoken: Sequence[Utterance], number: int) -> bool:
    """Whether a form that is a sentence of its own says who, or asks back, and calls nobody."""
    words = page.words.text
    begin, end = page.piece_words[piece]
    opens = all(not any(c.isalnum() for c in w) for w in words[begin : f.first])
    mark = next((w for w in words[f.last : end] if w not in _MARKS), "")
    alone = not any(any(c.isalnum() for c in w) for w in words[f.last : end])
    if not f.named or number == 0:
        return False
    said = [page.text[s.start : s.end] for s in spoken[number - 1].spans]
    heard = words_of(" ".join(said))
    mine = words_of(page.text[int(page.words.start[f.first]) : int(page.words.end[f.last - 1])])
    asked = said[-1].rstrip().endswith("?")
    if opens and alone and mark not in ("!", "?") and asked:
        return bool(set(heard) & _WH)
    echoed = opens and mark == "?" and set(mine) & set(heard)
    if echoed:
        called = {w for w in mine if f" {w}," in f" {' '.join(said).lower()}," and heard[-1] == w}
        return not called
    return False


def _answering(page: Page, spoken: Sequence[Utterance]) -> list[int | None]:
    """For each utterance, who else speaks next to it, in the same stretch."""
    starts = np.searchsorted(page.words.start, [u.spans[0].start for u in spoken])
    scene = page.scene[np.minimum(starts, len(page.scene) - 1)] if len(spoken) else starts
    out: list[int | None] = []
    for n, u in enumerate(spoken):
        around = (k for d in range(1, _NEAR + 1) for k in (n + d, n - d) if 0 <= k < len(spoken))
        near = (spoken[k].speaker for k in around if scene[k] == scene[n])
        out.append(next((s for s in near if s is not None and s != u.speaker), None))
    return out


def _heard_only(
    page: Page,
    found: Sequence[tuple[int, _Found]],
    spoken: Sequence[Utterance],
    answering: Sequence[int | None],
    known: dict[int, Bearer],
) -> dict[int, tuple[int, float]]:
    """Whose name each entity's is that is only ever called in speech: of whoever answers, every time the same.

    So a nickname that no narration uses finds its bearer. A common given name is not taken for another one's.
    """
    m, entity = page.mentions, page.clusters.entity
    told = np.unique(entity[m.quotation < 0])
    elsewhere = set(told.tolist()) | {u.speaker for u in spoken}
    uses: defaultdict[int, list[int | None]] = defaultdict(list)
    for n, f in found:
        if f.named and f.mention is not None and int(entity[f.mention]) not in elsewhere:
            uses[int(entity[f.mention])].append(answering[n])
    out = {}
    for e, answers in uses.items():
        whose, times = Counter(answers).most_common(1)[0]
        if whose is None or times < 0.8 * len(answers):
            continue
        name, base = known.get(e, NOBODY).base, known.get(whose, NOBODY).base
        if is_given_name(name) and base and not same_given(name, base):
            continue
        out[e] = whose, min(0.5 + 0.1 * times, 0.8)
    return out


def _named_entity(page: Page, f: _Found, stands_for: dict[int, tuple[int, float]], known: dict[int, Bearer]) -> int:
    if f.bearer is not None:
        return f.bearer
    entity = int(page.clusters.entity[f.mention]) if f.mention is not None else -1
    start, end = int(page.words.start[f.first]), int(page.words.end[f.last - 1])
    wording = " ".join(page.text[start:end].split())
    plain = unstammered(wording)
    if plain != wording:
        # A stammered name that made an entity of its own is its plain form's bearer.
        name = parse_name(plain.split()).words
        bearing = [e for e, b in known.items() if name and name[0] in dict(b.counts) and e != entity]
        if len(bearing) == 1:
            return bearing[0]
    return stands_for[entity][0] if entity in stands_for else entity


def _meant(
    page: Page,
    f: _Found,
    u: Utterance,
    named: Sequence[tuple[int, int]],
    no_calls: set[int],
    answering: int | None,
    stands_for: dict[int, tuple[int, float]],
    known: dict[int, Bearer],
) -> tuple[int | None, float]:
    """Who is meant by a call, and how sure that is."""
    if f.bearer is not None:
        return f.bearer, 0.7
    if f.named and f.mention is not None:
        own = int(page.clusters.entity[f.mention])
        whom = _named_entity(page, f, stands_for, known)
        if own in stands_for and whom == stands_for[own][0]:
            return whom, stands_for[own][1]
        return whom, min(0.95, float(page.clusters.confidence[f.mention]))
    others = {e for _, e in named} - {u.speaker}
    if len(others) == 1:
        return next(iter(others)), 0.85
    if others:
        before = [e for at, e in named if at < f.first and e in others]
        return (before[-1], 0.7) if before else (None, 0.0)
    own = int(page.clusters.entity[f.mention]) if f.mention is not None else -1
    heard = [e for e in u.addressees if e not in no_calls and e != u.speaker]
    if len(heard) == 1 and (heard[0] != own or own in known or answering is None):
        return heard[0], 0.95 * u.addressee_confidence
    if answering is not None:
        return answering, 0.5
    if own in known:
        return own, 0.5
    return None, 0.0


def _grouped(calls: Sequence[Call], refusals: Sequence[Refusal], known: dict[int, Bearer]) -> list[Address]:
    """One address for each speaker, person and form, with its uses and refusals in order."""
    uses: dict[tuple[int | None, int, str], list[Call]] = {}
    forms: dict[tuple[int | None, int, str], str] = {}
    for c in calls:
        key = (c.speaker, c.entity, c.form.lower())
        uses.setdefault(key, []).append(c)
        forms.setdefault(key, c.form)
    denied: defaultdict[tuple[int | None, int, str], list[Refusal]] = defaultdict(list)
    for r in refusals:
        key = (r.speaker, r.entity, r.form.lower())
        denied[key].append(r)
        forms.setdefault(key, r.form)
    first = {k: min([c.span.start for c in uses.get(k, [])] + [r.span.start for r in denied.get(k, [])]) for k in forms}
    return [
        Address(
            speaker=k[0],
            entity=k[1],
            form=forms[k],
            kind=form_kind(forms[k], known.get(k[1], NOBODY), called=True)[0],
            uses=tuple(c.span for c in uses.get(k, [])),
            refused=tuple(r.span for r in denied.get(k, [])),
            confidence=max([c.confidence for c in uses.get(k, [])] or [r.confidence for r in denied[k]]),
        )
        for k in sorted(forms, key=lambda k: (first[k], k[2]))
    ]
