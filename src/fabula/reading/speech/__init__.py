"""Utterances: who says what to whom.

Quoted stretches are gathered into turns (`turns`); what the text tells of each is weighed as evidence (`evidence`); and
each conversation is decoded as a whole, since people take turns (`chain`). What that tells of pronouns goes back to
coreference (`fabula.reading.follow_speech`), and who speaks is asked again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from fabula.reading.page import PERSON, PRON, PROP, Page
from fabula.reading.speech.addressees import address
from fabula.reading.speech.chain import posteriors
from fabula.reading.speech.chances import add_chances
from fabula.reading.speech.cues import is_thought
from fabula.reading.speech.evidence import FEATURES, OF_RANK, evidence, gather, meant, taking, told_by
from fabula.reading.speech.familiar import beside, by_description, may_mean
from fabula.reading.speech.heard import hear
from fabula.reading.speech.tales import go_on
from fabula.reading.speech.turns import NOBODY, Masses, Turn, conversations, gather_turns, settled_speaker
from fabula.story import Span, Utterance

MOST_CANDIDATES = 9
ABSTAIN = 0.25
"""Below this posterior no speaker is named."""
SURE = 3.0
"""How much more a name in a reporting clause weighs than its probability."""

FEW = 4
"""So many pronouns tell a gender without a name, if no more than one in as many gainsays."""

OWN = 6.0
"""What it gives somebody that the words of a turn say that he is: “I’m Dot.”"""

BELIEVED = 0.3
"""How likely a named person must be to speak, the description in the clause aside, for that to mean him."""

_IMPOSSIBLE = -60.0


def find_utterances(page: Page) -> list[Utterance]:
    """The utterances of a work, in order; entities are numbered as in `page.clusters`."""
    page, turns, spoken = find_turns(page)
    talks = conversations(page, turns)
    for talk in talks:
        decode(page, talk)
    for talk in go_on(page, talks):
        decode(page, talk)
    for talk in talks:
        address(page, talk)
    out = [_utterance(page, t) for t in turns]
    out += [
        Utterance((Span(q.inner_start, q.inner_end),), "other", None, (), None, None, "typography", 0.8)
        for q, said in zip(page.pieces, spoken, strict=True)
        if not said
    ]
    return sorted(out, key=lambda u: u.spans[0].start)


def find_turns(page: Page) -> tuple[Page, list[Turn], list[bool]]:
    """The page with what speech needs to know of its entities, its turns with what is told of each, and which quoted
    stretches are spoken."""
    heard = hear(page)
    page = replace(page, heard=heard)
    genders, sure = zip(*_known_genders(page), strict=True) if len(page.clusters.person) else ((), ())
    m = page.mentions
    told = m.quotation < 0
    seen, nominals = _starts(page, told), _starts(page, told & (m.kind != PRON))
    page = replace(page, genders=genders, sure=sure, seen=seen, nominals=nominals)
    spoken = [said or page.corrected.speakers.get(piece, NOBODY) != NOBODY for piece, said in enumerate(heard.spoken)]
    turns = gather_turns(page, spoken, heard.cues)
    page = replace(page, talk=_talk(page, turns))
    # The scorer does not know of entities: what it gave holds when a conversation is decoded again.
    add_chances(page, [turn.pieces[0] for turn in turns])
    gather(page, turns, heard)
    return page, turns, spoken


def entity_genders(page: Page) -> tuple[str, ...]:
    """The gender of each entity by its name, or else by most of the pronouns and nouns that mean it: "m", "f", ""."""
    return tuple(gender for gender, _ in _known_genders(page))


def _known_genders(page: Page) -> list[tuple[str, bool]]:
    """The gender of each entity, and whether there is little doubt of it: all but a few of its pronouns and nouns agree
    with it and with the name, or there are only a few and the name tells."""
    m, clusters = page.mentions, page.clusters
    told = np.flatnonzero((m.type == PERSON) & (m.kind != PROP) & (m.gender != ""))
    ranked = np.array([page.words.lower[word] in OF_RANK for word in m.start[told].tolist()], dtype=bool)
    columns = []
    for some in (told[~ranked], told[ranked]):
        for gender in ("m", "f"):
            theirs = clusters.entity[some[m.gender[some] == gender]]
            columns.append(np.bincount(theirs, minlength=len(clusters.person)).tolist())
    out = []
    for person, *plain, sirs, madams in zip(clusters.person.tolist(), *columns, strict=True):
        named = clusters.names.genders[person] if person >= 0 else ""
        men, women = plain if any(plain) else (sirs, madams)
        gender = named or ("m" if men > 2 * women else "f" if women > 2 * men else "")
        few = men + women < FEW
        alike = men >= FEW * women if gender == "m" else women >= FEW * men
        out.append((gender, bool(named) if few else bool(gender) and alike))
    return out


def _starts(page: Page, some: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """The first words of those mentions of each entity that are among `some` (mentions,)."""
    m, entity = page.mentions, page.clusters.entity
    told = np.flatnonzero(some)
    order = told[np.argsort(entity[told], kind="stable")]
    cuts = np.searchsorted(entity[order], np.arange(len(page.clusters.person) + 1))
    return [m.start[order[a:b]] for a, b in pairwise(cuts.tolist())]


def _talk(page: Page, turns: Sequence[Turn]) -> Counter[int]:
    """How many turns the text itself gives to each entity by name."""
    speakers = (settled_speaker(page, turn) for turn in turns)
    return Counter(who for who in speakers if who is not None)


def who_may_speak(page: Page, turns: Sequence[Turn]) -> list[int]:
    """Who may be speaking in a conversation: those its reporting clauses name, and those most present."""
    entity = page.clusters.entity
    weight: defaultdict[int, float] = defaultdict(float)
    for turn in turns:
        for masses in (turn.scored, turn.beat, turn.before, turn.after, turn.earlier, turn.told):
            for e, p in masses.items():
                weight[e] += p
        if turn.cue is not None:
            for e, p in meant(page, turn.cue.mention).items():
                weight[e] += 10 * p
        for i in turn.called:
            weight[int(entity[i])] += 1
        for e in turn.own:
            weight[e] += 10
    reported = {int(entity[t.cue.mention]) for t in turns if t.cue is not None}
    reported |= {t.known for t in turns if t.known not in (None, NOBODY)}
    others = [e for e in sorted(weight, key=lambda e: (-weight[e], e)) if e not in reported]
    return [*sorted(reported), *others[: max(2, MOST_CANDIDATES - len(reported))]]


def decode(page: Page, turns: Sequence[Turn]) -> None:
    """Sets each turn's speaker, confidence and method, from the posteriors of a second-order chain."""
    entity = page.clusters.entity
    people, emission = gathered_evidence(page, turns)
    settle_descriptions(page, turns, people, emission)
    posterior = who_speaks(page, turns, people, emission)
    for turn, chances in zip(turns, posterior, strict=True):
        best = int(chances.argmax())
        turn.confidence = float(chances[best])
        turn.speaker = people[best]
        if turn.known is not None:
            turn.speaker, turn.confidence, turn.method = turn.known, 1.0, "corrected"
            continue
        if turn.speaker == NOBODY or turn.confidence < ABSTAIN:
            turn.speaker, turn.method = NOBODY, "unknown"
        elif turn.cue is not None and (turn.barred or int(entity[turn.cue.mention]) == turn.speaker):
            turn.method = turn.cue.method
        elif max(acts.get(turn.speaker, 0.0) for acts in (turn.beat, turn.before, turn.after)) >= 0.5:
            turn.method = "action"
        else:
            turn.method = "conversation"
        turn.confidence = calibrated(turn.confidence, page.model.calibration.get(turn.method, (1.0, 0.0)))


