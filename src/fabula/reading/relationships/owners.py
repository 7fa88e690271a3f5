"""Whose a noun of relation is where a pronoun says so: "her brother", "Tom and his brother"."""

from __future__ import annotations

from fabula.reading.relationships.ground import Ground
from fabula.reading.speech.subjects import covering

_BOUND = 0.75
"""How surely a possessive pronoun means the name that is the subject of its clause, where the reading says so too."""
_GENDERS = {"his": "m", "her": "f"}


def owners_by_pronoun(ground: Ground, possessive: int, at: int) -> list[tuple[int, float]]:
    """Who may be meant by the possessive pronoun of a noun, each with how sure that is."""
    return (
        _beside(ground, possessive)
        or _of_teller(ground, possessive, at)
        or _of_subject(ground, at, ground.people(possessive))
    )


def _beside(ground: Ground, at: int) -> list[tuple[int, float]]:
    """Whose a noun is by its pronoun where a name is joined with it: Tom's in "Tom and his brother"."""
    mention = ground.ends.get(at - 1) if ground.word(at - 1) == "and" else None
    gender = _GENDERS.get(ground.word(at))
    if mention is None or gender is None or ground.gender(mention) != gender:
        return []
    return [(ground.entity(mention), max(ground.sure(mention), _BOUND))]


def _of_teller(ground: Ground, possessive: int, at: int) -> list[tuple[int, float]]:
    """Whose a noun is by its pronoun where somebody says of another who that is: Tom's in "Tom said that Ann was his
    aunt", unless he says it to another man."""
    tree, gender = ground.tree, _GENDERS.get(ground.word(possessive))
    verb = tree.head(at)
    if gender is None or ground.page.relation(at) != "ccomp" or not tree.related(at, "cop"):
        return []
    subject, teller = next(iter(tree.related(at, "nsubj")), None), tree.subject(verb)
    mention = None if teller is None else ground.ends.get(teller + 1)
    if mention is None or subject is None or tree.upos(subject) != "PROPN":
        return []
    hearers = [covering(ground.page, k) for k in tree.related(verb, "obj", "iobj", "obl")]
    rivals = any(i is not None and ground.gender(i) in ("", gender) for i in hearers)
    if rivals or ground.gender(mention) != gender or tree.entity(subject) == ground.entity(mention):
        return []
    return [(ground.entity(mention), max(ground.sure(mention), _BOUND))]


def _of_subject(ground: Ground, at: int, owners: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Whose a noun is by its pronoun, surer where that is the subject of its verb: "Nell looked at her brother"."""
    head, relation = ground.tree.head(at), ground.page.relation(at)
    subject = ground.tree.subject(head) if relation in ("obj", "iobj", "obl") and head != at else None
    if subject is None or ground.tree.upos(subject) != "PROPN":
        return owners
    who = ground.tree.entity(subject)
    return [(one, max(sure, _BOUND) if one == who else sure) for one, sure in owners]
