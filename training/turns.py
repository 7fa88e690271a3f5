"""Learns what the evidence of who speaks weighs, and who takes the next turn: `python -m training.turns FOLDER --silver
FILE ...`.

A conversation's turns are a chain whose states are the people in it (`fabula.reading.speech`). The weights of the
evidence and the chances of taking turns are those under which the known speakers are likeliest, given everything else
(conditional log-likelihood of a partly labelled chain, as in Quattoni et al. 2007). LitBank's training split gives
natural speakers; named speakers whose reporting clauses were hidden (`training.silver`) give more, at less weight, for
they are those whom a writer thought it needful to name. Only the entity that holds most of a gold speaker's mentions is
right, not every fragment of it. The result goes into FOLDER/model.json.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from fabula.language.model import Model, load_model
from fabula.reading import follow_speech, open_words
from fabula.reading.page import Page
from fabula.reading.speech import find_turns, leaning, settled, who_may_speak
from fabula.reading.speech.evidence import FEATURES, GAPS, TELLINGS, evidence, taking, told_by
from fabula.reading.speech.turns import NOBODY, Turn, conversations, settled_speaker
from training.data import Document, data_directory, litbank
from training.silver import silver

KINDS = ("bare", "pronoun", "noun")
SETTLED = len(KINDS)
SILVER = 0.25
"""How much a label counts whose reporting clause was hidden."""
NOISE = {True: 0.05, False: 0.02}
"""How many natural labels, and how many of those that were hidden, are wrong: of 16 turns of the training split that
LitBank gives to whoever spoke the paragraph before, nearly all turned out to be the other's when read."""
APART = frozenset({
    "scored", "clause", "chosen", "fits", "surely fits", "present", "absent", "before", "earlier", "last", "latest",
    "alone", "gap", "talk", "away", "unnamed", "in step", "out of step",
})  # fmt: skip
"""What weighs otherwise where a reporting clause was hidden, as turn taking does: writers name those whom nothing else
would tell, and such a label always is somebody with a name."""
SHRINK, SHRINK_NOUN, SHRINK_TAKING = 0.0002, 0.0008, 0.001
"""How strongly weights are held at nothing (those of nouns, which have few labels, at where they start)."""
BATCH = 64

# Where learning starts: turn taking as counted on LitBank's training split (a paragraph on, then two, then more), and
# what evidence was given by hand.
SAME = {"reported": 0.12, "answering": 0.05, "acting": 0.2, "bare": 0.08}
SAME_APART = (0.42, 0.28)
BACK = {"reported": 0.55, "answering": 0.55, "acting": 0.79, "bare": 0.88}
FIRST = {"scored": 0.5, "called": -4.0, "named": -1.0, "nobody": -5.0, "talk": 0.3}
FIRST_BARE = {"before": 1.5, "after": 1.0}
FIRST_REPORTED = {"clause": 0.7}
FIRST_NOUN = {"chosen": 0.7}


@dataclass
class Conversation:
    """`evidence` (turns, people, features); `fixed` (turns, people), the log-likelihood of settled turns and of beats,
    and what rules people out; `kind` (turns,) into KINDS, or SETTLED; `right` (turns, people); `taken` (telling, gap)
    by pair of turns; and what its labels count."""

    evidence: Tensor
    fixed: Tensor
    kind: Tensor
    right: Tensor
    taken: list[tuple[int, int]]
    natural: bool

    @property
    def weight(self) -> float:
        """What its labels count."""
        return 1.0 if self.natural else SILVER


def problems(d: Document, model: Model, *, natural: bool) -> list[Conversation]:
    """A document's conversations with a labelled turn."""
    page = follow_speech(open_words(d.words, d.sentences, d.paragraphs, model))
    owner, gold = _owners(d, page), _gold(d, page)
    page, turns, _ = find_turns(page)
    out = []
    for conversation in conversations(page, turns):
        people = [*who_may_speak(page, conversation), NOBODY]
        shape = (len(conversation), len(people))
        fixed, right = np.zeros(shape, np.float32), np.zeros(shape, bool)
        kind = np.zeros(len(conversation), np.int64)
        for t, turn in enumerate(conversation):
            who = settled_speaker(page, turn)
            if turn.cue is not None and who is not None:
                fixed[t], kind[t] = settled(people.index(who), turn.cue.strength, np.zeros(len(people))), SETTLED
                continue
            kind[t] = KINDS.index(told_by(page, turn))
            if turn.beat:
                fixed[t] = leaning(people, turn.beat)
            speaker = next((gold[p] for p in turn.pieces if p in gold), None)
            right[t] = [speaker is not None and owner.get(e) == speaker for e in people]
            if not natural and right[t].any():
                # Free labels are names: that they are nobody's and never the narrator's says nothing.
                ruled_out = [e == NOBODY or e in page.clusters.teller for e in people]
                fixed[t, ruled_out & ~right[t]] = -50.0
        if right.any():
            out.append(
                Conversation(
                    torch.from_numpy(np.ascontiguousarray(evidence(page, conversation, people))),
                    torch.from_numpy(fixed),
                    torch.from_numpy(kind),
                    torch.from_numpy(right),
                    [_taken(page, a, b) for a, b in pairwise(conversation)],
                    natural,
                )
            )
    return out


