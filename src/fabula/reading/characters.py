"""Entities and characters: who and what the mentions refer to, by what names, and how present each person is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from fabula.language.labels import KINDS, PRONOUN_CLASSES, TYPES, UPOS, pronoun_class
from fabula.language.names import is_cry, is_name, parse_name
from fabula.language.people import NameIndex, whole_families
from fabula.language.titles import can_be_one_by_title, ranks
from fabula.reading.cast import cast
from fabula.reading.page import NOM, PERSON, PRON, PROP, Page
from fabula.reading.speech.addressees import NO_ONE
from fabula.reading.speech.subjects import POSSESSIVES
from fabula.story import Alias, Character, Entity, Mention, Utterance

_PERSONAL = {"i": "I", "we": "we", "you": "you", "he": "he", "she": "she", "it": "it", "they": "they"}
_YOU = PRONOUN_CLASSES.index("you")
_REFERENTIAL = frozenset({"he", "she", "it", "they"})
SHORT = 3
"""A description of no more words is shown as it is."""
_ASIDE = frozenset(UPOS.index(u) for u in ("VERB", "AUX", "SCONJ", "PRON"))
_LOOSE = frozenset(UPOS.index(u) for u in ("ADP", "DET", "CCONJ", "PART", "PUNCT", "ADJ"))
_NOUNS = frozenset(UPOS.index(u) for u in ("NOUN", "PROPN"))
_SALUTES = frozenset("dear dearest".split())
CLEARLY = 0.9
"""The least share of its uses at which a name that several people bear by their family is put down as one's own."""
_DEAR = frozenset("my dear dearest".split())


def mention_items(page: Page) -> list[Mention]:
    """The mention layer, in the order of the text."""
    m, words = page.mentions, page.words
    sure = page.encoding.scores * page.clusters.confidence
    columns = (words.start[m.start], words.end[m.end - 1], m.kind, m.type, page.clusters.entity, sure)
    return [
        Mention(start, end, KINDS[kind], TYPES[type_], entity, round(confidence, 4))  # type: ignore[arg-type]
        for start, end, kind, type_, entity, confidence in zip(*(c.tolist() for c in columns), strict=True)
    ]


def entity_items(page: Page) -> list[Entity]:
    """The entities that the clusters make, numbered as they are."""
    m = page.mentions
    types: defaultdict[int, Counter[int]] = defaultdict(Counter)
    forms: defaultdict[int, Counter[str]] = defaultdict(Counter)
    told: defaultdict[int, Counter[str]] = defaultdict(Counter)
    spare: dict[int, str] = {}
    short: dict[str, str] = {}
    columns = zip(*(c.tolist() for c in (page.clusters.entity, m.type, m.kind, m.quotation)), strict=True)
    for i, (e, type_, kind, quotation) in enumerate(columns):
        types[e][type_] += 1
        if kind == PRON:
            if e not in spare:
                spare[e] = _teller(page, i) if e == page.clusters.teller[i] else surface(page, i)
            continue
        form = surface(page, i)
        forms[e][form] += 1
        if kind == NOM and form not in short:
            short[form] = brief(page, i)
        told[e][form] += quotation < 0
    out = []
    for e in range(len(page.clusters.person)):
        aliases = tuple(Alias(n, c) for n, c in sorted(forms[e].items(), key=lambda f: (-f[1], f[0])))
        kinds = types[e] or Counter({PERSON: 1})
        kind = max(kinds, key=lambda k: (kinds[k], k == PERSON))  # what is as often a person as a place is a person
        name = _shown(page.proper_forms.get(e), forms[e], told[e]) or spare.get(e, "?")
        if e not in page.proper_forms:
            name = short.get(name, name)
        name = page.corrected.names.get(e) or name
        out.append(Entity(e, TYPES[kind], name, aliases))  # type: ignore[arg-type]
    return out


