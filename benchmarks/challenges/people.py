"""Which entity of a reading a gold name means."""

from __future__ import annotations

from collections import Counter

from fabula.story import Story

_LEADING = frozenset({"a", "an", "the"})


def plain(words: str) -> str:
    """Words in lower case, without a leading article, white space collapsed."""
    parts = words.lower().replace("’", "'").split()
    return " ".join(parts[1:] if len(parts) > 1 and parts[0] in _LEADING else parts)


def entity_of(story: Story, name: str, *, people: bool = True) -> int | None:
    """The entity that a name or description most often means in a reading; None where no mention has that wording."""
    if name == "I":
        return next((c.entity for c in story.characters if c.narrator), None)
    exact: Counter[int] = Counter()
    within: Counter[int] = Counter()
    for m in story.mentions:
        if (m.type == "PER") != people:
            continue
        words = plain(story.text[m.start : m.end]).removesuffix("'s")
        if words == plain(name):
            exact[m.entity] += 1
        elif f" {plain(name)} " in f" {words} " or f" {words} " in f" {plain(name)} ":
            within[m.entity] += 1
    best = exact.most_common(1) or within.most_common(1)
    return best[0][0] if best else None


def ratios(right: int, found: int, wanted: int, prefix: str) -> dict[str, float]:
    """Precision, recall and F1, named after what is counted; a set with nothing to find is found wholly."""
    precision = right / found if found else 1.0
    recall = right / wanted if wanted else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {f"{prefix} precision": precision, f"{prefix} recall": recall, f"{prefix} F1": f1}
