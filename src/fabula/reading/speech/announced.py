"""Speech that is reported without a verb of saying beside it: “…,” was her answer; with the remark, “…”; Tom went on.
“…”"""

from __future__ import annotations

from fabula.language.labels import UPOS
from fabula.language.saying import PARTICLES, SAYING
from fabula.reading.page import Page
from fabula.reading.speech.subjects import (
    CLITICS,
    HEARS,
    POSSESSIVES,
    STOPS,
    VOICES,
    comes_upon,
    covering,
    doer,
    is_main,
    owner_of,
    starting,
    subject_of,
)

Found = tuple[int, int, float]
"""The word of the clause's verb, the mention of who speaks, and how sure that is, from 0 to 1."""

SAID_NOUNS = frozenset(
    "answer reply rejoinder retort response remark comment observation exclamation cry whisper murmur question voice "
    "greeting verdict advice suggestion opinion conclusion words word consolation thought reflection protest warning "
    "command order request explanation contribution inquiry enquiry query injunction amendment assurance challenge "
    "information communication address opening ejaculation admission confession reproach reproof rebuke apology excuse "
    "farewell salutation appeal plea entreaty prayer demand objection announcement declaration assertion argument "
    "statement speech sentence view summons shout call refrain threat taunt sigh groan growl scream shriek".split()
)
_COMES = frozenset("was were is are came comes followed burst broke rang had".split())
_LEAVES = frozenset("came broke burst issued escaped fell rang".split())
_HAD = frozenset("received got".split())
_ALL = frozenset("all what everything".split())
_CAN = frozenset("could vouchsafed managed contributed offered deigned uttered felt".split())
_UTTERED = frozenset("uttered spoken given delivered pronounced".split())
_SOURCES = frozenset("of from by".split())
_ENDS = STOPS | {",", ":", "(", "--", "—"}
_TAKES_IN = HEARS | frozenset(
    "listen read see watch find remember recall receive get notice know contain think believe feel understand decipher "
    "overhear learn discover recollect expect catch".split()
)
"""Verbs whose subject is not who says what they lead up to."""

_TAKES_UP = frozenset(
    "ask inquire enquire exclaim begin go continue resume proceed speak interrupt interpose interject intervene "
    "persist protest demur answer reply respond repeat explain retort expostulate remonstrate insist apologise "
    "apologize rejoin burst break address accost question talk".split()
)
"""Verbs that, in a sentence without an object of its own, say that the next words are speech."""

_TAKEN = frozenset("to that of about if whether how what why who where for with from its way".split())
_SPEAKING = {
    "broke": "break", "burst": "burst", "addressed": "address", "accosted": "accost", "talking": "talk", "talk": "talk",
}  # fmt: skip
_ASKS = frozenset("ask inquire enquire exclaim".split())
_TOWARDS = frozenset(
    "console comfort congratulate compliment scold chide reassure ridicule admonish soothe reason plead tease".split()
)
"""What somebody says when he sets about it: Tom tried to console her."""
_SETS_ABOUT = frozenset("try attempt start begin hasten proceed".split())
_UTTERS = frozenset(
    "venture put ask make offer utter add deliver frame pronounce give hazard propose raise volunteer append".split()
)
"""Verbs that with "this question" and the like lead up to it."""
_ADDRESSES = frozenset("address accost question".split())
_SOMEBODY = frozenset({UPOS.index("PRON"), UPOS.index("PROPN")})
_STARTS = frozenset("begin start hasten proceed venture commence".split())
_WHEN = frozenset("when as before until till while and but".split())
_OWN = frozenset("his her my their its our".split())
_TAKES_OWN = frozenset("begin repeat resume".split())
GESTURES = frozenset(
    "laugh smile grin nod shrug sigh chuckle snort sniff frown titter simper snicker snigger gulp choke yawn".split()
)
_ADJ = UPOS.index("ADJ")
_NOUNS = frozenset({UPOS.index("NOUN"), _ADJ})
_NOT = frozenset("not n't n’t never no nobody none neither nor nothing hardly scarcely without if".split())
_ONLY = frozenset("only merely just simply".split())
_SHORT = 7
PASSES = frozenset("passed flashed ran went shot crossed".split())
"""What a thought does: “…” passed through Tom’s mind."""
_THROUGH = frozenset("through across into over".split())
_MINDS = frozenset("mind head brain".split())
_THESE = frozenset("this these the".split())
_ANSWERING = frozenset("answering replying speaking responding continuing".split())
_VERB, _ADV = UPOS.index("VERB"), UPOS.index("ADV")
_NOUNLIKE = frozenset({"nsubj", "obj", "obl", "nmod", "compound"})


