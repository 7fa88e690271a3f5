"""What every chart is drawn with: links to places of the text, marks of people, and the width of a label."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from markupsafe import escape

from fabula.output.facts import names
from fabula.story import Story

Box = tuple[float, float, float, float]
"""The left, top, right and bottom of something drawn, in pixels."""

SIZE = 12
"""The height of a label's letters, in pixels; `charts.css` sets it."""

_WIDTHS = dict(zip(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;!?'’-–—()&·×…",
    (556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722,
     500, 500, 500, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611,
     722, 667, 944, 667, 667, 611, *[556] * 10, 278, 278, 278, 278, 278, 278, 556, 191, 222, 333, 556, 1000, 333, 333,
     667, 278, 584, 1000),
    strict=True,
))  # fmt: skip
"""Advance widths of Helvetica's letters, in thousandths of an em (Adobe's font metrics)."""


def width(text: str, size: float = SIZE) -> float:
    """How wide a label is, in pixels, a little over: the reader's font may be broader than Helvetica."""
    return 1.06 * size / 1000 * sum(_WIDTHS.get(letter, 700 if letter < "\u2e80" else 1000) for letter in text)


def clip(text: str, most: float, size: float = SIZE) -> str:
    """A label cut to a width in pixels, at a word where one ends near."""
    if width(text, size) <= most:
        return text
    end = len(text)
    while end > 1 and width(text[:end] + "…", size) > most:
        end -= 1
    space = text.rfind(" ", end // 2, end)
    return text[: space if space > 0 else end].rstrip(" ,.;:-–—") + "…"


def plain(text: str) -> str:
    """Text in one line, without what cannot stand in XML."""
    shown = text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
    return " ".join(shown.split())


def written(text: str) -> str:
    """Text as it stands in markup."""
    return str(escape(plain(text)))


def number(value: float) -> str:
    """A coordinate, to a tenth of a pixel, in as few characters as it takes."""
    rounded = round(value, 1)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share an area."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as it stands in the page.

    `markup` is well-formed HTML with inline SVG, to be put into a block as it is; it is empty where the story has
    nothing to draw. `caption` is plain text: how to read the chart and what it leaves out, or why there is none.
    """

    name: str
    title: str
    caption: str
    markup: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """How a story's marks lead to the text and look like people: ids of places, classes of colours, names."""

    anchor: Callable[[int], str]
    colours: Mapping[int, str]
    names: Mapping[int, str]

    @classmethod
    def of(cls, story: Story, anchor: Callable[[int], str], colours: Mapping[int, str]) -> Marks:
        """The marks of one story's charts."""
        return cls(anchor, colours, {entity: plain(name) or "?" for entity, name in names(story).items()})

    def link(self, offset: int, name: str, inside: str, attributes: str = "") -> str:
        """A link around marks, to an offset of the text; its name is also what a pointer sees."""
        more = f" {attributes}" if attributes else ""
        title = f"<title>{written(name)}</title>" if name else ""
        return f'<a href="#{self.anchor(offset)}" data-at="{offset}"{more}>{title}{inside}</a>'

    def person(self, entity: int, more: str = "") -> str:
        """The attributes of a mark that stands for a person."""
        colour = " ".join(filter(None, (self.colours.get(entity, ""), more)))
        return f'class="{colour}" data-c="{entity}"' if colour else f'data-c="{entity}"'

    def chooser(self, entity: int) -> str:
        """A person's name as a button, by which the page chooses the person."""
        return f'<button type="button" class="who" data-c="{entity}">{written(self.names.get(entity, "?"))}</button>'

    def listed(self, people: Iterable[int]) -> str:
        """People's names in one phrase."""
        shown = [self.names.get(one, "?") for one in people]
        return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))


def drawing(name: str, title: str, description: str, size: tuple[float, float], inside: Iterable[str]) -> str:
    """An SVG of a fixed shape; `name` makes its id, `title` names it and `description` says what it shows."""
    wide, high = map(number, size)
    return (
        f'<svg viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" role="group" aria-label="{written(title)}" '
        f'aria-describedby="{name}-desc"><desc id="{name}-desc">{written(description)}</desc>{"".join(inside)}</svg>'
    )
