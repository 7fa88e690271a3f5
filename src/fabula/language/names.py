"""A person's name and its parts: titles, given names and a family name, their genders, short and pet forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from fabula.language.labels import FEMALE_TITLES, MALE_TITLES

_OTHER_TITLES = frozenset(
    "dr doctor doc prof professor captain capt cap colonel col general gen major maj lieutenant lieut lt sergeant sgt "
    "sarge corporal cpl private ensign commander commodore midshipman mate boatswain bosun admiral marshal judge "
    "justice sheriff inspector detective constable officer chief agent coach deputy warden headmaster headmistress "
    "nurse reverend rev parson vicar deacon bishop archbishop cardinal pope rabbi imam saint st president senator "
    "governor chancellor minister secretary ambassador mayor councillor alderman marquis marquess viscount earl "
    "chevalier emperor empress tsar sultan honourable hon comrade citizen goodman goody farmer widow cousin friend "
    "misses messrs marchioness viscountess "
    "old young little poor dear dearest sweet good great big lil the".split()
)
_FEMALE = FEMALE_TITLES | {"marchioness", "viscountess"}
EPITHET_TITLES = frozenset("old young little poor dear dearest sweet good great big the lil".split())
_SPELLINGS = {
    "mistah": "mister", "mistuh": "mister", "mester": "mister", "mis": "mrs", "mis'": "mrs", "miz": "mrs",
    "mizz": "mrs", "missus": "mrs", "missis": "mrs", "marse": "master", "mas'r": "master", "massa": "master",
    "cap'n": "captain", "cap'en": "captain",
    "mam'selle": "mademoiselle", "ma'mselle": "mademoiselle", "mam'zelle": "mademoiselle", "serjeant": "sergeant",
}  # fmt: skip
"""Titles as dialect has them."""
_COURTESIES = frozenset(
    "mr mister mrs miss ms lady sir madame mme mademoiselle mlle monsieur dr doctor captain colonel professor "
    "inspector aunt uncle".split()
)
"""Titles that are never a name's first or middle word: with "Modest Sir Giles" a sentence begins."""
_SUFFIXES = frozenset("jr sr esq esquire junior senior ii iii iv md phd".split())
_LEADING = frozenset("the my our your his her their that this these those a an o oh ah".split())
_MARKS = frozenset(". ' ’ - _ * 's ’s".split())
_CRIES = frozenset("ay aye oh o ah ha aha alas bah pooh pshaw tut hush hullo hallo hello hey nay yes no amen".split())
"""Words that begin speech with a capital, and are nobody's name."""
_PEOPLES = frozenset(
    "american russian german italian spaniard pole swede dane norwegian finn greek turk austrian hungarian prussian "
    "belgian swiss portuguese mexican canadian australian african indian chinese japanese egyptian arab moor persian "
    "scot briton breton norman gypsy".split()
)
"""With "-man" and "-woman", whom "the" makes a description: "the Pole" is a Pole who is by."""
_PEOPLES_MEN = frozenset("english french irish scots scotch welsh dutch cornish norse manx china".split())
_PARTICLES = frozenset("de du des la le von van der den di da del della ter ten o' st of".split())

KEPT = 10_000
"""How many names are kept with their parts: a work has each again and again."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name's parts, lower case: titles without full stops, the other words, and the gender that a title gives."""

    titles: tuple[str, ...]
    words: tuple[str, ...]
    gender: str

    @property
    def titled(self) -> bool:
        """Whether a title of rank or courtesy, not an epithet such as "old", leads it."""
        return any(t not in EPITHET_TITLES for t in self.titles)


def is_name(words: Sequence[str]) -> bool:
    """Whether words look like one name: capitals, with no more than titles and particles in lower case among them, and
    no possessive inside: "Nell's brother Tom" is Tom."""
    if any(w in ("'s", "’s") for w in words[:-1]) or is_cry(words) or _is_of_a_people(words):
        return False
    return any(w[:1].isupper() for w in words) and all(
        w[:1].isupper() or w in _MARKS or lower in _PARTICLES or _is_title(lower) or (k == 0 and lower in _LEADING)
        for k, w in enumerate(words)
        for lower in [w.lower().rstrip(".")]
    )


