"""Project Gutenberg's wrapping, and the notes of fan fiction."""

import pytest

from fabula.source import from_text

FILL = (
    "The road went down between the hedges, and nobody had walked on it since the\n"
    "autumn, for the bridge at the bottom had been carried off by the river.\n"
)
APPARATUS = {"front matter", "preface", "author's note", "summary", "transcriber's note", "contents", "licence"}
HEADER = (
    "The Project Gutenberg EBook of The Last Bridge, by Ada Pell\n\nThis eBook is for the use of anyone anywhere.\n\n"
    "Title: The Last Bridge\n       Or, the River\n\nAuthor: Ada Pell\n\nRelease Date: May 4, 2009 [EBook #1]\n\n"
    "Language: English\n\n*** START OF THIS PROJECT GUTENBERG EBOOK THE LAST BRIDGE ***\n\n"
)
FOOTER = "\n\n*** END OF THIS PROJECT GUTENBERG EBOOK THE LAST BRIDGE ***\n\nUpdated editions will replace this.\n"


def of(found, kind):
    return [found.text[d.start : d.end] for d in found.divisions if d.kind == kind]


def left(found):
    """The text that is story."""
    text = found.text
    for d in found.divisions:
        if d.kind in APPARATUS:
            text = text[: d.start] + "\0" * (d.end - d.start) + text[d.end :]
    return text.replace("\0", "")


def test_gutenbergs_header_and_licence():
    found = from_text(f"{HEADER}Produced by A. Volunteer\n\nCHAPTER I\n\n{FILL}\nCHAPTER II\n\n{FILL}{FOOTER}")
    assert found.metadata.title == "The Last Bridge Or, the River"
    assert found.metadata.authors == ("Ada Pell",)
    assert (found.metadata.language, found.metadata.published) == ("English", "May 4, 2009")
    assert left(found).split() == f"CHAPTER I {FILL} CHAPTER II {FILL}".split()
    assert of(found, "licence")[0].startswith("*** END OF")
    assert of(found, "chapter")[-1] == f"CHAPTER II\n\n{FILL.strip()}"
    assert not found.warnings


@pytest.mark.parametrize(
    "start",
    [
        "***START OF THE PROJECT GUTENBERG EBOOK THE LAST BRIDGE***",
        "***START OF THIS PROJECT GUTENBERG ETEXT",
        "*** START OF PROJECT GUTENBERG EBOOK THE\nLAST BRIDGE ***",
        "*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*",
    ],
)
def test_the_styles_of_the_marker(start):
    found = from_text(f"Project Gutenberg's The Last Bridge, by Ada Pell\n\nWelcome.\n\n{start}\n\n{FILL}\n{FILL}\n\n"
                      "End of Project Gutenberg's The Last Bridge, by Ada Pell\n\nLegal words.")  # fmt: skip
    assert left(found).split() == (FILL + FILL).split()
    assert found.metadata.title == "The Last Bridge" and found.metadata.authors == ("Ada Pell",)


def test_a_header_without_a_marker():
    found = from_text(f"The Project Gutenberg Etext of The Last Bridge, by Ada Pell\n\nCopyright laws are changing.\n\n"
                      f"This etext was prepared by A. Volunteer.\n\n\n{FILL}\n{FILL}\n{FILL}")  # fmt: skip
    assert left(found).split() == (FILL * 3).split()


def test_the_front_of_a_printed_book():
    front = (
        'The Last Bridge\n\nBy Ada Pell\n\nAuthor of "Floods," etc.\n\nLONDON\n\nPUBLISHED BY A. PRESS\n\n1901\n\n\n'
        "To my Mother\n\n\nCONTENTS\n\nCHAPTER          PAGE\n\n  I. THE GATE       1\n II. THE WELL      20\n\n\n"
        "LIST OF ILLUSTRATIONS\n\nThe gate\nThe well\n\n\n"
    )
    preface = f"PREFACE.\n\n{FILL}\nA. P.\n\n\n"
    story = f"CHAPTER I\n\nTHE GATE\n\n{FILL * 8}\nCHAPTER II\n\nTHE WELL\n\n{FILL * 8}"
    found = from_text(HEADER + front + preface + story + FOOTER)
    assert left(found).split() == story.split()
    assert of(found, "preface") == [preface.strip()]
    assert [d.title for d in found.divisions if d.kind == "chapter"] == ["CHAPTER I THE GATE", "CHAPTER II THE WELL"]


