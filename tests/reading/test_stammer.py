"""Stammers mended, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.reading.voice.stammer import stammers


def mended(text):
    out, at = "", 0
    for edit in stammers(text, 0, len(text)):
        out += text[at : edit.start] + edit.text
        at = edit.end
    return out + text[at:]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("W-we m-must g-go.", "We must go."),
        ("Th-th-that’s m-m-mine!", "That’s mine!"),
        ("N-n-no.", "No."),
        ("I-I-I don't.", "I don't."),
        ("I... I don't... know.", "I don't... know."),
        ("I . . . I see.", "I see."),
        ("We -- we saw it.", "We saw it."),
        ("It was the—the—the cat.", "It was the cat."),
        ("I was—I was going.", "I was going."),
        ("You're... you're late.", "You're late."),
        ("A-and n-now?", "And now?"),
        ("I n-know, I w-wrote it.", "I know, I wrote it."),
        ("N-no-no!", "No!"),
        ("S-s-st-stop, T-Tom.", "Stop, Tom."),
        ("W-WHERE?", "WHERE?"),
        ("But I-it was open.", "But it was open."),
        ("I-it was open.", "It was open."),
        ("The the end.", "The end."),
        ("H-he—he took it.", "He took it."),
        ("W-w-wait—wait for me.", "Wait—wait for me."),
        ("I r-r-re-really do.", "I really do."),
    ],
)
def test_what_was_meant(said, meant):
    assert mended(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "re-read the re-recorded no-nonsense x-ray e-mail",
        "Jo-Jo said bye-bye to the goody-goody, so-so, hush-hush, top-top man",
        "O-o-oh! A-a-ah!",
        "It is s-t-o-p, N-O, b-o-o-k.",
        "Uh-huh, ha-ha, knock-knock, tut-tut, no-no-no.",
        "No, no, no. No... no. Never—never!",
        "It was you... you did it. I know who it is—it is Ann.",
        "Who is he—he looks ill.",
        "Vitamin B—because I must. Plan B—but you knew.",
        "D-Day, H-hour, an S-shaped C-class car",
        "That that is, is. They had had it.",
        "B-B-C. T-T-T. Gr-r-r.",
        "I—it was Ann.",
        "Ann... Ann, please—please!",
        "",
        "-",
        "a-",
    ],
)
def test_what_only_looks_like_a_stammer(said):
    assert mended(said) == said


def test_an_edit_says_where_it_is():
    (edit,) = stammers("Oh, th-that one.", 0, 16)
    assert (edit.start, edit.end, edit.text) == (4, 11, "that")


def test_only_the_stretch_asked_for_is_read():
    text = "W-we g-go h-home."
    assert [text[e.start : e.end] for e in stammers(text, 5, 9)] == ["g-go"]


parts = st.sampled_from(
    ["w", "W", "we", "I", "a", "the", "no", "was", "th", "that", "é", "ß", "İ", "-", "—", "--", "...", "…", ". .", " ",
     "\n", ",", ".", "'", "’", "_", "🐕", "don't", "it's", "oh"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(parts, max_size=25).map("".join)))
def test_edits_are_in_order_apart_and_inside(text):
    at = 0
    for edit in stammers(text, 0, len(text)):
        assert at <= edit.start < edit.end <= len(text)
        assert edit.text
        at = edit.end
    assert len(mended(text)) <= len(text)
