"""The ids of places in the page, and the colours of people."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from fabula.output.blocks import blocks
from fabula.story import Story

COLOURS = 8
"""How many characters have a colour of their own: more could not be told apart."""


def anchors(story: Story) -> Callable[[int], str]:
    """A function from an offset to the id of the block that holds it, or of the nearest before it (`b0` where the text
    has no block). Cut the text once and keep the function."""
    starts = [block.start for block in blocks(story)]

    def anchor(offset: int) -> str:
        return f"b{starts[max(bisect_right(starts, offset) - 1, 0)]}" if starts else "b0"

    return anchor


def colours(story: Story) -> dict[int, str]:
    """The class of each entity that has a colour: the first characters by importance."""
    return {character.entity: f"c{place}" for place, character in enumerate(story.characters[:COLOURS])}
