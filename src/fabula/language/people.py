"""Which names of a work can be one person's: names clustered over the whole work, by their parts alone.

Names that can only be one person's share a number; a name that could be several people's ("Miss Bennet" among five
sisters) is left to the context, with those people as its choices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from fabula.language.names import (
    EPITHET_TITLES,
    Name,
    gender_of,
    is_given_name,
    one_edit,
    parse_name,
    pet_form,
    same_given,
)

Words = tuple[str, ...]

DOMINANT = 8
"""Somebody named so many times as often as another bearer of a name is the one it means."""


@dataclass(frozen=True, slots=True)
class NameIndex:
    """For each distinct name: the people it can be, one where that is settled. `genders`, `givens`, `families` (lower
    case, "" where unknown) and `titles` (ranks of courtesy such as "mrs") are by person."""

    people: dict[Words, tuple[int, ...]]
    genders: tuple[str, ...]
    families: tuple[str, ...]
    titles: tuple[frozenset[str], ...]
    givens: tuple[str, ...]


@dataclass(slots=True)
class _Person:
    """`husband` are a husband's given names, by which his wife is called: "Mrs. John Bell"; `formal` counts the full
    names with each title: "Mr. John Bell"."""

    given: Counter[str] = field(default_factory=Counter)
    family: Counter[str] = field(default_factory=Counter)
    husband: set[str] = field(default_factory=set)
    formal: Counter[str] = field(default_factory=Counter)
    genders: Counter[str] = field(default_factory=Counter)
    titles: set[str] = field(default_factory=set)
    count: int = 0

    @property
    def gender(self) -> str:
        return self.genders.most_common(1)[0][0] if self.genders else ""


@dataclass(slots=True)
class _Work:
    """The names of a work, and the people made of them so far."""

    counts: Counter[Words]
    parsed: dict[Words, Name]
    narrated: Counter[Words]
    alone: Counter[str]
    known_given: Counter[str]
    borne: Callable[[str], str]
    people: list[_Person] = field(default_factory=list)
    out: dict[Words, tuple[int, ...]] = field(default_factory=dict)


def cluster_names(
    names: Sequence[Words],
    hints: Mapping[str, str] | None = None,
    told: Mapping[Words, int] | None = None,
) -> NameIndex:
    """Clusters the names of a work, one item an occurrence, each the words of a proper name of a person.

    `hints` give the gender, "f" or "m", of words (lower case) that the pronouns near them tell; `told` how often the
    narration itself, outside quotations, uses each name.
    """
    known = dict(hints or {})
    counts = Counter(names)
    parsed = {n: parse_name(n) for n in counts}
    alone, known_given = Counter[str](), Counter[str]()
    for n, c in counts.items():
        words = parsed[n].words
        if len(words) == 1:
            alone[words[0]] += c
        elif words:
            known_given[words[0]] += c
    work = _Work(counts, parsed, Counter(told), alone, known_given, lambda word: gender_of(word) or known.get(word, ""))
    full: list[Words] = []
    titled: list[Words] = []
    single: list[Words] = []
    bare: list[Words] = []
    for n in sorted(counts, key=lambda n: (-counts[n], n)):
        words = parsed[n].words
        if len(words) == 2 and counts[n] <= 2 and min(alone[w] for w in words) >= 10 * counts[n]:
            continue  # Two people's names side by side, more likely than one name: "Martha, Potapitch".
        (full if len(words) >= 2 else bare if not words else titled if parsed[n].titled else single).append(n)
    full.sort(key=lambda n: len(parsed[n].words[0]) == 1)  # an initial can only follow the name it stands for
    for n in full:
        _place_full(work, n)
    # Where a family has a Miss and a Mrs., the one known by her given name is more often the Miss.
    titled.sort(key=lambda n: "mrs" in parsed[n].titles)
    courtesies: dict[str, set[str]] = {}
    for n in titled:
        courtesies.setdefault(parsed[n].words[0], set()).update(_ranks(parsed[n]))
    for n in titled:
        _place_titled(work, n, courtesies[parsed[n].words[0]])
    for n in single:
        _place_single(work, n)
    for n in bare:
        _place_bare(work, n)
    _mend_misspellings(work)
    people = work.people
    return NameIndex(
        work.out,
        tuple(p.gender for p in people),
        tuple(_first(p.family) for p in people),
        tuple(frozenset(p.titles) for p in people),
        tuple(_first(p.given) for p in people),
    )


def _first(counter: Counter[str]) -> str:
    return counter.most_common(1)[0][0] if counter else ""


def _add(work: _Work, name: Words, person: int, *, given: str = "", family: str = "", husband: str = "") -> None:
    """Gives a name to a person, with what its parts are: "Lizzy" a given name, "Darcy" of "Mr. Darcy" a family's."""
    p, parts, c = work.people[person], work.parsed[name], work.counts[name]
    p.count += c
    p.titles |= _ranks(parts)
    if len(parts.words) > 1:
        p.formal.update(dict.fromkeys(_ranks(parts), c))
    if given:
        p.given[given] += c
    if family:
        p.family[family] += c
    if husband:
        p.husband.add(husband)
    gender = parts.gender or (work.borne(given) if given else "")
    if gender:
        p.genders[gender] += c * (3 if parts.gender else 1)
    work.out[name] = (person,)


