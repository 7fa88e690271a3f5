"""Whose a document is: who wrote it and to whom, who found it and who reads it, from its own words and those around."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from fabula.language.labels import NOUN_GENDERS
from fabula.reading.documents.letters import KIN, addressed
from fabula.reading.documents.provenance import (
    AFTER,
    BEFORE,
    FORGED,
    NOBODY,
    OPENED,
    READ,
    TITLES,
    WRITES,
    Deed,
    Names,
    about_writing,
    acts_next,
    bearer,
    find_deeds,
    find_told,
    gender,
    name_words,
    owner_of_phone,
    short_for,
    whom,
)
from fabula.reading.documents.reports import DICTATED
from fabula.reading.documents.sheet import Fragment, Place, Sheet
from fabula.reading.page import PERSON, PRON, PROP
from fabula.story import DocumentKind


@dataclass(slots=True)
class Parties:
    """Whose a document is, by entity. `new` are names that nobody of the cast bears: (place, what it is)."""

    writer: int | None = None
    method: str = "none"
    confidence: float = 0.0
    addressees: tuple[int, ...] = ()
    readers: tuple[int, ...] = ()
    finder: int | None = None
    found: int = -1
    answers: bool = False
    kind: DocumentKind | None = None
    writer_name: Place | None = None
    addressee_name: Place | None = None


def parties(sheet: Sheet, names: Names, fragments: Sequence[Fragment], floor: int, ceiling: int) -> Parties:
    """Whose the document of these fragments is. The words [floor, ceiling) may tell: its neighbours lie beyond."""
    page, text = sheet.page, sheet.page.text
    first, last = fragments[0].first, fragments[-1].last
    low, high = max(floor, first - BEFORE), min(ceiling, last + AFTER)
    inside = [(f.first, f.last) for f in fragments]
    out = Parties()
    around = [*range(low, first), *_gaps(inside), *range(last, high)]
    verbs = list(find_deeds(sheet, around))
    _readers(sheet, names, fragments, verbs, first, out)
    told, told_to, owner, told_name = find_told(sheet, names, around, fragments)
    opening = next((f.opening for f in fragments if f.opening and f.cue not in ("date", "headline")), None)
    called = addressed(text, *opening) if opening else None
    heading = next((f for f in fragments if f.sender or f.to), None)
    _writer(sheet, names, fragments, verbs, told, owner, heading, out)
    if out.writer is None and out.writer_name is None and told is None and told_name is not None:
        out.writer_name, out.method, out.confidence = told_name, "told", 0.7
        out.writer = bearer(names, text[slice(*told_name)])
    if heading and heading.to:
        out.addressee_name = heading.to
        who = _of_heading(sheet, names, heading.to)
        out.addressees = (who,) if who is not None else ()
        if who is None and called:
            out.addressee_name = called
    elif called is not None:
        _addressee(sheet, names, called, told_to, owner, out, first, last)
    elif told_to is not None:
        out.addressees = (told_to,)
    elif opening is not None and not text[opening[0] : opening[0] + 3].startswith("To "):
        likely = [e for e in (out.finder, *out.readers) if e is not None and _fits(sheet, e, text[slice(*opening)])]
        receiver = likely[0] if likely else None
        out.addressees = (receiver,) if receiver is not None and receiver != out.writer else ()
    elif fragments[0].cue == "arrived" or (fragments[0].cue == "says" and _kind_is(sheet, fragments, "message")):
        if out.finder is None:
            out.finder = owner_of_phone(sheet, range(low, first))
        out.addressees = (out.finder,) if out.finder is not None else out.readers[:1]
        out.readers = out.readers or out.addressees
    elif fragments[0].cue == "telegram" and out.finder is not None:
        out.addressees = (out.finder,)
    if not out.addressees and out.addressee_name is None:
        out.addressees = _vocative(sheet, fragments, out.writer)
    if not out.readers and len(out.addressees) == 1 and acts_next(sheet, last, high) == out.addressees[0]:
        out.readers = out.addressees
    out.answers = any(f.verb >= 0 and "back" in page.words.lower[f.verb - 20 : f.verb + 3] for f in fragments)
    return out


def _kind_is(sheet: Sheet, fragments: Sequence[Fragment], kind: str) -> bool:
    return any(f.kind == kind or sheet.kind(f.noun) == kind for f in fragments)


def _gaps(spans: Sequence[Place]) -> Iterator[int]:
    for (_, a), (b, _) in pairwise(spans):
        yield from range(a, min(b, a + BEFORE))


def _readers(
    sheet: Sheet, names: Names, fragments: Sequence[Fragment], verbs: Sequence[Deed], first: int, out: Parties
) -> None:
    readers = [whom(sheet, names, f.reader) for f in fragments if f.reader >= 0]
    if not readers:
        readers = [whom(sheet, names, who) for i, w, who in verbs if w in READ]
    opened = [(i, who) for i, w, who in verbs if w in OPENED and i < first and about_writing(sheet, i)]
    if opened:
        out.found, who = opened[-1]
        out.finder = whom(sheet, names, who)
    if not readers and opened:
        readers = [whom(sheet, names, opened[-1][1])]
    out.readers = tuple(dict.fromkeys(readers))
    if out.found < 0:
        out.found = next((i for i, w, _ in reversed(verbs) if w in READ and i < first), -1)


def _writer(
    sheet: Sheet, names: Names, fragments: Sequence[Fragment], verbs: Sequence[Deed], told: int | None,
    owner: int | None, heading: Fragment | None, out: Parties,
) -> None:  # fmt: skip
    page, text = sheet.page, sheet.page.text
    m = page.mentions
    first, last = fragments[0].first, fragments[-1].last

    def settle(who: int | None, method: str, confidence: float) -> None:
        out.writer, out.method, out.confidence = who, method, confidence

    name = next((f.name for f in reversed(fragments) if f.name), None)
    if name and len(text[slice(*name)].split()) > 8:
        name = None
    forged = [who for i, w, who in verbs if w in FORGED]
    dictated = [f.writer for f in fragments if f.cue == "dictated" and f.writer >= 0]
    dictated += [who for i, w, who in verbs if w in DICTATED and first - 40 < i < last]
    wrote = [f.writer for f in fragments if f.cue == "wrote" and f.writer >= 0]
    wrote = [who for who in wrote if page.words.lower[m.start[who]] not in NOBODY]
    penned = [who for i, w, who in verbs if w in WRITES and i < first and w != "written"]
    if forged:
        return settle(whom(sheet, names, forged[0]), "forged", 0.8)
    if dictated:
        settle(whom(sheet, names, dictated[0]), "dictated", 0.85)
        out.writer_name = None
        return None
    if heading and heading.sender:
        out.writer_name = heading.sender
        return settle(_of_heading(sheet, names, heading.sender), "heading", 0.92)
    if name:
        out.writer_name = name
        spoken = text[slice(*name)]
        kin = set(name_words(spoken.split())) <= KIN
        who = None if kin else _outside(sheet, names, spoken, fragments)
        same = told is not None and name_words(spoken.split())[:1] == name_words([page.words.text[m.start[told]]])
        if who is None and told is not None and (kin or same or not _has_name(sheet, names, told)):
            who = whom(sheet, names, told)
            out.writer_name = None if kin else name
        elif who is None and penned and not wrote and not kin and whom(sheet, names, penned[-1]) not in names.named:
            who = whom(sheet, names, penned[-1])
        elif who is None:
            who = None if _is_reader(names, spoken, out, owner) else bearer(names, spoken)
        if who is not None and not _fits(sheet, who, text[max(fragments[-1].start, name[0] - 40) : name[0]]):
            who = None  # "Your loving aunt, Sorrel Pym" is not Mr. Pym
        return settle(who, "signature", 0.9)
    if wrote:
        return settle(whom(sheet, names, wrote[0]), "told", 0.88)
    just = [who for i, w, who in verbs if w in WRITES and w != "written" and first - 12 < i < first]
    if just and fragments[0].cue in ("salutation", "introduced"):
        return settle(whom(sheet, names, just[-1]), "told", 0.8)
    if told is not None and m.type[told] == PERSON:
        return settle(whom(sheet, names, told), "told", 0.75)
    if penned and fragments[0].cue in ("salutation", "date", "introduced"):
        return settle(whom(sheet, names, penned[-1]), "told", 0.7)
    if fragments[0].cue == "date" and not out.readers and (teller := page.teller(first)) is not None:
        return settle(teller, "narrator", 0.7)
    return None


def _of_heading(sheet: Sheet, names: Names, place: Place) -> int | None:
    """Whom a name in a heading means; "Her Sister" and "the Abbess" are nobody by that alone."""
    spoken = sheet.page.text[slice(*place)]
    first, *rest = name_words(spoken.split())
    if first in ("her", "his", "my") or (first == "the" and TITLES.isdisjoint(rest)):
        return None
    return bearer(names, spoken)


def _has_name(sheet: Sheet, names: Names, mention: int) -> bool:
    return int(sheet.page.clusters.entity[mention]) in names.named


def _outside(sheet: Sheet, names: Names, spoken: str, fragments: Sequence[Fragment]) -> int | None:
    """The bearer of a name, if the story names him or her outside the document as well."""
    who = bearer(names, spoken)
    if who is None:
        return None
    page = sheet.page
    at = np.flatnonzero((page.clusters.entity == who) & (page.mentions.kind == PROP))
    starts = page.mentions.start[at]
    inside = np.zeros(len(at), bool)
    for f in fragments:
        inside |= (starts >= f.first) & (starts < f.last)
    outer = at[~inside]
    tokens = [t for t in name_words(spoken.split()) if t not in TITLES]
    if len(tokens) < 2 or len(tokens[0]) == 1:
        return who if len(outer) else None
    # "Philip Lowther" signs; that a Mr. Lowther is spoken of does not make the two one.
    m, words = page.mentions, page.words.text
    given = any(tokens[0] in name_words(words[m.start[i] : m.end[i]]) for i in outer)
    return who if given else None


def _is_reader(names: Names, spoken: str, out: Parties, owner: int | None) -> bool:
    """Whether the bearer of a signature's name is who reads or receives the letter: two people, one family name."""
    who = bearer(names, spoken)
    return who is not None and who in (out.finder, owner, *out.readers)


