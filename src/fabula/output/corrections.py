"""The corrections file: what a reader has set right, as the page of a reading saves it and `fabula read` applies it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, get_args

from fabula.errors import BadCorrections, MissingFile
from fabula.output.plain import Malformed, decoder, differing, encoder, hints
from fabula.output.schema import definitions_of
from fabula.story import Anchor, Correction, CorrectionKind, Person, Story

FORMAT = "fabula corrections"
VERSION = 1
FILE = "corrections.json"
"""The name of the file in the folder of a reading."""

FIELDS: dict[str, tuple[str, ...]] = {
    "speaker": ("at", "speaker"),
    "merge": ("people",),
    "split": ("person", "mentions", "name"),
    "rename": ("person", "name"),
    "dismiss": ("category", "at"),
}
"""What a correction of each kind holds, all of it."""

_OPTIONAL = {("speaker", "speaker")}
_HEAD = ("format", "version", "title", "sha256", "corrections", "withdrawn")


class Corrections(NamedTuple):
    """The corrections of a file in order, and those of an earlier reading that it takes back."""

    corrections: tuple[Correction, ...]
    withdrawn: tuple[Correction, ...] = ()


def dumps(story: Story) -> bytes:
    """A story's corrections as a UTF-8 JSON file, those that are not applied among them."""
    plain = {
        "format": FORMAT,
        "version": VERSION,
        "title": story.title,
        "sha256": story.source.sha256,
        "corrections": [to_plain(correction) for correction in story.corrections],
    }
    return json.dumps(plain, ensure_ascii=False, indent=1).encode() + b"\n"


def load(path: Path) -> Corrections:
    """The corrections in a file. Raises MissingFile, BadCorrections."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise MissingFile(f"{path} cannot be read: {error.strerror}. Name a corrections file.") from None
    return loads(data, str(path))


def loads(data: bytes, name: str) -> Corrections:
    """The corrections in a JSON file; `name` is the file's, for the message. Raises BadCorrections."""
    try:
        return _corrections(json.loads(data.decode("utf-8-sig")))
    except Malformed as problem:
        raise BadCorrections(
            f"{name} is no corrections file that Fabula knows: {problem}. Mend that place (`fabula schema "
            "--corrections` says what may stand there), or save the file again from the page of a reading."
        ) from None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BadCorrections(
            f"{name} is not JSON, or is cut short: {error}. Save it again from the page of a reading."
        ) from None


def joined(files: Iterable[Corrections]) -> list[Correction]:
    """The corrections of several files, one after another, each once; what a file takes back of those before it is
    left out. A file that has all of those before it, as a page's has that was made with them, says their order too."""
    out: list[Correction] = []
    for file in files:
        withdrawn = {_unplaced(correction) for correction in file.withdrawn}
        out = [correction for correction in out if _unplaced(correction) not in withdrawn]
        known = {_unplaced(correction) for correction in out}
        if known <= {_unplaced(correction) for correction in file.corrections}:
            out = list(file.corrections)
        else:
            out += [correction for correction in file.corrections if _unplaced(correction) not in known]
    return out


def to_plain(correction: Correction) -> dict[str, Any]:
    """A correction as an entry of the file."""
    known = hints(Correction)
    return {
        "do": correction.do,
        **{name: encoder(known[name], False)(getattr(correction, name)) for name in FIELDS[correction.do]},
    }


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a corrections file."""
    definitions, described = definitions_of(Correction)
    entries = []
    for kind, names in FIELDS.items():
        properties: dict[str, Any] = {"do": {"const": kind}}
        for name in names:
            properties[name] = described[name] if (kind, name) in _OPTIONAL else _required(described[name])
        if kind == "merge":
            properties["people"]["minItems"] = 2
        entries.append({
            "type": "object", "properties": properties, "required": list(properties), "additionalProperties": False,
        })  # fmt: skip
    definitions["Correction"] = {"description": "What a reader has set right.", "oneOf": entries}
    several = {"type": "array", "items": {"$ref": "#/$defs/Correction"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:fabula:corrections:{VERSION}",
        "title": "Fabula corrections",
        "description": "What a reader has set right in a reading. Offsets are Unicode code points, end exclusive; in a "
        "text that has been edited since, a passage is found by its words and those around it.",
        "type": "object",
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "title": {"description": "The work's title.", "type": "string"},
            "sha256": {"description": "The SHA-256 of the file that was read.", "type": "string"},
            "corrections": {"description": "In the order in which they hold: the later wins.", **several},
            "withdrawn": {"description": "Corrections of an earlier file that hold no longer.", **several},
        },
        "required": ["format", "version", "corrections"],
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def _required(kind: dict[str, Any]) -> dict[str, Any]:
    """A field's schema without its null, and what must not be empty not empty."""
    kind = dict(kind)
    if "anyOf" in kind:
        kind = {"description": kind["description"], **kind["anyOf"][0]}
    elif isinstance(kind.get("type"), list):
        kind = {**kind, "type": kind["type"][0], "minLength": 1}
    return {**kind, "minItems": 1} if kind.get("type") == "array" else kind


