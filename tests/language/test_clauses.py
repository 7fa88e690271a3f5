"""What clauses tell of two mentions, by trees written out here."""

import numpy as np
import pytest

from fabula.language.clauses import find_ties
from fabula.language.features import mention_table
from fabula.language.labels import KINDS, TYPES

PER = TYPES.index("PER")


def ties(text, trees, spans, quotations=(), paragraphs=None):
    """The ties of the mentions (first word, last + 1, kind); `trees` has each word's (head, relation)."""
    words = text.split()
    relations = sorted({r for _, r in trees})
    paragraph = np.array(paragraphs or [0] * len(words))
    table = mention_table(
        words,
        np.array([s[:2] for s in spans]),
        np.array([KINDS.index(s[2]) for s in spans]),
        np.full(len(spans), PER),
        np.zeros(len(words), np.int64),
        paragraph,
        list(quotations),
    )
    head = np.array([h for h, _ in trees])
    relation = np.array([relations.index(r) for _, r in trees])
    return find_ties(words, head, relation, relations, table, paragraph, list(quotations))


FLAT = (0, "dep")


def test_a_subject_is_not_the_object():
    found = ties(
        "Tom struck the guard",
        [(1, "nsubj"), (1, "root"), (3, "det"), (1, "obj")],
        [(0, 1, "PROP"), (2, 4, "NOM")],
    )
    assert found.apart == {0: {1}, 1: {0}}


def test_a_possessor_is_not_the_possessed():
    found = ties("her aunt slept", [(1, "nmod"), (2, "nsubj"), (2, "root")], [(0, 2, "NOM"), (0, 1, "PRON")])
    assert found.apart == {0: {1}, 1: {0}}


def test_two_joined_by_and_are_two():
    found = ties(
        "Tom and Ada slept",
        [(3, "nsubj"), (2, "cc"), (0, "conj"), (3, "root")],
        [(0, 1, "PROP"), (2, 3, "PROP")],
    )
    assert found.apart == {0: {1}, 1: {0}}


@pytest.mark.parametrize("other", ["himself", "him"])
def test_a_pronoun_about_him_may_be_the_subject(other):
    found = ties(
        f"Tom looked about {other}",
        [(1, "nsubj"), (1, "root"), (3, "case"), (1, "obl")],
        [(0, 1, "PROP"), (3, 4, "PRON")],
    )
    assert not found.apart


def test_an_apposition_tells_the_name():
    found = ties(
        "her aunt , Mrs. Hale , slept",
        [(1, "nmod"), (6, "nsubj"), (1, "punct"), (1, "appos"), (3, "flat"), (1, "punct"), (6, "root")],
        [(0, 2, "NOM"), (0, 1, "PRON"), (3, 5, "PROP")],
    )
    assert found.same == {0: 2}


def test_who_reports_a_turn_and_whom_the_turn_before_calls():
    text = "“ Where , Ada ? ” said Tom . “ Here , ” said the pilot ."
    words = text.split()
    first = words.index(".") + 1
    found = ties(
        text,
        [(k, "dep") for k in range(len(words))],
        [(3, 4, "PROP"), (7, 8, "PROP"), (14, 16, "NOM")],
        [(0, 6), (9, 13)],
        [0] * first + [1] * (len(words) - first),
    )
    assert found.before == {2: 1}
    assert found.called == {2: [0]}
    assert 0 in found.apart[1]
    assert 2 not in found.apart
