"""First persons: who "I" is, in the narration and inside speech."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from fabula.language.coreference import first_mentions
from fabula.language.features import MentionTable
from fabula.language.labels import PRONOUN_CLASSES
from fabula.language.roles import as_title, called_as
from fabula.reading.page import NOM, PRON, PROP, Page, mentions_by_span, pieces_by_start
from fabula.reading.speech import entity_genders
from fabula.reading.speech.heard import hear
from fabula.story import Utterance

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

_I, _YOU, _HE, _SHE = (PRONOUN_CLASSES.index(p) for p in ("i", "you", "he", "she"))
_OF_ONESELF = frozenset("i me my myself name this here speaking calling".split())
TRUSTED = 0.5
"""How sure it must be who speaks, or to whom, to say who "I" and "you" are."""
SHARE = 0.006
"""A story is told in the first person from this share of its narration's words being "I", "me" or "my"."""
SHARE_OF_YOU = 0.03
"""And in the second from this share: a narrator who says "you" now and then speaks to the reader, or of anybody."""


def is_first_person(
    m: MentionTable, words: int, quotations: Sequence[tuple[int, int]], private: Sequence[tuple[int, int]] = ()
) -> bool:
    """Whether the narration is in the first person, by how often it says "I" outside quotations.

    What is `private` to the people told of, their thoughts in italics and the messages that they send, as words
    [first, last), is no narration, unless there is more of it than of all else.
    """
    return _is_told(m, _I, SHARE, words, quotations, private)


def as_told(
    m: MentionTable, words: int, quotations: Sequence[tuple[int, int]], private: Sequence[tuple[int, int]] = ()
) -> tuple[MentionTable, bool]:
    """The mentions, and whether the narration has an "I": of a story told in the second person ("You open the door"),
    its "you" is taken for that, since it means one person throughout, and nobody who is "he" or "she". Such a story has
    "you" oftener than any of those."""
    if is_first_person(m, words, quotations, private):
        return m, True
    you, he, she = ((m.kind == PRON) & (m.pronoun == p) & (m.quotation < 0) for p in (_YOU, _HE, _SHE))
    if you.sum() < max(he.sum(), she.sum()) or not _is_told(m, _YOU, SHARE_OF_YOU, words, quotations, private):
        return m, False
    return replace(m, pronoun=np.where(you, _I, m.pronoun)), True


def _is_told(
    m: MentionTable,
    pronoun: int,
    share: float,
    words: int,
    quotations: Sequence[tuple[int, int]],
    private: Sequence[tuple[int, int]],
) -> bool:
    """Whether a pronoun has that share of the words outside quotations, and of those that are not private."""
    told = (m.kind == PRON) & (m.pronoun == pronoun) & (m.quotation < 0)
    narration = words - sum(end - start for start, end in quotations)
    own = sum(end - start for start, end in private)
    if 2 * own < narration:
        inside = np.zeros(words + 1, bool)
        for start, end in private:
            inside[start:end] = True
        told &= ~inside[m.start]
        narration -= own
    return bool(told.sum() >= max(5, share * narration))


def name_tellers(page: Page, utterances: Sequence[Utterance]) -> Page:
    """The page with each nameless teller and the person whose name others call that teller by made one entity, if one
    stands out; the same page where none does.

    Such a person is named almost only inside speech, and called by name in conversations that the teller is in.
    """
    for teller in sorted(set(page.clusters.teller.tolist()) - {-1}):
        if page.clusters.person[teller] < 0:
            page = _named(page, utterances, teller)
    return page


def _named(page: Page, utterances: Sequence[Utterance], teller: int) -> Page:
    """The page with one nameless teller named, if others call that teller by a name: twice at the least, or once
    between two turns of the teller's, where the name stands nowhere else."""
    m, entity = page.mentions, page.clusters.entity
    piece_at = pieces_by_start(page)
    called, between = Counter[int](), Counter[int]()
    heard, speakers = hear(page), {u.speaker for u in utterances}
    for k, u in enumerate(utterances):
        if u.speaker == teller or u.kind != "speech":
            continue
        around = utterances[max(0, k - 3) : k + 4]
        if teller not in u.addressees and not any(v.speaker == teller for v in around):
            continue
        answered = [v.speaker for v in (*utterances[k - 1 : k], *utterances[k + 1 : k + 2])] == [teller, teller]
        for s in u.spans:
            here = {int(entity[i]) for i in heard.called[piece_at[s.start]] if m.kind[i] == PROP}
            called.update(here)
            between.update(here if answered else ())
    for e, n in called.most_common(5):
        if page.clusters.person[e] < 0:
            continue
        own = np.flatnonzero((entity == e) & (m.kind == PROP))
        once = between[e] > 0 and len(own) == 1 and e not in speakers
        if (n >= 2 or once) and np.mean(m.quotation[own] >= 0) >= 0.8:
            person = page.clusters.person.copy()
            person[teller], person[e] = person[e], -1
            merged, tellers = (np.where(who == e, teller, who) for who in (entity, page.clusters.teller))
            return replace(page, clusters=replace(page.clusters, entity=merged, person=person, teller=tellers))
    return page


def talk(page: Page, utterances: Sequence[Utterance]) -> tuple[Ints, Floats]:
    """Who speaks each quoted stretch and to whom, -1 where that is not known; how sure that is: shape (2, pieces)."""
    piece_at = pieces_by_start(page)
    who = np.full((2, len(page.pieces)), -1, np.int64)
    sure = np.zeros((2, len(page.pieces)), np.float32)
    for u in utterances:
        for k in (piece_at[s.start] for s in u.spans):
            if u.speaker is not None:
                who[0, k], sure[0, k] = u.speaker, u.confidence
            if len(u.addressees) == 1:
                who[1, k], sure[1, k] = u.addressees[0], u.addressee_confidence
    return np.where(sure >= TRUSTED, who, -1), sure


