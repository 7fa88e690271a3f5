"""Marriages and engagements that a verb, an abstract noun or a couple's titles state."""

from __future__ import annotations

from collections.abc import Iterator

from fabula.language.labels import MALE_TITLES
from fabula.reading.relationships.asserted import is_asserted
from fabula.reading.relationships.ground import Claim, Ground
from fabula.reading.speech.subjects import covering
from fabula.story import TieKind

People = list[tuple[int, float]]
"""Entities, each with how sure it is that they are meant."""

_MARRYING = frozenset({"marry", "wed"})
_PROMISING = frozenset({"engage", "betroth", "affiance"})
_ENGAGED = frozenset("engaged betrothed affianced".split())
_OTHERWISE = frozenset("in on upon with by as at over".split())
_DANCING = frozenset("dance dances dancing dinner dine evening waltz supper".split())
_CONSENTING = frozenset("promise agree consent".split())
_UNIONS: dict[str, TieKind] = {"marriage": "spouse", "wedding": "spouse", "engagement": "betrothed"}
_CLERGY = frozenset("father reverend rev rev. parson vicar bishop rabbi canon dean curate".split())
_HUSBANDS = MALE_TITLES - frozenset(
    "father brother uncle friar padre master boy son lad abbé abbe".split()
) | frozenset("dr doctor captain colonel general major admiral professor dr. capt. col.".split())
_WIVES = frozenset("mrs mrs. lady madame mme señora frau signora princess duchess countess queen".split())
_TOLD, _PAIR = 0.9, 0.85
_NOUN: dict[TieKind, float] = {"spouse": 0.35, "betrothed": 0.6}
"""A marriage may be only talked of; an engagement is one already."""


def unions(ground: Ground) -> Iterator[Claim]:
    """The marriages and engagements that are stated, in the order of the text."""
    for at, word in enumerate(ground.page.words.plain):
        if word.startswith(("marr", "wed", "engage", "betroth", "affianc")):
            lemma = ground.page.lemma(at)
            if lemma in _MARRYING or (word == "married" and ground.tree.upos(at) == "ADJ"):
                yield from _married(ground, at)
            elif lemma in _PROMISING or word in _ENGAGED:
                yield from _engaged(ground, at)
            elif word in _UNIONS:
                yield from _joined(ground, at, _UNIONS[word])
        elif word == "and":
            yield from _couple(ground, at)


def _married(ground: Ground, at: int) -> Iterator[Claim]:
    """Who "Lydia had married Joss", "Lydia was married to Joss" or "he married his daughter to Joss" joins."""
    tree = ground.tree
    to = _governed(ground, at, "to")
    objects = [k for k in tree.objects(at) if ground.people(k)]
    after = ground.starts.get(at + 1)
    if not objects and after is not None:
        objects = [ground.bounds(after)[1] - 1]
    if not _happens(ground, at):
        return
    subject = _subject(ground, at)
    whose = [] if subject is None else ground.people(subject)
    pairs: list[tuple[People, People]] = []
    given = ground.people(objects[0]) if objects else []
    if to is not None:
        pairs.append((given or whose, ground.people(to)))
    elif len(given) == 2:
        pairs.append((given[:1], given[1:]))
    elif given and not _is_clergy(ground, subject):
        pairs.append((whose, given))
    elif not given and len(whose) == 2 and not tree.related(at, "obl:agent"):
        pairs.append((whose[:1], whose[1:]))
    did = any(ground.word(k) == "did" for k in tree.related(at, "aux"))
    promised = (tree.xpos(at) == "VB" and not did) or _is_to_be(ground, at)
    if is_asserted(tree, tree.head(at) if ground.page.lemma(tree.head(at)) in _CONSENTING else at):
        yield from _pairs(ground, pairs, "betrothed" if promised else "spouse", at, _TOLD)


def _happens(ground: Ground, at: int) -> bool:
    """Whether a form of "marry" tells of it: finite or a past participle, or the infinitive of what is settled."""
    tag = ground.tree.xpos(at)
    if tag == "VB":
        did = any(ground.word(k) == "did" for k in ground.tree.related(at, "aux"))
        return did or _is_to_be(ground, at) or ground.page.lemma(ground.tree.head(at)) in _CONSENTING
    return tag != "VBG" and not any(
        ground.word(k) in ("being", "having") for k in ground.tree.related(at, "aux:pass", "aux")
    )


def _subject(ground: Ground, at: int) -> int | None:
    """The subject of a verb: its own, that of a verb beside it, or the noun that it describes."""
    tree = ground.tree
    for _ in range(3):
        own = tree.related(at, "nsubj", "nsubj:pass")
        if own:
            who = own[0]
            relative = ground.word(who) in ("who", "whom", "that", "which") and tree.page.relation(at).startswith("acl")
            return tree.head(at) if relative else who
        if ground.page.relation(at) == "acl":
            return tree.head(at)
        if ground.page.relation(at) not in ("conj", "xcomp"):
            return None
        at = tree.head(at)
    return None


def _is_clergy(ground: Ground, subject: int | None) -> bool:
    mention = None if subject is None else covering(ground.page, subject)
    return mention is not None and ground.word(ground.bounds(mention)[0]) in _CLERGY


def _is_to_be(ground: Ground, verb: int) -> bool:
    """Whether it is settled and has not come yet: "they were to be married"."""
    tree = ground.tree
    marks = [k for k in tree.related(verb, "mark") if tree.lower(k) == "to"]
    return any(ground.word(k - 1) in ("is", "are", "was", "were", "am", "'re", "'m", "going") for k in marks)


