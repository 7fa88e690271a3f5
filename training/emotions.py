"""Trains the emotion head alone on a finished network: `python -m training.emotions RUN/model.pt OUT.pt`.

Beside the other heads it sees few of GoEmotions' comments. The encoder stays as it is, so that the comments' vectors
are computed once, and all of them are seen many times in minutes. Chosen by the loss on dev.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from fabula.language.labels import EMOTIONS
from fabula.language.windows import WordPieces
from training.data import Comment, comments, data_directory
from training.network import Network
from training.train import base_model, core, encode, load_network, pooled_emotions

PACK = 64
"""How many comments are read side by side, and learned from at a step."""


@dataclass
class Pack:
    """Some comments: the vectors of their words, which comment each is of, and the gold (comments, emotions)."""

    words: Tensor
    place: Tensor
    gold: Tensor


@torch.no_grad()
def pack(net: Network, pieces: WordPieces, some: list[Comment]) -> Pack:
    """What comments read side by side give."""
    words = [w for c in some for w in c.words]
    place = np.repeat(np.arange(len(some)), [len(c.words) for c in some])
    e = encode(net, pieces, words, np.zeros(len(words), bool), place)
    gold = torch.zeros(len(some), len(EMOTIONS))
    for i, comment in enumerate(some):
        gold[i, comment.emotions] = 1.0
    return Pack(core(e.words, e).half(), torch.from_numpy(place), gold)


def scores(net: Network, part: Pack) -> Tensor:
    """(comments, emotions), before the sigmoid."""
    return pooled_emotions(net, net.dropout(part.words.float()), part.place, len(part.gold))


@torch.no_grad()
def measure(net: Network, parts: list[Pack]) -> tuple[float, float]:
    """The mean loss a comment, and the F1 over all labels at 0.3, in per cent."""
    net.eval()
    loss, right, found, gold, count = 0.0, 0, 0, 0, 0
    for part in parts:
        score = scores(net, part)
        loss += float(functional.binary_cross_entropy_with_logits(score, part.gold, reduction="sum"))
        likely = score.sigmoid() > 0.3
        right += int((likely & (part.gold > 0)).sum())
        found, gold, count = found + int(likely.sum()), gold + int(part.gold.sum()), count + len(part.gold)
    return loss / count, 200 * right / max(found + gold, 1)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, default=data_directory())
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    net, state = load_network(args.checkpoint)
    pieces = WordPieces(base_model() / "vocab.txt")

    def packs(name: str) -> list[Pack]:
        some = comments(args.data / "goemotions" / name)
        return [pack(net, pieces, some[i : i + PACK]) for i in range(0, len(some), PACK)]

    dev, train = packs("dev.tsv"), packs("train.tsv")
    loss, score = measure(net, dev)
    print(f"{len(train)} packs; dev before: loss {loss:.3f}, F1 {score:.1f}", flush=True)
    parameters = [*net.emotion.parameters(), *net.emotion_weight.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=args.rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, args.epochs * len(train))
    best, kept = loss, {k: v.clone() for k, v in net.state_dict().items()}
    for epoch in range(args.epochs):
        net.train()
        for at in torch.randperm(len(train)).tolist():
            part = train[at]
            loss_here = functional.binary_cross_entropy_with_logits(scores(net, part), part.gold, reduction="sum")
            optimiser.zero_grad()
            (loss_here / len(part.gold)).backward()
            optimiser.step()
            schedule.step()
        loss, score = measure(net, dev)
        print(f"epoch {epoch + 1}: dev loss {loss:.3f}, F1 {score:.1f}", flush=True)
        if loss < best:
            best, kept = loss, {k: v.clone() for k, v in net.state_dict().items()}
            state["dev"]["emotion"] = round(score, 2)
    state["net"] = kept
    torch.save(state, args.out)


if __name__ == "__main__":
    main()
