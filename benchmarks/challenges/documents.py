"""Documents: which are found, and who wrote each, to whom, and who reads it.

A gold document gives its kind, the words it opens and ends with (`first`, `last`; alternatives parted by "|"), its
writer, addressees and readers by name, and where it matters its number of fragments. A document found is matched to
the gold one it shares most characters with, each once. Every accuracy is over all gold documents: one that is missing
counts as wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import fabula
from fabula.story import Document, Story


def score(passages: list[dict[str, Any]]) -> dict[str, float]:
    """Precision, recall and accuracies over the passages."""
    count: Counter[str] = Counter()
    for passage in passages:
        story = fabula.read(passage["text"] + "\n")
        count.update(judge(story, passage["gold"]))
    gold, found = max(count["gold"], 1), max(count["found"], 1)
    return {
        "precision": count["matched"] / found,
        "recall": count["matched"] / gold,
        **{f"{part} accuracy": count[part] / gold for part in ("writer", "addressee", "reader", "kind", "bounds")},
        "fragments accuracy": count["fragments"] / max(count["counted"], 1),
        "documents": float(count["gold"]),
    }


def judge(story: Story, gold: list[dict[str, Any]]) -> Counter[str]:
    """How many documents there are, are found and match, and how many of each part are right."""
    count = Counter[str](gold=len(gold), found=len(story.documents))
    at = 0
    places = []
    for wanted in gold:
        start, first_end = _place(story.text, wanted["first"], at)
        last, end = _place(story.text, wanted["last"], start)
        at = end
        places.append((start, first_end, last, end))
    for k, document in _pairs(story, places).items():
        wanted, (start, first_end, last, end) = gold[k], places[k]
        count["matched"] += 1
        count["kind"] += document.kind == wanted["kind"]
        count["writer"] += _same(story, [document.writer], [wanted["writer"]])
        count["addressee"] += _same(story, document.addressees, wanted["addressees"])
        count["reader"] += _same(story, document.readers, wanted["readers"])
        a, b = document.fragments[0].start, document.fragments[-1].end
        count["bounds"] += start - 2 <= a < first_end and last < b <= end + 2
        count["fragments"] += len(document.fragments) == wanted.get("fragments", -1)
    count["counted"] = sum("fragments" in wanted for wanted in gold)
    return count


def _place(text: str, alternatives: str, after: int) -> tuple[int, int]:
    """The first of the alternatives' places, from its start to its end; the earliest where several are there."""
    found = [(text.find(words, after), len(words)) for words in alternatives.split("|")]
    start, size = min((f for f in found if f[0] >= 0), default=(len(text), 0))
    end = max((text.find(w, after) + len(w) for w in alternatives.split("|") if text.find(w, after) >= 0), default=0)
    return start, max(start + size, end)


def _pairs(story: Story, places: Sequence[tuple[int, int, int, int]]) -> dict[int, Document]:
    shared = sorted(
        (
            -sum(max(0, min(f.end, end) - max(f.start, start)) for f in document.fragments),
            k,
            n,
        )
        for k, (start, _, _, end) in enumerate(places)
        for n, document in enumerate(story.documents)
    )
    out: dict[int, Document] = {}
    used: set[int] = set()
    for overlap, k, n in shared:
        if overlap < 0 and k not in out and n not in used:
            out[k] = story.documents[n]
            used.add(n)
    return out


def _same(story: Story, found: Sequence[int | None], wanted: Sequence[str | None]) -> bool:
    """Whether the entities are those named, one to one; None is nobody."""
    left = [w for w in wanted if w is not None]
    people = [f for f in dict.fromkeys(found) if f is not None]
    for entity in people:
        named = next((w for w in left if is_called(story, entity, w)), None)
        if named is None:
            return False
        left.remove(named)
    return not left


def is_called(story: Story, entity: int, alternatives: str) -> bool:
    """Whether an entity goes by one of these names ("A|B"), or by one that has all of its words."""
    known = story.entity(entity)
    forms = [set(f.casefold().replace(".", "").split()) for f in (known.name, *(a.name for a in known.aliases))]
    return any(
        set(name.casefold().replace(".", "").split()) <= form for name in alternatives.split("|") for form in forms
    )
