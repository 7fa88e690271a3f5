"""Utterances: who says what to whom.

Quoted stretches are gathered into turns; what the text says of a turn (a reporting clause, the person acting in its
paragraph, names called out, the model's candidates) is weighed as evidence; and each conversation is decoded as a
whole, since people take turns (the chain model of He, Barbosa and Kondrak 2013, here second-order, with posteriors).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from fabula.language.coreference import own_gender
from fabula.language.saying import SAYING
from fabula.language.spoken import which_are_spoken
from fabula.reading.page import PERSON, PRON, Page, entity_genders
from fabula.reading.speech.chain import posteriors
from fabula.reading.speech.chances import add_chances
from fabula.reading.speech.cues import Cue, find_cue, is_thought, mention_index
from fabula.reading.speech.vocatives import vocatives
from fabula.story import Span, Utterance

GAP_WORDS = 160
"""Narration longer than this between two turns ends a conversation."""

MOST_CANDIDATES = 9
ABSTAIN = 0.25
"""Below this posterior no speaker is named."""

# How speakers take turns, counted on LitBank's training split by how the later turn is told: in paragraphs that touch,
# that the same person goes on, and that a change of speaker goes back to the one before; then with a paragraph between,
# and with more.
SAME = {"reported": 0.12, "acting": 0.2, "bare": 0.08}
BACK = {"reported": 0.55, "acting": 0.79, "bare": 0.88}
SAME_APART, SAME_FAR = 0.42, 0.28

# What the kinds of evidence weigh, as log-odds: chosen by the likelihood of LitBank's speakers, of named speakers of
# whole works whose reporting clauses were hidden, and some by our own example stories (training/EXPERIMENTS.md).
TRUST = 0.5
ACTING = 1.5
CALLED, NAMED = -4.0, -1.0
REPORTED = 0.7
BESIDE = 0.7
ANYBODY = 0.35
HABIT, TALKATIVE = 0.3, 10
CHOSEN, UNNAMED = 0.35, 0.3
UNKNOWN = -3.5

_NOBODY = -1
_FLOOR = float(np.log(0.01))
_IMPOSSIBLE = -60.0


@dataclass(slots=True)
class Turn:
    """Quoted stretches (numbers into Page.pieces) that one person says at once, and the evidence of who.

    `known` is the speaker that a reader has set.
    """

    pieces: list[int]
    paragraph: int
    cue: Cue | None = None
    evidence: dict[int, float] = field(default_factory=dict)
    called: list[int] = field(default_factory=list)
    acting: int | None = None
    named: set[int] = field(default_factory=set)
    known: int | None = None
    speaker: int = _NOBODY
    confidence: float = 0.0
    method: str = "unknown"
    addressees: tuple[int, ...] = ()
    addressee_confidence: float = 0.0


def find_utterances(page: Page) -> list[Utterance]:
    """The utterances of a work, in order; entities are numbered as in `page.clusters`."""
    page = replace(page, genders=entity_genders(page))
    spoken = which_are_spoken(page.text, page.pieces, _paragraph_starts(page))
    spoken = [said or page.corrected.speakers.get(piece, _NOBODY) != _NOBODY for piece, said in enumerate(spoken)]
    turns = gather_turns(page, spoken)
    page = replace(page, talk=_talk(page, turns))
    weigh(page, turns)
    for conversation in conversations(page, turns):
        decode(page, conversation)
        address(page, conversation)
    out = [_utterance(page, t) for t in turns]
    out += [
        Utterance((Span(q.inner_start, q.inner_end),), "other", None, (), None, None, "typography", 0.8)
        for q, said in zip(page.pieces, spoken, strict=True)
        if not said
    ]
    return sorted(out, key=lambda u: u.spans[0].start)


def _talk(page: Page, turns: Sequence[Turn]) -> Counter[int]:
    """How many turns the text itself gives to each entity by name."""
    named = (turn.cue.mention for turn in turns if turn.cue is not None and turn.cue.is_explicit)
    return Counter(int(page.clusters.entity[i]) for i in named)


def _paragraph_starts(page: Page) -> dict[int, int]:
    numbers, first = np.unique(page.words.paragraph, return_index=True)
    return {int(p): int(page.words.start[i]) for p, i in zip(numbers, first, strict=True)}


def gather_turns(page: Page, spoken: Sequence[bool]) -> list[Turn]:
    """One turn for each paragraph's quotations, split where two reporting clauses name different people; a speech that
    runs over paragraphs is one turn."""
    starts, ends = mention_index(page)
    turns: list[Turn] = []
    for piece, q in enumerate(page.pieces):
        if not spoken[piece]:
            continue
        cue, known = find_cue(page, piece, starts, ends), _known(page, piece)
        last = turns[-1] if turns else None
        if last is not None:
            previous = page.pieces[last.pieces[-1]]
            carried = q.continues and previous.paragraph == q.paragraph - 1
            together = previous.paragraph == q.paragraph and _same_turn(page, last, cue)
            if (carried or together) and last.known == known:
                last.pieces.append(piece)
                last.paragraph = q.paragraph
                if cue is not None and (last.cue is None or cue.strength > last.cue.strength + 0.1):
                    last.cue = cue
                continue
        turns.append(Turn([piece], q.paragraph, cue, known=known))
    return turns


def _known(page: Page, piece: int) -> int | None:
    """The speaker that a reader has set for a quoted stretch, if one has."""
    mention = page.corrected.speakers.get(piece)
    return None if mention is None else _NOBODY if mention < 0 else int(page.clusters.entity[mention])


def _same_turn(page: Page, turn: Turn, cue: Cue | None) -> bool:
    if cue is None or turn.cue is None or cue.verb == turn.cue.verb:
        return True
    entity = page.clusters.entity
    return bool(entity[cue.mention] == entity[turn.cue.mention])


def weigh(page: Page, turns: Sequence[Turn]) -> None:
    """Gathers the evidence of each turn's speaker, as log-odds by entity."""
    entity, m = page.clusters.entity, page.mentions
    # The scorer does not know of entities: what it gave holds when a conversation is decoded again.
    add_chances(page, [turn.pieces[0] for turn in turns])
    for turn in turns:
        mass: defaultdict[int, float] = defaultdict(float)
        for i, p in zip(*page.chances[turn.pieces[0]], strict=True):
            mass[int(entity[i])] += float(p)
        turn.evidence = {e: TRUST * float(np.log(p + 0.01)) for e, p in mass.items()}
        turn.called = [i for p in turn.pieces for i in vocatives(page, p)]
        for p in turn.pieces:
            first, last = page.piece_words[p]
            low, high = np.searchsorted(m.start, first), np.searchsorted(m.start, last)
            turn.named |= {int(entity[i]) for i in range(low, high) if m.kind[i] != PRON and m.type[i] == PERSON}
        turn.acting = _beat(page, turn)
        if turn.acting is not None:
            turn.evidence[turn.acting] = turn.evidence.get(turn.acting, TRUST * _FLOOR) + ACTING
        for i in turn.called:
            e = int(entity[i])
            turn.evidence[e] = turn.evidence.get(e, TRUST * _FLOOR) + CALLED
        for e in turn.named - {int(entity[i]) for i in turn.called}:
            turn.evidence[e] = turn.evidence.get(e, TRUST * _FLOOR) + NAMED


