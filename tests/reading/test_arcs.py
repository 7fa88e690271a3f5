"""Arcs: windows, their means, and the turns that are no chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.language.tokens import Words
from fabula.reading.feelings.arcs import find_arcs, turns
from fabula.story import Character, EmotionScore, Feeling

WIDTH = 5
"""Characters a word, its space included."""


def words(count: int) -> Words:
    start = np.arange(count, dtype=np.int64) * WIDTH
    zeros = np.zeros(count, dtype=np.int64)
    return Words(("word",) * count, start, start + WIDTH - 1, zeros, zeros)


def feeling(word: int, kind: str, entity: int | None = None) -> Feeling:
    at = word * WIDTH
    return Feeling(at, at + 10 * WIDTH - 1, entity, (EmotionScore(kind, 0.8),), 0.5, None, "named", 0.8)  # type: ignore[arg-type]


def character(entity: int) -> Character:
    return Character(entity, f"C{entity}", (), (), (), 9, 9, 9, 1.0)


def test_a_work_that_starts_well_and_ends_badly_falls():
    felt = [feeling(w, "joy" if w < 10_000 else "grief") for w in range(0, 20_000, 40)]
    (arc,) = find_arcs(words(20_000), felt, [])
    assert (arc.entity, arc.window) == (None, 1000)
    values = [p.valence for p in arc.points]
    assert values[0] == 1 and values[-1] == -1 and values == sorted(values, reverse=True)
    assert (arc.points[0].emotion, arc.points[-1].emotion) == ("joy", "grief")
    assert arc.points[0].intensity == pytest.approx(25 * 10 * 0.4 / 1000)
    assert arc.points[0].end - arc.points[0].start == 1000 * WIDTH - 1
    assert arc.turns == ()


def test_a_fall_in_the_middle_is_a_turn():
    felt = [feeling(w, "fear" if 8_000 <= w < 12_000 else "joy") for w in range(0, 20_000, 40)]
    (arc,) = find_arcs(words(20_000), felt, [])
    (turn,) = arc.turns
    assert 7_000 * WIDTH <= turn.start <= turn.end <= 13_000 * WIDTH


def test_chance_makes_no_turn():
    turning = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        felt = [feeling(w, str(rng.choice(["joy", "grief"]))) for w in range(0, 40_000, 150)]
        (arc,) = find_arcs(words(40_000), felt, [])
        assert len(arc.points) > 20
        turning += bool(arc.turns)
    assert turning <= 4


def test_short_works_and_characters_little_felt_have_none():
    felt = [feeling(w, "joy", 3) for w in range(0, 4_000, 40)]
    assert find_arcs(words(4_000), felt, [character(3)]) == []
    assert find_arcs(words(40_000), [], [character(3)]) == []
    many = [feeling(w, "joy", 3 if w % 2_000 else 4) for w in range(0, 40_000, 100)]
    assert [arc.entity for arc in find_arcs(words(40_000), many, [character(3), character(4)])] == [None, 3]


def test_a_window_is_as_wide_as_its_feelings_ask():
    felt = [feeling(w, "joy") for w in range(0, 40_000, 400)]
    (arc,) = find_arcs(words(40_000), felt, [])
    assert arc.window == 4_800
    whole = [feeling(w, "joy") for w in range(0, 40_000, 20)]
    assert find_arcs(words(40_000), whole, [])[0].window == 2_000


def test_turns_stand_out_on_both_sides():
    curve = np.array([0, 3, 1, 2, 1.5, 5, 0.5, 0.6, 0.2])
    assert turns(curve, 1.0) == [1, 2, 5]
    assert turns(curve, 0.4) == [1, 2, 3, 4, 5]
    assert turns(np.array([0.0, 1, 1, 0]), 0.5) == [1]
    assert turns(np.zeros(5), 0.1) == []


@given(st.lists(st.floats(-1, 1), max_size=30), st.floats(0.01, 1))
def test_turns_are_inside_and_fewer_where_more_is_asked(values, least):
    found = turns(np.array(values), least)
    assert all(0 < i < len(values) - 1 for i in found)
    assert set(turns(np.array(values), 2 * least)) <= set(found)
