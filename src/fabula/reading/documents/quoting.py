"""Which quoted or italic stretches of a story are writing: what a note says, what somebody reads out or wrote."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fabula.language.saying import SAYING
from fabula.reading.documents.aloud import begins, carried_on, goes_on
from fabula.reading.documents.letters import (
    KIN,
    LAST_NAME,
    SALUTATION,
    STOPS,
    Signed,
    closing,
    salutation,
)
from fabula.reading.documents.reports import DICTATED, Report, Stretch, find_report
from fabula.reading.documents.sheet import Fragment, Sheet
from fabula.reading.speech.subjects import subject_of

_NESTED = re.compile(r"(?<!\w)[‘'“\"]([^‘“\"]+?)[’'”\"](?=$|[\s.,!?;:—–)”’\"'-])")
_OPENS = "‘'“\""
_REMARK = re.compile(
    r"(?:hum|h'm|hm|humph|well|why|ah|aha|oh|now|so|there|good|dear me|come|yes|no|nonsense|"
    r"really|indeed|what)\b[!?,.]",
    re.I,
)
CONTEXT = 120
"""Somebody reads from a piece of writing that was named within so many words."""


def stretches(sheet: Sheet) -> list[Stretch]:
    """The stretches that may be writing, in order: the quotations, and italics of two words or more outside them."""
    page = sheet.page
    out = [
        Stretch(q.inner_start, q.inner_end, *span, q.paragraph, k)
        for k, (q, span) in enumerate(zip(page.pieces, page.piece_words, strict=True))
    ]
    opens = [q.start for q in page.pieces]
    starts = page.words.start
    for e in page.emphasis:
        at = bisect_right(opens, e.start) - 1
        if at >= 0 and page.pieces[at].end >= e.end:
            continue
        first, last = int(np.searchsorted(starts, e.start)), int(np.searchsorted(starts, e.end))
        if last - first >= 2 and last <= len(page.words):
            out.append(Stretch(e.start, e.end, first, last, int(page.words.paragraph[first]), -1))
    return sorted(out, key=lambda s: (s.start, -s.end))


def find_quoted(sheet: Sheet, blocks: Sequence[Fragment]) -> list[Fragment]:
    """The stretches that are writing, outside the blocks, in order."""
    text = sheet.page.text
    starts = [b.start for b in blocks]
    some = stretches(sheet)
    out: list[Fragment] = []
    for k, s in enumerate(some):
        at = bisect_right(starts, s.start + 1) - 1
        if at >= 0 and blocks[at].end >= s.end:
            continue
        if (k and s.first < some[k - 1].last) or (out and s.start < out[-1].end):
            continue
        before = some[k - 1].last if k else 0
        after = some[k + 1].first if k + 1 < len(some) else len(sheet.page.words)
        report = find_report(sheet, s, before, after)
        if report is None and s.piece >= 0 and not _spoken(sheet, s, after):
            report = begins(sheet, s, before)
        last = out[-1] if out else None
        nested = s.piece >= 0 and text[s.start] in _OPENS and s.end - s.start > 2
        if s.piece >= 0 and not nested and last is not None and last.cue in ("nested", "reads"):
            inner = _NESTED.search(text, s.start, s.end + 1)  # comments, and then the letter again
            nested = inner is not None and inner[1].count(" ") > 3 and last.last >= s.first - CONTEXT
        if report is None and not (nested and _in_context(sheet, s, last)):
            previous = some[k - 1] if k else None
            more = last is not None and _continues(sheet, s, previous, last, spoken=_spoken(sheet, s, after))
            if (rest := carried_on(sheet, s, out)) is not None:
                out.append(rest)
            elif last is not None and (more or goes_on(sheet, some, k, last)):
                out.append(_plain(sheet, s, replace(last, opening=None, name=None, signed=False)))
            elif s.piece >= 0 and _complete(text, s):
                out.append(_plain(sheet, s, None))
            continue
        if nested and not (report and report.cue == "wrote"):
            out.extend(_inner(sheet, s, report))
            continue
        if report is None or (report.cue == "reads" and not _readable(sheet, s, last)):
            continue
        given = Fragment(
            0, 0, 0, 0, None, report.cue, verb=report.verb, noun=report.noun,
            writer=report.mention if report.cue in ("wrote", "dictated") else -1,
            reader=report.mention if report.cue == "reads" else -1,
        )  # fmt: skip
        out.append(_plain(sheet, s, given))
    return out


def _plain(sheet: Sheet, s: Stretch, given: Fragment | None) -> Fragment:
    """A stretch as a fragment, with what its own words say; `given` is what is known of it from outside."""
    text = sheet.page.text
    base = given or Fragment(0, 0, 0, 0, None, "form")
    start, end = s.start, s.end
    while start < end and text[start] in "‘'“\"_":
        start += 1
    while end > start and text[end - 1] in "’'”\"_" and start > s.start:
        end -= 1
    opening = salutation(text, start, end, alone=False)
    if opening is None and end - start < 60:
        if text[end - 1 : end] == ",":
            opening = salutation(text, start, end, alone=True)
        elif given is not None and SALUTATION.match(text[start:end] + ","):
            opening = start, end
    signed = closing(text, start, end)
    if signed is None and (found := LAST_NAME.search(text, max(start, end - 60), end)):
        last = found.span("name")
        signed = (
            Signed(end, last) if all(w.lower().strip(".") in sheet.known | KIN for w in found["name"].split()) else None
        )
    name = signed.name if signed else None
    if base.cue == "signed" and name is None:
        name = start, end - (text[end - 1] in ".,!")
    return replace(
        base, start=start, end=end, first=s.first, last=s.last, opening=opening, piece=s.piece, name=name,
        signed=signed is not None or base.cue == "signed", noun=base.noun if base.noun >= 0 else sheet.noun(s.first),
    )  # fmt: skip


def _inner(sheet: Sheet, s: Stretch, report: Report | None) -> list[Fragment]:
    """The parts of speech that stand in marks of their own: what the speaker reads out or dictates."""
    text, words = sheet.page.text, sheet.page.words
    out = []
    base = Fragment(0, 0, 0, 0, None, report.cue if report else "nested", verb=report.verb if report else -1)
    if report is not None:
        base = replace(
            base, noun=report.noun, writer=report.mention if report.cue in ("wrote", "dictated") else -1,
            reader=report.mention if report.cue == "reads" else -1,
        )  # fmt: skip
    for found in _NESTED.finditer(text, s.start, s.end + 1):
        a, b = found.span(1)
        first, last = int(np.searchsorted(words.start, a)), int(np.searchsorted(words.start, b))
        if last > first:
            out.append(_plain(sheet, Stretch(a, b, first, last, s.paragraph, s.piece), base))
    return out or [_plain(sheet, s, base)]


def _complete(text: str, s: Stretch) -> bool:
    """Whether a stretch is writing by its form alone: salutation and signature, or a telegram's stops."""
    if s.end - s.start < 30:
        return False
    if len(STOPS.findall(text, s.start, s.end)) >= 2:
        return True
    return salutation(text, s.start, s.end, alone=False) is not None and bool(
        (found := closing(text, s.start, s.end)) and found.name
    )


