"""Markdown: its marks taken off the text and kept as headings, rules and italics."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from fabula.source.decode import Decoded
from fabula.source.draft import Draft, Heading, copy, ruler
from fabula.source.html import RULE
from fabula.source.plain import blind
from fabula.story import Division, Metadata, Span

_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)(.*?)(?:[ \t]+#+)?[ \t\r]*$")
_SETEXT = re.compile(r" {0,3}(=+|-{2,})[ \t\r]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})\r?$")
_LINE = re.compile(r"[^\n]*\n|[^\n]+$")
_QUOTE = re.compile(r"(?: {0,3}>[ \t]?)+")
_FRONT = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*\r?\n(.*?\n)?(?:\1|\.\.\.)[ \t]*(?:\r?\n|$)", re.S)
_PAIR = re.compile(r"([A-Za-z][\w -]{0,40}?)\s*[:=]\s*(.*?)\s*$")
_INLINE = re.compile(
    r"\\(?P<escape>[!-/:-@\[-`{-~])"
    r"|(?P<image>!\[[^\]\n]{0,500}\]\([^()\s]{0,2000}(?:\s+\"[^\"\n]{0,300}\")?\))"
    r"|\[(?P<link>[^\[\]\n]{1,500})\]\([^()\s]{0,2000}(?:\s+\"[^\"\n]{0,300}\")?\)"
    r"|<(?P<url>https?://[^<>\s]{1,2000})>"
    r"|(?P<rule><hr\s*/?>)|(?P<break><br\s*/?>)|(?P<em></?(?:em|i|cite)>)"
    r"|(?P<tag><!--[^>]{0,300}-->|</?[A-Za-z][^<>\n]{0,300}>)"
    r"|(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<stars>\*+|_+)",
    re.I,
)


_MARK = re.compile(r"[\\!\[<&*_]")


def _marks(raw: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The marks in a stretch, in order. A search for single characters passes over prose ten times as fast."""
    while found := _MARK.search(raw, start, end):
        match = _INLINE.match(raw, found.start(), end)
        start = match.end() if match else found.end()
        if match:
            yield match


def read_markdown(decoded: Decoded, size: int) -> Draft:
    """The draft of a Markdown file of `size` bytes."""
    raw = decoded.text
    if not decoded.faithful:
        inner = read_markdown(replace(decoded, encoding="utf-8", errors="surrogatepass", base=0, faithful=True), size)
        draft = Draft("md", decoded.encoding, headings=inner.headings, emphasis=inner.emphasis, marked=inner.marked)
        draft.metadata = inner.metadata
        blind(draft, inner.text(), size)
        return draft
    draft = Draft("md", decoded.encoding)
    measure = ruler(raw, decoded.encoding, decoded.errors, decoded.base)
    at = 0
    front = _FRONT.match(raw)
    if front and front[2] and any(_PAIR.match(line) for line in front[2].splitlines()):
        draft.metadata = _front_matter(front[2])
        copy(draft, raw, 0, front.end(), measure)
        draft.marked.append(Division(0, draft.length, "front matter"))
        at = front.end()
    lines = [m.span() for m in _LINE.finditer(raw, at)]
    block: list[tuple[int, int]] = []
    for a, b in lines:
        line = raw[a:b].rstrip("\n")
        heading = _ATX.match(line)
        if not line.strip():
            _flush(draft, raw, block, measure)
            copy(draft, raw, a, b, measure)
        elif heading:
            _flush(draft, raw, block, measure)
            first = draft.length
            _inline(draft, raw, (a + heading.start(2), a + heading.end(2)), measure)
            if first < draft.length:
                draft.headings.append(Heading(first, draft.length, len(heading[1])))
            _line_end(draft, raw, b, measure)
        elif len(block) == 1 and _SETEXT.match(line) and _may_head(raw[slice(*block[0])], line):
            first = draft.length
            start, stop = block.pop()
            _inline(draft, raw, (start, start + len(raw[start:stop].rstrip("\r\n"))), measure)
            draft.headings.append(Heading(first, draft.length, 1 if "=" in line else 2))
            _line_end(draft, raw, b, measure)
        elif _RULE.match(line):
            _flush(draft, raw, block, measure)
            draft.write(RULE, measure(a), measure(a + len(line.rstrip("\r"))), verbatim=False)
            _line_end(draft, raw, b, measure)
        else:
            quote = _QUOTE.match(line)
            block.append((a + (quote.end() if quote else 0), b))
    _flush(draft, raw, block, measure)
    return draft


def _may_head(words: str, underline: str) -> bool:
    """Whether a line over a setext underline is a heading; prose over dashes means a rule, whatever Markdown says."""
    return "=" in underline or (len(words) < 80 and words.rstrip(" *_\r\n")[-1:] not in tuple('.,;:!?"”’…'))


def _line_end(draft: Draft, raw: str, end: int, measure: Callable[[int], int]) -> None:
    """Writes the end of a heading's or rule's line, which parts it from what follows."""
    if raw[end - 1] == "\n":
        copy(draft, raw, end - 1, end, measure)
        if end < len(raw) and raw[end] not in "\r\n":
            draft.write("\n", measure(end), measure(end), verbatim=False)


