"""Thoughts: quoted ones told from speech, and those that only italics mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from fabula.language.labels import PRONOUN_CLASSES
from fabula.language.saying import SAYING
from fabula.reading.page import PRON, PROP, Page
from fabula.reading.speech.heard import hear
from fabula.reading.speech.narrator import SHARE
from fabula.reading.speech.subjects import covering
from fabula.story import Span, Utterance

LONGEST_THOUGHT = 60
"""A longer italic stretch, in words, is a letter, a dream or a memory more often than a thought."""

REPORT_WORDS = 26
"""A longer stretch between two italic ones, in words and marks, parts two thoughts."""

_THINKING = frozenset("think wonder muse reflect realise realize marvel".split())
_TURNED_INWARD = frozenset("tell remind ask warn promise assure scold chide urge order beg say".split())
_REFLEXIVE = frozenset("himself herself myself themselves themself itself oneself yourself ourselves".split())
_INWARD = re.compile(r"\b(?:silently|inwardly|mentally|wordlessly|in (?:his|her|my|their) (?:head|mind|heart))\b", re.I)
_ALOUD = re.compile(
    r"\b(?:aloud|out loud|half-aloud|in a (?:low |loud )?(?:voice|whisper|murmur)|under (?:his|her|my|their) breath)\b",
    re.I,
)
_WAS_A_THOUGHT = re.compile(
    r"[\s,.!?\"”’'_*]*(?:was|were) (?:his|her|my|their|[A-Z]\w+['’]s) (?:\w+ )?thoughts?\b(?! aloud)"
)
_LIGHT = frozenset("had then now again suddenly only just still even almost".split())
_MARKS = frozenset("_ * __ **".split())
_BETWEEN = _MARKS | frozenset(", - -- — –".split())
_STARTS_AFTER = frozenset('. ! ? … ... .. .... ” " ’ » — – --'.split())
_ENDS = re.compile(r"(?:[.!?…—–]|--)[\"'”’]*$")
_FIRST_PERSON = frozenset("i me my mine myself we us our ours i'm i'll i've i'd".split())
_PLAIN_ENGLISH = frozenset(
    "the a an to of is it it's be been i you he she they we that this what who how why where not n't do does did have "
    "has are am can will would should could must my me him her them there no don't isn't can't and so".split()
)
_OTHER_MATTER = re.compile(
    r"\b(?:read|reads|reading|wrote|written|writing|notes?|letters?|signs?|signed|signal\w*|sang|sings?|singing|songs?|"
    r"humm\w+|inscri\w+|label\w*|messages?|texts?|texted|screen|words|motto|title|book|poem|verses?|chant\w*|prayers?|"
    r"headlines?|caption|page|diary|journal|recit\w+|voices?|radio|speaker|phone|telegram|plaque|stone|sent|said|says)\b",
    re.I,
)
_SAID_BEFORE = re.compile(r"([”\"’][^”\"’]*)\b(?:said|says)\b")
"""What reports the speech before it brings in nothing."""
_POINTING = frozenset("you your he she it it's they him her them this that what who why how where".split())
_NO_ONE = frozenset("nobody noone none anybody anyone everybody everyone somebody someone who all they".split())
_STAGE = frozenset("enter exit exeunt aside chorus curtain".split())
_VERSE_LINE = 55


@dataclass(frozen=True, slots=True)
class _Italic:
    """Italic words [first, last) of one paragraph, outside quotations, and their characters."""

    first: int
    last: int
    span: Span


@dataclass(frozen=True, slots=True)
class _Telling:
    """How the story is told outside speech and italics: as "I", and in the past."""

    first_person: bool
    past: bool


def find_thoughts(page: Page, utterances: Sequence[Utterance]) -> list[Utterance]:
    """The utterances with their kinds set right between speech and thought, and with the thoughts in italics that are
    sentences of their own, in order. A thought's `method` is "cue" where a verb of thinking reports it, "typography"
    where italics alone tell it, and its speaker is who thinks it, if the text says."""
    mended = [_settled(page, u) for u in utterances]
    found = _italic_thoughts(page)
    return sorted([*mended, *found], key=lambda u: u.spans[0].start) if found else mended


def word_at(page: Page, character: int) -> int:
    """The word that holds a character, or the first after it."""
    return int(np.searchsorted(page.words.end, character, side="right"))


def paragraph_words(page: Page, word: int) -> tuple[int, int]:
    """The words [first, last) of the paragraph that a word stands in."""
    number = page.words.paragraph[word]
    first, last = page.words.paragraph.searchsorted((number, number + 1)).tolist()
    return first, last


def _settled(page: Page, u: Utterance) -> Utterance:
    if u.kind == "other":
        return u
    if u.cue is None:
        thought = u.kind == "speech" and _WAS_A_THOUGHT.match(page.text, u.spans[-1].end, u.spans[-1].end + 80)
        return replace(u, kind="thought") if thought else u
    verb = word_at(page, u.cue.start)
    around = _clause_around(page, u.cue)
    aloud = bool(_ALOUD.search(around))
    lemma = SAYING.get(page.words.lower[verb], "")
    following = page.words.lower[verb + 1] if verb + 1 < len(page.words) else ""
    to_oneself = lemma in _TURNED_INWARD and following in _REFLEXIVE
    if u.kind == "thought" and aloud:
        return replace(u, kind="speech")
    if u.kind == "speech" and not aloud and (to_oneself or _INWARD.search(around)):
        return replace(u, kind="thought")
    return u


def _clause_around(page: Page, cue: Span) -> str:
    """The words about a reporting verb: its clause as far as 40 characters go, without quotations."""
    before = re.split(r"[.!?;:\"“”»]", page.text[max(0, cue.start - 25) : cue.start])[-1]
    return before + re.split(r"[.!?;:\"“”«]", page.text[cue.start : cue.end + 40])[0]


def _italic_thoughts(page: Page) -> list[Utterance]:
    if not page.emphasis:
        return []
    quoted = np.zeros(len(page.words), bool)
    for first, last in page.piece_words:
        quoted[first:last] = True
    slanted = np.zeros(len(page.words), bool)
    italics: list[_Italic] = []
    for span in page.emphasis:
        first = word_at(page, span.start)
        last = int(np.searchsorted(page.words.start, span.end, side="left"))
        slanted[first:last] = True
        whole = first < last and page.words.paragraph[first] == page.words.paragraph[last - 1]
        if whole and not quoted[first:last].any() and (not italics or first >= italics[-1].last):
            start, end = int(page.words.start[first]), int(page.words.end[last - 1])
            italics.append(_Italic(first, last, Span(start, end)))
    if not italics:
        return []
    telling = _telling(page, quoted | slanted)
    starts = hear(page).starts
    full = [_fills_paragraph(page, i) for i in italics]
    out: list[Utterance] = []
    taken = -1
    for n, italic in enumerate(italics):
        if n <= taken:
            continue
        report = _report(page, italic, starts)
        if report is not None:
            verb, mention, thinks = report
            if thinks:
                parts = [italic]
                if n + 1 < len(italics) and _goes_on(page, italic, verb, italics[n + 1], quoted):
                    parts.append(italics[n + 1])
                    taken = n + 1
                out.append(_cued(page, parts, verb, mention))
            continue
        neighbours = [m for m in (n - 1, n + 1) if 0 <= m < len(italics) and full[m]]
        alone = not full[n] or not any(
            abs(int(page.words.paragraph[italics[m].first] - page.words.paragraph[italic.first])) == 1
            for m in neighbours
        )
        if alone and _reads_as_thought(page, italic, telling, full=full[n]):
            thinker, sure = _thinker(page, italic, telling, quoted)
            if sure > 0.4 or _words(page, italic) & _FIRST_PERSON:
                out.append(Utterance((italic.span,), "thought", thinker, (), None, None, "typography", round(sure, 4)))
    return out


def tells(page: Page, apart: NDArray[np.bool_]) -> tuple[bool, bool]:
    """Whether a work is told as "I", and in the past, outside the words that stand `apart` (words,)."""
    telling = _telling(page, apart)
    return telling.first_person, telling.past


def _telling(page: Page, apart: NDArray[np.bool_]) -> _Telling:
    m = page.mentions
    own = (m.kind == PRON) & (m.pronoun == PRONOUN_CLASSES.index("i")) & ~apart[m.start]
    tags = {tag: k for k, tag in enumerate(page.model.xpos)}
    narrated = page.encoding.xpos[~apart]
    past = int((narrated == tags.get("VBD", -1)).sum())
    present = int(np.isin(narrated, [tags.get("VBZ", -1), tags.get("VBP", -1)]).sum())
    return _Telling(bool(own.sum() >= max(5, SHARE * (~apart).sum())), past >= present)


def _skip(page: Page, word: int, step: int, skipped: frozenset[str]) -> int:
    while 0 <= word < len(page.words) and page.words.text[word] in skipped:
        word += step
    return word


def _fills_paragraph(page: Page, italic: _Italic) -> bool:
    first, last = paragraph_words(page, italic.first)
    return _skip(page, italic.first - 1, -1, _MARKS) < first and _skip(page, italic.last, 1, _MARKS) >= last


def _report(page: Page, italic: _Italic, starts: dict[int, int]) -> tuple[int, int, bool] | None:
    """The reporting clause of an italic stretch: its verb, the mention of its subject, and whether it is of thinking.
    None where there is none; a verb of saying makes the italics somebody's words in another voice."""
    words, m = page.words.text, page.mentions
    low, high = paragraph_words(page, italic.first)
    before = _skip(page, italic.first - 1, -1, _MARKS)
    opens = before < low or words[before] in _STARTS_AFTER
    k = _skip(page, italic.last, 1, _BETWEEN)
    if opens and k < high:
        at = _skip(page, k, 1, _LIGHT)
        who = _skip(page, at + 1, 1, _LIGHT)
        if at < high and who < high and who in starts and _is_report(page, at):
            return at, starts[who], _thinks(page, at)
        # _Now what?_ She shrugged: a sentence of its own, and no report.
        full_stop = words[italic.last - 1] in (".", "…", "...")
        named = m.kind[starts[k]] == PROP or words[k] == "I" if k in starts else False
        if k in starts and (words[k].islower() or (named and not full_stop)):
            at = _skip(page, int(m.end[starts[k]]), 1, _LIGHT)
            while at < high and words[at].endswith("ly"):
                at += 1
            if at < high and _is_report(page, at):
                return at, starts[k], _thinks(page, at)
    # She thought, _I am lost._
    if before >= low and words[before] in (",", ":"):
        for verb in range(before - 1, max(low, before - 4) - 1, -1):
            if _is_report(page, verb):
                subject = next((i for i in (covering(page, w) for w in range(verb - 1, max(low, verb - 4) - 1, -1))
                                if i is not None), None)  # fmt: skip
                sentence = words[italic.first][:1].isupper() and len(_words(page, italic)) > 1
                return (verb, subject, _thinks(page, verb)) if subject is not None and sentence else None
    return None


