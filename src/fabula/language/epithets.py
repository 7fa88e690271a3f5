"""People without a name who are told apart by how they look: "the tall soldier" and "the man with the scar".

Coreference goes by the noun and is easily led to make them one. Two such descriptions with different marks, one
straight after the other, are two people: whoever means one person says "he".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from fabula.language.coreference import Clusters, Ints
from fabula.language.features import MentionTable
from fabula.language.labels import KINDS, TYPES, UPOS

_PROP, _NOM, _PRON = (KINDS.index(k) for k in ("PROP", "NOM", "PRON"))
_PER = TYPES.index("PER")
_ADJ, _VERB, _NOUN = (UPOS.index(t) for t in ("ADJ", "VERB", "NOUN"))
_NO_MARKS = frozenset(
    "poor good dear other same latter former whole own first second third last next great real very only late dead "
    "little many few lucky happy angry sad startled surprised puzzled tired frightened exhausted living".split()
)
"""What anybody may be for a while, or is called in passing."""
_PEOPLE = frozenset(
    "man woman boy girl one soldier guard sentry sailor lad lass youth fellow stranger child lady gentleman figure "
    "knight prisoner officer recruit rider hunter twin student pilot priest nun monk clerk thief brother sister".split()
)
_STEM = 4
ENOUGH = 1.0
_SURE, _MARKED = 0.6, 0.8


def part_epithets(words: Sequence[str], upos: Ints, m: MentionTable, clusters: Clusters) -> Clusters:
    """The clusters with unnamed people parted whom the narration tells apart by their marks.

    `words` and `upos` (words,) are the text's; a pronoun goes with the description nearest before it.
    """
    marked: defaultdict[int, list[tuple[int, frozenset[str]]]] = defaultdict(list)
    named = set(clusters.entity[m.kind == _PROP].tolist())
    for i in np.flatnonzero((m.kind == _NOM) & (m.type == _PER) & (m.quotation < 0)).tolist():
        if int(clusters.entity[i]) not in named and (marks := _marks(words, upos, m, i)):
            marked[int(clusters.entity[i])].append((i, marks))
    entity, confidence, person = clusters.entity.copy(), clusters.confidence.copy(), clusters.person.tolist()
    others = dict(clusters.others)
    for whole, found in marked.items():
        groups = _groups(m, found)
        if len(groups) < 2:
            continue
        ids = [whole, *range(len(person), len(person) + len(groups) - 1)]
        person += [-1] * (len(groups) - 1)
        of_mention = {i: next((g for g, own in enumerate(groups) if own & marks), None) for i, marks in found}
        now, since = 0, -1
        for i in np.flatnonzero(clusters.entity == whole).tolist():
            group = of_mention.get(i)
            if group is not None:
                now, since = group, i
                others.pop(i, None)
                confidence[i] = max(float(confidence[i]), _MARKED)
            other = len(groups) == 2 and words[m.start[i]].lower() == "him" and m.sentence[i] == m.sentence[since]
            entity[i] = ids[1 - now if other and since >= 0 else now]
            if group is None:
                confidence[i] = min(float(confidence[i]), _SURE)
                if m.kind[i] == _PRON and m.quotation[i] < 0:
                    rest = (1 - _SURE) / (len(ids) - 1)
                    others[i] = {e: _SURE if e == int(entity[i]) else rest for e in ids}
    return replace(clusters, entity=entity, confidence=confidence, person=np.array(person, np.int64), others=others)


def _marks(words: Sequence[str], upos: Ints, m: MentionTable, i: int) -> frozenset[str]:
    """The stems of what marks somebody out: of "tall" in "the tall man", of "scar" in "the man with the scar"."""
    start, end = int(m.start[i]), int(m.end[i])
    if words[start].lower() != "the" or end - start < 3:
        return frozenset()
    noun = next((k for k in range(start + 1, end) if upos[k] == _NOUN or words[k].lower() == "one"), end)
    if noun == end or words[noun].lower() not in _PEOPLE:
        return frozenset()
    kept = [k for k in range(start + 1, noun) if upos[k] in (_ADJ, _VERB)]
    if noun + 1 < end and words[noun + 1].lower() == "with":
        kept += [k for k in range(noun + 2, end) if upos[k] in (_ADJ, _NOUN)]
    low = [words[k] for k in kept if words[k].isalpha() and words[k].islower()]
    return frozenset(w[:_STEM] for w in low if w not in _NO_MARKS)


def _groups(m: MentionTable, found: Sequence[tuple[int, frozenset[str]]]) -> list[frozenset[str]]:
    """The marks of each person, in order of mention, where there is more than one."""
    apart: Counter[frozenset[str]] = Counter()
    for (i, one), (j, two) in pairwise(found):
        near = int(m.paragraph[j]) - int(m.paragraph[i])
        if one & two or near > 2:
            continue
        weight = 1.0 if near == 0 and m.sentence[j] - m.sentence[i] <= 1 else 0.5
        for a in one:
            for b in two:
                apart[frozenset((a, b))] += weight  # type: ignore[assignment]
    groups: list[set[str]] = []
    for _, marks in found:
        own = next((g for g in groups if g & marks), None)
        if own is None:
            against = [any(apart[frozenset((a, b))] >= ENOUGH for a in marks for b in g) for g in groups]
            if groups and not all(against):
                continue
            groups.append(own := set())
        own |= marks
    return [frozenset(g) for g in groups]
