"""Manners of speech: the set of manners of the one marked utterance of each passage."""

from __future__ import annotations

from typing import Any

import fabula


def manners(passage: dict[str, Any]) -> set[str]:
    """The manners read of the utterance that holds the words `said`; none where there is no such utterance."""
    story = fabula.read(passage["text"] + "\n")
    at = story.text.index(passage["said"])
    return {m.kind for u in story.utterances if any(s.start <= at < s.end for s in u.spans) for m in u.manners}


def score(passages: list[dict[str, Any]]) -> dict[str, float]:
    """The share of passages with exactly the gold's set of manners, and precision and recall over single manners."""
    exact: list[tuple[bool, bool]] = []
    right = claimed = wanted = 0
    for passage in passages:
        found, gold = manners(passage), set(passage["gold"])
        exact.append((passage["trap"], found == gold))
        right, claimed, wanted = right + len(found & gold), claimed + len(found), wanted + len(gold)
    traps = [ok for trap, ok in exact if trap]
    return {
        "exact": sum(ok for _, ok in exact) / len(exact),
        "exact, traps": sum(traps) / len(traps),
        "precision": right / max(1, claimed),
        "recall": right / max(1, wanted),
        "passages": float(len(exact)),
    }
