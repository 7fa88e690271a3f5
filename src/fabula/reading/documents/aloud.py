"""A letter read aloud in pieces: where its reader begins, and which stretches after talk go on with it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from fabula.language.saying import SAYING
from fabula.reading.documents.letters import closing, salutation
from fabula.reading.documents.reports import Report, Stretch
from fabula.reading.documents.sheet import LONGEST, Fragment, Sheet, fragment_of, scene_of
from fabula.reading.documents.writing import closing_at, is_all_quoted
from fabula.reading.page import PROP
from fabula.reading.speech.subjects import subject_of

REACH = 220
"""Fragments of one document lie at most so many words apart."""

_READING = re.compile(
    r"(?:(?:began|begins?|started|starts|set about|commenced) (?:to read|reading)|"
    r"(?<!to )(?<!had )(?<!having )\bread(?:s|ing)?) ?(?:it|this)?(?: (?:aloud|out|out loud|slowly))*\b",
)
_OPENED = frozenset(
    "unfolded opened slit unsealed smoothed flattened unrolled spread tore broke turned tilted held lifted unfolding "
    "opening unsealing smoothing unrolling turning".split()
)
_FOUND_PLACE = re.compile(
    r"\b(?:(?:found|finds) (?:her|his|their|my|the) place(?: again)?(?=\s*[.,:;])|reads? (?:on|further)\b|"
    r"(?:went|goes|going) on (?:reading|to read|with (?:the (?:letter|note|rest|reading)|it))\b|"
    r"(?:continued|continues|resumed|resumes|began|started) (?:reading|to read|the (?:letter|note|reading))\b|"
    r"(?:went|turned|returned|looked|came) back to (?:the|her|his) (?:letter|note|page|paper|sheet)\b|"
    r"turned (?:over the (?:page|sheet|paper)|the (?:page|sheet|paper) over)\b|"
    r"took up the (?:letter|note|page|paper|sheet) again\b|read the (?:rest|next|last|end)\b)"
)
"""What says that somebody goes on with what he or she reads."""
_WENT_ON = re.compile(r"\b(?:went on|goes on|continued|continues|resumed|resumes|began again)\s*[.,:;]")
"""What may say so: people go on with what they say, too."""
_ASKED = re.compile(
    r"(?:(?:well|yes|and|please|oh),? )?(?:go on|read on|keep (?:going|reading)|don['’]t stop|read (?:it|the rest)|"
    r"what (?:else|more) does (?:it|he|she) say|what comes next|is there more|and then)\b[\w ,]*[.?!]*$",
    re.I,
)
"""How a listener asks for more."""
_OF_READING = re.compile(r"\b(?:reads?|reading|letter|he says|she says|it says|writes|wrote)\b", re.I)


def begins(sheet: Sheet, s: Stretch, before: int) -> Report | None:
    """The report of a stretch that opens with a salutation and that the sentence before it leads to.

    The sentence tells of reading, or of a letter that is opened ("She turned the paper to the window."). "Dear Ann,"
    alone is what one says to Ann.
    """
    opening = salutation(sheet.page.text, s.start, s.end, alone=False)
    if opening is None:
        return None
    words, m = sheet.page.words, sheet.page.mentions
    high = s.first
    if high < 2 or words.paragraph[high - 1] < s.paragraph - 1 or before == high:
        return None
    low = high - 2
    while (
        low > before
        and words.text[low - 1] not in (".", "!", "?")
        and (words.paragraph[low - 1] == words.paragraph[high - 1])
    ):
        low -= 1
    low = max(low, before)
    sentence = sheet.page.text[int(words.start[low]) : int(words.end[high - 1])]
    noun = sheet.noun(high, high - low)
    for i in range(high - 1, low - 1, -1):
        if words.text[i].lower() not in ("read", "reads", "reading"):
            continue
        at = int(words.start[i]) - int(words.start[low])
        told = any(f.start() <= at < f.end() for f in _READING.finditer(sentence))
        who = subject_of(sheet.page, i, sheet.by_end) if told else None
        if who is not None and m.start[who] >= low:
            return Report("reads", i, who, noun)
    if noun < 0 or sheet.is_book(noun) or s.last - s.first < 12 or opening[1] >= s.end - 1:
        return None
    if sheet.page.text[s.start : s.start + 4] != "Dear":
        return None
    for i in range(noun - 1, low - 1, -1):
        if words.text[i].lower() in _OPENED and (who := subject_of(sheet.page, i, sheet.by_end)) is not None:
            return Report("reads", i, who, noun)
    return None


def goes_on(sheet: Sheet, some: Sequence[Stretch], k: int, last: Fragment) -> bool:
    """Whether a stretch goes on with a letter whose reader talked, or was talked to, after `last`.

    It does where the text says so, where it closes the letter with a signature, and where a listener asked for more
    and the letter closes soon after.
    """
    s = some[k]
    if last.cue != "reads" or last.signed or s.piece < 0 or last.piece < 0 or not _near(sheet, last.last, s):
        return False
    text, words = sheet.page.text, sheet.page.words
    if salutation(text, s.start, s.end, alone=False) is not None:
        return False
    after = some[k + 1].first if k + 1 < len(some) else len(words)
    reported = text[s.end - 1] in ",—–-…" or (s.last < after and words.text[s.last].islower())
    clause = (s.last, _clause(sheet, s, after))
    if reported and _by_reader(sheet, clause, _FOUND_PLACE, last, said=False):
        return True
    if _spoken(sheet, s, after):
        return False
    led = _led(sheet, s, some[k - 1].last)
    if led is not None and _by_reader(sheet, led, _FOUND_PLACE, last):
        return True
    if _closes(sheet, s):
        return True
    if s.last - s.first < 8 or _OF_READING.search(text, s.start, s.end) or text[s.end - 1] == "?":
        return False
    alone = words.paragraph[s.first - 1] != s.paragraph
    previous = some[k - 1]
    asked = alone and previous.paragraph == s.paragraph - 1 and _ASKED.match(text, previous.start, previous.end)
    going = led is not None and led[0] == sheet.first[s.paragraph] and _by_reader(sheet, led, _WENT_ON, last)
    return bool(asked or going) and _closes_later(sheet, some, k)


def carried_on(sheet: Sheet, s: Stretch, found: Sequence[Fragment]) -> Fragment | None:
    """The rest of a letter that a clause reports after its salutation, "Dear Ann," wrote Tom, "I ...", where a stretch
    is its next paragraph: from there to the signature each paragraph stands in marks of its own."""
    last = found[-1] if found else None
    if last is None or last.verb < 0 or last.signed or last.piece < 0 or s.piece < 0:
        return None
    k = bisect_right(sheet.places, s.start, key=lambda place: place[0]) - 1
    beside = sheet.first[k - 1] <= last.first and last.last <= sheet.first[k] >= s.first
    if not k or not beside or not any(f.opening and f.verb == last.verb for f in found[-3:]):
        return None
    for j in range(k, min(len(sheet.places), k + LONGEST)):
        if not is_all_quoted(sheet, j) or scene_of(sheet, j) != scene_of(sheet, k):
            return None
        if signed := closing_at(sheet, j, named=False):
            rest = fragment_of(sheet, k, signed[0], last.kind, last.cue)
            told = replace(last, start=rest.start, end=rest.end, first=rest.first, last=rest.last, piece=s.piece)
            return replace(told, opening=None, name=signed[1].name, signed=True)
    return None


def _near(sheet: Sheet, word: int, s: Stretch) -> bool:
    scene = sheet.page.scene
    return s.first - word <= REACH and bool(scene[s.first] == scene[word - 1])


def _led(sheet: Sheet, s: Stretch, before: int) -> tuple[int, int] | None:
    """The words of narration just before a stretch: in its paragraph, or a paragraph that they alone fill."""
    paragraph = sheet.page.words.paragraph
    low = s.first
    while low > before and paragraph[low - 1] == s.paragraph:
        low -= 1
    if low == s.first and low > before:
        above = paragraph[low - 1]
        while low > before and paragraph[low - 1] == above:
            low -= 1
        if low and paragraph[low - 1] == above:
            return None
    return (low, s.first) if low < s.first else None


def _clause(sheet: Sheet, s: Stretch, after: int) -> int:
    """The end of the clause of narration after a stretch in its paragraph."""
    words = sheet.page.words
    high = s.last
    while high < min(after, s.last + 12, len(words)) and words.paragraph[high] == s.paragraph:
        high += 1
        if words.text[high - 1] in (".", "!", "?", ";"):
            break
    return high


def _by_reader(
    sheet: Sheet, place: tuple[int, int], pattern: re.Pattern[str], last: Fragment, *, said: bool = True
) -> bool:
    """Whether these words match, said of nobody who by name is another than the letter's reader.

    With `said` false, no verb of saying may stand before: "she said, and went back to the letter".
    """
    low, high = place
    words, m, entity = sheet.page.words, sheet.page.mentions, sheet.page.clusters.entity
    if low >= high:
        return False
    found = pattern.search(sheet.page.text, int(words.start[low]), int(words.end[high - 1]))
    if found is None:
        return False
    verb = next((i for i in range(low, high) if words.start[i] >= found.start()), high - 1)
    if not said and any(w.lower() in SAYING for w in words.text[low:verb]):
        return False
    who = subject_of(sheet.page, verb, sheet.by_end)
    if who is None or last.reader < 0 or m.kind[who] != PROP:
        return True
    return bool(entity[who] == entity[last.reader])


def _spoken(sheet: Sheet, s: Stretch, after: int) -> bool:
    """Whether somebody is told to say a stretch."""
    words = sheet.page.words.text[s.last : _clause(sheet, s, after)]
    return any(w.lower() in SAYING for w in words)


def _closes(sheet: Sheet, s: Stretch) -> bool:
    signed = closing(sheet.page.text, s.start, s.end)
    return signed is not None and signed.name is not None


def _closes_later(sheet: Sheet, some: Sequence[Stretch], k: int) -> bool:
    """Whether a stretch, or one that follows it in the scene, closes a letter before another begins."""
    text = sheet.page.text
    for before, s in pairwise(some[k:]):
        if _closes(sheet, before):
            return True
        if not _near(sheet, before.last, s) or salutation(text, s.start, s.end, alone=False) is not None:
            return False
    return bool(some) and _closes(sheet, some[-1])
