"""BookNLP's files, read as its users read them: pandas by tabs without quoting, json, and BookNLP's own conventions."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections import Counter

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

import fabula
from fabula.output.booknlp import render
from fabula.story import Story
from tests.strategies import stories

few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

WALK = (
    "Chapter One\n\n"
    "Maud Tarrant was tired and cold. She dropped her basket and her book.\n\n"
    "“Get up,” said Maud, “or the tide will have you.”\n\n"
    "Her brother was kicked by a mule. Maud and Piers laughed in the rain.\n\n"
    "“The mule started it!” Piers cried.\n"
)


@pytest.fixture(scope="module")
def walk() -> Story:
    return fabula.read(WALK)


def table(files: dict[str, bytes], kind: str) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(files[f"walk.{kind}"]), sep="\t", quoting=csv.QUOTE_NONE, keep_default_na=False)


def people(files: dict[str, bytes]) -> list[dict]:
    return json.loads(files["walk.book"])["characters"]


def test_the_columns_are_booknlps(walk: Story):
    files = render(walk, "walk")
    assert list(files) == ["walk.tokens", "walk.entities", "walk.quotes", "walk.book"]
    assert list(table(files, "tokens").columns) == [
        "paragraph_ID", "sentence_ID", "token_ID_within_sentence", "token_ID_within_document", "word", "lemma",
        "byte_onset", "byte_offset", "POS_tag", "fine_POS_tag", "dependency_relation", "syntactic_head_ID", "event",
    ]  # fmt: skip
    assert list(table(files, "entities").columns) == ["COREF", "start_token", "end_token", "prop", "cat", "text"]
    assert list(table(files, "quotes").columns) == [
        "quote_start", "quote_end", "mention_start", "mention_end", "mention_phrase", "char_id", "quote",
    ]  # fmt: skip
    one = people(files)[0]
    assert list(one) == ["agent", "patient", "mod", "poss", "id", "g", "count", "mentions"]
    assert list(one["mentions"]) == ["proper", "common", "pronoun"]


def test_tokens_are_numbered_and_point_into_the_text(walk: Story):
    tokens = table(render(walk, "walk"), "tokens")
    assert tokens.token_ID_within_document.tolist() == list(range(len(walk.tokens)))
    for row in tokens.itertuples():
        assert WALK[row.byte_onset : row.byte_offset] == row.word
    for _, sentence in tokens.groupby("sentence_ID"):
        assert sentence.token_ID_within_sentence.tolist() == list(range(len(sentence)))
        inside = set(sentence.token_ID_within_document)
        assert set(sentence.syntactic_head_ID) <= inside
        assert (sentence.dependency_relation == "ROOT").sum() == 1
    assert set(tokens.event) == {"EVENT", "O"}
    assert {"dobj", "nsubj", "pobj", "prep", "poss"} <= set(tokens.dependency_relation)


def test_quotations_name_the_same_people_as_entities_and_book(walk: Story):
    files = render(walk, "walk")
    tokens, entities, quotes = (table(files, kind) for kind in ("tokens", "entities", "quotes"))
    words = tokens.word.tolist()
    for row in entities.itertuples():
        assert row.text == " ".join(words[row.start_token : row.end_token + 1])
    assert quotes.quote.tolist() == [
        "“ Get up , ”", "“ or the tide will have you . ”", "“ The mule started it ! ”",
    ]  # fmt: skip
    mentions = {(str(row.start_token), str(row.end_token)): row for row in entities.itertuples()}
    ids = {one["id"]: one for one in people(files)}
    for row in quotes.itertuples():
        assert row.quote == " ".join(words[row.quote_start : row.quote_end + 1])
        mention = mentions[str(row.mention_start), str(row.mention_end)]
        assert (mention.text, str(mention.COREF)) == (row.mention_phrase, str(row.char_id))
        assert int(row.char_id) in ids
    said = {row.quote: ids[int(row.char_id)]["mentions"]["proper"] for row in quotes.itertuples()}
    assert "Maud" in {one["n"] for one in said["“ or the tide will have you . ”"]}
    assert "Piers" in {one["n"] for one in said["“ The mule started it ! ”"]}


def test_the_book_tells_what_people_do_are_and_have(walk: Story):
    files = render(walk, "walk")
    words = table(files, "tokens").word.tolist()
    maud = next(one for one in people(files) if any(name["n"] == "Maud Tarrant" for name in one["mentions"]["proper"]))
    for part in ("agent", "patient", "mod", "poss"):
        assert all(words[one["i"]] == one["w"] for one in maud[part])
    assert {"dropped", "said", "laughed"} <= {one["w"] for one in maud["agent"]}
    assert {"tired", "cold"} <= {one["w"] for one in maud["mod"]}
    assert {"basket", "book"} <= {one["w"] for one in maud["poss"]}
    assert maud["g"]["argmax"] == "she/her" and maud["g"]["inference"]["he/him/his"] == 0
    assert sum(maud["g"]["inference"].values()) == pytest.approx(1)
    counts = Counter(table(files, "entities").query("cat == 'PER'").COREF)
    assert {one["id"]: one["count"] for one in people(files)} == {i: n for i, n in counts.items() if n > 1}
    assert all(
        sum(m["c"] for group in one["mentions"].values() for m in group) == one["count"] for one in people(files)
    )


def test_the_narrator_is_nought_and_nobody_else(story: Story):
    assert "0" not in {line.split("\t")[0] for line in render(story, "x")["x.entities"].decode().splitlines()}
    told = dataclasses.replace(story.characters[1], narrator=True)
    story = dataclasses.replace(story, characters=(story.characters[0], told, *story.characters[2:]))
    rows = [line.split("\t") for line in render(story, "x")["x.entities"].decode().splitlines()[1:]]
    assert {row[5] for row in rows if row[0] == "0"} == {"Corrie", "he"}


def test_a_speaker_without_a_mention_there_has_the_nearest(story: Story):
    first = story.utterances[0]
    silent = dataclasses.replace(story, utterances=(dataclasses.replace(first, mention=None), *story.utterances[1:]))
    rows = [line.split("\t") for line in render(silent, "x")["x.quotes"].decode().splitlines()[1:]]
    assert [row[4] for row in rows[:2]] == ["she", "she"]
    assert rows[-1][2:6] == ["None"] * 4


@few
@given(stories())
def test_any_story_makes_whole_tables(story: Story):
    tags = ("X",) * len(story.tokens)  # which the model gives, and not the text
    story = dataclasses.replace(story, tokens=dataclasses.replace(story.tokens, upos=tags, xpos=tags, deprel=tags))
    files = render(story, "x")
    for kind in ("tokens", "entities", "quotes"):
        lines = files[f"x.{kind}"].decode().split("\n")
        assert lines[-1] == ""
        assert len({line.count("\t") for line in lines[:-1]}) == 1
    json.loads(files["x.book"])
