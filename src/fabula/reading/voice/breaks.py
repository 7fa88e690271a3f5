"""Speech that is cut short: interrupted by somebody or something, broken off by its speaker, or left to trail off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.reading.page import Page
from fabula.reading.speech.subjects import covering
from fabula.reading.voice.thought import paragraph_words, word_at
from fabula.story import Manner, MannerKind, Span, Utterance

EVENT = 0.2
"""The least probability of an event that cuts speech off: after a dash something is likelier to happen than elsewhere,
and what only is so has next to none."""

SURE = 0.8
"""A speaker less sure than this may be wrong, and the turn after a dash another's after all."""

_DASH = re.compile(r"(?:[—–―]+|-+)[?!]?[\s_*]*$")
_INITIAL = re.compile(r"(?:^|\s)[B-HJ-Z]\.?(?:[—–―]+|-+)[\s_*]*$")
"""A name left out: Lord B—"""
_ELLIPSIS = re.compile(r"(?:…+|\.{3,}|\.(?:\s\.){2,})\s*\.?[?!]?[\s_*]*$")
_REPAIR_WORDS = (
    r"(?:oh,? )?(?:that is,|no,(?! (?:no|sir|ma'am|madam|thank))|no[—–-]|never ?mind|i mean\b|or rather\b|wait,|"
    r"scratch that|forget (?:it|that)\b|what i mean|sorry,|it doesn['’]t matter|let me start|let me begin|"
    r"on second thoughts?)"
)
_MARK = re.compile(r"[—–―…-]|\.\s?\.")
"""What every break inside a line has."""
_REPAIR = re.compile(
    rf"(?<=[\w,])(?<!\b[Nn]o)\s*(?P<mark>[—–―]+|-{{2,3}}|\s-\s|…+|\.{{3,}}|\.(?:\s\.){{2,}})\s*{_REPAIR_WORDS}", re.I
)
_HANGING = (
    r"(?:the|an?|my|your|his|her|our|their|to|of|with|but|if|because|i|we|they|he|she|i['’](?:ve|m|ll)|we['’](?:ve|re|ll)|"
    r"you['’](?:ve|re|ll)|they['’](?:ve|re)|(?:is|was|were|do|did|does|would|could)n['’]t|wo?n['’]t|can['’]t|would|"
    r"could|should|will|must|might)"
)
"""What no clause ends with."""
_HANGS = re.compile(rf"(?<![\w’'-]){_HANGING}\s*$", re.I)
_LEFT = re.compile(
    rf"(?<![\w’'-]){_HANGING}(?P<mark>[—–―]+|-{{2,3}})\s*"
    r"(?=(?:i|we|he|she|they|it|you|look|listen|oh|well|sorry|please|don['’]t)\b)"
    r"(?P<rest>[^.!?—–―]*?)(?P<end>[.!?]|[—–―]$|$)",
    re.I,
)
"""A clause left hanging at a dash, and another begun that no second dash parts from the first."""
_REPAIRS = re.compile(rf"[\s—–―.…-]*{_REPAIR_WORDS}", re.I)
_PRESENTS = re.compile(
    r"\b(?:read (?:it|this|that|them)(?: (?:to you|aloud|out))?|listen|as follows|it (?:says|runs|goes)|"
    r"here (?:it|she|he) (?:is|comes))\W*$",
    re.I,
)
"""What comes before words that are shown or read, not before an interruption."""
_CUT_OFF = re.compile(
    r"\b(?:was|were|been|got|being) (?:again |abruptly |here )?(?:interrupted|cut (?:off|short)|silenced|stopped by)\b"
)
_RESUMES = re.compile(r"\s*(?:[—–―]|-{2,}|-\s)")
_STOPS = re.compile(
    r"\b(?:broke off|breaks off|breaking off|stopped(?! (?:at|by|in|for)\b)|paused|pausing|hesitated|hesitating|"
    r"faltered|faltering|fell silent|finished (?:his|her|my|the) (?:speech|sentence)|"
    r"caught (?:him|her|my|them)self|caught (?:him|her|my|them)selves|"
    r"checked (?:him|her|my)self|bit (?:back|his|her|my)|swallowed|could not (?:go on|finish|continue|say)|"
    r"couldn['’]t (?:go on|finish|continue|say))\b"
)
_TRAILS = re.compile(r"\btrail(?:ed|s|ing) (?:off|away)\b|\bvoice (?:died|faded) away\b")
_PLACES = frozenset("from out behind below above outside somewhere through over across down up there".split())
_SENTENCE_END = frozenset(". ! ? …".split())


