"""The storyline: each character a thread through the scenes, and those who are together drawn together."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from math import log2
from typing import Literal

from fabula.output.charts.people import Part, appearances, cast, chaptered, parts, present, within
from fabula.output.charts.svg import SIZE, Box, Chart, Marks, clip, drawing, number, overlap, width, written
from fabula.output.charts.threads import heights, order
from fabula.story import Story

MOST = 12
"""How many threads are drawn: more cannot be followed."""

FINE = 18
"""A work of fewer scenes than this has its scenes cut into about so many steps, in which people join and leave."""

NAME, SMALL = "storyline", 11
_STEP, _WIDE = 13.0, 900.0
_TOP, _EDGE = 34.0, 14.0


@dataclass(frozen=True, slots=True)
class _Step:
    """A column of the drawing: a scene or a share of one, and who is there."""

    start: int
    end: int
    people: frozenset[int]
    scene: int
    title: str
    real: bool = True
    x: float = 0.0
    wide: float = 0.0


@dataclass(frozen=True, slots=True)
class _Label:
    """A thread's name where it is written."""

    thread: int
    x: float
    y: float
    at: Literal["start", "end"]
    text: str

    def box(self) -> Box:
        w = width(self.text)
        left = self.x if self.at == "start" else self.x - w
        return left, self.y - SIZE * 0.8, left + w, self.y + SIZE * 0.25


def storyline(story: Story, marks: Marks) -> Chart:
    """Threads of the main characters, from left to right as the text goes, in bundles where they are together."""
    title = "Storyline"
    steps, unit, people = _steps(story, marks)
    if len(people) < 2 or len(steps) < 2:
        who = "Nobody" if not people else "Only one person" if len(people) < 2 else "Everybody"
        why = "the work is too short to draw" if len(people) > 1 else "there is no meeting to draw"
        return Chart(NAME, title, f"{who} is there from beginning to end: {why}.")
    alive, groups = _alive(steps, people)
    ordered = order(alive, groups)
    ys = heights(ordered, groups)
    steps = _placed(steps, max(width(_named(one, marks)) for one in people) + 24)
    chapters = chaptered(story)
    labels = _labels(people, steps, ys, marks)
    bottom = max(_TOP + _EDGE + max(y for column in ys for y in column.values()), *(label.y for label in labels))
    inside = [
        *_bands(steps, chapters, bottom + _EDGE, marks),
        *(_thread(one, steps, ys, marks) for one in reversed(people)),
        *_scenes(steps, ys, people, marks),
        *(_written(label, steps, marks) for label in labels),
    ]
    size = (steps[-1].x + steps[-1].wide + 16, bottom + _EDGE)
    caption = (
        f"Each thread is a character; from left to right go the {unit} of the text. Those who speak or act in the same "
        f"{'scene' if unit == 'scenes' else 'part'} run side by side through its box; a thin thread is away."
    )
    if len(cast(story)) > len(people):
        caption += f" The {len(people)} most present of {len(story.characters)} are drawn."
    description = f"{len(people)} characters: {marks.listed(people)}."
    return Chart(NAME, title, caption, drawing(NAME, title, description, size, inside))


def _steps(story: Story, marks: Marks) -> tuple[list[_Step], str, list[int]]:
    """The columns between two empty ones, what they are, and the people drawn."""
    where = appearances(story)
    scenes = sorted((s for s in story.scenes if s.start < s.end), key=lambda s: (s.start, s.end))
    spans: Sequence[Part] = [
        Part(s.start, s.end, str(i), _title(i, s.place, s.standing, marks)) for i, s in enumerate(scenes, 1)
    ]
    unit = "scenes"
    if not spans:
        spans, unit = parts(story)
    there = {one: [present(span, where.get(one, [])) for span in spans] for one in cast(story)}
    people = [one for one, places in there.items() if any(places)][:MOST]
    steps: list[_Step] = []
    for i, span in enumerate(spans):
        hull = {one: there[one][i] for one in people if there[one][i]}
        for start, end in _shares(span, spans):
            group = {one for one, places in hull.items() if places[0] < end and places[-1] >= start}
            if group:
                real = unit != "scenes" or scenes[i].standing == "told"
                steps.append(_Step(start, end, frozenset(group), i, span.title, real))
    return steps, unit, [one for one in people if any(one in step.people for step in steps)]


def _title(place: int, where: int | None, standing: str, marks: Marks) -> str:
    more = f", {marks.names.get(where, '?')}" if where is not None else ""
    return f"Scene {place}{more}{'' if standing == 'told' else f' ({standing})'}"


