"""Trains the antecedent scorer on what it meets in use: `python -m training.antecedents RUN/model.pt FOLDER OUT.pt`.

The network learns antecedents on gold mentions of short segments. Here the encoder that was exported into FOLDER reads
LitBank's excerpts whole, finds their mentions itself, and the scorer alone learns on those, with the candidates that
`fabula.language.antecedents` would give it; what is no mention of the gold starts an entity of its own. With --lessons
it learns beside them what a large teacher says of whole works (`training.lessons`), which the encoder does not know by
heart as it does LitBank's excerpts. The best epoch on dev is kept.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from fabula.language.model import Model, load_model
from fabula.language.windows import WordPieces
from fabula.reading import open_words
from training.data import Document, data_directory, litbank
from training.network import Network, antecedents
from training.problems import Lesson, problem, right
from training.train import load_network, mention_vectors, together


@dataclass
class Item:
    """A document: mention vectors, candidates (mentions, k; -1 padding), and what is right, a new entity first: `gold`
    says which, or `aim` how probable each is to the teacher, for the mentions that `rows` number."""

    vectors: Tensor
    candidates: Tensor
    pairs: Tensor
    new: Tensor
    gold: Tensor | None = None
    rows: Tensor | None = None
    aim: Tensor | None = None


def item(d: Document, model: Model) -> Item:
    """A document's problem, as inference would pose it."""
    page = open_words(d.words, d.sentences, d.paragraphs, model)
    p = problem(page, d)
    earlier, pairs, new, gold = map(torch.from_numpy, (p.earlier, p.pairs, p.new, right(p)))
    return Item(torch.from_numpy(page.encoding.vectors), earlier, pairs.long(), new, gold)


def taught(net: Network, pieces: WordPieces, it: Lesson) -> Item:
    """A lesson, with the vectors of a network."""
    p = it.problem
    asked = (torch.from_numpy(x) for x in (p.earlier, p.pairs.astype(np.int64), p.new))
    with torch.no_grad():
        vectors = mention_vectors(net, pieces, p)
    return Item(vectors, *asked, rows=torch.from_numpy(it.rows), aim=torch.from_numpy(it.aim.astype(np.float32)))


def log(net: Network, it: Item) -> Tensor:
    """Log-probabilities (rows, 1 + k) of a new entity, then of each candidate."""
    return antecedents(net, net.dropout(it.vectors), it.candidates, it.pairs, it.new, it.rows)


def loss(net: Network, it: Item) -> Tensor:
    """The mean negative log-probability of the right antecedents together (Lee et al. 2017); of a lesson, the cross
    entropy with the teacher's."""
    found = log(net, it)
    if it.gold is None:
        return -(it.aim * found).sum(-1).mean()
    return -together(found, it.gold).mean()


@torch.no_grad()
def dev_score(net: Network, items: list[Item]) -> tuple[float, float]:
    """The mean loss, and the share of mentions whose best antecedent is right, in per cent."""
    net.eval()
    total, right, n = 0.0, 0, 0
    for it in items:
        best = log(net, it).argmax(-1)
        right += int(it.gold[torch.arange(len(best)), best].sum())
        n += len(best)
        total += float(loss(net, it)) * len(best)
    return total / n, 100 * right / n


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, default=data_directory())
    parser.add_argument("--lessons", type=Path, nargs="*", default=[], help="files of training.lessons")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    net, state = load_network(args.checkpoint)
    model, root = load_model(args.folder), args.data / "litbank"
    train = [item(d, model) for d in litbank(root, root / "split/train.txt")]
    lessons = [it for path in args.lessons for it in torch.load(path, weights_only=False)]
    train += [taught(net, model.pieces, it) for it in lessons]
    dev = [item(d, model) for d in litbank(root, root / "split/dev.txt")]
    least, right = dev_score(net, dev)
    print(f"before: dev loss {least:.4f}, right {right:.2f}", flush=True)
    kept = {k: v.clone() for k, v in net.state_dict().items()}
    parameters = [*net.antecedent.parameters(), *net.new.parameters(), *net.new_features.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=args.rate, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.1, args.epochs * len(train))
    for epoch in range(args.epochs):
        net.train()
        rng.shuffle(train)
        total = 0.0
        for it in train:
            cost = loss(net, it)
            optimiser.zero_grad()
            cost.backward()
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            schedule.step()
            total += float(cost.detach())
        score, right = dev_score(net, dev)
        print(f"epoch {epoch + 1}: loss {total / len(train):.4f}, dev loss {score:.4f}, right {right:.2f}", flush=True)
        if score < least:
            least, kept = score, {k: v.clone() for k, v in net.state_dict().items()}
    state["net"] = kept
    torch.save(state, args.out)


if __name__ == "__main__":
    main()
