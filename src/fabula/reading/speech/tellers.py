"""Whose the "I" of the narration is, where headings tell: a diary's, “Told by Mina”, “Wren's POV”, chapters by name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fabula.language.antecedents import Tellers
from fabula.language.features import MentionTable
from fabula.language.labels import PRONOUN_CLASSES
from fabula.language.names import Name, gender_of, parse_name
from fabula.language.tokens import Words
from fabula.reading.documents.letters import CAPITALS, HEADED, KEPT
from fabula.reading.page import PERSON, PRON, PROP
from fabula.reading.speech.narrator import SHARE

Ints = NDArray[np.int64]
Kind = Literal["diary", "view", "tale", "letter", "alone"]

_I = PRONOUN_CLASSES.index("i")
LONGEST = 110
"""A heading has at most so many characters."""
LEAST, NAMED, TALKED = 3, 0.2, 4
"""A teller says "I" at least so often under the headings, outside quotations, and for each time is named there at most
that often, and "I" is said inside quotations: what somebody tells to others, in talk, has another teller."""
_WORD = r"(?:[A-Z][\w'’]*(?:-[A-Z]\w+)*\.?)"
_NAME = rf"(?P<writer>{_WORD}(?:\s+(?:(?:de|van|von|of|the|la)\s+)?{_WORD}){{0,3}}?)"
_VIEW = r"(?:p\.?\s?o\.?\s?v\b\.?|point of view|perspective|side of the story|side)"
_TALE = r"(?:narrative|narration|story|statement|testimony|account|confession|tale|memoirs?|version)"
_TOLD = r"(?:narrated|told|related|written|begun|continued|resumed|concluded|contributed|set down)\s+by"
_ALONE = re.compile(_NAME)
_FORMS: dict[Kind, list[re.Pattern[str]]] = {
    "diary": [KEPT],
    "view": [
        re.compile(rf"{_NAME}['’]s?\s+(?i:{_VIEW})"),
        re.compile(rf"(?i:{_VIEW})\s*(?i:of)?[\s:–—-]*{_NAME}"),
        re.compile(rf"{_NAME}\s+(?i:p\.?o\.?v\.?)"),
    ],
    "tale": [
        re.compile(
            rf"(?:\w+\s+){{0,4}}(?:(?i:{_TALE})\s+(?i:of|by)|(?i:{_TOLD}))\s+(?:(?i:the)\s+)?{_NAME}(?:[,;:(].*)?", re.S
        ),
        re.compile(rf"{_NAME}['’]s?\s+(?i:{_TALE})"),
    ],
    "letter": [HEADED],
}
_NUMBER = re.compile(
    r"(?i:chapter|part|book|section|scene|letter)\s+(?:[\divxlc]+|[a-z]+(?:-[a-z]+)?)\b[\s.:–—-]*|"
    r"[\divxlc]{1,6}[.:)–—-]+\s*",
    re.I,
)
_SPOKEN = '.!?,:;"”’'
_EDGES = ' \t\n_*~-–—=[](){}<>|#.:•"“”'


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading of words [first, last), the name that it gives, as it stands there and in lower case, without titles
    unless it is one ("by the Doctor"), and what tells that: whether it is a diary's or a letter's, says so, or is the
    name alone; and whether it says that the teller has told before."""

    first: int
    last: int
    said: tuple[str, ...]
    name: tuple[str, ...]
    kind: Kind
    resumes: bool


def find_tellers(text: str, words: Words, m: MentionTable, breaks: Sequence[int]) -> Tellers:
    """Who tells a story that is told in the first person; `breaks` are where its chapters and scenes begin.

    A name alone over a chapter is a teller's where several chapters have one so. No heading counts for anybody whom the
    narration under it goes on naming: whoever tells it is "I" there.
    """
    first = (m.kind == PRON) & (m.pronoun == _I)
    own, others = m.start[first & (m.quotation < 0)], m.start[first & (m.quotation >= 0)]
    known, named = _people(words, m)
    found = [
        h
        for h in _headings(text, words, breaks)
        if h.kind in ("diary", "view") or known >= set(h.name) or (h.kind == "tale" and parse_name(h.said).titles)
    ]  # fmt: skip
    under: defaultdict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for h, end in zip(found, [*(h.first for h in found), len(words)][1:], strict=True):
        under[h.name].append((h.last, end))
    tellers = set()
    for name, spans in under.items():
        theirs = _naming(name, named)
        says, names, talked = (sum(_count(at, *span) for span in spans) for at in (own, theirs, others))
        if says >= LEAST and names <= NAMED * says and talked <= TALKED * says:
            tellers.add(name)
    several = len({h.name for h in found if h.kind == "alone"} & tellers) > 1
    found = [h for h in found if h.name in tellers and (several or h.kind != "alone")]
    if not found:
        return Tellers(np.zeros(len(m), np.int64))
    before = found[0].first
    framed = _count(own, 0, before) >= max(LEAST, SHARE * before)
    return _numbered(found, m, words, breaks, framed=framed)


