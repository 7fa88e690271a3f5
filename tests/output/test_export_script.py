"""The script: every word of the story in one line, once and in order, under the voice that reads it."""

from __future__ import annotations

import csv
import dataclasses
import io

from hypothesis import HealthCheck, given, settings

from fabula.output.blocks import blocks
from fabula.output.facts import WORD, stretches
from fabula.output.script import WIDTH, lines, script, script_table
from fabula.story import Manner, Span, Story, Utterance
from tests.strategies import stories

few = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def said(story: Story) -> list[tuple[str, str, str]]:
    return [(line.speaker or "Narrator", line.kind or line.manner, line.text) for line in lines(story)]


def test_the_lines_of_the_ferry(story: Story):
    assert said(story) == [
        ("Narrator", "", "The Last Ferry"),
        ("Narrator", "heading", "Chapter One"),
        ("Narrator", "", "Ida Marsh ran down the slip. The rope was already loose."),
        ("Ida Marsh", "shouting", "Wait,"),
        ("Narrator", "", "she called,"),
        ("Ida Marsh", "shouting", "wait for me, Corrie!"),
        ("Narrator", "", "Corrie held the rope with both hands."),
        ("Corrie", "", "You are late,"),
        ("Narrator", "", "he said."),
        ("Corrie", "", "You are _always_ late, Mrs <script>alert(1)</script>."),
        ("Narrator", "scene break", "* * *"),
        ("Benn", "", "And the dog?"),
        ("Narrator", "", "asked old Benn, who had seen everything twice. Nobody answered him."),
        ("Narrator", "heading", "Chapter Two"),
        ("Narrator", "", "The dog, in the end, swam. 🐕"),
        ("Unknown", "", "Good boy!"),
    ]


def test_every_word_is_there_once_and_in_order(story: Story):
    words = [match[0] for part in stretches(story) for match in WORD.finditer(story.text, *part)]
    assert [match[0] for line in lines(story) for match in WORD.finditer(line.text)] == words
    page = script(story, "ferry")["ferry.script.txt"].decode()
    body = page.split("-" * WIDTH)[1]
    spoken = "\n".join(row for row in body.splitlines() if row.startswith(("    ", "## ")))
    assert [match[0] for match in WORD.finditer(spoken)] == words


def test_the_page_has_the_cast_and_is_no_wider_than_a_terminal(story: Story):
    page = script(story, "ferry")["ferry.script.txt"].decode()
    assert page.startswith("The Last Ferry\n==============\nby A. Nobody, B. <b>Bold</b>\n\nCAST\n")
    assert "    CORRIE     2 lines, 9 words\n" in page
    assert "\nIDA MARSH (shouting)\n    Wait,\n\nNARRATOR\n    she called,\n" in page
    assert "\n* * *\n" in page and "\n## Chapter Two\n" in page
    assert max(map(len, page.splitlines())) <= WIDTH


def test_the_table_has_the_same_lines(story: Story):
    data = script_table(story, "ferry")["ferry.script.csv"].decode()
    header, *body = csv.reader(io.StringIO(data, newline=""))
    assert header == ["order", "speaker", "manner", "text"]
    assert [row[0] for row in body] == [str(i + 1) for i in range(len(body))]
    assert [tuple(row[1:]) for row in body] == said(story)


def test_a_manner_of_the_typography_is_that_parts_only(story: Story):
    first, *others = story.utterances
    shout = first.spans[1]
    loud = dataclasses.replace(first, manners=(Manner("trails off", shout.end - 1, shout.end, "typography", 0.9),))
    found = said(dataclasses.replace(story, utterances=(loud, *others)))
    assert [how for who, how, _ in found if who == "Ida Marsh"] == ["", "trailing off"]


def test_thoughts_are_said_so_and_titles_stay_with_the_narrator(story: Story):
    start = story.text.index("the rope with")
    thought = Utterance((Span(start, start + 8),), "thought", 1, (), None, None, "tag", 0.9)
    title = Utterance((Span(start + 14, start + 18),), "other", None, (), None, None, "none", 0.9)
    found = said(dataclasses.replace(story, utterances=(thought, title)))
    assert ("Corrie", "thinking", "the rope") in found
    assert any(who == "Narrator" and text.startswith("with both hands") for who, _, text in found)


def test_two_people_of_one_name_are_told_apart(story: Story):
    twins = tuple(dataclasses.replace(c, name="Corrie") if c.entity == 0 else c for c in story.characters)
    voices = {who for who, _, _ in said(dataclasses.replace(story, characters=twins))}
    assert {"Corrie", "Corrie (2)"} <= voices


@few
@given(stories())
def test_no_letter_is_lost_or_read_twice(story: Story):
    there = [one for block in blocks(story) if block.apparatus < 0 for one in story.text[block.start : block.end]]
    found = [one for line in lines(story) for one in line.text]
    assert list(filter(str.isalnum, found)) == list(filter(str.isalnum, there))