def _new(work: _Work, name: Words, *, given: str = "", family: str = "", husband: str = "") -> None:
    work.people.append(_Person())
    _add(work, name, len(work.people) - 1, given=given, family=family, husband=husband)


def _is_his(work: _Work, name: Name) -> bool:
    """Whether the given name is the husband's: "Mrs. John Bell", "Mrs. Charles"."""
    return "mrs" in _ranks(name) and work.borne(name.words[0]) == "m"


def _place_full(work: _Work, n: Words) -> None:
    """A given name and a family name, titled or not."""
    name = work.parsed[n]
    given, family = name.words[0], name.words[-1]
    people = list(enumerate(work.people))
    if _is_his(work, name):
        found = [k for k, p in people if given in p.husband and _fits(p.family, family)]
        if len(found) == 1:
            _add(work, n, found[0], family=family)
        else:
            _new(work, n, family=family, husband=given)
        return
    gender = name.gender or work.borne(given)
    found = [
        k
        for k, p in people
        if _fits(p.family, family) and any(same_given(given, g) for g in p.given) and _agree(p.gender, gender)
    ]
    exact = [k for k in found if given in work.people[k].given]
    choices = found if len(found) == 1 else exact
    if len(choices) == 1:
        _add(work, n, choices[0], given=given, family=family)
    else:
        _new(work, n, given=given, family=family)


