"""Corrections applied one after another to who each mention is and who says what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from fabula.reading.characters import proper_forms, surface
from fabula.reading.corrections.anchors import GONE, Found, fold
from fabula.reading.page import NOM, PRON, PROP, Corrected, Page, summed
from fabula.story import Anchor, Correction, Person, Span, Utterance

NOBODY_THERE = "nobody is meant there"
NOTHING_SAID = "nothing is said there"

Places = Mapping[Anchor, Found]


@dataclass(slots=True)
class Hand:
    """The state of a page under correction: who each mention is, and what was said of persons and utterances.

    `into` leads from a person that was merged to the one it is now; `speakers` are by utterance, `pieces` by quoted
    stretch; `problems` are why each correction does not hold, or not wholly: (whether it holds at all, what to say).
    """

    entity: np.ndarray
    sure: np.ndarray
    person: list[int]
    teller: np.ndarray
    names: dict[int, str]
    parted: dict[int, int]
    dismissed: list[tuple[str, int, int]]
    into: dict[int, int]
    speakers: dict[int, int | None]
    pieces: dict[int, int | None]
    loose: np.ndarray
    problems: list[tuple[bool, str | None]]

    def now(self, entity: int) -> int:
        """The entity that one is after the merges so far."""
        while entity in self.into:
            entity = self.into[entity]
        return entity

    def page(self, page: Page) -> Page:
        """The page as corrected."""
        speakers = {piece: -1 if e is None else self._mention(page, self.now(e)) for piece, e in self.pieces.items()}
        corrected = Corrected(
            {piece: i for piece, i in speakers.items() if i is not None},
            {self.now(e): name for e, name in self.names.items()},
            self.parted,
            tuple(self.dismissed),
        )
        others = {i: summed((self.now(e), p) for e, p in mass.items()) for i, mass in page.clusters.others.items()}
        clusters = replace(
            page.clusters, entity=self.entity, confidence=self.sure, person=np.array(self.person, np.int64),
            teller=self.teller, others=others,
        )  # fmt: skip
        return replace(page, clusters=clusters, corrected=corrected)

    def _mention(self, page: Page, entity: int) -> int | None:
        """A mention that is this person's whatever speech will tell: a name, if there is one."""
        own = np.flatnonzero((self.entity == entity) & ~self.loose)
        named = own[page.mentions.kind[own] == PROP]
        return int(named[0]) if len(named) else int(own[0]) if len(own) else None


def apply(
    page: Page, utterances: Sequence[Utterance], corrections: Sequence[Correction], places: Places, *, settled: bool
) -> Hand:
    """The page's state once the corrections hold. Unless it is `settled`, who "I" and "you" are in speech is not yet
    known, and no correction goes by such mentions.
    """
    m, c = page.mentions, page.clusters
    loose = np.zeros(len(m), bool) if settled else (m.kind == PRON) & (m.quotation >= 0)
    hand = Hand(
        c.entity.copy(), c.confidence.copy(), c.person.tolist(), c.teller.copy(), {}, dict(page.corrected.parted), [],
        {}, {}, {}, loose, [],
    )  # fmt: skip
    for number, correction in enumerate(corrections):
        match correction.do:
            case "merge":
                problem = _merge(page, hand, correction, places)
            case "split":
                problem = _split(page, hand, correction, places, number)
            case "rename":
                who, problem = _who(page, hand, correction.person, places)
                if who is not None:
                    hand.names[who] = correction.name or ""
            case "speaker":
                problem = _speaker(page, hand, correction, places, utterances)
            case "dismiss":
                span, problem = _place(correction.at, places)
                if span is not None:
                    hand.dismissed.append((correction.category or "", span.start, span.end))
        holds = problem is None or problem.startswith(_PARTLY)
        hand.problems.append((holds, problem))
    return hand


_PARTLY = "without "


def _place(at: Anchor | None, places: Places) -> Found:
    return places[at] if at is not None else Found(None, GONE)


def _who(page: Page, hand: Hand, person: Person | None, places: Places) -> tuple[int | None, str | None]:
    """The entity that a person is: of the mention, or else the only bearer of the name."""
    if person is None:
        return None, NOBODY_THERE
    span, problem = places[person.at]
    mention = None if span is None else _mention_at(page, hand, span)
    if mention is not None:
        return int(hand.entity[mention]), None
    bearing = _bearers(page, hand, person.name)
    return (bearing.pop(), None) if len(bearing) == 1 else (None, problem or NOBODY_THERE)


def _mention_at(page: Page, hand: Hand, span: Span) -> int | None:
    """The mention that is a passage, or else the shortest around it or the longest in it that ends where it does."""
    m, words = page.mentions, page.words
    first = int(np.searchsorted(words.end, span.start, side="right"))
    last = int(np.searchsorted(words.start, span.end, side="left"))
    ending = np.flatnonzero((m.end == last) & ~hand.loose)
    around = ending[m.start[ending] <= first]
    return int(around[-1]) if len(around) else int(ending[0]) if len(ending) else None


