"""Stammers mended: the words of each passage smoothed, against the words that a reader aloud would want."""

from __future__ import annotations

from typing import Any

from fabula.reading.voice.stammer import stammers


def smoothed(text: str) -> str:
    """The text with its stammers mended."""
    out, at = "", 0
    for edit in stammers(text, 0, len(text)):
        out += text[at : edit.start] + edit.text
        at = edit.end
    return out + text[at:]


def score(passages: list[dict[str, Any]]) -> dict[str, float]:
    """Shares of passages that come out exactly as they should: of all, of those to mend, of those to leave alone."""
    right = [(p["trap"], smoothed(p["text"]) == p["gold"]) for p in passages]
    mend, leave = [ok for trap, ok in right if not trap], [ok for trap, ok in right if trap]
    return {
        "exact": sum(ok for _, ok in right) / len(right),
        "exact, stammers": sum(mend) / len(mend),
        "exact, traps": sum(leave) / len(leave),
        "passages": float(len(right)),
    }
