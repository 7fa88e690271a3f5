"""What the exported graphs reckon otherwise than the network is the same."""

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from fabula.language.features import PAIR_SIZES, SPEAKER_SIZES  # noqa: E402
from training.export import MOST_JOINT, JointFeatures  # noqa: E402
from training.network import FeatureSum, shifted  # noqa: E402


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
