"""Women whose family's name changes in the course of a story: Hanne Orr, who becomes Hanne Pell and Mrs. Pell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from fabula.language.bearers import Work
from fabula.language.names import Name
from fabula.language.titles import ranks

LATE = 0.25
"""At most so many of the uses of a maiden name come after the first of the other: people look back."""


def married(names: Sequence[Name], work: Work) -> dict[Name, Name]:
    """The full names that women bear from their marriage on, each with the name before; `names` are in the order of the
    text.

    The given name is the same and a woman's, there is a "Mrs." of the new family, and the old name has all but ceased
    when the new one comes up, which two women of one name would hardly keep to.
    """
    places: defaultdict[Name, list[int]] = defaultdict(list)
    for at, n in enumerate(names):
        if len(n.words) > 1 and (n.gender or work.borne(n.words[0])) == "f" and not ranks(n) - {"miss", "mrs"}:
            places[n].append(at)
    out: dict[Name, Name] = {}
    for after, those in places.items():
        if "miss" in ranks(after) or not work.counts[Name(("mrs",), after.words[-1:], "f")]:
            continue
        maiden = [
            n
            for n, at in places.items()
            if n.words[0] == after.words[0] and n.words[-1] != after.words[-1] and "mrs" not in ranks(n)
            if sum(place > those[0] for place in at) <= LATE * len(at)
        ]
        if len({n.words[-1] for n in maiden}) == 1:
            out[after] = max(maiden, key=lambda n: len(places[n]))
    return out
