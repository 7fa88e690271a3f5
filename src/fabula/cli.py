"""The program `fabula`. What takes long to import is imported where it is used, so that `--help` is quick."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from fabula.errors import FabulaError, MissingFile

if TYPE_CHECKING:
    from fabula.story import Story

INTERNAL = 70
"""The exit code of a fault of Fabula's own (EX_SOFTWARE)."""
INTERRUPTED = 130

HELP = """Reads fiction: who is in it, who says what to whom, and what happens, each claim with its place in the text.

[b]Examples[/b]

  fabula read emma.epub               writes emma.reading/ and shows the cast
  fabula read emma.txt -o emma
  fabula read - --json < emma.txt | jq .characters

[b]Exit codes[/b]

  0  done                             6  the file holds no story
  1  anything not listed here         7  the output cannot be written
  2  the command is wrong             8  a saved reading is damaged
  3  no such file                     9  the model is missing
  4  not text, or an unknown format  70  a fault of Fabula's own
  5  a damaged EPUB or DOCX         130  interrupted
"""

app = typer.Typer(
    help=HELP,
    rich_markup_mode="rich",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        import fabula

        typer.echo(f"fabula {fabula.__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Options of the program itself; its help is HELP."""


@app.command()
def read(
    story: Annotated[str, typer.Argument(metavar="STORY", help="A file (txt, md, html, epub, docx), or - for stdin.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="The folder to write. Default: NAME.reading")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="The story as JSON on stdout, and no folder unless --output names one.")
    ] = False,
) -> None:
    """Read a story, and write what was read: JSON, Parquet tables, and a page to read it in."""
    import time

    from fabula.output import check_writable

    folder = output
    if folder is None and not as_json:
        folder = Path(f"{'stdin' if story == '-' else Path(story).stem}.reading")
    if folder is not None:
        check_writable(folder)
    began = time.perf_counter()
    with _progress(quiet) as progress:
        found = _read(story, progress)
        if folder is not None:
            progress("Writing", 0.0)
            found.save(folder)
            progress("Writing", 1.0)
    if as_json:
        from fabula.output.json import dumps

        sys.stdout.buffer.write(dumps(found))
    elif not quiet:
        _summary(found, time.perf_counter() - began, folder)
    sys.stdout.flush()


@app.command()
def schema() -> None:
    """Print the JSON Schema of a reading's story.json."""
    import json

    from fabula.output.schema import schema

    typer.echo(json.dumps(schema(), indent=2, ensure_ascii=False))


def _read(name: str, progress: Callable[[str, float], None]) -> Story:
    import fabula
    from fabula import source

    if name == "-":
        manuscript = source.from_bytes(sys.stdin.buffer.read(), "stdin")
    elif Path(name).is_dir():
        raise MissingFile(f"{name} is a folder. Name a file in it.")
    else:
        manuscript = source.load(Path(name))
    story: Story = fabula.read_manuscript(manuscript, progress=progress)
    return story


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[str, float], None]]:
    """A function that shows how far a stage is, on stderr where that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda _stage, _done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description:<24}"),
        BarColumn(bar_width=32, complete_style="cyan", finished_style="cyan"),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Starting", total=1.0)
        yield lambda stage, done: bar.update(task, description=stage, completed=done)


def _summary(story: Story, seconds: float, folder: Path | None) -> None:
    from rich.console import Console

    from fabula.output.terminal import summary

    console = Console(highlight=False)
    with console.capture() as captured:  # and written by us: Typer, unlike Rich, ends quietly when a pipe is closed
        console.print(summary(story, seconds, folder))
    text = "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"
    sys.stdout.write(text)


def main() -> NoReturn:
    """Runs the program. Whatever goes wrong is one line on stderr and an exit code; FABULA_DEBUG adds the traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that has no "→" shows "?", and the reading goes on
    try:
        app()
    except FabulaError as error:
        _fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        _fail("interrupted", INTERRUPTED)
    except SystemExit as end:
        if end.code == INTERRUPTED:  # Typer ends the program so, without a word
            _fail("interrupted", INTERRUPTED)
        raise
    except Exception as error:
        _fail(f"internal error: {type(error).__name__}: {error}; please report", INTERNAL)
    sys.exit(0)


def _fail(message: str, code: int) -> NoReturn:
    if os.environ.get("FABULA_DEBUG"):
        import traceback

        traceback.print_exc()
    line = " ".join(message.split())
    print(f"fabula: {line}", file=sys.stderr)
    sys.exit(code)
