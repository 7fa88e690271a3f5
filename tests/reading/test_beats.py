"""Whom the beat beside a line tells to speak it: scenes of ours, dialogue with hardly a verb of saying."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import fabula
from fabula.reading import open_page
from fabula.reading.corrections.anchors import anchor
from fabula.reading.speech.heard import hear
from fabula.source import from_text
from fabula.story import Character, Correction, Person, Story

SCENES = json.loads((Path(__file__).parent / "beats" / "scenes.json").read_text(encoding="utf-8"))


def _paragraph(parts: list[str]) -> str:
    return "".join(f"“{part}”" if k % 2 else part for k, part in enumerate(parts))


def _text(lines: list[list[str]]) -> str:
    return "\n\n".join(parts[0] if not who else _paragraph(parts) for who, *parts in lines)


def wrong(scene, lines: list[list[str]]) -> list[tuple[str, str, str | None]]:
    """The lines that are given to somebody else: who says them, what, and who is said to."""
    s = scene(_text(lines))
    said = [(who, parts[k], s.speaker(parts[k])) for who, *parts in lines if who for k in range(1, len(parts), 2)]
    return [(who, line, found) for who, line, found in said if who not in (found or "").split()]


UNKNOWN = {"the sisters at the oven": "“Flour rose round her” is read as somebody's name"}
MARKED = [
    pytest.param(known, id=known["name"], marks=[pytest.mark.xfail(strict=True, reason=why)] if why else [])
    for known in SCENES
    for why in [UNKNOWN.get(known["name"])]
]


@pytest.mark.parametrize("known", MARKED)
def test_beats_tell_who_speaks(scene, known):
    assert not wrong(scene, known["lines"])


@pytest.mark.parametrize(
    ("beat", "who"),
    [
        ("Mara set the lamp down.", "Mara"),
        ("Mara handed Joss the lamp.", "Mara"),
        ("Mara set the lamp down. The glass rattled.", "Mara"),
        ("Mara poured the tea, and Joss took a cup.", "Joss"),
        ("The door opened and Joss came in.", "Joss"),
        ("Mara’s voice shook.", "Mara"),
        ("Mara heard Joss cough.", "Joss"),
        ("Mara turned to find Joss in the doorway.", "Joss"),
        ("I set the lamp down.", "I"),
        ("Mara looked up when Joss came in.", None),
        ("Mara saw that Joss was pale.", None),
        ("Mara waited.", None),
        ("Mara did not answer.", None),
        ("Mara was silent.", None),
        ("Mara’s smile warmed Joss.", None),
        ("Mara’s hands were cold.", None),
        ("They set the lamp down.", None),
        ("The wind had dropped.", None),
    ],
)
def test_a_beat_before_a_line(beat, who):
    assert beats(f"{beat} “You are late.”")[0] == who


@pytest.mark.parametrize(
    ("beat", "who"),
    [
        ("Mara put down the lamp.", "Mara"),
        ("She put down the lamp.", "She"),
        ("Mara flinched.", None),
        ("But Mara only laughed.", None),
        ("Mara did not move.", None),
        ("Mara was tired.", None),
        ("Mara knew that it was so.", None),
    ],
)
def test_a_beat_after_a_line(beat, who):
    assert beats(f"“You are late.” {beat}")[1] == who


def beats(paragraph: str) -> list[str | None]:
    """Who acts before the one line of a paragraph, and after it."""
    page = open_page(from_text(f"Mara and Joss kept the light.\n\n{paragraph}\n"))
    m, words = page.mentions, page.words.text
    (found,) = hear(page).beats
    return [None if beat is None else " ".join(words[m.start[beat.mention] : m.end[beat.mention]]) for beat in found]


@pytest.mark.parametrize(("one", "other"), [("Ilya", "Perrin"), ("Teo", "Bram")])
def test_two_people_made_one_leave_the_lines_of_the_others(scene, one, other):
    lines = SCENES[1]["lines"]
    story = scene(_text(lines)).story
    named = {c.name.split()[0]: c for c in story.characters}
    people = tuple(_person(story, named[who]) for who in (one, other))
    merged = fabula.read(_text(lines) + "\n", (Correction("merge", people=people),))
    assert merged.corrections[0].applied
    for who, *parts in lines:
        for said in parts[1::2] if who not in ("", one, other) else ():
            assert _speaker(merged, said).split()[0] == who


def _person(story: Story, character: Character) -> Person:
    mention = next(m for m in story.mentions if m.entity == character.entity)
    return Person(character.name, anchor(story.text, mention.start, mention.end))


def _speaker(story: Story, said: str) -> str:
    at = story.text.index(said)
    who = next(u.speaker for u in story.utterances if any(s.start <= at < s.end for s in u.spans))
    return "nobody" if who is None else story.entity(who).name


def test_who_is_told_of_in_a_voice_does_nothing(scene):
    story = scene(
        "Odile knocked twice. Behind the door somebody moved a chair.\n\n“Friend or foe?” somebody asked.\n\n"
        "“Neither,” said Odile. “Family.”\n\n“Goose?” said a voice that she had paid to have carved on a stone. "
        "“Goosey, is that you?”"
    )
    assert story.speaker("Goosey, is that you") != "Odile"
