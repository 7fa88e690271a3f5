"""Free labels for speakers: explicit quotations in whole works with their reporting clauses taken away.

`python -m training.silver --out FILE.jsonl` reads the opening of each training work, finds quotations that the text
itself gives to a named person, and hides that clause from most of them, so that the network must tell from the rest
who speaks. Works that are in PDNC, or outside LitBank's training split, are left out.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fabula import source
from fabula.language.spoken import which_are_spoken
from fabula.reading import open_page
from fabula.reading.page import PRON, Page
from fabula.reading.speech.cues import Cue, find_cue, mention_index
from fabula.story import APPARATUS
from training.data import Document, Mention, Quotation, data_directory

HIDDEN = 0.75
"""The share of reporting clauses that are taken away, where --hidden names no other."""
_CLAUSE_ENDS = frozenset(". ; , : — -- ! ? –".split())


def silver(path: Path) -> list[Document]:
    """The documents of a file that `main` wrote; a quotation whose speaker is not known has the speaker ""."""
    return [_document(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def _document(row: dict) -> Document:
    return Document(
        row["name"],
        row["words"],
        np.array(row["sentences"]),
        np.array(row["paragraphs"]),
        [Mention(*m) for m in row["mentions"]],
        np.zeros(len(row["words"]), bool),
        [Quotation(*q) for q in row["quotations"]],
    )


def hide(page: Page, rng: random.Random, share: float = HIDDEN, pronouns: float = 0.0) -> dict:
    """A page as a row of the file, `share` of its reporting clauses left out, and in `pronouns` of them the name
    changed for "he" or "she"."""
    starts, ends = mention_index(page)
    first_of = dict(zip(*[a.tolist() for a in np.unique(page.words.paragraph, return_index=True)], strict=True))
    starts_at = {number: int(page.words.start[word]) for number, word in first_of.items()}
    said = which_are_spoken(page.text, page.pieces, starts_at)
    kept = np.ones(len(page.words), bool)
    labelled: list[tuple[int, str]] = []
    spoken: list[int] = []
    changed: dict[int, str] = {}
    renamed: set[int] = set()
    for piece in np.flatnonzero(said).tolist():
        spoken.append(piece)
        cue = find_cue(page, piece, starts, ends)
        if cue is None or not cue.is_explicit or cue.strength < 0.9:
            continue
        entity = int(page.clusters.entity[cue.mention])
        if page.clusters.person[entity] < 0:
            continue
        labelled.append((piece, str(entity)))
        draw = rng.random()
        pronoun = {"m": "he", "f": "she"}.get(page.clusters.names.genders[page.clusters.person[entity]])
        if pronoun and draw >= 1 - pronouns:
            first, last = int(page.mentions.start[cue.mention]), int(page.mentions.end[cue.mention])
            changed[first] = pronoun
            renamed.add(cue.mention)
            kept[first + 1 : last] = False
        elif draw < share:
            first, last = clause(page, piece, cue)
            kept[first:last] = False
    place = np.cumsum(kept) - kept
    rank = dict(labelled)
    m = page.mentions
    return {
        "words": [changed.get(i, w) for i, w in enumerate(page.words.text) if kept[i]],
        "sentences": np.unique(page.words.sentence[kept], return_inverse=True)[1].tolist(),
        "paragraphs": page.words.paragraph[kept].tolist(),
        "mentions": [
            [
                int(place[m.start[i]]),
                int(place[m.start[i]] if i in renamed else place[m.end[i] - 1]) + 1,
                PRON if i in renamed else int(m.kind[i]),
                int(m.type[i]),
                str(page.clusters.entity[i]),
            ]
            for i in range(len(m))
            if kept[m.start[i] : m.end[i]].all() or i in renamed
        ],
        "quotations": [
            [int(place[a]), int(place[b - 1]) + 1, rank.get(p, "")]
            for p in spoken
            for a, b in [page.piece_words[p]]
            if a < b and kept[a:b].all()
        ],
    }


def clause(page: Page, piece: int, cue: Cue) -> tuple[int, int]:
    """The words [first, last) of a reporting clause, with the mark that ends it."""
    m, words = page.mentions, page.words
    start, end = page.piece_words[piece]
    low, high = min(cue.verb, int(m.start[cue.mention])), max(cue.verb + 1, int(m.end[cue.mention]))
    if low >= end:
        limit = page.piece_words[piece + 1][0] if piece + 1 < len(page.pieces) else len(words)
        while high < limit and words.text[high] not in _CLAUSE_ENDS and words.paragraph[high] == words.paragraph[low]:
            high += 1
        return end, min(high + 1, limit)
    while low > 0 and words.sentence[low - 1] == words.sentence[low] and words.text[low - 1] not in ("”", '"'):
        low -= 1
    return low, start


def works(data: Path) -> Iterator[Path]:
    """The training works that PDNC does not hold."""
    index = (data / "pdnc/PDNC-Novel-Index.csv").read_text(encoding="utf-8")
    measured = {_plain(line.split(",")[1]) for line in index.splitlines()[1:]}
    for name in (data / "litbank/split/train.txt").read_text().split():
        title = _plain(name.split("_", 1)[1])
        if not any(title.startswith(t) or t.startswith(title) for t in measured):
            yield data / "litbank/original" / f"{name}.txt"


def _plain(title: str) -> str:
    return re.sub(r"[^a-z]", "", title.lower())


@dataclass(frozen=True)
class _Cut:
    text: str
    paragraphs: tuple
    divisions: tuple
    emphasis: tuple = ()


def stretch(manuscript: source.Manuscript, first: int, last: int) -> _Cut:
    """The paragraphs of a manuscript's story from about its `first` word to about its `last`."""
    apparatus = [(d.start, d.end) for d in manuscript.divisions if d.kind in APPARATUS]
    kept, count = [], 0
    for p in manuscript.paragraphs:
        if any(a < p.end and p.start < b for a, b in apparatus):
            continue
        if count >= first:
            kept.append(p)
        count += len(manuscript.text[p.start : p.end].split())
        if count >= last:
            break
    return _Cut(manuscript.text, tuple(kept), tuple(d for d in manuscript.divisions if d.kind not in APPARATUS))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=data_directory())
    parser.add_argument("--first", type=int, default=0, help="the first word of each work to read")
    parser.add_argument("--words", type=int, default=12_000, help="how many words of each work to read")
    parser.add_argument("--works", type=int, help="only so many works, the first, or those most labelled in --known")
    parser.add_argument("--known", type=Path, help="a file made before, that --works chooses by")
    parser.add_argument("--hidden", type=float, default=HIDDEN)
    parser.add_argument("--pronouns", type=float, default=0.0, help="the share of names to change for pronouns")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    chosen = list(works(args.data))
    if args.known:
        labels = {d.name: sum(q.speaker != "" for q in d.quotations) for d in silver(args.known)}
        chosen = sorted(chosen, key=lambda path: -labels.get(path.stem, 0))
    chosen = chosen[: args.works]
    with args.out.open("w", encoding="utf-8") as out:
        for path in chosen:
            cut = stretch(source.load(path), args.first, args.first + args.words)
            if not cut.paragraphs:
                continue  # a shorter work
            page = open_page(cut)  # type: ignore[arg-type]
            row = hide(page, rng, args.hidden, args.pronouns)
            labelled = sum(q[2] != "" for q in row["quotations"])
            print(
                f"{path.stem}: {len(row['words'])} words, {len(row['quotations'])} quotations, {labelled} labelled",
                flush=True,
            )
            if labelled:
                out.write(json.dumps({"name": path.stem, **row}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
