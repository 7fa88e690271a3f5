"""The teacher of antecedents, on a corpus of a few sentences, with a base model of a few weights."""

import json

import pytest

torch = pytest.importorskip("torch", reason="training needs PyTorch")
transformers = pytest.importorskip("transformers", reason="training needs transformers")

from fabula.language.model import load_model  # noqa: E402
from fabula.reading import open_words  # noqa: E402
from training.data import litbank  # noqa: E402
from training.problems import problem, right  # noqa: E402
from training.teacher import Teacher, answers, lower, stretches, train  # noqa: E402

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """Seven thin layers, one more than stay frozen."""
    folder = tmp_path_factory.mktemp("mpnet")
    config = transformers.MPNetConfig(
        vocab_size=30_527, hidden_size=16, num_hidden_layers=7, num_attention_heads=2, intermediate_size=16
    )
    torch.manual_seed(0)
    transformers.MPNetModel(config).save_pretrained(folder)
    return folder


@pytest.fixture
def posed(corpus):
    document = next(iter(litbank(corpus / "litbank", corpus / "litbank/split/train.txt")))
    page = open_words(document.words, document.sentences, document.paragraphs, load_model())
    return problem(page, document)


def test_a_problem_has_the_gold_of_what_the_model_finds(posed):
    he = [k for k, (a, b) in enumerate(zip(posed.first, posed.last, strict=True)) if a == b and posed.words[a] == "he"]
    assert len(he) == 2 and posed.theirs[he].all()
    gold = right(posed)
    assert gold[he[1], 1:].any() and not gold[he[1], 0], "the second 'he' means whom the first does"


def test_answers_are_probabilities_and_closed_candidates_have_none(base, posed):
    net = Teacher(base).eval()
    with torch.no_grad():
        found = answers(net, lower(net, load_model().pieces, posed), posed).exp()
    assert torch.allclose(found.sum(-1), torch.ones(len(found)), atol=1e-5)
    assert not found[:, 1:][torch.from_numpy(posed.earlier < 0)].any()


def test_what_means_somebody_of_before_a_stretch_is_not_learned_there(posed):
    one, *more = stretches(posed, len(posed.words) // 3)
    assert one.theirs.all()
    assert [w for p in (one, *more) for w in p.words] == posed.words
    other = next(p for p in more if "he" in p.words)
    assert not other.theirs.all()
    assert not right(other)[~other.theirs, 1:].any()
    assert (other.earlier < len(other.first)).all() and other.first.min() >= 0


def test_a_run_that_breaks_off_ends_as_an_unbroken_one(base, corpus, tmp_path, monkeypatch):
    monkeypatch.setattr("training.teacher.load_model", load_model)
    given = {"rate": 1e-3, "head_rate": 1e-2, "words": 20, "seed": 3}
    train(base, tmp_path / "whole", corpus, epochs=2, **given)
    rows = [json.loads(line) for line in (tmp_path / "whole/log.jsonl").read_text().splitlines()]
    assert len(rows) == 2 and rows[1]["loss"] != rows[0]["loss"]

    class Broken(Exception):
        pass

    def break_off(*_, **__):
        raise Broken

    with monkeypatch.context() as once:
        once.setattr("training.teacher.time.time", iter_then(break_off, 2))
        with pytest.raises(Broken):
            train(base, tmp_path / "broken", corpus, epochs=2, **given)
    train(base, tmp_path / "broken", corpus, epochs=2, **given)
    whole, broken = (torch.load(tmp_path / name / "teacher.pt") for name in ("whole", "broken"))
    assert all(torch.equal(whole[k], broken[k]) for k in whole)


def iter_then(stop, times):
    """A clock that tells the time so many times, and then stops the run."""
    left = [times]

    def clock():
        left[0] -= 1
        return 0.0 if left[0] >= 0 else stop()

    return clock
