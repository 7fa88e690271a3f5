"""Who is who: what names settle, and what holds whatever the mentions are, with the shipped model."""

from dataclasses import replace

import numpy as np
import pytest

from fabula.language.antecedents import Tellers, score_mentions
from fabula.language.clauses import Ties
from fabula.language.coreference import resolve
from fabula.language.encoder import encode
from fabula.language.features import mention_table
from fabula.language.tokens import tokenize


@pytest.fixture(scope="module")
def read(model):
    """Reads a text of one paragraph: for each mention its words, and the clusters."""

    def go(text, *, told=False):
        words = tokenize(text, [(0, len(text))])
        e = encode(words.text, words.sentence, [], model)
        table = mention_table(words.text, e.spans, e.kinds, e.types, words.sentence, words.paragraph, [])
        clusters = resolve(table, score_mentions(words.text, table, e.vectors, model, telling(table, told=told)))
        return [" ".join(words.text[s:t]) for s, t in e.spans], clusters

    return go


def telling(table, *, told):
    return Tellers(np.full(len(table), 0 if told else -1))


def entities(mentions, clusters, form):
    return {int(e) for m, e in zip(mentions, clusters.entity, strict=True) if m == form}


FAMILY = """Mr. Holt came in. Mrs. Holt did not look up. Miss Holt laughed at Mr. Holt, and Mrs. Holt frowned. Later
Mr. Holt went out with his dog, and Miss Holt sat with Mrs. Holt by the fire until Mr. Holt came home. """


def test_a_name_is_one_entity_and_different_names_are_different_ones(read):
    mentions, clusters = read(FAMILY)
    found = [entities(mentions, clusters, name) for name in ("Mr. Holt", "Mrs. Holt", "Miss Holt")]
    assert [len(f) for f in found] == [1, 1, 1]
    assert len(set.union(*found)) == 3


def test_two_people_with_different_names_are_never_one_entity(read):
    text = "Tamar met Oswin at the mill. Hesper saw Tamar. Then Oswin told Hesper what Tamar had said to Oswin. " * 4
    mentions, clusters = read(text)
    found = [entities(mentions, clusters, name) for name in ("Tamar", "Oswin", "Hesper")]
    assert all(found)
    assert not found[0] & found[1]
    assert not found[0] & found[2]
    assert not found[1] & found[2]


def test_a_pronoun_takes_the_only_person_of_its_gender(read):
    mentions, clusters = read("Thomas met Mary by the gate. He carried a lamp. She carried nothing.")
    assert entities(mentions, clusters, "He") == entities(mentions, clusters, "Thomas")
    assert entities(mentions, clusters, "She") == entities(mentions, clusters, "Mary")


def test_who_tells_the_story_is_one_entity_and_never_he(read):
    mentions, clusters = read(
        "I met Thomas. I gave him my lamp. He thanked me, and I went home. I slept. He did not.", told=True
    )
    own = set.union(*(entities(mentions, clusters, form) for form in ("I", "my", "me")))
    assert own == set(clusters.teller.tolist()) - {-1}
    assert not own & (entities(mentions, clusters, "He") | entities(mentions, clusters, "Thomas"))


SURGERY = """Dr. Orr had come home late. The doctor's man, Sim, was asleep by the fire. The doctor put down the lamp
and looked at the clock. Dr. Orr was tired. A tall man stood at the gate, and the doctor went out to him at once. """


def test_the_doctor_is_whoever_has_that_title_and_his_man_is_not(read):
    mentions, clusters = read(SURGERY)
    (doctor,) = entities(mentions, clusters, "Dr. Orr")
    assert entities(mentions, clusters, "the doctor") == {doctor}
    assert doctor not in entities(mentions, clusters, "Sim") | entities(mentions, clusters, "The doctor's man")


def test_entities_are_numbered_in_order_of_first_mention(read):
    mentions, clusters = read(FAMILY)
    assert len(mentions) == len(clusters.entity)
    _, first = np.unique(clusters.entity, return_index=True)
    assert (np.diff(first) > 0).all()
    assert set(clusters.entity.tolist()) == set(range(len(clusters.person)))
    assert ((clusters.confidence >= 0) & (clusters.confidence <= 1)).all()


def test_a_second_reading_changes_nothing(read):
    mentions, clusters = read(FAMILY * 6)
    again, others = read(FAMILY * 6)
    assert again == mentions
    assert others.entity.tolist() == clusters.entity.tolist()
    assert others.confidence.tolist() == clusters.confidence.tolist()


def test_no_mentions(model):
    none = np.zeros(0, np.int64)
    table = mention_table([], np.zeros((0, 2), np.int64), none, none, none, none, [])
    vectors = np.zeros((0, model.kind[0].shape[0]), np.float32)
    clusters = resolve(table, score_mentions([], table, vectors, model, telling(table, told=True)))
    assert len(clusters.entity) == len(clusters.person) == 0
    assert len(clusters.teller) == 0


@pytest.mark.parametrize(("anchors", "expected"), [({}, (0.6, 0.4)), ({2: (1, 0.9)}, (0.1, 0.9))])
def test_doubt_is_handed_on(model, anchors, expected):
    # The first "He" is Tom rather than Ned; the second is whoever the first one is.
    text = "Tom met Ned. He sighed. He left."
    words = tokenize(text, [(0, len(text))])
    e = encode(words.text, words.sentence, [], model)
    m = mention_table(words.text, e.spans, e.kinds, e.types, words.sentence, words.paragraph, [])
    assert [" ".join(words.text[s:t]) for s, t in e.spans] == ["Tom", "Ned", "He", "He"]
    scored = score_mentions(words.text, m, e.vectors, model, telling(m, told=False))
    chances, earlier = np.zeros_like(scored.probabilities), np.full_like(scored.earlier, -1)
    chances[:2, 0] = 1.0
    chances[2, 1:3], earlier[2, :2] = (0.6, 0.4), (0, 1)
    chances[3, 1], earlier[3, 0] = 1.0, 2
    clusters = resolve(m, replace(scored, probabilities=chances, earlier=earlier), anchors)
    tom, ned = clusters.entity[:2].tolist()
    assert (clusters.others[3][tom], clusters.others[3][ned]) == pytest.approx(expected)


@pytest.mark.parametrize(("chance", "who"), [(0.6, 1), (0.98, 0)])
def test_a_pronoun_seldom_means_whom_its_sentence_keeps_it_from(model, chance, who):
    # A tree may be wrong: what the text leaves no doubt of stays.
    text = "Tom met Ned. He thanked Tom."
    words = tokenize(text, [(0, len(text))])
    e = encode(words.text, words.sentence, [], model)
    m = mention_table(words.text, e.spans, e.kinds, e.types, words.sentence, words.paragraph, [])
    assert [" ".join(words.text[s:t]) for s, t in e.spans] == ["Tom", "Ned", "He", "Tom"]
    scored = score_mentions(words.text, m, e.vectors, model, telling(m, told=False))
    chances, earlier = np.zeros_like(scored.probabilities), np.full_like(scored.earlier, -1)
    chances[:, 0] = 1.0
    chances[2, :3], earlier[2, :2] = (0.0, chance, 1 - chance), (0, 1)
    ties = Ties(bound={2: {3}})
    clusters = resolve(m, replace(scored, probabilities=chances, earlier=earlier, ties=ties))
    assert clusters.entity[2] == who
