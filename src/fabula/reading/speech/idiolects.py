"""How people talk: whose words a turn's words are like, by those that the text gives to each by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fabula.reading.page import Page
from fabula.reading.speech.turns import Turn, settled_speaker

LEAST_WORDS = 150
"""Of whom fewer words are known, nothing is known of how they talk."""
PRIOR = 400.0
"""How many words of everybody's each person's are mixed with."""
MOST = 6.0
"""The most that words may tell for or against somebody, as log-odds."""
DAMPING = 0.6
"""Words do not come one by one: of a turn's log-odds, the power of its length by which they are divided."""


def add_idiolects(page: Page, turns: Sequence[Turn], words: NDArray[np.int64]) -> None:
    """Puts into each turn for whom its words speak, as log-odds against everybody's words (a unigram model).
    `words` number each word of the text by its form."""
    said = [_words(page, turn, words) for turn in turns]
    known: defaultdict[int, list[NDArray[np.int64]]] = defaultdict(list)
    speakers = [settled_speaker(page, turn) for turn in turns]
    for who, spoken in zip(speakers, said, strict=True):
        if who is not None:
            known[who].append(spoken)
    people = sorted(e for e, spoken in known.items() if sum(map(len, spoken)) >= LEAST_WORDS)
    if len(people) < 2:
        return
    forms = int(words.max()) + 1
    counts = np.stack([np.bincount(np.concatenate(known[e]), minlength=forms) for e in people]).astype(np.float64)
    common = (counts.sum(0) + 0.5) / (counts.sum() + 0.5 * forms)
    likely = (counts + PRIOR * common) / (counts.sum(1, keepdims=True) + PRIOR)
    odds = np.log(likely / common)
    for turn, who, spoken in zip(turns, speakers, said, strict=True):
        if len(spoken) and who is None:
            scores = np.minimum(np.maximum(odds[:, spoken].sum(1) / len(spoken) ** DAMPING, -MOST), MOST)
            turn.idiolect = dict(zip(people, scores.tolist(), strict=True))


def _words(page: Page, turn: Turn, words: NDArray[np.int64]) -> NDArray[np.int64]:
    spans = [page.piece_words[p] for p in turn.pieces]
    return np.concatenate([words[a:b] for a, b in spans]) if spans else words[:0]
