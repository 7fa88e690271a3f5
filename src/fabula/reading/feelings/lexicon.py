"""The words that name a feeling and the bodily signs of one: `feelings.toml`, compiled for looking up by word form."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

from fabula.reading.content.lexicon import inflections
from fabula.story import EmotionKind

CueKind = Literal["adjectives", "verbs", "causes", "nouns", "adverbs", "parts"]
KINDS: tuple[CueKind, ...] = ("adjectives", "verbs", "causes", "nouns", "adverbs", "parts")
_INFLECTED = frozenset({"verbs", "causes"})
Phrase = tuple[frozenset[str], ...]
"""Words in order, each one of several; "_" is any."""
STRENGTH, SURE = 0.6, 0.85
"""Of a feeling for which the file says nothing else."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that tell of a feeling, and what must hold for them to do so (see the head of feelings.toml).

    `emotions` have how likely each is; `sign`: the words are bodily signs. `moves` is what a part of the body does, and
    `done` what somebody does to it; `reporting`: the verb reports speech where it stands beside a quotation.
    """

    kind: CueKind
    emotions: Mapping[EmotionKind, float]
    strength: float
    sure: float
    sign: bool
    moves: frozenset[str]
    done: frozenset[str]
    reporting: bool
    turning: bool
    predicative: bool
    near: frozenset[str]
    far: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The data file, compiled: cues by word form, idioms by their first form, the emotions that a formula seems to show
    by the first form of its phrases, and classes of words."""

    cues: Mapping[str, tuple[Cue, ...]]
    idioms: Mapping[str, tuple[Phrase, ...]]
    formulas: Mapping[str, tuple[tuple[Phrase, frozenset[EmotionKind]], ...]]
    classes: Mapping[str, frozenset[str]]


@cache
def lexicon() -> Lexicon:
    """The lexicon that ships with the package, read once."""
    return compile_lexicon(tomllib.loads((files(__package__) / "feelings.toml").read_text("utf-8")))


def compile_lexicon(data: Mapping[str, Any]) -> Lexicon:
    """A lexicon from the plain values of a file like feelings.toml. Raises KeyError where a needed key is missing."""
    irregular = {lemma: frozenset(forms.split()) for lemma, forms in data["inflections"].items()}

    def listed(words: str) -> frozenset[str]:
        return frozenset(form for word in words.split() for form in inflections(word, irregular))

    cues: defaultdict[str, list[Cue]] = defaultdict(list)
    for entry in data["feeling"]:
        for kind in KINDS:
            cue = Cue(
                kind=kind,
                emotions=cast("Mapping[EmotionKind, float]", entry["emotions"]),
                strength=entry.get("strength", STRENGTH),
                sure=entry.get("sure", SURE),
                sign=entry.get("sign", False),
                moves=listed(entry.get("moves", "")),
                done=listed(entry.get("done", "")),
                reporting=entry.get("reporting", False),
                turning=entry.get("turning", False),
                predicative=entry.get("predicative", False),
                near=frozenset(entry.get("near", "").split()),
                far=frozenset(entry.get("far", "").split()),
            )
            words: str = entry.get(kind, "")
            for form in sorted(listed(words) if kind in _INFLECTED else words.split()):
                cues[form].append(cue)
    idioms: defaultdict[str, list[Phrase]] = defaultdict(list)
    for phrase in map(_phrase, data["idioms"]):
        for form in sorted(phrase[0]):
            idioms[form].append(phrase)
    formulas: defaultdict[str, list[tuple[Phrase, frozenset[EmotionKind]]]] = defaultdict(list)
    for entry in data["formula"]:
        for phrase in map(_phrase, entry["phrases"]):
            for form in sorted(phrase[0]):
                formulas[form].append((phrase, frozenset(entry["emotions"])))
    return Lexicon(
        cues={form: tuple(found) for form, found in cues.items()},
        idioms={form: tuple(found) for form, found in idioms.items()},
        formulas={form: tuple(found) for form, found in formulas.items()},
        classes={name: listed(words) for name, words in data["classes"].items()},
    )


def _phrase(source: str) -> Phrase:
    return tuple(frozenset(part.split("|")) for part in source.split())
