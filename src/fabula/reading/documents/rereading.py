"""What documents tell the other layers: names that stand only in letters, who "I" is there, whose words are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from fabula.language.features import mention_table
from fabula.language.labels import PRONOUN_CLASS, PRONOUN_CLASSES
from fabula.reading.documents.correspondents import Parties
from fabula.reading.documents.sheet import Fragment
from fabula.reading.page import PERSON, PRON, PROP, Page, pieces_by_start
from fabula.story import Document, Edit, Span, Utterance

_I, _YOU = PRONOUN_CLASSES.index("i"), PRONOUN_CLASSES.index("you")

BEFORE_NAME = 3
"""A name may end a longer mention, with so many words before it: "Dearest Goose", "your loving brother Tom"."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A document's fragments, and whose it is."""

    fragments: list[Fragment]
    whose: Parties


def settle(page: Page, drafts: Sequence[Draft]) -> Page:
    """The page with the names of writers and addressees as mentions of theirs, and with "I" and "you" in documents
    given to them."""
    m, starts = page.mentions, page.words.start
    entity = page.clusters.entity.copy()
    count = len(page.clusters.person)
    added: list[tuple[int, int, int]] = []
    made: dict[str, int] = {}
    for d in drafts:
        whose = d.whose
        for place, role in ((whose.writer_name, "writer"), (whose.addressee_name, "addressee")):
            if place is None:
                continue
            who = whose.writer if role == "writer" else (whose.addressees[0] if whose.addressees else None)
            a, b = int(np.searchsorted(starts, place[0])), int(np.searchsorted(starts, place[1]))
            if a >= b:
                continue
            if who is None:
                key = page.text[slice(*place)].casefold()
                told = page.teller(a) if key == "me" else None
                who = made.get(key) if told is None else told
                if who is None:
                    who = made[key] = count
                    count += 1
                if role == "writer":
                    whose.writer = who
                else:
                    whose.addressees = (who,)
            low, high = np.searchsorted(m.start, (a - BEFORE_NAME, b)).tolist()
            at = [i for i in range(low, high) if m.end[i] == b or (m.start[i] >= a and m.end[i] < b)]
            whole = [i for i in at if m.type[i] == PERSON and m.kind[i] != PRON]
            if whole:
                entity[whole] = who
            elif page.text[slice(*place)].casefold() != "me":  # a mention already, as a pronoun
                added.append((a, b, who))
        if whose.writer is not None and whose.writer in whose.addressees:
            whose.addressees = tuple(e for e in whose.addressees if e != whose.writer)
        count = _persons(page, d, entity, count)
    person = np.concatenate([page.clusters.person, np.full(count - len(page.clusters.person), -1, np.int64)])
    # Whoever said "I" only in letters tells no story.
    teller = np.where(np.isin(page.clusters.teller, entity[m.type == PERSON]), page.clusters.teller, -1)
    page = replace(page, clusters=replace(page.clusters, entity=entity, person=person, teller=teller))
    return _with_mentions(page, added) if added else page


def _persons(page: Page, d: Draft, entity: np.ndarray, count: int) -> int:
    """Sets who "I" and "you" are inside a document; returns how many entities there are then."""
    m, whose = page.mentions, d.whose
    for f in d.fragments:
        low, high = int(np.searchsorted(m.start, f.first)), int(np.searchsorted(m.start, f.last))
        at = np.arange(low, high)
        loose = f.whole and f.piece < 0
        at = at[(m.kind[at] == PRON) & ((m.quotation[at] < 0) if loose else True)]
        # By the words themselves: a story told as "you" has its "you" among the first persons.
        said = np.array([PRONOUN_CLASS.get(page.words.plain[word], 0) for word in m.start[at].tolist()], np.int64)
        mine = at[said == _I]
        if len(mine):
            writer = whose.writer
            if writer is None:
                writer, count = count, count + 1
            entity[mine] = writer
        if len(whose.addressees) == 1:
            entity[at[said == _YOU]] = whose.addressees[0]
    return count


def _with_mentions(page: Page, added: Sequence[tuple[int, int, int]]) -> Page:
    """The page with more mentions of persons by name: (first word, last word + 1, entity)."""
    e, c = page.encoding, page.clusters
    old = len(e.spans)
    extra = np.array([a[:2] for a in added], np.int64).reshape(-1, 2)
    spans = np.concatenate([e.spans, extra])
    order = np.lexsort((-spans[:, 1], spans[:, 0]))

    def more(column: np.ndarray, value: object) -> np.ndarray:
        tail = np.full((len(added), *column.shape[1:]), value, column.dtype)
        return np.concatenate([column, tail])[order]

    kinds, types = more(page.mentions.kind, PROP), more(page.mentions.type, PERSON)
    encoding = replace(
        e, spans=spans[order], scores=more(e.scores, 0.9), kinds=kinds, types=types, vectors=more(e.vectors, 0.0)
    )
    words = page.words
    table = mention_table(words.text, encoding.spans, kinds, types, words.sentence, words.paragraph, page.piece_words)
    entity = np.concatenate([c.entity, np.array([a[2] for a in added], np.int64)])[order]
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    table.pronoun[place[:old]] = page.mentions.pronoun  # "you" stays whoever the story is told of as "you"
    others = {int(place[i]): mass for i, mass in c.others.items() if i < old}
    tellers = [-1 if (who := page.teller(a)) is None else who for a, *_ in added]
    clusters = replace(
        c, entity=entity, confidence=more(c.confidence, 0.9), others=others, teller=more(c.teller, tellers)
    )
    return replace(page, encoding=encoding, mentions=table, clusters=clusters, chances={}, heard=None)


