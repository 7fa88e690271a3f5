"""A bar chart as SVG, readable on a light page and on a dark one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from xml.sax.saxutils import escape

STYLE = """
text { font: 14px system-ui, sans-serif; fill: #1f2328 }
.small { font-size: 12px; fill: #59636e }
rect { fill: #8c959f } .first { fill: #0969da } line { stroke: #d1d9e0 }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc } .small { fill: #9198a1 }
  rect { fill: #656c76 } .first { fill: #4493f8 } line { stroke: #3d444d }
}
"""
WIDTH, LEFT, RIGHT, TOP, ROW = 760, 230, 150, 62, 34
"""Pixels: the whole, beside the bars, above them, and a bar with its gap."""


def bars(title: str, rows: Sequence[tuple[str, float, str]], note: str = "") -> str:
    """A chart of (name, value, label), the first row in colour. All values must be above 0.

    The axis is logarithmic where the longest bar would be more than 20 times the shortest, and says so. `note` goes
    under the chart, a line of it a line.
    """
    values = [value for _, value, _ in rows]
    logarithmic = max(values) > 20 * min(values)
    low = 10 ** math.floor(math.log10(min(values) * 0.999)) if logarithmic else 0.0
    room = WIDTH - LEFT - RIGHT

    def length(value: float) -> float:
        if logarithmic:
            return room * math.log(value / low) / math.log(max(values) / low)
        return room * value / max(values)

    notes = [
        *(["Logarithmic scale."] if logarithmic else []),
        *note.splitlines(),
    ]
    bottom = TOP + ROW * len(rows)
    height = bottom + 14 + 18 * len(notes)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-label="{escape(title, {chr(34): "&quot;"})}">',
        f"<style>{STYLE}</style>",
        f'<text x="0" y="22" font-weight="600">{escape(title)}</text>',
    ]
    if logarithmic:
        for power in range(round(math.log10(low)), math.floor(math.log10(max(values))) + 1):
            x = LEFT + length(10.0**power)
            out.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 8}" y2="{bottom}"/>')
            out.append(f'<text class="small" x="{x:.1f}" y="{TOP - 13}" text-anchor="middle">{10.0**power:g}</text>')
    for n, (name, value, label) in enumerate(rows):
        y = TOP + ROW * n
        first = ' class="first"' if n == 0 else ""
        out += [
            f'<text x="{LEFT - 10}" y="{y + 16}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{LEFT}" y="{y}" width="{max(2.0, length(value)):.1f}" height="{ROW - 12}" rx="2"{first}/>',
            f'<text x="{LEFT + length(value) + 8:.1f}" y="{y + 16}">{escape(label)}</text>',
        ]
    for n, line in enumerate(notes):
        out.append(f'<text class="small" x="0" y="{bottom + 18 + 18 * n}">{escape(line)}</text>')
    return "\n".join([*out, "</svg>"]) + "\n"
