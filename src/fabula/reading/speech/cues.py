"""Who the text itself says is speaking: the reporting clause beside a quotation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fabula.language.labels import UPOS
from fabula.language.saying import PARTICLES, SAYING
from fabula.reading.page import NOM, PERSON, PRON, PROP, Page
from fabula.reading.speech.announced import (
    GESTURES,
    PASSES,
    Found,
    announced_after,
    announced_before,
    is_main,
    taken_up,
)
from fabula.reading.speech.subjects import HEARS, STOPS, VOICES, head_word, subject_of

REACH = 14
NEAR, FAR = 12, 20
"""How many words may stand between a verb of saying and the speech after it; and where a comma follows the verb."""
_SKIPPED = frozenset(", - -- — – : ; * _".split()) | {"…", "..."}
_LIGHT = frozenset(
    "had have has would could will did do does then also now at last only just once again almost quickly softly slowly "
    "and suddenly finally even still all both immediately instantly presently never ever soon always first length "
    "more".split()
)
_THOUGHT = frozenset("think wonder muse reflect".split())


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting clause: the word of its verb, the mention of who speaks, and how it was found.

    `method`: "explicit" where the mention is a name, or serves as one ("the Fox"), "anaphoric" where another noun or a
    pronoun. `strength` is from 0 to 1.
    """

    verb: int
    mention: int
    method: str
    strength: float

    @property
    def is_explicit(self) -> bool:
        """Whether a name stands in the clause, or what serves as one."""
        return self.method == "explicit"


def mention_index(page: Page) -> tuple[dict[int, int], dict[int, int]]:
    """For each word, the longest person mention that starts at it, and the longest that ends before it (exclusive)."""
    m = page.mentions
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    for i in np.flatnonzero(m.type == PERSON):
        start, end = int(m.start[i]), int(m.end[i])
        if start not in starts:
            starts[start] = int(i)  # the longest comes first
        if end not in ends or m.start[ends[end]] > start:
            ends[end] = int(i)
    return starts, ends


def find_cue(page: Page, piece: int, starts: dict[int, int], ends: dict[int, int]) -> Cue | None:
    """The reporting clause of a quoted stretch: the one that its sentence is broken off for, the one that leads up to
    it, or the one after it."""
    before = _before(page, piece, ends)
    broken = _broken_off(page, piece, starts, ends)
    if broken is not None and (before is None or not _apart(page, broken, before)):
        return broken
    if before is not None and page.piece_words[piece][0] - before.verb <= 3 and before.strength > 0.9:
        return before
    after = _after(page, piece, starts, ends)
    # “…?” Tom sniffed: if she asks before it, a sniff does not.
    told = before is not None and after is not None and after.strength <= 0.85 and before.strength >= 0.8
    return before if told else after or before


def _broken_off(page: Page, piece: int, starts: dict[int, int], ends: dict[int, int]) -> Cue | None:
    """The clause after the stretch before, where this stretch only takes the sentence up again: “Yes,” said Tom,
    “but …”."""
    if not piece or page.pieces[piece - 1].paragraph != page.pieces[piece].paragraph:
        return None
    between = page.words.text[page.piece_words[piece - 1][1] : page.piece_words[piece][0]]
    if not between or any(w in ".!?)" for w in between):
        return None
    return _after(page, piece - 1, starts, ends)


def _apart(page: Page, first: Cue, second: Cue) -> bool:
    """Whether the second of two clauses between quotations reports for itself: “…,” said Tom, and Mary said, “…”."""
    start = int(page.mentions.start[second.mention])
    joined = page.words.text[start - 1].lower() in ("and", "but", ";", "while", "whereupon") and start > first.verb
    return second.verb > first.verb and (joined or is_main(page, second.verb))


