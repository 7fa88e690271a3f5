"""The floor of content notes on the half of the challenge set that the rules were developed on."""

from benchmarks.challenge import passages

SET = "content"


def test_the_floor(figures):
    assert figures["precision"] >= 0.93
    assert figures["recall"] >= 0.88
    assert figures["standing"] >= 0.9
    assert figures["severity"] >= 0.93
    assert figures["traps without a false alarm"] >= 0.93


def test_the_set_is_what_it_says():
    every = [p for half in ("develop", "report") for p in passages("content", half)]
    assert len(every) >= 100
    assert len({p["id"] for p in every}) == len(every)
    assert 0.4 <= sum(p["trap"] for p in every) / len(every) <= 0.6
