"""The charts of the page: well-formed, leading into the text, legible, the same every time, and not heavy."""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fabula
from fabula.output.blocks import blocks
from fabula.output.charts import STYLE, Chart, charts
from fabula.output.charts.network import network
from fabula.output.charts.people import appearances, chaptered, course, parts
from fabula.output.charts.storyline import storyline
from fabula.output.charts.stress import apart, layout
from fabula.output.charts.svg import Box, Marks, clip, number, overlap, plain, width
from fabula.output.charts.threads import APART, AWAY, CLOSE, crossings, heights, order
from fabula.story import (
    Address,
    Arc,
    ArcPoint,
    Character,
    Division,
    Entity,
    Mention,
    Presence,
    Relationship,
    Scene,
    Span,
    Story,
    Tie,
    Utterance,
)
from tests.strategies import stories

EXAMPLES = sorted(p for p in (Path(__file__).parents[2] / "examples").iterdir() if p.is_file())
NAMES = ["storyline", "arcs", "network", "balance", "address", "map"]


def drawn(story: Story) -> dict[str, Chart]:
    starts = [block.start for block in blocks(story)]

    def anchor(offset: int) -> str:
        assert 0 <= offset <= len(story.text)
        return f"b{max([s for s in starts if s <= offset], default=min(starts, default=0))}"

    colours = {character.entity: f"c{i}" for i, character in enumerate(story.characters[:8])}
    return {chart.name: chart for chart in charts(story, anchor, colours)}


@cache
def example(path: Path) -> Story:
    return fabula.read(path)