def _is_report(page: Page, word: int) -> bool:
    lemma = SAYING.get(page.words.lower[word], "")
    return lemma not in ("", "go", "begin") or page.lemma(word) in _THINKING | {"sign", "remind"}


def _thinks(page: Page, verb: int) -> bool:
    after = page.words.text[verb + 1 : verb + 3]
    around = page.text[max(0, int(page.words.start[verb]) - 12) : int(page.words.end[verb]) + 30]
    if _ALOUD.search(around):
        return False
    return (
        (SAYING.get(page.words.lower[verb]) or page.lemma(verb)) in _THINKING
        or any(w.lower() in _REFLEXIVE for w in after)
        or bool(_INWARD.search(around.split(".")[0]))
    )


def _goes_on(page: Page, italic: _Italic, verb: int, following: _Italic, quoted: NDArray[np.bool_]) -> bool:
    """Whether the next italic stretch takes up a thought that its report interrupted."""
    between = range(italic.last, following.first)
    same = page.words.paragraph[following.first] == page.words.paragraph[italic.first]
    if not same or verb not in between or len(between) > REPORT_WORDS or quoted[between.start : between.stop].any():
        return False
    before = page.words.text[_skip(page, following.first - 1, -1, _MARKS)]
    last = page.text[following.span.start : following.span.end]
    return before in (".", ",", ";", ":", "!", "?", "—", "--") and bool(_ENDS.search(last))


