"""The floor of scenes on the half of the challenge set that the rules were developed on."""

from benchmarks.challenge import passages

SET = "scenes"


def test_the_floor(figures):
    assert figures["boundary F1"] >= 0.95
    assert figures["cast F1"] >= 0.89
    assert figures["place accuracy"] >= 0.66
    assert figures["place precision"] >= 0.8
    assert figures["viewpoint accuracy"] >= 0.93
    assert figures["standing accuracy"] >= 0.95


def test_the_set_is_what_it_says():
    every = [p for half in ("develop", "report") for p in passages("scenes", half)]
    assert len(every) >= 60
    assert len({p["id"] for p in every}) == len(every)
    assert sum(p["trap"] for p in every) / len(every) >= 0.5
