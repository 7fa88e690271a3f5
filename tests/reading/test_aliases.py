"""Two names of one person, told by who answers to them."""

import pytest

from fabula.language.people import cluster_names
from fabula.reading.speech.aliases import compatible

ROOM = """Mrs. Dane was shelling peas on the step. Mrs. Dane never hurried.

"Aunt Polly, is there tea?" asked Nell.

"There is," said Mrs. Dane.

"Aunt Polly, may I go down to the boats?" asked Nell.

"You may not," said Mrs. Dane.

Mrs. Dane went on shelling, and Nell sat down beside the bowl.

"Aunt Polly, who is that at the gate?" asked Nell.

"Nobody you need mind," said Mrs. Dane.

"Aunt Polly, he has no shoes," said Nell.

"Then he will have cold feet," said Mrs. Dane. Mrs. Dane did not look up.

"Shall I ask him in, Aunt Polly?" asked Nell.

"Ask him," said Mrs. Dane.
"""


def test_who_answers_to_a_name_bears_it(scene):
    story = scene(ROOM)
    assert story.entity_at("Aunt Polly") == story.entity_at("Mrs. Dane")
    assert story.entity_at("Nell") != story.entity_at("Mrs. Dane")
    assert {a.name for a in story.character("Mrs. Dane").names} >= {"Mrs. Dane", "Aunt Polly"}


@pytest.mark.parametrize(
    "more",
    [
        '"Aunt Polly says no," said Mrs. Dane.\n\n"I say so too," said Aunt Polly.',
        "Aunt Polly laughed at Mrs. Dane.",
    ],
)
def test_two_who_are_plainly_two_stay_two(scene, more):
    story = scene(f"{ROOM}\n{more}\n")
    assert story.entity_at("Aunt Polly") != story.entity_at("Mrs. Dane")


def test_who_calls_a_name_is_not_counted_among_those_who_answer_to_it(scene):
    other = '"Aunt Polly, come and see," said Ben.\n\n"I am coming," said Nell.\n'
    story = scene(f"{ROOM}\n{other * 9}\n")
    assert story.entity_at("Aunt Polly") == story.entity_at("Mrs. Dane")


def bearers(*names):
    """The index of names that come five times each, and the people of the first two."""
    index = cluster_names([tuple(name.split()) for name in names for _ in range(5)])
    return index, *(index.people[tuple(name.split())][0] for name in names[:2])


def test_a_mr_of_two_brothers_is_left_to_the_context():
    brothers = "Mr. Hugh Orr", "Mr. John Orr"
    assert not compatible(*bearers("Aunt Polly", "Mr. Orr"))
    assert not compatible(*bearers("Mr. Orr", "Hugh Orr", *brothers))
    assert compatible(*bearers("Mr. Orr", "Uncle Hugh"))
