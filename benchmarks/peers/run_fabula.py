"""Reads a text with Fabula and saves the reading: `python -m benchmarks.peers.run_fabula TEXT OUT`."""

from __future__ import annotations

import time

from benchmarks.peers import runner

TINY = "“It is late,” said Anna.\n\nTom shut the gate and followed her home.\n"


def main() -> None:
    """The command."""
    args = runner.arguments("Reads a text with Fabula.")
    import fabula

    fabula.read(TINY)  # the model is loaded at the first reading
    loaded = time.perf_counter()
    story = fabula.read(args.text)
    story.save(args.out / "reading")
    found = {
        "words": len(story.tokens),
        "mentions": len(story.mentions),
        "quotations": len(story.utterances),
        "characters": len(story.characters),
        "events": len(story.events),
    }
    runner.report(args.out, loaded, found, ("fabula", "onnxruntime", "numpy"))


if __name__ == "__main__":
    main()
