"""Saving is whole or not at all: whatever fails, an earlier reading stays and nothing half-written does."""

from __future__ import annotations

import dataclasses
import errno
from pathlib import Path

import pytest

from fabula import output
from fabula.errors import MissingFile, NotAReading, Unwritable
from fabula.story import Story

FILES = {f"{name}.parquet" for name in (
    "tokens", "divisions", "mentions", "entities", "characters", "utterances", "events", "documents",
    "addresses", "scenes", "content", "feelings", "arcs", "relationships", "work")
} | {"story.json", "reading.html"}  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_folder_holds_every_form_and_nothing_else(story: Story, tmp_path: Path):
    story.save(tmp_path / "deep" / "reading")
    assert contents(tmp_path / "deep" / "reading").keys() == FILES


def test_it_loads_from_the_folder_the_file_and_the_tables(story: Story, tmp_path: Path):
    story.save(tmp_path)
    assert Story.load(tmp_path) == story
    assert Story.load(str(tmp_path / "story.json")) == story
    (tmp_path / "story.json").unlink()
    assert Story.load(tmp_path) == story


def test_saving_again_replaces_and_gives_the_same_bytes(story: Story, tmp_path: Path):
    dataclasses.replace(story, warnings=("An older reading.",)).save(tmp_path)
    story.save(tmp_path)
    first = contents(tmp_path)
    story.save(tmp_path)
    assert contents(tmp_path) == first
    assert Story.load(tmp_path) == story


@pytest.mark.parametrize("which", [0, 4, 9])
@pytest.mark.parametrize("earlier", [True, False])
def test_a_full_disk_leaves_what_was_there(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: int, earlier: bool
):
    folder = tmp_path / "a" / "b"
    if earlier:
        story.save(folder)
    before = contents(folder) if earlier else None
    write, calls = output._write, []

    def full(path: Path, data: bytes) -> None:
        calls.append(path)
        if len(calls) > which:
            path.write_bytes(data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, data)

    monkeypatch.setattr(output, "_write", full)
    with pytest.raises(Unwritable, match="No space left") as failed:
        dataclasses.replace(story, warnings=()).save(folder)
    assert str(folder) in str(failed.value)
    assert "\n" not in str(failed.value)
    assert (contents(folder) if earlier else None) == before
    assert earlier or list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_an_interruption_leaves_what_was_there(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
):
    story.save(tmp_path)
    before = contents(tmp_path)

    def stop(_story: Story) -> bytes:
        raise error

    monkeypatch.setattr("fabula.output.json.dumps", stop)
    with pytest.raises(error):
        dataclasses.replace(story, warnings=()).save(tmp_path)
    assert contents(tmp_path) == before


def test_a_file_is_no_folder(story: Story, tmp_path: Path):
    (tmp_path / "taken").write_text("mine")
    for folder in (tmp_path / "taken", tmp_path / "taken" / "below"):
        with pytest.raises(Unwritable, match="taken"):
            output.check_writable(folder)
        with pytest.raises(Unwritable, match="taken"):
            story.save(folder)
    assert (tmp_path / "taken").read_text() == "mine"


def test_a_folder_without_permission_is_found_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(_path: Path, _data: bytes) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(output, "_write", refuse)
    with pytest.raises(Unwritable, match="Permission denied"):
        output.check_writable(tmp_path / "new" / "folder")
    assert list(tmp_path.iterdir()) == []


def test_the_early_check_leaves_nothing(tmp_path: Path):
    output.check_writable(tmp_path / "new" / "folder")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "empty").mkdir()
    output.check_writable(tmp_path / "empty")
    assert [one.name for one in tmp_path.iterdir()] == ["empty"]


def test_what_is_not_there_is_missing(tmp_path: Path):
    with pytest.raises(MissingFile, match="holds no reading"):
        Story.load(tmp_path)
    with pytest.raises(MissingFile, match=r"nothing\.json"):
        Story.load(tmp_path / "nothing.json")
    (tmp_path / "story.json").write_text("{")
    with pytest.raises(NotAReading, match=r"story\.json"):
        Story.load(tmp_path)
