"""Feelings against the challenge set: who feels what, by families of emotions coarser than the model's labels.

Gold has a bearer ("I" the teller, None nobody in particular) and a family, or several of which each will do
("anger|disgust"). `also` lists what one reader would find and another not: it is neither asked for nor a false alarm. A
feeling that is nobody's counts for its family, and as right where the gold has that family.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import fabula
from benchmarks.challenges.people import entity_of
from fabula.reading.feelings.valence import ALIKE
from fabula.story import Story

Claim = tuple[int | None, str]


def claims(story: Story) -> set[Claim]:
    """Who feels which family of emotions in a reading."""
    return {(feeling.entity, ALIKE[feeling.emotions[0].kind]) for feeling in story.feelings}


def compare(story: Story, passage: Mapping[str, Any]) -> tuple[set[Claim], set[Claim], list[str], list[str]]:
    """The claims that are right, those that are wrong, and the gold feelings missed: by bearer and family, and by
    family alone."""
    found = claims(story)
    right, wrong, missed, unseen = set[Claim](), set(found), list[str](), list[str]()
    for wanted, rows in ((True, passage["gold"]), (False, passage["also"])):
        for name, families in rows:
            who = None if name is None else _entity(story, name)
            alike = {claim for claim in found if claim[1] in families.split("|")}
            good = {claim for claim in alike if claim[0] == who and (who is not None or name is None)}
            loose = {claim for claim in alike if claim[0] is None}
            wrong -= good | loose
            if wanted:
                right |= good
                missed += [f"{name} {families}"] * (not good)
                unseen += [f"{name} {families}"] * (not alike)
    return right, wrong, missed, unseen


def _entity(story: Story, name: str) -> int | None:
    """The entity that a gold name means; the teller is whom "I" stands for, where nobody is known to tell."""
    known = entity_of(story, name)
    if known is None and name == "I":
        return next((m.entity for m in story.mentions if story.text[m.start : m.end] == "I"), None)
    return known


def score(passages: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Precision and recall of feelings with their bearers, recall of families alone, and the share of trap passages
    without a false alarm."""
    right = wrong = missed = unseen = quiet = traps = wanted = 0
    for passage in passages:
        good, bad, lost, dark = compare(fabula.read(passage["text"] + "\n"), passage)
        right, wrong, missed, unseen = right + len(good), wrong + len(bad), missed + len(lost), unseen + len(dark)
        wanted += len(passage["gold"])
        traps += passage["trap"]
        quiet += passage["trap"] and not bad
    return {
        "precision": right / max(right + wrong, 1),
        "recall": 1 - missed / max(wanted, 1),
        "recall without bearers": 1 - unseen / max(wanted, 1),
        "traps without a false alarm": quiet / max(traps, 1),
        "feelings": float(wanted),
    }
