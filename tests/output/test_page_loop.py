"""The whole way round: a reading's page, the file that it saves, `fabula read --corrections`, and the new page."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import fabula
from fabula import cli
from fabula.errors import MissingModel
from fabula.language.model import load_model
from fabula.output.corrections import schema
from fabula.output.page import render
from fabula.story import Anchor, Correction, Person, Story
from tests.output.test_page_access import violations

Opened = Callable[..., Any]
TEXT = """Wren Calloway climbed the stair with the oil. Hollis Tarn was in the lamp room already, and he did not turn.

"You are late," said Hollis. "Last winter a thief stabbed a guard here."

"I am never late," said Wren. "I had to fetch the oil."

"The oil!"

"It does not walk up by itself, Hollis."

Then the door opened, and Captain Orme came in out of the rain 🐕 with his dog. The captain was angry.

"Who let it go out?" asked Captain Orme.

"I did," said Miss Calloway. "I slept."

"Then you will answer for it."
"""


@pytest.fixture(scope="module", autouse=True)
def model() -> object:
    try:
        return load_model()
    except MissingModel as problem:
        pytest.skip(str(problem))


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Story]:
    """Runs `fabula read lamp.txt` in a folder of the test, and gives the reading it wrote."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lamp.txt").write_text(TEXT, "utf-8")

    def run(*options: str) -> Story:
        monkeypatch.setattr(sys, "argv", ["fabula", "read", "lamp.txt", "-q", *options])
        with pytest.raises(SystemExit) as end:
            cli.main()
        assert end.value.code in (0, None)
        return Story.load(tmp_path / "lamp.reading")

    return run


def shown(story: Story, words: str) -> str | None:
    at = story.text.index(words)
    speaker = next(u for u in story.utterances if any(s.start <= at < s.end for s in u.spans)).speaker
    return None if speaker is None else story.entity(speaker).name


def names(story: Story) -> set[str]:
    return {c.name for c in story.characters}


def line(page: Any, words: str) -> Any:
    return page.locator(".book q", has_text=words).first


def fill(page: Any, label: str, value: str) -> None:
    field = page.locator("#why form").get_by_label(label)
    field.select_option(label=value) if field.evaluate("(e) => e.tagName") == "SELECT" else field.fill(value)
    page.get_by_role("button", name="Save", exact=True).click()


def speaker_is(page: Any, words: str, name: str) -> None:
    line(page, words).click()
    page.get_by_role("button", name="Change the speaker").click()
    fill(page, "Speaker", name)


def show(page: Any, name: str) -> None:
    opener = page.locator(f"nav button[aria-controls={name}]")
    if page.locator(f"#{name}").is_hidden():
        opener.click()


def card(page: Any, name: str) -> None:
    show(page, "cast")
    one = page.locator(".card", has=page.locator("h3", has_text=name)).first
    if one.get_by_role("button", name="Rename or merge").is_hidden():
        one.locator("summary").click()
    one.get_by_role("button", name="Rename or merge").click()


def saved(page: Any, to: Path) -> dict[str, Any]:
    show(page, "corrections")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the file").click()
    download.value.save_as(to)
    file = json.loads(to.read_text("utf-8"))
    jsonschema.validate(file, schema())
    return file


def renewed(page: Any, story: Story, tmp_path: Path) -> None:
    """The page of a new reading, in the browser that knows the old one."""
    (tmp_path / "reading.html").write_text(render(story), "utf-8")
    page.reload()


