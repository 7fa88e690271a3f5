"""What a text says outright of two names: "Mr. Orr, or Henry, as she now called him", "Tom, known as the Heron"."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from fabula.reading.page import PERSON, PROP, Page
from fabula.reading.speech.subjects import head_word

REACH = 8
"""How many words a name may be from the one it is called by."""
_CALLED = frozenset(
    "call called calls calling named nicknamed known christened dubbed styled termed baptised rechristened".split()
)
_NO = frozenset("not n't never no neither nor than if".split())
_NAME = frozenset({"name", "nickname"})


def namings(page: Page) -> list[tuple[int, int]]:
    """Pairs of mentions by name, of two people so far, that a sentence says are one."""
    m, words = page.mentions, page.words.lower
    person = page.clusters.person[page.clusters.entity]
    at = np.flatnonzero((m.kind == PROP) & (m.type == PERSON) & (person >= 0)).tolist()
    return [
        (i, j)
        for i, j in pairwise(at)
        if person[i] != person[j]
        and m.sentence[i] == m.sentence[j]
        and m.quotation[i] == m.quotation[j]
        and 0 < m.start[j] - m.end[i] <= REACH + 2
        and _is_said(page, words, i, j)
    ]


def _is_said(page: Page, words: tuple[str, ...], i: int, j: int) -> bool:
    m = page.mentions
    start, end = int(m.end[i]), int(m.start[j])
    between = words[start:end]
    if _NO.intersection(between):
        return False
    after = words[int(m.end[j]) : int(m.end[j]) + REACH]
    if between[:2] == (",", "or"):
        # "Mr. Orr, or, as they all called him, Ned"; "Josephine, or Cousin Jo, as they called her"
        return bool(_CALLED.intersection(between)) or (after[:2] == (",", "as") and bool(_CALLED.intersection(after)))
    plain = [w for w in between if w not in (",", "-", "--", "—", "(", "“", '"', "‘")]
    if plain == ["alias"]:
        return True
    if len(plain) == 1 and plain[0] in _CALLED:
        return page.relation(start + between.index(plain[0])).startswith("acl")  # not "Tom called Ada"
    if plain[-2:] == ["known", "as"] and len(plain) <= 3:
        return True
    if plain[:1] == ["whose"] and len(plain) <= 5 and plain[-1] in ("was", "is") and _NAME.intersection(plain):
        return True
    return plain in (["was"], ["is"]) and page.relation(head_word(page, i)) == "nsubj" and _is_root(page, i, j)


def _is_root(page: Page, i: int, j: int) -> bool:
    """Whether the second name is what the first is said to be: "Mr. Fox was Jack Orr"."""
    head = head_word(page, j)
    return int(page.encoding.head[head_word(page, i)]) == head
