"""The layout of a storyline: an order of the threads in every column that crosses few, and heights that bend few.

A column has one group, the people together there, and the others alive, who pass by alone. After Tanahashi and Ma
(2012), "Design considerations for optimizing storyline visualizations", a layout should have few crossings, few bends
and little waste; the order comes from barycentre sweeps, as in layered graph drawing (Sugiyama and others 1981), and a
local search that moves groups and exchanges neighbours; the heights from least absolute deviations with the order kept
(reweighted least squares, and the pooling of adjacent violators in each column).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

Column = Sequence[int]
"""The threads of a column, from the top down."""

CLOSE, APART = 10.0, 20.0
"""The distance in pixels between threads of a group, and between all others."""

_SWEEPS = 12
_ROUNDS = 8
_RELAXATIONS = 60


def crossings(one: Column, other: Column) -> int:
    """How many pairs of threads change their order between two columns."""
    place = {thread: i for i, thread in enumerate(other)}
    common = [place[thread] for thread in one if thread in place]
    return sum(a > b for i, a in enumerate(common) for b in common[i + 1 :])


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


def heights(columns: Sequence[Column], groups: Sequence[frozenset[int]]) -> list[dict[int, float]]:
    """The height of each thread in each column, in pixels from the top, the order kept and the distances held to."""
    blocks = [_blocks(column, group) for column, group in zip(columns, groups, strict=True)]
    found = [_stacked(column) for column in blocks]
    for step in range(_RELAXATIONS):
        places = range(len(columns)) if step % 2 == 0 else reversed(range(len(columns)))
        for i in places:
            near = [found[j] for j in (i - 1, i + 1) if 0 <= j < len(columns)]
            found[i] = _settled(blocks[i], found[i], near)
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


def _stacked(blocks: list[list[int]]) -> dict[int, float]:
    """Heights around zero, as close as they may be."""
    found, y = {}, 0.0
    for block in blocks:
        for i, thread in enumerate(block):
            found[thread] = y + CLOSE * i
        y += CLOSE * (len(block) - 1) + APART
    middle = (y - APART) / 2
    return {thread: y - middle for thread, y in found.items()}


def _settled(blocks: list[list[int]], current: dict[int, float], near: Sequence[dict[int, float]]) -> dict[int, float]:
    """Heights of a column that bend its threads least, as its neighbours now are."""
    wanted, weights, below = [], [], []
    offset = 0.0
    for block in blocks:
        total = weight = 0.0
        for i, thread in enumerate(block):
            pulls = [
                (other[thread], 1 / (abs(other[thread] - current[thread]) + 1.5)) for other in near if thread in other
            ]
            pulls.append((0.0, 0.003))  # a little towards the middle, so that the drawing stays low
            total += sum(w * (y - CLOSE * i) for y, w in pulls)
            weight += sum(w for _, w in pulls)
        below.append(offset)
        wanted.append(total / weight - offset)
        weights.append(weight)
        offset += CLOSE * (len(block) - 1) + APART
    rising = _isotonic(wanted, weights)
    return {
        thread: y + start + CLOSE * i
        for block, y, start in zip(blocks, rising, below, strict=True)
        for i, thread in enumerate(block)
    }


def _isotonic(values: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The nearest values that never fall, by the pooling of adjacent violators."""
    pools: list[tuple[float, float, int]] = []
    for value, weight in zip(values, weights, strict=True):
        pools.append((value, weight, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (a, v, m), (b, w, n) = pools[-2:]
            pools[-2:] = [((a * v + b * w) / (v + w), v + w, m + n)]
    return [value for value, _, count in pools for _ in range(count)]
