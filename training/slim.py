"""A narrower encoder that says what the wide one says: `python -m training.slim WIDE.pt OUT.pt`.

Of each layer's inner units and attention heads those are taken away whose loss the others make good best, by least
squares over the text of the training works (optimal brain surgeon: Hassibi and Stork 1993; of whole columns of
Transformers: Frantar and Alistarh 2022, Kurtic, Frantar and Alistarh 2023). Then all of the narrow encoder learns the
wide one's vectors over the same works, UD EWT and GoEmotions, which needs no labels. `training.train --init OUT.pt`
finishes it on the labelled data. Resumes from OUT.start and OUT.checkpoint where they are there. With --lessons
(`training.lessons`) it is the scorer of antecedents that is cut so, and nothing else, and nothing is learned.
"""

from __future__ import annotations

import argparse
import copy
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from fabula.language.windows import WordPieces
from training.data import data_directory, trees
from training.imitation import WINDOWS, batches, imitation_losses, metric
from training.network import Network, fit, layer_states
from training.problems import Lesson
from training.train import base_model, follow, keep, mention_vectors, restored, treebank_labels

DAMPING = 0.01
"""Of the mean diagonal, added to every diagonal of the second moments, so that they can be inverted."""
CALIBRATION = 240
"""How many windows the least squares are reckoned over."""
SCORER_UNITS = 32
"""Inner units of the scorer are kept by so many, since processors multiply by blocks."""
REPORT = 25
"""Losses are printed after so many steps."""


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
    stream = batches(data, WordPieces(base_model() / "vocab.txt"), seed)
    with torch.no_grad():
        for _ in range(CALIBRATION // WINDOWS):
            inputs = next(stream)
            mask = inputs["attention_mask"].bool()
            layer_states(net.encoder, **inputs)
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


def slim(net: Network, data: Path, lost: float, units: int, seed: int) -> Network:
    """A copy of the network whose layers have as few inner units (by so many `units`) and attention heads as lose the
    share `lost`."""
    out = copy.deepcopy(net)
    size = net.encoder.encoder.layer[0].attention.self.attention_head_size
    state = net.state_dict()
    for k, ours in enumerate(moments(net, data, seed)):
        name = f"encoder.encoder.layer.{k}"
        parts = (
            ("output.dense", ["intermediate.dense"], 1, units),
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


@torch.no_grad()
def slim_scorer(net: Network, lessons: Sequence[Lesson], lost: float) -> Network:
    """A copy of the network whose scorer of antecedents has as few inner units as lose the share `lost` of what they
    give, over the candidates in the lessons."""
    net.eval()
    scorer, pieces = net.antecedent, WordPieces(base_model() / "vocab.txt")
    product = scorer.out[2]
    size, count = product.in_features, 0
    total = torch.zeros(size, size + 1, dtype=torch.double)
    for it in lessons:
        p = it.problem
        vectors, earlier = mention_vectors(net, pieces, p), torch.from_numpy(p.earlier[it.rows])
        pairs = torch.from_numpy(p.pairs[it.rows].astype(np.int64))
        own = vectors[torch.from_numpy(it.rows)]
        inner = scorer.inner(own, vectors[earlier.clamp(min=0)], pairs)[earlier >= 0]
        inner = nn.functional.gelu(inner).double()
        total += torch.cat([inner.sum(0)[:, None], inner.T @ inner], 1)
        count += len(inner)
    mean, square = total[:, 0] / count, total[:, 1:] / count
    kept, weight = choose(square - torch.outer(mean, mean), product.weight, 1, SCORER_UNITS, lost)
    print(f"scorer: {len(kept)} of {size} units kept", flush=True)
    out, state = copy.deepcopy(net), net.state_dict()
    bias = state["antecedent.out.2.bias"] + (product.weight.double() @ mean - weight.double() @ mean[kept]).float()
    state |= {"antecedent.out.2.bias": bias, "antecedent.out.2.weight": weight}
    for name in ("one.weight", "one.bias", "other.weight", "product.weight"):
        state[f"antecedent.{name}"] = state[f"antecedent.{name}"][kept]
    state["antecedent.features.table.weight"] = state["antecedent.features.table.weight"][:, kept]
    fit(out, state)
    return out


def teach(wide: Network, net: Network, data: Path, out: Path, steps: int, stop: int, rate: float, seed: int) -> None:
    """The narrow encoder learns every layer's vectors of the wide one. Writes OUT at the end."""
    optimiser = torch.optim.AdamW(net.encoder.parameters(), lr=rate, weight_decay=0.01)
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
    stream = batches(data, WordPieces(base_model() / "vocab.txt"), seed + 1)
    seen, began, totals = metric(wide), time.time(), Counter[str]()
    for step in range(min(steps, stop)):
        inputs = next(stream)
        if step < first:
            continue
        losses = imitation_losses(wide, net, inputs, seen)
        optimiser.zero_grad()
        sum(losses.values(), torch.zeros(())).backward()
        torch.nn.utils.clip_grad_norm_(net.encoder.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        follow(average, net, step, 0.995)
        totals.update({k: float(v.detach()) / REPORT for k, v in losses.items()})
        if (step + 1) % REPORT == 0:
            means = {k: round(v, 4) for k, v in totals.items()}
            print(f"step {step + 1} {time.time() - began:.0f} s {means}", flush=True)
            totals.clear()
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
    parser.add_argument("--units", type=int, default=128, help="inner units are kept by so many")
    parser.add_argument("--lessons", type=Path, nargs="*", default=[], help="cut the scorer of antecedents, by these")
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--stop", type=int, help="stop after this step of the schedule")
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    labels = treebank_labels(list(trees(args.data / "ud-ewt/en_ewt-train.conllu")))
    wide = restored(args.wide, labels)
    if args.lessons:
        lessons = [it for path in args.lessons for it in torch.load(path, weights_only=False)]
        torch.save({"net": slim_scorer(wide, lessons, args.lost).state_dict()}, args.out)
        return
    start = args.out.with_suffix(".start")
    if not start.exists():
        torch.save({"net": slim(wide, args.data, args.lost, args.units, args.seed).state_dict()}, start)
    net = restored(start, labels)
    teach(wide, net, args.data, args.out, args.steps, args.stop or args.steps, args.rate, args.seed)


if __name__ == "__main__":
    main()
