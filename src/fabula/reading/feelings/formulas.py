"""What is said as a matter of form, and the emotions that the model hears in it without anybody's feeling them."""

from __future__ import annotations

import numpy as np

from fabula.language.labels import UPOS
from fabula.reading.feelings.cues import stands
from fabula.reading.feelings.lexicon import lexicon
from fabula.reading.feelings.stretches import Stretches
from fabula.reading.feelings.valence import ALIKE
from fabula.reading.page import Page
from fabula.story import EmotionKind

_ASKING: frozenset[EmotionKind] = frozenset({
    "anger", "annoyance", "confusion", "curiosity", "disapproval", "disgust", "excitement", "fear", "nervousness",
    "realization", "surprise",
})  # fmt: skip
"""The emotions that a question can show; of any other it asks whether it is so: "Was she beautiful?" """
_EVERY: frozenset[EmotionKind] = frozenset(ALIKE)
_NAMES = frozenset({UPOS.index("PROPN"), UPOS.index("PUNCT")})
_END = 3
"""A question mark may have so many marks of quotation after it."""


def formal(page: Page, stretches: Stretches) -> dict[int, frozenset[EmotionKind]]:
    """By stretch, the emotions that are not to be heard in it: those of a formula ("do you want", "yes"), all but a
    few in a question that is not put as a denial, and any where somebody's name is all that is said."""
    found = _phrases(page, stretches)
    text, upos = page.words.text, page.encoding.upos
    ends = np.append(stretches.start[1:], len(text)).tolist()
    for k in np.flatnonzero(stretches.piece >= 0).tolist():
        first, last = int(stretches.start[k]), ends[k]
        if set(upos[first:last].tolist()) <= _NAMES:
            found[k] = _EVERY
        elif "?" in text[max(first, last - _END) : last] and not {"n't", "not"} & {*text[first:last]}:
            found[k] = found.get(k, frozenset()) | (_EVERY - _ASKING)
    return found


def _phrases(page: Page, stretches: Stretches) -> dict[int, frozenset[EmotionKind]]:
    text = page.words.plain
    sentence, known = page.words.sentence.tolist(), lexicon().formulas
    found: dict[int, frozenset[EmotionKind]] = {}
    for i, form in enumerate(text):
        for phrase, kinds in known.get(form, ()):
            if stands(phrase, text, sentence, i):
                k = int(stretches.of[i])
                found[k] = found.get(k, frozenset()) | kinds
    return found
