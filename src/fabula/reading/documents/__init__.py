"""Documents: the letters, notes, entries and messages inside a story, each with whose it is and who reads it.

What is writing is found by form (`writing`) and by what is said of it (`quoting`); here its fragments are gathered
into documents, and what a letter's "I" and "you" mean is set right, as is the speaker of what is read aloud.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from fabula.reading.documents.aloud import REACH
from fabula.reading.documents.correspondents import parties
from fabula.reading.documents.entries import find_blocks
from fabula.reading.documents.letters import CALLED, OWNED, addressed
from fabula.reading.documents.provenance import Names, bearer, names_of
from fabula.reading.documents.quoting import find_quoted, is_alphabet
from fabula.reading.documents.reports import SURFACES
from fabula.reading.documents.rereading import Draft, rewritten, settle
from fabula.reading.documents.sheet import Fragment, Sheet, lay_out
from fabula.reading.page import Page
from fabula.story import Document, DocumentKind, Span, Utterance

REFERRED = 1200
"""A document is referred to within so many words after it."""
JOTTED = 5
"""What somebody wrote in so few words, marks included, and called nothing, is a note and no letter."""

_ALOUD = ("nested", "reads")
_OTHER = frozenset("another second third next other fourth similar".split())
_DEFINITE = frozenset("the this that his her my your their our".split())
_IDIOMS = frozenset("of by to".split())


def find_documents(page: Page, utterances: Sequence[Utterance]) -> tuple[Page, list[Utterance], list[Document]]:
    """The documents of a work in order, with the page and the utterances as they are once these are known.

    Names that stand only in a salutation, a heading or a signature become mentions; "I" in a letter is its writer and
    "you" its addressee; what is read aloud is the writer's, of the kind "writing".
    """
    sheet = lay_out(page)
    blocks = find_blocks(sheet)
    found = sorted([*blocks, *find_quoted(sheet, blocks)], key=lambda f: f.start)
    groups = [g for g in gather(sheet, found) if _holds(sheet, g)]
    names = names_of(sheet)
    drafts = []
    for k, group in enumerate(groups):
        floor = groups[k - 1][-1].last if k else 0
        ceiling = groups[k + 1][0].first if k + 1 < len(groups) else len(page.words)
        drafts.append(Draft(group, parties(sheet, names, group, floor, ceiling)))
    _hear(page, utterances, drafts)
    _answer(sheet, drafts)
    _share(sheet, drafts)
    _own(sheet, names, drafts)
    page = settle(page, drafts)
    references = _references(sheet, drafts)
    documents = [_document(sheet, d, r) for d, r in zip(drafts, references, strict=True)]
    return page, rewritten(page, utterances, drafts, documents), documents


def gather(sheet: Sheet, found: Sequence[Fragment]) -> list[list[Fragment]]:
    """The fragments in order, those of one document together.

    A salutation begins a document, a signature ends one; so do another scene, a long stretch between, a different
    writer, and words that speak of another piece of writing.
    """
    out: list[list[Fragment]] = []
    for f in found:
        last = out[-1] if out else None
        if last is not None and _joins(sheet, last, f):
            last.append(f)
        else:
            out.append([f])
    return out


def _joins(sheet: Sheet, group: Sequence[Fragment], f: Fragment) -> bool:
    last, page = group[-1], sheet.page
    if f.whole or f.first - last.last > REACH:
        return False
    if last.whole and not (_reads_on(sheet, f) and not last.signed and last.kind is None):
        return False
    if page.scene[min(f.first, len(page.scene) - 1)] != page.scene[max(0, last.last - 1)]:
        return False
    signed = any(g.signed for g in group)
    if f.cue == "signed":
        return not signed
    aloud = group[0].cue == "nested" and last.cue in _ALOUD and f.cue in _ALOUD and not f.signed
    if (f.opening is not None and not _begins_again(sheet, group, f)) or (signed and not aloud):
        return False  # asked how it is signed, a reader goes on with the letter after that
    entity = page.clusters.entity
    if (
        f.writer >= 0
        and last.writer >= 0
        and f.verb != last.verb
        and (entity[f.writer] != entity[last.writer] or (f.noun != last.noun and f.noun > last.last))
    ):
        return False
    if (f.writer >= 0) != (last.writer >= 0) or (f.cue == "carved") != (last.cue == "carved"):
        return f.verb == last.verb
    between = page.words.text[last.last : f.first]
    for i, w in enumerate(between):
        lower = w.lower()
        if lower in _OTHER and (f.cue == "says" or sheet.noun(last.last + i + 3, 3) >= 0):
            return False
    kind, before = sheet.kind(f.noun), sheet.kind(last.noun)
    return not (kind and before and kind != before and f.noun > last.last)


def _begins_again(sheet: Sheet, group: Sequence[Fragment], f: Fragment) -> bool:
    """Whether a fragment opens with the salutation that is all that was read so far: the reader's voice failed."""
    if f.opening is None or len(group) > 1 or group[0].opening is None:
        return False
    first, again, rest = (
        "".join(c for c in sheet.page.text[a:b].casefold() if c.isalpha())
        for a, b in (group[0].opening, f.opening, (group[0].start, group[0].end))
    )
    return first == again == rest


