"""The balance of dialogue: how many words each character speaks in each chapter."""

from __future__ import annotations

from collections import Counter

from fabula.output.charts.people import loudest, parts, speaking, within, words
from fabula.output.charts.rows import UNITS, axis, bands, row, strip, table
from fabula.output.charts.svg import Chart, Marks, number
from fabula.output.facts import counted
from fabula.story import Story

MOST, CROWDED = 12, 80
"""How many characters have a row, and beyond how many parts every two of them are one."""

NAME, HIGH = "balance", 30.0


def balance(story: Story, marks: Marks) -> Chart:
    """A row for each of those who speak most, with a bar for each part of the work, all to one scale."""
    title = "Who has the word"
    people = loudest(story, MOST)
    spans, unit = parts(story)
    if not people or not spans:  # a work may be all front matter
        return Chart(NAME, title, "Nobody known speaks aloud, so there is nothing to draw.")
    step = -(-len(spans) // CROWDED)
    said: Counter[tuple[int, int]] = Counter()
    lines: Counter[tuple[int, int]] = Counter()
    first: dict[tuple[int, int], int] = {}
    everything = 0
    for utterance in speaking(story):
        count = words(story, utterance)
        everything += count
        start = utterance.spans[0].start
        place = within(spans, start) // step
        if utterance.speaker in people and place >= 0:
            said[utterance.speaker, place] += count
            lines[utterance.speaker, place] += 1
            first.setdefault((utterance.speaker, place), start)
    heads = [spans[i] for i in range(0, len(spans), step)]
    edges = [(i / len(heads), (i + 1) / len(heads)) for i in range(len(heads))]
    most = _scale(sorted(said.values()))
    rows = []
    for one in people:
        bars = [bands(edges, HIGH)]
        for place, part in enumerate(heads):
            if spoken := said[one, place]:
                name = f"{part.title}: {counted(spoken, 'word')}, {counted(lines[one, place], 'line')}"
                bars.append(marks.link(first[one, place], name, _bar(sum(edges[place]) / 2, len(heads), spoken / most)))
        name = marks.names.get(one, "?")
        total = sum(said[one, place] for place in range(len(heads)))
        figure = f"{total:,} <small>{100 * total / max(everything, 1):.0f}%</small>"
        rows.append(row(marks.chooser(one), strip(HIGH, bars, name), figure, marks.person(one)))
    caption = (
        f"How many words each character speaks aloud over the {unit} of the work; all rows have one scale, whose full "
        f"height is {counted(most, 'word')}. The figures are all their words, and the share of all that is spoken by "
        "somebody known."
    )
    if any(spoken > most for spoken in said.values()):
        caption += " A bar that is cut near its top is higher than that."
    if step > 1:
        caption += f" Each bar is {step} {unit} together."
    columns = ("Character", f"Over the {unit}", "Words")
    return Chart(NAME, title, caption, table(NAME, title, columns, rows, axis(heads, edges, marks)))


def _scale(counts: list[int]) -> int:
    """How many words are a bar's full height: of counts in order, the highest, or one that nearly all keep under where
    the highest are far above it, so that a speech of a whole chapter does not make all the rest invisible."""
    most = counts[-1] if counts else 1
    usual = counts[len(counts) * 49 // 50 - 1] if len(counts) > 20 else most
    return usual if most > 1.6 * usual else most


def _bar(middle: float, count: int, share: float) -> str:
    """One of so many bars; where it is higher than the scale, it is cut near its top."""
    high = min(max(1.5, (HIGH - 2) * share), HIGH)
    wide = min(UNITS / count * 0.76, 90.0)
    left = UNITS * middle - wide / 2
    bar = f'<rect x="{number(left)}" y="{number(HIGH - high)}" width="{number(wide)}" height="{number(high)}"/>'
    return bar if share <= 1 else f'{bar}<path class="cut" d="M{number(left - 2)} 6h{number(wide + 4)}"/>'
