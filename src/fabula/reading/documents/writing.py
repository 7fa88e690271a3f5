"""Letters in paragraphs of their own: from salutation to signature, quoted or not, and those that make up chapters."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from fabula.language.saying import SAYING
from fabula.reading.documents.letters import (
    CAPITALS,
    CLOSING_LINE,
    HEADED,
    HEADLINE,
    KEPT,
    NAME_ALONE,
    NAME_LINE,
    NO_NAME,
    POSTSCRIPT,
    Signed,
    bare,
    closing,
    salutation,
)  # fmt: skip
from fabula.reading.documents.sheet import (
    LONGEST,
    NEAR,
    Found,
    Fragment,
    Place,
    Sheet,
    fragment_of,
    indent,
    is_italic,
    is_quoted,
    lines_of,
    narrated_before,
    opens_scene,
    pieces_in,
    scene_of,
)  # fmt: skip

LOOSE = 12
"""Paragraphs that are each a quotation of their own are a letter's for so many, where nothing else tells."""
LEADS_IN = re.compile(r"(?:follows|thus|effect|words|terms|contents?|this|these|:)[\s.,:;—–-]*$")
_ALOUD = re.compile(
    r"\bread(?:s|ing)?\b[^.!?]*\b(?:aloud|out|to (?:her|him|them|us|the|all|every\w*))\b|\b(?:aloud|out loud)\b"
)
"""What says that others hear a letter read."""
_CLOSES = "\"”’'»"
_FIRST = frozenset("i me my mine we us our you your yours".split())


def find_heading(sheet: Sheet, k: int) -> Fragment | None:
    """A chapter's heading that says it is a letter, and from whom to whom."""
    start, end = bare(sheet.page.text, *sheet.places[k])
    if end - start > 120:
        return None
    kept = KEPT.fullmatch(sheet.page.text, start, end)
    if kept:
        return replace(fragment_of(sheet, k, k, "diary", "heading"), sender=kept.span("writer"))
    own = sheet.page.text[start:end]
    loud = CAPITALS.match(own)
    found = HEADED.match(CAPITALS.sub(lambda m: m[0].title(), own) if loud else own)
    if not found or (is_quoted(sheet, k) and not found["kind"]):
        return None
    sender, to = ((start + found.start(g), start + found.end(g)) if found[g] else None for g in ("writer", "to"))
    if to and loud and (quiet := re.search(r"\b[A-Z]?[a-z]", sheet.page.text[slice(*to)])):
        to = to[0], to[0] + quiet.start()  # ANN LOWE TO THE REV. MR. HALE Nether Hall, March 3
        to = (to[0], to[0] + len(sheet.page.text[slice(*to)].rstrip())) if quiet.start() else None
    return replace(fragment_of(sheet, k, k, "letter", "heading"), sender=sender, to=to)


def find_letter(sheet: Sheet, k: int, heading: Fragment | None) -> Found | None:
    """A letter that begins with its salutation, or with the place and date over that."""
    text = sheet.page.text
    start, end = bare(text, *sheet.places[k])
    last, signed = -1, None
    head = _head(sheet, k)
    at, opening, to = head if head is not None else (k, None, None)
    body = min(at + 1, len(sheet.places) - 1)
    if opening is not None and any(is_quoted(sheet, j) for j in (k, at, body)):
        runs = bare(text, *sheet.places[at])[1] > opening[1] + 2
        closed = closing_at(sheet, at, named=False) if runs else None
        last, signed = (closed[0], closed) if closed else _quoted_extent(sheet, at)
        last = last if runs or last > at else -1
    elif opening is not None:
        last, signed = _extent(sheet, at)
    elif is_quoted(sheet, k):
        opening = salutation(text, start, end, alone=False)
        if opening is not None and _carried(sheet, k) > k:
            last, signed = _quoted_extent(sheet, k)
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
    fragment = _letter(sheet, k, last, "salutation", signed)
    sender, to = (heading.sender, heading.to) if heading else (None, to)
    return _parted(sheet, replace(fragment, opening=opening, sender=sender, to=to), k, last), last + 1


