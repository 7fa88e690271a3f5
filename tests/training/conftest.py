"""A small corpus laid out like LitBank, UD EWT and GoEmotions."""

from pathlib import Path

import pytest

LETTER = [
    "Edda 's brother opened the gate .",
    "“ Come in , ” said Edda .",
    "“ No , ” he said , and he left her .",
    "The lamp went out .",
]
LABELS = {"1": "Edda-7", "2": "Edda_s_brother-9"}
"""Brat's names of the entities: their numbers are not those of the CoNLL files."""
MENTIONS = {
    (0, 1): ("PROP_PER", "1"), (0, 3): ("NOM_PER", "2"), (4, 6): ("NOM_FAC", "3"), (13, 14): ("PROP_PER", "1"),
    (19, 20): ("PRON_PER", "2"), (23, 24): ("PRON_PER", "2"), (25, 26): ("PRON_PER", "1"), (27, 29): ("NOM_PER", "4"),
}  # fmt: skip
"""Words [start, end): LitBank's category, and the cluster."""
EVENTS = {3, 12, 20, 24, 29}
ORIGINAL = """A title that the excerpt leaves out

Edda's brother opened
the gate.

"Come in," said Edda.

"No," he said, and he left her.

The lamp went out. And the rest of the book.
"""
TREES = """# sent_id = 1
1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\t_
2\tgates\tgate\tNOUN\tNNS\t_\t4\tnsubj:pass\t_\t_
3\twere\tbe\tAUX\tVBD\t_\t4\taux:pass\t_\t_
4\tshut\tshut\tVERB\tVBN\t_\t0\troot\t_\t_
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

# sent_id = 2
1-2\tDon't\t_\t_\t_\t_\t_\t_\t_\t_
1\tDo\tdo\tAUX\tVB\t_\t3\taux\t_\t_
2\tn't\tnot\tPART\tRB\t_\t3\tadvmod\t_\t_
3\tcarry\tcarry\tVERB\tVB\t_\t0\troot\t_\t_
3.1\tEdda\tEdda\tPROPN\tNNP\t_\t_\t_\t_\t_
4\tlamps\tlamp\tNOUN\tNNS\t_\t3\tobj\t_\t_
5\ttonight\ttonight\tNOUN\tNN\t_\t3\tobl:tmod\t_\t_
"""

COMMENTS = "I am so glad that [NAME] came home!\t17\tone\nThe lamp went out, and it scared me.\t14,25\ttwo\n"


def write_litbank(root: Path, name: str, *, original: bool = True) -> None:
    """Writes one document in LitBank's formats."""
    words = [w for s in LETTER for w in s.split()]
    sentences, at = [], 0
    for s in LETTER:
        sentences.append(range(at, at + len(s.split())))
        at += len(s.split())

    def write(path, lines):
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def coref(i):
        parts = [f"({c})" if e == i + 1 else f"({c}" for (s, e), (_, c) in MENTIONS.items() if s == i]
        parts += [f"{c})" for (s, e), (_, c) in MENTIONS.items() if e == i + 1 and s != i]
        return "|".join(parts) or "_"

    def by_sentence(row):
        return [line for s in sentences for line in [*(row(i) for i in s), ""]]

    rows = by_sentence(lambda i: "\t".join([name, "0", str(i), words[i], *"_" * 7, coref(i)]))
    write(f"coref/conll/{name}_brat.conll", [f"#begin document ({name}); part 0", *rows, "#end document"])
    starts = [0]
    for w in words:
        starts.append(starts[-1] + len(w) + 1)
    write(f"coref/brat/{name}_brat.txt", [" ".join(words)])
    write(
        f"coref/brat/{name}_brat.ann",
        [
            f"T{n}\t{kind} {starts[s]} {starts[e] - 1}\t{' '.join(words[s:e])}"
            for n, ((s, e), (kind, _)) in enumerate(MENTIONS.items())
        ]
        + [
            f"T{n + 50}\t{LABELS.get(c, f'thing-{n + 30}')} {starts[s]} {starts[e] - 1}\t{' '.join(words[s:e])}"
            for n, ((s, e), (_, c)) in enumerate(MENTIONS.items())
        ],
    )
    write(f"events/tsv/{name}_brat.tsv", by_sentence(lambda i: f"{words[i]}\t{'EVENT' if i in EVENTS else 'O'}"))
    write(
        f"quotations/tsv/{name}_brat.ann",
        [
            "QUOTE\tQ2\t2\t0\t2\t3\t“ No , ”",
            "QUOTE\tQ1\t1\t0\t1\t4\t“ Come in , ”",
            "ATTRIB\tQ1\tEdda-7",
            "ATTRIB\tQ2\tEdda_s_brother-9",
        ],
    )
    if original:
        write(f"original/{name}.txt", [ORIGINAL])


@pytest.fixture
def corpus(tmp_path):
    """The folder that FABULA_DATA names: two documents to train on, one to test on, and two trees."""
    root = tmp_path / "data"
    for name in ("1_one", "2_two", "3_three"):
        write_litbank(root / "litbank", name, original=name != "2_two")
    split = root / "litbank/split"
    split.mkdir()
    (split / "train.txt").write_text("1_one\n2_two\n")
    (split / "dev.txt").write_text("3_three\n")
    (root / "ud-ewt").mkdir()
    for part in ("train", "dev"):
        (root / f"ud-ewt/en_ewt-{part}.conllu").write_text("\n\n".join([TREES.strip()] * 25) + "\n", encoding="utf-8")
    (root / "goemotions").mkdir()
    for part in ("train", "dev"):
        (root / f"goemotions/{part}.tsv").write_text(COMMENTS * 12, encoding="utf-8")
    return root


@pytest.fixture
def one_thread():
    """More threads than cores that are free make small steps slow."""
    torch = pytest.importorskip("torch", reason="training needs PyTorch")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def base(tmp_path, monkeypatch):
    """A base model of one thin layer, its vocabulary letters."""
    torch, transformers = pytest.importorskip("torch"), pytest.importorskip("transformers")
    module = pytest.importorskip("training.train")
    folder = tmp_path / "base"
    letters = "abcdefghijklmnopqrstuvwxyz.,'\""
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{c}" for c in letters)]
    config = transformers.BertConfig(
        vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    torch.manual_seed(0)
    transformers.BertModel(config).save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n")
    monkeypatch.setattr(module, "base_model", lambda: folder)
    return folder


@pytest.fixture
def wide(base):
    """A network of few weights, its base the thin layer."""
    torch, module = pytest.importorskip("torch"), pytest.importorskip("training.network")
    torch.manual_seed(1)
    return module.Network(str(base), 3, 4, 5).eval()
