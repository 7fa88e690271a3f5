"""Whom "her mother" and "his wife" mean."""

import numpy as np
import pytest

from fabula.language.clauses import NO_TIES, Ties
from fabula.language.coreference import Clusters
from fabula.language.features import mention_table
from fabula.language.kin import RELATIONS, known_kin, settle_kin
from fabula.language.kinship import Kin, Known, kinship
from fabula.language.labels import KINDS, TYPES
from fabula.language.people import cluster_names

PER = TYPES.index("PER")


def resolved(text, spans, entities, names, others=None):
    """The words, mentions and clusters of mentions (first word, last + 1, kind), where `names` says which entities bear
    which name, and `others` whom each may mean besides."""
    words = text.split()
    index = cluster_names([tuple(name.split()) for name in names for _ in range(3)])
    person = np.full(max(entities) + 1, -1)
    for name, entity in names.items():
        person[entity] = index.people[tuple(name.split())][0]
    table = mention_table(
        words,
        np.array([s[:2] for s in spans]),
        np.array([KINDS.index(s[2]) for s in spans]),
        np.full(len(spans), PER),
        np.cumsum([0, *(w == "." for w in words[:-1])]),
        np.zeros(len(words), np.int64),
        [],
    )
    clusters = Clusters(np.array(entities), np.ones(len(spans), np.float32), person, index, others or {}, None)
    return words, table, clusters


def settle(text, spans, entities, names, ties=NO_TIES, others=None):
    """The entities of the mentions once kin are settled."""
    return settle_kin(*resolved(text, spans, entities, names, others), ties).entity.tolist()


def test_a_wife_is_the_one_mrs_of_the_name():
    text = "Mr. Arrow bowed to Mrs. Arrow and his wife laughed"
    spans = [(0, 2, "PROP"), (4, 6, "PROP"), (7, 9, "NOM"), (7, 8, "PRON")]
    names = {"Mr. Arrow": 0, "Mrs. Arrow": 1}
    assert settle(text, spans, [0, 1, 2, 0], names) == [0, 1, 1, 0]


def test_a_married_womans_mother_is_not_herself_nor_her_husbands():
    text = "Mrs. Arrow wrote to her mother"
    spans = [(0, 2, "PROP"), (4, 6, "NOM"), (4, 5, "PRON")]
    assert settle(text, spans, [0, 1, 0], {"Mrs. Arrow": 0}) == [0, 1, 0]


def test_ones_father_is_one_person_throughout():
    text = "Wren ran to her father . Her father , Osk , sighed . Wren 's father slept ."
    spans = [
        (0, 1, "PROP"), (3, 5, "NOM"), (3, 4, "PRON"), (6, 8, "NOM"), (6, 7, "PRON"), (9, 10, "PROP"),
        (13, 16, "NOM"), (13, 14, "PROP"),
    ]  # fmt: skip
    found = settle(text, spans, [0, 2, 0, 1, 0, 1, 1, 0], {"Wren": 0, "Osk": 1})
    assert [found[k] for k in (1, 3, 6)] == [1, 1, 1]


def test_sisters_are_several():
    text = "Wren called her sister and her sister came"
    spans = [(0, 1, "PROP"), (2, 4, "NOM"), (2, 3, "PRON"), (5, 7, "NOM"), (5, 6, "PRON")]
    assert settle(text, spans, [0, 1, 0, 2, 0], {"Wren": 0}) == [0, 1, 0, 2, 0]


def test_a_maids_lady_is_no_wife():
    text = "Ada Arrow curtsied . Her lady smiled"
    spans = [(0, 2, "PROP"), (4, 6, "NOM"), (4, 5, "PRON")]
    assert settle(text, spans, [0, 1, 0], {"Ada Arrow": 0}) == [0, 1, 0]


def test_what_an_apposition_tells_holds_for_the_work():
    text = "Wren saw her aunt , Osk . Her aunt slept"
    spans = [
        (0, 1, "PROP"), (2, 4, "NOM"), (2, 3, "PRON"), (5, 6, "PROP"), (7, 9, "NOM"), (7, 8, "PRON"),
    ]  # fmt: skip
    found = settle(text, spans, [0, 1, 0, 1, 2, 0], {"Wren": 0, "Osk": 1}, Ties(same={1: 3}))
    assert found[4] == 1


def test_a_daughter_is_the_one_who_has_that_mother():
    text = "Wren kissed her mother , Osk . Osk 's daughter slept"
    spans = [
        (0, 1, "PROP"), (2, 4, "NOM"), (2, 3, "PRON"), (5, 6, "PROP"), (7, 10, "NOM"), (7, 8, "PROP"),
    ]  # fmt: skip
    found = settle(text, spans, [0, 1, 0, 1, 2, 1], {"Wren": 0, "Osk": 1}, Ties(same={1: 3}))
    assert found[4] == 0


