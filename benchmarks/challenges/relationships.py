"""Scores ties and lines: gold `ties` are [one, kind, other], where one is the kind of the other, and `lines` are
[speaker, hearer, how many]. `also` are ties that are true and not asked for."""

from __future__ import annotations

from typing import Any

import fabula
from benchmarks.challenges.people import entity_of, ratios
from fabula.reading.relationships.nouns import SYMMETRIC, converse
from fabula.story import Story

Stated = tuple[int | None, str, int | None]


def score(passages: list[dict[str, Any]]) -> dict[str, float]:
    """Precision, recall and F1 of ties, the share of traps that state no false tie, and the share of gold counts of
    lines that are exactly right."""
    right = found = wanted = traps = safe = exact = counts = 0
    for passage in passages:
        story = fabula.read(passage["text"])
        got, gold, spared = compare(story, passage["gold"])
        right += len(got & gold)
        found += len(got - (spared - gold))
        wanted += len(passage["gold"]["ties"])
        if passage["trap"]:
            traps += 1
            safe += got <= gold | spared
        said: dict[tuple[int | None, int | None], int] = {(r.one, r.other): r.said for r in story.relationships}
        said |= {(r.other, r.one): r.heard for r in story.relationships}
        for speaker, hearer, count in passage["gold"].get("lines", ()):
            pair = entity_of(story, speaker), entity_of(story, hearer)
            counts += 1
            exact += None not in pair and said.get(pair, 0) == count
    return {
        **ratios(right, found, wanted, "tie"),
        "traps without a false tie": safe / max(1, traps),
        "lines exact": exact / max(1, counts),
    }


def compare(story: Story, gold: dict[str, Any]) -> tuple[set[Stated], set[Stated], set[Stated]]:
    """The ties of a reading, those that gold asks for, and those that it also allows, each told from both sides."""
    got = {_one_way(r.one, tie.kind, r.other) for r in story.relationships for tie in r.ties}
    asked, allowed = (
        {
            _one_way(entity_of(story, one), kind, entity_of(story, other))
            for one, kind, other in gold.get(name, ())
            if None not in (entity_of(story, one), entity_of(story, other))
        }
        for name in ("ties", "also")
    )
    return got, asked, allowed


def _one_way(one: int | None, kind: str, other: int | None) -> Stated:
    """A tie told from the side that comes first."""
    if (one is None) or (other is not None and one > other):
        one, other = other, one
        kind = kind if kind in SYMMETRIC else converse(kind)  # type: ignore[arg-type]
    return one, kind, other
