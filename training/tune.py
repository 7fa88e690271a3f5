"""Chooses the thresholds of the shipped model on LitBank's dev split: `python -m training.tune FOLDER`.

They go into FOLDER/model.json, with the scores that they gave, and into the model card.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from fabula.language.model import Model, load_model
from fabula.reading import guess_paragraphs, open_words
from training.data import Document, data_directory, litbank


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
        ("mention", mentions, gold_mentions, 1.0),
    ):
        threshold, f1 = best_threshold(scored, count, spare)
        settings["thresholds"][name] = threshold
        print(f"{name}: {threshold:.2f}, F1 {f1:.2f} on dev")
    path.write_text(json.dumps(settings, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
