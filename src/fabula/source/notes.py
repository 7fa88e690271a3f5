"""What the author says beside the story: notes, disclaimers and the "Key: value" heads of fan fiction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from fabula.source.headings import is_break
from fabula.source.layout import Layout
from fabula.story import Metadata, Span

_SIGNED = re.compile(
    r"[\s(\[{*_~<>=-]*(?:A ?/ ?N\b|a/n\b|AN ?\d?(?=\s*[:—–-])|"
    r"(?:(?:end|chapter|pre|post|beginning|opening|closing) )*author['’]?s?['’]?s? notes?"
    r"(?=\s*(?:[:.)\]*_—–-]|$|\n| \d))|"
    r"(?:a )?note from the author(?=\s*(?:[:.—–-]|$)))",
    re.I,
)
_CASED = re.compile(r"[\s(\[{*_~<>=-]*(?:A ?/ ?N|a/n|AN|[A-Za-z]{3})")
_KEYS = (
    "title|story title|author|written by|penname|rating|rated|summary|disclaimers?|pairings?|ships?|fandoms?|warnings?|"
    "content warnings?|trigger warnings?|tw|cw|spoilers?|genres?|beta(?:['’]?d by|['’]?ed by|s| readers?)?|archive|"
    "feedback|archive warnings?|additional tags|relationships?|distribution|classification"
)
_WEAK = (
    "notes?|characters?|tags|category|categories|word ?count|words|chapters|status|published|updated|language|series|"
    "timeline|setting|prompt|universe|dedication|completed?|main characters?|length|packaged|story url"
)
_KEY = re.compile(
    rf"[\s*_\[(~-]*(?P<key>{_KEYS}|{_WEAK})[*_]*\s*(?:[:=]|[–—]\s|\s-\s)[*_]*\s*(?P<value>.*)", re.I | re.S
)
_STRONG = re.compile(rf"(?:{_KEYS})", re.I)
_BETA = re.compile(r"\W*beta['’]?e?d by\b", re.I)
_ONLY_TITLE = frozenset({"title", "story title", "author", "written by", "penname"})
_TALK = re.compile(
    r"\b(?:review(?:s|ers?)?|chapters?|story|fics?|fan ?fic(?:tion)?s?|thanks?|own(?:ed|s)?|readers?|"
    r"updat(?:es?|ed|ing)|"
    r"enjoy|AU|hope you|let me know|beta|kudos|comments?|writing|wrote|author|canon|disclaimer|posted|one-?shot)\b",
    re.I,
)
_REACH, _LONG = 8, 4000
_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_QUOTES = frozenset('"“”')


def is_note(words: str) -> bool:
    """Whether a paragraph opens as a note that the author signs: "A/N:", "[Author's Note: ...]"."""
    match = _SIGNED.match(words)
    return bool(match and _CASED.match(words) and match[0].strip(" ([{*_~<>=-") not in ("An", "an", "aN"))


def keys(words: str) -> dict[str, str]:
    """The "Key: value" lines of a paragraph; empty where its first line is none."""
    found: dict[str, str] = {}
    last = ""
    for line in words.split("\n"):
        match = _KEY.fullmatch(line)
        if match:
            last = match["key"].lower()
            found.setdefault(last, match["value"].strip(" *_"))
        elif last:
            found[last] = f"{found[last]} {line.strip()}".strip()
        else:
            return {}
    return found


def is_head(words: str) -> bool:
    """Whether a paragraph is a line of a work's head that no story would begin with: "Rating: T", "Beta'd by ..."."""
    return is_note(words) or bool(_BETA.match(words)) or any(_STRONG.fullmatch(k) for k in keys(words))


