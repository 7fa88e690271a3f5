"""The layout of a small network: distances on paper like distances in the graph, and no two names over each other.

Stress majorization after Gansner, Koren and North (2004), "Graph drawing by stress majorization", from the classical
scaling of the distances; then what overlaps is pushed apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Extent = tuple[float, float, float, float]
"""What a node takes up left of its centre, above it, right of it and below it."""

_LENGTH = 92.0
_ITERATIONS = 200


def layout(nodes: Sequence[int], weights: Mapping[tuple[int, int], int]) -> dict[int, tuple[float, float]]:
    """A place for each node, in pixels. Who exchange more are nearer; the same network has the same layout."""
    count = len(nodes)
    distance = _distances(nodes, weights)
    places = _scaled(distance)
    weight = np.where(distance > 0, 1 / np.maximum(distance, 1e-9) ** 2, 0.0)
    np.fill_diagonal(weight, 0.0)
    laplacian = np.diag(weight.sum(1)) - weight
    inverse = np.linalg.pinv(laplacian)
    for _ in range(_ITERATIONS if count > 1 else 0):
        gaps = places[:, None] - places[None]
        on_paper = np.maximum(np.sqrt((gaps**2).sum(-1)), 1e-6)
        pull = -weight * distance / on_paper
        np.fill_diagonal(pull, 0.0)
        np.fill_diagonal(pull, -pull.sum(1))
        places = inverse @ (pull @ places)
    places = _upright(places)
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, places, strict=True)}


def _distances(nodes: Sequence[int], weights: Mapping[tuple[int, int], int]) -> NDArray[np.float64]:
    """The shortest ways (Floyd and Warshall), a link being the shorter the more is exchanged over it."""
    place = {node: i for i, node in enumerate(nodes)}
    most = max(weights.values(), default=1)
    found = np.full((len(nodes), len(nodes)), np.inf)
    for (one, other), weight in weights.items():
        length = _LENGTH * (1.9 - 0.9 * (weight / most) ** 0.25)
        i, j = place[one], place[other]
        found[i, j] = found[j, i] = min(found[i, j], length)
    np.fill_diagonal(found, 0.0)
    for k in range(len(nodes)):
        found = np.minimum(found, found[:, k : k + 1] + found[k : k + 1])
    far = found[np.isfinite(found)].max(initial=_LENGTH)
    return np.where(np.isfinite(found), found, max(far * 0.9, _LENGTH * 1.6))


def _scaled(distance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Classical scaling in two dimensions, each axis turned so that its largest entry is positive."""
    count = len(distance)
    centre = np.eye(count) - 1 / max(count, 1)
    values, vectors = np.linalg.eigh(-centre @ distance**2 @ centre / 2)
    values, vectors = values[::-1][:2], vectors[:, ::-1][:, :2]
    turned = vectors * np.sign(vectors[np.abs(vectors).argmax(0), range(vectors.shape[1])])
    places = turned * np.sqrt(np.maximum(values, 0.0))
    if places.shape[1] < 2:
        places = np.pad(places, ((0, 0), (0, 2 - places.shape[1])))
    # A line has no second dimension to grow into: every node starts a little off it.
    angle = 2.4 * np.arange(count)
    return np.asarray(places + 0.01 * np.stack([np.cos(angle), np.sin(angle)], 1) * _LENGTH)


def _upright(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """The layout turned so that it is broader than high, and its first node in the upper half."""
    centred = places - places.mean(0)
    _, vectors = np.linalg.eigh(centred.T @ centred)
    axes = vectors[:, ::-1] * np.sign(vectors[:, ::-1].sum(0) + 1e-12)
    turned = centred @ axes
    if len(turned) and turned[0, 1] > 0:
        turned[:, 1] *= -1
    return np.asarray(np.round(turned, 3))


def apart(
    places: Mapping[int, tuple[float, float]], extents: Mapping[int, Extent], rounds: int = 400
) -> dict[int, tuple[float, float]]:
    """The places with whatever overlaps pushed apart, along the way that is shorter."""
    nodes = list(places)
    at = {node: list(places[node]) for node in nodes}
    for _ in range(rounds):
        moved = False
        for i, one in enumerate(nodes):
            for other in nodes[i + 1 :]:
                a, b = extents[one], extents[other]
                right = at[one][0] + a[2] - (at[other][0] - b[0]), at[other][0] + b[2] - (at[one][0] - a[0])
                down = at[one][1] + a[3] - (at[other][1] - b[1]), at[other][1] + b[3] - (at[one][1] - a[1])
                if min(*right, *down) <= 0:
                    continue
                moved = True
                axis, (ahead, behind) = (0, right) if min(right) < min(down) else (1, down)
                step = min(ahead, behind) / 2 + 0.1
                way = -1 if ahead <= behind else 1
                at[one][axis] += way * step
                at[other][axis] -= way * step
        if not moved:
            break
    return {node: (at[node][0], at[node][1]) for node in nodes}
