"""The program `fabula`. What takes long to import is imported where it is used, so that `--help` is quick."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from fabula import console
from fabula.errors import FabulaError, MissingFile
from fabula.output.forms import Form
from fabula.output.views import View

if TYPE_CHECKING:
    from fabula.story import Correction, Story

INTERNAL = 70
"""The exit code of a fault of Fabula's own (EX_SOFTWARE)."""
INTERRUPTED = 130
CONTENT_FOUND = 10
"""The exit code of `fabula content --fail-on` where the story holds what it names."""

HELP = """Reads fiction: who is in it, who says what to whom, and what happens, each claim with its place in the text.

[b]Examples[/b]

  fabula read tide.epub               writes tide.reading/ and shows the cast
  fabula read tide.txt -o tide
  fabula read - --json < tide.txt | jq .characters
  fabula show tide.reading dialogue --by Edda
  fabula export tide.reading --to booknlp

[b]Exit codes[/b]

  0  done                             7  the output cannot be written
  1  anything not listed here         8  a saved reading is damaged
  2  the command is wrong             9  the model is missing
  3  no such file                    10  content --fail-on found what it names
  4  not text, or an unknown format  11  an optional package is missing
  5  a damaged EPUB or DOCX          12  a corrections file is wrong
  6  the file holds no story         70  a fault of Fabula's own
                                    130  interrupted
"""

READ_EXAMPLES = """[b]Examples[/b]

  fabula read tide.epub
  fabula read tide.txt -o tide
  fabula read tide.txt --corrections ~/Downloads/tide.corrections.json
  fabula read - --json < tide.txt | jq .characters
"""
CONTENT_EXAMPLES = """[b]Examples[/b]

  fabula content tide.txt
  fabula content tide.reading --spoilers
  fabula content tide.reading --fail-on violence:graphic,suicide
"""
SCHEMA_EXAMPLES = """[b]Examples[/b]

  fabula schema > story.schema.json
  fabula schema --corrections
"""
SHOW_EXAMPLES = """[b]Examples[/b]

  fabula show tide.reading
  fabula show tide.reading characters -n 20
  fabula show tide.reading dialogue --by Edda --to "Mrs. Holt" | less
  fabula show tide.reading search blind
"""
EXPORT_EXAMPLES = """[b]Examples[/b]

  fabula export tide.reading --to booknlp
  fabula export tide.reading --to tei -o tide.xml
  fabula export tide.reading --to script -o tide.csv
  fabula export tide.txt --to gexf -o - > tide.gexf
"""

