"""Thresholds chosen on dev."""

import numpy as np
import pytest

from fabula.language.labels import EMOTIONS
from training.tune import FOUND, LEAST, PRECISION, best_threshold, emotion_thresholds


def test_an_emotion_is_read_from_where_it_is_precise():
    joy, anger, neutral = EMOTIONS.index("joy"), EMOTIONS.index("anger"), EMOTIONS.index("neutral")
    found, gold = np.zeros((100, len(EMOTIONS))), np.zeros((100, len(EMOTIONS)), dtype=bool)
    found[:, joy] = np.linspace(0.99, 0.61, 100)
    gold[:40, joy] = True
    found[:, anger] = found[:, joy]
    gold[::3, anger] = True
    thresholds = emotion_thresholds(found, gold)
    assert set(thresholds) == {"joy"}
    kept = found[:, joy] > thresholds["joy"]
    assert gold[kept, joy].mean() >= PRECISION and kept.sum() == 57
    found[:, neutral] = 0.88
    assert emotion_thresholds(found, gold)["joy"] > 0.88
    assert emotion_thresholds(np.where(found > LEAST, LEAST / 2, 0), gold) == {}
    assert emotion_thresholds(found[: FOUND - 1], gold[: FOUND - 1]) == {}


def test_the_lowest_threshold_near_the_best_is_taken():
    scored = [(0.85, True), (0.75, True), (0.5, False), (0.3, True)]
    threshold, f1 = best_threshold(scored, 3, 0.0)
    assert f1 == pytest.approx(200 * 3 / 7)
    assert threshold == pytest.approx(0.2)
