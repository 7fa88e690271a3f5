"""Readers for the training corpora: LitBank (Bamman et al. 2019, 2020; CC BY 4.0), UD EWT (CC BY-SA 4.0) and
GoEmotions (Demszky et al. 2020; Apache-2.0).

Everything is in words: a span [start, end) counts words of the document, end exclusive.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fabula.language.labels import KINDS, TYPES, lemma_script
from fabula.language.tokens import tokenize


@dataclass(slots=True)
class Mention:
    """A gold mention: words [start, end), indices into KINDS and TYPES, and the coreference cluster."""

    start: int
    end: int
    kind: int
    type: int
    cluster: str


@dataclass(slots=True)
class Quotation:
    """A gold quotation, its marks included: words [start, end), and the cluster of its speaker."""

    start: int
    end: int
    speaker: str


@dataclass(slots=True)
class Document:
    """A LitBank excerpt. `paragraphs` is read off the whole work, since LitBank's own files have none."""

    name: str
    words: list[str]
    sentences: NDArray[np.int64]
    paragraphs: NDArray[np.int64]
    mentions: list[Mention]
    events: NDArray[np.bool_]
    quotations: list[Quotation]

    def in_quotation(self) -> NDArray[np.bool_]:
        """Which words stand inside a quotation, marks included. Shape (words,)."""
        inside = np.zeros(len(self.words), dtype=bool)
        for q in self.quotations:
            inside[q.start : q.end] = True
        return inside


def data_directory() -> Path:
    """Where the corpora are: the environment's FABULA_DATA, or ../shared/data."""
    return Path(os.environ.get("FABULA_DATA", "../shared/data"))


def litbank(root: Path, split: Path) -> list[Document]:
    """The LitBank documents that `split` names, a name a line."""
    return [_litbank_document(root, name) for name in split.read_text().split()]


def _litbank_document(root: Path, name: str) -> Document:
    stem = f"{name}_brat"
    words: list[str] = []
    sentences: list[int] = []
    sentence_starts = [0]
    clusters: dict[tuple[int, int], str] = {}
    opened: dict[str, list[int]] = {}
    for line in (root / "coref/conll" / f"{stem}.conll").read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) < 12:
            if not line.strip() and words and sentence_starts[-1] != len(words):
                sentence_starts.append(len(words))
            continue
        at = len(words)
        words.append(cells[3])
        sentences.append(len(sentence_starts) - 1)
        for part in cells[-1].strip().split("|"):
            if part.startswith("("):
                opened.setdefault(part.strip("()"), []).append(at)
            if part.endswith(")"):
                label = part.strip("()")
                clusters[opened[label].pop(), at + 1] = label
    kinds, labels = _brat(root / "coref/brat", stem, words)
    mentions = sorted(
        (
            Mention(start, end, KINDS.index(kind), TYPES.index(type_), cluster)
            for (start, end), cluster in clusters.items()
            for kind, type_ in [kinds[start, end].split("_")]
        ),
        key=lambda m: (m.start, -m.end),
    )
    events = np.array(
        [
            line.rstrip("\n").split("\t")[1] == "EVENT"
            for line in (root / "events/tsv" / f"{stem}.tsv").open(encoding="utf-8")
            if line.strip()
        ]
    )
    # The quotations name their speakers by brat's labels, which number entities otherwise than the CoNLL files do.
    speakers = {label: Counter(clusters[s] for s in spans).most_common(1)[0][0] for label, spans in labels.items()}
    quotations = _quotations(root / "quotations/tsv" / f"{stem}.ann", sentence_starts, speakers)
    if len(events) != len(words):
        raise ValueError(f"{name}: {len(words)} words in coref, {len(events)} in events")
    opening = {q.start for q in quotations}
    paragraphs = _paragraphs(root / "original" / f"{name}.txt", words, opening)
    return Document(name, words, np.array(sentences), paragraphs, mentions, events, quotations)


Spans = dict[tuple[int, int], str]


def _brat(folder: Path, stem: str, words: list[str]) -> tuple[Spans, dict[str, list[tuple[int, int]]]]:
    """Kind and type of each span, as "PROP_PER", and the spans of each entity's label, as "Mr_Woodhouse-4"."""
    text = (folder / f"{stem}.txt").read_text(encoding="utf-8")
    starts, ends, at = {}, {}, 0
    for i, word in enumerate(words):
        at = text.index(word, at)
        starts[at] = i
        at += len(word)
        ends[at] = i + 1
    kinds: Spans = {}
    labels: dict[str, list[tuple[int, int]]] = {}
    for line in (folder / f"{stem}.ann").read_text(encoding="utf-8").splitlines():
        found = re.match(r"T\d+\t(\S+) (\d+) (\d+)\t", line)
        if found:
            span = starts[int(found[2])], ends[int(found[3])]
            if re.fullmatch(r"(?:PROP|NOM|PRON)_[A-Z]{3}", found[1]):
                kinds[span] = found[1]
            else:
                labels.setdefault(found[1], []).append(span)
    return kinds, labels


