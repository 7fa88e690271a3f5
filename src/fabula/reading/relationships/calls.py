"""Ties that a call states: "In a minute, Mama," said to Mrs. Ashe."""

from __future__ import annotations

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


def called(ground: Ground, addresses: Sequence[Address]) -> Iterator[Claim]:
    """What calls of kinship state: a claim a use, of those whom one calls by a parent's name to the face."""
    devout = _devout(ground)
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
