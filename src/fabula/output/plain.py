"""Dataclasses to plain values and back, by their annotations.

The annotations of `fabula.story` describe the data once; JSON, its schema and the Parquet files all follow them, so
that no form can forget a field. Functions are built once per type, since a novel holds a hundred thousand mentions.

Plain values are what JSON has: dicts, lists, strings, numbers, booleans and None. In the compact form a sequence of
spans or segments is a list of rows, [[start, end], ...].
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from math import isfinite
from operator import attrgetter
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from fabula.story import Segment, Span, Valence

ROWS = (Span, Segment)
"""Classes that the compact form writes as rows where they stand in sequence: they are many."""

LARGEST = 2**53 - 1
"""Every reader of JSON holds whole numbers up to here exactly."""

Plain = Callable[[Any], Any]


class Malformed(ValueError):
    """A plain value that does not fit the data model: the problem, and the place it was found at."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.place = ""

    def at(self, step: str) -> Malformed:
        """The same, one step further out: `[3]` of `spans`, `spans` of `[12]`, `[12]` of `utterances`."""
        joint = "." if self.place and not self.place.startswith("[") else ""
        self.place = f"{step}{joint}{self.place}"
        return self

    def __str__(self) -> str:
        return f"{self.place}: {self.problem}" if self.place else self.problem


@cache
def hints(cls: type) -> dict[str, Any]:
    """The fields of a dataclass and their types, in order."""
    known = get_type_hints(cls, include_extras=True)
    return {field.name: known[field.name] for field in fields(cls)}


def optional(kind: Any) -> Any:  # noqa: ANN401
    """The X of `X | None`, or None for any other type."""
    if NoneType not in get_args(kind):
        return None
    (inner,) = (one for one in get_args(kind) if one is not NoneType)
    return inner


def sequence(kind: Any) -> Any:  # noqa: ANN401
    """The X of `tuple[X, ...]`, or None for any other type."""
    return get_args(kind)[0] if get_origin(kind) is tuple else None


def choices(kind: Any) -> tuple[str, ...]:  # noqa: ANN401
    """The words of a `Literal`, or () for any other type."""
    return get_args(kind) if get_origin(kind) is Literal else ()


def _same(value: Any) -> Any:  # noqa: ANN401
    return value


def _finite(value: float) -> float:
    if not isfinite(value):
        raise ValueError(f"{value} is no number that JSON has")
    return value


@cache
def encoder(kind: Any, compact: bool) -> Plain:  # noqa: ANN401
    """The function that makes values of this type plain."""
    if inner := optional(kind):
        encode = encoder(inner, compact)
        return _same if encode is _same else lambda value: None if value is None else encode(value)
    if compact and kind in (float, Valence):
        return _finite
    if item := sequence(kind):
        encode = encoder(item, compact)
        if compact and item in ROWS:
            row = attrgetter(*hints(item))
            return lambda values: [list(row(value)) for value in values]
        return list if encode is _same else lambda values: [encode(value) for value in values]
    if is_dataclass(kind):
        names = tuple(hints(kind))  # type: ignore[arg-type]
        get = attrgetter(*names)
        encoders = tuple(encoder(hint, compact) for hint in hints(kind).values())  # type: ignore[arg-type]
        if all(encode is _same for encode in encoders):
            return lambda value: dict(zip(names, get(value), strict=True))
        plan = tuple(zip(names, encoders, strict=True))
        return lambda value: {name: encode(one) for (name, encode), one in zip(plan, get(value), strict=True)}
    return _same


@cache
def decoder(kind: Any, compact: bool) -> Plain:  # noqa: ANN401
    """The function that makes values of this type from plain ones. It raises Malformed, with the place."""
    if inner := optional(kind):
        decode = decoder(inner, compact)
        return lambda value: None if value is None else decode(value)
    if item := sequence(kind):
        return _sequence(_row(item) if compact and item in ROWS else decoder(item, compact))
    if is_dataclass(kind):
        return _record(kind, compact)  # type: ignore[arg-type]
    if words := choices(kind):
        return _word(words)
    scalars: dict[Any, Plain] = {str: _text, int: _whole, float: _share, Valence: _valence, bool: _truth}
    return scalars[kind]


