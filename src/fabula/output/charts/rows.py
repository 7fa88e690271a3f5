"""Charts of rows: a table with a name, a strip along the course of the text, and a figure in each row.

A strip is an SVG that is stretched to its cell: 1000 units are the whole work, whatever the width of the screen. Lines
keep their thickness; dots are lines of no length with round ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fabula.output.charts.people import Part
from fabula.output.charts.svg import Marks, number, width, written

UNITS = 1000
NARROW = 190.0
"""The narrowest strip that the labels of an axis are made for, in pixels."""


def strip(height: float, inside: Iterable[str], name: str = "") -> str:
    """A stretched drawing; `name` says what it is to who cannot see it."""
    label = f' role="group" aria-label="{written(name)}"' if name else ""
    high = number(height)
    return (
        f'<svg class="strip" viewBox="0 0 {UNITS} {high}" height="{high}" preserveAspectRatio="none"{label}>'
        f"{''.join(inside)}</svg>"
    )


def row(head: str, strip: str, figure: str, attributes: str = "") -> str:
    """A row of the table; all but the attributes are markup."""
    more = f" {attributes}" if attributes else ""
    return f'<tr{more}><th scope="row">{head}</th><td class="course">{strip}</td><td class="n">{figure}</td></tr>'


def table(name: str, title: str, heads: tuple[str, str, str], rows: Iterable[str], axis: str = "") -> str:
    """The table; its caption is for who cannot see it, and so are the heads of its columns."""
    shown = "".join(f'<th scope="col">{written(head)}</th>' for head in heads)
    foot = f'<tfoot><tr><td></td><td class="course">{axis}</td><td></td></tr></tfoot>' if axis else ""
    return (
        f'<table class="rows {name}"><caption>{written(title)}</caption><thead><tr>{shown}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody>{foot}</table>"
    )


def axis(parts: Sequence[Part], edges: Sequence[tuple[float, float]], marks: Marks) -> str:
    """The parts' short names under the strips, as many as have room on a narrow screen; more appear on a wide one.

    `edges` are each part's beginning and end between 0 and 1.
    """
    shown: dict[int, str] = {}
    for kind, room in (("small", NARROW), ("small fine", 3 * NARROW)):
        taken = [_reach(parts[i], edges[i], room) for i in shown]
        for i, part in enumerate(parts):
            left, right = _reach(part, edges[i], room)
            if i not in shown and not any(left < end and start < right for start, end in taken):
                shown[i] = kind
                taken.append((left, right))
    found = []
    for i, kind in sorted(shown.items()):
        middle = number(50 * (edges[i][0] + edges[i][1]))
        text = f'<text class="{kind}" x="{middle}%" y="12" text-anchor="middle">{written(parts[i].short)}</text>'
        found.append(marks.link(parts[i].start, parts[i].title, text))
    return f'<svg class="axis" width="100%" height="16" role="group" aria-label="Parts">{"".join(found)}</svg>'


def _reach(part: Part, edge: tuple[float, float], room: float) -> tuple[float, float]:
    """Where a part's label begins and ends, in pixels, under a strip so wide."""
    middle, half = room * (edge[0] + edge[1]) / 2, width(part.short, 11) / 2 + 2
    return middle - half, middle + half


def bands(edges: Sequence[tuple[float, float]], height: float) -> str:
    """Every other part as a band across a strip, in one path."""
    path = "".join(
        f"M{number(UNITS * start)} 0V{number(height)}H{number(UNITS * end)}V0z"
        for i, (start, end) in enumerate(edges)
        if i % 2
    )
    return f'<path class="band" d="{path}"/>' if path else ""
