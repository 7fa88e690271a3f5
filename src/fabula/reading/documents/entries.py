"""Writing in paragraphs of its own that is no letter: chat, diaries, telegrams, cuttings, notes, spells, stones."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

import numpy as np

from fabula.reading.documents.letters import (
    CHAT,
    DATED,
    DATELINE,
    NAME_LINE,
    SCREENS,
    STOPS,
    Signed,
    bare,
    is_headline,
    is_typed,
    salutation,
)
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
from fabula.reading.documents.writing import closing_at, find_headed, find_heading, find_letter, find_unsaluted
from fabula.reading.page import PROP


def find_blocks(sheet: Sheet) -> list[Fragment]:
    """The writing that stands in paragraphs of its own, in order."""
    out: list[Fragment] = []
    k, count = 0, len(sheet.places)
    heading: Fragment | None = None
    keeper: Fragment | None = None
    last: Fragment | None = None
    headed = -9
    letters = _headings(sheet)
    while k < count:
        if k - headed > 4:
            heading = None
        if (read := find_heading(sheet, k)) is not None:
            keeper = read if read.kind == "diary" else None
            if keeper is None:
                if read.sender and not read.to and last is not None and _same_name(sheet, read, last):
                    read = replace(read, to=last.to)  # "Ann Lowe in continuation"
                heading = read if heading is None or read.sender else heading
                last = read if read.sender else last
            headed, k = k, k + 1
            continue
        if keeper is not None and k - headed > 2 and _opens_other(sheet, k):
            keeper = None
        found = find_letter(sheet, k, heading)
        if found is None and heading is not None and last is heading and k == headed + 1 and letters > 2:
            found = find_headed(sheet, k, heading)
        found = found or find_chat(sheet, k)
        found = found or find_entry(sheet, k, out, keeper) or find_wire(sheet, k)
        found = found or find_cutting(sheet, k) or find_unsaluted(sheet, k)
        found = found or (find_introduced(sheet, k) if heading is None else None)
        if found is None:
            k += 1
            continue
        fragments, k = found
        out.extend(fragments)
        heading = None
    return kept_diaries(out)


def find_chat(sheet: Sheet, k: int) -> Found | None:
    """A run of lines that name who sends each: "mira: where are you", "[22:14] Jon: ..."."""
    text = sheet.page.text
    lines: list[tuple[Place, Place, bool]] = []
    typed = 0
    last = k
    while last < len(sheet.places) and sheet.places[last][1] - sheet.places[last][0] < 2000 and last < k + LONGEST:
        places = lines_of(sheet, last)
        found: list[re.Match[str]] = []
        for place in places:
            if (match := CHAT.fullmatch(text, *place)) is None:
                break  # as most lines do, and the first of a paragraph tells
            found.append(match)
        if len(found) < len(places):
            break
        typed += sum(is_typed(f["said"]) for f in found)
        lines += [(p, f.span("who"), bool(f["time"] or f["after"])) for p, f in zip(places, found, strict=True)]
        last += 1
    if not lines:
        return None
    senders = [text[a:b] for _, (a, b), _ in lines]
    before = {*sheet.page.words.lower[max(0, sheet.first[k] - NEAR) : sheet.first[k]]}
    some_known = any(s.split()[0].lower() in sheet.known for s in senders)
    timed = sum(t for _, _, t in lines) >= 0.5 * len(lines)
    hasty = len(lines) >= 2 and some_known and typed > 0.5 * len(lines)
    small = all(s.islower() for s in senders) and len(lines) >= 2 and (some_known or len(set(senders)) < len(senders))
    named = small and "\n" not in "".join(senders)
    told = len(lines) >= 2 and some_known and before & SCREENS
    if not (timed or hasty or named or told):
        return None
    out: list[Fragment] = []
    starts = sheet.page.words.start
    for (start, end), who, _ in lines:
        if out and text[slice(*out[-1].sender or who)].lower() == text[slice(*who)].lower():
            out[-1] = replace(out[-1], end=end, last=int(np.searchsorted(starts, end)))
            continue
        first, after = int(np.searchsorted(starts, start)), int(np.searchsorted(starts, end))
        out.append(Fragment(start, end, first, after, "message", "sender", sender=who, whole=True))
    return out, last


def _headings(sheet: Sheet) -> int:
    """How many chapters' headings say that the chapter is a letter: in a novel of letters, many."""
    places = range(len(sheet.places))
    found = (find_heading(sheet, k) for k in places if opens_scene(sheet, k, 3))
    return sum(read is not None and read.kind == "letter" and read.sender is not None for read in found)


