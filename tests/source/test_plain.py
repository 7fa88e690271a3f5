"""Encodings, normalisation and the map of plain text files."""

import codecs
from itertools import pairwise

import pytest

from fabula.errors import EmptyStory, MissingFile, NotText
from fabula.source import from_bytes, from_text, load
from fabula.source.map import source_bytes
from fabula.story import Segment
from tests.growth import is_linear

PROSE = "Mara shut the gate. “Nobody comes here,” she said — and naïvely believed it.\n\nThe café was empty…\n"


def decoded(manuscript, data, start, end):
    member, first, last = source_bytes(manuscript, start, end)
    assert member == ""
    return data[first:last].decode(manuscript.source.encoding)


@pytest.mark.parametrize(
    ("encoding", "mark", "named"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", codecs.BOM_UTF8, "utf-8"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16-le"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("utf-32-le", codecs.BOM_UTF32_LE, "utf-32-le"),
        ("cp1252", b"", "cp1252"),
    ],
)
def test_reads_each_encoding_and_maps_every_character_back(encoding, mark, named):
    data = mark + PROSE.encode(encoding)
    found = from_bytes(data, "a.txt")
    assert found.text == PROSE
    assert found.source.encoding == named
    for start in range(len(PROSE)):
        assert decoded(found, data, start, start + 1) == PROSE[start]
    assert decoded(found, data, 5, 60) == PROSE[5:60]


def test_another_code_page_is_guessed():
    prose = "Она вышла на улицу и долго смотрела на пустую дорогу, по которой никто не приходил. " * 20
    found = from_bytes(prose.encode("cp1251"), "a.txt")
    assert found.text == prose
    assert any("Cyrillic" in w for w in found.warnings)


def test_an_encoding_with_shift_states_maps_as_a_whole():
    from fabula.source.decode import _checked
    from fabula.source.plain import read_plain

    data = "駅で待つ。".encode("iso2022_jp")
    draft = read_plain(_checked(data, "iso2022_jp"), len(data))
    assert draft.text() == "駅で待つ。"
    assert draft.segments() == (Segment(0, 5, 0, len(data), verbatim=False),)


def test_a_few_broken_bytes_do_not_spoil_a_file():
    data = PROSE.encode() * 5 + b"bad \xff byte\n"
    found = from_bytes(data, "a.txt")
    assert found.text == PROSE * 5 + "bad \ufffd byte\n"
    assert found.warnings
    at = found.text.index("byte\n")
    assert decoded(found, data, at, at + 4) == "byte"


def test_damaged_utf16_is_read_with_replacements():
    data = codecs.BOM_UTF16_LE + "one ".encode("utf-16-le") + b"\x00\xd8" + " two".encode("utf-16-le") + b"x"
    assert from_bytes(data, "a.txt").text == "one \ufffd two"


def test_plain_ascii_is_one_segment():
    found = from_text("One line.\n\nAnother line.\n")
    assert found.source.segments == (Segment(0, 25, 0, 25),)
    assert source_bytes(found, 3, 9) == ("", 3, 9)


def test_normalises_line_ends_and_control_characters_only():
    data = codecs.BOM_UTF8 + "A\r\nb\rc\x0cd\u2028e\u2029f\x85g\x07h\ti\x7f ‘q’ cafe\u0301\n".encode()
    found = from_bytes(data, "a.txt")
    assert found.text == "A\nb\nc\nd\ne\nf\ngh\ti ‘q’ cafe\u0301\n"
    at = found.text.index("‘")
    assert decoded(found, data, at, at + 3) == "‘q’"
    assert data[slice(*source_bytes(found, 5, 6)[1:])] == b"\x0c"
    assert data[slice(*source_bytes(found, 3, 4)[1:])] == b"\r"


def test_a_long_file_is_cut_into_segments_that_meet():
    text = "é" + "naïve words go on " * 5000
    found = from_text(text)
    segments = found.source.segments
    assert len(segments) > 3
    assert segments[0].start == 0 and segments[-1].end == len(text)
    assert all(a.end == b.start and a.byte_end == b.byte_start for a, b in pairwise(segments))
    data = text.encode()
    for at in (0, 1, 16383, 16384, 40000, len(text) - 1):
        assert decoded(found, data, at, at + 1) == text[at]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "PNG"),
        (b"PK\x03\x04" + b"x" * 60, "ZIP"),
        (b"{\\rtf1 hello}", "RTF"),
        (b"text with a \x00 in it \x00 and \x00\x01", "binary"),
        (bytes(range(1, 9)) * 50 + b"abc", "binary"),
        (b"\xd0\xcf\x11\xe0 old word", "Word"),
    ],
)
def test_refuses_what_is_not_text_in_one_line(data, says):
    with pytest.raises(NotText) as error:
        from_bytes(data, "odd.txt")
    assert says in str(error.value) and "odd.txt" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("data", [b"", b" \n\t\n", codecs.BOM_UTF8, codecs.BOM_UTF8 + b" \n", codecs.BOM_UTF16_LE])
def test_nothing_is_an_empty_story(data):
    with pytest.raises(EmptyStory, match=r"a\.txt"):
        from_bytes(data, "a.txt")
    with pytest.raises(EmptyStory):
        from_text("\ufeff \n")


def test_missing_files_and_folders(tmp_path):
    with pytest.raises(MissingFile, match=r"none\.txt"):
        load(tmp_path / "none.txt")
    with pytest.raises(MissingFile, match="folder"):
        load(tmp_path)
    with pytest.raises(MissingFile):
        load("bad\0name")
    (tmp_path / "a.txt").write_text("A word.")
    assert load(str(tmp_path / "a.txt")).source.name == "a.txt"


def test_lone_surrogates_are_replaced_and_pairs_joined():
    assert from_text("a \ud83d\ude00 b \ud800 c").text == "a \U0001f600 b \ufffd c"


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.md"])
def test_a_line_of_ten_megabytes_takes_linear_time(name):
    line = b"She walked and walked, and the road went on without an end. " * 20 + b"It *was* < & _over_. "
    texts: list[str] = []
    assert is_linear(lambda n: texts.append(from_bytes(line * n, name).text), 8_200)
    assert len(texts[-1]) > 9_500_000


@pytest.mark.parametrize(
    "piece",
    [
        "<!--a>",
        "<a b='",
        '<a b="',
        "<",
        "&",
        "<!",
        "<i>",
        "<p>",
        "</b>",
        "<script>",
        "[a](",
        "**a ",
        "_a ",
        "`",
        "# ",
        "> ",
    ],
)
def test_hostile_markup_takes_linear_time(piece):
    for name in ("a.html", "a.md"):
        assert is_linear(lambda n: from_text("word " + piece * n + "word", name), 60_000)  # noqa: B023


def test_source_bytes_refuses_what_it_cannot_answer():
    found = from_text("Some words.")
    for start, end in [(3, 3), (-1, 2), (5, 4), (0, 12)]:
        with pytest.raises(ValueError, match="characters"):
            source_bytes(found, start, end)


def test_typewriter_marks_are_emphasis_in_text():
    found = from_text("It was _his_ book, *not* hers. 2 * 3 * 4, snake_case_name.\n\n_two\nlines_ and __init__ * * *")
    assert [found.text[s.start : s.end] for s in found.emphasis] == ["his", "not", "two\nlines"]


def test_content_decides_where_the_extension_misleads():
    found = from_bytes(b"<!DOCTYPE html><html><body><p>One <b>two</b>.</p></body></html>", "a.txt")
    assert found.source.format == "html" and found.text == "One two."
