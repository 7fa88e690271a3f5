"""Project Gutenberg's header and licence: where the work lies between them, and what the header says about it."""

from __future__ import annotations

import re
from dataclasses import replace

from fabula.story import Metadata, Span

_START = re.compile(
    r"^[ \t]*\*{2,}\s?START OF (?:TH(?:E|IS) )?PROJECT GUTENBERG[^\n]*(?:\n(?!\s*\n)[^\n]*\*{3})?", re.I | re.M
)
_SMALL_PRINT = re.compile(r"^[^\n]{0,10}\*END[^\n]{0,4}THE SMALL PRINT[^\n]*", re.I | re.M)
_END = re.compile(
    r"^[ \t]*(?:\*{2,}\s?END OF (?:TH(?:E|IS) )?PROJECT GUTENBERG|"
    r"\W{0,3}(?:This is the )?End of (?:the |this )?Project Gutenberg|\*{3} ?START: FULL LICENSE)",
    re.I | re.M,
)
_PREAMBLE = re.compile(r"\bProject Gutenberg", re.I)
_ABOUT = re.compile(
    r"project gutenberg|e-?text|\be-?books?\b|small print|public domain|copyright|"
    r"produced by|prepared by|transcribed by|scanned|"
    r"proofread|release date|\[(?:date last|most recently|this file)|character set|^(?:title|author|translator|editor|"
    r"illustrator|language|credits|posting date|edition)\s*:|html version|www\.|ascii|@",
    re.I | re.M,
)
_CREDIT = re.compile(
    r"\W{0,3}(?:(?:this )?(?:e-?text|e-?book|file|html|transcription)[^\n]{0,40}\b(?:was )?)?"
    r"(?:produced|prepared|transcribed|scanned|proofread|digitized|created|typed)\b[^\n]{0,40}\b(?:by|from|for)\b",
    re.I,
)
_FIELD = re.compile(
    r"^(Title|Author|Language|Release Date|Posting Date|Translator|Editor|Credits)\s*:[ \t]*(.*(?:\n[ \t]+\S.*)*)", re.M
)
_OLD_TITLE = re.compile(
    r"Project Gutenberg(?:'s|’s)?(?: E-?(?:text|book))?(?: of)?,? (?P<title>[^\n]{2,120}?),? by "
    r"(?P<author>[^\n*]{3,60})",
    re.I,
)


def work(text: str) -> tuple[Span | None, Metadata]:
    """The stretch between Project Gutenberg's header and licence, and what the header says; None where neither is."""
    start, head = 0, ""
    markers = [m for m in (_START.search(text), _SMALL_PRINT.search(text[:60_000])) if m]
    if markers:
        start = max(m.end() for m in markers)
        head = text[:start]
    elif _PREAMBLE.search(text[:1500]):
        start = _after_preamble(text)
        head = text[:start]
    ending = _END.search(text, start)
    end = ending.start() if ending else len(text)
    if not head and not ending:
        return None, Metadata()
    return Span(start, end), _fields(head)


def _after_preamble(text: str) -> int:
    """Past the last paragraph of a header without a marker: those that speak of the file and not of the story."""
    at = found = 0
    misses = 0
    for match in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text[:60_000]):
        if _ABOUT.search(match[0]):
            found, misses = match.end(), 0
        else:
            misses += 1
        at = match.end()
        if misses > 2:
            break
    return min(found, at)


def is_credit(text: str) -> bool:
    """Whether a paragraph says who made the file: "Produced by ...", "This etext was prepared by ..."."""
    return len(text) < 600 and bool(_CREDIT.match(text)) and text.count("”") + text.count('"') == 0


def _fields(head: str) -> Metadata:
    """The header's fields."""
    values: dict[str, str] = {}
    for match in _FIELD.finditer(head):
        values.setdefault(match[1], " ".join(match[2].split()))
    found = Metadata(
        title=values.get("Title") or None,
        authors=tuple(a.strip() for a in re.split(r"\s+and\s+|;", values.get("Author", "")) if a.strip()),
        language=values.get("Language") or None,
        published=re.sub(r"\s*\[.*", "", values.get("Release Date", values.get("Posting Date", ""))) or None,
    )
    old = _OLD_TITLE.search(head)
    if old and not found.title:
        found = replace(found, title=" ".join(old["title"].split()).strip(" ,*"))
    if old and not found.authors:
        found = replace(found, authors=(" ".join(old["author"].split()).strip(" ,.*"),))
    return found
