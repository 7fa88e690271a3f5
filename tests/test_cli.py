"""The program: what it prints where, and what it exits with."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import fabula
from fabula import cli, errors, source
from fabula.story import Story


class Result:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture, story: Story):
    """Runs the program in an empty folder, with a reading that takes no time."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FABULA_DEBUG", raising=False)
    monkeypatch.setattr(source, "load", lambda path: ("file", path))
    monkeypatch.setattr(source, "from_bytes", lambda data, name: (name, data))

    def read_manuscript(_manuscript: object, progress) -> Story:
        progress("reading", 0.5)
        return story

    monkeypatch.setattr(fabula, "read_manuscript", read_manuscript)

    def go(*arguments: str) -> Result:
        monkeypatch.setattr(sys, "argv", ["fabula", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        captured = capsys.readouterr()
        return Result(end.value.code or 0, captured.out, captured.err)

    return go


def test_read_writes_the_folder_and_shows_the_cast(run, story: Story, tmp_path: Path):
    result = run("read", "ferry.txt")
    assert (result.code, result.err) == (0, "")
    assert Story.load(tmp_path / "ferry.reading") == story
    assert "Ida Marsh" in result.out
    assert "ferry.reading" in result.out
    assert "\x1b" not in result.out


def test_output_and_quiet(run, tmp_path: Path):
    result = run("read", "ferry.txt", "-o", "a/b", "-q")
    assert (result.code, result.out, result.err) == (0, "", "")
    assert (tmp_path / "a" / "b" / "reading.html").exists()


def test_json_goes_to_stdout_and_to_no_folder(run, story: Story, tmp_path: Path):
    result = run("read", "ferry.txt", "--json")
    assert (result.code, result.err) == (0, "")
    assert json.loads(result.out) == story.to_json()
    assert list(tmp_path.iterdir()) == []


def test_a_dash_is_stdin(run, monkeypatch: pytest.MonkeyPatch, story: Story, tmp_path: Path):
    seen = []
    monkeypatch.setattr(fabula, "read_manuscript", lambda manuscript, **_: seen.append(manuscript) or story)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Once \xe2\x80\x9cupon\xe2\x80\x9d")))
    assert run("read", "-").code == 0
    assert seen == [("stdin", "Once “upon”".encode())]
    assert (tmp_path / "stdin.reading" / "story.json").exists()


@pytest.mark.parametrize("name", [name for name, one in vars(errors).items() if isinstance(one, type)])
def test_each_error_is_one_line_and_its_exit_code(run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str):
    error = getattr(errors, name)

    def fail(_manuscript: object, **_: object) -> Story:
        raise error("story.txt is wrong:\nmend it")

    monkeypatch.setattr(fabula, "read_manuscript", fail)
    result = run("read", "story.txt")
    assert (result.code, result.out, result.err) == (error.exit_code, "", "fabula: story.txt is wrong: mend it\n")
    assert list(tmp_path.iterdir()) == []


def test_the_output_is_checked_before_the_reading(run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(fabula, "read_manuscript", lambda *_, **__: pytest.fail("read for nothing"))
    (tmp_path / "taken").write_text("")
    result = run("read", "story.txt", "-o", "taken")
    assert result.code == 7
    assert result.err.startswith("fabula: The reading cannot be written to taken: ")
    assert result.err.count("\n") == 1


def test_a_fault_of_our_own(run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fabula, "read_manuscript", lambda *_, **__: {}["key"])
    result = run("read", "story.txt")
    assert (result.code, result.err) == (70, "fabula: internal error: KeyError: 'key'; please report\n")
    monkeypatch.setenv("FABULA_DEBUG", "1")
    assert "Traceback" in run("read", "story.txt").err


def test_an_interruption(run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    def stop(*_: object, **__: object) -> Story:
        raise KeyboardInterrupt

    monkeypatch.setattr(fabula, "read_manuscript", stop)
    result = run("read", "story.txt")
    assert (result.code, result.err) == (130, "fabula: interrupted\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [["rad"], ["read"], ["read", "a", "b"], ["read", "a", "--nonsense"]])
def test_a_wrong_command_is_2(run, arguments: list[str]):
    assert run(*arguments).code == 2


def test_a_folder_is_no_story(run, tmp_path: Path):
    (tmp_path / "folder").mkdir()
    result = run("read", "folder")
    assert (result.code, result.err) == (3, "fabula: folder is a folder. Name a file in it.\n")


def test_the_schema_the_version_and_the_help(run):
    assert json.loads(run("schema").out)["$id"] == "urn:fabula:story:1.0"
    assert run("--version").out == f"fabula {fabula.__version__}\n"
    helped = run("--help")
    assert helped.code == 0
    assert "Exit codes" in helped.out
    assert "fabula read emma.epub" in helped.out


def test_a_closed_pipe_is_quiet():
    program = subprocess.Popen(
        [sys.executable, "-m", "fabula", "schema"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    program.stdout.close()
    assert program.stderr.read() == b""
    program.stderr.close()
    assert program.wait() in (0, 1)


def test_a_terminal_without_the_letters_is_no_error(run, monkeypatch: pytest.MonkeyPatch):
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", narrow)
    assert run("read", "ferry.txt").code == 0
    narrow.flush()
    assert b"Ida Marsh ? Corrie" in narrow.buffer.getvalue()
