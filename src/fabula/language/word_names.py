"""Names that are words besides: May, Will, Sunday and Marvel, which the encoder takes for words here and there.

A name is a name throughout a work: where its wording is found often enough as a person's, less tells that it is one
elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fabula.language.labels import PRONOUN_CLASS, UPOS
from fabula.language.saying import names_self

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

LIKELY, LEAST = 0.05, 0.002
"""The least probability of such a name as it stands, and where it is the subject of a verb or somebody says that it is
his. Where a capital in mid-sentence marks a word that the work has in small letters too, none is needed."""
OFTEN = 2
LONGEST = 4
"""The most words of such a name."""

_RUNS_ON = frozenset({",", ";", "'s", "’s"})
_ARTICLES = frozenset("a an the".split())
_ACTS = frozenset({"nsubj", "vocative"})
_PARTS = frozenset({"compound", "amod"})
_VERB, _ADJ = UPOS.index("VERB"), UPOS.index("ADJ")
_CALENDAR = frozenset("january february march april may june july august september october november december".split())


def capitals(words: Sequence[str]) -> tuple[Bools, Bools]:
    """The words (words,) with a capital that are no pronouns, and those of them that stand in mid-sentence."""
    capital = np.array([w[:1].isupper() and w.lower() not in PRONOUN_CLASS for w in words], dtype=bool)
    runs_on = np.array([w[-1:].isalnum() or w in _RUNS_ON for w in words], dtype=bool)
    return capital, capital & np.append(False, runs_on)[: len(words)]


def word_names(
    words: Sequence[str],
    people: Ints,
    spare: Ints,
    scores: NDArray[np.float32],
    middle: Bools,
    syntax: tuple[Ints, Ints, Sequence[str]],
) -> list[int]:
    """Which of the `spare` spans (n, 2), with probabilities (n,), are names, since those found have their wording:
    `people` are the spans of persons' names. `middle` is that of `capitals`; `syntax` the tag and the head of each
    word, and its relation."""
    upos, head, relation = syntax
    known = Counter(tuple(words[a:b]) for a, b in people.tolist())
    spans = [(i, a, b, tuple(words[a:b])) for i, (a, b) in enumerate(spare.tolist())]
    own = {
        i
        for i, a, b, _ in spans
        if scores[i] > LEAST and upos[b - 1] != _ADJ and names_self(words, a, b)  # no “I am English”
    }
    spans = [s for s in spans if s[0] in own or (known[s[3]] >= OFTEN and words[s[1] - 1].lower() not in _ARTICLES)]
    likely = {i for i, _, b, _ in spans if scores[i] > LIKELY and relation[b - 1] not in _PARTS}
    standing = Counter(wording for i, _, _, wording in spans if i in likely)
    common = {w for w in words if w.islower()} - _CALENDAR
    taken: set[int] = set()
    out = []
    for i, a, b, wording in sorted(spans, key=lambda s: (s[1] - s[2], s)):
        # What is no name more often than it is one (English) is one only where it acts.
        stands = i in likely and standing[wording] <= known[wording]
        marked = b - a == 1 and middle[a] and relation[a] not in _PARTS and words[a].lower() in common
        acts = scores[i] > LEAST and any(relation[k] in _ACTS and upos[head[k]] == _VERB for k in range(a, b))
        if (stands or marked or acts or i in own) and taken.isdisjoint(range(a, b)):
            taken.update(range(a, b))
            out.append(i)
    return out
