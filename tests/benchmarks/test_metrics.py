import random

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from benchmarks.metrics import (
    Calibration,
    Count,
    Overlap,
    Share,
    b_cubed,
    calibration_error,
    ceaf_e,
    conll_f1,
    muc,
    sets,
    total,
)

METRICS = (muc, b_cubed, ceaf_e)


def clusters(*groups):
    return [set(g) for g in groups]


def figures(score):
    return pytest.approx((score.precision, score.recall, score.f1), abs=1e-9)


def test_sets():
    score = sets({1, 2, 3, 4}, {3, 4, 5})
    assert (score.precision, score.recall) == (pytest.approx(2 / 3), 0.5)
    assert score.f1 == pytest.approx(4 / 7)
    assert sets(set(), set()).f1 == 0.0


def test_bagga_and_baldwin_1998_and_luo_2005():
    """Their example: one wrong link costs B-cubed and CEAF more where it joins two large clusters; MUC sees no odds."""
    truth = clusters(range(1, 6), (6, 7), range(8, 13))
    small = clusters(range(1, 6), range(6, 13))
    large = clusters((*range(1, 6), *range(8, 13)), (6, 7))
    for response in (small, large):
        assert muc(truth, response).precision == pytest.approx(0.9)
        assert muc(truth, response).recall == 1.0
        assert b_cubed(truth, response).recall == pytest.approx(1.0)
    assert b_cubed(truth, small).precision == pytest.approx(16 / 21)
    assert b_cubed(truth, large).precision == pytest.approx(7 / 12)
    assert ceaf_e(truth, small).f1 == pytest.approx(0.733, abs=5e-4)
    assert ceaf_e(truth, large).f1 == pytest.approx(0.667, abs=5e-4)


def test_pradhan_2014():
    """The worked example of the reference scorer's paper, with a missed mention and two spurious ones."""
    key, response = clusters("abc", "defg"), clusters("ab", "cd", "fghi")
    assert (muc(key, response).recall, muc(key, response).precision) == (pytest.approx(0.4), pytest.approx(0.4))
    b3 = b_cubed(key, response)
    assert (b3.recall, b3.precision, b3.f1) == (
        pytest.approx(35 / 84),
        pytest.approx(0.5),
        pytest.approx(0.4545, abs=1e-4),
    )
    ceaf = ceaf_e(key, response)
    assert (ceaf.recall, ceaf.precision, ceaf.f1) == (pytest.approx(0.65), pytest.approx(1.3 / 3), pytest.approx(0.52))
    assert conll_f1(muc(key, response), b3, ceaf) == pytest.approx((0.4 + b3.f1 + 0.52) / 3)


def test_singletons_count_except_for_muc():
    key, response = clusters("a", "b", "cd"), clusters("a", "cd")
    assert muc(key, response).f1 == 1.0
    assert b_cubed(key, response).recall == 0.75
    assert ceaf_e(key, response).recall == pytest.approx(2 / 3)


@pytest.mark.parametrize("metric", METRICS)
def test_perfect_and_empty(metric):
    key = clusters("abc", "de", "f")
    assert metric(key, key).f1 == pytest.approx(1.0)
    for gold, predicted in ((key, []), ([], key), ([], []), (key, clusters("xy", "z"))):
        assert metric(gold, predicted).f1 == 0.0


def grouped(labels):
    out = {}
    for mention, label in labels.items():
        out.setdefault(label, set()).add((mention, mention + 1))
    return list(out.values())


@given(*[st.dictionaries(st.integers(0, 14), st.integers(0, 6), min_size=1)] * 2)
def test_as_the_published_scorer(key_labels, response_labels):
    """Scorch (Grobol), an independent implementation that is tested against the CoNLL reference scorer."""
    scorch = pytest.importorskip("scorch.scores")
    assume(key_labels.keys() & response_labels.keys())  # scorch divides by zero where no mention is shared
    key, response = grouped(key_labels), grouped(response_labels)
    for ours, theirs in ((muc, scorch.muc), (b_cubed, scorch.b_cubed), (ceaf_e, scorch.ceaf_e)):
        recall, precision, f1 = theirs(key, response)
        assert (precision, recall, f1) == figures(ours(key, response))
    mean = conll_f1(*(metric(key, response) for metric in METRICS))
    assert mean == pytest.approx(scorch.conll2012(key, response), abs=1e-9)


def test_as_the_published_scorer_on_documents_of_real_size():
    scorch = pytest.importorskip("scorch.scores")
    rng = random.Random(5)
    key = grouped({m: min(rng.randrange(120), rng.randrange(120)) for m in range(400) if rng.random() < 0.9})
    response = grouped({m: min(rng.randrange(120), rng.randrange(120)) for m in range(400) if rng.random() < 0.9})
    for ours, theirs in ((muc, scorch.muc), (b_cubed, scorch.b_cubed), (ceaf_e, scorch.ceaf_e)):
        recall, precision, f1 = theirs(key, response)
        assert (precision, recall, f1) == figures(ours(key, response))


def test_documents_add_up_rather_than_average():
    first = muc(clusters("abcde"), clusters("abcde"))
    second = muc(clusters("xy"), clusters("x", "y"))
    corpus = total([{"muc": first}, {"muc": second}])["muc"]
    assert corpus.recall == pytest.approx(4 / 5)
    both = muc(clusters("abcde", "xy"), clusters("abcde", "x", "y"))
    assert figures(both) == (corpus.precision, corpus.recall, corpus.f1)


def test_total_adds_every_kind_and_refuses_to_mix():
    one = {"o": Overlap(1, 2, 1, 4), "s": Share(1, 2), "n": Count(3), "c": Calibration((0.5,), (True,))}
    two = {"o": Overlap(1, 2, 1, 4), "s": Share(0, 2), "c": Calibration((0.9,), (False,)), "new": Share(1, 1)}
    assert total([one, two]) == {
        "o": Overlap(2, 4, 2, 8),
        "s": Share(1, 4),
        "n": Count(3),
        "c": Calibration((0.5, 0.9), (True, False)),
        "new": Share(1, 1),
    }
    with pytest.raises(TypeError):
        total([{"x": Share(1, 2)}, {"x": Count(1)}])


def test_calibration_error():
    assert calibration_error([], []) == 0.0
    assert calibration_error([1.0, 1.0], [True, True]) == 0.0
    assert calibration_error([0.8] * 10, [True] * 8 + [False] * 2) == pytest.approx(0.0)
    assert calibration_error([0.9, 0.9, 0.1, 0.1], [True, False, False, False]) == pytest.approx((0.8 + 0.2) / 4)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_calibration_error_as_by_its_definition(answers):
    said, right = zip(*answers, strict=True)
    edges = [(b / 15, (b + 1) / 15) for b in range(15)]
    expected = 0.0
    for b, (low, high) in enumerate(edges):
        inside = [(c, r) for c, r in answers if (low < c <= high) or (b == 0 and c == 0)]
        if any(abs(c * 15 - round(c * 15)) < 1e-6 for c, _ in answers):
            return  # on an edge, rounding decides the bin
        if inside:
            gap = abs(np.mean([r for _, r in inside]) - np.mean([c for c, _ in inside]))
            expected += len(inside) / len(answers) * gap
    assert calibration_error(said, right) == pytest.approx(expected, abs=1e-9)
