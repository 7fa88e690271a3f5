"""EPUB: the pages of the spine in order, with the metadata of the package and without its covers and lists."""

from __future__ import annotations

import html
import re

from fabula.errors import BrokenFile
from fabula.source.archive import Archive, Node, find, open_archive, read_member, resolve, tree
from fabula.source.decode import Decoded, decode
from fabula.source.draft import Draft
from fabula.source.html import add_page
from fabula.story import Division, DivisionKind, Metadata

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_ENTITIES = re.compile(r"<!ENTITY\b|<!DOCTYPE[^>\[]*\[")
_TAGS = re.compile(r"<[^>]*>")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
# What a page is, by the type its markup gives it, and failing that by its file name.
ROLES: dict[str, DivisionKind] = {
    "cover": "front matter", "titlepage": "front matter", "halftitlepage": "front matter", "toc": "contents",
    "copyright-page": "front matter", "imprint": "front matter", "colophon": "front matter", "landmarks": "contents",
    "dedication": "front matter", "loi": "contents", "lot": "contents", "index": "contents", "preface": "preface",
    "acknowledgments": "front matter", "frontispiece": "front matter", "backlink": "front matter",
}  # fmt: skip
_FILES = re.compile(
    r"(?:^|[/_.-])(?:(?P<toc>toc|nav|contents)|(?P<front>cover|title-?_?page|titlepage|halftitle|half-title|copyright|"
    r"colophon|imprint|dedication|wrap0000))(?:[_.-]?\d*)?\.x?html?$",
    re.I,
)


def read_epub(data: bytes, name: str) -> Draft:
    """The draft of an EPUB. Raises BrokenFile where it is damaged, locked or unsafe."""
    archive = open_archive(data, name)
    package_path = _package(archive)
    package = tree(read_member(archive, package_path), name, package_path)
    pages = _spine(archive, package, package_path)
    _check_locks(archive, {path for path, _ in pages})
    draft = Draft("epub", "utf-8", metadata=_metadata(package))
    guide = {_safe(package_path, node.attributes.get("href", "")): node.attributes.get("type", "")
             for node in find(package, "reference")}  # fmt: skip
    decoded: list[tuple[str, str, Decoded]] = []
    for path, properties in pages:
        page = decode(read_member(archive, path), f"{name}/{path}", markup=True)
        if _ENTITIES.search(page.text[: page.text.lower().find("<body") if "<body" in page.text.lower() else None]):
            raise BrokenFile(f"{name}: its part {path!r} declares XML entities, which is unsafe; it was not read")
        decoded.append((path, properties, page))
    if decoded:
        draft.encoding = decoded[0][2].encoding
    for path, properties, page in decoded:
        start, seen = draft.length, len(draft.elements)
        add_page(draft, page, path, book=True)
        if start == draft.length:
            continue
        kind = _kind(draft, seen, path, f"{properties} {guide.get(path, '')}")
        if kind:
            draft.marked.append(Division(start, draft.length, kind))
            draft.headings = [h for h in draft.headings if h.start < start]
    return draft


def _package(archive: Archive) -> str:
    """The path of the package document."""
    root = tree(read_member(archive, CONTAINER), archive.name, CONTAINER)
    for node in find(root, "rootfile"):
        path = _safe("", node.attributes.get("full-path", ""))
        if path in archive.members:
            return path
    raise BrokenFile(f"{archive.name}: it names no package document; fetch or export the file again")


def _safe(base: str, href: str) -> str:
    try:
        return resolve(base, href)
    except ValueError:
        return ""


def _spine(archive: Archive, package: Node, base: str) -> list[tuple[str, str]]:
    """The pages to read in order: (path, properties)."""
    items = {}
    for node in find(package, "item"):
        properties, kind = node.attributes.get("properties", ""), node.attributes.get("media-type", "")
        href = node.attributes.get("href", "")
        if href.startswith(("http:", "https:", "/", "file:")):
            continue
        try:
            path = resolve(base, href)
        except ValueError as error:
            raise BrokenFile(f"{archive.name}: it links to {href[:80]!r}, outside the archive") from error
        items[node.attributes.get("id", "")] = (path, properties, kind)
    found, seen = [], set()
    for node in find(package, "itemref"):
        path, properties, kind = items.get(node.attributes.get("idref", ""), ("", "", ""))
        readable = "html" in kind or path.lower().endswith((".xhtml", ".html", ".htm"))
        if path in archive.members and path not in seen and readable:
            seen.add(path)
            found.append((path, properties))
    if not found:
        raise BrokenFile(f"{archive.name}: it holds no pages; fetch or export the file again")
    return found


def _check_locks(archive: Archive, pages: set[str]) -> None:
    """Scrambled fonts are common and harmless; a scrambled page is copy protection."""
    if ENCRYPTION not in archive.members:
        return
    root = tree(read_member(archive, ENCRYPTION), archive.name, ENCRYPTION)
    for entry in find(root, "EncryptedData"):
        method = [node.attributes.get("Algorithm", "") for node in find(entry, "EncryptionMethod")]
        paths = {_safe("", node.attributes.get("URI", "")) for node in find(entry, "CipherReference")}
        if paths & pages and not any(m in _FONTS for m in method):
            raise BrokenFile(f"{archive.name}: it is copy-protected (DRM), so its text cannot be read; use a free copy")


def _metadata(package: Node) -> Metadata:
    """What the package says about the book."""

    def values(tag: str) -> tuple[str, ...]:
        texts = (" ".join(node.text.split()) for node in find(package, tag))
        return tuple(dict.fromkeys(t for t in texts if t))

    summary = " ".join(html.unescape(_TAGS.sub(" ", values("description")[0])).split()) if values("description") else ""
    dates = [m[0] for d in values("date") if (m := _DATE.search(d)) and m[0][:4] > "0101"]
    links = [v for v in (*values("identifier"), *values("source")) if v.startswith(("http://", "https://"))]
    return Metadata(
        title=next(iter(values("title")), None),
        authors=values("creator"),
        language=next(iter(values("language")), None),
        summary=summary or None,
        tags=values("subject"),
        published=next(iter(dates), None),
        url=next(iter(links), None),
    )


def _kind(draft: Draft, seen: int, path: str, properties: str) -> DivisionKind | None:
    """What a page that is not story is; None for story."""
    roles = " ".join(e.role for e in draft.elements[seen:] if e.tag in ("body", "section", "div", "nav")).split()
    for role in (*properties.split(), *roles[:3]):
        if role in ("nav", "toc"):
            return "contents"
        if role in ROLES:
            return ROLES[role]
    match = _FILES.search(path)
    long = sum(len(part) for part in draft.parts[-400:]) > 6000 if match else False
    if match and not long:
        return "contents" if match["toc"] else "front matter"
    return None
