"""Reads a text with Fabula and saves the reading: `python -m benchmarks.peers.run_fabula TEXT OUT`."""

from __future__ import annotations

import time

from benchmarks.peers import runner


def main() -> None:
    """The command."""
    args = runner.arguments("Reads a text with Fabula.")
    import fabula

    loaded = time.perf_counter()  # the model is loaded while the text is read, and counts as reading
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
