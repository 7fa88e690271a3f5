"""Feelings: what is felt in a sentence or an utterance, by whom, and how strongly.

What the text itself says comes first: words that name a feeling and bodily signs of one, given to the person that the
syntax gives them to. The model's emotions (GoEmotions; Demszky et al. 2020) decide between what a sign may mean, and
speak alone only where they are likely enough: an utterance's feeling is its speaker's, a sentence's nobody's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from fabula.language.encoder import emotion_sums, emotions
from fabula.language.labels import EMOTIONS
from fabula.reading.feelings.cues import Found, find_named
from fabula.reading.feelings.formulas import formal
from fabula.reading.feelings.stretches import Stretches, cut
from fabula.reading.feelings.valence import ALIKE
from fabula.reading.page import Page
from fabula.story import EmotionKind, EmotionScore, Feeling, Span, Utterance

LEAST = 0.3
"""The least confidence of a feeling that is told of."""
FAINT = 0.5
"""What a sign's emotions keep of their likelihood where the model sees none of them."""
SHORTEST = 8
"""A sentence of fewer words tells the model too little."""
SURER = 0.75
"""The least probability of an emotion that the model alone finds in narration, which it was not trained on; but for
desire, which is told of in one way there ("he wished")."""
NEVER: frozenset[EmotionKind] = frozenset({"remorse", "amusement"})
"""What it takes narration for that only tells of somebody who hesitates, forgets, plays or talks."""
MANY = 4
"""The most emotions that a feeling has."""

Likely = NDArray[np.float32]


def find_feelings(page: Page, utterances: Sequence[Utterance]) -> list[Feeling]:
    """The feelings of a work, in order."""
    stretches = cut(page, utterances)
    sums = emotion_sums(page.encoding, stretches.start)
    found, refused = find_named(page, stretches, utterances)
    likely = emotions(sums)
    out = [_told(page, stretches, likely[f.stretch], f) for f in _settled(found)]
    form = formal(page, stretches)
    out += _utterances(page, utterances, stretches, sums, found, refused, form)
    out += _narration(page, stretches, likely, {f.stretch for f in found}, refused)
    kept = [f for f in out if f.confidence >= LEAST]
    return sorted(kept, key=lambda f: (f.start, f.end, -1 if f.entity is None else f.entity, f.emotions[0].kind))


def _settled(found: Iterable[Found]) -> list[Found]:
    """Of what one stretch says of one person, each family of emotions once, its surest words; where a feeling is named,
    the signs of others are its signs too ("her cheeks burned with anger")."""
    groups: dict[tuple[int, int | None], list[Found]] = {}
    for f in found:
        groups.setdefault((f.stretch, f.entity), []).append(f)
    out: list[Found] = []
    for members in groups.values():
        named = [f for f in members if not f.cue.sign]
        best: dict[str, Found] = {}
        for f in sorted(named or members, key=lambda f: (-f.sure, f.word)):
            best.setdefault(_family(f.cue.emotions), f)
        out += best.values()
    return out


def _family(chances: Mapping[EmotionKind, float]) -> str:
    return ALIKE[max(chances, key=lambda kind: chances[kind])]


def _told(page: Page, stretches: Stretches, likely: Likely, f: Found) -> Feeling:
    """The feeling that a cue tells of; the model decides between the emotions of a cue that has several."""
    chances = {kind: share * (FAINT + float(likely[EMOTIONS.index(kind)])) for kind, share in f.cue.emotions.items()}
    total = sum(chances.values())
    scores = _scores({kind: f.sure * chance / total for kind, chance in chances.items()})
    family = ALIKE[scores[0].kind]
    start, end = stretches.characters(page, f.stretch)
    return Feeling(
        start=start,
        end=end,
        entity=f.entity,
        emotions=scores,
        intensity=round(f.strength, 4),
        sign=Span(int(page.words.start[f.first]), int(page.words.end[f.last])),
        source="sign" if f.cue.sign else "named",
        confidence=round(f.sure * sum(c for kind, c in chances.items() if ALIKE[kind] == family) / total, 4),
    )