def surface(page: Page, mention: int) -> str:
    """A mention's wording, white space collapsed, without emphasis marks or a possessive's ending."""
    first, last = int(page.mentions.start[mention]), int(page.mentions.end[mention]) - 1
    text = page.text[page.words.start[first] : page.words.end[last]]
    text = " ".join(text.replace("_", "").replace("*", "").split())
    if text.endswith(("'s", "’s")) and page.mentions.kind[mention] == PROP:
        for ending in ("'s", "’s"):
            text = text.removesuffix(ending)
    return text


def brief(page: Page, mention: int) -> str:
    """A description as it is shown: without the clause that tells more of whom it means ("a man" of "a man walking
    about the wards, who ...")."""
    first, last = int(page.mentions.start[mention]), int(page.mentions.end[mention])
    upos, words, end, noun = page.encoding.upos, page.words, last, -1
    for k in range(first, last if last - first > SHORT else first):
        owned = page.relation(k).startswith("nmod")
        if noun >= 0 and ((upos[k] in _ASIDE and not owned) or words.text[k] in (",", ";", ":", "—", "--", "(")):
            end = k
            break
        noun = k if upos[k] in _NOUNS else noun
    while end < last and end - 1 > first and upos[end - 1] in _LOOSE:
        end -= 1
    return " ".join(page.text[words.start[first] : words.end[end - 1]].replace("_", "").replace("*", "").split())


def _shown(proper: Counter[str] | None, forms: Counter[str], told: Counter[str]) -> str:
    """The form to show: the most frequent name of those that the narration uses, or else of all, one in small letters
    ("noor" of a chat) last, of equals the one that it uses more, or the shorter, NOOR of a heading as Noor where that
    is found; without a name its most frequent noun phrase, or any, as it is inside a sentence."""
    if proper:
        every, heard = _in_any_case(proper), _in_any_case(Counter({f: told[f] for f in proper}))

        def place(f: str) -> tuple[bool, bool, int, int, int, bool, int, str]:
            alike = f.lower()
            quiet = not f.isupper()
            return not f.islower(), heard[alike] > 0, every[alike], heard[alike], -len(f), quiet, proper[f], f

        return _plain(max(proper, key=place))
    some = +told or forms
    alike = _in_any_case(some)

    def rank(form: str) -> tuple[bool, int, bool, int, int, str]:
        theirs = form.split(maxsplit=1)[0].lower() in POSSESSIVES  # "his brother" tells less than "the officer"
        return not theirs, alike[form.lower()], form[0].islower(), some[form], -len(form), form

    return max(some, key=rank, default="")


def _plain(name: str) -> str:
    """A name without what only a letter or an endearment calls its bearer: Wren, of "Dearest Wren"."""
    words = name.split()
    while len(words) > 1 and words[0].lower() in _DEAR and words[1][:1].isupper():
        del words[0]
    return " ".join(words)


def _in_any_case(forms: Counter[str]) -> Counter[str]:
    """How often each form is used, in small letters or capitals, by its small letters."""
    out = Counter[str]()
    for form, n in forms.items():
        out[form.lower()] += n
    return out


def proper_forms(page: Page) -> dict[int, Counter[str]]:
    """For each entity with proper names, how often each is used. Words that look like no name and are met once, such as
    "Mais elle" or "he gave Wren", are none, nor is "Ay"."""
    m, words = page.mentions, page.words.text
    out: dict[int, Counter[str]] = {}
    unlike: set[tuple[int, str]] = set()
    for i in np.flatnonzero(m.kind == PROP).tolist():
        who, form = int(page.clusters.entity[i]), surface(page, i)
        out.setdefault(who, Counter())[form] += 1
        called = words[m.start[i] : m.end[i]]
        if _is_no_name(called):
            del out[who][form]
        elif m.type[i] == PERSON and not is_name(called):
            unlike.add((who, form))
    for who, form in unlike:
        if out[who][form] == 1 or is_cry(form.split()):
            del out[who][form]
    return {who: forms for who, forms in out.items() if forms}


def _is_no_name(words: Sequence[str]) -> bool:
    """Whether words are but a title cut short ("Mr.") or a letter's "Dear"."""
    low = [w.lower() for w in words]
    return (len(low) == 1 and low[0].endswith(".") and not parse_name(words).words) or set(low) <= _SALUTES


