"""Whom the build of a sentence keeps a pronoun from meaning (principles B and C of Chomsky 1981).

Who does something is not whom it is done to: "she looked at her". And nobody is "she" first and named after in one
clause: in "when she saw Orla", it was not Orla who saw.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from fabula.language.features import Ints, MentionTable
from fabula.language.labels import KINDS, PRONOUN_CLASSES, TYPES

_PROP, _PRON = KINDS.index("PROP"), KINDS.index("PRON")
_PER = TYPES.index("PER")
_HE_SHE = frozenset(PRONOUN_CLASSES.index(c) for c in ("he", "she"))
_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
_OBJECTS = frozenset({"obj", "iobj"})
_NOMINATIVE = frozenset({"he", "she"})
_AIMS = frozenset({"at", "to"})
_AIMED = frozenset(
    "look looked looking looks gaze gazed gazing glance glanced glancing stare stared staring peer peered smile smiled "
    "smiling nod nodded nodding say said saying says speak spoke speaking talk talked talking whisper whispered "
    "whispering cry cried crying call called calling shout shouted laugh laughed frown frowned bow bowed bowing listen "
    "listened listening write wrote reply replied explain explained".split()
)
"""Verbs whose "at" or "to" leads to another: "she looked at her", but "she drew it to her"."""
_NAMED = frozenset("called named christened baptised baptized nicknamed dubbed".split())
_BESIDE = frozenset({"conj", "parataxis"})
_SHARES = frozenset({"conj", "xcomp"})
"""How a verb without a subject of its own hangs on the one whose subject it shares."""
_LONGEST = 60
"""A name so many words on is in another sentence, whatever the tree says."""


def bound(
    words: Sequence[str],
    head: Ints,
    relation: Ints,
    relations: Sequence[str],
    m: MentionTable,
    heads: Mapping[int, int],
) -> dict[int, set[int]]:
    """For each "he" and "she", mentions before or after that mean somebody else. `heads` are mentions' head words."""
    names = {i: relations[int(relation[k])] for i, k in heads.items()}
    subjects: defaultdict[int, list[int]] = defaultdict(list)
    for i, k in heads.items():
        if names[i] in _SUBJECTS:
            subjects[int(head[k])].append(i)
    wanted = [relations.index(r) for r in _SUBJECTS if r in relations]
    governed = frozenset(head[np.isin(relation, wanted)].tolist())
    # "she clasped her hands": a tree that takes "her" for an object too is wrong
    objects = frozenset(np.flatnonzero(np.isin(relation, [relations.index(r) for r in _OBJECTS if r in relations])))
    out: dict[int, set[int]] = {}
    for i, k in heads.items():
        if m.pronoun[i] not in _HE_SHE or m.kind[i] != _PRON or words[k].lower().endswith("self"):
            continue
        verb = int(head[k])
        some: set[int] = set()
        if names[i] in _SUBJECTS and words[k].lower() in _NOMINATIVE and words[verb].lower() not in _NAMED:
            named = _named_after(i, m)
            some = {j for j in named if j in heads and _is_below(heads[j], k, head, relation, relations, governed)}
        elif (names[i] in _OBJECTS and k + 1 not in objects) or (names[i] == "obl" and _is_aim(words, k, verb)):
            while verb not in governed and relations[int(relation[verb])] in _SHARES and head[verb] != verb:
                verb = int(head[verb])
            some = {j for j in subjects.get(verb, ()) if m.quotation[j] == m.quotation[i] and j < i}
        if some:
            out[i] = some
    return out


def _named_after(i: int, m: MentionTable) -> list[int]:
    """The people named after a pronoun in its sentence, and in the same speech."""
    out = []
    for j in range(i + 1, len(m)):
        if m.sentence[j] != m.sentence[i] or m.start[j] - m.start[i] > _LONGEST:
            break
        if m.kind[j] == _PROP and m.type[j] == _PER and m.quotation[j] == m.quotation[i] and m.start[j] >= m.end[i]:
            out.append(j)
    return out


def _is_below(
    word: int, subject: int, head: Ints, relation: Ints, relations: Sequence[str], governed: frozenset[int]
) -> bool:
    """Whether a word depends on the verb of a subject, and in no clause that stands beside that verb's with a subject
    of its own; nor is it what the subject is said to be."""
    verb, at = int(head[subject]), word
    while at not in (verb, subject):
        beside = relations[int(relation[at])] in _BESIDE and at in governed
        if beside or head[at] == at:
            return False
        at = int(head[at])
    return at == verb != word


def _is_aim(words: Sequence[str], pronoun: int, verb: int) -> bool:
    return words[pronoun - 1].lower() in _AIMS and words[verb].lower() in _AIMED
