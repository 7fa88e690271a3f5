"""Correcting on the page: what is set right, the file that it makes, and taking it back."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fabula.story import Story

Opened = Callable[..., Any]


def show(page: Any) -> Any:
    if page.locator("#corrections").is_hidden():
        page.locator("nav button[aria-controls=corrections]").click()
    return page.locator("#pending")


def saved(page: Any, tmp_path: Path) -> dict[str, Any]:
    show(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the file").click()
    assert download.value.suggested_filename == "The_Last_Ferry.corrections.json"
    download.value.save_as(tmp_path / "corrections.json")
    return json.loads((tmp_path / "corrections.json").read_text("utf-8"))


def check_anchor(story: Story, anchor: dict[str, Any]) -> None:
    start, end = anchor["start"], anchor["end"]
    assert anchor["exact"] == story.text[start:end]
    assert anchor["prefix"] == story.text[max(0, start - 32) : start]
    assert anchor["suffix"] == story.text[end : end + 32]


def give_to_corrie(page: Any) -> None:
    page.locator(".book q").first.click()
    page.get_by_role("button", name="Change the speaker").click()
    page.locator("#why select[name=person]").select_option(label="Corrie")
    page.get_by_role("button", name="Save", exact=True).click()


def test_another_speaker(opened: Opened, story: Story, tmp_path: Path):
    page = opened(story)
    give_to_corrie(page)
    assert page.locator(".book q").first.get_attribute("data-n") == "Corrie"
    assert page.locator("nav button[aria-controls=corrections]").inner_text() == "Corrections (1)"
    file = saved(page, tmp_path)
    assert {key: file[key] for key in ("format", "version", "title", "sha256")} == {
        "format": "fabula corrections", "version": 1, "title": "The Last Ferry", "sha256": story.source.sha256,
    }  # fmt: skip
    (one,) = file["corrections"]
    assert one["do"] == "speaker"
    assert (one["at"]["start"], one["at"]["end"]) == (
        story.utterances[0].spans[0].start,
        story.utterances[0].spans[-1].end,
    )
    assert one["speaker"]["name"] == "Corrie"
    check_anchor(story, one["at"])
    check_anchor(story, one["speaker"]["at"])


def test_a_correction_outlives_the_page_and_can_be_undone(opened: Opened, story: Story):
    page = opened(story)
    give_to_corrie(page)
    page.reload()
    assert page.locator(".book q").first.get_attribute("data-n") == "Corrie"
    assert "said by Corrie" in show(page).inner_text()
    page.get_by_role("button", name="Undo").click()
    assert page.locator(".book q").first.get_attribute("data-n") == "Ida Marsh"
    assert "No corrections yet" in page.locator("#pending").inner_text()


def test_nobody_known_to_speak(opened: Opened, story: Story, tmp_path: Path):
    page = opened(story)
    page.locator(".book q").first.click()
    page.get_by_role("button", name="Change the speaker").click()
    page.locator("#why select[name=person]").select_option(label="nobody known")
    page.get_by_role("button", name="Save", exact=True).click()
    assert page.locator(".book q").first.get_attribute("data-n") == "?"
    assert saved(page, tmp_path)["corrections"][0]["speaker"] is None


def test_a_new_name(opened: Opened, story: Story, tmp_path: Path):
    page = opened(story)
    page.locator("nav button[aria-controls=cast]").click()
    page.locator("#c1 summary").click()
    page.locator("#c1").get_by_role("button", name="Rename or merge").click()
    page.get_by_label("Name").fill("Corwin")
    page.get_by_role("button", name="Save", exact=True).click()
    assert page.locator("#c1 h3").inner_text() == "Corwin"
    assert page.locator("q[data-n=Corwin]").count() == 1
    (one,) = saved(page, tmp_path)["corrections"]
    assert (one["do"], one["person"]["name"], one["name"]) == ("rename", "Corrie", "Corwin")
    check_anchor(story, one["person"]["at"])


def test_two_are_one(opened: Opened, story: Story, tmp_path: Path):
    page = opened(story)
    page.locator("nav button[aria-controls=cast]").click()
    page.locator("#c2 summary").click()
    page.locator("#c2").get_by_role("button", name="Rename or merge").click()
    page.get_by_label("The same as").select_option(label="Corrie")
    page.get_by_role("button", name="Save", exact=True).click()
    assert page.locator("q[data-n=Corrie]").count() == 2
    (one,) = saved(page, tmp_path)["corrections"]
    assert (one["do"], [person["name"] for person in one["people"]]) == ("merge", ["Corrie", "Benn"])


def test_one_is_two(opened: Opened, story: Story, tmp_path: Path):
    page = opened(story)
    page.locator(".book .m", has_text="Nobody").click()
    page.get_by_role("button", name="This is somebody else").first.click()
    page.get_by_label("Name").fill("A silent man")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".book .m", has_text="Nobody").click()
    assert page.locator("#chosen").inner_text().startswith("A silent man")
    (one,) = saved(page, tmp_path)["corrections"]
    assert (one["do"], one["person"]["name"], one["name"]) == ("split", "Benn", "A silent man")
    (anchor,) = one["mentions"]
    assert anchor["exact"] == "Nobody"
    check_anchor(story, anchor)


def test_the_form_fits_its_window_however_long_a_name_is(opened: Opened, story: Story):
    long = dataclasses.replace(story.entities[1], name="The Right Honourable the Dowager Countess of Upper Sedgemarsh")
    renamed = dataclasses.replace(story, entities=(story.entities[0], long, *story.entities[2:]))
    for width in (390, 1000, 1400, 1900):
        page = opened(renamed)
        page.set_viewport_size({"width": width, "height": 800})
        page.locator("nav button[aria-controls=cast]").click()
        page.locator(".card summary").first.click()
        page.get_by_role("button", name="Rename or merge").first.click()
        box = page.locator("#why").evaluate(
            "(e) => ({over: e.scrollWidth - e.clientWidth, right: innerWidth - e.getBoundingClientRect().right})"
        )
        assert box["over"] <= 0
        assert box["right"] >= 0


def test_a_note_dismissed(opened: Opened, story: Story, tmp_path: Path):
    page = opened(story)
    page.locator("nav button[aria-controls=notes]").click()
    page.get_by_role("button", name="Show the notes").click()
    page.get_by_role("button", name="Dismiss this note of animal harm").click()
    assert "dismissed" in page.locator("#noted").inner_text()
    (one,) = saved(page, tmp_path)["corrections"]
    assert (one["do"], one["category"], one["at"]["exact"]) == ("dismiss", "animal harm", "The dog")


def test_a_file_can_be_brought_in(opened: Opened, story: Story, tmp_path: Path):
    page = opened(story)
    give_to_corrie(page)
    saved(page, tmp_path)
    page.get_by_role("button", name="Undo").click()
    page.locator("#bring").set_input_files(tmp_path / "corrections.json")
    page.get_by_role("button", name="Undo").wait_for()
    assert page.locator(".book q").first.get_attribute("data-n") == "Corrie"
    (tmp_path / "no.json").write_text("[1]")
    page.locator("#bring").set_input_files(tmp_path / "no.json")
    page.get_by_text("This file holds no corrections.").first.wait_for()
    assert page.locator("#pending li").count() == 1


def test_what_this_reading_does_not_have_is_kept(opened: Opened, story: Story, tmp_path: Path):
    page = opened(story)
    elsewhere = {"start": 1, "end": 3, "exact": "xx", "prefix": "", "suffix": ""}
    unknown = {"do": "speaker", "at": elsewhere, "speaker": {"name": "Zed", "at": elsewhere}}
    file = {"format": "fabula corrections", "version": 1, "title": "?", "sha256": "0"}
    foreign = {**file, "corrections": [unknown, {"do": "something new", "x": 1}]}
    (tmp_path / "foreign.json").write_text(json.dumps(foreign))
    show(page)
    page.locator("#bring").set_input_files(tmp_path / "foreign.json")
    page.get_by_text("not found in this reading").first.wait_for()
    assert saved(page, tmp_path)["corrections"] == foreign["corrections"]
