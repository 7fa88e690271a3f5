"""Names that are words besides: May and Will, Marvel and Sunday."""

import numpy as np
import pytest

from fabula.language.encoder import PERSON, PROP, encode
from fabula.language.labels import KINDS, UPOS
from fabula.language.word_names import bare_names, word_names
from tests.language.test_encoder import words_of

NOM = KINDS.index("NOM")
STORY = """May Harrow kept the ferry house, and her brother Will Harrow kept the boat. May had the
louder voice of the two.

In the evening Will tied up below the steps. May went down to him with a lantern, and Will threw her the rope.

“Did you get across?” May questioned.

“Twice,” said Will.

She had spoken to May, the widow said, about the roof; and then it was Will who would not hear of slates. On May's apron
there was tar. He gave Will the hammer.

“May I hold the nails?” asked the child.

“Will you be careful?” Will asked.

“I may,” said the child, and May Harrow laughed. Perhaps the weather will hold until the end of May.
"""


@pytest.fixture(scope="module")
def people(model):
    words, quotations = words_of(STORY)
    e = encode(words.text, words.sentence, quotations, model)
    named = (e.kinds == PROP) & (e.types == PERSON)
    return words.text, {tuple(s) for s in e.spans[named].tolist()}


def at(words, context, name):
    """The word of a name in a stretch of the story."""
    some = context.split()
    first = next(k for k in range(len(words)) if list(words[k : k + len(some)]) == some)
    return first + some.index(name)


@pytest.mark.parametrize(
    ("context", "name"),
    [("May went down", "May"), ("May questioned", "May"), ("and Will threw", "Will"), ("said Will", "Will"),
     ("spoken to May", "May"), ("was Will who", "Will"), ("gave Will the", "Will"), ("On May 's apron", "May")],
)  # fmt: skip
def test_a_name_found_often_is_one_where_it_is_likely(people, context, name):
    words, named = people
    k = at(words, context, name)
    assert any(a <= k < b for a, b in named)


@pytest.mark.parametrize(
    ("context", "name"),
    [("May I hold", "May"), ("Will you be", "Will"), ("I may ,", "may"), ("the weather will", "will"),
     ("end of May", "May")],
)  # fmt: skip
def test_the_word_is_no_name(people, context, name):
    words, named = people
    k = at(words, context, name)
    assert not any(a <= k < b for a, b in named)


def test_no_name_is_found_twice(model):
    words, quotations = words_of(STORY * 4)
    spans = encode(words.text, words.sentence, quotations, model).spans
    assert len(np.unique(spans, axis=0)) == len(spans)


def kinds_of(text, places):
    """The words of a text, and the kinds of its mentions at `places`, all of which the encoder takes for words."""
    words = text.replace(".", " .").split()
    spans = np.array([(k, k + 1) for k, w in enumerate(words) if w in places])
    nouns = np.full(len(spans), NOM)
    return [words[a] for a, _ in spans[bare_names(words, spans, nouns, np.full(len(spans), PERSON)) == PROP]]


def test_a_noun_with_a_capital_and_no_article_is_a_name():
    text = "Noor put the phone away. He forwarded it to Noor and then he slept beside Noor all day."
    assert kinds_of(text, {"Noor"}) == ["Noor"] * 3


def test_one_noun_is_enough_of_a_name_known_elsewhere():
    words = "Noor put the phone away . “ I am Noor , of the mill , ” said the girl .".split()
    spans = np.array([(0, 1), (9, 10)])
    kinds = bare_names(words, spans, np.array([PROP, NOM]), np.full(2, PERSON))
    assert kinds.tolist() == [PROP, PROP]


def test_no_modal_goes_with_a_finite_verb():
    words = "Then Will laughed . Then Will laugh . Old Will and Will sat .".split()
    people, spare = np.array([(9, 10), (11, 12)]), np.array([(1, 2), (5, 6)])
    upos = np.array([UPOS.index("AUX" if w == "Will" else "VERB") for w in words])
    head = np.array([k + 1 if w == "Will" else k for k, w in enumerate(words)])
    relation = ["aux" if w == "Will" else "root" for w in words]
    finite = np.array([w in ("laughed", "sat") for w in words])
    scores, middle = np.full(2, 0.0001, np.float32), np.zeros(len(words), bool)
    assert word_names(words, people, spare, scores, middle, (upos, head, relation, finite)) == [0]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("He told the Guard of it and the Guard laughed and Guard and wife went home.", "Guard"),
        ("He told Mother of it and then he kissed Mother.", "Mother"),
        ("He hated Elves and he hunted Elves.", "Elves"),
        ("He talked of Socialism and he dreamt of Socialism.", "Socialism"),
        ("He feared Captain for who does not fear Captain here.", "Captain"),
        ("Cook made soup and then they paid Cook as one pays a cook.", "Cook"),
        ("Noor slept. Noor woke.", "Noor"),
        ("He saw Noor sleep.", "Noor"),
    ],
)
def test_what_has_an_article_or_is_a_word_is_none(text, word):
    assert kinds_of(text, {word}) == []
