"""Ties that a call states: "In a minute, Mama," said to Mrs. Ashe."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from fabula.reading.address.forms import words_of
from fabula.reading.page import PERSON, PROP
from fabula.reading.relationships.ground import Claim, Ground
from fabula.reading.relationships.nouns import NOUNS
from fabula.story import Address

_INTIMATE = frozenset("mama mamma mum mummy mom mommy papa dad daddy".split())
_FORMAL = frozenset("mother father".split())
_RELIGIOUS = frozenset("father mother brother sister reverend rev abbot abbess prior prioress saint".split())
_SURE, _LIKELY, _LOOSE = 0.65, 0.5, 0.2
_MOSTLY, _SAME = 0.5, 3.0
"""What part of somebody's calls of one kind a person must have to be the one whom they are for."""


def called(ground: Ground, addresses: Sequence[Address]) -> Iterator[Claim]:
    """What calls of kinship state: a claim a use, of those whom one calls by a parent's name to the face. One has but
    one papa: some calls are taken to be said to somebody else, less likely so to one of the caller's family name."""
    found = list(_uses(addresses, _devout(ground)))
    shares: defaultdict[tuple[int, str], dict[int, float]] = defaultdict(dict)
    for c in found:
        share = shares[c.other, c.gender]
        share[c.one] = share.get(c.one, 0.0) + c.weight * _kinship(ground, c.one, c.other)
    for c in found:
        share = shares[c.other, c.gender]
        if share[c.one] > _MOSTLY * sum(share.values()):
            yield c


def _kinship(ground: Ground, one: int, other: int) -> float:
    """How much likelier than others somebody is a parent by the family names of both."""
    names, person = ground.page.clusters.names, ground.page.clusters.person
    families = {names.families[int(person[e])] if person[e] >= 0 else "" for e in (one, other)}
    return _SAME if len(families) == 1 and "" not in families else 1.0


def _uses(addresses: Sequence[Address], devout: set[int]) -> Iterator[Claim]:
    for address in addresses:
        words = words_of(address.form)
        noun = words[-1] if words else ""
        if address.kind != "kinship" or address.speaker is None or address.refused or address.entity in devout:
            continue
        if noun in _INTIMATE:
            weight = _SURE
        elif noun in _FORMAL:
            weight = _LIKELY if address.form[:1].isupper() else _LOOSE
        else:
            continue
        if noun not in NOUNS or NOUNS[noun].kind != "parent" or address.speaker == address.entity:
            continue
        relation = NOUNS[noun]
        for use in address.uses:
            sure = weight * address.confidence
            yield Claim(
                address.entity, address.speaker, "parent", use.start, use.end, sure, True, True, relation.gender
            )


def _devout(ground: Ground) -> set[int]:
    """Those who are called Father, Mother, Brother or Sister with a name."""
    m, words = ground.page.mentions, ground.page.words
    named = np.flatnonzero((m.type == PERSON) & (m.kind == PROP) & (m.end - m.start > 1)).tolist()
    return {ground.entity(i) for i in named if words.text[m.start[i]].lower().rstrip(".") in _RELIGIOUS}
