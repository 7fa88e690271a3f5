"""First persons: who "I" is."""

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