def settle_descriptions(
    page: Page, turns: Sequence[Turn], people: Sequence[int], emission: NDArray[np.float64]
) -> None:
    """Bars from turns that a description reports everybody but those with a name whom it may mean, where one of these
    would be likely to speak if the clause told nothing, and somebody else the turns beside."""
    for turn in turns:
        turn.barred = set()
    for described, told in by_description(page, turns).items():
        for t in told:
            turns[t].barred = {described}
        posterior = who_speaks(page, turns, people, emission)
        chances = np.exp(np.log(posterior[told] + 1e-9).mean(0))
        others = {people[int(posterior[k].argmax())] for t in told for k in beside(turns, t) if k not in told}
        barred = [{e for e in people if e in others or not may_mean(page, turns, t, e)} for t in told]
        fitting = [chances[k] for k, e in enumerate(people) if not any(e in some for some in barred)]
        believed = bool(others) and NOBODY not in others and max(fitting, default=0.0) >= BELIEVED
        for t, some in zip(told, barred, strict=True):
            turns[t].barred = some if believed else set()


def gathered_evidence(page: Page, turns: Sequence[Turn]) -> tuple[list[int], NDArray[np.float64]]:
    """The people of a conversation, the last of them nobody known, and what each turn tells of each of them, as a log,
    shape (turns, people)."""
    people = [*who_may_speak(page, turns), NOBODY]
    at = {e: k for k, e in enumerate(people)}
    weights = {name: np.array([known.get(f, 0.0) for f in FEATURES]) for name, known in page.model.weights.items()}
    given = evidence(page, turns, people)
    emission = np.zeros(given.shape[:2])
    for t, turn in enumerate(turns):
        emission[t] = given[t] @ weights[told_by(page, turn)]
        who = settled_speaker(page, turn)
        if turn.cue is not None and who is not None:
            emission[t] = settled(at[who], turn.cue.strength, emission[t])
        if turn.beat:
            emission[t] += leaning(people, turn.beat)
        emission[t, [at[e] for e in turn.own if e in at]] += OWN
        if turn.known is not None:
            emission[t] = _IMPOSSIBLE
            emission[t, at[turn.known]] = 0.0
    return people, emission


