"""The arcs: how feelings go over the work, for the whole and for each of the main characters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import fmean

from fabula.output.charts.people import cast, course, parts
from fabula.output.charts.rows import UNITS, axis, bands, row, strip, table
from fabula.output.charts.svg import Chart, Marks, number, plain, written
from fabula.story import Arc, ArcPoint, Story

MOST, POINTS = 8, 120
"""How many characters have an arc here, and how many points a drawn arc has at most."""

NAME = "arcs"
WHOLE, ONE = 76.0, 44.0


def arcs(story: Story, marks: Marks) -> Chart:
    """A row for the whole work, and one for each main character: above the line pleasant, under it unpleasant."""
    title = "Feelings over the work"
    people = cast(story)
    whole = [arc for arc in story.arcs if arc.entity is None and arc.points][:1]
    own = {arc.entity: arc for arc in story.arcs if arc.entity in people and arc.points}
    drawn = [*whole, *(own[one] for one in people if one in own)][: MOST + 1]
    if not drawn:
        return Chart(NAME, title, "No arc of feelings was read from this text: it is too short, or tells of too few.")
    where = course(story)
    spans, unit = parts(story)
    edges = [(where(part.start), where(part.end)) for part in spans]
    most = max([0.1, *(abs(point.valence) for arc in drawn for point in arc.points)])
    rows = [_row(arc, story, where, edges, most, marks) for arc in drawn]
    caption = (
        f"How pleasant what is felt is, above the line, or how unpleasant, under it, over the {unit} of the work. Each "
        f"point is the mean of {_windows_said(drawn)}."
    )
    if any(arc.turns for arc in drawn):
        caption += " Dots are turning points, and lead to them."
    caption += " The figures are the means, from −1 to 1."
    heads = ("Whose", f"Over the {unit}", "Mean")
    return Chart(NAME, title, caption, table(NAME, title, heads, rows, axis(spans, edges, marks)))


def _row(
    arc: Arc, story: Story, where: Callable[[int], float], edges: list[tuple[float, float]], most: float, marks: Marks
) -> str:
    high = WHOLE if arc.entity is None else ONE
    points = sorted(arc.points, key=lambda point: (point.start, point.end))
    line = _thinned([(UNITS * where((p.start + p.end) // 2), p.valence / most) for p in points])
    name = "The work" if arc.entity is None else marks.names.get(arc.entity, "?")

    def y(value: float) -> float:
        return high / 2 - value * (high / 2 - 5)

    inside = [bands(edges, high), f'<path class="ground" d="M0 {number(high / 2)}H{UNITS}"/>']
    for kind, sign in (("good", 1), ("bad", -1)):
        area = [(x, max(value * sign, 0.0) * sign) for x, value in _crossing(line)]
        path = "".join(f"L{number(x)} {number(y(value))}" for x, value in area)
        inside.append(f'<path class="{kind}" d="M{number(area[0][0])} {number(y(0))}{path}V{number(y(0))}z"/>')
    path = "L".join(f"{number(x)} {number(y(value))}" for x, value in line)
    inside.append(f'<path class="line" d="M{path}{"h0" if len(line) == 1 else ""}"/>')
    inside += _windows(points, where, high, name, marks)
    for turn in sorted(arc.turns, key=lambda turn: (turn.start, turn.end)):
        point = min(points, key=lambda p: (abs(p.start + p.end - turn.start - turn.end), p.start))
        x, value = UNITS * where((turn.start + turn.end) // 2), point.valence / most
        dot = f'<path class="dot" d="M{number(x)} {number(y(value))}h0"/>'
        said = f"{name} turns: {_felt(point)}. “{_snippet(story, turn.start, turn.end)}”"
        inside.append(marks.link(turn.start, said, dot, 'class="turn"'))
    mean = fmean(point.valence for point in points)
    figure = f"{mean:+.2f}".replace("-", "−")
    attributes = 'class="whole"' if arc.entity is None else marks.person(arc.entity)
    head = written(name) if arc.entity is None else marks.chooser(arc.entity)
    return row(head, strip(high, inside, name), figure, attributes)


def _windows_said(arcs: Sequence[Arc]) -> str:
    """How many words a point stands for: of the whole work, and of characters, who are told of more rarely."""
    whole = {arc.window for arc in arcs if arc.entity is None}
    own = sorted({arc.window for arc in arcs if arc.entity is not None} - whole)
    said = [f"a window of {window:,} words" for window in whole]
    said += [f"a window of {' or '.join(f'{window:,}' for window in own)} words for a character"] * bool(own)
    return ", or of ".join(said)


def _windows(
    points: Sequence[ArcPoint], where: Callable[[int], float], high: float, name: str, marks: Marks
) -> list[str]:
    """A column over the arc for each few windows, which leads to their place and says what is felt there."""
    step = -(-len(points) // 40)
    shown = points[::step]
    found = []
    middles = [UNITS * where((point.start + point.end) // 2) for point in shown]
    for i, point in enumerate(shown):
        left = (middles[i] + middles[i - 1]) / 2 if i else 0.0
        right = (middles[i] + middles[i + 1]) / 2 if i + 1 < len(shown) else float(UNITS)
        box = (
            f'<rect class="pane" x="{number(left)}" y="0" width="{number(max(right - left, 0))}" '
            f'height="{number(high)}"/>'
        )
        found.append(marks.link(point.start, f"{name}: {_felt(point)}", box))
    return found


def _felt(point: ArcPoint) -> str:
    value = f"{point.valence:+.2f}".replace("-", "−")
    return f"{value}, mostly {point.emotion}" if point.emotion and point.emotion != "neutral" else value


def _snippet(story: Story, start: int, end: int) -> str:
    text = plain(story.text[start : min(end, start + 160)])
    return text if len(text) <= 70 else f"{text[:69].rsplit(' ', 1)[0]}…"


def _thinned(line: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """As many points as can be told apart, each the mean of those that it stands for."""
    step = -(-len(line) // POINTS)
    groups = [line[i : i + step] for i in range(0, len(line), step)]
    return [(fmean(x for x, _ in group), fmean(y for _, y in group)) for group in groups]


def _crossing(line: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The line with a point wherever it crosses zero."""
    found = [line[0]]
    for (x, y), (to_x, to_y) in pairwise(line):
        if y * to_y < 0:
            found.append((x + (to_x - x) * y / (y - to_y), 0.0))
        found.append((to_x, to_y))
    return found
