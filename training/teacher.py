"""Trains a large teacher of antecedents: `python -m training.teacher BASE --out RUN`. Resumes from RUN/checkpoint.pt.

BASE is a folder with MPNet-base (Song et al. 2020), which is eight times the size of the encoder that ships and stays
here. It reads LitBank's train split; the mentions and their candidates are those that the shipped model finds, so that
what it later says of whole works (`training.lessons`) can be learned by the small scorer. Deterministic from its seed,
on one machine with one number of threads.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers import MPNetModel

from fabula.language.features import NEW_SIZES, PAIR_SIZES
from fabula.language.labels import word_types
from fabula.language.model import load_model
from fabula.language.windows import WordPieces, batch, plan
from fabula.reading import open_words
from training.data import data_directory, litbank
from training.network import SPAN, TOKEN_TYPES, FeatureSum, PairScorer, antecedents, span_vectors
from training.problems import Problem, cut, problem, right
from training.train import follow, keep, together

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FROZEN = 6
"""So many of the lowest layers stay as they are, so that what they give is reckoned once."""
AVERAGE = 0.99


@dataclass(frozen=True)
class Lower:
    """What the frozen layers gave: `hidden` (windows, pieces, width), the closed places' bias and the token types; and
    of each word its window and its first and last piece there."""

    hidden: Tensor
    shut: Tensor
    types: Tensor
    window: Tensor
    first: Tensor
    last: Tensor


class Teacher(nn.Module):
    """MPNet, span vectors and the antecedent scorer of `training.network`, over the shipped features."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.encoder = MPNetModel.from_pretrained(base, add_pooling_layer=False, attention_probs_dropout_prob=0.0)
        self.encoder.embeddings.requires_grad_(False)
        self.encoder.encoder.relative_attention_bias.requires_grad_(False)
        for layer in self.encoder.encoder.layer[:FROZEN]:
            layer.requires_grad_(False)
        h = self.encoder.config.hidden_size
        self.types = nn.Embedding(TOKEN_TYPES, h)
        nn.init.normal_(self.types.weight, std=0.01)
        self.span_start = nn.Linear(h, SPAN)
        self.span_end = nn.Linear(h, SPAN, bias=False)
        self.span_body = nn.Linear(h, SPAN, bias=False)
        self.span_weight = nn.Linear(h, 1)
        self.dropout = nn.Dropout(0.2)
        self.antecedent = PairScorer(PAIR_SIZES)
        self.new = nn.Sequential(nn.Linear(SPAN, 64), nn.GELU(), nn.Linear(64, 1))
        self.new_features = FeatureSum(NEW_SIZES, 1)

    @torch.no_grad()
    def lower(self, pieces: WordPieces, words: list[str], quoted: Bools, sentences: Ints) -> Lower:
        """What the frozen layers make of words, in windows with some context on either side."""
        ids = [pieces(w) for w in words]
        windows = plan(np.array([len(i) for i in ids]), sentences, size=500, margin=40)
        inputs = batch(windows, ids, word_types(words, quoted), pieces.start, pieces.end)
        # Its vocabulary is BERT's, four places on, but for the two ends.
        read = torch.from_numpy(inputs["input_ids"]) + 4
        read = read.masked_fill(read == pieces.start + 4, 0).masked_fill(read == pieces.end + 4, 2)
        shut = -1e4 * (1.0 - torch.from_numpy(inputs["attention_mask"])[:, None, None].float())
        training = self.training
        self.eval()
        with torch.autocast("cpu", torch.bfloat16):
            hidden = self.encoder.embeddings(read)
            bias = self.encoder.encoder.compute_position_bias(hidden)
            for layer in self.encoder.encoder.layer[:FROZEN]:
                (hidden,) = layer(hidden, shut, bias)
        self.train(training)
        types = torch.from_numpy(inputs["token_type_ids"])
        window, at = [], []
        for k, w in enumerate(windows):
            window += [k] * (w.core_last - w.core_first)
            at += range(w.core_first - w.first, w.core_last - w.first)
        first, last = (torch.from_numpy(inputs[k][window, at]) for k in ("first", "last"))
        return Lower(hidden.bfloat16(), shut, types, torch.tensor(window), first, last)

    def words(self, low: Lower) -> Tensor:
        """Word vectors (words, hidden)."""
        with torch.autocast("cpu", torch.bfloat16):
            hidden = low.hidden.float() + self.types(low.types)
            bias = self.encoder.encoder.compute_position_bias(hidden)
            for layer in self.encoder.encoder.layer[FROZEN:]:
                (hidden,) = layer(hidden, low.shut, bias)
        return (hidden[low.window, low.first] + hidden[low.window, low.last]).float() / 2

    def spans(self, words: Tensor, first: Tensor, last: Tensor) -> Tensor:
        """Vectors (n, SPAN) of the spans of words first..last inclusive."""
        words = self.dropout(words)
        parts = self.span_start(words), self.span_end(words), self.span_body(words)
        return self.dropout(span_vectors(*parts, self.span_weight(words).clamp(-8, 8), first, last))


def lower(net: Teacher, pieces: WordPieces, p: Problem) -> Lower:
    """What the frozen layers make of a problem's text."""
    return net.lower(pieces, p.words, p.quoted, p.sentences)


