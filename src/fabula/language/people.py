"""Which names of a work can be one person's: names clustered over the whole work, by their parts alone.

Names that can only be one person's share a number; a name that could be several people's ("Miss Holt" among five
sisters) is left to the context, with those people as its choices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fabula.language.bearers import Words, Work, add, family_names, gathered, is_one_name, key_of
from fabula.language.beside import Beside
from fabula.language.marriages import married
from fabula.language.names import Name, is_given_name, one_edit
from fabula.language.placing import place_bare, place_full, place_single, place_titled, place_young
from fabula.language.titles import SEVERAL, ranks

RARE = 10
"""Of somebody who is named so often, a family name that comes once may be another's."""


@dataclass(frozen=True, slots=True)
class NameIndex:
    """For each distinct name: the people it can be, one where that is settled. `genders`, `givens`, `families` (lower
    case, "" where unknown) and `titles` (ranks of courtesy such as "mrs") are by person."""

    people: dict[Words, tuple[int, ...]]
    genders: tuple[str, ...]
    families: tuple[str, ...]
    titles: tuple[frozenset[str], ...]
    givens: tuple[str, ...]


def joined(index: NameIndex, one_of: Mapping[int, int]) -> NameIndex:
    """The index with people made one: each key of `one_of` is the person that it leads to, and is nobody's number
    any longer."""
    people = {name: tuple(dict.fromkeys(one_of.get(p, p) for p in found)) for name, found in index.people.items()}
    genders, families, givens = list(index.genders), list(index.families), list(index.givens)
    titles = list(index.titles)
    for gone, kept in one_of.items():
        genders[kept] = genders[kept] or genders[gone]
        families[kept] = families[kept] or families[gone]
        givens[kept] = givens[kept] or givens[gone]
        titles[kept] |= titles[gone]
        genders[gone] = families[gone] = givens[gone] = ""
    return NameIndex(people, tuple(genders), tuple(families), tuple(titles), tuple(givens))


def whole_families(names: NameIndex) -> set[int]:
    """The people who are a whole family, or sisters: "the Bells", "the Miss Bells"."""
    families = {*names.families} - {""}
    words = enumerate(family or given for family, given in zip(names.families, names.givens, strict=True))
    return {p for p, w in words if {w.removesuffix("s"), w.removesuffix("es")} - {w, ""} & families}


def cluster_names(
    names: Sequence[Words],
    hints: Mapping[str, str] | None = None,
    told: Mapping[Words, int] | None = None,
    beside: Beside[Name] | None = None,
) -> NameIndex:
    """Clusters the names of a work, one item an occurrence, each the words of a proper name of a person.

    `hints` give the gender, "f" or "m", of words (lower case) that the pronouns near them tell; `told` how often the
    narration itself, outside quotations, uses each name; `beside` what places tell of names, by `key_of` them.
    """
    surfaces = Counter(names)
    keys = {n: key_of(n) for n in surfaces}
    work = gathered(surfaces, keys, hints or {}, told or {}, beside or {})
    full: list[Name] = []
    titled: list[Name] = []
    single: list[Name] = []
    bare: list[Name] = []
    young: list[Name] = []
    families = family_names(work)
    for n in sorted(work.counts, key=lambda n: (-work.counts[n], n.titles, n.words)):
        if SEVERAL.intersection(n.titles):
            continue
        if len(n.words) == 2 and work.counts[n] <= 2 and not is_one_name(work, n, families):
            continue
        kind = full if len(n.words) >= 2 else bare if not n.words else titled if n.titled else single
        (young if "young" in n.titles else kind).append(n)
    full.sort(key=lambda n: len(n.words[0]) == 1)  # an initial can only follow the name it stands for
    wed = married([keys[n] for n in names], work)
    for n in sorted(full, key=lambda n: n in wed):
        if len(known := work.out.get(wed.get(n, n), ())) == 1:
            add(work, n, known[0], given=n.words[0], family=n.words[-1])
            work.people[known[0]].wed = n.words[-1]
        else:
            place_full(work, n, families)
    # Where a family has a Miss and a Mrs., the one known by her given name is more often the Miss.
    titled.sort(key=lambda n: "mrs" in n.titles)
    courtesies: dict[str, set[str]] = {}
    for n in titled:
        courtesies.setdefault(n.words[0], set()).update(ranks(n))
    for n in titled:
        place_titled(work, n, courtesies[n.words[0]])
    for n in single:
        place_single(work, n)
    for n in young:
        place_young(work, n, courtesies.get(n.words[0], set()))
    for n in sorted(bare, key=lambda n: "the" not in n.titles):
        place_bare(work, n)
    _mend_misspellings(work)
    people = work.people
    return NameIndex(
        {n: work.out[key] for n, key in keys.items() if key in work.out},
        tuple(p.gender for p in people),
        tuple(_first(p.family) if p.family.total() > 1 or p.count < RARE else "" for p in people),
        tuple(frozenset(p.titles) for p in people),
        tuple(_first(p.given) for p in people),
    )


def _first(counter: Counter[str]) -> str:
    return counter.most_common(1)[0][0] if counter else ""


def _mend_misspellings(work: Work) -> None:
    """Gives a rare single name one letter away from a frequent one to the frequent one's bearer."""
    out, people, counts = work.out, work.people, work.counts
    words = {n.words[0]: n for n in out if len(n.words) == 1 and not n.titled}
    for word, n in words.items():
        person = out[n]
        if len(word) < 5 or len(person) != 1 or people[person[0]].count > 2 or is_given_name(word):
            continue
        near = [
            other
            for other, o in words.items()
            if other != word and counts[o] >= 8 * counts[n] and counts[o] >= 5 and one_edit(word, other)
        ]
        if len(near) == 1 and len(out[words[near[0]]]) == 1:
            out[n] = out[words[near[0]]]
