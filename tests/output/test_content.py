"""What `fabula content` says of a story, and what it keeps to itself."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from rich.console import Console

from fabula.output import content, notice
from fabula.output.terminal import summary
from fabula.reading.content.lexicon import categories
from fabula.story import ContentNote, Span, Story


def at(story: Story, words: str) -> Span:
    start = story.text.index(words, story.text.index("Chapter One"))
    return Span(start, start + len(words))


def noted(story: Story, *notes: tuple) -> Story:
    """The story with notes of (category, severity, standing, words, agent, patient)."""
    made = (ContentNote(c, v, s, (at(story, w),), a, p, 0.8) for c, v, s, w, a, p in notes)
    return replace(story, content=tuple(made))


def page(renderable: object) -> str:
    console = Console(width=200, highlight=False)
    with console.capture() as captured:
        console.print(renderable)
    return captured.get()


@pytest.fixture
def full(story: Story) -> Story:
    return noted(
        story,
        ("violence", "depicted", "shown", "Corrie held the rope", 1, 0),
        ("violence", "mentioned", "threatened", "wait for me", 0, 1),
        ("character death", "depicted", "shown", "Ida Marsh ran", None, 0),
        ("grief", "depicted", "figurative", "Nobody answered", None, None),
        ("war", "mentioned", "denied", "The dog", None, None),
        ("slurs", "depicted", "shown", "seen", None, None),
    )


def test_the_page_has_no_names_and_no_words_of_the_story(full: Story):
    told = page(notice.report(full))
    assert "violence depicted shown 1, threatened 1 chapter 1" in " ".join(told.split())
    assert "chapter 1" in told
    assert "chapter 2" in told
    for kept in ("Ida", "Corrie", "rope", "seen", "Nobody"):
        assert kept not in told
    assert "s***" in told
    assert "figurative" not in told
    assert "figurative" in page(notice.report(full, everything=True))


def test_spoilers_give_names_and_words(full: Story):
    told = page(notice.report(full, spoilers=True))
    assert "shown, depicted: Corrie → Ida Marsh: “Corrie held the rope” (chapter 1)" in told
    assert "seen" in told


def test_what_was_not_found_is_told(full: Story):
    missing = content.not_found(full)
    assert missing[:2] == ["self-harm", "suicide"]
    assert "grief" in missing  # a figure of speech
    assert not {"war", "violence", "character death", "slurs"} & set(missing)
    assert len(content.not_found(replace(full, content=()))) == len(categories())
    assert "Looked for and not found: self-harm, suicide" in " ".join(page(notice.report(full)).split())


def test_what_is_only_denied_is_neither_found_nor_not_found(full: Story):
    told = " ".join(page(notice.report(full)).split())
    assert "Only said not to be so: war (chapter 2)" in told
    assert told.count(" war ") == 1
    assert content.to_plain(full)["only_denied"] == ["war"]
    assert "war" not in content.to_plain(full)["not_found"]
    both = noted(
        full, ("war", "mentioned", "denied", "seen", None, None), ("war", "mentioned", "told", "asked", None, None)
    )
    assert content.only_denied(both) == []


def test_the_archives_warnings(story: Story, full: Story):
    assert content.archive_warnings(full) == [content.Warning("Major Character Death", True, ("character death",))]
    minor = noted(story, ("character death", "depicted", "shown", "The dog", None, 3))
    assert content.archive_warnings(minor) == []
    told = noted(story, ("character death", "mentioned", "told", "Corrie held", None, 1))
    assert [w.sure for w in content.archive_warnings(told)] == [False]
    gory = noted(
        story, ("gore", "graphic", "shown", "ran down", None, None), ("violence", "depicted", "told", "seen", 1, 0)
    )
    assert content.archive_warnings(gory) == [content.Warning("Graphic Depictions Of Violence", True, ("gore",))]
    threat = noted(story, ("non-consent", "mentioned", "threatened", "seen", 1, 0))
    assert content.archive_warnings(threat) == []
    near = noted(
        story,
        ("minors at risk", "mentioned", "told", "seen", 1, 0),
        ("sexual content", "depicted", "shown", "asked", 1, 0),
    )
    assert content.archive_warnings(near) == [content.Warning("Underage Sex", False, ("minors at risk",))]


def test_limits():
    assert content.limits("violence:graphic, Self_Harm,minors-at-risk:depicted") == {
        "violence": "graphic", "self-harm": "mentioned", "minors at risk": "depicted",
    }  # fmt: skip
    for wrong in ("violance", "violence:bad", "", ",,"):
        with pytest.raises(ValueError, match=r"category|severity"):
            content.limits(wrong)


def test_failing_is_at_or_above_and_asserted(full: Story):
    assert [n.category for n in content.failing(full, content.limits("violence:depicted"))] == ["violence"]
    assert content.failing(full, content.limits("violence:graphic,war,grief")) == []
    assert content.summary(content.failing(full, content.limits("violence"))) == "violence (2 passages)"


def test_mask():
    assert content.mask("dammit") == "d*****"
    assert content.mask("half-wit") == "h***-***"
    assert content.mask("") == ""


def test_places_without_chapters_are_shares(full: Story):
    bare = replace(full, divisions=())
    told = content.where(content.places(bare), bare.content[:1])
    assert told.endswith(" %")
    assert content.where(content.Places((), 0, 100), []) == ""


def test_plain_values(full: Story):
    plain = json.loads(json.dumps(content.to_plain(full)))
    assert [n["category"] for n in plain["notes"]] == ["violence", "violence", "character death", "war", "slurs"]
    assert "agent" not in plain["notes"][0]
    assert "text" not in plain["notes"][0]["evidence"][0]
    assert plain["notes"][0]["evidence"][0]["chapter"] == 1
    open_ = content.to_plain(full, spoilers=True, everything=True)
    assert (open_["notes"][0]["agent"], open_["notes"][0]["patient"]) == ("Corrie", "Ida Marsh")
    assert open_["notes"][0]["evidence"][0]["text"] == "Corrie held the rope"
    assert open_["words"]["slurs"] == {"seen": 1}


def test_the_summary_of_a_reading_has_a_line(full: Story, story: Story):
    assert "Content: violence (depicted), character death (depicted), slurs (depicted)" in page(summary(full, 1.0))
    assert "Content:" not in page(summary(replace(story, content=()), 1.0))


def test_definitions():
    told = page(notice.definitions())
    for category in categories().values():
        assert category.name in told
        assert category.definition in " ".join(told.split())
