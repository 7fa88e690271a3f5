"""Stories that several people tell: whose the "I" under each heading is."""

import pytest

LANTERN = """{wren}

I had the lantern, so I went first. Callum was two steps behind me, and I could hear him counting under his breath.

“You are doing it again,” I said.

“I am not,” said Callum. “I am humming, Wren.”

I let him have that. My hands were cold, and I did not want to stop on the stair.

{callum}

I was counting, of course. I always count. Wren never looks back when she is frightened, and she did not look back now.

“Forty-one,” I said aloud, before I could help it.

“I knew it,” said Wren. “Callum, I knew it.”

I wished that I had my own lantern. I wished that she would slow down, and I told her so."""

HEADINGS = [
    ("Wren's POV", "Callum's POV"),
    ("**WREN'S P.O.V.**", "**CALLUM'S P.O.V.**"),
    ("POV: Wren", "POV: Callum"),
    ("Told by Wren", "Continued by Callum"),
    ("Wren's Diary", "Callum's Diary--continued"),
    ("Chapter 1\n\nWren", "Chapter 2\n\nCallum"),
]


@pytest.mark.parametrize(("wren", "callum"), HEADINGS, ids=[h[0] for h in HEADINGS])
def test_each_i_is_whoever_the_heading_names(scene, wren, callum):
    s = scene(LANTERN.format(wren=wren, callum=callum))
    assert {c.name for c in s.story.characters if c.narrator} == {"Wren", "Callum"}
    assert s.name(s.entity_at("I", "I had the lantern")) == "Wren"
    assert s.name(s.entity_at("I", "I was counting")) == "Callum"
    assert s.name(s.entity_at("him", "hear ")) == "Callum"
    assert s.name(s.entity_at("she", "looks back when ")) == "Wren"
    assert (s.speaker("You are doing it"), s.speaker("Forty-one")) == ("Wren", "Callum")
    assert (s.speaker("I am not"), s.speaker("I knew it")) == ("Callum", "Wren")


def test_one_heading_names_who_tells_it_all(scene):
    s = scene(
        """The Statement of Odile Marsh, Harbour Pilot

I saw the ship at six. I had my glass with me, and I knew her by her sails.

“There is nobody at the wheel,” said the boy.

“I can see that,” I said, and I took the oars from him. I was not afraid yet."""
    )
    assert [c.name for c in s.story.characters if c.narrator] == ["Odile Marsh"]
    assert s.speaker("I can see that") == "Odile Marsh"


TRAPS = {
    "chapters named for those told of": """Chapter 1

Ottilie

I met Ottilie at the well. Ottilie had a bucket and a temper, and I liked both. I carried the bucket, and Ottilie sang.

Chapter 2

Benno

I met Benno in the rain. Benno sold me an umbrella, and I paid him twice. I never saw Benno's brother.""",
    "chapters named for those told of, by another part of the name": """Chapter 1

Mr. Otto Benn

I met Benn at the well. Benn had a bucket and a temper, and I liked both. I carried the bucket, and Benn sang.

Chapter 2

Miss Ottilie Lund

I met Miss Lund in the rain. Miss Lund sold me an umbrella, and I paid her twice. I never saw Miss Lund again.""",
    "a story told to the teller": """Ottilie's Story

I sat down, and I let her talk. Ottilie had been to sea. Ottilie had lost a boot there, and I was shown the other. I
said that I was sorry for Ottilie, and I was.""",
    "a story told in talk": """Chapter 1

I found him at the pump. I had my notebook, and I sat down to hear him.

Chapter 2

The Strange Story of Otto Benn

I gave him a light. “I was nineteen,” said he. “I had a boat, and I had a brother. I sold the one and I lost the
other. I have looked for him since. I looked in Sallow, and I looked in Harwich, and I asked for him where I could. I
wrote. I did what I knew. I never heard, and I never hoped to. I went to sea, and I came back, and I am as I was.”

I wrote it down. I did not know what to say.""",
    "a place and a journey": """From Harwich to Sallow

I took the coach. I had my bag, and I had my doubts. I slept as far as Sallow, and my bag went on without me.""",
    "a signature": """I wrote to my aunt. I told her all I knew, and I signed it as I always do.

Ottilie

I put it in my coat. I meant to post it, and I did not. I have it still.""",
}


@pytest.mark.parametrize("text", TRAPS.values(), ids=TRAPS)
def test_headings_that_name_no_teller(scene, text):
    s = scene(text)
    (teller,) = (c for c in s.story.characters if c.narrator)
    assert not teller.names


def test_a_diary_within_a_story_ends_with_its_chapter(scene):
    s = scene(
        """Chapter 1

I found the book in my uncle's desk. I knew the hand at once, and I took it to my window.

Chapter 2

Hanne Orr's Diary

I am to be married. I have told nobody but my sister, and I have told her twice. I hope that I am right.

Chapter 3

I shut the book. I did not know what I should do with my hands, and I asked Hanne Orr's sister to sit down with me."""
    )
    assert s.name(s.entity_at("I", "I am to be")) == "Hanne Orr"
    teller = s.entity_at("I", "I found the book")
    assert s.entity_at("I", "I shut the book") == teller
    assert s.name(teller) != "Hanne Orr"


def test_a_story_told_of_others_has_no_teller_whatever_its_headings(scene):
    s = scene(
        """Wren's POV

Wren had the lantern, so she went first. “I can hear you counting,” she said.

Callum's POV

He was counting, of course. “I am humming,” said Callum."""
    )
    assert not any(c.narrator for c in s.story.characters)


def test_letters_of_two_make_two_tellers(scene):
    s = scene(
        """LETTER I

HANNE ORR TO THE REV. MR. PELL

Dear Sir, I have come to Sallow, and I am tired of it already. I wish that you had come. “Mr. Pell would know what to
say,” I told my aunt, and she did not laugh.

LETTER II

THE REV. MR. PELL TO HANNE ORR

My dear Hanne, I am sorry for your aunt. I have read your letter twice, and I shall read it again."""
    )
    assert s.speaker("would know what to") in ("Hanne", "HANNE ORR")
    assert s.name(s.entity_at("I", "I have read")) == "Mr. Pell"


def test_a_title_names_a_teller_and_the_first_one_comes_back(scene):
    s = scene(
        """Chapter 1

I was at the pump when Dr. Mabb came down. He had his bag, and I did not like the look of it.

“Piers,” said Dr. Mabb, “where is your mother?”

“I have not seen her,” I said. “Not since supper.”

“Then get your coat, Piers,” said he.

Chapter 2

Narrative continued by the Doctor: The Barn

I found her in the barn. I had my lamp, and I held it low, and Piers did not see what I saw.

“Stay there, Piers,” I said.

Chapter 3

Narrative resumed by Piers Holt

I stayed. I counted the slates, and when I had counted them I knew."""
    )
    piers, doctor = s.entity_at("I", "I was at"), s.entity_at("I", "I found her")
    assert s.name(doctor) == "Dr. Mabb"
    assert s.entity_at("I", "I stayed") == piers
    assert s.name(piers) in ("Piers", "Piers Holt")
    assert s.utterance("Stay there").speaker == doctor


def test_a_teller_is_shown_as_the_text_has_the_name_and_not_as_headings_shout_it(scene):
    s = scene(
        """JUNO

I was on the counter. Dex hates it when I sit on the counter, and I know it.

“That is not a chair, Juno,” said Dex.

***

DEX

I have known since the night the boiler went. “Juno,” I said, and I put the kettle on."""
    )
    assert {c.name for c in s.story.characters} == {"Juno", "Dex"}