def _bearers(page: Page, hand: Hand, name: str) -> set[int]:
    """The entities that the text, or a correction, calls by a name."""
    wanted = _plain(name)
    now = replace(page, clusters=replace(page.clusters, entity=hand.entity))
    bearing = {e for e, forms in proper_forms(now).items() if any(_plain(form) == wanted for form in forms)}
    return bearing | {hand.now(e) for e, given in hand.names.items() if _plain(given) == wanted}


def _described(page: Page, hand: Hand, name: str) -> set[int]:
    """The entities without a name that the text describes in these words: "the surveyor"."""
    wanted, kinds = _plain(name), page.mentions.kind
    named = set(hand.entity[kinds == PROP].tolist())
    alike = {int(hand.entity[i]) for i in np.flatnonzero(kinds == NOM) if _plain(surface(page, int(i))) == wanted}
    return alike - named


def _plain(name: str) -> str:
    return " ".join(fold(name).casefold().split())


def _merge(page: Page, hand: Hand, correction: Correction, places: Places) -> str | None:
    found = [_who(page, hand, person, places) for person in correction.people]
    people = list(dict.fromkeys(e for e, _ in found if e is not None))
    missing = [problem for e, problem in found if e is None]
    if not people or len(found) - len(missing) < 2:
        return missing[0] or NOBODY_THERE
    first, *others = people
    if found[0][0] == first and first not in hand.names and _is_named(page, hand, first):
        hand.names[first] = correction.people[0].name
    for other in others:
        hand.entity[hand.entity == other] = first
        hand.into[other] = first
        if hand.person[first] < 0:
            hand.person[first] = hand.person[other]
        hand.teller[hand.teller == other] = first
        if other in hand.names:
            hand.names.setdefault(first, hand.names.pop(other))
    return _lacking(len(missing), len(found))


def _is_named(page: Page, hand: Hand, entity: int) -> bool:
    return bool(((hand.entity == entity) & (page.mentions.kind != PRON)).any())


def _split(page: Page, hand: Hand, correction: Correction, places: Places, number: int) -> str | None:
    old, _ = _who(page, hand, correction.person, places)
    spans = [places[a] for a in correction.mentions]
    found = [None if at.span is None else _mention_at(page, hand, at.span) for at in spans]
    mentions = [i for i in found if i is not None]
    if not mentions:
        return next((at.problem for at in spans if at.problem), NOBODY_THERE)
    name = correction.name or ""
    apart = sorted(set(hand.entity[mentions].tolist()) - {old})
    bearing = sorted((_bearers(page, hand, name) or _described(page, hand, name)) - {old})
    if number in hand.parted:
        new = hand.now(hand.parted[number])
    elif len(bearing) == 1:
        new = bearing[0]
    elif len(apart) == 1 and _is_all(page, hand, apart[0], mentions):
        new = apart[0]  # Fabula tells the two apart by itself by now
    else:
        new = len(hand.person)
        named = (page.mentions.kind[mentions] == PROP).any()
        hand.person.append(hand.person[old] if named and old is not None else -1)
    hand.parted[number] = new
    hand.entity[mentions], hand.sure[mentions] = new, 1.0
    if new not in bearing:
        hand.names[new] = name
    return _lacking(len(found) - len(mentions), len(found))


def _is_all(page: Page, hand: Hand, entity: int, mentions: Sequence[int]) -> bool:
    """Whether an entity has no names and noun phrases but these."""
    own = np.flatnonzero((hand.entity == entity) & (page.mentions.kind != PRON))
    return set(own.tolist()) <= set(mentions)


def _lacking(missing: int, all_of: int) -> str | None:
    return f"{_PARTLY}{missing} of its {all_of} passages, which are gone" if missing else None


def _speaker(
    page: Page, hand: Hand, correction: Correction, places: Places, utterances: Sequence[Utterance]
) -> str | None:
    span, problem = _place(correction.at, places)
    if span is None:
        return problem
    who = None
    if correction.speaker is not None:
        who, problem = _who(page, hand, correction.speaker, places)
        if who is None:
            return problem
    said = [
        (sum(max(0, min(s.end, span.end) - max(s.start, span.start)) for s in u.spans), -k)
        for k, u in enumerate(utterances)
    ]
    overlap, at = max(said, default=(0, 0))
    if overlap:
        hand.speakers[-at] = who
    for piece, q in enumerate(page.pieces):
        if q.inner_start < span.end and span.start < q.inner_end:
            hand.pieces[piece] = who
    return None if overlap else NOTHING_SAID
