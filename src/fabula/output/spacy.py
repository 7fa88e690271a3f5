"""A story as a spaCy document in a `DocBin`: `DocBin().from_disk(path).get_docs(spacy.blank("en").vocab)`.

The text is the story's, to the character: white space between paragraphs and what is not story are tokens without
syntax. Heads and labels are those of spaCy's English models (`fabula.output.clear`), so that `doc.noun_chunks` and
matchers written for them work. `doc.ents` are names; `doc.spans["mentions"]` and `doc.spans["quotations"]` are all
mentions and every part of each quotation, with the entity or speaker as `span.kb_id_` ("e12") and more, in the same
order, in the group's `attrs`. `doc.user_data["fabula"]` has the title and the characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from fabula.errors import MissingExtra
from fabula.output.clear import clear
from fabula.output.facts import names
from fabula.story import Story

if TYPE_CHECKING:
    from spacy.tokens import Doc

ATTRIBUTES = ("ORTH", "TAG", "POS", "LEMMA", "HEAD", "DEP", "ENT_IOB", "ENT_TYPE", "ENT_KB_ID")
LABELS = {"PER": "PERSON"}
"""Entity types that spaCy's English models call otherwise; the others have the same name, and VEH has none there."""

DEEPEST = 5000
"""No tree is deeper: a head further up is not looked for."""

PIECE = re.compile(r"\s+|\S+")


def render(story: Story, name: str) -> dict[str, bytes]:
    """The DocBin by file name. Raises MissingExtra where spaCy is not installed."""
    doc = document(story)
    from spacy.tokens import DocBin

    return {f"{name}.spacy": DocBin(attrs=ATTRIBUTES, store_user_data=True, docs=[doc]).to_bytes()}


def document(story: Story) -> Doc:
    """The story as a spaCy document. Raises MissingExtra where spaCy is not installed."""
    try:
        import spacy
        from spacy.tokens import Doc, Span, SpanGroup
        from spacy.util import filter_spans
    except ImportError:
        raise MissingExtra("This form needs spaCy: pip install 'fabula[spacy]', and export again.") from None

    pieces, shown = list(_pieces(story)), names(story)
    starts = np.array([start for start, _, _ in pieces], dtype=np.int64)
    ends = np.array([end for _, end, _ in pieces], dtype=np.int64)
    place = {token: i for i, (_, _, token) in enumerate(pieces) if token >= 0}  # from Fabula's tokens to spaCy's
    words, spaces = _words(story, pieces)
    heads, labels = _trees(story, pieces, place)
    tokens, known = story.tokens, [token for _, _, token in pieces]
    blank = ["_SP" if word.isspace() else "" for word in words]
    doc = Doc(
        spacy.blank("en").vocab,
        words=words,
        spaces=spaces,
        tags=[tokens.xpos[t] if t >= 0 else empty for t, empty in zip(known, blank, strict=True)],
        pos=[tokens.upos[t] if t >= 0 else "SPACE" if empty else "X" for t, empty in zip(known, blank, strict=True)],
        lemmas=[tokens.lemma[t] if t >= 0 else word for t, word in zip(known, words, strict=True)],
        heads=heads,
        deps=labels,
    )

    def span(start: int, end: int, label: str, entity: int | None) -> Span | None:
        first = int(np.searchsorted(ends, start, side="right"))
        last = int(np.searchsorted(starts, end, side="left"))
        return Span(doc, first, last, label, kb_id="" if entity is None else f"e{entity}") if first < last else None

    mentions = [(found, m) for m in story.mentions if (found := span(m.start, m.end, m.type, m.entity))]
    people = [span(m.start, m.end, LABELS.get(m.type, m.type), m.entity) for _, m in mentions if m.kind == "PROP"]
    doc.ents = filter_spans([one for one in people if one is not None])
    doc.spans["mentions"] = SpanGroup(
        doc,
        name="mentions",
        spans=[found for found, _ in mentions],
        attrs={
            "kind": [mention.kind for _, mention in mentions],
            "name": [shown[mention.entity] for _, mention in mentions],
            "confidence": [mention.confidence for _, mention in mentions],
        },
    )
    quoted = [
        (found, i, u)
        for i, u in enumerate(story.utterances)
        for part in u.spans
        if (found := span(part.start, part.end, u.kind, u.speaker))
    ]
    doc.spans["quotations"] = SpanGroup(
        doc,
        name="quotations",
        spans=[found for found, _, _ in quoted],
        attrs={
            "utterance": [i for _, i, _ in quoted],
            "speaker": [None if u.speaker is None else shown[u.speaker] for _, _, u in quoted],
            "addressees": [[shown[one] for one in u.addressees] for _, _, u in quoted],
            "manner": [[manner.kind for manner in u.manners] for _, _, u in quoted],
            "confidence": [u.confidence for _, _, u in quoted],
        },
    )
    doc.user_data["fabula"] = {
        "title": story.title,
        "characters": {f"e{c.entity}": {"name": c.name, "importance": c.importance} for c in story.characters},
    }
    return doc


def _pieces(story: Story) -> Iterator[tuple[int, int, int]]:
    """The text cut into (start, end, Fabula's token or -1); one space after a piece belongs to it and is in none."""
    at = 0
    spans = zip(story.tokens.start.tolist(), story.tokens.end.tolist(), strict=True)
    for token, (start, end) in enumerate([*spans, (len(story.text), len(story.text))]):
        for match in PIECE.finditer(story.text, at, max(at, start)):
            first = match.start() + (match[0][0] == " " and match.start() > 0)
            if first < match.end():
                yield first, match.end(), -1
        if at <= start < end:
            yield start, end, token
            at = end
        at = max(at, start)


def _words(story: Story, pieces: list[tuple[int, int, int]]) -> tuple[list[str], list[bool]]:
    following = [start for start, _, _ in pieces[1:]] + [len(story.text)]
    words = [story.text[start:end] for start, end, _ in pieces]
    return words, [end < after for (_, end, _), after in zip(pieces, following, strict=True)]


def _trees(story: Story, pieces: list[tuple[int, int, int]], place: dict[int, int]) -> tuple[list[int], list[str]]:
    """Heads and labels by piece: one tree a sentence, white space and the like hung on the word before them."""
    heads, labels = clear(story)
    sentence = story.tokens.sentence.tolist()
    root: dict[int, int] = {}
    safe = [_climb(heads, token) for token in range(len(heads))]
    out_heads, out_labels, before = list[int](), list[str](), -1
    for i, (_, _, token) in enumerate(pieces):
        if token < 0:
            out_heads.append(i if before < 0 else before)
            out_labels.append("ROOT" if before < 0 else "dep")
            before = i if before < 0 else before
            continue
        head, label, before = heads[token], labels[token], i
        if head == token or not safe[token] or sentence[head] != sentence[token] or head not in place:
            head = root.setdefault(sentence[token], token)
            label = "ROOT" if head == token else "dep" if label == "ROOT" else label
        out_heads.append(place[head])
        out_labels.append(label)
    return out_heads, out_labels


def _climb(heads: list[int], token: int) -> bool:
    """Whether a root is above a token."""
    seen = 0
    while heads[token] != token and seen < DEEPEST:
        token, seen = heads[token], seen + 1
    return heads[token] == token