def _cued(page: Page, parts: Sequence[_Italic], verb: int, mention: int) -> Utterance:
    words, m = page.words, page.mentions
    first, last = int(m.start[mention]), int(m.end[mention]) - 1
    return Utterance(
        spans=tuple(p.span for p in parts),
        kind="thought",
        speaker=int(page.clusters.entity[mention]),
        addressees=(),
        cue=Span(int(words.start[verb]), int(words.end[verb])),
        mention=Span(int(words.start[first]), int(words.end[last])),
        method="cue",
        confidence=round(0.95 * float(page.clusters.confidence[mention]), 4),
    )


def _words(page: Page, italic: _Italic) -> set[str]:
    words = (w.lower().replace("’", "'") for w in page.words.text[italic.first : italic.last])
    return {w for w in words if any(c.isalpha() for c in w)}


def _reads_as_thought(page: Page, italic: _Italic, telling: _Telling, *, full: bool) -> bool:
    """Whether italics that nothing reports are a sentence of thought: set apart, in a person or tense that the story is
    not told in, and not a song, a title, a sign or a foreign saying."""
    words, text = page.words.text, page.text[italic.span.start : italic.span.end]
    low, _ = paragraph_words(page, italic.first)
    before = _skip(page, italic.first - 1, -1, _MARKS)
    if not (before < low or words[before] in _STARTS_AFTER) or not _ENDS.search(text) or not text[0].isupper():
        return False
    said = _words(page, italic)
    count = sum(w[:1].isalpha() for w in words[italic.first : italic.last])
    if count < 2 or count > LONGEST_THOUGHT or not said & _PLAIN_ENGLISH or words[italic.first].lower() in _STAGE:
        return False
    first_of_scene = low == 0 or page.scene[low] != page.scene[low - 1]
    if full and first_of_scene:
        return False  # an epigraph, a heading
    start = int(page.words.start[low]) if before >= low else int(page.words.start[max(0, low - 25)])
    introduced = page.text[max(start, italic.span.start - 70) : italic.span.start]
    introduced = re.split(r"(?<=[.!?])[\"”’]?\s+(?=\S)", introduced.rstrip(" \n_*"))[-1]
    introduced = _SAID_BEFORE.sub(r"\1", introduced)
    if _OTHER_MATTER.search(introduced) or introduced.rstrip(" \n_*")[-1:] == ":" or _is_verse(page.text, italic.span):
        return False
    long = [w for w in words[italic.first + 1 : italic.last] if len(w) > 3 and w.isalpha()]
    if len(long) > 1 and sum(w[0].isupper() for w in long) > 0.5 * len(long):
        return False  # a title, or a cry in capitals
    tags = {page.model.xpos[int(k)] for k in page.encoding.xpos[italic.first : italic.last]}
    present = bool(tags & {"VBZ", "VBP", "MD"}) and "VBD" not in tags
    if said & _FIRST_PERSON and not telling.first_person:
        return True
    # In the present tense alone, which stage directions and sayings share: short, beside narration, of somebody known.
    short = not full and count <= 15 and said & (_POINTING | _FIRST_PERSON)
    if not full and 3 <= count <= 15 and said & {"you", "your", "you're", "you've"} and not telling.first_person:
        return True  # somebody's words, remembered: the telling says "you" to nobody
    return telling.past and present and bool(short)


