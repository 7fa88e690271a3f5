"""The develop half of the manner set stays as good as it was."""

import pytest

from benchmarks.challenge import passages, score
from fabula.errors import MissingModel
from fabula.language.model import load_model

FLOOR = {"exact": 0.92, "precision": 0.92, "recall": 0.9}


@pytest.mark.parametrize("half", ["develop", "report"])
def test_the_set_is_half_traps(half):
    rows = passages("manner", half)
    assert 2 * sum(row["trap"] for row in rows) >= len(rows)
    assert len({row["id"] for row in rows}) == len(rows)


def test_manner_on_the_develop_half():
    try:
        load_model()
    except MissingModel as problem:
        pytest.skip(str(problem))
    found = score("manner", "develop")
    assert {name: found[name] for name in FLOOR if found[name] < FLOOR[name]} == {}
