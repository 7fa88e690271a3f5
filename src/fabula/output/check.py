"""What must hold between the parts of a story that types cannot say: spans inside the text, references that resolve."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np

from fabula.output.plain import Malformed
from fabula.story import TOKEN_NUMBERS, TOKEN_WORDS, Story, Tokens


class _Spanned(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def check(story: Story) -> None:
    """Raises Malformed, with the place, where a span leaves the text or a reference leads nowhere."""
    length, entities = len(story.text), len(story.entities)
    _tokens(story.tokens, length)
    _spans("divisions", story.divisions, length)
    _spans("emphasis", story.emphasis, length)
    _spans("mentions", story.mentions, length)
    _spans("events", story.events, length)
    _spans("source.segments", story.source.segments, length)
    for i, segment in enumerate(story.source.segments):
        if segment.byte_start > segment.byte_end:
            raise Malformed("byte_start is after byte_end").at(f"source.segments[{i}]")
    for i, entity in enumerate(story.entities):
        if entity.id != i:
            raise Malformed(f"the id is {entity.id}, and must be its place").at(f"entities[{i}]")
    _refer("mentions", ((mention.entity,) for mention in story.mentions), entities)
    _refer("characters", ((character.entity,) for character in story.characters), entities)
    for i, utterance in enumerate(story.utterances):
        place = f"utterances[{i}]"
        _spans(f"{place}.spans", utterance.spans, length)
        _spans(place, [span for span in (utterance.cue, utterance.mention) if span], length)
        if not utterance.spans:
            raise Malformed("an utterance needs a span").at(f"{place}.spans")
        _spans(f"{place}.manners", utterance.manners, length)
        _spans(f"{place}.edits", utterance.edits, length)
    _refer("utterances", ([*_known(u.speaker), *u.addressees] for u in story.utterances), entities)
    for i, event in enumerate(story.events):
        _spans(f"events[{i}].participants", event.participants, length)
    _refer("events", ([p.entity for p in event.participants] for event in story.events), entities)
    for i, document in enumerate(story.documents):
        parts = (*document.fragments, *document.references, document.opening, document.signature, document.found)
        _spans(f"documents[{i}]", [span for span in parts if span], length)
    _refer(
        "documents",
        ([*_known(d.writer), *_known(d.finder), *d.addressees, *d.readers] for d in story.documents),
        entities,
    )
    for i, address in enumerate(story.addresses):
        _spans(f"addresses[{i}]", [*address.uses, *address.refused], length)
    _refer("addresses", ([*_known(a.speaker), a.entity] for a in story.addresses), entities)
    _spans("scenes", story.scenes, length)
    for i, scene in enumerate(story.scenes):
        moves = [span for p in scene.cast for span in (p.enters, p.leaves) if span]
        _spans(f"scenes[{i}]", [*scene.times, *moves, *([scene.place_mention] if scene.place_mention else [])], length)
    _refer(
        "scenes",
        ([*_known(s.place), *_known(s.viewpoint), *(p.entity for p in s.cast)] for s in story.scenes),
        entities,
    )
    for i, note in enumerate(story.content):
        _spans(f"content[{i}].evidence", note.evidence, length)
    _refer("content", ([*_known(c.agent), *_known(c.patient)] for c in story.content), entities)
    _spans("feelings", story.feelings, length)
    _spans("feelings", [feeling.sign for feeling in story.feelings if feeling.sign], length)
    _refer("feelings", (_known(feeling.entity) for feeling in story.feelings), entities)
    for i, arc in enumerate(story.arcs):
        _spans(f"arcs[{i}].points", arc.points, length)
        _spans(f"arcs[{i}].turns", arc.turns, length)
    _refer("arcs", (_known(arc.entity) for arc in story.arcs), entities)
    for i, pair in enumerate(story.relationships):
        _spans(f"relationships[{i}].ties", pair.ties, length)
        _spans(f"relationships[{i}].stages", pair.stages, length)
        for number in pair.scenes:
            if number >= len(story.scenes):
                raise Malformed(f"there is no scene {number}").at(f"relationships[{i}].scenes")
    _refer("relationships", ([pair.one, pair.other] for pair in story.relationships), entities)


def _known(id: int | None) -> list[int]:
    return [] if id is None else [id]


def _spans(place: str, items: Sequence[_Spanned], length: int) -> None:
    for i, item in enumerate(items):
        if not 0 <= item.start <= item.end <= length:
            raise Malformed(f"no characters {item.start} to {item.end} in a text of {length}").at(f"{place}[{i}]")


def _refer(place: str, references: Iterable[Sequence[int]], entities: int) -> None:
    for i, ids in enumerate(references):
        for id in ids:
            if not 0 <= id < entities:
                raise Malformed(f"there is no entity {id}").at(f"{place}[{i}]")


def _tokens(tokens: Tokens, length: int) -> None:
    count = len(tokens.start)
    for name in (*TOKEN_NUMBERS, *TOKEN_WORDS, "event"):
        if len(getattr(tokens, name)) != count:
            raise Malformed(f"{len(getattr(tokens, name))} values for {count} tokens").at(f"tokens.{name}")
    rules = {
        "start": (tokens.start >= 0) & (tokens.start <= tokens.end),
        "end": tokens.end <= length,
        "sentence": tokens.sentence >= 0,
        "paragraph": tokens.paragraph >= 0,
        "head": (tokens.head >= 0) & (tokens.head < count),
        "event": (tokens.event >= 0) & (tokens.event <= 1),
    }
    for name, holds in rules.items():
        if not holds.all():
            place = int(np.argmin(holds))
            raise Malformed(f"{getattr(tokens, name)[place]} is out of range").at(f"tokens.{name}[{place}]")