def _flush(draft: Draft, raw: str, block: list[tuple[int, int]], measure: Callable[[int], int]) -> None:
    """Writes the lines of a block: its marks may pair over line ends, but not over the block's."""
    if not block:
        return
    marks = _pairs(raw, block)
    for start, end in block:
        _inline(draft, raw, (start, end), measure, marks)
    block.clear()


Marks = dict[int, tuple[str, int]]


def _pairs(raw: str, block: list[tuple[int, int]]) -> Marks:
    """Which runs of stars and underscores are marks: place -> ("on" or "off", how many characters)."""
    found: Marks = {}
    opened: list[tuple[int, str]] = []
    for start, end in block:
        for match in _marks(raw, start, end):
            run = match["stars"]
            if not run or len(run) > 3:
                continue
            before = raw[match.start() - 1] if match.start() > start else " "
            after = raw[match.end()] if match.end() < end else " "
            word = run[0] == "_" and before.isalnum() and after.isalnum()
            opens = not after.isspace() and not word and (before.isspace() or not before.isalnum() or run[0] == "*")
            closes = not before.isspace() and not word
            at = next((k for k in range(len(opened) - 1, max(-1, len(opened) - 9), -1) if opened[k][1] == run), None)
            if closes and at is not None:
                place, _ = opened[at]
                found[place], found[match.start()] = ("on", len(run)), ("off", len(run))
                del opened[at:]
            elif opens:
                opened.append((match.start(), run))
    return found


def _inline(
    draft: Draft, raw: str, span: tuple[int, int], measure: Callable[[int], int], pairs: Marks | None = None
) -> None:
    """Writes a stretch of the file without its marks."""
    start, end = span
    marks = _pairs(raw, [(start, end)]) if pairs is None else pairs
    at = start
    for match in _marks(raw, start, end):
        copy(draft, raw, at, match.start(), measure)
        here, at = match.start(), match.end()
        if match["escape"]:
            copy(draft, raw, here + 1, at, measure)
        elif match["link"]:
            _inline(draft, raw, match.span("link"), measure)
        elif match["url"]:
            copy(draft, raw, *match.span("url"), measure)
        elif match["rule"] or match["break"]:
            text = f"\n\n{RULE}\n\n" if match["rule"] else "\n"
            draft.write(text, measure(here), measure(at), verbatim=False)
        elif match["entity"]:
            meaning = html.unescape(match[0])
            if meaning == match[0]:
                copy(draft, raw, here, at, measure)
            else:
                inner = Draft("md", "utf-8")
                copy(inner, meaning, 0, len(meaning), lambda k: k)
                draft.write(inner.text(), measure(here), measure(at), verbatim=False)
        elif match["em"]:
            _toggle(draft, on=match[0][1] != "/")
        elif match["stars"]:
            if here not in marks:
                copy(draft, raw, here, at, measure)
            elif marks[here][1] != 2:
                _toggle(draft, on=marks[here][0] == "on")
    copy(draft, raw, at, end, measure)


def _toggle(draft: Draft, *, on: bool) -> None:
    """Begins a stretch of italics, or ends the last that is open: an open one is an empty span."""
    if on:
        draft.emphasis.append(Span(draft.length, draft.length))
        return
    for k in range(len(draft.emphasis) - 1, max(-1, len(draft.emphasis) - 9), -1):
        span = draft.emphasis[k]
        if span.start == span.end:
            draft.emphasis[k] = Span(span.start, draft.length)
            return


def _front_matter(block: str) -> Metadata:
    """Metadata from "key: value" and "key = value" lines, lists in brackets or as "- item" lines."""
    values: dict[str, list[str]] = {}
    key = ""
    for line in block.splitlines():
        item = re.match(r"\s+-\s+(.*)|-\s+(.*)", line)
        if item and key:
            values[key].append(_unquoted(item[1] or item[2]))
            continue
        pair = _PAIR.match(line)
        if not pair or line.startswith((" ", "\t", "#")):
            continue
        key, value = pair[1].strip().lower(), pair[2]
        inner = value[1:-1] if value.startswith("[") and value.endswith("]") else None
        parts = inner.split(",") if inner is not None else [value]
        values.setdefault(key, []).extend(v for v in (_unquoted(p) for p in parts) if v)

    def many(*keys: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(v for k in keys for v in values.get(k, ())))

    def one(*keys: str) -> str | None:
        return next(iter(many(*keys)), None)

    return Metadata(
        title=one("title"), authors=many("author", "authors", "creator"), language=one("language", "lang"),
        summary=one("summary", "description"), rating=one("rating"), warnings=many("warning", "warnings"),
        fandoms=many("fandom", "fandoms"), relationships=many("relationship", "relationships", "pairing", "pairings"),
        characters=many("character", "characters"), tags=many("tag", "tags", "genre", "genres", "keywords"),
        published=one("published", "date"), url=one("url", "link", "source"),
    )  # fmt: skip


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1].strip() if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
