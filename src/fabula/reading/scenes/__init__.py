"""Scenes: stretches of one place, one time and one cast.

Divisions (chapters, scene breaks) bound them. Within a division, a paragraph that begins with a change of time or place
opens another scene where the jump is wide, or where the people change with it; "the next day" inside speech or in the
middle of a sentence opens nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from fabula.language.labels import PRONOUN_CLASSES
from fabula.reading.page import Page
from fabula.reading.scenes.places import begins_with_place, place_of
from fabula.reading.scenes.scenery import Scenery, cast_of, scenery, viewpoint_of
from fabula.story import Character, Document, Event, Scene, SceneStanding, Span, Utterance

_NUMBER = (
    r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|\d+|several|some|"
    r"(?:a\s)?few|many|a\scouple\sof|a\shundred|half\san)"
)
_LONG_UNIT = r"(?:hours?|days?|nights?|weeks?|fortnights?|months?|years?|decades?|centur(?:y|ies)|seasons?)"
_PART = r"(?:morning|afternoon|evening|night|day|week|month|year|dawn|spring|summer|autumn|fall|winter|weekend|sunrise)"
_SEASON = (
    r"(?:spring|summer|autumn|winter|christmas|easter|harvest|january|february|march|april|may|june|july|august|"
    r"september|october|november|december)"
)
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"

_WIDE = re.compile(
    rf"(?:(?:early|late|it\swas|on|by)\s)*(?:the\s)?(?:next|following)\s{_PART}(?!\s(?:after|before|room|one|would))|"
    rf"(?:the\s)?(?:day|morning|night|week|evening|year)\safter(?=,|\sthat|\sthe\s\w+,)|"
    rf"{_NUMBER}(?:\s(?:long|short|more|whole|good))?\s{_LONG_UNIT}\s(?:later|after(?:wards?)?|on|passed|went\sby|had\spassed)(?!\sthan)|"
    rf"(?:hours|days|weeks|months|years)\s(?:later|passed|went\sby|afterwards?)(?!\sthan)|"
    rf"(?:after|in)\s{_NUMBER}\s(?:days|weeks|months|years)(?=,)|"
    rf"later\sthat\s{_PART}|that\s(?:same\s)?(?:night|evening|afternoon)(?!\s(?:had|was))|"
    rf"(?:by|at|when|before)\s(?:the\s)?(?:dawn|daybreak|sunrise|nightfall|dusk|midnight|morning|noon)\b|"
    rf"(?:by|in|that)\s{_SEASON}\b|on\s(?:the\s)?{_DAY}|(?:spring|summer|autumn|winter|morning|evening|night)\s(?:came|fell)\b",
    re.IGNORECASE,
)
"""A jump of hours or more."""

_ELSEWHERE = re.compile(
    r"meanwhile,?\s(?:in|at|on|across|back|down|up|out|over|far|outside|inside|aboard|upstairs|downstairs)\b|"
    r"elsewhere\b|across\s(?:the\s)?(?:town|city|river|valley|street|bay|lake)\b,|(?:\w+\s){1,3}(?:miles|leagues|streets)\saway\b|"
    r"far\s(?:away|off)\b,?|on\sthe\sother\sside\sof\b|back\s(?:at|in|on|aboard)\s(?:the\b|his\b|her\b|their\b|my\b|our\b|(?-i:[A-Z]))|back\shome\b|"
    r"at\s(?:that|the\ssame)\s(?:very\s)?(?:moment|time|hour),?\s(?:in|at|on|across|far)\b",
    re.IGNORECASE,
)
"""A jump to another place."""

_STRIKES = re.compile(
    r"it\s(?:was|must\shave\sbeen)\s(?:(?:almost|nearly|about|already|just|well|not\suntil|past|long|only)\s){0,3}"
    rf"(?:noon|midnight|dawn|dusk|dark|[\w-]+\so['’]clock|(?:{_NUMBER}\s)?{_LONG_UNIT}\s(?:after|later)(?:\s(?:this|that))?)\s"
    r"(?:when|before|that)\b|"
    r"as\s(?:the\s)?(?:dawn|day|midnight|evening|night|dusk|twilight|sun)\b[^,.]{0,40},|all\s(?:that|the\snext)\s"
    rf"{_PART}\b",
    re.IGNORECASE,
)
"""An hour told as something begins in it: "It was past midnight when", "As dawn was breaking, "."""

_ARRIVES = re.compile(
    r"(?:when|as\ssoon\sas)\s(?:s?he|they|I|we|(?-i:[A-Z])\w+)\s(?:at\slast\s|finally\s)?(?:arrived|reached|got|came|returned)\s"
    r"(?:home|back|at|to|the|her|his|their)\b[^,.]{0,40},|"
    r"(?:up)?on\s(?:reaching|arriving\s(?:at|in)|entering|returning\sto|getting\s(?:to|back\sto))\s[^,.]{2,40},|"
    r"(?:half\san|a\squarter\sof\san|three[-\s]quarters\sof\san)\shour\s(?:later|after(?:wards?)?)\b",
    re.IGNORECASE,
)
"""Somebody gets to another place, or half an hour has gone."""

_WITHIN = re.compile(
    rf"\bthe\s(?:next|following)\s{_PART}\b|\bthat\s(?:night|evening|afternoon)\b|\b{_NUMBER}\s{_LONG_UNIT}\slater\b",
    re.IGNORECASE,
)
"""A jump of hours that the first clause tells of later on: "Anna was at the mill that night"."""
_NO_JUMP = frozenset(
    "that had until till before if would for of knew remembered remember thought to since because what who which all "
    "never".split()
)
_LATE = 10
"""So many words may stand before such a cue."""

_WEAK = re.compile(
    r"meanwhile\b|(?:up|down)stairs\b|outside\b|inside\b|"
    rf"later\b|afterwards?\b|(?:one|in\sthe)\s(?:{_PART})\b|after\s(?:supper|dinner|breakfast|lunch|church|school|work|tea)\b|"
    rf"at\s(?:\w+\so['’]clock|noon|lunch|tea-?time|six|seven|eight|nine|ten|eleven|twelve)\b|now\b|"
    rf"{_NUMBER}\s(?:minutes?|hours?)\slater",
    re.IGNORECASE,
)
"""What may begin a scene if the people change with it."""

_PAST = re.compile(
    rf"{_NUMBER}\s(?:\w+\s)?{_LONG_UNIT}\s(?:ago|earlier|before)(?!\sthe)|(?:years|months|weeks|days)\s(?:ago|earlier|before)\b|"
    r"once,?\swhen\b|when\s(?:s?he|they|I)\s(?:had\sbeen|was|were)\s(?:a\s)?(?:young|small|little|child|boy|girl|\w+teen)\b",
    re.IGNORECASE,
)
_DREAM = re.compile(
    r"in\s(?:the|his|her|my|a|this|that)\s(?:dreams?|nightmare|mind['’]?s?\s?(?:eye)?|imagination|daydream|vision)\b|"
    r"(?:that\snight\s|then\s|again\s)?(?:\w+\s){1,3}?(?:dreamed|dreamt)\b|(?:\w+\s){1,2}(?:imagined|pictured)\s(?:that|how)\b",
    re.IGNORECASE,
)
_WOKE = re.compile(
    r"(?:then\s|when\s|suddenly\s)?\w+\s(?:woke|awoke|was\sawake|started\sawake|sat\sup\sin\sbed|blinked|opened\s(?:his|her|my)\seyes)\b|"
    r"(?:the|a)\s(?:\w+\s){0,2}(?:rang|squeaked|shrieked|whistled|knocked|barked|opened|slammed)\b|now\b",
    re.IGNORECASE,
)
_REMEMBERS = re.compile(r"\b(?:remember(?:ed|ing|s)?|recall(?:ed|ing|s)?|thought\sback\sto|memory\sof|memories\sof)\b")
_IMAGINES = re.compile(r"\b(?:imagined|imagining|pictured|dream(?:ed|t|ing)|daydream\w*)\b")
_FUTURE = frozenset("would will wo shall should could might 'd ’d must".split())
_NEVER = frozenset("never not n't n’t always every usually often".split())
_TIME = re.compile(
    rf"\b(?=\w)(?:(?:early\s|late\s)?(?:the\s)?(?:next|following)\s{_PART}|{_NUMBER}\s(?:{_LONG_UNIT}\s(?:later|ago|earlier|afterwards?|before)|"
    rf"minutes?\s(?:later|afterwards?))|(?:this|that)\s(?:very\s|same\s)?(?:morning|afternoon|evening|night|day|{_SEASON})|"
    rf"(?:in|on|during|by|since|until|till)\s(?:the\s)?(?:early\s|late\s)?(?:morning|afternoon|evening|night|spring|summer|autumn|winter)|"
    rf"at\s(?:noon|midnight|dawn|dusk|daybreak|sunrise|sunset|nightfall|night|lunchtime|teatime)|by\s(?:noon|midnight|dawn|dusk|nightfall|morning)|"
    rf"at\s(?:half\spast\s|a\squarter\s(?:to|past)\s)?(?:\d{{1,2}}(?::\d\d)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?:\so['’]clock|\sin\sthe\s(?:morning|afternoon|evening)|\s[ap]\.?m\b)|"
    rf"(?:on\s)?{_DAY}(?:\s(?:morning|afternoon|evening|night))?|yesterday|tonight|"
    rf"in\s(?:the\s(?:year|month|winter|spring|summer|autumn)\s(?:of\s)?)?(?:1[0-9]\d\d|20\d\d)|"
    rf"(?:in|of)\s(?:January|February|April|June|July|August|September|October|November|December))\b",
    re.IGNORECASE,
)
_I = PRONOUN_CLASSES.index("i")

SHORTEST = 12
"""A scene that no division bounds has at least as many words of its own."""

LONGEST_HEADING = 16
_HEADING = re.compile(
    r"(?:the\s)?(?:\w+\s)?(?:chapter|part|book|volume|act|scene|letter|canto|prologue|epilogue|section|stave|interlude)\b|"
    r"[ivxlc]+\b[.:]|\d+\b",
    re.IGNORECASE,
)
CERTAIN = 0.95
_ENOUGH = 0.55


@dataclass(frozen=True, slots=True)
class _Part:
    """A scene's words [first, last), how sure its beginning is, and what its opening says of its standing."""

    first: int
    last: int
    sure: float
    standing: SceneStanding


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph's words [first, last), its narration's beginning ("" where speech opens it), who acts in it, how much
    of it is in the pluperfect, whether it begins with a place ("In the kitchen"), and its stretch between divisions."""

    first: int
    last: int
    opening: str
    cast: frozenset[int]
    pluperfect: float
    place: bool
    stretch: int


def find_scenes(
    page: Page,
    utterances: Sequence[Utterance],
    events: Sequence[Event],
    characters: Sequence[Character],
    documents: Sequence[Document] = (),
) -> list[Scene]:
    """The scenes of a work, in order: every word of the story but its headings is in one, and none is in two.

    `confidence` is that of the scene's beginning.
    """
    if not len(page.words):
        return []
    seen = scenery(page, utterances, events, characters, documents)
    times = _times(page)
    starts = np.array([t.start for t in times], dtype=np.int64)
    out = []
    for part in _parts(page, seen):
        start, end = int(page.words.start[part.first]), int(page.words.end[part.last - 1])
        low, high = np.searchsorted(starts, [start, end])
        place, where = place_of(page, seen, part.first, part.last)
        out.append(
            Scene(
                start=start,
                end=end,
                place=place,
                place_mention=where,
                times=tuple(times[low:high]),
                cast=tuple(cast_of(page, seen, part.first, part.last)),
                viewpoint=viewpoint_of(page, seen, part.first, part.last),
                standing=part.standing,
                confidence=round(part.sure, 4),
            )
        )
    return out


def _paragraphs(page: Page, seen: Scenery) -> list[_Paragraph]:
    cuts = np.flatnonzero(np.diff(page.words.paragraph, prepend=-1))
    bounds = [*cuts.tolist(), len(page.words)]
    out = []
    for first, last in pairwise(bounds):
        opening = ""
        if not seen.quoted[first]:
            stop = int(page.words.end[min(first + 24, last) - 1])
            opening = page.text[int(page.words.start[first]) : stop].lstrip("_*")
        verbs, had = int(seen.past[first:last].sum()), int(seen.pluperfect[first:last].sum())
        cast = frozenset(seen.actor[first:last][seen.actor[first:last] >= 0].tolist())
        cast |= frozenset(seen.speaker[first:last][seen.speaker[first:last] >= 0].tolist())
        share = had / max(1, verbs + had) if had > 1 else 0.0
        place = bool(opening) and begins_with_place(page, first)
        out.append(_Paragraph(first, last, opening, cast, share, place, int(page.scene[first])))
    return out


def _parts(page: Page, seen: Scenery) -> list[_Part]:
    """The scenes' bounds, each with its standing."""
    paragraphs = _paragraphs(page, seen)
    marks: list[tuple[int, float, SceneStanding]] = []
    heading = True
    for k, p in enumerate(paragraphs):
        fresh = k == 0 or p.stretch != paragraphs[k - 1].stretch
        heading = (fresh or heading) and _is_heading(page, p)
        if heading and (p.stretch > 0 or not any(c.isalnum() for c in p.opening)):
            continue
        if not marks or p.stretch != paragraphs[marks[-1][0]].stretch:
            marks.append((k, CERTAIN, _standing(paragraphs, k)))
            continue
        before = marks[-1]
        sure, standing = _opens(page, paragraphs, k, before[0], before[2])
        if sure < _ENOUGH:
            continue
        if p.first - paragraphs[before[0]].first < SHORTEST and before[1] < CERTAIN:
            continue  # time runs on: the day before had no scene of its own
        marks.append((k, sure, standing))
    if not marks:
        marks = [(0, CERTAIN, "told")]
    out = []
    for n, (k, sure, standing) in enumerate(marks):
        last = marks[n + 1][0] - 1 if n + 1 < len(marks) else len(paragraphs) - 1
        while paragraphs[last].stretch != paragraphs[k].stretch:
            last -= 1
        out.append(_Part(paragraphs[k].first, paragraphs[last].last, sure, standing))
    return out


