"""What the page's script knows of the reading, as one compact JSON value.

People are given by their place in the list "people", which begins with the cast; -1 is nobody. Lists of spans are
flat, and those of the longest layers give each start as the distance from the one before. Confidences are in percent.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator
from typing import Any

from fabula.output.blocks import blocks, chapters
from fabula.output.content import not_found, shown_notes
from fabula.output.corrections import to_plain
from fabula.output.page.places import colours
from fabula.story import Event, Feeling, Mention, Scene, Span, Story, Utterance

KINDS = ("PROP", "NOM", "PRON")
ROLES = ("agent", "patient", "recipient")
GAP = "\n\n"
"""What stands between two blocks of the text, unless the table says otherwise."""


def dumps(story: Story, shown: dict[int, str]) -> str:
    """The table as JSON that can stand in an HTML script element: it holds no `<`."""
    plain = json.dumps(table(story, shown), ensure_ascii=False, separators=(",", ":"))
    return plain.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def table(story: Story, shown: dict[int, str]) -> dict[str, Any]:
    """The table. `shown` are the names by entity."""
    ids = list(dict.fromkeys((*(c.entity for c in story.characters), *_others(story))))
    at = {entity: place for place, entity in enumerate(ids)}
    classes = colours(story)
    cast = {c.entity for c in story.characters}

    def who(entity: int | None) -> int:
        return -1 if entity is None else at[entity]

    mentions = sorted(
        (m for m in story.mentions if m.entity in at and (m.type == "PER" or m.entity in cast) and m.start < m.end),
        key=_span,
    )
    return {
        "title": story.title,
        "sha256": story.source.sha256,
        "file": shlex.quote(story.source.name or "STORY"),
        "cast": len(story.characters),
        "people": [[entity, shown[entity], classes.get(entity, "")] for entity in ids],
        "chapters": [[c.start, " ".join((c.title or c.kind.capitalize()).split())] for c in chapters(story)],
        "gaps": list(_gaps(story)),
        "mentions": list(_mentions(mentions, at)),
        "utterances": [_utterance(u, at) for u in story.utterances],
        "events": list(_events(sorted((e for e in story.events if e.start < e.end), key=_span), at)),
        "feelings": list(_feelings(sorted((f for f in story.feelings if f.start < f.end), key=_span), at)),
        "documents": [
            {
                "kind": d.kind,
                "spans": _spans(d.fragments),
                "writer": who(d.writer),
                "to": [at[one] for one in d.addressees],
                "readers": [at[one] for one in d.readers],
                "finder": who(d.finder),
                "found": _spans([d.found] if d.found else []),
                "method": d.method,
                "sure": _percent(d.confidence),
            }
            for d in story.documents
        ],
        "scenes": [
            {
                "at": [s.start, s.end],
                "place": who(s.place),
                "times": _spans(s.times),
                "cast": [at[presence.entity] for presence in s.cast],
                "eyes": who(s.viewpoint),
                "standing": s.standing,
                "sure": _percent(s.confidence),
            }
            for s in sorted(story.scenes, key=_span)
        ],
        "notes": [
            {
                "category": n.category,
                "severity": n.severity,
                "standing": n.standing,
                "spans": _spans(n.evidence),
                "agent": who(n.agent),
                "patient": who(n.patient),
                "sure": _percent(n.confidence),
            }
            for n in shown_notes(story)
        ],
        "notFound": not_found(story),
        "held": [{"made": to_plain(c), "applied": c.applied, "problem": c.problem} for c in story.corrections],
    }  # fmt: skip


def _others(story: Story) -> Iterator[int]:
    """Entities that something in the table names although they are not of the cast."""
    for utterance in story.utterances:
        yield from _known(utterance.speaker, *utterance.addressees)
    for document in story.documents:
        yield from _known(document.writer, document.finder, *document.addressees, *document.readers)
    for scene in story.scenes:
        yield from _known(scene.place, scene.viewpoint, *(presence.entity for presence in scene.cast))
    for note in story.content:
        yield from _known(note.agent, note.patient)
    for feeling in story.feelings:
        yield from _known(feeling.entity)
    for event in story.events:
        yield from (part.entity for part in event.participants if part.role != "place")


def _known(*entities: int | None) -> Iterator[int]:
    return (entity for entity in entities if entity is not None)


def _gaps(story: Story) -> Iterator[list[Any]]:
    """[offset, text] of what stands before, between and after the blocks where it is not the usual gap."""
    before = 0
    for block in blocks(story):
        gap = story.text[before : block.start]
        if gap != GAP:
            yield [before, gap]
        before = block.end
    if story.text[before:] or not before:
        yield [before, story.text[before:]]


def _span(item: Mention | Event | Feeling | Scene) -> tuple[int, int]:
    return item.start, -item.end


def _percent(confidence: float) -> int:
    return round(100 * confidence)


def _spans(spans: Iterable[Span]) -> list[int]:
    return [place for span in spans for place in (span.start, span.end)]


def _mentions(mentions: list[Mention], at: dict[int, int]) -> Iterator[int]:
    """Distance, length, person, kind and confidence of each."""
    before = 0
    for mention in mentions:
        yield from (mention.start - before, mention.end - mention.start, at[mention.entity])
        yield from (KINDS.index(mention.kind), _percent(mention.confidence))
        before = mention.start


def _events(events: list[Event], at: dict[int, int]) -> Iterator[list[int]]:
    """[distance, length, confidence] of each, then person and role of those who take part in it."""
    before = 0
    for event in events:
        row = [event.start - before, event.end - event.start, _percent(event.confidence)]
        for part in event.participants:
            if part.entity in at and part.role in ROLES:
                row += (at[part.entity], ROLES.index(part.role))
        yield row
        before = event.start


def _feelings(feelings: list[Feeling], at: dict[int, int]) -> Iterator[list[Any]]:
    """[distance, length, person, emotions, intensity, source, confidence, sign] of each."""
    before = 0
    for feeling in feelings:
        yield [
            feeling.start - before,
            feeling.end - feeling.start,
            -1 if feeling.entity is None else at[feeling.entity],
            [part for score in feeling.emotions[:3] for part in (score.kind, _percent(score.probability))],
            _percent(feeling.intensity),
            feeling.source,
            _percent(feeling.confidence),
            _spans([feeling.sign] if feeling.sign else []),
        ]
        before = feeling.start


def _utterance(u: Utterance, at: dict[int, int]) -> list[Any]:
    """[spans, kind, speaker, addressees, method, confidence, cue, mention, manners, edits], the last where needed."""
    row: list[Any] = [
        _spans(u.spans),
        u.kind,
        -1 if u.speaker is None else at[u.speaker],
        [at[one] for one in u.addressees],
        u.method,
        _percent(u.confidence),
        _spans([u.cue] if u.cue else []),
        _spans([u.mention] if u.mention else []),
    ]
    if u.manners or u.edits:
        row.append([[m.kind, m.start, m.end, m.source, _percent(m.confidence)] for m in u.manners])
    if u.edits:
        row.append([[e.start, e.end, e.text] for e in u.edits])
    return row