def _parted(sheet: Sheet, letter: Fragment, k: int, last: int) -> list[Fragment]:
    """A letter in the paragraphs [k, last], without what those to whom it is read aloud say between."""
    text = sheet.page.text
    led = k and _ALOUD.search(text, *sheet.places[k - 1])
    told = [j for j in range(k + 1, last) if led and _is_said(sheet, j)]
    if not told:
        return [letter]
    talk = {j for j in range(k + 1, last) if is_all_quoted(sheet, j) and {j - 1, j + 1} & {*told}} | {*told}
    runs: list[list[int]] = []
    for j in (j for j in range(k, last + 1) if j not in talk):
        if runs and runs[-1][-1] == j - 1:
            runs[-1].append(j)
        else:
            runs.append([j])
    parts = [replace(fragment_of(sheet, run[0], run[-1], letter.kind, letter.cue), whole=False) for run in runs]
    parts[0] = replace(parts[0], opening=letter.opening, sender=letter.sender, to=letter.to)
    parts[-1] = replace(parts[-1], name=letter.name, signed=letter.signed)
    return parts


def _is_said(sheet: Sheet, k: int) -> bool:
    """Whether a paragraph begins with speech that its own words report of somebody else than "I"."""
    if not is_quoted(sheet, k):
        return False
    words, pieces = sheet.page.words.text, sheet.page.piece_words
    inside = {i for piece in pieces_in(sheet, k) for i in range(*pieces[piece])}
    outside = {words[i].lower() for i in range(sheet.first[k], sheet.first[k + 1]) if i not in inside}
    return bool(outside & SAYING.keys()) and "i" not in outside


def find_headed(sheet: Sheet, k: int, heading: Fragment) -> Found | None:
    """A letter that is a chapter, from the heading that says whose it is to the chapter's end."""
    if not opens_scene(sheet, k, 3) or heading.sender is None or is_quoted(sheet, k):
        return None
    last = k
    while last + 1 < len(sheet.places) and scene_of(sheet, last + 1) == scene_of(sheet, k) and last < k + LONGEST:
        last += 1
    signed = next((found for j in range(last, max(k, last - 3), -1) if (found := closing_at(sheet, j))), None)
    return [replace(_letter(sheet, k, last, "salutation", signed), sender=heading.sender, to=heading.to)], last + 1


def find_unsaluted(sheet: Sheet, k: int) -> Found | None:
    """A letter in quotation marks that nothing opens, after narration that speaks of it: signed, or set in, or run
    over paragraphs."""
    if not k or not is_all_quoted(sheet, k) or is_quoted(sheet, k - 1) or scene_of(sheet, k) != scene_of(sheet, k - 1):
        return None
    led = LEADS_IN.search(sheet.page.text, max(0, sheet.places[k - 1][1] - 60), sheet.places[k - 1][1])
    above = sheet.first[k] - sheet.first[k - 1]
    noun = sheet.noun(sheet.first[k], above if led else min(NEAR, above))
    kind = sheet.kind(noun)
    if kind not in ("letter", "note", "message") and (kind or not led or noun < 0 or sheet.is_book(noun)):
        return None
    last, signed = _quoted_extent(sheet, k)
    deep = indent(sheet, k) and not indent(sheet, k - 1)
    if not (signed or deep or (led and last > k)):
        return None
    return [_letter(sheet, k, last, "introduced", signed)], last + 1


