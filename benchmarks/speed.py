"""Speed and memory of `fabula read`, from 1,000 words to 300,000, and how time grows with length.

    python -m benchmarks.speed --texts DIR --repeats 3

Texts are whole works joined in the order of their file names and cut at the first paragraph end past each size, so
they are the same every time. Each reading is a fresh process; its peak memory is what the kernel says of that process
(`os.wait4`). This program imports nothing large, since on Linux a child's peak can't be less than its parent's size at
the fork.
"""

from __future__ import annotations

import argparse
import compileall
import json
import math
import os
import platform
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

SIZES = (1_000, 10_000, 100_000, 300_000)
RESULTS = Path(__file__).parent / "results"
TINY = "“It is late,” said Anna.\n\nTom shut the gate and followed her home.\n"


@dataclass(frozen=True, slots=True)
class Run:
    """The fastest of the readings of one text, and the highest peak of them all."""

    words: int
    seconds: float
    words_per_second: float
    peak_megabytes: float


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    args = _arguments(arguments)
    compile_fabula()
    runs = []
    with tempfile.TemporaryDirectory() as folder:
        tiny = Path(folder) / "tiny.txt"
        tiny.write_text(TINY, encoding="utf-8")
        start_up = measure(tiny, args.repeats)
        print(f"start-up (the whole of a reading of {start_up.words} words): {start_up.seconds:.2f} s", flush=True)
        print(f"{'words':>9}  {'seconds':>9}  {'words/s':>9}  {'peak MB':>9}", flush=True)
        for size in args.sizes:
            text = Path(folder) / f"{size}.txt"
            text.write_text(sample(args.texts, size), encoding="utf-8")
            run = measure(text, args.repeats)
            runs.append(run)
            cells = f"{run.seconds:>9.2f}  {run.words_per_second:>9,.0f}  {run.peak_megabytes:>9,.0f}"
            print(f"{run.words:>9,}  {cells}", flush=True)
    slopes = growth(runs)
    for name, slope in slopes.items():
        print(f"time grows as words to the power of {slope:.2f} ({name})")
    write(args.out, start_up, runs, slopes)
    print(f"Written to {args.out}", file=sys.stderr)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Speed and memory of `fabula read`.")
    data = Path(os.environ.get("FABULA_DATA", "../shared/data"))
    parser.add_argument(
        "--texts", type=Path, default=data / "litbank/original", metavar="DIR", help="whole works, .txt"
    )
    parser.add_argument("--repeats", type=int, default=1, metavar="N", help="readings of each text; the best counts")
    parser.add_argument("--out", type=Path, default=RESULTS / "speed.json", metavar="FILE.json")
    parser.add_argument(
        "--sizes", type=lambda s: [int(n) for n in s.split(",")], default=list(SIZES), metavar="N,N", help="words"
    )
    args = parser.parse_args(arguments)
    if not args.texts.is_dir():
        parser.error(f"{args.texts}: no such folder")
    return args


def sample(folder: Path, size: int) -> str:
    """Whole works joined and cut at the first paragraph end with `size` words before it. Raises ValueError if short."""
    paragraphs, words = [], 0
    for path in sorted(folder.glob("*.txt")):
        for paragraph in re.split(r"\n[ \t\r]*\n", path.read_text(encoding="utf-8", errors="replace")):
            if not paragraph.strip():
                continue
            paragraphs.append(paragraph.strip("\r\n"))
            words += len(paragraph.split())
            if words >= size:
                return "\n\n".join(paragraphs) + "\n"
    raise ValueError(f"{folder}: {words} words, fewer than {size}")


def measure(text: Path, repeats: int = 1) -> Run:
    """Reads a text in fresh processes."""
    words = len(text.read_text(encoding="utf-8").split())
    times, peaks = [], []
    for _ in range(max(1, repeats)):
        with tempfile.TemporaryDirectory() as out:
            command = (sys.executable, "-m", "fabula", "read", str(text), "-o", str(Path(out) / "reading"), "--quiet")
            seconds, peak = timed(command)
        times.append(seconds)
        peaks.append(peak)
    best = min(times)
    return Run(words, round(best, 3), round(words / best, 1), round(max(peaks), 1))


def compile_fabula() -> None:
    """Writes the bytecode of Fabula, which pip makes when it installs a package, and a checkout may lack."""
    spec = find_spec("fabula")
    for folder in (spec and spec.submodule_search_locations) or ():
        compileall.compile_dir(folder, quiet=2)


def timed(command: Sequence[str]) -> tuple[float, float]:
    """The seconds that a command takes and its peak memory in megabytes. Raises CalledProcessError where it fails."""
    began = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    unit = 1 if sys.platform == "darwin" else 1024  # getrusage(2): bytes there, kilobytes here
    return seconds, usage.ru_maxrss * unit / 1e6


def growth(runs: Sequence[Run]) -> dict[str, float]:
    """The slope of log time against log words: from 10,000 words up by least squares, and over the last two sizes."""
    out = {}
    long = [r for r in runs if r.words >= 10_000]
    if len(long) > 1:
        out[f"{long[0].words:,} words and up"] = round(slope(long), 4)
    if len(long) > 2:
        out[f"{long[-2].words:,} to {long[-1].words:,} words"] = round(slope(long[-2:]), 4)
    return out


def slope(runs: Sequence[Run]) -> float:
    """The least-squares slope of log seconds against log words."""
    xs = [math.log(r.words) for r in runs]
    ys = [math.log(r.seconds) for r in runs]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def write(path: Path, start_up: Run, runs: Sequence[Run], slopes: Mapping[str, float]) -> None:
    """All of it as JSON, with when, where and how it was measured."""
    value = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"platform": platform.platform(), "cores": os.cpu_count(), "load": os.getloadavg()},
        "python": platform.python_version(),
        "command": shlex.join(sys.orig_argv),
        "start_up": asdict(start_up),
        "runs": [asdict(r) for r in runs],
        "growth": slopes,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
