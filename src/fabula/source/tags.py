"""HTML and XHTML cut into tags, text and entities, each with its place.

The standard library's html.parser takes time quadratic in the length of a file with many unclosed comments or quotes
(minutes for a megabyte), and reports lines and columns. This reads what browsers read, once, in absolute offsets.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

_NEXT = re.compile("[<&]")
_NAME = re.compile(r"</?([A-Za-z][^\s/>]*)")
_ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{0,31});?")
_ATTRIBUTE = re.compile(r"([^\s\"'>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_VALUE = re.compile(r"=\s*(?:\"[^\"]*\"|'[^']*')")
_OPENED = re.compile(r"=\s*[\"']")
_RAW = {name: re.compile(f"</{name}\\b", re.I) for name in ("script", "style", "textarea", "xmp", "title")}
_REACH = 8  # how many ">" inside quotes a tag may hold


class Token(NamedTuple):
    """A piece of markup: `text` is a tag's name in lower case, or the characters; [start, end) its place."""

    kind: Literal["open", "close", "text", "entity"]
    text: str
    start: int
    end: int
    tag: str = ""

    def attributes(self) -> dict[str, str]:
        """An opening tag's attributes, names in lower case and entities resolved."""
        found: dict[str, str] = {}
        for match in _ATTRIBUTE.finditer(self.tag, len(self.text) + 1, len(self.tag) - 1):
            value = match[2] or match[3] or match[4] or ""
            found.setdefault(match[1].lower(), html.unescape(value) if "&" in value else value)
        return found


def tokens(raw: str) -> Iterator[Token]:
    """The tokens of a document in order. Comments, declarations and the content of scripts are left out."""
    at, end = 0, len(raw)
    commented = True  # whether some comment may still close
    raw_texts = set(_RAW)
    while at < end:
        match = _NEXT.search(raw, at)
        if not match:
            yield Token("text", raw[at:], at, end)
            return
        here = match.start()
        if at < here:
            yield Token("text", raw[at:here], at, here)
        at = here
        if raw[here] == "&":
            entity = _ENTITY.match(raw, here)
            if entity and (meaning := html.unescape(entity[0])) != entity[0]:
                at = entity.end()
                yield Token("entity", meaning, here, at)
            else:
                at = here + 1
                yield Token("text", "&", here, at)
            continue
        if commented and raw.startswith("<!--", here):
            close = raw.find("-->", here + 4)
            if close >= 0:
                at = close + 3
                continue
            commented = False
        name = _NAME.match(raw, here)
        if not name and raw[here + 1 : here + 2] not in ("!", "?", "/"):
            at = here + 1
            yield Token("text", "<", here, at)
            continue
        at = _tag_end(raw, here, quoted=bool(name))
        if at < 0:  # no tag closes any more
            at = here + len("<")
            yield Token("text", raw[here:], here, end)
            return
        if not name:
            continue
        word = name[1].lower()
        if raw[here + 1] == "/":
            yield Token("close", word, here, at)
            continue
        yield Token("open", word, here, at, raw[here:at])
        closed = raw[at - 2] == "/"
        if word in raw_texts and not closed:
            close_tag = _RAW[word].search(raw, at)
            if close_tag is None:
                raw_texts.discard(word)  # never closed: browsers would lose the rest of the story, we do not
            elif word == "title":
                yield Token("entity", html.unescape(raw[at : close_tag.start()]), at, close_tag.start())
                at = close_tag.start()
            else:
                at = close_tag.start()
        if closed:
            yield Token("close", word, at, at)


def _tag_end(raw: str, here: int, *, quoted: bool) -> int:
    """Past the ">" that closes the tag at `here`, the first that is not inside quotes; -1 where there is none."""
    first = close = raw.find(">", here)
    if close < 0 or not quoted:
        return close + 1 if close >= 0 else -1
    for _ in range(_REACH):
        if not _OPENED.search(_VALUE.sub("", raw[here:close])):
            return close + 1
        close = raw.find(">", close + 1)
        if close < 0:
            break
    return first + 1
