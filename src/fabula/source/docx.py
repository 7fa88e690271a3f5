"""DOCX: the paragraphs of word/document.xml, each run with its bytes, and the styles that make headings and italics."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.source.archive import find, local, open_archive, parser, read_member, run, tree
from fabula.source.draft import UNWANTED, Draft, Heading
from fabula.source.html import RULE
from fabula.story import Metadata, Span

DOCUMENT = "word/document.xml"
_SKIPPED = frozenset({"del", "moveFrom", "Fallback", "footnote", "endnote", "comment", "rPrChange", "pPrChange"})
_OFF = frozenset({"0", "false", "off", "none"})


@dataclass(slots=True)
class _State:
    """Where the reader stands in the document."""

    open: bool = False  # inside a paragraph
    start: int = 0  # where its text begins
    written: bool = False
    gap: int = 0  # the byte where what separates it from the last one begins
    style: str = ""
    level: int | None = None
    bordered: bool = False
    run: bool = False
    text: bool = False
    skipping: int = 0
    italic: bool = False
    changed: bool = False  # inside the properties that a tracked change replaced
    italic_from: int | None = None


def read_docx(data: bytes, name: str) -> Draft:
    """The draft of a DOCX. Raises BrokenFile where it is damaged, locked or unsafe."""
    archive = open_archive(data, name)
    document = read_member(archive, DOCUMENT)
    names, slanted = {}, set[str]()
    if "word/styles.xml" in archive.members:
        for style in find(tree(read_member(archive, "word/styles.xml"), name, "word/styles.xml"), "style"):
            identity = style.attributes.get("styleId", "")
            names[identity] = next((n.attributes.get("val", "") for n in style.children if n.tag == "name"), identity)
            if any(n.attributes.get("val", "1") not in _OFF for n in find(style, "i")):
                slanted.add(identity)
    draft = Draft("docx", _encoding(document), separated=True)
    if "docProps/core.xml" in archive.members:
        root = tree(read_member(archive, "docProps/core.xml"), name, "docProps/core.xml")
        value = (
            {n.tag: " ".join(n.text.split()) for n in find(root, "coreProperties")[0].children} if root.children else {}
        )
        creator = tuple(a.strip() for a in value.get("creator", "").split(";") if a.strip())
        tags = tuple(k.strip() for k in value.get("keywords", "").replace(";", ",").split(",") if k.strip())
        draft.metadata = Metadata(
            title=value.get("title") or None, authors=creator, language=value.get("language") or None,
            summary=value.get("description") or None, tags=tags, published=(value.get("created") or "")[:10] or None,
        )  # fmt: skip
    _paragraphs(draft, document, name, names, slanted)
    return draft


def _encoding(document: bytes) -> str:
    """The encoding of the member; Word writes UTF-8, others may write UTF-16."""
    if document.startswith(b"\xff\xfe"):
        return "utf-16-le"
    return "utf-16-be" if document.startswith(b"\xfe\xff") else "utf-8"


def _paragraphs(draft: Draft, document: bytes, name: str, names: dict[str, str], slanted: set[str]) -> None:
    """Reads the document's paragraphs into the draft."""
    made = parser(name, DOCUMENT)
    state = _State()

    def put(text: str, first: int, last: int, *, verbatim: bool) -> None:
        if not state.written:
            if not text.strip():
                return
            if draft.length:
                draft.write("\n\n", min(state.gap, first), first, verbatim=False, member=DOCUMENT)
            state.written, state.start = True, draft.length
        if state.italic and state.italic_from is None and text.strip():
            state.italic_from = draft.length
        draft.write(text, first, last, verbatim=verbatim, member=DOCUMENT)
        state.gap = last

    def upright() -> None:
        if state.italic_from is not None:
            draft.emphasis.append(Span(state.italic_from, draft.length))
        state.italic_from = None

    def finish() -> None:
        upright()
        if state.bordered and not state.written:
            put(RULE, state.gap, made.CurrentByteIndex, verbatim=False)
        if state.written and (level := _level(names.get(state.style, state.style), state.level)) is not None:
            draft.headings.append(Heading(state.start, draft.length, level))
        state.open, state.written, state.bordered, state.style, state.level = False, False, False, "", None

    def start(tag: str, attributes: dict[str, str]) -> None:
        tag = local(tag)
        state.skipping += tag in _SKIPPED
        if state.skipping:
            return
        value = attributes.get("w:val", attributes.get("val", ""))
        if tag == "p":
            finish()
            state.open = True
        elif tag == "pStyle":
            state.style = value
        elif tag == "outlineLvl" and value.isdigit() and int(value) < 9:
            state.level = int(value) + 1
        elif tag in ("top", "bottom") and value not in ("nil", "none", ""):
            state.bordered = state.bordered or (state.open and not state.run)
        elif tag == "r":
            state.run, state.italic = True, state.style in slanted
        elif tag == "rStyle" and state.run:
            state.italic = state.italic or value in slanted or names.get(value, value).lower() == "emphasis"
        elif tag == "i" and state.run:
            state.italic = value.lower() not in _OFF
        elif tag == "t":
            state.text = True
            if not state.italic:
                upright()
        elif tag in ("br", "cr", "tab", "noBreakHyphen") and state.run:
            text = {"tab": "\t", "noBreakHyphen": "\u2011"}.get(tag, "\n")
            put(text, made.CurrentByteIndex, made.CurrentByteIndex + 1, verbatim=False)

    def end(tag: str) -> None:
        tag = local(tag)
        if state.skipping:
            state.skipping -= tag in _SKIPPED
        elif tag == "p":
            finish()
        elif tag == "r":
            state.run = state.italic = False
        elif tag == "t":
            state.text = False

    def characters(text: str) -> None:
        if not state.text or state.skipping or not state.open:
            return
        first = made.CurrentByteIndex
        as_bytes = text.encode(draft.encoding, "replace")
        last = first + len(as_bytes)
        ampersand, semicolon = "&".encode(draft.encoding), ";".encode(draft.encoding)
        entity = document.startswith(ampersand, first)  # expat gives the meaning of each by itself
        if entity:
            last = document.index(semicolon, first) + len(semicolon)
        if not entity and document[first:last] == as_bytes and not UNWANTED.search(text) and text != "\n":
            put(text, first, last, verbatim=True)
        elif clean := UNWANTED.sub("", text.replace("\n", " ")):
            put(clean, first, last, verbatim=False)

    made.StartElementHandler = start
    made.EndElementHandler = end
    made.CharacterDataHandler = characters
    run(made, document, name, DOCUMENT)
    finish()


def _level(style: str, outline: int | None) -> int | None:
    """The rank of a heading by its style: 0 for the work's title."""
    style = style.lower().replace(" ", "")
    if style == "title":
        return 0
    if style.startswith("heading") and style[7:].isdigit():
        return int(style[7:])
    return outline
