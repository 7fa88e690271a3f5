"""Where the cues of the lexicon stand in a page: one pass over the words, and a closer look only where one matches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fabula.language.labels import UPOS
from fabula.reading.content.lexicon import ANY, GAP, GAP_WORDS, PERSON, POSSESSIVE, REFLEXIVE, Cue, Lexicon, Phrase
from fabula.reading.page import PERSON as PERSON_TYPE
from fabula.reading.page import Page
from fabula.reading.tree import Tree

NEAR = 25
FAR = 6
CLEAR = 80
_POSSESSIVES = frozenset("my your his her their our its thy one's".split())
_REFLEXIVES = frozenset(
    "myself yourself himself herself itself themselves ourselves yourselves oneself thyself".split()
)
PERSONAL = frozenset(
    "i me you he him she her they them we us who whom thee thou ye anyone anybody someone somebody everyone everybody "
    "nobody himself herself myself yourself themselves ourselves 'em another others".split()
)
_BREAKS = frozenset('. ! ? ; : “ ” " « »'.split())


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue that stands at words [first, last); `first` is the word whose syntax counts."""

    cue: Cue
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Plain:
    """A page as phrases are looked for in it: its words in plain lower case, their sentences, and `_person_ends`."""

    page: Page
    text: Sequence[str]
    sentence: Sequence[int]
    persons: Mapping[int, int]


def find_hits(page: Page, tree: Tree, lexicon: Lexicon) -> list[Hit]:
    """The cues of a page whose words, parts of speech and neighbours fit, in order; none inside an idiom."""
    text, sentence = page.words.plain, page.words.sentence.tolist()
    plain, words, phrases = _Plain(page, text, sentence, _person_ends(page)), lexicon.words, lexicon.phrases
    idiom = np.zeros(len(text), dtype=bool)
    found: list[Hit] = []
    for i, form in enumerate(text):
        for phrase, cue in phrases.get(form, ()):
            end = _match(plain, phrase, 1, i + 1, sentence[i])
            if end and cue is None:
                idiom[i:end] = True
            elif end and cue is not None and _fits(page, text, cue, i, end):
                found.append(Hit(cue, i, end))
        if cues := words.get(form):
            fit = (cue for cue in cues if _speaks(tree, cue, i) and _fits(page, text, cue, i, i + 1))
            found.extend(Hit(cue, i, i + 1) for cue in fit)
    return [hit for hit in found if not idiom[hit.first] or hit.cue.category in ("strong language", "slurs")]


def _person_ends(page: Page) -> dict[int, int]:
    """For each word that a person's mention starts at, where the longest ends; "his" in "his book" is none."""
    m = page.mentions
    at = np.flatnonzero(m.type == PERSON_TYPE)[::-1]  # the longest of one start comes first, and is to be kept
    ends = dict(zip(m.start[at].tolist(), m.end[at].tolist(), strict=True))
    return {k: end for k, end in ends.items() if end > k + 1 or not is_possessive(page, k)}


def is_possessive(page: Page, word: int) -> bool:
    """Whether a word is a possessive pronoun before what is owned: "her" in "slapped her knee", whatever its tag, and
    not in "hit her eleven times"."""
    tagged = page.model.xpos[int(page.encoding.xpos[word])] == "PRP$"
    if page.words.lower[word] != "her":
        return tagged
    after = min(word + 1, len(page.words) - 1)
    return UPOS[int(page.encoding.upos[after])] == "NOUN" or (tagged and page.relation(word) not in ("obj", "iobj"))


def _speaks(tree: Tree, cue: Cue, word: int) -> bool:
    """Whether a word has a part of speech that the cue asks for."""
    upos = tree.upos(word)
    if not cue.pos or (cue.kind == "nouns" and cue.state and upos != "PROPN"):
        return True
    if upos in cue.pos:
        if upos == "PROPN" and cue.kind == "nouns":
            return tree.page.words.text[word].islower() or tree.page.words.sentence[word - 1 : word].tolist() != [
                tree.page.words.sentence[word]
            ]
        return True
    tag = tree.xpos(word)
    # Participles and gerunds are tagged as adjectives and nouns now and then.
    return cue.kind == "verbs" and (tag in ("VBN", "VBD", "VBG") or (upos == "ADJ" and _is_participle(tree, word)))


def _is_participle(tree: Tree, word: int) -> bool:
    form = tree.lower(word)
    return form.endswith(("ed", "en", "ing"))


def _fits(page: Page, text: Sequence[str], cue: Cue, first: int, last: int) -> bool:
    """Whether no word stands near that gives the cue another sense, and one does that it needs."""
    if cue.far:
        sentence = page.words.sentence
        low, high = max(0, first - FAR), min(len(text), last + FAR)
        if any(text[k] in cue.far and sentence[k] == sentence[first] for k in range(low, high)):
            return False
    if cue.clear:
        low, high = max(0, first - CLEAR), min(len(text), last + CLEAR)
        if not cue.clear.isdisjoint(text[low:high]):
            return False
    if cue.near:
        paragraph = page.words.paragraph
        low, high = max(0, first - NEAR), min(len(text), last + NEAR)
        return any(
            text[k] in cue.near and paragraph[k] == paragraph[first] for k in range(low, high) if not first <= k < last
        )
    return True


def _match(plain: _Plain, phrase: Phrase, part: int, k: int, sentence: int) -> int:
    """Where a phrase ends whose parts from `part` on stand at word k and after, in a sentence; 0 where they do not."""
    text = plain.text
    if part == len(phrase):
        return k
    want = phrase[part]
    if want == GAP:
        for skip in range(GAP_WORDS + 1):
            if any(j >= len(text) or text[j] in _BREAKS for j in range(k, k + skip)):
                return 0
            if end := _match(plain, phrase, part + 1, k + skip, sentence):
                return end
        return 0
    if k >= len(text) or plain.sentence[k] != sentence:
        return 0
    word, end = text[k], plain.persons.get(k, 0)
    if isinstance(want, frozenset):
        after = k + 1 if word in want else 0
    elif want == ANY:
        after = k + 1 if word[0].isalnum() else 0
    elif want == REFLEXIVE:
        after = k + 1 if word in _REFLEXIVES else 0
    elif want == PERSON:
        if end and (whole := _match(plain, phrase, part + 1, end, sentence)):
            return whole
        after = k + 1 if word in PERSONAL and not is_possessive(plain.page, k) else 0
    elif word in _POSSESSIVES:
        after = k + 1
    else:
        owner = want == POSSESSIVE and end and end < len(text) and (text[end] == "'s" or text[end - 1] == "'s")
        after = end + (text[end] == "'s") if owner else 0
    return _match(plain, phrase, part + 1, after, sentence) if after else 0