def _reads_on(sheet: Sheet, f: Fragment) -> bool:
    """Whether somebody goes on reading: "Elizabeth read on;"."""
    after = {*sheet.page.words.lower[f.verb + 1 : f.verb + 4]} if f.verb >= 0 else set()
    return f.cue == "reads" and bool(after & {"on", "again", "further", "farther"})


def _holds(sheet: Sheet, group: Sequence[Fragment]) -> bool:
    """Whether a group is a document: not a signature alone, not letters spelled out, not a word or two read out."""
    text = sheet.page.text
    if group[0].cue == "signed" or any(is_alphabet(text[f.start : f.end]) for f in group):
        return False
    size = sum(f.last - f.first for f in group)
    if group[0].cue in ("reads", "nested") and not any(f.opening or f.signed for f in group):
        return size >= 12 or (group[0].noun >= 0 and sheet.kind(group[0].noun) is not None and size >= 7)
    return size > 2


def _kind(sheet: Sheet, group: Sequence[Fragment]) -> DocumentKind:
    fixed = next((f.kind for f in group if f.kind and f.cue != "introduced"), None)
    if fixed:
        return fixed
    cue = group[0].cue
    nearby = {*sheet.page.words.lower[max(0, group[0].first - 25) : group[0].first]}
    verb = sheet.page.words.lower[group[0].verb] if group[0].verb >= 0 else ""
    named = next((k for f in group if (k := sheet.kind(f.noun))), None)
    if cue == "carved" and verb == "written" and named is None and not nearby & SURFACES:
        return "note"
    if cue == "carved" or (cue == "wrote" and group[0].noun < 0 and nearby & SURFACES):
        return "inscription"
    if cue == "arrived":
        return "message"
    if any(f.noun >= 0 and sheet.page.words.lower[f.noun] == "screen" for f in group):
        return "message"
    if cue == "wrote" and named is None and group[-1].last - group[0].first <= JOTTED:
        return "note"
    if cue == "salutation" and named not in ("note", "message", "letter"):
        return "letter"
    if named is None and any(f.opening for f in group):
        return "letter"
    return named or ("letter" if cue in ("wrote", "dictated") else "note" if cue in ("introduced", "says") else "other")


def _hear(page: Page, utterances: Sequence[Utterance], drafts: Sequence[Draft]) -> None:
    """Gives what is read out inside somebody's speech its reader: who says the turn."""
    speaker = {s.start: u.speaker for u in utterances for s in u.spans}
    for d in drafts:
        if d.whose.readers or d.fragments[0].cue != "nested" or d.whose.method == "dictated":
            continue
        said = (speaker.get(page.pieces[f.piece].inner_start) for f in d.fragments)
        d.whose.readers = tuple(dict.fromkeys(e for e in said if e is not None))[:1]