def _after(page: Page, piece: int, starts: dict[int, int], ends: dict[int, int]) -> Cue | None:
    words, start = page.words, page.piece_words[piece][1]
    following = page.piece_words[piece + 1][0] if piece + 1 < len(page.pieces) else len(words)
    limit = min(following, start + REACH)
    paragraph = page.pieces[piece].paragraph
    k = start
    while k < limit and words.paragraph[k] == paragraph and words.text[k] in _SKIPPED - {";", ":"}:
        k += 1
    if k >= limit or words.paragraph[k] != paragraph:
        return None
    inner_end = page.text[page.pieces[piece].inner_end - 1 : page.pieces[piece].inner_end]
    ended = inner_end in (".", "…") and page.pieces[piece].style != "dash"
    return (
        _verb_first(page, k, limit, ended, starts, ends)
        or _subject_first(page, k, limit, ended, inner_end == ",", starts)
        or _found(page, announced_after(page, k, following, starts, ends))
    )


def _found(page: Page, found: Found | None) -> Cue | None:
    return None if found is None else _cue(page, *found)


def _verb_first(
    page: Page, k: int, limit: int, ended: bool, starts: dict[int, int], ends: dict[int, int]
) -> Cue | None:
    """“…,” said the old man; also “…,” put in Tom, with any verb that Tom is the subject of."""
    words = page.words.text
    at = k
    while (at < limit and words[at].lower() in _LIGHT) or _is_adverb(page, at, limit):
        at += 1
    if at >= limit:
        return None
    says = _says(page, at)
    who = at + 1
    while who < limit and (words[who].lower() in _LIGHT or words[who].lower() in PARTICLES):
        who += 1
    for of in range(who + 2, min(limit, who + 5)):  # “…,” cut in the hoarse voice of Tom
        if words[who].lower() == "the" and words[of - 1].lower() in VOICES and words[of].lower() == "of":
            who = of + 1
    if says:
        named = who  # “…,” said astonished Tom
        while named < min(limit, who + 4) and named not in starts and page.encoding.upos[named] in _TOLD:
            named += 1
        who = named if named in starts else who
        if who in starts:
            return _cue(page, at, starts[who], 0.97)
        subject = subject_of(page, at, ends)
        if subject is not None and page.mentions.quotation[subject] < 0:
            return _cue(page, at, subject, 0.8)
    elif not ended and who in starts and page.mentions.kind[starts[who]] != PRON:
        return _cue(page, at, starts[who], 0.93) if _is_doing(page, at) else None
    return None


def _subject_first(page: Page, k: int, limit: int, ended: bool, comma: bool, starts: dict[int, int]) -> Cue | None:
    """“…,” he said; after a comma inside the marks also “…,” he put in, with any verb."""
    while k < limit and k not in starts and page.encoding.upos[k] in _TOLD - {_VERB, _ADV}:
        k += 1  # “…,” the astonished Tom said
    if k not in starts:
        return None
    words, mention = page.words.text, starts[k]
    at = int(page.mentions.end[mention])
    if at < limit and words[at] == ",":  # “…,” Tom, laughing, said
        return _clause(page, at, limit, mention, 0.75)
    while at < limit and (words[at].lower() in _LIGHT or words[at].lower() in _WAS or words[at].endswith("ly")):
        at += 1
    if at >= limit or page.words.paragraph[at] != page.words.paragraph[k]:
        return None
    doing = words[at].endswith("ing") and not (words[at - 1].lower() in _WAS and not ended)
    if _says(page, at) and not doing:
        # After a full stop inside the marks a sentence of its own begins: “Go.” He shrugged.
        weak = ended or SAYING[words[at].lower()] in GESTURES | {"lie", "go"}
        return _cue(page, at, mention, 0.85 if weak else 0.97)
    phrase = _phrase(page, at, limit)
    if phrase is not None and not ended:
        return _cue(page, phrase, mention, 0.95)
    if words[at].lower() in HEARS and at + 1 in starts:
        said = int(page.mentions.end[starts[at + 1]])
        return _cue(page, said, starts[at + 1], 0.9) if said < limit and _says(page, said) else None
    if comma and _is_verb(page, at) and page.encoding.head[head_word(page, mention)] == at:
        return _cue(page, at, mention, 0.9)
    return None


