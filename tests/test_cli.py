"""The program: what it prints where, and what it exits with."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import fabula
from fabula import cli, errors, source
from fabula.output import terminal
from fabula.story import Anchor, Correction, Entity, Person, Story


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

    def read_manuscript(_manuscript: object, progress, corrections) -> Story:
        progress("reading", 0.5)
        return replace(story, corrections=tuple(corrections)) if corrections else story

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
    assert "4 lines of speech · 2 scenes · 1 letter or note" in result.out
    assert "ferry.reading" in result.out
    assert "fabula show ferry.reading dialogue" in result.out
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
    assert json.loads(run("schema").out)["$id"] == "urn:fabula:story:1.1"
    assert run("--version").out == f"fabula {fabula.__version__}\n"
    helped = run("--help")
    assert helped.code == 0
    assert "Exit codes" in helped.out
    assert "fabula read tide.epub" in helped.out


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


def test_content_of_a_file_and_of_a_saved_reading(run, story: Story, tmp_path: Path):
    read = run("content", "ferry.txt")
    assert (read.code, read.err) == (0, "")
    assert "animal harm" in read.out
    assert "Ida" not in read.out
    story.save(tmp_path / "ferry")
    assert run("content", "ferry").out == read.out
    assert run("content", "ferry/story.json").out == read.out
    assert json.loads(run("content", "ferry", "--json").out)["notes"][0]["category"] == "animal harm"
    assert run("content", "ferry", "--quiet").out == ""


def test_content_fails_on_what_it_is_told_to(run, monkeypatch: pytest.MonkeyPatch, story: Story):
    assert run("content", "ferry.txt", "--fail-on", "animal harm").code == 0  # denied there
    told = replace(story, content=(replace(story.content[0], standing="told"),))
    monkeypatch.setattr(fabula, "read_manuscript", lambda *_, **__: told)
    failed = run("content", "ferry.txt", "--fail-on", "war,animal harm", "-q")
    assert (failed.code, failed.err) == (10, "fabula: ferry.txt: found animal harm (1 passage)\n")
    assert run("content", "ferry.txt", "--fail-on", "animal-harm:depicted").code == 0
    assert run("content", "ferry.txt", "--fail-on", "kindness").code == 2


def test_content_needs_a_story_or_a_question(run):
    assert run("content").code == 2
    shown = run("content", "--categories")
    assert shown.code == 0
    assert "pregnancy loss" in shown.out


@pytest.fixture
def saved(tmp_path: Path, story: Story) -> str:
    story.save(tmp_path / "ferry.reading")
    return "ferry.reading"


def test_show_tells_of_the_reading_and_what_else_there_is(run, saved: str):
    result = run("show", saved)
    assert (result.code, result.err) == (0, "")
    assert "Ida Marsh" in result.out and "Read " not in result.out
    assert "dialogue (4)" in " ".join(result.out.split())


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("characters", ["Ida Marsh", "Benn", "Mentions"]),
        ("dialogue", ["Chapter One", "Ida Marsh → Corrie", "Wait, […] wait for me,", "(shout)", "4 lines"]),
        ("scenes", ["already", "seen by Ida Marsh", "(imagined)", "2 scenes"]),
        ("letters", ["Note", "Ida Marsh → Corrie", "read by Benn", "1 document"]),
        ("names", ["Corrie", "Ida Marsh", "Refused"]),
        ("relationships", ["friend “Corrie”", "1 line to Corrie, 1 back", "1 scene", "Corrie feels -0.50", "1 pair"]),
        ("content", ["animal harm"]),
        ("feelings", ["Ida Marsh", "fear", "ran down the slip", "annoyance", "2 feelings"]),
    ],
)
@pytest.mark.parametrize("width", ["60", "120"])
def test_show_each_view(run, saved: str, monkeypatch: pytest.MonkeyPatch, width: str, view: str, words: list[str]):
    monkeypatch.setenv("COLUMNS", width)
    result = run("show", saved, view)
    assert (result.code, result.err) == (0, "")
    assert all(word in result.out for word in words)
    assert max(map(len, result.out.splitlines())) <= int(width)
    assert "\x1b" not in result.out


def test_show_search_finds_words_whatever_their_case_and_breaks(run, saved: str):
    result = run("show", saved, "search", "THE", "rope")
    assert "2 places" in result.out
    assert "Ida Marsh ran down the slip. The rope was already loose." in result.out
    assert "Corrie held the rope with both hands." in result.out
    assert "These words are not in the story." in run("show", saved, "search", "rop").out
    rows = json.loads(run("show", saved, "search", "dog", "--json").out)
    assert [(row["chapter"], row["speaker"]) for row in rows] == [("Chapter One", "Benn"), ("Chapter Two", None)]


def test_show_dialogue_by_and_to(run, saved: str):
    rows = json.loads(run("show", saved, "dialogue", "--by", "corrie", "--to", "Ida", "--json").out)
    assert [(row["speaker"], row["addressees"]) for row in rows] == [("Corrie", ["Ida Marsh"])]
    interrupted = json.loads(run("show", saved, "dialogue", "--by", "Ida", "--json").out)
    assert interrupted[0]["text"] == "Wait, […] wait for me, Corrie!"
    result = run("show", saved, "dialogue", "--by", "Zachary")
    assert (result.code, result.out) == (2, "")
    assert "nobody here is called 'Zachary'" in " ".join(result.err.split())
    assert "The cast: Ida Marsh, Corrie, Benn, the dog" in " ".join(result.err.replace("│", " ").split())
    assert "Nothing is said here" in run("show", saved, "dialogue", "--by", "Benn", "--to", "Ida").out
    assert len(json.loads(run("show", saved, "dialogue", "-n", "3", "--json").out)) == 3
    assert "3 of 4 lines" in run("show", saved, "dialogue", "-n", "3").out


@pytest.mark.parametrize("view", ["dialogue", "feelings", "relationships"])
def test_a_name_that_nobody_has_is_told_with_names_like_it(run, saved: str, view: str):
    result = run("show", saved, view, "--by", "Cory")
    assert (result.code, result.out) == (2, "")
    assert "is it Corrie?" in " ".join(result.err.replace("│", " ").split())


def test_a_word_that_stands_for_nobody_is_no_name_to_filter_by(run, tmp_path: Path, story: Story):
    nobody = Entity(len(story.entities), "PER", "nobody")
    replace(story, entities=(*story.entities, nobody)).save(tmp_path / "out")
    result = run("show", str(tmp_path / "out"), "dialogue", "--by", "Nobody")
    assert (result.code, result.out) == (2, "")
    assert "nobody here is called 'Nobody'" in " ".join(result.err.replace("│", " ").split())


def test_show_feelings_by_whom(run, saved: str):
    (row,) = json.loads(run("show", saved, "feelings", "--by", "Ida", "--json").out)
    assert (row["who"], row["emotions"], row["sign"]["text"]) == ("Ida Marsh", {"fear": 0.8}, "ran")
    assert "Feelings: annoyance 1, fear 1" in run("show", saved).out
    assert "windows of 20 words; turns at" in " ".join(run("show", saved).out.split())
    assert run("show", saved, "feelings", "--to", "Ida").code == 2


def test_show_relationships_of_one(run, saved: str):
    (row,) = json.loads(run("show", saved, "relationships", "--by", "corrie", "--json").out)
    assert (row["one"], row["other"], row["said"], row["heard"]) == ("Ida Marsh", "Corrie", 1, 1)
    assert [(tie["kind"], tie["chapter"], tie["text"]) for tie in row["ties"]] == [("friend", "Chapter One", "Corrie")]
    assert row["one_calls_other"] == [{"form": "Corrie", "count": 1, "refused": 0}]
    assert row["trend"] == [3, 0]
    assert json.loads(run("show", saved, "relationships", "--by", "Benn", "--json").out) == []


def test_show_says_kindly_that_a_layer_is_empty(run, tmp_path: Path, story: Story):
    replace(story, scenes=(), documents=(), addresses=(), relationships=(), feelings=()).save(tmp_path / "bare")
    for view, words in {
        "scenes": "No scenes were read",
        "letters": "No letters",
        "names": "Nobody calls",
        "feelings": "No feelings",
        "relationships": "No two",
    }.items():
        result = run("show", "bare", view)
        assert (result.code, result.err) == (0, "")
        assert words in result.out


def test_nothing_in_a_story_acts_on_the_terminal(run, tmp_path: Path, story: Story):
    odd = replace(story, text=story.text.replace("Wait", "W\x1b]t"))
    odd.save(tmp_path / "odd")
    for view in ("dialogue", "scenes", "letters", "characters", "feelings"):
        assert "\x1b" not in run("show", "odd", view).out


@pytest.mark.parametrize(
    "arguments",
    [["search"], ["dialogue", "hello"], ["characters", "--by", "Ida"], ["chapters"], ["dialogue", "-n", "-1"]],
)
def test_show_wrongly_asked_is_2(run, saved: str, arguments: list[str]):
    assert run("show", saved, *arguments).code == 2


def test_show_and_export_read_a_story_that_is_no_reading(run, tmp_path: Path):
    assert "Ida Marsh" in run("show", "ferry.txt", "characters").out
    assert run("export", "ferry.txt", "--to", "tei").code == 0
    assert [file.name for file in tmp_path.iterdir()] == ["ferry.tei.xml"]


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("booknlp", "ferry.booknlp (4 files)"), ("tei", "ferry.tei.xml"), ("gexf", "ferry.gexf"),
        ("graphml", "ferry.graphml"), ("csv", "ferry.csv (15 files)"), ("script", "ferry.script.txt"),
    ],
)  # fmt: skip
def test_export_says_what_it_wrote(run, saved: str, tmp_path: Path, form: str, written: str):
    result = run("export", saved, "--to", form)
    assert (result.code, result.out, result.err) == (0, f"Wrote {written}\n", "")
    assert (tmp_path / written.partition(" ")[0]).exists()
    assert not list(tmp_path.rglob("*.part"))
    assert run("export", saved, "--to", form, "-q", "-o", "deep/down").out == ""
    assert (tmp_path / "deep" / "down").exists()


def test_export_to_spacy(run, saved: str, tmp_path: Path):
    pytest.importorskip("spacy", reason="spaCy is an extra")
    assert run("export", saved, "--to", "spacy").out == "Wrote ferry.spacy\n"
    assert (tmp_path / "ferry.spacy").stat().st_size


def test_export_to_a_folder_stdout_and_a_table(run, saved: str, tmp_path: Path):
    (tmp_path / "there").mkdir()
    assert run("export", saved, "--to", "tei", "-o", "there").out == "Wrote there/ferry.tei.xml\n"
    assert run("export", saved, "--to", "script", "-o", "cues.csv").code == 0
    assert (tmp_path / "cues.csv").read_text().startswith("order,speaker,manner,text\n")
    assert run("export", saved, "--to", "gexf", "-o", "-").out.startswith("<?xml")
    assert run("export", saved, "--to", "csv", "-o", "-").code == 2


def test_export_that_fails_is_one_line_and_leaves_nothing(run, saved: str, tmp_path: Path, monkeypatch):
    (tmp_path / "taken").write_text("mine")
    before = sorted(tmp_path.iterdir())
    result = run("export", saved, "--to", "csv", "-o", "taken")
    assert (result.code, result.err.count("\n")) == (7, 1)
    assert run("export", saved, "--to", "word").code == 2
    assert run("export", saved).code == 2

    def full(_path: Path, _data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fabula.output._write", full)
    for form in ("tei", "booknlp"):
        result = run("export", saved, "--to", form)
        assert (result.code, result.err.count("\n")) == (7, 1)
        assert "No space left" in result.err
    assert (tmp_path / "taken").read_text() == "mine"
    assert set(before) <= set(tmp_path.iterdir())


def test_a_missing_extra_has_its_own_code_and_the_way_out(run, saved: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "spacy", None)
    result = run("export", saved, "--to", "spacy")
    assert (result.code, result.out) == (11, "")
    assert "pip install 'fabula[spacy]'" in result.err and result.err.count("\n") == 1


@pytest.mark.parametrize("command", ["read", "show", "export", "content", "schema"])
def test_every_command_has_help_with_examples(run, command: str):
    result = run(command, "--help")
    assert result.code == 0
    assert f"fabula {command} {'>' if command == 'schema' else 'tide'}" in result.out


def test_completion_can_be_installed(run):
    assert "--install-completion" in run("--help").out


@pytest.fixture
def correct(tmp_path: Path, story: Story):
    """Writes a corrections file."""
    from fabula.output.corrections import dumps

    def write(name: str, *made: Correction) -> str:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(dumps(replace(story, corrections=made)))
        return name

    return write


IDA = Person("Ida Marsh", Anchor(70, 79, "Ida Marsh", "", " ran"))
RENAME = Correction("rename", person=IDA, name="Ida")
SPEAKER = Correction("speaker", at=Anchor(0, 9, "Good boy!", "“", "”"), speaker=IDA)


def test_corrections_are_applied_and_kept_for_the_next_reading(run, correct, tmp_path: Path):
    file = correct("mine.json", RENAME)
    result = run("read", "ferry.txt", "--corrections", file)
    assert (result.code, result.err) == (0, "")
    assert Story.load(tmp_path / "ferry.reading").corrections == (RENAME,)
    (tmp_path / "mine.json").unlink()
    run("read", "ferry.txt")
    assert Story.load(tmp_path / "ferry.reading").corrections == (RENAME,)
    more = correct("more.json", SPEAKER)
    run("read", "ferry.txt", "-c", more)
    assert Story.load(tmp_path / "ferry.reading").corrections == (RENAME, SPEAKER)


def test_several_files_of_corrections_are_applied_in_order(run, correct, tmp_path: Path):
    one, other = correct("one.json", SPEAKER), correct("other.json", RENAME)
    assert run("read", "ferry.txt", "-c", one, "-c", other, "-q").code == 0
    assert Story.load(tmp_path / "ferry.reading").corrections == (SPEAKER, RENAME)


def test_no_corrections_leaves_those_in_the_folder_aside_and_there(run, correct, tmp_path: Path):
    held = tmp_path / correct("ferry.reading/corrections.json", RENAME)
    before = held.read_bytes()
    assert run("read", "ferry.txt", "--no-corrections").code == 0
    assert Story.load(tmp_path / "ferry.reading").corrections == ()
    assert held.read_bytes() == before
    run("read", "ferry.txt")
    assert Story.load(tmp_path / "ferry.reading").corrections == (RENAME,)


def test_corrections_on_stdout_and_to_no_folder(run, correct, tmp_path: Path):
    file = correct("mine.json", RENAME)
    result = run("read", "ferry.txt", "--json", "--corrections", file)
    assert json.loads(result.out)["corrections"][0]["name"] == "Ida"
    assert [one.name for one in tmp_path.iterdir()] == [file]


def test_what_is_kept_and_not_applied_is_a_line_each(run, monkeypatch: pytest.MonkeyPatch, story: Story):
    gone = replace(SPEAKER, applied=False, problem="the passage is gone")
    monkeypatch.setattr(fabula, "read_manuscript", lambda *_, **__: replace(story, corrections=(RENAME, gone)))
    for options in ([], ["-q"], ["--json"]):
        result = run("read", "ferry.txt", *options)
        assert result.code == 0
        assert result.err == "fabula: corrections[1] (speaker): kept, not applied: the passage is gone: «Good boy!»\n"
    assert "1 correction applied, 1 kept" in run("read", "ferry.txt").out


def test_a_bad_corrections_file_is_12_and_nothing_is_read(run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(fabula, "read_manuscript", lambda *_, **__: pytest.fail("read for nothing"))
    (tmp_path / "mine.json").write_text('{"format": "fabula corrections", "version": 1, "corrections": [{}]}')
    result = run("read", "ferry.txt", "--corrections", "mine.json")
    assert (result.code, result.out, result.err.count("\n")) == (12, "", 1)
    assert "mine.json is no corrections file that Fabula knows: corrections[0].do: expected one of" in result.err
    assert [one.name for one in tmp_path.iterdir()] == ["mine.json"]
    assert run("read", "ferry.txt", "--corrections", "none.json").code == 3
    (tmp_path / "ferry.reading").mkdir()
    (tmp_path / "ferry.reading" / "corrections.json").write_text("{")
    result = run("read", "ferry.txt")
    assert (result.code, result.err.count("\n")) == (12, 1)
    assert "ferry.reading/corrections.json is not JSON" in result.err
    assert (tmp_path / "ferry.reading" / "corrections.json").read_text() == "{"


def test_the_schema_of_corrections(run):
    assert json.loads(run("schema", "--corrections").out)["$id"] == "urn:fabula:corrections:1"


def test_what_to_type_next_is_what_the_shell_finds(monkeypatch, tmp_path: Path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "fabula").touch()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.chdir(tmp_path)
    assert terminal._program() == "bin/fabula"
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/fabula")
    assert terminal._program() == "fabula"
