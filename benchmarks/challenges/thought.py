"""Thoughts: the kind of each marked stretch, "none" where no utterance should be; of "none|writing" either will do."""

from __future__ import annotations

from typing import Any

import fabula


def kinds(passage: dict[str, Any]) -> list[str]:
    """The kind of the utterance that holds each marked stretch, "none" where there is none."""
    story = fabula.read(passage["text"] + "\n")
    out = []
    for words, _ in passage["gold"]:
        at = story.text.index(words)
        out.append(next((u.kind for u in story.utterances if any(s.start <= at < s.end for s in u.spans)), "none"))
    return out


def score(passages: list[dict[str, Any]]) -> dict[str, float]:
    """The share of stretches of the right kind, and precision and recall of thoughts."""
    pairs = [
        (gold.split("|"), found)
        for passage in passages
        for (_, gold), found in zip(passage["gold"], kinds(passage), strict=True)
    ]
    both = sum(found == "thought" and found in gold for gold, found in pairs)
    return {
        "accuracy": sum(found in gold for gold, found in pairs) / len(pairs),
        "precision of thoughts": both / max(1, sum(found == "thought" for _, found in pairs)),
        "recall of thoughts": both / max(1, sum("thought" in gold for gold, _ in pairs)),
        "stretches": float(len(pairs)),
    }
