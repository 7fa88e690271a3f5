"""Who is whose mother, husband or aunt, by all that a work tells of it.

What the text says outright ("her aunt, Mrs. Hale") weighs most; then names, where the one with a title of that family
is the only one ("his wife", of Mr. Arrow: Mrs. Arrow); then whom each such noun was taken to mean. Whoever is named in
the sentence of "his wife" is rarely she. One tie makes others: a father's daughter, a sister's mother.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

from fabula.language.beside import beside
from fabula.language.clauses import Ties
from fabula.language.coreference import Clusters
from fabula.language.features import MentionTable
from fabula.language.labels import KINDS, PRONOUN_CLASSES, TYPES
from fabula.language.names import parse_name

_PROP = KINDS.index("PROP")
_PER = TYPES.index("PER")
_HE, _SHE = PRONOUN_CLASSES.index("he"), PRONOUN_CLASSES.index("she")
_COURTESY = frozenset({"mr", "mrs", "miss"})
ONLY = frozenset({"mother", "father", "wife", "husband"})
"""Relations of which a person has one."""
GENDERS = {
    **dict.fromkeys(("mother", "wife", "aunt", "sister", "daughter"), "f"),
    **dict.fromkeys(("father", "husband", "uncle", "brother", "son"), "m"),
}
_TITLES = {"mother": "mrs", "wife": "mrs", "father": "mr", "husband": "mr"}
_PARENTS, _CHILDREN, _SIBLINGS = (
    {"f": "mother", "m": "father"},
    {"f": "daughter", "m": "son"},
    {"f": "sister", "m": "brother"},
)
_SPOUSE = {"wife": "husband", "husband": "wife"}
_OR_ELSE = {"wife": "mother", "husband": "son", "mother": "wife", "father": "husband"}
"""What else somebody of the family may be whose title alone would make him that."""
_COUPLES = {
    "aunt": ("uncle", "husband"), "uncle": ("aunt", "wife"), "mother": ("father", "husband"),
    "father": ("mother", "wife"),
}  # fmt: skip
COUPLE = 0.5
"""How much a vote for an aunt counts for her husband as an uncle."""
TOLD, NAMED, IMPLIED = 3.0, 50.0, 3.0
"""How many votes there are for what the text says outright, what names say, and what follows from another tie."""
SAME_FAMILY, OTHER_FAMILY = 3.0, 0.3
"""How much likelier, and less likely, a family name makes a tie of blood or marriage: one that is shared, or two."""
COMPANY = 1.0
"""The most that it weighs, for or against, that somebody is named near, and in other sentences (`beside`)."""
UNKNOWN, UNNAMED = 1.0, 0.1
"""How many votes there are always for somebody who is not known, and for each mention of somebody without a name."""
STILL_MISS = 0.3
"""How much a vote counts for a wife who is a Miss to the whole work: she may marry in it."""
KNOWN_BY = 0.3
"""The least share of a person's names that call her aunt, of one who is everybody's aunt."""

Pair = tuple[int, str]
Votes = defaultdict[Pair, defaultdict[int, float]]


@dataclass(frozen=True, slots=True)
class Kin:
    """A mention by whose it is: the `mention`, that of the `possessor`, and the `relation`."""

    mention: int
    possessor: int
    relation: str


@dataclass(frozen=True, slots=True)
class Known:
    """What names and pronouns say of entities: the family names of each, who bears a title with a family's name, the
    gender of each ("" where unknown), and the courtesy titles of each."""

    families: Mapping[int, set[str]]
    titled: Mapping[tuple[str, str], set[int]]
    genders: Sequence[str]
    titles: Mapping[int, frozenset[str]]

    def can_be(self, e: int, relation: str) -> bool:
        """Whether somebody is of a relation's gender, as far as is known."""
        return e >= len(self.genders) or self.genders[e] in ("", GENDERS[relation])


def known_of(m: MentionTable, clusters: Clusters) -> Known:
    """What the names and pronouns of a work say of its entities."""
    index = clusters.names
    of_person = {int(p): e for e, p in enumerate(clusters.person) if p >= 0}
    families: defaultdict[int, set[str]] = defaultdict(set)
    titled: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for name, people in index.people.items():
        if len(people) != 1 or people[0] not in of_person:
            continue
        parts, e = parse_name(name), of_person[people[0]]
        if not parts.words:
            continue
        courtesy = {t for t in parts.titles if t in _COURTESY}
        if len(parts.words) > 1 or courtesy:
            families[e].add(parts.words[-1])
        if len(parts.words) == 1:
            for title in courtesy:
                titled[title, parts.words[0]].add(e)
    n = len(clusters.person)
    he, she = (np.bincount(clusters.entity[m.pronoun == p], minlength=n).tolist() for p in (_HE, _SHE))
    genders = ["m" if a > 2 * b else "f" if b > 2 * a else "" for a, b in zip(he, she, strict=True)]
    for p, e in of_person.items():
        genders[e] = index.genders[p] or genders[e]
    return Known(dict(families), dict(titled), genders, {e: index.titles[p] for p, e in of_person.items()})