def _is_verse(text: str, span: Span) -> bool:
    """Whether a stretch runs over lines too short for prose."""
    if "\n" not in text[span.start : span.end]:
        return False
    start = text.rfind("\n", 0, span.start) + 1
    lines = text[start : span.end].split("\n")
    return all(len(a.strip()) < _VERSE_LINE and (not b or b.lstrip(" \t_*")[:1].isupper()) for a, b in pairwise(lines))


def _thinker(page: Page, italic: _Italic, telling: _Telling, quoted: NDArray[np.bool_]) -> tuple[int | None, float]:
    """Who thinks what nothing reports, and how sure that is: the teller, or whose doing stands beside it."""
    if telling.first_person and (teller := page.teller(italic.first)) is not None:
        return teller, 0.8
    low, high = paragraph_words(page, italic.first)
    before = _actor(page, range(italic.first - 1, max(low, italic.first - 40) - 1, -1), quoted)
    after = _actor(page, range(italic.last, min(high, italic.last + 15)), quoted)
    if before is not None and after is not None:
        return (before, 0.75) if before == after else (before, 0.45)
    if before is not None or after is not None:
        return (before if before is not None else after), 0.6
    if low:
        above = _actor(page, range(low - 1, max(0, low - 60), -1), quoted)
        if above is not None:
            return above, 0.4
    return None, 0.0


def _actor(page: Page, where: range, quoted: NDArray[np.bool_]) -> int | None:
    """The person who is the subject nearest along a range of words, outside quotations."""
    for k in where:
        if not quoted[k] and page.relation(k) == "nsubj" and page.words.lower[k] not in _NO_ONE:
            mention = covering(page, k)
            if mention is not None:
                return int(page.clusters.entity[mention])
    return None
