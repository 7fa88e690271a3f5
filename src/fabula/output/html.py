"""A story as one web page to read: the text set like a book, with who speaks and who is meant marked in it.

The text is cut once, from left to right, at the edges of everything that is marked; marks may nest and overlap. The
page needs no script, loads nothing, and its content security policy forbids it to.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

from fabula.output.blocks import Block, apparatus, blocks, chapters
from fabula.output.facts import also, exchanges, length, names
from fabula.story import Division, Story

COLOURS = 8
"""How many characters have a colour of their own: more could not be told apart."""

CAST = 16
"""How many characters the table of the cast holds; the others follow as a list."""


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


def render(story: Story) -> str:
    """The page, as UTF-8 HTML. A novel of 300,000 words takes seconds and some ten megabytes."""
    environment = _environment()
    style = environment.get_template("reading.css").render()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    shown = names(story)
    parts, cast = chapters(story), _cast(story)
    return environment.get_template(
        "reading.html"
    ).render(
        story=story,
        style=Markup(style),  # our own file
        digest=digest,
        facts=length(story),
        cast=cast[:CAST],
        others=cast[CAST:],
        talk=[(shown[one], shown[other], count) for one, other, count in exchanges(story)[:8]],
        contents=[(i, " ".join((c.title or c.kind.capitalize()).split()), c.kind) for i, c in enumerate(parts)],
        body=Markup("".join(_body(story, shown))),  # every piece of the text is escaped where it is cut
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("fabula.output", "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )


def _cast(story: Story) -> list[dict[str, object]]:
    most = max([character.utterances for character in story.characters], default=0) or 1
    return [
        {
            "colour": f"c{place}" if place < COLOURS else "",
            "name": " ".join(character.name.split()) or "?",
            "also": also([alias.name for alias in (*character.names, *character.epithets)], character.name),
            "pronouns": ", ".join(alias.name for alias in character.pronouns[:3]),
            "lines": character.utterances,
            "share": round(100 * character.utterances / most),
            "mentions": character.mentions,
            "narrator": character.narrator,
        }
        for place, character in enumerate(story.characters)
    ]


def _marks(story: Story, shown: dict[int, str]) -> list[Mark]:
    """Everything that is marked, in the order in which it opens, the longer first."""
    colours = {character.entity: f"c{place}" for place, character in enumerate(story.characters[:COLOURS])}
    people = {character.entity: escape(shown[character.entity]) for character in story.characters}
    found: list[tuple[int, int, int, Mark]] = []
    for utterance in story.utterances:
        speaker = "unknown" if utterance.speaker is None else shown[utterance.speaker]
        title = f"{speaker}, to {', '.join(shown[one] for one in utterance.addressees)}" * bool(utterance.addressees)
        title = (
            f"{title or speaker}. {utterance.kind.capitalize()}; {utterance.method}, {utterance.confidence:.0%} sure"
        )
        colour = colours.get(utterance.speaker, "") if utterance.speaker is not None else "x"
        attributes = f'class="{colour}" title="{escape(title)}"' if colour else f'title="{escape(title)}"'
        for i, span in enumerate(utterance.spans):
            label = ("?" if utterance.speaker is None else speaker) if i == 0 else ""
            found.append((span.start, -span.end, 0, Mark(span.start, span.end, "q", attributes, label)))
    for mention in story.mentions:
        if mention.entity in people:
            # Pronouns answer the pointer but carry no line: a page of dotted "he" and "she" is not read but decoded.
            quiet = "class=p " if mention.kind == "PRON" else ""
            mark = Mark(mention.start, mention.end, "u", f'{quiet}title="{people[mention.entity]}"')
            found.append((mention.start, -mention.end, 2, mark))
    for span in story.emphasis:
        found.append((span.start, -span.end, 1, Mark(span.start, span.end, "em", "")))
        before, after = story.text[max(span.start - 1, 0) : span.start], story.text[span.end : span.end + 1]
        if before == after and before in ("_", "*"):  # the typewriter's italics: shown as italics, not as marks too
            around = (span.start - 1, span.end)
            found.extend((place, -place - 1, 1, Mark(place, place + 1, "i", "")) for place in around)
    return [mark for start, end, _, mark in sorted(found, key=lambda item: item[:3]) if start < -end]


def _body(story: Story, shown: dict[int, str]) -> Iterator[str]:
    """The text as HTML: sections for chapters, details for the apparatus, paragraphs, and the marks in them."""
    parts, asides = chapters(story), apparatus(story)
    marks = _marks(story, shown)
    following = 0
    active = _Open()
    chapter, aside = -2, -1
    for block in blocks(story):
        if block.chapter != chapter or block.apparatus != aside:
            if aside >= 0:
                yield "</details>\n"
            if block.chapter != chapter:
                yield "</section>\n" if chapter > -2 else ""
                chapter = block.chapter
                yield f'<section id="s{chapter}">\n' if chapter >= 0 else "<section>\n"
            if block.apparatus >= 0:
                yield f"<details><summary>{_summary(asides[block.apparatus])}</summary>\n"
            aside = block.apparatus
        name, heading = _paragraph(block, parts[chapter] if chapter >= 0 else None)
        yield heading
        yield f"<{name}>"
        following = yield from _inline(story.text, block, marks, following, active)
        yield f"</{name.split()[0]}>\n"
    if aside >= 0:
        yield "</details>\n"
    if chapter > -2:
        yield "</section>\n"


def _summary(division: Division) -> str:
    title = " ".join((division.title or "").split())
    kind = division.kind.capitalize()
    return str(escape(f"{kind}: {title}" if title and title.casefold() != division.kind else kind))


def _paragraph(block: Block, chapter: Division | None) -> tuple[str, str]:
    """A block's element, and a heading to set before it."""
    level = "h2" if chapter is None or chapter.kind == "chapter" else "h2 class=part"
    heading = f"<{level}>{escape(block.title)}</h2>\n" if block.title else ""
    if block.heading:
        return level, heading
    return "p class=b" if block.scene_break else "p class=v" if block.verse else "p", heading


def _inline(text: str, block: Block, marks: list[Mark], following: int, active: _Open) -> Generator[str, None, int]:
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
        yield str(escape(text[at:upto]))
        at = upto
        if at == end:
            yield from _closing(active.marks)
            return following
        yield from _close(active, at)


def _label(mark: Mark, labelled: str) -> str:
    """The speaker's name: in the margin for a paragraph's first, in the line where the speaker changes within it."""
    if not mark.speaker or mark.speaker == labelled:
        return ""
    return f' data-{"l" if labelled else "n"}="{escape(mark.speaker)}"'


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
