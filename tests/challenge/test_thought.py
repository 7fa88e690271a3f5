"""The develop half of the thought set stays as good as it was."""

import pytest

from benchmarks.challenge import passages, score
from fabula.errors import MissingModel
from fabula.language.model import load_model

FLOOR = {"accuracy": 0.9, "precision of thoughts": 0.95}


@pytest.mark.parametrize("half", ["develop", "report"])
def test_the_set_is_half_traps(half):
    rows = passages("thought", half)
    assert 2 * sum(row["trap"] for row in rows) >= len(rows)
    assert len({row["id"] for row in rows}) == len(rows)


def test_thought_on_the_develop_half():
    try:
        load_model()
    except MissingModel as problem:
        pytest.skip(str(problem))
    found = score("thought", "develop")
    assert {name: found[name] for name in FLOOR if found[name] < FLOOR[name]} == {}
