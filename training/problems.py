"""What a page asks of a scorer of antecedents, as plain arrays, for those who teach it and those who learn."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fabula.language.antecedents import candidates
from fabula.language.features import new_features, pair_features
from fabula.language.labels import PRONOUN_CLASSES
from fabula.reading.page import Page
from training.data import Document

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

INSIDE = 0.95
"""Of what a mention's antecedents are taken for, at least so much has to be in the piece that is read."""
_THEY = [PRONOUN_CLASSES.index("he"), PRONOUN_CLASSES.index("she")]


@dataclass(frozen=True)
class Problem:
    """A text and its mentions, from word `first` to word `last` inclusive, with their candidates (mentions, k; -1
    padding) and features; and, where it is known, whom each means: `cluster` (mentions,), a number of its own for what
    is no mention of the gold, and `theirs`, which of them are "he" and "she" of the narration and of the gold."""

    words: list[str]
    sentences: Ints
    quoted: Bools
    first: Ints
    last: Ints
    earlier: Ints
    pairs: Ints
    new: Ints
    cluster: Ints
    theirs: Bools


def problem(page: Page, gold: Document | None = None) -> Problem:
    """What a page asks of the teacher."""
    m = page.mentions
    known = {(g.start, g.end): g.cluster for g in gold.mentions} if gold else {}
    meant = [known.get(span) for span in zip(m.start.tolist(), m.end.tolist(), strict=True)]
    names = [f"none {i}" if who is None else who for i, who in enumerate(meant)]
    quoted = np.zeros(len(page.words.text), dtype=bool)
    for first, last in page.piece_words:
        quoted[first:last] = True
    earlier = candidates(m)
    return Problem(
        list(page.words.text),
        page.words.sentence,
        quoted,
        m.start,
        m.end - 1,
        earlier,
        pair_features(m, np.arange(len(m)), np.maximum(earlier, 0)).astype(np.int16),
        new_features(m),
        np.unique(names, return_inverse=True)[1],
        np.array([who is not None for who in meant]) & np.isin(m.pronoun, _THEY) & (m.quotation < 0),
    )


def cut(p: Problem, start: int, end: int) -> Problem:
    """The words [start, end) of a problem; candidates before `start` are closed."""
    inside = slice(int(np.searchsorted(p.first, start)), int(np.searchsorted(p.first, end)))
    return Problem(
        p.words[start:end],
        p.sentences[start:end],
        p.quoted[start:end],
        p.first[inside] - start,
        np.minimum(p.last[inside], end - 1) - start,
        np.maximum(p.earlier[inside] - inside.start, -1),
        p.pairs[inside],
        p.new[inside],
        p.cluster[inside],
        p.theirs[inside],
    )


def right(p: Problem) -> Bools:
    """Which answers are right, (mentions, 1 + k): a new entity first."""
    same = (p.earlier >= 0) & (p.cluster[np.maximum(p.earlier, 0)] == p.cluster[:, None])
    return np.concatenate([~same.any(1, keepdims=True), same], axis=1)


@dataclass(frozen=True)
class Lesson:
    """A stretch of a work, and how probable the teacher takes a new entity and each candidate to be, `aim` (rows, 1 +
    k), for the mentions that `rows` number."""

    problem: Problem
    rows: Ints
    aim: np.ndarray


def lesson_pieces(lessons: Sequence[Lesson], words: int, rng: random.Random) -> Iterator[Lesson]:
    """Pieces of some `words` words of the lessons, at random, without an end, with the mentions whose likely
    antecedents are in the piece."""
    while True:
        whole = rng.choice(lessons)
        starts = np.flatnonzero(np.diff(whole.problem.sentences, prepend=-1)).tolist()
        start = rng.choice([a for a in starts if a + words <= len(whole.problem.words)] or [0])
        end = next((a for a in starts if a >= start + words), len(whole.problem.words))
        p = cut(whole.problem, start, end)
        low = int(np.searchsorted(whole.problem.first, start))
        here = (whole.rows >= low) & (whole.rows < low + len(p.first))
        rows, aim = whole.rows[here] - low, whole.aim[here].astype(np.float32)
        aim[:, 1:][p.earlier[rows] < 0] = 0.0
        known = aim.sum(1) >= INSIDE
        if known.any():
            yield Lesson(p, rows[known], aim[known] / aim[known].sum(1, keepdims=True))
