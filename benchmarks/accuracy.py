"""Accuracy on LitBank, a treebank and PDNC: prints tables, and writes every figure to JSON.

    python -m benchmarks.accuracy --litbank DIR --split FILE --treebank FILE --pdnc DIR --out FILE.json
    python -m benchmarks.accuracy --challenge

With none of --litbank, --treebank and --pdnc, all are measured, from the folder that FABULA_DATA names or
../shared/data: LitBank on its dev split, UD EWT on its test part. --challenge scores each layer on the challenge sets
instead (`benchmarks.challenge`).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import shlex
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

if not __package__:  # run as a file
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks import challenge, litbank, pdnc, treebank
from benchmarks.metrics import Calibration, Overlap, Score, Scores, Share, total

RESULTS = Path(__file__).parent / "results"
Figures = Mapping[str, Mapping[str, float]]


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    args = _arguments(arguments)
    if args.challenge:
        challenge.report(challenge.layers(), challenge.HALVES)
        return
    console, notes = Console(width=None if sys.stdout.isatty() else 120), Console(stderr=True, width=120)
    scores: dict[str, Any] = {}
    if args.litbank:
        scores["litbank"] = measure_litbank(args.litbank, args.split, notes)
        console.print(table("LitBank", scores["litbank"]["all"]))
        write_json(args.out, {**about(), "scores": scores})
    if args.treebank:
        scores["treebank"] = values(treebank.evaluate(args.treebank))
        console.print(table("Treebank", scores["treebank"]))
    if args.pdnc:
        only = [name for name in args.novels.split(",") if name]
        scores["pdnc"], wrong = measure_pdnc(args.pdnc, only, notes)
        novels = scores["pdnc"]["novels"]
        console.print(table("PDNC", scores["pdnc"]["all"], scores["pdnc"]["mean of novels"]))
        console.print(per_novel(novels))
        if args.errors:
            write_errors(args.errors, wrong)
            notes.print(f"{len(wrong)} wrong speakers in {args.errors}", highlight=False)
    write_json(args.out, {**about(), "scores": scores})
    notes.print(f"Written to {args.out}", highlight=False)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Accuracy on LitBank, a treebank and PDNC.")
    parser.add_argument("--litbank", type=Path, metavar="DIR", help="a folder laid out like LitBank")
    parser.add_argument("--split", type=Path, metavar="FILE", help="its documents to score, a name a line")
    parser.add_argument("--treebank", type=Path, metavar="FILE", help="a CoNLL-U file")
    parser.add_argument("--pdnc", type=Path, metavar="DIR", help="a folder laid out like PDNC")
    parser.add_argument("--challenge", action="store_true", help="score each layer on the challenge sets, and no more")
    parser.add_argument("--novels", default="", metavar="A,B", help="only these novels of PDNC")
    parser.add_argument("--out", type=Path, default=RESULTS / "accuracy.json", metavar="FILE.json")
    parser.add_argument("--errors", type=Path, metavar="FILE", help="write PDNC's wrong speakers there, as TSV")
    args = parser.parse_args(arguments)
    if not args.litbank and not args.pdnc and not args.treebank and not args.challenge:
        data = Path(os.environ.get("FABULA_DATA", "../shared/data"))
        args.litbank, args.pdnc = data / "litbank", data / "pdnc"
        args.treebank = data / "ud-ewt/en_ewt-test.conllu"
    if args.litbank and not args.split:
        args.split = args.litbank / "split/dev.txt"
    for needed in (args.litbank, args.split, args.treebank, args.pdnc):
        if needed and not needed.exists():
            parser.error(f"{needed}: no such file or folder")
    return args


def measure_litbank(root: Path, split: Path, notes: Console) -> dict[str, Any]:
    """Every figure of LitBank: over the split, and for each document."""
    from fabula.reading import read_words

    documents: dict[str, Scores] = {}
    began = time.perf_counter()
    for name, scores in litbank.evaluate(root, split, read_words):
        documents[name] = scores
        notes.print(f"{name}: {time.perf_counter() - began:.1f} s", highlight=False)
        began = time.perf_counter()

    def figures(scores: Mapping[str, Score]) -> dict[str, dict[str, float]]:
        return {**values(scores), "coreference CoNLL": {"f1": litbank.conll(dict(scores))}}

    return {
        "split": str(split),
        "all": figures(total(documents.values())),
        "documents": {n: figures(s) for n, s in documents.items()},
    }


def measure_pdnc(root: Path, only: Sequence[str], notes: Console) -> tuple[dict[str, Any], list[pdnc.WrongSpeaker]]:
    """Every figure of PDNC, over all quotations, as a mean of novels, and for each novel; and the wrong speakers."""
    from fabula import read

    novels: dict[str, Scores] = {}
    wrong: list[pdnc.WrongSpeaker] = []
    began = time.perf_counter()
    for name, scores, errors in pdnc.evaluate(pdnc.novels(root, only), read):
        novels[name] = scores
        wrong += errors
        parts = [f"{time.perf_counter() - began:.1f} s"]
        parts += [f"{part} {brief(scores[part])}" for part in ("quotations", "speakers")]
        notes.print(f"{name}: {', '.join(parts)}", highlight=False)
        began = time.perf_counter()
    figures = {n: values(s) for n, s in novels.items()}
    return {"all": values(total(novels.values())), "mean of novels": mean(figures), "novels": figures}, wrong


def values(scores: Mapping[str, Score]) -> dict[str, dict[str, float]]:
    """Scores as plain numbers, rounded to six places."""
    return {name: {k: round(v, 6) for k, v in s.values().items()} for name, s in scores.items()}


def mean(figures: Mapping[str, Figures]) -> dict[str, dict[str, float]]:
    """The mean over novels of the figures that are rates; a novel that has nothing to score is left out of a mean."""
    out: dict[str, dict[str, float]] = {}
    for name in next(iter(figures.values()), {}):
        for key in ("precision", "recall", "f1", "share", "ece"):
            have = [f[name][key] for f in figures.values() if key in f[name] and f[name].get("total", 1)]
            if have:
                out.setdefault(name, {})[key] = round(sum(have) / len(have), 6)
    return out


def brief(score: Score) -> str:
    """A score in one figure, in per cent where it is a rate."""
    if isinstance(score, Overlap):
        return f"F1 {100 * score.f1:.1f}"
    if isinstance(score, Share):
        return f"{100 * score.value:.1f}%"
    if isinstance(score, Calibration):
        return f"ECE {score.values()['ece']:.3f}"
    return str(score.number)


def table(title: str, figures: Figures, means: Figures | None = None) -> Table:
    """A table with a row a score: precision, recall, F1 or share in per cent, how many were scored, and the mean."""
    out = Table(title=title, title_justify="left")
    out.add_column("score", no_wrap=True)
    for head in ("P", "R", "F1", "share", "ECE", "of", *(["mean of novels"] if means else [])):
        out.add_column(head, justify="right")
    for name, figure in figures.items():
        cells = [percent(figure, k) for k in ("precision", "recall", "f1", "share")]
        cells.append(f"{figure['ece']:.3f}" if "ece" in figure else "")
        cells.append(next((f"{figure[k]:,.0f}" for k in ("gold", "total", "answers", "count") if k in figure), ""))
        if means:
            mean_of = means.get(name, {})
            cells.append(percent(mean_of, "f1") or percent(mean_of, "share"))
        out.add_row(name, *cells)
    return out


def percent(figure: Mapping[str, float], key: str) -> str:
    """A rate in per cent, a dash where there was nothing to score, or nothing where the figure has no such rate."""
    if key not in figure:
        return ""
    return f"{100 * figure[key]:.1f}" if figure.get("total", 1) else "–"


def per_novel(novels: Mapping[str, Figures]) -> Table:
    """The headline figures of each novel, in per cent."""
    shown = {
        "quotations": ("quotations", "f1"),
        "speakers": ("speakers", "share"),
        "Explicit": ("speakers Explicit", "share"),
        "Anaphoric": ("speakers Anaphoric", "share"),
        "Implicit": ("speakers Implicit", "share"),
        "addressees": ("addressees, any", "share"),
        "main found": ("main characters found", "share"),
    }
    out = Table(title="PDNC by novel", title_justify="left")
    out.add_column("novel", no_wrap=True)
    for head in (*shown, "merged"):
        out.add_column(head, justify="right")
    for name, figures in novels.items():
        cells = [percent(figures[score], key) for score, key in shown.values()]
        out.add_row(name, *cells, f"{figures['main characters merged, pairs']['count']:.0f}")
    return out


def write_errors(path: Path, wrong: Sequence[pdnc.WrongSpeaker]) -> None:
    """The wrong speakers as TSV, a line each, white space in a quotation made single spaces."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
        writer.writerow(("novel", "offset", "quotation", "type", "gold", "predicted", "method"))
        for w in wrong:
            row = (w.novel, str(w.offset), w.quotation, w.type, w.gold, w.predicted, w.method)
            writer.writerow([" ".join(cell.split()) for cell in row])


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """A JSON file, its folder made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def about() -> dict[str, Any]:
    """When, where and how a measurement was made."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"platform": platform.platform(), "processor": processor(), "cores": os.cpu_count()},
        "versions": {"python": platform.python_version()}
        | {p: _version(p) for p in ("fabula", "numpy", "onnxruntime")},
        "command": shlex.join(sys.orig_argv),
    }


def processor() -> str:
    """The processor's name, as far as the machine says it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor()
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


if __name__ == "__main__":
    main()
