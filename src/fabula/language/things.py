"""Names of ships and houses that the encoder takes for people's: the *Halcyon*; at Corrigan's.

A work sets the names of ships and papers in italics after "the", as it does no person's; and whoever never does a thing
but own a place that has no noun, as an inn is called by its keeper, is that place to the story.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fabula.language.labels import KINDS, TYPES, UPOS

Ints = NDArray[np.int64]

OFTEN = 2
"""How often a place must be called by its keeper for him to be nobody else."""
_PRON = KINDS.index("PRON")
_PER, _FAC, _VEH = (TYPES.index(t) for t in ("PER", "FAC", "VEH"))
_MARKS = frozenset("*_")
_PART = UPOS.index("PART")
_OWNED = frozenset(UPOS.index(t) for t in ("NOUN", "PROPN", "ADJ", "NUM"))
"""What a possessive is followed by where it has a noun."""


def not_people(
    words: Sequence[str], spans: Ints, kinds: Ints, types: Ints, upos: Ints, italic: Sequence[Sequence[int]]
) -> Ints:
    """The types of the mentions at word spans `spans`, those of such names made a vessel's or a building's. `upos` are
    the words' tags, `italic` the word spans that are emphasised."""
    out = types.copy()
    alike: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for i in np.flatnonzero((kinds != _PRON) & (types == _PER)).tolist():
        name = _bare(words[slice(*spans[i])])
        if name and all(w[:1].isupper() for w in name):
            alike[name].append(i)
    ships = {_bare(words[a:b]) for a, b in italic if _before(words, a) == "the"}
    for name, at in alike.items():
        ends = [int(spans[i, 1]) for i in at]
        if name in ships and all(_before(words, k - len(name)) == "the" for k in ends):
            out[at] = _VEH
        elif len(at) >= OFTEN and all(_is_place(words, upos, k - len(name), k) for k in ends):
            out[at] = _FAC
    return out


def _bare(phrase: Sequence[str]) -> tuple[str, ...]:
    """The words of a name without "the" and without marks of emphasis."""
    name = [w for w in phrase if w not in _MARKS]
    return tuple(name[1:] if name and name[0].lower() == "the" else name)


def _before(words: Sequence[str], at: int) -> str:
    """The word before a place, in small letters, past a mark of emphasis."""
    while at and words[at - 1] in _MARKS:
        at -= 1
    return words[at - 1].lower() if at else ""


def _is_place(words: Sequence[str], upos: Ints, first: int, end: int) -> bool:
    """Whether a name owns what no noun says, and is not the owner of what came before: "at Orr's", no "friend of
    Orr's"."""
    if end + 1 >= len(words) or upos[end] != _PART or upos[end + 1] in _OWNED:
        return False
    return not first or words[first - 1].lower() not in ("of", "and", "or", "than", "as", "like")
