"""Coreference over a whole work, left to right, in time linear in its length.

The probabilities of a mention's antecedents (`antecedents`) are added up by entity. Names settle what they can first
(`people.cluster_names`), so that two people with different names are never one entity. Doubt is handed on: a pronoun
that goes back to another may mean whoever that one may.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fabula.language.antecedents import NEAR, NOUN_REACH, Scored
from fabula.language.clauses import Ties
from fabula.language.entities import (
    Columns,
    Entities,
    entity_of,
    is_address,
    is_officer,
    remember,
    start_entity,
    teller,
)
from fabula.language.features import MentionTable
from fabula.language.labels import KINDS, PRONOUN_CLASSES, TYPES
from fabula.language.names import is_definite_name
from fabula.language.people import NameIndex

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Belief = Sequence[tuple[int, float]]
"""Whom a mention may mean, each with a probability."""

ANCHORED = 0.6
"""The least confidence of a mention that is told of otherwise."""
ALIKE = 0.3
"""How far a noun phrase in the words of an earlier one is taken for the same person: "the mariner", again."""
SAME_BEARER = 0.3
"""How far a name that several people bear is taken for the one it last meant."""
SAME_TURN = 0.1
"""How much less likely it is that who reports a turn of speech reported the one before."""
ROLE, TITLE, POST = 0.5, 0.8, 0.95
"""How far "the pilot" is taken for whom the text last called a pilot, "the captain" for the last Captain Roe, and "the
barmaid" for the last woman behind a bar, whom no word of hers tells to be one."""
OF_TWO = (0.6, 0.2)
"""How likely "the other" is whom the narration had before the one it had last, and this one."""
UNHEARD = 0.7
"""How much less likely "the pilot" is somebody with a name whom the text has never called a pilot."""
ESTABLISHED = 5
"""So many noun phrases make a person without a name one of the story's."""
ANSWERS = 3.0
"""How much likelier it is that who reports a turn of speech is called in the one before."""
NEGLIGIBLE = 0.0005
"""An antecedent that is no likelier than this is passed over."""
DOUBT = 0.05
"""How likely somebody must be whom a mention may mean for those that come back to it to mean him too."""
OF_EITHER = 0.2
"""How likely "the captain" must be for "her" in the same sentence to mean a captain whose gender nothing tells."""
STATED = 1.0
"""For how many pronouns the gender of a noun beside a name counts besides."""
BARRED = 0.05
"""How much less likely a pronoun means somebody whom the build of its sentence keeps it from meaning."""
NAMED_LATE = 0.75
"""How sure it must be that a new name is that of somebody known without one for some time."""

_PROP, _NOM, _PRON = (KINDS.index(k) for k in KINDS)
_PER = TYPES.index("PER")
_I = PRONOUN_CLASSES.index("i")
_HE_SHE = frozenset(PRONOUN_CLASSES.index(c) for c in ("he", "she"))
_MANY = frozenset({PRONOUN_CLASSES.index("we"), PRONOUN_CLASSES.index("they")})
_FIRST_PERSON = frozenset({_I, PRONOUN_CLASSES.index("we"), PRONOUN_CLASSES.index("reflexive")})


@dataclass(frozen=True, slots=True)
class Clusters:
    """`entity` and `confidence` by mention, entities numbered in order of first mention; `person` is by entity: the
    number of the person in `names`, -1 for none; `others` are the entities that a pronoun or a noun phrase outside
    quotations might mean, with their probabilities; `teller` (mentions,) is the entity that tells the story as "I"
    there, -1 for none."""

    entity: Ints
    confidence: Floats
    person: Ints
    names: NameIndex
    others: dict[int, dict[int, float]]
    teller: Ints


