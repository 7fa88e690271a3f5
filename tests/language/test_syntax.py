"""Trees: the exact search against every tree there is."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.language.syntax import best_tree, mend_relations, mend_trees


def is_tree(heads):
    """Whether the heads make one tree: one root, its own head, and every word under it."""
    n = len(heads)
    if sum(heads[i] == i for i in range(n)) != 1:
        return False
    for i in range(n):
        at = i
        for _ in range(n):
            at = heads[at]
        if heads[at] != at:
            return False
    return True


def total(scores, heads):
    return sum(float(scores[child, head]) for child, head in enumerate(heads))


def best_of_all(scores):
    n = len(scores)
    return max(total(scores, heads) for heads in itertools.product(range(n), repeat=n) if is_tree(heads))


@settings(deadline=None, max_examples=150)
@given(st.integers(1, 5), st.integers(0, 2**32 - 1), st.sampled_from([1.0, 30.0]))
def test_no_tree_is_better(n, seed, scale):
    scores = (np.random.default_rng(seed).normal(size=(n, n)) * scale).astype(np.float32)
    heads = best_tree(scores)
    assert is_tree(heads.tolist())
    assert total(scores, heads) == pytest.approx(best_of_all(scores), abs=1e-3)


@settings(deadline=None, max_examples=50)
@given(st.integers(6, 40), st.integers(0, 2**32 - 1))
def test_longer_sentences_are_trees(n, seed):
    scores = np.random.default_rng(seed).normal(size=(n, n)).astype(np.float32)
    assert is_tree(best_tree(scores).tolist())


def test_a_single_root_though_two_score_better():
    scores = np.full((3, 3), -5.0, np.float32)
    scores[0, 0] = scores[2, 2] = 9.0
    scores[1, 0] = 1.0
    assert is_tree(best_tree(scores).tolist())


def test_a_tree_is_left_as_it_is_though_another_scores_better():
    heads = np.array([1, 1, 1])
    scores = np.random.default_rng(0).normal(size=(3, 3)).astype(np.float32)
    assert mend_trees(heads, scores, np.zeros(3, np.int64)).tolist() == heads.tolist()


@pytest.mark.parametrize("heads", [[1, 0, 2], [1, 2, 0], [0, 1, 1], [1, 0, 3, 2]])
def test_cycles_and_second_roots_are_mended(heads):
    n = len(heads)
    scores = np.random.default_rng(1).normal(size=(n, n)).astype(np.float32)
    scores[np.arange(n), heads] += 5
    mended = mend_trees(np.array(heads), scores, np.zeros(n, np.int64))
    assert is_tree(mended.tolist())
    assert total(scores, mended) == pytest.approx(best_of_all(scores), abs=1e-3)


def test_only_the_sentence_with_the_fault_changes():
    heads = np.array([1, 1, 3, 2, 5, 5])
    scores = np.random.default_rng(2).normal(size=(6, 6)).astype(np.float32)
    mended = mend_trees(heads, scores, np.array([0, 0, 1, 1, 2, 2]))
    assert mended[[0, 1, 4, 5]].tolist() == [1, 1, 5, 5]
    assert is_tree((mended[2:4] - 2).tolist())
    assert heads.tolist() == [1, 1, 3, 2, 5, 5], "the input is left alone"


def test_relations_are_what_the_tree_and_the_tags_let_them_be():
    # "Relief flooded through him", "The jaw dropped", "He was seen", "what he saw", "gave what it had"
    cases = [
        (["nsubj:pass", "root"], [1, 1], ["NN", "VBD"], ["nsubj", "root"]),
        (["det", "obj", "acl"], [1, 2, 2], ["DT", "NN", "VBD"], ["det", "nsubj", "root"]),
        (["nsubj:pass", "aux:pass", "root"], [2, 2, 2], ["PRP", "VBD", "VBN"], ["nsubj:pass", "aux:pass", "root"]),
        (["obj", "nsubj", "root"], [2, 2, 2], ["WP", "PRP", "VBD"], ["obj", "nsubj", "root"]),
        (["root", "obj"], [0, 0], ["VBD", "NN"], ["root", "obj"]),
    ]
    for relations, heads, tags, expected in cases:
        assert mend_relations(relations, np.array(heads), tags) == expected
