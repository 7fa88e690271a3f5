"""From bytes to characters: which encoding a file is in, and whether it is text at all."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from fabula.errors import NotText

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
BINARY = {
    b"%PDF-": "a PDF; save its text as .txt, or convert it to EPUB or DOCX",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"RIFF": "a sound, film or picture",
    b"\xd0\xcf\x11\xe0": "an old Word document; save it as .docx",
    b"{\\rtf": "an RTF document; save it as .docx or .txt",
    b"\x1f\x8b": "compressed (gzip); unpack it first",
    b"BZh": "compressed (bzip2); unpack it first",
    b"\xfd7zXZ": "compressed (xz); unpack it first",
    b"7z\xbc\xaf": "compressed (7z); unpack it first",
    b"Rar!": "compressed (RAR); unpack it first",
    b"PK\x03\x04": "a ZIP archive, but no EPUB or DOCX; unpack it first",
    b"PK\x05\x06": "an empty ZIP archive",
    b"\x7fELF": "a program",
    b"SQLite format 3": "a database",
    b"ID3": "a sound",
    b"OggS": "a sound",
    b"BOOKMOBI": "a Kindle book; convert it to EPUB",
}
WAY_OUT = "Fabula reads .txt, .md, .html, .epub and .docx"
CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1a\x1b") | {0x7F})
DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.I)
XML_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{1,40})[\"']", re.I)
SAMPLE = 1 << 18
# Letters, quotation marks and dashes that Western European prose is written with. What falls outside tells of another
# code page that Windows-1252 would also decode.
WESTERN = frozenset("‘’“”‚„–—…•«»‹›´§°ßŒœŠšŽžŸ£€©®™½¼¾¡¿ªº\xa0·×" + "".join(map(chr, range(0xC0, 0x100))))


@dataclass(frozen=True, slots=True)
class Decoded:
    """Characters, and how to get back to their bytes: `text.encode(encoding, errors)` is the bytes from `base` on.

    `faithful` is False where that does not hold, so that only the whole text can be mapped to the whole file.
    """

    text: str
    encoding: str
    errors: str = "strict"
    base: int = 0
    faithful: bool = True
    warning: str | None = None


def decode(data: bytes, name: str, *, markup: bool = False) -> Decoded:
    """Characters from bytes of any encoding. `markup`: a declaration inside the file counts. Raises NotText."""
    for mark, encoding in BOMS:
        if data.startswith(mark) and not (encoding.startswith("utf-32") and len(data) % 4):
            return _unicode(data, encoding, len(mark))
    for magic, what in BINARY.items():
        if data.startswith(magic) or (magic == b"BOOKMOBI" and data[60:68] == magic):
            raise NotText(f"{name}: this is {what}" + ("" if ";" in what else f"; {WAY_OUT}"))
    wide = _wide(data)
    if wide:
        return _unicode(data, wide, 0)
    stripped = data.rstrip(b"\x00\x1a")
    sample = stripped[:SAMPLE]
    if b"\x00" in stripped or len(sample) - len(sample.translate(None, CONTROLS)) > len(sample) // 50:
        raise NotText(f"{name}: this is a binary file, not text; {WAY_OUT}")
    if markup and (declared := _declared(data)):
        try:
            return _checked(data, declared)
        except UnicodeError:
            pass
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _legacy(data, name)


def _unicode(data: bytes, encoding: str, base: int) -> Decoded:
    """UTF-8, -16 or -32; what is broken in it becomes lone surrogates, which the text shows as U+FFFD."""
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding.removesuffix("-le").removesuffix("-be")]
    body = data[base : len(data) - (len(data) - base) % width]
    try:
        return Decoded(body.decode(encoding), encoding, base=base)
    except UnicodeDecodeError:
        errors = "surrogateescape" if width == 1 else "surrogatepass"
    try:
        return Decoded(body.decode(encoding, errors), encoding, errors, base, warning="Some of the file is damaged.")
    except UnicodeDecodeError:
        return Decoded(body.decode(encoding, "replace"), encoding, base=base, faithful=False)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: its spaces and line ends have a NUL on one side only."""
    sample = data[:SAMPLE]
    if len(data) < 2 or b"\x00" not in sample:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = max(len(sample) // 2, 1)
    for encoding, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros > half * 0.1 and others <= half * 0.002:
            try:
                text = sample[: len(sample) // 2 * 2].decode(encoding, "ignore")
            except UnicodeDecodeError:  # pragma: no cover
                continue
            readable = sum(c.isprintable() or c.isspace() for c in text[:5000])
            if readable > 0.95 * len(text[:5000]):
                return encoding
    return None


def _declared(data: bytes) -> str | None:
    match = XML_DECLARED.search(data[:1024]) or DECLARED.search(data[:8192])
    if not match:
        return None
    try:
        found = codecs.lookup(match[1].decode("ascii")).name
    except LookupError:
        return None
    if found.startswith(("utf-16", "utf-32", "utf-7")):
        return None  # it was read as ASCII, so it cannot be
    return "cp1252" if found in ("iso8859-1", "ascii") else found  # as browsers do


def _legacy(data: bytes, name: str) -> Decoded:
    """Bytes that are not UTF-8: UTF-8 with some damage, Windows-1252, or what charset-normalizer finds."""
    text = data.decode("utf-8", "surrogateescape")
    broken = sum("\udc80" <= c <= "\udcff" for c in text)
    foreign = sum(c > "\x7f" for c in text) - broken
    if broken * 10 < foreign:
        return Decoded(text, "utf-8", "surrogateescape", warning="Some bytes of the file are not UTF-8.")
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    high = [c for c in text if c > "\x7f"]
    letters = sum(c.isalpha() for c in text)
    strange = sum(c not in WESTERN for c in high)
    if high and strange * 20 <= len(high) and sum(c.isalpha() for c in high) * 4 <= letters:
        return Decoded(text, "cp1252")
    from charset_normalizer import from_bytes

    best = from_bytes(data[:SAMPLE]).best()
    if best is not None:
        try:
            return _checked(data, codecs.lookup(best.encoding).name)
        except (UnicodeError, LookupError):
            pass
    if text:
        return Decoded(text, "cp1252", warning="The file's encoding is uncertain; it was read as Windows-1252.")
    raise NotText(f"{name}: its encoding is not one that Fabula knows; save the file as UTF-8")


def _checked(data: bytes, encoding: str) -> Decoded:
    """Decodes strictly. Encodings with shift states cannot be mapped run by run. Raises UnicodeError."""
    text = data.decode(encoding)
    if not isinstance(text, str):
        raise UnicodeError(encoding)
    stateful = encoding.startswith(("iso2022", "hz", "utf-7", "utf-8-sig", "utf-16", "utf-32", "punycode", "idna"))
    try:
        faithful = not stateful and text.encode(encoding) == data
    except UnicodeError:
        faithful = False
    return Decoded(text, encoding, faithful=faithful)
