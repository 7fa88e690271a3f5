"""The one pass: what holds whatever the words are, with the shipped model."""

import dataclasses

import numpy as np
import pytest

from fabula.errors import MissingModel
from fabula.language.encoder import LEMMA_EDITS, NOM, _apart, _goes_past, _uncrossed, encode
from fabula.language.labels import KINDS, TYPES, UPOS
from fabula.language.model import load_model
from fabula.language.quotations import find_quotations
from fabula.language.tokens import tokenize
from fabula.language.windows import Window, core_sentences

SCENE = """The keeper's daughter came down to the landing with a lamp. “Who is there?” she called. Nobody answered her,
and the old dog, which had followed her from the house, lay down on the wet stones of the quay. Oswin Marsh rowed in out
of the dark with both his hands bleeding. “Take the rope, Tamar,” he said to her, “and do not ask me yet.” She took it.
"""


def words_of(text):
    words = tokenize(text, [(0, len(text))])
    pieces = find_quotations(text, [(0, len(text))])
    first = np.searchsorted(words.end, [q.start for q in pieces], side="right")
    last = np.searchsorted(words.start, [q.end for q in pieces], side="left")
    return words, list(zip(first.tolist(), last.tolist(), strict=True))


@pytest.fixture(scope="module")
def scenes():
    """A text of several windows: its words, sentences and quotations."""
    words, quotations = words_of(SCENE * 12)
    return words.text, words.sentence, quotations


def check(e, words, sentences, model):
    n = len(words)
    for name, size in (("upos", len(UPOS)), ("xpos", len(model.xpos)), ("script", len(model.scripts)), ("head", n),
                       ("relation", len(model.relations))):  # fmt: skip
        column = getattr(e, name)
        assert column.shape == ((n, LEMMA_EDITS) if name == "script" else (n,))
        assert ((column >= 0) & (column < size)).all(), name
    assert e.event.shape == (n,)
    assert ((e.event >= 0) & (e.event <= 1)).all()
    assert e.spans.shape == (len(e.scores), 2)
    assert len(e.kinds) == len(e.types) == len(e.vectors) == len(e.scores)
    assert ((e.kinds >= 0) & (e.kinds < len(KINDS))).all()
    assert ((e.types >= 0) & (e.types < len(TYPES))).all()
    spans = e.spans.tolist()
    assert spans == sorted(spans, key=lambda s: (s[0], -s[1]))
    assert len({tuple(s) for s in spans}) == len(spans)
    assert all(0 <= s < t <= n and sentences[s] == sentences[t - 1] for s, t in spans)


def test_shapes_and_ranges(model, scenes):
    words, sentences, quotations = scenes
    e = encode(words, sentences, quotations, model)
    check(e, words, sentences, model)
    assert e.quotations.shape == (len(quotations), model.kind[0].shape[0])
    assert np.abs(e.quotations).max(1).min() > 0


def test_every_sentence_is_a_tree(model, scenes):
    words, sentences, quotations = scenes
    head = encode(words, sentences, quotations, model).head
    assert (sentences[head] == sentences).all()
    roots = np.flatnonzero(head == np.arange(len(words)))
    assert np.bincount(sentences[roots], minlength=sentences[-1] + 1).tolist() == [1] * (sentences[-1] + 1)
    for _ in range(len(words)):
        head = head[head]
    assert set(head.tolist()) == set(roots.tolist()), "a cycle"


def test_it_finds_what_is_plain(model):
    words, quotations = words_of(SCENE)
    e = encode(words.text, words.sentence, quotations, model)
    found = {
        " ".join(words.text[s:t]): (KINDS[k], TYPES[y]) for (s, t), k, y in zip(e.spans, e.kinds, e.types, strict=True)
    }
    assert found["Oswin Marsh"][0] == "PROP"
    assert found["she"] == ("PRON", "PER")
    at = words.text.index("said")
    assert UPOS[e.upos[at]] == "VERB"
    assert e.event[at] > 0.5


@pytest.mark.parametrize(
    ("ends", "scores", "man", "kept"),
    [
        ([3, 7], [0.9, 0.6], 8, [True, False]),
        ([3, 7], [0.6, 0.9], 8, [False, True]),
        ([3, 5, 7], [0.5, 0.7, 0.6], 8, [False, True, False]),
        ([3, 7], [0.9, 0.6], 6, [True, True]),
    ],
)
def test_a_noun_phrase_ends_in_one_place(ends, scores, man, kept):
    words = "the old man , who was deaf , sat .".split()
    heads = np.array([2, 2, man, 2, 6, 6, 2 if man == 8 else 8, 8, 8, 8])
    spans = np.array([[0, end] for end in reversed(ends)])
    found = _apart(words, spans, np.full(len(ends), NOM), np.array(scores[::-1], np.float32), heads)
    assert found.tolist() == kept[::-1]


