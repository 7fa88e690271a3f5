"""A story as tables, one a layer, and as Parquet files that pandas, polars and DuckDB read.

Each layer of `LAYERS` is a file of its name, an item a row; work.parquet has one row, which holds the rest. Spans,
addressees, aliases and participants are lists in a cell. The column types follow the annotations of `fabula.story`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import is_dataclass
from io import BytesIO
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from arro3.core import Array, DataType, Field, Table, list_array, struct_array
from arro3.io import read_parquet, write_parquet

from fabula.errors import MissingFile, NotAReading
from fabula.output.check import check
from fabula.output.plain import Malformed, decoder, differing, encoder, hints, optional, sequence
from fabula.story import LAYERS, SCHEMA_VERSION, TOKEN_NUMBERS, TOKEN_WORDS, Story, Tokens, Valence

S = TypeVar("S", bound=Story)

WORK = {name: hint for name, hint in hints(Story).items() if name not in LAYERS}
"""The fields of a story that are not a layer of it."""

TABLES = (*LAYERS, "work")


def rows(story: Story, layer: str) -> dict[str, Sequence[Any]]:
    """The columns of a layer, for `pandas.DataFrame`; nested values are dicts and lists. KeyError: no such layer."""
    if layer not in LAYERS:
        raise KeyError(f"{layer!r} is not a layer; the layers are {', '.join(LAYERS)}")
    items = getattr(story, layer)
    if isinstance(items, Tokens):
        return {name: getattr(items, name) for name in hints(Tokens)}
    columns: dict[str, Sequence[Any]] = {}
    for name, hint in hints(sequence(hints(Story)[layer])).items():
        encode = encoder(hint, False)
        columns[name] = [encode(getattr(item, name)) for item in items]
    return columns


def to_parquet(story: Story, table: str) -> bytes:
    """One of `TABLES` as a Parquet file."""
    columns: dict[str, Any]
    if table == "work":
        columns = {name: _array([getattr(story, name)], hint) for name, hint in WORK.items()}
    elif table == "tokens":
        columns = {name: _column(story.tokens, name) for name in hints(Tokens)}
    else:
        items = getattr(story, table)
        kinds = hints(sequence(hints(Story)[table]))
        columns = {name: _array(list(map(attrgetter(name), items)), hint) for name, hint in kinds.items()}
    file = BytesIO()  # Fabula writes the file itself, so that a full disk is an OSError and not an error of the library
    write_parquet(Table.from_pydict(columns), file, compression="zstd(3)", created_by="fabula")
    return file.getvalue()


def from_parquet(folder: Path, cls: type[S] = Story) -> S:  # type: ignore[assignment]
    """The story whose tables are in a folder, as a `cls`. Raises MissingFile, NotAReading."""
    table = ""
    again = "Read the story again with `fabula read`"
    try:
        values: dict[str, Any] = {}
        for table in ("work", *LAYERS):
            data = _read(folder / f"{table}.parquet")
            if table == "work":
                values |= _work(data)
            elif table == "tokens":
                values[table] = _tokens(data)
            else:
                values[table] = _items(data, sequence(hints(Story)[table]))
        story = cls(**values)
        table = ""
        check(story)
        return story
    except Malformed as problem:
        place = folder / f"{table}.parquet" if table else folder
        raise NotAReading(f"{place} is not a reading that Fabula knows: {problem}. {again}.") from None


def _kind(hint: Any) -> DataType:  # noqa: ANN401
    """The Arrow type of a field's values."""
    if inner := optional(hint):
        return _kind(inner)
    if item := sequence(hint):
        return DataType.list(Field("item", _kind(item)))
    if is_dataclass(hint) and isinstance(hint, type):
        return DataType.struct([Field(name, _kind(one)) for name, one in hints(hint).items()])
    number = DataType.float64()
    scalars = {int: DataType.int64(), float: number, Valence: number, bool: DataType.bool()}
    return scalars.get(hint) or DataType.utf8()


