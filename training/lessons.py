"""What the teacher says of whole works: `python -m training.lessons BASE TEACHER.pt --out FILE.pt`.

Stretches of the training works that PDNC does not hold (`training.silver.works`) are read with the shipped model; the
teacher (`training.teacher`) gives the probabilities of each mention's antecedents, from which `training.antecedents`
teaches the small scorer (distillation, Hinton et al. 2015). Two runs, of even works and of odd ones, fit two cores.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from fabula import source
from fabula.reading import open_page
from training.data import data_directory
from training.silver import stretch, works
from training.teacher import Teacher, answers, lower, problem


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", type=Path)
    parser.add_argument("teacher", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=data_directory())
    parser.add_argument("--first", type=int, nargs="+", default=[3_000, 20_000, 45_000], help="where stretches begin")
    parser.add_argument("--words", type=int, default=4_000, help="how long a stretch is")
    parser.add_argument("--part", type=int, default=0, help="which works, counted by --of")
    parser.add_argument("--of", type=int, default=1)
    args = parser.parse_args()
    net = Teacher(args.base)
    net.load_state_dict(torch.load(args.teacher))
    net.eval()
    out = []
    for path in list(works(args.data))[args.part :: args.of]:
        manuscript = source.load(path)
        for first in args.first:
            cut = stretch(manuscript, first, first + args.words)
            if not cut.paragraphs:
                continue  # a shorter work
            page = open_page(cut)  # type: ignore[arg-type]
            p = problem(page)
            with torch.no_grad():
                log = answers(net, lower(net, page.model.pieces, p), p)
            out.append(
                {
                    "vectors": torch.from_numpy(page.encoding.vectors),
                    "earlier": torch.from_numpy(p.earlier.astype("int32")),
                    "pairs": torch.from_numpy(p.pairs),
                    "new": torch.from_numpy(p.new.astype("int16")),
                    "log": log.half(),
                }
            )
            print(f"{path.stem} from {first}: {len(p.first)} mentions", flush=True)
    torch.save(out, args.out)


if __name__ == "__main__":
    main()