def _corrections(data: object) -> Corrections:
    if not isinstance(data, dict):
        raise Malformed("expected an object")
    if data.get("format") != FORMAT:
        raise Malformed(f"expected {FORMAT!r}, found {data.get('format')!r:.40}").at("format")
    if data.get("version") != VERSION:
        raise Malformed(f"expected {VERSION}, found {data.get('version')!r:.40}").at("version")
    if not data.keys() <= set(_HEAD) or "corrections" not in data:
        raise Malformed(differing(data.keys() - {"title", "sha256", "withdrawn"}, ("format", "version", "corrections")))
    for name in ("title", "sha256"):
        _at(name, decoder(str, False), data.get(name, ""))
    return Corrections(_entries("corrections", data["corrections"]), _entries("withdrawn", data.get("withdrawn", [])))


def _entries(name: str, data: object) -> tuple[Correction, ...]:
    if not isinstance(data, list):
        raise Malformed("expected a list").at(name)
    return tuple(_at(f"{name}[{k}]", _entry, one) for k, one in enumerate(data))


def _at(place: str, decode: Any, value: object) -> Any:  # noqa: ANN401
    try:
        return decode(value)
    except Malformed as problem:
        raise problem.at(place) from None


def _entry(data: object) -> Correction:
    if not isinstance(data, dict):
        raise Malformed("expected an object")
    kind = data.get("do")
    if kind not in FIELDS:
        raise Malformed(f"expected one of {', '.join(get_args(CorrectionKind))}; found {kind!r:.40}").at("do")
    names = FIELDS[kind]
    if data.keys() != {"do", *names}:
        raise Malformed(differing(data.keys(), ("do", *names)))
    values = {}
    for name in names:
        values[name] = _at(name, decoder(hints(Correction)[name], False), data[name])
        if not values[name] and (kind, name) not in _OPTIONAL:
            raise Malformed("it must not be empty").at(name)
    correction = Correction(kind, **values)
    if kind == "merge" and len(correction.people) < 2:
        raise Malformed("it takes two persons to be one").at("people")
    for place, one in _anchors(correction):
        if not one.exact.strip():
            raise Malformed("it must hold the words of the passage").at(f"{place}.exact")
    return correction


def _anchors(correction: Correction) -> Iterable[tuple[str, Anchor]]:
    people: list[tuple[str, Person | None]] = [("speaker", correction.speaker), ("person", correction.person)]
    people += [(f"people[{k}]", person) for k, person in enumerate(correction.people)]
    yield from ((f"{place}.at", person.at) for place, person in people if person is not None)
    yield from ((f"mentions[{k}]", one) for k, one in enumerate(correction.mentions))
    if correction.at is not None:
        yield "at", correction.at


def _unplaced(correction: Correction) -> Correction:
    """A correction without its positions and its outcome, to be compared with one of another text."""

    def bare(one: Anchor) -> Anchor:
        return replace(one, start=0, end=0)

    def person(one: Person) -> Person:
        return replace(one, at=bare(one.at))

    return replace(
        correction,
        at=None if correction.at is None else bare(correction.at),
        speaker=None if correction.speaker is None else person(correction.speaker),
        people=tuple(map(person, correction.people)),
        person=None if correction.person is None else person(correction.person),
        mentions=tuple(map(bare, correction.mentions)),
        applied=True,
        problem=None,
    )


def problems(corrections: Sequence[Correction]) -> list[str]:
    """A line for each correction that does not hold, or not wholly: what it is, why, and its passage."""
    return [
        f"corrections[{k}] ({c.do}): {'applied' if c.applied else 'kept, not applied'}{': ' if not c.applied else ' '}"
        f"{c.problem}: «{_shown(c)}»"
        for k, c in enumerate(corrections)
        if c.problem
    ]


def _shown(correction: Correction) -> str:
    """The passage that a correction is about, in one line."""
    people = [p.name for p in (*correction.people, correction.person) if p is not None]
    words = correction.at.exact if correction.at else ", ".join(people)
    one = " ".join(words.split())
    return one if len(one) <= 60 else f"{one[:59].rstrip()}…"