def _doubtful(page: Page) -> set[tuple[int, str]]:
    """By entity, the names that are as well another's of the family, "Bell" or "Mr. Bell" of a father and his son,
    unless the narration, or else the whole text, plainly uses them of that one."""
    m, index = page.mentions, page.clusters.names
    people = {int(p) for p in page.clusters.person if p >= 0} - whole_families(index)
    told, uses = defaultdict[str, Counter[int]](Counter), defaultdict[str, Counter[int]](Counter)
    for i in np.flatnonzero((m.kind == PROP) & (m.type == PERSON)).tolist():
        form, who = surface(page, i), int(page.clusters.entity[i])
        uses[form][who] += 1
        told[form][who] += int(m.quotation[i] < 0)
    shared = {form for form in uses if _bearers(form, people, index) > 1}
    return {
        (who, form)
        for form in shared
        for who in uses[form]
        if not any(some[who] >= max(2, CLEARLY * some.total()) for some in (told[form], uses[form]))
    }


def _bearers(form: str, people: set[int], index: NameIndex) -> int:
    """How many of some people a family name, with a title or without, can mean."""
    name = parse_name(form.split())
    if len(name.words) != 1:
        return 0
    return sum(
        index.families[p] == name.words[0]
        and index.genders[p] in ("", name.gender or index.genders[p])
        and can_be_one_by_title(index.titles[p], frozenset(ranks(name)))
        for p in people
    )


def character_items(page: Page, entities: Sequence[Entity], utterances: Sequence[Utterance]) -> list[Character]:
    """The persons of the work, the most present first."""
    teller = page.clusters.teller
    m, entity = page.mentions, page.clusters.entity
    mentions = np.bincount(entity, minlength=len(entities))
    pronouns: defaultdict[int, Counter[str]] = defaultdict(Counter)
    epithets: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for i in range(len(m)):
        who = int(entity[i])
        if m.kind[i] == PRON:
            name = _PERSONAL.get(PRONOUN_CLASSES[m.pronoun[i]], "")
            if name in _REFERENTIAL:
                pronouns[who][name] += 1
            elif name == "I" and who == teller[i]:
                pronouns[who][_teller(page, i)] += 1
        elif m.kind[i] == NOM and page.words.lower[m.start[i]] not in NO_ONE:
            epithets[who][surface(page, i)] += 1
    lines, spoken = Counter[int](), Counter[int]()
    for u in utterances:
        if u.speaker is not None and u.kind == "speech":
            lines[u.speaker] += 1
            spoken[u.speaker] += sum(len(page.text[s.start : s.end].split()) for s in u.spans)
    presence = {e.id: float(mentions[e.id]) + 2.0 * lines[e.id] for e in entities if e.type == "PER"}
    tellers = set(teller.tolist())
    top = max(presence.values(), default=1.0) or 1.0
    doubtful, members = _doubtful(page), cast(page, lines)
    out = []
    for e in entities:
        proper = page.proper_forms.get(e.id, Counter())
        own = {form: n for form, n in proper.items() if form == e.name or (e.id, form) not in doubtful}
        if e.type != "PER" or e.id not in members:
            continue
        out.append(
            Character(
                entity=e.id,
                name=e.name,
                names=_aliases(own),
                epithets=_aliases(epithets[e.id]),
                pronouns=_aliases(pronouns[e.id]),
                mentions=int(mentions[e.id]),
                utterances=lines[e.id],
                words=spoken[e.id],
                importance=round(presence[e.id] / top, 4),
                narrator=e.id in tellers,
            )
        )
    return sorted(out, key=lambda c: (-c.importance, c.entity))


def _teller(page: Page, mention: int) -> str:
    """What a pronoun calls whoever the story is told as: "I", or "you" in the second person."""
    return "you" if pronoun_class([page.words.text[page.mentions.start[mention]]], PRON) == _YOU else "I"


def _aliases(forms: Mapping[str, int]) -> tuple[Alias, ...]:
    return tuple(Alias(name, count) for name, count in sorted(forms.items(), key=lambda f: (-f[1], f[0])))
