"""What stands where a call stands and is none: exclamations, praise, lists, subjects, titles, answers."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.language.labels import UPOS
from fabula.reading.address.calls import CLOSES, DIVINE, OPENS, Found
from fabula.reading.address.forms import KIN, PLURALS, TITLES, words_of
from fabula.reading.page import NOM, PERSON, PROP, Page
from fabula.story import Utterance

_DASHES = frozenset({"-", "--", "—", "–", "…", "...", "―"})
_SENTENCE_ENDS = frozenset(". ! ? … ...".split())
_MARKS = frozenset({"_", "*"})
_DIVINE_HEADS = frozenset(
    "god lord jesus christ heaven heavens goodness gracious mercy gosh gawd hell almighty saints me us jove allah "
    "dios".split()
)
_INTERJECTIONS = frozenset(
    "well why now oh ah aye yes no nay hey ho hullo hello hush pshaw pooh bah tut hurrah huzza alas lo say look come "
    "listen wait stop what how indeed really certainly sure good right ugh hm humph brr phew whew nonsense".split()
)
_SIGHS = frozenset("man boy brother baby dude".split())
"""Words that are sighs at the head of a sentence ("Man, that was close") and calls at its end."""
_PRAISE = frozenset("boy girl man dog lad lass fellow horse cat child one".split())
_NEVER_FIRST = frozenset("one thing sweet joy heart soul red slim cook great beautiful general private count".split())
"""Nameless calls that stand at the head of a sentence more often as something else."""
_PRESENTS = frozenset("is 's ’s was meet and".split())
_OWN_KIN = KIN - {"son", "child", "daughter"}
_WH = frozenset("who who's whose whom which what's name called".split())


_MINE_NOT_CALLS = frozenset("whole very entire last first best worst next only".split())
_CLAUSE_ADVERBS = frozenset("never always really still only ever do did".split())
_QUALITIES = frozenset("slim red ginger handsome gorgeous beautiful precious stupid sweet short".split())


def is_call(
    page: Page, piece: int, f: Found, spoken: Sequence[Utterance], number: int, near: Sequence[int], told: set[int]
) -> bool:
    """Whether what stands where a call stands is one, and no exclamation, list, subject, title or answer.

    `near` are those who speak around the utterance, `told` all whom the narration mentions.
    """
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
    if before and a > begin and before not in OPENS | {"my", "dear", "come", "why", "now", "good", "o"}:
        return False
    if _is_phrase(page, form, f, a, b, begin, end):
        return False
    if form[0] == "you" and len(form) > 2 and before == "," and after in _SENTENCE_ENDS:
        return True  # "my gaoler, you miserable witch." is no list
    if set(form) <= DIVINE and set(form) & _DIVINE_HEADS and form[:2] != ("my", "lord"):
        return False
    if len(form) == 1 and (form[0] in _INTERJECTIONS or (form[0] == "dear" and before in ("oh", "o"))):
        return False
    if form[-1] in PLURALS or (form[0] == "good" and form[-1] in _PRAISE) or before == "good":
        return False
    head_of_sentence = a <= begin or before in _SENTENCE_ENDS or before in ("oh", "ah", "well", "“", '"', "‘")
    if (
        len(form) == 2
        and form[0] == "my"
        and form[1] in _OWN_KIN
        and (after in _DASHES or (head_of_sentence and after != ","))
    ):
        return False
    if form[0] in ("poor", "great") or (not f.named and _is_described(page, f, a, begin)):
        return False
    if len(form) == 1 and head_of_sentence and form[0] in _SIGHS | _NEVER_FIRST and after in (",", "!", "…", ""):
        return False
    return not (
        _nested(page, piece, f)
        or _in_list(page, f, begin, end)
        or _is_subject(page, f, b, end)
        or _completes(page, a, begin)
        or _is_introduced(page, f, a, begin)
        or _is_answer(page, piece, f, spoken, number, near, told)
    )


def _is_described(page: Page, f: Found, a: int, begin: int) -> bool:
    """Whether a form ends a description: "a good, respectable woman"."""
    words, upos = page.words.text, page.encoding.upos
    if a - 2 < begin or words[a] != "," or words[f.first].lower() in ("my", "you", "your"):
        return False
    return upos[a - 1] == UPOS.index("ADJ") and (
        upos[a - 2] in (UPOS.index("DET"), UPOS.index("ADV"), UPOS.index("PRON"))
        or (words[a - 2] == "," and f.last - f.first > 1)
    )


def _is_phrase(page: Page, form: tuple[str, ...], f: Found, a: int, b: int, begin: int, end: int) -> bool:
    """Whether a form is a part of a phrase: "yo' ma", "no heart", "my whole soul", "you never love", "slim, brown"."""
    words = page.words
    before = words.text[a].lower() if a >= begin else ""
    if before in ("'", "’") and a > begin and words.text[a - 1].isalpha() and words.end[a - 1] == words.start[a]:
        return True
    if before == "no" and not f.named and (len(form) > 1 or form[0] not in TITLES | {"man", "mate", "lad"}):
        return True
    if (form[0] == "my" and _MINE_NOT_CALLS & set(form)) or (form[0] == "you" and _CLAUSE_ADVERBS & set(form)):
        return True
    follows = words.text[b] == "," and UPOS[int(page.encoding.upos[b + 1])] == "ADJ" if b + 1 < end else False
    return form[-1] in _QUALITIES and len(form) == 1 and follows


def _nested(page: Page, piece: int, f: Found) -> bool:
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


def _in_list(page: Page, f: Found, begin: int, end: int) -> bool:
    """Whether a form stands among others like it: three and more, with nothing but commas and "and" between."""
    words, upos = page.words.text, page.encoding.upos
    nouns = tuple(UPOS.index(tag) for tag in ("NOUN", "PROPN", "VERB"))
    verb = UPOS.index("VERB")

    def run(at: int, step: int) -> tuple[int, bool]:
        items, linked, several, k = 0, False, False, at
        while begin <= k < end and items < 3:
            if words[k] != "," and words[k].lower() not in ("and", "or"):
                break
            linked |= words[k].lower() in ("and", "or")
            k += step
            while begin <= k < end and words[k].lower() in ("and", "or", "the", "a", "young", "old"):
                linked |= words[k].lower() in ("and", "or")
                k += step
            size, named = 0, False
            while begin <= k < end and upos[k] in nouns and words[k] not in CLOSES and size < 4:
                named |= upos[k] != verb
                k, size = k + step, size + 1
            while begin <= k < end and step < 0 and words[k].lower() in ("the", "a", "an", "young", "old"):
                k -= 1
            if not size or (begin <= k < end and words[k] not in CLOSES and words[k].lower() not in ("and", "or")):
                break
            items += 1
            several |= named
        return items, linked and several

    later, linked_later = run(f.last, 1)
    earlier, linked_earlier = run(f.first - 1, -1)
    return later + earlier >= 2 or (later + earlier >= 1 and (linked_later or linked_earlier))


def _is_subject(page: Page, f: Found, b: int, end: int) -> bool:
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
    if _finite(page, b + 1) and not (asks and _inverted(page, b + 1)):
        return True
    comma = next((k for k in range(b + 2, min(b + 9, last)) if words[k] == ","), None)
    if comma is None or comma + 1 >= last or asks or not _finite(page, comma + 1):
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
    return tag in ("VBD", "VBZ", "MD") or page.words.lower[word] in ("is", "was", "has", "had")


def _inverted(page: Page, verb: int) -> bool:
    """Whether a verb stands before its subject, as in a question."""
    if UPOS[int(page.encoding.upos[verb])] != "AUX":
        return False
    k = min(verb + 1, len(page.words) - 1)
    if page.words.lower[k] in ("n't", "not"):
        k = min(k + 1, len(page.words) - 1)
    return UPOS[int(page.encoding.upos[k])] in ("PRON", "DET", "PROPN", "NOUN")


def _completes(page: Page, a: int, begin: int) -> bool:
    """Whether a form after a dash or dots completes what was begun: "The killer was—Montague"."""
    words = page.words.text
    if a - 1 < begin or words[a] not in _DASHES:
        return False
    tag = UPOS[int(page.encoding.upos[a - 1])]
    return tag in ("AUX", "ADP", "DET") and words[a - 1].lower() not in ("up", "out", "off", "back", "down", "in", "on")


def _is_introduced(page: Page, f: Found, a: int, begin: int) -> bool:
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


def _is_answer(
    page: Page, piece: int, f: Found, spoken: Sequence[Utterance], number: int, near: Sequence[int], told: set[int]
) -> bool:
    """Whether a form that is a sentence of its own says who, or asks back, and calls nobody."""
    words = page.words.text
    begin, end = page.piece_words[piece]
    opens = all(not any(c.isalnum() for c in w) for w in words[begin : f.first])
    mark = next((w for w in words[f.last : end] if w not in _MARKS), "")
    alone = not any(any(c.isalnum() for c in w) for w in words[f.last : end])
    if f.mention is None and f.bearer is None:
        return False
    entity = int(page.clusters.entity[f.mention]) if f.mention is not None else f.bearer
    if f.named and opens and alone and entity in told and entity not in near:
        return True  # it says of whom, in answer or surprise; who is called answers or was heard
    if not f.named or number == 0:
        return False
    said = [page.text[s.start : s.end] for s in spoken[number - 1].spans]
    heard = words_of(" ".join(said))
    mine = words_of(page.text[int(page.words.start[f.first]) : int(page.words.end[f.last - 1])])
    if opens and alone and mark not in ("!", "?") and said[-1].rstrip().endswith("?"):
        return bool(set(heard) & _WH)
    if opens and mark == "?" and set(mine) & set(heard):
        return heard[-1] not in mine
    before = words[f.first - 1] if f.first > begin else ""
    if mark == "." and (opens or before in _SENTENCE_ENDS) and heard[-1:] == mine[-1:]:
        return spoken[number - 1].speaker != entity  # “I was with Corin.” “Prince Corin.”
    return False
