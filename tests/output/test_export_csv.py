"""Every layer as CSV, read by pandas and by Python's csv."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
from hypothesis import HealthCheck, given, settings

from fabula.output.csv import render
from fabula.output.schema import FIELDS
from fabula.output.tables import rows
from fabula.story import LAYERS, Story
from tests.strategies import stories

few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def test_every_layer_is_a_table_with_its_fields_first(story: Story):
    files = render(story, "ferry")
    assert files.keys() == {f"{layer}.csv" for layer in LAYERS} | {"text.txt"}
    assert files["text.txt"].decode() == story.text
    for layer in LAYERS:
        frame = pd.read_csv(io.BytesIO(files[f"{layer}.csv"]))
        assert len(frame) == len(getattr(story, layer))
        fields = list(rows(story, layer))
        assert list(frame.columns)[: len(fields)] == fields
        assert all(set(fields) <= {*known} for known in [next(f for f in FIELDS.values() if set(fields) <= {*f})])


def test_words_and_names_stand_beside_offsets_and_ids(story: Story):
    files = render(story, "ferry")
    utterances = pd.read_csv(io.BytesIO(files["utterances.csv"]))
    assert utterances.text.tolist() == [story.said(u) for u in story.utterances]
    assert utterances.speaker_name.tolist()[:3] == ["Ida Marsh", "Corrie", "Benn"]
    assert pd.isna(utterances.speaker_name[3]) and pd.isna(utterances.speaker[3])
    assert json.loads(utterances.spans[0]) == [{"start": 143, "end": 148}, {"start": 163, "end": 183}]
    assert json.loads(utterances.manners[0])[0]["kind"] == "shout"
    mentions = pd.read_csv(io.BytesIO(files["mentions.csv"]))
    assert mentions.text.tolist() == [story.text[m.start : m.end] for m in story.mentions]
    assert mentions.entity_name[3] == "Corrie"
    assert pd.read_csv(io.BytesIO(files["characters.csv"])).narrator.dtype == bool


@few
@given(stories())
def test_any_story_comes_back_cell_by_cell(story: Story):
    files = render(story, "x")
    for layer in LAYERS:
        header, *body = csv.reader(io.StringIO(files[f"{layer}.csv"].decode(), newline=""))
        assert len(body) == len(getattr(story, layer))
        assert all(len(row) == len(header) for row in body)
    names = [row[2] for row in list(csv.reader(io.StringIO(files["entities.csv"].decode(), newline="")))[1:]]
    assert names == [entity.name for entity in story.entities]