@dataclass(frozen=True, slots=True)
class _Narration:
    """What follows a span in its paragraph before the next quotation: words [first, last)."""

    first: int
    last: int
    text: str


def breaks(page: Page, utterances: Sequence[Utterance], piece_at: dict[int, int]) -> dict[int, list[Manner]]:
    """The manners of interruption of each utterance, by its number; `piece_at` are pieces by their inner start."""
    out: dict[int, list[Manner]] = {}
    spoken = [n for n, u in enumerate(utterances) if u.kind == "speech"]
    for k, n in enumerate(spoken):
        u = utterances[n]
        following = spoken[k + 1] if k + 1 < len(spoken) else None
        found = out.setdefault(n, [])
        for j, span in enumerate(u.spans):
            text = page.text[span.start : span.end]
            last = j == len(u.spans) - 1
            marked = _MARK.search(text)
            if marked and (repair := _REPAIR.search(text)):
                at = span.start + repair.start("mark")
                found.append(Manner("breaks off", at, span.start + repair.end("mark"), "typography", 0.75))
            elif marked and (left := _LEFT.search(text)) and not _is_again(left, text):
                at = span.start + left.start("mark")
                found.append(Manner("breaks off", at, span.start + left.end("mark"), "typography", 0.6))
            narration = _narration(page, piece_at[span.start])
            if trails := (last and _ELLIPSIS.search(text)):
                found.append(
                    _typographic("trails off", span, trails, 0.85 if trails.group().strip()[-1] in ".…" else 0.6)
                )
            if (told := _TRAILS.search(narration.text)) and _is_own(page, narration, u, told.start()):
                start = int(page.words.start[narration.first]) + told.start()
                found.append(Manner("trails off", start, start + len(told.group()), "verb", 0.85))
            dash = _DASH.search(text)
            if not dash or _INITIAL.search(text) or not _is_cut(text[: dash.start()], dash.group()):
                continue
            cut = _cut(page, u, j, narration, utterances, following)
            if cut is None:
                continue
            kind, sure = cut
            found.append(_typographic(kind, span, dash, sure))
            if kind == "interrupted" and following is not None and _cuts_in(page, u, utterances[following]) and last:
                cutting = _typographic("interrupts", span, dash, round(0.9 * sure, 4))
                out.setdefault(following, []).append(cutting)
    return out


def _is_cut(said: str, dash: str) -> bool:
    """Whether a dash after these words may be a cut: not after a sentence's end, nor in a question ("Better—?"), nor
    before what is shown or read out."""
    if said.rstrip()[-1:] in tuple(".!?…") or _PRESENTS.search(said):
        return False
    return not dash.strip().endswith(("?", "!")) or bool(_HANGS.search(said))


def _is_again(left: re.Match[str], text: str) -> bool:
    """Whether what follows the dash only says again what stands before it, as one who stammers does."""
    before = re.findall(r"[\w’']+", text[: left.start("mark")].lower())[-1:]
    after = re.findall(r"[\w’']+", left["rest"].lower())[:1]
    return before == after


def _typographic(kind: MannerKind, span: Span, match: re.Match[str], sure: float) -> Manner:
    mark = match.group().rstrip(" \n\t_*")
    start = span.start + match.start()
    return Manner(kind, start, start + len(mark), "typography", sure)


def _narration(page: Page, piece: int) -> _Narration:
    first, last = page.piece_words[piece]
    if first >= last:
        return _Narration(last, last, "")
    _, end = paragraph_words(page, last - 1)
    if piece + 1 < len(page.pieces):
        end = max(last, min(end, page.piece_words[piece + 1][0]))
    text = page.text[page.words.start[last] : page.words.end[end - 1]] if last < end else ""
    return _Narration(last, end, text)


def _cut(
    page: Page, u: Utterance, j: int, narration: _Narration, utterances: Sequence[Utterance], following: int | None
) -> tuple[MannerKind, float] | None:
    """What a dash at the end of the utterance's span j means, and how surely."""
    last = j == len(u.spans) - 1
    resumed = "" if last else page.text[u.spans[j + 1].start : u.spans[j + 1].end]
    told = narration.text.strip(" \n\t_*—–―-,")
    if not told:
        if not last:
            return None
        return _by_turn(page, u, utterances, following) or _by_next_paragraph(page, u, narration)
    if not last and _RESUMES.match(resumed):
        return None  # “The thing is—” he coughed “—we are late.”
    first, end = narration.first, _sentence_end(page, narration)
    sentence = page.text[page.words.start[first] : page.words.end[end - 1]]
    reports = u.cue is not None and page.words.start[first] <= u.cue.start < page.words.end[end - 1]
    if told[0].isupper() and not reports:
        return _by_sentence(page, u, first, end, sentence)
    if _STOPS.search(sentence):
        return "breaks off", 0.8
    if not last:
        return ("breaks off", 0.7) if _REPAIRS.match(resumed) else None
    if end < narration.last:  # “But I—” began Tom. The door opened.
        more = _Narration(end, narration.last, "")
        stop = _sentence_end(page, more)
        return _by_sentence(page, u, end, stop, page.text[page.words.start[end] : page.words.end[stop - 1]])
    return _by_turn(page, u, utterances, following) or _by_next_paragraph(page, u, narration)


