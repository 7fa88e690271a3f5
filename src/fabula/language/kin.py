"""Relations named by a noun and a possessor ("her mother", "Tom's aunt"): the person they mean.

Whoever "her" may be, it is one whose mother is known, and who is by, rather than one who has none (`kinship`): the two
are found together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from fabula.language.clauses import NO_TIES, Ties
from fabula.language.coreference import Clusters, first_mentions
from fabula.language.features import MentionTable
from fabula.language.kinship import ONLY, Kin, Known, Pair, kinship, known_of
from fabula.language.labels import KINDS, PRONOUN_CLASSES, TYPES

_NOM, _PRON = KINDS.index("NOM"), KINDS.index("PRON")
_PER = TYPES.index("PER")
_SHE = PRONOUN_CLASSES.index("she")
_SPOKEN = frozenset(PRONOUN_CLASSES.index(c) for c in ("i", "we", "you"))
_SURE = 0.7
BEFORE, AFTER = 60, 30
"""How many mentions before and after tell who is by."""
ABSENT = 0.1
"""How much less likely it is somebody who is not."""
SCORED = 0.3
"""How much the scores of a mention's antecedents leave to those that they say nothing of."""
STRANGE = 0.2
"""How much less likely it is somebody who is not known."""
RELATIONS = {
    **dict.fromkeys(("mother", "mamma", "mama", "mum", "mom", "mummy", "mommy"), "mother"),
    **dict.fromkeys(("father", "papa", "dad", "daddy"), "father"),
    **dict.fromkeys(("wife", "lady"), "wife"),
    **dict.fromkeys(("aunt", "aunty", "auntie"), "aunt"),
    **{noun: noun for noun in ("husband", "uncle", "sister", "brother", "daughter", "son")},
}
"""Nouns of kin, and the relation that they name."""


@dataclass(frozen=True, slots=True)
class _Work:
    """What a choice depends on: who may be whose, where each entity's mentions stand, and who is known to be what."""

    ties: Mapping[Pair, Mapping[int, float]]
    places: Sequence[np.ndarray]
    known: Known


def settle_kin(words: Sequence[str], m: MentionTable, clusters: Clusters, ties: Ties = NO_TIES) -> Clusters:
    """The clusters with each such mention given the entity of the kinsman it means, where that can be told."""
    found = [k for k in _relations(words, m) if m.quotation[k.mention] < 0 or m.pronoun[k.possessor] not in _SPOKEN]
    known = known_of(m, clusters)
    order = np.argsort(clusters.entity, kind="stable")
    cuts = np.searchsorted(clusters.entity[order], np.arange(len(clusters.person) + 1))
    places = [order[a:b] for a, b in pairwise(cuts.tolist())]
    work = _Work(kinship(found, words, m, clusters, ties, known), places, known)
    entity, confidence, others = clusters.entity.copy(), clusters.confidence.copy(), dict(clusters.others)
    person = clusters.person.tolist()
    strangers: dict[Pair, int] = {}
    for kin in found:
        i, now = kin.mention, int(clusters.entity[kin.mention])
        if i in ties.same:
            continue
        owner = int(clusters.entity[kin.possessor])
        chances, stranger, whose = _meant(kin, clusters, ties, work)
        best = max(chances, key=lambda e: (chances[e], -e), default=-1)
        if best >= 0 and chances[best] >= stranger:
            total = sum(chances.values()) + stranger
            entity[i], confidence[i] = best, max(_SURE, chances[best] / total)
            if i in others:
                others[i] = {e: c / total for e, c in chances.items() if c > 0.01 * total}
            if m.kind[kin.possessor] == _PRON and whose[best] != owner and m.quotation[i] < 0:
                entity[kin.possessor] = whose[best]
        elif now == owner or not known.can_be(now, kin.relation) or (person[now] >= 0 and kin.relation in ONLY):
            pair = owner, kin.relation
            if pair not in strangers or kin.relation not in ONLY:
                strangers[pair] = len(person)
                person.append(-1)
            entity[i], confidence[i] = strangers[pair], _SURE
            others.pop(i, None)
    return replace(clusters, entity=entity, confidence=confidence, person=np.array(person, np.int64), others=others)


def known_kin(words: Sequence[str], m: MentionTable, clusters: Clusters) -> dict[int, tuple[int, float]]:
    """For each such mention that means somebody with a name, an earlier mention of him, and how sure that is: pronouns
    after it can then mean him too, as those that were resolved before it was settled could not."""
    first = first_mentions(m, clusters.entity)
    found = (k.mention for k in _relations(words, m) if clusters.person[clusters.entity[k.mention]] >= 0)
    told = ((i, first[int(clusters.entity[i])]) for i in found)
    return {i: (j, float(clusters.confidence[i])) for i, j in told if j < i}


def _meant(kin: Kin, clusters: Clusters, ties: Ties, work: _Work) -> tuple[dict[int, float], float, dict[int, int]]:
    """Whom a mention may mean, not to scale; the same of somebody who is not known; and of each the likeliest owner."""
    i, b = kin.mention, kin.possessor
    owners = clusters.others.get(b) or {int(clusters.entity[b]): 1.0}
    own = clusters.others.get(i) or {int(clusters.entity[i]): 1.0}
    apart = {int(clusters.entity[j]) for j in ties.apart.get(i, ())}
    chances: defaultdict[int, float] = defaultdict(float)
    most: dict[int, float] = {}
    whose: dict[int, int] = {}
    stranger = 0.0
    total = sum(owners.values())
    for o, p in owners.items():
        those = work.ties.get((o, kin.relation), {})
        for e, share in those.items():
            if e == o or e in apart:
                continue
            near = work.places[e].searchsorted((i - BEFORE, i, i + 1, i + AFTER)).tolist()
            here = near[3] - near[2] + near[1] - near[0]
            chance = p / total * share * (SCORED + own.get(e, 0.0)) * (1.0 if here > 1 else 0.5 if here else ABSENT)
            chances[e] += chance
            if chance > most.get(e, 0.0):
                most[e], whose[e] = chance, o
        stranger += p / total * (1 - sum(those.values())) * STRANGE
    return dict(chances), stranger, whose


def _relations(words: Sequence[str], m: MentionTable) -> list[Kin]:
    """The mentions that are a possessor and a noun of kin."""
    starts, ends = m.start.tolist(), m.end.tolist()
    inner = {start: i for i, start in enumerate(starts)}  # the shortest that starts there comes last
    out = []
    for i in np.flatnonzero((m.kind == _NOM) & (m.type == _PER)).tolist():
        start, end = starts[i], ends[i]
        noun = words[end - 1].lower()
        relation, owner = RELATIONS.get(noun), inner[start]
        if relation is None or owner == i or m.type[owner] != _PER:
            continue
        if noun == "lady" and m.pronoun[owner] == _SHE:
            continue  # a lady's maid speaks so of her mistress
        gap = [w.lower() for w in words[ends[owner] : end - 1]]
        if all(w in ("'s", "’s", "'", "own", "poor", "dear", "old", "good", "young", "s", "’") for w in gap):
            out.append(Kin(i, owner, relation))
    return out