def rewritten(
    page: Page, utterances: Sequence[Utterance], drafts: Sequence[Draft], documents: Sequence[Document]
) -> list[Utterance]:
    """The utterances with what is read aloud given to the writer, cut from what else is said in the same turn."""
    owner = _covered(page, drafts)
    if not owner:
        return list(utterances)
    piece_at = pieces_by_start(page)
    reported = {int(page.words.start[f.verb]): d for d in drafts for f in d.fragments if f.verb >= 0}
    out: list[Utterance] = []
    for u, previous in zip(utterances, (None, *utterances), strict=False):
        parts: dict[int | None, list[Span]] = {}
        for s in u.spans:
            parts.setdefault(owner.get(piece_at.get(s.start, -1)), []).append(s)
        if list(parts) == [None]:
            out.append(u)
            continue
        of_document = u.cue is not None and u.cue.start in reported
        for k, spans in parts.items():
            part = replace(u, spans=tuple(spans), edits=tuple(e for e in u.edits if _within(e, spans)))
            if k is None:
                talk = _readdressed(page, part, previous, [documents[i] for i in parts if i is not None])
                out.append(replace(talk, cue=None, mention=None) if of_document and len(parts) > 1 else talk)
                continue
            d = documents[k]
            wrote = of_document and u.speaker is not None and u.speaker == d.writer
            out.append(
                replace(
                    part,
                    kind="writing",
                    speaker=d.writer,
                    addressees=d.addressees,
                    cue=u.cue if wrote else None,
                    mention=u.mention if wrote else None,
                    method="document",
                    confidence=d.confidence if d.writer is not None else 0.0,
                    addressee_confidence=round(0.9 * d.confidence, 4) if d.addressees else 0.0,
                    manners=(),
                )
            )
    return _asking(page, sorted(out, key=lambda u: u.spans[0].start), documents)


def _asking(page: Page, utterances: Sequence[Utterance], documents: Sequence[Document]) -> list[Utterance]:
    """The utterances, where a paragraph of talk stands right before one that is read aloud and was taken as the
    reader's: turns alternate, so it is said to the reader, by whom it was taken as said to."""
    words = page.words
    reader = {f.start: d.readers[0] for d in documents if len(d.readers) == 1 for f in d.fragments}
    out = list(utterances)
    for k, (u, following) in enumerate(pairwise(utterances)):
        who = reader.get(following.spans[0].start) if following.method == "document" else None
        if who is None or u.speaker != who or u.method != "conversation" or len(u.addressees) != 1:
            continue
        first, last = np.searchsorted(words.start, [following.spans[0].start, u.spans[-1].end])
        marks = page.text[u.spans[-1].end : following.spans[0].start]
        if words.paragraph[last - 1] == words.paragraph[first] - 1 and not any(c.isalnum() for c in marks):
            out[k] = replace(u, speaker=u.addressees[0], addressees=(who,))
    return out


def _readdressed(page: Page, talk: Utterance, previous: Utterance | None, read: Sequence[Document]) -> Utterance:
    """What a reader says of his or her own in a turn that reads aloud; it was taken as said to whom the letter calls,
    and is said to who spoke just before in the scene."""
    before = previous.speaker if previous is not None and previous.kind == "speech" else None
    called = any(talk.addressees and set(talk.addressees) <= set(d.addressees) for d in read)
    if previous is None or before is None or before == talk.speaker or not called:
        return talk
    at, then = np.searchsorted(page.words.start, [talk.spans[0].start, previous.spans[0].start])
    return replace(talk, addressees=(before,)) if page.scene[at] == page.scene[then] else talk


def _within(edit: Edit, spans: Sequence[Span]) -> bool:
    return any(s.start <= edit.start and edit.end <= s.end for s in spans)


def _covered(page: Page, drafts: Sequence[Draft]) -> dict[int, int]:
    """The quotations that are all or nearly all of them writing, and the number of the document each belongs to."""
    size: dict[tuple[int, int], int] = {}
    for k, d in enumerate(drafts):
        for f in d.fragments:
            if f.piece < 0:
                continue
            at = f.piece
            while at < len(page.pieces) and page.pieces[at].inner_start < f.end:
                q = page.pieces[at]
                shared = min(q.inner_end, f.end) - max(q.inner_start, f.start)
                size[at, k] = size.get((at, k), 0) + max(0, shared)
                at += 1
    return {
        at: k for (at, k), n in size.items() if n >= 0.8 * (page.pieces[at].inner_end - page.pieces[at].inner_start)
    }
