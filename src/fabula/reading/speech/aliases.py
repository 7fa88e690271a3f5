"""Names of one person that share no word ("Aunt Peggy" and "Mrs. Dane"), by all that tells of it.

Somebody calls "Aunt Peggy", and "Mrs. Dane" answers, time and again; the two never talk to one another, neither calls
the other, they are near in the text, but hardly ever in one sentence; or the text says outright who she is. Each is a
log likelihood ratio of one person to two, added to what the names themselves make of it (as Fellegi and Sunter 1969
link records).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import log

import numpy as np

from fabula.language.beside import beside
from fabula.language.names import pet_form, same_given
from fabula.language.people import NameIndex, joined, whole_families
from fabula.language.titles import CALLED_KIN, WOMEN, can_be_one_by_title
from fabula.reading.page import PERSON, PROP, Page, pieces_by_start
from fabula.reading.speech.heard import hear
from fabula.reading.speech.heirs import heirs
from fabula.reading.speech.namings import namings
from fabula.story import Utterance

LEAST_USES = 2
"""A name used more seldom tells too little."""
WINDOW = 5
"""How many utterances before and after a call the one called is looked for in."""
FAR = 4
"""More paragraphs than this between two utterances end a conversation."""
KNOWN = 0.5
"""How sure it must be who calls."""
ANSWERS = 0.7
"""How often it is the one called who is next named as speaking."""
SELDOM = 0.05
"""How often anybody else is, at the least: by how often he is named as speaking elsewhere."""
CERTAIN = 8.0
"""The most that answers weigh: one scene gives many."""
CALLER, OTHER = -2.0, -6.0
"""What it weighs that one calls the other, and that one answers the other or does something to the other."""
STATED = 7.0
"""What it weighs that the text says outright that two names are one person's."""
COMPANY = 3.0
"""The most that keeping one another company weighs: names come in clusters, and a tenth paragraph tells little more."""
SURE = 2.0
"""The least log odds at which two people are made one; of a third for either they must be a whole unit ahead."""

UNRELATED, COMPLETED, MARRIED, AKIN, INHERITED = 0.1, 0.5, 0.02, 0.4, 0.9
"""How often somebody has two names that fit so, shared out among all who fit: with nothing in common; a family name
that wants a given name, and the reverse; two families, as a woman's who has married; one family's; a peer's son's, and
a lord's of whom nothing is told while the son is still styled so."""

Pair = tuple[int, int]


@dataclass(slots=True)
class _Talk:
    """`answers[a][b]`: how often b answers where a is called, or a is called in answer to b, or b alone is named as
    speaking near, besides who calls; `strangers`: what weighs against two being one; `told`: how often the text names
    each as speaking."""

    answers: defaultdict[int, Counter[int]]
    strangers: defaultdict[Pair, float]
    told: Counter[int]


def join_names(page: Page, utterances: Sequence[Utterance]) -> NameIndex:
    """The page's names, with people made one whose names are one person's; the same names where there are none."""
    m, person = page.mentions, page.clusters.person[page.clusters.entity]
    names = page.clusters.names
    named = (m.kind == PROP) & (m.type == PERSON) & (person >= 0)
    uses = Counter(person[named].tolist())
    known = np.where(named, person, -1).tolist()
    stated = namings(page)
    near = beside([p if p >= 0 and uses[p] >= LEAST_USES else None for p in known], m, apart=(), one=stated)
    said = Counter(_pair(known[i], known[j]) for i, j in stated if min(known[i], known[j]) >= 0)
    talk = _talk(page, utterances)
    _add_clauses(page, known, {*stated}, talk)
    pairs = (
        {_pair(a, b) for a, others in talk.answers.items() for b in others} | {_pair(a, b) for a, b in near} | {*said}
    )
    inherited = heirs(page, known)
    often = {p for p in uses if p >= 0 and uses[p] >= LEAST_USES} - whole_families(names)
    fitting: defaultdict[tuple[int, float], int] = defaultdict(int)
    for a, b in combinations(sorted(often), 2):
        kind = INHERITED if (a, b) in inherited else by_names(names, a, b)
        fitting[a, kind] += 1
        fitting[b, kind] += 1
    odds: dict[Pair, float] = {}
    for a, b in pairs:
        stated_so = min(said[a, b], 2)
        if a == b or not ({a, b} <= often or stated_so):
            continue
        chance = INHERITED if (a, b) in inherited else by_names(names, a, b)
        if chance:
            prior = log(chance / max(fitting[a, chance], fitting[b, chance], 1))
            told = min(near.get((a, b), 0.0), COMPANY) + STATED * stated_so + talk.strangers[a, b]
            odds[a, b] = prior + told + _answered(talk, a, b) + _answered(talk, b, a)
    one_of: dict[int, int] = {}
    for pair in sorted(odds, key=lambda p: (-odds[p], p)):
        a, b = pair
        rival = max((o for p, o in odds.items() if p != pair and {a, b} & {*p}), default=-9.0)
        if odds[pair] >= max(SURE, rival + 1) and not {a, b} & (one_of.keys() | one_of.values()):
            kept, gone = (a, b) if uses[a] >= uses[b] else (b, a)
            one_of[gone] = kept
    return joined(names, one_of) if one_of else names


