"""The chain over speakers."""

import numpy as np
import pytest

from fabula.reading.speech.chain import _transition, posteriors


def test_posteriors_of_the_chain_are_what_all_paths_say():
    rng = np.random.default_rng(0)
    steps, n, same, back = 5, 3, [0.06, 0.5, 0.3, 0.06], [0.9, 0.5, 0.8, 0.7]
    emission = rng.normal(size=(steps, n))
    weight = np.zeros((n,) * steps)
    for path in np.ndindex(*weight.shape):
        p = np.prod([np.exp(emission[t, k]) for t, k in enumerate(path)])
        p *= same[0] if path[0] == path[1] else (1 - same[0]) / (n - 1)
        for t in range(2, steps):
            p *= _transition(n, same[t - 1], back[t - 1])[path[t - 2], path[t - 1], path[t]]
        weight[path] = p
    weight /= weight.sum()
    expected = np.stack([weight.sum(axis=tuple(k for k in range(steps) if k != t)) for t in range(steps)])
    assert np.allclose(posteriors(emission, same, back), expected)


@pytest.mark.parametrize("n", [2, 3, 9])
def test_what_follows_adds_up_to_one(n):
    assert np.allclose(_transition(n, 0.06, 0.85).sum(-1), 1)


def test_turns_go_back_and_forth():
    emission = np.log(np.array([[0.9, 0.05, 0.05], [0.05, 0.9, 0.05], [0.34, 0.33, 0.33], [0.33, 0.34, 0.33]]))
    found = posteriors(emission, [0.08] * 3, [0.88] * 3).argmax(1)
    assert found.tolist() == [0, 1, 0, 1]