def _answer(sheet: Sheet, drafts: Sequence[Draft]) -> None:
    """Gives the messages of a talk their addressees: all others who take part in it."""
    run: list[Draft] = []
    for d in [*drafts, None]:
        if d is not None and d.fragments[0].cue == "sender":
            run.append(d)
            continue
        people = {r.whose.writer for r in run}
        if len(people) > 2 and None not in people:
            for r in run:
                others = (o.whose.writer for o in run if o.whose.writer not in (None, r.whose.writer))
                r.whose.addressees = tuple(dict.fromkeys(e for e in others if e is not None))
        senders = {sheet.page.text[slice(*r.fragments[0].sender or (0, 0))].lower() for r in run}
        if len(senders) == 2:
            for r in run:
                other = next((o for o in run if o.whose.writer_name and _sender(sheet, o) != _sender(sheet, r)), None)
                if other is not None:
                    r.whose.addressee_name = other.whose.writer_name
                    r.whose.addressees = (other.whose.writer,) if other.whose.writer is not None else ()
        run = []


def _share(sheet: Sheet, drafts: Sequence[Draft]) -> None:
    """Gives a diary's entries that follow one on another the same writer and readers, and what was written back its
    addressee."""
    for before, d in pairwise(drafts):
        a, b = before.fragments[-1], d.fragments[0]
        if a.cue == b.cue == "date" and b.first == a.last:
            d.whose.writer, d.whose.method = before.whose.writer, before.whose.method
            d.whose.confidence = before.whose.confidence
            d.whose.readers, d.whose.finder, d.whose.found = before.whose.readers, before.whose.finder, -1
        elif _is_another(sheet, a.last, b) and not d.whose.readers:
            d.whose.readers, d.whose.finder = before.whose.readers, before.whose.finder
            d.whose.kind = sheet.kind(a.noun) if sheet.kind(b.noun) is None or b.noun < a.last else None
            generic = b.opening is not None and addressed(sheet.page.text, *b.opening) is None
            if generic and not d.whose.addressees and len(before.whose.readers) == 1:
                d.whose.addressees = before.whose.readers
        elif d.whose.answers and not d.whose.addressees and d.whose.writer in before.whose.addressees:
            d.whose.addressees = (before.whose.writer,) if before.whose.writer is not None else ()


def _own(sheet: Sheet, names: Names, drafts: Sequence[Draft]) -> None:
    """Gives a book's owner, whom words in it name, what is written there: "Property of T. Marsh", "Ann, her book"."""
    text = sheet.page.text
    for k, d in enumerate(drafts):
        found = OWNED.match(text, d.fragments[0].start, d.fragments[-1].end)
        if not found or d.whose.method not in ("none", "narrator"):
            continue
        d.whose.writer_name, d.whose.method, d.whose.confidence = found.span("owner"), "owner", 0.7
        d.whose.writer = bearer(names, found["owner"])
        for other in drafts[max(0, k - 40) : k + 40]:
            near = abs(other.fragments[-1].last - d.fragments[0].first) <= REFERRED
            if near and other.fragments[0].cue == "date" and other.whose.method in ("none", "narrator"):
                other.whose.writer_name, other.whose.writer = found.span("owner"), d.whose.writer
                other.whose.method, other.whose.confidence = "owner", 0.7


def _is_another(sheet: Sheet, word: int, f: Fragment) -> bool:
    """Whether the words just before a fragment speak of a second letter of the same post: "the other was from ..."."""
    between = {*sheet.page.words.lower[max(word, f.first - 40) : f.first]}
    return f.first - word <= REACH and bool(between & _OTHER)


def _sender(sheet: Sheet, d: Draft) -> str:
    return sheet.page.text[slice(*d.fragments[0].sender or (0, 0))].lower()


