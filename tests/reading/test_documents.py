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


def test_who_it_is_from_is_said_aloud(scene):
    s = scene(
        "The letter was on the mat when Isolde came down.\n\n“What is it?” said Kit, from the stove.\n\n“It’s from "
        "Perpetua,” said Isolde. “It’s from the quay, by the stamp.”\n\nShe slit it and read aloud. “‘Dearest Wren, by "
        "the time you have this I’ll have gone out past the bar. Do not let them sell the boat.’”"
    )
    (letter,) = s.story.documents
    assert names(s.story, [letter.writer]) == ["Perpetua"]
    assert names(s.story, letter.addressees) == ["Wren"], "and nobody is called Dearest"


@pytest.mark.parametrize(("again", "documents"), [("Dear Wren", 1), ("Dear Kit", 2)])
def test_who_reads_a_salutation_again_begins_the_same_letter_again(scene, again, documents):
    s = scene(
        "Isolde opened the letter and read. “‘Dear Wren,’” she began, and her voice went. She had to start again.\n\n"
        f"“‘{again},’” she read. “‘By the time you have this I’ll have gone out past the bar. Do not sell the boat.’”"
    )
    assert len(s.story.documents) == documents


def test_a_note_quoted_in_pieces_is_one(scene):
    story = scene(
        "Tom found a note under the door. “Meet me at the mill,” it said. And lower down: “Burn this.” It was signed "
        "“Rosa”. He burned the note."
    ).story
    (note,) = story.documents
    assert note.kind == "note"
    assert names(story, [note.writer]) == ["Rosa"]


def test_messages_that_look_typed_need_no_word_for_them(scene):
    story = scene(
        "Priya got on the bus after all, and the window was cracked.\n\nMo: where are you\nMo: your mum is in my "
        "KITCHEN\nPriya: tell her i'm fine\n\nPriya looked at that for two stops."
    ).story
    assert [(d.kind, *names(story, [d.writer])) for d in story.documents] == [("message", "Mo"), ("message", "Priya")]


def test_lines_of_a_play_are_no_messages(scene):
    story = scene(
        "Priya and Mo read their parts aloud by the fire.\n\nMo: Where have you been, my love?\nPriya: I have been to "
        "the sea, and it was cold.\n\nThey laughed."
    ).story
    assert story.documents == ()


@pytest.mark.parametrize("called", ["Dear both", "Dear All", "Dear Everyone", "My dear Friends"])
def test_a_salutation_to_several_names_nobody(scene, called):
    story = scene(
        f"Ann opened the letter, and Tom looked on.\n\n{called},\n\nI am well, and the boat is sold.\n\nYour loving "
        "aunt,\nLavinia\n\nTom laughed."
    ).story
    assert {c.name for c in story.characters} == {"Ann", "Tom", "Lavinia"}


