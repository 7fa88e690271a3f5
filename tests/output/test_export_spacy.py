"""The spaCy form: loaded as a user loads it, it is the text to the character, with trees, names and speakers."""

from __future__ import annotations

import builtins
import dataclasses
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import fabula
from fabula.errors import MissingExtra
from fabula.output.spacy import render
from fabula.story import Story
from tests.strategies import stories

TEXT = (
    "The Weir\n\n"
    "Old Nan  kept the weir.\tNobody paid her.\n\n\n"
    "“You are late,” said Nan to Tobias Reed, “and wet.”\n\n"
    "* * *\n\n"
    "“I fell,” he said. He was sorry, and he was cold. "
)
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@pytest.fixture(scope="module")
def spacy():
    return pytest.importorskip("spacy", reason="spaCy is an extra")


@pytest.fixture(scope="module")
def weir() -> Story:
    return fabula.read(TEXT)


def load(spacy, story: Story, folder: Path):
    for name, data in render(story, "weir").items():
        (folder / name).write_bytes(data)
    from spacy.tokens import DocBin

    (doc,) = DocBin().from_disk(folder / "weir.spacy").get_docs(spacy.blank("en").vocab)
    return doc


def test_the_document_is_the_story(spacy, weir: Story, tmp_path: Path):
    doc = load(spacy, weir, tmp_path)
    assert doc.text == weir.text
    tokens = {token.idx: token for token in doc}
    ours = weir.tokens
    for i, start in enumerate(ours.start.tolist()):
        token = tokens[start]
        assert (token.text, token.lemma_, token.pos_, token.tag_) == (
            weir.text[start : ours.end[i]], ours.lemma[i], ours.upos[i], ours.xpos[i],
        )  # fmt: skip
        assert token.is_sent_start == (i == 0 or ours.sentence[i] != ours.sentence[i - 1])
    assert [token.tag_ for token in doc if token.is_space] == ["_SP"] * sum(token.is_space for token in doc)
    assert next(one.text.strip() for one in doc.sents) == "The Weir"  # which is the title, and no token of ours
    assert len(list(doc.sents)) == 1 + int(ours.sentence.max()) + 1


def test_the_trees_are_as_english_models_make_them(spacy, weir: Story, tmp_path: Path):
    doc = load(spacy, weir, tmp_path)
    assert {"the weir", "Nobody"} <= {chunk.text for chunk in doc.noun_chunks}
    sorry = next(token for token in doc if token.text == "sorry")
    assert (sorry.dep_, sorry.head.text) == ("acomp", "was")


def test_names_mentions_and_quotations(spacy, weir: Story, tmp_path: Path):
    doc = load(spacy, weir, tmp_path)
    assert ("Tobias Reed", "PERSON") in {(one.text, one.label_) for one in doc.ents}
    mentions, quotations = doc.spans["mentions"], doc.spans["quotations"]
    assert [one.text for one in mentions] == [weir.text[m.start : m.end] for m in weir.mentions]
    assert [one.kb_id_ for one in mentions] == [f"e{m.entity}" for m in weir.mentions]
    assert mentions.attrs["kind"] == [m.kind for m in weir.mentions]
    assert [one.text for one in quotations] == ["You are late,", "and wet.", "I fell,"]
    assert [one.label_ for one in quotations] == ["speech"] * 3
    assert quotations.attrs["utterance"] == [0, 0, 1]
    speakers = [weir.entity(u.speaker).name for u in weir.utterances]
    assert quotations.attrs["speaker"] == [speakers[0], speakers[0], speakers[1]]
    assert {one.kb_id_ for one in quotations} == {f"e{u.speaker}" for u in weir.utterances}
    assert doc.user_data["fabula"]["characters"][quotations[0].kb_id_]["name"] == speakers[0]


@few
@given(stories())
def test_any_text_comes_back(spacy, tmp_path_factory: pytest.TempPathFactory, story: Story):
    if not story.text:
        return
    tags = ("X",) * len(story.tokens)  # which the model gives, and not the text
    story = dataclasses.replace(story, tokens=dataclasses.replace(story.tokens, upos=tags))
    doc = load(spacy, story, tmp_path_factory.mktemp("doc"))
    assert doc.text == story.text
    assert "".join(sentence.text_with_ws for sentence in doc.sents) == story.text


def test_without_spacy_it_says_what_to_install(weir: Story, monkeypatch: pytest.MonkeyPatch):
    real = builtins.__import__

    def absent(name: str, *rest: object, **others: object):
        if name.partition(".")[0] == "spacy":
            raise ImportError(name)
        return real(name, *rest, **others)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(MissingExtra, match=r"pip install 'fabula\[spacy\]'"):
        render(weir, "weir")