def _same_name(sheet: Sheet, one: Fragment, other: Fragment) -> bool:
    text = sheet.page.text
    return text[slice(*one.sender or (0, 0))].casefold() == text[slice(*other.sender or (0, 0))].casefold()


def _opens_other(sheet: Sheet, k: int) -> bool:
    """Whether a chapter begins at paragraph k, which its heading does: the diary before it is at its end."""
    start, end = sheet.places[k]
    new = k > 0 and scene_of(sheet, k) != scene_of(sheet, k - 1)
    return new and end - start < 80 and sheet.page.text[end - 1] not in '.!?…”"_'


def find_entry(sheet: Sheet, k: int, before: list[Fragment], keeper: Fragment | None = None) -> Found | None:
    """A diary's entry under its date, as far as it says "I", or to the next date or chapter; under the heading that
    says who keeps the diary (`keeper`), to the next date or heading."""
    text = sheet.page.text
    start, end = bare(text, *sheet.places[k])
    date = DATED.match(text, start, min(end, start + 60))
    if not date or (date.end() < end and text[date.end()] not in ".,:;—–-\n (") or is_quoted(sheet, k):
        return None
    alone = DATELINE.fullmatch(text, start, end) is not None
    if keeper is not None:
        last = k
        while last + 1 < min(len(sheet.places), k + LONGEST) and not _ends_entry(sheet, last + 1):
            last += 1
        return [
            replace(fragment_of(sheet, k, last, "diary", "date"), opening=date.span(), sender=keeper.sender)
        ], last + 1
    if alone and not (k + 1 < len(sheet.places) and _says_i(sheet, k + 1)):
        return None
    if not alone and ((date[0][:1].isalpha() and date[0].endswith("day")) or not _says_i(sheet, k)):
        return None
    noun = sheet.noun(sheet.first[k], 250)
    scene, opens = scene_of(sheet, k), opens_scene(sheet, k) and not narrated_before(sheet, k)
    last, dated = k + alone, False
    while last + 1 < min(len(sheet.places), k + LONGEST) and scene_of(sheet, last + 1) == scene:
        a, b = bare(text, *sheet.places[last + 1])
        if (following := DATED.match(text, a, min(b, a + 60))) and not following[0].endswith("day"):
            dated = True
            break
        if salutation(text, a, b, alone=True):
            break
        if not opens and not (_says_i(sheet, last + 1)):
            break
        last += 1
    kept = opens or dated or any(sheet.kind(n) == "diary" for n in (noun, _last_diary(sheet, k)) if n >= 0)
    kept = kept or bool(before and before[-1].cue == "date" and before[-1].last == sheet.first[k])
    if not kept:
        return None
    fragment = fragment_of(sheet, k, last, "diary", "date")
    return [replace(fragment, opening=date.span())], last + 1


def _ends_entry(sheet: Sheet, k: int) -> bool:
    """Whether another entry, a letter or another writer's diary begins at paragraph k."""
    text = sheet.page.text
    start, end = bare(text, *sheet.places[k])
    dated = DATED.match(text, start, min(end, start + 60))
    run = dated and text[dated.end() : dated.end() + 1] in ("", *".,:;—–-\n (")
    return bool(run) or find_heading(sheet, k) is not None or _opens_other(sheet, k)


def _last_diary(sheet: Sheet, k: int) -> int:
    at = bisect_left(sheet.nouns, sheet.first[k])
    return next((n for n in reversed(sheet.nouns[max(0, at - 8) : at]) if sheet.kind(n) == "diary"), -1)


def _says_i(sheet: Sheet, k: int) -> bool:
    """Whether a paragraph that is not dialogue says "I"."""
    if is_quoted(sheet, k):
        return False
    words = sheet.page.words.text[sheet.first[k] : min(sheet.first[k + 1], sheet.first[k] + 250)]
    return any(w in ("I", "my", "My", "me") for w in words)


def kept_diaries(found: list[Fragment]) -> list[Fragment]:
    """The fragments without dated stretches that nothing says are a diary's: without the noun it takes three."""
    dated = [f for f in found if f.cue == "date"]
    if len(dated) >= 3 or any(f.kind == "diary" and (f.noun >= 0 or f.sender) for f in dated):
        return found
    return [f for f in found if f.cue != "date"]


