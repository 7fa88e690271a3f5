"""Training on a corpus of a few sentences, with a base model of a few weights."""

import random
import shutil
from itertools import islice

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs PyTorch")
transformers = pytest.importorskip("transformers", reason="training needs transformers")

from fabula.language.windows import WordPieces  # noqa: E402
from training import emotions  # noqa: E402
from training import train as module  # noqa: E402
from training.data import comments, litbank, trees  # noqa: E402
from training.network import Network  # noqa: E402
from training.train import (  # noqa: E402
    Settings,
    base_model,
    emotion_losses,
    flatten,
    litbank_losses,
    packs,
    segment,
    segments,
    train,
    treebank_labels,
    treebank_losses,
)

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def bank(corpus):
    return list(trees(corpus / "ud-ewt/en_ewt-train.conllu"))


@pytest.fixture
def document(corpus):
    return litbank(corpus / "litbank", corpus / "litbank/split/dev.txt")[0]


@pytest.fixture
def network(base, bank):
    torch.manual_seed(1)
    labels = treebank_labels(bank)
    net = Network(str(base), len(labels.relations), len(labels.xpos), len(labels.scripts))
    return net, WordPieces(base / "vocab.txt"), labels


def test_every_layer_has_a_loss_and_every_weight_a_gradient(network, document, bank, corpus):
    net, pieces, labels = network
    book = litbank_losses(net, pieces, document, hide=False)
    tree = treebank_losses(net, pieces, bank[:4], labels)
    assert book.keys() == {"event", "mention", "kind", "type", "antecedent", "speaker"}
    assert tree.keys() == {"arc", "relation", "upos", "xpos", "script"}
    felt = emotion_losses(net, pieces, comments(corpus / "goemotions/train.tsv")[:3])
    assert felt.keys() == {"emotion"}
    losses = [*book.values(), *tree.values(), *felt.values()]
    assert all(torch.isfinite(loss) and loss > 0 for loss in losses)
    sum(losses).backward()
    assert [name for name, p in net.named_parameters() if p.grad is None] == []


def test_it_learns_a_page_by_heart(network, document):
    net, pieces, _ = network
    optimiser = torch.optim.AdamW(net.parameters(), lr=5e-3)
    totals = []
    for step in range(30):
        torch.manual_seed(step)
        loss = sum(litbank_losses(net, pieces, document, hide=False).values())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        totals.append(float(loss.detach()))
    assert np.mean(totals[-3:]) < 0.5 * np.mean(totals[:3])


def test_a_run_resumed_from_a_checkpoint_equals_an_unbroken_one(base, corpus, tmp_path, monkeypatch):  # noqa: ARG001
    settings = Settings(steps=402, pack=20, warmup=10)
    whole, resumed = tmp_path / "whole", tmp_path / "resumed"
    evaluate, steps = module.evaluate, []

    def watch(*arguments):
        if (whole / "checkpoint.pt").exists() and not resumed.exists():  # the last step, and the power goes
            resumed.mkdir()
            shutil.copy(whole / "checkpoint.pt", resumed)
            steps.append(torch.load(resumed / "checkpoint.pt", weights_only=False)["step"])
        return evaluate(*arguments)

    monkeypatch.setattr(module, "evaluate", watch)
    train(whole, settings, corpus)
    assert steps == [400]
    train(resumed, settings, corpus)
    one, other = (torch.load(folder / "checkpoint.pt", weights_only=False) for folder in (whole, resumed))
    assert one["step"] == other["step"] == 402
    for part in ("net", "average"):
        assert one[part].keys() == other[part].keys()
        assert [k for k, v in one[part].items() if not torch.equal(v, other[part][k])] == []
    made = [torch.load(folder / "model.pt", weights_only=False) for folder in (whole, resumed)]
    assert made[0]["dev"] == made[1]["dev"]
    assert made[0]["labels"] == made[1]["labels"]


def test_segments_hold_every_word_once_and_labels_wholly_inside(document):
    found = list(islice(segments([document], (8, 12), random.Random(0)), 3))
    words = [w for s in sorted(found, key=lambda s: s.sentences[0]) for w in s.words]
    assert words == document.words
    for s in found:
        assert len(s.words) == len(s.sentences) == len(s.paragraphs) == len(s.events)
        assert all(0 <= m.start < m.end <= len(s.words) for m in (*s.mentions, *s.quotations))
    part = segment(document, 7, 15)
    assert [" ".join(part.words[m.start : m.end]) for m in part.mentions] == ["Edda"]
    assert [(q.start, q.end, q.speaker) for q in part.quotations] == [(0, 5, "1")]


def test_packs_are_consecutive_sentences(bank):
    for pack in islice(packs(bank, 20, random.Random(0)), 10):
        assert pack
        at = next(i for i, t in enumerate(bank) if t is pack[0])
        assert all(a is b for a, b in zip(pack, bank[at:], strict=False))


def test_sentences_side_by_side(bank):
    labels = treebank_labels(bank)
    words, sentences, heads, relations, *_ = flatten(bank[:2], labels)
    assert words == [*bank[0].words, *bank[1].words]
    assert sentences.tolist() == [0] * 5 + [1] * 5
    assert heads.tolist() == [1, 3, 3, 3, 3, 7, 7, 7, 7, 7]
    assert [labels.relations[r] for r in relations] == [*bank[0].relations, *bank[1].relations]


def test_the_base_weights_fit_the_network(bank):
    try:
        folder = base_model()
    except SystemExit as missing:
        pytest.skip(str(missing))
    labels = treebank_labels(bank)
    net = Network(str(folder), len(labels.relations), len(labels.xpos), len(labels.scripts)).eval()
    pieces = WordPieces(folder / "vocab.txt")
    with torch.no_grad():
        losses = treebank_losses(net, pieces, bank[:2], labels)
    assert all(torch.isfinite(loss) for loss in losses.values())


def test_the_emotion_head_learns_alone(network, base, corpus, tmp_path, monkeypatch):
    net, _, labels = network
    sizes = {name: list(getattr(labels, name)) for name in ("relations", "xpos", "scripts")}
    torch.save({"net": net.state_dict(), "labels": sizes, "dev": {}}, tmp_path / "model.pt")
    monkeypatch.setattr(emotions, "base_model", lambda: base)
    paths = [str(tmp_path / name) for name in ("model.pt", "out.pt")]
    monkeypatch.setattr("sys.argv", ["emotions", *paths, "--data", str(corpus), "--epochs", "30", "--rate", "0.05"])
    emotions.main()
    after = torch.load(tmp_path / "out.pt", weights_only=False)
    changed = {name for name, weight in net.state_dict().items() if not torch.equal(weight, after["net"][name])}
    assert changed and {name.split(".")[0] for name in changed} <= {"emotion", "emotion_weight"}
    assert after["dev"]["emotion"] > 60