def who_speaks(
    page: Page, turns: Sequence[Turn], people: Sequence[int], emission: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The chance of each of the people to speak each turn, shape (turns, people), by the evidence and by taking turns;
    whom the description in its clause does not mean speaks no turn."""
    left = emission.copy()
    for t, turn in enumerate(turns):
        if turn.barred:
            left[t, [k for k, e in enumerate(people) if e in turn.barred]] = _IMPOSSIBLE
    chances = page.model.taking
    taken = [taking(page, a, b) for a, b in pairwise(turns)]
    same, back = ([chances[name][telling][gap] for telling, gap in taken] for name in ("same", "back"))
    return posteriors(left, same, back)


def leaning(people: Sequence[int], beat: Masses) -> NDArray[np.float64]:
    """What a beat beside a turn gives each of the people, as a log: whoever it does not mean shares what it leaves."""
    chance = np.full(len(people), (1 - sum(beat.values())) / len(people))
    return np.asarray(np.log(chance + [beat.get(e, 0.0) for e in people]))


def settled(who: int, strength: float, given: NDArray[np.float64]) -> NDArray[np.float64]:
    """The evidence of a turn whose reporting clause leaves no doubt: near certain, whatever else is `given`."""
    chance = np.full(len(given), (1 - strength) / len(given))
    chance[who] += strength
    return np.asarray(SURE * np.log(chance) + 0.1 * np.maximum(given - given.max(), -4.0))


def calibrated(probability: float, line: tuple[float, float]) -> float:
    """A probability with its logit moved along a line, (slope, intercept): Platt's scaling (Platt 1999)."""
    p = min(max(probability, 0.001), 0.999)
    logit = line[0] * np.log(p / (1 - p)) + line[1]
    return round(float(1 / (1 + np.exp(-logit))), 4)


def _utterance(page: Page, turn: Turn) -> Utterance:
    cue, words = turn.cue, page.words
    spans = tuple(Span(page.pieces[p].inner_start, page.pieces[p].inner_end) for p in turn.pieces)
    mention = None
    if cue is not None:
        first, last = int(page.mentions.start[cue.mention]), int(page.mentions.end[cue.mention]) - 1
        mention = Span(int(words.start[first]), int(words.end[last]))
    return Utterance(
        spans=spans,
        kind="thought" if is_thought(page, cue) else "speech",
        speaker=None if turn.speaker == NOBODY else turn.speaker,
        addressees=turn.addressees,
        cue=None if cue is None else Span(int(words.start[cue.verb]), int(words.end[cue.verb])),
        mention=mention,
        method=turn.method,
        confidence=turn.confidence if turn.speaker != NOBODY else 0.0,
        addressee_confidence=turn.addressee_confidence,
    )
