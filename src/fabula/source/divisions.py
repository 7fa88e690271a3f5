"""The parts of a text: chapters and scenes, and the stretches that are not story."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from fabula.source import gutenberg
from fabula.source.contents import find_contents
from fabula.source.draft import Draft
from fabula.source.headings import (
    PREFACE,
    Rank,
    Reading,
    is_break,
    keyword_heading,
    looks_titled,
    number,
    numeral_heading,
)
from fabula.source.layout import Layout, lay_out
from fabula.source.notes import find_notes, head_metadata, is_head, is_note
from fabula.source.numerals import sequences, style
from fabula.source.titles import between, title_page
from fabula.story import APPARATUS, Division, Metadata, Span

_TRANSCRIBER = re.compile(r"\W*transcriber['’]?s?['’]? notes?\b", re.I)
_TAIL = frozenset({"licence", "front matter", "transcriber's note", "contents"})
_ORDER: dict[Rank, int] = {"volume": 0, "book": 1, "chapter": 3, "section": 4}


@dataclass(frozen=True, slots=True)
class Head:
    """A heading: the paragraphs [first, last) that make it up, its order (0 is outermost) and its title."""

    first: int
    last: int
    order: int
    title: str


def find_divisions(draft: Draft, text: str, paragraphs: list[Span]) -> tuple[list[Division], Metadata]:
    """The divisions of a draft's text in order, and the metadata with what the text itself adds."""
    metadata = draft.metadata
    marked = list(draft.marked)
    zone, said = gutenberg.work(text)
    if zone:
        metadata = _filled(metadata, said)
        if zone.start:
            marked.append(Division(0, zone.start, "front matter"))
        if zone.end < len(text):
            marked.append(Division(zone.end, len(text), "licence"))
    layout = lay_out(text, paragraphs, marked)
    words, closed = layout.words, layout.closed
    starts = [p.start for p in paragraphs]
    levels = {bisect_left(starts, h.start): h.level for h in draft.headings}
    levels = {k: v for k, v in levels.items() if k < len(paragraphs) and not closed[k] and words[k]}
    for first, last in find_contents(layout):
        layout.close(first, last, "contents")
    levels = {k: v for k, v in levels.items() if not closed[k]}
    metadata = _work_title(layout, levels, metadata)
    readings = _readings(layout)
    heads = _heads(layout, levels, readings)
    heads = _apart(layout, heads)
    first_head = heads[0].first if heads else len(paragraphs)
    metadata = title_page(layout, first_head, metadata)
    if heads and (zone or any(d.kind == "contents" for d in layout.marked)):
        between(layout, first_head)
    units = _units(heads, len(paragraphs))
    notes, titles = find_notes(layout, units)
    for first, last in [*notes, *titles]:
        layout.close(first, last, "front matter" if (first, last) in titles else "author's note")
        if first < first_head + 12:
            for k in range(first, last):
                metadata = head_metadata(layout.whole(k), metadata)
    headed = {k for head in heads for k in range(head.first, head.last)}
    breaks = [
        Division(p.start, p.end, "scene break")
        for k, p in enumerate(paragraphs)
        if words[k] and not closed[k] and k not in headed and is_break(words[k])
    ]
    story = [d for d in _chapters(layout, heads) if d.start < d.end]
    found = [*_merged(layout.marked, text), *_merged(breaks, text), *story]
    return sorted(found, key=lambda d: (d.start, -d.end, d.kind)), metadata


def _filled(known: Metadata, said: Metadata) -> Metadata:
    """Metadata with its gaps filled."""
    values = {f: getattr(known, f) or getattr(said, f) for f in Metadata.__slots__}
    return Metadata(**values)


def _plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _work_title(layout: Layout, levels: dict[int, int], metadata: Metadata) -> Metadata:
    """Sets the heading that is the work's title apart: the first, alone at its rank, or the one the metadata give."""
    words = layout.words
    order = sorted(levels)
    counts = Counter(levels.values())
    for k in order[:3]:
        known = metadata.title and _plain(words[k]) == _plain(metadata.title)
        level = levels[k]
        alone = k == order[0] and counts[level] == 1 and level == min(counts)
        says = (
            keyword_heading(words[k]) or numeral_heading(words[k]) or PREFACE.fullmatch(words[k]) or is_note(words[k])
        )
        if known or level == 0 or (alone and not says and k < 6):
            metadata = replace(metadata, title=metadata.title or " ".join(words[k].split()))
            layout.close(k, k + 1, "front matter")
            del levels[k]
    return metadata


def _readings(layout: Layout) -> dict[int, Reading]:
    """The paragraphs that read as headings with a keyword."""
    found = {}
    for k, line in enumerate(layout.words):
        if line and not layout.closed[k] and (reading := keyword_heading(line)):
            found[k] = reading
    return found


