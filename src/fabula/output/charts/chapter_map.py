"""The chapter map: the whole work as one bar, with its chapters, scenes and letters, and who speaks where."""

from __future__ import annotations

from collections.abc import Iterable

from fabula.output.charts.people import Part, chaptered, course, loudest, parts, speaking
from fabula.output.charts.rows import UNITS, axis, row, strip, table
from fabula.output.charts.svg import Chart, Marks, number, written
from fabula.story import Story

MOST = 10
"""How many speakers have a row of their own; the others share one."""

GRAIN = 2.5
"""Lines nearer than this, in thousandths of the work, are one mark."""

NAME, HIGH = "map", 14.0


def chapter_map(story: Story, marks: Marks) -> Chart:
    """Rows of marks along the work from its beginning to its end."""
    title = "The work from end to end"
    where = course(story)
    if where(len(story.text)) == 0:
        return Chart(NAME, title, "There is no story in this text.")
    spans, unit = (chaptered(story), "chapters") if len(chaptered(story)) > 1 else parts(story)
    edges = [(where(part.start), where(part.end)) for part in spans]
    rows = [
        row(
            written(unit.capitalize()), strip(HIGH, _stretches(spans, edges, marks), unit.capitalize()), f"{len(spans)}"
        )
    ]
    if story.scenes and unit != "scenes":
        scenes = sorted((s for s in story.scenes if s.start < s.end), key=lambda s: (s.start, s.end))
        named = [
            Part(s.start, s.end, str(i), f"Scene {i}: {marks.listed(p.entity for p in s.cast[:4]) or 'nobody named'}")
            for i, s in enumerate(scenes, 1)
        ]
        shown = [(where(s.start), where(s.end)) for s in scenes]
        rows.append(row("Scenes", strip(HIGH, _stretches(named, shown, marks), "Scenes"), f"{len(scenes)}"))
    letters = [
        Part(d.fragments[0].start, d.fragments[-1].end, "", _letter(d.kind, d.writer, marks))
        for d in story.documents
        if d.fragments
    ]
    if letters:
        shown = [(where(d.start), max(where(d.end), where(d.start) + 0.004)) for d in letters]
        inside = _stretches(letters, shown, marks, "mail")
        rows.append(row("Letters", strip(HIGH, inside, "Letters"), f"{len(letters)}"))
    people = loudest(story, MOST)
    lines = [(where(u.spans[0].start), u.spans[0].start, u.speaker) for u in speaking(story)]
    for one in people:
        mine = [(x, at) for x, at, who in lines if who == one]
        name = marks.names.get(one, "?")
        inside = _ticks(mine, marks, name)
        rows.append(row(marks.chooser(one), strip(HIGH, inside, name), f"{len(mine):,}", marks.person(one)))
    if others := [(x, at) for x, at, who in lines if who not in people]:
        rows.append(row("others", strip(HIGH, _ticks(others, marks, "others"), "others"), f"{len(others):,}"))
    caption = (
        "The whole work from left to right, as long as its text: chapters, scenes and letters, and a mark wherever a "
        "character speaks. The figures are how many there are."
    )
    heads = ("What", "Where in the work", "How many")
    return Chart(NAME, title, caption, table(NAME, title, heads, rows, axis(spans, edges, marks)))


def _letter(kind: str, writer: int | None, marks: Marks) -> str:
    return kind.capitalize() if writer is None else f"{kind.capitalize()} by {marks.listed([writer])}"


def _stretches(
    spans: Iterable[Part], edges: Iterable[tuple[float, float]], marks: Marks, kind: str = "stretch"
) -> list[str]:
    """Stretches of the work as boxes, every other one darker."""
    found = []
    for i, (part, (start, end)) in enumerate(zip(spans, edges, strict=True)):
        x, wide = UNITS * start, max(UNITS * (end - start), 1.0)
        box = f'<rect x="{number(x)}" y="0" width="{number(wide)}" height="{number(HIGH)}"/>'
        shade = f'class="{kind}{" odd" if i % 2 else ""}"'
        found.append(marks.link(part.start, part.title, box, shade))
    return found


def _ticks(lines: list[tuple[float, int]], marks: Marks, name: str) -> list[str]:
    """Lines of one speaker as marks, those near each other as one that is as broad as they reach."""
    runs: list[tuple[float, float, int, int]] = []
    for x, at in lines:
        here = UNITS * x
        if runs and here - runs[-1][1] < GRAIN:
            left, _, start, count = runs[-1]
            runs[-1] = (left, here, start, count + 1)
        else:
            runs.append((here, here, at, 1))
    found = [f'<path class="ground" d="M0 {number(HIGH / 2)}H{UNITS}"/>']
    for left, right, at, count in runs:
        box = f'<rect x="{number(left)}" y="1" width="{number(right - left + 1.5)}" height="{number(HIGH - 2)}"/>'
        found.append(marks.link(at, f"{name}: {count} {'line' if count == 1 else 'lines'}", box))
    return found
