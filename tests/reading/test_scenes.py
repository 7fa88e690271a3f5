"""Scenes: where one begins, and who, where and through whom it is."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fabula

KITCHEN = (
    "Ruth sat in the kitchen and shelled the peas. Paul stood at the window of the kitchen and sang. “Hush,” said Ruth."
)
HARBOUR = (
    "Simon ran along the harbour with a letter. Old Marta waited in the harbour and shook her head. “Late,” said Marta."
)


def opens(story):
    return [story.text[s.start : s.end].split()[:2] for s in story.scenes]


def people(story, scene):
    return {story.entity(p.entity).name for p in scene.cast}


def place(story, scene):
    return None if scene.place is None else story.entity(scene.place).name


def test_a_break_divides_and_belongs_to_no_scene(scene):
    story = scene(f"{KITCHEN}\n\n* * *\n\n{HARBOUR}").story
    assert opens(story) == [["Ruth", "sat"], ["Simon", "ran"]]
    assert story.text[story.scenes[0].start : story.scenes[0].end] == KITCHEN
    assert people(story, story.scenes[0]) == {"Ruth", "Paul"}
    assert people(story, story.scenes[1]) == {"Simon", "Marta"} or "Old Marta" in people(story, story.scenes[1])
    assert [place(story, s) for s in story.scenes] == ["the kitchen", "the harbour"]


def test_a_chapters_heading_belongs_to_no_scene(scene):
    story = scene(f"Chapter One\n\nThe Peas.\n\n{KITCHEN}\n\nChapter Two\n\n{HARBOUR}").story
    assert opens(story) == [["Ruth", "sat"], ["Simon", "ran"]]


@pytest.mark.parametrize(
    "opening",
    ["The next morning Simon", "Three weeks later Simon", "That night Simon", "Meanwhile, at the inn, Simon",
     "Back at the inn, Simon", "On Monday Simon", "Years passed. Simon", "Hours later Simon",
     "From his window the next morning Simon", "At the inn that night Simon", "It was past midnight when Simon",
     "As dawn was breaking, Simon", "When Simon reached the inn, Simon", "All that afternoon Simon"],
)  # fmt: skip
def test_a_jump_opens_a_scene(scene, opening):
    after = f"{opening} filled his pipe. Old Marta brought him the lamp. “Late,” said Marta."
    story = scene(f"{KITCHEN}\n\n{after}").story
    assert opens(story) == [["Ruth", "sat"], opening.split()[:2]]
    assert story.scenes[1].confidence < story.scenes[0].confidence


@pytest.mark.parametrize(
    "more",
    [
        "“The next morning he was gone,” said Ruth. Paul went on singing.",
        "Paul would sing later, he said, or the next day. Ruth went on.",
        "The next morning would be too late. Ruth knew it, and so did Paul. Paul went on singing.",
        "Meanwhile the water boiled. Ruth put in the peas, and Paul went on singing.",
        "A moment later Ruth got up. Paul went on singing.",
        "Three weeks later than he had promised, Paul bought a ring. Ruth laughed at it, and Paul laughed.",
        "Back in those days Paul had no ring. Ruth laughed at him, and Paul laughed.",
        "Paul knew that the next morning Simon filled his pipe early. Simon always did, thought Ruth.",
        "Ruth decided to ask Simon that night. Paul went on singing.",
        "The next morning was always the same. Ruth shelled, and Paul sang.",
    ],
)
def test_no_jump(scene, more):
    assert len(scene(f"{KITCHEN}\n\n{more}").story.scenes) == 1


def test_a_dream_and_a_waking(scene):
    story = scene(
        "In the dream Ruth was running through a wood. A wolf spoke to Ruth, and Ruth could not answer. She ran on."
        "\n\nShe woke in the kitchen. Paul was singing at the window. “Hush,” said Ruth."
    ).story
    assert [s.standing for s in story.scenes] == ["imagined", "told"]


def test_a_memory_and_the_present(scene):
    story = scene(
        "Ten years earlier Ruth had stood on the same bridge. She had been a student, and Paul had sold plums. He had "
        "dropped one, and she had caught it.\n\nNow Ruth leaned on the rail. Paul came up to her. “Late,” said Ruth."
    ).story
    assert [s.standing for s in story.scenes] == ["remembered", "told"]


def test_the_people_talked_of_are_not_there(scene):
    story = scene(
        "Ruth poured the tea for Paul.\n\n“Simon met Marta in Lisbon,” said Ruth.\n\n“Poor Simon,” said Paul."
    ).story
    assert people(story, story.scenes[0]) == {"Ruth", "Paul"}
    assert story.scenes[0].place is None


@pytest.mark.parametrize(
    ("told", "comes", "words"),
    [
        ("Then Simon came in with the coal.", True, "came in"),
        ("Then Simon entered.", True, "entered"),
        ("Then Simon walked into the room.", True, "walked into the room"),
        ("Then Simon left the room.", False, "left the room"),
        ("Then Simon went out.", False, "went out"),
        ("Then Simon got up and stormed out.", False, "stormed out"),
        ("Then Simon left the letter on the table.", False, None),
        ("Then Simon returned to his seat.", True, None),
        ("Simon would come in later.", True, None),
        ("Simon did not come in.", True, None),
    ],
)
def test_coming_and_going(scene, told, comes, words):
    story = scene(f"{KITCHEN} Simon waited. {told} Simon smiled.").story
    simon = next(p for p in story.scenes[0].cast if story.entity(p.entity).name == "Simon")
    span = simon.enters if comes else simon.leaves
    assert (span and story.text[span.start : span.end]) == words


def test_the_viewpoint(scene):
    inner = "Ruth knew that Paul would sing. She wondered why. She felt tired, and she thought of the sea."
    story = scene(f"{KITCHEN} {inner}").story
    assert story.entity(story.scenes[0].viewpoint).name == "Ruth"
    assert scene(KITCHEN).story.scenes[0].viewpoint is None
    both = "Ruth thought it was late. Paul thought it was early. Ruth knew he was wrong. Paul knew she was wrong."
    assert scene(f"{KITCHEN} {both}").story.scenes[0].viewpoint is None


def test_a_narrators_viewpoint(scene):
    story = scene("I sat in the kitchen. I heard Paul, and I smiled at him. “Hush,” I said. I shelled my peas.").story
    told = next(c for c in story.characters if c.narrator)
    assert story.scenes[0].viewpoint == told.entity


def test_times_are_those_of_the_narration(scene):
    story = scene(f"{KITCHEN} At noon Paul slept. “On Monday I go,” said Ruth. In the evening he woke.").story
    assert [story.text[t.start : t.end] for t in story.scenes[0].times] == ["At noon", "In the evening"]


PIECES = st.sampled_from(
    ["The next morning", "Tom", "came in", "left", "Anna", "had", "remembered", "in the kitchen", ".", ",", "“", "”",
     "\n\n", "* * *", "Chapter 2", "I", "knew", "Meanwhile, in the hall,", "woke", "dreamed", "would", "at noon", "!"]
)  # fmt: skip


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, min_size=1, max_size=40).map(" ".join))
def test_no_text_breaks_it(scene, text):
    scene("Tom sat.")  # skips where there is no model
    story = fabula.read("Tom sat.\n\n" + text + "\n")
    assert not [w for w in story.warnings if "scenes" in w]
    at = 0
    for s in story.scenes:
        assert at <= s.start < s.end <= len(story.text)
        at = s.end
        spans = [*s.times, *(m for p in s.cast for m in (p.enters, p.leaves) if m), *filter(None, [s.place_mention])]
        assert all(s.start <= m.start < m.end <= s.end for m in spans)
    assert story.scenes


LAMP = """The bread was late, and so was Isolde Fenn. Cas was at the table with the dough.

