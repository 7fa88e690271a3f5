"""Relations named by a noun and a possessor ("her mother", "Tom's wife"): the person they mean.

In a work one person is somebody's only mother, father, husband or wife. Who that is follows from names, where the one
with a title of that family is the only one ("his wife", of Mr. Arrow: Mrs. Arrow), or else from what most such
mentions of the pair were taken to mean.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fabula.language.coreference import Clusters
from fabula.language.features import MentionTable
from fabula.language.labels import KINDS, PRONOUN_CLASSES, TYPES

_NOM = KINDS.index("NOM")
_PER = TYPES.index("PER")
_SHE = PRONOUN_CLASSES.index("she")
_SURE = 0.7

_ONLY = {
    **dict.fromkeys(("mother", "mamma", "mama", "mum", "mom", "mummy", "mommy"), "mother"),
    **dict.fromkeys(("father", "papa", "dad", "daddy"), "father"),
    **dict.fromkeys(("wife", "lady"), "wife"),
    "husband": "husband",
}
"""Nouns of which a person has one, and the relation that they name."""
_TITLES = {"mother": "mrs", "wife": "mrs", "father": "mr", "husband": "mr"}


def settle_kin(words: Sequence[str], m: MentionTable, clusters: Clusters) -> Clusters:
    """The clusters with such mentions made one entity's for each possessor and relation."""
    found = _relations(words, m)
    entity, confidence = clusters.entity.copy(), clusters.confidence.copy()
    groups: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for mention, possessor, relation in found:
        groups[int(entity[possessor]), relation].append(mention)
    of_person = {int(p): e for e, p in enumerate(clusters.person) if p >= 0}
    for (owner, relation), mentions in groups.items():
        choice = _by_name(owner, relation, clusters, of_person)
        if choice is None:
            votes = Counter(int(entity[i]) for i in mentions)
            named = [e for e in votes if clusters.person[e] >= 0 and 2 * votes[e] > len(mentions)]
            choice = named[0] if named else votes.most_common(1)[0][0]
        if choice == owner:
            continue
        for i in mentions:
            if entity[i] != choice:
                entity[i], confidence[i] = choice, _SURE
                clusters.others.pop(i, None)
    return replace(clusters, entity=entity, confidence=confidence)


def _relations(words: Sequence[str], m: MentionTable) -> list[tuple[int, int, str]]:
    """(mention, the mention of its possessor, relation), where a mention is a possessor and a noun of `_ONLY`."""
    inner: dict[int, int] = {}
    for i in range(len(m)):
        inner[int(m.start[i])] = i  # the shortest that starts there comes last
    out = []
    for i in np.flatnonzero((m.kind == _NOM) & (m.type == _PER)).tolist():
        start, end = int(m.start[i]), int(m.end[i])
        relation = _ONLY.get(words[end - 1].lower())
        owner = inner.get(start, i)
        if relation is None or owner == i or m.type[owner] != _PER:
            continue
        if words[end - 1].lower() == "lady" and m.pronoun[owner] == _SHE:
            continue  # a lady's maid speaks so of her mistress
        gap = [w.lower() for w in words[int(m.end[owner]) : end - 1]]
        if all(w in ("'s", "’s", "'", "own", "poor", "dear", "old", "good", "young") for w in gap):
            out.append((i, owner, relation))
    return out


def _by_name(owner: int, relation: str, clusters: Clusters, of_person: dict[int, int]) -> int | None:
    """The only other bearer of the possessor's family name who has the relation's title."""
    person = int(clusters.person[owner])
    names = clusters.names
    if person < 0 or not names.families[person]:
        return None
    wanted = _TITLES[relation]
    alike = [
        p
        for p, family in enumerate(names.families)
        if p != person and family == names.families[person] and wanted in names.titles[p] and p in of_person
    ]
    # A married woman's "mother" is not the Mrs. of her husband's family, nor a married man's "father" himself.
    if relation in ("mother", "father") and names.titles[person] & {"mrs"}:
        return None
    if relation == "wife" and not names.titles[person] - {"mrs", "miss", "lady"}:
        return None
    if relation == "husband" and not names.titles[person] & {"mrs", "lady"}:
        return None
    return of_person[alike[0]] if len(alike) == 1 else None
