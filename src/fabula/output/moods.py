"""What is felt in a story, in a line or two: its commonest feelings, and how pleasant it is as it goes on."""

from __future__ import annotations

from collections import Counter

from fabula.story import Arc, Story

BARS = "▁▂▃▄▅▆▇█"
COMMON = 5
"""How many feelings a line names."""


def line(story: Story) -> str:
    """The commonest feelings and how often each is read, "" where there is none."""
    counts = Counter[str](feeling.emotions[0].kind for feeling in story.feelings if feeling.emotions)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{kind} {count:,}" for kind, count in ordered[:COMMON])


def course(story: Story) -> str:
    """The whole work's arc as bars, its lowest window to its highest, with the window and the turns in words; "" where
    there is no arc."""
    arc = next((arc for arc in story.arcs if arc.entity is None and arc.points), None)
    if arc is None:
        return ""
    places = [f"{round(100 * (turn.start + turn.end) / 2 / max(len(story.text), 1))} %" for turn in arc.turns]
    turns = f"; turns at {', '.join(places)}" if places else ""
    return f"{bars(arc)}  (windows of {arc.window:,} words{turns})"


def bars(arc: Arc, most: int = 40) -> str:
    """An arc's valences as a row of at most so many bars, from its lowest to its highest."""
    values = [point.valence for point in arc.points]
    step = -(-len(values) // most)
    values = [sum(part) / len(part) for part in (values[i : i + step] for i in range(0, len(values), step))]
    low, high = min(values), max(values)
    scale = (len(BARS) - 1) / (high - low) if high > low else 0.0
    return "".join(BARS[round((value - low) * scale)] for value in values)
