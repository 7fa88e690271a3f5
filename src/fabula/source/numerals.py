"""Numerals alone in their paragraphs: headings where they count up from one, over enough of the text."""

from __future__ import annotations

from itertools import pairwise

from fabula.source.headings import Reading
from fabula.story import Span

_NEAR = 400
"""Numerals closer than this, in characters, number stanzas or a list; unless that is all that the text holds."""


def sequences(numerals: dict[int, Reading], paragraphs: list[Span], length: int, words: list[str]) -> list[list[int]]:
    """The runs of paragraphs that number the parts of a text of this length."""
    open_runs: dict[tuple[str, bool], list[list[int]]] = {}
    for k in sorted(numerals):
        reading = numerals[k]
        if reading.number is None:
            continue
        kind = (style(words[k]), bool(reading.title))
        runs = open_runs.setdefault(kind, [])
        for run in reversed(runs[-4:]):
            step = reading.number - (numerals[run[-1]].number or 0)
            if step == 1 or (step == 2 and len(run) > 2):
                run.append(k)
                break
        else:
            if reading.number == 1:
                runs.append([k])
    found = [run for runs in open_runs.values() for run in runs if len(run) > 1]
    return [run for run in found if _spread(run, paragraphs, length)]


def style(words: str) -> str:
    """How a heading's numeral is written: "arabic", "roman" or "word"."""
    first = words.strip(" \t\n*_=~#-–—|<>•·+^[](").split()[0]
    return "arabic" if first[0].isdigit() else "roman" if first.strip(".:)").isupper() else "word"


def _spread(run: list[int], paragraphs: list[Span], length: int) -> bool:
    from statistics import median  # which few texts need, and which is slow to import

    gaps = [paragraphs[b].start - paragraphs[a].end for a, b in pairwise(run)]
    covered = paragraphs[run[-1]].end - paragraphs[run[0]].start
    return median(gaps) >= _NEAR or (covered >= 0.3 * length and min(gaps) > 2)