def announced_after(page: Page, k: int, limit: int, starts: dict[int, int], ends: dict[int, int]) -> Found | None:
    """Who speaks by a clause after a quotation that begins with word `k` and ends before `limit`: was Tom’s answer;
    came from Tom; was all he said; it was Tom who spoke."""
    words = page.words.text
    stop = k
    while stop < min(limit, k + 25) and words[stop] not in _ENDS:
        stop += 1
    spoke = _it_was(page, k, starts)
    if spoke is not None:
        return spoke
    at = k
    while at < stop and (words[at].endswith("ly") or words[at].lower() in ("at", "last", "also")):
        at += 1
    if at >= stop:
        return None
    if words[at] in PASSES:
        return _crosses(page, at, stop, ends)
    if words[at] not in _COMES and words[at] != "from" and not _is_uttered(words[at]):
        return None
    for n in range(at, stop):
        word, speaker = words[n].lower(), starts.get(n + 1)
        just = (words[at].lower(), *(w.lower() for w in words[max(at, n - 3) : n]))
        if word == "by" and speaker is not None and any(map(_is_uttered, words[at:n])):
            return at, speaker, 0.9
        had = not (_LEAVES | _HAD).isdisjoint(just) or not SAID_NOUNS.isdisjoint(words[at:n])
        if word == "from" and speaker is not None and (n == at or had):
            return at, speaker, 0.85
        if word in SAID_NOUNS and (owner := owner_of(page, at, n, ends)) is not None:
            return at, owner, 0.9
        if word in SAID_NOUNS and n + 2 in starts and words[n + 1].lower() in _SOURCES:
            return at, starts[n + 2], 0.85
    whose = starts.get(at + 1) if words[at] in _COMES else None
    if whose is not None and owner_of(page, at, int(page.mentions.end[whose]) + 1, ends) == whose:
        return at, whose, 0.85  # was Tom’s way with every caller
    if words[at] in _COMES and at + 2 < stop and words[at + 1].lower() in _ALL:
        who = at + 2 + (words[at + 2].lower() in ("that", "which"))
        told = [w.lower() for w in words[who:stop]]
        if who in starts and "from" not in told and not _CAN.union(SAYING).isdisjoint(told):
            return at, starts[who], 0.85
    return None


def _crosses(page: Page, low: int, high: int, ends: dict[int, int]) -> Found | None:
    """Through whose mind something passes by words [low, high): passed through Tom’s mind."""
    words = page.words.text
    for n in range(low + 2, high):
        if (
            words[n].lower() in _MINDS
            and words[low + 1] in _THROUGH
            and (owner := owner_of(page, low, n, ends)) is not None
        ):
            return low, owner, 0.9
    return None


def _it_was(page: Page, k: int, starts: dict[int, int]) -> Found | None:
    """It was Tom who spoke."""
    words = page.words.text
    if k + 3 >= len(words) or words[k].lower() != "it" or words[k + 1].lower() != "was" or k + 2 not in starts:
        return None
    who = int(page.mentions.end[starts[k + 2]])
    if who + 1 < len(words) and words[who].lower() == "who" and words[who + 1].lower() in SAYING:
        return who + 1, starts[k + 2], 0.93
    return None


def _is_uttered(word: str) -> bool:
    return word in _UTTERED or (word in SAYING and word.endswith("ed"))


def announced_before(page: Page, low: int, high: int, ends: dict[int, int]) -> Found | None:
    """Who speaks by the sentence of words [low, high] that leads up to a quotation: Tom’s answer was: “…”; Tom turned
    to the door: “…”; she left him with, “…”."""
    words, m = page.words.text, page.mentions
    last = high
    while last > low and not words[last][:1].isalnum():
        last -= 1
    for k in range(last, max(low, last - 10), -1):
        if words[k].lower() not in SAID_NOUNS:
            continue
        following = words[k + 1].lower()
        if following == ",":
            following = words[k + 2].lower()
        leads = k == last or (
            following in (*_COMES, "ran", "which", "would") and words[last].lower() not in ("to", "of")
        )
        leads = leads or words[last] in _COMES
        owner = owner_of(page, low, k, ends)
        if owner is not None and leads:
            return k, owner, 0.85
        source = ends.get(last + 1) if owner is None and following in _SOURCES else None
        if source is not None and m.start[source] == k + 2 and m.quotation[source] < 0:
            return k, source, 0.8
    own = _own_words(page, low, last, ends) if last == high else _who_has(page, low, last, ends)
    if own is not None:
        return own
    passes = (v for v in range(last, low, -1) if words[v] in PASSES)
    if words[last].lower() in _MINDS and (crossed := _crosses(page, next(passes, last), last + 1, ends)) is not None:
        return crossed
    verb = last
    while verb > low and (words[verb].lower() in PARTICLES or page.encoding.upos[verb] == _ADV):
        verb -= 1
    if "," in words[last + 1 : high + 1] and words[verb].endswith("ed"):  # Tom telegraphed, “…”
        found = _subject(page, low, last, ends)
        if found is not None and found[0] == verb:
            return found
    opens = ":" in words[last + 1 : high + 1]
    if opens or words[last].lower() in SAID_NOUNS | {"with", "follows", "thus"}:
        return _subject(page, low, last, ends)
    return None


