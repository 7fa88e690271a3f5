"""Names called out inside speech: “Emma, come here,” “Yes, my dear fellow.”"""

from __future__ import annotations

import numpy as np

from fabula.reading.page import NOM, PERSON, PRON, Page
from fabula.reading.speech.subjects import head_word

_BEFORE_VOCATIVE = frozenset(
    ", ! ? . … ... - -- — – ; : “ \" ‘ ' « oh ah o well yes no come dear my why now good".split()
) | {"_"}
_AFTER_VOCATIVE = frozenset(", ! ? . … ... - -- — – ; : ” \" ’ ' » _".split())


def vocatives(page: Page, piece: int) -> list[int]:
    """The mentions inside a quoted stretch that call somebody by name or as something ("Emma", "my dear")."""
    m, words = page.mentions, page.words.text
    first, last = page.piece_words[piece]
    out = []
    low, high = int(np.searchsorted(m.start, first)), int(np.searchsorted(m.start, last))
    for i in range(low, high):
        if m.type[i] != PERSON or m.kind[i] == PRON or m.end[i] > last:
            continue
        start, end = int(m.start[i]), int(m.end[i])
        before = words[start - 1].lower() if start > first else "“"
        after = words[end] if end < last else "”"
        if before not in _BEFORE_VOCATIVE or after not in _AFTER_VOCATIVE or end - start > 5:
            continue
        relation = page.relation(head_word(page, i))
        if before == "," and after == "," and start - first > 2 and relation in ("conj", "appos"):
            continue  # a list: "Jane, Mary, and Kitty"
        if m.kind[i] == NOM and words[start].lower() in ("the", "a", "an", "his", "her", "their", "some", "this"):
            continue
        if relation in ("nsubj", "obj", "nmod:poss", "obl") and before == "“" and after not in ",!?":
            continue
        out.append(i)
    return out