def _letter(sheet: Sheet, k: int, last: int, cue: str, signed: tuple[int, Signed] | None) -> Fragment:
    """The paragraphs [k, last] as a letter's fragment; its `piece` is the first quotation mark's, if it is in marks."""
    fragment = fragment_of(sheet, k, last, None, cue)
    quoted = next((j for j in range(k, min(last + 1, k + 4)) if is_quoted(sheet, j)), None)
    if quoted is not None:
        piece = bisect_left(sheet.page.pieces, sheet.places[quoted][0], key=lambda q: q.start)
        fragment = replace(fragment, piece=piece if piece < len(sheet.page.pieces) else -1)
    return replace(fragment, name=signed[1].name if signed else None, signed=signed is not None)


def _head(sheet: Sheet, k: int) -> tuple[int, Place, Place | None] | None:
    """What stands over a letter from paragraph k on: the paragraph of its salutation, the salutation, and the name in
    a line that says whom it is to."""
    text, to, above = sheet.page.text, None, 0
    for j in range(k, min(len(sheet.places), k + 4)):
        lines = lines_of(sheet, j)
        if sheet.places[j][1] - sheet.places[j][0] > 200 and j > k:
            lines = lines[:1]  # the letter's own words begin below its salutation
        for line in lines:
            start, end = bare(text, *line)
            opening = salutation(text, start, end, alone=True) if start < end else None
            if opening is None and above and is_quoted(sheet, j) and _run_in(text, start, end):
                opening = salutation(text, start, end, alone=False)
            if opening is not None:
                called = is_quoted(sheet, j) and text[opening[1]] == "!"  # “Dear Anna!”
                return None if called else (j, opening, to)
            found = HEADLINE.fullmatch(text[start:end].title() if text[start:end].isupper() else text[start:end])
            above += 1
            if found is None or above > 4:
                return None
            to = (start + found.start("to"), start + found.end("to")) if found["to"] else to
    return None


def is_all_quoted(sheet: Sheet, k: int) -> bool:
    """Whether a paragraph is one quotation and nothing else."""
    at, end = sheet.places[k]
    text = sheet.page.text
    for piece in pieces_in(sheet, k):
        if any(c.isalnum() for c in text[at : sheet.page.pieces[piece].start]):
            return False
        at = sheet.page.pieces[piece].end
    return at > sheet.places[k][0] and not any(c.isalnum() for c in text[at:end])


def _quoted_extent(sheet: Sheet, k: int) -> tuple[int, tuple[int, Signed] | None]:
    """The last paragraph of a letter in quotation marks that begins at paragraph k, and its signature, if it has one:
    one quotation carried over paragraphs, or each paragraph in marks of its own."""
    deep, last, loose = indent(sheet, k), _carried(sheet, k), 0
    if last == k and k + 1 < len(sheet.places) and (carried := _carried(sheet, k + 1)) > k + 1:
        last = carried  # the salutation in marks of its own
    for j in range(k, min(len(sheet.places), k + LONGEST)):
        if scene_of(sheet, j) != scene_of(sheet, k):
            break
        inside = j <= last or (deep and indent(sheet, j))
        if not inside and not is_all_quoted(sheet, j):
            break
        loose += not inside
        if loose > LOOSE:
            break
        leads = sheet.page.text[sheet.places[j - 1][1] - 1] == ","
        named = bool(inside) or leads or not is_quoted(sheet, j) or sheet.page.text[slice(*sheet.places[j])].isupper()
        if j > k and (found := closing_at(sheet, j, named=named)):
            found = _named_soon(sheet, found)
            return max(last, _with_postscripts(sheet, found[0])), found
        if deep and indent(sheet, j):
            last = max(last, j)
    return last, None


def _named_soon(sheet: Sheet, found: tuple[int, Signed]) -> tuple[int, Signed]:
    """A signature, or that with a name a line or two below it: "Your ever faithful / old servant, / TOM HALE"."""
    for j in range(found[0] + 1, min(len(sheet.places), found[0] + 3)) if found[1].name is None else ():
        below = closing_at(sheet, j)
        if sheet.places[j][1] - sheet.places[j][0] > 60:
            break
        if below and below[1].name and sheet.page.text[sheet.places[j - 1][1] - 1] in ",-—":
            return below
    return found


