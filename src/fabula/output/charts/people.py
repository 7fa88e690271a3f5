"""Whom the charts show, where they are, and the parts that the work is cut into."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from fabula.output.blocks import chapters
from fabula.output.charts.svg import plain
from fabula.output.facts import WORD, stretches
from fabula.story import Story, Utterance

_NUMERAL = re.compile(
    r"(?:(?:chapter|part|book|volume|letter|stave|canto|act)\b[\s.:]*)?"
    r"(?P<numeral>\d{1,3}|[ivxlc]{1,7}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b[\s.:–—-]*",
    re.IGNORECASE,
)
_WORDS = "one two three four five six seven eight nine ten eleven twelve".split()


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the story: a chapter, a scene or an equal share. `short` is a numeral or the like, `title` whole."""

    start: int
    end: int
    short: str
    title: str


def course(story: Story) -> Callable[[int], float]:
    """Where an offset lies in the story, from 0 to 1: what is not story takes no room."""
    spans = stretches(story)
    starts = [start for start, _ in spans]
    before = [0]
    for start, end in spans:
        before.append(before[-1] + end - start)

    def at(offset: int) -> float:
        i = bisect_right(starts, offset) - 1
        if i < 0 or not before[-1]:
            return 0.0
        return min(before[i] + offset - starts[i], before[i + 1]) / before[-1]

    return at


def chaptered(story: Story) -> list[Part]:
    """The chapters, and what lies before the first and belongs to no chapter, where that is more than a heading."""
    divisions = chapters(story)
    found: list[Part] = []
    where = course(story)
    for i, division in enumerate(divisions):
        end = min([division.end, *(d.start for d in divisions[i + 1 : i + 2])])
        if division.kind == "part" and end - division.start < 200 and end < division.end:
            continue
        title = plain(division.title or "") or division.kind.capitalize()
        found.append(Part(division.start, end, _short(title, len(found) + 1), title))
    spans = stretches(story)
    if found and spans and where(found[0].start) > 0 and found[0].start - spans[0][0] > 400:
        found.insert(0, Part(spans[0][0], found[0].start, "–", "Before the first chapter"))
    return [part for part in found if where(part.start) < where(part.end)]


def parts(story: Story, shares: int = 10) -> tuple[list[Part], str]:
    """The parts that the work falls into and what to call them: its chapters where there are two, else its scenes where
    there are three, else equal shares."""
    if len(found := chaptered(story)) > 1:
        return found, "chapters"
    if len(story.scenes) > 2:
        scenes = sorted(story.scenes, key=lambda scene: (scene.start, scene.end))
        found = [Part(s.start, s.end, str(i), f"Scene {i}") for i, s in enumerate(scenes, 1) if s.start < s.end]
        if len(found) > 2:
            return found, "scenes"
    spans = stretches(story)
    total = sum(end - start for start, end in spans)
    edges = sorted({_offset(spans, total * i // shares) for i in range(shares + 1)})
    return [
        Part(start, end, str(i), f"Part {i} of {len(edges) - 1}") for i, (start, end) in enumerate(pairwise(edges), 1)
    ], "equal parts"


def _offset(spans: list[tuple[int, int]], count: int) -> int:
    """The offset of the story's nth character."""
    for start, end in spans:
        if count <= end - start:
            return start + count
        count -= end - start
    return 0


def _short(title: str, place: int) -> str:
    found = _NUMERAL.match(title)
    if not found:
        return str(place)
    numeral = found["numeral"]
    if numeral.casefold() in _WORDS:
        return str(_WORDS.index(numeral.casefold()) + 1)
    return numeral.upper()


def within(spans: list[Part], offset: int) -> int:
    """The place of the part that holds an offset, -1 where none does. The parts are in order."""
    i = bisect_right(spans, offset, key=lambda part: part.start) - 1
    return i if i >= 0 and offset < spans[i].end else -1


def speaking(story: Story) -> list[Utterance]:
    """What is said aloud by somebody known, in the order of the text."""
    said = [u for u in story.utterances if u.kind == "speech" and u.speaker is not None and u.spans]
    return sorted(said, key=lambda u: (u.spans[0].start, u.spans[-1].end))


def words(story: Story, utterance: Utterance) -> int:
    """How many words an utterance has."""
    return sum(len(WORD.findall(story.text, span.start, span.end)) for span in utterance.spans)


def cast(story: Story) -> list[int]:
    """The characters' entities, the most present first; passing figures are left out where there are others."""
    everybody = {character.entity: character for character in story.characters}
    main = [c.entity for c in everybody.values() if c.mentions > 2 and (c.utterances or c.importance >= 0.04)]
    return main or list(everybody)


def loudest(story: Story, most: int) -> list[int]:
    """The characters who say the most words, in that order."""
    count: Counter[int] = Counter()
    for utterance in speaking(story):
        if utterance.speaker is not None:
            count[utterance.speaker] += words(story, utterance)
    rank = {entity: place for place, entity in enumerate(cast(story))}
    ordered = sorted((e for e in count if e in rank and count[e]), key=lambda e: (-count[e], rank[e]))
    return ordered[:most]


def appearances(story: Story) -> dict[int, list[int]]:
    """The offsets at which each character speaks or is told of, in order. Who is only talked about is not there, nor
    who only stands in a letter and is not of the scene's cast."""
    found: dict[int, list[int]] = defaultdict(list)
    written = sorted((span.start, span.end) for d in story.documents for span in d.fragments)
    begun = [start for start, _ in written]
    scenes = sorted(story.scenes, key=lambda s: s.start)
    opened, casts = [s.start for s in scenes], [frozenset(p.entity for p in s.cast) for s in scenes]

    def only_written(entity: int, at: int) -> bool:
        i, k = bisect_right(begun, at) - 1, bisect_right(opened, at) - 1
        return i >= 0 and at < written[i][1] and k >= 0 and entity not in casts[k]

    quoted = sorted((span.start, span.end) for u in story.utterances if u.kind == "speech" for span in u.spans)
    starts = [start for start, _ in quoted]
    for mention in story.mentions:
        i = bisect_right(starts, mention.start) - 1
        if (i < 0 or mention.start >= quoted[i][1]) and not only_written(mention.entity, mention.start):
            found[mention.entity].append(mention.start)
    for utterance in speaking(story):
        if utterance.speaker is not None:
            found[utterance.speaker].append(utterance.spans[0].start)
    return {entity: sorted(places) for entity, places in found.items()}


def present(part: Part, places: list[int]) -> list[int]:
    """A person's appearances in a part: none where the person is named but once in passing."""
    inside = places[bisect_left(places, part.start) : bisect_left(places, part.end)]
    return inside if len(inside) > 1 else []
