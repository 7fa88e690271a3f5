"""What two people feel for each other: in what one says to the other, and where narration of a feeling names both."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from fabula.reading.feelings.valence import valence
from fabula.reading.page import PERSON, Page
from fabula.story import Feeling, Utterance

ENOUGH = 5
"""Of fewer feelings no mean is told."""
ENOUGH_IN_CHAPTER = 3


@dataclass(frozen=True, slots=True)
class Regard:
    """A feeling of one person toward another: where it begins, how pleasant it is, and how much it counts."""

    start: int
    valence: float
    weight: float


def find_regards(
    page: Page, utterances: Sequence[Utterance], feelings: Sequence[Feeling], people: Collection[int]
) -> dict[tuple[int, int], list[Regard]]:
    """The feelings of each person toward each other, in order: an utterance's toward the one it is said to, and a
    sentence's toward the only other person named in it."""
    spoken = sorted((u.spans[0].start, k) for k, u in enumerate(utterances))
    starts = [start for start, _ in spoken]
    m, words = page.mentions, page.words
    at = np.flatnonzero(m.type == PERSON)
    places = words.start[m.start[at]]
    found: defaultdict[tuple[int, int], list[Regard]] = defaultdict(list)
    for f in feelings:
        if f.entity is None or f.entity not in people:
            continue
        k = bisect_right(starts, f.start) - 1
        line = utterances[spoken[k][1]] if k >= 0 else None
        if line is not None and f.start < line.spans[-1].end:
            others = set(line.addressees) if line.speaker == f.entity else set()
        else:
            first, last = np.searchsorted(places, [f.start, f.end])
            others = {int(page.clusters.entity[i]) for i in at[first:last]}
        others -= {f.entity}
        if len(others) == 1 and (other := others.pop()) in people:
            found[f.entity, other].append(Regard(f.start, valence(f.emotions), f.confidence * f.intensity))
    return dict(found)


def mean(regards: Sequence[Regard], enough: int = ENOUGH) -> float | None:
    """The mean valence of feelings by their weights; None of fewer than are enough."""
    weight = sum(r.weight for r in regards)
    if len(regards) < enough or not weight:
        return None
    return round(max(-1.0, min(1.0, sum(r.valence * r.weight for r in regards) / weight)), 4)
