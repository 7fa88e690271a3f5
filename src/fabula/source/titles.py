"""The title page of a text without markup: the short lines before the story, with title and author."""

from __future__ import annotations

import re
from dataclasses import replace

from fabula.source import gutenberg
from fabula.source.headings import is_break, looks_titled
from fabula.source.layout import Layout
from fabula.source.notes import is_head
from fabula.story import Metadata

_BY = re.compile(r"(?:(?:written|translated|edited|illustrated) )?by\b[\s:]*(?P<name>[^\n,]{3,60})?(?:,[^\n]*)?", re.I)
_TITLE_BY = re.compile(
    r"(?P<title>[^\n]{2,80}?)\s*[,\n]?\s*\n?\s*\b[Bb][Yy]:?\s+(?P<name>[A-Z][^\n,]{2,50}|[a-z]+[\d_A-Z]\w*)"
)
_IMPRINT = re.compile(
    r"\W*(?:\[illustration.*|copyright.*|.*\b1[5-9]\d\d\W*|.*\b20[0-2]\d\W*|.*(?:edition|press|publish).*|"
    r"in \w+ parts)",
    re.I | re.S,
)
_DEAR = re.compile(r"(?:my )?dear\b|to (?:my|the) ", re.I)
_MONTH = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
_DAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DATE = re.compile(rf"(?:.*\d\w* )?(?:{_MONTH}|nov(?:ember)?|dec(?:ember)?|{_DAY})\b\.?(?:.*\d.*)?", re.I)
_MOST = 15


def title_page(layout: Layout, head: int, metadata: Metadata) -> Metadata:
    """Sets the title page apart and adds what it says. `head` is the first heading's paragraph, or their number."""
    text, paragraphs, words, closed = layout.text, layout.paragraphs, layout.words, layout.closed
    first = next((k for k, shut in enumerate(closed) if not shut), len(words))
    end, author = first, ""
    title = metadata.title
    while end < min(head, first + _MOST) and not closed[end] and words[end] and _belongs(words[end]):
        end += 1
    if end == first or end == len(words):
        return metadata
    for k in range(first, end):
        line = " ".join(words[k].split())
        match = _BY.fullmatch(line)
        both = _TITLE_BY.fullmatch(words[k])
        if match and not author and line[0] in "bBwW":
            below = " ".join(words[k + 1].split()) if k + 1 < end else ""
            author = match["name"] or (below if looks_titled(below) else "")
            if k > first and not title:
                title = " ".join(words[first].split()).strip(" *_")
        elif both and not author and k == first:
            author = both["name"]
            title = title or " ".join(both["title"].split()).strip(" *_,")
    reached = end == head
    line = " ".join(words[first].split())
    credited = any(gutenberg.is_credit(words[k]) for k in range(first, end))
    known = bool(metadata.title) and _same(line, metadata.title or "")
    early = head < len(words) and paragraphs[head].start - paragraphs[first].start < 0.05 * len(text)
    alone = (end == first + 1 or early) and len(words) > 2 and _is_title(line)
    if not (author or reached or credited or known or alone):
        return metadata
    if not author and not reached and not credited:
        end = first + 1
    if not title and not credited and _is_title(line):
        title = line.strip(" *_")
    layout.close(first, end, "front matter")
    return replace(
        metadata, title=title or None, authors=metadata.authors or ((author.strip(" *_."),) if author else ())
    )


def between(layout: Layout, head: int) -> None:
    """Sets apart the few short lines that stand amid the front matter of a printed book: an imprint, a dedication."""
    run: list[int] = []
    for k in range(min(head, 200) + 1):
        edge = k == head or layout.closed[k] if k < len(layout.closed) else False
        if not edge:
            run.append(k)
            continue
        lines = [layout.words[j] for j in run]
        quoted = sum(line[:1] in tuple('"“‘') for line in lines)
        if run and run[0] > 0 and all(lines) and len(run) <= 8 and sum(map(len, lines)) < 800 and quoted < 2:
            layout.close(run[0], run[-1] + 1, "front matter")
        run = []


def _same(one: str, two: str) -> bool:
    return "".join(filter(str.isalnum, one.casefold())) == "".join(filter(str.isalnum, two.casefold()))


def _is_title(line: str) -> bool:
    """Whether a line alone before the story is surely its title, and neither a date nor a salutation."""
    sure = line.isupper() or len(re.findall(r"\w+", line)) > 1
    return (
        sure
        and len(line) <= 60
        and looks_titled(line)
        and line[-1] != "."
        and not _DEAR.match(line)
        and not _DATE.fullmatch(line)
        and "," not in line
    )


def _belongs(words: str) -> bool:
    """Whether a paragraph may stand on a title page."""
    line = " ".join(words.split())
    if is_break(line) or is_head(line) or line[-1] in "?!" or line[0] in '"“‘':
        return False
    if gutenberg.is_credit(words) or _IMPRINT.fullmatch(words) or _BY.fullmatch(line) or _TITLE_BY.fullmatch(words):
        return len(line) < 200
    return looks_titled(line) and not _DEAR.match(line) and len(line) < 100