def test_of_two_aunts_none_is_chosen():
    text = "Aunt Osk met Aunt Ade . Wren called her aunt"
    spans = [(0, 2, "PROP"), (3, 5, "PROP"), (6, 7, "PROP"), (8, 10, "NOM"), (8, 9, "PRON")]
    names = {"Aunt Osk": 0, "Aunt Ade": 1, "Wren": 2}
    assert settle(text, spans, [0, 1, 2, 3, 2], names)[3] == 3
    assert settle(text, [spans[0], *spans[2:]], [0, 1, 2, 1], {"Aunt Osk": 0, "Wren": 1})[2] == 0


def test_a_husbands_wife_is_no_miss():
    text = "Mr. Arrow saw Miss Lent and his wife laughed"
    spans = [(0, 2, "PROP"), (3, 5, "PROP"), (6, 8, "NOM"), (6, 7, "PRON")]
    assert settle(text, spans, [0, 1, 1, 0], {"Mr. Arrow": 0, "Miss Lent": 1})[2] == 2


def test_his_mother_is_whose_mother_is_known():
    text = "Tom Orr saw Mrs. Orr . Tom 's mother sighed . “ No , ” said his mother ."
    spans = [
        (0, 2, "PROP"), (3, 5, "PROP"), (6, 9, "NOM"), (6, 7, "PROP"), (16, 18, "NOM"), (16, 17, "PRON"),
    ]  # fmt: skip
    names = {"Tom Orr": 0, "Mrs. Orr": 1, "Mr. Lunt": 3}
    found = settle(text, spans, [0, 1, 1, 0, 2, 3], names, others={5: {3: 0.6, 0: 0.4}, 4: {2: 0.7, 1: 0.2}})
    assert found[4:] == [1, 0]


def test_a_brother_is_of_the_family_rather_than_a_guest():
    text = "Ada Orr sat by Tom Orr . Mr. Lunt yawned . Her brother laughed . Her brother left ."
    spans = [
        (0, 2, "PROP"), (4, 6, "PROP"), (7, 9, "PROP"), (11, 13, "NOM"), (11, 12, "PRON"), (15, 17, "NOM"),
        (15, 16, "PRON"),
    ]  # fmt: skip
    names = {"Ada Orr": 0, "Tom Orr": 1, "Mr. Lunt": 2}
    found = settle(text, spans, [0, 1, 2, 2, 0, 2, 0], names, others={3: {2: 0.6, 1: 0.4}, 5: {2: 0.6, 1: 0.4}})
    assert [found[3], found[5]] == [1, 1]


def test_a_mother_is_not_her_own_daughters_daughter():
    text = "Ada 's mother , Osk , sat . Osk smiled . Her mother slept ."
    spans = [
        (0, 3, "NOM"), (0, 1, "PROP"), (4, 5, "PROP"), (8, 9, "PROP"), (11, 13, "NOM"), (11, 12, "PRON"),
    ]  # fmt: skip
    found = settle(text, spans, [1, 0, 1, 1, 0, 1], {"Ada": 0, "Osk": 1}, Ties(same={0: 2}))
    assert found[4] != 0


def test_whom_ones_father_talks_to_is_not_he():
    text = "Wren 's father spoke to Osk . Her father sat . Her father ate"
    spans = [
        (0, 3, "NOM"), (0, 1, "PROP"), (5, 6, "PROP"), (7, 9, "NOM"), (7, 8, "PRON"), (11, 13, "NOM"), (11, 12, "PRON"),
    ]  # fmt: skip
    entities, names = [1, 0, 1, 1, 0, 1, 0], {"Wren": 0, "Osk": 1}
    apart = settle(text, spans, entities, names, Ties(apart={0: {2}, 2: {0}}))
    assert apart[0] == apart[3] == apart[5] != 1
    assert settle(text, spans, entities, names)[3] == 1


