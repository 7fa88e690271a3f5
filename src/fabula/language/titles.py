"""Titles of rank, courtesy and kin: which of them one person can bear."""

from __future__ import annotations

from fabula.language.names import EPITHET_TITLES, Name

KIN = frozenset(
    "father mother brother sister uncle aunt aunty auntie grandfather grandmother grandpa grandma granny papa mama "
    "mamma cousin friend comrade".split()
)
ELDERS = frozenset("uncle aunt aunty auntie grandfather grandmother grandpa grandma granny".split())
"""Titles of elder kin who, where a family's name follows, are another than the young of that family."""
CALLED_KIN = KIN | frozenset(
    "gran nan nana nanna gramps grandad granddad grandmamma grandpapa mum mom mummy mommy mam mammy ma dad daddy pa "
    "pop pops sis".split()
)
"""What kin are called as by a name, "Gran", which is no given name."""
NOBODYS = KIN | frozenset(
    "mr mister mrs miss ms sir madam ma'am madame mademoiselle monsieur lady lord master mistress "
    "señor señora senor senora signor signora herr frau fraulein don donna old young".split()
)
"""Titles that name nobody when they stand alone."""
FOREIGN = frozenset(
    "madame mademoiselle monsieur señor señora señorita senor senora senorita signor signora signorina herr frau "
    "fraulein fräulein".split()
)
"""Titles that English narration uses alone, as a name."""
SEVERAL = frozenset({"misses", "messrs"})
"""Titles of more than one person."""
_LADIES = frozenset({"mrs", "lady", "countess", "duchess", "marchioness", "baroness", "viscountess", "princess"})
WOMEN = _LADIES | {"miss"}
PEERS = frozenset({"lord", "duke", "earl", "marquis", "marquess", "viscount", "baron", "count", "prince"})
_KNIGHTED = PEERS | {"sir"}
NOBLE = _KNIGHTED | {"lady"}
WITH_GIVEN = KIN | NOBLE | {"miss", "master", "saint", "st", "king", "queen", "princess", "young"}
"""Titles that go with a given name."""
_LEARNED = frozenset({"dr", "prof"})
"""Titles that one scholar bears, now the one and now the other."""
OFFICERS = frozenset(
    "captain commander lieutenant admiral commodore ensign major colonel general marshal sergeant corporal sheriff "
    "inspector detective constable officer commissioner warden chief agent".split()
)
"""Ranks whose holders are called "sir", and some of whom are women."""
_FORMS = {
    "mister": "mr", "ms": "miss", "mistress": "mrs", "mademoiselle": "miss", "mlle": "miss", "madame": "mrs",
    "mme": "mrs", "madam": "mrs", "doctor": "dr", "doc": "dr", "professor": "prof", "capt": "captain", "cap": "captain",
    "col": "colonel", "gen": "general", "maj": "major", "lieut": "lieutenant", "lt": "lieutenant", "sgt": "sergeant",
    "sarge": "sergeant", "rev": "reverend", "monsieur": "mr", "m": "mr",
}  # fmt: skip


def rank_of(title: str) -> str:
    """A title with its other forms taken together, "" for one that tells nobody apart."""
    return "" if title in EPITHET_TITLES else _FORMS.get(title, title)


def ranks(name: Name) -> set[str]:
    """The titles of a name that tell people apart."""
    return {rank_of(t) for t in name.titles} - {""}


def clash(has: set[str], new: set[str], *, alone: bool) -> bool:
    """Whether somebody with some titles can hardly bear others: Mrs. and Miss, a Miss and a Captain, two ranks.

    `alone` says that nobody else bears the name, so that a Mr. may have risen.
    """
    has, new = has - KIN, new - KIN
    if not has or not new or has & new:
        return False
    if has & WOMEN or new & WOMEN:
        return not (has | new <= _LADIES or has | new <= {"miss", "lady", "princess"})
    if has & _KNIGHTED and "mr" in new:
        return True
    if has | new <= _LEARNED:
        return False
    return not (alone and ("mr" in has or "mr" in new))


def can_be_one_by_title(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether one person may bear both sets of titles."""
    return not clash(set(a), set(b), alone=True)
