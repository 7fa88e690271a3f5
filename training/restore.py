"""A checkpoint from the files that ship, to train on from: `python -m training.restore src/fabula/models OUT.pt`.

Checkpoints are large and stay where they were made; the shipped graphs hold the same weights, the encoder's rounded to
seven bits, which costs a few tenths of a point that the first steps of training win back.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from training.network import RELATION, Network
from training.train import base_model

Weights = dict[str, NDArray[np.float32]]
_UNNAMED = {"MatMul_6": "arc", "MatMul_8": "relation.weight", "MatMul_9": "edge"}
"""Products of the encoder's graph whose weights are no linear layer's."""


def restore(folder: Path) -> Network:
    """The network whose graphs are in `folder`. Raises ValueError where they do not hold all of its weights."""
    labels = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    net = Network(str(base_model()), *(len(labels[k]) for k in ("relations", "xpos", "scripts")))
    found = encoder_weights(folder / "encoder.onnx")
    for part in ("antecedent", "speaker"):
        weights = plain_weights(folder / f"{part}.onnx")
        found |= {f"{part}.{k.removeprefix('net.')}": v for k, v in weights.items()}
    found |= {k.removeprefix("net."): v for k, v in plain_weights(folder / "entity.onnx").items()}
    arrays = np.load(folder / "mention.npz")
    found |= {"kind.weight": arrays["kind_weight"], "kind.bias": arrays["kind_bias"]}
    found |= {"entity_type.weight": arrays["type_weight"], "entity_type.bias": arrays["type_bias"]}
    state = net.state_dict()
    known = {k: torch.from_numpy(np.array(v)).reshape(state[k].shape) for k, v in found.items() if k in state}
    missing = [k for k in state if k not in known and not k.endswith(("offsets", "position_ids", "token_type_ids"))]
    if missing:
        raise ValueError(f"{folder}: no weights for {', '.join(missing)}")
    net.load_state_dict({**state, **known})
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
    blocks, heads = products[:24], products[24:]
    parts = ("attention.self", "attention.output.dense", "intermediate.dense", "output.dense")
    for k, (_, name) in enumerate(blocks):
        stem, weight = f"encoder.encoder.layer.{k // 4}.{parts[k % 4]}", dequantised(name)
        if k % 4:
            out[f"{stem}.weight"] = weight.T
            continue
        for which, part in zip(("query", "key", "value"), np.split(weight, 3, axis=1), strict=True):
            out[f"{stem}.{which}.weight"] = part.T
    biases = [n.input for n in graph.node if n.op_type == "Add"]
    joint = [values[name] for names in biases for name in names if name in values and values[name].shape == (1152,)]
    for k, bias in enumerate(joint):
        for which, part in zip(("query", "key", "value"), np.split(bias, 3), strict=True):
            out[f"encoder.encoder.layer.{k}.attention.self.{which}.bias"] = part
    for place, name in heads:
        weight, special = dequantised(name), _UNNAMED.get(place.strip("/"))
        if special == "relation.weight":
            out[special] = weight.reshape(RELATION, -1, RELATION).transpose(1, 0, 2)
        else:
            out[special or f"{_module(place)}.weight"] = weight if special else weight.T
    return out


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
