"""Two names of one person, told by who answers to them, where they stand, and what the text says of them."""

import pytest

from fabula.language.people import cluster_names
from fabula.reading.speech.aliases import by_names, whole_families

ROOM = """Mrs. Dane was shelling peas on the step. Mrs. Dane never hurried.

"Aunt Peggy, is there tea?" asked Nell.

"There is," said Mrs. Dane.

"Aunt Peggy, may I go down to the boats?" asked Nell.

"You may not," said Mrs. Dane.

Mrs. Dane went on shelling, and Nell sat down beside the bowl.

"Aunt Peggy, who is that at the gate?" asked Nell.

"Nobody you need mind," said Mrs. Dane.

"Aunt Peggy, he has no shoes," said Nell.

"Then he will have cold feet," said Mrs. Dane. Mrs. Dane did not look up.

"Shall I ask him in, Aunt Peggy?" asked Nell.

"Ask him," said Mrs. Dane.
"""


def test_who_answers_to_a_name_bears_it(scene):
    story = scene(ROOM)
    assert story.entity_at("Aunt Peggy") == story.entity_at("Mrs. Dane")
    assert story.entity_at("Nell") != story.entity_at("Mrs. Dane")
    assert {a.name for a in story.character("Mrs. Dane").names} >= {"Mrs. Dane", "Aunt Peggy"}


@pytest.mark.parametrize(
    "more",
    [
        '"Aunt Peggy says no," said Mrs. Dane.\n\n"I say so too," said Aunt Peggy.',
        "Aunt Peggy laughed at Mrs. Dane.",
    ],
)
def test_two_who_are_plainly_two_stay_two(scene, more):
    story = scene(f"{ROOM}\n{more}\n")
    assert story.entity_at("Aunt Peggy") != story.entity_at("Mrs. Dane")


def test_who_calls_a_name_is_not_counted_among_those_who_answer_to_it(scene):
    other = '"Aunt Peggy, come and see," said Ben.\n\n"I am coming," said Nell.\n'
    story = scene(f"{ROOM}\n{other * 9}\n")
    assert story.entity_at("Aunt Peggy") == story.entity_at("Mrs. Dane")


WALK = """Dorcas Vine came early. She always did. Nobody was up yet.

Miss Pell was in the yard. She had a bucket in each hand, and one shoe.

"Good morning, Augusta," said Dorcas. "Is that for the pig?"

"It was," said Miss Pell, "and now it is for the step."

Miss Pell put one bucket down. The pig watched her do it.

"You might have called me, Augusta," said Dorcas.

"I might," said Miss Pell. She did not say that she had called twice.

They went in. Dorcas looked for the tea, which was where the sugar had been. Rain began.

"Augusta, there is a letter here," said Dorcas.

Miss Pell took it to the window, and read it standing.
"""


def test_a_given_name_that_is_called_and_a_family_name_that_answers(scene):
    story = scene(WALK)
    assert story.entity_at("Augusta", "called me") == story.entity_at("Miss Pell")
    assert story.entity_at("Dorcas", "said") != story.entity_at("Miss Pell")


@pytest.mark.parametrize(
    "said",
    [
        "The ladder broke under Mr. Tarrow, or, as the cook now called him, Jasper.",
        "Mr. Tarrow, or Jasper, as everybody called him by Easter, had taken the end house.",
        "Mr. Tarrow, whose name was Jasper, had taken the end house.",
        "Mr. Tarrow was Jasper, and Jasper had taken the end house.",
    ],
)
def test_the_text_says_whose_another_name_is(scene, said):
    story = scene(f"Mr. Tarrow came up the lane. Mr. Tarrow had a lamp.\n\n{said}\n\nJasper sang. She knew Jasper.")
    assert story.entity_at("Mr. Tarrow") == story.entity_at("Jasper sang"[:6], said[-9:])


@pytest.mark.parametrize(
    "said",
    [
        "The ladder broke under Mr. Tarrow, or under Jasper, who called late.",
        "Mr. Tarrow was not Jasper, and Jasper had taken the end house.",
        "Mr. Tarrow called Jasper, and Jasper came down.",
    ],
)
def test_two_names_in_a_sentence_are_two_people(scene, said):
    story = scene(f"Mr. Tarrow came up the lane. Mr. Tarrow had a lamp.\n\n{said}\n\nJasper sang. She knew Jasper.")
    assert story.entity_at("Mr. Tarrow") != story.entity_at("Jasper sang"[:6], said[-9:])


