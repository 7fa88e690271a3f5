"""Which names share sentences, and which are only near."""

import numpy as np
import pytest

from fabula.language.beside import PLAINLY_TWO, beside
from fabula.language.features import mention_table
from fabula.language.labels import KINDS, TYPES


def found(text, pair=("Tom", "Ada"), *, apart=(), one=()):
    """What places tell of a pair of names; sentences end with "/", quotations stand between "[" and "]"."""
    words: list[str] = []
    number: list[int] = []
    quotations, opened, sentence = [], 0, 0
    for word in text.split():
        if word == "/":
            sentence += 1
        elif word == "[":
            opened = len(words)
        elif word == "]":
            quotations.append((opened, len(words)))
        else:
            words.append(word)
            number.append(sentence)
    at = [i for i, word in enumerate(words) if word[0].isupper()]
    table = mention_table(
        words,
        np.array([(i, i + 1) for i in at]),
        np.full(len(at), KINDS.index("PROP")),
        np.full(len(at), TYPES.index("PER")),
        np.array(number),
        np.zeros(len(words), np.int64),
        quotations,
    )
    told = beside([words[i] for i in at], table, apart=apart, one=one)
    assert told.get(pair) == told.get(pair[::-1])
    return told.get(pair, 0.0)


def test_near_and_never_together_are_likely_one():
    assert found("Tom ran / then Ada fell") > 0
    assert found("Tom ran / then Ada fell / Tom got up / and Ada laughed") > found("Tom ran / then Ada fell")


def test_together_are_two():
    assert found("Tom saw Ada") < 0
    assert found("Tom saw Ada / Tom ran / so Ada ran") < 0
    assert found("Tom saw Ada / and Ada saw Tom") < PLAINLY_TWO


def test_far_apart_tell_nothing():
    assert found("Tom ran / on / and on / and on / and on / then Ada fell") == 0


@pytest.mark.parametrize("text", ["Tom said [ come Ada ]", "[ oh Tom ] [ oh Ada ]"])
def test_what_is_said_is_a_place_of_its_own(text):
    assert found(text) == 0


def test_pairs_known_to_be_two_or_one():
    assert found("Tom ran / and / and / and / then Ada fell", apart=[(0, 1)]) < 0
    assert found("Tom or Ada", one=[(0, 1)]) == 0
