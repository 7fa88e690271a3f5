"""What a narrow network learns from a wide one: its vectors of text that nobody has labelled."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from fabula import source
from fabula.language.labels import word_types
from fabula.language.quotations import find_quotations
from fabula.language.tokens import tokenize
from fabula.language.windows import Window, WordPieces, batch, plan
from fabula.reading.page import word_spans
from fabula.story import APPARATUS
from training.data import comments, trees
from training.network import WITH_MARGINS, Network, inner_pieces, layer_states
from training.renaming import likely_names, rename
from training.silver import works

Inputs = dict[str, Tensor]
Place = tuple[list[list[int]], np.ndarray, np.ndarray, Window]
"""The pieces, types and sentences of a text's words, and a window of them."""
WINDOWS = 8
"""How many windows a step reads."""
EACH = 12
"""The most windows that are read of one stretch of a text."""
UNTOLD, SENTENCES = 0.25, 200
"""The share of stretches that are no fiction, and how many of their sentences stand together."""
RENAMED, CHANGED, APART = 0.5, 0.7, 0.5
"""The share of stretches of fiction whose names are changed, of the names there, and of those for another each time."""


def windows(data: Path, pieces: WordPieces, seed: int) -> Iterator[Place]:
    """Windows of the training works, of the treebank's sentences and of comments, at random, without an end."""
    rng = random.Random(seed)
    texts = [*works(data)]
    plain = [t.words for t in trees(data / "ud-ewt/en_ewt-train.conllu")]
    plain += [c.words for c in comments(data / "goemotions/train.tsv")][: len(plain)]
    while True:
        if rng.random() < UNTOLD:
            some = rng.sample(plain, SENTENCES)
            words = [w for s in some for w in s]
            sentences = np.repeat(np.arange(len(some)), [len(s) for s in some])
            quoted = np.zeros(len(words), bool)
        else:
            words, sentences, quoted = _stretch(rng.choice(texts), rng)
            if rng.random() < RENAMED:
                names = likely_names(words, sentences.tolist())
                words = rename(words, {n for n in sorted(names) if rng.random() < CHANGED}, rng, APART)
        if not words:
            continue
        ids = [pieces(w) for w in words]
        planned = plan(np.array([len(i) for i in ids]), sentences)
        rng.shuffle(planned)
        types = word_types(words, quoted)
        for w in planned[:EACH]:
            yield ids, types, sentences, w


@cache
def _story(path: Path) -> tuple[str, list[tuple[int, int]]]:
    """A work's text, and the paragraphs of its story."""
    made = source.load(path)
    apparatus = [(d.start, d.end) for d in made.divisions if d.kind in APPARATUS]
    spans = [(p.start, p.end) for p in made.paragraphs]
    return made.text, [(a, b) for a, b in spans if not any(c < b and a < d for c, d in apparatus)]


def _stretch(path: Path, rng: random.Random, length: int = 40_000) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Words, sentence numbers and which words are quoted, of some `length` characters of a work's story."""
    text, story = _story(path)
    if not story:
        return [], np.zeros(0, np.int64), np.zeros(0, bool)
    first = rng.randrange(len(story))
    ours = [span for span in story[first:] if span[0] < story[first][0] + length]
    quotations = find_quotations(text, ours)
    words = tokenize(text, ours, {q.start for q in quotations}, {q.end - 1 for q in quotations if q.closed})
    quoted = np.zeros(len(words), bool)
    for start, end in word_spans(words, quotations):
        quoted[start:end] = True
    return list(words.text), words.sentence, quoted


def batches(data: Path, pieces: WordPieces, seed: int, size: int = WINDOWS) -> Iterator[Inputs]:
    """The encoder's inputs, `size` windows at a time: from 64 of them, those of like length together."""
    stream = windows(data, pieces, seed)
    rng = random.Random(seed)
    while True:
        some = [next(stream) for _ in range(8 * size)]
        some.sort(key=lambda item: sum(map(len, item[0][item[3].first : item[3].last])))
        groups = [some[i : i + size] for i in range(0, len(some), size)]
        rng.shuffle(groups)
        for group in groups:
            rows = []
            for ids, types, sentences, w in group:
                row = batch([w], ids, types, pieces.start, pieces.end)
                rows.append({**row, "inner": inner_pieces([w], sentences, row)})
            longest = max(r["input_ids"].shape[1] for r in rows)
            names = ("input_ids", "attention_mask", "token_type_ids", "inner")
            yield {
                n: torch.from_numpy(np.stack([np.pad(r[n][0], (0, longest - r[n].shape[1])) for r in rows]))
                for n in names
            }


def metric(net: Network) -> Tensor:
    """What the heads see of a difference of word vectors, (hidden, hidden): the inner products of their first weights,
    each head's scaled to one."""
    h = net.encoder.config.hidden_size
    firsts = [
        m.weight.detach()
        for n, m in net.named_modules()
        if isinstance(m, nn.Linear) and m.in_features == h and not n.startswith("encoder")
    ]
    return torch.stack([w.T @ w / (w**2).sum() for w in firsts]).mean(0) * h


def distance(ours: Tensor, theirs: Tensor, seen: Tensor | None = None) -> Tensor:
    """The mean square of the difference of vectors (n, hidden), by that of theirs from their mean."""
    off, own = ours - theirs, theirs - theirs.mean(0)
    lost, whole = (x if seen is None else x @ seen for x in (off, own))
    return (lost * off).sum() / (whole * own).sum()


def imitation_losses(wide: Network, net: Network, inputs: Inputs, seen: Tensor) -> dict[str, Tensor]:
    """How far the narrow network's vectors of pieces are from the wide one's: those of the last layer, those as the
    heads see them (`seen`, the wide one's `metric`), and the mean of the layers before.

    The wide one reads the margins in all layers, the narrow one in the lower alone.
    """
    whole, inner = inputs["attention_mask"].bool(), inputs["inner"]
    with torch.no_grad():
        theirs = layer_states(wide.encoder, **{**inputs, "inner": whole})
    training = net.training
    net.eval()  # dropout would be noise in what is to be imitated
    ours = layer_states(net.encoder, **inputs)
    net.train(training)
    masks = [whole if number < WITH_MARGINS else inner for number in range(len(ours))]
    pairs = [(a[mask], b[mask]) for a, b, mask in zip(ours, theirs, masks, strict=True)]
    lower = sum((distance(*p) for p in pairs[:-1]), torch.zeros(())) / max(len(pairs) - 1, 1)
    return {"last": distance(*pairs[-1]), "seen": distance(*pairs[-1], seen), "inner": lower}
