"""Fits the calibration of speakers: `python -m training.calibrate FOLDER --silver FILE`.

LitBank's training split has been seen, and answers there look better than they are; named speakers whose reporting
clauses were hidden, in stretches not trained on, are harder than what stands in a novel. Both together come near.

A posterior that multiplies kinds of evidence as if they were independent is too sure of itself. For each way of finding
a speaker, a line moves its logit to where the confidence is the share of right answers (Platt 1999), with a prior that
leaves it alone where there is little to learn from. The lines go into FOLDER/model.json.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fabula.language.model import Model, load_model
from fabula.reading import follow_speech, open_words
from fabula.reading.page import Page
from fabula.reading.speech import find_utterances
from fabula.story import Utterance
from training.data import Document, data_directory, litbank
from training.silver import silver

PRIOR = 4.0
"""How many answers the prior is worth."""


def answers(d: Document, model: Model) -> list[tuple[str, float, bool]]:
    """The method, confidence and rightness of each speaker given to a gold quotation.

    A speaker named by a reporting clause is right where that name's mention is one of the gold speaker's: whether the
    name's other mentions are put together rightly is coreference's affair, which excerpts say little about. Any other
    is right where most of its mentions that are gold ones are the gold speaker's.
    """
    page = follow_speech(open_words(d.words, d.sentences, d.paragraphs, model))
    cluster = {(m.start, m.end): m.cluster for m in d.mentions}
    votes: defaultdict[int, Counter[str]] = defaultdict(Counter)
    mentions = page.mentions
    for start, end, entity in zip(mentions.start, mentions.end, page.clusters.entity, strict=True):
        if (int(start), int(end)) in cluster:
            votes[int(entity)][cluster[int(start), int(end)]] += 1
    owner = {entity: found.most_common(1)[0][0] for entity, found in votes.items()}
    out = []
    for u in find_utterances(page):
        gold = _gold(d, page, u)
        if u.speaker is None or not gold:
            continue
        answer = owner.get(u.speaker)
        if u.method == "explicit" and u.mention is not None:
            answer = cluster.get(_words(page, u.mention.start, u.mention.end), answer)
        out.append((u.method, u.confidence, answer == gold))
    return out


def _gold(d: Document, page: Page, u: Utterance) -> str:
    """The gold speaker of the quotation that shares most words with an utterance, "" where there is none."""
    shared: Counter[str] = Counter()
    for span in u.spans:
        start, end = _words(page, span.start, span.end)
        for q in d.quotations:
            shared[q.speaker] += max(0, min(end, q.end) - max(start, q.start))
    speaker, most = shared.most_common(1)[0] if shared else ("", 0)
    return speaker if most else ""


def _words(page: Page, start: int, end: int) -> tuple[int, int]:
    first = int(np.searchsorted(page.words.end, start, side="right"))
    return first, int(np.searchsorted(page.words.start, end, side="left"))


def line(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[float, float]:
    """The slope and intercept that make confidences honest, by Newton's steps; the prior is the line (1, 0)."""
    p = np.clip(confidence, 0.001, 0.999)
    x = np.stack([np.log(p / (1 - p)), np.ones(len(p))], axis=1)
    start = np.array([1.0, 0.0])

    def loss(w: NDArray[np.float64]) -> float:
        return float(np.logaddexp(0, np.where(right, -1, 1) * (x @ w)).sum() + PRIOR / 2 * ((w - start) ** 2).sum())

    w = start
    for _ in range(50):
        q = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (right - q) - PRIOR * (w - start)
        step = np.linalg.solve((x * (q * (1 - q))[:, None]).T @ x + PRIOR * np.eye(2), gradient)
        while loss(w + step) > loss(w) and np.abs(step).max() > 1e-9:
            step = step / 2  # a whole step may leap over the optimum, where all answers are very sure
        w = w + step
    return round(float(max(w[0], 0.0)), 4), round(float(w[1]), 4)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--silver", type=Path, help="free labels (training.silver) of stretches not trained on")
    args = parser.parse_args()
    root = data_directory() / "litbank"
    model = replace(load_model(args.folder), calibration={})
    documents = litbank(root, root / "split/train.txt") + litbank(root, root / "split/dev.txt")
    documents += silver(args.silver) if args.silver else []
    found: defaultdict[str, list[tuple[float, bool]]] = defaultdict(list)
    for d in documents:
        for method, confidence, right in answers(d, model):
            found[method].append((confidence, right))
    lines = {}
    for method, scored in sorted(found.items()):
        confidence, right = np.array([c for c, _ in scored]), np.array([r for _, r in scored])
        lines[method] = line(confidence, right)
        print(
            f"{method}: {len(right)} answers, {right.mean():.2f} right, {confidence.mean():.2f} sure; {lines[method]}"
        )
    path = args.folder / "model.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    settings["calibration"] = lines
    path.write_text(json.dumps(settings, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
