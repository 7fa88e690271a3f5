"""Reads a text with spaCy's small English model, all its parts: `python -m benchmarks.peers.run_spacy TEXT OUT`."""

from __future__ import annotations

import time
from importlib import import_module

from benchmarks.peers import runner
from benchmarks.peers.runner import SPACY_MODEL


def main() -> None:
    """The command."""
    args = runner.arguments("Reads a text with spaCy.")
    model = import_module("spacy").load(SPACY_MODEL)
    loaded = time.perf_counter()
    doc = model(args.text.read_text(encoding="utf-8"))
    found = {
        "words": sum(not t.is_space for t in doc),
        "sentences": sum(1 for _ in doc.sents),
        "names": len(doc.ents),
        "parts": model.pipe_names,
    }
    runner.report(args.out, loaded, found, ("spacy", SPACY_MODEL))


if __name__ == "__main__":
    main()
