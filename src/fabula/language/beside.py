"""Who stands beside whom: how often two names are near one another, and how often in one sentence.

Two people who are near one another often share a sentence; two names of one person hardly ever do, for who tells of
somebody seldom changes the name before the full stop.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import log
from typing import TypeVar

from fabula.language.features import MentionTable

K = TypeVar("K", bound=Hashable)

REACH = 3
"""Two names so many sentences apart, or fewer, are near."""
_AROUND = [d for d in range(-REACH, REACH + 1) if d]
ONE, TWO = 0.06, 0.25
"""How often two names that are near share a sentence: of one person, and of two."""
_TOGETHER, _APART = log(ONE / TWO), log((1 - ONE) / (1 - TWO))

PLAINLY_ONE, PLAINLY_TWO = 2.0, -2.0
"""Log likelihood ratios beyond which two names are plainly one person's, or two people's."""

Beside = Mapping[tuple[K, K], float]
"""By pair of names, in either order, the log likelihood ratio that they are one person's to that they are two's."""


def beside(
    keys: Sequence[K | None], m: MentionTable, *, apart: Iterable[tuple[int, int]], one: Iterable[tuple[int, int]] = ()
) -> Beside[K]:
    """What places tell of each two keys that are ever near one another. `keys` are by mention, None where one is left
    out. Of pairs of mentions that are known to mean two people, such as who speaks and who answers, `apart` says so
    wherever they stand; of `one` the places tell nothing."""
    places: defaultdict[tuple[int, int], set[K]] = defaultdict(set)
    last = 0
    columns = (column.tolist() for column in (m.start, m.end, m.quotation, m.sentence))
    for key, start, end, quotation, sentence in zip(keys, *columns, strict=True):
        if key is None or start < last:
            continue  # "Tom" of "poor Tom" stands in it, not beside it
        last = end
        places[quotation, sentence].add(key)
    out: defaultdict[tuple[K, K], float] = defaultdict(float)
    for (quotation, sentence), here in places.items():
        around = [places[k] for d in _AROUND if (k := (quotation, sentence + d)) in places]
        near = here.union(*around)
        for a in here if len(near) > 1 else ():
            for b in near:
                if a != b:
                    evidence = (_TOGETHER if b in here else _APART) / 2  # met with again in the other's sentence
                    out[a, b] += evidence
                    out[b, a] += evidence
    for pairs, evidence in ((one, -_TOGETHER), (apart, _TOGETHER)):
        for i, j in pairs:
            first, second = keys[i], keys[j]
            if first is not None and second is not None and first != second:
                out[first, second] += evidence
                out[second, first] += evidence
    return dict(out)