def _answered(talk: _Talk, a: int, b: int) -> float:
    """What the answers to a's name tell of b: those of others who plainly are not a count for nothing."""
    by_b = talk.answers[a][b]
    common = max(SELDOM, (talk.told[b] - by_b) / max(talk.told.total() - by_b, 1))
    if common >= ANSWERS:
        return 0.0
    others = sum(n for e, n in talk.answers[a].items() if e not in (a, b) and not talk.strangers[_pair(a, e)])
    if not by_b:
        return 0.0
    return min(CERTAIN, by_b * log(ANSWERS / common) + others * log((1 - ANSWERS) / (1 - common)))


def _talk(page: Page, utterances: Sequence[Utterance]) -> _Talk:
    found = _Talk(defaultdict(Counter), defaultdict(float), Counter())
    piece_at = pieces_by_start(page)
    entity, person, heard = page.clusters.entity, page.clusters.person, hear(page)
    spoken = [u for u in utterances if u.kind == "speech"]
    called: list[set[int]] = []
    for u in spoken:
        pieces = [piece_at[s.start] for s in u.spans if s.start in piece_at]
        calls = {int(person[entity[i]]) for p in pieces for i in heard.called[p] if page.mentions.kind[i] == PROP}
        called.append(calls - {-1})
    told = [int(person[u.speaker]) if u.method == "explicit" and u.speaker is not None else -1 for u in spoken]
    likely = [u.speaker if u.speaker is not None and u.confidence >= KNOWN else -1 for u in spoken]
    found.told.update(p for p in told if p >= 0)
    talk = number_conversations(page, spoken, piece_at)
    for k, calls in enumerate(called):
        caller = int(person[likely[k]]) if likely[k] >= 0 else -1
        for e in calls:
            if told[k] >= 0 and told[k] != e:
                found.strangers[_pair(told[k], e)] += CALLER
        if len(calls) != 1 or likely[k] < 0:
            continue
        beside = {told[j] for j in (k - 1, k + 1) if 0 <= j < len(spoken) and talk[j] == talk[k]} - {-1, caller}
        near = range(max(0, k - WINDOW), min(len(spoken), k + WINDOW + 1))
        present = {told[j] for j in near if talk[j] == talk[k]} - {-1, caller}
        for e in beside or (present if len(present) == 1 else ()):
            found.answers[min(calls)][e] += 1
    for k, j in pairwise(range(len(spoken))):
        if talk[k] == talk[j] and told[k] >= 0 and told[j] >= 0 and told[k] != told[j]:
            found.strangers[_pair(told[k], told[j])] += OTHER
    return found


def _add_clauses(page: Page, known: Sequence[int], stated: set[Pair], found: _Talk) -> None:
    """Adds what the clauses of the narration tell of two people, but for pairs of mentions `stated` to be one's."""
    apart, told = page.scored.ties.apart if page.scored else {}, page.mentions.quotation < 0
    for i, others in apart.items():
        for j in others:
            if j < i and told[i] and told[j] and (j, i) not in stated:
                found.strangers[_pair(known[i], known[j])] += OTHER


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


def _pair(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)


def by_names(names: NameIndex, a: int, b: int) -> float:
    """How often somebody has two names that fit as those of two people do, 0 where they cannot be one."""
    if names.genders[a] and names.genders[b] and names.genders[a] != names.genders[b]:
        return 0.0
    one, other = ("" if given in CALLED_KIN else given for given in (names.givens[a], names.givens[b]))
    if one and other and not (same_given(one, other) or pet_form(one, other)):
        return 0.0
    family, another = names.families[a], names.families[b]
    if family and another and family != another:
        women = not (names.titles[a] | names.titles[b]) - WOMEN and "m" not in (names.genders[a], names.genders[b])
        return MARRIED if women else 0.0
    if not can_be_one_by_title(names.titles[a], names.titles[b]):
        return 0.0
    if not family or not another:
        return COMPLETED if (family and not one and other) or (another and not other and one) else UNRELATED
    return AKIN
