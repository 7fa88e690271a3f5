"""The exact forms: what is written and read back is equal, and what does not fit is refused with its place."""

from __future__ import annotations

import copy
import json
import sys
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from fabula import story as model
from fabula.errors import MissingExtra, MissingFile, NotAReading
from fabula.output.json import dumps, from_json, loads, to_json
from fabula.output.plain import hints, sequence
from fabula.output.schema import CLASSES, FIELDS, schema
from fabula.output.tables import TABLES, from_parquet, rows, to_parquet
from fabula.story import LAYERS, Story
from tests.strategies import stories

VALIDATOR = jsonschema.Draft202012Validator(schema())
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def write_tables(story: Story, folder: Path) -> None:
    for table in TABLES:
        (folder / f"{table}.parquet").write_bytes(to_parquet(story, table))


@few
@given(stories())
def test_json_gives_back_an_equal_story_and_fits_the_schema(story: Story):
    plain = to_json(story)
    assert from_json(plain) == story
    assert loads(dumps(story), "story.json") == story
    VALIDATOR.validate(plain)


@few
@given(stories())
def test_parquet_gives_back_an_equal_story(tmp_path_factory: pytest.TempPathFactory, story: Story):
    folder = tmp_path_factory.mktemp("tables")
    write_tables(story, folder)
    assert from_parquet(folder) == story


def test_the_small_story_comes_back(story: Story, tmp_path: Path):
    assert loads(dumps(story), "story.json") == story
    write_tables(story, tmp_path)
    assert from_parquet(tmp_path) == story


def test_a_subclass_comes_back_as_itself(story: Story, tmp_path: Path):
    class Mine(Story):
        pass

    write_tables(story, tmp_path)
    assert type(from_json(to_json(story), Mine)) is type(from_parquet(tmp_path, Mine)) is Mine


def test_the_schema_is_valid_and_strict():
    jsonschema.Draft202012Validator.check_schema(schema())

    def objects(part: object):
        if isinstance(part, dict):
            if "properties" in part and part.get("type") == "object":
                yield part
            for value in part.values():
                yield from objects(value)

    assert all(one["additionalProperties"] is False for one in objects(schema()))
    assert sum(1 for _ in objects(schema())) > len(CLASSES) - 3


def test_every_field_of_the_data_model_is_described_and_no_other():
    classes = {name: one for name, one in vars(model).items() if is_dataclass(one)}
    assert CLASSES.keys() == FIELDS.keys() == classes.keys()
    for name, one in classes.items():
        assert list(FIELDS[name]) == [field.name for field in fields(one)], name


def test_what_is_no_number_is_not_written(story: Story):
    mention = replace(story.mentions[0], confidence=float("nan"))
    event = np.full_like(story.tokens.event, np.inf)
    for broken in (
        {"mentions": (mention, *story.mentions[1:])},
        {"tokens": replace(story.tokens, event=event)},
    ):
        with pytest.raises(ValueError, match="no number"):
            dumps(replace(story, **broken))


