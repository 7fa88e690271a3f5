"""What may show content that readers want to be warned of: the categories, cues and idioms of `content.toml`."""

from __future__ import annotations

import codecs
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from fabula.story import Severity

ANY, GAP, POSSESSIVE, REFLEXIVE, PERSON = "_", "~", "$poss", "$self", "$who"
GAP_WORDS = 4

_POS: Mapping[str, frozenset[str]] = {
    "verbs": frozenset({"VERB"}),
    "nouns": frozenset({"NOUN", "PROPN"}),
    "adjectives": frozenset({"ADJ", "VERB", "NOUN", "ADV"}),
    "words": frozenset(),
    "phrases": frozenset(),
}


@dataclass(frozen=True, slots=True)
class Category:
    """What a note can be about. `warning` is the Archive's warning that it falls under from severity `since` on (None:
    never of itself), and `tags` are the Archive's common tags for it."""

    name: str
    definition: str
    warning: str | None
    since: Severity | None
    tags: tuple[str, ...]
    always: bool


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that may show a category, and what must hold for them to do so (see the head of content.toml).

    `pos` is empty where any part of speech will do; `weak` is 0 for a cue that stands alone, and `valency` where any
    will do.
    """

    category: str
    kind: str
    pos: frozenset[str]
    object: frozenset[str]
    subject: frozenset[str]
    agent: bool
    valency: int
    near: frozenset[str]
    far: frozenset[str]
    clear: frozenset[str]
    severity: Severity
    weak: float
    also: str | None
    sure: float
    state: bool
    bodily: bool
    quoted: bool


Phrase = tuple[frozenset[str] | str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The data file, compiled: cues by word form, phrases by their first form (no cue: an idiom), classes of words."""

    categories: tuple[Category, ...]
    words: Mapping[str, tuple[Cue, ...]]
    phrases: Mapping[str, tuple[tuple[Phrase, Cue | None], ...]]
    classes: Mapping[str, frozenset[str]]


@cache
def lexicon() -> Lexicon:
    """The lexicon that ships with the package, read once."""
    return compile_lexicon(tomllib.loads((files(__package__) / "content.toml").read_text("utf-8")))


@cache
def categories() -> Mapping[str, Category]:
    """The categories by name, in the order in which they are told."""
    return {category.name: category for category in lexicon().categories}


def compile_lexicon(data: Mapping[str, Any]) -> Lexicon:
    """A lexicon from the plain values of a file like content.toml. Raises KeyError where a needed key is missing."""
    irregular = {lemma: frozenset(forms.split()) for lemma, forms in data["inflections"].items()}
    words: defaultdict[str, list[Cue]] = defaultdict(list)
    phrases: defaultdict[str, list[tuple[Phrase, Cue | None]]] = defaultdict(list)
    for entry in data["category"]:
        for table in entry["cue"]:
            for kind in _POS:
                if kind not in table:
                    continue
                cue = _cue(entry["name"], kind, table)
                if kind == "phrases":
                    _add_phrases(phrases, table[kind], cue, irregular)
                    continue
                listed = codecs.decode(table[kind], "rot13") if table.get("rot13") else table[kind]
                for word in dict.fromkeys(listed.split()):
                    for form in sorted(_forms(word, kind, irregular)):
                        words[form].append(cue)
    _add_phrases(phrases, data["idioms"], None, irregular)
    return Lexicon(
        categories=tuple(
            Category(
                name=entry["name"],
                definition=entry["definition"],
                warning=entry.get("warning"),
                since=None if entry.get("from", "never") == "never" else entry["from"],
                tags=tuple(entry["tags"]),
                always="always" in entry,
            )
            for entry in data["category"]
        ),
        words={form: tuple(cues) for form, cues in words.items()},
        phrases={form: tuple(found) for form, found in phrases.items()},
        classes={
            name: frozenset(form for word in listed.split() for form in inflections(word, irregular))
            for name, listed in data["classes"].items()
        },
    )


def _cue(category: str, kind: str, table: Mapping[str, Any]) -> Cue:
    def listed(key: str) -> frozenset[str]:
        return frozenset(table.get(key, "").split())

    return Cue(
        category=category,
        kind=kind,
        pos=_POS[kind],
        object=listed("object"),
        subject=listed("subject"),
        agent=bool(table.get("agent", False)),
        valency=int(table.get("valency", 0)),
        near=listed("near"),
        far=listed("far"),
        clear=listed("clear"),
        severity=table.get("severity", "depicted"),
        weak=float(table.get("weak", 0.0)),
        also=table.get("also"),
        sure=float(table.get("sure", 0.8)),
        state=bool(table.get("state", False)),
        bodily=bool(table.get("bodily", False)),
        quoted=bool(table.get("quoted", False)),
    )


def _add_phrases(
    into: defaultdict[str, list[tuple[Phrase, Cue | None]]],
    listed: Iterable[str],
    cue: Cue | None,
    irregular: Mapping[str, frozenset[str]],
) -> None:
    for source in listed:
        first, *rest = (_element(part, irregular) for part in source.split())
        for form in first:
            into[form].append(((first, *rest), cue))


def _element(part: str, irregular: Mapping[str, frozenset[str]]) -> frozenset[str] | str:
    if part in (ANY, GAP, POSSESSIVE, REFLEXIVE, PERSON):
        return part
    return frozenset(form for word in part.split("|") for form in inflections(word, irregular))


def _forms(word: str, kind: str, irregular: Mapping[str, frozenset[str]]) -> frozenset[str]:
    if kind == "words":
        return frozenset({word})
    every = inflections(word, irregular)
    return frozenset(f for f in every if f == word or not f.endswith(("ed", "ing"))) if kind == "nouns" else every


def inflections(word: str, irregular: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The forms of a word, whether it is a verb or a noun; some that English lacks are among them, and do no harm."""
    forms = {word, *irregular.get(word, ())}
    if len(word) < 3 and word not in irregular:
        return frozenset(forms)
    if word.endswith("e"):
        forms |= {word + "s", word + "d", word[:-1] + "ing"}
    elif word.endswith("y") and word[-2] not in "aeiou":
        forms |= {word[:-1] + "ies", word[:-1] + "ied", word + "ing"}
    elif word.endswith(("s", "sh", "ch", "x", "z")):
        forms |= {word + "es", word + "ed", word + "ing"}
    else:
        forms |= {word + "s", word + "ed", word + "ing"}
        if word[-1] not in "aeiouwy" and word[-2] in "aeiou" and (len(word) < 3 or word[-3] not in "aeiou"):
            forms |= {word + word[-1] + "ed", word + word[-1] + "ing"}
    if word.endswith(("f", "fe")):
        forms.add(word.rstrip("e")[:-1] + "ves")
    plural = {"tooth": "teeth", "foot": "feet", "goose": "geese", "calf": "calves", "mouse": "mice", "ox": "oxen"}
    return frozenset(forms | ({plural[word]} if word in plural else set()))
