"""The people that a work's names are shared out among, what is known of each so far, and what the names of a family
tell of one another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from fabula.language.beside import PLAINLY_ONE, PLAINLY_TWO, Beside
from fabula.language.names import EPITHET_TITLES, Name, gender_of, is_given_name, parse_name, same_given
from fabula.language.titles import ELDERS, KIN, WITH_GIVEN, ranks

Words = tuple[str, ...]

OFTEN = 0.03
"""A fuller name used so often, as a share of the shorter one's uses, tells its bearer from the shorter one's."""
PRESENT = 5
"""Somebody named so many times is one of the family, and not just the same person's name in full."""
JEST = 0.05
"""The least share of a name's uses with "aunt" or "brother" before it that makes its bearer one."""
FAMILIAR = 10
"""Whom the narration calls by a given name so often, it knows by that name."""


@dataclass(slots=True)
class Person:
    """`husband` are a husband's given names, by which his wife is called: "Mrs. John Bell"; `formal` counts the full
    names with each title: "Mr. John Bell"; `plain` counts the names without a title; `wed` is the family that she has
    married into."""

    given: Counter[str] = field(default_factory=Counter)
    family: Counter[str] = field(default_factory=Counter)
    husband: set[str] = field(default_factory=set)
    genders: Counter[str] = field(default_factory=Counter)
    titles: set[str] = field(default_factory=set)
    formal: Counter[str] = field(default_factory=Counter)
    names: list[Name] = field(default_factory=list)
    count: int = 0
    plain: int = 0
    wed: str = ""

    @property
    def gender(self) -> str:
        """The gender that most of the names give: "f", "m", or "" where unknown."""
        return self.genders.most_common(1)[0][0] if self.genders else ""


@dataclass(slots=True)
class Work:
    """The names of a work, those that differ by an epithet alone ("poor Tom") taken together, and the people made of
    them so far. `full` counts the family names that go with each given name; `beside` is what
    places tell of names; `described` are the words that mostly come with "the", as in "the Cat"."""

    counts: Counter[Name]
    narrated: Counter[Name]
    hints: Mapping[str, str]
    alone: Counter[str]
    full: Mapping[str, Counter[str]]
    beside: Beside[Name]
    described: frozenset[str]
    people: list[Person] = field(default_factory=list)
    out: dict[Name, tuple[int, ...]] = field(default_factory=dict)

    def borne(self, word: str) -> str:
        """The gender of a given name: as a common one is borne, or as the pronouns near it tell, or as any is borne."""
        common = gender_of(word) if is_given_name(word) else ""
        return common or self.hints.get(word, "") or gender_of(word)


def key_of(words: Words) -> Name:
    """The parts of a name without what tells nobody apart: "poor Tom" is "Tom", but "the General" not "General", and
    "young Mr. Bell" perhaps not "Mr. Bell"."""
    name = parse_name(words)
    kept = {"young"} if len(name.words) == 1 else set()
    titles = tuple(t for t in name.titles if t not in EPITHET_TITLES or t in kept)
    if not name.words and words[0].lower() == "the":
        titles = ("the", *titles)
    return replace(name, titles=titles)


def gathered(
    surfaces: Counter[Words],
    keys: Mapping[Words, Name],
    hints: Mapping[str, str],
    told: Mapping[Words, int],
    beside: Beside[Name],
) -> Work:
    """The names of a work by their `keys`, with how often each is used, and nobody to bear them yet."""
    counts, narrated, alone, definite = Counter[Name](), Counter[Name](), Counter[str](), Counter[str]()
    full: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for n, c in surfaces.items():
        key = keys[n]
        counts[key] += c
        narrated[key] += told.get(n, 0)
        if len(key.words) == 1:
            alone[key.words[0]] += c
            definite[key.words[0]] += c if n[0].lower() == "the" else 0
        elif key.words:
            full[key.words[0]][key.words[-1]] += c
    described = frozenset(w for w, c in definite.items() if 2 * c > alone[w])
    return Work(counts, narrated, hints, alone, full, beside, described)


def family_names(work: Work) -> set[str]:
    """The words that a work plainly has as family names: a Mr. or a Colonel bears them, or two given names go with
    them."""
    bearers: defaultdict[str, set[str]] = defaultdict(set)
    out = set()
    for n in work.counts:
        if len(n.words) == 1 and ranks(n) - WITH_GIVEN:
            out.add(n.words[0])
        elif len(n.words) >= 2:
            bearers[n.words[-1]].add(n.words[0])
    return {w for w in out | {w for w, given in bearers.items() if len(given) > 1} if not is_given_name(w)}