def _is_heading(page: Page, p: _Paragraph) -> bool:
    """Whether a paragraph at a division's head is a heading or the line of a scene break, and no part of the scene."""
    text = page.text[int(page.words.start[p.first]) : int(page.words.end[p.last - 1])]
    plain = text.rstrip("_* ")
    if p.last - p.first > LONGEST_HEADING:
        return False
    titled = all(w[:1].isupper() or not w[:1].isalpha() or len(w) <= 4 for w in plain.split())
    return plain[-1:] not in ".!?…,:;”\"’'—" or p.last - p.first <= 3 or bool(_HEADING.match(plain)) or titled


def _standing(paragraphs: Sequence[_Paragraph], k: int) -> SceneStanding:
    """Whether what a paragraph opens is told as happening, remembered or imagined."""
    p = paragraphs[k]
    if _DREAM.match(p.opening):
        return "imagined"
    past = bool(_PAST.match(p.opening))
    if p.pluperfect >= 0.5 and (past or _REMEMBERS.search(p.opening)):
        return "remembered"
    return "told"


def _opens(
    page: Page, paragraphs: Sequence[_Paragraph], k: int, opened: int, standing: SceneStanding
) -> tuple[float, SceneStanding]:
    """How sure it is that a paragraph opens a scene inside a division, and the scene's standing."""
    p = paragraphs[k]
    if not p.opening:
        return 0.0, standing
    if standing == "told":
        if _DREAM.match(p.opening) and not _DREAM.match(paragraphs[opened].opening):
            return 0.7, "imagined"
        earlier = paragraphs[k - 1]
        closing = page.text[
            int(page.words.start[max(earlier.first, earlier.last - 25)]) : int(page.words.end[earlier.last - 1])
        ]
        if p.pluperfect >= 0.5 and (_PAST.match(p.opening) or _REMEMBERS.search(closing)):
            return 0.65, "remembered"
    elif standing == "imagined" and _WOKE.match(p.opening):
        return 0.75, "told"
    elif standing == "remembered" and p.pluperfect < 0.2 and (_WOKE.match(p.opening) or _WIDE.match(p.opening)):
        return 0.65, "told"
    cue = _cue(p.opening) or (0.22 if p.place else 0.0)
    if not cue or _is_foreseen(p.opening):
        return 0.0, standing
    before = frozenset[int]().union(*(q.cast for q in paragraphs[max(opened, k - 3) : k]))
    after = frozenset[int]().union(
        *(q.cast for q in paragraphs[k : k + 2] if q.stretch == p.stretch and (q is p or not _cue(q.opening)))
    )
    apart = 1 - len(before & after) / max(1, min(len(before), len(after))) if before and after else 0.3
    return min(0.9, cue + 0.35 * apart), "told"


