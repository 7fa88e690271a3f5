"""The floor of letters and notes on the half of the challenge set that the rules were developed on."""

import pytest

from benchmarks.challenge import passages, score
from fabula.errors import MissingModel
from fabula.language.model import load_model


@pytest.fixture(scope="module")
def figures():
    try:
        load_model()
    except MissingModel as problem:
        pytest.skip(str(problem))
    return score("documents", "develop")


def test_the_floor(figures):
    assert figures["precision"] >= 0.95
    assert figures["recall"] >= 0.95
    assert figures["writer accuracy"] >= 0.93
    assert figures["addressee accuracy"] >= 0.93
    assert figures["reader accuracy"] >= 0.8


def test_the_set_is_what_it_says():
    every = [p for half in ("develop", "report") for p in passages("documents", half)]
    assert len(every) >= 60
    assert len({p["id"] for p in every}) == len(every)
    assert sum(p["trap"] for p in every) / len(every) >= 0.5
