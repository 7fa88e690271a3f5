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


def test_whoever_sees_somebody_named_is_not_he():
    found = ties(
        "She waved when she saw Orla",
        [(1, "nsubj"), (1, "root"), (4, "mark"), (4, "nsubj"), (1, "advcl"), (4, "obj")],
        [(0, 1, "PRON"), (3, 4, "PRON"), (5, 6, "PROP")],
    )
    assert found.bound == {0: {2}, 1: {2}}


@pytest.mark.parametrize(
    ("text", "trees", "spans"),
    [
        # a clause of its own may name again whom the first one has
        (
            "She rose and Orla sighed",
            [(1, "nsubj"), (1, "root"), (4, "cc"), (4, "nsubj"), (1, "conj")],
            [(0, 1, "PRON"), (3, 4, "PROP")],
        ),
        # before a main clause a pronoun may come first
        (
            "As she rose Orla sighed",
            [(2, "mark"), (2, "nsubj"), (4, "advcl"), (4, "nsubj"), (4, "root")],
            [(1, 2, "PRON"), (3, 4, "PROP")],
        ),
        # what somebody is, or is called
        ("She was Orla", [(2, "nsubj"), (2, "cop"), (2, "root")], [(0, 1, "PRON"), (2, 3, "PROP")]),
        (
            "She was called Orla",
            [(2, "nsubj:pass"), (2, "aux:pass"), (2, "root"), (2, "xcomp")],
            [(0, 1, "PRON"), (3, 4, "PROP")],
        ),
        # whose she is says nothing
        (
            "Her aunt saw Orla",
            [(1, "nmod"), (2, "nsubj"), (2, "root"), (2, "obj")],
            [(0, 1, "PRON"), (3, 4, "PROP")],
        ),
    ],
)
def test_a_name_that_a_pronoun_may_mean(text, trees, spans):
    assert found_in(text, trees, spans) == {}


def found_in(text, trees, spans):
    return ties(text, trees, spans).bound


def test_whom_something_is_done_to_does_not_do_it():
    rose = [(1, "nsubj"), (1, "root"), (3, "cc"), (1, "conj"), (3, "obj")]
    spans = [(0, 1, "PRON"), (4, 5, "PRON")]
    assert found_in("She rose and thanked her", rose, spans) == {1: {0}}
    assert found_in("She rose and thanked herself", rose, spans) == {}
    # "her" is whose hands they are
    clasped = [(1, "nsubj"), (1, "root"), (1, "obj"), (1, "obj")]
    assert found_in("She clasped her hands", clasped, [(0, 1, "PRON"), (2, 3, "PRON")]) == {}


def test_whom_one_looks_at_is_another_but_not_about_whom_one_looks():
    tree = [(1, "nsubj"), (1, "root"), (3, "case"), (1, "obl")]
    spans = [(0, 1, "PRON"), (3, 4, "PRON")]
    assert found_in("He looked at him", tree, spans) == {1: {0}}
    assert found_in("He looked about him", tree, spans) == {}


def test_another_subject_between_says_nothing():
    tree = [(1, "nsubj"), (1, "root"), (4, "cc"), (4, "nsubj"), (1, "conj"), (4, "obj")]
    assert found_in("He rose and tears blinded him", tree, [(0, 1, "PRON"), (5, 6, "PRON")]) == {}


def test_herself_right_after_a_name_is_she():
    tree = [(2, "nsubj"), (0, "dep"), (2, "root")]
    assert ties("Orla herself came", tree, [(0, 1, "PROP"), (1, 2, "PRON")]).same == {1: 0}


def test_who_reports_a_turn_is_not_whom_it_calls():
    words = '" Orla , come , " she said'
    found = ties(words, [FLAT] * 8, [(1, 2, "PROP"), (6, 7, "PRON")], [(0, 6)])
    assert found.bound == {1: {0}}
