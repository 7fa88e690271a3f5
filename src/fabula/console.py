"""What the program prints, and how far it shows that it is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str, float], None]]:
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


def print_json(plain: object) -> None:
    """Prints plain values as JSON."""
    import json

    sys.stdout.buffer.write(json.dumps(plain, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n")
    sys.stdout.flush()


def width() -> int:
    """The columns of the terminal, or of what stands for one."""
    from rich.console import Console

    return Console().width


def show(page: RenderableType) -> None:
    """Prints a page, in colour where stdout is a terminal and NO_COLOR is not set."""
    from rich.console import Console

    console = Console(highlight=False)
    with console.capture() as captured:  # and written by us: Typer, unlike Rich, ends quietly when a pipe is closed
        console.print(page)
    text = "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"
    sys.stdout.write(text)