def _in_context(sheet: Sheet, s: Stretch, last: Fragment | None) -> bool:
    """Whether a quotation inside speech may be read from something: writing was spoken of, or is being read."""
    if last is not None and last.last >= s.first - CONTEXT and last.cue in ("nested", "reads", "dictated", "says"):
        return True
    if _saluted(sheet, s):
        return True
    noun = sheet.noun(s.first, NEAR_NESTED)
    low = max(0, s.first - NEAR_NESTED)
    if {*sheet.page.words.lower[low : s.first]} & DICTATED:
        return True
    return noun >= 0 and sheet.kind(noun) is not None and not sheet.is_book(noun) and _definite(sheet, noun)


NEAR_NESTED, NEAR_SALUTED = 45, 250


def _saluted(sheet: Sheet, s: Stretch) -> bool:
    """Whether speech begins with a salutation in marks of its own, where a letter was spoken of: “'Dear both,' she
    says.”"""
    inner = _NESTED.match(sheet.page.text, s.start, s.end + 1)
    noun = sheet.noun(s.first, NEAR_SALUTED)
    if inner is None or noun < 0 or sheet.kind(noun) not in ("letter", "note", "message"):
        return False
    return salutation(sheet.page.text, *inner.span(1), alone=False) is not None


def _definite(sheet: Sheet, noun: int) -> bool:
    before = [w.lower() for w in sheet.page.words.text[max(0, noun - 3) : noun]]
    return any(w in ("the", "this", "that", "his", "her", "my", "your", "their", "'s", "’s") for w in before)


def _continues(sheet: Sheet, s: Stretch, before: Stretch | None, last: Fragment, *, spoken: bool) -> bool:
    """Whether a stretch without a report of its own goes on the fragment just before it, across a short report."""
    if before is None or last.last != before.last or before.paragraph != s.paragraph or spoken:
        return False
    if last.signed or last.cue == "nested" or (s.piece < 0) != (last.piece < 0):
        return False
    between = range(before.last, s.first)
    if sheet.page.words.text[s.first - 1] in (".", "!", "?") and (_remarks(sheet, s) or _is_name(sheet, last)):
        return False
    return len(between) <= 12 and (last.verb in between or len(between) <= 2)


def _is_name(sheet: Sheet, f: Fragment) -> bool:
    """Whether a fragment is no more than a name: that on a card."""
    if f.last - f.first > 12:
        return False
    words = [w for w in sheet.page.words.text[f.first : f.last] if w.isalpha()]
    return f.opening is None and len(words) <= 5 and all(w[0].isupper() for w in words)


def _remarks(sheet: Sheet, s: Stretch) -> bool:
    """Whether a stretch begins as a reader's remark does ("Hum! No such street here")."""
    return bool(_REMARK.match(sheet.page.text, s.start, s.end))


def _spoken(sheet: Sheet, s: Stretch, after: int) -> bool:
    """Whether a verb of saying follows a stretch, with a person who says it."""
    words = sheet.page.words
    for i in range(s.last, min(after, s.last + 6, len(words))):
        if words.text[i] in ".!?":
            return False
        if words.text[i].lower() in SAYING:
            return subject_of(sheet.page, i, sheet.by_end) is not None
    return False


def _readable(sheet: Sheet, s: Stretch, last: Fragment | None) -> bool:
    """Whether what somebody reads out here is a document, not a book or the letters of the alphabet."""
    text = sheet.page.text
    if salutation(text, s.start, s.end, alone=False) or closing(text, s.start, s.end):
        return True
    noun = sheet.noun(s.first, CONTEXT)
    if noun >= 0:
        return not sheet.is_book(noun)
    return last is not None and last.last >= s.first - CONTEXT


def is_alphabet(text: str) -> bool:
    """Whether a fragment is one letter: somebody spells."""
    return len([c for c in text if c.isalnum()]) <= 1
