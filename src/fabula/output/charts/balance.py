"""The balance of dialogue: how many words each character speaks in each chapter."""

from __future__ import annotations

from collections import Counter

from fabula.output.charts.people import loudest, parts, speaking, within, words
from fabula.output.charts.rows import UNITS, axis, bands, row, strip, table
from fabula.output.charts.svg import Chart, Marks, number, written
from fabula.story import Story

MOST, CROWDED = 12, 80
"""How many characters have a row, and beyond how many parts every two of them are one."""

NAME, HIGH = "balance", 30.0


def balance(story: Story, marks: Marks) -> Chart:
    """A row for each of those who speak most, with a bar for each part of the work, all to one scale."""
    title = "Who has the word"
    people = loudest(story, MOST)
    if not people:
        return Chart(NAME, title, "Nobody known speaks aloud, so there is nothing to draw.")
    spans, unit = parts(story)
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
    count = -(-len(spans) // step)
    edges = [(i / count, (i + 1) / count) for i in range(count)]
    most = max(said.values(), default=1)
    drawn = []
    for one in people:
        bars = [bands(edges, HIGH)]
        total = sum(n for (who, _), n in said.items() if who == one)
        for place in range(count):
            if not (spoken := said[one, place]):
                continue
            high = max(1.5, (HIGH - 2) * spoken / most)
            wide = min(UNITS / count * 0.76, 90.0)
            left = UNITS * (place + 0.5) / count - wide / 2
            bar = f'<rect x="{number(left)}" y="{number(HIGH - high)}" width="{number(wide)}" height="{number(high)}"/>'
            part = spans[place * step]
            name = f"{part.title}: {spoken:,} {'word' if spoken == 1 else 'words'}, {lines[one, place]} lines"
            bars.append(marks.link(first[one, place], name.replace(", 1 lines", ", 1 line"), bar))
        name = marks.names.get(one, "?")
        figure = f"{total:,} <small>{100 * total / max(everything, 1):.0f}%</small>"
        drawn.append(row(written(name), strip(HIGH, bars, name), figure, marks.person(one)))
    caption = (
        f"How many words each character speaks aloud over the {unit} of the work; all rows have one scale, whose full "
        f"height is {most:,} words. The figures are all their words, and the share of all that is spoken by somebody "
        "known."
    )
    if step > 1:
        caption += f" Each bar is {step} {unit} together."
    first_parts = [spans[i] for i in range(0, len(spans), step)]
    return Chart(
        NAME, title, caption, table(NAME, title, ("Character", f"Over the {unit}", "Words"), drawn,
                                    axis(first_parts, edges, marks))
    )  # fmt: skip
