"""The program `fabula`, and `python -m fabula`."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from fabula import cli
from fabula.collector import uncollected


def main() -> NoReturn:
    """Runs the program, and ends the process where it did what was asked."""
    try:
        with uncollected():
            cli.main()
    except SystemExit as end:
        if end.code:
            raise
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # a story is freed at once: piece by piece, it takes a tenth of a second


if __name__ == "__main__":
    main()