def _cue(opening: str) -> float:
    """How strongly a paragraph's opening says that time or place have changed, 0 where it says nothing."""
    wide, elsewhere, weak = _WIDE.match(opening), _ELSEWHERE.match(opening), _WEAK.match(opening)
    if wide:
        return 0.6
    if _STRIKES.match(opening):
        return 0.5
    if elsewhere or _ARRIVES.match(opening):
        return 0.4
    if within := _WITHIN.search(re.split(r"[.;:!?]", opening)[0]):
        before = re.findall(r"[\w'’]+", opening[: within.start()].lower())
        if len(before) <= _LATE and not _NO_JUMP & set(before):
            return 0.42
    return 0.22 if weak else 0.0


def _is_foreseen(opening: str) -> bool:
    """Whether an opening's first clause tells of what would be, or always was, and not of what happened."""
    words = re.findall(r"\w+|['’]\w+", re.split(r"[.;:!?]", opening)[0].lower())
    modal = next((k for k, w in enumerate(words) if w in _FUTURE), None)
    habit = bool(_NEVER & set(words[:8]))
    to_be = " was to be" in opening or " were to be" in opening
    return to_be or habit or (modal is not None and modal <= 7)


def _times(page: Page) -> list[Span]:
    """The words of the narration that say when something is."""
    quotes = np.array([(q.start, q.end) for q in page.pieces], dtype=np.int64).reshape(-1, 2)
    first, last = int(page.words.start[0]), int(page.words.end[-1])
    found = [m.span() for m in _TIME.finditer(page.text, first, last)]
    if not found:
        return []
    at = np.array([start for start, _ in found])
    k = np.searchsorted(quotes[:, 0], at, side="right") - 1
    quoted = (k >= 0) & (at < quotes[np.maximum(k, 0), 1]) if len(quotes) else np.zeros(len(at), bool)
    covered = _covered(page, at)
    return [Span(*span) for span, inside, ours in zip(found, quoted, covered, strict=True) if not inside and ours]


def _covered(page: Page, at: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether characters belong to words of the story, not to its apparatus."""
    k = np.searchsorted(page.words.start, at, side="right") - 1
    return (k >= 0) & (at < page.words.end[np.maximum(k, 0)])
