"""What a format's reader hands on: the text it wrote, where each run of it came from, and what the markup said.

A reader writes the text from left to right with `Draft.write`, and gives with each run the place in the source that
it was made from. What it drops (a byte order mark, a tag) is a gap in the map and needs no mention.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from fabula.story import Division, Metadata, Segment, Span

CHUNK = 1 << 14
"""The longest verbatim segment, in characters, of an encoding with characters of several widths: finding a character's
byte means encoding what lies before it in its segment, so this bounds the cost of a look-up."""

NARROWEST = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}
"""Bytes of an encoding's narrowest character, where it is not 1: a run that takes so many for each has no wider one."""

# What the normalised text may not hold. A "\r" before "\n" is dropped and the "\n" kept, so that a file with DOS line
# ends maps in one segment a line. Lone surrogates stand for bytes that do not decode.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
NEWLINES = {"\r": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in the markup. `level` is 0 for the work's title, 1 for h1 and so on."""

    start: int
    end: int
    level: int


@dataclass(frozen=True, slots=True)
class Element:
    """An element of HTML and the text it holds, for the readers of particular templates."""

    start: int
    end: int
    tag: str
    id: str
    classes: tuple[str, ...]
    role: str = ""


@dataclass(slots=True)
class Draft:
    """A text being written, with its map and its markup. `prose_breaks`: only blank lines part its paragraphs."""

    format: str
    encoding: str
    parts: list[str] = field(default_factory=list)
    length: int = 0
    runs: list[tuple[int, int, int, int, bool, str]] = field(default_factory=list)
    metadata: Metadata = field(default_factory=Metadata)
    headings: list[Heading] = field(default_factory=list)
    marked: list[Division] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    emphasis: list[Span] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    separated: bool = False

    def write(self, text: str, start: int, end: int, *, verbatim: bool = True, member: str = "") -> None:
        """Adds a run made from bytes [start, end) of a member; an empty run is nothing."""
        if not text:
            return
        self.parts.append(text)
        begin, self.length = self.length, self.length + len(text)
        if verbatim and self.runs:
            first, _, byte_first, byte_last, was, where = self.runs[-1]
            if was and byte_last == start and where == member:
                self.runs[-1] = (first, self.length, byte_first, end, True, member)
                return
        self.runs.append((begin, self.length, start, end, verbatim, member))

    def text(self) -> str:
        """The text so far, as one string."""
        if len(self.parts) > 1:
            self.parts = ["".join(self.parts)]
        return self.parts[0] if self.parts else ""

    def segments(self) -> tuple[Segment, ...]:
        """The map: segments that cover the text in order, the long ones cut so that each look-up is quick."""
        text = self.text()
        found: list[Segment] = []
        for start, end, first, last, verbatim, member in self.runs:
            even = last - first == (end - start) * NARROWEST.get(self.encoding, 1)
            if not verbatim or even or end - start <= CHUNK:
                found.append(Segment(start, end, first, last, verbatim, member))
                continue
            byte = first
            for cut in range(start, end, CHUNK):
                stop = min(cut + CHUNK, end)
                after = byte + len(text[cut:stop].encode(self.encoding))
                found.append(Segment(cut, stop, byte, after, True, member))
                byte = after
        return tuple(found)


def ruler(raw: str, encoding: str, errors: str, base: int) -> Callable[[int], int]:
    """A function from a character of `raw` to its byte; quick where it is asked from left to right."""
    if raw.isascii() and encoding in ("utf-8", "cp1252"):
        return lambda at: base + at
    where, byte = 0, base

    def measure(at: int) -> int:
        nonlocal where, byte
        if at >= where:
            byte += len(raw[where:at].encode(encoding, errors))
        else:
            byte -= len(raw[at:where].encode(encoding, errors))
        where = at
        return byte

    return measure


def copy(draft: Draft, raw: str, start: int, end: int, measure: Callable[[int], int]) -> None:
    """Writes raw[start:end], normalised: line ends to LF, control characters dropped, what is broken to U+FFFD."""
    at = start
    for match in UNWANTED.finditer(raw, start, end):
        here = match.start()
        if at < here:
            draft.write(raw[at:here], measure(at), measure(here))
        at = here + 1
        char = match[0]
        if char >= "\ud800" or (char in NEWLINES and not (char == "\r" and raw[at : at + 1] == "\n")):
            draft.write(NEWLINES.get(char, "\ufffd"), measure(here), measure(at), verbatim=False)
    if at < end:
        draft.write(raw[at:end], measure(at), measure(end))
