"""Times Fabula beside BookNLP, spaCy and Renard on the same text, and prints what each takes as a multiple of Fabula.

    python -m benchmarks.peers --python ENV/bin/python [--words 20000] [--rounds 1] [--out FILE.json] [--chart FILE.svg]

It measures speed, and not quality: BookNLP's and Renard's models have the shapes of their own, and random weights.
README.md, beside this, says how to make the environment and what each row means.

Each reading is a process of its own, and Fabula reads before every peer; what counts is the median. Peak memory is what
the kernel says of the process. This program imports nothing large, as in `benchmarks.speed`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.peers import chart
from benchmarks.peers import text as texts
from benchmarks.peers.runner import SPACY_MODEL
from benchmarks.speed import RESULTS, compile_fabula, timed

NOTE = (
    "This is speed, and not quality. BookNLP's and Renard's models have their own shapes and random weights, "
    "since theirs are not at hand."
)
PUBLISHED = {
    "source": "https://github.com/booknlp/booknlp (README)",
    "small": {
        "Entity tagging (F1)": 88.2,
        "Supersense tagging (F1)": 73.2,
        "Event tagging (F1)": 70.6,
        "Coreference resolution (Avg. F1)": 76.4,
        "Speaker attribution (B3)": 86.4,
    },
    "big": {
        "Entity tagging (F1)": 90.0,
        "Supersense tagging (F1)": 76.2,
        "Event tagging (F1)": 74.1,
        "Coreference resolution (Avg. F1)": 79.0,
        "Speaker attribution (B3)": 89.9,
    },
}
"""What BookNLP's authors say of its own weights. Nothing here measures them."""
QUIET = {
    "HF_HUB_OFFLINE": "1",
    "PYTHONUTF8": "1",
    "PYTHONWARNINGS": "ignore",
    "TQDM_DISABLE": "1",
    "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
}
"""The environment of every process: no network, UTF-8, and this repository importable."""


@dataclass(frozen=True, slots=True)
class Row:
    """A program to time: what it does here (`layers`), what it imports (`needs`), and which `models` are made first."""

    key: str
    name: str
    layers: str
    module: str
    needs: tuple[str, ...] = ()
    models: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """One reading. Seconds, but for `peak`, which is megabytes; `busy` is how much of the machine was in use before."""

    seconds: float
    load: float
    read: float
    processor: float
    threads: int | None
    peak: float
    busy: float | None
    found: Mapping[str, Any]
    versions: Mapping[str, str]


