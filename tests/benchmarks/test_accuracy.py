import json
import subprocess
import sys
from pathlib import Path

import pytest

import fabula
import fabula.reading
from benchmarks import accuracy


@pytest.fixture
def fakes(monkeypatch, story):
    """Readers that find nothing."""
    monkeypatch.setattr(fabula.reading, "read_words", lambda words, _: story(" ".join(words), words), raising=False)
    monkeypatch.setattr(fabula, "read", lambda path: story(path.read_text(encoding="utf-8")), raising=False)


@pytest.mark.usefixtures("fakes")
def test_both_corpora_to_json_tables_and_errors(litbank_folder, pdnc_folder, tmp_path, capsys):
    out, errors = tmp_path / "new" / "accuracy.json", tmp_path / "errors.tsv"
    split = str(litbank_folder / "split/test.txt")
    arguments = ["--litbank", str(litbank_folder), "--split", split, "--pdnc", str(pdnc_folder.parent)]
    accuracy.main([*arguments, "--out", str(out), "--errors", str(errors)])
    result = json.loads(out.read_text())
    assert {"date", "machine", "versions", "command", "scores"} <= set(result)
    assert result["scores"]["pdnc"]["all"]["speakers"] == {"share": 0.0, "right": 0, "total": 4}
    assert result["scores"]["pdnc"]["novels"].keys() == {"TheGate"}
    assert "speakers Anaphoric" not in result["scores"]["pdnc"]["mean of novels"]
    assert result["scores"]["litbank"]["all"]["coreference CoNLL"] == {"f1": 0.0}
    lines = errors.read_text(encoding="utf-8").splitlines()
    assert lines[0].split("\t") == ["novel", "offset", "quotation", "type", "gold", "predicted", "method"]
    assert lines[1].split("\t") == [
        "TheGate",
        "26",
        "You are late, / and wet.",
        "Explicit",
        "Miss Marsh",
        "",
        "missing",
    ]
    assert len(lines) == 5
    printed = capsys.readouterr()
    assert "CEAF-e" in printed.out
    assert "TheGate" in printed.out
    assert "TheGate: " in printed.err
    assert "tea: " in printed.err


@pytest.mark.usefixtures("fakes")
def test_the_novels_and_the_corpus_can_be_chosen(pdnc_folder, tmp_path):
    out = tmp_path / "out.json"
    accuracy.main(["--pdnc", str(pdnc_folder.parent), "--novels", "TheGate", "--out", str(out)])
    assert json.loads(out.read_text())["scores"].keys() == {"pdnc"}


def test_a_missing_folder_is_said_at_once(capsys):
    with pytest.raises(SystemExit):
        accuracy.main(["--pdnc", "/nowhere"])
    assert "/nowhere: no such file or folder" in capsys.readouterr().err


@pytest.mark.parametrize("program", ["accuracy", "speed"])
@pytest.mark.parametrize("how", ["file", "module"])
def test_runs_as_a_file_and_as_a_module(program, how):
    root = Path(accuracy.__file__).parents[1]
    command = [f"benchmarks/{program}.py"] if how == "file" else ["-m", f"benchmarks.{program}"]
    environment = {"PYTHONPATH": str(root / "src")}
    done = subprocess.run(
        [sys.executable, *command, "--help"], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "--out" in done.stdout
