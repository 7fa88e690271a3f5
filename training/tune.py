"""Chooses the thresholds of the shipped model on dev splits: `python -m training.tune FOLDER`.

Mentions and events: LitBank. Emotions: GoEmotions; a label that is never precise enough gets no threshold, and is not
read. They go into FOLDER/model.json.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fabula.language.encoder import emotion_sums, emotions, encode
from fabula.language.labels import EMOTIONS
from fabula.language.model import Model, load_model
from fabula.reading import guess_paragraphs, open_words
from training.data import Comment, Document, comments, data_directory, litbank

PRECISION = 0.7
"""The least precision on dev of an emotion read: fiction is far from the comments that it was learned from, and what
is said of a character should be true."""
LEAST = 0.6
"""The lowest threshold of an emotion: below it, most of what the model finds in a novel's dialogue is not there."""
FOUND = 25
"""How many comments a threshold must find: of fewer, a precision says little."""


def encoded(d: Document, model: Model) -> tuple[np.ndarray, list[tuple[tuple[int, int], float]]]:
    """The event probabilities of a document's words, and its mentions with their scores, at a low threshold."""
    e = open_words(d.words, d.sentences, guess_paragraphs(d.words, d.sentences), model).encoding
    spans = [((int(a), int(b)), float(s)) for (a, b), s in zip(e.spans, e.scores, strict=True)]
    return e.event, spans


def best_threshold(scored: list[tuple[float, bool]], gold: int, spare: float) -> tuple[float, float]:
    """The lowest threshold whose F1, in per cent, over (score, right) pairs is within `spare` of the best."""
    scores = []
    for threshold in np.arange(0.2, 0.9, 0.01):
        kept = [right for score, right in scored if score > threshold]
        scores.append((round(float(threshold), 2), 200 * sum(kept) / max(len(kept) + gold, 1)))
    best = max(f1 for _, f1 in scores)
    return next(s for s in scores if s[1] >= best - spare)


def emotion_table(remarks: list[Comment], model: Model) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The probabilities of comments' emotions, each read by itself, and which are gold: (comments, emotions)."""
    found, gold = np.zeros((len(remarks), len(EMOTIONS))), np.zeros((len(remarks), len(EMOTIONS)), dtype=bool)
    for i, remark in enumerate(remarks):
        encoding = encode(remark.words, np.zeros(len(remark.words), np.int64), [], model)
        found[i] = emotions(emotion_sums(encoding, np.zeros(1, np.int64)))[0]
        gold[i, remark.emotions] = True
    return found, gold


def emotion_thresholds(found: NDArray[np.float64], gold: NDArray[np.bool_]) -> dict[str, float]:
    """For each emotion that can be read precisely enough, the lowest threshold, from LEAST on, from which on it is.

    An emotion less likely than none at all is not counted, whatever its threshold.
    """
    out, neutral = {}, found[:, EMOTIONS.index("neutral")]
    for k, name in enumerate(EMOTIONS[:-1]):
        likely = np.where(found[:, k] > neutral, found[:, k], 0.0)
        order = np.argsort(-likely, kind="stable")
        right = np.cumsum(gold[order, k])
        precise = right / np.arange(1, len(order) + 1) >= PRECISION
        precise[: FOUND - 1] = False
        precise &= likely[order] >= LEAST
        if precise.any():
            last = int(np.flatnonzero(precise)[-1])
            out[name] = round(float(likely[order[last]]) - 5e-5, 4)
    return out


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args()
    path = args.folder / "model.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    settings["thresholds"] = {"mention": 0.2, "event": 0.5}
    path.write_text(json.dumps(settings, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    root, model = data_directory() / "litbank", load_model(args.folder)
    events: list[tuple[float, bool]] = []
    mentions: list[tuple[float, bool]] = []
    gold_events = gold_mentions = 0
    for d in litbank(root, root / "split/dev.txt"):
        probabilities, spans = encoded(d, model)
        events += list(zip(probabilities.tolist(), d.events.tolist(), strict=True))
        gold = {(m.start, m.end) for m in d.mentions}
        mentions += [(score, span in gold) for span, score in spans]
        gold_events += int(d.events.sum())
        gold_mentions += len(gold)
    # A mention missed may be a speaker missed: on whole novels a lower threshold than F1 asks for serves better.
    for name, scored, count, spare in (
        ("event", events, gold_events, 0.3),
        ("mention", mentions, gold_mentions, 0.5),
    ):
        threshold, f1 = best_threshold(scored, count, spare)
        settings["thresholds"][name] = threshold
        print(f"{name}: {threshold:.2f}, F1 {f1:.2f} on dev")
    probabilities, labels = emotion_table(comments(data_directory() / "goemotions/dev.tsv"), model)
    for name, threshold in emotion_thresholds(probabilities, labels).items():
        k = EMOTIONS.index(name)
        kept = (probabilities[:, k] > threshold) & (probabilities[:, k] > probabilities[:, -1])
        right = int(labels[kept, k].sum())
        settings["thresholds"][f"emotion {name}"] = threshold
        share = right / int(labels[:, k].sum())
        print(f"{name}: {threshold:.2f}, precision {right / int(kept.sum()):.2f}, recall {share:.2f} on dev")
    path.write_text(json.dumps(settings, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
