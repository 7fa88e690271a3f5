"""Content notes against the challenge set: which categories a passage has, how each stands, and how severely.

A passage's categories are compared as a set. Notes that stand as figures of speech are none. What the text denies may
be left out or noted as denied; noted otherwise, it is a false alarm. Gold marked optional (a second category that one
reader would note and another not) may be left out, and is no false alarm.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import fabula
from fabula.story import ContentNote


def notes(text: str) -> list[ContentNote]:
    """The notes of a passage, figures of speech left out."""
    return [note for note in fabula.read(text + "\n").content if note.standing != "figurative"]


def compare(gold: Sequence[Mapping[str, Any]], found: Sequence[ContentNote]) -> tuple[list[str], list[str], list[str]]:
    """The categories found rightly, found wrongly, and missed."""
    asserted = {note.category for note in found if note.standing != "denied"}
    wanted = {g["category"] for g in gold if g["standing"] != "denied"}
    needed = {g["category"] for g in gold if g["standing"] != "denied" and not g.get("optional")}
    denied = {g["category"] for g in gold if g["standing"] == "denied"} | wanted
    wrong = (asserted - wanted) | {n.category for n in found if n.standing == "denied" and n.category not in denied}
    return sorted(asserted & needed), sorted(wrong), sorted(needed - asserted)


def score(passages: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Precision and recall of categories over passages; the share of categories found rightly whose standing and
    severity are right too; the share of trap passages without a false alarm."""
    right = wrong = missed = standing = severity = compared = 0
    quiet, traps, denials, said = 0, 0, 0, 0
    for passage in passages:
        gold, found = passage["gold"], notes(passage["text"])
        good, bad, lost = compare(gold, found)
        right, wrong, missed = right + len(good), wrong + len(bad), missed + len(lost)
        traps += passage["trap"]
        quiet += passage["trap"] and not bad
        for category in good:
            compared += 1
            made = [note for note in found if note.category == category]
            main = max(made, key=lambda note: note.confidence)
            allowed = [g for g in gold if g["category"] == category]
            standing += main.standing in {g["standing"] for g in allowed}
            severity += max(made, key=_rank).severity in {g["severity"] for g in allowed}
        for g in gold:
            if g["standing"] == "denied" and not g.get("optional"):
                said += 1
                denials += any(n.category == g["category"] and n.standing == "denied" for n in found)
    return {
        "precision": right / max(right + wrong, 1),
        "recall": right / max(right + missed, 1),
        "standing": standing / max(compared, 1),
        "severity": severity / max(compared, 1),
        "traps without a false alarm": quiet / max(traps, 1),
        "denials noted as denied": denials / max(said, 1),
    }


def _rank(note: ContentNote) -> int:
    return ("mentioned", "depicted", "graphic").index(note.severity)
