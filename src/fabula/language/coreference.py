"""Coreference over a whole work, left to right, in time linear in its length.

Each mention is scored against the mentions just before it and the latest ones that share a word with it (mention
ranking, Lee et al. 2017); the scores of one entity's mentions are added. Names settle what they can first
(`people.cluster_names`), so that two people with different names are never one entity.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fabula.language.clauses import NO_TIES, Ties
from fabula.language.cores import each
from fabula.language.features import MentionTable, head_word, new_features, pair_features
from fabula.language.labels import KINDS, PRONOUN_CLASSES, TYPES, noun_gender
from fabula.language.model import Model
from fabula.language.names import is_definite_name, is_name, parse_name
from fabula.language.people import NameIndex, cluster_names
from fabula.language.roles import is_definite, role_of, titles_of

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

NEAR = 48
FAR = 6
NOUN_REACH = 200
"""How many mentions back a noun phrase may find its like: "the man" of another chapter is another man."""
ANCHORED = 0.6
"""The least confidence of a mention that is told of otherwise."""
ALIKE = 0.3
"""How far a noun phrase in the words of an earlier one is taken for the same person: "the mariner", again."""
SAME_BEARER = 0.3
"""How far a name that several people bear is taken for the one it last meant."""
BATCH = 32
"""How many mentions are scored at once: what is reckoned of these and their candidates stays in a core's cache."""
SAME_TURN = 0.1
"""How much less likely it is that who reports a turn of speech reported the one before."""
ROLE, TITLE = 0.5, 0.8
"""How far "the pilot" is taken for whom the text last called a pilot, and "the captain" for the last Captain Roe."""
ESTABLISHED = 5
"""So many noun phrases make a person without a name one of the story's."""
ANSWERS = 3.0
"""How much likelier it is that who reports a turn of speech is called in the one before."""
NAMED_LATE = 0.75
"""How sure it must be that a new name is that of somebody known without one for some time."""

_PROP, _NOM, _PRON = (KINDS.index(k) for k in KINDS)
_PER = TYPES.index("PER")
_I = PRONOUN_CLASSES.index("i")
_FIRST_PERSON = frozenset({_I, PRONOUN_CLASSES.index("we"), PRONOUN_CLASSES.index("reflexive")})
_HE, _SHE = PRONOUN_CLASSES.index("he"), PRONOUN_CLASSES.index("she")
_SIR, _MADAM = PRONOUN_CLASSES.index("male title"), PRONOUN_CLASSES.index("female title")
_GENDER = {_HE: "m", _SIR: "m", _SHE: "f", _MADAM: "f"}


@dataclass(frozen=True, slots=True)
class Clusters:
    """`entity` and `confidence` by mention, entities numbered in order of first mention; `person` is by entity: the
    number of the person in `names`, -1 for none; `others` are the entities that a pronoun or a noun phrase outside
    quotations might mean, with their probabilities; `narrator` is the entity that tells the story as "I"."""

    entity: Ints
    confidence: Floats
    person: Ints
    names: NameIndex
    others: dict[int, dict[int, float]]
    narrator: int | None


@dataclass(frozen=True, slots=True)
class Scored:
    """What `resolve` decides from: the words of each name, () where a mention is none, and the people they can be; the
    gender that each mention's own words give; its candidates (mentions, NEAR + FAR) and the probabilities of a new
    entity and of each of those (mentions, 1 + NEAR + FAR); whether the narration is in the first person; what each says
    that somebody is (`_roles`), and whether it means somebody known; and what clauses tell."""

    names: Sequence[tuple[str, ...]]
    people: NameIndex
    genders: Sequence[str]
    earlier: Ints
    probabilities: Floats
    told: bool
    roles: Sequence[tuple[str, ...]]
    definite: Sequence[bool]
    ties: Ties


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
        least = 0 if m.kind[i] == _PROP else i - NOUN_REACH
        far = sorted({j for k in keys for j in recent[k] if least <= j < low}, reverse=True)[:FAR]
        out[i, NEAR : NEAR + len(far)] = far
        for k in {int(k) for k in m.content[i] if k >= 0} | {int(m.head[i])}:
            recent[k].append(i)
    return out


def score_mentions(
    words: Sequence[str], m: MentionTable, vectors: Floats, model: Model, *, told: bool, ties: Ties = NO_TIES
) -> Scored:
    """What the mentions' antecedents may be. `vectors` (mentions, width) are the encoder's; `told` says that the
    narration is in the first person, so that every "I" outside quotations is one entity's; `ties` are what clauses
    tell."""
    n = len(m)
    names = [_name(words[m.start[i] : m.end[i]], int(m.kind[i])) if m.type[i] == _PER else () for i in range(n)]
    narrated = Counter(name for i, name in enumerate(names) if name and m.quotation[i] < 0)
    people = cluster_names([name for name in names if name], _gender_hints(m, names), narrated)
    genders = [own_gender(words, m, i) for i in range(n)]
    earlier = candidates(m)
    rows = _to_score(m, names, people, told=told)
    probabilities = _probabilities(m, vectors, model, earlier, rows)
    roles = [_roles(words, m, i, names[i]) for i in range(n)]
    definite = [m.kind[i] == _NOM and is_definite(words[m.start[i] : m.end[i]]) for i in range(n)]
    return Scored(names, people, genders, earlier, probabilities, told, roles, definite, ties)


