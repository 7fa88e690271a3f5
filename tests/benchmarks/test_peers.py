import json
import re
import sys
from xml.etree import ElementTree

import numpy as np
import pytest

from benchmarks.peers import __main__ as peers
from benchmarks.peers import chart, models, text
from benchmarks.peers.__main__ import Row, Run

STORY = (
    "At noon Anna met Mr. Bell.\n\n“It is late,” Anna said to Bell. The road was long.\n\nThen Anna left Bell alone.\n"
)


@pytest.fixture
def run():
    def make(seconds, read, found=None):
        return Run(seconds, 1.0, read, seconds, 2, 100.0, 0.0, found or {}, {})

    return make


def test_an_excerpt_ends_with_a_paragraph(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text("One two.\n\n\nThree four five.\n\nSix.\n", encoding="utf-8")
    assert text.excerpt(path, 3) == "One two.\n\nThree four five.\n"
    with pytest.raises(ValueError, match="6 words, fewer than 7"):
        text.excerpt(path, 7)


def test_what_words_are():
    names = text.names(STORY)
    assert names == {"anna", "bell"}
    assert [text.kind(w, names) for w in "Anna saw her mother on the road".split()] == [
        "PROP",
        "",
        "PRON",
        "NOM",
        "",
        "",
        "PLACE",
    ]


def test_a_sample_has_the_front_and_the_first_of_each_name():
    assert text.sample(STORY, least=1) == "At noon Anna met Mr. Bell."
    later = STORY + "\n\nNothing here.\n\nThe friends of Cora told Cora so.\n"
    assert text.sample(later, least=1).endswith("told Cora so.\n")


def test_fabula_reads_before_each_peer_and_the_order_turns_around():
    peer = [Row(k, k, "", "") for k in "ab"]
    assert [r.key for r in peers.schedule(peer, 2)] == ["fabula", "a", "fabula", "b", "fabula", "b", "fabula", "a"]
    assert [r.key for r in peers.schedule([], 2)] == ["fabula", "fabula"]


def test_ratios_are_of_medians(run):
    ours = [run(2.0, 1.0), run(4.0, 3.0), run(3.0, 2.0)]
    figures = peers.summary({"fabula": ours, "spacy": [run(6.0, 1.0)]}, 300)
    assert list(figures) == ["fabula", "spacy"]
    assert figures["fabula"]["words_per_second"] == 100.0
    assert (figures["spacy"]["times_fabula"], figures["spacy"]["times_fabula_read"]) == (2.0, 0.5)
    assert "spaCy" in peers.table(figures)


def test_a_peer_that_is_not_installed_is_skipped_visibly(capsys):
    row = Row("x", "Peer X", "", "", ("json", "no_such_package"))
    assert not peers.installed(row, sys.executable)
    assert not peers.installed(row, "/no/such/python")
    assert re.findall(r"SKIPPED Peer X: .* (lacks no_such_package|does not run)", capsys.readouterr().out) == [
        "lacks no_such_package",
        "does not run",
    ]


def test_a_failure_is_shown(tmp_path, capsys):
    assert peers.measure(Row("x", "Peer X", "", "no_such_module"), sys.executable, tmp_path) is None
    assert "FAILED Peer X" in capsys.readouterr().out


def test_a_random_tagger_is_set_to_a_density():
    random = np.random.default_rng(1)
    kinds = ["PRON" if n % 5 == 0 else "PROP" if n % 7 == 0 else "" for n in range(3000)]
    centres = {"": 0, "PRON": 1, "PROP": 2}
    vectors = random.normal(size=(3000, 8)) + np.array([np.eye(8)[centres[k]] for k in kinds])
    weights, bias = models.fit(vectors, kinds, {"PRON": 0.1, "PROP": 0.05})
    best = (vectors @ weights.T + bias).argmax(axis=1)
    assert (best == 1).mean() == pytest.approx(0.1, abs=0.02)
    assert (best == 2).mean() == pytest.approx(0.05, abs=0.02)
    assert np.mean([kinds[i] == "PRON" for i in np.flatnonzero(best == 1)]) > 0.4


def test_file_names_are_those_that_booknlp_looks_for():
    assert models.file_name("small", "entities") == "entities_google_bert_uncased_L-4_H-256_A-4-v1.0.model"
    assert models.file_name("big", "speaker") == "speaker_google_bert_uncased_L-12_H-768_A-12-v1.0.1.model"


def test_charts():
    linear = ElementTree.fromstring(chart.bars("A & B", [("a", 1.0, "1 s"), ("b", 2.0, "2 s")], "A note."))
    widths = [float(r.get("width")) for r in linear.iterfind(".//{*}rect")]
    assert widths[1] == pytest.approx(2 * widths[0], abs=0.2)
    assert not list(linear.iterfind(".//{*}line"))
    wide = chart.bars('"x"', [("a", 1.0, ""), ("b", 300.0, "")])
    assert "Logarithmic" in wide
    widths = [float(r.get("width")) for r in ElementTree.fromstring(wide).iterfind(".//{*}rect")]
    assert 2 < widths[0] < widths[1]


def test_the_program(tmp_path, monkeypatch, capsys, run):
    novel, out, svg = tmp_path / "novel.txt", tmp_path / "out/peers.json", tmp_path / "peers.svg"
    novel.write_text(STORY, encoding="utf-8")
    for name in peers.QUIET:
        monkeypatch.setenv(name, "")
    monkeypatch.setattr(peers, "installed", lambda row, _python: row.key == "spacy")
    monkeypatch.setattr(peers, "measure", lambda row, *_: run(5.0 if row.needs else 2.0, 1.0, {"words": 9}))
    command = ["--novel", str(novel), "--words", "10", "--out", str(out), "--chart", str(svg)]
    assert peers.main(command) == 0
    printed = capsys.readouterr().out
    assert "speed, and not quality" in printed
    assert "https://github.com/booknlp/booknlp" in printed
    value = json.loads(out.read_text(encoding="utf-8"))
    assert value["programs"]["spacy"]["times_fabula"] == 2.5
    assert value["programs"]["spacy"]["found"] == {"words": 9}
    ElementTree.parse(svg)


def test_the_program_says_what_failed(tmp_path, monkeypatch):
    monkeypatch.setattr(peers, "installed", lambda row, _python: row.key == "spacy")
    monkeypatch.setattr(peers, "measure", lambda *_: None)
    for name in peers.QUIET:
        monkeypatch.setenv(name, "")
    novel = tmp_path / "novel.txt"
    novel.write_text(STORY, encoding="utf-8")
    assert peers.main(["--novel", str(novel), "--words", "10", "--out", str(tmp_path / "x.json")]) == 1
    with pytest.raises(SystemExit, match="fewer than 1000"):
        peers.main(["--novel", str(novel), "--words", "1000"])
