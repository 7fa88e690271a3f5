"""What coreference has learned of each entity so far, on its way from left to right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.language.labels import KINDS, PRONOUN_CLASSES, TYPES
from fabula.language.people import NameIndex
from fabula.language.titles import OFFICERS

_PROP, _NOM = KINDS.index("PROP"), KINDS.index("NOM")
_PER = TYPES.index("PER")
_TITLES = frozenset(PRONOUN_CLASSES.index(c) for c in ("male title", "female title"))


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of a mention table as Python's numbers, since NumPy's are slow one at a time."""

    start: Sequence[int]
    end: Sequence[int]
    kind: Sequence[int]
    type: Sequence[int]
    sentence: Sequence[int]
    quotation: Sequence[int]
    pronoun: Sequence[int]
    gender: Sequence[str]
    whole: Sequence[int]


@dataclass(slots=True)
class Entities:
    """What is known of each entity so far: its person in the name index, the evidence of its gender; and the entity
    of each person, and of each name of a place or thing; whom a noun phrase, a name of several people and a role last
    meant; who tells the story as "I", by the teller's number, and who does so here (-1 for nobody); the roles that each
    has been given; and how many noun phrases have meant each."""

    person: list[int]
    genders: list[dict[str, float]]
    of_person: dict[int, int]
    of_name: dict[tuple[int, int], int]
    of_noun: dict[int, tuple[int, int]]
    last_bearer: dict[tuple[str, ...], int]
    tellers: dict[int, int]
    here: int
    of_role: dict[str, tuple[int, int]]
    roles: set[tuple[int, str]]
    called: Counter[int]


def start_entity(state: Entities) -> int:
    """A new entity, of whom nothing is known."""
    state.person.append(-1)
    state.genders.append({"m": 0.0, "f": 0.0})
    return len(state.person) - 1


def entity_of(person: int, index: NameIndex, state: Entities) -> int:
    """The entity of a person, new where there is none yet."""
    if person not in state.of_person:
        e = state.of_person[person] = start_entity(state)
        _name(e, person, index, state)
    return state.of_person[person]


def _name(e: int, person: int, index: NameIndex, state: Entities) -> None:
    """Makes an entity that of a person, whose name tells more of a gender than a pronoun does."""
    state.person[e] = person
    if index.genders[person]:
        state.genders[e][index.genders[person]] += 3.0


def teller(number: int, name: tuple[str, ...], index: NameIndex, state: Entities) -> int:
    """The entity of the teller of a number, who is the person of that name if the name is one person's."""
    if number not in state.tellers:
        known = (index.people.get(part, ()) for part in (name, name[:1], name[-1:]) if part)
        person = next((people[0] for people in known if len(people) == 1), -1)
        state.tellers[number] = start_entity(state) if person < 0 else entity_of(person, index, state)
    return state.tellers[number]


def remember(
    i: int,
    e: int,
    m: Columns,
    people: tuple[int, ...],
    index: NameIndex,
    state: Entities,
    roles: Sequence[str],
) -> None:
    """Puts down what mention `i` tells of the entity that it turned out to mean; `people` are those that its name can
    be."""
    if len(people) == 1:
        state.of_person.setdefault(people[0], e)
        if state.person[e] < 0:
            _name(e, people[0], index, state)
    if m.kind[i] == _NOM and m.type[i] == _PER:
        state.of_noun[m.whole[i]] = (e, i)
        state.called[e] += 1
    for role in roles:
        state.of_role[role] = (e, i)
        state.roles.add((e, role))
    if len(people) != 1 and m.kind[i] == _PROP and m.type[i] != _PER:
        state.of_name.setdefault((m.type[i], m.whole[i]), e)
    if m.gender[i] and not is_address(i, m):
        state.genders[e][m.gender[i]] += 1.0


def is_address(i: int, m: Columns) -> bool:
    """Whether a mention is "sir" or the like, which tells less of somebody than a pronoun: an officer is "sir"."""
    return m.quotation[i] >= 0 and m.kind[i] == _NOM and m.pronoun[i] in _TITLES and m.end[i] - m.start[i] == 1


def is_officer(e: int, index: NameIndex, state: Entities) -> bool:
    """Whether somebody has a rank or a title of those whom all call "sir"."""
    titles = index.titles[state.person[e]] if state.person[e] >= 0 else frozenset()
    return any((e, rank) in state.roles or rank in titles for rank in OFFICERS)
