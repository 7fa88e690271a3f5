"""What a teacher says of whole works: `python -m training.lessons --out FILE.pt [--teacher BASE TEACHER.pt]`.

Stretches of the training works that PDNC does not hold (`training.silver.works`) are read with the shipped model. Its
own probabilities of each mention's antecedents, or those of a large teacher (`training.teacher`), are what a smaller
network or scorer learns from (distillation, Hinton et al. 2015): `training.train` and `training.antecedents`. Two runs,
of even works and of odd ones, fit two cores.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from fabula import source
from fabula.reading import open_page
from fabula.reading.page import Page
from training.data import data_directory
from training.problems import Lesson, problem
from training.silver import stretch, works
from training.teacher import Teacher, answers, lower


def lesson(page: Page, teacher: Teacher | None = None) -> Lesson:
    """What the teacher says of a page, or without one the page's own model, of all that names do not settle."""
    p = problem(page)
    if teacher is None:
        assert page.scored is not None, "the page has not been scored"
        aim = page.scored.probabilities
    else:
        with torch.no_grad():
            aim = answers(teacher, lower(teacher, page.model.pieces, p), p).exp().numpy()
    rows = np.flatnonzero(aim.any(1))
    return Lesson(p, rows, aim[rows].astype(np.float16))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--teacher", type=Path, nargs=2, help="the base and the weights of a large teacher")
    parser.add_argument("--data", type=Path, default=data_directory())
    parser.add_argument("--first", type=int, nargs="+", default=[3_000, 20_000, 45_000], help="where stretches begin")
    parser.add_argument("--words", type=int, default=4_000, help="how long a stretch is")
    parser.add_argument("--part", type=int, default=0, help="which works, counted by --of")
    parser.add_argument("--of", type=int, default=1)
    args = parser.parse_args()
    teacher = None
    if args.teacher:
        base, weights = args.teacher
        teacher = Teacher(base)
        teacher.load_state_dict(torch.load(weights))
        teacher.eval()
    out = []
    for path in list(works(args.data))[args.part :: args.of]:
        manuscript = source.load(path)
        for first in args.first:
            some = stretch(manuscript, first, first + args.words)
            if not some.paragraphs:
                continue  # a shorter work
            out.append(lesson(open_page(some), teacher))  # type: ignore[arg-type]
            print(f"{path.stem} from {first}: {len(out[-1].rows)} of {len(out[-1].problem.first)} mentions", flush=True)
    torch.save(out, args.out)


if __name__ == "__main__":
    main()
