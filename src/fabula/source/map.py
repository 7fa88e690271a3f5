"""From characters of the text back to bytes of the source."""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter
from typing import Protocol

from fabula.source.draft import NARROWEST
from fabula.story import Segment, Source

_START = attrgetter("start")


class Mapped(Protocol):
    """A text with its source: a Story or a Manuscript."""

    @property
    def text(self) -> str:
        """The normalised text."""

    @property
    def source(self) -> Source:
        """Where it came from."""


def source_bytes(story: Mapped, start: int, end: int) -> tuple[str, int, int]:
    """The bytes of the source that characters [start, end) were made from: (member, first byte, last byte + 1).

    Raises ValueError where the span is empty, outside the text, or made from two members of an archive.
    """
    if not 0 <= start < end <= len(story.text):
        raise ValueError(f"no characters [{start}, {end}) in a text of {len(story.text)}")
    segments = story.source.segments
    first = segments[bisect_right(segments, start, key=_START) - 1]
    last = first if end <= first.end else segments[bisect_right(segments, end - 1, key=_START) - 1]
    if first.member != last.member:
        raise ValueError(f"characters [{start}, {end}) come from two members, {first.member} and {last.member}")
    begin = _byte(story, first, start) if first.verbatim else first.byte_start
    stop = _byte(story, last, end) if last.verbatim else last.byte_end
    return first.member, begin, stop


def _byte(story: Mapped, segment: Segment, at: int) -> int:
    """The byte of a character inside a verbatim segment, or of the segment's end."""
    if at == segment.end:
        return segment.byte_end
    width = NARROWEST.get(story.source.encoding, 1)
    if segment.byte_end - segment.byte_start == width * (segment.end - segment.start):
        return segment.byte_start + width * (at - segment.start)
    return segment.byte_start + len(story.text[segment.start : at].encode(story.source.encoding))
