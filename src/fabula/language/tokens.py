"""Words and sentences of a text, with their places, after the Penn Treebank's conventions as LitBank applies them.

Clitics are split ("do|n't", "she|'ll", "cannot" into "can|not"), hyphenated words and stutters ("W-we") are whole,
abbreviations keep their full stop, and emphasis marks (_so_, *so*) stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fabula.language.saying import SAYING

ABBREVIATIONS = frozenset(
    "mr mrs ms messrs mssrs dr prof rev revd hon esq sr jr st mt capt col gen lt lieut maj sgt serg cpl gov pres "
    "supt inspr insp det fr bro mme mlle m vs viz etc no nos vol ch fig pp p ed jan feb mar apr jun jul aug sept sep "
    "oct nov dec mon tues wed thurs fri sat sun hrs min inst ult prox ave co ltd inc".split()
)
"""Words, lower case, whose full stop does not end a sentence."""

_NEVER_LAST = frozenset("mr mrs ms messrs dr prof rev hon capt col gen lt lieut maj sgt mme mlle st mt".split())

_TOKEN = re.compile(
    r"""
    \.{2,} | …+ | (?:\.\ ){2,}\. | -{2,} | [—–―]+              # ellipses and dashes
  | (?:[^\W\d_]\.){2,}                                         # i.e., U.S., E.B.
  | \d+(?:[.,:/]\d+)*(?:st|nd|rd|th|s)?\b                      # numbers
  | ['’](?:em|tis|twas|twere|twill|til|cause|round|bout)\b     # words that begin with an apostrophe
  | [^\W_]+(?:['’‐‑\-][^\W_]+)*                                # words, hyphenated and with apostrophes
  | [_*]+ | ``|''
  | \S
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CLITIC = re.compile(r"(?<=[^\W\d_])(n['’]t|['’](?:s|re|ve|ll|d|m))$", re.IGNORECASE)
_WHOLE = {"cannot": 3, "gonna": 3, "gotta": 3, "wanna": 3, "gimme": 3, "lemme": 3, "'tis": 2, "'twas": 2, "’tis": 2,
          "’twas": 2, "'twere": 2, "’twere": 2, "'twill": 2, "’twill": 2}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of a text: `start` and `end` count characters; `sentence` and `paragraph` number from 0."""

    text: tuple[str, ...]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    sentence: NDArray[np.int64]
    paragraph: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.text)


def tokenize(
    text: str, paragraphs: Iterable[tuple[int, int]], opening: Container[int] = (), closing: Container[int] = ()
) -> Words:
    """The words of the paragraphs of a text; spans [start, end) in characters. Nothing outside them is read.

    `opening` and `closing` are the places of quotation marks known to open or close, which a straight mark does not
    tell by itself.
    """
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    paragraph: list[int] = []
    for number, (first, last) in enumerate(paragraphs):
        before = len(spans)
        for match in _TOKEN.finditer(text, first, last):
            spans.extend(_split(match))
        words.extend(text[s:e] for s, e in spans[before:])
        paragraph.extend([number] * (len(spans) - before))
    return _join_abbreviations(text, words, spans, paragraph, opening, closing)


def _split(match: re.Match[str]) -> list[tuple[int, int]]:
    start, end = match.span()
    word = match.group()
    if len(word) < 3 or not (word[0].isalpha() or word[0] in "'’"):
        # A full stop that belongs to the word before it is joined there, so the loop sees it only here.
        return [(start, end)]
    cut = _WHOLE.get(word.lower())
    if cut:
        return [(start, start + cut), (start + cut, end)]
    clitic = _CLITIC.search(word) if "'" in word or "’" in word else None
    if clitic and clitic.start() > 0:
        return [(start, start + clitic.start()), (start + clitic.start(), end)]
    return [(start, end)]


_ENDS = frozenset(".!?…") | {"..", "...", "....", ". . ."}
_CLOSERS = frozenset("\"'”’»›“«)]}_*") | {"''"}
_OPENERS = frozenset("\"'“‘«‹([{_*—") | {"``", "--"}


def sentences(words: Sequence[str], paragraphs: NDArray[np.int64]) -> NDArray[np.int64]:
    """The sentence number of each word; a sentence never crosses a paragraph. Shape (words,)."""
    out = np.zeros(len(words), dtype=np.int64)
    number, i, n = 0, 0, len(words)
    new_paragraph = set((np.flatnonzero(np.diff(paragraphs)) + 1).tolist())
    starts: set[int] = set()
    opening = 0
    while i < n:
        if i in new_paragraph:
            opening = i
        if words[i] in _ENDS or (words[i][0] in ".…" and len(words[i]) > 1):
            j = i + 1
            quote = False
            while (
                j < n
                and j not in new_paragraph
                and (words[j] in _ENDS or (words[j] in _CLOSERS and _closes(words, j, opening)))
            ):
                quote = quote or words[j] in "\"”'’»"
                j += 1
            if j < n and j not in new_paragraph and _may_start(words, j, quote=quote):
                starts.add(j)
            i = j
        else:
            i += 1
    starts |= new_paragraph
    for k in range(n):
        if k in starts and k:
            number += 1
        out[k] = number
    return out


def _closes(words: Sequence[str], at: int, first: int) -> bool:
    """Whether a mark that can open or close closes here: marks that only close do, emphasis that was opened in the
    paragraph, which begins at `first`; others by what follows."""
    if words[at] in ("_", "*"):
        return words[max(first, at - 200) : at].count(words[at]) % 2 == 1
    if words[at] in "”’»›)]}":
        return True
    if words[at] in "“‘«‹":
        return False
    following = words[at + 1] if at + 1 < len(words) else ""
    return not (following[:1].isupper() and at >= 1 and words[at - 1] not in _ENDS)


def _may_start(words: Sequence[str], at: int, *, quote: bool) -> bool:
    """Whether a sentence may begin at this word, after a full stop and closing marks before it."""
    k = at
    while k < len(words) - 1 and words[k] in _OPENERS:
        k += 1
    first = words[k]
    if k == at and quote:
        for word in words[at : at + 4]:
            if word in _ENDS:
                break
            if word.lower() in SAYING:
                return False  # “Is it you?” Edda asked.
    return first[:1].isupper() or first[:1].isdigit() or k > at


_NUMBERED = frozenset("no nos vol ch fig p pp".split())
_AMBIGUOUS = _NUMBERED | frozenset("co min sun sat mar m ed".split())


def _join_abbreviations(
    text: str,
    words: list[str],
    spans: list[tuple[int, int]],
    paragraph: list[int],
    opening: Container[int],
    closing: Container[int],
) -> Words:
    """Gives "Mr", "Dr", initials and the like their full stop, where it stands directly after them."""
    kept: list[int] = []
    ends = [end for _, end in spans]
    i, n = 0, len(words)
    while i < n:
        kept.append(i)
        if i + 1 < n and words[i + 1] == "." and spans[i + 1][0] == spans[i][1]:
            following = words[i + 2] if i + 2 < n and paragraph[i + 2] == paragraph[i] else ""
            if _is_abbreviation(words[i], following):
                ends[i] = spans[i + 1][1]
                words[i] = text[spans[i][0] : ends[i]]
                i += 1
        i += 1
    chosen = tuple(words[i] for i in kept)
    numbers = np.array([paragraph[i] for i in kept], dtype=np.int64)
    starts = [spans[i][0] for i in kept]
    # Marks whose direction is known are shown to the sentence splitter as the marks that say it.
    directed = ["“" if s in opening else "”" if s in closing else w for s, w in zip(starts, chosen, strict=True)]
    return Words(
        chosen,
        np.array(starts, dtype=np.int64),
        np.array([ends[i] for i in kept], dtype=np.int64),
        sentences(directed, numbers),
        numbers,
    )


def _is_abbreviation(word: str, following: str) -> bool:
    bare = word.lower()
    if not following:
        return False
    if len(word) == 1 and word.isupper():
        return word != "I" and following[0].isupper()
    if bare in _NEVER_LAST:
        return word[0].isupper()
    if bare in _NUMBERED:
        return following[0].isdigit()
    return bare in ABBREVIATIONS - _AMBIGUOUS and (following[0].islower() or following[0] in ",;:" or word[0].isupper())
