"""HTML and XHTML to a draft: blocks parted by blank lines, white space collapsed as a browser does, italics noted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from fabula.source.decode import Decoded
from fabula.source.draft import UNWANTED, Draft, Element, Heading, ruler
from fabula.source.plain import blind
from fabula.source.tags import Token, tokens
from fabula.story import Span

BLOCKS = frozenset([
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody",
    "td", "tfoot", "th", "thead", "title", "tr", "ul",
])  # fmt: skip
HEADINGS = {f"h{n}": n for n in range(1, 7)}
SKIPPED = frozenset([
    "script", "style", "noscript", "template", "svg", "math", "button", "select", "textarea", "iframe", "object",
    "audio", "video", "canvas", "nav",
])  # fmt: skip
BANNERS = frozenset({"header", "footer", "aside", "form"})
VOID = frozenset([
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
])  # fmt: skip
ITALIC = frozenset({"em", "i", "cite"})
_ITALIC_STYLE = re.compile(r"font-style\s*:\s*(italic|oblique)", re.I)
_SPACE = re.compile("[ \t\n\r\f\x0b\x85\u2028\u2029]+")
_ODD = re.compile("[ \t\n\r\f\x0b\x85\u2028\u2029]{2,}|[\t\n\r\f\x0b\x85\u2028\u2029]|" + UNWANTED.pattern)
RULE = "* * *"


@dataclass(slots=True)
class _Open:
    """An element that is open: where its text began and how the italics stood before it."""

    token: Token
    start: int
    italic: bool
    skipped: bool
    attributes: dict[str, str]


@dataclass(slots=True)
class _Page:
    """The state of a page being read."""

    draft: Draft
    member: str
    measure: Callable[[int], int]
    verbatim: bool
    last: int = 0  # the byte up to which the text has been mapped
    broken: bool = False  # a block ended since the last character
    lines: int = 0  # <br> since the last character
    space: tuple[int, int, bool] | None = None  # white space not written yet
    italic_from: int | None = None

    def put(self, text: str, start: int, end: int, *, verbatim: bool) -> None:
        """Writes characters made from raw[start:end], and before them what separates them from the last ones."""
        first, stop = self.measure(start), self.measure(end)
        if self.broken or self.lines:
            gap = "\n\n" if self.broken else "\n" * self.lines
            if self.draft.length:
                self.draft.write(gap, min(self.last, first), first, verbatim=False, member=self.member)
        elif self.space:
            a, b = self.measure(self.space[0]), self.measure(self.space[1])
            self.draft.write(" ", a, b, verbatim=self.space[2] and self.verbatim, member=self.member)
        self.broken, self.lines, self.space = False, 0, None
        if self.verbatim or not verbatim or text.isascii():
            self.draft.write(text, first, stop, verbatim=verbatim and self.verbatim, member=self.member)
        else:
            self.draft.write(text, first, stop, verbatim=False, member=self.member)
        self.last = stop

    @property
    def fresh(self) -> bool:
        """Whether a block or line begins, so that white space does not count."""
        return self.broken or bool(self.lines) or not self.draft.length


def read_html(decoded: Decoded, size: int) -> Draft:
    """The draft of an HTML file of `size` bytes, with the title and author that its head gives."""
    draft = Draft("html", decoded.encoding)
    if not decoded.faithful:
        inner = Draft("html", decoded.encoding)
        add_page(inner, replace(decoded, encoding="utf-8", errors="surrogatepass", base=0), "")
        blind(draft, inner.text(), size)
        draft.headings, draft.emphasis, draft.elements = inner.headings, inner.emphasis, inner.elements
        draft.metadata = inner.metadata
    else:
        add_page(draft, decoded, "")
    return draft


def add_page(draft: Draft, decoded: Decoded, member: str, *, book: bool = False) -> None:
    """Adds a page to a draft. `book`: a page of an EPUB, which has no banners to leave out."""
    raw = decoded.text
    draft.separated = True
    measure = ruler(raw, decoded.encoding, decoded.errors, decoded.base)
    page = _Page(draft, member, measure, decoded.encoding == draft.encoding, last=decoded.base, broken=True)
    stack: list[_Open] = []
    count: Counter[str] = Counter()
    skipping = preformatted = 0
    in_title = ""

    def close() -> None:
        nonlocal skipping, preformatted
        element = stack.pop()
        name = element.token.text
        count[name] -= 1
        skipping -= element.skipped
        preformatted -= name == "pre"
        _close(page, element, italic=bool(stack) and stack[-1].italic)

    for token in tokens(raw):
        name = token.text
        if token.kind == "open":
            if name in BLOCKS and count["p"] and not skipping:
                while count["p"] and stack:
                    close()
            if name == "br":
                page.space = None
                page.lines += 0 if skipping or page.broken or not draft.length else 1
            if name in BLOCKS and not skipping:
                page.broken, page.space = True, None
            if name == "hr" and not skipping:
                page.put(RULE, token.start, token.end, verbatim=False)
                page.broken = True
            if name == "meta":
                _meta(draft, token.attributes())
            if name in VOID:
                continue
            attributes = token.attributes() if len(token.tag) > len(name) + 2 else {}
            banner = name in BANNERS and not book and not (count["article"] or count["main"] or count["section"])
            hidden = "hidden" in attributes or "display:none" in attributes.get("style", "").replace(" ", "")
            toc = name == "nav" and book and "toc" in attributes.get("epub:type", "")
            skip = (name in SKIPPED and not toc) or banner or hidden or name == "title"
            slanted = name in ITALIC or (
                "style" in attributes and bool(_ITALIC_STYLE.search(attributes["style"][:1000]))
            )
            before = bool(stack) and stack[-1].italic
            stack.append(_Open(token, draft.length, before or slanted, skip, attributes))
            count[name] += 1
            skipping += skip
            preformatted += name == "pre"
            in_title = name if name == "title" else ""
        elif token.kind == "close":
            if name == "p" and not count["p"]:
                page.broken, page.space = page.broken or not skipping, None
            while count[name]:
                stop = stack[-1].token.text == name
                close()
                if stop:
                    break
            in_title = ""
        elif in_title and not member and not draft.metadata.title:
            draft.metadata = replace(draft.metadata, title=" ".join(name.split()) or None)
        elif not skipping:
            _characters(page, token, raw, slanted=bool(stack) and stack[-1].italic, preformatted=preformatted > 0)
    while stack:
        close()
    page.broken = True


def _characters(page: _Page, token: Token, raw: str, *, slanted: bool, preformatted: bool) -> None:
    """Writes a run of text: verbatim between the white space and control characters that the page does not show."""
    if token.kind == "entity":
        text = UNWANTED.sub("", token.text.replace("\r", "\n"))
        if text and not _SPACE.fullmatch(text):
            _slant(page, slanted)
            page.put(text, token.start, token.end, verbatim=False)
            _lean(page, len(text), slanted)
        elif text and not page.fresh:
            page.space = (token.start, token.end, False)
        return
    at = token.start
    if preformatted:
        _preformatted(page, token, raw)
        return
    for match in _ODD.finditer(raw, token.start, token.end):
        _words(page, raw, at, match.start(), slanted)
        at = match.end()
        if match[0] >= "\ud800":
            page.put("\ufffd", match.start(), at, verbatim=False)
        elif _SPACE.match(match[0]) and not page.fresh:
            page.space = (page.space[0] if page.space else match.start(), at, False)
    _words(page, raw, at, token.end, slanted)


def _words(page: _Page, raw: str, start: int, end: int, slanted: bool) -> None:
    """Writes raw[start:end], where white space is single spaces; those at the ends wait for what follows."""
    if start < end and raw[start] == " ":
        if not page.fresh:
            page.space = (page.space[0], start + 1, False) if page.space else (start, start + 1, True)
        start += 1
    tail = end > start and raw[end - 1] == " "
    if start < end - tail:
        _slant(page, slanted)
        if page.verbatim:
            page.put(raw[start : end - tail], start, end - tail, verbatim=True)
        else:
            for word in re.finditer(r"\S+|\s", raw[start : end - tail]):
                page.put(word[0], start + word.start(), start + word.end(), verbatim=False)
        _lean(page, end - tail - start, slanted)
    if tail:
        page.space = (end - 1, end, True)


def _preformatted(page: _Page, token: Token, raw: str) -> None:
    """Writes the text of a <pre> as it is, but for its line ends."""
    at = token.start
    if page.fresh:
        at += len(raw[at : token.end]) - len(raw[at : token.end].lstrip("\r\n"))
    for match in UNWANTED.finditer(raw, at, token.end):
        if at < match.start():
            page.put(raw[at : match.start()], at, match.start(), verbatim=True)
        at = match.end()
        if match[0] >= "\ud800" or (match[0] == "\r" and raw[at : at + 1] != "\n"):
            page.put("\ufffd" if match[0] >= "\ud800" else "\n", match.start(), at, verbatim=False)
    if at < token.end:
        page.put(raw[at : token.end], at, token.end, verbatim=True)


def _slant(page: _Page, slanted: bool) -> None:
    """Before a run: italics do not go on over a block's end, nor into upright text."""
    if page.italic_from is not None and (not slanted or page.broken):
        _upright(page)


