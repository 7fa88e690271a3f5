"""The text as HTML: chapters, paragraphs, letters, and in them who speaks.

The text is cut once, from left to right, at the edges of everything that is marked; marks may nest and overlap. The
text of each block is the story's own, character for character, so that the page's script can find offsets in it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from markupsafe import escape

from fabula.output.blocks import Block, apparatus, blocks, chapters
from fabula.output.page.places import colours
from fabula.story import Division, Story

STRETCH = 5_000
"""Characters of the text that a browser lays out together; what is far from the reader is not laid out at all."""

MOSTLY = 0.7
"""A block is set as a letter if at least this share of it is one."""

LONG = 4_000
"""Characters of a document from which on it is set upright: pages of italics are hard to read."""


class Mark(NamedTuple):
    """An element around characters [start, end). `label` stands at its first appearance only."""

    start: int
    end: int
    tag: str
    attributes: str
    speaker: str = ""


@dataclass(slots=True)
class _Open:
    """The marks that are open at a place of the text, outermost first."""

    marks: list[Mark] = field(default_factory=list)

    def next_end(self, limit: int) -> int:
        return min([limit, *[mark.end for mark in self.marks]])


class _Place(NamedTuple):
    """Where a block stands: in which chapter, stretch, note and letter; -1 for none."""

    chapter: int
    stretch: int
    aside: int
    letter: int


def body(story: Story, shown: dict[int, str]) -> Iterator[str]:
    """The text as HTML, every piece of it escaped. `shown` are the names by entity."""
    parts, asides = chapters(story), apparatus(story)
    marks = list(_marks(story, shown))
    letter_at, upright, bare = _letters(story), _upright(story), _titles(story, asides)
    following, stretch, room = 0, 0, STRETCH
    active, before = _Open(), _Place(-2, 0, -1, -1)
    for block in blocks(story):
        if room <= 0 or block.chapter != before.chapter:
            stretch, room = stretch + 1, STRETCH
        room -= block.end - block.start
        letter = letter_at(block) if block.apparatus < 0 and not block.heading else -1
        place = _Place(block.chapter, stretch, block.apparatus, letter)
        yield from _leave(before, place)
        yield from _enter(before, place, asides, bare, upright)
        before = place
        name, heading = _paragraph(block, parts[block.chapter] if block.chapter >= 0 else None)
        yield heading
        yield f"<{name} id=b{block.start}>"
        following = yield from _inline(story.text, block, marks, following, active)
        yield f"</{name.split()[0]}>\n"
    yield from _leave(before, _Place(-2, -1, -1, -1))


def text(value: str) -> str:
    """Text escaped so that a browser reads back the same number of characters."""
    return str(escape(value)).replace("\0", "\ufffd").replace("\r", "&#13;")


def _leave(before: _Place, place: _Place) -> Iterator[str]:
    """Closes what ends between two blocks, innermost first."""
    if before.chapter == -2:
        return
    outer = before[:2] != place[:2]
    if before.letter >= 0 and (outer or before[2:] != place[2:]):
        yield "</div>\n"
    if before.aside >= 0 and (outer or before.aside != place.aside):
        yield "</details>\n"
    if outer:
        yield "</div>\n"
    if before.chapter != place.chapter:
        yield "</section>\n"


def _titles(story: Story, asides: list[Division]) -> frozenset[int]:
    """The asides that say no more than the page's head does: the work's title, and by whom it is."""
    title, by = _letters_of(story.title), _letters_of("".join(story.metadata.authors))
    said = {title, title + by, f"{title}by{by}", by, f"by{by}"}
    return frozenset(k for k, d in enumerate(asides) if _letters_of(story.text[d.start : d.end]) in said)


def _letters_of(value: str) -> str:
    return "".join(filter(str.isalnum, value)).casefold()


def _enter(
    before: _Place, place: _Place, asides: list[Division], bare: Collection[int], upright: Collection[int]
) -> Iterator[str]:
    outer = before[:2] != place[:2]
    if before.chapter != place.chapter:
        yield f"<section id=s{place.chapter}>\n" if place.chapter >= 0 else "<section>\n"
    if outer:
        yield "<div class=k>\n"
    if place.aside >= 0 and (outer or before.aside != place.aside):
        only = " hidden" if place.aside in bare else ""
        yield f"<details{only}><summary>{_summary(asides[place.aside])}</summary>\n"
    if place.letter >= 0 and (outer or before[2:] != place[2:]):
        kind = '"letter upright"' if place.letter in upright else "letter"
        yield f"<div class={kind} data-d={place.letter}>\n"


def _upright(story: Story) -> frozenset[int]:
    """The documents set upright: the long ones, and all of a book that is told in documents, as diaries are."""
    sizes = [sum(s.end - s.start for s in d.fragments) for d in story.documents]
    told = 2 * sum(sizes) > len(story.text)
    return frozenset(i for i, size in enumerate(sizes) if told or size > LONG)


def _letters(story: Story) -> Callable[[Block], int]:
    """A function that gives the document that a block is set as, its place in `Story.documents`, or -1. A block in
    which somebody says a thing beside what is written is set as the book is."""
    spans = sorted((s.start, s.end, i) for i, d in enumerate(story.documents) for s in d.fragments if s.start < s.end)
    starts = [start for start, _, _ in spans]
    longest = max((end - start for start, end, _ in spans), default=0)
    said = sorted(s.start for u in story.utterances if u.kind == "speech" for s in u.spans)

    def is_written(at: int) -> bool:
        near = spans[bisect_right(starts, at - longest) : bisect_right(starts, at)]
        return any(start <= at < end for start, end, _ in near)

    def letter(block: Block) -> int:
        first, last = bisect_right(starts, block.start - longest), bisect_right(starts, block.end)
        shares = [(min(end, block.end) - max(start, block.start), -i) for start, end, i in spans[first:last]]
        length, i = max(shares, default=(0, 0))
        if length < MOSTLY * (block.end - block.start):
            return -1
        beside = said[bisect_left(said, block.start) : bisect_left(said, block.end)]
        return -i if all(map(is_written, beside)) else -1

    return letter


def _marks(story: Story, shown: dict[int, str]) -> Iterator[Mark]:
    """What is marked for every reader, in the order in which it opens, the longer first."""
    classes = colours(story)
    found: list[tuple[int, int, int, Mark]] = []
    for place, utterance in enumerate(story.utterances):
        nobody = "" if utterance.kind == "other" else "?"  # a cited word needs no speaker
        speaker = nobody if utterance.speaker is None else shown[utterance.speaker]
        colour = "x" if utterance.speaker is None else classes.get(utterance.speaker, "")
        attributes = f"{f'class={colour} ' * bool(colour)}data-u={place}"
        for i, span in enumerate(utterance.spans):
            mark = Mark(span.start, span.end, "q", attributes, speaker if i == 0 else "")
            found.append((span.start, -span.end, 0, mark))
    for span in story.emphasis:
        found.append((span.start, -span.end, 1, Mark(span.start, span.end, "em", "")))
        before, after = story.text[max(span.start - 1, 0) : span.start], story.text[span.end : span.end + 1]
        if before == after and before in ("_", "*"):  # the typewriter's italics: shown as italics, not as marks too
            around = (span.start - 1, span.end)
            found.extend((place, -place - 1, 1, Mark(place, place + 1, "i", "")) for place in around)
    return (mark for start, end, _, mark in sorted(found, key=lambda item: item[:3]) if start < -end)


def _summary(division: Division) -> str:
    title = " ".join((division.title or "").split())
    kind = division.kind.capitalize()
    return text(f"{kind}: {title}" if title and title.casefold() != division.kind else kind)


def _paragraph(block: Block, chapter: Division | None) -> tuple[str, str]:
    """A block's element, and a heading to set before it."""
    level = "h2" if chapter is None or chapter.kind == "chapter" else "h2 class=part"
    heading = f"<{level}>{text(block.title)}</h2>\n" if block.title else ""
    if block.heading:
        return level, heading
    return "p class=b" if block.scene_break else "p class=v" if block.verse else "p", heading


