"""Letters in paragraphs of their own: from salutation to signature, quoted or not, and those that make up chapters."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from fabula.reading.documents.letters import (
    CLOSING_LINE,
    DATELINE,
    HEADED,
    NAME_ALONE,
    NAME_LINE,
    POSTSCRIPT,
    Signed,
    bare,
    closing,
    salutation,
)  # fmt: skip
from fabula.reading.documents.sheet import (
    LONGEST,
    Found,
    Fragment,
    Place,
    Sheet,
    fragment_of,
    indent,
    is_italic,
    is_quoted,
    narrated_before,
    opens_scene,
    pieces_in,
    scene_of,
)  # fmt: skip

_FIRST = frozenset("i me my mine we us our you your yours".split())


def find_heading(sheet: Sheet, k: int) -> Fragment | None:
    """A chapter's heading that says it is a letter, and from whom to whom."""
    start, end = sheet.places[k]
    if end - start > 120:
        return None
    found = HEADED.match(sheet.page.text, start, end)
    if not found:
        return None
    sender = found.span("writer") if found["writer"] else None
    to = found.span("to") if found["to"] else None
    return replace(fragment_of(sheet, k, k, "letter", "heading"), sender=sender, to=to)


def find_letter(sheet: Sheet, k: int, heading: Fragment | None) -> Found | None:
    """A letter that begins with its salutation, or with the place and date over that."""
    text = sheet.page.text
    start, end = bare(text, *sheet.places[k])
    at, opening = k, salutation(text, start, end, alone=True)
    if opening is None and k + 1 < len(sheet.places) and end - start < 80 and DATELINE.match(text, start, end):
        following = bare(text, *sheet.places[k + 1])
        at, opening = k + 1, salutation(text, *following, alone=True)
    last, signed = -1, None
    if is_quoted(sheet, k):
        opening = opening or salutation(text, start, end, alone=False)
        last = _carried(sheet, k)
        if opening is None or last == k:
            return None
        signed = closing_at(sheet, last) or (closing_at(sheet, last - 1) if last > k + 1 else None)
        signed = (last, signed[1]) if signed else None
    elif opening is not None:
        last, signed = _extent(sheet, at)
    elif (alone := NAME_ALONE.match(text, start, end)) and end - start < 50:
        near = sheet.noun(sheet.first[k])
        last, signed = _extent(sheet, k)
        if signed is None or (sheet.kind(near) is None and heading is None) or last - k > 30:
            return None
        opening = alone.span("salute")
    elif text[end - 1] != ":" and _run_in(text, start, end):
        opening = salutation(text, start, end, alone=False)
        last, signed = _extent(sheet, k)
        if signed is None:
            return None
    if opening is None or last < k:
        return None
    fragment = fragment_of(sheet, k, last, None, "salutation")
    if is_quoted(sheet, k):
        fragment = replace(fragment, piece=bisect_left(sheet.page.pieces, sheet.places[k][0], key=lambda q: q.start))
    name = signed[1].name if signed else None
    sender, to = (heading.sender, heading.to) if heading else (None, None)
    return [replace(fragment, opening=opening, name=name, signed=signed is not None, sender=sender, to=to)], last + 1


def _run_in(text: str, start: int, end: int) -> bool:
    """Whether a paragraph runs on after a salutation with a dash, as once was the custom: "My dear Ann,—I ..."."""
    found = salutation(text, start, end, alone=False)
    return found is not None and text[found[1] : found[1] + 4].strip(" ,:")[:1] in ("—", "–", "-")


def _carried(sheet: Sheet, k: int) -> int:
    """The last paragraph of the quotation that paragraph k opens and the next ones carry on."""
    pieces = sheet.page.pieces
    at = bisect_left(pieces, sheet.places[k][0], key=lambda q: q.start)
    last = k
    while at < len(pieces) and not pieces[at].closed:
        following = pieces[at + 1] if at + 1 < len(pieces) else None
        if following is None or not following.continues or following.paragraph != pieces[at].paragraph + 1:
            break
        at, last = at + 1, last + 1
    return last


