"""First persons: who "I" is."""

import pytest

FERRY = """I kept the ferry that year. I was nineteen, and my father had left me the boat, my debts and little else.

“Perrin!” called Mrs. Dawe from the bank. “Perrin, come over!”

I pulled across to her. “You are early,” I said.

“I am late, Perrin,” said Mrs. Dawe. “You are slow, that is all.”

I took her basket and I gave her my hand. She sat down in the stern, and I began to row.

“Perrin,” she said, “you have your father's arms.”

I did not answer. I had my own arms, I thought, and I had no use for his."""


def test_the_narrator_is_found_and_has_the_name_that_others_use(scene):
    s = scene(FERRY)
    narrator = [c for c in s.story.characters if c.narrator]
    assert [c.name for c in narrator] == ["Perrin"]
    assert narrator[0].pronouns[0].name == "I"


def test_every_i_of_the_narration_is_the_narrators(scene):
    s = scene(FERRY)
    narrator = next(c.entity for c in s.story.characters if c.narrator)
    assert s.entity_at("I", "I pulled") == narrator
    assert s.entity_at("my", "and my father") == narrator
    assert s.utterance("You are early").speaker == narrator


def test_i_and_you_in_speech_are_speaker_and_addressee(scene):
    s = scene(FERRY)
    assert s.speaker("I am late") == "Mrs. Dawe"
    assert s.name(s.entity_at("I", "I am late")) == "Mrs. Dawe"
    assert s.name(s.entity_at("You", "You are slow")) == "Perrin"


@pytest.mark.parametrize(
    ("after", "name"),
    [
        ("“I don’t mouth them,” I said.", "Tess"),
        ("“She mouths them,” I said. Tess laughed, and so did I, and I was sorry at once.", "I"),
        ("“I don’t mouth them,” said Priya.", "I"),
    ],
)
def test_one_call_between_two_of_the_narrators_turns_is_enough(scene, after, name):
    s = scene(
        "I was never meant to go on, and I said so. I had a cold, and my shoes hurt me.\n\n“You’re on in six,” said "
        "Hob.\n\n“I can’t,” I said. “Hob, I can’t.”\n\n“You know the lines, Tess. Everybody knows it. You mouth them,” "
        "said Hob.\n\n" + after
    )
    assert next(c.name for c in s.story.characters if c.narrator) == name


def test_i_in_speech_alone_makes_no_narrator(scene):
    s = scene("""“I am cold,” said Thomas. “I am tired, and I am hungry, and my feet hurt me.”

“I am as cold as you,” said Mary, “but I do not say so, and I keep my gloves on.”

Thomas looked at his hands, and then he looked at the road.""")
    assert not any(c.narrator for c in s.story.characters)


def test_a_narrator_whom_nobody_names_is_still_one(scene):
    s = scene(
        "I went down to the sea. I sat on my coat, and I thought of my brother. I was not sorry. I threw him a stone."
    )
    narrator = [c for c in s.story.characters if c.narrator]
    assert len(narrator) == 1
    assert not narrator[0].names
    assert narrator[0].mentions >= 6


def test_a_narrator_without_a_name_is_shown_as_i(scene):
    s = scene(
        "My coat was wet. I went down to the sea. I sat on my coat. I was not sorry. I threw my stones at the sea."
    )
    assert [c.name for c in s.story.characters if c.narrator] == ["I"]


def test_nobody_calls_himself_you(scene):
    s = scene("Old Maddox looked at us.\n\n“I built it,” said Maddox. “And now you tell me that I must go.”")
    assert s.name(s.entity_at("me")) == "Maddox"
    assert s.name(s.entity_at("you")) != "Maddox"


def test_whoever_is_spoken_to_is_the_one_called_sir(scene):
    s = scene(
        "Adela met Hugh at the gate, and Hugh took off his hat.\n\n“You are late, sir,” said Adela.\n\n"
        "“I am wet besides,” said Hugh. “Be kind, my dear.”\n\n“I am never kind before tea,” said Adela.\n"
    )
    assert s.name(s.entity_at("sir")) == "Hugh"
    assert s.name(s.entity_at("my dear")) == "Adela"