def _beat(page: Page, turn: Turn) -> int | None:
    """The person whose doing the turn's own paragraph tells: `Emma laughed. "No."`"""
    m, words = page.mentions, page.words
    first, _ = page.piece_words[turn.pieces[0]]
    _, last = page.piece_words[turn.pieces[-1]]
    low = int(np.searchsorted(words.paragraph, page.pieces[turn.pieces[0]].paragraph, side="left"))
    high = int(np.searchsorted(words.paragraph, turn.paragraph, side="right"))
    found: list[tuple[int, int]] = []
    for i in range(int(np.searchsorted(m.start, low)), int(np.searchsorted(m.start, high))):
        if m.type[i] != PERSON or m.quotation[i] >= 0:
            continue
        head = int(m.end[i]) - 1
        subject = any(page.relation(k) in ("nsubj", "nsubj:pass") for k in range(int(m.start[i]), head + 1))
        if subject:
            distance = first - int(m.end[i]) if m.end[i] <= first else int(m.start[i]) - last
            found.append((abs(distance), i))
    if not found:
        return None
    return int(page.clusters.entity[min(found)[1]])


def conversations(page: Page, turns: Sequence[Turn]) -> list[list[Turn]]:
    """Runs of turns that belong together: same scene, no long narration between."""
    out: list[list[Turn]] = []
    for turn in turns:
        first = page.piece_words[turn.pieces[0]][0]
        if out:
            last = page.piece_words[out[-1][-1].pieces[-1]][1]
            if (
                first - last <= GAP_WORDS
                and page.scene[min(first, len(page.scene) - 1)] == page.scene[max(0, last - 1)]
            ):
                out[-1].append(turn)
                continue
        out.append([turn])
    return out


