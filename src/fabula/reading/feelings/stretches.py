"""The stretches that feelings are read of: runs of words of one sentence, in one quotation or in none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fabula.reading.page import Page, pieces_by_start
from fabula.story import Utterance

_MARKS = frozenset("“ ” \" ' ‘ ’ « » `` '' ( ) * _ — – -- …".split())


@dataclass(frozen=True, slots=True)
class Stretches:
    """`start` (stretches,) the first word of each, the last + 1 being the next one's first; `of` (words,) the stretch
    of each word; `piece` (stretches,) its quotation, -1 in narration. `utterance` (stretches,) is the utterance that
    the quotation belongs to, -1 where it belongs to none, and `within` are the stretches of each utterance."""

    start: NDArray[np.int64]
    of: NDArray[np.int64]
    piece: NDArray[np.int64]
    utterance: NDArray[np.int64]
    within: list[list[int]]

    def characters(self, page: Page, stretch: int) -> tuple[int, int]:
        """The characters [start, end) of a stretch, without marks of quotation around it."""
        first = int(self.start[stretch])
        last = int(self.start[stretch + 1]) if stretch + 1 < len(self.start) else len(page.words)
        while last - first > 1 and page.words.text[first] in _MARKS:
            first += 1
        while last - first > 1 and page.words.text[last - 1] in _MARKS:
            last -= 1
        return int(page.words.start[first]), int(page.words.end[last - 1])


def cut(page: Page, utterances: Sequence[Utterance]) -> Stretches:
    """The stretches of a page."""
    piece = np.full(len(page.words), -1, np.int64)
    for number, (first, last) in enumerate(page.piece_words):
        piece[first:last] = number
    turns = np.diff(piece, prepend=-2) | np.diff(page.words.sentence, prepend=-1)
    start = np.flatnonzero(turns).astype(np.int64)
    of = np.cumsum(turns != 0) - 1
    owner = np.full(len(page.pieces) + 1, -1, np.int64)  # the last stands for narration
    piece_at = pieces_by_start(page)
    for number, u in enumerate(utterances):
        for span in u.spans:
            if span.start in piece_at:
                owner[piece_at[span.start]] = number
    utterance = owner[piece[start]]
    within: list[list[int]] = [[] for _ in utterances]
    for k, number in enumerate(utterance.tolist()):
        if number >= 0:
            within[number].append(k)
    return Stretches(start, of, piece[start], utterance, within)