def closing_at(sheet: Sheet, j: int) -> tuple[int, Signed] | None:
    """The signature in paragraph j, and the paragraph it ends in: the closing's own, or that of the name below it."""
    text = sheet.page.text
    start, end = bare(text, *sheet.places[j])
    if start >= end:
        return None
    short = end - start <= 90 or "\n" in text[start:end]
    line = CLOSING_LINE.fullmatch(text, start, end) if end - start <= 90 else None
    if line and j + 1 < len(sheet.places):
        a, b = bare(text, *sheet.places[j + 1])
        named = NAME_LINE.fullmatch(text, *_undashed(text, a, b)) if b - a <= 60 else None
        if named and named["name"]:
            return j + 1, Signed(b, named.span("name"))
    found = closing(text, start, end)
    if found and (short or text[start:end].rstrip()[-200:].strip()):
        return j, found
    if line:
        return j, Signed(end, None)
    named = NAME_LINE.fullmatch(text, start, end) if end - start <= 40 else None
    if named and named["name"] and len(named["name"].split()) <= 4 and _quiet(text, start, end):
        return j, Signed(end, named.span("name"))
    return None


def _undashed(text: str, start: int, end: int) -> Place:
    while start < end and text[start] in "—–- ":
        start += 1
    return start, end


def _quiet(text: str, start: int, end: int) -> bool:
    """Whether a line is a name in mixed case, and no heading."""
    return not (end - start > 6 and text[start:end].isupper())


def _extent(sheet: Sheet, k: int) -> tuple[int, tuple[int, Signed] | None]:
    """The last paragraph of a letter that begins at paragraph k, and its signature, if it has one."""
    text, scene = sheet.page.text, scene_of(sheet, k)
    opens = opens_scene(sheet, k)
    end = k + 1
    while end < len(sheet.places) and end < k + LONGEST and scene_of(sheet, end) == scene:
        start = sheet.places[end][0]
        if not is_quoted(sheet, end) and salutation(text, *bare(text, *sheet.places[end]), alone=True):
            break
        if not is_quoted(sheet, end) and (opens or end < k + 40) and (found := closing_at(sheet, end)):
            last = found[0]
            while last + 1 < len(sheet.places) and POSTSCRIPT.match(text, bare(text, *sheet.places[last + 1])[0]):
                last += 1
            return last, found
        if start < 0:
            break
        end += 1
    if (own := closing_at(sheet, k)) and own[0] == k and "\n" in text[slice(*sheet.places[k])]:
        return k, own
    italic, deep = is_italic(sheet, k), indent(sheet, k)
    if italic or deep:
        last = k
        while last + 1 < end and (is_italic(sheet, last + 1) if italic else indent(sheet, last + 1) >= deep):
            last += 1
        if last > k:
            return last, None
    if opens and not narrated_before(sheet, k):
        return end - 1, None
    last = k
    while last + 1 < min(end, k + 12) and _speaks(sheet, last + 1):
        last += 1
    if last == k and k + 1 < end and not is_quoted(sheet, k + 1):
        last = k + 1
    return (last if last > k else -1), None


def _speaks(sheet: Sheet, k: int) -> bool:
    """Whether a paragraph that is not dialogue says "I" or "you": in a story told as "I", only "you" counts."""
    if is_quoted(sheet, k):
        return False
    words = sheet.page.words
    inside = {i for piece in pieces_in(sheet, k) for i in range(*sheet.page.piece_words[piece])}
    end = min(sheet.first[k + 1], sheet.first[k] + 200)
    said = {words.text[i].lower() for i in range(sheet.first[k], end) if i not in inside}
    told = sheet.page.clusters.narrator is not None
    return bool(said & (frozenset({"you", "your", "yours"}) if told else _FIRST))