def _taken(page: Page, a: Turn, b: Turn) -> tuple[int, int]:
    telling, gap = taking(page, a, b)
    return TELLINGS.index(telling), gap


def _owners(d: Document, page: Page) -> dict[int, str]:
    """The gold speaker whose mentions an entity has most of, for the entity that has most of them."""
    cluster = {(m.start, m.end): m.cluster for m in d.mentions}
    votes: defaultdict[str, Counter[int]] = defaultdict(Counter)
    m = page.mentions
    for start, end, entity in zip(m.start.tolist(), m.end.tolist(), page.clusters.entity.tolist(), strict=True):
        if (start, end) in cluster:
            votes[cluster[start, end]][entity] += 1
    owner: dict[int, str] = {}
    for speaker, found in sorted(votes.items(), key=lambda v: -max(v[1].values())):
        owner.setdefault(max(found, key=lambda e: (found[e], -e)), speaker)
    return owner


def _gold(d: Document, page: Page) -> dict[int, str]:
    """The gold speaker of each quoted stretch that has one."""
    out = {}
    for piece, (start, end) in enumerate(page.piece_words):
        shared: Counter[str] = Counter()
        for q in d.quotations:
            shared[q.speaker] += max(0, min(end, q.end) - max(start, q.start))
        speaker, most = shared.most_common(1)[0] if shared else ("", 0)
        if most and speaker:
            out[piece] = speaker
    return out


class Chain(nn.Module):
    """The weights by KINDS and FEATURES and the logits of the turn taking by TELLINGS and gap; and what is added to
    those of APART, and to turn taking, for hidden labels."""

    def __init__(self) -> None:
        super().__init__()
        starts = (FIRST | FIRST_BARE, FIRST | FIRST_REPORTED, FIRST | FIRST_REPORTED | FIRST_NOUN)
        weights = torch.tensor([[start.get(f, 0.0) for f in FEATURES] for start in starts])
        same = torch.tensor([[0.5, SAME[k], *SAME_APART] for k in TELLINGS]).repeat_interleave(2, 1).logit()
        back = torch.tensor([BACK[k] for k in TELLINGS])[:, None].repeat(1, 2 * GAPS).logit()
        self.weights = nn.Parameter(weights.clone())
        self.added = nn.Parameter(torch.zeros_like(weights))
        self.register_buffer("apart", torch.tensor([float(f in APART) for f in FEATURES]))
        self.same, self.back = nn.Parameter(same.clone()), nn.Parameter(back.clone())
        self.same_added, self.back_added = nn.Parameter(torch.zeros_like(same)), nn.Parameter(torch.zeros_like(back))
        self.start = (weights, same, back)

    def begin(self, model: Model, feature: str) -> None:
        """Takes a model's weights and chances, and lets nothing change but those of one kind of evidence."""
        weights = torch.tensor([[model.weights[k].get(f, 0.0) for f in FEATURES] for k in KINDS])
        tables = (torch.tensor([model.taking[name][k] for k in TELLINGS]) for name in ("same", "back"))
        same, back = (t.clamp(0.001, 0.999).logit() for t in tables)
        with torch.no_grad():
            for own, given in zip((self.weights, self.same, self.back), (weights, same, back), strict=True):
                own.copy_(given)
        free = torch.tensor([float(f == feature) for f in FEATURES])
        for own in (self.weights, self.added):
            own.register_hook(lambda grad: grad * free)
        for table in (self.same, self.back, self.same_added, self.back_added):
            table.requires_grad_(requires_grad=False)
        self.start = (weights, same, back)

    def forward(self, c: Conversation) -> Tensor:
        """The log-probability of the right speakers."""
        bare = torch.einsum("tkf,f->tk", c.evidence, self.weights[0])
        weights = self.weights if c.natural else self.weights + self.apart * self.added
        told = torch.einsum("tkf,tf->tk", c.evidence, weights[c.kind.clamp(max=SETTLED - 1)]) + c.fixed
        near = c.fixed + 0.1 * (bare - bare.max(1, keepdim=True).values).clamp(-4, 0)
        emission = torch.where((c.kind == SETTLED)[:, None], near, told)
        noise = NOISE[c.natural]
        others = max(c.right.shape[1] - 1, 1)
        label = torch.where(c.right, np.log(1 - noise), np.log(noise / others))
        labelled = c.right.any(1, keepdim=True)
        return self.total(torch.where(labelled, emission + label, emission), c) - self.total(emission, c)

    def total(self, emission: Tensor, c: Conversation) -> Tensor:
        """The log of the sum over all ways to speak."""
        n = emission.shape[1]
        if len(emission) == 1:
            return emission[0].logsumexp(0)
        same, back = self.same, self.back
        if not c.natural:
            same, back = same + self.same_added, back + self.back_added
        chance = same[c.taken[0]].sigmoid()
        first = torch.where(torch.eye(n, dtype=torch.bool), chance, (1 - chance) / max(n - 1, 1)).log()
        forward = emission[0][:, None] + emission[1][None, :] + first
        steps = {pair: step(n, same[pair].sigmoid(), back[pair].sigmoid()) for pair in set(c.taken[1:])}
        for t, pair in enumerate(c.taken[1:], start=2):
            forward = (forward[:, :, None] + steps[pair]).logsumexp(0) + emission[t][None, :]
        return forward.logsumexp((0, 1))

    def held(self) -> Tensor:
        """What leaving the start costs."""
        weights, same, back = self.start
        cost = SHRINK * ((self.weights[:2] ** 2).sum() + (self.added**2).sum())
        cost = cost + SHRINK_NOUN * ((self.weights[2] - weights[2]) ** 2).sum()
        cost = cost + SHRINK_TAKING * ((self.same_added**2).sum() + (self.back_added**2).sum())
        return cost + SHRINK_TAKING * (((self.same - same) ** 2).sum() + ((self.back - back) ** 2).sum())