_SEVERAL = frozenset("two three four five both all other others elder eldest younger youngest and or".split())


def titled_name(words: Sequence[str]) -> Sequence[str]:
    """The name of a phrase that a courtesy or rank leads: "the celebrated Mr. Orr" and "Mr. Orr here" are he, as is
    "Mr. Orr s", whose mark is lost. No words where there is none, or where it is several people's."""
    small = [not w[:1].isupper() for w in words]
    first = next((k for k, w in enumerate(words) if not small[k] and w.lower().rstrip(".") in _COURTESIES), -1)
    last = max((k for k, w in enumerate(small) if not w), default=-1)
    aside = [w.lower() for w in (*words[: max(first, 0)], *words[last + 1 :])]
    plain = all(small[1:first]) and not _SEVERAL.intersection(aside) and "'s" not in aside and "’s" not in aside
    name = words[first : last + 1]
    return name if 0 <= first < last and plain and is_name(name) else ()


def is_cry(words: Sequence[str]) -> bool:
    """Whether words are no more than "Ay" or "Hullo"."""
    return len(words) == 1 and words[0].lower() in _CRIES


def is_definite_name(words: Sequence[str]) -> bool:
    """Whether words are "the" and capitals, as a work writes that has one such: "the General", "the Red Miller"."""
    capitals = 2 <= len(words) <= 4 and words[0].lower() == "the" and all(w[:1].isupper() for w in words[1:])
    return capitals and not _is_of_a_people(words)


def landed_name(words: Sequence[str]) -> Sequence[str]:
    """The name in a description of one who has a rank and a place: "the Duchess of Orr" in "the pretty Duchess of Orr".
    No words where there is none."""
    k = next((k for k, w in enumerate(words) if w[:1].isupper() and k), 0)
    ranked = k > 0 and "of" not in words[:k] and _is_title(words[k].lower()) and [*words[k + 1 : k + 2]] == ["of"]
    return ["the", *words[k:]] if ranked and all(w[:1].isupper() for w in words[k + 2 :]) else ()


def _is_of_a_people(words: Sequence[str]) -> bool:
    """Whether a phrase says no more of somebody than where he is from: "the Pole", "that Welshwoman"."""
    last = words[-1].lower()
    man = last.removesuffix("woman").removesuffix("man")
    return (
        len(words) == 2 and words[0].lower() in _LEADING and (last in _PEOPLES or (man != last and man in _PEOPLES_MEN))
    )


def _is_title(word: str) -> bool:
    return word in _OTHER_TITLES or word in MALE_TITLES or word in FEMALE_TITLES


def parse_name(words: Sequence[str]) -> Name:
    """The parts of a proper name given as words."""
    return _parsed(tuple(words))


@lru_cache(KEPT)
def _parsed(words: tuple[str, ...]) -> Name:
    called = list(words)
    while len(called) > 1 and called[-1] in EPITHET_TITLES:
        called.pop()  # "Edda dear"
    plain = [w.lower().replace("’", "'").strip("._*") for w in called]
    plain = [_SPELLINGS.get(w, w) for w in map(unstammered, plain) if w and (w[0].isalnum() or w.startswith("o'"))]
    if plain and plain[-1] == "s":
        plain = plain[:-1]
    if words and words[0] in ("miss", "master"):
        plain = plain[1:]  # no title without its capital: "I shall miss Piers Holt"
    at = _titles_end(plain)
    inner = [k for k in range(at + 1, len(plain) - 1) if plain[k] in _COURTESIES]
    if inner:
        plain = plain[inner[-1] :]
        at = _titles_end(plain)
    genders = ["m" if t in MALE_TITLES else "f" for t in plain[:at] if t in MALE_TITLES or t in _FEMALE]
    rest = [w for w in plain[at:] if w not in _SUFFIXES]
    while len(rest) > 1 and rest[0] in _PARTICLES:
        rest = rest[1:]
    return Name(tuple(t for t in plain[:at] if t not in _LEADING), tuple(rest), genders[-1] if genders else "")


