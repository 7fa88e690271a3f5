"""People known for a while by no name, whom the text then names outright: “My name is Marl,” said the stranger.

Whoever is known only as "the stranger" or "the Voice" is the person that he says he is, or that others say he is. So
is the one epithet of the other: “I am a hunted man,” said the voice, and from there on it is the Hunted Man.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from fabula.reading.page import PERSON, Page, summed
from fabula.reading.speech import entity_genders
from fabula.reading.speech.answerers import answerers
from fabula.reading.speech.descriptions import SUPPOSING, asks, described
from fabula.reading.speech.heard import hear
from fabula.reading.speech.narrator import talk
from fabula.reading.speech.subjects import covering
from fabula.story import Utterance

Ints = NDArray[np.int64]

TRUSTED = 0.5
"""How sure it must be whom a pronoun in speech means, to say whose name it is."""

_BE = frozenset("am is was 's 'm ’s ’m be".split())
_PASSED = frozenset("_ * also indeed really now only just called named".split())
_NAMINGS = frozenset("called named call calls name names christened dubbed styled".split())
_AFTER_NAME = frozenset(", . ; : ! ? -- - — – … ” \" ’ ' ) of from and the".split())
_KINDS = frozenset("real true full own first given christian proper right baptismal maiden only".split())


def join_introduced(page: Page, utterances: Sequence[Utterance]) -> Page:
    """The page with each person that had no name made one with whom the text says this is; the same page where it says
    so of nobody."""
    who_talks, nameless = talk(page, utterances)[0], _nameless(page)
    genders = entity_genders(page)
    votes: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for who, name in _namings(page, who_talks[0]):
        votes[who][int(page.clusters.entity[name])] += 1
    for who, e in described(page, who_talks, nameless):
        votes[who][e] += 1
    for who, e in answerers(page, utterances, nameless - votes.keys(), genders).items():
        votes[who][e] += 1
    one_of: dict[int, int] = {}
    nameless -= {*page.clusters.teller.tolist()}
    nameless -= {*page.corrected.names, *page.corrected.parted.values()}  # settled by a reader's corrections
    for who, named in sorted(votes.items()):
        fitting = [e for e in named if e != who and len({genders[who], genders[e]} - {""}) < 2]
        if who in nameless and len(fitting) == 1:
            last = fitting[0]
            while last in one_of:
                last = one_of[last]
            if last != who:
                one_of = {e: last if kept == who else kept for e, kept in one_of.items()} | {who: last}
    return _joined(page, one_of) if one_of else page


def _nameless(page: Page) -> set[int]:
    """The entities of people who have no name, or none but an epithet or a title: "the stranger", "the Voice",
    "Duchess"."""
    entity = page.clusters.entity
    named = [i for i, name in hear(page).names.items() if name.words]
    return {*entity[page.mentions.type == PERSON].tolist()} - {*entity[named].tolist()}


def _namings(page: Page, speakers: Ints) -> Iterator[tuple[int, int]]:
    """Each entity that the text says bears a name, with the mention of that name."""
    m, nested = page.mentions, hear(page).nested
    own = {i for some in hear(page).own for i in some}
    for i in hear(page).names:
        start, end = int(m.start[i]), int(m.end[i])
        reporter = nested.get(i, -1)
        speaker = int(speakers[m.quotation[i]]) if m.quotation[i] >= 0 and i not in nested else -1
        speaker = int(page.clusters.entity[reporter]) if reporter >= 0 else speaker
        who = _named_before(page, start, end, speaker)
        if who is None:
            who = _named_after(page, end, speaker)
        if who is None and i in own:
            who = speaker
        if who is not None and who >= 0:
            yield who, i


def _back(words: Sequence[str], k: int) -> int:
    while k >= 0 and words[k].lower() in _PASSED:
        k -= 1
    return k


def _named_before(page: Page, start: int, end: int, speaker: int) -> int | None:
    """Whom the words before a name say it is: "my name is", "I am", "a man called", "they called him"."""
    words, entity = page.words.text, page.clusters.entity
    k = _back(words, start - 1)
    if k < 1 or page.words.sentence[k] != page.words.sentence[start]:
        return None
    low = words[k].lower()
    if low in _BE:
        k = _back(words, k - 1)
        if k >= 0 and words[k].lower() == "i" and low in ("am", "'m", "’m") and words[end].lower() in _AFTER_NAME:
            return None if words[k - 1].lower() in SUPPOSING or asks(page, start) else speaker
        if k >= 1 and words[k].lower() == "name" and not asks(page, start):
            return _owner(page, k, speaker)
        return None
    if k == start - 1 and words[k].lower() in _NAMINGS:
        found = covering(page, k - 1)
        return None if found is None else int(entity[found])
    if words[k - 1].lower() in _NAMINGS:
        found = covering(page, k)
        if found is not None and page.mentions.start[found] == k:
            return speaker if low == "me" else int(entity[found])
    return None


def _named_after(page: Page, end: int, speaker: int) -> int | None:
    """Whom the words after a name say it is: "is my name"."""
    words = page.words.text
    if end + 2 < len(words) and words[end].lower() in _BE:
        for k in (end + 2, end + 3):
            if k < len(words) and words[k].lower() == "name":
                return _owner(page, k, speaker)
    return None


def _owner(page: Page, name: int, speaker: int) -> int | None:
    """Whose name a word "name" means."""
    words, k = page.words.text, name - 1
    while words[k].lower() in _KINDS:
        k -= 1
    if words[k].lower() == "my":
        return speaker
    if words[k].lower() in ("'s", "’s"):
        k -= 1
    found = covering(page, k)
    if found is None or (page.mentions.quotation[found] >= 0 and page.clusters.confidence[found] < TRUSTED):
        return None
    return int(page.clusters.entity[found])


def _joined(page: Page, one_of: dict[int, int]) -> Page:
    """The page with entities made one, each given with the one that it becomes."""
    clusters = page.clusters
    entity, person = clusters.entity.copy(), clusters.person.copy()
    for gone, kept in one_of.items():
        entity[entity == gone] = kept
        person[gone] = -1
    others = {i: summed((one_of.get(e, e), p) for e, p in mass.items()) for i, mass in clusters.others.items()}
    return replace(page, clusters=replace(clusters, entity=entity, person=person, others=others))
