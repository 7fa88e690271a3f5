"""First persons: who "I" is, in the narration and inside speech."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fabula.language.labels import PRONOUN_CLASSES
from fabula.reading.page import PRON, Page
from fabula.story import Utterance

_I, _YOU = PRONOUN_CLASSES.index("i"), PRONOUN_CLASSES.index("you")
SHARE = 0.006
"""A story is told in the first person from this share of its narration's words being "I", "me" or "my"."""


def find_narrator(page: Page) -> int | None:
    """The entity that tells the story as "I", or None."""
    m = page.mentions
    inside = np.zeros(len(page.words), dtype=bool)
    for start, end in page.piece_words:
        inside[start:end] = True
    told = np.flatnonzero((m.kind == PRON) & (m.pronoun == _I) & (m.quotation < 0))
    if len(told) < max(5, SHARE * (len(page.words) - inside.sum())):
        return None
    return Counter(page.clusters.entity[told].tolist()).most_common(1)[0][0]


def settle_persons(page: Page, narrator: int | None, utterances: Sequence[Utterance]) -> Page:
    """The page with "I" and "you" given their entities: the narrator's in narration, and inside speech the speaker's
    and the addressee's, where those are known."""
    m = page.mentions
    entity, sure = page.clusters.entity.copy(), page.clusters.confidence.copy()
    first_person = (m.kind == PRON) & (m.pronoun == _I)
    if narrator is not None:
        told = first_person & (m.quotation < 0)
        entity[told], sure[told] = narrator, 0.95
    if utterances:
        piece_at = {q.inner_start: k for k, q in enumerate(page.pieces)}
        speaker = np.full(len(page.pieces), -1, np.int64)
        hearer = np.full(len(page.pieces), -1, np.int64)
        belief = np.zeros((2, len(page.pieces)), np.float32)
        for u in utterances:
            for s in u.spans:
                k = piece_at[s.start]
                if u.speaker is not None:
                    speaker[k], belief[0, k] = u.speaker, u.confidence
                if len(u.addressees) == 1:
                    hearer[k], belief[1, k] = u.addressees[0], u.addressee_confidence
        quoted = m.quotation >= 0
        for kind, who, trust, least in ((_I, speaker, belief[0], 0.5), (_YOU, hearer, belief[1], 0.5)):
            at = np.flatnonzero(quoted & (m.kind == PRON) & (m.pronoun == kind))
            k = m.quotation[at]
            good = (who[k] >= 0) & (trust[k] >= least)
            entity[at[good]], sure[at[good]] = who[k[good]], trust[k[good]]
    return replace(page, clusters=replace(page.clusters, entity=entity, confidence=sure))
