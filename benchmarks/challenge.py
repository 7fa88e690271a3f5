"""The challenge sets: short passages written to be hard, a set a layer, each in a half to develop on and one to report.

    python -m benchmarks.challenge [LAYER ...] [--half develop|report]

`tests/challenge/LAYER/HALF.jsonl` holds a passage a line: id, text, gold, trap, and a note of what is hard in it.
`benchmarks/challenges/LAYER.py` scores one layer.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "tests" / "challenge"
HALVES = ("develop", "report")


def passages(layer: str, half: str) -> list[dict[str, Any]]:
    """The passages of a half of a layer's set. Raises FileNotFoundError where there is none."""
    lines = (FOLDER / layer / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def score(layer: str, half: str) -> dict[str, float]:
    """The figures of a layer on a half of its set, by name."""
    found: dict[str, float] = import_module(f"benchmarks.challenges.{layer}").score(passages(layer, half))
    return found


def layers() -> list[str]:
    """The layers that have a challenge set, by name."""
    return sorted(path.name for path in FOLDER.iterdir() if (path / "develop.jsonl").exists())


def report(asked: Sequence[str], halves: Sequence[str]) -> None:
    """Prints a table of the figures of each layer asked for."""
    for layer in asked:
        figures = {half: score(layer, half) for half in halves}
        print(f"{layer:40}" + "".join(f"{half:>10}" for half in figures))
        for name in next(iter(figures.values())):
            print(f"  {name:38}" + "".join(f"{found[name]:>10.3f}" for found in figures.values()), flush=True)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("layers", nargs="*", metavar="LAYER", help=f"of {', '.join(layers())}; all if none is named")
    parser.add_argument("--half", choices=HALVES, action="append", help="both if neither is named")
    asked = parser.parse_args()
    report(asked.layers or layers(), asked.half or HALVES)


if __name__ == "__main__":
    main()