def _sentence_end(page: Page, narration: _Narration) -> int:
    for k in range(narration.first, narration.last):
        if page.words.text[k] in _SENTENCE_END:
            return k + 1
    return narration.last


def _by_turn(
    page: Page, u: Utterance, utterances: Sequence[Utterance], following: int | None
) -> tuple[MannerKind, float] | None:
    """Cut off by the turn that opens the next paragraph, where that is another's."""
    if following is None or not _cuts_in(page, u, utterances[following]):
        return None
    return "interrupted", 0.85


def _cuts_in(page: Page, u: Utterance, other: Utterance) -> bool:
    """Whether an utterance follows another at once, as the next paragraph's first words, and is another person's."""
    if other.speaker is not None and other.speaker == u.speaker and (u.cue is not None or u.confidence >= SURE):
        return False
    last, first = word_at(page, u.spans[-1].end - 1), word_at(page, other.spans[0].start)
    between = page.text[u.spans[-1].end : other.spans[0].start]
    opens = "\n" in between and not any(c.isalnum() for c in between.rsplit("\n", 1)[1])
    return opens and int(page.words.paragraph[first]) == int(page.words.paragraph[last]) + 1


def _by_next_paragraph(page: Page, u: Utterance, narration: _Narration) -> tuple[MannerKind, float] | None:
    """Cut off by what the next paragraph tells: an event, or another's doing."""
    first = narration.last
    if first >= len(page.words) or page.scene[first] != page.scene[first - 1]:
        return None
    _, end = paragraph_words(page, first)
    stop = _sentence_end(page, _Narration(first, end, ""))
    if any(mark in page.words.text[first:stop] for mark in '"“«‘'):
        return None
    found = _by_sentence(page, u, first, stop, page.text[page.words.start[first] : page.words.end[stop - 1]])
    return None if found is None else (found[0], min(found[1], 0.6))


def _by_sentence(page: Page, u: Utterance, first: int, end: int, sentence: str) -> tuple[MannerKind, float] | None:
    """Broken off where the speaker is the sentence's subject, cut off where the sentence is an event without."""
    if _CUT_OFF.search(page.text[page.words.start[first] : page.words.end[end - 1]]):
        return "interrupted", 0.85
    subject = next((k for k in range(first, end) if page.relation(k) in ("nsubj", "nsubj:pass")), None)
    if subject is not None and u.speaker is not None:
        people = {covering(page, k) for k in range(first, subject + 1)} - {None}
        if u.speaker in {int(page.clusters.entity[i]) for i in people if i is not None}:
            return "breaks off", 0.8 if _STOPS.search(sentence) else 0.5
    if _STOPS.search(sentence):
        return "breaks off", 0.6
    inverted = page.words.lower[first] in _PLACES  # From below came three knocks.
    if (subject is None and not inverted) or page.encoding.event[first:end].max(initial=0.0) < EVENT:
        return None
    return "interrupted", 0.7


def _is_own(page: Page, narration: _Narration, u: Utterance, at: int) -> bool:
    """Whether "trailed off" in the narration, `at` characters on, is the speaker's: in the clause that reports the
    utterance, or of a person whom the sentence's subject names."""
    place = int(page.words.start[narration.first]) + at
    if re.search(r"\b(?:until|till|before|whenever)\b[^.!?]*$", page.text[place - at : place]):
        return False
    if "." not in page.text[place - at : place]:
        low = narration.first
    else:
        low = max(k for k in range(narration.first, narration.last) if page.words.start[k] <= place)
        while low > narration.first and page.words.text[low - 1] not in _SENTENCE_END:
            low -= 1
    if u.cue is not None and page.words.start[low] <= u.cue.start < place:
        return True
    people = {covering(page, k) for k in range(low, narration.last) if page.words.start[k] < place} - {None}
    return u.speaker in {int(page.clusters.entity[i]) for i in people if i is not None}