def test_whose_it_is_is_another_than_what_it_is():
    heads = np.array([1, 3, 1, 3, 3])
    spans, scores = np.array([[0, 4], [0, 2]]), np.array([0.9, 0.8], np.float32)
    assert _apart("her aunt ’s house .".split(), spans, np.array([NOM, NOM]), scores, np.array([1, 1, 1, 1, 1])).all()
    assert _apart("her aunt ’s house .".split(), spans, np.array([NOM, NOM]), scores, heads).all()


def test_a_second_reading_changes_nothing(model, scenes):
    words, sentences, quotations = scenes
    first, second = (encode(words, sentences, quotations, model) for _ in range(2))
    for field in dataclasses.fields(first):
        assert (getattr(first, field.name) == getattr(second, field.name)).all(), field.name


def test_a_window_reads_alike_whatever_follows_it(model, scenes):
    """A text's opening is read in the same windows, and to the same values, when more text is put after it."""
    words, sentences, _ = scenes
    short = encode(words, sentences, [], model)
    more = (*words, *words)
    long = encode(more, np.concatenate([sentences, sentences + sentences[-1] + 1]), [], model)
    assert (short.event[:200] == long.event[:200]).all()
    assert (short.head[:200] == long.head[:200]).all()


def test_the_same_again(model, scenes):
    first, second = (encode(*scenes, model) for _ in range(2))
    assert all(np.array_equal(getattr(first, f.name), getattr(second, f.name)) for f in dataclasses.fields(first))


def test_no_words(model):
    e = encode([], np.zeros(0, np.int64), [], model)
    check(e, [], np.zeros(0, np.int64), model)


def test_one_word(model):
    e = encode(["Run"], np.zeros(1, np.int64), [], model)
    check(e, ["Run"], np.zeros(1, np.int64), model)
    assert e.head.tolist() == [0]


def test_one_sentence_of_three_thousand_words(model):
    clause = "the old keeper walked down to the harbour and Tamar followed him with a lamp while "
    words, sentences = (clause * 200).split()[:3000], np.zeros(3000, np.int64)
    assert len(words) == 3000
    told = []
    e = encode(words, sentences, [], model, told.append)
    check(e, words, sentences, model)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(e.spans) > 300


def test_progress_ends_at_one_and_the_odd_word_does_no_harm(model):
    words = ["", " ", "\u200b", "🐕", "x" * 5000, "’", "日本", "."]
    e = encode(words, np.zeros(len(words), np.int64), [(0, 0), (2, 4), (8, 8)], model)
    check(e, words, np.zeros(len(words), np.int64), model)


def test_crossing_spans_give_way_to_the_stronger_and_nested_ones_stay():
    start, end = np.array([0, 2, 1, 5]), np.array([3, 4, 2, 6])
    assert _uncrossed(start, end, np.array([2.0, 1.0, 0.5, 0.1], np.float32)).tolist() == [0, 2, 3]
    assert _uncrossed(start, end, np.array([1.0, 2.0, 0.5, 0.1], np.float32)).tolist() == [1, 3]


def test_a_model_that_is_not_there(tmp_path):
    with pytest.raises(MissingModel, match="install Fabula again"):
        load_model(tmp_path)
    (tmp_path / "model.json").write_text("{}")
    with pytest.raises(MissingModel):
        load_model(tmp_path)


def test_no_mention_goes_on_after_speech_inside_it():
    spans = np.array([(0, 3), (0, 9), (1, 6), (2, 5), (3, 5), (6, 9), (0, 6)])
    assert _goes_past(spans, [(2, 6), (11, 14)]).tolist() == [False, True, False, False, False, False, False]
    assert not _goes_past(spans, []).any()


@pytest.mark.parametrize(
    ("window", "words"),
    [
        (Window(1, 9, 3, 7), (3, 7)),  # whole sentences: the margins go
        (Window(1, 9, 4, 7), (3, 7)),  # a sentence that the core cuts is read as far as the window goes
        (Window(4, 9, 5, 6), (4, 7)),
        (Window(0, 10, 0, 10), (0, 10)),
    ],
)
def test_the_heads_read_the_core_and_the_sentences_that_it_cuts(window, words):
    sentences = np.array([0, 0, 0, 1, 1, 1, 1, 2, 2, 3])
    found = core_sentences(window, sentences)
    assert (found.first, found.last) == words
    assert (found.core_first, found.core_last) == (window.core_first, window.core_last)
