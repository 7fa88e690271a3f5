"""The numbers that labels and words are given."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.language.labels import (
    KINDS,
    PRONOUN_CLASSES,
    apply_lemma_script,
    lemma_script,
    plain,
    pronoun_class,
    word_types,
)

LETTERS = st.text(st.sampled_from("abcdeghinstyéæ"), min_size=1, max_size=10)


@given(LETTERS, LETTERS)
def test_a_lemma_script_makes_the_lemma(form, lemma):
    assert apply_lemma_script(form, lemma_script(form, lemma), proper=False) == lemma
    assert apply_lemma_script(form.upper(), lemma_script(form, lemma), proper=False) == lemma


@pytest.mark.parametrize(
    ("form", "lemma", "script"),
    [
        ("walked", "walk", "2+"),
        ("tried", "try", "3+y"),
        ("Went", "go", "=go"),
        ("gate", "gate", "0+"),
        ("'s", "be", "=be"),
    ],
)
def test_scripts(form, lemma, script):
    assert lemma_script(form, lemma) == script
    assert apply_lemma_script(form, script, proper=False) == lemma


def test_a_proper_noun_keeps_its_capitals():
    assert apply_lemma_script("Marches", "2+", proper=True) == "March"
    assert apply_lemma_script("McOrr", "0+", proper=True) == "McOrr"


@given(LETTERS, st.integers(0, 12), st.text("abcy", max_size=3))
def test_a_script_meant_for_another_word_still_gives_a_lemma(form, cut, add):
    assert apply_lemma_script(form, f"{cut}+{add}", proper=False)


@given(st.text(min_size=1, max_size=8))
def test_plain_is_never_empty(word):
    assert plain(word)


def test_word_types_tell_capitals_and_quotations():
    words = ["gate", "Gate", "I", "GATE", "mcOrr", "…", "42", "‘"]
    cases = [0, 1, 1, 2, 3, 0, 0, 0]
    outside = word_types(words, np.zeros(len(words), bool))
    inside = word_types(words, np.ones(len(words), bool))
    assert outside.tolist() == cases
    assert inside.tolist() == [c + 4 for c in cases]


@given(st.lists(st.tuples(st.text(min_size=1, max_size=5), st.booleans()), max_size=8))
def test_there_are_eight_word_types(words):
    types = word_types([w for w, _ in words], np.array([q for _, q in words], dtype=bool))
    assert types.shape == (len(words),)
    assert all(0 <= t < 8 for t in types)


PROP, NOM, PRON = (KINDS.index(k) for k in ("PROP", "NOM", "PRON"))


@pytest.mark.parametrize(
    ("words", "kind", "expected"),
    [
        (["He"], PRON, "he"), (["hers"], PRON, "she"), (["thou"], PRON, "you"), (["’em"], PRON, "they"),
        (["both"], PRON, "none"), (["Mr.", "Vane"], PROP, "male title"), (["Mrs.", "Vane"], PROP, "female title"),
        (["Edda"], PROP, "none"), (["his", "hat"], NOM, "none"), (["I"], NOM, "i"),
    ],
)  # fmt: skip
def test_pronoun_classes(words, kind, expected):
    assert PRONOUN_CLASSES[pronoun_class(words, kind)] == expected
