"""A second-order chain over speakers: who speaks next depends on the last two (after He, Barbosa and Kondrak 2013)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

KEPT = 256
"""How many tables of who speaks next are kept for other conversations: an archive has any number of people in them."""


def posteriors(emission: NDArray[np.float64], same: Sequence[float], back: Sequence[float]) -> NDArray[np.float64]:
    """The posterior of each state at each step, by the forward-backward recursions over pairs of states.

    `emission` (steps, states) are log-likelihoods; `same` and `back`, each of length steps - 1, are the prior
    probabilities that a step's state is the last one's, and, where it is not, the one's before that.
    """
    steps, n = emission.shape
    e = np.exp(emission - emission.max(1, keepdims=True))
    if steps == 1:
        return np.asarray(e / e.sum(1, keepdims=True))
    transitions = [_transition(n, *given) for given in zip(same, back, strict=True)]
    first = e[0][:, None] * e[1][None, :] * _pairs(n, same[0])
    forward = [first / first.sum()]
    for t in range(2, steps):
        step = np.einsum("ab,abc->bc", forward[-1], transitions[t - 1]) * e[t][None, :]
        forward.append(step / step.sum())
    backward = np.ones((n, n))
    out = np.zeros((steps, n))
    for t in range(steps - 1, 0, -1):
        pair = forward[t - 1] * backward
        pair /= pair.sum()
        out[t] = pair.sum(0)
        if t == 1:
            out[0] = pair.sum(1)
        backward = np.einsum("abc,bc->ab", transitions[t - 1], backward * e[t][None, :])
        backward /= backward.max()
    return out


def _pairs(n: int, same: float) -> NDArray[np.float64]:
    out = np.full((n, n), (1 - same) / max(n - 1, 1))
    np.fill_diagonal(out, same)
    return out


@lru_cache(maxsize=KEPT)
def _transition(n: int, same: float, back: float) -> NDArray[np.float64]:
    """P(next | before last, last), shape (n, n, n): the same again, back to the one before, or somebody else."""
    a, b, c = np.ogrid[:n, :n, :n]
    back = back * (1 - same)
    other = (1 - same - back) / max(n - 2, 1)
    out = np.where(c == b, same, np.where(c == a, back, other)).astype(np.float64)
    out = np.where((a == b) & (c != b), (1 - same) / max(n - 1, 1), out)
    return np.asarray(out / out.sum(-1, keepdims=True))
