"""The develop half of the stammer set stays as good as it was."""

import pytest

from benchmarks.challenge import passages, score

FLOOR = {"exact": 0.97}


@pytest.mark.parametrize("half", ["develop", "report"])
def test_the_set_is_half_traps(half):
    rows = passages("stammer", half)
    assert 2 * sum(row["trap"] for row in rows) >= len(rows)
    assert len({row["id"] for row in rows}) == len(rows)


def test_stammer_on_the_develop_half():
    found = score("stammer", "develop")
    assert {name: found[name] for name in FLOOR if found[name] < FLOOR[name]} == {}
