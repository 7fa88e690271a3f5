"""Two names of one person that share no word ("Aunt Polly" and "Mrs. Dane"), told by who answers to them.

Somebody calls "Aunt Polly", and "Mrs. Dane" answers, time and again; the two never talk to one another, neither calls
the other, and no sentence has both. Names alone cannot tell this, and a conversation whose speaker has two names in it
is read as among three people.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from fabula.language.names import pet_form, same_given
from fabula.language.people import NameIndex
from fabula.language.titles import can_be_one_by_title
from fabula.reading.page import PERSON, PROP, Page
from fabula.reading.speech.heard import hear
from fabula.story import Utterance

LEAST_MENTIONS = 5
WINDOW = 5
"""How many utterances before and after a call the one called is looked for in."""
FAR = 4
"""More paragraphs than this between two utterances end a conversation."""
KNOWN = 0.5
"""How sure it must be who calls."""
LEAST_ANSWERS = 3
CHANGED = 6
"""From so many answers on, a woman may have another family name: she has married."""
ANSWERED = 0.5
"""The least share of the answers to a name, by others than its known bearer and those who plainly are not, that one
person gives."""
TOGETHER = 0.02
"""The most sentences that have both names, as a share of the rarer one's mentions."""

Pair = tuple[int, int]


@dataclass(slots=True)
class _Evidence:
    """`answers[a][b]`: how often b answers where a is called, or a is called in answer to b, or b alone is named as
    speaking near, besides who calls; `strangers`: how often two are plainly two people."""

    answers: defaultdict[int, Counter[int]]
    strangers: Counter[Pair]


def join_aliases(page: Page, utterances: Sequence[Utterance]) -> Page:
    """The page with people made one entity whose names answer to one another; the same page where none do."""
    m, entity, person = page.mentions, page.clusters.entity, page.clusters.person
    named = (m.kind == PROP) & (m.type == PERSON) & (person[entity] >= 0)
    uses = Counter(entity[named].tolist())
    found = _evidence(page, utterances)
    _add_sentences(page, named, found)
    pairs = sorted(
        {_pair(a, b) for a, others in found.answers.items() for b in others if a != b},
        key=lambda p: (-_answers(found, *p), p),
    )
    one_of: dict[int, int] = {}
    settled = {*page.corrected.names, *page.corrected.parted.values()}  # by a reader's corrections
    for a, b in pairs:
        if {a, b} & (one_of.keys() | settled) or min(uses[a], uses[b]) < LEAST_MENTIONS:
            continue
        if _answers(found, a, b) < LEAST_ANSWERS:
            continue
        changed = _answers(found, a, b) >= CHANGED and not found.strangers[a, b]
        if not compatible(page.clusters.names, int(person[a]), int(person[b]), changed=changed):
            continue
        if found.strangers[a, b] > TOGETHER * min(uses[a], uses[b]):
            continue
        if max(_share(found, a, b), _share(found, b, a)) < ANSWERED:
            continue
        kept, gone = (a, b) if uses[a] >= uses[b] else (b, a)
        one_of[gone] = kept
    return joined(page, one_of) if one_of else page


def _evidence(page: Page, utterances: Sequence[Utterance]) -> _Evidence:
    found = _Evidence(defaultdict(Counter), Counter())
    piece_at = {q.inner_start: k for k, q in enumerate(page.pieces)}
    entity, person, heard = page.clusters.entity, page.clusters.person, hear(page)
    spoken = [u for u in utterances if u.kind == "speech"]
    called: list[set[int]] = []
    for u in spoken:
        pieces = [piece_at[s.start] for s in u.spans if s.start in piece_at]
        calls = {int(entity[i]) for p in pieces for i in heard.called[p] if page.mentions.kind[i] == PROP}
        called.append({e for e in calls if person[e] >= 0})
    told = [u.speaker if u.method == "explicit" and u.speaker is not None else -1 for u in spoken]
    likely = [u.speaker if u.speaker is not None and u.confidence >= KNOWN else -1 for u in spoken]
    talk = number_conversations(page, spoken, piece_at)
    for k, calls in enumerate(called):
        for e in calls:
            if told[k] >= 0 and told[k] != e:
                found.strangers[_pair(told[k], e)] += 1
        if len(calls) != 1 or likely[k] < 0:
            continue
        beside = {told[j] for j in (k - 1, k + 1) if 0 <= j < len(spoken) and talk[j] == talk[k]} - {-1, likely[k]}
        near = range(max(0, k - WINDOW), min(len(spoken), k + WINDOW + 1))
        present = {told[j] for j in near if talk[j] == talk[k]} - {-1, likely[k]}
        for e in beside or (present if len(present) == 1 else ()):
            found.answers[min(calls)][e] += 1
    for k, j in pairwise(range(len(spoken))):
        if talk[k] == talk[j] and told[k] >= 0 and told[j] >= 0 and told[k] != told[j]:
            found.strangers[_pair(told[k], told[j])] += 1
    return found


