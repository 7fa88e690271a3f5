"""Descriptions in reporting clauses that mean somebody with a name who is by."""

import pytest

CALL = """Mr. Orrin came in without his hat, and Mrs. Tully got up from the piano. Mr. Orrin had christened her.

“You have walked,” said Mrs. Tully. “In this heat!”

“I have run, most of it,” said the clergyman.

“And for what?” said Mrs. Tully. “You have not come to hear me play.”

“The bell is down,” said Mr. Orrin.
"""

PORCH = """Hester had been gathering pears. Hester put the basket down on the step, and Lionel took one.

“They are not ripe,” said Hester.

“They are to me,” said Lionel.

“You will be ill,” his hostess told him.

“I am never ill,” said Lionel.

Hester took the basket indoors.
"""

SCHOOL = """Ned had the slate on his knees, and Miss Farr stood at the window. Ned had not written a word.

“Well?” said Miss Farr.

“I am thinking,” said the boy.

“Of what?” said Miss Farr.

“Of Saturday,” said Ned.
"""


@pytest.mark.parametrize(
    ("text", "said", "who"),
    [(CALL, "I have run", "Mr. Orrin"), (PORCH, "You will be ill", "Hester"), (SCHOOL, "I am thinking", "Ned")],
)
def test_a_description_means_who_would_be_missing(scene, text, said, who):
    assert scene(text).speaker(said) == who


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("the clergyman", "the housemaid"),
        ("the clergyman", "a clergyman"),
        ("the clergyman", "the old woman"),
        ("Mr. Orrin came in", "The clergyman let Mr. Orrin in"),
        ("the clergyman.", "the clergyman to Mr. Orrin."),
    ],
    ids=["of a house", "somebody new", "of the other gender", "told apart", "spoken to"],
)
def test_but_nobody_who_cannot_be_meant(scene, old, new):
    s = scene(CALL.replace(old, new))
    assert s.speaker("I have run") not in ("Mr. Orrin", "Mrs. Tully")


WALL = """Tom threw a stone into the pond. Tom threw another. The old man sat on the wall with his pipe.

“What is that for?” said the old man.

“For luck.”

“You will want more than one,” said the old man.

“I have a bagful.”
"""


def test_who_has_nobody_else_to_talk_to_is_not_taken_away(scene):
    s = scene(WALL)
    assert s.speaker("What is that") == s.speaker("You will want") != "Tom"
    assert s.speaker("For luck") == s.speaker("I have a bagful") == "Tom"


def test_a_line_that_stands_alone_says_nothing_of_whose_turn_it_is(scene):
    text = """Hugo Lenz stood beside her at the rail with his hat in his hand, and Wilma would not look at Hugo.

“We are gathered,” said the minister, and then the bell drowned him.

Wilma laughed. Hugo laughed with her, and the whole church with Hugo.
"""
    assert scene(text).speaker("We are gathered") not in ("Hugo", "Hugo Lenz")


def test_a_mother_is_no_miss(scene):
    text = """Miss Anna Crewe and Miss Julia Crewe were at the window with their mother when the coach came by.

“It is the Hollises,” said Julia.

“It is only the post,” said her mother.

“It is the Hollises,” said Julia. “Anna, look!”

Anna looked. Anna had good eyes. “It is the post,” said Anna.
"""
    assert scene(text).speaker("It is only the post") not in ("Anna Crewe", "Julia Crewe", "Anna", "Julia")