def _heads(layout: Layout, levels: dict[int, int], readings: dict[int, Reading]) -> list[Head]:
    """The headings in order, with their ranks."""
    words, closed, paragraphs = layout.words, layout.closed, layout.paragraphs
    ranks: dict[int, int] = {}
    inner = list(dict.fromkeys(r.word for r in readings.values() if r.rank == "book"))
    for k, reading in readings.items():
        ranks[k] = _ORDER[reading.rank] + (reading.rank == "book" and reading.word == (inner[1:2] or [""])[0])
    chapters = [k for k, r in readings.items() if r.rank == "chapter" and r.number is not None]
    numerals = {
        k: r for k, line in enumerate(words)
        if line and not closed[k] and k not in readings and (r := numeral_heading(line))
    }  # fmt: skip
    length = paragraphs[-1].end - paragraphs[0].start if paragraphs else 0
    for run in sequences(numerals, paragraphs, length, words):
        within = {bisect_left(chapters, k) for k in run}
        if chapters and len(within) > 1:
            continue  # it counts across chapters: page numbers, or a list
        for k in run:
            ranks[k], readings[k] = _ORDER["section"] if chapters else _ORDER["chapter"], numerals[k]
    _nest(ranks, readings, words)
    ranked = Counter(levels[k] for k in levels if ranks.get(k) == _ORDER["chapter"])
    unread = Counter(levels[k] for k in levels if k not in ranks)
    base = (ranked or unread).most_common(1)[0][0] if (ranked or unread) else 0
    for k, level in levels.items():
        if k not in ranks:
            ranks[k] = _ORDER["chapter"] if level == base else _ORDER["book"] if level < base else _ORDER["section"]
    heads: list[Head] = []
    for k in sorted(ranks):
        if heads and k < heads[-1].last:
            continue
        title, last = words[k], k + 1
        read = readings.get(k)
        if read is not None and not read.title and last < len(words) and not closed[last] and last not in readings:
            below = words[last]
            deeper = last in levels and levels[last] > levels.get(k, 0)
            if below and (deeper or (last not in levels and _is_subtitle(below))):
                title, last = f"{title} {below}", last + 1
        heads.append(Head(k, last, ranks[k], " ".join(re.sub(r"[*_=~#|]", " ", title).split())))
    return heads or _capitals(layout)


def _nest(ranks: dict[int, int], readings: dict[int, Reading], words: list[str]) -> None:
    """Tells parts from chapters where numerals of two kinds head both; drops parts that are asides in a chapter."""
    order = sorted(ranks)
    bare = [k for k in order if ranks[k] == _ORDER["chapter"] and not readings[k].word]
    kinds = {k: style(words[k]) for k in bare}
    for outer in set(kinds.values()):
        mine = [k for k in bare if kinds[k] == outer]
        if len(mine) < len(bare) - len(mine) and all(k + 1 in kinds and kinds[k + 1] != outer for k in mine):
            ranks.update(dict.fromkeys(mine, _ORDER["book"]))
    chapters = [k for k in order if ranks[k] == _ORDER["chapter"]]
    if len(chapters) < 3:
        return
    for k, after in zip(order, [*order[1:], None], strict=True):
        empty = after is None or (ranks[after] <= _ORDER["book"] + 1 and after - k > 2)
        if ranks[k] in (1, 2) and empty and chapters[0] < k:
            del ranks[k]


def _capitals(layout: Layout) -> list[Head]:
    """The titles of a collection's stories: lines in capitals, set off by more than one blank line."""
    text, paragraphs, words, closed = layout.text, layout.paragraphs, layout.words, layout.closed
    found = [
        k for k, line in enumerate(words)
        if line and not closed[k] and "\n" not in line and line.isupper() and len(line) <= 60 and looks_titled(line)
        and line[-1] not in ".!?:" and not is_head(line) and line.strip("\"“”' ") == line
        and (k == 0 or text.count("\n", paragraphs[k - 1].end, paragraphs[k].start) > 2)
    ]  # fmt: skip
    gaps = [paragraphs[b].start - paragraphs[a].end for a, b in pairwise(found)]
    if len(found) < 3 or min(gaps) < 1000:
        return []
    return [Head(k, k + 1, _ORDER["chapter"], " ".join(words[k].split())) for k in found]


def _is_subtitle(words: str) -> bool:
    """Whether the paragraph below a heading is its title."""
    line = " ".join(words.split())
    if (
        len(line) > 100
        or words.count("\n") > 2
        or is_break(line)
        or is_head(line)
        or number(line.strip(" ."))
        or line.endswith(("!", ",", ":"))
    ):
        return False
    if line[0] in "\"“‘'" and line[-1] in "\"”’'":
        return False
    return looks_titled(line) and not line.lower().startswith(("dear ", "my dear"))