def _quotations(path: Path, sentence_starts: list[int], entities: dict[str, str]) -> list[Quotation]:
    spans, speakers = {}, {}
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if cells[0] == "QUOTE":
            first_sentence, first, last_sentence, last = map(int, cells[2:6])
            spans[cells[1]] = (sentence_starts[first_sentence] + first, sentence_starts[last_sentence] + last + 1)
        elif cells[0] == "ATTRIB":
            speakers[cells[1]] = entities.get(cells[2], "")
    return sorted((Quotation(s, e, speakers[q]) for q, (s, e) in spans.items()), key=lambda q: q.start)


def _paragraphs(original: Path, words: list[str], opening: set[int]) -> NDArray[np.int64]:
    """The paragraph of each word, found by following the words through the whole work's text; `opening` are the words
    that open a quotation.

    Only letters and digits are compared, as LitBank's tokens normalise the rest. All 0 where there is no whole work.
    """
    if not original.exists():
        return np.zeros(len(words), dtype=np.int64)
    text = original.read_text(encoding="utf-8", errors="replace")
    letters, places = [], []
    for i, c in enumerate(text):
        if c.isalnum():
            letters.append(c.lower())
            places.append(i)
    joined = "".join(letters)
    breaks = np.array([m.start() for m in re.finditer(r"\n[ \t\r]*\n", text)])
    bare = ["".join(c.lower() for c in w if c.isalnum()) for w in words]
    flat = "".join(bare)
    at = -1
    for skip in range(0, 400, 20):
        found = joined.find(flat[skip : skip + 60])
        if found >= 0:
            at = max(0, found - skip)
            break
    out = np.zeros(len(words), dtype=np.int64)
    if at < 0:
        raise ValueError(f"{original}: the excerpt is not in the whole work")
    last = 0
    for i, word in enumerate(bare):
        if word:
            found = joined.find(word, at, at + 200 + len(word))
            if found >= 0:
                at = found
                last = int(np.searchsorted(breaks, places[at]))
                at += len(word)
        out[i] = last
    # A mark that opens speech belongs to the paragraph of the word after it.
    for i in range(len(words) - 2, -1, -1):
        if not bare[i] and (words[i] in ("“", "``", "‘") or i in opening) and out[i + 1] > out[i]:
            out[i] = out[i + 1]
    out -= out[0]
    return out


@dataclass(slots=True)
class Tree:
    """A UD sentence; `heads` counts words of the sentence, and the root is its own head."""

    words: list[str]
    upos: list[str]
    xpos: list[str]
    scripts: list[str]
    heads: list[int]
    relations: list[str]
    lemmas: list[str] = field(default_factory=list)


def trees(path: Path) -> Iterator[Tree]:
    """The sentences of a CoNLL-U file; multiword and empty tokens are passed over."""
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line[:1].isdigit()]
        rows = [r for r in rows if r[0].isdigit()]
        yield Tree(
            words=[r[1] for r in rows],
            upos=[r[3] for r in rows],
            xpos=[r[4] for r in rows],
            scripts=[lemma_script(r[1], r[2]) for r in rows],
            heads=[int(r[6]) - 1 if r[6] != "0" else i for i, r in enumerate(rows)],
            relations=[r[7].split(":")[0] if r[7].split(":")[1:] != ["pass"] else r[7] for r in rows],
            lemmas=[r[2] for r in rows],
        )


@dataclass(slots=True)
class Comment:
    """A comment of GoEmotions: its words, and indices into EMOTIONS."""

    words: list[str]
    emotions: list[int]


def comments(path: Path) -> list[Comment]:
    """The comments of one of GoEmotions' files. Masked names become a name, so that no mask is learned."""
    out = []
    for line in path.read_text(encoding="utf-8").splitlines():
        text, emotions, _ = line.split("\t")
        text = text.replace("[NAME]", "Sam").replace("[RELIGION]", "religion")
        if words := tokenize(text, [(0, len(text))]).text:
            out.append(Comment(list(words), [int(e) for e in emotions.split(",")]))
    return out