def kinship(
    found: Sequence[Kin], words: Sequence[str], m: MentionTable, clusters: Clusters, ties: Ties, known: Known
) -> dict[Pair, dict[int, float]]:
    """For each person and relation the people who may be that, with probabilities; what is missing to one is for
    somebody unknown."""
    votes: Votes = defaultdict(lambda: defaultdict(float))
    unknown: defaultdict[Pair, float] = defaultdict(float)
    stated: set[tuple[Pair, int]] = set()
    near = beside(_keys(found, m, clusters), m, apart=())
    for kin in found:
        owner, now, relation = int(clusters.entity[kin.possessor]), int(clusters.entity[kin.mention]), kin.relation
        told = kin.mention in ties.same
        some = votes[owner, relation]
        if told:
            stated.add(((owner, relation), now))
        for e, p in ({now: TOLD} if told else clusters.others.get(kin.mention) or {now: 1.0}).items():
            if e == owner or not known.can_be(e, relation):
                continue
            if clusters.person[e] < 0 and not told:
                unknown[owner, relation] += UNNAMED * p
                continue
            some[e] += p if e == now else p * p  # a doubt that comes back with each mention is one doubt
    for pair, some in votes.items():
        for e in some:
            some[e] *= exp(min(max(near.get((pair, e), 0.0), -COMPANY), COMPANY)) * _fit(*pair, e, known)
    for kin in found:
        pair = int(clusters.entity[kin.possessor]), kin.relation
        for j in ties.apart.get(kin.mention, ()):
            if m.kind[j] == _PROP and (pair, (e := int(clusters.entity[j]))) not in stated:
                votes[pair].pop(e, None)  # "my uncle spoke to Roe": Roe is not he
    for (owner, relation), some in votes.items():
        for e in some if relation in _PARENTS.values() else ():
            if any(votes[e, p][owner] > some[e] for p in _PARENTS.values() if (e, p) in votes):
                some[e] = 0.0  # nobody is his mother's father
    for pair, named in _titled(votes, known):
        votes[pair][named] += NAMED
    aunts = _known_by(words, m, clusters.entity)
    for owner, relation in [*votes]:
        if relation in aunts and len(aunts[relation]) == 1 and (e := min(aunts[relation])) != owner:
            votes[owner, relation][e] += IMPLIED
    for (owner, relation), some in [*votes.items()]:
        if relation in _COUPLES:
            for e, v in [*some.items()]:
                if (spouse := _by_name(e, _COUPLES[relation][1], known)) is not None:
                    votes[owner, _COUPLES[relation][0]][spouse] += COUPLE * v
    _imply(votes, unknown, known)
    most: defaultdict[tuple[int, int], float] = defaultdict(float)
    for (owner, _), some in votes.items():
        for e, v in some.items():
            most[owner, e] = max(most[owner, e], v)
    return {
        pair: _shares(pair, {e: v for e, v in some.items() if v == most[pair[0], e]}, unknown[pair], known)
        for pair, some in votes.items()
    }


def _fit(owner: int, relation: str, e: int, known: Known) -> float:
    """How much likelier, or less likely, names make it that somebody is a relation of another."""
    titles = known.titles.get(e, frozenset()) & _COURTESY
    one, other = (known.families.get(x, set()) for x in (owner, e))
    if "miss" in titles and (relation == "mother" or (relation == "wife" and titles == {"miss"})):
        return 0.0 if relation == "mother" and titles == {"miss"} else STILL_MISS
    if not one or not other or relation in ("aunt", "uncle"):
        return 1.0
    if one & other:
        return SAME_FAMILY
    wed = known.titles.get(owner, frozenset())
    married = "mrs" in (wed if relation in _PARENTS.values() else titles | wed)  # children bear their parents' name
    return 1.0 if married and relation not in _SPOUSE else OTHER_FAMILY