“You are dripping on my floor,” said Cas. Isolde laid a letter on the board and read it.

Dear both,

By the time you have this I shall be in Ostrey. I walked to Ostrey by the marsh, and I saw nobody. Do not follow.

Yours,
Maren

Isolde folded the letter. “Well,” said Cas, “that is that.” He went back to the dough, and Isolde sat down by the
oven and looked at her boots for a long time. The rain came down the chimney, and the cat moved."""


def test_who_only_writes_the_letter_is_not_there_and_its_place_is_not_the_scenes(scene):
    read = scene(LAMP)
    (one,) = read.story.scenes
    assert {read.name(p.entity) for p in one.cast} == {"Isolde", "Cas"}
    assert one.place is None or read.name(one.place) != "Ostrey"


def test_a_chapter_that_is_a_letter_has_its_people(scene):
    read = scene(
        "Chapter One\n\nDear Cas,\n\nTom and I walked to Ostrey by the marsh. Tom sat down on a stone, and I laughed "
        "at Tom. He was angry, and he threw his boots into the marsh.\n\nYours,\nMaren"
    )
    assert "Tom" in {read.name(p.entity) for s in read.story.scenes for p in s.cast}


def test_a_letter_in_a_story_told_of_others_makes_no_narrator(scene):
    story = scene(LAMP).story
    assert not [c for c in story.characters if c.narrator]
    assert all(c.mentions for c in story.characters)


def test_a_first_sentence_that_tells_how_a_place_is_says_where(scene):
    story = scene(
        "The kitchen was empty but for the cat and Ruth, who pretended to sleep. “Get up,” said Paul. He had kept the "
        "list of names in the cellar. “No,” said Ruth."
    ).story
    assert [place(story, s) for s in story.scenes] == ["The kitchen"]
