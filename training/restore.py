"""A checkpoint from the files that ship, to train on from: `python -m training.restore src/fabula/models OUT.pt`.

Checkpoints are large and stay where they were made; the shipped graphs hold the same weights, the encoder's rounded to
seven bits, which costs a few tenths of a point that the first steps of training win back.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from fabula.language.features import PAIR_SIZES, SPEAKER_SIZES
from training.export import joint_groups
from training.network import RELATION, Network, fit
from training.train import base_model

Weights = dict[str, NDArray[np.float32]]
LAYERS = 6
_UNNAMED = ("arc", "relation.weight", "edge")
"""Products of the encoder's graph whose weights are no linear layer's, in the order of their numbers."""
_BLOCK = (
    "attention.self.value", "attention.self.key", "attention.self.query", "attention.output.dense",
    "intermediate.dense", "output.dense",
)  # fmt: skip
"""The products of a layer, in the graph's order."""


def restore(folder: Path) -> Network:
    """The network whose graphs are in `folder`. Raises ValueError where they do not hold all of its weights."""
    labels = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    net = Network(str(base_model()), *(len(labels[k]) for k in ("relations", "xpos", "scripts")))
    found = encoder_weights(folder / "encoder.onnx")
    for part, sizes in (("antecedent", PAIR_SIZES), ("speaker", SPEAKER_SIZES)):
        weights = {k.removeprefix("net."): v for k, v in plain_weights(folder / f"{part}.onnx").items()}
        table = weights.pop("features.table.weight")
        found |= {f"{part}.{k}": v for k, v in weights.items() if not k.startswith("features.")}
        found[f"{part}.features.table.weight"] = single_features(table, sizes)
    found |= {k.removeprefix("net."): v for k, v in plain_weights(folder / "entity.onnx").items()}
    arrays = np.load(folder / "mention.npz")
    found |= {"kind.weight": arrays["kind_weight"], "kind.bias": arrays["kind_bias"]}
    found |= {"entity_type.weight": arrays["type_weight"], "entity_type.bias": arrays["type_bias"]}
    state = net.state_dict()
    known = {k: torch.from_numpy(np.array(v)) for k, v in found.items() if k in state}
    known = {k: v.reshape(state[k].shape) if v.numel() == state[k].numel() else v for k, v in known.items()}
    missing = [k for k in state if k not in known and not k.endswith(("offsets", "position_ids", "token_type_ids"))]
    if missing:
        raise ValueError(f"{folder}: no weights for {', '.join(missing)}")
    fit(net, {**state, **known})
    return net


def plain_weights(path: Path) -> Weights:
    """The weights of a small graph by the names of its module's parameters; those of its products are found through
    the nodes that use them, since the exporter renames them."""
    graph = onnx.load(path).graph
    values = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    out = {k: v for k, v in values.items() if not k.startswith(("onnx::", "/"))}
    for node in graph.node:
        for name in node.input:
            if node.op_type == "MatMul" and name.startswith("onnx::"):
                out[f"{_module(node.name)}.weight"] = values[name].T
    return out


def single_features(table: NDArray[np.float32], sizes: tuple[int, ...]) -> NDArray[np.float32]:
    """One embedding a feature, (sum of sizes, out), from those of several together that `training.export` reckoned: in
    sums of theirs, what a feature adds is the mean over all that stand beside it, less the mean of all."""
    out, at = [], 0
    for group in joint_groups(sizes):
        shape = [sizes[k] for k in group]
        joint = table[at : at + math.prod(shape)].reshape(*shape, -1).astype(np.float64)
        at += math.prod(shape)
        for axis in range(len(shape)):
            others = tuple(a for a in range(len(shape)) if a != axis)
            out.append(joint.mean(axis=others) - (joint.mean(axis=tuple(range(len(shape)))) if axis else 0.0))
    return np.concatenate(out).astype(np.float32)


def encoder_weights(path: Path) -> Weights:
    """The weights of the quantised encoder's graph, as numbers again."""
    graph = onnx.load(path).graph
    values = {i.name: numpy_helper.to_array(i) for i in graph.initializer}

    def dequantised(name: str) -> NDArray[np.float32]:
        stem = name.removesuffix("_quantized")
        zero = values[f"{stem}_zero_point"].astype(np.float32)
        return np.asarray((values[name].astype(np.float32) - zero) * values[f"{stem}_scale"], dtype=np.float32)

    out = {k.removeprefix("net."): v for k, v in values.items() if k.startswith("net.")}
    out = {k: v for k, v in out.items() if not k.endswith(("_quantized", "_scale", "_zero_point"))}
    out |= {
        k.removeprefix("net.").removesuffix("_quantized"): dequantised(k)
        for k in values
        if k.startswith("net.") and k.endswith("_quantized")
    }
    products = [(n.name.removesuffix("_quant"), n.input[1]) for n in graph.node if n.op_type == "MatMulInteger"]
    products = [(place, name) for place, name in products if name in values]
    joint = values[products[0][1]].shape[1] > values[products[0][1]].shape[0]  # older graphs have one for all three
    parts = ("attention.self", *_BLOCK[3:]) if joint else _BLOCK
    for k, (_, name) in enumerate(products[: LAYERS * len(parts)]):
        stem, weight = f"encoder.encoder.layer.{k // len(parts)}.{parts[k % len(parts)]}", dequantised(name)
        if stem.endswith("self"):
            for which, part in zip(("query", "key", "value"), np.split(weight, 3, axis=1), strict=True):
                out[f"{stem}.{which}.weight"] = part.T
        else:
            out[f"{stem}.weight"] = weight.T
    biases = [n.input for n in graph.node if n.op_type == "Add"]
    joint_biases = [values[a] for names in biases for a in names if a in values and values[a].shape == (1152,)]
    for k, bias in enumerate(joint_biases):
        for which, part in zip(("query", "key", "value"), np.split(bias, 3), strict=True):
            out[f"encoder.encoder.layer.{k}.attention.self.{which}.bias"] = part
    heads = products[LAYERS * len(parts) :]
    unnamed = sorted((place for place, _ in heads if place.startswith("/MatMul")), key=_number)
    specials = dict(zip(unnamed, _UNNAMED, strict=True))
    for place, name in heads:
        weight, special = dequantised(name), specials.get(place)
        if special == "relation.weight":
            out[special] = weight.reshape(RELATION, -1, RELATION).transpose(1, 0, 2)
        else:
            out[special or f"{_module(place)}.weight"] = weight if special else weight.T
    return out


def _number(place: str) -> int:
    """The number that the exporter gave a node: "/MatMul_3" has 3, "/MatMul" has 0."""
    return int(place.partition("_")[2] or 0)


def _module(place: str) -> str:
    """A node's path as its module's: "/edge_end/edge_end.0/MatMul" is edge_end.0's."""
    return place.strip("/").split("/")[-2]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    torch.save({"net": restore(args.folder).state_dict()}, args.out)


if __name__ == "__main__":
    main()
