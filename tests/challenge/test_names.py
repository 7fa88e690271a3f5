"""The floor of addresses on the half of the challenge set that the rules were developed on."""

from benchmarks.challenge import passages

SET = "names"


def test_the_floor(figures):
    assert figures["address precision"] >= 0.95
    assert figures["address recall"] >= 0.93
    assert figures["kind accuracy"] >= 0.96
    assert figures["refusal F1"] >= 0.85


def test_the_set_is_what_it_says():
    every = [p for half in ("develop", "report") for p in passages("names", half)]
    assert len(every) >= 60
    assert len({p["id"] for p in every}) == len(every)
    assert sum(p["trap"] for p in every) / len(every) >= 0.5
