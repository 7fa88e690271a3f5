"""Tales told inside speech, with people of their own who speak."""

import pytest

TALE = """Old Marrick put down his cup. Jenny drew her stool to the fire.

“You shall have it all,” said Marrick. “I was nineteen, and I kept the ferry at Sallow Bend.

“One night a man came down to the water with a box. ‘Will you take me over?’ said he.

“‘My boat leaks,’ said I.

“‘I can pay,’ said the man. ‘I am Tolliver, of the Mint. Call the captain.’

“I looked at the box. I asked, ‘What have I to do with it?’

“So I took him over, and Tolliver paid me.”

“And that is all?” asked Jenny.

“I know no more,” he said.
"""


@pytest.fixture
def tale(scene):
    return scene(TALE)


def test_the_tale_is_the_tellers(tale):
    assert {tale.speaker(x) for x in ("I was nineteen", "My boat leaks", "I can pay", "I know no more")} == {"Marrick"}
    assert tale.speaker("And that is all") == "Jenny"


def test_i_is_whoever_says_it_in_the_tale(tale):
    marrick, stranger = tale.entity_at("Old Marrick"), tale.entity_at("the man")
    assert tale.entity_at("I", after="“I was") == tale.entity_at("I", after="said I") == marrick
    assert tale.entity_at("My", after="‘My boat") == tale.entity_at("I", after="have I") == marrick
    assert tale.entity_at("me", after="‘Will you take") == tale.entity_at("I", after="‘I can") == stranger
    assert stranger != marrick


def test_who_names_himself_in_a_tale_is_not_the_teller(tale):
    assert tale.entity_at("Tolliver") == tale.entity_at("the man")
    assert tale.entity_at("Tolliver") != tale.entity_at("Old Marrick")