def _people(words: Words, m: MentionTable) -> tuple[set[str], dict[Name, list[int]]]:
    """The words of people's names, lower case, and where the narration has each name."""
    known: set[str] = set()
    told: defaultdict[Name, list[int]] = defaultdict(list)
    for i in np.flatnonzero((m.kind == PROP) & (m.type == PERSON)).tolist():
        name = parse_name(words.text[m.start[i] : m.end[i]])
        known.update(name.words)
        if m.quotation[i] < 0:
            told[name].append(int(m.start[i]))
    return known, told


def _naming(name: tuple[str, ...], told: Mapping[Name, Sequence[int]]) -> Ints:
    """Where the narration names somebody by this name, lower case, or a part of it: Holmes and Mr. Holmes of Sherlock
    Holmes, but not Mrs. Harker of Jonathan Harker."""
    gender = gender_of(name[0])
    own = (n for n in told if n.words and set(n.words) <= set(name) and len({gender, n.gender} - {""}) < 2)
    return np.array(sorted(at for n in own for at in told[n]), np.int64)


def _count(at: Ints, first: int, last: int) -> int:
    """How many of the ascending words `at` stand in [first, last)."""
    return int(np.subtract(*at.searchsorted((last, first))))


def _numbered(
    headings: Sequence[_Heading], m: MentionTable, words: Words, breaks: Sequence[int], *, framed: bool
) -> Tellers:
    """The tellers by mention. In a story that begins with a teller whom no heading names, a diary or a letter ends with
    its scene or chapter, and the story goes on."""
    names = [h.name for h in headings]
    cuts = words.start.searchsorted(np.array(breaks, np.int64))
    # Whoever resumes the story, and has told none of it under a heading, told what no heading names.
    frame = next((h.said for k, h in enumerate(headings) if h.resumes and h.name not in names[:k]), ())
    number = {frame: 0} if framed else {}
    of = np.zeros(len(words), np.int64)
    for h in headings:
        of[h.first :] = number.setdefault(h.said, len(number))
        if framed and h.kind in ("diary", "letter") and len(later := cuts[cuts > h.first]):
            of[later[0] :] = 0
    return Tellers(of[m.start], tuple(number))


def _headings(text: str, words: Words, breaks: Sequence[int]) -> list[_Heading]:
    """The paragraphs that may say who tells what follows, among them what stands right before the story, as its title
    does; a name alone says so only where a chapter or scene begins."""
    firsts = np.flatnonzero(np.diff(words.paragraph, prepend=-1)).tolist()
    opening = {0, *words.start[firsts].searchsorted(np.array(breaks, np.int64)).tolist()}
    before = text[: int(words.start[0])].rstrip().rpartition("\n\n")[2] if firsts else ""
    title = _read(before, 0, 0) if len(before) <= LONGEST else None
    out = [title] if title else []
    for k, (first, after) in enumerate(zip(firsts, [*firsts[1:], len(words)], strict=True)):
        start, end = int(words.start[first]), int(words.end[after - 1])
        heading = _read(text[start:end], first, after) if end - start <= LONGEST else None
        if heading and (heading.kind != "alone" or not opening.isdisjoint((k, k - 1))):
            out.append(heading)
    return out


def _read(line: str, first: int, last: int) -> _Heading | None:
    bare = line.strip(_EDGES)
    bare = bare[found.end() :].strip(_EDGES) if (found := _NUMBER.match(bare)) else bare
    quiet = CAPITALS.sub(lambda shout: shout[0].title(), bare)
    for kind, patterns in _FORMS.items():
        for pattern in patterns:
            found = pattern.fullmatch(quiet)
            if found and found["writer"]:
                return _heading(first, last, found["writer"], kind, resumes="resumed" in quiet.lower())
    if line.strip(" _*")[-1:] not in _SPOKEN and _ALONE.fullmatch(quiet):
        return _heading(first, last, quiet, "alone")
    return None


def _heading(first: int, last: int, name: str, kind: Kind, *, resumes: bool = False) -> _Heading:
    said = tuple(name.split())[name.lower().startswith("the ") :]
    return _Heading(first, last, said, parse_name(said).words or (said[0].lower(),), kind, resumes)
