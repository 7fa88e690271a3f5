"""The page as a finder of writing sees it: paragraphs, nouns of writing, and fragments of what is written."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from fabula.language.labels import UPOS
from fabula.reading.documents.letters import BOOKS, NOUNS, PAPERS, bare
from fabula.reading.page import PERSON, PROP, Page
from fabula.reading.speech.heard import hear
from fabula.story import DocumentKind

Place = tuple[int, int]
Found = tuple[list["Fragment"], int]
"""What a finder found at a paragraph: fragments, and the paragraph to go on from."""

_NOMINAL = frozenset((UPOS.index("NOUN"), UPOS.index("PROPN")))
_QUOTES = "\"“”‘'«„"
NEAR = 60
"""A noun within so many words may name the writing that follows."""
LONGEST = 400
"""A letter, a chat or an entry has at most so many paragraphs."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of writing, as characters [start, end) and words [first, last).

    `opening` is its salutation or heading, `name` that of its signature, `sender` and `to` the names a heading gives;
    `noun` is the word that says what it is, -1 for none; `writer` and `reader` are mentions (-1: none told); `verb` is
    the word that reports it; `whole`: no other fragment belongs to it; `cue` says how it is known.
    """

    start: int
    end: int
    first: int
    last: int
    kind: DocumentKind | None
    cue: str
    opening: Place | None = None
    name: Place | None = None
    signed: bool = False
    sender: Place | None = None
    to: Place | None = None
    noun: int = -1
    writer: int = -1
    reader: int = -1
    verb: int = -1
    whole: bool = False
    piece: int = -1


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with what the finders of writing look up: its paragraphs as places and first words (`first` has one more
    entry, the number of words), the words that are nouns of writing (`nouns`), those of people's names (`named`), and
    person mentions by word."""

    page: Page
    places: list[Place]
    first: list[int]
    nouns: list[int]
    by_start: dict[int, int]
    by_end: dict[int, int]
    known: frozenset[str]
    named: frozenset[int]

    def noun(self, word: int, reach: int = NEAR) -> int:
        """The last noun of writing in the `reach` words before a word; -1 for none."""
        at = bisect_left(self.nouns, word) - 1
        return self.nouns[at] if at >= 0 and self.nouns[at] >= word - reach else -1

    def is_paper(self, word: int) -> bool:
        """Whether a word says what is written, or on what: Bill and Will may be people."""
        form = self.page.words.lower[word]
        return (form in NOUNS or form in PAPERS) and word not in self.named

    def kind(self, noun: int) -> DocumentKind | None:
        """The kind of document that a noun names."""
        return NOUNS.get(self.page.words.lower[noun]) if noun >= 0 else None

    def is_book(self, noun: int) -> bool:
        """Whether a noun names what is read aloud and is no document."""
        return noun >= 0 and self.page.words.lower[noun] in BOOKS


def lay_out(page: Page) -> Sheet:
    """The sheet of a page, in one pass over its words."""
    words = page.words
    _, first = np.unique(words.paragraph, return_index=True)
    firsts = [*first.tolist(), len(words)]
    places = [(int(words.start[a]), int(words.end[b - 1])) for a, b in pairwise(firsts)]
    named = NOUNS.keys() | BOOKS | PAPERS
    m = page.mentions
    proper = np.flatnonzero((m.kind == PROP) & (m.type == PERSON))
    theirs = frozenset(k for i in proper.tolist() for k in range(m.start[i], m.end[i]))
    nouns = [
        i
        for i, w in enumerate(words.lower)
        if w in named and int(page.encoding.upos[i]) in _NOMINAL and i not in theirs
    ]
    known = frozenset(w.lower() for i in proper for w in words.text[m.start[i] : m.end[i]])
    heard = hear(page)
    return Sheet(page, places, firsts, nouns, heard.starts, heard.ends, known, theirs)


def fragment_of(sheet: Sheet, k: int, last: int, kind: DocumentKind | None, cue: str) -> Fragment:
    """The paragraphs [k, last] as a fragment, without the marks around them."""
    start, end = bare(sheet.page.text, sheet.places[k][0], sheet.places[last][1])
    noun = sheet.noun(sheet.first[k])
    return Fragment(start, max(start, end), sheet.first[k], sheet.first[last + 1], kind, cue, noun=noun, whole=True)


def scene_of(sheet: Sheet, k: int) -> int:
    """The number of the scene or chapter that a paragraph is in."""
    return int(sheet.page.scene[sheet.first[k]])


def opens_scene(sheet: Sheet, k: int, slack: int = 4) -> bool:
    """Whether a chapter or scene begins within `slack` paragraphs before this one."""
    return k <= slack or scene_of(sheet, k) != scene_of(sheet, k - slack)


def narrated_before(sheet: Sheet, k: int) -> bool:
    """Whether prose stands between the chapter's beginning and paragraph k."""
    low = k
    while low > 0 and scene_of(sheet, low - 1) == scene_of(sheet, k) and k - low < 6:
        low -= 1
        if sheet.places[low][1] - sheet.places[low][0] > 40 and sheet.page.text[sheet.places[low][1] - 1] in ".!?…”:":
            return True
    return False


def is_quoted(sheet: Sheet, k: int) -> bool:
    """Whether a quotation mark opens a paragraph."""
    return sheet.page.text[sheet.places[k][0]] in _QUOTES


def is_italic(sheet: Sheet, k: int) -> bool:
    """Whether a paragraph is in italics throughout."""
    start, end = bare(sheet.page.text, *sheet.places[k])
    at = bisect_right(sheet.page.emphasis, start, key=lambda s: s.start) - 1
    return at >= 0 and sheet.page.emphasis[at].end >= end > start


def indent(sheet: Sheet, k: int) -> int:
    """How far a paragraph is set in, where it is at all and the paragraphs of the text are not."""
    text, start = sheet.page.text, sheet.places[k][0]
    line = text.rfind("\n", max(0, start - 80), start) + 1
    deep = start - line if text[line:start].isspace() else 0
    return deep if deep >= 4 else 0


def pieces_in(sheet: Sheet, k: int) -> Iterator[int]:
    """The quotations of a paragraph."""
    at = bisect_left(sheet.page.pieces, sheet.places[k][0], key=lambda q: q.start)
    while at < len(sheet.page.pieces) and sheet.page.pieces[at].start < sheet.places[k][1]:
        yield at
        at += 1


def lines_of(sheet: Sheet, k: int) -> list[Place]:
    """The lines of a paragraph, without the white space around each."""
    start, end = sheet.places[k]
    out = []
    for line in sheet.page.text[start:end].split("\n"):
        if line.strip():
            lead = len(line) - len(line.lstrip())
            out.append((start + lead, start + len(line.rstrip())))
        start += len(line) + 1
    return out
