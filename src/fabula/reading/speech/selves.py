"""Who says his own name: “I’m Dot,” “My name is Dot,” “Call me Dot.”"""

from __future__ import annotations

from fabula.language.saying import names_self
from fabula.reading.page import PERSON, PROP, Page


def own_names(page: Page, piece: int, nested: dict[int, int]) -> list[int]:
    """The mentions in a quoted stretch by which whoever speaks it says who he is; `nested` are those of speech within,
    which is somebody else's."""
    m, words = page.mentions, page.words.text
    low, high = page.piece_words[piece]
    some = range(*m.start.searchsorted((low, high)).tolist())
    names = (i for i in some if m.kind[i] == PROP and m.type[i] == PERSON and i not in nested)
    return [i for i in names if names_self(words, int(m.start[i]), int(m.end[i]))]
