"""A narrower encoder that says what the wide one says: `python -m training.slim WIDE.pt OUT.pt --inner 768 --heads 8`.

Of each layer's inner units and attention heads those are taken away whose loss the others make good best, by least
squares over the text of the training works (optimal brain surgeon: Hassibi and Stork 1993; of whole columns of
Transformers: Frantar and Alistarh 2022, Kurtic, Frantar and Alistarh 2023). Then all of the narrow encoder learns the
wide one's vectors over the same works, UD EWT and GoEmotions, which needs no labels. `training.train --init OUT.pt`
finishes it on the labelled data. Resumes from OUT.pt.checkpoint if it is there.
"""

from __future__ import annotations

import argparse
import copy
import random
import time
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
from training.data import comments, data_directory, trees
from training.network import Network, fit
from training.silver import works
from training.train import base_model, follow, keep, treebank_labels

Inputs = dict[str, Tensor]
DAMPING = 0.01
"""Of the mean diagonal, added to every diagonal of the second moments, so that they can be inverted."""
CALIBRATION = 240
"""How many windows the least squares are reckoned over."""
UNITS = 128
"""Inner units are kept by so many, since processors multiply by blocks."""
WINDOWS = 8
"""How many windows a step reads."""
EACH = 12
"""The most windows that are read of one stretch of a text."""
UNTOLD, SENTENCES = 0.25, 200
"""The share of stretches that are no fiction, and how many of their sentences stand together."""


def windows(data: Path, seed: int) -> Iterator[tuple[WordPieces, list[list[int]], np.ndarray, Window]]:
    """Windows of the training works, of the treebank's sentences and of comments, at random, without an end."""
    rng = random.Random(seed)
    pieces = WordPieces(base_model() / "vocab.txt")
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
        if not words:
            continue
        ids = [pieces(w) for w in words]
        planned = plan(np.array([len(i) for i in ids]), sentences)
        rng.shuffle(planned)
        types = word_types(words, quoted)
        for w in planned[:EACH]:
            yield pieces, ids, types, w


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


def batches(data: Path, seed: int, size: int = WINDOWS) -> Iterator[Inputs]:
    """The encoder's inputs, `size` windows at a time: from 64 of them, those of like length together."""
    stream = windows(data, seed)
    rng = random.Random(seed)
    while True:
        some = [next(stream) for _ in range(8 * size)]
        some.sort(key=lambda item: sum(map(len, item[1][item[3].first : item[3].last])))
        groups = [some[i : i + size] for i in range(0, len(some), size)]
        rng.shuffle(groups)
        for group in groups:
            rows = [batch([w], ids, types, p.start, p.end) for p, ids, types, w in group]
            longest = max(r["input_ids"].shape[1] for r in rows)
            names = ("input_ids", "attention_mask", "token_type_ids")
            yield {
                n: torch.from_numpy(np.stack([np.pad(r[n][0], (0, longest - r[n].shape[1])) for r in rows]))
                for n in names
            }