def _with_postscripts(sheet: Sheet, last: int) -> int:
    text = sheet.page.text
    while last + 1 < len(sheet.places) and POSTSCRIPT.match(text, bare(text, *sheet.places[last + 1])[0]):
        last += 1
    return last


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


def closing_at(sheet: Sheet, j: int, *, named: bool = True) -> tuple[int, Signed] | None:
    """The signature in paragraph j, and the paragraph it ends in: the closing's own, or that of the name below it.

    `named`: a name alone in its paragraph signs too.
    """
    text = sheet.page.text
    start, end = bare(text, *sheet.places[j])
    if start >= end:
        return None
    short = end - start <= 90 or "\n" in text[start:end]
    line = CLOSING_LINE.fullmatch(text, start, end) if end - start <= 90 else None
    found = closing(text, start, end)
    leads = text[end - 1] == "," and end - start > 90  # "... your neighbour and old friend,"
    if (line or leads or (found and not found.name)) and j + 1 < len(sheet.places):
        a, b = bare(text, *sheet.places[j + 1])
        below = NAME_LINE.fullmatch(text, *_undashed(text, a, b)) if b - a <= 60 else None
        if below and below["name"] and (not leads or _signs(sheet, j + 1)):
            return j + 1, Signed(b, below.span("name"))
    if not found and end - start <= 200 and (lines := _signed_lines(sheet, j)):
        return j, lines
    if found and (short or text[start:end].rstrip()[-200:].strip()):
        return j, found
    if line:
        return j, Signed(end, None)
    alone = NAME_LINE.fullmatch(text, start, end) if named and end - start <= 40 else None
    if alone and alone["name"] and alone["name"].lower() in NO_NAME:
        return None
    if alone and alone["name"] and len(alone["name"].split()) <= 4 and _signs(sheet, j):
        return j, Signed(end, alone.span("name"))
    return None


def _signed_lines(sheet: Sheet, j: int) -> Signed | None:
    """The signature of a paragraph whose lines close a letter one below the other, the name last."""
    text = sheet.page.text
    *above, last = [bare(text, *line) for line in lines_of(sheet, j)]
    name = NAME_LINE.fullmatch(text, *last)
    if not name or not name["name"] or not any(CLOSING_LINE.fullmatch(text, *line) for line in above):
        return None
    return Signed(last[1], name.span("name"))


def _undashed(text: str, start: int, end: int) -> Place:
    while start < end and text[start] in "—–- ":
        start += 1
    return start, end


def _signs(sheet: Sheet, j: int) -> bool:
    """Whether a line that is a name is no heading: in mixed case, or under words that lead to it, or set in."""
    text, (start, end) = sheet.page.text, sheet.places[j]
    return not text[start:end].isupper() or end - start <= 6 or indent(sheet, j) > 0 or text[end - 1] in _CLOSES or (
        j > 0 and text[sheet.places[j - 1][1] - 1] in ",-—"
    )  # fmt: skip


def _extent(sheet: Sheet, k: int) -> tuple[int, tuple[int, Signed] | None]:
    """The last paragraph of a letter that begins at paragraph k, and its signature, if it has one."""
    text, scene = sheet.page.text, scene_of(sheet, k)
    opens = opens_scene(sheet, k)
    end = k + 1
    while end < len(sheet.places) and end < k + LONGEST and scene_of(sheet, end) == scene:
        if not is_quoted(sheet, end) and salutation(text, *bare(text, *sheet.places[end]), alone=True):
            break
        if not is_quoted(sheet, end) and (opens or end < k + 40) and (found := closing_at(sheet, end)):
            return _with_postscripts(sheet, found[0]), found
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
    told = (sheet.page.clusters.teller >= 0).any()
    return bool(said & (frozenset({"you", "your", "yours"}) if told else _FIRST))