def _people(page: Page, turns: Sequence[Turn]) -> list[int]:
    """Who may be speaking in a conversation: those its reporting clauses name, and those most present."""
    entity = page.clusters.entity
    weight: defaultdict[int, float] = defaultdict(float)
    for turn in turns:
        if turn.cue is not None:
            weight[int(entity[turn.cue.mention])] += 10
        for e, score in turn.evidence.items():
            weight[e] += float(np.exp(min(score, 2.0)))
        for i in turn.called:
            weight[int(entity[i])] += 1
    reported = {int(entity[t.cue.mention]) for t in turns if t.cue is not None}
    reported |= {t.known for t in turns if t.known not in (None, _NOBODY)}
    for turn in turns:
        if turn.cue is not None:
            for e, p in page.clusters.others.get(turn.cue.mention, {}).items():
                weight[e] += 10 * p
    others = [e for e in sorted(weight, key=lambda e: (-weight[e], e)) if e not in reported]
    return [*sorted(reported), *others[: max(2, MOST_CANDIDATES - len(reported))]]


def decode(page: Page, turns: Sequence[Turn]) -> None:
    """Sets each turn's speaker, confidence and method, from the posteriors of a second-order chain."""
    entity = page.clusters.entity
    people, posterior = who_speaks(page, turns)
    for turn, chances in zip(turns, posterior, strict=True):
        best = int(chances.argmax())
        turn.confidence = float(chances[best])
        turn.speaker = people[best]
        if turn.known is not None:
            turn.speaker, turn.confidence, turn.method = turn.known, 1.0, "corrected"
            continue
        if turn.speaker == _NOBODY or turn.confidence < ABSTAIN:
            turn.speaker, turn.method = _NOBODY, "unknown"
        elif turn.cue is not None and int(entity[turn.cue.mention]) == turn.speaker:
            turn.method = turn.cue.method
        elif turn.acting == turn.speaker:
            turn.method = "action"
        else:
            turn.method = "conversation"
        turn.confidence = calibrated(turn.confidence, page.model.calibration.get(turn.method, (1.0, 0.0)))


def who_speaks(page: Page, turns: Sequence[Turn]) -> tuple[list[int], NDArray[np.float64]]:
    """The people of a conversation, the last of them nobody known, and the chance of each to speak each turn, shape
    (turns, people)."""
    people = [*_people(page, turns), _NOBODY]
    at = {e: k for k, e in enumerate(people)}
    habit = np.array([HABIT * np.log(min(1 + page.talk.get(e, 0), TALKATIVE) / TALKATIVE) for e in people])
    emission = np.full((len(turns), len(people)), TRUST * _FLOOR)
    for t, turn in enumerate(turns):
        for e, score in turn.evidence.items():
            if e in at:
                emission[t, at[e]] = score
        emission[t] += habit
        emission[t, -1] = UNKNOWN
        if turn.cue is not None:
            emission[t] = _reported(page, turn.cue, emission[t], at)
        if turn.known is not None:
            emission[t] = _IMPOSSIBLE
            emission[t, at[turn.known]] = 0.0
    taking = [_taking(page, a, b) for a, b in pairwise(turns)]
    return people, posteriors(emission, [same for same, _ in taking], [back for _, back in taking])


def calibrated(probability: float, line: tuple[float, float]) -> float:
    """A probability with its logit moved along a line, (slope, intercept): Platt's scaling (Platt 1999)."""
    p = min(max(probability, 0.001), 0.999)
    logit = line[0] * np.log(p / (1 - p)) + line[1]
    return round(float(1 / (1 + np.exp(-logit))), 4)


