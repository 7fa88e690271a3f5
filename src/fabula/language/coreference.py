"""Coreference over a whole work, left to right, in time linear in its length.

Each mention is scored against the mentions just before it and the latest ones that share a word with it (mention
ranking, Lee et al. 2017); the scores of one entity's mentions are added. Names settle what they can first
(`names.cluster_names`), so that two people with different names are never one entity.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fabula.language.features import MentionTable, new_features, pair_features
from fabula.language.labels import KINDS, PRONOUN_CLASSES, TYPES
from fabula.language.model import Model
from fabula.language.names import NameIndex, cluster_names, is_name

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

NEAR = 48
FAR = 6
BATCH = 384

_PROP, _NOM, _PRON = (KINDS.index(k) for k in KINDS)
_PER = TYPES.index("PER")
_HE, _SHE = PRONOUN_CLASSES.index("he"), PRONOUN_CLASSES.index("she")
_SIR, _MADAM = PRONOUN_CLASSES.index("male title"), PRONOUN_CLASSES.index("female title")
_GENDER = {_HE: "m", _SIR: "m", _SHE: "f", _MADAM: "f"}


@dataclass(frozen=True, slots=True)
class Clusters:
    """`entity` and `confidence` by mention, entities numbered in order of first mention; `person` is by entity: the
    number of the person in `names`, -1 for none."""

    entity: Ints
    confidence: Floats
    person: Ints
    names: NameIndex


def candidates(m: MentionTable) -> Ints:
    """The earlier mentions to score each mention against, shape (mentions, NEAR + FAR), -1 where there are fewer."""
    n = len(m)
    out = np.full((n, NEAR + FAR), -1, np.int64)
    recent: defaultdict[int, deque[int]] = defaultdict(lambda: deque(maxlen=4))
    for i in range(n):
        low = max(0, i - NEAR)
        out[i, : i - low] = np.arange(i - 1, low - 1, -1)
        if m.kind[i] == _PRON:
            continue
        keys = {int(k) for k in m.content[i] if k >= 0} if m.kind[i] == _PROP else {int(m.head[i])}
        far = sorted({j for k in keys for j in recent[k] if j < low}, reverse=True)[:FAR]
        out[i, NEAR : NEAR + len(far)] = far
        for k in {int(k) for k in m.content[i] if k >= 0} | {int(m.head[i])}:
            recent[k].append(i)
    return out


def resolve(words: Sequence[str], m: MentionTable, vectors: Floats, model: Model) -> Clusters:
    """The entity of each mention. `vectors` (mentions, width) are the encoder's."""
    n = len(m)
    names = [
        tuple(words[m.start[i] : m.end[i]])
        if m.kind[i] == _PROP and m.type[i] == _PER and is_name(words[m.start[i] : m.end[i]])
        else ()
        for i in range(n)
    ]
    index = cluster_names([name for name in names if name])
    if not n:
        return Clusters(np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(0, np.int64), index)
    earlier = candidates(m)
    new = model.entity.run(None, {"vectors": vectors, "features": new_features(m)})[0]
    entity, confidence = np.full(n, -1, np.int64), np.zeros(n, np.float32)
    state = _Entities([], [], {}, {})
    for at in range(0, n, BATCH):
        rows = np.arange(at, min(at + BATCH, n))
        some = np.maximum(earlier[rows], 0)
        inputs = {"later": vectors[rows], "earlier": vectors[some], "features": pair_features(m, rows, some)}
        scores = np.where(earlier[rows] >= 0, model.antecedent.run(None, inputs)[0], -1e4)
        scores = np.concatenate([new[rows, None], scores], axis=1)
        scores = np.exp(scores - scores.max(1, keepdims=True))
        probabilities = scores / scores.sum(1, keepdims=True)
        for k, i in enumerate(rows):
            choice, sure = _choose(int(i), probabilities[k], earlier[i], entity, m, names[i], index, state)
            if choice < 0:
                choice = len(state.person)
                state.person.append(-1)
                state.genders.append({"m": 0.0, "f": 0.0})
            entity[i], confidence[i] = choice, sure
            _remember(int(i), choice, m, names[i], index, state)
    return Clusters(entity, confidence, np.array(state.person, np.int64), index)


@dataclass(slots=True)
class _Entities:
    """What is known of each entity so far: its person in the name index, the evidence of its gender; and the entity
    of each person, and of each name of a place or thing."""

    person: list[int]
    genders: list[dict[str, float]]
    of_person: dict[int, int]
    of_name: dict[tuple[int, int], int]


def _choose(
    i: int,
    probabilities: Floats,
    earlier: Ints,
    entity: Ints,
    m: MentionTable,
    name: tuple[str, ...],
    index: NameIndex,
    state: _Entities,
) -> tuple[int, float]:
    """The entity of mention `i`, -1 for a new one, and how sure that is."""
    people = index.people.get(name, ()) if name else ()
    if len(people) == 1 and people[0] in state.of_person:
        return state.of_person[people[0]], 0.98
    thing = (int(m.type[i]), int(m.whole[i]))
    if m.kind[i] == _PROP and m.type[i] != _PER and thing in state.of_name:
        return state.of_name[thing], 0.95
    mass: defaultdict[int, float] = defaultdict(float)
    for p, j in zip(probabilities[1:], earlier, strict=True):
        if j >= 0:
            mass[int(entity[j])] += float(p)
    best, best_mass, fresh = -1, float(probabilities[0]), float(probabilities[0])
    if len(people) > 1:
        # A name that several people bear: one of them, the likeliest here, or the one last named.
        known = [state.of_person[p] for p in people if p in state.of_person]
        if known:
            best = max(known, key=lambda e: (mass.get(e, 0.0), e))
            return best, max(0.5, mass.get(best, 0.0))
    gender = _gender(i, m, people, index)
    for e, p in mass.items():
        if p > best_mass and _compatible(i, e, m, name, people, gender, state):
            best, best_mass = e, p
    if best < 0 and fresh < 0.5 and m.kind[i] == _PRON and mass:
        # No room among the compatible: the likeliest of them all the same, if any is.
        allowed = [(p, e) for e, p in mass.items() if _compatible(i, e, m, name, people, gender, state)]
        if allowed and max(allowed)[0] > 0.05:
            return max(allowed)[1], max(allowed)[0]
    return best, best_mass


def _gender(i: int, m: MentionTable, people: tuple[int, ...], index: NameIndex) -> str:
    if len(people) == 1:
        return index.genders[people[0]]
    return _GENDER.get(int(m.pronoun[i]), "")


def _compatible(
    i: int, e: int, m: MentionTable, name: tuple[str, ...], people: tuple[int, ...], gender: str, state: _Entities
) -> bool:
    if name and state.person[e] >= 0:
        return state.person[e] in people
    if gender:
        for_it, against = state.genders[e][gender], state.genders[e]["f" if gender == "m" else "m"]
        if against > 1.0 and against > 2 * for_it:
            return False
    return True


def _remember(
    i: int, e: int, m: MentionTable, name: tuple[str, ...], index: NameIndex, state: _Entities
) -> None:
    people = index.people.get(name, ()) if name else ()
    if len(people) == 1:
        state.of_person.setdefault(people[0], e)
        if state.person[e] < 0:
            state.person[e] = people[0]
            gender = index.genders[people[0]]
            if gender:
                state.genders[e][gender] += 3.0
    elif m.kind[i] == _PROP and m.type[i] != _PER:
        state.of_name.setdefault((int(m.type[i]), int(m.whole[i])), e)
    gender = _GENDER.get(int(m.pronoun[i]), "")
    if gender:
        state.genders[e][gender] += 1.0
