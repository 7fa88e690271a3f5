"""The whole main job: a file in, a reading out, with the shipped model."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fabula
from fabula import cli
from fabula.errors import EmptyStory, MissingModel, NotText
from fabula.language.model import load_model
from fabula.language.quotations import find_quotations
from fabula.language.tokens import tokenize
from fabula.output.schema import schema
from fabula.story import Story
from tests.growth import is_linear

EXAMPLES = Path(__file__).parent.parent / "examples"
FLOORS = {
    "salt_and_signal.html": (0.95, 0.78),
    "the_lamplighters_ledger.txt": (0.95, 0.62),
    "what_the_tide_owed.md": (0.9, 0.5),
}
"""By example: the least share of the gold's speech to be found, and of its speakers to be right."""


@pytest.fixture(scope="session", autouse=True)
def model():
    try:
        return load_model()
    except MissingModel as problem:
        pytest.skip(str(problem))


@pytest.fixture(scope="module", params=FLOORS)
def example(request):
    """The name of an example, and its reading."""
    return request.param, fabula.read(EXAMPLES / request.param)


def check(story: Story) -> None:
    """What holds of every reading."""
    size, n, who = len(story.text), len(story.tokens), len(story.entities)
    t = story.tokens
    assert (t.start < t.end).all()
    assert (t.end[:-1] <= t.start[1:]).all()
    assert not n or (t.start[0] >= 0 and t.end[-1] <= size)
    assert ((t.head >= 0) & (t.head < max(n, 1))).all()
    assert ((t.event >= 0) & (t.event <= 1)).all()
    assert len(t.lemma) == len(t.upos) == len(t.xpos) == len(t.deprel) == n
    assert [e.id for e in story.entities] == list(range(who))
    last = 0
    for u in sorted(story.utterances, key=lambda u: u.spans[0].start):
        assert u.spans
        for s in u.spans:
            assert 0 <= s.start < s.end <= size
        assert [s.start for s in u.spans] == sorted(s.start for s in u.spans)
        assert last <= u.spans[0].start
        assert u.speaker is None or 0 <= u.speaker < who
        assert all(0 <= a < who for a in u.addressees)
        assert u.speaker not in u.addressees
        assert 0 <= u.confidence <= 1
        assert u.kind == "other" or (u.speaker is None) == (u.confidence == 0)
        last = u.spans[0].start
    spans = sorted((s.start, s.end) for u in story.utterances for s in u.spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans)), "utterances overlap"
    starts = [m.start for m in story.mentions]
    assert starts == sorted(starts)
    for m in story.mentions:
        assert 0 <= m.start < m.end <= size
        assert 0 <= m.entity < who
    for e in story.events:
        assert 0 <= e.start < e.end <= size
        assert all(0 <= p.entity < who and 0 <= p.start < p.end <= size for p in e.participants)
    assert len({c.entity for c in story.characters}) == len(story.characters)
    assert all(0 <= c.entity < who and 0 <= c.importance <= 1 for c in story.characters)


def test_a_reading_of_an_example_is_sound(example):
    check(example[1])


def test_an_example_against_its_gold(example, capsys):
    name, story = example
    gold = json.loads((EXAMPLES / "gold" / f"{Path(name).stem}.json").read_text(encoding="utf-8"))
    found = Counter(compare(story, gold))
    parts, speakers = found["part found"] / found["part"], found["speaker right"] / found["speaker"]
    explicit = found["explicit right"] / found["explicit"]
    with capsys.disabled():
        print(f"\n{name}: speech found {parts:.3f}, speakers right {speakers:.3f}, explicit ones {explicit:.3f}")
    assert parts >= FLOORS[name][0]
    assert speakers >= FLOORS[name][1]
    assert explicit >= 0.99
    main = {c["name"] for c in gold["characters"] if c["main"]}
    assert main <= {whom(story, gold, c.entity) for c in story.characters}
    assert {whom(story, gold, c.entity) for c in story.characters[: len(main)]} & main, "none of them leads the cast"


