"""Where a scene is: the place that the narration has people in."""

from __future__ import annotations

from collections import Counter

import numpy as np

from fabula.language.labels import TYPES, UPOS
from fabula.reading.page import PRON, Page
from fabula.reading.scenes.scenery import INNER, Scenery
from fabula.story import Span

_PLACES = frozenset(TYPES.index(t) for t in ("FAC", "GPE", "LOC", "VEH"))
_WHERE = {
    **dict.fromkeys("in at inside within aboard on upon into onto".split(), 2.0),
    **dict.fromkeys(
        "along across through over under beneath beside down up round around behind outside by".split(), 1.1
    ),
    **dict.fromkeys("to towards toward near".split(), 0.9),
    **dict.fromkeys("from of off for like about above beyond".split(), 0.2),
}
_REACHES = frozenset("enter reach cross fill approach".split())
_FURNITURE = frozenset(
    "desk table chair chairs bench seat bed sofa couch armchair stove grate hearth fireplace fire counter shelf window "
    "windows door doors doorway threshold sill wall walls floor ceiling roof corner step steps stair stairs edge end "
    "foot head top middle centre center back front side mouth rim lip door gate rail railing map crate trunk box piano "
    "ladder shadow light rest entrance ruins".split()
)
"""What stands in a place or is a part of it: "the floor of the attic" is the attic."""

_ADJECTIVE = UPOS.index("ADJ")
LEAST_PLACE = 1.0
LEAST_SHARE = 0.12
"""Of all that speaks for some place in a scene; where nothing has so much, the scene is in no one place."""


def place_of(page: Page, seen: Scenery, first: int, last: int) -> tuple[int | None, Span | None]:
    """The place that people are in, by the most support of its mentions, and the best of them; None where none is."""
    m, words, e = page.mentions, page.words, page.encoding
    weight: Counter[int] = Counter()
    best: dict[int, tuple[float, int]] = {}
    for i in range(*np.searchsorted(m.start, [first, last])):
        if m.type[i] not in _PLACES or m.kind[i] == PRON or seen.quoted[m.start[i]]:
            continue
        if words.text[m.start[i]].lower() in ("here", "there", "where", "somewhere", "elsewhere", "nowhere"):
            continue
        start, end = int(m.start[i]), int(m.end[i])
        head = next((k for k in range(start, end) if not start <= e.head[k] < end or e.head[k] == k), end - 1)
        governor = int(e.head[head])
        before = words.text[start - 1].lower() if start > first else ""
        relation = page.relation(head)
        support = _WHERE.get(before, 0.0)
        if before == "of" and start - 2 >= first:
            whole = words.text[start - 2].lower()
            support = 1.7 if whole in _FURNITURE else 0.3 if whole == "out" else support
        elif before in ("at", "on", "by", "against") and words.text[head].lower() in _FURNITURE:
            support = 0.3
        if not support and relation == "obj":
            support = 1.2 if page.lemma(governor) in _REACHES else 0.1
        elif not support and relation == "nsubj":
            opens = words.sentence[start] == words.sentence[first] and e.upos[governor] == _ADJECTIVE
            support = 1.5 if opens else 0.9  # "The mess was empty."
        if words.text[head].lower() in _FURNITURE:
            support *= 0.3
        distant = seen.had[governor] or seen.supposed[governor] or page.lemma(governor) in INNER
        support *= 0.25 if distant else 1.0
        if support >= 0.9 and start - first < 40:
            support += 1.5 if support >= 1.5 and words.sentence[start] == words.sentence[first] else 0.4
        entity = int(page.clusters.entity[i])
        weight[entity] += support  # type: ignore[assignment]
        if support > best.get(entity, (0.0, -1))[0]:
            best[entity] = support, i
    if not weight:
        return None, None
    place = max(weight, key=lambda p: (weight[p], -p))
    enough = max(LEAST_PLACE, LEAST_SHARE * sum(weight.values()))
    if weight[place] < enough or place not in best:
        return None, None
    i = best[place][1]
    return place, Span(int(words.start[m.start[i]]), int(words.end[m.end[i] - 1]))


def begins_with_place(page: Page, first: int) -> bool:
    """Whether the words from `first` on are a preposition and a place that is no furniture: "In the kitchen"."""
    m, words = page.mentions, page.words.text
    if words[first].lower() not in ("in", "at", "on", "aboard", "inside", "outside", "above", "below", "beyond"):
        return False
    low = int(np.searchsorted(m.start, first + 1))
    for i in range(low, min(low + 4, len(m))):
        if m.start[i] == first + 1 and m.type[i] in _PLACES and m.kind[i] != PRON:
            return words[int(m.end[i]) - 1].lower() not in _FURNITURE
    return False
