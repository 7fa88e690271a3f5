"""Makes a network of characters with Renard's co-occurrence pipeline, its NER being a random model of BERT's shape.

python -m benchmarks.peers.run_renard TEXT OUT --models DIR
"""

from __future__ import annotations

import time
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.peers import runner
from benchmarks.peers.runner import RENARD
from benchmarks.peers.text import TITLES


def main() -> None:
    """The command."""
    args = runner.arguments("Makes a network with Renard.", "--models")
    pipeline = import_module("renard.pipeline.preconfigured").co_occurrence_pipeline
    recogniser = import_module("renard.pipeline.ner.ner").BertNamedEntityRecognizer
    without_data()
    network = pipeline(
        ner_step=recogniser, ner_kwargs={"model": str(Path(args.models) / RENARD)}, progress_report=None, warn=False
    )
    network._pipeline_init_steps_()  # the call below does so too, but loads no model twice
    loaded = time.perf_counter()
    state = network(args.text.read_text(encoding="utf-8"))
    found = {
        "words": len(state.tokens),
        "sentences": len(state.sentences),
        "names": len(state.entities),
        "characters": len(state.characters),
        "edges": state.character_network.number_of_edges(),
    }
    runner.report(args.out, loaded, found, ("renard-pipeline", "nltk", "torch", "transformers"))


def without_data() -> None:
    """Has Renard's tokenizer do without NLTK's downloads: its Punkt then knows titles and no other abbreviations."""
    nltk: Any = import_module("nltk")
    nltk.download = lambda *_args, **_options: True
    tokenization: Any = import_module("renard.pipeline.tokenization")
    tokenization.load = _punkt


def _punkt(_resource: str) -> Any:
    punkt = import_module("nltk.tokenize.punkt")
    parameters = punkt.PunktParameters()
    parameters.abbrev_types.update(TITLES)
    return punkt.PunktSentenceTokenizer(parameters)


if __name__ == "__main__":
    main()