def _shares(span: Part, spans: Sequence[Part]) -> list[tuple[int, int]]:
    """A scene in one piece, or cut into equal ones where the work has few scenes."""
    total = sum(s.end - s.start for s in spans)
    count = 1
    if len(spans) < FINE:
        count = max(1, min(round(FINE * (span.end - span.start) / total), (span.end - span.start) // 250))
    edges = [span.start + (span.end - span.start) * i // count for i in range(count + 1)]
    return list(pairwise(edges))


def _alive(steps: Sequence[_Step], people: Sequence[int]) -> tuple[list[list[int]], list[frozenset[int]]]:
    """Who has a thread in each column, and who of them are together. Threads begin a column early, for their names; so
    the first column and the last are empty of scenes."""
    here = [[i for i, step in enumerate(steps) if one in step.people] for one in people]
    columns = [
        [one for one, places in zip(people, here, strict=True) if places[0] - 1 <= i <= places[-1]]
        for i in range(-1, len(steps))
    ]
    return columns, [frozenset(), *(step.people for step in steps)]


def _placed(steps: Sequence[_Step], left: float) -> list[_Step]:
    """The columns with their places and widths: by the length of the scene, as a logarithm, and each wide enough."""
    weights = [log2(2 + (step.end - step.start) / 300) for step in steps]
    room = min(max(_WIDE, _STEP * len(steps)), 130.0 * len(steps))
    wide = [max(_STEP * 0.8, room * weight / sum(weights)) for weight in weights]
    edges = list(accumulate(wide, initial=left))
    first = _Step(steps[0].start, steps[0].start, frozenset(), -1, "", True, left - 12, 0)
    return [
        first,
        *(
            _Step(s.start, s.end, s.people, s.scene, s.title, s.real, round(x + w * 0.24), max(round(w * 0.52), 1))
            for s, x, w in zip(steps, edges, wide, strict=False)
        ),
    ]


def _runs(steps: Sequence[_Step]) -> list[tuple[int, int]]:
    """The first and last column of every scene."""
    places = [(key, [i for i, _ in run]) for key, run in groupby(enumerate(steps), key=lambda item: item[1].scene)]
    return [(run[0], run[-1]) for key, run in places if key >= 0]


def _thread(one: int, steps: Sequence[_Step], ys: Sequence[dict[int, float]], marks: Marks) -> str:
    """A thread in two paths: thin where the person is away, thick where there."""
    alive = [i for i in range(len(steps)) if one in ys[i]]
    paths: dict[bool, list[str]] = {True: [], False: []}
    last: bool | None = None
    x = y = 0.0
    for i in alive:
        here = one in steps[i].people
        x0, x1, height = steps[i].x, steps[i].x + steps[i].wide, _TOP + _EDGE + ys[i][one]
        if last is not None:
            way = here and last
            if way != last or not paths[way]:
                paths[way].append(f"M{number(x)} {number(y)}")
            paths[way].append(_curve(x, y, x0, height))
            if way != here:
                paths[here].append(f"M{number(x0)} {number(height)}")
        else:
            paths[here].append(f"M{number(x1 if not here else x0)} {number(height)}")
        if x1 > x0 and (here or last is not None):
            paths[here].append(f"H{number(x1)}")
        x, y, last = x1, height, here
    drawn = [f'<path class="away" d="{_joined(paths[False])}"/>'] if paths[False] else []
    drawn += [f'<path d="{_joined(paths[True])}"/>'] if paths[True] else []
    return f"<g {marks.person(one, 'thread')}>{''.join(drawn)}</g>"


def _joined(pieces: Sequence[str]) -> str:
    """A path without what another piece makes needless: a line along a line."""
    found: list[str] = []
    for piece in pieces:
        if piece[0] == "H" and found and found[-1][0] == "H":
            found.pop()
        found.append(piece)
    return "".join(found)


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    if number(y) == number(to_y):
        return f"H{number(to_x)}"
    middle = number((x + to_x) / 2)
    return f"C{middle} {number(y)} {middle} {number(to_y)} {number(to_x)} {number(to_y)}"


def _scenes(steps: Sequence[_Step], ys: Sequence[dict[int, float]], people: Sequence[int], marks: Marks) -> list[str]:
    """A box around the people of each step, which leads to the place; a scene's steps are joined by what they share."""
    found = []
    for first, last in _runs(steps):
        for i in range(first, last + 1):
            step = steps[i]
            inside = [ys[i][one] for one in people if one in step.people]
            top, bottom = _TOP + _EDGE + min(inside) - 5.5, _TOP + _EDGE + max(inside) + 5.5
            x, wide = step.x, max(step.wide, 6.0)
            who = marks.listed(one for one in people if one in step.people)
            box = (
                f'<rect x="{number(x - (wide - step.wide) / 2)}" y="{number(top)}" width="{number(wide)}" '
                f'height="{number(bottom - top)}" rx="{number(min(5.5, wide / 2))}"/>'
            )
            share = f", {i - first + 1} of {last - first + 1}" if last > first else ""
            kind = "scene" if step.real else "scene unreal"
            found.append(marks.link(step.start, f"{step.title}{share}: {who}", box, f'class="{kind}"'))
    return found


def _bands(steps: Sequence[_Step], chapters: list[Part], height: float, marks: Marks) -> list[str]:
    """The chapters as bands behind the threads, named at the top where there is room."""
    found, free = [], 0.0
    places = [within(chapters, step.start) for step in steps[1:]]
    runs = [(key, [i for i, _ in run]) for key, run in groupby(enumerate(places, 1), key=lambda item: item[1])]
    for shade, (chapter, run) in enumerate(runs):
        if chapter < 0:
            continue
        left = (steps[run[0]].x + steps[run[0] - 1].x + steps[run[0] - 1].wide) / 2
        last = steps[run[-1]]
        right = (last.x + last.wide + steps[run[-1] + 1].x) / 2 if run[-1] + 1 < len(steps) else last.x + last.wide + 8
        if shade % 2:
            found.append(
                f'<rect class="band" x="{number(left)}" y="0" width="{number(right - left)}" '
                f'height="{number(height)}"/>'
            )
        part = chapters[chapter]
        label = part.title if width(part.title, SMALL) < right - left - 8 else part.short
        if right - left > 110 and label == part.short:
            label = clip(part.title, right - left - 8, SMALL)
        x = left + 4 if label != part.short else (left + right - width(label, SMALL)) / 2
        if x >= free:
            text = f'<text class="small" x="{number(x)}" y="16">{written(label)}</text>'
            found.append(marks.link(part.start, part.title, text))
            free = x + width(label, SMALL) + 3
    return found


def _named(one: int, marks: Marks) -> str:
    return clip(marks.names.get(one, "?"), 110)


def _labels(
    people: Sequence[int], steps: Sequence[_Step], ys: Sequence[dict[int, float]], marks: Marks
) -> list[_Label]:
    """Every thread's name, as near its beginning as there is room."""
    lines = _lines(people, steps, ys)
    found: list[_Label] = []
    for one in sorted(people, key=lambda one: (next(i for i in range(len(ys)) if one in ys[i]), people.index(one))):
        places = [i for i in range(len(ys)) if one in ys[i]]
        label = _best(one, places, steps, ys, lines, [label.box() for label in found], marks)
        if label is not None:
            found.append(label)
    return found


def _written(label: _Label, steps: Sequence[_Step], marks: Marks) -> str:
    """A name, which leads to where its thread begins."""
    anchor = ' text-anchor="end"' if label.at == "end" else ""
    text = f'<text x="{number(label.x)}" y="{number(label.y)}"{anchor}>{written(label.text)}</text>'
    first = next(step for step in steps if label.thread in step.people)
    return f"<g {marks.person(label.thread)}>{marks.link(first.start, '', text)}</g>"


def _best(
    one: int, places: Sequence[int], steps: Sequence[_Step], ys: Sequence[dict[int, float]],
    lines: dict[int, list[tuple[float, float]]], taken: Sequence[Box], marks: Marks,
) -> _Label | None:  # fmt: skip
    """The freest place for a thread's name: left of its beginning, or over or under it, the nearer the better."""
    text = _named(one, marks)
    first = places[0]
    start_x, start_y = steps[first].x + steps[first].wide, _TOP + _EDGE + ys[first][one]
    tried = [(0.0, _Label(one, start_x - 5, start_y + SIZE * 0.34, "end", text))]
    for far, i in enumerate(places[:24]):
        x, y = steps[i].x, _TOP + _EDGE + ys[i][one]
        tried.append((1.0 + far, _Label(one, x, y - 7.5, "start", text)))
        tried.append((1.2 + far, _Label(one, x, y + 16.0, "start", text)))
    limit = steps[-1].x + steps[-1].wide + 12
    free = [
        (cost + 2.5 * _crossed(label.box(), lines), place, label)
        for place, (cost, label) in enumerate(tried)
        if not any(overlap(label.box(), box) for box in taken)
        and label.box()[0] >= 0 and label.box()[2] <= limit and label.box()[1] > _TOP - 12
    ]  # fmt: skip
    return min(free)[2] if free else None


def _lines(
    people: Sequence[int], steps: Sequence[_Step], ys: Sequence[dict[int, float]]
) -> dict[int, list[tuple[float, float]]]:
    """Points along each thread, by which a label's place is judged."""
    return {
        one: [
            (x, _TOP + _EDGE + ys[i][one])
            for i, step in enumerate(steps)
            if one in ys[i]
            for x in (step.x, step.x + step.wide)
        ]
        for one in people
    }


def _crossed(box: Box, lines: dict[int, list[tuple[float, float]]]) -> int:
    """How many stretches of threads run through a label."""
    left, top, right, bottom = box
    count = 0
    for points in lines.values():
        i = max(bisect_left(points, (left, 0.0)) - 1, 0)
        for (x, y), (to_x, to_y) in pairwise(points[i : bisect_right(points, (right, 1e9)) + 1]):
            if x < right and left < to_x and min(y, to_y) < bottom + 1 and max(y, to_y) > top - 1:
                count += 1
    return count
