"""What the build of a clause tells of two mentions: that they are one person ("Mrs. Hale, the baker"), or two.

A verb's subject is not its object, a possessor is not what he possesses, and two people joined by "and" are two
(principles B and C of Chomsky 1981, as far as trees of words show them). Who reports one turn of speech seldom reports
the next.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fabula.language.binding import bound
from fabula.language.features import MentionTable
from fabula.language.labels import KINDS, PRONOUN_CLASSES, TYPES
from fabula.language.saying import SAYING

Ints = NDArray[np.int64]

_PROP, _NOM, _PRON = (KINDS.index(k) for k in KINDS)
_PER = TYPES.index("PER")
_REFLEXIVE = PRONOUN_CLASSES.index("reflexive")
_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
_ARGUMENTS = _SUBJECTS | {"obj", "iobj", "obl"}
_SELVES = ("self", "selves")
_PAUSES = frozenset({",", "!", "?", ".", "-", "--", "—", "…"})


@dataclass(frozen=True, slots=True)
class Ties:
    """By mention: `apart` are those that mean somebody else; for one that reports a turn of speech, `before` is the one
    that reports the turn before, and `called` are the names that the turn before calls; `same` is a name that the text
    says is the same person's, before or after; `bound` are those that a pronoun does not mean (`binding`)."""

    apart: dict[int, set[int]] = field(default_factory=dict)
    before: dict[int, int] = field(default_factory=dict)
    called: dict[int, list[int]] = field(default_factory=dict)
    same: dict[int, int] = field(default_factory=dict)
    bound: dict[int, set[int]] = field(default_factory=dict)

    def tell_of(self, i: int) -> bool:
        """Whether they tell of whom mention `i` may mean."""
        return i in self.apart or i in self.before or i in self.called


NO_TIES = Ties()


def find_ties(
    words: Sequence[str],
    head: Ints,
    relation: Ints,
    relations: Sequence[str],
    m: MentionTable,
    paragraph: Ints,
    quotations: Sequence[tuple[int, int]],
) -> Ties:
    """The ties of mentions of persons. `head` and `relation` (words,) are the trees', `relations` the names of the
    latter, `paragraph` (words,) numbers, `quotations` the words of the quoted stretches."""
    people = np.flatnonzero(m.type == _PER).tolist()
    heads = {i: head_of(m, i, head) for i in people}
    names = {i: relations[int(relation[heads[i]])] for i in people}
    apart: defaultdict[int, set[int]] = defaultdict(set)
    arguments: defaultdict[int, list[int]] = defaultdict(list)
    at_head: defaultdict[int, list[int]] = defaultdict(list)
    for i in people:
        if names[i] in _ARGUMENTS:
            arguments[int(head[heads[i]])].append(i)
        at_head[heads[i]].append(i)
    for verb, own in arguments.items():
        shared = [] if any(names[i] in _SUBJECTS for i in own) else _shared(verb, head, relation, relations, arguments)
        some = sorted({*own, *(i for i in shared if names[i] in _SUBJECTS)})
        for k, i in enumerate(some):
            for j in some[:k]:
                if heads[i] != heads[j] and not _may_meet(words, m, i, j, names):
                    apart[i].add(j)
                    apart[j].add(i)
    for i in people:
        above = int(head[heads[i]])
        for j in at_head.get(above, ()):
            # "the king's son", "her companion"; not "the figure of a man"
            owner = names[i] in ("nmod", "nmod:poss") and heads[i] < heads[j]
            if heads[j] != heads[i] and (owner or names[i] == "conj"):
                apart[i].add(j)
                apart[j].add(i)
    reporters = _reporters(words, m, paragraph, quotations)
    calls = _calls(words, m, quotations)
    for p, i in reporters.items():
        for j in calls.get(p, ()):
            apart[i].add(j)
            apart[j].add(i)
    before = {i: reporters[p - 1] for p, i in reporters.items() if p - 1 in reporters}
    called = {i: calls[p - 1] for p, i in reporters.items() if p - 1 in calls}
    told = _told(words, m, heads, names, head)
    barred = bound(words, head, relation, relations, m, heads)
    for p, i in reporters.items():
        if m.kind[i] == _PRON and p in calls:
            barred.setdefault(i, set()).update(calls[p])
    return Ties(dict(apart), before, called, told, barred)


def head_of(m: MentionTable, i: int, head: Ints) -> int:
    """The word of a mention that its others depend on."""
    return span_head(int(m.start[i]), int(m.end[i]), head)


