"""Names of ships and houses, which are not people's."""

import pytest

PORT = """The *Halcyon* came in on the tide. Nobody on the quay had thought to see the *Halcyon* again, and Corry least
of all.

“She has been sold,” said Corry. “You can hear it at Tarrant's any night.”

Moss had not been to Tarrant's since the fire. He said so.

“Then go,” said Corry. *Moss*, she thought, *would believe nothing else.*
"""


@pytest.mark.parametrize(("name", "kind"), [("Halcyon", "VEH"), ("Tarrant", "FAC"), ("Moss", "PER"), ("Corry", "PER")])
def test_a_ship_in_italics_and_an_inn_are_no_people(scene, name, kind):
    story = scene(PORT).story
    named = {m.entity for m in story.mentions if story.text[m.start : m.end].endswith(name)}
    assert {story.entity(e).type for e in named} == {kind}


def test_whoever_has_an_inn_and_a_mouth_is_a_person(scene):
    story = scene(f"{PORT}\nTarrant himself came out to look at her. “Sold?” said Tarrant.\n")
    assert story.story.entity(story.entity_at("Tarrant")).type == "PER"


def test_a_friend_of_somebodys_makes_no_house_of_him(scene):
    story = scene("Moss was a friend of Tarrant's. So was Ida, who was no friend of Tarrant's dog, but that was later.")
    assert story.story.entity(story.entity_at("Tarrant")).type == "PER"