def _engaged(ground: Ground, at: int) -> Iterator[Claim]:
    """Who is engaged, as in "Beatrice was engaged to Lawrence"; not for a dance, in a talk, or as a cook."""
    tree, sentence = ground.tree, ground.page.words.sentence
    near = range(max(0, at - 12), min(len(sentence), at + 16))
    if any(ground.word(k) in _DANCING and sentence[k] == sentence[at] for k in near):
        return
    subject = _subject(ground, at)
    whose = [] if subject is None else ground.people(subject)
    to = _governed(ground, at, "to")
    if tree.objects(at) or tree.xpos(at) in ("VBG", "VB", "VBP", "VBZ"):
        return
    if not is_asserted(ground.tree, at):
        return
    if to is not None:
        yield from _pairs(ground, [(whose, ground.people(to))], "betrothed", at, _TOLD)
    elif len(whose) == 2 and ground.word(at + 1) not in _OTHERWISE:
        clause = [k for k in tree.children(at) if ground.page.relation(k) in ("xcomp", "advcl") and k > at]
        if all(ground.word(k) == "married" for k in clause):
            yield from _pairs(ground, [(whose[:1], whose[1:])], "betrothed", at, _TOLD)


def _governed(ground: Ground, at: int, preposition: str) -> int | None:
    """The person whom a preposition joins to a word."""
    near = [
        k
        for k in ground.tree.related(at, "obl", "nmod", "obj")
        if ground.tree.case(k) == preposition and not any(ground.word(c) == "," for c in range(at, k))
    ]
    found = next((k for k in near if ground.people(k)), None)
    if found is None and ground.word(at + 1) == preposition and (mention := ground.starts.get(at + 2)) is not None:
        return ground.bounds(mention)[1] - 1
    return found


def _joined(ground: Ground, at: int, kind: TieKind) -> Iterator[Claim]:
    """Who a noun joins: "Ann's engagement to Tom", "the wedding of Ann and Tom"."""
    tree = ground.tree
    if not is_asserted(ground.tree, at):
        return
    own = [k for k in tree.related(at, "nmod", "nmod:poss") if k < at and not tree.case(k) and ground.people(k)]
    to = _governed(ground, at, "to") or _governed(ground, at, "with")
    if own and to is not None:
        yield from _pairs(ground, [(ground.people(own[0]), ground.people(to))], kind, at, _NOUN[kind])
    of = _governed(ground, at, "of") or _governed(ground, at, "between")
    both = ground.people(of) if of is not None else []
    if len(both) == 2:
        yield from _pairs(ground, [(both[:1], both[1:])], kind, at, _NOUN[kind])


def _couple(ground: Ground, at: int) -> Iterator[Claim]:
    """The couple of "Mr. and Mrs. Dane" or "Sir Giles and Lady Orr"; at "and"."""
    wife = ground.starts.get(at + 1)
    if wife is None or ground.word(at + 1) not in _WIVES:
        return
    names, person = ground.page.clusters.names, ground.page.clusters.person
    hers = int(person[ground.entity(wife)])
    if hers < 0 or not names.families[hers] or "miss" in names.titles[hers]:
        return
    family, title = names.families[hers], ground.word(at - 1).rstrip(".")
    mention = ground.ends.get(at)
    if title in _HUSBANDS:
        husband, sure = _bearer(ground, family, title), 0.95
    elif mention is not None and ground.word(ground.bounds(mention)[0]) == "sir":
        husband, sure = ground.entity(mention), ground.sure(mention)
        if person[husband] >= 0 and names.families[int(person[husband])] not in ("", family):
            return
    else:
        return
    if husband is not None and husband != ground.entity(wife):
        yield from _pairs(ground, [([(husband, sure)], [(ground.entity(wife), 0.95)])], "spouse", at, _PAIR)


def _bearer(ground: Ground, family: str, title: str) -> int | None:
    """The only man of a family who has a title, by his name."""
    clusters = ground.page.clusters
    names = clusters.names
    found = []
    for entity, person in enumerate(clusters.person.tolist()):
        if person >= 0 and names.families[person] == family and names.genders[person] != "f":
            found.append((title in names.titles[person], entity))
    titled = [entity for has, entity in found if has] or [entity for _, entity in found]
    return titled[0] if len(titled) == 1 else None


def _pairs(
    ground: Ground,
    pairs: list[tuple[People, People]],
    kind: TieKind,
    at: int,
    weight: float,
) -> Iterator[Claim]:
    for ones, others in pairs:
        if len(ones) == 1 and len(others) == 1 and ones[0][0] != others[0][0]:
            (one, sure), (other, surer) = ones[0], others[0]
            start, end = _evidence(ground, at)
            yield Claim(one, other, kind, start, end, weight * sure * surer, True)


def _evidence(ground: Ground, at: int) -> tuple[int, int]:
    """The clause around a word: from its subject, if that is near, to the last word that depends on it nearby."""
    tree = ground.tree
    around = [k for k in tree.children(at) if abs(k - at) < 8 and tree.upos(k) != "PUNCT"]
    subject = tree.subject(at) if tree.upos(at) == "VERB" else None
    if subject is not None and 0 < at - subject < 12:
        around.append(subject)
    if ground.word(at) == "and":
        around += [at - 1, ground.bounds(ground.starts[at + 1])[1] - 1]
    return ground.characters(min([at, *around]), max([at, *around]) + 1)
