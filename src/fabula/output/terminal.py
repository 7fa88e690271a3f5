"""What the terminal says of a reading: how long the story is, who is in it, and who talks to whom."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fabula.output import content, moods
from fabula.output.facts import also, callings, counted, exchanges, holdings, length, names, words
from fabula.story import Story

CAST = 12
PAIRS = 5
BAR = 12
"""The width of the longest bar, in columns."""
NAME = 26
NARROW = 76
"""A narrower terminal has no room for bars."""


def summary(story: Story, seconds: float | None, folder: Path | None = None, width: int = 80) -> RenderableType:
    """A page for a terminal of `width` columns, best from 60 on; `seconds` is how long the reading took, if it was read
    just now, and `folder` where it was written, if it was."""
    parts: list[RenderableType] = ["", _title(story), Text(" · ".join(length(story)), style="dim")]
    if held := holdings(story):
        parts.append(Text(" · ".join(held), style="dim"))
    if story.characters:
        parts += ["", _cast(story, width)]
        if len(story.characters) > CAST:
            parts.append(Text(f"and {len(story.characters) - CAST:,} more", style="dim"))
    if exchanges(story):
        parts += ["", _talk(story)]
    if any(len(forms) > 1 for _, _, forms in callings(story)):
        parts += ["", _calls(story, width)]
    if felt := moods.line(story):
        parts += ["", Text.assemble(("Feelings: ", "dim"), felt)]
        parts += [Text.assemble(("Course:   ", "dim"), course)] if (course := moods.course(story)) else []
    if told := content.line(story):
        parts += ["", Text.assemble(("Content: ", "dim"), told)]
    if story.corrections:
        parts += ["", Text.assemble(("Corrected: ", "dim"), _corrected(story))]
    if story.warnings:
        parts.append("")
        parts += [Text.assemble(("! ", "bold yellow"), warning) for warning in story.warnings]
    if seconds is not None:
        parts += ["", _took(story, seconds, folder)]
    return Padding(Group(*parts), (0, 1, 1, 1))


def _corrected(story: Story) -> str:
    applied = sum(correction.applied for correction in story.corrections)
    kept = len(story.corrections) - applied
    return f"{counted(applied, 'correction')} applied" + (f", {kept:,} kept for a text where they hold" if kept else "")


def _title(story: Story) -> Text:
    title = Text(" ".join(story.title.split()), style="bold")
    if story.metadata.authors:
        title.append(f" by {', '.join(story.metadata.authors)}", style="not bold")
    return title


def _table() -> Table:
    return Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="dim", border_style="dim")


def _cast(story: Story, width: int) -> Table:
    table = _table()
    table.add_column("Name", no_wrap=True, max_width=NAME)
    bars = width >= NARROW
    longest = max(len(" ".join(c.name.split())) + 11 * c.narrator for c in story.characters[:CAST])
    room = min(40, max(10, width - min(NAME, longest) - (44 if bars else 28)))
    table.add_column("Also called", style="dim", no_wrap=True, overflow="ellipsis", max_width=room)
    table.add_column("Lines", justify="right", no_wrap=True)
    if bars:
        table.add_column("", no_wrap=True, min_width=BAR)
    table.add_column("Mentions", justify="right", no_wrap=True)
    most = max(character.utterances for character in story.characters) or 1
    for character in story.characters[:CAST]:
        name = Text(" ".join(character.name.split()))
        if character.narrator:
            name.append(" (narrator)", style="dim")
        forms = [alias.name for alias in (*character.names, *character.epithets)]
        bar = "━" * max(round(BAR * character.utterances / most), min(character.utterances, 1))
        table.add_row(
            name,
            Text(also(forms, character.name)),
            f"{character.utterances:,}",
            *([Text(bar, style="cyan")] if bars else []),
            f"{character.mentions:,}",
        )
    return table


def _talk(story: Story) -> Table:
    table, shown = _table(), names(story)
    table.add_column("Who talks to whom", no_wrap=True)
    table.add_column("Lines", justify="right", no_wrap=True)
    for speaker, addressee, count in exchanges(story)[:PAIRS]:
        table.add_row(Text.assemble(shown[speaker], (" → ", "dim"), shown[addressee]), f"{count:,}")
    return table


def _calls(story: Story, width: int) -> Table:
    table, shown = _table(), names(story)
    table.add_column("Who calls whom", no_wrap=True, overflow="ellipsis", max_width=width // 2)
    table.add_column("What", no_wrap=True, overflow="ellipsis", max_width=max(10, width // 2 - 6))
    for speaker, called, forms in callings(story)[:PAIRS]:
        if len(forms) < 2:
            break
        what = Text()
        for address in forms:
            what.append(", " if what else "").append(" ".join(address.form.split()))
            count = "refused" if address.refused else f"{len(address.uses):,}" if len(address.uses) > 1 else ""
            what.append(f" {count}" if count else "", style="dim")
        table.add_row(Text.assemble(shown[speaker], (" → ", "dim"), shown[called]), what)
    return table


def _took(story: Story, seconds: float, folder: Path | None) -> Text:
    count = words(story)
    rate = f", {round(count / seconds):,} words a second" if seconds > 0 else ""
    took = Text(f"Read {counted(count, 'word')} in {_duration(seconds)}{rate}.", style="dim")
    if folder is not None:
        took.append("\nThe reading is in ").append(f"{folder}", style="not dim bold")
        took.append("; open ").append(f"{folder / 'reading.html'}", style="not dim").append(" to read it,\nor try ")
        took.append(f"{_program()} show {shlex.quote(str(folder))} dialogue", style="not dim").append(".")
    return took


def _program() -> str:
    """What to type for this program: its path where the shell does not find it by name."""
    here = Path(sys.executable).with_name("fabula")
    if shutil.which("fabula") or not here.is_file():
        return "fabula"
    return shlex.quote(str(here.relative_to(Path.cwd()) if here.is_relative_to(Path.cwd()) else here))


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"
