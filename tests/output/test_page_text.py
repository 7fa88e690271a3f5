"""The page as a file: whole and correct whatever overlaps, and nothing in a story can act in it."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
from html.parser import HTMLParser

import numpy as np
from hypothesis import HealthCheck, given, settings

from fabula.output.facts import names
from fabula.output.page import render
from fabula.output.page.data import table
from fabula.output.page.places import anchors
from fabula.output.page.text import LONG, MOSTLY
from fabula.story import Division, Document, Mention, Metadata, Span, Story, Utterance
from tests.strategies import stories

VOID = {"meta", "input"}
OURS = {"a", "div", "details", "em", "h2", "i", "p", "q", "section", "summary"}
"""What the text is made of."""


class Page(HTMLParser):
    """The elements of a page, which must close in the order in which they open, and those and the text of the book."""

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
        self.names.update(name for name, _ in attrs)
        if self.inside:
            self.tags.add(tag)
        if tag not in VOID:
            self.stack.append("book" if ("class", "book") in attrs else tag)

    def handle_startendtag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.update(name for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop().replace("book", "div") == tag

    def handle_data(self, data: str) -> None:
        if self.inside and "summary" not in self.stack:
            self.text.append(data)

    @property
    def inside(self) -> bool:
        return "book" in self.stack


def letters(text: str) -> str:
    return "".join(text.split())


def without_titles(story: Story) -> Story:
    """Titles that the text does not hold are set before their chapters, and would be more than the text."""
    return dataclasses.replace(story, divisions=tuple(dataclasses.replace(d, title=None) for d in story.divisions))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(stories())
def test_the_page_holds_the_whole_text_in_order(story: Story):
    story = without_titles(story)
    page = Page(render(story))
    assert page.tags <= OURS
    assert letters("".join(page.text)).replace("\ufffd", "\0") == letters(story.text).replace("\ufffd", "\0")


def test_the_small_story_reads_as_it_should(story: Story):
    page = render(story)
    assert letters("".join(Page(page).text)) == letters(story.text)
    assert len(re.findall(r"<h2 id=b\d+>Chapter One</h2>", page)) == 1
    assert page.count('data-n="Ida Marsh"') == 1, "an interrupted utterance is labelled once"
    assert re.search(r"<p class=b id=b\d+>\* \* \*</p>", page)
    assert re.search(r"<details><summary>Author&#39;s note</summary>\n<p id=b\d+>Author&#39;s note: the ferry", page)


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
    html = render(hostile)
    page = Page(html)
    assert page.tags <= OURS
    assert not {name for name in page.names if name.startswith("on") or name in ("src", "style", "srcset")}
    assert "1337" not in html
    assert "alert(1)<" not in html
    assert len(re.findall("<script", html)) == len(re.findall("</script", html)) == 3


def test_the_policy_allows_our_style_and_scripts_and_nothing_else(story: Story):
    page = render(story)
    inline = re.findall(r"<(style|script|script type=\"module\")>(.*?)</(?:style|script)>", page, re.S)
    assert [name.split()[0] for name, _ in inline] == ["style", "script", "script"]
    style, *scripts = [
        f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'" for _, content in inline
    ]
    assert f"default-src 'none'; style-src {style}; script-src {' '.join(scripts)}; base-uri 'none'" in page
    assert " style=" not in page
    assert not re.search(r"""(src|href)=["'](?!#)""", page), "every link stays in the page"


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
    body = re.sub(r' (class|data-[nu])=("[^"]*"|\w+)', "", render(overlapping))
    assert "<q>abcd<em>e</em></q><em>fgh</em>ij" in body


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
    assert "<p id=b0>One.</p>\n<p id=b5>“Two.”</p>\n<p id=b12>Three.</p>" in render(plain)


def test_every_place_has_its_block(story: Story):
    anchor = anchors(story)
    for start, text in re.findall(r" id=b(\d+)>(.*?)</(?:p|h2)>", render(story), re.S):
        assert story.text.startswith(re.sub(r"<.*?>", "", text)[:4].replace("&#34;", '"'), int(start))
        assert anchor(int(start)) == anchor(int(start) + 1) == f"b{start}"
    assert anchor(0) == "b0"


