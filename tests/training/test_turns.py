"""Learning what evidence weighs."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from fabula.language.model import load_model  # noqa: E402
from fabula.reading.speech.chain import posteriors  # noqa: E402
from fabula.reading.speech.evidence import FEATURES, TELLINGS  # noqa: E402
from training.turns import KINDS, NOISE, Chain, Conversation, learn, tables  # noqa: E402

BEFORE, AFTER = FEATURES.index("before"), FEATURES.index("after")


def conversation(rng, turns=6, people=3, *, labelled=True):
    """Turns that back and forth go between two people, whom "before" tells and "after" does not."""
    evidence = np.zeros((turns, people, len(FEATURES)), np.float32)
    right = np.zeros((turns, people), bool)
    for t in range(turns):
        evidence[t, t % 2, BEFORE] = 1.0
        evidence[t, rng.integers(people), AFTER] = 1.0
        right[t, t % 2] = labelled
    return Conversation(
        torch.from_numpy(evidence),
        torch.zeros(turns, people),
        torch.zeros(turns, dtype=torch.long),
        torch.from_numpy(right),
        [(TELLINGS.index("bare"), 2)] * (turns - 1),
        True,
    )


def test_the_sum_over_ways_to_speak_is_that_of_the_chain_in_use():
    c, chain = conversation(np.random.default_rng(1)), Chain()
    told = c.evidence.numpy() @ chain.weights[0].detach().numpy()
    same, back = (x[c.taken[0]].sigmoid().item() for x in (chain.same, chain.back))
    found = posteriors(told.astype(float), [same] * 5, [back] * 5)
    for t in range(6):
        one = conversation(np.random.default_rng(1))
        one.right[:] = False
        one.right[t, t % 2] = True
        noise, right = NOISE[one.natural], found[t, t % 2]
        told_so = (1 - noise) * right + noise * (1 - right) / (one.right.shape[1] - 1)
        assert chain(one).exp().item() == pytest.approx(told_so, abs=1e-4)


def test_evidence_that_tells_gains_weight_and_evidence_that_does_not_loses_it(capsys):
    rng = np.random.default_rng(2)
    learnt = tables(learn([conversation(rng) for _ in range(40)], 12, 1))
    start = tables(Chain())
    assert learnt["weights"]["bare"]["before"] > start["weights"]["bare"]["before"]
    assert learnt["weights"]["bare"]["after"] < start["weights"]["bare"]["after"]
    assert set(learnt["weights"]) == set(KINDS)
    assert all(0 < p < 1 for rows in learnt["taking"].values() for row in rows.values() for p in row)
    losses = [float(line.split()[-1]) for line in capsys.readouterr().out.splitlines()]
    assert losses[-1] < losses[0]


def test_one_kind_of_evidence_is_learned_with_all_else_as_it_is():
    rng, model = np.random.default_rng(3), load_model()
    chain = Chain()
    chain.begin(model, "before")
    learnt = tables(learn([conversation(rng) for _ in range(20)], 4, 1, chain))
    for kind, weights in learnt["weights"].items():
        kept = {f: model.weights[kind].get(f, 0.0) for f in FEATURES if f != "before"}
        assert {f: w for f, w in weights.items() if f != "before"} == pytest.approx(kept, abs=0.0006)
    assert learnt["weights"]["bare"]["before"] != model.weights["bare"]["before"]
