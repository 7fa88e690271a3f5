"""Reads a text with BookNLP's own pipeline, on random models of its shapes.

python -m benchmarks.peers.run_booknlp TEXT OUT --models DIR --size small --layers entity,quote,event,coref
"""

from __future__ import annotations

import csv
import os
import re
import sys
import time
from importlib import import_module
from pathlib import Path

from benchmarks.peers import runner
from benchmarks.peers.runner import SPACY_MODEL

ID = "text"


def main() -> None:
    """The command."""
    args = runner.arguments("Reads a text with BookNLP.", "--models", "--size", "--layers")
    models = Path(args.models).resolve()
    # BookNLP asks for its encoders as "google/bert_uncased_…", and transformers takes a folder of that name in the
    # working folder before it looks further. So BookNLP's code is what loads and runs, none of it patched.
    os.chdir(models)
    sys.setrecursionlimit(20_000)  # it follows a quotation's speaker to the quotation before by a recursive call
    book = import_module("booknlp.booknlp").BookNLP(
        "en",
        {"pipeline": args.layers, "model": args.size, "model_path": str(models), "spacy_model": SPACY_MODEL},
    )
    loaded = time.perf_counter()
    book.process(str(args.text), str(args.out), ID)
    sys.stdout.flush()
    mentions, quotes = rows(args.out / f"{ID}.entities"), rows(args.out / f"{ID}.quotes")
    tokens = rows(args.out / f"{ID}.tokens")
    found = {
        "words": len(tokens),
        "mentions": len(mentions),
        "pronouns": sum(m["prop"] == "PRON" for m in mentions),
        "entities": len({m["COREF"] for m in mentions}),
        "quotations": len(quotes),
        "attributed": sum(q["char_id"] != "None" for q in quotes),
        "events": sum(t["event"] == "EVENT" for t in tokens),
        "stages": stages((args.out / "log.txt").read_text(encoding="utf-8")),
    }
    runner.report(args.out, loaded, found, ("booknlp", "spacy", SPACY_MODEL, "torch", "transformers"))


def rows(path: Path) -> list[dict[str, str]]:
    """One of BookNLP's tables."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def stages(log: str) -> dict[str, float]:
    """The seconds of each stage, as BookNLP prints them."""
    return {name: float(seconds) for name, seconds in re.findall(r"--- ([\w ]+): ([\d.]+) seconds ---", log)}


if __name__ == "__main__":
    main()