def moments(net: Network, data: Path, seed: int) -> list[list[tuple[Tensor, Tensor]]]:
    """Each layer's covariance (n, n) and mean (n,) of its inner units, and of what its heads give."""
    layers = net.encoder.encoder.layer
    sums = [[torch.zeros(d.in_features, d.in_features + 1, dtype=torch.double) for d in _outputs(x)] for x in layers]
    mask, count = torch.zeros(0), 0

    def watch(into: Tensor):  # noqa: ANN202
        def seen(_: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            rows = inputs[0][mask].float()
            into[:, 1:].add_((rows.T @ rows).double())
            into[:, 0].add_(rows.sum(0).double())

        return seen

    hooks = [
        dense.register_forward_pre_hook(watch(into))
        for layer, ours in zip(layers, sums, strict=True)
        for dense, into in zip(_outputs(layer), ours, strict=True)
    ]
    stream = batches(data, seed)
    with torch.no_grad():
        for _ in range(CALIBRATION // WINDOWS):
            inputs = next(stream)
            mask = inputs["attention_mask"].bool()
            net.encoder(**inputs)
            count += int(mask.sum())
    for hook in hooks:
        hook.remove()
    parts = [[(total / count)[:, :1] for total in ours] for ours in sums]
    return [
        [(total[:, 1:] / count - mean @ mean.T, mean[:, 0]) for total, mean in zip(ours, means, strict=True)]
        for ours, means in zip(sums, parts, strict=True)
    ]


def _outputs(layer: nn.Module) -> tuple[nn.Linear, nn.Linear]:
    """A layer's products whose inputs are cut: its inner units' and its heads'."""
    return layer.output.dense, layer.attention.output.dense


def choose(moment: Tensor, weight: Tensor, group: int, step: int, lost: float) -> tuple[list[int], Tensor]:
    """The inputs kept of a product (out, in), in groups of `group`, and their new weights (out, kept): as few as lose
    no more than the share `lost` of what the product gives, but a multiple of `step` groups.

    One group goes at a time: the one whose loss, once the others have made it good, is least.
    """
    out, size = weight.shape
    count = size // group
    moment = moment / moment.diagonal().mean() + DAMPING * torch.eye(size, dtype=torch.double)
    inverse, new = torch.linalg.inv(moment), weight.detach().double().clone()
    whole = float((new @ moment * new).sum())
    gone, total = torch.zeros(count, dtype=torch.bool), 0.0
    kept, best = list(range(size)), weight.detach()
    for left in range(count - 1, 0, -1):
        blocks = torch.linalg.inv(inverse.view(count, group, count, group).diagonal(dim1=0, dim2=2).permute(2, 0, 1))
        columns = new.view(out, count, group).permute(1, 0, 2)
        costs = ((columns @ blocks) * columns).sum((1, 2)).masked_fill(gone, torch.inf)
        worst = int(costs.argmin())
        total += float(costs[worst])
        if total > lost * whole:
            break
        gone[worst] = True
        at = slice(worst * group, (worst + 1) * group)
        rows = blocks[worst] @ inverse[at]
        new -= new[:, at] @ rows
        inverse -= inverse[:, at] @ rows
        inverse[at], inverse[:, at], new[:, at] = 0.0, 0.0, 0.0
        inverse[at, at] = torch.eye(group, dtype=torch.double)  # what is gone stands apart from here on
        if left % step == 0:
            kept = torch.arange(size).view(count, group)[~gone].flatten().tolist()
            best = new[:, kept].float()
    return kept, best


def slim(net: Network, data: Path, lost: float, seed: int) -> Network:
    """A copy of the network whose layers have as few inner units and attention heads as lose the share `lost`."""
    out = copy.deepcopy(net)
    size = net.encoder.encoder.layer[0].attention.self.attention_head_size
    state = net.state_dict()
    for k, ours in enumerate(moments(net, data, seed)):
        name = f"encoder.encoder.layer.{k}"
        parts = (
            ("output.dense", ["intermediate.dense"], 1, UNITS),
            ("attention.output.dense", [f"attention.self.{p}" for p in ("query", "key", "value")], size, 1),
        )
        for (moment, mean), (product, before, group, step) in zip(ours, parts, strict=True):
            old = state[f"{name}.{product}.weight"]
            kept, weight = choose(moment, old, group, step, lost)
            state[f"{name}.{product}.bias"] = (
                state[f"{name}.{product}.bias"] + (old.double() @ mean - weight.double() @ mean[kept]).float()
            )
            state[f"{name}.{product}.weight"] = weight
            for part in before:
                state[f"{name}.{part}.weight"] = state[f"{name}.{part}.weight"][kept]
                state[f"{name}.{part}.bias"] = state[f"{name}.{part}.bias"][kept]
            print(f"{name}.{product}: {len(kept) // group} kept", flush=True)
    fit(out, state)
    return out


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
    return ((off @ seen if seen is not None else off) * off).sum() / (
        (own @ seen if seen is not None else own) * own
    ).sum()


def teach(wide: Network, net: Network, data: Path, out: Path, steps: int, rate: float, seed: int) -> None:
    """The narrow encoder learns every layer's vectors of the wide one. Writes OUT at the end."""
    seen = metric(wide)
    encoder = net.encoder
    optimiser = torch.optim.AdamW(encoder.parameters(), lr=rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / 40) * max(0.02, 1 - step / steps)
    )
    average = {k: v.clone() for k, v in net.state_dict().items()}
    checkpoint, first = out.with_suffix(".checkpoint"), 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        fit(net, state["net"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        average, first = state["average"], state["step"]
    stream = batches(data, seed + 1)
    began, totals = time.time(), np.zeros(3)
    for step in range(steps):
        inputs = next(stream)
        if step < first:
            continue
        mask = inputs["attention_mask"].bool()
        with torch.no_grad():
            theirs = wide.encoder(**inputs, output_hidden_states=True).hidden_states[1:]
        ours = encoder(**inputs, output_hidden_states=True).hidden_states[1:]
        pairs = [(a[mask], b[mask]) for a, b in zip(ours, theirs, strict=True)]
        last, heads = distance(*pairs[-1]), distance(*pairs[-1], seen)
        inner = sum((distance(*p) for p in pairs[:-1]), torch.zeros(())) / max(len(pairs) - 1, 1)
        optimiser.zero_grad()
        (last + heads + inner).backward()
        torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        follow(average, net, step, 0.995)
        totals += [float(last.detach()), float(heads.detach()), float(inner.detach())]
        if (step + 1) % 25 == 0:
            means = " ".join(f"{t:.4f}" for t in totals / 25)
            print(f"step {step + 1} {time.time() - began:.0f} s: last, to the heads, inner {means}", flush=True)
            totals[:] = 0
        if (step + 1) % 100 == 0:
            state = {"net": net.state_dict(), "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict()}
            keep(checkpoint, {**state, "average": average, "step": step + 1})
    torch.save({"net": average}, out)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wide", type=Path, help="a checkpoint of the wide network")
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, default=data_directory())
    parser.add_argument("--lost", type=float, default=0.08, help="the share of each product that may be lost at first")
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    labels = treebank_labels(list(trees(args.data / "ud-ewt/en_ewt-train.conllu")))
    wide = Network(str(base_model()), len(labels.relations), len(labels.xpos), len(labels.scripts)).eval()
    fit(wide, torch.load(args.wide, weights_only=False)["net"])
    start = args.out.with_suffix(".start")
    if start.exists():
        net = copy.deepcopy(wide)
        fit(net, torch.load(start, weights_only=False)["net"])
    else:
        net = slim(wide, args.data, args.lost, args.seed)
        torch.save({"net": net.state_dict()}, start)
    teach(wide, net, args.data, args.out, args.steps, args.rate, args.seed)


if __name__ == "__main__":
    main()