def _said(page: Page, pronoun: int) -> Ints:
    """The mentions by a pronoun inside speech, but for what is said in the tales told there."""
    m, nested = page.mentions, hear(page).nested
    said = np.flatnonzero((m.quotation >= 0) & (m.kind == PRON) & (m.pronoun == pronoun))
    return np.array([i for i in said.tolist() if i not in nested], np.int64)


def _reported(page: Page) -> list[tuple[int, int]]:
    """Each "I" of somebody whom a tale has speak, with the mention of who is reported to say it."""
    m = page.mentions
    return [(i, who) for i, who in hear(page).nested.items() if who >= 0 and m.kind[i] == PRON and m.pronoun[i] == _I]


def known_persons(page: Page, utterances: Sequence[Utterance], told: Ints) -> dict[int, tuple[int, float]]:
    """For "I" and "you" inside speech, and the pronouns and nouns of reporting clauses: an earlier mention of whom they
    mean, by who speaks and to whom, and how sure that is. `told` (mentions,) are the entities with those made one that
    the text says are; that holds for nouns, of somebody who has no name otherwise."""
    m, entity = page.mentions, page.clusters.entity
    found: dict[int, tuple[int, float]] = {}
    who_talks, sure = talk(page, utterances)
    for pronoun, who, chance in zip((_I, _YOU), who_talks, sure, strict=True):
        found |= {i: (int(who[m.quotation[i]]), float(chance[m.quotation[i]])) for i in _said(page, pronoun).tolist()}
    heard, genders = hear(page), entity_genders(page)
    for k, called in enumerate(heard.called):
        if (hearer := int(who_talks[1, k])) >= 0:
            fitting = [i for i in called if len({m.gender[i], genders[hearer]} - {""}) < 2]  # no lady is "sir"
            fitting = [i for i in fitting if not _is_titled(page, i)]
            found |= {i: (hearer, float(sure[1, k])) for i in fitting if m.kind[i] == NOM}
    mention_at = mentions_by_span(page)
    for u in utterances:
        if u.mention is not None and u.speaker is not None and u.confidence >= TRUSTED:
            found[mention_at[u.mention.start, u.mention.end]] = u.speaker, u.confidence
    found |= {i: found.get(who, (int(entity[who]), float(page.clusters.confidence[who]))) for i, who in _reported(page)}
    named = np.flatnonzero((told != entity) & (page.clusters.person[entity] < 0) & (m.kind == NOM)).tolist()
    found |= {i: (int(told[i]), 1.0) for i in named}
    first = first_mentions(m, entity)
    return {i: (first[e], p) for i, (e, p) in found.items() if first.get(e, i) < i and m.kind[i] != PROP}


def _is_titled(page: Page, i: int) -> bool:
    """Whether a mention in speech, "doctor", is taken for somebody who has that title with his name."""
    m, clusters = page.mentions, page.clusters
    title, person = called_as(page.words.text[m.start[i] : m.end[i]]), clusters.person[clusters.entity[i]]
    return title != "" and bool(person >= 0) and as_title(title) in clusters.names.titles[person]


def strangers(page: Page, utterances: Sequence[Utterance]) -> dict[int, int]:
    """For names inside speech an earlier mention of whom they do not mean, who says them: people say "I" of themselves,
    but for “I am Orr” and “This is Orr speaking”."""
    m, words, entity = page.mentions, page.words, page.clusters.entity
    first = dict(zip(*(column.tolist() for column in np.unique(entity, return_index=True)), strict=True))
    speakers = talk(page, utterances)[0][0]
    out = {}
    for i in np.flatnonzero((m.kind == PROP) & (m.quotation >= 0)).tolist():
        before = first.get(int(speakers[m.quotation[i]]), i)
        if before < i and i not in hear(page).nested:
            said = slice(*np.searchsorted(words.sentence, [m.sentence[i], m.sentence[i] + 1]))
            if _OF_ONESELF.isdisjoint(words.lower[said]):
                out[i] = before
    return out


def settle_persons(page: Page, utterances: Sequence[Utterance]) -> Page:
    """The page with "I" and "you" inside speech given the speaker's entity and the addressee's, where those are
    known."""
    m = page.mentions
    entity, confidence = page.clusters.entity.copy(), page.clusters.confidence.copy()
    (speaker, hearer), trust = talk(page, utterances)
    for pronoun, who, sure in ((_I, speaker, trust[0]), (_YOU, hearer, trust[1])):
        at = _said(page, pronoun)
        at = at[who[m.quotation[at]] >= 0]
        entity[at], confidence[at] = who[m.quotation[at]], sure[m.quotation[at]]
    for i, who in _reported(page):
        entity[i], confidence[i] = entity[who], confidence[who]
    # Nobody says "you" to himself: where no addressee is known, such a "you" is somebody yet unknown.
    at = _said(page, _YOU)
    at = at[(speaker[m.quotation[at]] >= 0) & (entity[at] == speaker[m.quotation[at]])]
    pieces = m.quotation[at].tolist()
    unknown = {piece: len(page.clusters.person) + k for k, piece in enumerate(dict.fromkeys(pieces))}
    entity[at] = [unknown[piece] for piece in pieces]
    person = np.concatenate([page.clusters.person, np.full(len(unknown), -1, np.int64)])
    return replace(page, clusters=replace(page.clusters, entity=entity, confidence=confidence, person=person))