def test_the_transcribers_notes():
    found = from_text(f"{HEADER}Transcriber's Note: Old spellings are kept.\n\n"
                      f"CHAPTER I\n\n{FILL}\nCHAPTER II\n\n{FILL}\n"
                      f"Transcriber's Notes\n\nPage 4: “teh” made “the”.\n\nPage 9: a comma.\n{FOOTER}")  # fmt: skip
    front, end = of(found, "transcriber's note")
    assert front.endswith("kept.") and end.endswith("a comma.")
    assert of(found, "chapter")[-1].endswith("the river.")


def test_a_head_of_keys_is_a_note_and_feeds_the_metadata():
    head = (
        "Title: The Last Bridge\nAuthor: adapell\nRating: T\nFandom: Original Work\nPairing: Mara/Tom, Ida/Ned\n"
        "Summary: Mara crosses.\nWarnings: floods, grief\nDisclaimer: I own nothing.\n\n"
    )
    found = from_text(f"{head}{FILL}\n{FILL}")
    data = found.metadata
    assert (data.title, data.authors, data.rating, data.summary) == (
        "The Last Bridge",
        ("adapell",),
        "T",
        "Mara crosses.",
    )
    assert data.relationships == ("Mara/Tom", "Ida/Ned") and data.warnings == ("floods", "grief")
    assert data.fandoms == ("Original Work",)
    assert left(found).split() == (FILL * 2).split()
    assert of(found, "author's note") == [head.strip()]


@pytest.mark.parametrize(
    "note",
    ["A/N: Thanks for reading!", "AN: Sorry for the wait.", "Author's Note: Enjoy.", "Authors Notes: Enjoy.",
     "(A/N: a joke here)",
     "[A/N this is silly]", "**A/N:** Hello", "Author’s note – hello"],
)  # fmt: skip
def test_signed_notes_anywhere(note):
    found = from_text(f"{FILL}\n{note}\n\n{FILL}")
    assert of(found, "author's note") == [note]


@pytest.mark.parametrize(
    "line",
    [
        "Notes: he had taken none.",
        "An hour passed.",
        "“Title: none,” he read.",
        "Summary: it was bad.",
        "Warning: steep road.",
    ],
)
def test_what_only_looks_like_a_note_inside_a_story(line):
    found = from_text(f"{FILL}\n" * 8 + f"{line}\n\n" + f"{FILL}\n" * 8)
    assert of(found, "author's note") == []


def test_notes_at_the_head_and_foot_of_chapters():
    found = from_text(
        f"Chapter 1\n\nDisclaimer: not mine.\n\n{FILL}\n{FILL}\nBeta'd by Ned.\n\n"
        "Chapter 2\n\nA/N: Thank you all for the reviews.\n\n"
        f"I hope you enjoy this chapter.\n\n---\n\n{FILL}\n{FILL}\n---\n\nA/N:\n\nSee you soon.\n\nLeave a review.\n"
    )
    assert [" ".join(n.split()) for n in of(found, "author's note")] == [
        "Disclaimer: not mine.", "Beta'd by Ned.",
        "A/N: Thank you all for the reviews. I hope you enjoy this chapter.",
        "A/N: See you soon. Leave a review.",
    ]  # fmt: skip
    assert [d.title for d in found.divisions if d.kind == "chapter"] == ["Chapter 1", "Chapter 2"]


def test_a_note_does_not_swallow_the_first_scene():
    found = from_text(f"A/N: Hello!\n\n{FILL}\n“Thank you,” she said.\n\n***\n\n{FILL}")
    assert of(found, "author's note") == ["A/N: Hello!"]


@pytest.mark.parametrize(
    ("prose", "language"),
    [
        (
            "Elle ouvrit la porte et ne vit que la rue vide, dans le froid de la nuit qui tombait sur les toits. ",
            "French",
        ),
        (
            "Sie machte die Tür auf und sah nur die leere Straße, auf die es nicht mehr regnete, und er war fort. ",
            "German",
        ),
        (
            "Abrió la puerta y no vio más que la calle vacía, en el frío de la noche que caía sobre los tejados. ",
            "Spanish",
        ),
        ("Она вышла на улицу и долго смотрела на пустую дорогу, по которой никто не приходил. ", "Cyrillic"),
        ("彼女はドアを開けて、誰もいない通りを見た。" * 3, "Japanese"),
    ],
)
def test_other_languages_are_warned_of(prose, language):
    found = from_text(prose * 4)
    assert len(found.warnings) == 1 and language in found.warnings[0]
    assert not from_text(FILL * 4).warnings
