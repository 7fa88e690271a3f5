"""Paragraphs, headings, scene breaks, and what is not story."""

import pytest

from fabula.source import from_text
from fabula.source.headings import is_break, keyword_heading, number

FILL = (
    "The road went down between the hedges, and nobody had walked on it since the\n"
    "autumn, for the bridge at the bottom had been carried off by the river and the\n"
    "council had no money for another.\n"
)
LONG = " ".join(FILL.split())


def paragraphs(found):
    return [found.text[p.start : p.end] for p in found.paragraphs]


def kinds(found, *wanted):
    return [
        (d.kind, d.title or " ".join(found.text[d.start : d.end].split())) for d in found.divisions if d.kind in wanted
    ]


def chapters(found):
    return [title for _, title in kinds(found, "chapter")]


def story(found, kind):
    return [found.text[d.start : d.end] for d in found.divisions if d.kind == kind]


def test_blank_lines_part_wrapped_paragraphs():
    assert paragraphs(from_text(FILL + "\n" + FILL)) == [FILL.strip()] * 2


def test_unwrapped_lines_are_paragraphs_each():
    text = f"{LONG} {LONG}\n“Come in,” she said.\n{LONG} {LONG}\n\n{LONG}\n"
    assert len(paragraphs(from_text(text))) == 4


def test_indents_open_paragraphs_where_no_line_is_blank():
    text = "".join("    " + FILL for _ in range(6))
    assert len(paragraphs(from_text(text))) == 6


def test_short_last_lines_end_paragraphs_where_nothing_else_does():
    assert len(paragraphs(from_text(FILL * 12))) == 12


def test_verse_keeps_its_lines():
    verse = "    The hill is high,\n      the river wide,\n    and I am on\n      the other side."
    assert verse.strip() in paragraphs(from_text(f"{FILL}\n{verse}\n\n{FILL}\n{FILL}\n{FILL}"))


def test_headings_and_breaks_are_paragraphs_of_their_own():
    found = from_text(f"Chapter 1\n{FILL}***\n{FILL}\nCHAPTER II.\nThe Bridge\n\n{FILL}")
    assert paragraphs(found) == [
        "Chapter 1",
        FILL.strip(),
        "***",
        FILL.strip(),
        "CHAPTER II.\nThe Bridge",
        FILL.strip(),
    ]
    assert chapters(found) == ["Chapter 1", "CHAPTER II. The Bridge"]


@pytest.mark.parametrize(
    ("heading", "rank", "value", "title"),
    [
        ("CHAPTER I.", "chapter", 1, ""),
        ("Chapter One", "chapter", 1, ""),
        ("CHAPTER THE FIRST", "chapter", 1, ""),
        ("CHAPTER THE LAST", "chapter", 0, ""),
        ("Chapter 3: A Title", "chapter", 3, "A Title"),
        ("Chapter Twenty-One - The Well", "chapter", 21, "The Well"),
        ("CHAPTER IV THE WELL", "chapter", 4, "THE WELL"),
        ("*Chapter 5*", "chapter", 5, ""),
        ("PART TWO", "book", 2, ""),
        ("BOOK THE FIRST", "book", 1, ""),
        ("Book First", "book", 1, ""),
        ("Third Part", "book", 3, ""),
        ("VOLUME I", "volume", 1, ""),
        ("Prologue", "chapter", None, ""),
        ("EPILOGUE: After the Rain", "chapter", None, "After the Rain"),
        ("STAVE I", "chapter", 1, ""),
        ("LETTER IV", "chapter", 4, ""),
    ],
)
def test_headings_are_read(heading, rank, value, title):
    reading = keyword_heading(heading)
    assert reading is not None
    assert (reading.rank, reading.number, reading.title) == (rank, value, title)


@pytest.mark.parametrize(
    "prose",
    ["Part of me wanted to go.", "Chapter three was the worst of them, she thought.", "Letters came.",
     "Book in hand, he left.",
     "Chapter and verse.", "part two", "I went out.", "Part I had forgotten."],
)  # fmt: skip
def test_prose_is_no_heading(prose):
    assert keyword_heading(prose) is None


def test_numerals():
    assert [number(w) for w in ("XIV", "xl", "IIII", "12", "Twenty-One", "ninth", "Mix", "civil")] == [
        14,
        40,
        4,
        12,
        21,
        9,
        None,
        None,
    ]


@pytest.mark.parametrize(
    "line",
    ["* * *", "***", "* * * * *", "---", "—", "~", "#", "⁂", "oOo", "xXx", "o0o", "-x-", "~*~*~", "• • •", "▪", "-oOo-",
     "xoxox", "=====", "~~~~~~", "<><><>", "[line break]", "LINEBREAK", ". . . . ."],
)  # fmt: skip
def test_scene_breaks(line):
    assert is_break(line)
    found = from_text(f"{FILL}\n{line}\n\n{FILL}")
    assert story(found, "scene break") == [line]


@pytest.mark.parametrize("line", ["...", "…", "?!", "Oh.", "No", "X", "0", "“—”", "I", "xoxo", "break", "'", "A"])
def test_short_lines_are_not_scene_breaks(line):
    assert not is_break(line)


