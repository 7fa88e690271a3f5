"""Epigraphs: what stands quoted over a chapter, or with a name under a dash after it, and nobody in the story says."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from fabula.language.quotations import Quoted

_NAME = r"(?:[_*]*[A-ZÀ-Þ][\w.’'&-]*|\d+)"
_SMALL = r"(?:(?:of|the|and|in|a|an|to|for|from|by|on|its|de|du|la|le|von|van|vol|no|[ivxlc]+|[a-z])\b)"
_ANSWER = r"(?!(?:Yes|No|Oh|Ah|Well|And|But|So|I|You|He|She|It|They|We|What|Why|Who|How|Not|Then|There|If|That)\b)"
_SOURCE = rf"\s*(?:[—–―]|-{{2,3}})[ \t]*{_ANSWER}{_NAME}(?:[\s,:;.]+(?:{_NAME}|{_SMALL}|_[^_\n]+_))*[\s.,_*)]*"
_BELOW = re.compile(_SOURCE)
_LAST_LINE = re.compile(rf"\n{_SOURCE}$")
_BEFORE = re.compile(r"[\s_*>(]*")
_HEADING = 90
"""A paragraph of so many characters may be a heading's."""
VERSE = 56
"""A line of verse has no more characters; one of prose, where its lines are broken, has."""
_FARTHEST = 6
"""An epigraph begins within so many paragraphs of a chapter's first."""


def find_epigraphs(
    text: str, pieces: Sequence[Quoted], starts: Mapping[int, int], openings: Collection[int]
) -> frozenset[int]:
    """Which of the quoted stretches stand in epigraphs, by number.

    `starts` is where each paragraph starts; `openings` are the numbers of those that a chapter begins with. An epigraph
    fills its paragraphs: anywhere, where a dash and a name follow it; under a heading, where it is verse or set in.
    """
    numbers = sorted(starts)
    if not numbers:
        return frozenset()
    place = {n: k for k, n in enumerate(numbers)}
    begins = [starts[n] for n in numbers]
    whole = [text[a:b].rstrip() for a, b in zip(begins, [*begins[1:], len(text)], strict=True)]
    held: dict[int, list[Quoted]] = {}
    for q in pieces:
        if q.paragraph in place and q.style != "dash":
            held.setdefault(place[q.paragraph], []).append(q)
    out = {k for k, some in held.items() if _is_attributed(whole[k : k + 2], some, begins[k])}
    for opening in sorted(place[n] for n in openings):
        for k in range(opening, min(len(whole), opening + _FARTHEST)):
            if k in held and (k in out or _is_set_apart(text, whole, begins, k, held[k][0], k - 1 in out)):
                out.add(k)
            elif k in held or len(whole[k]) > _HEADING:
                break
    return frozenset(i for i, q in enumerate(pieces) if place.get(q.paragraph) in out)


def _is_attributed(paragraphs: Sequence[str], some: Sequence[Quoted], start: int) -> bool:
    """Whether a dash and a name end the first of two paragraphs after what is quoted in it, or are the second."""
    own = paragraphs[0]
    if not _BEFORE.fullmatch(own, 0, some[0].start - start):
        return False
    tail = own[some[-1].end - start :]
    if not some[-1].closed:
        return bool(_LAST_LINE.search(own))
    if _BELOW.fullmatch(tail):
        return True
    return not any(c.isalnum() for c in tail) and len(paragraphs) > 1 and bool(_BELOW.fullmatch(paragraphs[1]))


def _is_set_apart(
    text: str, whole: Sequence[str], begins: Sequence[int], k: int, first: Quoted, after_another: bool
) -> bool:
    """Whether a paragraph that a mark opens, or that goes on with an epigraph, has lines of verse, or is set in where
    the paragraphs after it are not."""
    goes_on = after_another and first.inner_start == first.start
    if not goes_on and not _BEFORE.fullmatch(text, begins[k], first.start):
        return False
    lines = [line.strip(" \t\"“”'‘’_*") for line in whole[k].split("\n")]
    if len(lines) < 2:
        return False
    if max(len(line) for line in lines) <= VERSE and not any(line[:1].islower() for line in lines):
        return True
    following = range(k + 1, min(len(whole), k + 4))
    return _is_set_in(text, begins[k], whole[k]) and not all(_is_set_in(text, begins[j], whole[j]) for j in following)


def _is_set_in(text: str, start: int, paragraph: str) -> bool:
    """Whether white space stands before each line of a paragraph."""
    lead = text[text.rfind("\n", 0, start) + 1 : start]
    return lead[:2] == "  " and all(line[:2] == "  " for line in paragraph.split("\n")[1:])
