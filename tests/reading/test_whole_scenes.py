"""Whole scenes written to be hard, with gold by hand: quarrels, epithets, a dream, a memory, a stage metaphor.

`scenes/gold.json`: what is called whom by whom, what is refused, the content with its standing (and what a reader may
note or not), the scenes' standings, and who is who.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "scenes"
GOLD = json.loads((FOLDER / "gold.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=GOLD)
def read(request, scene):
    return GOLD[request.param], scene((FOLDER / f"{request.param}.txt").read_text(encoding="utf-8"))


def test_content_is_found_as_it_stands_and_nothing_besides(read):
    gold, s = read
    found = {(n.category, n.standing) for n in s.story.content if n.standing != "figurative"}
    wanted, allowed = ({tuple(g) for g in gold[key]} for key in ("content", "optional"))
    assert len(found & wanted) >= len(wanted) - 1, wanted - found
    assert found <= wanted | allowed


def test_who_calls_whom_what(read):
    gold, s = read
    wanted = {(who, whom, form.lower()) for who, whom, form in gold.get("addresses", ())}
    found = {(s.name(a.speaker), s.name(a.entity), a.form.lower()) for a in s.story.addresses if a.uses}
    assert len(found & wanted) >= min(len(wanted) - 1, 0.7 * len(wanted)), wanted - found
    kinds = {a.form.lower(): a.kind for a in s.story.addresses}
    for form, kind in gold.get("kinds", {}).items():
        assert kinds[form] == kind


def test_what_is_refused(read):
    gold, s = read
    refused = " ".join(s.text[r.start : r.end] for a in s.story.addresses for r in a.refused)
    wanted = gold.get("refused", [])
    assert sum(words in refused for words in wanted) >= len(wanted) - 1


def test_scenes_and_their_standing(read):
    gold, s = read
    assert [c.standing for c in s.story.scenes] == gold["scenes"]


def test_people_told_apart_by_their_looks(scene):
    gold, s = GOLD["sentries"], scene((FOLDER / "sentries.txt").read_text(encoding="utf-8"))
    tall, scarred = (s.entity_at(words) for words in gold["apart"])
    assert tall != scarred
    for one, other in gold["together"]:
        assert s.entity_at(one) == s.entity_at(other)
    who = {"tall": tall, "scarred": scarred}
    right = [s.utterance(said).speaker == who[name] for said, name in gold["said"].items()]
    assert sum(right) >= len(right) - 1
