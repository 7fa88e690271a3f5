import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import speed
from benchmarks.speed import Run


@pytest.fixture
def texts(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "b.txt").write_text("Three more words.\n\n \n\nAnd four words more.\n", encoding="utf-8")
    (folder / "a.txt").write_text("One two\nthree.\n  \nFour five.\n", encoding="utf-8")
    return folder


def test_samples_are_whole_paragraphs_in_the_order_of_file_names(texts):
    assert speed.sample(texts, 1) == "One two\nthree.\n"
    assert speed.sample(texts, 3) == "One two\nthree.\n"
    assert speed.sample(texts, 6) == "One two\nthree.\n\nFour five.\n\nThree more words.\n"
    with pytest.raises(ValueError, match="12 words, fewer than 13"):
        speed.sample(texts, 13)


def test_growth():
    runs = [Run(n, t, 0, 0) for n, t in ((1_000, 5.0), (10_000, 1.0), (100_000, 10.0), (300_000, 60.0))]
    slopes = speed.growth(runs)
    assert slopes["100,000 to 300,000 words"] == pytest.approx(1.631, abs=1e-3)
    assert 1.0 < slopes["10,000 words and up"] < 1.631
    assert speed.slope([Run(n, 3e-5 * n, 0, 0) for n in (10, 100, 1000)]) == pytest.approx(1.0)
    assert speed.growth(runs[:2]) == {}


def test_time_and_peak_memory_of_a_process():
    """In a process of its own, as a child's peak can't be less than its parent's size, and pytest is large."""
    program = """
import sys
from benchmarks.speed import timed
for code in ("", "x = bytearray(150_000_000)"):
    print(*timed([sys.executable, "-c", code]))
"""
    root = Path(speed.__file__).parents[1]
    printed = subprocess.check_output([sys.executable, "-c", program], cwd=root, text=True)
    (time, small), (_, large) = (map(float, line.split()) for line in printed.splitlines())
    assert time > 0
    assert small < 100 < 150 < large < 300
    with pytest.raises(subprocess.CalledProcessError):
        speed.timed([sys.executable, "-c", "raise SystemExit(3)"])


def test_the_program(texts, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(speed, "timed", lambda command: (len(command) / 4, 100.0))
    out = tmp_path / "speed.json"
    speed.main(["--texts", str(texts), "--sizes", "3,12", "--out", str(out), "--repeats", "2"])
    result = json.loads(out.read_text())
    assert [r["words"] for r in result["runs"]] == [3, 12]
    assert result["runs"][0]["peak_megabytes"] == 100.0
    assert "words/s" in capsys.readouterr().out
