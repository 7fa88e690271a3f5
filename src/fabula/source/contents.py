"""Tables of contents, whose entries look like headings and are none."""

from __future__ import annotations

import re

from fabula.source.headings import PREFACE, Reading, keyword_heading, looks_titled, numeral_heading
from fabula.source.layout import Layout

_NAMED = re.compile(
    r"\W*(?:the |table of )?contents\W*|\W*(?:list of )?illustrations\W*|\W*list of (?:plates|figures)\W*", re.I
)
_NAME = re.compile(r"[A-Z\d_“\"].{0,78}[^\s.,;:!?\"”’—-]")
_PAGE = re.compile(r".*(?:\.{2,}|\s{2,}|\t)\s*(?:\d{1,4}|[ivxlc]{1,7})")


def find_contents(layout: Layout) -> list[tuple[int, int]]:
    """The tables of contents, as ranges of paragraphs."""
    text, paragraphs, words, closed = layout.text, layout.paragraphs, layout.words, layout.closed
    found: list[tuple[int, int]] = []
    k = 0
    while k < len(paragraphs):
        if not closed[k] and words[k]:
            first_line, _, below = words[k].partition("\n")
            named = _NAMED.fullmatch(first_line)
            if named and (not below or _entries(below)):
                end = _table_end(layout, k)
                if end > k + 1 or below:
                    found.append((k, end))
                    k = end
                    continue
        elif not closed[k] and _NAMED.fullmatch(
            text[paragraphs[k].start : paragraphs[k].start + 60].partition("\n")[0]
        ):
            end = _table_end(layout, k)
            block = text[paragraphs[k].start : paragraphs[k].end]
            if _entries(block.partition("\n")[2]):
                found.append((k, end))
                k = end
                continue
        k += 1
    taken = {k for a, b in found for k in range(a, b)}
    return found + _unnamed(words, closed, taken)


def _entries(block: str) -> bool:
    """Whether the lines of a paragraph are entries: headings, titles, or lines that end in a page number."""
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    if not lines or max(map(len, lines)) > 120:
        return False
    likely = sum(
        bool(_PAGE.fullmatch(line) or _NAME.fullmatch(line) or keyword_heading(line) or numeral_heading(line))
        or looks_titled(line)
        for line in lines
    )
    return likely >= 0.7 * len(lines)


def _key(words: str) -> tuple[str, int | None, str] | None:
    """What makes an entry the same as the heading that it lists."""
    reading: Reading | None = keyword_heading(words.partition("\n")[0]) or numeral_heading(words)
    if reading:
        return (reading.word, reading.number, "" if reading.number else reading.title)
    plain = "".join(c for c in words.casefold() if c.isalpha())
    return ("", None, plain) if plain else None


def _table_end(layout: Layout, start: int) -> int:
    """Past the last entry of the table that begins at `start`: where its first entry comes again, or prose begins."""
    words, closed = layout.words, layout.closed
    seen: list[tuple[str, int | None, str] | None] = []
    block = layout.whole(start).partition("\n")[2]
    if block:
        seen.extend(_key(line.strip()) for line in block.split("\n")[:3] if line.strip())
    k = start + 1
    while k < len(words) and not closed[k]:
        whole = words[k] or layout.whole(k)
        if not (words[k] or whole.count("\n") > 1) or not _entries(whole):
            break
        key = _key(whole.split("\n")[0].strip())
        if key is not None and key in seen[:2]:
            return k
        if len(seen) < 2:
            seen.extend(_key(line.strip()) for line in whole.split("\n")[:2] if line.strip())
        k += 1
    # No entry came again: the heading just before the prose is the story's.
    back = k
    while back > start + 1 and k - back < 3:
        back -= 1
        line = words[back]
        if keyword_heading(line) or numeral_heading(line) or PREFACE.fullmatch(line.strip(" .*_:")):
            return back
    return k


def _unnamed(words: list[str], closed: list[bool], taken: set[int]) -> list[tuple[int, int]]:
    """Runs of three and more headings with nothing between them, each of which comes again later."""
    readings = [keyword_heading(w) if w and not closed[k] and k not in taken else None for k, w in enumerate(words)]
    later: dict[tuple[str, int | None], int] = {}
    for k, reading in enumerate(readings):
        if reading:
            later[(reading.word, reading.number)] = k
    found = []
    k = 0
    while k < len(words):
        end = k
        keys = set()
        while end < len(words) and (r := readings[end]) and (r.word, r.number) not in keys:
            keys.add((r.word, r.number))
            end += 1
        again = [later[key] >= end for key in keys]
        if end - k >= 3 and sum(again) >= 0.8 * len(again):
            while end - 1 > k and (r := readings[end - 1]) and later[(r.word, r.number)] < end:
                end -= 1
            found.append((k, end))
        k = max(end, k + 1)
    return found