def _lean(page: _Page, length: int, slanted: bool) -> None:
    """After a run of italics: notes where they began."""
    if slanted and page.italic_from is None:
        page.italic_from = page.draft.length - length


def _upright(page: _Page) -> None:
    """Ends a run of italics."""
    if page.italic_from is not None and page.italic_from < page.draft.length:
        page.draft.emphasis.append(Span(page.italic_from, page.draft.length))
    page.italic_from = None


def _close(page: _Page, element: _Open, *, italic: bool) -> None:
    """Ends an element: its block, its italics, and what templates may want to know about it."""
    name, draft = element.token.text, page.draft
    if not italic:
        _upright(page)
    if name not in BLOCKS or element.skipped:
        return
    page.broken, page.space = True, None
    start = element.start
    if start == draft.length:
        return
    if name in HEADINGS:
        draft.headings.append(Heading(start, draft.length, HEADINGS[name]))
    classes = tuple(element.attributes.get("class", "").split())
    identity, role = element.attributes.get("id", ""), element.attributes.get("epub:type", "")
    draft.elements.append(Element(start, draft.length, name, identity, classes, role))


def _meta(draft: Draft, attributes: dict[str, str]) -> None:
    """Reads author, language and description from a <meta> tag."""
    name, content = attributes.get("name", "").lower(), " ".join(attributes.get("content", "").split())
    if not content or draft.format != "html":
        return
    found = draft.metadata
    if name in ("author", "dc.creator") and content not in found.authors:
        draft.metadata = replace(found, authors=(*found.authors, content))
    elif name in ("dc.language", "language") and not found.language:
        draft.metadata = replace(found, language=content)
    elif name in ("description", "dc.description") and not found.summary:
        draft.metadata = replace(found, summary=content)
