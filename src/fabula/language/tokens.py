"""Words and sentences of a text, with their places, after the Penn Treebank's conventions as LitBank applies them.

Clitics are split ("do|n't", "she|'ll", "cannot" into "can|not"), hyphenated words and stutters ("W-we") are whole,
abbreviations keep their full stop, and emphasis marks (_so_, *so*) stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

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
KEPT = 20_000
"""Of how many words it is kept where they are cut."""


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of a text: `start` and `end` count characters; `sentence` and `paragraph` number from 0. `lower` are
    the tokens in lower case, and `plain` the same with straight apostrophes."""

    text: tuple[str, ...]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    sentence: NDArray[np.int64]
    paragraph: NDArray[np.int64]
    lower: tuple[str, ...] = field(init=False, repr=False)
    plain: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        lower = {form: form.lower() for form in set(self.text)}
        plain = {form: low.replace("’", "'") for form, low in lower.items()}
        object.__setattr__(self, "lower", tuple(map(lower.__getitem__, self.text)))
        object.__setattr__(self, "plain", tuple(map(plain.__getitem__, self.text)))

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
    starts: list[int] = []
    paragraph: list[int] = []
    for number, (first, last) in enumerate(paragraphs):
        before = len(words)
        for match in _TOKEN.finditer(text, first, last):
            word, start = match.group(), match.start()
            if cut := _clitic(word):
                words.append(word[:cut])
                starts.append(start)
                word, start = word[cut:], start + cut
            words.append(word)
            starts.append(start)
        paragraph += [number] * (len(words) - before)
    words, starts, paragraph = _join_abbreviations(words, starts, paragraph)
    # Marks whose direction is known are shown to the sentence splitter as the marks that say it.
    directed = ["“" if s in opening else "”" if s in closing else w for s, w in zip(starts, words, strict=True)]
    first_characters, numbers = np.array(starts, dtype=np.int64), np.array(paragraph, dtype=np.int64)
    return Words(
        tuple(words),
        first_characters,
        first_characters + np.fromiter(map(len, words), np.int64, len(words)),
        sentences(directed, numbers),
        numbers,
    )


@lru_cache(KEPT)
def _clitic(word: str) -> int:
    """Where a clitic begins in a word, 0 where it has none."""
    if len(word) < 3 or not (word[0].isalpha() or word[0] in "'’"):
        return 0
    if cut := _WHOLE.get(word.lower()):
        return cut
    found = _CLITIC.search(word) if "'" in word or "’" in word else None
    return found.start() if found else 0


_ENDS = frozenset(".!?…") | {"..", "...", "....", ". . ."}
_CLOSERS = frozenset("\"'”’»›“«)]}_*") | {"''"}
_OPENERS = frozenset("\"'“‘«‹([{_*—") | {"``", "--"}


def sentences(words: Sequence[str], paragraphs: NDArray[np.int64]) -> NDArray[np.int64]:
    """The sentence number of each word; a sentence never crosses a paragraph. Shape (words,)."""
    out = np.zeros(len(words), dtype=np.int64)
    i, n = 0, len(words)
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
    out[[*(starts | new_paragraph)]] = 1
    return np.cumsum(out)


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
    words: list[str], starts: list[int], paragraph: list[int]
) -> tuple[list[str], list[int], list[int]]:
    """The columns with "Mr", "Dr", initials and the like given their full stop, where it stands directly after them."""
    stops = {
        i
        for i, word in enumerate(words)
        if word == "." and i and starts[i] == starts[i - 1] + len(words[i - 1])
        if i + 1 < len(words) and paragraph[i + 1] == paragraph[i - 1] and _is_abbreviation(words[i - 1], words[i + 1])
    }
    kept = [i for i in range(len(words)) if i not in stops]
    joined = [words[i] + "." if i + 1 in stops else words[i] for i in kept]
    return joined, [starts[i] for i in kept], [paragraph[i] for i in kept]


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
