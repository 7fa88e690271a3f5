"""What the model's scorer gives each mention near a quotation to name its speaker."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fabula.language.cores import each
from fabula.language.features import SPEAKER_SIZES, speaker_candidates, speaker_features
from fabula.language.saying import SAYING
from fabula.reading.page import Page

_Stretch = tuple[int, NDArray[np.int64], NDArray[np.int64]]
"""A quoted stretch, its candidates, and their features."""
BATCH = 16
"""How many stretches are scored at once: what is reckoned of them stays in a core's cache."""


def add_chances(page: Page, pieces: Sequence[int]) -> None:
    """Puts into `page.chances` what quoted stretches have not there yet: the mentions that may name the speaker, and
    the model's probability of each; the rest is the probability of none of them."""
    missing = [piece for piece in pieces if piece not in page.chances]
    if not missing:
        return
    says = np.array([w in SAYING for w in page.words.lower])
    starts = np.array([start for start, _ in page.piece_words], dtype=np.int64)
    m = page.mentions
    found: list[tuple[int, NDArray[np.int64]]] = []
    for piece in missing:
        span = page.piece_words[piece]
        at = np.zeros(0, np.int64)
        if span[0] < span[1]:
            at = speaker_candidates(m, span, piece, page.pieces[piece].paragraph)
        page.chances[piece] = (at, np.zeros(0, np.float32))
        if len(at):
            found.append((piece, at))

    def with_features(piece: int, at: NDArray[np.int64]) -> _Stretch:
        span = page.piece_words[piece]
        return piece, at, speaker_features(m, at, span, starts, page.words.paragraph, says)

    def score(some: Sequence[_Stretch]) -> NDArray[np.float32]:
        sizes = np.array([len(at) for _, at, _ in some])
        width = int(sizes.max())
        mentions = np.zeros((len(some), width), np.int64)
        features = np.zeros((len(some), width, len(SPEAKER_SIZES)), np.int64)
        for row, (_, at, known) in enumerate(some):
            mentions[row, : sizes[row]], features[row, : sizes[row]] = at, known
        one = page.encoding.quotations[[piece for piece, _, _ in some]]
        inputs = {"one": one, "others": page.encoding.vectors[mentions], "features": features}
        scores = np.where(np.arange(width) < sizes[:, None], page.model.speaker.run(None, inputs)[0], -1e4)
        top = np.maximum(scores.max(1, keepdims=True), 0.0)
        scores = np.exp(scores - top)
        return np.asarray(scores / (scores.sum(1, keepdims=True) + np.exp(-top)))

    batches = [found[first : first + BATCH] for first in range(0, len(found), BATCH)]
    inputs = ([with_features(*one) for one in some] for some in batches)  # made while others are scored
    for some, scores in zip(batches, each(score, inputs), strict=True):
        for row, (piece, at) in enumerate(some):
            page.chances[piece] = (at, scores[row, : len(at)])
