"""The network as GEXF and GraphML, read by networkx."""

from __future__ import annotations

import dataclasses
import io

import pytest
from hypothesis import HealthCheck, given, settings

from fabula.output.gexf import gexf, graphml, graphml_by_chapter
from fabula.story import Presence, Story
from tests.strategies import stories

few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def graph(story: Story, form: str):
    nx = pytest.importorskip("networkx", reason="the network is read with networkx")
    make, read = {"gexf": (gexf, nx.read_gexf), "graphml": (graphml, nx.read_graphml)}[form]
    ((name, data),) = make(story, "ferry").items()
    assert name == f"ferry.{form}"
    return read(io.BytesIO(data))


@pytest.mark.parametrize("form", ["gexf", "graphml"])
def test_who_speaks_with_whom_and_who_is_where(story: Story, form: str):
    first, second = story.scenes
    scenes = (first, dataclasses.replace(second, cast=tuple(Presence(who, 1, None, None) for who in (0, 1, 2))))
    found = graph(dataclasses.replace(story, scenes=scenes), form)
    assert {node: data["label"] for node, data in found.nodes(data=True)} == {
        "e0": "Ida Marsh", "e1": "Corrie", "e2": "Benn", "e3": "the dog",
    }  # fmt: skip
    ida = found.nodes["e0"]
    assert (ida["lines"], ida["words"], ida["mentions"], ida["importance"]) == (1, 5, 3, 1.0)
    assert (ida["narrator"], ida["pronouns"]) == (False, "she")
    edges = {(one, other, data["kind"]): data for one, other, data in found.edges(data=True)}
    assert {key: data["weight"] for key, data in edges.items()} == {
        ("e0", "e1", "speech"): 2, ("e0", "e1", "together"): 2, ("e0", "e1", "friend"): 1,
        ("e0", "e2", "together"): 1, ("e1", "e2", "together"): 1,
    }  # fmt: skip
    speech = edges["e0", "e1", "speech"]
    assert (speech["source_lines"], speech["target_lines"]) == (1, 1)
    assert (speech["target_feels"], "source_feels" in speech) == (-0.5, False)
    assert edges["e0", "e2", "together"]["unit"] == "scenes"
    assert edges["e0", "e1", "friend"]["confidence"] == 0.6


def test_the_gexf_of_chapters_is_dynamic(story: Story):
    first, second = story.scenes
    later = dataclasses.replace(second, cast=tuple(Presence(who, 1, None, None) for who in (0, 1, 2)))
    found = graph(dataclasses.replace(story, scenes=(first, later)), "gexf")
    assert (found.graph["mode"], found.graph["start"], found.graph["end"]) == ("dynamic", "1", "2")
    assert found.nodes["e0"]["spells"] == [(1.0, 1.0)]
    assert found.nodes["e3"]["spells"] == [(2.0, 2.0)]
    edges = {(one, other, data["kind"]): data for one, other, data in found.edges(data=True)}
    together = edges["e0", "e1", "together"]
    assert together["spells"] == [(1.0, 2.0)]
    assert together["chapter_weight"] == [(1.0, 1.0, 1.0), (1.0, 2.0, 2.0)]
    assert edges["e0", "e1", "speech"]["chapter_weight"] == [(2.0, 1.0, 1.0)]
    assert edges["e0", "e1", "speech"]["chapter_valence"] == [(-0.5, 1.0, 1.0)]
    assert "spells" not in edges["e0", "e1", "friend"]


def test_a_story_in_one_piece_is_static(story: Story):
    found = graph(dataclasses.replace(story, divisions=()), "gexf")
    assert found.graph["mode"] == "static"
    assert not any("spells" in data for _, data in found.nodes(data=True))


def test_a_graph_a_chapter(story: Story):
    nx = pytest.importorskip("networkx", reason="the network is read with networkx")
    files = graphml_by_chapter(story, "ferry")
    assert list(files) == ["ferry.1.graphml", "ferry.2.graphml"]
    one, two = (nx.read_graphml(io.BytesIO(data)) for data in files.values())
    assert (one.graph["title"], two.graph["title"]) == ("Chapter One", "Chapter Two")
    assert (sorted(one.nodes), sorted(two.nodes)) == (["e0", "e1", "e2"], ["e3"])
    assert {data["kind"]: data["weight"] for _, _, data in one.edges(data=True)} == {
        "speech": 2, "together": 1, "friend": 1,
    }  # fmt: skip
    assert not two.edges


def test_without_scenes_it_counts_paragraphs(story: Story):
    found = graph(dataclasses.replace(story, scenes=()), "gexf")
    together = {(a, b): d for a, b, d in found.edges(data=True) if d["kind"] == "together"}
    assert {pair: data["weight"] for pair, data in together.items()} == {("e0", "e1"): 2}
    assert {data["unit"] for data in together.values()} == {"paragraphs"}


@few
@given(stories())
def test_any_story_makes_a_graph(story: Story):
    people = {character.entity for character in story.characters}
    for form in ("gexf", "graphml"):
        assert graph(story, form).number_of_nodes() == len(people)
