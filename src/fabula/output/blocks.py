"""A story's text cut into blocks: paragraphs, headings and scene breaks, in their chapters or in what is not story."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from fabula.story import APPARATUS, Division, Story

BLANK = re.compile(r"\n[^\S\n]*\n\s*")
VERSE = 50
"""Lines of verse are shorter than this, in characters; wrapped prose has longer ones."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph's characters [start, end), without white space at its edges, and what it is.

    The text of a heading usually is the chapter's title, in one paragraph or several ("Chapter One", "In which ..."):
    blocks are headings as long as they spell out the title. `title` is the chapter's where the text does not hold it,
    at the chapter's first block.
    """

    start: int
    end: int
    chapter: int  # its place among `chapters`, -1 before the first
    apparatus: int  # its place among `apparatus`, -1 in the story
    scene_break: bool = False
    heading: bool = False
    verse: bool = False
    title: str = ""


def chapters(story: Story) -> list[Division]:
    """The parts and chapters in order, a part before its first chapter."""
    found = [division for division in story.divisions if division.kind in ("part", "chapter")]
    return sorted(found, key=lambda division: (division.start, -division.end))


def apparatus(story: Story) -> list[Division]:
    """The stretches that are not story, without those inside or across another."""
    kept: list[Division] = []
    for division in sorted(story.divisions, key=lambda d: (d.start, -d.end)):
        if division.kind in APPARATUS and (not kept or division.start >= kept[-1].end):
            kept.append(division)
    return kept


def blocks(story: Story) -> Iterator[Block]:
    """The blocks of the text in order; together they hold all of it but white space."""
    parts, current, untitled = chapters(story), -1, ""
    for start, end, chapter, aside, in_break in _pieces(story, parts):
        text = story.text[start:end]
        if chapter != current:
            current = chapter
            untitled = _letters(parts[chapter].title or "")
        heading, title = False, ""
        if untitled and aside < 0:
            whole = parts[chapter].title or ""
            letters = _letters(text) if len(text) < 400 else ""
            if letters and untitled.startswith(letters):
                heading, untitled = True, untitled[len(letters) :]
            elif letters and untitled in letters and len(letters) < len(untitled) + 40:
                heading, untitled = True, ""
            else:
                title = " ".join(whole.split()) if untitled == _letters(whole) else ""
                untitled = ""
        lines = text.split("\n")
        verse = len(lines) > 1 and max(map(len, lines)) < VERSE and aside < 0 and not heading
        yield Block(start, end, chapter, aside, in_break and aside < 0 and not heading, heading, verse, title)


def _pieces(story: Story, parts: list[Division]) -> Iterator[tuple[int, int, int, int, bool]]:
    """The blocks' (start, end, chapter, apparatus, whether in a scene break)."""
    text, asides = story.text, apparatus(story)
    breaks = sorted((d.start, d.end) for d in story.divisions if d.kind == "scene break" and d.start < d.end)
    cuts = {0, len(text), *(match.end() for match in BLANK.finditer(text))}
    cuts.update(place for division in story.divisions for place in (division.start, division.end))
    tokens = story.tokens
    new = tokens.paragraph[1:] != tokens.paragraph[:-1]
    for before, start in zip(tokens.end[:-1][new].tolist(), tokens.start[1:][new].tolist(), strict=True):
        # At the line's start, not the token's: a mark that is no token still belongs to the paragraph it opens.
        line = text.rfind("\n", before, start)
        cuts.add(line + 1 if line >= 0 else start)
    chapter = aside = scene = 0
    for start, end in pairwise(sorted(cuts)):
        piece = text[start:end]
        first = start + len(piece) - len(piece.lstrip())
        last = end - len(piece) + len(piece.rstrip())
        if first >= last:
            continue
        while chapter < len(parts) and parts[chapter].start <= first:
            chapter += 1
        while aside < len(asides) and asides[aside].end <= first:
            aside += 1
        while scene < len(breaks) and breaks[scene][1] <= first:
            scene += 1
        inside = aside < len(asides) and asides[aside].start <= first
        in_break = scene < len(breaks) and breaks[scene][0] <= first
        yield first, last, chapter - 1, aside if inside else -1, in_break


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