def _own_words(page: Page, low: int, last: int, ends: dict[int, int]) -> Found | None:
    """Whose words stand as a noun after word `last`: his curt “No” hurt her; Tom’s shrug and “Maybe” hurt her."""
    words = page.words.text
    if words[last].lower() == "and" and (words[last - 1].lower() in SAID_NOUNS or words[last - 1].lower() in SAYING):
        owner = owner_of(page, low, last - 1, ends)
        return None if owner is None else (last - 1, owner, 0.85)
    first = last + 1
    while first > low and page.encoding.upos[first - 1] == _ADJ:
        first -= 1
    owns = words[first - 1].lower() in POSSESSIVES | CLITICS and page.relation(first - 1) not in ("obj", "iobj")
    owner = owner_of(page, low, first, ends) if owns else None  # but not: he hailed her “Captain”
    return None if owner is None else (last, owner, 0.85)


def _who_has(page: Page, low: int, last: int, ends: dict[int, int]) -> Found | None:
    """Whom "who" means where its clause leads up to speech: she went to Tom, who let her in with the remark, “…”."""
    words, head = page.words.text, page.encoding.head
    leads = range(last, max(low, last - 6), -1) if words[last].lower() in SAID_NOUNS | {"with"} else ()
    by = next((k for k in leads if words[k].lower() == "with"), low)
    for k in range(by - 1, max(low, by - 10), -1):
        if words[k] == ",":
            return None
        if words[k].lower() == "who" and page.relation(k) == "nsubj" and k < head[k] < by:
            who = doer(page, low, k, ends)
            return None if who is None or page.mentions.quotation[who] >= 0 else (int(head[k]), who, 0.8)
    return None


def _subject(page: Page, low: int, last: int, ends: dict[int, int]) -> Found | None:
    """The subject of the last main clause of words [low, last]; by whom it is done, where the verb is passive."""
    words, m = page.words.text, page.mentions
    for k in range(last, low - 1, -1):
        if page.relation(k) not in ("nsubj", "nsubj:pass"):
            continue
        verb = int(page.encoding.head[k])
        if not low <= verb <= last or not (is_main(page, verb) or comes_upon(page, verb)):
            continue
        who = covering(page, k)
        if who is None and words[k].lower() in VOICES:
            who = owner_of(page, low, k, ends)
        if page.relation(k) == "nsubj:pass":
            by = next((b for b in range(verb + 1, last) if words[b].lower() == "by"), last)
            who = starting(page, by + 1)
        takes_in = any(page.encoding.upos[v] == _VERB and page.lemma(v) in _TAKES_IN for v in range(k, last + 1))
        negated = any(w.lower() in _NOT for w in words[k:last])
        if who is None or takes_in or negated or page.encoding.upos[verb] != _VERB or m.quotation[who] >= 0:
            return None
        return verb, who, 0.75
    return None


def taken_up(page: Page, low: int, high: int, ends: dict[int, int], *, beside: bool) -> Found | None:
    """Who speaks by a whole sentence of words [low, high], its full stop included, that stands before a quotation: Tom
    went on. “…”; Tom answered him coldly. “…” `beside`: in its paragraph, where a gesture tells too."""
    words = page.words.text
    led = _led_up(page, low, high, ends)
    if led is not None:
        return led
    manner = next((k for k in range(low + 1, high) if words[k] == "," and _is_manner(page, k + 1, high)), high)
    cut, high = manner < high, manner
    for at in range(high - 1, max(low, high - 1 - _SHORT), -1):
        clause = _clause_of(page, low, at, ends)
        if clause is None:
            continue
        lemma, subject = clause
        found = None if subject is None else (at, subject, 0.8)
        rest = [w.lower() for w in words[at + 1 : high]]
        if beside and lemma in GESTURES and len(rest) <= 3 and words[at - 1] not in _ONLY:
            return None if subject is None else (at, subject, 0.7)
        if lemma in _TOWARDS:
            return None if {"and", "but", "or"} & set(rest) else found
        if lemma not in _TAKES_UP or rest[-1:] in (["affirmative"], ["negative"]):
            continue
        if lemma in _ASKS and not all(page.encoding.upos[k] == _ADV for k in range(at + 1, high)):
            return None
        if lemma in ("go", "break", "burst"):
            if cut or not rest or rest[0] not in PARTICLES | {"forth"}:
                return None
            rest = rest[1:]
            if not rest and words[at - 1].lower() in ("we", "they"):
                return None
        owned = len(rest) > 1 and rest[0] in _OWN and page.encoding.upos[high - len(rest) + 1] in _NOUNS
        if (owned and lemma not in _TAKES_OWN) or _TAKEN & set(rest[:1]) or {"that", "of", "about"} & set(rest):
            return None
        if rest and rest[0].endswith("ing"):
            return None
        return found
    return None