def compare(story, gold):
    """A mark for every part of a gold speech, found or not, and for every speaker, right or not."""
    kept = [(i, " " if c.isspace() else c) for i, c in enumerate(story.text) if c not in "_*"]
    kept = [k for n, k in enumerate(kept) if k[1] != " " or not n or kept[n - 1][1] != " "]
    flat, at = "".join(c for _, c in kept), 0
    said = {(s.start, s.end) for u in story.utterances if u.kind == "speech" for s in u.spans}
    for utterance in gold["utterances"]:
        first = None
        for part in utterance["parts"]:
            at = flat.index(part, at)
            start, end = kept[at][0], kept[at + len(part) - 1][0] + 1
            at += len(part)
            first = (start, end) if first is None else first
            if utterance["kind"] == "speech":
                yield "part"
                if (start, end) in said:
                    yield "part found"
        if utterance["kind"] != "speech":
            continue
        kind = utterance["type"]
        yield from ("speaker", kind)
        over = [u for u in story.utterances if any(s.start < first[1] and first[0] < s.end for s in u.spans)]
        if over and over[0].speaker is not None and whom(story, gold, over[0].speaker) == utterance["speaker"]:
            yield from ("speaker right", f"{kind} right")


def whom(story, gold, entity):
    """The gold character whose names most of an entity's mentions are, if any are."""
    names = {form: c["name"] for c in gold["characters"] for form in c["names"]}
    forms = (
        " ".join(re.sub(r"[_*]", "", story.text[m.start : m.end]).split()) for m in story.mentions if m.entity == entity
    )
    votes = Counter(names[f] for f in (re.sub(r"['’]s$", "", f) for f in forms) if f in names)
    return votes.most_common(1)[0][0] if votes else None


def test_reading_again_is_equal(example):
    name, story = example
    assert fabula.read(str(EXAMPLES / name)) == story


def test_it_is_saved_and_loaded_equal(example, tmp_path):
    story = example[1]
    story.save(tmp_path)
    assert Story.load(tmp_path / "story.json") == story
    (tmp_path / "story.json").unlink()
    assert Story.load(tmp_path) == story, "the tables"


def test_it_follows_the_schema(example):
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator(schema()).validate(example[1].to_json())


def test_every_claim_leads_to_its_bytes():
    path = EXAMPLES / "the_lamplighters_ledger.txt"
    story, data = fabula.read(path), path.read_bytes()
    places = [(m.start, m.end) for m in story.mentions] + [(s.start, s.end) for u in story.utterances for s in u.spans]
    assert len(places) > 300
    for start, end in places:
        _, first, last = story.source_bytes(start, end)
        assert data[first:last].decode(story.source.encoding) == story.text[start:end]


def test_apparatus_is_not_read():
    story = fabula.read("Author's note: Zebedee wrote this.\n\nChapter 1\n\nMary came in. “Stay,” said Mary.\n")
    note = next(d for d in story.divisions if d.kind == "author's note")
    assert not [m for m in story.mentions if m.start < note.end]
    assert (story.tokens.start >= note.end).all()


