"""Who says his own name: “I’m Dot,” “My name is Dot,” “Call me Dot,” and “Dot,” where he is asked for it."""

from __future__ import annotations

from itertools import pairwise

from fabula.language.saying import names_self
from fabula.reading.page import PERSON, PROP, Page


def own_names(page: Page, piece: int, nested: dict[int, int]) -> list[int]:
    """The mentions in a quoted stretch by which whoever speaks it says who he is; `nested` are those of speech within,
    which is somebody else's."""
    m, words = page.mentions, page.words.text
    low, high = page.piece_words[piece]
    some = range(*m.start.searchsorted((low, high)).tolist())
    names = [i for i in some if m.kind[i] == PROP and m.type[i] == PERSON and i not in nested]
    asked = bool(names) and _is_asked(page, piece)
    spans = [(int(m.start[i]), int(m.end[i])) for i in names]
    return [
        i
        for i, (start, end) in zip(names, spans, strict=True)
        if names_self(words, start, end) or (asked and _answers(page, piece, start, end))
    ]


_ASKING = (("your", "name"), ("call", "you"), ("are", "you"), ("you", "are"), ("you", "called"))
"""Words of a question for a name, where a question has hardly more: “And who are you?”"""
_WHO = frozenset("what who how name and".split())
_LONGEST = 9
"""A question for a name has no more words."""
_LEADS = ((), ("it", "'s"), ("it", "’s"), ("just",), ("i", "'m"), ("i", "’m"), ("i", "am"))
"""What may stand before a name that is an answer."""


def _is_asked(page: Page, piece: int) -> bool:
    """Whether the quoted stretch before one, in the paragraph before, ends with a question for a name."""
    if not piece or page.pieces[piece].paragraph - page.pieces[piece - 1].paragraph != 1:
        return False
    low, high = page.piece_words[piece - 1]
    if page.words.text[high - 2 : high - 1] != ("?",):
        return False
    sentence = page.words.sentence
    question = [page.words.lower[k] for k in range(low + 1, high - 2) if sentence[k] == sentence[high - 2]]
    pairs = {*pairwise(question)}
    return len(question) <= _LONGEST and not _WHO.isdisjoint(question) and any(p in pairs for p in _ASKING)


def _answers(page: Page, piece: int, start: int, end: int) -> bool:
    """Whether a name is all that a sentence at the beginning of a quoted stretch says: “Dot,” or “It’s Dot.”"""
    low, high = page.piece_words[piece]
    before = page.words.lower[low + 1 : start]
    return before in _LEADS and (page.words.text[end] == "." or (page.words.text[end] == "," and end == high - 2))