def _phrase(page: Page, at: int, limit: int) -> int | None:
    """The verb of a phrase of saying that begins with a verb: put in; wanted to know; hastened to add; kept asking."""
    words = [w.lower() for w in page.words.text[at:limit]]
    if page.encoding.upos[at] != _VERB or not words[1:]:
        return None
    if _adds(page, at):
        return at
    if words[0] == "kept" and words[1] in SAYING and words[1].endswith("ing"):
        return at + 1
    for k in range(1, min(4, len(words) - 1)):
        if words[k] in STOPS or words[k] == ",":
            return None
        if words[k] == "to":
            return at + k + 1 if words[k + 1] in SAYING or words[0] + words[k + 1] == "wantedknow" else None
    return None


def _adds(page: Page, at: int) -> bool:
    """Whether a verb and its particle say that somebody speaks: put in; burst out, but not into song."""
    particle, following = (*page.words.text[at + 1 : at + 3], "", "")[:2]
    if particle not in _ADDED or following == "into" or page.encoding.upos[at] != _VERB:
        return False
    return particle in _ADDS.get(page.lemma(at), ())


def _is_doing(page: Page, word: int) -> bool:
    """Whether a word is a verb that begins no sentence and is no participle in -ing."""
    text = page.words.text[word]
    return page.encoding.upos[word] == _VERB and text.islower() and not text.endswith("ing")


def _is_verb(page: Page, word: int) -> bool:
    return page.encoding.upos[word] == _VERB and page.model.xpos[int(page.encoding.xpos[word])] in ("VBD", "VBZ", "VBP")


def _is_adverb(page: Page, word: int, limit: int) -> bool:
    return word < limit and page.encoding.upos[word] == _ADV and page.words.text[word].endswith("ly")


_VERB, _ADV, _ADJ = UPOS.index("VERB"), UPOS.index("ADV"), UPOS.index("ADJ")
_TOLD = frozenset({UPOS.index("DET"), UPOS.index("ADJ"), UPOS.index("ADV"), UPOS.index("VERB")})
_NO_VERB = frozenset({UPOS.index("NOUN"), UPOS.index("ADJ")})
_ADDS = {
    "put": ("in", "forth"), "break": ("in", "out", "forth"), "burst": ("in", "out", "forth"), "cut": ("in",),
    "strike": ("in",), "throw": ("in", "out", "back"), "join": ("in",), "slip": ("in",), "jerk": ("out",),
    "rap": ("out",), "get": ("out",), "bring": ("out",), "spit": ("out",), "fling": ("out", "back"),
    "shoot": ("back",), "fire": ("back",), "give": ("out",), "finish": ("up",), "wind": ("up",), "flash": ("back",),
}  # fmt: skip
"""Verbs that with one of these words say that somebody speaks."""
_ADDED = frozenset(particle for some in _ADDS.values() for particle in some)
_WAS = frozenset("was were is are".split())


def _clause(page: Page, at: int, limit: int, mention: int, strength: float) -> Cue | None:
    for k in range(at, limit):
        if page.words.text[k] in STOPS:
            return None
        if _says(page, k) and page.words.text[k].lower()[-3:] != "ing":
            return _cue(page, k, mention, strength)
    return None