def number_conversations(page: Page, spoken: Sequence[Utterance], piece_at: dict[int, int]) -> list[int]:
    """A number for each utterance, the same for those of one conversation."""
    out, number, last = [], 0, None
    for u in spoken:
        first, final = (page.pieces[piece_at[s.start]].paragraph for s in (u.spans[0], u.spans[-1]))
        if last is not None and first - last > FAR:
            number += 1
        out.append(number)
        last = final
    return out


def _add_sentences(page: Page, named: np.ndarray, found: _Evidence) -> None:
    """Counts the sentences of narration that name two people."""
    m, entity = page.mentions, page.clusters.entity
    wanted = {_pair(a, b) for a, others in found.answers.items() for b in others}
    people = {e for pair in wanted for e in pair}
    for group in _by_sentence(m.sentence, entity, np.flatnonzero(named & (m.quotation < 0)), people):
        some = sorted(group)
        for i, a in enumerate(some):
            for b in some[i + 1 :]:
                if (a, b) in wanted:
                    found.strangers[a, b] += 1


def _by_sentence(sentence: np.ndarray, entity: np.ndarray, at: np.ndarray, people: set[int]) -> Iterable[set[int]]:
    groups: defaultdict[int, set[int]] = defaultdict(set)
    for i in at.tolist():
        if int(entity[i]) in people:
            groups[int(sentence[i])].add(int(entity[i]))
    return (g for g in groups.values() if len(g) > 1)


def _pair(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)


def _answers(found: _Evidence, a: int, b: int) -> int:
    return found.answers[a][b] + found.answers[b][a]


def _share(found: _Evidence, a: int, b: int) -> float:
    """The share of b in the answers to a's name by those who may be a: who talks to somebody is another."""
    others = sum(n for e, n in found.answers[a].items() if e == b or (e != a and not found.strangers[_pair(a, e)]))
    return found.answers[a][b] / others if others else 0.0


def compatible(names: NameIndex, a: int, b: int, *, changed: bool = False) -> bool:
    """Whether two people's names can be one person's: nothing in them differs, but what marriage changes."""
    if names.genders[a] and names.genders[b] and names.genders[a] != names.genders[b]:
        return False
    changed = changed and "m" not in (names.genders[a], names.genders[b])
    if not changed and names.families[a] and names.families[b] and names.families[a] != names.families[b]:
        return False
    if names.families[a] and names.families[a] == names.families[b] and _has_others(names, a, b):
        return False
    one, other = names.givens[a], names.givens[b]
    if one and other and not (same_given(one, other) or pet_form(one, other)):
        return False
    return changed or can_be_one_by_title(names.titles[a], names.titles[b])


def _has_others(names: NameIndex, a: int, b: int) -> bool:
    """Whether the family of two people has a third whom the name of either may mean: "Mr. Bell", of two brothers."""
    gender = names.genders[a] or names.genders[b]
    return any(
        family == names.families[a] and p not in (a, b) and names.givens[p] and names.genders[p] in ("", gender)
        for p, family in enumerate(names.families)
    )


def joined(page: Page, one_of: dict[int, int]) -> Page:
    """The page with entities made one, each given with the one that it becomes."""
    clusters = page.clusters
    entity, person = clusters.entity.copy(), clusters.person.copy()
    for gone, kept in one_of.items():
        entity[entity == gone] = kept
        person[gone] = -1
    others = {i: _summed(mass, one_of) for i, mass in clusters.others.items()}
    return replace(page, clusters=replace(clusters, entity=entity, person=person, others=others))


def _summed(mass: dict[int, float], one_of: dict[int, int]) -> dict[int, float]:
    out: defaultdict[int, float] = defaultdict(float)
    for e, p in mass.items():
        out[one_of.get(e, e)] += p
    return dict(out)