def test_a_letter_is_set_as_one(story: Story):
    body = "Dear Benn,\n\nThe boat is late.\n\nIda"
    start = story.text.index("The dog")
    text = f"{story.text[:start]}{body}\n\n{story.text[start:]}"
    letter = Document("letter", (Span(start, start + len(body)),), 0, (2,), (), None, None, None, None, (), "told", 0.9)
    empty = {"mentions": (), "utterances": (), "events": (), "scenes": (), "content": (), "emphasis": ()}
    html = render(dataclasses.replace(story, text=text, divisions=(), documents=(letter,), **empty))
    block = re.search(r"<div class=letter data-d=0>\n(.*?)</div>", html, re.S)
    assert block
    assert re.findall(r"<p id=b\d+>(.*?)</p>", block[1]) == ["Dear Benn,", "The boat is late.", "Ida"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(stories())
def test_the_table_of_the_script_is_whole(story: Story):
    data = json.loads(json.dumps(table(story, names(story))))
    people = data["people"]
    at = 0
    for distance, length, person, *_ in zip(*[iter(data["mentions"])] * 5, strict=True):
        at += distance
        assert any((m.start, m.end, m.entity) == (at, at + length, people[person][0]) for m in story.mentions)
    for utterance, row in zip(story.utterances, data["utterances"], strict=True):
        assert utterance.speaker == (None if row[2] < 0 else people[row[2]][0])
        assert [people[one][0] for one in row[3]] == list(utterance.addressees)


def test_a_story_with_nothing_in_it_has_a_page(story: Story):
    bare = {"characters": (), "utterances": (), "mentions": (), "entities": (), "events": (), "warnings": ()}
    more = {"documents": (), "addresses": (), "scenes": (), "content": (), "divisions": ()}
    layers = {"feelings": (), "arcs": (), "relationships": ()}
    Page(render(dataclasses.replace(story, **bare, **more, **layers)))


def test_front_matter_that_only_repeats_the_title_is_not_shown(story: Story):
    end = story.text.index("\n\n")
    front = Division(0, end, "front matter")
    others = tuple(d for d in story.divisions if d.start >= end)
    page = render(dataclasses.replace(story, divisions=(front, *others)))
    assert "<details hidden><summary>Front matter</summary>" in page
    longer = Division(0, story.text.index("Chapter One") - 2, "front matter")
    others = tuple(d for d in story.divisions if d.start >= longer.end)
    assert "<details><summary>Front matter" in render(dataclasses.replace(story, divisions=(longer, *others)))


def letter(*fragments: Span) -> Document:
    return Document("letter", fragments, 0, (2,), (), None, None, None, None, (), "told", 0.9)


def test_what_is_said_beside_a_letter_in_its_paragraph_is_not_set_as_the_letter(story: Story):
    said = story.utterances[1].spans[0]  # “You are late,” he said.
    start = story.text.rindex("\n\n", 0, said.start) + 2
    end = story.text.index("\n\n", said.end)
    written = Span(start, said.start), Span(said.end, end)
    assert MOSTLY * (end - start) <= sum(s.end - s.start for s in written)
    opening = f"<div class=letter data-d=0>\n<p id=b{start}>"
    assert opening in render(dataclasses.replace(story, documents=(letter(Span(start, end)),)))
    assert opening not in render(dataclasses.replace(story, documents=(letter(*written),)))


def test_long_documents_and_books_told_in_them_are_set_upright(story: Story):
    first = story.utterances[1].spans[0].start
    start, end = story.text.rindex("\n\n", 0, first) + 2, story.text.index("\n\n", first)
    page = dataclasses.replace(story, documents=(letter(Span(start, end)),))
    assert "<div class=letter data-d=0>" in render(page)
    told = letter(Span(start, len(story.text)))
    assert '<div class="letter upright" data-d=0>' in render(dataclasses.replace(page, documents=(told,)))
    long = "\n\n".join([story.text, "x" * LONG, *["Rain fell on the harbour."] * LONG])
    wordy = letter(Span(len(story.text) + 2, len(story.text) + LONG + 30))
    empty = {"mentions": (), "utterances": (), "events": (), "scenes": (), "content": (), "emphasis": ()}
    assert "letter upright" in render(dataclasses.replace(page, text=long, documents=(wordy,), divisions=(), **empty))


def test_a_cited_word_asks_for_no_speaker(story: Story):
    first = dataclasses.replace(story.utterances[0], speaker=None, mention=None)
    for kind, labels in (("speech", 1), ("other", 0)):
        one = dataclasses.replace(first, kind=kind)
        assert render(dataclasses.replace(story, utterances=(one,))).count('data-n="?"') == labels


def test_letters_without_chapters_are_listed_as_such(story: Story):
    some = (letter(story.utterances[0].spans[0]),)
    assert "<summary>Letters and notes</summary>" in render(dataclasses.replace(story, divisions=(), documents=some))
    both = render(dataclasses.replace(story, documents=some))
    assert "<summary>Contents</summary>" in both
    assert "Letters and notes" in both