def resolve(
    m: MentionTable,
    scored: Scored,
    anchors: Mapping[int, tuple[int, float]] | None = None,
    strangers: Mapping[int, int] | None = None,
) -> Clusters:
    """The entity of each mention. `anchors` give mentions that something else has told of, such as who speaks, each
    with an earlier mention of whom it means; `strangers` give names, each with an earlier mention of whom it does not
    mean."""
    n, anchors, strangers = len(m), anchors or {}, strangers or {}
    columns = Columns(*(getattr(m, name).tolist() for name in Columns.__slots__))
    names, index, roles, ties = scored.names, scored.people, scored.roles, scored.ties
    borne_by = [index.people.get(name, ()) if name else () for name in names]
    telling, titled = scored.tellers.of.tolist(), scored.tellers.names
    entity, confidence = [-1] * (n + 1), np.zeros(n, np.float32)  # the last is that of no mention, -1
    state = Entities([], [], {}, {}, {}, {}, {}, -1, {}, set(), Counter())
    beliefs: list[Belief] = [()] * (n + 1)
    others: dict[int, dict[int, float]] = {}
    soonest = _first_uses(borne_by)
    new, (cuts, likely, chances) = scored.probabilities[:, 0].tolist(), _likely(scored)
    for i in _order(columns):
        inside, kind = columns.quotation[i] >= 0, columns.kind[i]
        state.here = state.tellers.get(telling[i], -1)
        if telling[i] >= 0 and not inside and columns.pronoun[i] == _I:
            entity[i], confidence[i] = teller(telling[i], titled[telling[i]], index, state), 0.97
            beliefs[i] = ((entity[i], 1.0),)
            continue
        same = borne_by[ties.same[i]] if i in ties.same else ()
        if len(same) == 1 and len({columns.gender[i], index.genders[same[0]]} - {""}) < 2:
            entity[i], confidence[i] = entity_of(same[0], index, state), 0.9
            beliefs[i] = ((entity[i], 1.0),)
            remember(i, entity[i], columns, (), index, state, roles[i])
            if columns.gender[i]:  # "Nell's brother Orr": no pronoun taken for his tells more
                state.genders[entity[i]][columns.gender[i]] += STATED
            continue
        bearers = borne_by[i]
        if len(bearers) > 1 and not any(p in state.of_person for p in bearers):
            # "His name was Orr": the first of them to be told of by a name of his own.
            entity_of(min(bearers, key=lambda p: (soonest.get(p, n), p)), index, state)
        if len(bearers) == 1 and (known := _known_as(i, columns, scored, state)) >= 0:
            state.of_person.setdefault(bearers[0], known)
        named, how_sure = _by_name(i, bearers, columns, state)
        if named >= 0:
            entity[i], confidence[i] = named, how_sure
            beliefs[i] = ((named, 1.0),)
            remember(i, named, columns, bearers, index, state, roles[i])
            continue
        tied = kind != _PRON and ties.tell_of(i)
        if tied or i in strangers:
            fresh, antecedents = _told_of(i, scored, entity, strangers.get(i, -1), tied=tied)
        else:
            fresh, some = new[i], slice(cuts[i], cuts[i + 1])
            antecedents = [*zip(likely[some], chances[some], strict=True)]
        if i in scored.other and not inside:
            fresh, antecedents = _of_two(i, entity, columns) or (fresh, antecedents)
        barred = _barred(ties.bound[i], beliefs, borne_by, state) if i in ties.bound else {}
        choice, sure, mass = _choose(i, fresh, antecedents, entity, beliefs, columns, scored, bearers, state, barred)
        believed: Mapping[int, float] = mass
        if i in anchors and not names[i] and entity[anchors[i][0]] >= 0:
            choice, sure = entity[anchors[i][0]], max(sure, ANCHORED)
            believed = _told(choice, anchors[i][1], mass)
        elif choice < 0:
            choice = start_entity(state)
            believed = {choice: sure, **mass}
        entity[i], confidence[i] = choice, sure
        beliefs[i] = _belief(choice, believed)
        if mass and not inside:
            others[i] = mass
        remember(i, choice, columns, bearers, index, state, roles[i])
    persons = np.array(state.person, np.int64)
    tellers = np.array([state.tellers.get(t, -1) for t in telling], np.int64)
    return _numbered(Clusters(np.array(entity[:n], np.int64), confidence, persons, index, others, tellers))


