"""Tales told in speech, over many paragraphs and over chapters: who tells one goes on telling it."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.reading.page import Page, summed
from fabula.reading.speech.turns import NOBODY, Turn, settled_speaker

LONG = 100
"""A tale has so many words at least, in one turn."""
PAST = 0.06
"""And so many of its words are verbs in the past tense, at least."""
SHORTLY = 8
"""The next tale goes on with it, if it is so many turns on at most."""
MOST = 0.6
"""Who tells so much of them, by words, tells them all."""
GOES_ON = 0.8
"""How surely, where nothing else is told of who speaks."""

_OWN = frozenset("i we my our me us".split())


def go_on(page: Page, talks: Sequence[list[Turn]]) -> list[list[Turn]]:
    """Lets the tales that follow one another in decoded conversations lean to who tells most of them: gives the
    conversations that this concerns."""
    changed: set[int] = set()
    for tales in _tellings(page, talks):
        told = summed((turn.speaker, _length(page, turn) * turn.confidence) for turn in tales)
        teller = max(told, key=lambda e: (told[e], -e))
        if teller == NOBODY or told[teller] < MOST * sum(told.values()):
            continue
        for turn in tales:
            if turn.speaker != teller and not turn.beat and settled_speaker(page, turn) is None:
                turn.beat = {teller: GOES_ON}
                changed.add(id(turn))
    return [talk for talk in talks if any(id(turn) in changed for turn in talk)]


def _tellings(page: Page, talks: Sequence[list[Turn]]) -> list[list[Turn]]:
    """The tales that follow one another shortly, where there are several."""
    out: list[list[Turn]] = []
    since = SHORTLY
    for turn in (turn for talk in talks for turn in talk):
        since += 1
        if not is_tale(page, turn):
            continue
        if since <= SHORTLY:
            out[-1].append(turn)
        else:
            out.append([turn])
        since = 0
    return [tales for tales in out if len(tales) > 1]


def is_tale(page: Page, turn: Turn) -> bool:
    """Whether a turn tells at length of what somebody did, himself among them."""
    if _length(page, turn) < LONG:
        return False
    tag = page.model.xpos.index("VBD")
    words = [k for piece in turn.pieces for k in range(*page.piece_words[piece])]
    own = any(page.words.lower[k] in _OWN for k in words)
    return own and sum(page.encoding.xpos[k] == tag for k in words) >= PAST * len(words)


def _length(page: Page, turn: Turn) -> int:
    return sum(page.piece_words[piece][1] - page.piece_words[piece][0] for piece in turn.pieces)
