"""Whom a turn is said to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fabula.language.saying import SAYING
from fabula.reading.page import PERSON, Page
from fabula.reading.speech.turns import NOBODY, Turn

NO_ONE = frozenset("nobody none noone no-one".split())


def address(page: Page, turns: Sequence[Turn]) -> None:
    """Sets each turn's addressees: whom it calls, or whose turn is next to it."""
    entity = page.clusters.entity
    for t, turn in enumerate(turns):
        called = [int(entity[i]) for i in turn.called if int(entity[i]) != turn.speaker]
        named = [e for e in called if page.clusters.person[e] >= 0]
        told = max(turn.told, key=lambda e: (turn.told[e], -e), default=None)
        if told is not None and told != turn.speaker:
            turn.addressees, turn.addressee_confidence = (told,), 0.85
        elif named:
            turn.addressees, turn.addressee_confidence = tuple(dict.fromkeys(named)), 0.8
        else:
            near = [
                u.speaker
                for u in (*reversed(turns[max(0, t - 3) : t]), *turns[t + 1 : t + 4])
                if u.speaker not in (turn.speaker, NOBODY)
            ]
            if near:
                turn.addressees, turn.addressee_confidence = (near[0],), 0.55


def told_person(page: Page, turn: Turn) -> int | None:
    """The mention of whom the reporting clause says is spoken to: "said Tom to Ben", "asked her", "told him"."""
    if turn.cue is None:
        return None
    m, words = page.mentions, page.words.text
    verb = turn.cue.verb
    limit = min(len(words), verb + 9)
    transitive = SAYING.get(words[verb].lower()) in ("tell", "ask", "answer", "warn", "remind", "beg", "assure", "urge")
    for k in range(verb + 1, limit):
        if words[k] in '.!?;"“”':
            break
        to = words[k].lower() in ("to", "at") and k + 1 < limit
        if to or (transitive and k == verb + 1):
            start = k + 1 if to else k
            if words[start].lower() in NO_ONE:
                return None
            low, high = np.searchsorted(m.start, start), np.searchsorted(m.start, start, side="right")
            for i in range(low, high):
                if m.type[i] == PERSON and i != turn.cue.mention:
                    return i
    return None
