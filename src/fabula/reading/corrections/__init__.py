"""What a reader has set right, applied while a story is read, so that every later layer is built on it.

Corrections hold in their order. They are applied twice: before speech is read, so that a speaker who is known helps to
find those around, and two names that are one person's count as one; and when it has been, since only then is it known
who "I" and "you" are, and who is named in letters alone. What was applied before stays as it is then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fabula.reading.corrections.anchors import anchor, find, fold
from fabula.reading.corrections.hand import Hand, Places, apply
from fabula.reading.page import Page
from fabula.story import FREE_INDIRECT, Anchor, Correction, Document, Person, Utterance


def locate(text: str, corrections: Sequence[Correction]) -> Places:
    """Where the passages of the corrections stand in a text."""
    folded = fold(text)
    return {a: find(folded, a) for a in dict.fromkeys(a for c in corrections for a in _anchors(c))}


def before_speech(page: Page, corrections: Sequence[Correction], places: Places) -> Page:
    """The page with the corrections of who is who, and with the speakers that are known."""
    return apply(page, (), corrections, places, settled=False).page(page)


def after_speech(
    page: Page,
    utterances: Sequence[Utterance],
    documents: Sequence[Document],
    corrections: Sequence[Correction],
    places: Places,
) -> tuple[Page, list[Utterance], list[Document], list[Correction]]:
    """The layers as corrected, and the corrections with what became of each, anchored anew where they stand.

    Entities that nobody is any more are left out, and the others numbered anew.
    """
    hand = apply(page, utterances, corrections, places, settled=True)
    done = [_outcome(page.text, c, places, hand.problems[k]) for k, c in enumerate(corrections)]
    spoken = [_set(hand, k, u) for k, u in enumerate(utterances)]
    written = [_rewritten(hand, d) for d in documents]
    return (*_renumbered(hand.page(page), spoken, written), _tidy(done))


def kept(corrections: Sequence[Correction], problem: str) -> list[Correction]:
    """The corrections, none of them applied."""
    return [replace(c, applied=False, problem=problem) for c in corrections]


def _set(hand: Hand, number: int, u: Utterance) -> Utterance:
    """An utterance with the speaker that a reader has set, if one has, and with persons as they are now."""
    speaker = None if u.speaker is None else hand.now(u.speaker)
    if number in hand.speakers:
        who = hand.speakers[number]
        speaker = None if who is None else hand.now(who)
        kind = "speech" if u.kind == "other" and speaker is not None else u.kind
        method = u.method if u.method == FREE_INDIRECT else "corrected"
        u = replace(u, kind=kind, method=method, confidence=0.0 if speaker is None else 1.0)
    heard = tuple(dict.fromkeys(e for e in map(hand.now, u.addressees) if e != speaker))
    sure = u.addressee_confidence if heard else 0.0
    return replace(u, speaker=speaker, addressees=heard, addressee_confidence=sure)


def _rewritten(hand: Hand, d: Document) -> Document:
    def now(entity: int | None) -> int | None:
        return None if entity is None else hand.now(entity)

    writer = now(d.writer)
    return replace(
        d,
        writer=writer,
        finder=now(d.finder),
        addressees=tuple(dict.fromkeys(e for e in map(hand.now, d.addressees) if e != writer)),
        readers=tuple(dict.fromkeys(map(hand.now, d.readers))),
    )


def _renumbered(
    page: Page, utterances: Sequence[Utterance], documents: Sequence[Document]
) -> tuple[Page, list[Utterance], list[Document]]:
    """The layers with the entities that something refers to, numbered without gaps in the order that they had."""
    c = page.clusters
    used: set[int] = set(c.entity.tolist()) | set(c.teller[c.teller >= 0].tolist())
    used |= {e for u in utterances for e in (u.speaker, *u.addressees) if e is not None}
    used |= {e for d in documents for e in (d.writer, d.finder, *d.addressees, *d.readers) if e is not None}
    order = sorted(used)
    place = {e: k for k, e in enumerate(order)}

    def to(entity: int | None) -> int | None:
        return None if entity is None else place[entity]

    clusters = replace(
        c,
        entity=np.array([place[e] for e in c.entity.tolist()], np.int64),
        person=c.person[order] if order else c.person[:0],
        others={i: {place[e]: p for e, p in mass.items() if e in place} for i, mass in c.others.items()},
        teller=np.array([place.get(e, -1) for e in c.teller.tolist()], np.int64),
    )
    names = {place[e]: name for e, name in page.corrected.names.items() if e in place}
    page = replace(page, clusters=clusters, corrected=replace(page.corrected, names=names, parted={}))
    spoken = [replace(u, speaker=to(u.speaker), addressees=tuple(place[e] for e in u.addressees)) for u in utterances]
    written = [
        replace(
            d,
            writer=to(d.writer),
            finder=to(d.finder),
            addressees=tuple(place[e] for e in d.addressees),
            readers=tuple(place[e] for e in d.readers),
        )
        for d in documents
    ]
    return page, spoken, written


def _anchors(c: Correction) -> list[Anchor]:
    people = [p for p in (c.speaker, c.person, *c.people) if p is not None]
    return [*([c.at] if c.at else []), *c.mentions, *(p.at for p in people)]


def _outcome(text: str, c: Correction, places: Places, became: tuple[bool, str | None]) -> Correction:
    """A correction with its passages anchored where they stand now, and with what became of it."""

    def anew(a: Anchor) -> Anchor:
        span = places[a].span
        return a if span is None else anchor(text, span.start, span.end)

    def person(p: Person) -> Person:
        return replace(p, at=anew(p.at))

    return replace(
        c,
        at=None if c.at is None else anew(c.at),
        speaker=None if c.speaker is None else person(c.speaker),
        people=tuple(map(person, c.people)),
        person=None if c.person is None else person(c.person),
        mentions=tuple(map(anew, c.mentions)),
        applied=became[0],
        problem=became[1],
    )


def _tidy(corrections: Sequence[Correction]) -> list[Correction]:
    """The corrections without those said twice, and without speakers that a later one changes."""
    out: list[Correction] = []
    for k, c in enumerate(corrections):
        later = corrections[k + 1 :]
        if c.do == "speaker" and any(o.do == "speaker" and o.at == c.at for o in later):
            continue
        if c not in out:
            out.append(c)
    return out
