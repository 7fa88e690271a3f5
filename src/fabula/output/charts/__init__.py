"""The whole at a glance: charts of a story as inline SVG and tables, drawn when the page is written.

`charts(story, anchor, colours)` gives them in the order in which the page shows them. `anchor` gives the id of the
element that holds an offset, `colours` the class of each entity that has a colour. Every mark is a link to its place,
or has one; what stands for a person has `data-c`. `STYLE` is the style that they need beside the page's own, which must
set `--ink`, `--dim`, `--rule`, `--paper`, `--good` and `--bad`, and `--c` in the classes of colours; no markup has a
style attribute, and none needs a script. The page puts a chart's markup into an element of class `chart`, and in that
into one of class `scroll`. `SCRIPT` makes each chart one stop of the Tab key, in which arrows lead from mark to mark,
and writes what a mark stands for under the chart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from fabula.output.charts.address import address
from fabula.output.charts.arcs import arcs
from fabula.output.charts.balance import balance
from fabula.output.charts.chapter_map import chapter_map
from fabula.output.charts.network import network
from fabula.output.charts.storyline import storyline
from fabula.output.charts.svg import Chart, Marks
from fabula.story import Story

__all__ = ["SCRIPT", "STYLE", "Chart", "charts"]

STYLE = (Path(__file__).parent / "charts.css").read_text("utf-8")
SCRIPT = (Path(__file__).parent / "charts.js").read_text("utf-8")


def charts(story: Story, anchor: Callable[[int], str], colours: Mapping[int, str]) -> list[Chart]:
    """All charts of a story. Where there is nothing to draw, a chart has no markup, and its caption says why."""
    marks = Marks.of(story, anchor, colours)
    return [draw(story, marks) for draw in (storyline, arcs, network, balance, address, chapter_map)]
