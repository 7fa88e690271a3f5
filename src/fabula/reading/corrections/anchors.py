"""Passages found again in an edited text, by their words and what stands around them.

The selectors are those of the W3C's Web Annotation Data Model (2017): a quotation with its context, and a position.
White space and the shape of quotation marks and apostrophes do not count, since editors change them unasked.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from fabula.story import Anchor, Span

CONTEXT = 32
"""How many characters of context an anchor keeps on either side."""
STANDS = 0.5
"""The share of its context that must still stand around a passage."""
ENOUGH = 32
"""How many characters a passage and its paragraph's part of the context have together, if the paragraph has moved."""
MARGIN = 8
"""By how many characters of context a passage must be the better match than any other."""
GONE = "the passage is gone"
TWICE = "the passage stands in several places"

_BLANK = re.compile(r"\n\s*\n")
_FOLDED = str.maketrans("‘’‚‛“”„‟«»\u00a0\u202f", '\'\'\'\'""""""  ')  # one character for one: places stay the same


class Found(NamedTuple):
    """Where an anchored passage stands now, or why that is not known."""

    span: Span | None
    problem: str | None = None


def anchor(text: str, start: int, end: int) -> Anchor:
    """The anchor of characters [start, end) of a text."""
    return Anchor(start, end, text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])


def fold(text: str) -> str:
    """A text in which anchors are looked for: of the same length, with quotation marks of one shape."""
    return text.translate(_FOLDED)


def find(folded: str, a: Anchor) -> Found:
    """Where the passage of an anchor stands in a folded text; nothing is guessed.

    A passage is found where its words stand with all their context, or, where no rival is near as good, with half of
    it, or with what their paragraph holds of it if that is much.
    """
    around = fold(a.prefix + a.exact + a.suffix)
    if folded[max(0, a.start - len(a.prefix)) : a.end + len(a.suffix)] == around and a.end - a.start == len(a.exact):
        return Found(Span(a.start, a.end))
    words = fold(a.exact).split()
    if not words:
        return Found(None, GONE)
    before, after = _bare(fold(a.prefix)), _bare(fold(a.suffix))
    lead, trail = len(_bare(_BLANK.split(a.prefix)[-1])), len(_bare(_BLANK.split(a.suffix)[0]))
    movable = lead + len("".join(words)) + trail >= ENOUGH
    best: list[tuple[int, bool, Span]] = []
    for match in re.finditer(_pattern(a, words), folded):
        start, end = match.span()
        left = _shared(before[::-1], _bare(folded[max(0, start - 3 * CONTEXT) : start])[::-1])
        right = _shared(after, _bare(folded[end : end + 3 * CONTEXT]))
        half = left + right >= STANDS * (len(before) + len(after))
        best.append((left + right, half or (movable and left >= lead and right >= trail), Span(start, end)))
    whole = [span for score, _, span in best if score == len(before) + len(after)]
    if len(whole) == 1:
        return Found(whole[0])
    if whole:
        here = [span for span in whole if span.start == a.start]
        return Found(here[0]) if here else Found(None, TWICE)
    best.sort(key=lambda one: -one[0])
    if not best or not best[0][1]:
        return Found(None, GONE)
    if len(best) > 1 and best[0][0] - best[1][0] < MARGIN:
        return Found(None, TWICE)
    return Found(best[0][2])


def _pattern(a: Anchor, words: list[str]) -> str:
    """What matches the words of an anchor, whole words where they were whole: "he" is not looked for in "the"."""
    opens = r"(?<!\w)" if words[0][0].isalnum() and not a.prefix[-1:].isalnum() else ""
    closes = r"(?!\w)" if words[-1][-1].isalnum() and not a.suffix[:1].isalnum() else ""
    return opens + r"\s+".join(map(re.escape, words)) + closes


def _bare(text: str) -> str:
    return "".join(text.split())


def _shared(a: str, b: str) -> int:
    """How many characters two texts begin with alike."""
    for k, (one, other) in enumerate(zip(a, b, strict=False)):
        if one != other:
            return k
    return min(len(a), len(b))
