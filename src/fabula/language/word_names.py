"""Names that the encoder takes for words: May, Will, Sunday and Marvel, here and there, and names that it never met.

A name is a name throughout a work: where its wording is found often enough as a person's, less tells that it is one
elsewhere. And a capital without an article tells, since a noun for one person has one in English.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from fabula.language.features import containing
from fabula.language.labels import KINDS, NOUN_GENDERS, PRONOUN_CLASS, TYPES, UPOS
from fabula.language.names import parse_name, unstammered
from fabula.language.saying import names_self
from fabula.language.titles import CALLED_KIN, FOREIGN, rank_of

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
_BEFORE_NOUNS = _ARTICLES | frozenset("this that these those every no any some my your his her its our their".split())
_NO_PERSON = ("s", "men", "ism", "ness", "ity", "tion")
"""Ends of words for several people or for a notion, which have no article."""
_PROP, _NOM = KINDS.index("PROP"), KINDS.index("NOM")
_PER = TYPES.index("PER")
_VERB, _ADJ = UPOS.index("VERB"), UPOS.index("ADJ")
MONTHS = frozenset("january february march april may june july august september october november december".split())
WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())


def capitals(words: Sequence[str]) -> tuple[Bools, Bools]:
    """The words (words,) with a capital that are no pronouns, and those of them that stand in mid-sentence."""
    forms = set(words)
    proper = {w for w in forms if w[:1].isupper() and w.lower() not in PRONOUN_CLASS}
    running = {w for w in forms if w[-1:].isalnum() or w in _RUNS_ON}
    capital, runs_on = (np.array([w in some for w in words], dtype=bool) for some in (proper, running))
    return capital, capital & np.append(False, runs_on)[: len(words)]


def word_names(
    words: Sequence[str],
    people: Ints,
    spare: Ints,
    scores: NDArray[np.float32],
    middle: Bools,
    syntax: tuple[Ints, Ints, Sequence[str], Bools],
) -> list[int]:
    """Which of the `spare` spans (n, 2), with probabilities (n,), are names, since those found have their wording:
    `people` are the spans of persons' names. `middle` is that of `capitals`; `syntax` the tag and the head of each
    word, its relation, and whether it is a finite verb, which no modal goes with: "May went" is no modal."""
    upos, head, relation, finite = syntax
    known = Counter(tuple(words[a:b]) for a, b in people.tolist())
    for wording, n in [*known.items()]:
        if first := _given(wording):
            known[first,] += n
    spans = [(i, a, b, tuple(map(unstammered, words[a:b]))) for i, (a, b) in enumerate(spare.tolist())]
    own = {
        i
        for i, a, b, _ in spans
        if scores[i] > LEAST and upos[b - 1] != _ADJ and names_self(words, a, b)  # no “I am English”
    }
    spans = [s for s in spans if s[0] in own or (known[s[3]] >= OFTEN and words[s[1] - 1].lower() not in _ARTICLES)]
    likely = {i for i, _, b, _ in spans if scores[i] > LIKELY and relation[b - 1] not in _PARTS}
    standing = Counter(wording for i, _, _, wording in spans if i in likely)
    common = {w for w in words if w.islower()} - MONTHS
    taken: set[int] = set()
    out = []
    for i, a, b, wording in sorted(spans, key=lambda s: (s[1] - s[2], s)):
        # What is no name more often than it is one (English) is one only where it acts.
        stands = i in likely and standing[wording] <= known[wording]
        marked = b - a == 1 and middle[a] and relation[a] not in _PARTS and words[a].lower() in common
        acts = scores[i] > LEAST and any(relation[k] in _ACTS and upos[head[k]] == _VERB for k in range(a, b))
        acts |= b - a == 1 and relation[a] == "aux" and head[a] > a and bool(finite[head[a]])
        if (stands or marked or acts or i in own) and taken.isdisjoint(range(a, b)):
            taken.update(range(a, b))
            out.append(i)
    return out


def _given(name: Sequence[str]) -> str:
    """The word that a name of several begins with, without its title: "May" of "Miss May Harrow"."""
    own = parse_name(name).words
    return next((w for w in name if w.lower() == own[0]), "") if len(own) > 1 else ""


def called_titles(
    words: Sequence[str], spans: Ints, kinds: Ints, types: Ints, quotations: Sequence[tuple[int, int]]
) -> Ints:
    """The kinds of the mentions at word spans `spans`, those of a bare title in speech made noun phrases where the
    narration has nobody of that name, nor anybody in the work the title with his: “Aye, Cap” is said to whoever is the
    captain, and Cap is no further person. `quotations` are word spans, in order."""
    proper = np.flatnonzero((kinds == _PROP) & (types == _PER)).tolist()
    names = [parse_name(words[a:b]) for a, b in spans[proper].tolist()]
    inside = (containing(spans[proper, 0], quotations) >= 0).tolist()
    borne = {
        rank_of(t) for name, said in zip(names, inside, strict=True) if name.words or not said for t in name.titles
    }
    out = kinds.copy()
    for i, name in zip(proper, names, strict=True):
        title = rank_of(name.titles[-1]) if name.titles and not name.words else ""
        if title and title not in borne | CALLED_KIN | FOREIGN:
            out[i] = _NOM
    return out


def bare_names(words: Sequence[str], spans: Ints, kinds: Ints, types: Ints) -> Ints:
    """The kinds of the mentions at word spans `spans`, those of one word names that have a capital in mid-sentence and
    never an article or the like: "he forwarded it to Noor", not "the Guard", "Mother" or "Elves". One such mention is
    enough of what is a name elsewhere: "I am Noor"."""
    capital, middle = capitals(words)
    bare: dict[str, list[int]] = {}
    loose = (kinds == _NOM) & (types == _PER) & (spans[:, 1] == spans[:, 0] + 1)
    for i in np.flatnonzero(loose & capital[spans[:, 0]]).tolist():
        bare.setdefault(words[spans[i, 0]], []).append(i)
    out = kinds.copy()
    proper = (kinds == _PROP) & (types == _PER) & (spans[:, 1] == spans[:, 0] + 1)
    named = Counter(words[k] for k in spans[proper, 0].tolist()) if bare else Counter[str]()
    # The senders of messages ("noor: where are you") are in small letters and are no words for all that.
    common = {w for w, after in pairwise([*words, ""]) if w.islower() and after != ":"} if bare else set()
    for word, at in bare.items():
        places = spans[at, 0]
        apart = all(words[k - 1].lower() not in _BEFORE_NOUNS for k in places.tolist() if k)
        known = word.lower() in common | CALLED_KIN | NOUN_GENDERS.keys() or not parse_name([word]).words
        often = len(at) + named[word] >= OFTEN
        if often and middle[places].any() and apart and not known and not word.endswith(_NO_PERSON):
            out[at] = _PROP
    return out