def tree(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(f"<div>{chart.markup}</div>")


def labels(chart: Chart) -> list[Box]:
    """The boxes of the texts of a drawing of fixed shape."""
    found = []
    for text in tree(chart).iter("text"):
        assert text.text
        size = 12 if text.get("class") != "small" else 10.5
        x, y, wide = float(text.get("x", "")), float(text.get("y", "")), width(text.text, size) / 1.06
        left = {"end": x - wide, "middle": x - wide / 2}.get(text.get("text-anchor", ""), x)
        found.append((left, y - 0.75 * size, left + wide, y + 0.2 * size))
    return found


def crowd(people: int, chapters: int, scenes: int, lines: int = 3) -> Story:
    """A story of as many people, who meet by turns in as many scenes, each with a few lines."""
    sentence = "“Come in,” said Somebody to the others, who were by the door. " * 3 + "\n\n"
    text = sentence * scenes * lines
    size = len(sentence)
    entities = tuple(Entity(i, "PER", f"Person Number {i}") for i in range(people))
    there = [[(3 * i + k * (1 + i % 4)) % people for k in range(2 + i % 4)] for i in range(scenes)]
    spans = [(size * lines * i, size * lines * (i + 1)) for i in range(scenes)]
    utterances, mentions = [], []
    for group, (start, end) in zip(there, spans, strict=True):
        for k, at in enumerate(range(start, end, size)):
            one, other = group[k % len(group)], group[(k + 1) % len(group)]
            heard = (other,) if other != one else ()
            utterances.append(Utterance((Span(at + 1, at + 8),), "speech", one, heard, None, None, "tag", 0.9))
            mentions += [Mention(at + 12 + j, at + 20 + j, "PROP", "PER", who, 0.9) for j, who in enumerate(group)]
    per = -(-scenes // chapters)
    edges = [spans[i][0] for i in range(0, scenes, per)] + [len(text)]
    return dataclasses.replace(
        EMPTY,
        text=text,
        entities=entities,
        mentions=tuple(mentions),
        utterances=tuple(utterances),
        characters=tuple(
            Character(i, f"Person Number {i}", (), (), (), 9, 5, 10, round(1 - i / people, 4)) for i in range(people)
        ),
        divisions=tuple(
            Division(a, b, "chapter", f"Chapter {i}: A Long Name for It")
            for i, (a, b) in enumerate(pairwise(edges), 1)
        ),
        scenes=tuple(
            Scene(a, b, None, None, (), tuple(Presence(one, 3, None, None) for one in group), None, "told", 0.9)
            for group, (a, b) in zip(there, spans, strict=True)
        ),
        addresses=tuple(
            Address(i, (i + 1) % people, form, "given", (Span(1, 8),) * 2, (Span(1, 8),) if form == "Ann" else (), 0.9)
            for i in range(people) for form in ("Ann", "Nan", "Nancy", "Miss Ann", "you there")
        ),
        arcs=tuple(
            Arc(one, 500, tuple(
                ArcPoint(i * len(text) // 900, (i + 1) * len(text) // 900, ((i * 7) % 19 - 9) / 10, 0.5, "joy")
                for i in range(900)
            ), (Span(5, 90), Span(len(text) // 2, len(text) // 2 + 50)))
            for one in (None, *range(people))
        ),
        relationships=tuple(
            Relationship(i, i + 1, (), 3, 3, None, None, (Tie("sibling", 1, 8, 0.9),), (), 0.9)
            for i in range(people - 1)
        ),
    )  # fmt: skip


EMPTY = Story("", *(None,) * 4)  # type: ignore[arg-type]


@pytest.fixture(autouse=True, scope="module")
def _empty() -> None:
    from tests.conftest import small_story

    story = small_story()
    global EMPTY  # noqa: PLW0603
    EMPTY = Story("", story.metadata, story.source, story.model, dataclasses.replace(
        story.tokens, **{n: getattr(story.tokens, n)[:0] for n in story.tokens.__dataclass_fields__}
    ))  # fmt: skip


def holds(story: Story) -> dict[str, Chart]:
    """What every chart of every story keeps to."""
    found = drawn(story)
    assert list(found) == NAMES
    assert found == drawn(story)
    ids: list[str] = []
    for chart in found.values():
        assert chart.title
        assert chart.caption.endswith(".")
        if not chart.markup:
            continue
        starts = {f"b{block.start}" for block in blocks(story)} or {"b0"}
        root = tree(chart)
        assert "style=" not in re.sub(r">[^<]*<", "><", chart.markup)
        ids += [element.get("id", "") for element in root.iter() if element.get("id")]
        for link in root.iter("a"):
            assert link.get("href", "")[1:] in starts
            assert 0 <= int(link.get("data-at", "")) <= len(story.text)
            assert "".join(link.itertext()).strip()
        for element in root.iter():
            for one in element.get("data-c", "").split():
                assert int(one) in range(len(story.entities))
        for svg in root.iter("svg"):
            assert svg.get("role") == "group"
            assert svg.get("aria-label")
        for value in re.findall(r'"[^"]*(?:nan|inf)[^"]*"', re.sub(r">[^<]*<", "><", chart.markup)):
            assert not re.search(r"[\d\s\"M](?:nan|inf)[\s\"]", value)
    assert len(ids) == len(set(ids))
    return found


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_charts_of_the_examples(path: Path) -> None:
    story = example(path)
    found = holds(story)
    assert all(found[name].markup for name in ("storyline", "network", "balance", "address", "map"))
    for name in ("storyline", "network"):
        assert not [pair for pair in combinations(labels(found[name]), 2) if overlap(*pair)]
        size = [float(part) for part in tree(found[name])[0].get("viewBox", "").split()]
        assert all(b[0] >= 0 and b[1] >= 0 and b[2] <= size[2] and b[3] <= size[3] for b in labels(found[name]))


def test_charts_of_the_small_story(story: Story) -> None:
    found = holds(story)
    assert "alert(1)" not in "".join(chart.markup for chart in found.values())
    assert found["arcs"].markup.count("<tr") == 3
    network = tree(found["network"])
    assert {a.get("data-c") for a in network.iter("a") if a.get("class") == "tie"} == {"0 1"}
    assert "friends" in "".join(network.itertext())


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(stories())
def test_charts_of_any_story(story: Story) -> None:
    holds(story)


def test_nobody_and_one() -> None:
    assert all(not chart.markup for name, chart in holds(EMPTY).items())
    alone = crowd(1, 1, 4)
    found = holds(dataclasses.replace(alone, scenes=(), divisions=(), arcs=()))
    assert not found["storyline"].markup
    assert "one person" in found["storyline"].caption
    assert not found["network"].markup
    assert found["balance"].markup
    assert "equal parts" in found["balance"].caption


def test_a_work_that_is_all_front_matter_has_no_balance() -> None:
    alone = crowd(1, 1, 4)
    whole = (Division(0, len(alone.text), "front matter", None),)
    found = holds(dataclasses.replace(alone, scenes=(), divisions=whole, arcs=()))
    assert alone.utterances and not found["balance"].markup and found["balance"].caption


def test_two_people_without_scenes() -> None:
    story = dataclasses.replace(crowd(2, 1, 4), scenes=(), divisions=())
    found = holds(story)
    assert {one.get("data-c") for one in tree(found["storyline"]).iter("g") if one.get("data-c")} == {"0", "1"}
    assert "equal parts" in found["storyline"].caption


@pytest.mark.parametrize(("people", "chapters", "scenes"), [(40, 60, 200), (12, 2, 30), (5, 30, 30), (30, 120, 240)])
def test_large_works_stay_light_and_legible(people: int, chapters: int, scenes: int) -> None:
    found = holds(crowd(people, chapters, scenes))
    for name, chart in found.items():
        assert chart.markup, name
        assert len(chart.markup.encode()) < 150_000, name
    for name in ("storyline", "network"):
        assert not [pair for pair in combinations(labels(found[name]), 2) if overlap(*pair)]
    assert len({one.get("data-c") for one in tree(found["storyline"]).iter("g") if one.get("data-c")}) <= 12


def test_axis_labels_have_room_on_a_narrow_and_a_wide_screen() -> None:
    found = holds(crowd(6, 60, 120))
    for screen, kinds in ((190, {"small"}), (570, {"small", "small fine"})):
        texts = [t for t in tree(found["balance"]).iter("text") if t.get("class") in kinds]
        boxes = []
        for text in texts:
            middle, half = float(text.get("x", "").rstrip("%")) / 100 * screen, width(text.text or "", 11) / 2
            boxes.append((middle - half, 0.0, middle + half, 1.0))
        assert len(boxes) > 5
        assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]


def test_a_refused_form_is_struck() -> None:
    matrix = tree(drawn(crowd(4, 2, 8))["address"])
    assert {struck.text for struck in matrix.iter("s")} == {"Ann"}
    assert "1 more" in "".join(matrix.itertext())


def test_a_tie_is_drawn_though_not_a_word_is_said() -> None:
    story = crowd(4, 1, 4)
    said = tuple(u for u in story.utterances if {u.speaker, *u.addressees} != {0, 1})
    ties = (Relationship(0, 1, (), 0, 0, None, None, (Tie("lover", 3, 8, 0.9),), (), 0.9),)
    drawn_ = tree(drawn(dataclasses.replace(story, utterances=said, relationships=ties))["network"])
    (link,) = (a for a in drawn_.iter("a") if a.get("data-c") == "0 1")
    assert [path.get("class") for path in link.iter("path")] == ["love"]
    assert "".join(link.itertext()) == "Person Number 0 and Person Number 1; lovers"
    assert link.get("data-at") == "3"


def test_parts_of_a_work() -> None:
    story = crowd(3, 4, 8)
    assert [part.short for part in parts(story)[0]] == ["1", "2", "3", "4"]
    assert parts(dataclasses.replace(story, divisions=()))[1] == "scenes"
    equal, unit = parts(dataclasses.replace(story, divisions=(), scenes=()))
    assert (len(equal), unit, equal[0].start, equal[-1].end) == (10, "equal parts", 0, len(story.text))
    titles = ["Chapter IV. The Inn", "Letter the last", "twelve", "iii"]
    named = tuple(Division(10 * i, 10 * i + 10, "chapter", title) for i, title in enumerate(titles))
    found = chaptered(dataclasses.replace(story, divisions=named))
    assert [part.short for part in found] == ["IV", "2", "12", "III"]


def test_what_is_not_story_takes_no_room() -> None:
    story = dataclasses.replace(
        crowd(3, 1, 2), divisions=(Division(0, 100, "preface"), Division(200, 300, "author's note"))
    )
    where = course(story)
    assert where(50) == where(100) == 0
    assert where(200) == where(250) == where(300) == 100 / (len(story.text) - 200)
    assert where(len(story.text)) == 1


@given(st.lists(st.frozensets(st.integers(0, 7), min_size=1), min_size=1, max_size=14))
@settings(deadline=None)
def test_threads_keep_together_and_apart(groups: list[frozenset[int]]) -> None:
    threads = sorted(set().union(*groups))
    spans = {t: [i for i, group in enumerate(groups) if t in group] for t in threads}
    alive = [[t for t in threads if spans[t][0] - 1 <= i <= spans[t][-1]] for i in range(len(groups))]
    ordered = order(alive, groups)
    assert [sorted(column) for column in ordered] == [sorted(column) for column in alive]
    assert sum(map(crossings, ordered, ordered[1:])) <= sum(map(crossings, alive, alive[1:])) or any(
        max(map(column.index, group)) - min(map(column.index, group)) != len(group) - 1
        for column, group in zip(alive, groups, strict=True)
    )
    for column, group, ys in zip(ordered, groups, heights(ordered, groups, dict.fromkeys(threads, 1.0)), strict=True):
        places = [column.index(one) for one in group]
        assert max(places) - min(places) == len(group) - 1
        for one, other in pairwise(column):
            near = {one, other} & group
            least = CLOSE if len(near) == 2 else APART if near else AWAY
            assert ys[other] - ys[one] >= least - 0.11


def test_threads_cross_no_more_than_they_must() -> None:
    groups = [frozenset({0, 1}), frozenset({2, 3}), frozenset({0, 1}), frozenset({2, 3}), frozenset({0, 3})]
    alive = [[0, 1, 2, 3]] * 2 + [[0, 1, 2, 3]] * 2 + [[0, 3]]
    ordered = order(alive, groups)
    assert sum(map(crossings, ordered, ordered[1:])) == 0


def test_a_network_lays_the_near_near() -> None:
    places = layout([0, 1, 2, 3], {(0, 1): 90, (1, 2): 3, (2, 3): 90})

    def gap(one: int, other: int) -> float:
        return sum((a - b) ** 2 for a, b in zip(places[one], places[other], strict=True)) ** 0.5

    assert gap(0, 1) < gap(1, 2) < gap(0, 3)
    assert gap(0, 1) == pytest.approx(gap(2, 3), rel=0.05)


def test_what_overlaps_is_pushed_apart() -> None:
    extents = dict.fromkeys(range(6), (30.0, 10.0, 30.0, 20.0))
    places = apart(dict.fromkeys(range(6), (0.0, 0.0)), extents)
    boxes = [(x - 30, y - 10, x + 30, y + 20) for x, y in places.values()]
    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]


def test_labels() -> None:
    assert clip("Elizabeth", 200) == "Elizabeth"
    short = clip("the person who advanced from the other side", 90)
    assert short.endswith("…")
    assert width(short) <= 90
    assert plain("a\x00\n\u202e b\ud7ff") == "a b"
    assert [number(x) for x in (1.0, 2.04, -0.04, 3.25)] == ["1", "2", "0", "3.2"]
    assert "style" not in storyline(EMPTY, Marks(str, {}, {})).markup + network(EMPTY, Marks(str, {}, {})).markup
    assert STYLE


def test_who_only_stands_in_a_letter_is_not_in_the_storyline(story: Story):
    benn = next(c.entity for c in story.characters if c.name == "Benn")
    mention = next(m for m in story.mentions if m.entity == benn)
    assert mention.start in appearances(story)[benn]
    whole = dataclasses.replace(story.scenes[0], end=len(story.text))
    assert benn not in {p.entity for p in whole.cast}
    written = dataclasses.replace(story.documents[0], fragments=(Span(mention.start, mention.end),))
    letter = dataclasses.replace(story, documents=(written,), scenes=(whole,))
    assert mention.start not in appearances(letter)[benn]
    there = dataclasses.replace(whole, cast=(*whole.cast, dataclasses.replace(whole.cast[0], entity=benn)))
    assert mention.start in appearances(dataclasses.replace(letter, scenes=(there,)))[benn]
