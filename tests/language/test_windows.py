"""Word pieces, and the windows that the encoder reads."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.language.labels import plain
from fabula.language.model import FOLDER
from fabula.language.windows import MAX_PIECES_A_WORD, Window, WordPieces, batch, plan

VOCABULARY = FOLDER / "vocabulary.txt"


@pytest.fixture(scope="module")
def pieces():
    if not VOCABULARY.exists():
        pytest.skip("the model is not there")
    return WordPieces(VOCABULARY)


@pytest.fixture(scope="module")
def reference(pieces):  # noqa: ARG001
    tokenizers = pytest.importorskip("tokenizers")
    return tokenizers.BertWordPieceTokenizer(str(VOCABULARY), lowercase=True)


WORDS = [
    "lamplighter", "Lamplighter's", "w-we", "1,000.50", "naïve", "ANGSTRÖM", "unhappily", "xylographic", "co-operate",
    "rock'n'roll", "…", "!", "e.g.", "straße", "Œuvre", "½", "x²", "日", "ﬁne", "O'Brien", "42nd", "don't", "£", "€",
]  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_pieces_are_the_base_models(pieces, reference, word):
    expected = reference.encode(plain(word), add_special_tokens=False).ids
    assert pieces(word) == expected[:MAX_PIECES_A_WORD]


@settings(deadline=None, max_examples=200)
@given(st.text(st.sampled_from("abceistz-'.,19éÀ"), min_size=1, max_size=12))
def test_any_word_has_the_base_models_pieces(word):
    tokenizers = pytest.importorskip("tokenizers")
    if not VOCABULARY.exists():
        pytest.skip("the model is not there")
    reference = _CACHE.setdefault("reference", tokenizers.BertWordPieceTokenizer(str(VOCABULARY), lowercase=True))
    ours = _CACHE.setdefault("ours", WordPieces(VOCABULARY))
    assert ours(word) == reference.encode(plain(word), add_special_tokens=False).ids[:MAX_PIECES_A_WORD]


_CACHE: dict = {}


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=30))
def test_any_word_has_pieces_and_not_too_many(word):
    if not VOCABULARY.exists():
        pytest.skip("the model is not there")
    ours = _CACHE.setdefault("ours", WordPieces(VOCABULARY))
    found = ours(word)
    assert 1 <= len(found) <= MAX_PIECES_A_WORD
    assert all(0 <= i < len(ours.ids) for i in found)
    assert ours(word) == found


def test_typography_does_not_matter_to_the_pieces(pieces):
    assert pieces("don’t") == pieces("don't")
    assert pieces("“") == pieces('"') == pieces("``")
    assert pieces("_") == [pieces.ids["_"]]


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.lists(st.integers(1, MAX_PIECES_A_WORD), min_size=1, max_size=60), max_size=12),
    st.sampled_from([60, 320]),
)
def test_every_word_is_the_core_of_one_window(lengths, size):
    counts = np.array([n for s in lengths for n in s], dtype=np.int64)
    sentences = np.repeat(np.arange(len(lengths)), [len(s) for s in lengths])
    windows = plan(counts, sentences, size, size // 8)
    at = 0
    for w in windows:
        assert w.core_first == at < w.core_last
        assert 0 <= w.first <= w.core_first
        assert w.core_last <= w.last <= len(counts)
        assert counts[w.first : w.last].sum() <= size
        at = w.core_last
    assert at == len(counts)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(1, 100), max_size=30))
def test_a_core_holds_whole_sentences_where_they_fit(lengths):
    sentences = np.repeat(np.arange(len(lengths)), lengths)
    for w in plan(np.ones(len(sentences), np.int64), sentences):
        assert w.core_last == len(sentences) or sentences[w.core_last] != sentences[w.core_last - 1]


def test_a_margin_stands_on_either_side():
    windows = plan(np.ones(1000, np.int64), np.arange(1000) // 20)
    assert len(windows) > 2
    assert all(w.core_first - w.first == 8 for w in windows[1:])
    assert all(w.last - w.core_last == 8 for w in windows[:-1])


def test_a_sentence_longer_than_a_window_is_cut():
    windows = plan(np.ones(1000, np.int64), np.zeros(1000, np.int64))
    assert [w.core_first for w in windows] == [0, 272, 544, 816]


def test_no_words_no_windows():
    assert plan(np.zeros(0, np.int64), np.zeros(0, np.int64)) == []


def test_a_batch_is_padded_and_knows_each_words_first_and_last_piece():
    pieces = [[11], [12, 13], [14], [15]]
    inputs = batch([Window(0, 2, 0, 2), Window(1, 4, 2, 4)], pieces, np.array([1, 2, 3, 4]), 101, 102)
    assert inputs["input_ids"].tolist() == [[101, 11, 12, 13, 102, 0], [101, 12, 13, 14, 15, 102]]
    assert inputs["attention_mask"].tolist() == [[1, 1, 1, 1, 1, 0], [1] * 6]
    assert inputs["token_type_ids"].tolist() == [[0, 1, 2, 2, 0, 0], [0, 2, 2, 3, 4, 0]]
    assert inputs["first"].tolist() == [[1, 2, 0], [1, 3, 4]]
    assert inputs["last"].tolist() == [[1, 3, 0], [2, 3, 4]]
