"""Nouns that name what one person is to another, and the tie that each of them states."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.story import TieKind


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun of relation: the tie it states, the gender of the one it names ("" for either), whether one has but one
    such person, and whether it is plural."""

    kind: TieKind
    gender: str = ""
    only: bool = False
    plural: bool = False


_SINGULAR: dict[tuple[TieKind, str], str] = {
    ("parent", "f"): "mother mamma mama mum mom mummy mommy mam stepmother step-mother foster-mother stepmum stepmom",
    ("parent", "m"): "father papa dad daddy stepfather step-father foster-father stepdad",
    ("parent", ""): "parent",
    ("child", "m"): "son stepson step-son foster-son",
    ("child", "f"): "daughter stepdaughter step-daughter foster-daughter",
    ("child", ""): "child stepchild step-child",
    ("sibling", "m"): "brother half-brother stepbrother step-brother twin-brother foster-brother",
    ("sibling", "f"): "sister half-sister stepsister step-sister twin-sister foster-sister",
    ("sibling", ""): "twin sibling",
    ("spouse", "f"): "wife widow bride ex-wife",
    ("spouse", "m"): "husband bridegroom hubby ex-husband",
    ("spouse", ""): "spouse",
    ("betrothed", "f"): "fiancée fiancee wife-to-be bride-to-be",
    ("betrothed", "m"): "fiancé fiance husband-to-be",
    ("betrothed", ""): "betrothed intended affianced",
    ("lover", "m"): "boyfriend ex-boyfriend",
    ("lover", "f"): "girlfriend ex-girlfriend",
    ("lover", ""): "lover sweetheart paramour",
    ("kin", "m"): (
        "uncle great-uncle nephew grandfather grandpa granddad grandad great-grandfather grandson grand-nephew kinsman "
        "father-in-law son-in-law brother-in-law"
    ),
    ("kin", "f"): (
        "aunt auntie great-aunt niece grandmother grandma granny grandmamma great-grandmother granddaughter "
        "grand-daughter grand-niece kinswoman mother-in-law daughter-in-law sister-in-law"
    ),
    ("kin", ""): "cousin grandchild",
    ("guardian", ""): "guardian",
    ("ward", ""): "ward",
    ("friend", ""): "friend chum comrade confidante confidant",
    ("rival", ""): "rival",
    ("enemy", ""): "enemy foe nemesis arch-enemy",
    ("master", "m"): "master",
    ("master", ""): "employer",
    ("servant", "m"): "valet butler footman manservant man-servant coachman groom gardener chauffeur",
    ("servant", "f"): "maid housemaid lady's-maid maidservant housekeeper handmaid governess nursemaid",
    ("servant", ""): "servant cook",
    ("colleague", ""): "colleague coworker co-worker workmate shipmate crewmate teammate bandmate",
}
_ONLY = frozenset(
    "mother mamma mama mum mom mummy mommy mam stepmother step-mother father papa dad daddy stepfather step-father "
    "wife widow bride husband bridegroom hubby spouse fiancée fiancee fiancé fiance betrothed intended affianced "
    "wife-to-be bride-to-be husband-to-be twin".split()
)
_ODD = {"wife": "wives", "ex-wife": "ex-wives", "child": "children", "stepchild": "stepchildren", "enemy": "enemies"}


def _plural(noun: str) -> str:
    stem, law, _ = noun.partition("-in-law")
    if noun in _ODD:
        return _ODD[noun]
    return stem.removesuffix("man") + "men" if stem.endswith(("kinsman", "kinswoman")) else f"{stem}s{law}"


def _table() -> dict[str, Noun]:
    table: dict[str, Noun] = {}
    for (kind, gender), nouns in _SINGULAR.items():
        for noun in nouns.split():
            table[noun] = Noun(kind, gender, noun in _ONLY)
            table[_plural(noun)] = Noun(kind, gender, plural=True)
    return table


NOUNS = _table()
"""Every such noun, lower case. A step-parent is a parent and a half-brother a sibling, who were married once still are
spouses, and grandparents and relations by marriage are kin."""

SYMMETRIC: frozenset[TieKind] = frozenset(
    {"sibling", "spouse", "betrothed", "lover", "kin", "friend", "rival", "enemy", "colleague"}
)
CONVERSE: dict[TieKind, TieKind] = {
    "parent": "child", "child": "parent", "guardian": "ward", "ward": "guardian", "master": "servant",
    "servant": "master",
}  # fmt: skip
FAMILY: frozenset[TieKind] = frozenset({"parent", "child", "sibling", "kin"})
ROMANCE: frozenset[TieKind] = frozenset({"spouse", "betrothed", "lover"})


def converse(kind: TieKind) -> TieKind:
    """What B is to A, where A is this to B."""
    return CONVERSE.get(kind, kind)
