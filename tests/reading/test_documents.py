"""Letters and notes: what belongs to one, who wrote it, and what only looks like one."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fabula

LETTER = """Anna sat down by the lamp and broke the seal.

My dear Anna,

The roof has gone at last, and I have moved the hens into the parlour. Come when you can.

Your loving brother,
Piers

She laughed, and put the letter away."""


def names(story, ids):
    return [story.entity(i).name for i in ids]


def test_a_letter_set_apart_has_its_writer_and_its_addressee(scene):
    story = scene(LETTER).story
    (letter,) = story.documents
    assert letter.kind == "letter"
    assert names(story, [letter.writer]) == ["Piers"]
    assert names(story, letter.addressees) == ["Anna"]
    assert story.text[letter.opening.start : letter.opening.end].startswith("My dear Anna")
    told = [story.text[s.start : s.end] for s in letter.fragments]
    assert "hens into the parlour" in " ".join(told)
    assert "She laughed" not in " ".join(told)


def test_a_note_quoted_in_pieces_is_one(scene):
    story = scene(
        "Tom found a note under the door. “Meet me at the mill,” it said. And lower down: “Burn this.” It was signed "
        "“Rosa”. He burned the note."
    ).story
    (note,) = story.documents
    assert note.kind == "note"
    assert names(story, [note.writer]) == ["Rosa"]


def test_dear_me_is_no_letter(scene):
    story = scene("“Dear me!” said Anna. “Dear boy, sit down. She wrote me a letter once,” said Tom.").story
    assert story.documents == ()


PIECES = st.sampled_from(
    ["Dear Anna,", "Yours,", "Tom", "“", "”", "The note said:", "he read", "\n\n", "P.S.", "—M.", "12 May", "LETTER IV",
     "mira: where are you", "STOP", "he wrote", "Come home.", "'", "a letter", ":", "\n"]
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, min_size=1, max_size=40).map(" ".join))
def test_no_text_breaks_it(scene, text):
    scene("Tom sat.")  # skips where there is no model
    story = fabula.read("Tom sat.\n\n" + text + "\n")
    assert not [w for w in story.warnings if "documents" in w]
    for d in story.documents:
        spans = [*d.fragments, *d.references, *filter(None, [d.opening, d.signature, d.found])]
        assert d.fragments
        assert all(0 <= s.start < s.end <= len(story.text) for s in spans)
