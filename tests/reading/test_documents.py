"""Letters and notes: what belongs to one, who wrote it, and what only looks like one."""

import pytest
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


@pytest.mark.parametrize(
    ("text", "first", "last", "writer"),
    [
        (
            "The letter came on Monday. It was from Harriet Moss.\n\n“MY DEAR TOM,”\n\n“I am at the mill, and the "
            "roof is on.”\n\n“You may come when you like.”\n\n“Your affectionate cousin,”\n\n“HARRIET MOSS.”\n\n“She "
            "is well, then,” said Tom.",
            "MY DEAR TOM",
            "HARRIET MOSS",
            "Harriet Moss",
        ),
        (
            "Tom broke the seal. It was a letter from Harriet Moss.\n\n“I have the pleasure of telling you that the "
            "roof is on, and that the mill will be ours by Easter.”\n\n“Yours ever,”\n\n“H. M.”\n\nHe laughed.",
            "I have the pleasure",
            "H. M.",
            None,
        ),
        (
            "[To Tom Hale.]\n\nROSE HILL, MAY 4.\n\nMY DEAR SIR,\n\n“The roof is on, and the mill is yours.\n\n“Your "
            "most obedient\n\n“humble servant,\n\n“HARRIET MOSS.”\n\nTom put it down. Harriet Moss blushed.",
            "[To Tom Hale.]|To Tom Hale",
            "HARRIET MOSS",
            "Harriet Moss",
        ),
        (
            "It was not till Friday that Tom found a note under the door. “Come late tomorrow: I must explain. "
            "Harriet.” These were the only words it contained. Harriet was asleep.",
            "Come late",
            "Harriet.",
            "Harriet",
        ),
        (
            "Tom broke the seal and read as follows.\n\n“Mill House,”\n\n“November.”\n\n“Dearest Tom,”\n\n“I have "
            "news of the "
            "boat at last. Mr. Pym saw her with her mast gone.”\n\n“Believe me,”\n\n“Your anxious and loving "
            "cousin,”\n\n"
            "“Harriet.”\n\nTom was much shaken. Harriet was no liar.",
            "Mill House",
            "Harriet",
            "Harriet",
        ),
        (
            "The post came with the coal.\n\n“Mill House,”\n\n“Sunday.”\n\n“Dearest, dearest Tom,--I do not know what "
            "you "
            "will think: Piers and I are to be married--the brother, who only came on Friday.”\n\nTom looked at his "
            "aunt.",
            "Mill House",
            "on Friday",
            None,
        ),
        (
            "Next morning he had the following reply by hand:\n\n“DEAR MR. HALE,”\n\n“You should not have sent me "
            "such a "
            "message. I called to tell you that Piers has gone to sea.”\n\n“HARRIET MOSS.”\n\nTom’s cheeks burnt.",
            "DEAR MR. HALE",
            "HARRIET MOSS",
            "Harriet Moss",
        ),
        (
            "Harriet wrote that night.\n\n“Dear Tom” [wrote Harriet],\n\n“Here it is Tuesday, and I am in the loft. I "
            "was so "
            "lonely that I talked to the cat.”\n\n“At noon we went home, and then back for sums.”\n\n“Oh, Tom, if "
            "only the "
            "sums were over!”\n\n“Yours devotedly,”\n\n“Harriet”\n\nThe sums were over in time, and Tom was glad.",
            "Dear Tom",
            "Harriet",
            "Harriet",
        ),
        (
            "They had been about to walk as the letters came. The beginning of one gave an account of all their little "
            "parties and dinners, with such news as the county afforded, who had the measles and who had a new gig, "
            "and "
            "what the curate had made of it; but the latter half, which was dated a day later, and written in "
            "distress, "
            "said more than that. It was to this effect:\n\n     “Since the above, dear Tom, something has come about "
            "of a "
            "serious nature; be assured that we are well.”\n\n     “What I have to say is of poor Harriet. A rider "
            "came at "
            "twelve.”\n\nTom seized the other letter.",
            "Since the above",
            "at twelve",
            None,
        ),
    ],
)
def test_letters_in_marks(scene, text, first, last, writer):
    story = scene(text).story
    (letter,) = story.documents
    whole = story.text[letter.fragments[0].start : letter.fragments[-1].end]
    assert whole.startswith(tuple(first.split("|")))
    assert whole.rstrip(".”").endswith(last.rstrip("."))
    if writer is not None:
        assert names(story, [letter.writer]) in ([writer], [writer.upper()])


@pytest.mark.parametrize(
    "text",
    [
        "They went in, and while parcels of “Men's Hats” and “Tan Gloves” were brought, Tom said that he will pay.",
        "“I know—” she laid a strong emphasis on the words; she stamped her foot in her rage: “I know that he did it!”",
        "The papers are here. It only remains to be added that “the person chiefly concerned” is happy.",
        "Tom took up his old book, and on the next page came on a bit as follows: “Today we love, and tomorrow hate.”",
        "Ann heard the words “my son” and “Frank,” and no more; Tom was too far off.",
        "Tom cut her short with, “I am going to the mill. Can I do any thing for you?”",
        "“He writes like a sensible man,” said Ann, when she had read the letter. “I honour him for it, as you do.”",
        "Her eyes shone, and she was calling out, while her daughter read the note, “Well, Jane, who is it from? What "
        "does he say? Make haste and tell us; make haste, my love.”",
        "Her eyes shone at the note, and she was calling out, while her daughter read,\n\n“Now, Jane, whose hand is "
        "it? Quick, you "
        "must tell me; be quick, my love.”\n\n“It is from Ann,” said Jane.",
        "“Then write now,” he said, laying a heavy hand on my shoulder: “write to our friend and to any other, and say "
        "that you shall stay.”",
    ],
)
def test_what_is_said_is_no_letter(scene, text):
    assert scene(text).story.documents == ()


def test_chapters_that_are_letters_by_their_headings(scene):
    heads = [
        "ANN LOWE TO MR. HALE Rose Hill, March 3.", "MR. HALE TO ANN LOWE", "ANN LOWE TO MR. HALE",
        "ANN LOWE IN CONTINUATION May 4.",
    ]  # fmt: skip
    body = (
        "The roof is on, and nobody thanked the men. I gave them beer. Rain again.\n\nI must stop, for the post goes."
    )
    story = scene("\n\n".join(f"LETTER {'I' * (k + 1)}\n\n{h}\n\n{body}" for k, h in enumerate(heads))).story
    assert [d.kind for d in story.documents] == ["letter"] * 4
    wrote = [story.documents[k].writer for k in range(4)]
    assert wrote[0] == wrote[2] == wrote[3] != wrote[1]
    assert [d.addressees for d in story.documents] == [(wrote[1],), (wrote[0],), (wrote[1],), (wrote[1],)]


def test_diaries_under_their_keepers_headings(scene):
    story = scene(
        "Ann Lowe and Tom Hale shared the house all that spring, and Ann Lowe and Tom Hale both kept diaries.\n\n"
        "ANN LOWE'S DIARY\n\n3 May. The roof is on. Nobody thanked the men.\n\n4 May. Rain again, and a hat lost.\n\n"
        "TOM HALE'S DIARY\n\n4 May. The roof leaks.\n\n5 May. Ann has found the hat."
    ).story
    assert [names(story, [d.writer])[0] for d in story.documents] == ["Ann Lowe", "Ann Lowe", "Tom Hale", "Tom Hale"]
    assert {d.kind for d in story.documents} == {"diary"}


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