def bearers(*names):
    """The index of names that come five times each, and the people of the first two."""
    index = cluster_names([tuple(name.split()) for name in names for _ in range(5)])
    return index, *(index.people[tuple(name.split())][0] for name in names[:2])


@pytest.mark.parametrize(
    "names",
    [
        ("Aunt Peggy", "Mr. Orr"),
        ("Miss Ada Orr", "Miss Ida Orr"),
        ("Mr. Hugh Orr", "Hugh Bell"),
        ("Miss Orr", "Captain Hale"),
    ],
)
def test_names_that_one_person_cannot_bear(names):
    assert by_names(*bearers(*names)) == 0


def test_whole_families():
    index, sisters, _ = bearers("the Miss Orrs", "Ada", "Miss Orr", "Agnes")
    assert whole_families(index) == {sisters}


def test_names_that_complete_one_another_fit_best():
    completed = by_names(*bearers("Ada", "Mrs. Orr"))
    assert 0 < by_names(*bearers("Ada Hale", "Mrs. Orr")) < completed < 1
    assert by_names(*bearers("Gran", "Mrs. Orr")) > 0
    assert by_names(*bearers("Gran", "Ada")) > 0


STUDY = """Mrs. Tolliver counted the spoons. There were nine. Mr. Orr came in with the tenth.

"You take things, Kit," said Mrs. Tolliver. "You always did."

"I borrow them," said Mr. Orr.

"You borrow them, Kit, and then they are in the river," said Mrs. Tolliver.

"The river gives them back," said Mr. Orr.

"{ending}
"""


@pytest.mark.parametrize(
    ("ending", "is_one"),
    [
        ('Come and dry it, Kit," said Mrs. Tolliver.', True),
        ('Come and dry it, Kit," said Mrs. Tolliver. But Kit looked at Mr. Orr.', False),
        ('It is mine," said Kit.', False),
    ],
)
def test_what_is_told_outweighs_answers(scene, ending, is_one):
    story = scene(STUDY.format(ending=ending))
    assert (story.entity_at("Kit", "take things") == story.entity_at("Mr. Orr")) is is_one


STYLED = """The Honourable Percy Wray came down to Lowther for the shooting. Mr. Wray had brought two guns and no dog.
Edda found Percy in the hall.

“You are late, Percy,” said Edda.

“The train was,” said Percy.

"""

GROWN = """In March there was a funeral at Sallow. Edda had the news by telegraph, and told nobody for a day.

Lord Sallow came to Lowther in April. He had a black band on his sleeve.

“You look ill, Percy,” said Edda.

“I have not slept,” said Lord Sallow.

“Sit by me, Percy.”

“If I may,” said Lord Sallow. He sat down. The cook brought tea.

“Is it true, Percy, that they will sell the house?” said Edda.

“Quite true,” said Lord Sallow.

Lord Sallow drank his tea. It was cold.

“Then come to us, Percy,” said Edda.

“I will,” said Lord Sallow.
"""

FATHER_AND_SON = """Lord Sallow stood at the fire. Lord Sallow had never shot at Lowther, and did not mean to begin.

“Where is Percy?” said Lord Sallow.

The Honourable Percy Wray came in. Mr. Wray had mud on his boots.

“Here, sir,” said Percy.

“You are late, Percy,” said Lord Sallow. “Edda has gone.”

“Then I am,” said Mr. Wray.
"""


def test_a_peers_son_who_inherits_is_the_lord(scene):
    s = scene(STYLED * 2 + GROWN)
    assert s.entity_at("Lord Sallow") == s.entity_at("Percy", after="Edda found") == s.entity_at("Mr. Wray")


def test_a_peer_and_his_son_are_two(scene):
    s = scene(FATHER_AND_SON + STYLED + FATHER_AND_SON)
    assert s.entity_at("Lord Sallow") != s.entity_at("Percy", after="Edda found") == s.entity_at("Mr. Wray")