def find_notes(layout: Layout, units: Sequence[tuple[int, int]]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The notes, as ranges of paragraphs: (author's notes, heads with only title and author).

    `units` are the stretches between headings, as ranges of paragraphs.
    """
    paragraphs, closed = layout.paragraphs, layout.closed
    notes: list[tuple[int, int]] = []
    titles: list[tuple[int, int]] = []
    for first, last in units:
        k, head = first, True
        while k < last:
            words = layout.whole(k, _LONG)
            if closed[k] or (len(words) < 100 and is_break(words)):
                k += 1
                continue
            end = k
            if is_note(words):
                end = _run_on(layout, k, last, head=head)
            elif (head or _at_foot(paragraphs, k, last)) and (found := keys(words) or _BETA.match(words)):
                near = [layout.whole(j, 300) for j in range(max(first, k - 6), min(last, k + 7))]
                if is_head(words) or any(is_head(w) for w in near):
                    end = k + 1
                    if isinstance(found, dict) and set(found) <= _ONLY_TITLE:
                        titles.append((k, end))
                        k = end
                        continue
            if end > k:
                notes.append((k, end))
                k = end
            else:
                head = head and _is_label(words) and k - first < 4
                k += 1
    return notes, titles


def _is_label(words: str) -> bool:
    """Whether a head may go on after this line: a title, a by-line, a chapter's name between two keys."""
    return len(words) < 80 and words[-1:] not in tuple('.!?"”’,;')


def _run_on(layout: Layout, k: int, last: int, *, head: bool) -> int:
    """The paragraph after a note's last: it runs on to a rule or a heading where what follows is clearly talk."""
    words = layout.whole(k)
    match = _SIGNED.match(words)
    alone = bool(match) and not words[match.end() if match else 0 :].strip(" :.*_)]}~-—–\n")
    bracket = words.lstrip(" *_")[:1]
    if bracket in _CLOSERS:
        inside = range(k, min(last, k + _REACH))
        return next((j + 1 for j in inside if _CLOSERS[bracket] in layout.whole(j)), k + 1)
    following: list[str] = []
    rule = False
    for j in range(k + 1, min(last, k + 1 + _REACH)):
        part = layout.whole(j, _LONG)
        rule = is_break(part)
        if rule or layout.closed[j]:
            break
        following.append(part)
    end = k + 1 + len(following)
    foot = not rule and end == last and not head
    short = sum(map(len, following)) <= _LONG
    talk = [bool(_TALK.search(part)) and not set(part) & _QUOTES for part in following]
    ruled = k > 0 and is_break(layout.whole(k - 1, 101))
    if short and ((rule and (head or ruled) and (alone or all(talk))) or (foot and (ruled or alone))):
        return end
    run = talk.index(False) if False in talk else len(talk)
    if alone:
        return min(k + 1 + max(run, 1), last)
    return k + 1 + (run if foot and short else 0)


def _at_foot(paragraphs: Sequence[Span], k: int, last: int) -> bool:
    """Whether little but notes follows up to the unit's end."""
    return last - k <= 4 and paragraphs[last - 1].end - paragraphs[k].start <= 2000


def head_metadata(words: str, known: Metadata) -> Metadata:
    """The metadata with what a work's head adds to it."""
    found = keys(words)

    def one(*names: str) -> str | None:
        return next((found[n] for n in names if found.get(n)), None)

    def many(*names: str) -> tuple[str, ...]:
        value = one(*names)
        return tuple(v for v in (p.strip(" .") for p in re.split(r"[,;]", value)) if v) if value else ()

    author = one("author", "written by", "penname")
    warnings = ("warning", "content warning", "trigger warning", "archive warning")
    return replace(
        known,
        title=known.title or one("title", "story title"),
        authors=known.authors or ((author,) if author else ()),
        summary=known.summary or one("summary"),
        rating=known.rating or one("rating", "rated"),
        warnings=known.warnings or many(*(w + s for w in warnings for s in ("s", "")), "tw", "cw"),
        fandoms=known.fandoms or many("fandom", "fandoms"),
        relationships=known.relationships
        or many(*(w + s for w in ("pairing", "relationship", "ship") for s in ("s", ""))),
        characters=known.characters or many("characters", "character", "main characters"),
        tags=known.tags or many("additional tags", "tags", "genre", "genres"),
        language=known.language or one("language"),
        published=known.published or one("published"),
        url=known.url or one("story url"),
    )
