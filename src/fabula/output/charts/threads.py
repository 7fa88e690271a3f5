"""The layout of a storyline: an order of the threads in every column that crosses few, and heights that bend few.

A column has one group, the people together there, and the others alive, who pass by alone. After Tanahashi and Ma
(2012), "Design considerations for optimizing storyline visualizations", a layout should have few crossings, few bends
and little waste; the order comes from barycentre sweeps, as in layered graph drawing (Sugiyama and others 1981), and a
local search that moves groups and exchanges neighbours; the heights from least absolute deviations with the order kept
(reweighted least squares, and the pooling of adjacent violators in each column), drawn straight where that can be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from statistics import fmean

Column = Sequence[int]
"""The threads of a column, from the top down."""

CLOSE, APART, AWAY = 10.0, 21.0, 12.0
"""The distance in pixels between threads of a group, between a group and the others, and between those others."""

_SWEEPS = 12
_ROUNDS = 8
_RELAXATIONS = 30
_CORRECTIONS = 200
_NEAR, _ALONE = 30.0, 9.0  # threads together, or alone, that are to move further than this do not go straight on


def crossings(one: Column, other: Column) -> int:
    """How many pairs of threads change their order between two columns."""
    place = {thread: i for i, thread in enumerate(other)}
    common = [place[thread] for thread in one if thread in place]
    return sum([a > b for i, a in enumerate(common) for b in common[i + 1 :]])


def order(alive: Sequence[Column], groups: Sequence[frozenset[int]]) -> list[list[int]]:
    """The threads alive in each column in the order from the top down, each column's group side by side."""
    best = _sweep(list(map(list, alive)), groups, range(len(alive)))
    least = sum(crossings(a, b) for a, b in pairwise(best))
    current = best
    for sweep in range(_SWEEPS):
        backwards = sweep % 2 == 0
        current = _sweep(current, groups, range(len(alive))[:: -1 if backwards else 1])
        count = sum(crossings(a, b) for a, b in pairwise(current))
        if count < least:
            best, least = [list(column) for column in current], count
    return _exchanged(best, groups)


def _sweep(columns: list[list[int]], groups: Sequence[frozenset[int]], places: range) -> list[list[int]]:
    """Each column ordered by where its threads are in the one before it on the way."""
    found = [list(column) for column in columns]
    for before, place in pairwise([places[0], *places] if places else []):
        where = {thread: float(i) for i, thread in enumerate(found[before])}
        column, group = found[place], groups[place]
        own = {thread: i * max(len(found[before]) - 1, 1) / max(len(column) - 1, 1) for i, thread in enumerate(column)}
        at = {thread: where.get(thread, own[thread]) for thread in column}
        known = [where[thread] for thread in group if thread in where] or [own[thread] for thread in group]
        middle = sum(known) / max(len(known), 1)
        found[place] = sorted(column, key=lambda t: ((middle, 1) if t in group else (at[t], 0), at[t], t))
    return found


def _exchanged(columns: list[list[int]], groups: Sequence[frozenset[int]]) -> list[list[int]]:
    """The columns after a local search: every move that crosses fewer threads with the neighbours is made."""
    for _ in range(_ROUNDS):
        changed = False
        for i in range(len(columns)):
            near = [columns[j] for j in (i - 1, i + 1) if 0 <= j < len(columns)]
            count = sum(crossings(columns[i], other) for other in near)
            for moved in _moves(columns[i], groups[i]):
                fewer = sum(crossings(moved, other) for other in near)
                if fewer < count:
                    columns[i], count, changed = moved, fewer, True
        # A stretch of columns moves as one: what a single column gains by it, its neighbour may lose.
        for thread in sorted({t for column in columns for t in column}):
            changed |= _carried(columns, groups, thread)
        if not changed:
            break
    return columns


def _moves(column: list[int], group: frozenset[int]) -> list[list[int]]:
    """The group at every other height, and every exchange of neighbours that keeps the group together."""
    inside, outside = [t for t in column if t in group], [t for t in column if t not in group]
    found = [outside[:i] + inside + outside[i:] for i in range(len(outside) + 1)] if inside else []
    for i in range(len(column) - 1):
        a, b = column[i], column[i + 1]
        if (a in group) == (b in group) or len(inside) < 2:
            found.append([*column[:i], b, a, *column[i + 2 :]])
    return [moved for moved in found if moved != column]


