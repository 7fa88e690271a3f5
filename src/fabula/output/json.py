"""A story as JSON, and back: the exact form, which the schema of `fabula schema` describes."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import numpy as np
import orjson
from numpy.typing import NDArray

from fabula.errors import NotAReading
from fabula.output.check import check
from fabula.output.plain import Malformed, decoder, differing, encoder, hints
from fabula.story import SCHEMA_VERSION, TOKEN_NUMBERS, TOKEN_WORDS, Story, Tokens

S = TypeVar("S", bound=Story)

_NUMBERS = orjson.OPT_SERIALIZE_NUMPY


def to_json(story: Story) -> dict[str, Any]:
    """The story as plain values: dicts, lists, strings, numbers, booleans and None."""
    tokens = {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in _tokens(story)}
    return {name: tokens if hint is Tokens else _plain(story, name) for name, hint in _fields()}


def _fields() -> list[tuple[str, Any]]:
    """The fields of a story and their types, its version first."""
    return sorted(hints(Story).items(), key=lambda field: field[0] != "schema_version")


def _plain(story: Story, name: str) -> Any:  # noqa: ANN401
    return encoder(hints(Story)[name], True)(getattr(story, name))


def _tokens(story: Story) -> Iterator[tuple[str, Any]]:
    """The fields of the tokens: numbers as they are, in arrays, and words as `_from_words` has them."""
    for name in hints(Tokens):
        values = getattr(story.tokens, name)
        if name not in TOKEN_WORDS and not np.isfinite(values).all():
            raise ValueError(f"tokens.{name} holds what is no number that JSON has")
        yield name, _from_words(values) if name in TOKEN_WORDS else np.ascontiguousarray(values)


def from_json(data: object, cls: type[S] = Story) -> S:  # type: ignore[assignment]
    """The story that `to_json` made plain, as a `cls`. Raises NotAReading, naming the place that does not fit."""
    try:
        return _story(data, cls)
    except Malformed as problem:
        raise NotAReading(f"This is not a reading that Fabula knows: {problem}.") from None


def dumps(story: Story) -> bytes:
    """The story as a UTF-8 JSON file, made field by field: plain values take many times the room of their text."""
    plain = ((name, dict(_tokens(story)) if hint is Tokens else _plain(story, name)) for name, hint in _fields())
    fields = [orjson.dumps(name) + b":" + orjson.dumps(value, option=_NUMBERS) for name, value in plain]
    return b"{" + b",".join(fields) + b"}\n"


def loads(data: bytes, name: str, cls: type[S] = Story) -> S:  # type: ignore[assignment]
    """The story in a JSON file; `name` is the file's, for the message. Raises NotAReading."""
    again = "Read the story again with `fabula read`"
    try:
        return _story(orjson.loads(data.removeprefix(BOM_UTF8)), cls)
    except Malformed as problem:
        raise NotAReading(f"{name} is not a reading that Fabula knows: {problem}. {again}.") from None
    except orjson.JSONDecodeError as error:
        raise NotAReading(f"{name} is not JSON, or is cut short: {error}. {again}.") from None


def _story(data: object, cls: type[S]) -> S:
    if not isinstance(data, dict):
        raise Malformed("expected an object")
    version = data.get("schema_version")
    if version != SCHEMA_VERSION:
        raise Malformed(f"found {version!r:.40}, and this Fabula knows {SCHEMA_VERSION!r}").at("schema_version")
    known = hints(Story)
    if data.keys() != known.keys():
        raise Malformed(differing(data.keys(), known.keys()))
    values: dict[str, Any] = {}
    for name, hint in known.items():
        decode = _to_tokens if hint is Tokens else str if name == "schema_version" else decoder(hint, True)
        try:
            values[name] = decode(data[name])
        except Malformed as problem:
            raise problem.at(name) from None
    story = cls(**values)
    check(story)
    return story


def _from_words(words: Sequence[str]) -> dict[str, Any]:
    codes = {word: code for code, word in enumerate(dict.fromkeys(words))}
    return {"values": list(codes), "codes": list(map(codes.__getitem__, words))}


def _to_tokens(data: object) -> Tokens:
    if not isinstance(data, dict):
        raise Malformed("expected an object")
    known = hints(Tokens)
    if data.keys() != known.keys():
        raise Malformed(differing(data.keys(), known.keys()))
    values: dict[str, Any] = {}
    for name in known:
        try:
            if name in TOKEN_WORDS:
                values[name] = _to_words(data[name])
            else:
                values[name] = _to_numbers(data[name], name in TOKEN_NUMBERS)
        except Malformed as problem:
            raise problem.at(name) from None
    return Tokens(**values)


def _to_numbers(data: object, whole: bool) -> NDArray[Any]:
    if type(data) is not list:
        raise Malformed("expected a list")
    allowed = {int} if whole else {int, float}
    if not allowed.issuperset(map(type, data)):
        place = next(i for i, value in enumerate(data) if type(value) not in allowed)
        raise Malformed("expected a number").at(f"[{place}]")
    try:
        return np.array(data, dtype=np.int32 if whole else np.float64)
    except OverflowError:
        raise Malformed("a number is too large") from None


def _to_words(data: object) -> tuple[str, ...]:
    if not isinstance(data, dict) or data.keys() != {"values", "codes"}:
        raise Malformed("expected an object of values and codes")
    values: tuple[str, ...] = decoder(tuple[str, ...], True)(data["values"])
    codes = _to_numbers(data["codes"], True)
    if len(codes) and not (codes.min() >= 0 and codes.max() < len(values)):
        raise Malformed("a code has no value").at("codes")
    return tuple([values[code] for code in codes.tolist()])
