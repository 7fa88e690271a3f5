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

LONG = 10
"""Columns of absence after which a thread may break off; a fifth of all, where that is more."""

NAME, SMALL = "storyline", 11
_STEP, _WIDE = 13.0, 900.0
_TOP, _EDGE, _AROUND = 34.0, 14.0, 6.0
_CROSSED = 4.0  # what it costs that a thread runs through a name, in columns further from the thread's beginning


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
class _Thread:
    """A person from one scene to another; a long absence parts one person's threads. Columns count from 1."""

    person: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Label:
    """A thread's name where it is written; `led`: on the left of the thread's beginning, which leads in from it."""

    thread: int
    x: float
    y: float
    at: Literal["start", "end"]
    text: str
    wide: float

    @property
    def led(self) -> bool:
        return self.at == "end"

    def box(self) -> Box:
        left = self.x if self.at == "start" else self.x - self.wide
        return left, self.y - SIZE * 0.8, left + self.wide, self.y + SIZE * 0.25


def storyline(story: Story, marks: Marks) -> Chart:
    """Threads of the main characters, from left to right as the text goes, in bundles where they are together."""
    title = "Storyline"
    steps, unit, people = _steps(story, marks)
    if len(people) < 2 or len(steps) < 2:
        who = "Nobody" if not people else "Only one person" if len(people) < 2 else "Everybody"
        why = "the work is too short to draw" if len(people) > 1 else "there is no meeting to draw"
        return Chart(NAME, title, f"{who} is there from beginning to end: {why}.")
    threads = _threads(steps, people)
    groups = [
        frozenset(k for k, t in enumerate(threads) if t.person in step.people and t.first <= i <= t.last)
        for i, step in enumerate(steps, 1)
    ]
    alive = [[k for k, t in enumerate(threads) if t.first - 1 <= i <= t.last] for i in range(len(steps) + 1)]
    ordered = order(alive, [frozenset(), *groups])
    weights = {k: 1 + 5 / (1 + people.index(t.person)) for k, t in enumerate(threads)}
    ys = heights(ordered, [frozenset(), *groups], weights)
    scale = 1.4 if len(steps) <= 2 * FINE else 1.0
    high = scale * max(y for column in ys for y in column.values())
    ys = [{k: round(scale * y) + _TOP + _EDGE for k, y in column.items()} for column in ys]
    names = [clip(marks.names.get(t.person, "?"), 110) for t in threads]
    steps = _placed(steps, max(width(names[k]) for k, t in enumerate(threads) if t.first == 1) + 24)
    labels = _labels(threads, names, steps, ys)
    bottom = max([_TOP + _EDGE + high, *(label.y for label in labels)])
    led = {label.thread for label in labels if label.led}
    inside = [
        *_bands(steps, chaptered(story), bottom + _EDGE, marks),
        *_boxes(steps, ys, groups),
        *(_drawn(people, k, threads[k], k in led, steps, ys, marks) for k in reversed(range(len(threads)))),
        *_scenes(steps, ys, groups, threads, marks),
        *(_written(label, threads[label.thread], steps, marks) for label in labels),
    ]
    size = (steps[-1].x + steps[-1].wide + 16, bottom + _EDGE)
    part = "scene" if unit == "scenes" else "part"
    caption = (
        f"Each thread is a character; from left to right go the {unit} of the text. Those who speak or act in the same "
        f"{part} run side by side through its box; a thin thread is away."
    )
    if len(threads) > len(people):
        caption += " A long absence breaks a thread off."
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