def test_nothing_goes_over_the_network(tmp_path):
    watched = """
import sys
def watch(event, arguments):
    if event.startswith("socket.") and event not in ("socket.gethostname",):
        raise PermissionError(f"{event} {arguments}")
sys.addaudithook(watch)
import socket
try:
    socket.create_connection(("127.0.0.1", 9))
except PermissionError:
    from fabula import cli
    cli.main()
"""
    command = [
        sys.executable,
        "-c",
        watched,
        "read",
        str(EXAMPLES / "salt_and_signal.html"),
        "-o",
        str(tmp_path / "out"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out" / "reading.html").exists()


PIECES = st.sampled_from(
    ["“", "”", '"', "‘", "’", "'", "«", "»", "—", "…", "\n", "\n\n", "\r\n", " ", " said Mary", "Thomas ",
     "He ran. ", "I ", "she ", "my ", "“Stop,” said Thomas", "* * *", "Chapter 1\n", "A/N: ", "\u200b", "\u2028",
     "\ufeff", "\x00", "\x0c", "🐕", "e\u0301", "א", "ß", "_", "*", "#", ".txt", "<p>", "&quot;"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=40).map(lambda parts: "".join(parts)[:300])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_any_text_is_read_or_is_no_story(text):
    try:
        story = fabula.read(text + "\n")
    except EmptyStory:
        return
    check(story)


@pytest.mark.parametrize("length", [100, 300, 900, 5000])
def test_a_text_on_one_line_is_a_text(length):
    text = ("Mary came in and sat down. " * (length // 27 + 1))[:length]
    assert fabula.read(text).text.strip() == text.strip()


def test_one_line_of_a_megabyte():
    long = "un" * 1700
    story = fabula.read(f"“Stop,” said Mary. She read the word {long}. " * 290)
    assert len(story.text) > 950_000
    assert len(story.utterances) >= 1
    check(story)


@pytest.mark.parametrize("marks", ["“”", "‘’", '""', "''"])
def test_finding_speech_takes_time_linear_in_the_line(marks):
    a, b = marks
    line = f"{a}Come in, Ned's boys' hats are wet,{b} said Ada. {a}I'm goin' home.{b} He went to the sea's edge. "
    found: list[tuple[int, int]] = []

    def find(n: int) -> None:
        text = line * n
        spans = [(0, len(text))]
        found.append((len(find_quotations(text, spans)), len(tokenize(text, spans))))

    assert is_linear(find, 11_000)
    assert found[-1][0] > 10_000
    assert found[-1][1] > 200_000


FRENCH = """Le vieux gardien marchait le long de la mer et les enfants le suivaient avec des lanternes. Il ne parlait
jamais de la guerre, et les enfants ne demandaient rien. « Venez, dit-il, la nuit tombe. » Ils étaient tous contents de
rentrer dans la maison où la soupe était chaude, et personne ne pensait plus au bateau qui n'était pas revenu.
"""


def test_another_language_gives_a_warning():
    story = fabula.read(FRENCH)
    assert any("French" in w for w in story.warnings)
    check(story)
    assert fabula.read("Mary went to the sea with the children, and they were glad of it.\n").warnings == ()


@pytest.fixture
def program(monkeypatch, tmp_path, capsys):
    """Runs the program on real files in an empty folder: its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FABULA_DEBUG", raising=False)

    def go(*arguments):
        monkeypatch.setattr(sys, "argv", ["fabula", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        captured = capsys.readouterr()
        return end.value.code or 0, captured.out, captured.err

    return go


BAD = {
    "nothing.txt": (b"", 6),
    "blank.txt": (b" \n\t\n \n", 6),
    "note.txt": (b"Author's note: sorry, there is no chapter this week!\n", 6),
    "blank.html": (b"<html><body><p> </p></body></html>", 6),
    "picture.txt": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8, 4),
    "scan.txt": (b"%PDF-1.4\n" + bytes(range(256)) * 8, 4),
    "noise.txt": (np.random.default_rng(0).bytes(4000), 4),
    "broken.epub": (b"PK\x03\x04 nothing more", 5),
    "text.epub": (b"It is no archive at all.", 5),
    "broken.docx": (b"PK\x03\x04word/document.xml cut off", 5),
    "text.docx": (b"It is no archive at all.", 5),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_line_and_an_exit_code(program, tmp_path, name):
    data, code = BAD[name]
    (tmp_path / name).write_bytes(data)
    found, out, err = program("read", name)
    assert (found, out) == (code, "")
    assert err.startswith(f"fabula: {name}: ")
    assert err.count("\n") == 1
    assert [p.name for p in tmp_path.iterdir()] == [name], "something was left behind"


def test_a_missing_file(program, tmp_path):
    code, out, err = program("read", "gone.txt")
    assert (code, out) == (3, "")
    assert "gone.txt" in err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written(program, tmp_path):
    (tmp_path / "story.txt").write_text("Mary came in. “Stay,” said Mary.\n")
    (tmp_path / "taken").write_text("")
    code, _, err = program("read", "story.txt", "-o", "taken/deeper")
    assert code == 7
    assert err.count("\n") == 1


def test_another_language_is_no_error(program, tmp_path):
    (tmp_path / "mer.txt").write_text(FRENCH, encoding="utf-8")
    code, out, _ = program("read", "mer.txt")
    assert code == 0
    assert "French" in " ".join(out.split())
    assert Story.load(tmp_path / "mer.reading").warnings


def test_a_real_story_through_the_program(program, tmp_path):
    (tmp_path / "story.txt").write_text(
        "Mary came in.\n\n“Stay,” said Mary to Thomas.\n\n“I will,” said Thomas.\n", "utf-8"
    )
    code, out, err = program("read", "story.txt", "--json")
    assert (code, err) == (0, "")
    assert [u["kind"] for u in json.loads(out)["utterances"]] == ["speech", "speech"]


def test_a_line_of_ten_megabytes_is_refused_in_one_line():
    with pytest.raises(NotText, match="one line of 10 MB"):
        fabula.read("word " * 2_000_000)