def _shares(pair: Pair, votes: Mapping[int, float], unknown: float, known: Known) -> dict[int, float]:
    kept = {e: v for e, v in votes.items() if v > 0 and e != pair[0] and known.can_be(e, pair[1])}
    if pair[1] in ONLY and kept:
        best = max(kept, key=lambda e: (kept[e], -e))
        kept = {best: kept[best]}
    total = sum(kept.values()) + unknown + UNKNOWN
    return {e: v / total for e, v in kept.items()}


def _keys(found: Sequence[Kin], m: MentionTable, clusters: Clusters) -> list[Pair | int | None]:
    """By mention, who is named, or whose kinsman is meant."""
    entity = clusters.entity.tolist()
    named = (m.kind == _PROP) & (m.type == _PER)
    out: list[Pair | int | None] = [e if known else None for e, known in zip(entity, named.tolist(), strict=True)]
    for kin in found:
        out[kin.mention] = entity[kin.possessor], kin.relation
    return out


def _imply(votes: Votes, unknown: Mapping[Pair, float], known: Known) -> None:
    """Adds what ties tell of others: of husband and wife, of parents and children, of those who share a parent."""

    def settled(*relations: str) -> list[tuple[int, str, int]]:
        out = []
        for (owner, relation), some in list(votes.items()):
            if relation in relations and some:
                shares = _shares((owner, relation), some, unknown[owner, relation], known)
                best = max(shares, key=lambda e: (shares[e], -e), default=-1)
                if best >= 0 and shares[best] > 0.5:
                    out.append((owner, relation, best))
        return out

    def gender(e: int) -> str:
        return known.genders[e] if e < len(known.genders) else ""

    for owner, relation, e in settled("wife", "husband"):
        votes[e, _SPOUSE[relation]][owner] += IMPLIED
    for owner, _, e in settled("son", "daughter"):
        if gender(owner):
            votes[e, _PARENTS[gender(owner)]][owner] += IMPLIED
    for owner, _, e in settled("brother", "sister"):
        if gender(owner):
            votes[e, _SIBLINGS[gender(owner)]][owner] += IMPLIED
        for parent in _PARENTS.values():
            for o, _, k in settled(parent):
                votes[e, parent][k] += IMPLIED if o == owner else 0.0
    for owner, _, e in settled("mother", "father"):
        if gender(owner):
            votes[e, _CHILDREN[gender(owner)]][owner] += IMPLIED


def _known_by(words: Sequence[str], m: MentionTable, entity: np.ndarray) -> dict[str, set[int]]:
    """Who is known to all as an aunt or an uncle: "Aunt Hale"."""
    uses: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for i in np.flatnonzero((m.kind == _PROP) & (m.type == _PER)).tolist():
        uses[int(entity[i])][_AUNTS.get(words[m.start[i]].lower(), "")] += 1
    out: dict[str, set[int]] = {"aunt": set(), "uncle": set()}
    for e, counts in uses.items():
        for relation, some in out.items():
            if counts[relation] >= KNOWN_BY * counts.total():
                some.add(e)
    return out


_AUNTS = {**dict.fromkeys(("aunt", "aunty", "auntie"), "aunt"), "uncle": "uncle"}


def _titled(votes: Votes, known: Known) -> list[tuple[Pair, int]]:
    """Whom a title alone makes a relation of somebody, but where more is told of his being another."""
    out = []
    for pair in votes:
        named = _by_name(*pair, known) if pair[1] in ONLY else None
        other = pair[0], _OR_ELSE.get(pair[1], "")
        if named is not None and (other not in votes or votes[pair][named] >= votes[other][named]):
            out.append((pair, named))
    return out


def _by_name(owner: int, relation: str, known: Known) -> int | None:
    """The only other bearer of the possessor's family name who has the relation's title."""
    titles = known.titles.get(owner, frozenset())
    wanted = _TITLES[relation]
    alike = {e for family in known.families.get(owner, ()) for e in known.titled.get((wanted, family), ())} - {owner}
    # A married woman's "mother" is not the Mrs. of her husband's family, nor a married man's "father" himself.
    if relation in ("mother", "father") and "mrs" in titles:
        return None
    if relation == "mother":  # who is a Miss to the work too marries in it
        alike = {e for e in alike if "miss" not in known.titles.get(e, ())}
    if relation == "wife" and not titles - {"mrs", "miss", "lady"}:
        return None
    if relation == "husband" and not titles & {"mrs", "lady"}:
        return None
    alike = {e for e in alike if known.can_be(e, relation)}
    return next(iter(alike)) if len(alike) == 1 else None
