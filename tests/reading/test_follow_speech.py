"""Who speaks tells whom pronouns mean."""

import pytest

from fabula.reading import follow_speech, open_page
from fabula.source import from_text

DOORSTEP = """Agnes opened the door of the mill and held up her lamp. Ruth stood on the step in the rain.

“Come in, Ruth,” said Agnes.

“I cannot stay. I have lost my shawl in the lane,” she said.

“You will catch your death.”

“I never catch anything,” she said, and she shook the rain from her hair.
"""


def entities(page, words):
    mentions = [" ".join(page.words.text[a:b]) for a, b in zip(page.mentions.start, page.mentions.end, strict=True)]
    return [int(e) for form, e in zip(mentions, page.clusters.entity, strict=True) if form == words]


def test_the_one_called_answers_and_is_she_and_i(scene):
    page = follow_speech(open_page(from_text(DOORSTEP)))
    ruth = entities(page, "Ruth")[0]
    assert entities(page, "I") == [ruth] * 3
    assert entities(page, "she") == [ruth] * 3
    assert entities(page, "You") == [ruth]
    assert entities(page, "her")[1] == ruth
    assert page.scored is None
    s = scene(DOORSTEP)
    assert [s.speaker(x) for x in ("I cannot", "You will", "I never")] == ["Ruth", "Agnes", "Ruth"]


@pytest.mark.usefixtures("scene")
def test_who_speaks_leaves_names_as_they_are():
    page = open_page(from_text(DOORSTEP))
    again = follow_speech(page)
    for name in ("Ruth", "Agnes"):
        assert entities(again, name) == entities(page, name)


PAIR = """Brock and Imre had the boat between them, and neither would row.

“It is your turn,” said Brock.

“It was my turn at the weir,” said the other.

Imre laid the oars down, and Brock folded his arms.

“We shall drift,” said Imre.

“Then we drift,” answered the other.
"""


def test_the_other_of_two_is_not_whom_the_narration_had_last(scene):
    s = scene(PAIR)
    assert s.speaker("It was my turn") == "Imre"
    assert s.speaker("Then we drift") == "Brock"
