"""The page and the terminal: correct whatever overlaps, and nothing in a story can act in them."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import io
import re
from html.parser import HTMLParser

import numpy as np
from hypothesis import HealthCheck, given, settings
from rich.console import Console

from fabula.output.html import render
from fabula.output.terminal import summary
from fabula.story import Character, Division, Mention, Metadata, Span, Story, Utterance
from tests.strategies import stories

VOID = {"meta", "input", "rect", "br", "hr"}
OURS = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "section", "footer", "details", "summary"),
    *("h1", "h2", "p", "ol", "li", "table", "caption", "thead", "tbody", "tr", "th", "td", "svg", "rect"),
    *("a", "b", "em", "i", "input", "label", "q", "small", "span", "u"),
}


class Page(HTMLParser):
    """The elements of a page, which must close in the order in which they open, and the text of its main part."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.text: list[str] = []
        self.feed(page)
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names.update(name for name, _ in attrs)
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names.update(name for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        if "main" in self.stack and "summary" not in self.stack:
            self.text.append(data)


def letters(text: str) -> str:
    return "".join(text.split())


def without_titles(story: Story) -> Story:
    """Titles that the text does not hold are set before their chapters, and would be more than the text."""
    return dataclasses.replace(story, divisions=tuple(dataclasses.replace(d, title=None) for d in story.divisions))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(stories())
def test_the_page_holds_the_whole_text_in_order(story: Story):
    story = without_titles(story)
    page = Page(render(story))
    assert page.tags <= OURS
    assert letters("".join(page.text)).replace("\ufffd", "\0") == letters(story.text).replace("\ufffd", "\0")


def test_the_small_story_reads_as_it_should(story: Story):
    page = render(story)
    assert letters("".join(Page(page).text)) == letters(story.text)
    assert page.count("<h2>Chapter One</h2>") == 1
    assert page.count('data-n="Ida Marsh"') == 1, "an interrupted utterance is labelled once"
    assert "<p class=b>* * *</p>" in page
    assert re.search(r"<details><summary>Author&#39;s note</summary>\n<p>Author&#39;s note: the ferry", page)


def test_nothing_in_a_story_can_act_in_the_page(story: Story):
    evil = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'{{ 7 * 191 }}</style></title>"
    hostile = dataclasses.replace(
        story,
        text=evil + story.text,
        metadata=Metadata(title=evil, authors=(evil,), language=evil),
        source=dataclasses.replace(story.source, name=evil),
        model=dataclasses.replace(story.model, name=evil, version=evil),
        warnings=(evil,),
        entities=tuple(dataclasses.replace(entity, name=evil) for entity in story.entities),
        characters=tuple(dataclasses.replace(one, name=evil) for one in story.characters),
        utterances=tuple(dataclasses.replace(one, method=evil) for one in story.utterances),
        divisions=(
            Division(0, 4, "preface", evil),
            Division(5, 9, "chapter", evil),
            Division(9, len(story.text), "part", evil),
        ),
    )
    page = Page(render(hostile))
    assert page.tags <= OURS
    assert not {name for name in page.names if name.startswith("on") or name in ("src", "style", "srcset")}
    assert "1337" not in render(hostile)


def test_the_policy_allows_our_style_and_nothing_else(story: Story):
    page = render(story)
    style = re.search(r"<style>(.*?)</style>", page, re.S)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page
    assert " style=" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_marks_that_overlap_are_cut_and_stay_right(story: Story):
    text = "abcdefghij"
    overlapping = dataclasses.replace(
        story,
        text=text,
        divisions=(),
        tokens=dataclasses.replace(story.tokens, **{
            f.name: getattr(story.tokens, f.name)[:0] for f in dataclasses.fields(story.tokens)
        }),
        emphasis=(Span(4, 8),),
        mentions=(Mention(2, 6, "PROP", "PER", 0, 1.0),),
        utterances=(Utterance((Span(0, 5),), "speech", 1, (), None, None, "turns", 0.5),),
        events=(),
    )  # fmt: skip
    body = re.sub(r' (class|title|data-n)=("[^"]*"|\w+)', "", render(overlapping).split("<main>")[1])
    assert "<q>ab<u>cd<em>e</em></u></q><u><em>f</em></u><em>gh</em>ij" in body


def test_a_paragraph_begins_at_its_line(story: Story):
    text = "One.\n“Two.”\nThree."
    tokens = dataclasses.replace(
        story.tokens, **{f.name: getattr(story.tokens, f.name)[:3] for f in dataclasses.fields(story.tokens)}
    )
    places = {"start": [0, 6, 12], "end": [3, 9, 17], "paragraph": [0, 1, 2]}
    tokens = dataclasses.replace(tokens, **{name: np.array(values, dtype=np.int32) for name, values in places.items()})
    plain = dataclasses.replace(
        story, text=text, tokens=tokens, divisions=(), emphasis=(), mentions=(), utterances=(), events=()
    )
    assert "<p>One.</p>\n<p>“Two.”</p>\n<p>Three.</p>" in render(plain)


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


def test_a_story_with_nothing_in_it_has_a_summary_and_a_page(story: Story):
    empty = dataclasses.replace(
        without_titles(story),
        characters=(),
        utterances=(),
        mentions=(),
        entities=(),
        events=(),
        warnings=(),
        divisions=(),
    )
    assert lines(empty, 80)
    Page(render(empty))
