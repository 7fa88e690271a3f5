"""What the exported graphs reckon otherwise than the network is the same."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from fabula.language.features import PAIR_SIZES, SPEAKER_SIZES  # noqa: E402
from fabula.language.windows import Window  # noqa: E402
from training.export import MOST_JOINT, JointFeatures, WordHeads  # noqa: E402
from training.network import WITH_MARGINS, FeatureSum, Network, inner_pieces, shifted  # noqa: E402


@pytest.mark.parametrize("sizes", [PAIR_SIZES, SPEAKER_SIZES, (3,), (2000, 2), (2, 1, 2000)])
def test_joint_features_are_the_sum_of_the_single_ones(sizes):
    torch.manual_seed(0)
    single = FeatureSum(sizes, 8)
    joint = JointFeatures(single, sizes)
    features = torch.stack([torch.randint(0, size, (40, 5)) for size in sizes], dim=-1)
    features[0, 0], features[0, 1] = torch.zeros(len(sizes)), torch.tensor(sizes) - 1
    assert torch.allclose(joint(features), single(features), atol=1e-6)


def test_few_features_together_are_one_embedding():
    joint = JointFeatures(FeatureSum((10, 10, 10, 10), 4), (10, 10, 10, 10))
    assert joint.table.num_embeddings == MOST_JOINT + 10
    assert len(joint.offsets) == 2


@pytest.mark.parametrize("n", [1, 2, 7])
def test_a_row_is_shifted_by_one_a_line(n):
    row = torch.arange(n) + 10.0
    matrix = shifted(row)
    assert matrix.shape == (n, n)
    assert all(matrix[i, j] == row[j - i] for i in range(n) for j in range(i, n))


def network(layers, tmp_path):
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=40, hidden_size=16, num_hidden_layers=layers, num_attention_heads=2, intermediate_size=16
    )
    transformers.BertModel(config).save_pretrained(tmp_path)
    return Network(str(tmp_path), 3, 4, 5).eval()


PIECES, TYPES = torch.randint(5, 40, (2, 12)), torch.randint(0, 8, (2, 12))
FIRST, LAST = torch.tensor([[3, 4, 6], [2, 5, 9]]), torch.tensor([[3, 5, 7], [4, 8, 9]])


@pytest.mark.parametrize("layers", [1, WITH_MARGINS])
def test_words_are_those_of_the_network_though_the_last_layer_leaves_the_margins_out(layers, tmp_path):
    net = network(layers, tmp_path)
    with torch.no_grad():
        plain = net.encode(PIECES, torch.ones_like(PIECES), TYPES, FIRST, LAST)
        exported = WordHeads(net).words(PIECES, TYPES, FIRST, LAST)
    assert torch.allclose(plain, exported, atol=1e-5)


def test_the_upper_layers_read_the_start_and_the_words_between_the_margins(tmp_path):
    net = network(WITH_MARGINS + 2, tmp_path)
    inner = torch.zeros(PIECES.shape, dtype=torch.bool)
    inner[:, [0, *range(2, 10)]] = True
    with torch.no_grad():
        trained = net.encode(PIECES, torch.ones_like(PIECES), TYPES, FIRST, LAST, inner)
        exported = WordHeads(net).words(PIECES, TYPES, FIRST, LAST)
        whole = net.encode(PIECES, torch.ones_like(PIECES), TYPES, FIRST, LAST)
    assert torch.allclose(trained, exported, atol=1e-5)
    assert not torch.allclose(trained, whole, atol=1e-3)


def test_what_is_no_margin_is_the_start_and_the_sentences_that_the_core_cuts():
    inputs = {"input_ids": np.ones((1, 9)), "first": np.array([[1, 2, 4, 5, 6]]), "last": np.array([[1, 3, 4, 5, 7]])}
    found = inner_pieces([Window(0, 5, 2, 3)], np.array([0, 1, 1, 2, 2]), inputs)
    assert np.flatnonzero(found[0]).tolist() == [0, 2, 3, 4]
