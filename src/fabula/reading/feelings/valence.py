"""How pleasant emotions are, after the grouping of GoEmotions' labels by Demszky et al. (2020)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fabula.story import EmotionKind, EmotionScore

PLEASANT: frozenset[EmotionKind] = frozenset({
    "admiration", "amusement", "approval", "caring", "desire", "excitement", "gratitude", "joy", "love", "optimism",
    "pride", "relief",
})  # fmt: skip
UNPLEASANT: frozenset[EmotionKind] = frozenset({
    "anger", "annoyance", "disappointment", "disapproval", "disgust", "embarrassment", "fear", "grief", "nervousness",
    "remorse", "sadness",
})  # fmt: skip
"""The rest (confusion, curiosity, realization, surprise) may be either."""

_FAMILIES: Mapping[str, tuple[EmotionKind, ...]] = {
    "anger": ("anger", "annoyance", "disapproval"),
    "disgust": ("disgust",),
    "fear": ("fear", "nervousness"),
    "joy": ("joy", "amusement", "excitement", "gratitude", "optimism", "pride", "relief", "approval"),
    "love": ("love", "caring", "desire", "admiration"),
    "sadness": ("sadness", "grief", "disappointment"),
    "shame": ("embarrassment", "remorse"),
    "surprise": ("surprise", "realization", "confusion", "curiosity"),
}
ALIKE: Mapping[EmotionKind, str] = {kind: name for name, kinds in _FAMILIES.items() for kind in kinds}
"""The family of each emotion, coarser than GoEmotions' labels: what may stand for what."""


def valence(emotions: Iterable[EmotionScore]) -> float:
    """The mean pleasantness of emotions, each counted by its probability: -1 to 1, 0 where there is none."""
    total = value = 0.0
    for score in emotions:
        total += score.probability
        value += score.probability * ((score.kind in PLEASANT) - (score.kind in UNPLEASANT))
    return value / total if total else 0.0
