"""The forms of other programs, and writing a story in one of them."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from fabula.output import write
from fabula.story import Story


class Form(StrEnum):
    """A form that a story can be exported to."""

    BOOKNLP = "booknlp"
    TEI = "tei"
    SPACY = "spacy"
    GEXF = "gexf"
    GRAPHML = "graphml"
    CHAPTERS = "graphml-chapters"
    CSV = "csv"
    SCRIPT = "script"


class Writer(NamedTuple):
    """Where a form is made: the function `name` of a module of `fabula.output`, from a story and the work's name to
    the files by name. `folder` is what the folder's name ends in where there are several; "" is a form of one file."""

    module: str
    name: str
    folder: str = ""


WRITERS = {
    Form.BOOKNLP: Writer("booknlp", "render", "booknlp"),
    Form.TEI: Writer("tei", "render"),
    Form.SPACY: Writer("spacy", "render"),
    Form.GEXF: Writer("gexf", "gexf"),
    Form.GRAPHML: Writer("gexf", "graphml"),
    Form.CHAPTERS: Writer("gexf", "graphml_by_chapter", "chapters"),
    Form.CSV: Writer("csv", "render", "csv"),
    Form.SCRIPT: Writer("script", "script"),
}


def work_name(path: str) -> str:
    """What a work is called in file names, from the file or folder that it is in: "tide" of "out/tide.reading"."""
    folder = Path(path).resolve() if path != "-" else Path("stdin")
    if folder.name == "story.json":
        folder = folder.parent
    return folder.stem or "story"


def target(form: Form, name: str, output: Path | None) -> Path:
    """The folder or file that a form is written to: `output`, a file in it where it is a folder, or one by default."""
    writer = WRITERS[form]
    if writer.folder:
        return output or Path(f"{name}.{writer.folder}")
    suffix = {Form.TEI: "tei.xml", Form.SCRIPT: "script.txt"}.get(form, form.value)
    if output is None or output.is_dir():
        return (output or Path()) / f"{name}.{suffix}"
    return output


def render(story: Story, form: Form, name: str, path: Path | None) -> dict[str, bytes]:
    """A story in a form: the files by name. A script that is written to a .csv is a table. Raises MissingExtra."""
    writer = WRITERS[form]
    function = writer.name
    if form is Form.SCRIPT and path is not None and path.suffix.lower() == ".csv":
        function = "script_table"
    make: Callable[[Story, str], dict[str, bytes]]
    make = getattr(importlib.import_module(f"fabula.output.{writer.module}"), function)
    return make(story, name)


def export(story: Story, form: Form, name: str, path: Path) -> list[Path]:
    """Writes a story to a `target`, whole or not at all. Returns the files; raises Unwritable, MissingExtra."""
    if WRITERS[form].folder:
        files = render(story, form, name, path)
        folder = path
    else:
        (data,) = render(story, form, name, path).values()
        files, folder = {path.name: data}, path.parent

    def content(data: bytes) -> Callable[[], bytes]:
        return lambda: data

    write(folder, {file: content(data) for file, data in files.items()})
    return [folder / file for file in files]