def _addressee(
    sheet: Sheet, names: Names, called: Place, told_to: int | None, owner: int | None, out: Parties,
    first: int, last: int,
) -> None:  # fmt: skip
    """Whom a salutation's name means: one of the cast, a reader by a pet name, or somebody named only there."""
    spoken = sheet.page.text[slice(*called)]
    near = [e for e in (told_to, out.finder, *out.readers, owner) if e is not None and e != out.writer]
    out.addressee_name = called
    if set(name_words(spoken.split())) <= KIN:
        out.addressee_name = None
        near = [e for e in near if _fits(sheet, e, spoken)]
        out.addressees = tuple(near[:1])
        return
    who = bearer(names, spoken)
    outside = who is not None and _named_beyond(sheet, who, first, last)
    if who is not None and (outside or who in near) and who != out.writer:
        out.addressees = (who,)
        return
    pet = next((e for e in near if short_for(names, spoken, e)), None)
    if pet is None and owner is not None and owner != out.writer:
        pet = owner
    if pet is not None:
        out.addressees = (pet,)
    elif who is not None and who != out.writer:
        out.addressees = (who,)


def _fits(sheet: Sheet, entity: int, called: str) -> bool:
    """Whether a person may be called so: "Sir" and "brother" are no woman's, as far as pronouns tell."""
    said = {NOUN_GENDERS[w] for w in name_words(called.split()) if w in NOUN_GENDERS}
    return not said or gender(sheet, entity) in ("", *said)


