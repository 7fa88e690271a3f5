"""Where paragraphs begin and end: between blank lines, at indents, or line by line, as the text has it."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise

from fabula.source.headings import is_break, keyword_heading, looks_titled
from fabula.story import Span

_LINE = re.compile(r"[^\n]+")
_ENDS = frozenset(".!?…:;—-\"'”’»)]*_~")
WIDE = 120
"""A line longer than this was not wrapped by a typist or a program."""
Line = tuple[int, int, int]  # start and end without the white space, and the indent


def find_paragraphs(text: str, *, separated: bool = False) -> list[Span]:
    """The paragraphs of a text in order. `separated`: blank lines part them, as in text made from markup."""
    blocks = _blocks(text)
    if separated:
        return [Span(p[0][0], p[-1][1]) for block in blocks for p in _apart(text, block)]
    inner = [line for block in blocks for line in block[:-1]]  # lines that another follows
    if not _wrapped(text, inner, blocks):
        return [Span(line[0], line[1]) for block in blocks for line in block]
    cut = _openings if _indented(text, blocks) else _closings if len(inner) > 20 * len(blocks) else _whole
    found: list[Span] = []
    for block in blocks:
        for part in cut(text, block):
            found.extend(Span(p[0][0], p[-1][1]) for p in _apart(text, part))
    return found


def _blocks(text: str) -> list[list[Line]]:
    """Runs of lines without a blank one between them."""
    blocks: list[list[Line]] = []
    last = -2
    for match in _LINE.finditer(text):
        line = match[0]
        bare = line.strip()
        if not bare:
            continue
        indent = len(line) - len(line.lstrip())
        start = match.start() + indent
        if match.start() != last + 1 or not blocks:
            blocks.append([])
        blocks[-1].append((start, start + len(bare), indent))
        last = match.end()
    return blocks


def _wrapped(text: str, inner: list[Line], blocks: list[list[Line]]) -> bool:
    """Whether a line's end is only where the line was full, so that lines have to be joined to make a paragraph.

    In wrapped text few of the lines that another follows end a sentence, and none is longer than a page is wide.
    """
    if not inner:
        return False
    lengths = sorted(end - start for block in blocks for start, end, _ in block)
    wide = len(lengths) - bisect_left(lengths, WIDE)
    ended = sum(text[end - 1] in _ENDS for _, end, _ in inner)
    if wide > 0.02 * len(lengths) + 1:
        return False
    if ended <= 0.5 * len(inner):
        return True
    # Lines that end sentences and vary: dialogue, line by line. Wrapped dialogue still has its longest lines alike.
    full = lengths[int(0.95 * (len(lengths) - 1))]
    near = sum(0.85 * full <= end - start <= full for start, end, _ in inner)
    return near >= 0.5 * len(inner) and full > 40


def _indented(text: str, blocks: list[list[Line]]) -> bool:
    """Whether indents, more than blank lines, open the paragraphs of a wrapped text."""
    opened = sum(
        after[2] > before[2] and text[before[1] - 1] in _ENDS for block in blocks for before, after in pairwise(block)
    )
    lines = sum(map(len, blocks))
    return opened > max(len(blocks), 0.03 * lines)  # fewer are verse, or dashes that begin lines


def _whole(_text: str, block: list[Line]) -> list[list[Line]]:
    return [block]


def _closings(text: str, block: list[Line]) -> list[list[Line]]:
    """Cuts a long block after each line that ends a sentence short of the margin: nothing else marks paragraphs."""
    full = sorted(end - start for start, end, _ in block)[int(0.9 * (len(block) - 1))]
    parts: list[list[Line]] = [[]]
    for line in block:
        parts[-1].append(line)
        if line[1] - line[0] < 0.85 * full and text[line[1] - 1] in _ENDS:
            parts.append([])
    return [part for part in parts if part]


def _openings(_text: str, block: list[Line]) -> list[list[Line]]:
    """Cuts a block before each line that is indented against the block's margin."""
    margin = min(line[2] for line in block)
    parts = [[block[0]]]
    for line in block[1:]:
        if line[2] > margin:
            parts.append([line])
        else:
            parts[-1].append(line)
    return parts


def _apart(text: str, lines: list[Line]) -> list[list[Line]]:
    """Cuts scene breaks and headings out of a run of lines."""
    parts: list[list[Line]] = []
    current: list[Line] = []
    for k, line in enumerate(lines):
        words = text[line[0] : min(line[1], line[0] + 200)]
        ended = not current or text[current[-1][1] - 1] in _ENDS or _is_heading(text, current)
        if len(words) < 100 and is_break(words):
            parts.extend(filter(None, (current, [line])))
            current = []
        elif len(lines) > 1 and len(words) < 100 and ended and (reading := keyword_heading(words)):
            rest = lines[k + 1 :]
            titled = not rest or _is_title(text, rest)
            if not titled and reading.title and (len(words) > 60 or not looks_titled(reading.title)):
                current.append(line)  # prose that begins like a heading
                continue
            parts.extend(filter(None, (current,)))
            current = [line]
            if not titled:
                parts.append(current)
                current = []
        else:
            current.append(line)
    if current:
        parts.append(current)
    return parts


def _is_heading(text: str, lines: list[Line]) -> bool:
    return (
        len(lines) == 1 and lines[0][1] - lines[0][0] < 100 and bool(keyword_heading(text[lines[0][0] : lines[0][1]]))
    )


def _is_title(text: str, lines: list[Line]) -> bool:
    """Whether the lines below a heading are its title: few, short, and no prose."""
    words = " ".join(text[a:b] for a, b, _ in lines[:4])
    return len(lines) <= 3 and len(words) <= 150 and (looks_titled(words) or looks_titled(words.rstrip(".!?")))