def _references(sheet: Sheet, drafts: Sequence[Draft]) -> list[tuple[Span, ...]]:
    """The noun phrases that speak of each document, outside all of them: "the note", "his letter"."""
    words = sheet.page.words
    inside = [(f.first, f.last) for d in drafts for f in d.fragments]
    opens = [a for a, _ in inside]
    firsts = [d.fragments[0].first for d in drafts]
    kinds = [_kind(sheet, d.fragments) for d in drafts]
    out: list[list[Span]] = [[] for _ in drafts]
    for noun in sheet.nouns:
        if words.text[noun].lower() not in CALLED:
            continue
        at = bisect_right(opens, noun) - 1
        if at >= 0 and noun < inside[at][1]:
            continue
        phrase = _phrase(sheet, noun)
        if phrase is None:
            continue
        kind = sheet.kind(noun)
        following = bisect_left(firsts, noun)
        chosen = None
        for k in range(following - 1, max(-1, following - 6), -1):
            if kinds[k] == kind and noun - drafts[k].fragments[-1].last <= REFERRED:
                chosen = k
                break
        if following < len(drafts) and kinds[following] == kind and firsts[following] - noun <= 60:
            chosen = following
        if chosen is not None:
            out[chosen].append(phrase)
    return [tuple(spans) for spans in out]


def _phrase(sheet: Sheet, noun: int) -> Span | None:
    """The noun phrase that a noun of writing ends, if it is definite and no idiom ("the letter of the law")."""
    words = sheet.page.words
    after = words.text[noun + 1].lower() if noun + 1 < len(words) else ""
    if after in _IDIOMS and words.text[noun].lower() in ("letter", "letters", "note", "notes"):
        return None
    for k in range(noun - 1, max(-1, noun - 4), -1):
        w = words.text[k].lower()
        if words.paragraph[k] != words.paragraph[noun]:
            return None
        if w in _DEFINITE:
            if k and words.text[k - 1].lower() == "to" and noun == k + 1 and w == "the":
                return None
            return Span(int(words.start[k]), int(words.end[noun]))
        if w in ("'s", "’s") and k:
            return Span(int(words.start[k - 1]), int(words.end[noun]))
        if not w.isalpha() or w in ("a", "an", "no", "any", "some"):
            return None
    return None


def _document(sheet: Sheet, d: Draft, references: tuple[Span, ...]) -> Document:
    text, whose, group = sheet.page.text, d.whose, d.fragments
    spans: list[Span] = []
    for f in group:
        if spans and not text[spans[-1].end : f.start].strip(" \t\n\"“”‘’'_*"):
            spans[-1] = Span(spans[-1].start, f.end)
        else:
            spans.append(Span(f.start, f.end))
    opening = next((f.opening for f in group if f.opening), None)
    name = next((f.name for f in reversed(group) if f.name), None)
    form = 0.85 if opening and name else 0.75 if opening or name or group[0].cue in ("sender", "date") else 0.6
    sure = round(min(whose.confidence, form + 0.1) if whose.writer is not None else form, 4)
    return Document(
        kind=whose.kind or _kind(sheet, group),
        fragments=tuple(spans),
        writer=whose.writer,
        addressees=whose.addressees,
        readers=whose.readers,
        finder=whose.finder,
        opening=Span(*opening) if opening else None,
        signature=Span(*name) if name else None,
        found=_sentence(sheet, whose.found if whose.found >= 0 else _outer_noun(group)),
        references=references,
        method=whose.method,
        confidence=sure,
    )


def _outer_noun(group: Sequence[Fragment]) -> int:
    noun = group[0].noun
    return noun if 0 <= noun < group[0].first else -1


def _sentence(sheet: Sheet, word: int) -> Span | None:
    """The sentence of a word."""
    if word < 0:
        return None
    words = sheet.page.words
    number = int(words.sentence[word])
    a, b = np.searchsorted(words.sentence, number), np.searchsorted(words.sentence, number, side="right")
    return Span(int(words.start[a]), int(words.end[b - 1]))
