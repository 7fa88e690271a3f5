"""What a text tells of its quoted stretches whoever its people are: found once, as often as who speaks is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fabula.language.names import Name, is_definite_name, is_name, parse_name
from fabula.language.spoken import which_are_spoken
from fabula.reading.page import PERSON, PRON, PROP, Page
from fabula.reading.speech.beats import Beat, beats_beside
from fabula.reading.speech.cues import Cue, find_cue, mention_index
from fabula.reading.speech.nested import nested_mentions
from fabula.reading.speech.selves import own_names
from fabula.reading.speech.vocatives import vocatives

_SUBJECTS = ("nsubj", "nsubj:pass")


@dataclass(frozen=True, slots=True)
class Heard:
    """By quoted stretch: whether it is `spoken`, the clause that reports it (`cues`), the `beats` before and after it
    where nothing does, the mentions that it calls somebody by (`called`), those by which its speaker says who he is
    (`own`), and all others that name people in it (`named`). By mention: whether it is a verb's `subject`; `names` are
    those by a name of one's own, not an epithet ("the Voice"), with its parts. `starts` and `ends` are those of
    `mention_index`; `words` number each word's form; `nested` is that of `nested_mentions`, whose mentions call nobody
    who is by.
    """

    spoken: Sequence[bool]
    cues: Sequence[Cue | None]
    beats: Sequence[tuple[Beat | None, Beat | None]]
    called: Sequence[Sequence[int]]
    own: Sequence[Sequence[int]]
    named: Sequence[Sequence[int]]
    subject: Sequence[bool]
    names: dict[int, Name]
    starts: dict[int, int]
    ends: dict[int, int]
    words: NDArray[np.int64]
    nested: dict[int, int]


def hear(page: Page) -> Heard:
    """What was heard on a page before, or else now. It depends on the page's words, quotations, trees and mentions, and
    on no entity."""
    if page.heard is not None:
        return page.heard
    m, words = page.mentions, page.words
    starts, ends = mention_index(page)
    nested = nested_mentions(page, starts, ends)
    pieces = range(len(page.pieces))
    people = (m.kind != PRON) & (m.type == PERSON)
    inside = np.searchsorted(m.start, np.array(page.piece_words, np.int64).reshape(-1, 2)).tolist()
    subjects = [page.model.relations.index(r) for r in _SUBJECTS if r in page.model.relations]
    before = np.concatenate([[0], np.cumsum(np.isin(page.encoding.relation, subjects))])
    numbers: dict[str, int] = {}
    cues = [find_cue(page, piece, starts, ends) for piece in pieces]
    own = [own_names(page, piece, nested) for piece in pieces]
    return Heard(
        spoken=which_are_spoken(page.text, page.pieces, *_paragraphs(page)),
        cues=cues,
        beats=[beats_beside(page, k, ends) if cue is None else (None, None) for k, cue in enumerate(cues)],
        called=[[i for i in vocatives(page, piece) if i not in nested] for piece in pieces],
        own=own,
        named=[
            [i for i in range(low, high) if people[i] and i not in theirs]
            for (low, high), theirs in zip(inside, own, strict=True)
        ],
        subject=(before[m.end] > before[m.start]).tolist(),
        names=_names(page),
        starts=starts,
        ends=ends,
        words=np.array([numbers.setdefault(w, len(numbers)) for w in words.lower], dtype=np.int64),
        nested=nested,
    )


def _names(page: Page) -> dict[int, Name]:
    m, words = page.mentions, page.words.text
    named = np.flatnonzero((m.kind == PROP) & (m.type == PERSON)).tolist()
    forms = ((i, words[m.start[i] : m.end[i]]) for i in named)
    return {i: parse_name(form) for i, form in forms if is_name(form) and not is_definite_name(form)}


def _paragraphs(page: Page) -> tuple[dict[int, int], frozenset[int]]:
    """Where each paragraph starts, and which of them a chapter or scene begins with."""
    numbers, first = np.unique(page.words.paragraph, return_index=True)
    opens = np.diff(page.scene[first], prepend=-1) > 0
    starts = {int(p): int(page.words.start[i]) for p, i in zip(numbers, first, strict=True)}
    return starts, frozenset(numbers[opens].tolist())