def _place_titled(work: _Work, n: Words, courtesies: set[str]) -> None:
    """A title with one word: of a family ("Mr. Darcy") or a given name ("Sir Walter", "Miss Elizabeth", "Aunt Polly").

    `courtesies` are the titles that the word bears in the work.
    """
    name, people = work.parsed[n], work.people
    word, gender, ranks = name.words[0], name.gender, _ranks(name)
    if _is_his(work, name):
        hers = [k for k, p in enumerate(people) if word in p.husband]
        if len(hers) == 1:
            _add(work, n, hers[0])
        elif not hers:
            _new(work, n, husband=word)
        else:
            work.out[n] = tuple(hers)
        return
    by_family = [k for k, p in enumerate(people) if word in p.family and _agree(p.gender, gender)]
    by_given = [
        k for k, p in enumerate(people) if any(same_given(word, g) for g in p.given) and _agree(p.gender, gender)
    ]
    exact = [k for k in by_given if word in people[k].given]
    bearers = len(by_family)
    by_family = [k for k in by_family if not _clash(people[k].titles, ranks, alone=bearers == 1)]
    exact = [k for k in exact if not _clash(people[k].titles, ranks, alone=True)]
    if "mrs" in ranks and "miss" in courtesies:
        by_family = [k for k in by_family if people[k].titles & {"mrs"}]  # their mother, or a brother's wife
    if work.counts[n] >= 5 and "mr" in ranks:
        # "Mr. John Bell", time and again, is so called to tell him from "Mr. Bell".
        often = max(3.0, 0.03 * work.counts[n])
        by_family = [k for k in by_family if people[k].formal["mr"] < often]
    if "mr" in ranks and courtesies & {"miss", "mrs"}:
        # A given name whose gender nothing tells is not taken for the man's: he is seldom called by his.
        by_family = [k for k in by_family if people[k].gender or people[k].titles & {"mr"}]
    if ranks & {"mr", "lady"} and work.narrated[n] >= 5 and work.narrated[(word.capitalize(),)] < 10:
        # A narrator who says "George" does not also say "Mr. Emerson" of him, but of his father; one who says
        # "Rodney" besides "William" says all sorts.
        by_family = [k for k in by_family if sum(work.narrated[(g.capitalize(),)] for g in people[k].given) < 10]
    choices = by_family or exact or by_given
    if len(choices) > 1 and gender:
        choices = [k for k in choices if people[k].gender == gender] or choices
    if len(choices) > 1 and ranks:
        choices = [k for k in choices if people[k].titles & ranks] or choices
    if len(choices) > 1:
        choices = _dominant(choices, [people[k].count for k in choices])
    if len(choices) > 1:
        presence = [people[k].count + sum(work.alone[g] for g in people[k].given) for k in choices]
        if work.counts[n] >= 3 * max(people[k].count for k in choices):
            # A form in everyday use is one person's: of those who are hardly named in full the most present one's.
            choices = _dominant(choices, presence, 3)
            if len(choices) > 1:
                _new(work, n, family=word)
                return
    if len(choices) == 1:
        k = choices[0]
        _add(work, n, k, family=word if k in by_family else "", given="" if k in by_family else word)
    elif choices:
        work.out[n] = tuple(choices)
    elif (
        work.known_given[word]
        or name.titles[-1] in _KIN
        or (is_given_name(word) and name.titles[-1] not in ("mr", "mrs", "miss"))
    ):
        _new(work, n, given=word)
    else:
        _new(work, n, family=word)


def _place_single(work: _Work, n: Words) -> None:
    """One word, or an epithet and a word: "Lizzy", "old Maddox"."""
    people, word = work.people, work.parsed[n].words[0]
    gender = work.borne(word)
    by_given = [k for k, p in enumerate(people) if word in p.given]
    by_family = [k for k, p in enumerate(people) if word in p.family]
    if by_given and by_family and 5 * max(people[k].count for k in by_given) < max(people[k].count for k in by_family):
        by_given = []  # "the Archer Madeira" makes nobody of the Archers one whose given name is Archer
    if not by_given and not by_family:
        by_given = [
            k
            for k, p in enumerate(people)
            if any(len(g) > 1 and (same_given(word, g) or pet_form(word, g)) for g in p.given)
            and _agree(p.gender, gender)
        ]
    if not by_given and not by_family and not is_given_name(word):
        by_family = [k for k, p in enumerate(people) if any(_pet_of_family(word, f) for f in p.family)]
    choices = by_given or by_family
    if by_family and not by_given:
        # A bare family name is a man's, or the only bearer's, as novels use it.
        men = [k for k in by_family if people[k].gender != "f"]
        choices = men or by_family
    if len(choices) > 1:
        # Bearers that are hardly ever named in full do not make a name of every page doubtful.
        rare = work.counts[n] >= 10 * max(people[k].count for k in choices)
        choices = choices[:1] if rare else _dominant(choices, [people[k].count for k in choices])
    if len(choices) == 1:
        k = choices[0]
        _add(work, n, k, given=word if k in by_given else "", family="" if k in by_given else word)
    elif choices:
        work.out[n] = tuple(choices)
    else:
        _new(work, n, given=word)


