"""Plain text: its characters as they are, and the words that typewriter marks put in italics."""

from __future__ import annotations

import re

from fabula.source.decode import Decoded
from fabula.source.draft import Draft, copy, ruler
from fabula.story import Span

# Marks pair inside a paragraph, over a bounded distance, so that a stray asterisk costs nothing.
_INSIDE = r"(?:[^{0}\n]|\n(?!\s*\n)){{0,600}}"
MARKS = re.compile(
    "|".join(rf"(?<![\w{m}])[{m}](?=[^\s{m}])({_INSIDE.format(m)}(?<=\S))[{m}](?![\w{m}])" for m in "_*")
)


def read_plain(decoded: Decoded, size: int) -> Draft:
    """The draft of a plain text file of `size` bytes."""
    draft = Draft("txt", decoded.encoding)
    if decoded.faithful:
        copy(
            draft,
            decoded.text,
            0,
            len(decoded.text),
            ruler(decoded.text, decoded.encoding, decoded.errors, decoded.base),
        )
    else:
        blind(draft, decoded.text, size)
    draft.emphasis.extend(marked_words(draft.text()))
    return draft


def blind(draft: Draft, raw: str, size: int) -> None:
    """Writes a text whose parts cannot be told apart in the file: one run that stands for all of its bytes."""
    clean = Draft(draft.format, draft.encoding)
    copy(clean, raw, 0, len(raw), lambda at: at)
    draft.write(clean.text(), 0, size, verbatim=False)


def marked_words(text: str) -> list[Span]:
    """The words between _underscores_ and *asterisks*, without the marks."""
    found = []
    for match in MARKS.finditer(text):
        group = match.lastindex or 1
        if any(c.isalnum() for c in match[group]):
            found.append(Span(*match.span(group)))
    return found