def test_chapters_and_parts_run_to_the_next_of_their_rank():
    text = f"PART ONE\n\nChapter 1\n\n{FILL}\nChapter 2\n\n{FILL}\nPART TWO\n\nChapter 1\n\n{FILL}\nEPILOGUE\n\n{FILL}"
    found = from_text(text)
    parts, chaps = story(found, "part"), story(found, "chapter")
    assert [p.split("\n")[0] for p in parts] == ["PART ONE", "PART TWO"]
    assert [c.split("\n")[0] for c in chaps] == ["Chapter 1", "Chapter 2", "Chapter 1", "EPILOGUE"]
    assert "Chapter 2" in parts[0] and parts[1].endswith("another.")
    assert list(found.divisions) == sorted(found.divisions, key=lambda d: d.start)


def test_bare_numerals_need_a_sequence():
    found = from_text(f"I.\n\n{FILL}\nII.\n\n{FILL}\nIII.\n\n{FILL}")
    assert chapters(found) == ["I.", "II.", "III."]
    assert chapters(from_text(f"{FILL}\nX\n\n{FILL}\n1987\n\n{FILL}")) == []
    titled = from_text(f"1. The Gate\n\n{FILL}\n2. The Well\n\n{FILL}")
    assert chapters(titled) == ["1. The Gate", "2. The Well"]


def test_a_numbered_list_is_no_sequence_of_chapters():
    found = from_text(FILL * 3 + "\n1. Eggs\n\n2. Milk\n\n3. Flour\n\n" + ("\n" + FILL) * 20)
    assert chapters(found) == []


def test_numerals_below_chapters_are_sections():
    found = from_text(f"Chapter 1\n\nI\n\n{FILL * 3}\nII\n\n{FILL * 3}\nChapter 2\n\nI\n\n{FILL * 3}\nII\n\n{FILL * 3}")
    assert chapters(found) == ["Chapter 1", "Chapter 2"]
    assert [t for _, t in kinds(found, "scene break")] == ["I", "II", "I", "II"]


def test_a_title_below_the_number_belongs_to_the_heading():
    found = from_text(f"CHAPTER I\n\nTHE OLD BRIDGE\n\n{FILL}\nCHAPTER II\n\n“Stop!”\n\n{FILL}")
    assert chapters(found) == ["CHAPTER I THE OLD BRIDGE", "CHAPTER II"]


def test_contents_are_not_chapters():
    listed = "".join(f"CHAPTER {n}. {t}\n" for n, t in (("I", "The Gate"), ("II", "The Well"), ("III", "The Road")))
    body = "".join(
        f"CHAPTER {n}. {t}\n\n{FILL}\n" for n, t in (("I", "The Gate"), ("II", "The Well"), ("III", "The Road"))
    )
    for head in ("CONTENTS\n\n", ""):
        found = from_text(head + listed + "\n\n" + body)
        assert chapters(found) == ["CHAPTER I. The Gate", "CHAPTER II. The Well", "CHAPTER III. The Road"]
        assert len(story(found, "contents")) == 1


def test_contents_by_titles_and_pages():
    found = from_text(f"CONTENTS\n\nThe Gate ..... 1\nThe Well ..... 9\n\nCHAPTER I\n\n{FILL}\nCHAPTER II\n\n{FILL}")
    assert story(found, "contents") == ["CONTENTS\n\nThe Gate ..... 1\nThe Well ..... 9"]
    assert chapters(found) == ["CHAPTER I", "CHAPTER II"]


def test_a_preface_is_set_apart_and_an_introduction_is_not():
    found = from_text(f"PREFACE\n\n{FILL}\nCHAPTER I\n\n{FILL * 4}\nCHAPTER II\n\n{FILL * 4}")
    assert story(found, "preface") == [f"PREFACE\n\n{FILL.strip()}"]
    found = from_text(f"INTRODUCTION\n\n{FILL}\nCHAPTER I\n\n{FILL * 4}")
    assert story(found, "preface") == []


def test_title_pages():
    found = from_text(f"THE LAST BRIDGE\n\nby Ada Pell\n\nCHAPTER I\n\n{FILL}\nCHAPTER II\n\n{FILL}")
    assert (found.metadata.title, found.metadata.authors) == ("THE LAST BRIDGE", ("Ada Pell",))
    assert story(found, "front matter") == ["THE LAST BRIDGE\n\nby Ada Pell"]
    found = from_text(f"The Last Bridge\nBy Ada Pell\n\n{FILL}\n{FILL}")
    assert (found.metadata.title, found.metadata.authors) == ("The Last Bridge", ("Ada Pell",))


@pytest.mark.parametrize(
    "line", ["Dear Tom,", "May 7th", "“Go away!”", "London, 1890", "Nobody came.", "Help", "Dear Mrs Pell"]
)
def test_a_storys_first_line_is_no_title(line):
    found = from_text(f"{line}\n\n{FILL}\n{FILL}")
    assert found.metadata.title is None and found.divisions == ()


def test_stories_of_a_collection():
    text = "\n\n\n\n".join(f"{t}\n\n{(FILL + chr(10)) * 8}" for t in ("THE GATE", "A WELL", "ROADS"))
    assert chapters(from_text(text)) == ["THE GATE", "A WELL", "ROADS"]
