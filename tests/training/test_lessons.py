"""What a teacher says of antecedents, and who learns it."""

import random
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs PyTorch")
pytest.importorskip("transformers", reason="training needs transformers")

from fabula.language.model import load_model  # noqa: E402
from fabula.language.windows import WordPieces  # noqa: E402
from fabula.reading import open_words  # noqa: E402
from training import antecedents  # noqa: E402
from training import slim as module  # noqa: E402
from training.data import litbank  # noqa: E402
from training.lessons import lesson  # noqa: E402
from training.problems import lesson_pieces  # noqa: E402
from training.slim import slim_scorer  # noqa: E402
from training.train import lesson_losses  # noqa: E402

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def vocabulary(base):
    return WordPieces(base / "vocab.txt")


@pytest.fixture
def told(corpus):
    document = next(iter(litbank(corpus / "litbank", corpus / "litbank/split/train.txt")))
    return lesson(open_words(document.words, document.sentences, document.paragraphs, load_model()))


def test_a_lesson_has_the_probabilities_of_what_names_do_not_settle(told):
    words, first = told.problem.words, told.problem.first[told.rows]
    assert "he" in [words[k] for k in first]
    assert len(told.rows) < len(told.problem.first), "the second 'Edda' is settled by her name"
    assert np.allclose(told.aim.astype(float).sum(1), 1, atol=0.01)


def test_pieces_begin_with_sentences_and_keep_what_is_told_inside_them(told):
    whole = told.problem
    starts = set(np.flatnonzero(np.diff(whole.sentences, prepend=-1)).tolist())
    text = " ".join(whole.words)
    for piece in islice(lesson_pieces([told], 12, random.Random(1)), 20):
        p = piece.problem
        assert " ".join(p.words) in text
        assert any(whole.words[a : a + len(p.words)] == p.words for a in starts)
        assert np.allclose(piece.aim.sum(1), 1)
        assert not piece.aim[:, 1:][p.earlier[piece.rows] < 0].any()
        assert (p.earlier < len(p.first)).all()


@pytest.mark.parametrize(("column", "everywhere"), [("first mention", False), ("new", True)])
def test_what_means_somebody_of_before_a_piece_is_left_out(told, column, everywhere):
    p, row = told.problem, told.rows[-1:]
    aim = np.zeros_like(told.aim[:1])
    aim[0, 0 if column == "new" else 1 + int(np.flatnonzero(p.earlier[row[0]] == 0)[0])] = 1.0
    second = int(np.flatnonzero(p.sentences > p.sentences[0])[0])
    found = islice(lesson_pieces([replace(told, rows=row, aim=aim)], len(p.words) - second, random.Random(1)), 20)
    begins = {tuple(piece.problem.words[:2]) for piece in found}
    assert begins == {tuple(p.words[a : a + 2]) for a in ((0, second) if everywhere else (0,))}


def test_a_lesson_costs_least_where_the_scorer_says_the_same(wide, vocabulary, told):
    it = antecedents.taught(wide, vocabulary, told)
    own = antecedents.log(wide, it).detach()
    same, other = replace(it, aim=own.exp()), replace(it, aim=own.exp().roll(1, -1))
    assert antecedents.loss(wide, same) < antecedents.loss(wide, other)
    assert np.isclose(float(antecedents.loss(wide, same).detach()), float(-(own.exp() * own).sum(-1).mean()), atol=1e-2)
    learned = lesson_losses(wide, vocabulary, replace(told, aim=own.exp().numpy()))
    assert float(learned["lesson"].detach()) == pytest.approx(0.0, abs=1e-4)
    assert float(lesson_losses(wide, vocabulary, replace(told, aim=other.aim.numpy()))["lesson"].detach()) > 0.01


def test_a_cut_scorer_says_nearly_what_it_said(wide, base, vocabulary, told, monkeypatch, capsys):
    monkeypatch.setattr(module, "base_model", lambda: base)
    monkeypatch.setattr(module, "SCORER_UNITS", 4)
    narrow = slim_scorer(wide, [told], 0.02).eval()
    assert "of 192 units kept" in capsys.readouterr().out
    assert narrow.antecedent.product.out_features < 192 == wide.antecedent.product.out_features
    own, cut = (antecedents.log(n, antecedents.taught(n, vocabulary, told)).exp() for n in (wide, narrow))
    assert torch.allclose(own, cut, atol=0.05)
    assert not torch.equal(own, cut)
