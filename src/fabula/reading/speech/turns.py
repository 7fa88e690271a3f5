"""Turns: what one person says at once; and conversations, the turns that belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fabula.reading.page import Page
from fabula.reading.speech.cues import Cue

GAP_WORDS = 160
"""Narration longer than this between two turns ends a conversation."""

NOBODY = -1
Masses = dict[int, float]
"""Entities with a probability each."""


@dataclass(slots=True)
class Turn:
    """Quoted stretches (numbers into Page.pieces) that one person says at once, and the evidence of who.

    `beat` is whose action beside it tells who speaks, and how surely; `own` who says in it that he is; `barred` whom
    the description in its clause does not mean; `known` is the speaker that a reader has set.
    """

    pieces: list[int]
    paragraph: int
    cue: Cue | None = None
    scored: Masses = field(default_factory=dict)
    beat: Masses = field(default_factory=dict)
    before: Masses = field(default_factory=dict)
    before_named: bool = False
    after: Masses = field(default_factory=dict)
    earlier: Masses = field(default_factory=dict)
    told: Masses = field(default_factory=dict)
    beside: Masses = field(default_factory=dict)
    idiolect: Masses = field(default_factory=dict)
    called: list[int] = field(default_factory=list)
    own: set[int] = field(default_factory=set)
    named: set[int] = field(default_factory=set)
    barred: set[int] = field(default_factory=set)
    known: int | None = None
    first_word: int = 0
    opens: int = 0
    speaker: int = NOBODY
    confidence: float = 0.0
    method: str = "unknown"
    addressees: tuple[int, ...] = ()
    addressee_confidence: float = 0.0


def gather_turns(page: Page, spoken: Sequence[bool], cues: Sequence[Cue | None]) -> list[Turn]:
    """One turn for each paragraph's quotations, split where two reporting clauses name different people; a speech that
    runs over paragraphs is one turn."""
    turns: list[Turn] = []
    for piece, q in enumerate(page.pieces):
        if not spoken[piece]:
            continue
        cue, known = cues[piece], _known(page, piece)
        last = turns[-1] if turns else None
        if last is not None:
            previous = page.pieces[last.pieces[-1]]
            # A speech goes on in the next paragraph, or after verse in its midst that has no marks.
            carried = q.continues and (previous.paragraph == q.paragraph - 1 or not previous.closed)
            together = previous.paragraph == q.paragraph and _same_turn(page, last, cue)
            if (carried or together) and last.known == known:
                last.pieces.append(piece)
                last.paragraph = q.paragraph
                if cue is not None and (last.cue is None or cue.strength > last.cue.strength + 0.1):
                    last.cue = cue
                continue
        turns.append(
            Turn([piece], q.paragraph, cue, known=known, first_word=page.piece_words[piece][0], opens=q.paragraph)
        )
    return turns


def _known(page: Page, piece: int) -> int | None:
    """The speaker that a reader has set for a quoted stretch, if one has."""
    mention = page.corrected.speakers.get(piece)
    return None if mention is None else NOBODY if mention < 0 else int(page.clusters.entity[mention])


def _same_turn(page: Page, turn: Turn, cue: Cue | None) -> bool:
    if cue is None or turn.cue is None or cue.verb == turn.cue.verb:
        return True
    entity = page.clusters.entity
    return bool(entity[cue.mention] == entity[turn.cue.mention])


def conversations(page: Page, turns: Sequence[Turn]) -> list[list[Turn]]:
    """Runs of turns that belong together: same scene, no long narration between."""
    out: list[list[Turn]] = []
    for turn in turns:
        first = turn.first_word
        if out:
            last = page.piece_words[out[-1][-1].pieces[-1]][1]
            if (
                first - last <= GAP_WORDS
                and page.scene[min(first, len(page.scene) - 1)] == page.scene[max(0, last - 1)]
            ):
                out[-1].append(turn)
                continue
        out.append([turn])
    return out


def settled_speaker(page: Page, turn: Turn) -> int | None:
    """Who speaks a turn whose reporting clause leaves no doubt: it has a name, or the teller's "I"."""
    if turn.cue is None:
        return None
    who = int(page.clusters.entity[turn.cue.mention])
    return who if turn.cue.is_explicit or who == page.clusters.teller[turn.cue.mention] else None