def _reported(page: Page, cue: Cue, evidence: NDArray[np.float64], at: dict[int, int]) -> NDArray[np.float64]:
    """The evidence of a turn with a reporting clause: near certain for a name; for a pronoun or a noun, what those
    who it may mean have for them, each by its probability, and anybody of its gender who is there a little."""
    who = int(page.clusters.entity[cue.mention])
    meant = page.clusters.others.get(cue.mention)
    chance = np.full(len(evidence), (1 - cue.strength) / len(evidence))
    if meant:
        wanted = own_gender(page.words.text, page.mentions, cue.mention)
        fits = np.array([_FITS[page.genders[e] if e != _NOBODY else "", wanted] for e in at])
        chance += cue.strength * ANYBODY * fits / fits.sum()
        for e, p in meant.items():
            if e in at:
                chance[at[e]] += cue.strength * (1 - ANYBODY) * p
        # A noun phrase taken for somebody new may still mean one of those present.
        floor = CHOSEN if page.clusters.person[who] >= 0 or who == page.clusters.narrator else UNNAMED
        chance[at[who]] = max(chance[at[who]], floor * cue.strength)
        return np.asarray(REPORTED * np.log(chance) + BESIDE * np.clip(evidence, np.log(0.02), 0.0))
    chance[at[who]] += cue.strength
    return np.asarray(3.0 * np.log(chance) + 0.2 * np.clip(evidence, np.log(0.02), 0.0))


_FITS = {
    (a, b): 1.0 if not b or a == b else 0.5 if not a else 0.02 for a in ("m", "f", "") for b in ("m", "f", "")
}  # fmt: skip
"""How well somebody of one gender, where it is known, fits words of another."""


def _taking(page: Page, a: Turn, b: Turn) -> tuple[float, float]:
    """The prior probabilities that two turns in a row are one person's, and, where they are not, that the second is
    by whoever spoke before the first. Writers leave out who speaks where speakers take turns."""
    between = page.pieces[b.pieces[0]].paragraph - a.paragraph
    kind = "reported" if b.cue is not None else "acting" if b.acting is not None else "bare"
    same = SAME[kind] if between == 1 else 0.5 if between == 0 else SAME_APART if between == 2 else SAME_FAR
    return same, BACK[kind]


def address(page: Page, turns: Sequence[Turn]) -> None:
    """Sets each turn's addressees: whom it calls, or whose turn is next to it."""
    entity = page.clusters.entity
    for t, turn in enumerate(turns):
        called = [int(entity[i]) for i in turn.called if int(entity[i]) != turn.speaker]
        named = [e for e in called if page.clusters.person[e] >= 0]
        told = _told(page, turn)
        if told is not None and told != turn.speaker:
            turn.addressees, turn.addressee_confidence = (told,), 0.85
        elif named:
            turn.addressees, turn.addressee_confidence = tuple(dict.fromkeys(named)), 0.8
        else:
            near = [
                u.speaker
                for u in (*reversed(turns[max(0, t - 3) : t]), *turns[t + 1 : t + 4])
                if u.speaker not in (turn.speaker, _NOBODY)
            ]
            if near:
                turn.addressees, turn.addressee_confidence = (near[0],), 0.55


def _told(page: Page, turn: Turn) -> int | None:
    """The person that the reporting clause says is spoken to: "said Tom to Ben", "asked her", "told him"."""
    if turn.cue is None:
        return None
    m, words = page.mentions, page.words.text
    verb = turn.cue.verb
    limit = min(len(words), verb + 9)
    transitive = SAYING.get(words[verb].lower()) in ("tell", "ask", "answer", "warn", "remind", "beg", "assure", "urge")
    for k in range(verb + 1, limit):
        if words[k] in '.!?;"“”':
            break
        to = words[k].lower() in ("to", "at") and k + 1 < limit
        if to or (transitive and k == verb + 1):
            start = k + 1 if to else k
            low, high = np.searchsorted(m.start, start), np.searchsorted(m.start, start, side="right")
            for i in range(low, high):
                if m.type[i] == PERSON and i != turn.cue.mention:
                    return int(page.clusters.entity[i])
    return None


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
        speaker=None if turn.speaker == _NOBODY else turn.speaker,
        addressees=turn.addressees,
        cue=None if cue is None else Span(int(words.start[cue.verb]), int(words.end[cue.verb])),
        mention=mention,
        method=turn.method,
        confidence=turn.confidence if turn.speaker != _NOBODY else 0.0,
        addressee_confidence=turn.addressee_confidence,
    )