def step(n: int, same: Tensor, back: Tensor) -> Tensor:
    """The log of P(next | before last, last) among `n` people, as `fabula.reading.speech.chain` has it."""
    back = back * (1 - same)
    a, b, c = (torch.arange(n).view(shape) for shape in ((n, 1, 1), (1, n, 1), (1, 1, n)))
    out = torch.where(c == b, same, torch.where(c == a, back, (1 - same - back) / max(n - 2, 1)))
    out = torch.where((a == b) & (c != b), (1 - same) / max(n - 1, 1), out)
    return (out / out.sum(-1, keepdim=True)).log()


def learn(found: list[Conversation], epochs: int, seed: int, chain: Chain | None = None) -> Chain:
    """The chain that makes the labels likeliest, from the one given or a new one: the mean of the weights over the
    second half of the steps."""
    rng, chain = random.Random(seed), chain or Chain()
    mean = torch.optim.swa_utils.AveragedModel(chain)
    optimiser = torch.optim.Adam(chain.parameters())
    for epoch in range(epochs):
        for group in optimiser.param_groups:
            group["lr"] = 0.05 * (1 - epoch / epochs) + 0.003
        rng.shuffle(found)
        lost = 0.0
        for first in range(0, len(found), BATCH):
            some = found[first : first + BATCH]
            labels = sum(c.weight * int(c.right.any(1).sum()) for c in some)
            loss = -sum((c.weight * chain(c) for c in some), torch.zeros(())) / labels
            optimiser.zero_grad()
            (loss + chain.held()).backward()
            optimiser.step()
            if epoch >= epochs // 2:
                mean.update_parameters(chain)
            lost += float(loss.detach()) / len(range(0, len(found), BATCH))
        print(f"epoch {epoch + 1}: loss {lost:.4f}", flush=True)
    chain.load_state_dict(mean.module.state_dict())
    return chain


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--silver", type=Path, nargs="*", default=[], help="free labels (training.silver)")
    parser.add_argument("--only", choices=KINDS, nargs="+", help="change no weights but those of turns told so")
    parser.add_argument("--feature", choices=FEATURES, help="nor but those of one kind of evidence")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    root, path = data_directory() / "litbank", args.folder / "model.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    model = load_model(args.folder)
    if not model.weights:
        model = replace(model, **tables(Chain()))
    found = [c for d in litbank(root, root / "split/train.txt") for c in problems(d, model, natural=True)]
    print(f"{len(found)} conversations of LitBank", flush=True)
    for file in args.silver:
        found += [c for d in silver(file) for c in problems(d, model, natural=False)]
    print(f"{len(found)} conversations", flush=True)
    torch.manual_seed(args.seed)
    chain = Chain()
    if args.feature:
        chain.begin(model, args.feature)
    learnt = tables(learn(found, args.epochs, args.seed, chain))
    if args.only or args.feature:
        for kind in args.only or KINDS:
            names = [args.feature] if args.feature else FEATURES
            settings["weights"][kind] |= {name: learnt["weights"][kind][name] for name in names}
    else:
        settings |= learnt
    path.write_text(json.dumps(settings, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def tables(chain: Chain) -> dict[str, dict]:
    """What `fabula.language.model` reads: the weights and the chances of taking turns, by name."""
    weights = {
        kind: {f: round(w, 3) for f, w in zip(FEATURES, row, strict=True)}
        for kind, row in zip(KINDS, chain.weights.tolist(), strict=True)
    }
    taking = {
        name: {k: [round(p, 3) for p in row] for k, row in zip(TELLINGS, logits.sigmoid().tolist(), strict=True)}
        for name, logits in (("same", chain.same), ("back", chain.back))
    }
    return {"weights": weights, "taking": taking}


if __name__ == "__main__":
    main()
