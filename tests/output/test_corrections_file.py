"""The corrections file: what it holds comes back, and what is wrong in it is said with its place."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.errors import BadCorrections, MissingFile
from fabula.output.corrections import FILE, Corrections, dumps, joined, load, loads, problems, schema
from fabula.story import Anchor, Correction, Person, Story
from tests.conftest import small_story

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
filled = text.filter(str.strip)
anchors = st.builds(Anchor, st.integers(0, 99), st.integers(0, 99), filled, text, text)
people = st.builds(Person, filled, anchors)
corrections = st.one_of(
    st.builds(lambda at, who: Correction("speaker", at=at, speaker=who), anchors, st.none() | people),
    st.builds(lambda who: Correction("merge", people=tuple(who)), st.lists(people, min_size=2, max_size=4)),
    st.builds(
        lambda who, at, name: Correction("split", person=who, mentions=tuple(at), name=name),
        people, st.lists(anchors, min_size=1, max_size=3), filled,
    ),
    st.builds(lambda who, name: Correction("rename", person=who, name=name), people, filled),
    st.builds(lambda at, category: Correction("dismiss", at=at, category=category), anchors, filled),
)  # fmt: skip


def small_story_of(made: list[Correction]) -> Story:
    return replace(small_story(), corrections=tuple(made))


AT = Anchor(4, 7, "Ida", "so ", " ran")
IDA = Person("Ida", AT)
RENAME = Correction("rename", person=IDA, name="Ada")
SPEAKER = Correction("speaker", at=Anchor(20, 24, "Wait", "“", ",” s"), speaker=IDA)
DISMISS = Correction("dismiss", at=Anchor(30, 33, "dog", "The ", ", in"), category="animal harm")


VALID = jsonschema.Draft202012Validator(schema())


@settings(deadline=None, max_examples=50)
@given(st.lists(corrections, max_size=3))
def test_what_is_written_comes_back_and_follows_the_schema(made: list[Correction]):
    data = dumps(small_story_of(made))
    assert loads(data, "file") == Corrections(tuple(made))
    VALID.validate(json.loads(data))


def test_the_schema_is_one_and_knows_each_kind():
    jsonschema.Draft202012Validator.check_schema(schema())
    kinds = {entry["properties"]["do"]["const"] for entry in schema()["$defs"]["Correction"]["oneOf"]}
    assert kinds == {"speaker", "merge", "split", "rename", "dismiss"}


def test_what_became_of_a_correction_is_the_readings_and_not_the_files(story: Story):
    gone = replace(RENAME, applied=False, problem="the passage is gone")
    data = dumps(replace(story, corrections=(gone,)))
    assert loads(data, "file").corrections == (RENAME,)
    assert problems([RENAME, gone]) == ["corrections[1] (rename): kept, not applied: the passage is gone: «Ida»"]
    partly = replace(SPEAKER, problem="without 1 of its 3 passages, which are gone")
    assert problems([partly]) == [
        "corrections[0] (speaker): applied without 1 of its 3 passages, which are gone: «Wait»"
    ]


def plain(**changes: object) -> dict:
    return {"format": "fabula corrections", "version": 1, "title": "T", "sha256": "0", "corrections": [], **changes}


def entry(correction: Correction) -> dict:
    return json.loads(dumps(small_story_of([correction])))["corrections"][0]


WRONG = [
    ([], "expected an object"),
    ({}, "format: expected 'fabula corrections', found None"),
    (plain(version=2), "version: expected 1, found 2"),
    ({"format": "fabula corrections", "version": 1}, "no corrections"),
    (plain(note="?"), "unknown note"),
    (plain(title=3), "title: expected a string, found 3"),
    (plain(corrections={}), "corrections: expected a list"),
    (plain(corrections=[3]), "corrections[0]: expected an object"),
    (plain(corrections=[{"do": "undo"}]), "corrections[0].do: expected one of speaker, merge, split"),
    (plain(corrections=[entry(RENAME), {**entry(RENAME), "name": ""}]), "corrections[1].name: it must not be empty"),
    (plain(corrections=[{**entry(RENAME), "at": None}]), "corrections[0]: unknown at"),
    (plain(corrections=[{"do": "merge", "people": [entry(RENAME)["person"]]}]), "corrections[0].people: it takes two"),
    (plain(withdrawn=[{"do": "merge", "people": []}]), "withdrawn[0].people: it must not be empty"),
]


def wrong_anchor(**changes: object) -> dict:
    one = entry(SPEAKER)
    return plain(corrections=[entry(RENAME), one | {"at": one["at"] | changes}])


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        *WRONG,
        (wrong_anchor(exact=None), "corrections[1].at.exact: expected a string, found null"),
        (wrong_anchor(exact=" "), "corrections[1].at.exact: it must hold the words"),
        (wrong_anchor(start=-1), "corrections[1].at.start: expected a whole number"),
        (wrong_anchor(more=1), "corrections[1].at: unknown more"),
    ],
)
def test_what_is_wrong_is_said_in_a_line_with_its_place_and_the_way_out(data: object, problem: str, tmp_path: Path):
    (tmp_path / "mine.json").write_text(json.dumps(data))
    with pytest.raises(BadCorrections) as failed:
        load(tmp_path / "mine.json")
    message = str(failed.value)
    assert problem in message and "mine.json" in message and "\n" not in message
    assert "fabula schema --corrections" in message
    assert list(VALID.iter_errors(data)) or problem.endswith("the words")


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_said_so(data: bytes):
    with pytest.raises(BadCorrections, match=r"^mine\.json is not JSON, or is cut short"):
        loads(data, "mine.json")


def test_a_missing_file_is_missing(tmp_path: Path):
    with pytest.raises(MissingFile, match=r"none\.json cannot be read"):
        load(tmp_path / "none.json")


def test_files_are_joined_and_nothing_is_said_twice():
    first = Corrections((RENAME, SPEAKER))
    moved = replace(SPEAKER, at=replace(SPEAKER.at, start=120, end=124))
    assert joined([]) == []
    assert joined([first, Corrections((moved, DISMISS))]) == [RENAME, SPEAKER, DISMISS]
    all_of_them = Corrections((DISMISS, moved, RENAME))
    assert joined([first, all_of_them]) == [DISMISS, moved, RENAME], "it knows the order"
    assert joined([first, Corrections(())]) == [RENAME, SPEAKER]


def test_what_a_file_takes_back_is_gone():
    first = Corrections((RENAME, SPEAKER))
    moved = replace(SPEAKER, at=replace(SPEAKER.at, start=120, end=124))
    assert joined([first, Corrections((DISMISS,), (moved,))]) == [RENAME, DISMISS]
    assert joined([first, Corrections((SPEAKER,), (SPEAKER,))]) == [RENAME, SPEAKER], "taken back, and said again"


def test_a_reading_is_saved_with_its_corrections(story: Story, tmp_path: Path):
    story.save(tmp_path)
    assert not (tmp_path / FILE).exists()
    gone = replace(SPEAKER, applied=False, problem="the passage is gone")
    corrected = replace(story, corrections=(RENAME, gone))
    corrected.save(tmp_path)
    assert load(tmp_path / FILE).corrections == (RENAME, SPEAKER)
    assert Story.load(tmp_path) == corrected
    (tmp_path / "story.json").unlink()
    assert Story.load(tmp_path) == corrected
