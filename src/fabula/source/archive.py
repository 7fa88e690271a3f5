"""Members of a ZIP archive and the XML in them, read so that a hostile file does no harm."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.parsers import expat

from fabula.errors import BrokenFile

MEMBERS = 20_000
UNPACKED = 200 << 20
"""The most bytes read from an archive, over all members."""
RATIO = 200
"""The most a member may grow when unpacked; no text packs so well. Small members are let off."""
SMALL = 4 << 20
_BLOCK = 1 << 16
_ENCRYPTED = 0x1


@dataclass(slots=True)
class Archive:
    """An open archive: the members by path, and how many bytes have been unpacked."""

    name: str
    file: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo] = field(default_factory=dict)
    unpacked: int = 0


def open_archive(data: bytes, name: str) -> Archive:
    """The archive in these bytes. Raises BrokenFile where it is damaged, encrypted or has unsafe paths."""
    try:
        file = zipfile.ZipFile(io.BytesIO(data))
        infos = file.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise BrokenFile(f"{name}: the archive is damaged; fetch or export the file again") from error
    if len(infos) > MEMBERS:
        raise BrokenFile(f"{name}: the archive has {len(infos)} members, more than the {MEMBERS} that Fabula opens")
    archive = Archive(name, file)
    for info in infos:
        path = info.filename
        if path.startswith("/") or "\\" in path or ":" in path.split("/")[0] or ".." in path.split("/"):
            raise BrokenFile(f"{name}: the archive has the unsafe path {path[:80]!r}; it was not opened")
        if not info.is_dir():
            archive.members[path] = info
    return archive


def read_member(archive: Archive, path: str) -> bytes:
    """The bytes of a member. Raises BrokenFile where it is missing, damaged, encrypted, or unpacks to too much."""
    info = archive.members.get(path)
    if info is None:
        raise BrokenFile(f"{archive.name}: its part {path!r} is missing; fetch or export the file again")
    if info.flag_bits & _ENCRYPTED:
        raise BrokenFile(f"{archive.name}: it is locked with a password; unlock it and try again")
    blocks, size = [], 0
    try:
        with archive.file.open(info) as stream:
            while block := stream.read(_BLOCK):
                blocks.append(block)
                size += len(block)
                archive.unpacked += len(block)
                if archive.unpacked > UNPACKED or (size > SMALL and size > RATIO * max(info.compress_size, 1)):
                    raise BrokenFile(f"{archive.name}: its part {path!r} unpacks to an unsafe size; it was not read")
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise BrokenFile(f"{archive.name}: its part {path!r} is damaged; fetch or export the file again") from error
    return b"".join(blocks)


def resolve(base: str, href: str) -> str:
    """The path inside an archive that a link in the member `base` leads to. Raises ValueError outside the archive."""
    parts = base.split("/")[:-1]
    for part in unquote(href.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0]).split("/"):
        if part == "..":
            if not parts:
                raise ValueError(href)
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


@dataclass(slots=True)
class Node:
    """An element of a small XML document: its local name, attributes by local name, children and text."""

    tag: str
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)
    text: str = ""


def parser(name: str, path: str) -> expat.XMLParserType:
    """An expat parser that stops at a declaration of entities, so that nothing can grow inside it."""
    made = expat.ParserCreate()
    made.buffer_text = False

    def refuse(*_: object) -> None:
        raise BrokenFile(f"{name}: its part {path!r} declares XML entities, which is unsafe; it was not read")

    def doctype(_root: str, _system: str | None, _public: str | None, internal: int) -> None:
        if internal:
            refuse()

    made.StartDoctypeDeclHandler = doctype
    made.EntityDeclHandler = refuse
    made.ExternalEntityRefHandler = lambda *_: 0
    return made


def run(made: expat.XMLParserType, data: bytes, name: str, path: str) -> None:
    """Parses a whole document. Raises BrokenFile where it is not well-formed."""
    try:
        made.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise BrokenFile(f"{name}: its part {path!r} is damaged ({error}); fetch or export the file again") from error


def tree(data: bytes, name: str, path: str) -> Node:
    """A small XML document as nodes. Raises BrokenFile."""
    made = parser(name, path)
    root = Node("", {})
    stack = [root]
    made.StartElementHandler = _starter(stack)
    made.EndElementHandler = lambda _tag: None if len(stack) < 2 else stack.pop() and None

    def text(data: str) -> None:
        stack[-1].text += data

    made.CharacterDataHandler = text
    run(made, data, name, path)
    return root


def _starter(stack: list[Node]) -> Callable[[str, dict[str, str]], None]:
    def start(tag: str, attributes: dict[str, str]) -> None:
        node = Node(local(tag), {local(k): v for k, v in attributes.items()})
        stack[-1].children.append(node)
        stack.append(node)

    return start


def local(name: str) -> str:
    """A name without its namespace prefix."""
    return name.rpartition(":")[2]


def find(node: Node, tag: str) -> list[Node]:
    """The nodes of this name below a node, in document order."""
    found, rest = [], list(reversed(node.children))
    while rest:
        here = rest.pop()
        if here.tag == tag:
            found.append(here)
        rest.extend(reversed(here.children))
    return found