def is_one_name(work: Work, n: Name, families: set[str]) -> bool:
    """Whether two words that are seldom together are one name, not two people's as "Martha, Potapitch" is."""
    first, last = n.words
    if last in families and first not in families:
        # "Clara Orr", once, of a Clara Bell is another's name, or hers after she has married.
        return all(work.counts[n] >= c for family, c in work.full[first].items() if family != last)
    if first in families and last not in families and work.alone[first] > 2 * work.counts[plain_name(first)]:
        return False  # "The Great Orr Peril", a chapter's heading, is nobody where "Orr" alone is none of the Orrs
    if ranks(n):
        return True  # "Mr. Lucas Orr": a title holds the two together
    if is_given_name(last) and not is_given_name(first) and not work.alone[first]:
        return work.alone[last] < 10 * work.counts[n]  # "Happy Isolde", to begin a sentence
    return min(work.alone[w] for w in n.words) < 10 * work.counts[n]


def add(work: Work, name: Name, person: int, *, given: str = "", family: str = "", husband: str = "") -> None:
    """Gives a name to a person, with what its parts are: "Bessy" a given name, "Orr" of "Mr. Orr" a family's."""
    p, c = work.people[person], work.counts[name]
    p.names.append(name)
    p.count += c
    p.plain += 0 if name.titled else c
    p.titles |= ranks(name)
    if len(name.words) > 1:
        p.formal.update(dict.fromkeys(ranks(name), c))
    if given:
        p.given[given] += c
    if family:
        p.family[family] += c
    if husband:
        p.husband.add(husband)
    gender = "" if is_jest(work, name) else name.gender or (work.borne(given) if given else "")
    if gender:
        p.genders[gender] += c * (3 if name.gender else 1)
    work.out[name] = (person,)


def is_jest(work: Work, name: Name) -> bool:
    """Whether somebody is only said to be an aunt, and hardly ever: "Auntie Fenno", of a brother, Fenno to all."""
    kin = ranks(name) & KIN and len(name.words) == 1 and not work.narrated[name]
    return bool(kin and work.counts[name] < JEST * work.alone[name.words[0]])


def new(work: Work, name: Name, *, given: str = "", family: str = "", husband: str = "") -> None:
    """Gives a name to somebody who has none yet."""
    work.people.append(Person())
    add(work, name, len(work.people) - 1, given=given, family=family, husband=husband)


def plain_name(word: str) -> Name:
    """A word as a name without a title."""
    return Name((), (word,), "")


def is_another(work: Work, name: Name, person: int) -> bool:
    """Whether a name plainly is not a person's, since it stands beside the other names of that person."""
    return _place(work, name, person) < PLAINLY_TWO


def is_elder(work: Work, name: Name, person: int, courtesies: set[str]) -> bool:
    """Whether "Mr. Bell" or "Lady Bell" is more likely a parent of somebody whom the narration calls "George", or
    "Mrs. Bell" somebody else than "Sam".

    A narrator who says "George" does not also say "Mr. Bell" of him; but one who says "Bell" besides says all sorts,
    the father may have another of the titles that the family bears (`courtesies`), and two names may keep one another
    company as those of one person do.
    """
    told, word = work.narrated, name.words[0]
    if told[name] < PRESENT or sum(told[plain_name(g)] for g in work.people[person].given) < FAMILIAR:
        return False
    if told[plain_name(word)] >= FAMILIAR or courtesies - WITH_GIVEN - {"mr", "mrs"}:
        return False
    return _place(work, name, person) < PLAINLY_ONE


def is_elders(work: Work, name: Name, person: int) -> bool:
    """Whether "Aunt Bell" is an elder of somebody whom the narration calls "Ada": an aunt whom it knew by a name of her
    own would be Aunt Ada."""
    return bool(ranks(name) & ELDERS) and work.counts[name] >= PRESENT and is_familiar(work, person)


def is_familiar(work: Work, person: int) -> bool:
    """Whether the narration knows somebody by a given name, or by a short form of it."""
    forms = {w for g in work.people[person].given for w in work.alone if same_given(w, g)}
    return sum(work.narrated[plain_name(w)] for w in forms) >= FAMILIAR