@pytest.mark.parametrize(
    ("where", "value", "place"),
    [
        (("schema_version",), "9.9", "schema_version"),
        (("text",), None, "text"),
        (("text",), "\ud800", "text"),
        (("mentions", 1, "kind"), "NOUN", "mentions[1].kind"),
        (("mentions", 1, "start"), True, "mentions[1].start"),
        (("mentions", 1, "start"), -1, "mentions[1].start"),
        (("mentions", 1, "end"), 10**6, "mentions[1]"),
        (("mentions", 1, "entity"), 99, "mentions[1]"),
        (("mentions", 0, "confidence"), float("nan"), "mentions[0].confidence"),
        (("mentions", 0, "confidence"), 1.5, "mentions[0].confidence"),
        (("mentions", 0, "colour"), "red", "mentions[0]"),
        (("utterances", 0, "spans", 1), [3], "utterances[0].spans[1]"),
        (("utterances", 0, "spans"), [], "utterances[0].spans"),
        (("utterances", 0, "cue", "start"), "4", "utterances[0].cue.start"),
        (("utterances", 0, "speaker"), 77, "utterances[0]"),
        (("utterances", 2, "addressees"), [77], "utterances[2]"),
        (("entities", 1, "id"), 0, "entities[1]"),
        (("feelings", 0, "entity"), 77, "feelings[0]"),
        (("feelings", 0, "emotions", 0, "kind"), "ennui", "feelings[0].emotions[0].kind"),
        (("arcs", 0, "points", 1, "valence"), -1.5, "arcs[0].points[1].valence"),
        (("arcs", 0, "turns", 0), [0, 10**6], "arcs[0].turns[0]"),
        (("relationships", 0, "felt"), float("nan"), "relationships[0].felt"),
        (("relationships", 0, "scenes", 0), 2, "relationships[0].scenes"),
        (("relationships", 0, "other"), 77, "relationships[0]"),
        (("source", "segments", 0), [0, 1, 0, 1, "yes", ""], "source.segments[0]"),
        (("tokens", "head", 3), 10**12, "tokens.head"),
        (("tokens", "head", 3), 10**6, "tokens.head[3]"),
        (("tokens", "head", 3), True, "tokens.head[3]"),
        (("tokens", "lemma", "codes", 0), 10**6, "tokens.lemma.codes"),
        (("tokens", "lemma", "codes"), [], "tokens.lemma"),
        (("tokens", "event", 0), 2.0, "tokens.event[0]"),
        (("tokens",), {}, "tokens"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(story: Story, where: tuple, value: object, place: str):
    plain = copy.deepcopy(to_json(story))
    inner = plain
    for step in where[:-1]:
        inner = inner[step]
    inner[where[-1]] = value
    with pytest.raises(NotAReading) as refused:
        from_json(plain)
    assert f" {place}: " in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"schema_version":"1.0"}', b"[" * 100_000])
def test_what_is_not_a_reading_is_refused(data: bytes):
    with pytest.raises(NotAReading, match=r"story\.json"):
        loads(data, "story.json")


def test_a_field_short_is_refused(story: Story):
    plain = to_json(story)
    del plain["events"]
    with pytest.raises(NotAReading, match="no events"):
        from_json(plain)


def test_damaged_tables_are_refused(story: Story, tmp_path: Path):
    write_tables(story, tmp_path)
    whole = (tmp_path / "events.parquet").read_bytes()
    for damaged in (b"", b"hello", whole[:-20], whole[:4] + b"\xff" * 40 + whole[44:]):
        (tmp_path / "events.parquet").write_bytes(damaged)
        with pytest.raises(NotAReading, match=r"events\.parquet"):
            from_parquet(tmp_path)
    (tmp_path / "events.parquet").write_bytes(to_parquet(story, "mentions"))
    with pytest.raises(NotAReading, match="no lemma"):
        from_parquet(tmp_path)
    (tmp_path / "events.parquet").unlink()
    with pytest.raises(MissingFile):
        from_parquet(tmp_path)


@pytest.mark.parametrize("layer", LAYERS)
def test_each_layer_is_a_table(story: Story, layer: str):
    frame = story.to_pandas(layer)
    assert isinstance(frame, pd.DataFrame)
    assert len(frame) == len(getattr(story, layer))
    item = hints(Story)[layer] if layer == "tokens" else sequence(hints(Story)[layer])
    assert list(frame.columns) == list(FIELDS[item.__name__])


def test_without_pandas_the_extra_is_named(story: Story, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtra, match=r"pip install 'fabula\[pandas\]'"):
        story.to_pandas("utterances")


def test_there_is_no_other_layer(story: Story):
    with pytest.raises(KeyError, match="tokens, divisions"):
        rows(story, "moods")


def test_other_software_reads_the_tables(story: Story, tmp_path: Path):
    duckdb = pytest.importorskip("duckdb")
    write_tables(story, tmp_path)
    found = duckdb.sql(
        f"select name, len(u.spans) from '{tmp_path}/utterances.parquet' u "
        f"join '{tmp_path}/characters.parquet' c on c.entity = u.speaker order by c.entity"
    ).fetchall()
    assert found == [("Ida Marsh", 2), ("Corrie", 2), ("Benn", 1)]


def test_json_keeps_letters_readable(story: Story):
    assert "🐕 “Good boy!”" in dumps(story).decode()
    assert json.loads(dumps(story))["utterances"][0]["spans"][0] == [143, 148]
