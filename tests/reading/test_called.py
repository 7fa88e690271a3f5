"""Names that somebody has only to his face."""

import pytest

FLAT = """Adela let herself into the flat at ten past six, soaked to the knees. Kit was lying on the rug with a pencil.

“You’re late, Sparrow,” said Kit, without looking up.

“The tram stopped at the bridge, and I walked,” said Adela. “Have you eaten anything, Minnow?”

“Toast. Twice.”

“That is not eating,” said Adela.

“Sparrow, it was very good toast.” Kit rolled over. She had ink on her chin.

“Up, Minnow,” said Adela. “We are going to have soup.”
"""


def test_a_pet_name_is_that_of_whoever_is_spoken_to(scene):
    story = scene(FLAT)
    assert {c.name for c in story.story.characters} == {"Adela", "Kit"}
    assert story.entity_at("Sparrow") == story.entity_at("Adela")
    assert story.entity_at("Minnow") == story.entity_at("Kit")
    assert scene(FLAT).addressees("it was very good toast") == ["Adela"]


@pytest.mark.parametrize(
    "more",
    [
        "“Ask Adela what she has done to Sparrow,” said Kit.",  # both are named at once
        "“I saw Sparrow on the bridge,” said Adela.",  # nobody speaks so of herself
        "Sparrow sat in the window and washed a wing.",
    ],
)
def test_a_name_that_is_plainly_somebody_elses_is_nobodys_pet_name(scene, more):
    story = scene(f"{FLAT}\n{more}\n")
    assert story.entity_at("Sparrow") != story.entity_at("Adela")


def test_a_given_name_called_out_once_completes_a_name(scene):
    story = scene(
        "Mrs. Lorne came out on the step with flour up to her elbows. Mr. Lorne looked over the hedge.\n\n“What has "
        "the goat had?” he said.\n\n“Your good shirt,” said Mrs. Lorne.\n\n“Not the blue one, Hester!” said Mr. Lorne."
        "\n\n“The blue one, George,” said Mrs. Lorne.\n\n“I thought that we were friends,” said Mr. Lorne to the goat."
    )
    assert story.entity_at("Hester") == story.entity_at("Mrs. Lorne")
    assert story.entity_at("George") == story.entity_at("Mr. Lorne")


def test_a_word_called_out_once_is_no_name_for_it(scene):
    story = scene(
        "Isolde put down the lamp. Maren was on her knees.\n\n“What have you lost?” said Isolde.\n\n“Thimble, I "
        "think,” said Maren.\n\n“You think?” said Isolde."
    )
    assert {a.name for c in story.story.characters if c.name == "Isolde" for a in c.names} == {"Isolde"}


QUARTERDECK = """The brig had been at anchor three days before anybody told the captain about the letter.

“You might have said,” Odile told her first mate. She did not raise her voice.

“Might have,” said Bram. “Did not think that you wanted it before breakfast, Cap.”

Odile held out a hand, and Bram gave her the letter. She broke the seal.

“‘Dearest Goose,’” she read aloud, “‘do not be angry. Do not send Bram after me; he will only sulk.’”

“I do not sulk,” said Bram. “Is it a good letter, Goose?”

“I was six,” said Odile. “And I will thank you to forget that name.”

“Aye, Goose,” said Bram, and went back to the wheel.

“Captain,” said Odile.
"""


def test_who_reads_a_name_aloud_may_be_called_by_it(scene):
    story = scene(QUARTERDECK)
    assert story.entity_at("Goose", "a good letter") == story.entity_at("Odile")
    assert story.entity_at("Dearest Goose") == story.entity_at("Odile")
    (letter,) = story.story.documents
    assert [story.story.entity(e).name for e in letter.addressees] == ["Odile"]


def test_a_bare_title_in_speech_is_whoever_has_it(scene):
    story = scene(QUARTERDECK)
    assert story.entity_at("Cap") == story.entity_at("Odile")
    assert {c.name for c in story.story.characters} >= {"Odile", "Bram"}
    assert not {"Cap", "Goose"} & {c.name for c in story.story.characters}