def first_mentions(m: MentionTable, entity: Ints) -> dict[int, int]:
    """The first mention of each entity, one by name where it has one: the first pronoun may go to somebody else yet."""
    out: dict[int, int] = {}
    for some in (np.flatnonzero(m.kind == _PROP), np.arange(len(m))):
        found, first = np.unique(entity[some], return_index=True)
        out = dict(zip(found.tolist(), some[first].tolist(), strict=True)) | out
    return out


def _barred(
    some: Iterable[int], beliefs: Sequence[Belief], borne_by: Sequence[tuple[int, ...]], state: Entities
) -> dict[int, float]:
    """How much less likely a pronoun means each of the people whom `some` mentions mean, which it does not.
    `borne_by` are the people that each mention's name can be."""
    out: dict[int, float] = {}
    for j in some:
        people = borne_by[j]
        named = state.of_person.get(people[0], -1) if len(people) == 1 else -1
        for e, p in ((named, 1.0),) if named >= 0 else beliefs[j]:
            out[e] = min(out.get(e, 1.0), 1.0 - (1.0 - BARRED) * p)
    return out


def _known_as(i: int, m: Columns, scored: Scored, state: Entities) -> int:
    """Whom "the Harbourmaster" means who has a name, since the narration called him "the harbourmaster" shortly before;
    -1 for nobody."""
    e, last = state.of_noun.get(m.whole[i], (-1, 0))
    if e < 0 or i - last > NOUN_REACH or not is_definite_name(scored.names[i]):
        return -1
    told = scored.definite[last] and m.quotation[last] < 0 and m.quotation[i] < 0
    return e if told and state.person[e] >= 0 else -1


def _by_name(i: int, bearers: Sequence[int], m: Columns, state: Entities) -> tuple[int, float]:
    """Whom or what a name means that is one's alone, and has come before, and how sure that is; -1 for nobody."""
    if len(bearers) == 1 and bearers[0] in state.of_person:
        return state.of_person[bearers[0]], 0.98
    if m.kind[i] == _PROP and m.type[i] != _PER and (m.type[i], m.whole[i]) in state.of_name:
        return state.of_name[m.type[i], m.whole[i]], 0.95
    return -1, 0.0


def _first_uses(borne_by: Sequence[tuple[int, ...]]) -> dict[int, int]:
    """The first mention of each person by a name that is his alone, of the people that each mention's name can be."""
    out: dict[int, int] = {}
    for i, people in enumerate(borne_by):
        if len(people) == 1:
            out.setdefault(people[0], i)
    return out


def _likely(scored: Scored) -> tuple[list[int], list[int], list[float]]:
    """Where the antecedents of each mention that are not negligible begin, and all these, with their probabilities."""
    chances = scored.probabilities[:, 1:]
    mention, at = np.unravel_index(np.flatnonzero(chances > np.float64(NEGLIGIBLE)), chances.shape)
    cuts = np.searchsorted(mention, np.arange(len(chances) + 1)).tolist()
    return cuts, scored.earlier[mention, at].tolist(), chances[mention, at].tolist()


def _told_of(
    i: int, scored: Scored, entity: Sequence[int], stranger: int, *, tied: bool
) -> tuple[float, list[tuple[int, float]]]:
    """The probability of a new entity and the antecedents that are not negligible of a mention that does not mean whom
    an earlier one, `stranger`, means (-1 for none), or that is `tied` to others by its clause."""
    chances, those = scored.probabilities[i].tolist(), scored.earlier[i].tolist()
    if stranger >= 0 and entity[stranger] >= 0:
        told = [c if j < 0 or entity[j] != entity[stranger] else 0.0 for c, j in zip(chances[1:], those, strict=True)]
        chances = [chances[0], *told]
    if tied:
        chances = _tied(i, chances, those, entity, scored.ties)
    return chances[0], [(j, p) for j, p in zip(those, chances[1:], strict=True) if p > NEGLIGIBLE]


def _tied(i: int, chances: Sequence[float], those: Sequence[int], entity: Sequence[int], ties: Ties) -> Sequence[float]:
    """The probabilities of a name's or a noun phrase's antecedents, with what its clause tells of them."""
    weights = {entity[ties.before[i]]: SAME_TURN} if i in ties.before else {}
    for j in ties.called.get(i, ()):
        weights[entity[j]] = ANSWERS * weights.get(entity[j], 1.0)
    weights |= {entity[j]: 0.0 for j in ties.apart.get(i, ())}
    weights.pop(-1, None)
    out = [chances[0], *[weights.get(entity[j], 1.0) * p for j, p in zip(those, chances[1:], strict=True)]]
    total = max(sum(out), 1e-9)
    return [p / total for p in out]