def resolve(m: MentionTable, scored: Scored, anchors: Mapping[int, int] | None = None) -> Clusters:
    """The entity of each mention. `anchors` give mentions that something else has told of, such as who speaks, each
    with an earlier mention of whom it means."""
    n, anchors = len(m), anchors or {}
    names, index, genders, roles, ties = scored.names, scored.people, scored.genders, scored.roles, scored.ties
    entity, confidence = [-1] * n, np.zeros(n, np.float32)
    state = _Entities([], [], {}, {}, {}, {}, None, {}, Counter())
    others: dict[int, dict[int, float]] = {}
    for i in _order(m):
        if scored.told and m.quotation[i] < 0 and m.pronoun[i] == _I:
            entity[i], confidence[i] = _narrator(state), 0.97
            continue
        same = index.people.get(names[ties.same[i]], ()) if i in ties.same else ()
        if len(same) == 1:
            entity[i], confidence[i] = _bearer(same[0], index, state), 0.9
            _remember(i, entity[i], m, (), genders[i], index, state, roles[i])
            continue
        # Python's numbers, since NumPy's are slow one at a time.
        chances, those = scored.probabilities[i].tolist(), scored.earlier[i].tolist()
        if m.kind[i] != _PRON:
            chances = _tied(i, chances, those, entity, ties)
        wanted = roles[i] if scored.definite[i] else ()
        choice, sure, mass = _choose(i, chances, those, entity, m, names[i], genders[i], index, state, wanted)
        if i in anchors and not names[i] and entity[anchors[i]] >= 0:
            choice, sure = entity[anchors[i]], max(sure, ANCHORED)
        elif choice < 0:
            choice = _start(state)
        entity[i], confidence[i] = choice, sure
        if mass and m.quotation[i] < 0:
            others[i] = mass
        _remember(i, choice, m, names[i], genders[i], index, state, roles[i])
    persons = np.array(state.person, np.int64)
    return _numbered(Clusters(np.array(entity, np.int64), confidence, persons, index, others, state.narrator))


def _tied(i: int, chances: Sequence[float], those: Sequence[int], entity: Sequence[int], ties: Ties) -> Sequence[float]:
    """The probabilities of a name's or a noun phrase's antecedents, with what its clause tells of them."""
    if not (i in ties.apart or i in ties.before or i in ties.called):
        return chances
    weights = {entity[ties.before[i]]: SAME_TURN} if i in ties.before else {}
    for j in ties.called.get(i, ()):
        weights[entity[j]] = ANSWERS * weights.get(entity[j], 1.0)
    weights |= {entity[j]: 0.0 for j in ties.apart.get(i, ())}
    told = [weights.get(entity[j], 1.0) if j >= 0 and entity[j] >= 0 else 1.0 for j in those]
    out = [chances[0], *(w * p for w, p in zip(told, chances[1:], strict=True))]
    total = max(sum(out), 1e-9)
    return [p / total for p in out]


def _numbered(c: Clusters) -> Clusters:
    """The clusters with entities numbered in order of first mention."""
    _, first = np.unique(c.entity, return_index=True)
    old = np.argsort(first, kind="stable")
    new = np.empty_like(old)
    new[old] = np.arange(len(old))
    others = {i: {int(new[e]): p for e, p in mass.items()} for i, mass in c.others.items()}
    narrator = None if c.narrator is None else int(new[c.narrator])
    return replace(c, entity=new[c.entity], person=c.person[old], others=others, narrator=narrator)


def _order(m: MentionTable) -> list[int]:
    """The mentions from left to right, the possessor before the possessed: whoever "her" is, "her aunt" is not."""
    order = list(range(len(m)))
    for i in range(len(m) - 1):
        if m.kind[i] == _NOM and m.kind[i + 1] == _PRON and m.start[i] == m.start[i + 1]:
            order[i], order[i + 1] = i + 1, i
    return order