def _is_manner(page: Page, low: int, high: int) -> bool:
    """Whether words [low, high) only say how somebody speaks: as if it hurt; with a sigh."""
    first, second = (w.lower() for w in page.words.text[low : low + 2])
    how = first in ("with", "in") or (first == "as" and second in ("if", "though"))
    return how and "," not in page.words.text[low:high]


def _led_up(page: Page, low: int, high: int, ends: dict[int, int]) -> Found | None:
    """Who speaks by a sentence that says that speech comes next: Tom put the following question; Tom spoke these words;
    his voice came across the yard; Tom looked at her before answering."""
    words = page.words.text
    if words[high - 1] in _ANSWERING and words[high - 2] == "before":
        return _subject(page, low, high - 1, ends)
    for k in range(high - 1, max(low, high - 7), -1):
        if words[k].lower() in SAID_NOUNS:
            following = words[k - 1] == "following" or words[k - 2] == "following"
            first = next((n for n in range(k - 1, max(low, k - 4), -1) if words[n].lower() in _THESE), None)
            if first is not None and (following or words[first].lower() != "the"):
                found = _subject(page, low, high - 1, ends)
                told = words[first - 1].lower() in ("with", "in")
                return found if found is not None and (told or page.lemma(found[0]) in _UTTERS) else None
        if words[k].lower() in VOICES and page.relation(k) == "nsubj" and words[int(page.encoding.head[k])] in _LEAVES:
            owner = owner_of(page, low, k, ends)
            return None if owner is None else (int(page.encoding.head[k]), owner, 0.75)
    return None


def _clause_of(page: Page, low: int, at: int, ends: dict[int, int]) -> tuple[str, int | None] | None:
    """The lemma of a verb that may say that somebody speaks, and its subject: of a main clause, after "began to" and
    the like, or of the last clause that says when."""
    words, governor = page.words.text, int(page.encoding.head[at])
    lemma = SAYING.get(words[at].lower()) or _SPEAKING.get(words[at].lower(), "")
    acts = page.lemma(at) in _TOWARDS
    lemma = page.lemma(at) if acts else lemma
    if not lemma or page.encoding.upos[at] != _VERB or page.relation(at) in _NOUNLIKE:
        return None
    if any(w.lower() in _NOT for w in words[max(low, at - 4) : at]):
        return None
    if lemma in _ADDRESSES and page.encoding.upos[at + 1] not in _SOMEBODY:
        return None
    beside = at - 1 - (words[at - 1] == "to")  # began scolding; tried to console
    starts = beside if acts else governor if page.relation(at) == "xcomp" else at
    if starts != at and page.lemma(starts) in (_SETS_ABOUT if acts else _STARTS):
        return lemma, subject_of(page, starts, ends) if acts else _own_subject(page, low, starts)
    if acts or words[at].endswith("ing"):
        return None
    if is_main(page, at):
        found = _subject(page, low, at, ends)
        return lemma, _own_subject(page, low, at) if found is None else found[1]
    for k in range(at - 1, max(low, at - 6), -1):
        if page.relation(k) == "nsubj" and page.encoding.head[k] == at and words[k - 1].lower() in _WHEN:
            return lemma, covering(page, k)
    return None


def _own_subject(page: Page, low: int, verb: int) -> int | None:
    """The subject of a verb, or that of the verb it is joined to: Tom rose and spoke."""
    for _ in range(3):
        own = (k for k in range(verb - 1, low - 1, -1) if page.relation(k) == "nsubj" and page.encoding.head[k] == verb)
        if (k := next(own, None)) is not None:
            return covering(page, k)
        verb = int(page.encoding.head[verb]) if page.relation(verb) == "conj" else -1
        if verb < low or not (is_main(page, verb) or page.relation(verb) == "conj"):
            return None
    return None
