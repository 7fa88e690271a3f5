"""Relations named by a noun and a possessor ("her mother", "Tom's aunt"): the person they mean.

In a work one person is somebody's only mother, father, husband or wife; aunts and brothers may be several. Who they
are follows from what the text says outright ("her aunt, Mrs. Hale"), from names, where the one with a title of that
family is the only one ("his wife", of Mr. Arrow: Mrs. Arrow), from other relations (a father's daughter, a sister's
mother), or else from what most such mentions of the pair were taken to mean.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fabula.language.clauses import NO_TIES, Ties
from fabula.language.coreference import Clusters
from fabula.language.features import MentionTable
from fabula.language.labels import KINDS, PRONOUN_CLASSES, TYPES
from fabula.language.names import parse_name

_PROP, _NOM = KINDS.index("PROP"), KINDS.index("NOM")
_PER = TYPES.index("PER")
_SHE = PRONOUN_CLASSES.index("she")
_SPOKEN = frozenset(PRONOUN_CLASSES.index(c) for c in ("i", "we", "you"))
_SURE = 0.7
TOLD = 3
"""How many votes "her husband, Tom" has, that the text says outright."""
KNOWN_BY = 0.3
"""The least share of a person's names that call her aunt, of one who is everybody's aunt."""

_RELATIONS = {
    **dict.fromkeys(("mother", "mamma", "mama", "mum", "mom", "mummy", "mommy"), "mother"),
    **dict.fromkeys(("father", "papa", "dad", "daddy"), "father"),
    **dict.fromkeys(("wife", "lady"), "wife"),
    **dict.fromkeys(("aunt", "aunty", "auntie"), "aunt"),
    **{noun: noun for noun in ("husband", "uncle", "sister", "brother", "daughter", "son")},
}
"""Nouns of kin, and the relation that they name."""
_ONLY = frozenset({"mother", "father", "wife", "husband"})
"""Relations of which a person has one."""
_GENDERS = {
    **dict.fromkeys(("mother", "wife", "aunt", "sister", "daughter"), "f"),
    **dict.fromkeys(("father", "husband", "uncle", "brother", "son"), "m"),
}
_TITLES = {"mother": "mrs", "wife": "mrs", "father": "mr", "husband": "mr"}

Pair = tuple[int, str]


@dataclass(frozen=True, slots=True)
class _Names:
    """What names say of entities: the family names of each, and who bears a title with a family's name."""

    families: dict[int, set[str]]
    titled: dict[tuple[str, str], set[int]]
    genders: dict[int, str]
    titles: dict[int, frozenset[str]]


def settle_kin(words: Sequence[str], m: MentionTable, clusters: Clusters, ties: Ties = NO_TIES) -> Clusters:
    """The clusters with each such mention given the entity of the kinsman it means, where that can be told."""
    found = _relations(words, m)
    entity, confidence = clusters.entity.copy(), clusters.confidence.copy()
    person = clusters.person.tolist()
    names = _names(clusters)
    groups: defaultdict[Pair, list[int]] = defaultdict(list)
    for mention, possessor, relation in found:
        if not (m.quotation[mention] >= 0 and m.pronoun[possessor] in _SPOKEN):
            groups[int(entity[possessor]), relation].append(mention)
    known: defaultdict[Pair, Counter[int]] = defaultdict(Counter)
    for pair, mentions in groups.items():
        for i in mentions:
            if i in ties.same and entity[i] != pair[0]:
                known[pair][int(entity[i])] += 1
    only = {pair: e for pair in groups if pair[1] in _ONLY and (e := _by_name(*pair, names)) is not None}
    for pair in groups:
        if pair[1] in _ONLY and pair not in only:
            only |= _by_votes(pair, groups[pair], known[pair], entity, clusters, names)
    aunts = _known_by(words, m, entity)
    for pair, mentions in groups.items():
        owner, relation = pair
        choice = only.get(pair)
        if relation not in _ONLY:
            choice = _one_of(pair, known[pair], only, names, aunts)
        if choice is None or choice == owner:
            wrong = [i for i in mentions if entity[i] == owner or not _can_be(int(entity[i]), relation, names)]
            if relation not in _ONLY or not wrong:
                continue
            choice = len(person)
            person.append(-1)
        else:
            wrong = mentions
        for i in wrong:
            if entity[i] != choice:
                entity[i], confidence[i] = choice, _SURE
                clusters.others.pop(i, None)
    return replace(clusters, entity=entity, confidence=confidence, person=np.array(person, np.int64))


def _names(clusters: Clusters) -> _Names:
    of_person = {int(p): e for e, p in enumerate(clusters.person) if p >= 0}
    index = clusters.names
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
    return _Names(
        dict(families),
        dict(titled),
        {e: index.genders[p] for p, e in of_person.items()},
        {e: index.titles[p] for p, e in of_person.items()},
    )