def find_wire(sheet: Sheet, k: int) -> Found | None:
    """A telegram: capitals or not, with STOP between its sentences."""
    text = sheet.page.text
    start, end = bare(text, *sheet.places[k])
    if (
        end - start > 600
        or next(pieces_in(sheet, k), None) is not None
        or is_quoted(sheet, k)
        or len(STOPS.findall(text, start, end)) < 2
    ):
        return None
    tail = text[start:end].upper().rstrip(" .")
    at = tail.rfind("STOP") + 4
    name = bare(text, start + at, start + len(tail)) if at < len(tail) else None
    if name is not None and (len(text[slice(*name)].split()) > 3 or name[0] >= name[1]):
        name = None
    return [replace(fragment_of(sheet, k, k, "message", "telegram"), name=name, signed=name is not None)], k + 1


def find_cutting(sheet: Sheet, k: int) -> Found | None:
    """A newspaper's piece under its headline, where the story has just spoken of the paper."""
    start, end = bare(sheet.page.text, *sheet.places[k])
    noun = sheet.noun(sheet.first[k], 80)
    if end - start > 160 or sheet.kind(noun) != "newspaper" or not is_headline(sheet.page.text[start:end]):
        return None
    m, entity = sheet.page.mentions, sheet.page.clusters.entity
    low = int(np.searchsorted(m.start, sheet.first[max(0, k - 3)]))
    around = {int(e) for e in entity[low : int(np.searchsorted(m.start, sheet.first[k]))]}
    last = k
    while last + 1 < min(len(sheet.places), k + 5) and not is_quoted(sheet, last + 1):
        a, b = np.searchsorted(m.start, (sheet.first[last + 1], sheet.first[last + 2]))
        if around & {int(e) for i, e in enumerate(entity[a:b], int(a)) if m.kind[i] == PROP}:
            break
        last += 1
    if last == k:
        return None
    return [replace(fragment_of(sheet, k, last, "newspaper", "headline"), opening=(start, end))], last + 1


def find_introduced(sheet: Sheet, k: int) -> Found | None:
    """A note, an inscription, a spell that stands by itself after a sentence that speaks of it."""
    if k == 0 or is_quoted(sheet, k) or scene_of(sheet, k) != scene_of(sheet, k - 1):
        return None
    text = sheet.page.text
    noun = sheet.noun(sheet.first[k], min(NEAR, sheet.first[k] - sheet.first[k - 1]))
    colon = text[sheet.places[k - 1][1] - 1] == ":"
    if noun < 0 or sheet.is_book(noun) or is_quoted(sheet, k - 1):
        return None
    kind = sheet.kind(noun)
    start, end = bare(text, *sheet.places[k])
    if is_headline(text[start:end]):
        if not colon and kind not in ("inscription", "newspaper"):
            return None
        return [fragment_of(sheet, k, _line_end(sheet, k), kind or "other", "introduced")], _line_end(sheet, k) + 1
    set_off = is_italic(sheet, k) or (indent(sheet, k) and not indent(sheet, k - 1))
    last, signed = _signed_soon(sheet, k)
    if colon and kind in ("spell", "inscription", "newspaper", "other"):
        last, signed = _line_end(sheet, k), None
    elif signed is None and not set_off and not (colon and kind in ("note", "letter", "diary")):
        return None
    elif signed is None:
        last = k
        while set_off and last + 1 < len(sheet.places) and (
            is_italic(sheet, last + 1) if is_italic(sheet, k) else indent(sheet, last + 1)
        ):  # fmt: skip
            last += 1
    if kind == "message" and not colon and signed is None:
        return None
    fragment = fragment_of(sheet, k, last, kind, "introduced")
    return [replace(fragment, name=signed.name if signed else None, signed=signed is not None)], last + 1


def _line_end(sheet: Sheet, k: int) -> int:
    """The last paragraph of the lines that follow paragraph k without a blank one, where blank lines part others."""
    text, last = sheet.page.text, k
    if k and text.count("\n", sheet.places[k - 1][1], sheet.places[k][0]) < 2:
        return k
    while last + 1 < len(sheet.places) and text.count("\n", sheet.places[last][1], sheet.places[last + 1][0]) == 1:
        last += 1
    return last


def _signed_soon(sheet: Sheet, k: int) -> tuple[int, Signed | None]:
    """The paragraph in which a note that begins at k is signed, within a few and with no dialogue between."""
    for j in range(k, min(len(sheet.places), k + 6)):
        if is_quoted(sheet, j):
            break
        start, end = bare(sheet.page.text, *sheet.places[j])
        found = closing_at(sheet, j)
        plain = found and NAME_LINE.fullmatch(sheet.page.text, start, end)
        if found and not plain and end - start <= 90 and (j > k or found[0] > k or found[1].end != end):
            return found
    return k, None
