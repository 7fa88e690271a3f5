"""Scores that documents add up: precision and recall of sets, coreference, shares, and calibration.

Every score keeps its numerators and denominators, and a corpus is scored by adding those of its documents (never by
averaging documents), as the CoNLL reference scorer does: Pradhan et al. 2014, "Scoring Coreference Partitions of
Predicted Mentions: A Reference Implementation".
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

Item = TypeVar("Item", bound=Hashable)
Clusters = Sequence[AbstractSet[Item]]


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of what was predicted is right, and how much of what is gold was found."""

    right: float
    predicted: float
    found: float
    gold: float

    def __add__(self, other: Overlap) -> Overlap:
        return Overlap(
            self.right + other.right,
            self.predicted + other.predicted,
            self.found + other.found,
            self.gold + other.gold,
        )

    @property
    def precision(self) -> float:
        """The share of the predicted that is right; 0 of nothing."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of the gold that was found; 0 of nothing."""
        return self.found / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0

    def values(self) -> dict[str, float]:
        """The score as plain numbers."""
        return {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "predicted": self.predicted,
            "gold": self.gold,
        }


@dataclass(frozen=True, slots=True)
class Share:
    """`right` of `total`."""

    right: int
    total: int

    def __add__(self, other: Share) -> Share:
        return Share(self.right + other.right, self.total + other.total)

    @property
    def value(self) -> float:
        """The share; 0 of nothing."""
        return self.right / self.total if self.total else 0.0

    def values(self) -> dict[str, float]:
        """The score as plain numbers."""
        return {"share": self.value, "right": self.right, "total": self.total}


@dataclass(frozen=True, slots=True)
class Count:
    """So many of something."""

    number: int

    def __add__(self, other: Count) -> Count:
        return Count(self.number + other.number)

    def values(self) -> dict[str, float]:
        """The score as plain numbers."""
        return {"count": self.number}


@dataclass(frozen=True, slots=True)
class Calibration:
    """The confidence of every answer, and whether it was right."""

    confidences: tuple[float, ...]
    right: tuple[bool, ...]

    def __add__(self, other: Calibration) -> Calibration:
        return Calibration(self.confidences + other.confidences, self.right + other.right)

    def values(self) -> dict[str, float]:
        """The score as plain numbers."""
        return {"ece": calibration_error(self.confidences, self.right), "answers": len(self.right)}


Score = Overlap | Share | Count | Calibration
Scores = dict[str, Score]


def total(documents: Iterable[Mapping[str, Score]]) -> Scores:
    """The scores of a corpus: those of its documents, added by name."""
    out: Scores = {}
    for scores in documents:
        for name, score in scores.items():
            out[name] = _plus(out[name], score) if name in out else score
    return out


def _plus(a: Score, b: Score) -> Score:
    if isinstance(a, Overlap) and isinstance(b, Overlap):
        return a + b
    if isinstance(a, Share) and isinstance(b, Share):
        return a + b
    if isinstance(a, Count) and isinstance(b, Count):
        return a + b
    if isinstance(a, Calibration) and isinstance(b, Calibration):
        return a + b
    raise TypeError(f"{type(a).__name__} and {type(b).__name__} do not add")


def sets(gold: AbstractSet[Item], predicted: AbstractSet[Item]) -> Overlap:
    """Exact matches between two sets."""
    both = len(gold & predicted)
    return Overlap(both, len(predicted), both, len(gold))


def muc(key: Clusters[Item], response: Clusters[Item]) -> Overlap:
    """MUC (Vilain et al. 1995): the links that would have to be added to make each cluster whole."""

    def links(these: Clusters[Item], others: Clusters[Item]) -> tuple[int, int]:
        where = _where(others)
        kept = possible = 0
        for cluster in these:
            parts = {where[m] for m in cluster if m in where}
            alone = sum(m not in where for m in cluster)
            kept += len(cluster) - len(parts) - alone
            possible += len(cluster) - 1
        return kept, possible

    return Overlap(*links(response, key), *links(key, response))


def b_cubed(key: Clusters[Item], response: Clusters[Item]) -> Overlap:
    """B-cubed (Bagga and Baldwin 1998): the precision and recall of each mention's own cluster, averaged."""

    def mentions(these: Clusters[Item], others: Clusters[Item]) -> tuple[float, int]:
        where = _where(others)
        good = 0.0
        for cluster in these:
            common: dict[int, int] = {}
            for m in cluster:
                if m in where:
                    common[where[m]] = common.get(where[m], 0) + 1
            good += sum(n * n for n in common.values()) / len(cluster)
        return good, sum(map(len, these))

    return Overlap(*mentions(response, key), *mentions(key, response))


def ceaf_e(key: Clusters[Item], response: Clusters[Item]) -> Overlap:
    """CEAF-e (Luo 2005): the similarity phi4, 2|K and R| / (|K| + |R|), of the best one-to-one alignment."""
    where = _where(response)
    common: NDArray[np.float64] = np.zeros((len(key), len(response)))
    for i, cluster in enumerate(key):
        for m in cluster:
            if m in where:
                common[i, where[m]] += 1
    sizes = np.add.outer([len(k) for k in key], [len(r) for r in response])
    similarity = 2 * common / sizes if common.size else common
    rows, columns = linear_sum_assignment(similarity, maximize=True)
    best = float(similarity[rows, columns].sum())
    return Overlap(best, len(response), best, len(key))


def conll_f1(muc_score: Overlap, b_cubed_score: Overlap, ceaf_score: Overlap) -> float:
    """The mean of the three F1s (Denis and Baldridge 2009), as the CoNLL shared tasks report it."""
    return (muc_score.f1 + b_cubed_score.f1 + ceaf_score.f1) / 3


def _where(clusters: Clusters[Item]) -> dict[Item, int]:
    return {m: i for i, cluster in enumerate(clusters) for m in cluster}


def calibration_error(confidences: Sequence[float], right: Sequence[bool], bins: int = 15) -> float:
    """Expected calibration error over bins of equal width (Guo et al. 2017), a bin's upper edge inside it."""
    if not len(right):
        return 0.0
    said = np.asarray(confidences, dtype=np.float64)
    was = np.asarray(right, dtype=np.float64)
    bin_of = np.clip(np.ceil(said * bins).astype(int) - 1, 0, bins - 1)
    gaps = np.bincount(bin_of, weights=was - said, minlength=bins)
    return float(np.abs(gaps).sum() / len(was))