def _to_score(m: MentionTable, names: Sequence[tuple[str, ...]], index: NameIndex, *, told: bool) -> Ints:
    """The mentions that names and the narrator's "I" do not settle."""
    seen: set[tuple[int, int]] = set()
    out = []
    for i in range(len(m)):
        people = index.people.get(names[i], ()) if names[i] else ()
        thing = m.kind[i] == _PROP and m.type[i] != _PER
        key = (-1, people[0]) if len(people) == 1 else (int(m.type[i]), int(m.whole[i])) if thing else None
        if key in seen or (told and m.quotation[i] < 0 and m.pronoun[i] == _I):
            continue
        if key is not None:
            seen.add(key)
        out.append(i)
    return np.array(out, dtype=np.int64)


def _probabilities(m: MentionTable, vectors: Floats, model: Model, earlier: Ints, rows: Ints) -> Floats:
    """The probabilities (mentions, 1 + candidates) of a new entity, then of each earlier mention as the antecedent;
    only those of `rows` are filled in."""
    new = model.entity.run(None, {"vectors": vectors, "features": new_features(m)})[0]
    out = np.zeros((len(m), 1 + earlier.shape[1]), np.float32)

    def score(some: Ints) -> Floats:
        choices = np.maximum(earlier[some], 0)
        met, at = np.unique(np.concatenate([some, choices.ravel()]), return_inverse=True)
        inputs = {
            "vectors": vectors[met],
            "rows": at[: len(some)],
            "others": at[len(some) :].reshape(choices.shape),
            "features": pair_features(m, some, choices),
        }
        return np.asarray(model.antecedent.run(None, inputs)[0])

    batches = [rows[first : first + BATCH] for first in range(0, len(rows), BATCH)]
    for some, found in zip(batches, each(score, batches), strict=True):
        scores = np.where(earlier[some] >= 0, found, np.float32(-1e4))
        scores = np.concatenate([new[some, None], scores], axis=1)
        scores = np.exp(scores - scores.max(1, keepdims=True))
        out[some] = scores / scores.sum(1, keepdims=True)
    return out


def _start(state: _Entities) -> int:
    state.person.append(-1)
    state.genders.append({"m": 0.0, "f": 0.0})
    return len(state.person) - 1


def _bearer(person: int, index: NameIndex, state: _Entities) -> int:
    """The entity of a person, new where there is none yet."""
    if person not in state.of_person:
        e = state.of_person[person] = _start(state)
        state.person[e] = person
        if index.genders[person]:
            state.genders[e][index.genders[person]] += 3.0
    return state.of_person[person]


def _narrator(state: _Entities) -> int:
    if state.narrator is None:
        state.narrator = _start(state)
    return state.narrator


@dataclass(slots=True)
class _Entities:
    """What is known of each entity so far: its person in the name index, the evidence of its gender; and the entity
    of each person, and of each name of a place or thing; whom a noun phrase, a name of several people and a role last
    meant; who tells the story, if it is "I"; and how many noun phrases have meant each."""

    person: list[int]
    genders: list[dict[str, float]]
    of_person: dict[int, int]
    of_name: dict[tuple[int, int], int]
    of_noun: dict[int, tuple[int, int]]
    last_bearer: dict[tuple[str, ...], int]
    narrator: int | None
    of_role: dict[str, tuple[int, int]]
    called: Counter[int]


def _choose(
    i: int,
    probabilities: Sequence[float],
    earlier: Sequence[int],
    entity: Sequence[int],
    m: MentionTable,
    name: tuple[str, ...],
    gender: str,
    index: NameIndex,
    state: _Entities,
    wanted: Sequence[str],
) -> tuple[int, float, dict[int, float]]:
    """The entity of mention `i`, -1 for a new one, how sure that is, and what else it might be (names: nothing)."""
    people = index.people.get(name, ()) if name else ()
    if len(people) == 1 and people[0] in state.of_person:
        return state.of_person[people[0]], 0.98, {}
    thing = (int(m.type[i]), int(m.whole[i]))
    if m.kind[i] == _PROP and m.type[i] != _PER and thing in state.of_name:
        return state.of_name[thing], 0.95, {}
    summed: defaultdict[int, float] = defaultdict(float)
    for p, j in zip(probabilities[1:], earlier, strict=True):
        if j >= 0 and entity[j] >= 0:
            summed[entity[j]] += p
    if len(people) > 1:
        # A name that several people bear: the likeliest of them here.
        known = [state.of_person[p] for p in people if p in state.of_person]
        if known:
            last = state.last_bearer.get(name)
            best = max(known, key=lambda e: (summed.get(e, 0.0) + SAME_BEARER * (e == last), e))
            state.last_bearer[name] = best
            return best, max(0.5, summed.get(best, 0.0)), {}
    if len(people) == 1:
        gender = index.genders[people[0]]
    if m.kind[i] == _NOM and m.type[i] == _PER and int(m.whole[i]) in state.of_noun:
        alike, last = state.of_noun[int(m.whole[i])]
        if i - last <= NOUN_REACH:
            summed[alike] += ALIKE * (1.0 - summed[alike])
    for role in wanted:
        bearer, last = state.of_role.get(role, (-1, 0))
        if bearer >= 0 and (i - last <= NOUN_REACH or _is_lasting(bearer, state)):
            person = state.person[bearer]
            strength = TITLE if person >= 0 and role in index.titles[person] else ROLE
            summed[bearer] += strength * (1.0 - summed[bearer])
    mass = {e: p for e, p in summed.items() if p > 0.01 and _compatible(i, e, m, name, people, gender, state)}
    fresh = probabilities[0]
    best = max(mass, key=lambda e: (mass[e], e), default=-1)
    if name and best >= 0 and state.called[best] >= ESTABLISHED and mass[best] < NAMED_LATE:
        return -1, fresh, {}
    others = mass if m.kind[i] != _PROP else {}
    if best >= 0 and (mass[best] > fresh or (m.kind[i] == _PRON and mass[best] > 0.05 and fresh < 0.5)):
        return best, mass[best], others
    return -1, fresh, others


