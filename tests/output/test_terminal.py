"""The summary in the terminal: it fits, has no colour where none is wanted, and takes no name for markup."""

from __future__ import annotations

import dataclasses
import io
import re

from rich.console import Console

from fabula.output.terminal import summary
from fabula.story import Character, Metadata, Story


def lines(story: Story, width: int, **options: object) -> list[str]:
    file = io.StringIO()
    Console(file=file, width=width, **options).print(summary(story, 0.5))  # type: ignore[arg-type]
    return file.getvalue().splitlines()


def test_the_summary_fits_the_terminal(story: Story):
    long = "Sir Bartholomew Anaximander Featherstonehaugh-Cholmondeley of the Outer Reaches"
    cast = tuple(dataclasses.replace(one, name=long) for one in story.characters)
    for width in (40, 80, 120):
        for one in (story, dataclasses.replace(story, characters=cast)):
            shown = lines(one, width)
            assert max(map(len, shown)) <= width
            assert any("The Last Ferry" in line for line in shown)
    assert any("Ida Marsh → Corrie" in line for line in lines(story, 80))
    assert any("words a second" in line for line in lines(story, 80))


def test_the_summary_has_no_colour_where_none_is_wanted(story: Story, monkeypatch):
    assert "\x1b[" not in "".join(lines(story, 80))
    monkeypatch.setenv("NO_COLOR", "1")
    shown = "".join(lines(story, 80, force_terminal=True))
    assert not re.search(r"\x1b\[[\d;]*3\d", shown)


def test_brackets_in_a_name_are_not_markup(story: Story):
    name = "[bold]Ida[/bold] [red]"
    bracketed = dataclasses.replace(
        story,
        metadata=Metadata(title=name),
        characters=(Character(0, name, (), (), (), 1, 1, 1, 1.0),),
        warnings=(name,),
    )
    assert sum(name in line for line in lines(bracketed, 80)) >= 3


def test_a_story_with_nothing_in_it_has_a_summary(story: Story):
    empty = dataclasses.replace(
        story,
        characters=(),
        utterances=(),
        mentions=(),
        entities=(),
        events=(),
        warnings=(),
        divisions=(),
    )
    assert lines(empty, 80)