def _of_two(i: int, entity: Sequence[int], m: Columns) -> tuple[float, list[tuple[int, float]]] | None:
    """The probability of a new entity and the antecedents of "the other": whoever the narration had before the one it
    had last."""
    met: dict[int, int] = {}
    for j in range(i - 1, max(-1, i - NEAR - 1), -1):
        if m.type[j] == _PER and m.quotation[j] < 0 and entity[j] >= 0 and m.pronoun[j] not in _MANY:
            met.setdefault(entity[j], j)
        if len(met) == 2:
            last, before = met.values()
            return 1 - sum(OF_TWO), [*zip((before, last), OF_TWO, strict=True)]
    return None


def _numbered(c: Clusters) -> Clusters:
    """The clusters with entities numbered in order of first mention."""
    _, first = np.unique(c.entity, return_index=True)
    old = np.argsort(first, kind="stable")
    new = np.empty_like(old)
    new[old] = np.arange(len(old))
    number = new.tolist()
    others = {i: {number[e]: p for e, p in mass.items()} for i, mass in c.others.items()}
    teller = np.append(new, -1)[c.teller]
    return replace(c, entity=new[c.entity], person=c.person[old], others=others, teller=teller)


def _order(m: Columns) -> list[int]:
    """The mentions from left to right, the possessor before the possessed: whoever "her" is, "her aunt" is not."""
    order = list(range(len(m.kind)))
    for i in range(len(m.kind) - 1):
        if m.kind[i] == _NOM and m.kind[i + 1] == _PRON and m.start[i] == m.start[i + 1]:
            order[i], order[i + 1] = i + 1, i
    return order


def _choose(
    i: int,
    fresh: float,
    antecedents: Sequence[tuple[int, float]],
    entity: Sequence[int],
    beliefs: Sequence[Belief],
    m: Columns,
    scored: Scored,
    people: tuple[int, ...],
    state: Entities,
    barred: Mapping[int, float],
) -> tuple[int, float, dict[int, float]]:
    """The entity of mention `i`, -1 for a new one, how sure that is, and what else it might be (names: nothing).
    `fresh` is the probability of a new one, `antecedents` are the earlier mentions that are likely, with theirs;
    `people` are those that its name can be."""
    name, index = scored.names[i], scored.people
    kind, of_person, whole = m.kind[i], m.type[i] == _PER, m.whole[i]
    summed: dict[int, float] = {}
    for j, p in antecedents:
        for e, chance in beliefs[j]:
            summed[e] = summed.get(e, 0.0) + p * chance
    if len(people) > 1:
        # A name that several people bear: the likeliest of them here.
        known = [state.of_person[p] for p in people if p in state.of_person]
        if known:
            last = state.last_bearer.get(name)
            best = max(known, key=lambda e: (summed.get(e, 0.0) + SAME_BEARER * (e == last), e))
            state.last_bearer[name] = best
            return best, max(0.5, summed.get(best, 0.0)), {}
    gender = index.genders[people[0]] if len(people) == 1 else m.gender[i]
    if kind == _NOM and of_person and whole in state.of_noun:
        alike, last = state.of_noun[whole]
        if i - last <= NOUN_REACH:
            summed[alike] = _raised(summed.get(alike, 0.0), ALIKE)
    wanted = scored.roles[i] if scored.definite[i] else ()
    for role in wanted:
        bearer, last = state.of_role.get(role, (-1, 0))
        if bearer >= 0 and (i - last <= NOUN_REACH or _is_lasting(bearer, state)):
            person = state.person[bearer]
            strength = TITLE if person >= 0 and role in index.titles[person] else ROLE
            strength = POST if len(scored.roles[last]) > 1 and not scored.names[last] else strength
            summed[bearer] = _raised(summed.get(bearer, 0.0), strength)
    mass = _compatible(summed, i, m, name, people, gender, index, state)
    if barred and not barred.keys().isdisjoint(mass):
        left = {e: p * barred.get(e, 1.0) for e, p in mass.items()}
        share = sum(mass.values()) / sum(left.values())
        mass = {e: p * share for e, p in left.items()}
    for e in mass if wanted else ():
        if state.person[e] >= 0 and not _is_called(e, wanted, index, state):
            fresh += (1 - UNHEARD) * mass[e]
            mass[e] *= UNHEARD
    best = _best(mass)
    if name and best >= 0 and state.called[best] >= ESTABLISHED and mass[best] < NAMED_LATE:
        return -1, fresh, {}
    others = mass if kind != _PROP else {}
    if m.pronoun[i] in _HE_SHE and m.quotation[i] < 0 and best >= 0 and not any(state.genders[best].values()):
        earlier = scored.earlier[i].tolist()
        alike = any(j >= 0 and entity[j] == best and m.sentence[j] == m.sentence[i] for j in earlier)
        fresh = 0.0 if alike and mass[best] > OF_EITHER else fresh
    if best >= 0 and (mass[best] > fresh or (kind == _PRON and mass[best] > 0.05 and fresh < 0.5)):
        return best, mass[best], others
    return -1, fresh, others