def _threads(steps: Sequence[_Step], people: Sequence[int]) -> list[_Thread]:
    """Everybody's threads, the most present people in the middle of the list."""
    long = max(LONG, len(steps) // 5)
    found = []
    for one in [*people[1::2][::-1], *people[::2]]:
        here = [i for i, step in enumerate(steps, 1) if one in step.people]
        starts = [here[0], *(b for a, b in pairwise(here) if b - a > long)]
        ends = [*(a for a, b in pairwise(here) if b - a > long), here[-1]]
        found += [_Thread(one, first, last) for first, last in zip(starts, ends, strict=True)]
    return found


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


def _drawn(
    people: Sequence[int], k: int, thread: _Thread, led: bool, steps: Sequence[_Step], ys: Sequence[dict[int, float]],
    marks: Marks,
) -> str:  # fmt: skip
    """A thread in two paths: thin where the person is away, thick where there."""
    paths: dict[bool, list[str]] = {True: [], False: []}
    last: bool | None = None
    x = y = 0.0
    for i in range(thread.first - led, thread.last + 1):
        here = thread.person in steps[i].people
        x0, x1, height = steps[i].x, steps[i].x + steps[i].wide, ys[i][k]
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
    drawn = [f'<path class="thin" d="{_joined(paths[False])}"/>'] if paths[False] else []
    drawn += [f'<path d="{_joined(paths[True])}"/>'] if paths[True] else []
    kind = "thread" if thread.person in marks.colours else f"thread g{people.index(thread.person) % 3}"
    return f"<g {marks.person(thread.person, kind)}>{''.join(drawn)}</g>"


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


def _boxes(steps: Sequence[_Step], ys: Sequence[dict[int, float]], groups: Sequence[frozenset[int]]) -> list[str]:
    """The outline of each scene around its people, who may change from step to step."""
    found = []
    for first, last in _runs(steps):
        over: list[tuple[float, float]] = []
        under: list[tuple[float, float]] = []
        for i in range(first, last + 1):
            x, wide = _reach(steps[i])
            inside = [ys[i][k] for k in groups[i - 1]]
            over += [(x, min(inside) - _AROUND), (x + wide, min(inside) - _AROUND)]
            under += [(x, max(inside) + _AROUND), (x + wide, max(inside) + _AROUND)]
        path = [f"M{number(over[0][0])} {number((over[0][1] + under[0][1]) / 2)}"]
        for line in (over, under[::-1]):
            way = 1 if line is over else -1
            (x, y), (end_x, end_y) = line[0], line[-1]
            bow = min(_AROUND, (over[-1][0] - over[0][0]) / 2)
            path.append(f"V{number(y + way * _AROUND)}Q{number(x)} {number(y)} {number(x + way * bow)} {number(y)}")
            inner = [(x + way * bow, y), *line[1:-1], (end_x - way * bow, end_y)]
            path += [_curve(*a, *b) for a, b in pairwise(inner)]
            path.append(f"Q{number(end_x)} {number(end_y)} {number(end_x)} {number(end_y + way * _AROUND)}")
        kind = "box" if steps[first].real else "box unreal"
        found.append(f'<path class="{kind}" d="{_joined(path)}Z"/>')
    return found


def _reach(step: _Step) -> tuple[float, float]:
    """Where a step's box begins, and how wide it is."""
    wide = max(step.wide, 6.0)
    return step.x - (wide - step.wide) / 2, wide


def _scenes(
    steps: Sequence[_Step], ys: Sequence[dict[int, float]], groups: Sequence[frozenset[int]],
    threads: Sequence[_Thread], marks: Marks,
) -> list[str]:  # fmt: skip
    """A box over the people of each step, which leads to the place and says who is there."""
    found = []
    for first, last in _runs(steps):
        for i in range(first, last + 1):
            inside = sorted((ys[i][k], threads[k].person) for k in groups[i - 1])
            top, bottom = inside[0][0] - _AROUND, inside[-1][0] + _AROUND
            x, wide = _reach(steps[i])
            box = (
                f'<rect x="{number(x)}" y="{number(top)}" width="{number(wide)}" height="{number(bottom - top)}" '
                f'rx="{number(min(_AROUND, wide / 2))}"/>'
            )
            share = f", {i - first + 1} of {last - first + 1}" if last > first else ""
            name = f"{steps[i].title}{share}: {marks.listed(person for _, person in inside)}"
            found.append(marks.link(steps[i].start, name, box, 'class="scene"'))
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


def _labels(
    threads: Sequence[_Thread], names: Sequence[str], steps: Sequence[_Step], ys: Sequence[dict[int, float]]
) -> list[_Label]:
    """Every thread's name, as near its beginning as there is room."""
    lines = {
        k: [(x, ys[i][k]) for i in range(t.first - 1, t.last + 1) for x in (steps[i].x, steps[i].x + steps[i].wide)]
        for k, t in enumerate(threads)
    }
    found: list[_Label] = []
    for k in sorted(range(len(threads)), key=lambda k: (threads[k].first, k)):
        best, cost = _best(k, threads[k], names[k], steps, ys, lines, [label.box() for label in found])
        again = any(threads[other.thread].person == threads[k].person for other in found)
        if best is not None and (cost < _CROSSED or not again):
            found.append(best)
    return found


def _best(
    k: int, thread: _Thread, text: str, steps: Sequence[_Step], ys: Sequence[dict[int, float]],
    lines: dict[int, list[tuple[float, float]]], taken: Sequence[Box],
) -> tuple[_Label | None, float]:  # fmt: skip
    """The freest place for a thread's name: left of its beginning, or over or under it, the nearer the better; and what
    it costs to have it there."""
    before = thread.first - 1
    x, y = steps[before].x + steps[before].wide, ys[before][k]
    wide = width(text)
    tried = [(0.0 if before == 0 else 0.7, _Label(k, x - 5, y + SIZE * 0.34, "end", text, wide))]
    for far, i in enumerate(range(thread.first, min(thread.last + 1, thread.first + 40))):
        away = 1.5 * (thread.person not in steps[i].people)
        tried.append((0.8 + far + away, _Label(k, steps[i].x, ys[i][k] - 7.5, "start", text, wide)))
        tried.append((0.9 + far + away, _Label(k, steps[i].x, ys[i][k] + 16.0, "start", text, wide)))
    limit = steps[-1].x + steps[-1].wide + 12
    free: list[tuple[float, int, _Label | None]] = []
    for place, (cost, label) in enumerate(tried):
        left, top, right, _ = own = label.box()
        if left >= 0 and right <= limit and top > _TOP - 12 and not any(overlap(own, box) for box in taken):
            free.append((cost + _CROSSED * _crossed(own, lines), place, label))
    least, _, best = min(free, default=(0.0, 0, None))
    return best, least


def _written(label: _Label, thread: _Thread, steps: Sequence[_Step], marks: Marks) -> str:
    """A name, which leads to where its thread begins."""
    anchor = ' text-anchor="end"' if label.led else ""
    text = f'<text x="{number(label.x)}" y="{number(label.y)}"{anchor}>{written(label.text)}</text>'
    return f"<g {marks.person(thread.person)}>{marks.link(steps[thread.first].start, '', text)}</g>"


def _crossed(box: Box, lines: dict[int, list[tuple[float, float]]]) -> int:
    """How many stretches of threads run through a label."""
    left, top, right, bottom = box
    over, under = top - 1, bottom + 1
    count = 0
    for points in lines.values():
        i = max(bisect_left(points, (left, 0.0)) - 1, 0)
        for (x, y), (to_x, to_y) in pairwise(points[i : bisect_right(points, (right, 1e9)) + 1]):
            if x < right and left < to_x and (y < under or to_y < under) and (y > over or to_y > over):
                count += 1
    return count
