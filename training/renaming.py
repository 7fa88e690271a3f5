"""People under other, rarer names: given ones, ones made of two, and words that are no names elsewhere."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from fabula.language.labels import KINDS, TYPES
from fabula.language.names import EPITHET_TITLES, given_names
from fabula.language.titles import CALLED_KIN, NOBODYS, OFFICERS
from training.data import Document

GIVEN, MADE = 0.35, 0.45
"""The shares of names that are given names and that are made of two; the rest are words."""
WORDS = (
    "ash bay bell birch blaze bram bright brook canny clay cloud cole cove crane crow dale dawn dove drake dusk ember "
    "fable fen fern field finch flint forest fox frost gale garnet glen gray gull hale harper haven hawk hazel heath "
    "honor hope hunter iris ivory jade jet july june juniper kestrel lake lark laurel leaf linden link lock love lynx "
    "march mark marsh mason merit mercy mist moss nova oak olive onyx opal page parish pearl penny pine piper poppy "
    "quill rain raven reed ridge river robin rook rose rowan ruby rush rust sage scarlet shade shepherd silver sky "
    "slate smoke snow sparrow star stone storm summer tally teal thorn trip vale vesper west will willow winter wolf"
).split()
_NO_NAMES = EPITHET_TITLES | CALLED_KIN | NOBODYS | OFFICERS
_NAME = re.compile(r"[A-Z][a-z]{2,}")


@cache
def _given() -> list[str]:
    return sorted(name for word in given_names() if _NAME.fullmatch(name := word.capitalize()))


def new_name(rng: random.Random) -> str:
    """A name of one word."""
    draw = rng.random()
    if draw < GIVEN:
        return rng.choice(_given())
    if draw < GIVEN + MADE:
        front, back = rng.choice(_given()), rng.choice(_given())
        return front[: rng.randint(2, 4)] + back[-rng.randint(2, 5) :].lower()
    return rng.choice(WORDS).capitalize()


def likely_names(words: Sequence[str], sentences: Sequence[int]) -> set[str]:
    """Words that stand with a capital within a sentence, and nowhere without one."""
    lower = {w for w in words if w.islower()}
    inner = {w for before, now, w in zip(sentences, sentences[1:], words[1:], strict=False) if before == now}
    return {w for w in inner if _NAME.fullmatch(w) and w.lower() not in lower | _NO_NAMES}


def rename(words: Sequence[str], names: set[str], rng: random.Random, apart: float = 0.0) -> list[str]:
    """The words, each of `names` changed for another, in the share `apart` of them for another each time."""
    once = {name for name in sorted(names) if rng.random() < apart}
    always = {name: new_name(rng) for name in sorted(names - once)}
    return [new_name(rng) if w in once else always.get(w, w) for w in words]


def renamed(d: Document, rng: random.Random) -> Document:
    """A document with its people under other names, its labels as they are."""
    people = [m for m in d.mentions if KINDS[m.kind] == "PROP" and TYPES[m.type] == "PER"]
    names = {w for m in people for w in d.words[m.start : m.end] if _NAME.fullmatch(w) and w.lower() not in _NO_NAMES}
    return replace(d, words=rename(d.words, names, rng))
