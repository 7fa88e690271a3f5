"""Who inherits a title in the course of a story: the Honourable Percy Wray, who is Lord Sallow from some page on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from fabula.language.bearers import PRESENT
from fabula.language.names import parse_name
from fabula.language.titles import PEERS, ranks
from fabula.reading.page import Page

_HEIRS = frozenset({"hon", "honourable"})
"""The courtesy titles of a peer's children, who have his family's name and not his title's."""
_COMMONERS = _HEIRS | {"mr"}
CROSSING = 0.1
"""At most so many pairs of uses, one of each style, stand in the order of a lord and then a son: people look back."""


def heirs(page: Page, known: Sequence[int]) -> set[tuple[int, int]]:
    """The pairs of people (in order of their numbers), one of whom may be the other grown a lord: he is styled a peer's
    son, and hardly any more once the lord is told of. `known` is whom each mention by name means, -1 for none."""
    m, words, names = page.mentions, page.words.text, page.clusters.names
    as_son, as_lord = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
    for i, p in enumerate(known):
        if p < 0 or names.genders[p] == "f":
            continue
        if names.givens[p] and names.titles[p] & _HEIRS:
            if ranks(parse_name(words[m.start[i] : m.end[i]])) & _COMMONERS:
                as_son[p].append(i)
        elif names.titles[p] and names.titles[p] <= PEERS and not names.givens[p]:
            as_lord[p].append(i)
    return {
        (min(son, lord), max(son, lord))
        for son, styled in as_son.items()
        for lord, uses in as_lord.items()
        if names.families[son] != names.families[lord] and len(uses) >= PRESENT
        if sum(i < j for i in uses for j in styled) <= CROSSING * len(uses) * len(styled)
    }
