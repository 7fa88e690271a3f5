"""Word pieces, and the overlapping windows of them that the encoder reads.

A window holds whole sentences: a core, whose words take their vectors from this window, and a margin of context on
either side. Training uses the same windows, so that the model meets at run time what it met in training.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fabula.language.labels import plain

MAX_PIECES_A_WORD = 12


class WordPieces:
    """BERT's greedy longest-match word pieces (Devlin et al. 2019) for words that are already split.

    A vocabulary of 30,522 lines is all there is to it; words are cached, as a novel repeats them.
    """

    def __init__(self, vocabulary: Path) -> None:
        lines = vocabulary.read_text(encoding="utf-8").splitlines()
        self.ids = {piece: i for i, piece in enumerate(lines)}
        self.unknown, self.start, self.end = self.ids["[UNK]"], self.ids["[CLS]"], self.ids["[SEP]"]
        self._cache: dict[str, list[int]] = {}

    def __call__(self, word: str) -> list[int]:
        """The piece ids of one word: at least one, at most MAX_PIECES_A_WORD."""
        known = self._cache.get(word)
        if known is None:
            known = self._cache[word] = self._split(word)
        return known

    def _split(self, word: str) -> list[int]:
        ids: list[int] = []
        for part in _parts(plain(word).lower()):
            at = 0
            while at < len(part):
                for end in range(len(part), at, -1):
                    piece = self.ids.get(("##" if at else "") + part[at:end])
                    if piece is not None:
                        ids.append(piece)
                        at = end
                        break
                else:
                    ids.append(self.unknown)
                    break
        return ids[:MAX_PIECES_A_WORD] or [self.unknown]


def _parts(word: str) -> list[str]:
    """Runs of letters and digits, and single other characters; accents removed, as the vocabulary expects."""
    import unicodedata

    bare = "".join(c for c in unicodedata.normalize("NFD", word[:100]) if unicodedata.category(c) not in ("Mn", "Cc"))
    parts: list[str] = []
    run = ""
    for c in bare:
        if c.isalnum():
            run += c
        else:
            if run:
                parts.append(run)
            run = ""
            if not c.isspace():
                parts.append(c)
    if run:
        parts.append(run)
    return parts


@dataclass(frozen=True, slots=True)
class Window:
    """Words [first, last) are read; words [core_first, core_last) take their vectors from here."""

    first: int
    last: int
    core_first: int
    core_last: int


def plan(pieces: NDArray[np.int64], sentences: NDArray[np.int64], size: int = 288, margin: int = 8) -> list[Window]:
    """Windows over words with `pieces[i]` word pieces each, `sentences[i]` their sentence number.

    A core ends at a sentence's end where one sentence fits in `size` less the margins, and anywhere otherwise. All
    numbers count pieces.
    """
    n = len(pieces)
    ends = np.concatenate(([0], np.cumsum(pieces)))
    room = size - 2 * margin
    starts_sentence = np.ones(n + 1, dtype=bool)
    starts_sentence[1:n] = sentences[1:] != sentences[:-1]
    windows = []
    core_first = 0
    while core_first < n:
        reach = int(np.searchsorted(ends, ends[core_first] + room, side="right")) - 1
        core_last = max(core_first + 1, min(n, reach))
        if core_last < n:
            cut = core_last
            while cut > core_first and not starts_sentence[cut]:
                cut -= 1
            core_last = cut if cut > core_first else core_last
        first = int(np.searchsorted(ends, ends[core_first] - margin, side="left"))
        last = int(np.searchsorted(ends, ends[core_last] + margin, side="right")) - 1
        windows.append(Window(max(0, min(first, core_first)), max(core_last, min(n, last)), core_first, core_last))
        core_first = core_last
    return windows


def core_sentences(w: Window, sentences: NDArray[np.int64]) -> Window:
    """A window without its margins, but for those of sentences that its core cuts."""
    ours = sentences[w.first : w.last]
    first = np.searchsorted(ours, sentences[w.core_first], "left")
    last = np.searchsorted(ours, sentences[w.core_last - 1], "right")
    return replace(w, first=w.first + int(first), last=w.first + int(last))


def batch(
    windows: Sequence[Window], pieces: Sequence[list[int]], types: NDArray[np.int64], start: int, end: int
) -> dict[str, NDArray[np.int64]]:
    """The encoder's inputs for some windows, padded to the longest.

    Shapes: `input_ids`, `attention_mask` and `token_type_ids` (windows, pieces); `first` and `last`, the positions of
    each word's first and last piece, (windows, words), 0 where padded.
    """
    rows, kinds, firsts, lasts = [], [], [], []
    for w in windows:
        ours = pieces[w.first : w.last]
        counts = np.fromiter(map(len, ours), np.int64, len(ours))
        after = 1 + np.cumsum(counts)
        rows.append([start, *chain.from_iterable(ours), end])
        kinds.append(np.concatenate([[0], np.repeat(types[w.first : w.last], counts), [0]]))
        firsts.append(after - counts)
        lasts.append(after - 1)
    return {
        "input_ids": _pad(rows),
        "attention_mask": _pad([[1] * len(r) for r in rows]),
        "token_type_ids": _pad(kinds),
        "first": _pad(firsts),
        "last": _pad(lasts),
    }


def _pad(rows: Sequence[Sequence[int] | NDArray[np.int64]]) -> NDArray[np.int64]:
    out = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
    for i, row in enumerate(rows):
        out[i, : len(row)] = row
    return out