def rows(supersense: bool = False) -> tuple[Row, ...]:
    """Fabula, and its peers."""
    layers = "entity,quote,supersense,event,coref" if supersense else "entity,quote,event,coref"
    booknlp = tuple(
        Row(
            f"booknlp-{size}",
            f"BookNLP, {size}",
            f"spaCy's tags and trees, {layers.replace(',', ', ')}",
            "run_booknlp",
            ("booknlp", "spacy", SPACY_MODEL, "torch", "transformers", "pkg_resources"),
            f"booknlp-{size}",
            ("--size", size, "--layers", layers),
        )
        for size in ("small", "big")
    )
    return (
        Row("fabula", "Fabula", "all its layers, and its reading saved", "run_fabula"),
        Row(
            "spacy",
            "spaCy, small English",
            "tags, trees, lemmas, names",
            "run_spacy",
            ("spacy", SPACY_MODEL),
        ),
        Row(
            "renard",
            "Renard, co-occurrences",
            "tokens, BERT names, characters, network",
            "run_renard",
            ("renard", "nltk", "torch", "transformers"),
            "renard",
        ),
        *booknlp,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Its exit code is 1 where a program failed."""
    args = _arguments(arguments)
    os.environ.update(QUIET)
    compile_fabula()
    try:
        text = texts.excerpt(args.novel, args.words)
    except (OSError, ValueError) as e:
        sys.exit(str(e))
    words = len(text.split())
    print(f"The first {words:,} words of {args.novel.stem}\n{NOTE}", flush=True)
    peers = [r for r in rows(args.supersense)[1:] if r.key in args.peers and installed(r, args.python)]
    runs: dict[str, list[Run]] = {}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "text.txt").write_text(text, encoding="utf-8")
        ready = [p for p in peers if make_models(p, args.python, work, texts.sample(text))]
        failed = len(ready) < len(peers)
        for row in schedule(ready, args.rounds):
            run = measure(row, args.python if row.needs else sys.executable, work)
            if run is None:
                failed = True
                continue
            runs.setdefault(row.key, []).append(run)
            busy = (
                ""
                if run.busy is None or run.busy < 0.1
                else f"  (BUSY: {run.busy:.0%} of the machine was in use before; this time may be wrong)"
            )
            print(f"{row.name}: {run.seconds:.1f} s{busy}", flush=True)
    if "fabula" not in runs:
        return 1
    figures = summary(runs, words, args.supersense)
    print(table(figures))
    print(published())
    write(args.out, figures, args, words)
    if args.chart:
        args.chart.parent.mkdir(parents=True, exist_ok=True)
        args.chart.write_text(draw(figures, words, args.novel.stem), encoding="utf-8")
    print(f"Written to {args.out}" + (f" and {args.chart}" if args.chart else ""), file=sys.stderr)
    return int(failed)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.peers", description="Fabula's speed beside that of its peers.", epilog=NOTE
    )
    data = Path(os.environ.get("FABULA_DATA", "../shared/data"))
    novel = data / "litbank/original/1342_pride_and_prejudice.txt"
    keys = [r.key for r in rows()[1:]]
    parser.add_argument(
        "--python",
        default=os.environ.get("FABULA_PEERS_PYTHON", sys.executable),
        metavar="PATH",
        help="the Python that the peers are installed in. Default: FABULA_PEERS_PYTHON, or this one",
    )
    parser.add_argument("--novel", type=Path, default=novel, metavar="FILE", help="a plain text. Default: %(default)s")
    parser.add_argument("--words", type=int, default=20_000, metavar="N", help="how much of it, from its start")
    parser.add_argument("--rounds", type=int, default=1, metavar="N", help="readings by each peer; the median counts")
    parser.add_argument(
        "--peers", type=lambda s: s.split(","), default=keys, metavar="A,B", help=f"of {', '.join(keys)}. Default: all"
    )
    parser.add_argument(
        "--supersense", action="store_true", help="BookNLP's supersenses too, a layer that Fabula does not have"
    )
    parser.add_argument("--out", type=Path, default=RESULTS / "peers.json", metavar="FILE.json")
    parser.add_argument("--chart", type=Path, metavar="FILE.svg")
    args = parser.parse_args(arguments)
    if unknown := set(args.peers) - set(keys):
        parser.error(f"no such peer: {', '.join(sorted(unknown))}")
    return args


def installed(row: Row, python: str) -> bool:
    """Whether a Python has all that a row imports. Says what is missing."""
    program = (
        "import sys; from importlib.util import find_spec; print(*(p for p in sys.argv[1:] if find_spec(p) is None))"
    )
    try:
        found = subprocess.run([python, "-c", program, *row.needs], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as e:
        print(f"SKIPPED {row.name}: {python} does not run ({e})", flush=True)
        return False
    if missing := found.stdout.split():
        print(f"SKIPPED {row.name}: {python} lacks {', '.join(missing)}; see benchmarks/peers/README.md", flush=True)
    return not missing


def make_models(row: Row, python: str, work: Path, sample: str) -> bool:
    """Makes the random models of a row in `work`/models. Prints why where that fails. Nothing of this is timed."""
    if not row.models:
        return True
    spec = find_spec("fabula")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("fabula is not installed: its vocabulary is needed")
    vocabulary = Path(spec.submodule_search_locations[0]) / "models/vocabulary.txt"
    (work / "sample.txt").write_text(sample, encoding="utf-8")
    command = [python, "-m", "benchmarks.peers.models", str(work / "models"), "--what", row.models]
    command += ["--vocabulary", str(vocabulary), "--sample", str(work / "sample.txt")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"FAILED {row.name}: its models could not be made\n{tail(done.stderr)}", flush=True)
    return not done.returncode


def schedule(peers: Sequence[Row], rounds: int) -> list[Row]:
    """Fabula before each peer, and the peers in the opposite order every other round."""
    fabula = rows()[0]
    out: list[Row] = []
    for n in range(max(1, rounds)):
        for peer in peers if n % 2 == 0 else list(peers)[::-1]:
            out += [fabula, peer]
    return out or [fabula] * max(1, rounds)


def measure(row: Row, python: str, work: Path) -> Run | None:
    """Reads `work`/text.txt in a process. Prints why and returns None where that fails."""
    before = busy()
    with tempfile.TemporaryDirectory(dir=work) as folder:
        out = Path(folder)
        command = [python, "-m", f"benchmarks.peers.{row.module}", str(work / "text.txt"), str(out), *row.options]
        if row.models:
            command += ["--models", str(work / "models")]
        try:
            seconds, peak = timed(command)
        except subprocess.CalledProcessError:
            log = out / "log.txt"
            print(f"FAILED {row.name}\n{tail(log.read_text(encoding='utf-8') if log.exists() else '')}", flush=True)
            return None
        result = json.loads((out / "result.json").read_text(encoding="utf-8"))
    return Run(seconds=round(seconds, 3), peak=round(peak, 1), busy=before, **result)


def busy(seconds: float = 1.0) -> float | None:
    """The share of this machine's processors that is in use over some seconds; None where the machine does not say."""
    began = _ticks()
    time.sleep(seconds)
    ended = _ticks()
    if began is None or ended is None or ended[1] <= began[1]:
        return None
    return round(1 - (ended[0] - began[0]) / (ended[1] - began[1]), 3)


def _ticks() -> tuple[int, int] | None:
    try:
        line = Path("/proc/stat").read_text(encoding="utf-8").splitlines()[0]
    except OSError:
        return None
    numbers = [int(n) for n in line.split()[1:9]]
    return numbers[3] + numbers[4], sum(numbers)  # proc_stat(5): idle and iowait


def tail(log: str, lines: int = 12) -> str:
    """The last lines of a log, indented."""
    return "\n".join(f"    {line}" for line in log.splitlines()[-lines:])


def summary(runs: Mapping[str, Sequence[Run]], words: int, supersense: bool = False) -> dict[str, dict[str, Any]]:
    """The figures of each program that ran: medians, and ratios to Fabula's."""
    ours = runs["fabula"]
    out: dict[str, dict[str, Any]] = {}
    for row in rows(supersense):
        if row.key not in runs:
            continue
        have = runs[row.key]
        seconds = statistics.median(r.seconds for r in have)
        read = statistics.median(r.read for r in have)
        out[row.key] = {
            "name": row.name,
            "layers": row.layers,
            "seconds": round(seconds, 2),
            "read": round(read, 2),
            "words_per_second": round(words / seconds, 1),
            "cores": round(statistics.median(r.processor / (r.load + r.read) for r in have), 2),
            "peak_megabytes": round(max(r.peak for r in have), 1),
            "times_fabula": round(seconds / statistics.median(r.seconds for r in ours), 2),
            "times_fabula_read": round(read / statistics.median(r.read for r in ours), 2),
            "found": dict(have[-1].found),
            "versions": dict(have[-1].versions),
            "runs": [{k: v for k, v in asdict(r).items() if k not in ("found", "versions")} for r in have],
        }
    return out


def table(figures: Mapping[str, Mapping[str, Any]]) -> str:
    """A line a program."""
    heads = ("seconds", "reading", "words/s", "cores", "peak MB", "× Fabula", "× reading")
    keys = ("seconds", "read", "words_per_second", "cores", "peak_megabytes", "times_fabula", "times_fabula_read")
    lines = ["", f"{'':<24}" + "".join(f"{h:>11}" for h in heads)]
    for f in figures.values():
        digits = (1, 1, 0, 1, 0, 1, 1)
        cells = "".join(f"{f[k]:>11,.{d}f}" for k, d in zip(keys, digits, strict=True))
        lines.append(f"{f['name']:<24}{cells}   {f['layers']}")
    lines.append("")
    for f in figures.values():
        found = ", ".join(f"{n:,} {what}" for what, n in f["found"].items() if isinstance(n, int))
        lines.append(f"{f['name']} found {found}")
    lines += [
        "",
        "seconds: the whole process. reading: without imports and loading of models. cores: processor time by time.",
    ]
    return "\n".join(lines)


def published() -> str:
    """BookNLP's own scores, as its authors give them."""
    small, big = PUBLISHED["small"], PUBLISHED["big"]
    assert isinstance(small, dict) and isinstance(big, dict)
    lines = [f"\nBookNLP's quality is not measured here. Its authors give, in {PUBLISHED['source']}:"]
    lines += [f"  {name:<34}small {small[name]:.1f}   big {big[name]:.1f}" for name in small]
    return "\n".join(lines)


def draw(figures: Mapping[str, Mapping[str, Any]], words: int, novel: str) -> str:
    """The chart of the seconds of each."""
    bars = [(f["name"], f["seconds"], f"{f['seconds']:,.1f} s · {f['times_fabula']:,.1f} ×") for f in figures.values()]
    note = "Speed, not quality: BookNLP's and Renard's models have their own shapes and random weights.\n"
    note += "Renard and spaCy find less than the others; see benchmarks/peers/README.md."
    return chart.bars(f"Seconds to read {words:,} words ({novel})", bars, note)


def write(path: Path, figures: Mapping[str, Any], args: argparse.Namespace, words: int) -> None:
    """All of it as JSON, with when, where and how it was measured."""
    value = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "platform": platform.platform(),
            "processor": _processor(),
            "cores": os.cpu_count(),
            "environment": {k: v for k, v in os.environ.items() if k.endswith("_NUM_THREADS")},
        },
        "command": shlex.join(sys.orig_argv),
        "text": {"file": args.novel.name, "words": words},
        "note": NOTE,
        "programs": figures,
        "published": PUBLISHED,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")


if __name__ == "__main__":
    sys.exit(main())
