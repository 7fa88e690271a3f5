"""The floor of ties on the half of the challenge set that the rules were developed on."""

from benchmarks.challenge import passages

SET = "relationships"


def test_the_floor(figures):
    assert figures["tie precision"] >= 0.95
    assert figures["tie recall"] >= 0.84
    assert figures["traps without a false tie"] >= 0.95
    assert figures["lines exact"] >= 0.95


def test_the_set_is_what_it_says():
    every = [p for half in ("develop", "report") for p in passages("relationships", half)]
    assert len(every) >= 60
    assert len({p["id"] for p in every}) == len(every)
    assert sum(p["trap"] for p in every) / len(every) >= 0.5