def _scores(chances: Mapping[EmotionKind, float]) -> tuple[EmotionScore, ...]:
    ordered = sorted(chances, key=lambda kind: (-chances[kind], kind))[:MANY]
    return tuple(EmotionScore(kind, round(chances[kind], 4)) for kind in ordered)


def _modelled(page: Page, likely: Likely, families: Collection[str]) -> dict[EmotionKind, float]:
    """The emotions that the model alone finds likely enough, and likelier than none; none of these families."""
    thresholds, chances = page.model.thresholds, dict(zip(EMOTIONS, likely.tolist(), strict=True))
    least = {kind: max(chances["neutral"], thresholds.get(f"emotion {kind}", 1.0)) for kind in ALIKE}
    return {k: chances[k] for k in ALIKE if chances[k] > least[k] and ALIKE[k] not in families}


def _utterances(
    page: Page,
    utterances: Sequence[Utterance],
    stretches: Stretches,
    sums: Likely,
    found: Sequence[Found],
    refused: Mapping[int, set[str]],
    form: Mapping[int, Collection[EmotionKind]],
) -> list[Feeling]:
    """What the model finds in the words of each utterance as a whole, beside what they say in so many words. What a
    matter of form seems to show counts only where the rest of the words show it too."""
    named: dict[int, set[str]] = {}
    for f in found:
        named.setdefault(f.stretch, set()).add(_family(f.cue.emotions))
    out = []
    for u, within in zip(utterances, stretches.within, strict=True):
        if u.kind == "other" or not within:
            continue
        likely = _heard(sums, within, form)
        families = {family for k in within for family in refused.get(k, set()) | named.get(k, set())}
        if chances := _modelled(page, likely, families):
            made = _of_model(u.spans[0].start, u.spans[-1].end, chances, likely)
            sure = 1.0 if u.speaker is None else u.confidence
            out.append(replace(made, entity=u.speaker, confidence=round(made.confidence * sure, 4)))
    return out


def _heard(sums: Likely, within: Sequence[int], form: Mapping[int, Collection[EmotionKind]]) -> Likely:
    """The probabilities (emotions,) of an utterance's emotions, those of a formula as far as the words beside it show
    them too."""
    likely = np.asarray(emotions(sums[within].sum(axis=0, keepdims=True))[0])
    shown = {kind for k in within if k in form for kind in form[k]}
    if shown:
        idle = [number for number, kind in enumerate(EMOTIONS) if kind in shown]
        rest = [k for k in within if k not in form]
        beside = emotions(sums[rest].sum(axis=0, keepdims=True))[0][idle] if rest else 0.0
        likely[idle] = np.minimum(likely[idle], beside)
    return likely


def _narration(
    page: Page, stretches: Stretches, likely: Likely, told: set[int], refused: Mapping[int, set[str]]
) -> list[Feeling]:
    """What the model finds in whole sentences of narration, where nothing else tells."""
    length = np.diff(stretches.start, append=len(page.words))
    sentence = page.words.sentence[stretches.start]
    whole = (np.diff(sentence, prepend=-1) != 0) & (np.diff(sentence, append=-1) != 0)  # no clause beside a quotation
    thresholds = np.array([page.model.thresholds.get(f"emotion {kind}", 1.0) for kind in EMOTIONS])
    strong = (likely > np.maximum(thresholds, likely[:, -1:])).any(axis=1)
    return [
        _of_model(*stretches.characters(page, k), chances, likely[k])
        for k in np.flatnonzero(strong & whole & (stretches.piece < 0) & (length >= SHORTEST)).tolist()
        if k not in told
        and (chances := _modelled(page, likely[k], refused.get(k, set())))
        and (
            chances := {
                kind: c for kind, c in chances.items() if kind == "desire" or (c >= SURER and kind not in NEVER)
            }
        )
    ]


def _of_model(start: int, end: int, chances: Mapping[EmotionKind, float], likely: Likely) -> Feeling:
    scores = _scores(chances)
    top = scores[0].probability
    return Feeling(
        start=start,
        end=end,
        entity=None,
        emotions=scores,
        intensity=round(top * (1 - float(likely[-1])), 4),
        sign=None,
        source="model",
        confidence=top,
    )
