"""What stands quoted over a chapter, or over a name, and is said by nobody in the story."""

import re

import pytest

from fabula.language.quotations import find_quotations
from fabula.language.spoken import which_are_spoken

VERSE = "“The tide that took the lamp away\n     Has brought it to another bay"
PROSE = (
    "    “A keeper who counts his lamps by day will be found to have\n    lost one by night; and this is held by "
    "all who have\n    kept a light to be a law of their trade"
)
STORY = "“You are late,” said Edda, and she took the oars out of the boat without a word to him."


def spoken(text, openings=(0,)):
    spans = [m.span() for m in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text)]
    spans = [(a + len(text[a:b]) - len(text[a:b].lstrip()), b) for a, b in spans]
    found = find_quotations(text, spans)
    said = which_are_spoken(text, found, dict(enumerate(a for a, _ in spans)), openings)
    return [text[q.inner_start : q.inner_end] for q, s in zip(found, said, strict=True) if s]


@pytest.mark.parametrize(
    "epigraph",
    [
        f"{VERSE}.”",
        f"{VERSE}.",
        f"{VERSE}.”\n          --The Salt Book: HOB TARN.",
        f"{VERSE}.\n          --The Salt Book: HOB TARN.",
        f"{VERSE}:\n\n     And there it burns, as lamps will,\n     For other eyes upon the hill.”\n          —Tarn",
        f"{PROSE}.”",
        f"{PROSE}.”—TARN, Letters of a Keeper, ii. 4.",
        f"{PROSE}.”\n\n--HOB TARN _in conversation_",
        "“A lamp is a promise.”\n\n—_The Salt Book_",
        "“A lamp,” the keeper said,\n    “Is what I swear by, living, dead.\n     I trimmed it in the wind and wet.”",
    ],
)
def test_what_stands_over_a_chapter_is_said_by_nobody(epigraph):
    assert spoken(f"CHAPTER II.\n\nThe Lamp\n\n{epigraph}\n\n{STORY}") == ["You are late,"]


@pytest.mark.parametrize(
    "said",
    [
        "“You are late,” said Edda.",
        "“The tide went out,\nand it took my lamp along with it, and my good oars,” said Edda.",
        "“Go.”\n\n—Yes, said Tom.",
        "“Where?”—Tom was pale.",
        "“Is the lamp out?”\n\n“It is.”",
    ],
)
def test_speech_that_a_chapter_begins_with_is_speech(said):
    assert len(spoken(f"CHAPTER II.\n\n{said}\n\n{STORY}")) == said.count("“") + 1


def test_verse_is_an_epigraph_only_at_the_head_or_over_a_name():
    assert spoken(f"CHAPTER II.\n\n{STORY}\n\nTom sang.\n\n{VERSE}.”\n\n{STORY}")[1].startswith("The tide")
    assert spoken(f"CHAPTER II.\n\n{STORY}\n\n{VERSE}.”\n    --HOB TARN\n\n{STORY}") == ["You are late,"] * 2


def test_where_every_paragraph_is_set_in_none_is_for_that():
    story = f"    {STORY[:44]}\n    {STORY[44:]}"
    assert len(spoken(f"CHAPTER II.\n\n{PROSE}.”\n\n{story}\n\n{story}\n\n{story}")) == 4


def test_verse_that_narration_leads_into_is_cited():
    verse = "“The tide that took the lamp away\nHas brought it to another bay,”"
    assert spoken(f"The sea lay flat as far as the bar; while\n\n{verse}\n\nand Tom slept.", ()) == []
    assert len(spoken(f"Tom went on with his song, and sang:\n\n{verse}\n\nand then slept.", ())) == 1
