"""The shipped model on three documents of LitBank's dev split: below what it reaches, far above a broken one."""

import os
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.litbank import conll, evaluate
from benchmarks.metrics import total
from fabula.errors import MissingModel
from fabula.language.model import load_model

FOLDERS = [Path(os.environ["FABULA_DATA"])] if "FABULA_DATA" in os.environ else []
FOLDERS.append(Path(__file__).parents[2] / "shared/data")
DATA = next((f for f in FOLDERS if (f / "litbank/split/dev.txt").exists()), None)

FLOORS = {"mentions": 0.85, "events": 0.65, "coreference": 0.60}


@pytest.mark.skipif(DATA is None, reason="LitBank is not there: set FABULA_DATA")
def test_it_has_not_become_much_worse(tmp_path, capsys):
    from fabula.reading import read_words

    try:
        load_model()
    except MissingModel as problem:
        pytest.skip(str(problem))
    split = tmp_path / "three.txt"
    names = (DATA / "litbank/split/dev.txt").read_text(encoding="utf-8").split()
    split.write_text("\n".join(islice(names, 3)), encoding="utf-8")
    scores = total(scores for _, scores in evaluate(DATA / "litbank", split, read_words))
    found = {"mentions": scores["mentions"].f1, "events": scores["events"].f1, "coreference": conll(scores)}
    with capsys.disabled():
        print("\nLitBank dev, three documents: " + ", ".join(f"{k} {v:.3f}" for k, v in found.items()))
    assert {k: v for k, v in found.items() if v < FLOORS[k]} == {}
