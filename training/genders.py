"""The given names of a country that are borne as one gender: `python -m training.genders BIRTHS SURNAMES OUT.txt`.

BIRTHS is a folder of the United States' Social Security Administration's national data on names, a file a year
("yob1880.txt": name, F or M, births), in the public domain; SURNAMES is a JSON list of the Census Bureau's surnames,
the most frequent first, likewise. A name that is a surname too ("Carter said") tells nothing, and is left out.
"""

from __future__ import annotations

import argparse
import json
import textwrap
from collections import Counter
from pathlib import Path

from fabula.language.names import is_given_name

LEAST, LEAST_OLD = 500, 50
"""So many births, and so many before OLD, make a name count."""
SHARE, SHARE_OLD = 0.98, 0.97
OLD = 1935
SURNAMES = 4000
"""So many of the most frequent surnames are left out."""


def genders(births: Path, surnames: Path) -> dict[str, str]:
    """The gender, "f" or "m", of each name, lower case, that the program's own list has not."""
    ever, old = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for file in sorted(births.glob("yob*.txt")):
        for line in file.read_text(encoding="utf-8").split():
            name, sex, count = line.lower().split(",")
            ever[name, sex] += int(count)
            if int(file.stem[3:]) < OLD:
                old[name, sex] += int(count)
    families = {s.lower() for s in json.loads(surnames.read_text(encoding="utf-8"))[:SURNAMES]}
    names = {name for name, _ in ever} - families
    out = {}
    for name in sorted(n for n in names if not is_given_name(n)):
        gender = max("fm", key=lambda g: ever[name, g])
        whole, before = (c[name, "f"] + c[name, "m"] for c in (ever, old))
        alike = old[name, gender] >= SHARE_OLD * before or before < LEAST_OLD
        if whole >= LEAST and ever[name, gender] >= SHARE * whole and alike:
            out[name] = gender
    return out


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("births", type=Path)
    parser.add_argument("surnames", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    found = genders(args.births, args.surnames)
    lines = ["# Given names by the gender that all but a few bearers have, by training/genders.py: public domain."]
    for gender in "fm":
        names = " ".join(name for name, g in found.items() if g == gender)
        lines += [f"{gender} {line}" for line in textwrap.wrap(names, 116)]
    args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
