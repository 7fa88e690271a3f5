"""Whether a verb, or a phrase that begins with one, says that somebody speaks."""

from __future__ import annotations

from fabula.language.labels import UPOS
from fabula.language.saying import SAYING
from fabula.reading.page import Page
from fabula.reading.speech.subjects import CLITICS, STOPS

_VERB, _ADV, _ADJ = UPOS.index("VERB"), UPOS.index("ADV"), UPOS.index("ADJ")
_NO_VERB = frozenset({UPOS.index("NOUN"), _ADJ})
_BEFORE_NOUNS = frozenset("the a an his my their our your its".split())
_OF = frozenset({"of", *CLITICS})
_ADDS = {
    "put": ("in", "forth"), "break": ("in", "out", "forth"), "burst": ("in", "out", "forth"), "cut": ("in",),
    "strike": ("in",), "throw": ("in", "out", "back"), "join": ("in",), "slip": ("in",), "jerk": ("out",),
    "rap": ("out",), "get": ("out",), "bring": ("out",), "spit": ("out",), "fling": ("out", "back"),
    "shoot": ("back",), "fire": ("back",), "give": ("out",), "finish": ("up",), "wind": ("up",), "flash": ("back",),
}  # fmt: skip
"""Verbs that with one of these words say that somebody speaks."""
_ADDED = frozenset(particle for some in _ADDS.values() for particle in some)


def says(page: Page, word: int) -> bool:
    """Whether a word is a verb of saying, and no noun that sounds like one."""
    words = page.words.text
    if words[word].lower() not in SAYING:
        return False
    before = words[word - 1].lower()
    # In a low whisper; a train of thought, but not the chance of saying.
    told_of = before in _BEFORE_NOUNS or page.encoding.upos[word - 1] == _ADJ
    told_of = told_of or (before in _OF and not words[word].endswith("ing"))
    return page.encoding.upos[word] not in _NO_VERB and not told_of


def phrase_of_saying(page: Page, at: int, limit: int) -> int | None:
    """The verb of a phrase of saying that begins with a verb: put in; wanted to know; hastened to add; kept asking."""
    words = page.words.lower[at:limit]
    if page.encoding.upos[at] != _VERB or not words[1:]:
        return None
    if adds(page, at):
        return at
    if words[0] == "kept" and words[1] in SAYING and words[1].endswith("ing"):
        return at + 1
    for k in range(1, min(4, len(words) - 1)):
        if words[k] in STOPS or words[k] == ",":
            return None
        if words[k] == "to":
            return at + k + 1 if words[k + 1] in SAYING or words[0] + words[k + 1] == "wantedknow" else None
    return None


def adds(page: Page, at: int) -> bool:
    """Whether a verb and its particle say that somebody speaks: put in; burst out, but not into song."""
    particle, following = (*page.words.text[at + 1 : at + 3], "", "")[:2]
    if particle not in _ADDED or following == "into" or page.encoding.upos[at] != _VERB:
        return False
    return particle in _ADDS.get(page.lemma(at), ())


def is_doing(page: Page, word: int) -> bool:
    """Whether a word is a verb that begins no sentence and is no participle in -ing."""
    text = page.words.text[word]
    return page.encoding.upos[word] == _VERB and text.islower() and not text.endswith("ing")


def is_finite(page: Page, word: int) -> bool:
    """Whether a word is a verb in the past or the present."""
    return page.encoding.upos[word] == _VERB and page.model.xpos[int(page.encoding.xpos[word])] in ("VBD", "VBZ", "VBP")


def is_adverb(page: Page, word: int, limit: int) -> bool:
    """Whether a word before `limit` is an adverb in -ly."""
    return word < limit and page.encoding.upos[word] == _ADV and page.words.text[word].endswith("ly")
