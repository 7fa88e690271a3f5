"""Which proper names of a work can be one person's: names clustered over the whole work, by their parts alone.

A name is a title, given names and a family name. Names that can only be one person's share a number; a name that
could be several people's ("Miss Bennet" among five sisters) is left to the context, with those people as its choices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from fabula.language.labels import FEMALE_TITLES, MALE_TITLES

_OTHER_TITLES = frozenset(
    "dr doctor prof professor captain capt cap colonel col general gen major maj lieutenant lieut lt sergeant sgt "
    "corporal cpl private ensign commander commodore midshipman mate boatswain bosun admiral marshal judge justice "
    "sheriff inspector detective constable officer chief agent coach deputy warden headmaster headmistress nurse "
    "reverend rev parson vicar deacon bishop archbishop cardinal pope rabbi imam saint st president senator governor "
    "chancellor minister secretary ambassador mayor councillor alderman marquis marquess viscount earl chevalier "
    "emperor empress tsar sultan honourable hon comrade citizen goodman goody farmer widow cousin friend "
    "old young little poor dear dearest sweet good great big lil the".split()
)
_EPITHET_TITLES = frozenset("old young little poor dear dearest sweet good great big the lil".split())
_SUFFIXES = frozenset("jr sr esq esquire junior senior ii iii iv md phd".split())
_LEADING = frozenset("the my our your his her their that this these those a an o oh ah".split())
_MARKS = frozenset(". ' ’ - _ * 's ’s".split())
_PARTICLES = frozenset("de du des la le von van der den di da del della ter ten o' st of".split())


@dataclass(frozen=True, slots=True)
class Name:
    """A name's parts, lower case: titles without full stops, the other words, and the gender that a title gives."""

    titles: tuple[str, ...]
    words: tuple[str, ...]
    gender: str

    @property
    def titled(self) -> bool:
        """Whether a title of rank or courtesy, not an epithet such as "old", leads it."""
        return any(t not in _EPITHET_TITLES for t in self.titles)


def is_name(words: Sequence[str]) -> bool:
    """Whether words look like one name: capitals, with no more than titles and particles in lower case among them."""
    return any(w[:1].isupper() for w in words) and all(
        w[:1].isupper() or w in _MARKS or lower in _PARTICLES or _is_title(lower) or (k == 0 and lower in _LEADING)
        for k, w in enumerate(words)
        for lower in [w.lower().rstrip(".")]
    )


def is_definite_name(words: Sequence[str]) -> bool:
    """Whether words are "the" and capitals, as a work writes that has one such: "the General", "the Red Miller"."""
    return 2 <= len(words) <= 4 and words[0].lower() == "the" and all(w[:1].isupper() for w in words[1:])


def _is_title(word: str) -> bool:
    return word in _OTHER_TITLES or word in MALE_TITLES or word in FEMALE_TITLES


def parse_name(words: Sequence[str]) -> Name:
    """The parts of a proper name given as words."""
    plain = [w.lower().replace("’", "'").strip("._*") for w in words]
    plain = [w for w in plain if w and (w[0].isalnum() or w.startswith("o'"))]
    if plain and plain[-1] == "s":
        plain = plain[:-1]
    if words and words[0] in ("miss", "mister", "master", "lady", "lord", "sir"):
        plain = plain[1:]  # no title without its capital: "I shall miss Ralph Denham"
    at, gender = 0, ""
    while at < len(plain) and (_is_title(plain[at]) or plain[at] in _LEADING):
        if plain[at] in MALE_TITLES:
            gender = "m"
        elif plain[at] in FEMALE_TITLES:
            gender = "f"
        at += 1
    rest = [w for w in plain[at:] if w not in _SUFFIXES]
    while len(rest) > 1 and rest[0] in _PARTICLES:
        rest = rest[1:]
    return Name(tuple(t for t in plain[:at] if t not in _LEADING), tuple(rest), gender)