def test_from_the_page_through_the_file_into_the_reading_and_back(
    opened: Opened, read: Callable[..., Story], tmp_path: Path
):
    first = read()
    page = opened(first)
    captain = next(name for name in names(first) if "Orme" in name)
    wren = next(name for name in names(first) if name.startswith("Wren"))
    speaker_is(page, "The oil!", captain)
    card(page, "Hollis")
    fill(page, "Name", "Old Hollis")
    page.locator(".book .m", has_text="Miss Calloway").first.click()
    page.get_by_role("button", name="This is somebody else").first.click()
    fill(page, "Name", "Ada")
    show(page, "notes")
    page.get_by_role("button", name="Show the notes").click()
    page.get_by_role("button", name="Dismiss this note of violence").first.click()
    file = saved(page, tmp_path / "saved.json")
    assert [one["do"] for one in file["corrections"]] == ["speaker", "rename", "split", "dismiss"]

    second = read("--corrections", "saved.json")
    assert all(c.applied and c.problem is None for c in second.corrections)
    assert (shown(second, "The oil!"), shown(second, "You are late,")) == (captain, "Old Hollis")
    assert "Ada" in names(second) and wren in names(second)
    assert [n for n in second.content if n.category == "violence"] == []
    renewed(page, second, tmp_path)
    assert line(page, "The oil!").get_attribute("data-n") == captain
    assert page.locator("nav button[aria-controls=corrections]").inner_text() == "Corrections", "none is new"
    show(page, "corrections")
    assert page.locator("#pending li").count() == 4
    assert "This reading was made with" in page.locator("#pending").inner_text()

    speaker_is(page, "The oil!", "Old Hollis")
    page.get_by_role("button", name="Take back: Hollis").click()
    file = saved(page, tmp_path / "more.json")
    assert [one["do"] for one in file["corrections"]] == ["speaker", "split", "dismiss", "speaker"]
    assert [one["do"] for one in file["withdrawn"]] == ["rename"]

    third = read("--corrections", "more.json")
    assert shown(third, "The oil!") == shown(first, "You are late,") != "Old Hollis"
    assert "Ada" in names(third)
    assert [c.do for c in third.corrections] == ["split", "dismiss", "speaker"], "the later speaker took the place"
    assert read() == third, "kept in the folder"
    renewed(page, third, tmp_path)
    assert page.locator("nav button[aria-controls=corrections]").inner_text() == "Corrections"
    show(page, "corrections")
    assert page.locator("#pending li").count() == 3


def test_the_page_shows_at_once_what_the_reading_will_say(opened: Opened, read: Callable[..., Story], tmp_path: Path):
    first = read()
    page = opened(first)
    captain = next(name for name in names(first) if "Orme" in name)
    card(page, "Hollis")
    page.locator("#why form").get_by_label("The same as").select_option(label=captain)
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".book .m", has_text="Miss Calloway").first.click()
    page.get_by_role("button", name="This is somebody else").first.click()
    fill(page, "Name", captain)
    speakers = [q.get_attribute("data-n") for q in page.locator(".book q[data-n]").all()]
    saved(page, tmp_path / "saved.json")
    second = read("--corrections", "saved.json")
    assert {captain} == {shown(second, words) for words in ("You are late,", "Who let it go out?")}
    assert captain in speakers and not any(name and name.startswith("Hollis") for name in speakers)
    miss = second.text.index("Miss Calloway")
    assert second.entity(next(m.entity for m in second.mentions if m.start == miss)).name == captain
    assert len(second.characters) == len(first.characters) - 1


def test_an_edited_text_takes_over_what_the_page_saved(opened: Opened, read: Callable[..., Story], tmp_path: Path):
    page = opened(read())
    captain = next(name for name in names(read()) if "Orme" in name)
    speaker_is(page, "The oil!", captain)
    card(page, "Hollis")
    fill(page, "Name", "Old Hollis")
    saved(page, tmp_path / "saved.json")
    edited = "It was night. 🐕\n\n" + TEXT.replace('"The oil!"', '"The lamp!"')
    (tmp_path / "lamp.txt").write_text(edited, "utf-8")
    story = read("--corrections", "saved.json")
    assert [(c.do, c.applied) for c in story.corrections] == [("speaker", False), ("rename", True)]
    assert "Old Hollis" in names(story)
    renewed(page, story, tmp_path)
    show(page, "corrections")
    assert "kept, not applied: the passage is gone" in page.locator("#pending").inner_text()
    assert fabula.read(tmp_path / "lamp.txt", tmp_path / "lamp.reading" / "corrections.json") == story


def test_axe_finds_nothing_among_what_the_reading_was_made_with(opened: Opened, read: Callable[..., Story]):
    first = read()
    hollis = first.text.index("Hollis")
    at = Anchor(hollis, hollis + 6, "Hollis", first.text[hollis - 32 : hollis], first.text[hollis + 6 : hollis + 38])
    made = Correction("rename", person=Person("Hollis", at), name="Old <i>Hollis</i>")
    gone = Correction("rename", person=Person("Zed", replace(at, exact="Zed")), name="Z")
    page = opened(fabula.read(TEXT, [made, gone]), bypass_csp=True)
    show(page, "corrections")
    assert "kept, not applied: the passage is gone" in page.locator("#pending").inner_text()
    page.get_by_role("button", name="Take back").first.click()
    assert "taken back, once the file is given" in page.locator("#pending").inner_text()
    assert violations(page) == []
    assert page.locator("i", has_text="Hollis").count() == 0, "a name is text"
