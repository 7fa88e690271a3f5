"""The paragraphs of a text, and which of them have been set apart: what the finders of divisions work on."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from fabula.story import Division, DivisionKind, Span

SHORT = 240
"""The longest paragraph, in characters, that may be a heading or stand on a title page."""


@dataclass(slots=True)
class Layout:
    """A text's paragraphs. `words` are those of the short ones, "" for the others; `closed` are not story."""

    text: str
    paragraphs: list[Span]
    words: list[str] = field(default_factory=list)
    closed: list[bool] = field(default_factory=list)
    marked: list[Division] = field(default_factory=list)

    def close(self, first: int, last: int, kind: DivisionKind, title: str | None = None) -> None:
        """Sets the paragraphs [first, last) apart."""
        self.marked.append(Division(self.paragraphs[first].start, self.paragraphs[last - 1].end, kind, title))
        self.closed[first:last] = [True] * (last - first)

    def whole(self, k: int, most: int | None = None) -> str:
        """A paragraph, up to a number of characters."""
        span = self.paragraphs[k]
        return self.text[span.start : span.end if most is None else min(span.end, span.start + most)]


def lay_out(text: str, paragraphs: list[Span], marked: list[Division]) -> Layout:
    """The layout of a text of which some stretches have been set apart by their markup."""
    words = [text[p.start : p.end] if p.end - p.start <= SHORT else "" for p in paragraphs]
    layout = Layout(text, paragraphs, words, [False] * len(paragraphs), list(marked))
    starts = [p.start for p in paragraphs]
    for division in marked:
        first, last = bisect_left(starts, division.start), bisect_left(starts, division.end)
        layout.closed[first:last] = [True] * (last - first)
    return layout