def _carried(columns: list[list[int]], groups: Sequence[frozenset[int]], thread: int) -> bool:
    """Moves a thread that passes by alone to the outermost place over each stretch of its absence, if that pays."""
    changed, at = False, 0
    while at < len(columns):
        if thread not in columns[at] or thread in groups[at]:
            at += 1
            continue
        last = at
        while last + 1 < len(columns) and thread in columns[last + 1] and thread not in groups[last + 1]:
            last += 1
        around = columns[max(at - 1, 0) : last + 2]
        count = sum(crossings(a, b) for a, b in pairwise(around))
        for end in (0, 1):
            moved = [[t for t in c if t != thread] for c in columns[at : last + 1]]
            moved = [[*c, thread] if end else [thread, *c] for c in moved]
            trial = [*columns[max(at - 1, 0) : at], *moved, *columns[last + 1 : last + 2]]
            if sum(crossings(a, b) for a, b in pairwise(trial)) < count:
                columns[at : last + 1] = moved
                changed = True
                break
        at = last + 1
    return changed


def heights(
    columns: Sequence[Column], groups: Sequence[frozenset[int]], weights: Mapping[int, float]
) -> list[dict[int, float]]:
    """The height of each thread in each column, in pixels from the top, the order kept and the distances held to. The
    heavier a thread, the straighter it goes."""
    blocks = [_blocks(column, group) for column, group in zip(columns, groups, strict=True)]
    falls = [_falls(column, group) for column, group in zip(blocks, groups, strict=True)]
    found = [_stacked(column, fall) for column, fall in zip(blocks, falls, strict=True)]
    for step in range(_RELAXATIONS):
        places = range(len(columns)) if step % 2 == 0 else reversed(range(len(columns)))
        for i in places:
            near = [found[j] for j in (i - 1, i + 1) if 0 <= j < len(columns)]
            found[i] = _settled(blocks[i], falls[i], found[i], near, weights)
    found = _straightened(blocks, falls, found, weights)
    top = min((y for column in found for y in column.values()), default=0.0)
    return [{thread: float(round(y - top)) for thread, y in column.items()} for column in found]


def _blocks(column: Column, group: frozenset[int]) -> list[list[int]]:
    """The column's threads by what moves as one."""
    found: list[list[int]] = []
    for thread in column:
        if thread in group and found and found[-1][-1] in group:
            found[-1].append(thread)
        else:
            found.append([thread])
    return found


def _falls(blocks: list[list[int]], group: frozenset[int]) -> list[float]:
    """How far under each block the next begins at least."""
    return [
        CLOSE * (len(one) - 1) + (APART if one[0] in group or other[0] in group or not group else AWAY)
        for one, other in pairwise(blocks)
    ]


def _spread(blocks: list[list[int]], starts: Iterable[float]) -> dict[int, float]:
    """The threads' heights where their blocks begin at these."""
    return {t: y + CLOSE * k for block, y in zip(blocks, starts, strict=True) for k, t in enumerate(block)}


def _stacked(blocks: list[list[int]], falls: list[float]) -> dict[int, float]:
    """Heights around zero, as close as they may be."""
    starts = list(accumulate(falls, initial=0.0))[: len(blocks)]
    return _spread(blocks, (y - sum(falls) / 2 for y in starts))


def _settled(
    blocks: list[list[int]], falls: list[float], current: dict[int, float], near: Sequence[dict[int, float]],
    weights: Mapping[int, float],
) -> dict[int, float]:  # fmt: skip
    """Heights of a column that bend its threads least, as its neighbours now are."""
    wanted, pulled = [], []
    starts = list(accumulate(falls, initial=0.0))[: len(blocks)]
    for block, start in zip(blocks, starts, strict=True):
        total, weight = 0.0, 0.002  # a little towards the middle, so that the drawing stays low
        for k, thread in enumerate(block):
            for other in near:
                if thread in other:
                    pull = weights[thread] / (abs(other[thread] - current[thread]) + 1.5)
                    total += pull * (other[thread] - CLOSE * k)
                    weight += pull
        wanted.append(total / weight - start)
        pulled.append(weight)
    rising = _isotonic(wanted, pulled)
    return _spread(blocks, (y + start for y, start in zip(rising, starts, strict=True)))