def test_a_letter_whose_salutation_is_read_out_in_speech(scene):
    before = "The letter had been three weeks in the post, and it had got wet. Mr. Orr laid it on the blotter. "
    between = "Tom said that he was ready. Ann sat down in the window with her gloves on and said nothing at all. " * 2
    story = scene(
        before + between + "“Then I shall begin,” said Mr. Orr. “'Dear both,' she says. 'I have left Ann the house, "
        "because she will look after it.'”\n\n“Go on,” said Tom."
    ).story
    assert [d.kind for d in story.documents] == ["letter"]
    asked = scene(
        before + between + "“Then I shall begin,” said Mr. Orr. “'Dear both,' she says. 'I left Ann the house.'”\n\n"
        "“How is it signed?” said Ann.\n\n“'Your loving aunt, Lavinia Moss.' Two lines under it.”\n\n“Go on,” said "
        "Tom.\n\nMr. Orr went on. “'There is one thing more, and I have put it off for thirty years.'”"
    ).story
    (letter,) = asked.documents
    assert names(asked, [letter.writer]) == ["Lavinia Moss"]
    assert "thirty years" in asked.text[letter.fragments[-1].start : letter.fragments[-1].end]
    told = scene(
        "Ann and Tom sat by the fire. “'Dear Tom,' she says to me, 'I have left you the house,' and she laughed,” said "
        "Tom."
    ).story
    assert told.documents == ()


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
            "[To Tom Hale.]\n\nNETHER HALL, MAY 4.\n\nMY DEAR SIR,\n\n“The roof is on, and the mill is yours.\n\n“Your "
            "most obedient\n\n“humble servant,\n\n“HARRIET MOSS.”\n\nTom put it down. Harriet Moss blushed.",
            "[To Tom Hale.]|To Tom Hale",
            "HARRIET MOSS",
            "Harriet Moss",
        ),
        (
            "Tom came up from the nets and found a note under the oar. “Bring the saw: the door has swollen. "
            "Harriet.” Those were its exact words. Harriet was asleep.",
            "Bring the saw",
            "Harriet.",
            "Harriet",
        ),
        (
            "Tom slit the envelope and read as follows.\n\n“Salt Row,”\n\n“February.”\n\n“Dearest Tom,”\n\n“The "
            "goats have eaten the almanac. Mr. Pym thinks that it is Tuesday.”\n\n“I remain,”\n\n“Your tired and "
            "hungry cousin,”\n\n“Harriet.”\n\nTom looked for a pencil. Harriet had no other almanac.",
            "Salt Row",
            "Harriet",
            "Harriet",
        ),
        (
            "The post came with the coal.\n\n“Salt Row,”\n\n“Sunday.”\n\n“Dearest, dearest Tom,--You shall hear it "
            "from nobody but me: the nanny has two kids--black ones, with a white sock to each.”\n\nTom looked at his "
            "aunt.",
            "Salt Row",
            "to each",
            None,
        ),
        (
            "Before dinner the baker's boy ran over with her answer:\n\n“DEAR MR. HALE,”\n\n“The ladder is not mine "
            "to lend. Piers has painted it, and it is wet.”\n\n“HARRIET MOSS.”\n\nTom’s cat sneezed.",
            "DEAR MR. HALE",
            "HARRIET MOSS",
            "Harriet Moss",
        ),
        (
            "Harriet wrote from the light.\n\n“Dear Tom” [wrote Harriet],\n\n“The gale has had the washing, and my "
            "best stockings are on their way to France.”\n\n“We ate the last egg, and fell out about the "
            "mustard.”\n\n“Oh, Tom, never lodge with a man who owns a barometer!”\n\n“Yours "
            "faithfully,”\n\n“Harriet”\n\nThe gale blew itself out, and Tom rowed over.",
            "Dear Tom",
            "Harriet",
            "Harriet",
        ),
        (
            "Two letters lay by the teapot. The one that Tom opened was a page of the harbour and its doings, what the "
            "herring had fetched, whose roof had leaked, and how much the new chandler asked for twine; but below "
            "that a line was ruled across the sheet, and under the line, in pencil, with a thumb's mark on it, the "
            "letter began again. It ran to this effect:\n\n     “Ten o'clock, dear Tom, and here is more of it; "
            "nobody is hurt, so drink your tea.”\n\n     “It is the goats that I must tell you of. They went at "
            "six.”\n\nTom reached for the other letter.",
            "Ten o'clock",
            "at six",
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
        "The carrier rang, and while crates of “Sea Salt” and “Lamp Oil” were rolled in, Tom said that it will do.",
        "“You sold—” she beat out the words with a spoon; she threw the spoon at him: “you sold the only goat we had!”",
        "The papers are in the drawer. It need hardly be added that “the lady of the goats” is well.",
        "Tom opened his aunt's book, and on a greasy page found advice as follows: “Salt your boots in May.”",
        "Ann caught the words “a goat” and “Sunday,” and nothing else; Tom was coughing.",
        "Tom cut his aunt off with, “The ferry goes at four. Have you a penny about you?”",
        "“She spells it with a k,” said Ann, after she had read the letter through. “But she means it kindly.”",
        "The kettle sang, and she was crying out, while her son read the note, “Now, Davy, what do they want? Is it "
        "the rent? Out with it, do; out with it, you slow boy.”",
        "She had seen the note come, and she was crying out, while her son read,\n\n“Davy, is it the bank? Or the "
        "chapel? Tell me, or I shall drop the pan.”\n\n“It is from Ann,” said Davy.",
        "Bill and Will Orr came up. “It rains,” said Will. “It pours,” Bill said. Will said: “Shut the door.”",
        "“Do it today,” he said, pushing a stool out with his foot: “write to the mill and to the chandler, and tell "
        "them that the goat is dead.”",
    ],
)
def test_what_is_said_is_no_letter(scene, text):
    assert scene(text).story.documents == ()


@pytest.mark.parametrize(
    "told",
    [
        "“To Piers Holt, from the Gull,” was engraved upon the lid.",
        "“To Piers Holt, from the Gull” was neatly carved there, and the date.",
        "Upon the lid were the words “To Piers Holt, from the Gull.”",
    ],
)
def test_what_is_engraved_nobody_says(scene, told):
    s = scene(f"Mara turned the box over in her hands. {told}\n\n“Well, Piers,” said Mara, “what do you make of it?”")
    assert [d.kind for d in s.story.documents] == ["inscription"]
    assert s.utterance("from the Gull").speaker is None
    assert s.speaker("what do you make") == "Mara"


def test_what_was_said_is_not_engraved(scene):
    s = scene("“I cut it myself,” was all that Mara said. “It was engraved for you, Piers.”")
    assert s.story.documents == ()


def test_chapters_that_are_letters_by_their_headings(scene):
    heads = [
        "ANN LOWE TO MR. HALE Nether Hall, March 3.", "MR. HALE TO ANN LOWE", "ANN LOWE TO MR. HALE",
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


def test_whoever_writes_as_me_is_the_narrator(scene):
    s = scene(
        "I was in bed when my phone lit up. I knew who it was, and I held it over my face.\n\nnoor: are you up\n\n"
        "me: i am now\n\nnoor: come over\n\nI put my shoes on. I went across the hall to Noor, and I knocked.\n"
    )
    teller = next(c for c in s.story.characters if c.narrator)
    mine = [d for d in s.story.documents if "i am now" in s.story.text[d.fragments[0].start : d.fragments[0].end]]
    assert [d.writer for d in mine] == [teller.entity]
    assert "me" not in {c.name for c in s.story.characters}
    assert "Noor" in {c.name for c in s.story.characters}