def _apart(layout: Layout, heads: list[Head]) -> list[Head]:
    """Sets prefaces, notes that are headings, and the transcriber's notes apart; returns the headings left."""
    text, paragraphs, words, closed = layout.text, layout.paragraphs, layout.words, layout.closed
    size = paragraphs[-1].end - paragraphs[0].start if paragraphs else 0
    bounds = [h.first for h in heads]
    chapters = [h for h in heads if h.order <= _ORDER["chapter"] and not PREFACE.fullmatch(_bare(words[h.first]))]
    first_chapter = chapters[0].first if chapters else -1
    headed = {h.first for h in heads}
    for k, line in enumerate(words):
        if not line or closed[k]:
            continue
        following = [b for b in bounds if b > k][:1] if k in headed or len(line) < 100 else []
        end = following[0] if following else len(paragraphs)
        length = paragraphs[end - 1].end - paragraphs[k].start
        bare = _bare(line)
        if k < first_chapter and "\n" not in bare and PREFACE.fullmatch(bare) and following and length < 0.2 * size:
            layout.close(k, end, "preface", " ".join(bare.split()))
        elif k in headed and is_note(line) and len(line) < 60 and length < 6000:
            layout.close(k, end, "author's note", " ".join(bare.split()))
    for k, span in enumerate(paragraphs):
        line = text[span.start : min(span.end, span.start + 60)]
        if closed[k] or not _TRANSCRIBER.match(line):
            continue
        whole = text[span.start : span.end]
        end = k + 1
        alone = len(whole) < 60 and whole.rstrip(" :.*_=-]").lower().endswith(("note", "notes"))
        if line.lstrip()[:1] == "[" and "]" not in whole:
            while (
                end < len(paragraphs) and end < k + 12 and "]" not in text[paragraphs[end].start : paragraphs[end].end]
            ):
                end += 1
            end = min(end + 1, len(paragraphs))
        elif alone or k > 0.9 * len(paragraphs):
            while end < len(paragraphs) and end < k + 40 and end not in headed and not closed[end] and not (
                words[end] and (is_break(words[end]) or gutenberg.is_credit(words[end]))
            ):  # fmt: skip
                end += 1
            if end == k + 40:
                end = k + 2
        layout.close(k, end, "transcriber's note")
    return [h for h in heads if not closed[h.first]]


def _bare(words: str) -> str:
    return words.strip(" \t\n*_=~#-–—.:[]")


def _units(heads: list[Head], size: int) -> list[tuple[int, int]]:
    """The stretches of paragraphs between headings."""
    edges = [(0, 0), *((h.first, h.last) for h in heads), (size, size)]
    return [(a[1], b[0]) for a, b in pairwise(edges) if a[1] < b[0]]


def _chapters(layout: Layout, heads: list[Head]) -> list[Division]:
    """Parts and chapters from their headings; sections are scene breaks with a title."""
    text, paragraphs = layout.text, layout.paragraphs
    stop = size = len(text.rstrip())
    for division in sorted(layout.marked, key=lambda d: -d.end):
        noted = stop < size and division.kind == "author's note" and not text[division.end : stop].strip()
        if noted or (division.end >= stop and division.kind in _TAIL):
            stop = min(stop, len(text[: division.start].rstrip()))
    found = []
    pending: list[tuple[Head, int]] = []
    for head in [*heads, None]:
        here = paragraphs[head.first].start if head else stop
        while pending and (head is None or pending[-1][0].order >= head.order):
            last, start = pending.pop()
            end = len(text[start:here].rstrip()) + start
            found.append(Division(start, max(end, start), "chapter" if last.order == 3 else "part", last.title))
        if head and head.order == _ORDER["section"]:
            found.append(Division(here, paragraphs[head.last - 1].end, "scene break", head.title))
        elif head:
            pending.append((head, here))
    return found


def _merged(divisions: list[Division], text: str) -> list[Division]:
    """Divisions of one kind with nothing between them, as one; their spans without the white space around them."""
    found: list[Division] = []
    for division in sorted(divisions, key=lambda d: (d.start, d.end)):
        body = text[division.start : division.end]
        start = division.start + len(body) - len(body.lstrip())
        end = start + len(body.strip())
        if start >= end:
            continue
        last = found[-1] if found else None
        same = last is not None and last.kind == division.kind and (last.title is None or division.title is None)
        if last and same and (start <= last.end or not text[last.end : start].strip()):
            found[-1] = replace(last, end=max(end, last.end), title=last.title or division.title)
        else:
            found.append(replace(division, start=start, end=end))
    return found


def apparatus_share(divisions: list[Division], size: int) -> float:
    """The share of a text of `size` characters that is not story."""
    covered = at = 0
    for d in sorted((d for d in divisions if d.kind in APPARATUS), key=lambda d: d.start):
        covered += max(0, d.end - max(at, d.start))
        at = max(at, d.end)
    return covered / max(size, 1)