def _raised(probability: float, evidence: float) -> float:
    """A probability with evidence for it: so much of what it lacks is added."""
    return probability + evidence * (1.0 - probability)


def _told(choice: int, chance: float, mass: Mapping[int, float]) -> dict[int, float]:
    """Whom a mention may mean, by itself as `mass` has it, that something else tells to be `choice`, so surely."""
    rest = {e: p for e, p in mass.items() if e != choice}
    share = (1.0 - chance) / max(sum(rest.values()), 1e-9)
    return {choice: chance, **{e: share * p for e, p in rest.items()}}


def _belief(choice: int, mass: Mapping[int, float]) -> Belief:
    """Whom a mention may mean, with probabilities that add up to one, for the mentions that come back to it: where it
    is in doubt whom "he" means, so it is of the next "he"."""
    if mass.get(choice, 0.0) < DOUBT:
        return ((choice, 1.0),)
    likely = [(e, p) for e, p in mass.items() if p >= DOUBT]
    total = sum([p for _, p in likely])
    return [(e, p / total) for e, p in likely]


def _is_called(e: int, roles: Sequence[str], index: NameIndex, state: Entities) -> bool:
    """Whether somebody has been called a pilot before, or has a title that says so."""
    return any((e, role) in state.roles or role in index.titles[state.person[e]] for role in roles)


def _is_lasting(e: int, state: Entities) -> bool:
    """Whether somebody is likely to be meant again far from where he last was: he has a name, or is called often."""
    return state.person[e] >= 0 or state.called[e] >= ESTABLISHED


def _best(mass: Mapping[int, float]) -> int:
    """The likeliest entity, the latest of those that are as likely; -1 for none."""
    best, most = -1, 0.0
    for e, p in mass.items():
        if p > most or (p == most and e > best):
            best, most = e, p
    return best


def _compatible(
    mass: Mapping[int, float],
    i: int,
    m: Columns,
    name: tuple[str, ...],
    people: tuple[int, ...],
    gender: str,
    index: NameIndex,
    state: Entities,
) -> dict[int, float]:
    """Whom of those with some probability a mention may mean, by its name and gender, and by who tells the story."""
    narrated = m.quotation[i] < 0 and m.pronoun[i] not in _FIRST_PERSON
    address, other = is_address(i, m), "f" if gender == "m" else "m"
    out = {}
    for e, p in mass.items():
        if p <= 0.01:
            continue
        if name and (state.person[e] >= 0 or e in state.tellers.values()):
            fits = state.person[e] in people
        elif narrated and e == state.here:
            fits = False  # whoever tells the story is "I" in it, and not "he"
        elif gender and not (address and is_officer(e, index, state)):
            for_it, against = state.genders[e][gender], state.genders[e][other]
            fits = against <= 1.0 or against <= 2 * for_it
        else:
            fits = True
        if fits:
            out[e] = p
    return out