def unstammered(word: str) -> str:
    """A word without the sounds that its bearer's friend stumbles on: "Tam" of "T-t-Tam"."""
    *stumbled, said = word.split("-")
    return said if stumbled and all(w and said.lower().startswith(w.lower()) for w in stumbled) else word


def _titles_end(plain: Sequence[str]) -> int:
    return next((k for k, w in enumerate(plain) if not (_is_title(w) or w in _LEADING)), len(plain))


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
    sexes = {form: g - {"-"} for form, g in genders.items()}
    known = {form: next(iter(g)) if len(g) == 1 else "" for form, g in sexes.items()}
    return known, {form: frozenset(names) for form, names in full.items()}


@cache
def _name_genders() -> dict[str, str]:
    """The genders of given names that hardly anybody of the other gender bears, besides those of `_given_names`."""
    lines = files("fabula.language").joinpath("name_genders.txt").read_text(encoding="utf-8").splitlines()
    return {name: line[0] for line in lines if not line.startswith("#") for name in line[2:].split()}


def gender_of(word: str) -> str:
    """The gender as which a given name, lower case, is usually borne: "f", "m", or "" where unknown or either."""
    return _given_names()[0][word] if is_given_name(word) else _name_genders().get(word, "")


def given_names() -> frozenset[str]:
    """The common given names and their short forms, lower case."""
    return frozenset(_given_names()[0])


def is_given_name(word: str) -> bool:
    """Whether the word, lower case, is a common given name or a short form of one."""
    return word in _given_names()[0]


def same_given(a: str, b: str) -> bool:
    """Whether two given names can be one: equal, an initial, or two forms of a common name."""
    if a == b or (len(a) == 1 and b.startswith(a)) or (len(b) == 1 and a.startswith(b)):
        return True
    full = _given_names()[1]
    return bool(full.get(a, frozenset((a,))) & full.get(b, frozenset((b,))))


def is_short_for(a: str, b: str) -> bool:
    """Whether one of two given names is a short form of the other, not both of a third as Ted and Ned are."""
    full = _given_names()[1]
    return a == b or a in full.get(b, ()) or b in full.get(a, ())


_PET_ENDINGS = ("kins", "kin", "bug", "bear", "boo", "ie", "y", "i", "o", "s", "e")


def pet_form(a: str, b: str) -> bool:
    """Whether one of two names may be a short or pet form of the other: "Jess" of "Jessamy", "Wrenny-bug" of "Wren".

    Two names that are both common ones, and not known forms of one another, are two people's.
    """
    if is_given_name(a) and is_given_name(b):
        return same_given(a, b)
    short, full = sorted((a, b), key=len)
    if short == "god":
        return False
    if len(short) == 2:  # "Ag" of Agnes, but nothing of what is no common name
        return full.startswith(short) and is_given_name(full) and short not in ("ma", "pa")
    if len(short) < len(full) and short in _given_names()[1].get(short, ()):
        # Mary is short for nothing: she is not Marmot, but may be Marykins, and Maria abroad.
        abroad = full.startswith(short[:-1]) and full[len(short) - 1 :] in ("a", "ia")
        return full.startswith(short) or _stem(full) == short or abroad
    shorter, longer = sorted((_stem(a), _stem(b)), key=len)
    return len(shorter) >= 3 and longer.startswith(shorter)


def _stem(name: str) -> str:
    name = name.partition("-")[0]
    for ending in _PET_ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 3:
            name = name.removesuffix(ending)
            break
    return name[:-1] if len(name) > 3 and name[-1] == name[-2] else name


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
