"""Trains the speaker head alone on a finished network: `python -m training.speakers RUN/model.pt OUT.pt --silver FILE`.

The encoder stays as it is, so that its vectors are computed once and the head takes minutes. Chosen on dev by epoch.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from fabula.language.windows import WordPieces
from training.data import Document, data_directory, litbank
from training.network import Network, span_vectors
from training.silver import silver
from training.train import base_model, core, encode, gold_table, load_network, segment, speaker_log, speaker_problem


@dataclass
class Item:
    """One document's problem: mention vectors, the first and last words' vectors of its quotations, and the rest."""

    vectors: Tensor
    first: Tensor
    last: Tensor
    candidates: np.ndarray
    features: np.ndarray
    gold: Tensor
    quotations: int


@torch.no_grad()
def item(net: Network, pieces: WordPieces, d: Document) -> Item | None:
    """The problem of one document, None where there is nothing to learn or score."""
    if not d.mentions or not d.quotations:
        return None
    problem = speaker_problem(gold_table(d), d)
    if problem is None:
        return None
    candidates, features, gold, kept = problem
    e = encode(net, pieces, d.words, d.in_quotation(), d.sentences)
    parts = [core(p, e) for p in net.span_parts(e.words)]
    starts = torch.tensor([m.start for m in d.mentions])
    vectors = span_vectors(*parts, starts, torch.tensor([m.end - 1 for m in d.mentions]))
    words = core(e.words, e)
    first = words[[d.quotations[i].start for i in kept]]
    last = words[[d.quotations[i].end - 1 for i in kept]]
    return Item(vectors, first, last, candidates, features, torch.from_numpy(gold), len(d.quotations))


def log(net: Network, it: Item) -> Tensor:
    """Log-probabilities of no candidate, then each, (quotations, 1 + candidates)."""
    quotes = functional.gelu(net.quotation_start(net.dropout(it.first)) + net.quotation_end(net.dropout(it.last)))
    return speaker_log(net, net.dropout(it.vectors), quotes, it.candidates, it.features)


@torch.no_grad()
def accuracy(net: Network, items: list[Item]) -> float:
    """The share of all quotations whose best candidate is the speaker's, in per cent, given the gold mentions."""
    net.eval()
    right = 0
    for it in items:
        best = log(net, it)[:, 1:].argmax(-1)
        right += int(it.gold[torch.arange(len(best)), best + 1].sum())
    return 100 * right / sum(it.quotations for it in items)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--silver", type=Path)
    parser.add_argument("--data", type=Path, default=data_directory())
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rate", type=float, default=7e-4)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    net, state = load_network(args.checkpoint)
    pieces = WordPieces(base_model() / "vocab.txt")
    root = args.data / "litbank"
    documents = litbank(root, root / "split/train.txt") + (silver(args.silver) if args.silver else [])
    train = [it for d in documents for part in halves(d) if (it := item(net, pieces, part))]
    dev = [it for d in litbank(root, root / "split/dev.txt") if (it := item(net, pieces, d))]
    print(f"{len(train)} parts, {sum(len(it.gold) for it in train)} speakers; dev before {accuracy(net, dev):.1f}")
    parameters = [*net.speaker.parameters(), *net.quotation_start.parameters(), *net.quotation_end.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=args.rate, weight_decay=0.05)
    best, kept = 0.0, {}
    for epoch in range(args.epochs):
        net.train()
        rng.shuffle(train)
        total = 0.0
        for it in train:
            loss = -log(net, it).masked_fill(~it.gold, -1e4).logsumexp(-1).mean()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            total += float(loss.detach())
        score = accuracy(net, dev)
        print(f"epoch {epoch + 1}: loss {total / len(train):.3f}, dev {score:.1f}", flush=True)
        if score > best:
            best, kept = score, {k: v.clone() for k, v in net.state_dict().items()}
    state["net"] = kept
    state["dev"]["speaker"] = round(best, 2)
    torch.save(state, args.out)


def halves(d: Document, words: int = 2500) -> list[Document]:
    """A document in parts of about so many words, cut at sentences."""
    starts = np.flatnonzero(np.diff(d.sentences, prepend=-1))
    cuts = [0]
    while len(d.words) - cuts[-1] > 1.5 * words:
        cuts.append(int(starts[np.searchsorted(starts, cuts[-1] + words)]))
    return [segment(d, a, b) for a, b in zip(cuts, [*cuts[1:], len(d.words)], strict=True)]


if __name__ == "__main__":
    main()
