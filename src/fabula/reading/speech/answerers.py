"""People without a name who are called by one: “Row on, Garrick,” says Ilse, and the ferryman answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from fabula.reading.page import NOM, PERSON, PRON, PROP, Page, pieces_by_start
from fabula.reading.speech.aliases import KNOWN, number_conversations
from fabula.reading.speech.heard import hear
from fabula.reading.speech.subjects import POSSESSIVES
from fabula.story import Utterance

OFTENER = 5
"""How much oftener a name must be called in talk with somebody than anything speaks against its being his."""
FEW_LINES = 3
"""Of somebody with so few utterances one call by name is enough."""


def answerers(
    page: Page, utterances: Sequence[Utterance], nameless: set[int], genders: Sequence[str]
) -> dict[int, int]:
    """The name by which each person without one is called, by whoever talks to him, where it is one and nobody else's
    who is by. `genders` are by entity (`entity_genders`)."""
    m, entity = page.mentions, page.clusters.entity
    piece_at = pieces_by_start(page)
    spoken = [u for u in utterances if u.kind == "speech"]
    talk = number_conversations(page, spoken, piece_at)
    told = [u.speaker if u.mention is not None and u.speaker is not None else -1 for u in spoken]
    who = [u.speaker if u.speaker is not None and u.confidence >= KNOWN else -1 for u in spoken]
    calls, heard = list[set[int]](), hear(page)
    for u in spoken:
        called = [i for s in u.spans for i in heard.called[piece_at[s.start]] if m.kind[i] == PROP]
        calls.append({int(entity[i]) for i in called} - nameless)
    strangers = _not_kin(page, nameless)
    present: defaultdict[int, set[int]] = defaultdict(set)
    for k, speaker in enumerate(told):
        present[talk[k]].add(speaker)
    votes: defaultdict[int, Counter[int]] = defaultdict(Counter)
    met: defaultdict[int, set[int]] = defaultdict(set)
    against: Counter[tuple[int, int]] = Counter()
    for k, unnamed in enumerate(told):
        if unnamed not in strangers:
            continue
        met[unnamed] |= present[talk[k]]
        against.update((unnamed, e) for e in calls[k])
        for j in (k - 1, k + 1):
            if 0 <= j < len(spoken) and talk[j] == talk[k]:
                against[unnamed, told[j]] += spoken[j].method == "explicit"
                if who[j] != unnamed and len(calls[j]) == 1 and who[j] not in calls[j]:
                    votes[unnamed].update(calls[j])
    together, lines = _together(page), Counter(who)
    out = {}
    for unnamed, named in votes.items():
        gender = genders[unnamed]
        some = [e for e in named if gender and genders[e] == gender and (unnamed, e) not in together]
        best = max(some, key=lambda e: (named[e], -e), default=-1)
        rivals = [*(named[e] for e in some if e != best), against[unnamed, best]]
        once = named[best] == 1 and (best in met[unnamed] or lines[unnamed] > FEW_LINES)
        if best >= 0 and not once and named[best] >= OFTENER * max(rivals):
            out[unnamed] = best
    return out


def _together(page: Page) -> set[tuple[int, int]]:
    """The pairs of people whom one sentence of narration has, both by name or noun."""
    m, entity = page.mentions, page.clusters.entity
    sentences: defaultdict[int, set[int]] = defaultdict(set)
    for i in np.flatnonzero((m.type == PERSON) & (m.quotation < 0) & (m.kind != PRON)).tolist():
        sentences[int(m.sentence[i])].add(int(entity[i]))
    return {(a, b) for some in sentences.values() for a in some for b in some if a != b}


def _not_kin(page: Page, some: set[int]) -> set[int]:
    """Those who are not known only by whose they are, as "her brother" is."""
    m, words = page.mentions, page.words.text
    nouns = np.flatnonzero((m.kind == NOM) & (m.type == PERSON)).tolist()
    return some & {int(page.clusters.entity[i]) for i in nouns if words[m.start[i]].lower() not in POSSESSIVES}
