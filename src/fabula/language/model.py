"""The shipped model: its files, opened once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from fabula.errors import MissingModel
from fabula.language.windows import WordPieces

Floats = NDArray[np.float32]

FOLDER = Path(__file__).parent.parent / "models"
_OPENING = Lock()


@dataclass(frozen=True, slots=True)
class Model:
    """Inference sessions, the word pieces, and the labels in the order of the outputs.

    `thresholds` were chosen on the dev split; `calibration` holds, by the method that found a speaker, the slope and
    intercept that make a probability's logit an honest one; `weights` are those of the evidence of who speaks, by how
    a turn is told, and `taking` the chances of who takes the next turn (`training.turns`). See the model card.
    """

    name: str
    version: str
    sha256: str
    encoder: Any
    antecedent: Any
    entity: Any
    speaker: Any
    pieces: WordPieces
    kind: tuple[Floats, Floats]
    type: tuple[Floats, Floats]
    relations: tuple[str, ...]
    xpos: tuple[str, ...]
    scripts: tuple[str, ...]
    endings: tuple[frozenset[str], ...]
    thresholds: dict[str, float]
    calibration: dict[str, tuple[float, float]]
    weights: dict[str, dict[str, float]]
    taking: dict[str, dict[str, list[float]]]


def load_model(folder: Path = FOLDER) -> Model:
    """The model in `folder`, opened once. Raises MissingModel where its files are not all there."""
    with _OPENING:
        return _open(folder)


def load_early() -> None:
    """Begins to open the shipped model in a thread of its own; whoever loads it next waits for that."""
    pool = ThreadPoolExecutor(1)
    pool.submit(load_model)
    pool.shutdown(wait=False)


@cache
def _open(folder: Path) -> Model:
    try:
        settings = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        mention = np.load(folder / "mention.npz")
        return Model(
            name=settings["name"],
            version=settings["version"],
            sha256=settings["sha256"],
            encoder=_session(folder / "encoder.onnx"),
            antecedent=_session(folder / "antecedent.onnx"),
            entity=_session(folder / "entity.onnx"),
            speaker=_session(folder / "speaker.onnx"),
            pieces=WordPieces(folder / "vocabulary.txt"),
            kind=(mention["kind_weight"].T, mention["kind_bias"]),
            type=(mention["type_weight"].T, mention["type_bias"]),
            relations=tuple(settings["relations"]),
            xpos=tuple(settings["xpos"]),
            scripts=tuple(settings["scripts"]),
            endings=tuple(frozenset(e) for e in settings["endings"]),
            thresholds=settings.get("thresholds", {}),
            calibration={name: (a, b) for name, (a, b) in settings.get("calibration", {}).items()},
            weights=settings.get("weights", {}),
            taking=settings.get("taking", {}),
        )
    except (OSError, KeyError, ValueError) as problem:
        raise MissingModel(f"{folder}: the model is incomplete ({problem}); install Fabula again") from problem


def _session(path: Path) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1  # `cores.each` keeps the cores busy, one run each
    options.log_severity_level = 3
    if not path.exists():
        raise FileNotFoundError(path.name)
    # Skip connections and normalisation are slower fused than as two operators.
    return ort.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
    )
