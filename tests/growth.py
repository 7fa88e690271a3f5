"""How the time of a piece of work grows with its size, whatever else the machine is doing."""

from __future__ import annotations

import time
from collections.abc import Callable

TIMES, MOST = 4, 9
"""Work of TIMES the size takes as many times as long where its time is linear, and TIMES squared where it is quadratic;
more than MOST times is no longer linear."""
SPARE = 0.2
"""Seconds that say nothing: a garbage collection, a first import."""


def is_linear(work: Callable[[int], object], size: int) -> bool:
    """Whether the processor time of `work` of a size grows with it up to `size`."""

    def cost(n: int) -> float:
        began = time.process_time()
        work(n)
        return time.process_time() - began

    small = min(cost(size // TIMES) for _ in range(2))
    # Once more where it took too long: other work on the machine may have emptied the caches.
    return any(cost(size) < MOST * small + SPARE for _ in range(2))
