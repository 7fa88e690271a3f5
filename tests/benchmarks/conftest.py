"""Stories made by hand, and small folders laid out like LitBank and PDNC."""

import csv
from pathlib import Path

import numpy as np
import pytest

from fabula.story import Alias, Character, Metadata, Model, Source, Story, Tokens


class FakeStory(Story):
    """A story whose text is its file."""

    def source_bytes(self, start, end):
        return "", len(self.text[:start].encode()), len(self.text[:end].encode())


@pytest.fixture
def story():
    def make(text, words=(), **layers):
        lengths = np.array([len(w) for w in words], dtype=np.int32)
        starts = np.concatenate([[0], np.cumsum(lengths + 1)[:-1]]) if len(words) else lengths
        zeros = np.zeros(len(words), dtype=np.int32)
        blank = ("",) * len(words)
        tokens = Tokens(starts, starts + lengths, zeros, zeros, zeros, blank, blank, blank, blank, np.zeros(len(words)))
        return FakeStory(
            text=text,
            metadata=Metadata(),
            source=Source("fake.txt", "txt", "utf-8", 0, ""),
            model=Model("fake", "0", ""),
            tokens=tokens,
            **layers,
        )

    return make


@pytest.fixture
def character():
    def make(entity, names, epithets=(), **more):
        name = next(iter(names), None) or next(iter(epithets), "unnamed")
        return Character(
            entity=entity,
            name=name,
            names=tuple(Alias(n, c) for n, c in dict(names).items()),
            epithets=tuple(Alias(n, c) for n, c in dict(epithets).items()),
            pronouns=(),
            mentions=0,
            utterances=0,
            words=0,
            importance=0.0,
            **more,
        )

    return make


TEXT = "Anna 's brother called . “ Come in , ” said Anna . “ No , ” he said ."
WORDS = TEXT.split()
SENTENCE_ENDS = (5, 13, 20)
LABELS = {"1": "Anna-7", "2": "Anna_s_brother-9"}
"""Brat's names of the entities: their numbers are not those of the CoNLL files."""
MENTIONS = {
    (0, 1): ("PROP_PER", "1"),
    (0, 3): ("NOM_PER", "2"),
    (11, 12): ("PROP_PER", "1"),
    (17, 18): ("PRON_PER", "2"),
}
EVENTS = {3, 10, 18}


@pytest.fixture
def litbank_folder(tmp_path):
    """One document, "tea", without original/."""
    root = tmp_path / "litbank"
    sentences = [range(a, b) for a, b in zip((0, *SENTENCE_ENDS), SENTENCE_ENDS, strict=False)]

    def write(path, lines):
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def coref(i):
        parts = [f"({c}" + (")" if e == i + 1 else "") for (s, e), (_, c) in MENTIONS.items() if s == i]
        parts += [f"{c})" for (s, e), (_, c) in MENTIONS.items() if e == i + 1 and s != i]
        return "|".join(parts) or "_"

    def by_sentence(row):
        return [line for s in sentences for line in [*(row(i) for i in s), ""]]

    name = "tea_brat"
    write(
        f"coref/conll/{name}.conll",
        by_sentence(lambda i: "\t".join([name, "0", "0", WORDS[i], *"_" * 8, coref(i)])),
    )
    starts = np.concatenate([[0], np.cumsum([len(w) + 1 for w in WORDS])])
    write(f"coref/brat/{name}.txt", [TEXT])
    write(
        f"coref/brat/{name}.ann",
        [
            f"T{n}\t{kind} {starts[s]} {starts[e] - 1}\t{' '.join(WORDS[s:e])}"
            for n, ((s, e), (kind, _)) in enumerate(MENTIONS.items())
        ]
        + [
            f"T{n + 50}\t{LABELS.get(c, f'thing-{n + 30}')} {starts[s]} {starts[e] - 1}\t{' '.join(WORDS[s:e])}"
            for n, ((s, e), (_, c)) in enumerate(MENTIONS.items())
        ],
    )
    nested = {0: ["B-PER", "B-PER"], 1: ["I-PER", "O"], 2: ["I-PER", "O"], 11: ["B-PER", "O"]}
    write(f"entities/tsv/{name}.tsv", by_sentence(lambda i: "\t".join([WORDS[i], *nested.get(i, ["O", "O"]), ""])))
    write(f"events/tsv/{name}.tsv", by_sentence(lambda i: f"{WORDS[i]}\t{'EVENT' if i in EVENTS else 'O'}"))
    write(
        f"quotations/tsv/{name}.ann",
        [
            "QUOTE\tQ1\t1\t0\t1\t4\t“ Come in , ”",
            "QUOTE\tQ2\t2\t0\t2\t3\t“ No , ”",
            "ATTRIB\tQ1\tAnna-7",
            "ATTRIB\tQ2\tAnna_s_brother-9",
        ],
    )
    write("split/test.txt", ["tea"])
    return root


NOVEL = (
    'Zoë Marsh shut the gate. "You are late," said Zoë, "and wet."\n\n'
    '"I know," said Mr. Bell. He had read "The Tides" that day.\n\n'
    '"Sit down."\n\n"Who is there?" cried a voice.\n'
)


@pytest.fixture
def pdnc_folder(tmp_path):
    """One novel, "TheGate"."""
    folder = tmp_path / "pdnc" / "TheGate"
    folder.mkdir(parents=True)
    (folder / "novel_text.txt").write_text(NOVEL, encoding="utf-8")

    def span(said):
        at = NOVEL.index(said)
        return [at, at + len(said)]

    def table(name, rows):
        with Path(folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)

    table(
        "character_info.csv",
        [
            ["Character ID", "Main Name", "Aliases", "Gender", "Category"],
            ["0", "Miss Marsh", "{'Zoë', 'Miss Marsh', 'Zoë Marsh'}", "F", "major"],
            ["1", "Mr. Bell", "['Mr. Bell']", "M", "minor"],
        ],
    )
    rows = [
        ("Q0", ["You are late,", "and wet."], "Zoë", ["Mr. Bell"], "Explicit"),
        ("Q1", ["I know,"], "Mr. Bell ", ["Miss Marsh"], "Explicit"),
        ("Q2", ["Sit down."], "Miss Marsh", ["Mr. Bell"], "Implicit"),
        ("Q3", ["Who is there?"], "_unknowable", ["_group"], "nan"),
    ]
    table(
        "quotation_info.csv",
        [
            ["quoteID", "quoteText", "subQuotationList", "quoteByteSpans", "speaker", "addressees", "quoteType"],
            *([i, " ".join(s), str(s), str([span(x) for x in s]), who, str(to), kind] for i, s, who, to, kind in rows),
        ],
    )
    return folder