app = typer.Typer(
    help=HELP,
    rich_markup_mode="rich",
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


@app.command(epilog=READ_EXAMPLES)
def read(
    story: Annotated[str, typer.Argument(metavar="STORY", help="A file (txt, md, html, epub, docx), or - for stdin.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="The folder to write. Default: NAME.reading")
    ] = None,
    corrections: Annotated[
        list[Path] | None,
        typer.Option(
            "--corrections",
            "-c",
            metavar="FILE",
            help="Apply these corrections too, as the page of a reading saves them. Those in DIR hold in any case.",
        ),
    ] = None,
    no_corrections: Annotated[
        bool, typer.Option("--no-corrections", help="Leave aside the corrections that DIR holds; they stay there.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="The story as JSON on stdout, and no folder unless --output names one.")
    ] = False,
) -> None:
    """Read a story, and write what was read: JSON, Parquet tables, and a page to read it in."""
    import time

    from fabula.output import check_writable
    from fabula.output import corrections as correcting

    folder = output
    if folder is None and not as_json:
        folder = Path(f"{'stdin' if story == '-' else Path(story).stem}.reading")
    if folder is not None:
        check_writable(folder)
    held = [folder / correcting.FILE] if folder is not None and not no_corrections else []
    files = [*filter(Path.exists, held), *(corrections or ())]
    wanted = correcting.joined(map(correcting.load, files))
    began = time.perf_counter()
    with console.progress(quiet) as progress:
        found = _read(story, progress, wanted)
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
    for problem in correcting.problems(found.corrections):
        print(f"fabula: {problem}", file=sys.stderr)


@app.command(epilog=CONTENT_EXAMPLES)
def content(
    story: Annotated[
        str | None, typer.Argument(metavar="STORY", help="A file, - for stdin, or a folder that `fabula read` wrote.")
    ] = None,
    spoilers: Annotated[bool, typer.Option("--spoilers", help="Show names, and the words that show it.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Figures of speech too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The notes as JSON on stdout.")] = False,
    categories: Annotated[bool, typer.Option("--categories", help="Show what each category means.")] = False,
    fail_on: Annotated[
        str | None,
        typer.Option("--fail-on", metavar="CATEGORY[:SEVERITY],...", help="Exit with 10 where one of these is found."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no page.")] = False,
) -> None:
    """Show what a story holds that readers may want to be warned of, without retelling it."""
    from fabula.output import content as notes

    if categories:
        from fabula.output.notice import definitions

        console.show(definitions())
        raise typer.Exit
    if story is None:
        raise typer.BadParameter("name a story, or ask for --categories", param_hint="STORY")
    try:
        limits = notes.limits(fail_on) if fail_on is not None else {}
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--fail-on") from None
    found = _load_or_read(story, quiet)
    if as_json:
        import json

        plain = notes.to_plain(found, spoilers=spoilers, everything=everything)
        sys.stdout.buffer.write(json.dumps(plain, ensure_ascii=False, indent=2).encode() + b"\n")
    elif not quiet:
        from fabula.output.notice import report

        console.show(report(found, spoilers=spoilers, everything=everything))
    sys.stdout.flush()
    if failing := notes.failing(found, limits):
        _fail(f"{story}: found {notes.summary(failing)}", CONTENT_FOUND)


def _load_or_read(name: str, quiet: bool) -> Story:
    """A story read anew, or one that was saved."""
    from fabula.story import Story

    if Path(name).is_dir() or Path(name).name == "story.json":
        return Story.load(name)
    with console.progress(quiet) as progress:
        return _read(name, progress)


@app.command(epilog=SHOW_EXAMPLES)
def show(
    story: Annotated[
        str, typer.Argument(metavar="DIR", help="A folder that `fabula read` wrote, or a story, which is then read.")
    ],
    view: Annotated[View, typer.Argument(metavar="VIEW", help="What to show.")] = View.OVERVIEW,
    words: Annotated[list[str] | None, typer.Argument(metavar="WORDS", help="What to search for.")] = None,
    by: Annotated[
        str,
        typer.Option("--by", metavar="NAME", help="Only this person's (dialogue, feelings, relationships)."),
    ] = "",
    to: Annotated[str, typer.Option("--to", metavar="NAME", help="Only what is said to this person (dialogue).")] = "",
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="At most so many rows; 0 is all of them.")] = 0,
    spoilers: Annotated[bool, typer.Option("--spoilers", help="Names and passages too (content).")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The same as JSON on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Look into a reading: who is in it, what is said, the scenes, the letters, who is what to whom."""
    from fabula.output import show as pages
    from fabula.output import views

    if (words is None) == (view is View.SEARCH):
        problem = "search what? Name the words" if words is None else f"{view} takes no words: {' '.join(words)}"
        raise typer.BadParameter(problem, param_hint="WORDS")
    if (to and view is not View.DIALOGUE) or (by and view not in (View.DIALOGUE, View.FEELINGS, View.RELATIONSHIPS)):
        raise typer.BadParameter("these choose from the dialogue: fabula show DIR dialogue", param_hint="--by, --to")
    found = _load_or_read(story, quiet)
    if view is View.CONTENT:
        from fabula.output.content import to_plain
        from fabula.output.notice import report

        if as_json:
            console.print_json(to_plain(found, spoilers=spoilers, everything=False))
        else:
            console.show(report(found, spoilers=spoilers, everything=False))
        return
    try:
        rows = views.rows(found, view, by, to, words or ())
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--by, --to") from None
    total, rows = len(rows), rows[: limit or None]
    if as_json:
        console.print_json(rows)
    elif view is View.OVERVIEW:
        from fabula.output.terminal import summary

        console.show(summary(found, None, width=console.width()))
        console.show(pages.hints(story, found))
    else:
        console.show(pages.page(view, rows, console.width(), total))


@app.command(epilog=EXPORT_EXAMPLES)
def export(
    story: Annotated[
        str, typer.Argument(metavar="DIR", help="A folder that `fabula read` wrote, or a story, which is then read.")
    ],
    form: Annotated[Form, typer.Option("--to", help="The form.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="PATH", help="The file, or for several the folder; - is stdout."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, and no word of what was written.")] = False,
) -> None:
    """Write a reading in the form of another program."""
    from fabula.output import check_writable, forms

    name = forms.work_name(story)
    if output == Path("-"):
        if forms.WRITERS[form].folder:
            raise typer.BadParameter(f"{form} is several files; name a folder", param_hint="--output")
        (data,) = forms.render(_load_or_read(story, quiet), form, name, None).values()
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return
    target = forms.target(form, name, output)
    check_writable(target if forms.WRITERS[form].folder else target.parent)
    written = forms.export(_load_or_read(story, quiet), form, name, target)
    if not quiet:
        typer.echo(f"Wrote {target}" if len(written) == 1 else f"Wrote {target} ({len(written)} files)")


@app.command(epilog=SCHEMA_EXAMPLES)
def schema(
    corrections: Annotated[bool, typer.Option("--corrections", help="Of a corrections file instead.")] = False,
) -> None:
    """Print the JSON Schema of a reading's story.json."""
    from fabula.output import corrections as correcting
    from fabula.output import schema as reading

    console.print_json(correcting.schema() if corrections else reading.schema())


def _read(name: str, progress: Callable[[str, float], None], corrections: Sequence[Correction] = ()) -> Story:
    import fabula
    from fabula import source
    from fabula.language.model import load_early

    load_early()
    if name == "-":
        manuscript = source.from_bytes(sys.stdin.buffer.read(), "stdin")
    elif Path(name).is_dir():
        raise MissingFile(f"{name} is a folder. Name a file in it.")
    else:
        manuscript = source.load(Path(name))
    story: Story = fabula.read_manuscript(manuscript, progress=progress, corrections=corrections)
    return story


def _summary(story: Story, seconds: float, folder: Path | None) -> None:
    from fabula.output.terminal import summary

    console.show(summary(story, seconds, folder, console.width()))


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