@cache
def _given_names() -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    """The gender of each given name or short form ("" where it varies), and the full names each form can stand for."""
    genders: dict[str, set[str]] = {}
    full: dict[str, set[str]] = {}
    for line in files("fabula.language").joinpath("given_names.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        name, gender, *short = line.lower().split()
        for form in (name, *short):
            genders.setdefault(form, set()).add(gender)
            full.setdefault(form, set()).add(name)
    known = {form: next(iter(g)) if len(g) == 1 and "-" not in g else "" for form, g in genders.items()}
    return known, {form: frozenset(names) for form, names in full.items()}


def gender_of(word: str) -> str:
    """The gender as which a given name is usually borne: "f", "m", or "" where unknown or either."""
    return _given_names()[0].get(word, "")


def is_given_name(word: str) -> bool:
    """Whether the word, lower case, is a common given name or a short form of one."""
    return word in _given_names()[0]


def same_given(a: str, b: str) -> bool:
    """Whether two given names can be one: equal, an initial, or two forms of a common name."""
    if a == b or (len(a) == 1 and b.startswith(a)) or (len(b) == 1 and a.startswith(b)):
        return True
    full = _given_names()[1]
    return bool(full.get(a, frozenset((a,))) & full.get(b, frozenset((b,))))


_PET_ENDINGS = ("kins", "kin", "bug", "bear", "boo", "ie", "y", "i", "o", "s", "e")


def pet_form(a: str, b: str) -> bool:
    """Whether one of two names may be a short or pet form of the other: "Jess" of "Jessamy", "Wrenny-bug" of "Wren".

    Two names that are both common ones, and not known forms of one another, are two people's.
    """
    if is_given_name(a) and is_given_name(b):
        return same_given(a, b)
    stems = [_stem(a), _stem(b)]
    shorter, longer = sorted(stems, key=len)
    return len(shorter) >= 3 and longer.startswith(shorter)


def _stem(name: str) -> str:
    name = name.partition("-")[0]
    for ending in _PET_ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 3:
            name = name.removesuffix(ending)
            break
    return name[:-1] if len(name) > 3 and name[-1] == name[-2] else name


@dataclass(slots=True)
class _Person:
    given: Counter[str] = field(default_factory=Counter)
    family: Counter[str] = field(default_factory=Counter)
    genders: Counter[str] = field(default_factory=Counter)
    titles: set[str] = field(default_factory=set)
    count: int = 0

    @property
    def gender(self) -> str:
        return self.genders.most_common(1)[0][0] if self.genders else ""


@dataclass(frozen=True, slots=True)
class NameIndex:
    """For each distinct name: the people it can be, one where that is settled. `genders`, `families` (lower case, ""
    where unknown) and `titles` (ranks of courtesy such as "mrs") are by person."""

    people: dict[tuple[str, ...], tuple[int, ...]]
    genders: tuple[str, ...]
    families: tuple[str, ...]
    titles: tuple[frozenset[str], ...]


def cluster_names(
    names: Sequence[tuple[str, ...]],
    hints: Mapping[str, str] | None = None,
    told: Mapping[tuple[str, ...], int] | None = None,
) -> NameIndex:
    """Clusters the names of a work, one item an occurrence, each the words of a proper name of a person.

    `hints` give the gender, "f" or "m", of words (lower case) that the pronouns near them tell; `told` how often the
    narration itself, outside quotations, uses each name.
    """
    hints = hints or {}
    narrated = Counter(told)

    def borne(word: str) -> str:
        return gender_of(word) or hints.get(word, "")

    counts = Counter(names)
    parsed = {n: parse_name(n) for n in counts}
    people: list[_Person] = []
    out: dict[tuple[str, ...], tuple[int, ...]] = {}
    known_given = Counter[str]()
    for n, c in counts.items():
        words = parsed[n].words
        if len(words) >= 2:
            known_given[words[0]] += c

    def add(name: tuple[str, ...], person: int, given: str = "", family: str = "") -> None:
        p, parts, c = people[person], parsed[name], counts[name]
        p.count += c
        p.titles |= {_rank_of(t) for t in parts.titles} - {""}
        if given:
            p.given[given] += c
        if family:
            p.family[family] += c
        gender = parts.gender or (borne(given) if given else "")
        if gender:
            p.genders[gender] += c * (3 if parts.gender else 1)
        out[name] = (person,)

    def new(name: tuple[str, ...], given: str = "", family: str = "") -> None:
        people.append(_Person())
        add(name, len(people) - 1, given, family)

    def rank(name: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
        return (-counts[name], name)

    alone = Counter[str]()
    for n, c in counts.items():
        if len(parsed[n].words) == 1:
            alone[parsed[n].words[0]] += c
    full: list[tuple[str, ...]] = []
    titled: list[tuple[str, ...]] = []
    single: list[tuple[str, ...]] = []
    for n in sorted(counts, key=rank):
        words = parsed[n].words
        if len(words) == 2 and counts[n] <= 2 and min(alone[w] for w in words) >= 10 * counts[n]:
            continue  # Two people's names side by side, more likely than one name: "Martha, Potapitch".
        (full if len(words) >= 2 else titled if words and parsed[n].titled else single).append(n)

    full.sort(key=lambda n: len(parsed[n].words[0]) == 1)  # an initial can only follow the name it stands for
    for n in full:
        given, family, gender = (
            parsed[n].words[0],
            parsed[n].words[-1],
            parsed[n].gender or borne(parsed[n].words[0]),
        )
        found = [
            k
            for k, p in enumerate(people)
            if _fits(p.family, family) and any(same_given(given, g) for g in p.given) and _agree(p.gender, gender)
        ]
        if len(found) == 1:
            add(n, found[0], given, family)
        else:
            exact = [k for k in found if given in people[k].given]
            if len(exact) == 1:
                add(n, exact[0], given, family)
            else:
                new(n, given, family)

    # Where a family has a Miss and a Mrs., the one known by her given name is more often the Miss.
    titled.sort(key=lambda n: "mrs" in parsed[n].titles)

    # A title with one word: of a family ("Mr. Darcy") or a given name ("Sir Walter", "Miss Elizabeth", "Aunt Polly").
    courtesies: dict[str, set[str]] = {}
    for n in titled:
        courtesies.setdefault(parsed[n].words[0], set()).update(_rank_of(t) for t in parsed[n].titles)
    for n in titled:
        word, gender = parsed[n].words[0], parsed[n].gender
        by_family = [k for k, p in enumerate(people) if word in p.family and _agree(p.gender, gender)]
        by_given = [
            k for k, p in enumerate(people) if any(same_given(word, g) for g in p.given) and _agree(p.gender, gender)
        ]
        exact = [k for k in by_given if word in people[k].given]
        ranks = {_rank_of(t) for t in parsed[n].titles} - {""}
        bearers = len(by_family)
        by_family = [k for k in by_family if not _clash(people[k].titles, ranks, alone=bearers == 1)]
        exact = [k for k in exact if not _clash(people[k].titles, ranks, alone=True)]
        if "mrs" in ranks and "miss" in courtesies[word]:
            by_family = [k for k in by_family if people[k].titles & {"mrs"}]  # their mother, or a brother's wife
        if "mr" in ranks and courtesies[word] & {"miss", "mrs"}:
            # A given name whose gender nothing tells is not taken for the man's: he is seldom called by his.
            by_family = [k for k in by_family if people[k].gender or people[k].titles & {"mr"}]
        if "mr" in ranks and narrated[n] >= 5 and narrated[(word.capitalize(),)] < 10:
            # A narrator who says "George" does not also say "Mr. Emerson" of him, but of his father; one who says
            # "Rodney" besides "William" says all sorts.
            by_family = [k for k in by_family if sum(narrated[(g.capitalize(),)] for g in people[k].given) < 10]
        choices = by_family or exact or by_given
        if len(choices) > 1 and gender:
            choices = [k for k in choices if people[k].gender == gender] or choices
        if len(choices) > 1 and ranks:
            choices = [k for k in choices if people[k].titles & ranks] or choices
        if len(choices) > 1:
            choices = _dominant(choices, people)
        if len(choices) == 1:
            k = choices[0]
            add(n, k, *(("", word) if k in by_family else (word, "")))
        elif choices:
            out[n] = tuple(choices)
        elif known_given[word] or (is_given_name(word) and parsed[n].titles[-1] not in ("mr", "mrs", "miss")):
            new(n, given=word)
        else:
            new(n, family=word)

    for n in single:
        words = parsed[n].words
        if not words:
            # A title alone ("Captain", "Mamma") says nothing by itself; "the General" is the only one, or a name.
            if n[0].lower() == "the" and parsed[n].titles:
                ranked = [k for k, p in enumerate(people) if _rank_of(parsed[n].titles[-1]) in p.titles]
                if len(ranked) == 1:
                    add(n, ranked[0])
                elif not ranked:
                    new(n)
            continue
        word, gender = words[0], borne(words[0])
        by_given = [k for k, p in enumerate(people) if word in p.given]
        by_family = [k for k, p in enumerate(people) if word in p.family]
        if not by_given and not by_family:
            by_given = [
                k
                for k, p in enumerate(people)
                if any(len(g) > 1 and (same_given(word, g) or pet_form(word, g)) for g in p.given)
                and _agree(p.gender, gender)
            ]
        choices = by_given or by_family
        if by_family and not by_given:
            # A bare family name is a man's, or the only bearer's, as novels use it.
            men = [k for k in by_family if people[k].gender != "f"]
            choices = men or by_family
        if len(choices) > 1:
            # Bearers that are hardly ever named in full do not make a name of every page doubtful.
            rare = counts[n] >= 10 * max(people[k].count for k in choices)
            choices = choices[:1] if rare else _dominant(choices, people)
        if len(choices) == 1:
            k = choices[0]
            add(n, k, *((word, "") if k in by_given else ("", word)))
        elif choices:
            out[n] = tuple(choices)
        else:
            new(n, given=word)
    _mend_misspellings(out, people, parsed, counts)
    return NameIndex(
        out,
        tuple(p.gender for p in people),
        tuple(p.family.most_common(1)[0][0] if p.family else "" for p in people),
        tuple(frozenset(p.titles) for p in people),
    )


_WOMEN = frozenset({"mrs", "miss", "lady"})


def _rank_of(title: str) -> str:
    """A title with its other forms taken together, "" for one that tells nobody apart."""
    if title in _EPITHET_TITLES:
        return ""
    return {
        "mister": "mr", "ms": "miss", "mistress": "mrs", "mademoiselle": "miss", "mlle": "miss", "madame": "mrs",
        "mme": "mrs", "doctor": "dr", "professor": "prof", "capt": "captain", "cap": "captain", "col": "colonel",
        "gen": "general", "maj": "major", "lieut": "lieutenant", "lt": "lieutenant", "sgt": "sergeant",
        "rev": "reverend", "monsieur": "mr", "m": "mr",
    }.get(title, title)  # fmt: skip


def _clash(has: set[str], new: set[str], *, alone: bool) -> bool:
    """Whether somebody with some titles can hardly bear others: Mrs. and Miss, a Miss and a Captain, two ranks."""
    if not has or not new or has & new:
        return False
    if has & _WOMEN or new & _WOMEN:
        return not (has | new <= {"mrs", "lady"} or has | new <= {"miss", "lady"})
    return not (alone and ("mr" in has or "mr" in new))


def _fits(counter: Counter[str], word: str) -> bool:
    return not counter or word in counter


def _agree(a: str, b: str) -> bool:
    return not a or not b or a == b


def _dominant(choices: list[int], people: list[_Person]) -> list[int]:
    """The one person far more present than the others, if there is one."""
    ordered = sorted(choices, key=lambda k: -people[k].count)
    return ordered[:1] if people[ordered[0]].count >= 8 * people[ordered[1]].count else choices


def _mend_misspellings(
    out: dict[tuple[str, ...], tuple[int, ...]],
    people: list[_Person],
    parsed: dict[tuple[str, ...], Name],
    counts: Counter[tuple[str, ...]],
) -> None:
    """Gives a rare single name one letter away from a frequent one to the frequent one's bearer."""
    words = {parsed[n].words[0]: n for n in out if len(parsed[n].words) == 1 and not parsed[n].titled}
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


def one_edit(a: str, b: str) -> bool:
    """Whether one letter put in, left out, changed, or two neighbours exchanged make `a` into `b`."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    i = 0
    while i < min(len(a), len(b)) and a[i] == b[i]:
        i += 1
    if len(a) == len(b):
        return a[i + 1 :] == b[i + 1 :] or (
            i + 1 < len(a) and a[i] == b[i + 1] and a[i + 1] == b[i] and a[i + 2 :] == b[i + 2 :]
        )
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return longer[i + 1 :] == shorter[i:]
