"""Arcs: how feelings go over a work, for the whole and for each main character, and where they turn.

A point is a window of words, sliding by a quarter of its length, after the sliding windows of Reagan et al. (2016, "The
emotional arcs of stories are dominated by six basic shapes"). The window is as wide as it takes to hold enough feelings
to speak of a mean; where that is more than a fifth of the work, there is no arc.

A turn is a highest or lowest point whose prominence (how far the curve must come back before it goes further; in one
dimension the persistence of Edelsbrunner, Letscher and Zomorodian, 2002) is more than chance gives two windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray

from fabula.language.tokens import Words
from fabula.reading.feelings.valence import valence
from fabula.story import Arc, ArcPoint, Character, EmotionKind, Feeling, Span

SHARE = 20
"""A window is at least this part of the work."""
NARROWEST = 1000
"""A window has at least so many words."""
WIDEST = 5
"""A window is at most this part of the work."""
ENOUGH = 12
"""How many feelings a window holds on average."""
FEWEST = 5
"""A window with fewer feelings is no point."""
STEPS = 4
"""A window slides by this part of itself."""
MAIN = 8
"""How many characters may have an arc."""
CHANCE = 3.5
"""How many standard errors of the difference of two windows a turn must stand out by. An arc has many windows to choose
its extremes from: of works whose feelings come in no order, one in ten has a turn at 3.5, and nearly all at 2."""

Numbers = NDArray[np.float64]


def find_arcs(words: Words, feelings: Sequence[Feeling], characters: Sequence[Character]) -> list[Arc]:
    """The whole's arc, then those of the main characters, the most present first; none where feelings are too few."""
    own = [(c.entity, [f for f in feelings if f.entity == c.entity]) for c in characters[:MAIN]]
    made = (_arc(words, entity, felt) for entity, felt in [(None, feelings), *own])
    return [arc for arc in made if arc is not None]


def _arc(words: Words, entity: int | None, feelings: Sequence[Feeling]) -> Arc | None:
    count = len(words)
    if not feelings:
        return None
    window = max(count / SHARE, NARROWEST, ENOUGH * count / len(feelings))
    window = -100 * (-int(window) // 100)
    if window > count / WIDEST:
        return None
    at = np.searchsorted(words.start, [f.start for f in feelings], side="left")
    last = np.searchsorted(words.start, [f.end for f in feelings], side="left")
    value = np.array([valence(f.emotions) for f in feelings])
    weight = np.array([f.confidence * f.intensity for f in feelings])
    points, errors = [], []
    for first in range(0, count - window + 1, window // STEPS):
        inside = np.flatnonzero((at >= first) & (at < first + window))
        if len(inside) < FEWEST or not weight[inside].sum():
            continue
        mean, error = _mean(value[inside], weight[inside])
        points.append(
            ArcPoint(
                start=int(words.start[first]),
                end=int(words.end[first + window - 1]),
                valence=round(mean, 4),
                intensity=round(min(1.0, float((weight * (last - at))[inside].sum()) / window), 4),
                emotion=_main([feelings[i] for i in inside.tolist()]),
            )
        )
        errors.append(error)
    if len(points) < WIDEST:
        return None
    curve = np.array([p.valence for p in points])
    found = turns(curve, CHANCE * float(np.sqrt(2) * median(errors)))
    return Arc(entity, window, tuple(points), tuple(Span(points[i].start, points[i].end) for i in found))


def _mean(value: Numbers, weight: Numbers) -> tuple[float, float]:
    """A weighted mean and its standard error, for as many values as the weights are worth (Kish 1965)."""
    share = weight / weight.sum()
    mean = float(share @ value)
    spread = float(share @ (value - mean) ** 2)
    return mean, float(np.sqrt(spread * (share @ share)))


def _main(feelings: Sequence[Feeling]) -> EmotionKind:
    """The emotion that has most of the weight, the first by name of several."""
    total: dict[EmotionKind, float] = {}
    for f in feelings:
        for score in f.emotions:
            total[score.kind] = total.get(score.kind, 0.0) + score.probability * f.intensity
    return min(total, key=lambda kind: (-round(total[kind], 6), kind))


def turns(curve: Numbers, least: float) -> list[int]:
    """The places of a curve's highest and lowest points that stand out by at least so much; its ends are none."""
    found = {i for side in (curve, -curve) for i in _peaks(side) if _prominence(side, i) >= least > 0}
    return sorted(found)


def _peaks(curve: Numbers) -> list[int]:
    """The highest points of a curve; of a level stretch the first."""
    values = curve.tolist()
    out = []
    for i in range(1, len(values) - 1):
        if values[i] > values[i - 1]:
            after = next((v for v in values[i + 1 :] if v != values[i]), values[i])
            if after < values[i]:
                out.append(i)
    return out


def _prominence(curve: Numbers, peak: int) -> float:
    """How far a curve falls on either side of a peak before it rises above it or ends."""
    height = float(curve[peak])
    higher = np.flatnonzero(curve > height)
    left = int(higher[higher < peak].max(initial=-1)) + 1
    right = int(higher[higher > peak].min(initial=len(curve)))
    return height - max(float(curve[left : peak + 1].min()), float(curve[peak:right].min()))
