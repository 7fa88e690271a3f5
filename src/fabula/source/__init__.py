"""A file of any kind to a manuscript: its text, its parts, and a map back to its bytes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path

from fabula.errors import BrokenFile, EmptyStory, MissingFile
from fabula.source.ao3 import read_template
from fabula.source.decode import BINARY, Decoded, decode
from fabula.source.divisions import find_divisions
from fabula.source.draft import Draft, Heading
from fabula.source.html import read_html
from fabula.source.markdown import read_markdown
from fabula.source.paragraphs import find_paragraphs
from fabula.source.plain import read_plain
from fabula.source.tongues import other_language
from fabula.story import Division, Metadata, Source, Span

__all__ = ["Manuscript", "from_bytes", "from_text", "load"]

FORMATS = {
    ".txt": "txt", ".text": "txt", ".md": "md", ".markdown": "md", ".mdown": "md", ".html": "html", ".htm": "html",
    ".xhtml": "html", ".epub": "epub", ".docx": "docx",
}  # fmt: skip
_HTML = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A text as it was found in its file. `divisions` are sorted by start; `paragraphs` hold every non-blank one,
    of story and apparatus, in order and without overlap; `emphasis` are italics; `warnings` a sentence each.
    """

    text: str
    source: Source
    metadata: Metadata
    divisions: tuple[Division, ...]
    paragraphs: tuple[Span, ...]
    emphasis: tuple[Span, ...]
    warnings: tuple[str, ...]


def load(path: str | Path) -> Manuscript:
    """The manuscript in a file, by its extension, and by its content where the extension misleads.

    Raises MissingFile, NotText, BrokenFile or EmptyStory.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise MissingFile(f"{path}: there is no such file; check the path") from error
    except IsADirectoryError as error:
        raise MissingFile(f"{path}: this is a folder; name a file in it") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise MissingFile(f"{path}: it cannot be read ({reason}); check the path and its permissions") from error
    return from_bytes(data, path.name)


def from_bytes(data: bytes, name: str = "text.txt") -> Manuscript:
    """The manuscript in these bytes, as `load` would read them from a file of this name.

    Raises NotText, BrokenFile or EmptyStory.
    """
    if not data.strip():
        raise EmptyStory(f"{name}: the file is empty; choose one that holds a story")
    expected = FORMATS.get(Path(name).suffix.lower(), "txt")
    packed = _packed(data, name, expected)
    if packed == "epub":
        from fabula.source.epub import read_epub

        return _finish(read_epub(data, name), data, name)
    if packed == "docx":
        from fabula.source.docx import read_docx

        return _finish(read_docx(data, name), data, name)
    looks = bool(_HTML.match(data[:4096].decode("latin-1")))
    decoded = decode(data, name, markup=looks or expected == "html")
    return _finish(_draft(decoded, len(data), expected), data, name, decoded)


def from_text(text: str, name: str = "text") -> Manuscript:
    """The manuscript in a Python string; its bytes are the string's UTF-8, lone surrogates replaced.

    Raises EmptyStory.
    """
    if _SURROGATES.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if not text.strip():
        raise EmptyStory(f"{name}: the text is empty; give one that holds a story")
    data = text.encode()
    mark = text.startswith("\ufeff")
    decoded = Decoded(text[mark:], "utf-8", base=3 * mark)
    return _finish(_draft(decoded, len(data), FORMATS.get(Path(name).suffix.lower(), "txt")), data, name, decoded)


def _packed(data: bytes, name: str, expected: str) -> str | None:
    """Whether the bytes are an EPUB or a DOCX. Raises BrokenFile where the name says so and they are not."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if b"META-INF/container.xml" in data or b"application/epub+zip" in data[:200]:
            return "epub"
        if b"word/document.xml" in data:
            return "docx"
        return expected if expected in ("epub", "docx") else None
    if expected in ("epub", "docx") and not data.startswith(tuple(BINARY)):
        if _HTML.match(data[:4096].decode("latin-1")):
            return None
        raise BrokenFile(f"{name}: this is no {expected.upper()}, or a damaged one; fetch or export the file again")
    return None


def _draft(decoded: Decoded, size: int, expected: str) -> Draft:
    """The draft of a file that is text."""
    if _HTML.match(decoded.text[:4096]) or expected == "html":
        return read_html(decoded, size)
    return read_markdown(decoded, size) if expected == "md" else read_plain(decoded, size)


def _finish(draft: Draft, data: bytes, name: str, decoded: Decoded | None = None) -> Manuscript:
    """The manuscript of a draft: its parts found, its warnings gathered."""
    text = draft.text()
    if not text.strip():
        raise EmptyStory(f"{name}: the file holds no text; choose one that holds a story")
    _trim(draft, text)
    if draft.elements:
        read_template(draft)
    paragraphs = find_paragraphs(text, separated=draft.separated)
    divisions, metadata = find_divisions(draft, text, paragraphs)
    warnings = [*draft.warnings, *([decoded.warning] if decoded and decoded.warning else [])]
    foreign = other_language(text, metadata.language)
    warnings += [foreign] if foreign else []
    digest = hashlib.sha256(data).hexdigest()
    source = Source(name, draft.format, draft.encoding, len(data), digest, draft.segments())
    emphasis = sorted({s for s in draft.emphasis if s.start < s.end}, key=lambda s: (s.start, s.end))
    return Manuscript(text, source, metadata, tuple(divisions), tuple(paragraphs), tuple(emphasis), tuple(warnings))


def _trim(draft: Draft, text: str) -> None:
    """Takes white space off the ends of what the markup marked: an element opens before its text is parted."""

    def bounds(start: int, end: int) -> tuple[int, int]:
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return start, end

    draft.headings = [Heading(*bounds(h.start, h.end), h.level) for h in draft.headings]
    draft.headings = [h for h in draft.headings if h.start < h.end]
    elements = (replace(e, start=s, end=t) for e in draft.elements for s, t in [bounds(e.start, e.end)])
    draft.elements = [e for e in elements if e.start < e.end]
    draft.emphasis = [Span(*bounds(s.start, s.end)) for s in draft.emphasis]
