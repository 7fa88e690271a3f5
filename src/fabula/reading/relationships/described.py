"""Ties that a noun of relation states: "Nell's brother Tom", "her mother, Mrs. Vane", "Tom was the son of Giles"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from fabula.reading.page import NOM
from fabula.reading.relationships.asserted import is_asserted
from fabula.reading.relationships.ground import Claim, Ground
from fabula.reading.relationships.nouns import NOUNS, SYMMETRIC, Noun
from fabula.reading.relationships.owners import owners_by_pronoun
from fabula.reading.speech.subjects import covering

_POSSESSIVES = frozenset("my your his her their our thy mine".split())
_CLOSES = frozenset(", . ; : ) ! ? — – -- - ” \" ’ ' ]".split())
_SEEMING = frozenset("like as for than".split())
_NAMED = frozenset("named called christened".split())
_BECOMING = frozenset("become became becomes becoming remain remained remains".split())
_NO_TIE = frozenset("future would-be prospective imaginary supposed alleged pretended learned humble obedient".split())
_OVER = frozenset("former ex one-time erstwhile".split())
_LASTING = frozenset({"parent", "child", "sibling", "kin", "spouse", "betrothed", "lover"})
_BARE = frozenset({"parent", "child", "sibling", "spouse", "betrothed", "kin"})
"""Ties believed on who a description was taken to mean; "her friend" means too many people for that."""

_PROMISED = frozenset("promise agree consent".split())
_TOLD, _JOINED, _TAKEN = 0.95, 0.9, 0.35
_LOOSE = 0.8
"""What "your friend Tom" keeps of its weight: it is as often said of somebody that one is sick of hearing of."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A noun of relation with whose it is: the word of the noun, the words [first, last) of the phrase, the owners with
    how sure they are, and the possessive pronoun if it is one."""

    at: int
    noun: Noun
    first: int
    last: int
    owners: tuple[tuple[int, float], ...]
    possessive: str = ""


def described(ground: Ground) -> Iterator[Claim]:
    """What nouns of relation state, in the order of the text."""
    for at, word in enumerate(ground.page.words.plain):
        noun = NOUNS.get(word)
        if noun is None and word != "mistress":
            continue
        if ground.tree.upos(at) == "VERB" or _is_compound(ground, at):
            continue
        if noun is None:
            noun = Noun("lover" if ground.word(at - 1) == "his" else "master", "f")
        phrase = _owned(ground, at, noun) or _of(ground, at, noun)
        if phrase is not None:
            yield from _stated(ground, phrase)
        else:
            yield from _had(ground, at, noun)
            yield from _mutual(ground, at, noun)


def _is_compound(ground: Ground, at: int) -> bool:
    """Whether the noun only describes another ("brother officers"), or is a title or an oath."""
    after, tree = ground.word(at + 1), ground.tree
    if after in ("officer", "officers", "superior", "figure", "in-law") or after[:1] == "-":
        return True
    if after == "of" and (ground.word(at + 3) in ("gun", "bitch") or ground.word(at + 2) in ("all", "lies")):
        return True
    if ground.page.relation(at) == "compound" and tree.head(at) == at + 1 and at + 1 not in ground.starts:
        return True
    return after == "in" and ground.word(at + 2) in ("law", "arms", "christ", "spirit", "crime")


def _owned(ground: Ground, at: int, noun: Noun) -> _Phrase | None:
    """A noun with a possessive before it: "Nell's eldest brother", "her poor, dear mother"."""
    tree, sentence = ground.tree, ground.page.words.sentence
    k = at - 1
    while k > 0 and at - k < 6 and sentence[k] == sentence[at] and _between(ground, k, at):
        k -= 1
    word = ground.word(k)
    if k < 0 or sentence[k] != sentence[at] or _shunned(ground, k + 1, at, noun):
        return None
    if word in _POSSESSIVES:
        owners = owners_by_pronoun(ground, k, at)
        return _Phrase(at, noun, k, at + 1, tuple(owners), word) if owners else None
    if word in ("'s", "'") and k and tree.page.relation(k) != "cop":
        owner = covering(ground.page, k - 1)
        if owner is None or ground.bounds(owner)[1] not in (k, k + 1) or ground.bounds(owner)[0] > k - 1:
            return None
        members = ground.group(owner) or (ground.entity(owner),)
        return _Phrase(at, noun, ground.bounds(owner)[0], at + 1, tuple((o, ground.sure(owner)) for o in members))
    return None


def _between(ground: Ground, k: int, at: int) -> bool:
    """Whether a word may stand between a possessive and the noun."""
    if ground.word(k) in _POSSESSIVES or ground.word(k) in ("'s", "'"):
        return False
    upos = ground.tree.upos(k)
    return (
        upos in ("ADJ", "ADV", "NUM")
        or (ground.tree.head(k) == at and upos in ("NOUN", "VERB", "PROPN"))
        or (
            ground.word(k) in (",", "-", "and")
            and ground.tree.upos(k - 1) == "ADJ"
            and ground.tree.upos(k + 1) == "ADJ"
        )
    )


def _shunned(ground: Ground, first: int, at: int, noun: Noun) -> bool:
    """Whether what stands before the noun says that the tie is none, or no more."""
    before = {ground.word(k) for k in range(first, at)}
    return bool(before & _NO_TIE) or bool(before & _OVER and noun.kind not in _LASTING)


def _of(ground: Ground, at: int, noun: Noun) -> _Phrase | None:
    """A noun with whose it is after it: "the eldest son of Sir Giles", "sister to Tom"."""
    tree = ground.tree
    joined = ground.word(at + 1)
    if joined not in ("of", "to"):
        return None
    first = at
    while first > 0 and tree.upos(first - 1) in ("ADJ", "NUM") and tree.head(first - 1) == at:
        first -= 1
    article = ground.word(first - 1)
    if _shunned(ground, first, at, noun) or (joined == "to" and article in ("a", "an", "the", "no")):
        return None
    if article in ("the", "a", "an", "no", "another"):
        first -= 1
    for k in tree.related(at, "nmod", "obl"):
        owner = covering(ground.page, k)
        if k <= at or owner is None or ground.bounds(owner)[0] <= at:
            continue
        if joined in (tree.case(k), ground.word(ground.bounds(owner)[0] - 1)):
            last = ground.bounds(owner)[1] + (ground.word(ground.bounds(owner)[1]) in ("'s", "'"))
            return _Phrase(at, noun, first, last, tuple(ground.people(k)))
    return None


def _stated(ground: Ground, phrase: _Phrase) -> Iterator[Claim]:
    """Who a phrase with an owner says is what to the owner."""
    found = _named_after(ground, phrase) or _named_before(ground, phrase)
    if found:
        if len(found) == 1:
            phrase = _not_own(ground, phrase, found[0][0])
        for mention, weight in found:
            loose = _LOOSE if phrase.possessive == "your" and phrase.noun.kind == "friend" else 1.0
            people = [(ground.entity(mention), ground.sure(mention))]
            yield from _claims(ground, phrase, people, weight * loose, mention)
    elif (subject := _predicate(ground, phrase.at)) is None:
        if not ground.tree.related(phrase.at, "cop"):  # not "be my wife"
            yield from _taken(ground, phrase)
    elif is_asserted(ground.tree, phrase.at):
        people = ground.people(subject)
        if phrase.noun.kind == "spouse" and _is_to_come(ground, phrase.at):
            phrase = replace(phrase, noun=replace(phrase.noun, kind="betrothed"))
        if len(people) > 1 or not phrase.noun.plural:
            name = covering(ground.page, subject) if ground.tree.upos(subject) == "PROPN" else None
            yield from _claims(ground, phrase, people, _TOLD, name)


def _not_own(ground: Ground, phrase: _Phrase, name: int) -> _Phrase:
    """A phrase without an owner whom it stands beside as another name: "Mrs. Dell, her aunt Celia," is not her own."""
    beside, last = ground.ends.get(phrase.first - 1), max(phrase.last, ground.bounds(name)[1])
    listed = ground.word(last) == "," and ground.word(last + 1) == "and"
    if beside is None or ground.word(phrase.first - 1) != "," or ground.word(last) not in _CLOSES or listed:
        return phrase
    return replace(phrase, owners=tuple(owner for owner in phrase.owners if owner[0] != ground.entity(beside)))


def _is_to_come(ground: Ground, at: int) -> bool:
    """Whether being so is settled and has not come yet: "she is to be his wife"."""
    to = next((k for k in ground.tree.related(at, "mark") if ground.word(k) == "to"), None)
    if to is None:
        return False
    going = ground.word(to - 1) in ("is", "are", "was", "were", "am", "'re", "'m", "'s", "going")
    return going or ground.page.lemma(ground.tree.head(at)) in _PROMISED


def _taken(ground: Ground, phrase: _Phrase) -> Iterator[Claim]:
    """The person whom the description itself was taken to mean."""
    mention = covering(ground.page, phrase.at)
    if phrase.noun.plural or phrase.noun.kind not in _BARE or mention is None:
        return
    first, last = ground.bounds(mention)
    kind = ground.page.mentions.kind[mention]
    if kind != NOM or last not in (phrase.at + 1, phrase.last) or first > phrase.at or first < phrase.first - 1:
        return
    if ground.tree.case(phrase.at) in _SEEMING or ground.page.relation(phrase.at) == "vocative":
        return
    reported = ground.reports.get(mention)
    if reported is not None and reported.speaker is not None:
        # “...,” said her brother, to her: the talk tells who he is, and not the description alone.
        to = tuple(owner for owner in phrase.owners if owner[0] in reported.addressees)
        if to:
            spoken = [(reported.speaker, reported.confidence)]
            yield from _claims(ground, replace(phrase, owners=to), spoken, _JOINED, None)
            return
    weight = _TAKEN * (0.5 if ground.piece[phrase.at] >= 0 else 1.0)
    yield from _claims(ground, phrase, [(ground.entity(mention), ground.sure(mention))], weight, None, named=False)


def _claims(
    ground: Ground,
    phrase: _Phrase,
    people: list[tuple[int, float]],
    weight: float,
    name: int | None,
    *,
    named: bool = True,
) -> Iterator[Claim]:
    """A claim for each of the people and each owner."""
    first, last = phrase.first, phrase.last
    if name is not None:
        first, last = min(first, ground.bounds(name)[0]), max(last, ground.bounds(name)[1])
    start, end = ground.characters(first, last)
    for one, sure in people:
        for other, owned in phrase.owners:
            if one != other:
                trust = weight * (max(sure, 0.9) if name is not None else sure) * owned
                noun = phrase.noun
                yield Claim(one, other, noun.kind, start, end, trust, named, noun.only, noun.gender)


def _named_after(ground: Ground, phrase: _Phrase) -> list[tuple[int, float]]:
    """The names after a phrase that say who it is: "brother Tom", "brother, Tom,", "sons, Amos and Silas"."""
    at, tree = phrase.last - 1, ground.tree
    own = ground.starts.get(phrase.at)
    if own is not None and ground.bounds(own)[1] > phrase.at + 1:
        return [(own, _TOLD)]  # "her aunt Matilda" as one name
    mention = ground.starts.get(at + 1)
    if mention is not None and ground.page.words.sentence[at + 1] == ground.page.words.sentence[at]:
        return [] if _begins_clause(ground, phrase.at, mention) else _with_more(ground, phrase, mention, _TOLD)
    if ground.word(at + 1) in _NAMED and (mention := ground.starts.get(at + 2)) is not None:
        return _with_more(ground, phrase, mention, _TOLD)
    if ground.word(at + 1) not in (",", "—", "–", "(") or (mention := ground.starts.get(at + 2)) is None:
        return []
    last = ground.bounds(mention)[1]
    if ground.calls(mention) or (phrase.possessive == "your" and ground.piece[at] >= 0):
        return []
    if phrase.noun.plural:
        return _with_more(ground, phrase, mention, _JOINED)
    if ground.word(last) not in _CLOSES or _in_list(ground, phrase, last):
        return []
    apposed = any(ground.page.relation(k) == "appos" for k in range(at + 2, last))
    weight = _JOINED if apposed else _JOINED - 0.05
    listed = any(ground.page.relation(k) == "conj" and tree.head(k) == phrase.at for k in range(at + 2, last))
    return [] if listed and ground.word(last) != "," else [(mention, weight)]


def _with_more(ground: Ground, phrase: _Phrase, mention: int, weight: float) -> list[tuple[int, float]]:
    """A name, and after a plural noun those that are listed with it."""
    found = [(mention, weight)]
    at = ground.bounds(mention)[1]
    while phrase.noun.plural and ground.word(at) in (",", "and") and len(found) < 8:
        at += 1 + (ground.word(at + 1) == "and")
        following = ground.starts.get(at)
        if following is None:
            break
        found.append((following, weight))
        at = ground.bounds(following)[1]
    return found if len(found) > 1 or not phrase.noun.plural else []


def _begins_clause(ground: Ground, at: int, mention: int) -> bool:
    """Whether a name after the noun begins a clause: "she told her mother Tom had come", "gave his wife Tom's hat"."""
    first, last = ground.bounds(mention)
    if ground.word(last) in ("'s", "'"):
        return True
    if ground.page.relation(at) not in ("obj", "iobj", "obl"):
        return False
    return any(
        ground.page.relation(k) in ("nsubj", "nsubj:pass") and ground.tree.head(k) != ground.tree.head(at)
        for k in range(first, last)
    )


def _in_list(ground: Ground, phrase: _Phrase, last: int) -> bool:
    """Whether more people follow a name: "with her mother, Tom, and Ann"."""
    k = last + (ground.word(last) == ",")
    if ground.word(k) in ("and", "or", "nor") and ground.tree.upos(k + 1) in ("PROPN", "NOUN", "PRON", "DET"):
        verb = next((j for j in range(k + 1, min(k + 5, len(ground.piece))) if ground.tree.upos(j) == "VERB"), None)
        return verb is None or not ground.tree.related(verb, "nsubj")
    before = ground.word(phrase.first - 1)
    return before == "," and phrase.first - 1 in ground.ends and ground.word(last) == "and"


def _named_before(ground: Ground, phrase: _Phrase) -> list[tuple[int, float]]:
    """The name before a phrase that stands beside it: "Tom, Nell's brother,"."""
    first, last = phrase.first, phrase.last
    mention = ground.ends.get(first - 1)
    if ground.word(first - 1) not in (",", "—", "–", "(") or mention is None or ground.calls(mention):
        return []
    if ground.word(last) not in _CLOSES or _in_list(ground, phrase, last) or phrase.noun.plural:
        return []
    relation = ground.page.relation(phrase.at)
    if relation == "appos":
        return [(mention, _JOINED)]
    return [(mention, _JOINED - 0.2)] if relation not in ("conj", "vocative", "nsubj") else []


def _predicate(ground: Ground, at: int) -> int | None:
    """The word for whom the noun is said of: "Tom was her brother", "Ann became his wife", "her brother was Tom"."""
    tree, page = ground.tree, ground.page
    relation, head = page.relation(at), tree.head(at)
    subject = None
    if tree.related(at, "cop"):
        subject = next(iter(tree.related(at, "nsubj")), None)
        if subject is None and relation in ("xcomp", "conj"):
            subject = tree.subject(at)
    elif relation in ("xcomp", "obj", "obl", "appos") and ground.word(head) in _BECOMING:
        subject = tree.subject(head)
    elif relation == "nsubj" and tree.related(head, "cop"):
        subject = head if tree.upos(head) == "PROPN" else None
    elif relation == "conj" and tree.related(head, "cop") and ground.word(head) in NOUNS:
        subject = next(iter(tree.related(head, "nsubj")), None)
    if subject is not None and ground.word(subject) in ("who", "that", "which") and head != at:
        return head
    return subject


def _had(ground: Ground, at: int, noun: Noun) -> Iterator[Claim]:
    """What one is said to have: "Wren had a brother called Cal", "two sons, Amos and Silas"."""
    tree = ground.tree
    verb = tree.head(at)
    if ground.page.relation(at) == "conj":
        verb = tree.head(verb)
    if ground.page.lemma(verb) != "have" or ground.page.relation(at) not in ("obj", "conj"):
        return
    subject = tree.subject(verb)
    if subject is None or not is_asserted(ground.tree, verb):
        return
    phrase = _Phrase(at, noun, at, at + 1, tuple(ground.people(subject)))
    for mention, weight in _named_after(ground, phrase):
        yield from _claims(ground, phrase, [(ground.entity(mention), ground.sure(mention))], weight, mention)


def _mutual(ground: Ground, at: int, noun: Noun) -> Iterator[Claim]:
    """What people are said to be to one another: "Karl and Otto were brothers", "the two sisters, Agnes and Maud"."""
    if not noun.plural or noun.kind not in SYMMETRIC:
        return
    people: list[tuple[int, float]] = []
    first, last = at, at + 1
    subject = _predicate(ground, at)
    if subject is not None:
        people = ground.people(subject) if is_asserted(ground.tree, at) else []
        first = min(first, subject)
    elif noun.kind in _LASTING or ground.word(at - 1) == "two":
        phrase = _Phrase(at, noun, at, at + 1, ())
        for mention, sure in _named_after(ground, phrase):
            people.append((ground.entity(mention), max(ground.sure(mention), 0.9) * sure))
            last = max(last, ground.bounds(mention)[1])
    if not 2 <= len(people) <= 6 or _shunned(ground, max(0, at - 2), at, noun):
        return
    start, end = ground.characters(first, last)
    for (one, sure), (other, surer) in combinations(people, 2):
        if one != other:
            yield Claim(one, other, noun.kind, start, end, _JOINED * min(sure, surer), True, False, noun.gender)