_KIN = frozenset(
    "father mother brother sister uncle aunt aunty auntie grandfather grandmother grandpa grandma granny papa mama "
    "mamma cousin friend comrade".split()
)
_NOBODYS = _KIN | frozenset(
    "mr mister mrs miss ms sir madam ma'am madame mademoiselle monsieur lady lord master mistress "
    "señor señora senor senora signor signora herr frau fraulein don donna old young".split()
)
"""Titles that name nobody when they stand alone."""


def _place_bare(work: _Work, n: Words) -> None:
    """A title alone: "the General" is the only general there is, or a name; "Admiral" the one admiral known by name;
    "Captain" among several, like "Mamma", says nothing by itself."""
    titles = work.parsed[n].titles
    definite = n[0].lower() == "the"
    if not titles or (titles[-1] in _NOBODYS and not definite):
        return
    rank = _rank_of(titles[-1])
    ranked = [k for k, p in enumerate(work.people) if rank in p.titles]
    if len(ranked) > 1:
        ranked = _dominant(ranked, [work.people[k].count for k in ranked], 3)
    if len(ranked) == 1:
        _add(work, n, ranked[0])
    elif definite and not ranked:
        _new(work, n)
        work.people[-1].titles.add(rank)


def _pet_of_family(word: str, family: str) -> bool:
    """Whether a word is a family name with a pet ending: "Skaggsy" of Skaggs."""
    return len(family) >= 4 and word != family and word.rstrip("yie") == family


_WOMEN = frozenset({"mrs", "miss", "lady"})
_PEERS = frozenset({"sir", "lord", "duke", "earl", "marquis", "marquess", "viscount", "baron", "count", "prince"})


def _ranks(name: Name) -> set[str]:
    return {_rank_of(t) for t in name.titles} - {""}


def _rank_of(title: str) -> str:
    """A title with its other forms taken together, "" for one that tells nobody apart."""
    if title in EPITHET_TITLES:
        return ""
    return {
        "mister": "mr", "ms": "miss", "mistress": "mrs", "mademoiselle": "miss", "mlle": "miss", "madame": "mrs",
        "mme": "mrs", "doctor": "dr", "professor": "prof", "capt": "captain", "cap": "captain", "col": "colonel",
        "gen": "general", "maj": "major", "lieut": "lieutenant", "lt": "lieutenant", "sgt": "sergeant",
        "rev": "reverend", "monsieur": "mr", "m": "mr",
    }.get(title, title)  # fmt: skip


def _clash(has: set[str], new: set[str], *, alone: bool) -> bool:
    """Whether somebody with some titles can hardly bear others: Mrs. and Miss, a Miss and a Captain, two ranks."""
    has, new = has - _KIN, new - _KIN
    if not has or not new or has & new:
        return False
    if has & _WOMEN or new & _WOMEN:
        return not (has | new <= {"mrs", "lady"} or has | new <= {"miss", "lady"})
    if has & _PEERS and "mr" in new:
        return True
    return not (alone and ("mr" in has or "mr" in new))


def can_be_one_by_title(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether one person may bear both sets of titles."""
    return not _clash(set(a), set(b), alone=True)


def _fits(counter: Counter[str], word: str) -> bool:
    return not counter or word in counter


def _agree(a: str, b: str) -> bool:
    return not a or not b or a == b


def _dominant(choices: list[int], weights: Sequence[int], times: int = DOMINANT) -> list[int]:
    """The one person far more present than the others, if there is one."""
    ordered = sorted(zip(weights, choices, strict=True), key=lambda c: (-c[0], c[1]))
    return [ordered[0][1]] if ordered[0][0] >= times * ordered[1][0] else choices


def _mend_misspellings(work: _Work) -> None:
    """Gives a rare single name one letter away from a frequent one to the frequent one's bearer."""
    out, people, counts = work.out, work.people, work.counts
    words = {work.parsed[n].words[0]: n for n in out if len(work.parsed[n].words) == 1 and not work.parsed[n].titled}
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