def span_head(start: int, end: int, head: Ints) -> int:
    """The word of [start, end) that the others there depend on."""
    for k in range(start, end):
        if not start <= head[k] < end or head[k] == k:
            return k
    return end - 1


def _shared(
    verb: int, head: Ints, relation: Ints, relations: Sequence[str], arguments: dict[int, list[int]]
) -> list[int]:
    """The arguments of the verb that a verb without a subject takes its own from: "rose and struck"."""
    if relations[int(relation[verb])] not in ("conj", "xcomp", "advcl") or head[verb] == verb:
        return []
    return arguments.get(int(head[verb]), [])


def _may_meet(words: Sequence[str], m: MentionTable, i: int, j: int, names: dict[int, str]) -> bool:
    """Whether two arguments of a verb can be one person: "herself", "looked about him", "named the boy Tom"."""
    if any(m.pronoun[k] == _REFLEXIVE or words[int(m.end[k]) - 1].lower().endswith(_SELVES) for k in (i, j)):
        return True
    if all(m.kind[k] == _PRON for k in (i, j)) or any(m.kind[k] == _PRON and names[k] == "obl" for k in (i, j)):
        return True
    return names[i] == names[j]


def _reporters(
    words: Sequence[str], m: MentionTable, paragraph: Ints, quotations: Sequence[tuple[int, int]]
) -> dict[int, int]:
    """By paragraph, who reports the speech in it."""
    at: dict[int, int] = {}
    for i in np.flatnonzero((m.type == _PER) & (m.quotation < 0)).tolist():
        at.setdefault(int(m.start[i]), i)
    reporters: dict[int, int] = {}
    for _, end in quotations:
        k = end
        while k < len(words) and words[k] in (",", "-", "--", "—"):
            k += 1
        if k + 1 >= len(words) or paragraph[k] != paragraph[end - 1]:
            continue
        says = words[k].lower() in SAYING
        who = at.get(k + 1 if says else k, -1)
        if who >= 0 and (says or words[min(int(m.end[who]), len(words) - 1)].lower() in SAYING):
            reporters.setdefault(int(paragraph[k]), who)
    return reporters


def _calls(words: Sequence[str], m: MentionTable, quotations: Sequence[tuple[int, int]]) -> dict[int, list[int]]:
    """By paragraph, the names that speech in it calls out, as in "Tom, come here"."""
    out: defaultdict[int, list[int]] = defaultdict(list)
    for i in np.flatnonzero((m.kind == _PROP) & (m.type == _PER) & (m.quotation >= 0)).tolist():
        first, last = quotations[int(m.quotation[i])]
        start, end = int(m.start[i]), int(m.end[i])
        opens = start <= first + 1 or words[start - 1] in _PAUSES
        closes = end >= last - 1 or words[end] in _PAUSES
        if opens and closes and words[min(end, len(words) - 1)].lower() != "and":
            out[int(m.paragraph[i])].append(i)
    return dict(out)


def _told(
    words: Sequence[str], m: MentionTable, heads: dict[int, int], names: dict[int, str], head: Ints
) -> dict[int, int]:
    """The name that a noun phrase outside quotations stands in apposition to, or is said to be; and the one that
    "herself" stands behind: "Orla herself"."""
    starts: defaultdict[int, list[int]] = defaultdict(list)
    for i in heads:
        if m.kind[i] == _PROP:
            starts[int(m.start[i])].append(i)
    by_end = {int(m.end[i]): i for i in heads if m.kind[i] == _PROP}
    out: dict[int, int] = {}
    for i, own in heads.items():
        if words[own].lower().endswith("self") and int(m.start[i]) in by_end:
            out[i] = by_end[int(m.start[i])]
        if m.kind[i] != _NOM or m.quotation[i] >= 0:
            continue
        start, end = int(m.start[i]), int(m.end[i])
        # "her aunt, Mrs. Hale, …": the name hangs on the noun
        after = end + 1 if end < len(words) and words[end] == "," else end
        for j in starts.get(after, ()):
            if names[j] == "appos" and head[heads[j]] == own and m.sentence[j] == m.sentence[i]:
                out[i] = j
        # "Mrs. Hale, the baker, …"
        if start >= 2 and words[start - 1] == "," and names[i] == "appos":
            j = by_end.get(start - 1, -1)
            if j >= 0 and head[own] == heads[j]:
                out[i] = j
    return out
