"""Whole scenes that are hard to hear: quarrels, stammers, thoughts beside emphasised words, letters read in pieces.

`hard/NAME.json` is the gold of a scene, made by hand. `manners` names every utterance with a manner, and no other may
have one; `thoughts` names every thought and who thinks it, but for those that may be one (`perhaps`); nothing is said
or thought at the words in `unsaid`; `smoothed` gives utterances mended; `documents` are as in the challenge set, with
`finder` beside. `missed` lists what is known to be read wrongly: a fix shows there as a failure, and shortens the list.
"""

import json
from pathlib import Path

import pytest

import fabula
from benchmarks.challenges import documents as judging
from fabula.errors import MissingModel
from fabula.language.model import load_model

FOLDER = Path(__file__).parent / "hard"


class Hard:
    """A scene's reading and its gold."""

    def __init__(self, name):
        path = next(p for p in FOLDER.glob(f"{name}.*") if p.suffix != ".json")
        self.gold = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
        self.story = fabula.read(path)

    def at(self, words):
        """The utterance that holds these words, None where there is none."""
        at = self.story.text.index(words)
        return next((u for u in self.story.utterances if any(s.start <= at < s.end for s in u.spans)), None)

    def is_called(self, entity, name):
        return name is None if entity is None else name is not None and judging.is_called(self.story, entity, name)

    def names(self, entities, wanted):
        """Whether the entities are those named, in any order."""
        return len(entities) == len(wanted) and all(any(self.is_called(e, n) for e in entities) for n in wanted)


@pytest.fixture(scope="module", params=sorted(p.stem for p in FOLDER.glob("*.json")))
def hard(request):
    try:
        load_model()
    except MissingModel as problem:
        pytest.skip(str(problem))
    return Hard(request.param)


def test_every_manner_is_heard_and_no_other(hard):
    heard = {hard.story.said(u): sorted(m.kind for m in u.manners) for u in hard.story.utterances if u.manners}
    assert heard == {hard.story.said(hard.at(words)): sorted(kinds) for words, kinds in hard.gold["manners"]}


def test_thoughts_are_told_from_stressed_words(hard):
    thoughts = [hard.at(words) for words, _ in hard.gold["thoughts"]]
    assert [u is not None and u.kind for u in thoughts] == ["thought"] * len(thoughts)
    assert all(hard.is_called(u.speaker, who) for u, (_, who) in zip(thoughts, hard.gold["thoughts"], strict=True))
    perhaps = [hard.at(words) for words in hard.gold["perhaps"]]
    assert [
        hard.story.said(u) for u in hard.story.utterances if u.kind == "thought" and u not in thoughts + perhaps
    ] == []
    assert [words for words in hard.gold["unsaid"] if hard.at(words) is not None] == []


def test_stammers_are_mended(hard):
    mended = [hard.story.smoothed(hard.at(words)) for words, _ in hard.gold["smoothed"]]
    assert mended == [gold for _, gold in hard.gold["smoothed"]]


def test_documents_are_whole_and_whose_they_are(hard):
    story, places, at = hard.story, [], 0
    for wanted in hard.gold["documents"]:
        start = story.text.index(wanted["first"], at)
        at = story.text.index(wanted["last"], start) + len(wanted["last"])
        places.append((start, at))
    assert len(story.documents) == len(places)
    missed = []
    for document, wanted, (start, end) in zip(story.documents, hard.gold["documents"], places, strict=True):
        assert (document.kind, wanted["first"]) == (wanted["kind"], wanted["first"])
        assert start - 2 <= document.fragments[0].start <= start
        assert end <= document.fragments[-1].end <= end + 2
        assert len(document.fragments) == wanted.get("fragments", 1)
        found = {
            "writer": hard.is_called(document.writer, wanted["writer"]),
            "addressees": hard.names(document.addressees, wanted["addressees"]),
        }
        if "readers" in wanted:
            found["readers"] = hard.names(document.readers, wanted["readers"])
        if "finder" in wanted:
            found["finder"] = hard.is_called(document.finder, wanted["finder"])
        missed += [[wanted["first"], part] for part, right in found.items() if not right]
    assert missed == hard.gold["missed"]