def _place(work: Work, name: Name, person: int) -> float:
    """What places tell of a name and a person: by the names given to him so far, and by a given name that is his. His
    name in full tells nothing of a shorter one, which may well take it up in the same sentence."""
    p = work.people[person]
    own = [g for g in p.given if not any(g in other.given for other in work.people if other is not p)]
    others = {*p.names, *(plain_name(g) for g in own)} - {name}
    return sum(work.beside.get((name, o), 0.0) for o in others if not set(name.words) <= set(o.words))


def is_his(work: Work, name: Name) -> bool:
    """Whether the given name is the husband's: "Mrs. John Bell", "Mrs. Charles", but no "Mrs. Howard" of Howards. One
    that either may bear is his where "Sam Bell" is somebody besides "Mrs. Sam Bell"."""
    given = name.words[0]
    if "mrs" not in ranks(name) or is_family_name(work, given):
        return False
    borne = work.borne(given)
    return borne == "m" or (not borne and len(name.words) > 1 and Name((), name.words, "") in work.counts)


def is_family_name(work: Work, word: str) -> bool:
    """Whether the people so far bear a word as their family's name more often than as a given one."""
    return sum(p.family[word] for p in work.people) > sum(p.given[word] for p in work.people)


def eldest(work: Work, name: Name, sisters: list[int]) -> list[int]:
    """Those who can be "Miss Bell" where there are several Miss Bells: she is the eldest, or an aunt, and who is called
    "Miss Ada" is one of the others."""
    # Whom the work calls Aunt Bell and nothing besides, it does not call Miss Bell.
    sisters = [k for k in sisters if work.people[k].given or not work.people[k].titles & ELDERS] or sisters
    forms = {k: work.people[k] for k in sisters if work.people[k].gender == "f"}
    present = [k for k, p in forms.items() if p.count + sum(work.alone[g] for g in p.given) >= PRESENT]
    aunts = [k for k in present if any(_is_aunt(work, g) for g in forms[k].given)]
    if len(present) > 1 and aunts:
        return aunts
    called = {
        k: forms[k].formal["miss"] + sum(work.counts[replace(name, words=(g,))] for g in forms[k].given)
        for k in present
    }
    plural = replace(name, words=(name.words[0] + "s",))
    if len(called) > 1 and min(called.values()) == 0:
        return [k for k in sisters if called.get(k) == 0]
    if plural in work.counts:
        often = max(3.0, OFTEN * work.counts[name])
        return [k for k in sisters if called.get(k, 0) < often]
    return sisters


def _is_aunt(work: Work, given: str) -> bool:
    """Whether a woman is known as an aunt, and not called one now and then, when her sisters have children at last."""
    called = work.counts[Name(("aunt",), (given,), "f")]
    return called > 0 and called >= JEST * work.alone[given]


def has_two_men(work: Work, family: str) -> bool:
    """Whether two men of a family have names of their own, or a wife is so called that there must be two. A boy whom
    the narration calls Ned needs no telling from Mr. Bell."""
    men = [
        p for k, p in enumerate(work.people)
        if family in p.family and p.given and p.gender == "m" and (p.formal["mr"] or not is_familiar(work, k))
    ]  # fmt: skip
    wives = sum(work.counts[n] for n in work.counts if len(n.words) > 1 and n.words[-1] == family and is_his(work, n))
    return len(men) > 1 or wives > work.counts[Name(("mrs",), (family,), "f")]


def is_by_marriage(work: Work, name: Name, wife: Person) -> bool:
    """Whether a wife is one by her husband's given name, "Mrs. John Bell", and "Mr. Bell" is not he, or there is a
    "young Mrs. Bell", which is said of two; or is "Mrs. Orr" for short, more than "Mrs. Orr Bell"."""
    shorter = [replace(name, words=(g,)) for g in wife.given if not is_given_name(g)]
    if any(work.counts[n] > wife.formal["mrs"] for n in shorter):
        return True
    if wife.husband and replace(name, titles=("young", *name.titles)) in work.counts:
        return True
    head = work.out.get(Name(("mr",), name.words, "m"), ())
    family = name.words[0]
    husbands = {k for k, p in enumerate(work.people) if family in p.family and p.given.keys() & wife.husband}
    return bool(head and husbands and husbands.isdisjoint(head))