def _isotonic(values: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The nearest values that never fall, by the pooling of adjacent violators."""
    pools: list[tuple[float, float, int]] = []
    for value, weight in zip(values, weights, strict=True):
        pools.append((value, weight, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (a, v, m), (b, w, n) = pools[-2:]
            pools[-2:] = [((a * v + b * w) / (v + w), v + w, m + n)]
    return [value for value, _, count in pools for _ in range(count)]


def _straightened(
    blocks: Sequence[list[list[int]]], falls: Sequence[list[float]], near: Sequence[dict[int, float]],
    weights: Mapping[int, float],
) -> list[dict[int, float]]:  # fmt: skip
    """Heights near the given ones, in which blocks that follow each other are drawn straight on where they can be.

    Between two columns, the heaviest threads that can go straight on without a crossing are aligned (after Liu and
    others 2013, "StoryFlow"). Aligned blocks make a rail, which moves as one, and keeps its distance to those over and
    under it in every column; the nearest heights that do are found by Hildreth's method (1957).
    """
    rails, count = _rails(blocks, near, weights)
    rules: dict[tuple[int, int], float] = {}
    total, weight = [0.0] * count, [0.0] * count
    for i, column in enumerate(blocks):
        for b, block in enumerate(column):
            rail, offset = rails[i][b]
            heavy = sum(weights[thread] for thread in block)
            total[rail] += heavy * (near[i][block[0]] - offset)
            weight[rail] += heavy
        for b, fall in enumerate(falls[i]):
            (upper, u), (lower, v) = rails[i][b], rails[i][b + 1]
            rules[upper, lower] = max(u - v + fall, rules.get((upper, lower), -1e9))
    y = [t / w for t, w in zip(total, weight, strict=True)]
    weight = [w**0.25 for w in weight]  # evener weights are sooner at rest
    force = dict.fromkeys(rules, 0.0)
    for _ in range(_CORRECTIONS):
        worst = 0.0
        for (upper, lower), gap in rules.items():
            push = (y[upper] + gap - y[lower]) / (1 / weight[upper] + 1 / weight[lower])
            push = max(push, -force[upper, lower])
            force[upper, lower] += push
            y[upper] -= push / weight[upper]
            y[lower] += push / weight[lower]
            worst = max(worst, abs(push) / min(weight[upper], weight[lower]))
        if worst < 0.05:
            break
    for upper, lower in _downward(count, rules):  # what little is still lacking
        y[lower] = max(y[lower], y[upper] + rules[upper, lower])
    return [_spread(column, (y[r] + offset for r, offset in rails[i])) for i, column in enumerate(blocks)]


def _rails(
    blocks: Sequence[list[list[int]]], near: Sequence[dict[int, float]], weights: Mapping[int, float]
) -> tuple[list[list[tuple[int, float]]], int]:
    """Each block's rail and how far under the rail's height it begins; and how many rails there are."""
    rails: list[list[tuple[int, float]]] = []
    heights: list[list[float]] = []  # by rail, of its blocks: it ends where they lead away from their mean
    for i, column in enumerate(blocks):
        where = {}
        if i:
            where = _spread(blocks[i - 1], (fmean(heights[rail]) + offset for rail, offset in rails[-1]))
        aligned = _aligned(blocks[i - 1], column, where, near[i], weights) if i else {}
        found = []
        for b, block in enumerate(column):
            rail, offset = len(heights), 0.0
            if b in aligned:
                a, shift = aligned[b]
                rail, offset = rails[-1][a]
                offset += CLOSE * shift
            else:
                heights.append([])
            heights[rail].append(near[i][block[0]] - offset)
            found.append((rail, offset))
        rails.append(found)
    return rails, len(heights)


def _aligned(
    one: list[list[int]], other: list[list[int]], near: dict[int, float], there: dict[int, float],
    weights: Mapping[int, float],
) -> dict[int, tuple[int, int]]:  # fmt: skip
    """Which blocks of a column go straight on from which of the column before, and by how many threads they are
    shifted: the heaviest alignment that crosses nothing."""
    fits = [[_fit(a, b, near, there, weights) for b in other] for a in one]
    best = [[0.0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one)):
        for j in range(len(other)):
            best[i + 1][j + 1] = max(best[i][j + 1], best[i + 1][j], best[i][j] + fits[i][j][0])
    found: dict[int, tuple[int, int]] = {}
    i, j = len(one), len(other)
    while i and j:
        weight, shift = fits[i - 1][j - 1]
        if weight and best[i][j] == best[i - 1][j - 1] + weight:
            i, j = i - 1, j - 1
            found[j] = (i, shift)
        elif best[i][j] == best[i - 1][j]:
            i -= 1
        else:
            j -= 1
    return found


def _fit(
    one: list[int], other: list[int], near: dict[int, float], there: dict[int, float], weights: Mapping[int, float]
) -> tuple[float, int]:
    """The weight of two blocks' threads that go straight on at best, and the shift for it."""
    counts: dict[int, float] = {}
    far = _NEAR if len(one) > 1 and len(other) > 1 else _ALONE
    for k, thread in enumerate(one):
        if thread in other and abs(near[thread] - there[thread]) < far:
            shift = k - other.index(thread)
            counts[shift] = counts.get(shift, 0.0) + weights[thread]
    shift = min(counts, key=lambda s: (-counts[s], abs(s), s), default=0)
    return counts.get(shift, 0.0), shift


def _downward(count: int, rules: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The pairs of upper and lower rails, each after all in which its upper rail is the lower."""
    under: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for upper, lower in rules:
        under[upper].append(lower)
        waiting[lower] += 1
    ready = [rail for rail in range(count) if not waiting[rail]]
    for rail in ready:
        for other in under[rail]:
            yield rail, other
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
