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
    taken_up,
)
from fabula.reading.speech.subjects import (
    HEARS,
    STOPS,
    VOICES,
    head_word,
    is_main,
    is_passive,
    subject_of,
    voice_before,
)
from fabula.reading.speech.verbs import adds, is_adverb, is_doing, is_finite, phrase_of_saying, says
from fabula.reading.speech.voices import whose_voice

REACH = 14
NEAR, FAR = 12, 20
"""How many words may stand between a verb of saying and the speech after it; and where a comma follows the verb."""
_WHEN = frozenset("as when before after until till since because though although".split())
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
        return _joined(page, piece, broken, starts, ends) or broken
    if before is not None and page.piece_words[piece][0] - before.verb <= 3 and before.strength > 0.9:
        return before
    after = _after(page, piece, starts, ends)
    # “…?” Tom sniffed: if she asks before it, a sniff does not.
    told = before is not None and after is not None and after.strength <= 0.85 and before.strength >= 0.8
    if told or (after is not None and _only_answers(page, piece, after, starts, ends)):
        return before
    return after or before or _found(page, whose_voice(page, piece))


def _joined(page: Page, piece: int, first: Cue, starts: dict[int, int], ends: dict[int, int]) -> Cue | None:
    """The clause after a stretch that "and" joins to another with a clause of its own: “No!” said Tom, and “No!” cried
    Mary."""
    own = _after(page, piece, starts, ends)
    joined = page.words.lower[page.piece_words[piece][0] - 1] in ("and", "but", "while")
    return own if joined and own is not None and own.strength > 0.9 and own.mention != first.mention else None


def _only_answers(page: Page, piece: int, after: Cue, starts: dict[int, int], ends: dict[int, int]) -> bool:
    """Whether a sentence after a stretch tells what another does to it: “Come!” he said. “Is it you?” She greeted
    him."""
    q, word = page.pieces[piece], page.words.text[page.piece_words[piece][1]]
    whole = page.text[q.inner_end - 1] == "." or (page.mentions.kind[after.mention] == PRON and word.istitle())
    if after.strength > 0.85 or not whole or not piece or page.pieces[piece - 1].paragraph != q.paragraph:
        return False
    said = _after(page, piece - 1, starts, ends)
    return said is not None and said.strength > 0.9 and said.verb < page.piece_words[piece][0] <= after.verb


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
    leads = page.words.lower[start - 1]
    joined = leads in ("and", "but", ";", "while", "whereupon") and start > first.verb
    joined = joined or (leads in ("as", "when") and page.words.text[second.verb + 1] == ":")
    main = leads not in _WHEN and is_main(page, second.verb) and is_finite(page, second.verb)
    return second.verb > first.verb and (joined or main)


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
    while (at < limit and words[at].lower() in _LIGHT) or is_adverb(page, at, limit):
        at += 1
    if at >= limit:
        return None
    reports = says(page, at)
    who = at + 1
    while who < limit and (words[who].lower() in _LIGHT or words[who].lower() in PARTICLES):
        who += 1
    for of in range(who + 2, min(limit, who + 5)):  # “…,” cut in the hoarse voice of Tom
        if words[who].lower() == "the" and words[of - 1].lower() in VOICES and words[of].lower() == "of":
            who = of + 1
    if reports:
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
        return _cue(page, at, starts[who], 0.93) if is_doing(page, at) else None
    return None


def _subject_first(page: Page, k: int, limit: int, ended: bool, comma: bool, starts: dict[int, int]) -> Cue | None:
    """“…,” he said; after a comma inside the marks also “…,” he put in, with any verb."""
    while k < limit and k not in starts and page.encoding.upos[k] in _TOLD - {_VERB, _ADV}:
        k += 1  # “…,” the astonished Tom said
    if k not in starts:
        return None
    words, mention = page.words.text, starts[k]
    # “Come!” He shrugged: a sentence of its own.
    ended = ended or (page.mentions.kind[mention] == PRON and words[k] != "I" and words[k].istitle())
    at = int(page.mentions.end[mention])
    if at < limit and words[at] == ",":  # “…,” Tom, laughing, said
        return _clause(page, at, limit, mention, 0.75)
    while at < limit and (words[at].lower() in _LIGHT or words[at].lower() in _WAS or words[at].endswith("ly")):
        at += 1
    if at >= limit or page.words.paragraph[at] != page.words.paragraph[k]:
        return None
    doing = words[at].endswith("ing") and not (words[at - 1].lower() in _WAS and not ended)
    if says(page, at) and not doing:
        # After a full stop inside the marks a sentence of its own begins: “Go.” He shrugged.
        weak = ended or SAYING[words[at].lower()] in GESTURES | {"lie", "go"}
        return _cue(page, at, mention, 0.85 if weak else 0.97)
    phrase = phrase_of_saying(page, at, limit)
    if phrase is not None and not ended:
        return _cue(page, phrase, mention, 0.95)
    if words[at].lower() in HEARS and at + 1 in starts:
        said = int(page.mentions.end[starts[at + 1]])
        return _cue(page, said, starts[at + 1], 0.9) if said < limit and says(page, said) else None
    if comma and is_finite(page, at) and page.encoding.head[head_word(page, mention)] == at:
        return _cue(page, at, mention, 0.9)
    return None


_VERB, _ADV = UPOS.index("VERB"), UPOS.index("ADV")
_HOW = frozenset({UPOS.index("ADJ"), _ADV})
_TOLD = frozenset({UPOS.index("DET"), UPOS.index("ADJ"), UPOS.index("ADV"), UPOS.index("VERB")})
_WAS = frozenset("was were is are".split())


def _clause(page: Page, at: int, limit: int, mention: int, strength: float) -> Cue | None:
    for k in range(at, limit):
        if page.words.text[k] in STOPS:
            return None
        if says(page, k) and page.words.lower[k][-3:] != "ing":
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
            # “…” A pause followed, and then Tom began again. “…”, but not: “…” Tom spoke low and fast. “…”
            apart = (at for at in range(earlier, k) if words.text[at] in _APART)
            reports_the_last = all(words.text[at] == "and" and page.encoding.upos[at + 1] in _HOW for at in apart)
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
        if (says(page, at) or adds(page, at)) and k - at <= far:
            mention = subject_of(page, at, ends)
            if mention is not None and page.mentions.quotation[mention] < 0:
                return _cue(page, at, mention, 0.93 if k - at <= 5 else 0.8)
            if voice_before(page, at) is not None or is_passive(page, at):
                return None  # Before Tom could speak, a voice called, “…”; Tom spoke up, and was told, “…”
    return _found(page, announced_before(page, low + 1, end - 1, ends))


_APART = frozenset("and when until then".split())
_LEADS_ON = frozenset(": , :-- :— -- — –".split())


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
    lemma = SAYING.get(page.words.lower[cue.verb], "")
    if page.words.text[cue.verb] in PASSES:
        return True
    if lemma not in _THOUGHT:
        return False
    after = page.words.lower[cue.verb : cue.verb + 5]
    return "aloud" not in after