def _sequence(decode: Plain) -> Plain:
    def values(value: Any) -> tuple[Any, ...]:  # noqa: ANN401
        if type(value) is not list:
            raise Malformed(f"expected a list, found {_shown(value)}")
        done: list[Any] = []
        try:
            for one in value:
                done.append(decode(one))  # noqa: PERF401  # the count of what is done is the place of what fails
        except Malformed as problem:
            raise problem.at(f"[{len(done)}]") from None
        return tuple(done)

    return values


def _row(cls: type) -> Plain:
    decoders = tuple(decoder(hint, True) for hint in hints(cls).values())
    names = tuple(hints(cls))

    def row(value: Any) -> Any:  # noqa: ANN401
        if type(value) is not list or len(value) != len(decoders):
            raise Malformed(f"expected [{', '.join(names)}], found {_shown(value)}")
        return cls(*[decode(one) for decode, one in zip(decoders, value, strict=True)])

    return row


def _record(cls: type, compact: bool) -> Plain:
    decoders = {name: decoder(hint, compact) for name, hint in hints(cls).items()}

    def record(value: Any) -> Any:  # noqa: ANN401
        if type(value) is not dict:
            raise Malformed(f"expected an object, found {_shown(value)}")
        if value.keys() != decoders.keys():
            raise Malformed(differing(value.keys(), decoders.keys()))
        done: list[Any] = []
        try:
            for name, decode in decoders.items():
                done.append(decode(value[name]))
        except Malformed as problem:
            raise problem.at(tuple(decoders)[len(done)]) from None
        return cls(*done)

    return record


def differing(found: Any, expected: Any) -> str:  # noqa: ANN401
    """What to say of names that are not the expected ones."""
    missing, unknown = sorted(set(expected) - set(found)), sorted(map(str, set(found) - set(expected)))
    return "; ".join(
        [f"no {', '.join(missing)}"] * bool(missing) + [f"unknown {', '.join(unknown)[:80]}"] * bool(unknown)
    )


def _word(words: tuple[str, ...]) -> Plain:
    known = {word: word for word in words}  # the program's own strings, so that a thousand "PRON" are one

    def word(value: Any) -> str:  # noqa: ANN401
        if type(value) is not str or value not in known:
            raise Malformed(f"expected one of {', '.join(words)}; found {_shown(value)}")
        return known[value]

    return word


def _text(value: Any) -> str:  # noqa: ANN401
    if type(value) is not str:
        raise Malformed(f"expected a string, found {_shown(value)}")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise Malformed(f"half a surrogate pair at character {error.start}") from None
    return value


def _whole(value: Any) -> int:  # noqa: ANN401
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise Malformed(f"expected a whole number from 0, found {_shown(value)}")
    return value


def _share(value: Any) -> float:  # noqa: ANN401
    if type(value) not in (int, float) or not 0 <= value <= 1:
        raise Malformed(f"expected a number from 0 to 1, found {_shown(value)}")
    return float(value)


def _valence(value: Any) -> float:  # noqa: ANN401
    if type(value) not in (int, float) or not -1 <= value <= 1:
        raise Malformed(f"expected a number from -1 to 1, found {_shown(value)}")
    return float(value)


def _truth(value: Any) -> bool:  # noqa: ANN401
    if type(value) is not bool:
        raise Malformed(f"expected true or false, found {_shown(value)}")
    return value


def _shown(value: Any) -> str:  # noqa: ANN401
    names = {dict: "an object", list: "a list", NoneType: "null", bool: str(value).lower()}
    return names.get(type(value)) or ascii(value)[:40]
