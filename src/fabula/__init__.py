"""Fabula reads fiction: who is in it, who says what to whom, and what happens, each claim with its place in the text.

import fabula

story = fabula.read("story.epub")
for line in story.utterances:
    print(story.said(line))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from fabula import source
from fabula.errors import FabulaError
from fabula.story import Correction, Story

__version__ = "0.1.0"
__all__ = ["FabulaError", "Story", "__version__", "read", "read_manuscript", "source"]


def read(path_or_text: str | Path, corrections: str | Path | Sequence[Correction] = ()) -> Story:
    """Reads a story from a file, or from a text given as a string.

    A string is a path if it has no line break and names an existing file or ends like one; otherwise it is the text.
    `corrections` are what a reader has set right: a corrections file, or those of another reading; each is applied
    where its passage stands, and `Story.corrections` tells what became of it.
    Raises MissingFile, NotText, BrokenFile, EmptyStory or BadCorrections (all FabulaError).
    """
    if isinstance(corrections, (str, Path)):
        from fabula.output.corrections import load

        corrections = load(Path(corrections)).corrections
    from fabula.language.model import load_early

    load_early()
    if isinstance(path_or_text, Path) or _looks_like_a_path(path_or_text):
        return read_manuscript(source.load(path_or_text), corrections=corrections)
    return read_manuscript(source.from_text(path_or_text), corrections=corrections)


def read_manuscript(
    manuscript: source.Manuscript,
    progress: Callable[[str, float], None] = lambda _stage, _done: None,
    corrections: Sequence[Correction] = (),
) -> Story:
    """Reads a manuscript that `source.load` made, with a reader's corrections applied. `progress` is told each stage
    and how much of it is done, 0 to 1."""
    # The model's runtime is slow to import, and most of what a program asks of this package does not need it.
    from fabula import reading

    return reading.read_manuscript(manuscript, progress, corrections)


def _looks_like_a_path(value: str) -> bool:
    if "\n" in value or len(value) > 1000:
        return False
    if value.lower().endswith((".txt", ".md", ".html", ".htm", ".xhtml", ".epub", ".docx")):
        return True
    try:
        return Path(value).is_file()
    except (OSError, ValueError):  # longer than a file's name may be
        return False