def answers(net: Teacher, low: Lower, p: Problem) -> Tensor:
    """Log-probabilities (mentions, 1 + k) of a new entity, then of each candidate."""
    vectors = net.spans(net.words(low), torch.from_numpy(p.first), torch.from_numpy(p.last))
    asked = torch.from_numpy(p.earlier), torch.from_numpy(p.pairs).long(), torch.from_numpy(p.new)
    return antecedents(net, vectors, *asked)


@torch.no_grad()
def scores(net: Teacher, problems: list[tuple[Problem, Lower]]) -> dict[str, float]:
    """Loss and share of right best answers, in per cent, over all mentions; and of "he" and "she" in the narration the
    loss, and how many right answers have more than half of the probability."""
    net.eval()
    found, best = [], []
    for p, low in problems:
        log, gold = answers(net, low, p), right(p)
        found.append(together(log, torch.from_numpy(gold)))
        best.append(gold[np.arange(len(gold)), log.argmax(-1).numpy()])
    net.train()
    gain, theirs = torch.cat(found), torch.from_numpy(np.concatenate([p.theirs for p, _ in problems]))
    they = gain[theirs].clamp(min=-13.8)
    return {
        "loss": round(-float(gain.mean()), 4),
        "right": round(100 * float(np.concatenate(best).mean()), 2),
        "they loss": round(-float(they.mean()), 4),
        "they": round(100 * float((they.exp() > 0.5).float().mean()), 2),
    }


def stretches(p: Problem, words: int) -> list[Problem]:
    """Stretches of about `words` words, cut at sentences; `theirs` says there which mentions can be learned from: what
    means somebody of before the stretch alone is nobody new, and has no right answer in it."""
    starts = np.flatnonzero(np.diff(p.sentences, prepend=-1))
    parts = max(1, round(len(p.words) / words))
    wanted = np.searchsorted(starts, [len(p.words) * k / parts for k in range(1, parts)])
    out = []
    for a, b in itertools.pairwise(sorted({0, len(p.words), *starts[np.minimum(wanted, len(starts) - 1)].tolist()})):
        piece, low = cut(p, a, b), int(np.searchsorted(p.first, a))
        new = right(p)[low : low + len(piece.first), 0]
        out.append(replace(piece, theirs=new | ~right(piece)[:, 0]))
    return out


def train(
    base: Path, out: Path, data: Path, *, epochs: int, rate: float, head_rate: float, words: int, seed: int
) -> None:
    """Runs or resumes a run in `out`: log.jsonl, checkpoint.pt, and teacher.pt, the mean of its weights."""
    out.mkdir(parents=True, exist_ok=True)
    root, model = data / "litbank", load_model()

    def problems(split: str) -> list[Problem]:
        documents = litbank(root, root / f"split/{split}.txt")
        return [problem(open_words(d.words, d.sentences, d.paragraphs, model), d) for d in documents]

    torch.manual_seed(seed)
    net = Teacher(base)
    lessons = [piece for p in problems("train") for piece in stretches(p, words)]
    lessons = [p for p in lessons if p.theirs.any()]
    known = [lower(net, model.pieces, p) for p in lessons]
    dev = [(p, lower(net, model.pieces, p)) for p in problems("dev")]
    inner = [p for p in net.encoder.parameters() if p.requires_grad]
    own = {id(p) for p in net.encoder.parameters()}
    heads = [p for p in net.parameters() if id(p) not in own]
    optimiser = torch.optim.AdamW(
        [{"params": inner, "lr": rate}, {"params": heads, "lr": head_rate}], weight_decay=0.01
    )
    steps = epochs * len(lessons)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda k: min(1, (k + 1) / 60) * max(0.02, 1 - k / steps))
    average, first = {k: v.clone() for k, v in net.state_dict().items()}, 0
    if (out / "checkpoint.pt").exists():
        state = torch.load(out / "checkpoint.pt", weights_only=False)
        net.load_state_dict(state["net"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        average, first = state["average"], state["step"]
    order = [
        k for epoch in range(epochs) for k in random.Random(seed + epoch).sample(range(len(lessons)), len(lessons))
    ]
    net.train()
    began, total = time.time(), 0.0
    for step in range(first, steps):
        p = lessons[order[step]]
        torch.manual_seed(seed * 100_003 + step)
        gain = together(answers(net, known[order[step]], p), torch.from_numpy(right(p)))
        loss = -gain[torch.from_numpy(p.theirs)].mean()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        total += float(loss.detach())
        follow(average, net, step, AVERAGE)
        done = step + 1
        if done % 20 == 0:
            print(f"step {done} of {steps}, {time.time() - began:.0f} s, loss {total / 20:.4f}", flush=True)
            total = 0.0
        if done % len(lessons) == 0:
            kept = {k: v.clone() for k, v in net.state_dict().items()}
            net.load_state_dict(average)
            score = {"step": done, "seconds": round(time.time() - began), **scores(net, dev)}
            torch.save(average, out / "teacher.pt")
            net.load_state_dict(kept)
            state = {"net": kept, "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict()}
            keep(out / "checkpoint.pt", {**state, "average": average, "step": done})
            with (out / "log.jsonl").open("a") as log:
                log.write(json.dumps(score) + "\n")
            print(f"dev {score}", flush=True)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=data_directory())
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rate", type=float, default=5e-5)
    parser.add_argument("--head-rate", type=float, default=6e-4)
    parser.add_argument("--words", type=int, default=1000, help="the length of what is read at once")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    given = {k: getattr(args, k) for k in ("epochs", "rate", "head_rate", "words", "seed")}
    train(args.base, args.out, args.data, **given)


if __name__ == "__main__":
    main()
