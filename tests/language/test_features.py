"""Features stay within the sizes of their embeddings, whatever the mentions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.language.antecedents import FAR, NEAR, candidates
from fabula.language.features import (
    NEW_SIZES,
    PAIR_SIZES,
    SPEAKER_SIZES,
    bucket,
    containing,
    head_word,
    mention_table,
    new_features,
    pair_features,
    speaker_candidates,
    speaker_features,
)
from fabula.language.labels import KINDS, TYPES

WORDS = ["Edda", "the", "old", "keeper", "he", "him", "of", "Mr.", "Holt", "said", ",", "who", "’s"]


@st.composite
def pages(draw):
    """A table of mentions, the words' paragraphs, and quotations, all at random."""
    n = draw(st.integers(1, 200))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    words = [WORDS[i] for i in rng.integers(0, len(WORDS), n)]
    paragraphs = np.cumsum(rng.random(n) < 0.1)
    sentences = np.cumsum((rng.random(n) < 0.2) | (np.diff(paragraphs, prepend=0) > 0))
    starts = rng.integers(0, n, draw(st.integers(0, 80)))
    ends = np.minimum(starts + 1 + rng.integers(0, 6, len(starts)), n)
    spans = np.array(sorted(set(zip(starts.tolist(), ends.tolist(), strict=True)), key=lambda s: (s[0], -s[1])))
    spans = spans.reshape(-1, 2).astype(np.int64)
    edges = np.sort(rng.choice(n + 1, size=min(n + 1, 2 * draw(st.integers(0, 8))), replace=False))
    quotations = [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    kinds = rng.integers(0, len(KINDS), len(spans))
    types = rng.integers(0, len(TYPES), len(spans)) * (rng.random(len(spans)) < 0.5)
    return words, mention_table(words, spans, kinds, types, sentences, paragraphs, quotations), paragraphs, quotations


def inside(features, sizes):
    return features.shape[-1] == len(sizes) and (features >= 0).all() and (features < np.array(sizes)).all()


@settings(deadline=None, max_examples=100)
@given(pages())
def test_every_feature_is_within_its_size(page):
    words, table, paragraphs, quotations = page
    n = len(table)
    rows = np.arange(n)
    earlier = candidates(table)
    assert earlier.shape == (n, NEAR + FAR)
    assert (earlier < rows[:, None]).all(), "a mention is no antecedent of itself"
    assert all(len(set(row[row >= 0].tolist())) == (row >= 0).sum() for row in earlier)
    pairs = pair_features(table, rows, np.maximum(earlier, 0))
    assert pairs.shape[:2] == earlier.shape
    assert inside(pairs, PAIR_SIZES)
    assert inside(new_features(table), NEW_SIZES)
    says = np.array([w == "said" for w in words])
    for number, span in enumerate(quotations):
        at = speaker_candidates(table, span, number, int(paragraphs[span[0]]), limit=12)
        assert len(at) <= 12
        assert (np.diff(at) > 0).all()
        assert (table.type[at] == TYPES.index("PER")).all()
        assert (table.quotation[at] != number).all()
        starts = np.array([start for start, _ in quotations])
        features = speaker_features(table, at, span, starts, paragraphs, says)
        assert len(features) == len(at)
        assert inside(features, SPEAKER_SIZES)


def test_buckets():
    assert bucket(np.array([0, 1, 4, 5, 7, 8, 15, 16, 31, 32, 63, 64, 10**6])).tolist() == [
        0, 1, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9
    ]  # fmt: skip


def test_containing():
    assert containing(np.array([0, 1, 2, 3, 4, 5]), [(1, 3), (4, 5)]).tolist() == [-1, 0, 0, -1, 1, -1]
    assert containing(np.array([3]), []).tolist() == [-1]


@pytest.mark.parametrize(
    ("phrase", "head"),
    [("the old keeper", "keeper"), ("the keeper of the light", "keeper"), ("a man who knew", "man"), ("edda", "edda"),
     ("the keeper 's wife", "wife"), ("the wife of the keeper 's mate", "wife"), ("edda 's", "edda")],
)  # fmt: skip
def test_head_words(phrase, head):
    assert head_word(phrase.split()) == head


def make(text, spans, kinds, quotations=()):
    words = text.split()
    zeros = np.zeros(len(words), np.int64)
    kind = np.array([KINDS.index(k) for k in kinds])
    return mention_table(words, np.array(spans), kind, np.zeros(len(spans), np.int64), zeros, zeros, quotations)


def test_wording_of_a_pair():
    table = make(
        "the old keeper saw a keeper and the old keeper saw Edda Holt and Edda and him",
        [(0, 3), (4, 6), (7, 10), (11, 13), (14, 15), (16, 17)],
        ["NOM", "NOM", "NOM", "PROP", "PROP", "PRON"],
    )
    wording = pair_features(table, np.arange(6), np.array([[0], [0], [0], [0], [3], [4]]))[:, 0, 4]
    assert wording.tolist() == [1, 2, 1, 0, 3, 4]


def test_a_pronoun_is_like_nothing():
    table = make("he saw him and he", [(0, 1), (2, 3), (4, 5)], ["PRON"] * 3)
    assert len(set(table.whole.tolist())) == 3
    assert new_features(table)[:, 3].tolist() == [0, 0, 0]


def test_a_mention_knows_its_quotation():
    table = make("“ Edda ” said he “ no ”", [(1, 2), (4, 5)], ["PROP", "PRON"], [(0, 3), (5, 8)])
    assert table.quotation.tolist() == [0, -1]


def test_a_pronoun_after_long_talk_may_mean_who_was_told_of_before_it():
    talk = ["I", "you"] * 40
    words = ["Edda", "came", ".", "“", *talk, "”", "she", "said", "."]
    said = 4 + len(talk)
    spans = [(0, 1), *((i, i + 1) for i in range(4, said)), (said + 1, said + 2)]
    kinds = ["PROP", *["PRON"] * (len(talk) + 1)]
    table = make(" ".join(words), spans, kinds, [(3, said + 1)])
    assert 0 in candidates(table)[-1], "Edda, eighty mentions back"
    assert 0 not in candidates(table)[-2], "but not for the last word said"


def test_no_mentions():
    table = mention_table(
        ["x"],
        np.zeros((0, 2), np.int64),
        *(np.zeros(0, np.int64),) * 2,
        np.zeros(1, np.int64),
        np.zeros(1, np.int64),
        [],
    )
    assert len(table) == 0
    assert candidates(table).shape == (0, NEAR + FAR)
    assert new_features(table).shape == (0, len(NEW_SIZES))