def _name(words: Sequence[str], kind: int) -> tuple[str, ...]:
    """The words of a mention that names a person, () for one that does not."""
    named = (kind == _PROP and is_name(words)) or (kind != _PRON and is_definite_name(words))
    return tuple(words) if named else ()


def _roles(words: Sequence[str], m: MentionTable, i: int, name: tuple[str, ...]) -> tuple[str, ...]:
    """What narration, or a name, says that somebody is."""
    if name:
        return titles_of(name)
    if m.kind[i] != _NOM or m.type[i] != _PER or m.quotation[i] >= 0:
        return ()
    role = role_of(words[m.start[i] : m.end[i]])
    return (role,) if role else ()


def _gender_hints(m: MentionTable, names: Sequence[tuple[str, ...]]) -> dict[str, str]:
    """The gender of each given name, by the first "he" or "she" after it in its sentence or the next."""
    seen: dict[str, Counter[str]] = {}
    for i, name in enumerate(names):
        words = parse_name(name).words if name else ()
        if not words or parse_name(name).gender:
            continue
        for j in range(i + 1, min(i + 6, len(names))):
            if m.sentence[j] > m.sentence[i] + 1 or names[j]:
                break
            gender = {_HE: "m", _SHE: "f"}.get(int(m.pronoun[j]))
            if gender:
                seen.setdefault(words[0], Counter())[gender] += 1
                break
    hints = {}
    for word, counts in seen.items():
        gender, most = counts.most_common(1)[0]
        if most >= 3 and most >= 0.8 * counts.total():
            hints[word] = gender
    return hints


def own_gender(words: Sequence[str], m: MentionTable, i: int) -> str:
    """The gender that a mention's own words give: "m", "f" or ""."""
    if m.kind[i] == _NOM and m.type[i] == _PER:
        return noun_gender(head_word([w.lower() for w in words[m.start[i] : m.end[i]]]))
    return _GENDER.get(int(m.pronoun[i]), "")


def _is_lasting(e: int, state: _Entities) -> bool:
    """Whether somebody is likely to be meant again far from where he last was: he has a name, or is called often."""
    return state.person[e] >= 0 or state.called[e] >= ESTABLISHED


def _compatible(
    i: int, e: int, m: MentionTable, name: tuple[str, ...], people: tuple[int, ...], gender: str, state: _Entities
) -> bool:
    if name and (state.person[e] >= 0 or e == state.narrator):
        return state.person[e] in people
    if m.quotation[i] < 0 and e == state.narrator and m.pronoun[i] not in _FIRST_PERSON:
        return False  # whoever tells the story is "I" in it, and not "he"
    if gender:
        for_it, against = state.genders[e][gender], state.genders[e]["f" if gender == "m" else "m"]
        if against > 1.0 and against > 2 * for_it:
            return False
    return True


def _remember(
    i: int,
    e: int,
    m: MentionTable,
    name: tuple[str, ...],
    gender: str,
    index: NameIndex,
    state: _Entities,
    roles: Sequence[str],
) -> None:
    people = index.people.get(name, ()) if name else ()
    if len(people) == 1:
        state.of_person.setdefault(people[0], e)
        if state.person[e] < 0:
            state.person[e] = people[0]
            known = index.genders[people[0]]
            if known:
                state.genders[e][known] += 3.0
    if m.kind[i] == _NOM and m.type[i] == _PER:
        state.of_noun[int(m.whole[i])] = (e, i)
        state.called[e] += 1
    for role in roles:
        state.of_role[role] = (e, i)
    if len(people) != 1 and m.kind[i] == _PROP and m.type[i] != _PER:
        state.of_name.setdefault((int(m.type[i]), int(m.whole[i])), e)
    if gender:
        state.genders[e][gender] += 1.0