def _named_beyond(sheet: Sheet, who: int, first: int, last: int) -> bool:
    m = sheet.page.mentions
    at = np.flatnonzero((sheet.page.clusters.entity == who) & (m.kind != PRON))
    return bool(((m.start[at] < first) | (m.start[at] >= last)).any())


def _vocative(sheet: Sheet, fragments: Sequence[Fragment], writer: int | None) -> tuple[int, ...]:
    """Whom the writing calls by name: ", Leo." at a clause's edge."""
    page = sheet.page
    m, words = page.mentions, page.words.text
    out = []
    for f in fragments:
        if f.cue not in ("wrote", "says", "reads", "salutation", "nested", "arrived", "introduced"):
            continue
        for i in range(int(np.searchsorted(m.start, f.first)), int(np.searchsorted(m.start, f.last))):
            a, b = int(m.start[i]), int(m.end[i])
            if (
                m.kind[i] != PROP
                or m.type[i] != PERSON
                or b >= len(words)
                or (f.name and page.words.start[a] >= f.name[0])
            ):
                continue
            leads = i > 0 and a <= f.first + 2 and words[b] == "," and f.cue in ("nested", "reads", "says")
            fond = ("dear", "dearest", "darling")
            dear = words[a - 1].lower() in fond or words[a].lower() in fond
            if dear and a <= f.first + 2:
                out.append(int(page.clusters.entity[i]))  # "My dearest Ann will, I am sure, ..."
                continue
            if (
                leads
                or (words[a - 1] == "," and words[b] in ".,!?" and words[b] != ",")
                or (dear and words[b] in ",.!")
            ):
                out.append(int(page.clusters.entity[i]))
    found = [e for e in dict.fromkeys(out) if e != writer]
    return tuple(found[:1])
