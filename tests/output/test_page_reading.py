"""Reading the page in a browser: layers, reasons, a chosen character, search, paper, a phone, and no script at all."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Any

from fabula.story import Span, Story

Opened = Callable[..., Any]


def colour(page: Any, selector: str, what: str = "background-color") -> str:
    return page.locator(selector).first.evaluate(f"(element) => getComputedStyle(element).getPropertyValue('{what}')")


def panel(page: Any, name: str) -> None:
    page.get_by_role("navigation", name="Panel").get_by_role("button", name=name).click()


def layer(page: Any, name: str) -> None:
    page.locator("#layers label", has_text=re.compile(rf"^\s*{name}$")).click()


def test_the_text_stands_with_its_speakers_in_the_margin(opened: Opened, story: Story):
    page = opened(story)
    assert page.title() == "The Last Ferry"
    first = page.locator(".book q").first
    assert first.get_attribute("data-n") == "Ida Marsh"
    left = page.evaluate("getComputedStyle(document.querySelector('.book q'), '::before').position")
    assert left == "absolute", "the name stands beside the paragraph, not in it"
    assert page.locator("#panel").is_hidden()


def test_each_layer_can_be_switched(opened: Opened, story: Story):
    page = opened(story)
    shown = colour(page, ".book q")
    layer(page, "Speakers")
    assert colour(page, ".book q") != shown
    assert page.locator(".book .event").count() == 0
    layer(page, "Events")
    assert page.locator(".book .event").all_inner_texts() == ["ran"]
    assert page.locator(".opens").count() == 0
    layer(page, "Scenes")
    assert page.locator(".opens").count() == 2
    assert "imagined" in page.locator(".opens").last.inner_text()
    layer(page, "Scenes")
    assert page.locator(".opens").count() == 0
    underline = colour(page, ".book .m", "border-bottom-color")
    layer(page, "Mentions")
    assert colour(page, ".book .m", "border-bottom-color") != underline
    assert "ff" in page.locator("q[data-v]").first.get_attribute("data-v")


def test_stammers_are_mended_when_asked_for(opened: Opened, story: Story):
    page = opened(story)
    assert page.locator(".edit").first.evaluate("(e) => getComputedStyle(e).fontSize") != "0px"
    layer(page, "Smoothed")
    assert page.locator(".edit").first.evaluate("(e) => getComputedStyle(e, '::after').content") == '"Good dog"'
    assert page.locator(".edit").first.evaluate("(e) => getComputedStyle(e).fontSize") == "0px"


def test_layers_and_theme_are_kept(opened: Opened, story: Story):
    page = opened(story)
    layer(page, "Speakers")
    paper = colour(page, "html")
    page.locator("#theme").click()
    page.locator("#theme").click()
    assert colour(page, "html") != paper
    dark = colour(page, "html")
    page.reload()
    assert colour(page, "html") == dark
    assert not page.locator("#layers input[value=speakers]").is_checked()


def test_pointing_at_a_line_tells_why(opened: Opened, story: Story):
    page = opened(story)
    page.locator(".book q").first.hover()
    why = page.locator("#why")
    why.wait_for()
    told = why.inner_text()
    assert "Ida Marsh to Corrie" in told
    assert "98% sure" in told
    assert "shouted" in told
    assert page.locator("#why .evidence mark").inner_text() == "she called"
    page.keyboard.press("Escape")
    assert why.is_hidden()


def test_what_is_corrected_or_cut_keeps_the_text(opened: Opened, story: Story):
    page = opened(story)
    before = page.locator(".book").evaluate("(e) => e.textContent")
    for name in ("Events", "Mentions", "Content notes", "Voice", "Letters"):
        layer(page, name)
    assert page.locator(".book").evaluate("(e) => e.textContent") == before
    assert page.evaluate("document.querySelectorAll('.book .m').length") >= len(story.mentions) - 1


def test_a_chosen_character_is_chosen_everywhere(opened: Opened, salt_and_signal: Story):
    page = opened(salt_and_signal)
    name = salt_and_signal.characters[0].name
    entity = salt_and_signal.characters[0].entity
    page.locator(".book .m", has_text=name).first.click()
    assert page.locator("#chosen").inner_text().startswith(name)
    assert page.locator(".book .m.on").count() > 10
    others = page.locator(".book q:not(.on)")
    assert others.count() > 0
    assert others.first.evaluate("(e) => getComputedStyle(e).backgroundColor") == "rgba(0, 0, 0, 0)"
    page.keyboard.press("Escape")
    panel(page, "Cast")
    assert "lit" in page.locator(f"#c{entity}").get_attribute("class")
    assert page.locator("#cast article.dim").count() == page.locator("#cast article").count() - 1
    panel(page, "At a glance")
    assert page.locator("#glance [data-c].lit").count() > 0
    assert page.locator("#glance [data-c].dim").count() > 0
    panel(page, "Search")
    assert page.locator("select[name=near] option:checked").inner_text() == name
    page.locator("#chosen").get_by_role("button", name=f"Let {name} go").click()
    assert page.locator(".dim").count() == 0
    assert page.locator("#chosen").is_hidden()


def test_the_places_of_a_character_follow_one_another(opened: Opened, salt_and_signal: Story):
    page = opened(salt_and_signal)
    page.locator(".book .m", has_text="Jessamy").first.click()
    shown = []
    for _ in range(4):
        page.get_by_role("button", name="The next place").click()
        assert page.locator(".hit").first.is_visible()
        shown.append(int(page.locator("#chosen .count").inner_text().split(" of ")[0]))
    assert shown == list(range(shown[0], shown[0] + 4))
    page.get_by_role("button", name="The place before").click()
    assert page.locator("#chosen .count").inner_text().startswith(f"{shown[2]} of ")


def test_every_mark_of_a_chart_leads_into_the_text(opened: Opened, salt_and_signal: Story):
    page = opened(salt_and_signal)
    panel(page, "At a glance")
    links = page.locator("#glance a[href]")
    assert links.count() > 20
    assert page.evaluate(
        "[...document.querySelectorAll('#glance a[href]')].every((a) => document.querySelector(a.getAttribute('href')))"
    )
    at = int(links.last.get_attribute("data-at"))
    links.last.focus()
    page.keyboard.press("Enter")
    hit = page.locator(".hit").first
    assert hit.is_visible()
    assert hit.inner_text()[0] == salt_and_signal.text[at]


def test_search_is_a_concordance(opened: Opened, salt_and_signal: Story):
    page = opened(salt_and_signal)
    panel(page, "Search")
    words = page.get_by_label("Words")
    words.fill("tamsin")
    words.press("Enter")
    wanted = len(re.findall(r"(?i)(?<!\w)tamsin", salt_and_signal.text))
    assert page.locator("#found").inner_text() == f"{wanted} places"
    assert page.locator("#results li").count() == wanted
    line = page.locator("#results .line").first.inner_text()
    assert "Tamsin" in line
    assert len(line) > 40
    page.locator("#results a").nth(2).click()
    assert page.locator(".hit").inner_text() == "Tamsin"
    words.fill("zzz")
    words.press("Enter")
    assert page.locator("#found").inner_text() == "Nothing was found"


def test_search_by_speaker_addressee_and_manner(opened: Opened, salt_and_signal: Story):
    page = opened(salt_and_signal)
    panel(page, "Search")
    one = salt_and_signal.characters[0]
    page.locator("select[name=by]").select_option(label=one.name)
    said = [u for u in salt_and_signal.utterances if u.speaker == one.entity]
    page.locator("#found", has_text=f"{len(said)} places").wait_for()
    manner = next(m.kind for u in said for m in u.manners if m.kind == "whisper")
    page.locator("select[name=manner]").select_option(manner)
    count = sum(any(m.kind == manner for m in u.manners) for u in said)
    page.locator("#found", has_text=re.compile(rf"^{count} place")).wait_for()
    page.locator("select[name=manner]").select_option("")
    other = salt_and_signal.characters[1]
    page.locator("select[name=to]").select_option(label=other.name)
    count = sum(other.entity in u.addressees for u in said)
    page.locator("#found", has_text=re.compile(rf"^{count} place")).wait_for()


def test_content_notes_are_hidden_until_asked_for(opened: Opened, story: Story):
    page = opened(story)
    assert page.locator(".book .note").count() == 0
    assert "animal harm" not in page.locator("body").inner_text()
    panel(page, "Notes")
    assert "animal harm" not in page.locator("#panel").inner_text()
    page.get_by_role("button", name="Show the notes").click()
    assert "animal harm" in page.locator("#panel").inner_text()
    layer(page, "Content notes")
    note = page.locator(".book .note").first
    assert "blur" in note.evaluate("(e) => getComputedStyle(e).filter")
    note.click()
    page.locator("#why").get_by_role("button", name="Uncover").click()
    assert page.locator(".book .note").first.evaluate("(e) => getComputedStyle(e).filter") == "none"


def test_a_content_note_shows_its_words_when_they_are_uncovered_and_leads_to_them(opened: Opened, story: Story):
    page = opened(story)
    panel(page, "Notes")
    page.get_by_role("button", name="Show the notes").click()
    (note,) = [n for n in story.content if n.category == "animal harm"]
    span = note.evidence[0]
    words = " ".join(story.text[span.start : span.end].split())
    assert words not in page.locator("#noted").inner_text()
    page.get_by_role("button", name="Uncover this note of animal harm").click()
    assert words == page.locator("#noted .evidence mark").inner_text()
    assert page.evaluate("document.activeElement.textContent") == "Cover again"
    page.get_by_role("button", name="Cover again this note").click()
    assert words not in page.locator("#noted").inner_text()
    page.locator("#noted a").first.click()
    assert "".join(page.locator(".book .hit").all_inner_texts()) == story.text[span.start : span.end]


def test_what_was_looked_for_and_not_found_is_told(opened: Opened, story: Story):
    page = opened(story)
    panel(page, "Notes")
    page.get_by_role("button", name="Show the notes").click()
    told = page.locator("#noted").inner_text()
    assert "Looked for and not found" in told
    assert "torture" in told
    assert told.count("animal harm") == 1


def test_the_page_reads_without_script(opened: Opened, story: Story):
    page = opened(story, java_script_enabled=False)
    assert page.locator(".bar").is_hidden()
    assert page.locator(".book q").first.is_visible()
    assert page.locator("#cast").is_visible()
    assert "Ida Marsh" in page.locator("#cast").inner_text()
    assert page.locator("#search").is_hidden()


def test_on_paper_there_is_only_the_book(opened: Opened, salt_and_signal: Story):
    page = opened(salt_and_signal, color_scheme="dark")
    panel(page, "Cast")
    page.emulate_media(media="print")
    assert page.locator(".bar").is_hidden()
    assert page.locator("#panel").is_hidden()
    assert page.locator(".book q").first.is_visible()
    assert colour(page, "html") == "rgb(255, 255, 255)"
    assert page.locator(".book .k").last.evaluate("(e) => getComputedStyle(e).contentVisibility") == "visible"
    assert page.pdf(format="A5")[:4] == b"%PDF"


def test_on_a_phone_the_panel_is_a_sheet(opened: Opened, salt_and_signal: Story):
    page = opened(salt_and_signal, has_touch=True)
    page.set_viewport_size({"width": 360, "height": 740})
    wide = "document.documentElement.scrollWidth <= innerWidth"
    assert page.evaluate(wide)
    nav = page.get_by_role("navigation", name="Panel").bounding_box()
    assert nav["y"] + nav["height"] == 740
    for name in ("Cast", "At a glance", "Search", "Notes", "Corrections"):
        panel(page, name)
        box = page.locator("#panel").bounding_box()
        assert box["width"] == 360
        assert box["y"] > 100, "the text is still seen above the sheet"
        assert page.evaluate(wide)
    panel(page, "Corrections")
    page.get_by_role("button", name="Layers").click()
    page.locator("#layers label", has_text="Mentions").tap()
    assert page.locator("#layers input[value=people]").is_checked()
    page.locator(".book q").first.tap()
    assert page.locator("#why").is_visible()


def test_reduced_motion_and_forced_colours_are_honoured(opened: Opened, story: Story):
    page = opened(story, reduced_motion="reduce", forced_colors="active")
    layer(page, "Content notes")
    assert colour(page, ".note", "transition-duration") in ("0s", "1e-05s")
    assert colour(page, ".book q", "border-bottom-style") == "solid"


def test_offsets_hold_beyond_the_basic_plane(opened: Opened, story: Story):
    start = story.text.index("Good boy!")
    moved = dataclasses.replace(story, emphasis=(*story.emphasis, Span(start, start + 4)), content=())
    page = opened(moved)
    page.locator(".book .m", has_text="The dog").click()
    assert page.locator(".book .m.on").first.inner_text() == "The dog"
    panel(page, "Search")
    page.get_by_label("Words").fill("good boy")
    page.locator("#results a").click()
    assert "".join(page.locator(".hit").all_inner_texts()) == "Good boy"


def test_what_is_written_within_a_paragraph_is_set_apart(opened: Opened, story: Story):
    start = story.text.index("The rope was already loose")
    (note,) = story.documents
    page = opened(
        dataclasses.replace(story, documents=(dataclasses.replace(note, fragments=(Span(start, start + 8),)),))
    )
    inset = page.locator(".book .inset")
    assert "".join(inset.all_inner_texts()) == "The rope"
    inset.first.click()
    assert "Written by Ida Marsh" in page.locator("#why").inner_text()
    layer(page, "Letters")
    assert inset.count() == 0
