"""A story's forms, and the folder that holds them: story.json, a Parquet file a layer, and reading.html."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from fabula.collector import uncollected
from fabula.errors import MissingFile, Unwritable
from fabula.story import Story

S = TypeVar("S", bound=Story)

READING = "reading.html"
JSON = "story.json"


@uncollected()
def save(story: Story, folder: Path) -> None:
    """Writes every form into a folder, which is made if missing, and the corrections if any. Raises Unwritable.

    Each file is written whole under another name before any takes its place, so that a full disk or an interruption
    leaves an earlier reading as it was.
    """
    from fabula.output.corrections import FILE
    from fabula.output.corrections import dumps as dump_corrections
    from fabula.output.json import dumps
    from fabula.output.page import render
    from fabula.output.tables import TABLES, to_parquet

    forms: dict[str, Callable[[Story], bytes]] = {
        **{f"{table}.parquet": partial(to_parquet, table=table) for table in TABLES},
        READING: lambda story: render(story).encode(),
        JSON: dumps,
        **({FILE: dump_corrections} if story.corrections else {}),
    }
    write(folder, {name: partial(form, story) for name, form in forms.items()})


def write(folder: Path, files: Mapping[str, Callable[[], bytes]]) -> None:
    """Writes files into a folder, which is made if missing, all of them or none. Raises Unwritable."""
    made = _missing(folder)
    written: dict[Path, Path] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(1) as pool:  # the disk takes one file while the next is made
            done = []
            for name, form in files.items():
                part = folder / f".{name}.{secrets.token_hex(4)}.part"
                written[part] = folder / name
                done.append(pool.submit(_write, part, form()))
        for one in done:
            one.result()
        for part, whole in written.items():
            os.replace(part, whole)  # noqa: PTH105
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:
        for part in written:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        _unmake(made)


def check_writable(folder: Path) -> None:
    """Raises Unwritable where `save` could not write; leaves nothing behind. For before a long reading."""
    made = _missing(folder)
    probe = folder / f".{secrets.token_hex(4)}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(probe, b"")
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
        _unmake(made)


def load(cls: type[S], path: Path) -> S:
    """The story saved in a folder, a story.json, or a folder of Parquet files. Raises MissingFile, NotAReading."""
    from fabula.output.json import loads
    from fabula.output.tables import from_parquet

    file = path / JSON if path.is_dir() else path
    if path.is_dir() and not file.exists():
        if not (path / "work.parquet").exists():
            raise MissingFile(f"{path} holds no reading: neither {JSON} nor work.parquet. Name a folder Fabula wrote.")
        return from_parquet(path, cls)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise MissingFile(f"{file} cannot be read: {error.strerror}. Name a folder or a {JSON} Fabula wrote.") from None
    return loads(data, str(file), cls)


def _write(path: Path, data: bytes) -> None:
    """Writes a new file, down to the disk: a crash just after must not leave an empty file under the final name."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _missing(folder: Path) -> list[Path]:
    """The folder and those above it that do not exist yet, innermost first."""
    return [one for one in (folder, *folder.parents) if not os.path.exists(one)]  # noqa: PTH110  # which, unlike Path.exists, never raises


def _unmake(folders: list[Path]) -> None:
    """Removes folders that were made and stayed empty."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def _unwritable(folder: Path, error: OSError) -> Unwritable:
    why = error.strerror or str(error)
    return Unwritable(f"The reading cannot be written to {folder}: {why}. Name another folder with --output.")