_COURTESY = frozenset({"mr", "mrs", "miss"})


def _by_votes(
    pair: Pair, mentions: Sequence[int], told: Counter[int], entity: np.ndarray, clusters: Clusters, names: _Names
) -> dict[Pair, int]:
    """What most of the mentions were taken to mean, of those that it can be."""
    owner, relation = pair
    votes = Counter(int(entity[i]) for i in mentions)
    votes.update({e: TOLD * n for e, n in told.items()})
    votes = Counter({e: n for e, n in votes.items() if e != owner and _can_be(e, relation, names)})
    if not votes:
        return {}
    named = [e for e in votes if clusters.person[e] >= 0 and 2 * votes[e] > len(mentions)]
    return {pair: named[0] if named else votes.most_common(1)[0][0]}


def _can_be(e: int, relation: str, names: _Names) -> bool:
    """Whether somebody can be a mother: a woman, and no Miss."""
    gender = names.genders.get(e, "")
    if gender and gender != _GENDERS[relation]:
        return False
    return not (relation in ("mother", "wife") and names.titles.get(e, frozenset()) & _COURTESY == {"miss"})


def _known_by(words: Sequence[str], m: MentionTable, entity: np.ndarray) -> dict[str, set[int]]:
    """Who is known to all as an aunt or an uncle: "Aunt Hale"."""
    uses: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for i in np.flatnonzero((m.kind == _PROP) & (m.type == _PER)).tolist():
        uses[int(entity[i])][_RELATIONS.get(words[m.start[i]].lower(), "")] += 1
    out: dict[str, set[int]] = {"aunt": set(), "uncle": set()}
    for e, counts in uses.items():
        for relation, known in out.items():
            if counts[relation] >= KNOWN_BY * counts.total():
                known.add(e)
    return out


def _one_of(
    pair: Pair, told: Counter[int], only: dict[Pair, int], names: _Names, aunts: dict[str, set[int]]
) -> int | None:
    """The one person that is somebody's aunt or brother, where no more are known than one."""
    owner, relation = pair
    choices = set(told)
    parents = {only[owner, up] for up in ("mother", "father") if (owner, up) in only}
    if relation in aunts:
        choices = choices or aunts[relation]
    elif relation in ("son", "daughter"):
        choices |= {child for (child, up), parent in only.items() if parent == owner and up in ("mother", "father")}
    else:
        choices |= {child for (child, up), parent in only.items() if parent in parents and up in ("mother", "father")}
    choices = {e for e in choices if e != owner and names.genders.get(e, "") in ("", _GENDERS[relation])}
    return next(iter(choices)) if len(choices) == 1 else None


def _relations(words: Sequence[str], m: MentionTable) -> list[tuple[int, int, str]]:
    """(mention, the mention of its possessor, relation), where a mention is a possessor and a noun of kin."""
    inner: dict[int, int] = {}
    for i in range(len(m)):
        inner[int(m.start[i])] = i  # the shortest that starts there comes last
    out = []
    for i in np.flatnonzero((m.kind == _NOM) & (m.type == _PER)).tolist():
        start, end = int(m.start[i]), int(m.end[i])
        relation = _RELATIONS.get(words[end - 1].lower())
        owner = inner.get(start, i)
        if relation is None or owner == i or m.type[owner] != _PER:
            continue
        if words[end - 1].lower() == "lady" and m.pronoun[owner] == _SHE:
            continue  # a lady's maid speaks so of her mistress
        gap = [w.lower() for w in words[int(m.end[owner]) : end - 1]]
        if all(w in ("'s", "’s", "'", "own", "poor", "dear", "old", "good", "young", "s", "’") for w in gap):
            out.append((i, owner, relation))
    return out


def _by_name(owner: int, relation: str, names: _Names) -> int | None:
    """The only other bearer of the possessor's family name who has the relation's title."""
    titles = names.titles.get(owner, frozenset())
    wanted = _TITLES[relation]
    alike = {e for family in names.families.get(owner, ()) for e in names.titled.get((wanted, family), ())} - {owner}
    # A married woman's "mother" is not the Mrs. of her husband's family, nor a married man's "father" himself.
    if relation in ("mother", "father") and "mrs" in titles:
        return None
    if relation == "wife" and not titles - {"mrs", "miss", "lady"}:
        return None
    if relation == "husband" and not titles & {"mrs", "lady"}:
        return None
    alike = {e for e in alike if names.genders.get(e, "") in ("", _GENDERS[relation])}
    return next(iter(alike)) if len(alike) == 1 else None
