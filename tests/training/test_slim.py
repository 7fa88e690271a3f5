"""A narrow encoder gives what the wide one gives, as nearly as its width lets it."""

import copy
from itertools import repeat

import pytest

torch = pytest.importorskip("torch", reason="training needs PyTorch")
transformers = pytest.importorskip("transformers", reason="training needs transformers")

from fabula.language.features import PAIR_SIZES, SPEAKER_SIZES  # noqa: E402
from fabula.language.windows import WordPieces  # noqa: E402
from training import imitation  # noqa: E402
from training import slim as module  # noqa: E402
from training.export import JointFeatures, WordHeads  # noqa: E402
from training.imitation import batches, distance, metric  # noqa: E402
from training.network import FeatureSum, fit, layer_states, narrow  # noqa: E402
from training.restore import single_features  # noqa: E402
from training.slim import choose, slim, teach  # noqa: E402

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def inputs():
    torch.manual_seed(2)
    ids = torch.randint(5, 60, (3, 12))
    return {
        "input_ids": ids,
        "attention_mask": torch.ones_like(ids),
        "token_type_ids": torch.zeros_like(ids),
        "inner": ids > 0,
    }


def covariance(rows):
    off = rows - rows.mean(0)
    return (off.T @ off / len(rows)).double()


def test_what_others_say_already_goes_and_is_made_good():
    torch.manual_seed(0)
    rows = torch.randn(500, 6)
    rows[:, 4], rows[:, 5] = rows[:, 0] + rows[:, 1], -2 * rows[:, 2]
    weight = torch.randn(3, 6)
    kept, new = choose(covariance(rows), weight, 1, 1, 0.02)
    assert len(kept) == 4
    off = rows[:, kept] @ new.T - rows @ weight.T
    assert off.var(0).sum() < 0.02 * (rows @ weight.T).var(0).sum()


def test_what_nothing_makes_good_stays():
    torch.manual_seed(0)
    rows, weight = torch.randn(500, 6), torch.eye(6)
    kept, new = choose(covariance(rows), weight, 1, 1, 0.02)
    assert kept == [0, 1, 2, 3, 4, 5]
    assert torch.equal(new, weight)


@pytest.mark.parametrize(("step", "kept"), [(1, [0, 1, 4, 5]), (2, [0, 1, 4, 5]), (3, [0, 1, 2, 3, 4, 5])])
def test_groups_go_whole_and_a_multiple_of_them_stays(step, kept):
    torch.manual_seed(0)
    rows = torch.randn(500, 6)
    weight = torch.ones(2, 6)
    weight[:, 2:4] = 0.001
    assert choose(covariance(rows), weight, 2, step, 0.02)[0] == kept


def test_a_network_takes_the_widths_of_the_weights_it_is_given(wide, inputs):
    narrower = copy.deepcopy(wide)
    narrow(narrower.encoder, [5], [1])
    other = copy.deepcopy(wide)
    fit(other, narrower.state_dict())
    assert torch.equal(layer_states(other.encoder, **inputs)[-1], layer_states(narrower.encoder, **inputs)[-1])
    assert not torch.equal(layer_states(other.encoder, **inputs)[-1], layer_states(wide.encoder, **inputs)[-1])
    before = list(other.parameters())
    fit(other, narrower.state_dict())
    assert all(a is b for a, b in zip(before, other.parameters(), strict=True))


def test_a_narrow_network_is_exported_as_it_reckons(wide):
    narrow(wide.encoder, [5], [1])
    pieces, kinds = torch.randint(5, 60, (2, 12)), torch.randint(0, 8, (2, 12))
    first, last = torch.tensor([[3, 4, 6], [2, 5, 9]]), torch.tensor([[3, 5, 7], [4, 8, 9]])
    wide.eval()
    with torch.no_grad():
        plain = wide.encode(pieces, torch.ones_like(pieces), kinds, first, last)
        exported = WordHeads(wide).words(pieces, kinds, first, last)
    assert torch.allclose(plain, exported, atol=1e-5)


def test_windows_of_the_treebank_and_of_comments_are_read(base, corpus, monkeypatch):
    monkeypatch.setattr(imitation, "works", lambda data: sorted((data / "litbank/original").glob("*.txt")))
    monkeypatch.setattr(imitation, "SENTENCES", 2)
    found = next(batches(corpus, WordPieces(base / "vocab.txt"), 1, 2))
    assert found["input_ids"].shape == found["attention_mask"].shape == found["token_type_ids"].shape
    assert found["inner"].shape == found["attention_mask"].shape
    assert not (found["inner"] & ~found["attention_mask"].bool()).any()
    assert len(found["input_ids"]) == 2
    assert found["attention_mask"].sum(1).min() > 3


def test_the_narrow_network_learns_what_the_wide_one_says(wide, base, inputs, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(module, "base_model", lambda: base)
    monkeypatch.setattr(module, "batches", lambda *_: repeat(inputs))
    monkeypatch.setattr(module, "CALIBRATION", 16)
    net = slim(wide, tmp_path, 0.2, 4, 1)
    assert "kept" in capsys.readouterr().out
    widths = net.encoder.encoder.layer[0].intermediate.dense.out_features
    assert widths < 16 and widths % 4 == 0

    def off(one):
        pair = [layer_states(n.encoder, **inputs)[-1].flatten(0, 1) for n in (one, wide)]
        return float(distance(*pair).detach()), float(distance(*pair, metric(wide)).detach())

    before = off(net)
    teach(wide, net, tmp_path, tmp_path / "narrow.pt", 150, 150, 3e-3, 1)
    fit(net, torch.load(tmp_path / "narrow.pt")["net"])
    assert all(after < 0.7 * then for after, then in zip(off(net), before, strict=True))


@pytest.mark.parametrize("sizes", [PAIR_SIZES, SPEAKER_SIZES])
def test_joint_features_are_taken_apart_again(sizes):
    torch.manual_seed(0)
    joint = JointFeatures(FeatureSum(sizes, 8), sizes)
    again = FeatureSum(sizes, 8)
    again.table.weight.data = torch.from_numpy(single_features(joint.table.weight.detach().numpy(), sizes))
    features = torch.stack([torch.randint(0, size, (40, 5)) for size in sizes], dim=-1)
    assert torch.allclose(joint(features), again(features), atol=1e-5)
