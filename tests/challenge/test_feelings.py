"""The floor of feelings on the half of the challenge set that the rules were developed on."""

import pytest

from benchmarks.challenge import passages, score
from fabula.errors import MissingModel
from fabula.language.model import load_model
from fabula.reading.feelings.valence import ALIKE

FLOOR = {"precision": 0.95, "recall": 0.88, "traps without a false alarm": 0.93}


def test_feelings_on_the_develop_half():
    try:
        load_model()
    except MissingModel as problem:
        pytest.skip(str(problem))
    found = score("feelings", "develop")
    assert {name: found[name] for name in FLOOR if found[name] < FLOOR[name]} == {}


def test_the_set_is_what_it_says():
    every = [p for half in ("develop", "report") for p in passages("feelings", half)]
    assert len(every) >= 60
    assert len({p["id"] for p in every}) == len(every)
    assert 0.4 <= sum(p["trap"] for p in every) / len(every) <= 0.6
    named = {family for p in every for _, families in (*p["gold"], *p["also"]) for family in families.split("|")}
    assert named <= set(ALIKE.values())