def _array(values: Sequence[Any], hint: Any) -> Array:  # noqa: ANN401
    """An Arrow array of a field's values: nested ones are taken apart to their leaves, which arro3 can build."""
    inner = optional(hint) or hint
    if item := sequence(inner):
        lists = [value or () for value in values]
        offsets = np.cumsum([0, *map(len, lists)], dtype=np.int32)
        flat = _array([one for value in lists for one in value], item)
        return list_array(Array(offsets), flat, type=_kind(inner))
    if is_dataclass(inner) and isinstance(inner, type):
        leaves = [
            _array([None if value is None else getattr(value, name) for value in values], one | None)
            for name, one in hints(inner).items()
        ]
        absent = Array([value is None for value in values], type=DataType.bool())
        return struct_array(leaves, fields=_kind(inner).fields, mask=absent)
    return Array(values, type=_kind(inner))


def _column(tokens: Tokens, name: str) -> Array:
    values = getattr(tokens, name)
    if name in TOKEN_WORDS:
        return Array(values, type=DataType.utf8())
    kind = np.int32 if name in TOKEN_NUMBERS else np.float64
    return Array(np.ascontiguousarray(values, dtype=kind))


def _read(path: Path) -> Table:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise MissingFile(f"{path} cannot be read: {error.strerror}. Name a folder that Fabula wrote.") from None
    if len(data) < 12 or not data.startswith(b"PAR1") or not data.endswith(b"PAR1"):
        raise Malformed("this is not a Parquet file, or it is cut short")
    try:
        return read_parquet(data, batch_size=1 << 16).read_all()
    except BaseException as error:
        # arro3 panics over some damaged files, and its PanicException is no Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise Malformed(f"the Parquet file is damaged ({str(error).splitlines()[0]:.80})") from None


def _columns(table: Table, names: Sequence[str]) -> dict[str, Any]:
    if set(table.column_names) != set(names):
        raise Malformed(differing(table.column_names, names))
    return {name: table.column(name) for name in names}


def _items(table: Table, cls: type) -> tuple[Any, ...]:
    columns = []
    for name, column in _columns(table, list(hints(cls))).items():
        decode = decoder(tuple[hints(cls)[name], ...], False)  # type: ignore[misc]
        try:
            columns.append(decode(column.to_pylist()))
        except Malformed as problem:
            raise problem.at(name) from None
    return tuple(map(cls, *columns))


def _work(table: Table) -> dict[str, Any]:
    columns = _columns(table, list(WORK))
    if table.num_rows != 1:
        raise Malformed(f"expected one row, found {table.num_rows}")
    values = {name: column.to_pylist()[0] for name, column in columns.items()}
    if values["schema_version"] != SCHEMA_VERSION:
        raise Malformed(f"the version is {values['schema_version']!r:.40}, and this Fabula knows {SCHEMA_VERSION!r}")
    for name, hint in WORK.items():
        try:
            values[name] = decoder(hint, False)(values[name])
        except Malformed as problem:
            raise problem.at(name) from None
    return values


def _tokens(table: Table) -> Tokens:
    values: dict[str, Any] = {}
    pool: dict[str, str] = {}  # a novel has a few thousand different words: let each be one string
    for name, column in _columns(table, list(hints(Tokens))).items():
        if column.null_count:
            raise Malformed("a value is missing").at(name)
        if name in TOKEN_WORDS:
            if not DataType.is_string(column.type):
                raise Malformed("expected strings").at(name)
            values[name] = tuple([pool.setdefault(word, word) for word in column.to_pylist()])
        else:
            kind = np.dtype(np.int32 if name in TOKEN_NUMBERS else np.float64)
            numbers = column.to_numpy() if len(column) else np.empty(0, kind)
            if numbers.dtype != kind:
                raise Malformed(f"expected {kind}, found {numbers.dtype}").at(name)
            values[name] = numbers
    return Tokens(**values)
