"""What is said inside speech: a tale told in quotation marks has its own people speak, in marks of the other kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from fabula.language.saying import SAYING
from fabula.reading.page import Page

_CLOSING = {"‘": "’", "“": "”"}
_STRAIGHT = frozenset("'\"")
_PAUSES = frozenset({",", ":", "--", "—", "–"})


def nested_mentions(page: Page, starts: dict[int, int], ends: dict[int, int]) -> dict[int, int]:
    """The mentions that stand in speech within speech, each with the mention of who is reported to say it, -1 where
    nobody is. `starts` and `ends` are those of `cues.mention_index`."""
    m, out = page.mentions, dict[int, int]()
    before, spoke = (-1, -1), -1
    for first, last, limits in _stretches(page):
        who = _reporter(page.words.text, m.end, first, last, limits, starts, ends)
        if who < 0 and limits == before:
            who = spoke  # ‘Yes,’ said the man. ‘I know.’
        before, spoke = limits, who
        low, high = np.searchsorted(m.start, (first, last)).tolist()
        out |= dict.fromkeys(range(low, high), who)
    return out


def _stretches(page: Page) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """The words in marks, the marks left out, inside each quoted stretch, and the words of that."""
    for begin, end in page.piece_words:
        k = begin + 1
        while k < end:
            closes = _closing(page, begin, k, end)
            if closes > k:
                yield k + 1, closes, (begin, end)
                k = closes
            k += 1


def _closing(page: Page, begin: int, k: int, end: int) -> int:
    """The word that closes the marks that word `k` opens inside a quoted stretch [begin, end), `end` where they stay
    open, -1 where it opens none. A typewriter's mark is told from an apostrophe by what it touches."""
    words, starts, ends = page.words.text, page.words.start, page.words.end
    if words[k] in _CLOSING and words[k] != words[begin]:
        return next((j for j in range(k + 1, end) if words[j] == _CLOSING[words[k]]), end)
    if words[k] not in _STRAIGHT or words[k] == words[begin] or k + 1 == end or starts[k + 1] > ends[k]:
        return -1
    if k > begin + 1 and ends[k - 1] == starts[k]:
        return -1
    alike = (j for j in range(k + 1, end) if words[j] == words[k] and ends[j - 1] == starts[j])
    loose = (j for j in alike if j + 1 == end or starts[j + 1] > ends[j] or not words[j + 1][0].isalnum())
    return next(loose, end if k == begin + 1 else -1)


def _reporter(
    words: Sequence[str],
    mention_end: np.ndarray,
    first: int,
    last: int,
    limits: tuple[int, int],
    starts: dict[int, int],
    ends: dict[int, int],
) -> int:
    """The mention in the reporting clause after, or before, such a stretch."""
    k, end = last + 1, limits[1]
    if k + 1 < end and words[k].lower() in SAYING and k + 1 in starts:
        return starts[k + 1]
    if k in starts and (verb := int(mention_end[starts[k]])) < end and words[verb].lower() in SAYING:
        return starts[k]
    k = first - 2
    while k > limits[0] and words[k] in _PAUSES:
        k -= 1
    if k > limits[0] and words[k].lower() in SAYING and k in ends:
        return ends[k]
    return -1
