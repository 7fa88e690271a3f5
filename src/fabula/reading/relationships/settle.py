"""From claims to ties: what is claimed of each two people is added up, and the better kept of what cannot both be."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fabula.reading.relationships.ground import Claim
from fabula.reading.relationships.nouns import FAMILY, SYMMETRIC, converse
from fabula.story import Tie, TieKind

Pair = tuple[int, int]

_LEAST = 0.5
"""A tie less sure than this is left out."""
_MOST = 0.99
_TAKEN_LEAST, _TAKEN_MOST = 0.5, 0.8
"""The same, where no name says who is meant: such a tie must be said more than once, and is never sure."""
_EACH_SHARE, _EACH_TIMES = 0.5, 3
"""Where "her sister" is mostly one person, so often, and the other way round, the two are sisters."""
_SECOND = 0.75
"""A second mother, father, husband or wife must be as sure as this."""
_PAIRED: frozenset[TieKind] = frozenset({"spouse", "betrothed"})
_OPPOSED: tuple[frozenset[TieKind], ...] = (
    FAMILY,
    frozenset({"parent", "child", "sibling", "spouse"}),
    frozenset({"parent", "child", "sibling", "betrothed"}),
    frozenset({"parent", "child", "sibling", "lover"}),
    frozenset({"guardian", "ward"}),
    frozenset({"master", "servant"}),
    frozenset({"friend", "enemy"}),
)
"""Kinds of which two people have one at most."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom ties can be given to: the gender ("m", "f" or "" where unknown), whether a name is known, and the kinds of
    the nouns of relation that the person is described by."""

    gender: str
    named: bool
    kinds: frozenset[TieKind] = frozenset()


@dataclass(slots=True)
class _Case:
    """What speaks for one tie: that a name says so, that a description was taken so, and the best claim of all."""

    named: float = 0.0
    taken: float = 0.0
    best: Claim | None = None

    def add(self, claim: Claim, weight: float) -> None:
        """One more claim."""
        if claim.named:
            self.named = 1 - (1 - self.named) * (1 - weight)
        else:
            self.taken = min(_TAKEN_MOST, 1 - (1 - self.taken) * (1 - weight))
        rank = (claim.named, claim.weight)
        if self.best is None or rank > (self.best.named, self.best.weight):
            self.best = claim

    @property
    def score(self) -> float:
        """How sure the tie is."""
        if self.named < _LEAST and self.taken < _TAKEN_LEAST:
            return 0.0
        return min(_MOST, 1 - (1 - self.named) * (1 - self.taken))


def settle_ties(claims: Iterable[Claim], people: Mapping[int, Person]) -> dict[Pair, tuple[Tie, ...]]:
    """The ties of each two people, the surer first; the pair's first is the kind of its second, and has the lower
    id."""
    every = [c for c in claims if _agrees(c, people.get(c.one))]
    shares = _shares(every)
    mutual = _mutual(every, shares)
    every = [c for c in every if c.named or _believed(c, people, mutual)]
    cases: defaultdict[tuple[int, int, TieKind], _Case] = defaultdict(_Case)
    for claim in every:
        if claim.one in people and claim.other in people and claim.one != claim.other:
            share = 1.0 if claim.named else shares[claim.one, claim.other, claim.kind, claim.gender]
            cases[_key(claim.one, claim.other, claim.kind)].add(claim, claim.weight * share)
    scores = {key: case.score for key, case in cases.items() if case.score}
    _drop_seconds(scores, cases)
    found: defaultdict[Pair, list[tuple[float, TieKind]]] = defaultdict(list)
    for (one, other, kind), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if not any({kind, known} <= group for _, known in found[one, other] for group in _OPPOSED):
            found[one, other].append((score, kind))
    ties: dict[Pair, tuple[Tie, ...]] = {}
    for (one, other), kept in found.items():
        pairs = [(score, kind, cases[one, other, kind].best) for score, kind in kept]
        ties[one, other] = tuple(Tie(k, b.start, b.end, round(score, 4)) for score, k, b in pairs if b is not None)
    return ties


def _agrees(claim: Claim, one: Person | None) -> bool:
    """Whether a noun is of the gender of the person whom it is said of."""
    return one is None or not claim.gender or not one.gender or claim.gender == one.gender


def _believed(claim: Claim, people: Mapping[int, Person], mutual: set[Pair]) -> bool:
    """Whether to believe whom a description was taken to mean: where its owner has a name, and the person is only known
    by such descriptions, is the only mother or wife, or a sibling the other way round too."""
    one, other = people.get(claim.one), people.get(claim.other)
    if one is None or other is None or not other.named:
        return False
    if not one.named:
        return claim.kind in one.kinds
    return claim.only or (claim.one, claim.other) in mutual


def _mutual(claims: list[Claim], shares: Mapping[tuple[int, int, TieKind, str], float]) -> set[Pair]:
    """The pairs of siblings of whom each is mostly meant by the other's sister or brother."""
    times = Counter((c.one, c.other, c.kind, c.gender) for c in claims if c.kind == "sibling" and not c.named)
    often = {key[:2] for key, count in times.items() if count >= _EACH_TIMES and shares.get(key, 0.0) >= _EACH_SHARE}
    return {pair for pair in often if pair[::-1] in often}


def _key(one: int, other: int, kind: TieKind) -> tuple[int, int, TieKind]:
    """One key for a tie whichever side it is told from."""
    if one < other:
        return one, other, kind
    return other, one, kind if kind in SYMMETRIC else converse(kind)


def _shares(claims: list[Claim]) -> dict[tuple[int, int, TieKind, str], float]:
    """What part of the descriptions of one owner, such as "her mother", were taken to mean each person."""
    weights: defaultdict[tuple[int, int, TieKind, str], float] = defaultdict(float)
    totals: defaultdict[tuple[int, TieKind, str], float] = defaultdict(float)
    for c in claims:
        weights[c.one, c.other, c.kind, c.gender] += c.weight
        totals[c.other, c.kind, c.gender] += c.weight
    return {
        (one, other, kind, gender): weight / totals[other, kind, gender] if weight else 0.0
        for (one, other, kind, gender), weight in weights.items()
    }


def _drop_seconds(
    scores: dict[tuple[int, int, TieKind], float], cases: Mapping[tuple[int, int, TieKind], _Case]
) -> None:
    """Drops a second mother, father, husband, wife or betrothed who is not surely told of."""
    rivals: defaultdict[tuple[int, TieKind, str], list[tuple[int, int, TieKind]]] = defaultdict(list)
    for key in scores:
        claim = cases[key].best
        if claim is None:
            continue
        if claim.named and key[2] in _PAIRED:
            rivals[key[0], key[2], ""].append(key)
            rivals[key[1], key[2], ""].append(key)
        elif claim.only:
            rivals[claim.other, claim.kind, claim.gender].append(key)
    for keys in rivals.values():
        for key in sorted(keys, key=lambda k: (-scores.get(k, 0.0), k))[1:]:
            if cases[key].named < _SECOND:
                scores.pop(key, None)