def test_a_known_kinsman_is_told_by_an_earlier_mention():
    text = "Mrs. Arrow sat by Tom . His mother smiled . His uncle rose"
    spans = [(0, 2, "PROP"), (4, 5, "PROP"), (6, 8, "NOM"), (6, 7, "PRON"), (10, 12, "NOM"), (10, 11, "PRON")]
    words, kinds = text.split(), np.array([KINDS.index(s[2]) for s in spans])
    index = cluster_names([tuple(n.split()) for n in ("Mrs. Arrow", "Tom") for _ in range(3)])
    table = mention_table(
        words,
        np.array([s[:2] for s in spans]),
        kinds,
        np.full(len(spans), PER),
        np.cumsum([0, *(w == "." for w in words[:-1])]),
        np.zeros(len(words), np.int64),
        [],
    )
    person = np.array([index.people["Mrs.", "Arrow"][0], index.people["Tom",][0], -1])
    entity = np.array([0, 1, 0, 1, 2, 1])
    clusters = Clusters(entity, np.full(len(spans), 0.75, np.float32), person, index, {}, None)
    # whoever the uncle is, he has no name
    assert known_kin(words, table, clusters) == {2: (0, 0.75)}


UNCLES = "Ada bowed to Mr. Lunt ." + " Her uncle sighed ." * 8
UNCLE_SPANS = [
    (0, 1, "PROP"), (3, 5, "PROP"),
    *(span for k in range(8) for span in ((6 + 4 * k, 8 + 4 * k, "NOM"), (6 + 4 * k, 7 + 4 * k, "PRON"))),
]  # fmt: skip


@pytest.mark.parametrize(("chance", "uncle"), [(0.2, 2), (0.45, 1)], ids=["a little", "nearly as likely"])
def test_a_doubt_that_comes_back_each_time_is_one_doubt(chance, uncle):
    others = {i: {2: 1 - chance, 1: chance} for i in range(2, 18, 2)}
    found = settle(UNCLES, UNCLE_SPANS, [0, 1, *[2, 0] * 8], {"Ada": 0, "Mr. Lunt": 1}, others=others)
    assert {found[i] for i in range(2, 18, 2)} == {uncle}


@pytest.mark.parametrize(("child", "mother"), [("Tom Orr", 2), ("Mrs. Orr", 1)], ids=["a son", "a married daughter"])
def test_a_mother_bears_her_sons_name(child, mother):
    text = f"{child} bowed to Mrs. Lunt ." + " Then came his mother ." * 2
    spans = [(0, 2, "PROP"), (4, 6, "PROP")]
    spans += [span for k in range(2) for span in ((9 + 5 * k, 11 + 5 * k, "NOM"), (9 + 5 * k, 10 + 5 * k, "PRON"))]
    others = {i: {2: 0.5, 1: 0.5} for i in (2, 4)}
    found = settle(text, spans, [0, 1, *[2, 0] * 2], {child: 0, "Mrs. Lunt": 1}, others=others)
    assert {found[i] for i in (2, 4)} == {mother}


ORRS = "Tom Orr bowed to Mrs. Orr and his mother laughed with his wife"
ORR_SPANS = [(0, 2, "PROP"), (4, 6, "PROP"), (7, 9, "NOM"), (7, 8, "PRON"), (11, 13, "NOM"), (11, 12, "PRON")]


@pytest.mark.parametrize(("titles", "mother"), [({"mrs", "miss"}, 1), ({"mrs"}, None)], ids=["a Miss once", "two"])
def test_of_two_mrs_of_a_name_the_mother_is_who_was_no_miss(titles, mother):
    words, table, clusters = resolved(ORRS, ORR_SPANS, [0, 1, 3, 0, 4, 0], {"Tom Orr": 0, "Mrs. Orr": 1})
    kin = [Kin(2, 3, RELATIONS["mother"]), Kin(4, 5, RELATIONS["wife"])]
    families = {e: {"orr"} for e in range(3)}
    known = Known(families, {("mrs", "orr"): {1, 2}}, ["m", "f", "f", "", ""], {1: frozenset({"mrs"}), 2: titles})
    shares = kinship(kin, words, table, clusters, NO_TIES, known)[0, "mother"]
    assert max((e for e in shares if shares[e] > 0.5), default=None) == mother


def test_a_widows_son_is_not_her_husband_for_his_name():
    text = "Mrs. Orr bowed to Mr. Orr and her son laughed . Her son slept . Her husband was dead"
    spans = [
        (0, 2, "PROP"), (4, 6, "PROP"), (7, 9, "NOM"), (7, 8, "PRON"), (11, 13, "NOM"), (11, 12, "PRON"),
        (15, 17, "NOM"), (15, 16, "PRON"),
    ]  # fmt: skip
    names = {"Mrs. Orr": 0, "Mr. Orr": 1}
    assert settle(text, spans, [0, 1, 1, 0, 1, 0, 2, 0], names)[2::2] == [1, 1, 2]
    assert settle(text, spans, [0, 1, 2, 0, 2, 0, 3, 0], names)[6] == 1