def _before(page: Page, piece: int, ends: dict[int, int]) -> Cue | None:
    words = page.words
    end = page.piece_words[piece][0]
    paragraph = page.pieces[piece].paragraph
    earlier = page.piece_words[piece - 1][1] if piece else 0
    limit = max(0, end - 80, earlier)
    k = end - 1
    if k < limit:
        return None
    if words.paragraph[k] != paragraph:
        # A paragraph that ends "... said:", or without a full stop, introduces the next.
        leads = words.text[k] in _LEADS_ON or words.text[k] == "." or words.text[k].isalnum()
        if not leads or words.paragraph[k] != paragraph - 1:
            return None
        paragraph -= 1
    if words.text[k] == ".":
        low = k - 1
        while low >= limit and words.paragraph[low] == paragraph and words.text[low] not in ".!?":
            low -= 1
        reports_the_last = piece > 0 and low < earlier and words.paragraph[earlier - 1] == paragraph
        if reports_the_last and paragraph < page.pieces[piece].paragraph:
            # “…” A pause followed, and then Tom began again. “…”
            reports_the_last = not any(words.text[at] in _APART for at in range(earlier, k))
        beside = paragraph == page.pieces[piece].paragraph
        return None if reports_the_last else _found(page, taken_up(page, low + 1, k, ends, beside=beside))
    if words.text[k] in _SKIPPED:
        if words.text[k] in (";", "-", "--", "—", "–") and k - 1 >= limit and words.text[k - 1] in ".!?":
            return None
        k -= 1
    elif words.text[k] in ".!?":
        return None
    low = k
    while low >= limit and words.paragraph[low] == paragraph and words.text[low] not in ".!?":
        low -= 1
    for at in range(k, low, -1):
        far = FAR if words.text[at + 1] == "," else NEAR  # Tom said, looking out over the sea, “…”
        if (_says(page, at) or _adds(page, at)) and k - at <= far:
            mention = subject_of(page, at, ends)
            if mention is not None and page.mentions.quotation[mention] < 0:
                return _cue(page, at, mention, 0.93 if k - at <= 5 else 0.8)
    return _found(page, announced_before(page, low + 1, end - 1, ends))


_BEFORE_NOUNS = frozenset("the a an his my their our your its".split())
_APART = frozenset("and when until then".split())
_LEADS_ON = frozenset(": , :-- :— -- — –".split())


def _says(page: Page, word: int) -> bool:
    words = page.words.text
    if words[word].lower() not in SAYING:
        return False
    told_of = words[word - 1].lower() in _BEFORE_NOUNS or page.encoding.upos[word - 1] == _ADJ  # in a low whisper
    return page.encoding.upos[word] not in _NO_VERB and not told_of


def _cue(page: Page, verb: int, mention: int, strength: float) -> Cue:
    mention = _named_within(page, mention)
    explicit = page.mentions.kind[mention] == PROP or _is_as_a_name(page, mention)
    return Cue(verb, mention, "explicit" if explicit else "anaphoric", strength)


def _is_as_a_name(page: Page, mention: int) -> bool:
    """Whether a noun phrase is somebody's name in the story: the Hatmaker, the White Fox."""
    words = page.words.text[page.mentions.start[mention] : page.mentions.end[mention]]
    return len(words) > 1 and words[0].lower() == "the" and all(w[:1].isupper() for w in words[1:])


def _named_within(page: Page, mention: int) -> int:
    """The name that a noun phrase begins with, where the rest only tells of its bearer: “old Tom, who was deaf”."""
    m = page.mentions
    if m.kind[mention] != NOM:
        return mention
    start, end = int(m.start[mention]), int(m.end[mention])
    for i in range(mention + 1, len(m)):
        if m.start[i] > start + 1:
            break
        told = m.end[i] < end and page.words.text[m.end[i]] in (",", "who", "--", "—", "(")
        if m.kind[i] == PROP and m.type[i] == PERSON and told:
            return i
    return mention


def is_thought(page: Page, cue: Cue | None) -> bool:
    """Whether the reporting verb is one of thinking, without words aloud."""
    if cue is None or cue.strength < 0.9:
        return False
    lemma = SAYING.get(page.words.text[cue.verb].lower(), "")
    if page.words.text[cue.verb] in PASSES:
        return True
    if lemma not in _THOUGHT:
        return False
    after = [w.lower() for w in page.words.text[cue.verb : cue.verb + 5]]
    return "aloud" not in after