def _inline(source: str, block: Block, marks: list[Mark], following: int, active: _Open) -> Generator[str, None, int]:
    """The text of a block with its marks. Takes and returns how many of the marks have been opened so far."""
    at, end = block.start, block.end
    active.marks = [mark for mark in active.marks if mark.end > at]
    yield from map(_opening, active.marks)
    labelled = ""
    while True:
        while following < len(marks) and marks[following].start <= at:
            mark = marks[following]
            following += 1
            if mark.end > at:  # one that ended in the white space between two blocks has nothing to mark
                active.marks.append(mark)
                yield _opening(mark, _label(mark, labelled))
                labelled = mark.speaker or labelled
        upto = active.next_end(end)
        if following < len(marks):
            upto = min(upto, marks[following].start)
        yield text(source[at:upto])
        at = upto
        if at == end:
            yield from _closing(active.marks)
            return following
        yield from _close(active, at)


def _label(mark: Mark, labelled: str) -> str:
    """The speaker's name: in the margin for a paragraph's first, in the line where the speaker changes within it."""
    if not mark.speaker or mark.speaker == labelled:
        return ""
    return f' data-{"l" if labelled else "n"}="{text(mark.speaker)}"'


def _opening(mark: Mark, label: str = "") -> str:
    return f"<{mark.tag}{' ' * bool(mark.attributes)}{mark.attributes}{label}>"


def _closing(marks: Iterable[Mark]) -> Iterator[str]:
    return (f"</{mark.tag}>" for mark in reversed(list(marks)))


def _close(active: _Open, at: int) -> Iterator[str]:
    """Closes what ends here; what overlaps it and goes on is closed with it and opened again."""
    first = next((i for i, mark in enumerate(active.marks) if mark.end <= at), None)
    if first is None:
        return
    yield from _closing(active.marks[first:])
    going_on = [mark for mark in active.marks[first:] if mark.end > at]
    active.marks[first:] = going_on
    yield from map(_opening, going_on)
