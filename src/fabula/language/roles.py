"""What people are called by what they are: "the pilot" is whom the text last called a pilot, or Captain Roe captain."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.language.features import head_word
from fabula.language.labels import noun_gender
from fabula.language.names import parse_name
from fabula.language.titles import NOBODYS, rank_of

_DEFINITE = frozenset({"the", "this", "that"})
_ARTICLES = _DEFINITE | {"a", "an"}
ANYBODY = frozenset(
    "man woman boy girl lad lass lady gentleman fellow person child baby infant youth one other others figure creature "
    "friend companion people men women couple pair party two three rest latter former first second".split()
)
"""Nouns that are no role: "the man" is anybody's."""
_ENDEARING = frozenset("my dear dearest good old".split())
_PLURALS = frozenset("others men women people couple pair two three rest".split())


_POSTS = {
    ("behind", "bar"): ("barmaid", "barman", "bartender", "barkeep", "barkeeper"),
    ("behind", "counter"): ("clerk", "shopkeeper", "shopman", "shopgirl", "shopwoman"),
    ("behind", "desk"): ("clerk", "receptionist"),
    ("behind", "wheel"): ("driver", "chauffeur"),
    ("at", "wheel"): ("driver", "helmsman", "steersman"),
    ("at", "helm"): ("helmsman", "steersman"),
}
"""What somebody is who stands in a place: "the woman behind the bar" is the barmaid."""


def titles_of(name: Sequence[str]) -> tuple[str, ...]:
    """The titles in a name that say what somebody is: "captain" of "Captain Roe", nothing of "Mr. Roe"."""
    return tuple(t for t in parse_name(name).titles if t not in NOBODYS)


def role_of(words: Sequence[str]) -> str:
    """The role that a noun phrase gives somebody: "pilot" of "an old pilot", or "" where it is none."""
    low = [w.lower() for w in words]
    head = head_word(low)
    return head if low[0] in _ARTICLES and head not in ANYBODY else ""


def posts_of(words: Sequence[str]) -> tuple[str, ...]:
    """The roles that a description by a place gives somebody: those of "the young woman behind the bar"."""
    low = [w.lower() for w in words]
    if len(low) < 5 or low[0] not in _ARTICLES or low[-2] != "the" or low[-4] not in ANYBODY:
        return ()
    gender = noun_gender(low[-4])  # no barmaid is the man behind the bar
    return tuple(r for r in _POSTS.get((low[-3], low[-1]), ()) if len({gender, noun_gender(r)} - {""}) < 2)


def called_as(words: Sequence[str]) -> str:
    """The title that somebody is called by to his face: "doctor" of "my dear doctor", or "" where it is none."""
    *before, last = [w.lower() for w in words]
    return last if titles_of((last,)) and all(w in _ENDEARING for w in before) else ""


def as_title(role: str) -> str:
    """A role in the form that titles are compared in: "the doctor" is what Dr. Roe is."""
    title = rank_of(role)
    return role if title in NOBODYS else title


def is_definite(words: Sequence[str]) -> bool:
    """Whether a noun phrase means somebody known: "the pilot", not "a pilot"."""
    return words[0].lower() in _DEFINITE


def is_other(words: Sequence[str]) -> bool:
    """Whether a noun phrase means the other of two: "the other", "the other man"."""
    low = [w.lower() for w in words]
    return low[:2] == ["the", "other"] and (len(low) == 2 or (len(low) == 3 and low[2] in ANYBODY - _PLURALS))
