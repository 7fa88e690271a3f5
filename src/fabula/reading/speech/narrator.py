"""First persons: who "I" is, in the narration and inside speech."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fabula.language.features import MentionTable
from fabula.language.labels import PRONOUN_CLASSES
from fabula.reading.page import PRON, PROP, Page
from fabula.reading.speech.vocatives import vocatives
from fabula.story import Utterance

_I, _YOU = PRONOUN_CLASSES.index("i"), PRONOUN_CLASSES.index("you")
SHARE = 0.006
"""A story is told in the first person from this share of its narration's words being "I", "me" or "my"."""


def is_first_person(m: MentionTable, words: int, quotations: Sequence[tuple[int, int]]) -> bool:
    """Whether the narration is in the first person, by how often it says "I" outside quotations."""
    told = (m.kind == PRON) & (m.pronoun == _I) & (m.quotation < 0)
    narration = words - sum(end - start for start, end in quotations)
    return bool(told.sum() >= max(5, SHARE * narration))


def name_narrator(page: Page, utterances: Sequence[Utterance]) -> Page:
    """The page with the narrator and the person whose name others call them by made one entity, if one stands out.

    Such a person is named almost only inside speech, and called by name in conversations that the narrator is in.
    """
    narrator, m, entity = page.clusters.narrator, page.mentions, page.clusters.entity
    if narrator is None or page.clusters.person[narrator] >= 0:
        return page
    piece_at = {q.inner_start: k for k, q in enumerate(page.pieces)}
    called: Counter[int] = Counter()
    for k, u in enumerate(utterances):
        if u.speaker == narrator or u.kind != "speech":
            continue
        around = utterances[max(0, k - 3) : k + 4]
        if narrator not in u.addressees and not any(v.speaker == narrator for v in around):
            continue
        for s in u.spans:
            called.update({int(entity[i]) for i in vocatives(page, piece_at[s.start]) if m.kind[i] == PROP})
    for e, n in called.most_common(5):
        if page.clusters.person[e] < 0:
            continue
        own = np.flatnonzero((entity == e) & (m.kind == PROP))
        if n >= 2 and np.mean(m.quotation[own] >= 0) >= 0.8:
            person = page.clusters.person.copy()
            person[narrator], person[e] = person[e], -1
            merged = np.where(entity == e, narrator, entity)
            return replace(page, clusters=replace(page.clusters, entity=merged, person=person))
    return page


def settle_persons(page: Page, utterances: Sequence[Utterance]) -> Page:
    """The page with "I" and "you" inside speech given the speaker's entity and the addressee's, where those are
    known."""
    m = page.mentions
    entity, sure = page.clusters.entity.copy(), page.clusters.confidence.copy()
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
    for kind, who, trust in ((_I, speaker, belief[0]), (_YOU, hearer, belief[1])):
        at = np.flatnonzero((m.quotation >= 0) & (m.kind == PRON) & (m.pronoun == kind))
        piece = m.quotation[at]
        good = (who[piece] >= 0) & (trust[piece] >= 0.5)
        entity[at[good]], sure[at[good]] = who[piece[good]], trust[piece[good]]
    # Nobody says "you" to himself: where no addressee is known, such a "you" is somebody yet unknown.
    at = np.flatnonzero((m.quotation >= 0) & (m.kind == PRON) & (m.pronoun == _YOU))
    piece = m.quotation[at]
    wrong = np.flatnonzero((speaker[piece] >= 0) & (entity[at] == speaker[piece]))
    unknown = {int(p): len(page.clusters.person) + k for k, p in enumerate(dict.fromkeys(piece[wrong].tolist()))}
    entity[at[wrong]] = [unknown[int(p)] for p in piece[wrong]]
    person = np.concatenate([page.clusters.person, np.full(len(unknown), -1, np.int64)])
    return replace(page, clusters=replace(page.clusters, entity=entity, confidence=sure, person=person))