def test_i_in_messages_and_in_thoughts_makes_no_narrator(scene):
    read = scene(
        "Priya got on the bus. The window was cracked.\n\nMo: where are you\nMo: I made dal. I'm scared\nPriya: I am "
        "fine\nPriya: i know I said I would ring\n\nShe put the phone away and looked out at the rain, which had not "
        "stopped since noon, and at the people under it with their bags and their hats."
    )
    assert not any(c.narrator for c in read.story.characters)


STAIRS = """You let yourself in with the spare key, and you stand in the hall with your shoes in your hand.

“Is that you, Petra?” Mrs. Lund calls down the stairs.

“Only me,” you say. You put your bag down. Mr. Lund comes out of the kitchen in his slippers, and he looks at you.

“You are wet through, Petra,” he says.

“I walked,” you tell him.

You hang up your coat. You have known him since you were six, and you have never once seen him smile.
"""


def test_whoever_the_story_is_told_of_as_you_is_one_person(scene):
    s = scene(STAIRS)
    teller = [c for c in s.story.characters if c.narrator]
    assert [c.name for c in teller] == ["Petra"]
    assert teller[0].pronouns[0].name == "you"
    assert s.speaker("Only me") == s.speaker("I walked") == "Petra"
    assert s.entity_at("he", "he looks at you") != teller[0].entity


def test_whoever_is_you_without_a_name_is_shown_as_you(scene):
    s = scene("You lock your door. You turn your key twice. You know that you will not sleep, and that you will wait.")
    assert [c.name for c in s.story.characters if c.narrator] == ["you"]


def test_a_narrator_who_speaks_to_the_reader_tells_of_nobody_as_you(scene):
    told = (
        "Tobias kept the toll-house on the hill. You never saw him without his hat, and if you paid him in coppers "
        "you heard of it. He counted them twice, and he counted them aloud, and the carters stood in the rain and "
        "listened. His wife kept the bees behind the house, in nine white hives. She never wore a veil, and she sang "
        "them in a language that nobody else in the valley knew. When the bees swarmed, Tobias took his hat off at "
        "last, and he went and stood bareheaded among the hives until they had settled. You would have taken him for a "
        "boy. Your own mother would have wept to see it."
    )
    assert not any(c.narrator for c in scene(told).story.characters)


def test_whom_an_i_speaks_to_throughout_is_not_the_narrator(scene):
    s = scene(
        "I loved you before you knew my name. I saw you on your bicycle, and I thought that you would fall. You did "
        "fall. I picked you up, and you swore at me, and I kept your glove. I have your glove still."
    )
    assert s.entity_at("you", "I loved you") != next(c.entity for c in s.story.characters if c.narrator)


def test_neopronouns_are_nobodys_name(scene):
    s = scene(
        "Ash sat down without asking. Xe took a chip from the plate, and xe pointed it at Nora.\n\n"
        "“You are late,” said Ash.\n\nXe grinned at Nora, and Nora grinned back at xem."
    )
    assert {c.name for c in s.story.characters} == {"Ash", "Nora"}
    assert s.name(s.entity_at("xe", "xe pointed")) == "Ash"


def test_a_name_like_a_neopronoun_is_a_name(scene):
    s = scene("“Come in,” said Ze. Old Ze had lit the lamp. Nora sat down beside Ze.\n\n“I am cold,” said Nora.")
    assert s.speaker("Come in") == "Ze"


def test_a_letter_in_a_story_told_as_you_has_its_own_you(scene):
    s = scene(
        STAIRS + "\nThe letter is on the mat. You turn it over, and you open it with your thumb.\n\nDear Oskar,\n\n"
        "You owe me for the coal, and you know it. I have waited since May.\n\nYours,\nHedda Falk\n\n"
        "You put it back, and you wipe your hands on your coat. You go upstairs.\n"
    )
    petra = next(c.entity for c in s.story.characters if c.narrator)
    assert s.name(s.entity_at("You", "You owe me")) == "Oskar"
    assert s.name(s.entity_at("I", "I have waited")) == "Hedda Falk"
    assert s.entity_at("You", "You put it back") == petra
