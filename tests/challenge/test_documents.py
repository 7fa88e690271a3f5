"""The floor of letters and notes on the half of the challenge set that the rules were developed on."""

from benchmarks.challenge import passages

SET = "documents"


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
