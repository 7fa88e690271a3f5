"""Who alone acts in the narration before a line that a pronoun reports."""

import pytest

from fabula.reading import open_page
from fabula.reading.speech import find_turns
from fabula.source import from_text

KILN = """Martha and Lucy had been at the kiln since noon with Simon. Martha raked the ash. Lucy counted the pots.

“Forty,” said Lucy.

“There were fifty,” said Martha.

“Well, there are forty now,” said Lucy.

“And who broke them?” said Simon.

“Not I,” said Martha.

Lucy set the last pot down on the bench, between the two jugs.

“Somebody has been in here,” she said.
"""
ACT = "Lucy set the last pot down on the bench, between the two jugs"


@pytest.fixture(scope="module")
def acts():
    """A function from a text to whom the last line is given by what was done before it: names, with how surely."""

    def whose(text):
        page, turns, _ = find_turns(open_page(from_text(text)))
        m, words = page.mentions, page.words.text
        name = {int(e): words[k] for e, k in zip(page.clusters.entity, m.start, strict=True) if words[k].istitle()}
        return {name[e]: sure for e, sure in turns[-1].beat.items()}

    return whose


@pytest.mark.parametrize(
    "act",
    [
        ACT,
        "Lucy set the last pot down, and Simon picked it up again",
        "The last pot was cold. Lucy set it down on the bench, and she wiped her hands",
    ],
    ids=["alone", "beside a man", "and goes on as a pronoun"],
)
def test_who_acts_alone_is_who_she_said_means(acts, act):
    assert acts(KILN.replace(ACT, act)) == {"Lucy": 0.9}


@pytest.mark.parametrize(
    "act",
    [
        "Lucy took the last pot from Martha and put it on the bench",
        "Simon set the last pot down on the bench",
        "The bench was as bare as when Lucy had swept it",
        "The pots on the bench were for Lucy",
        "Lucy set the last pot down on the bench. “So,” said Simon",
    ],
    ids=["one of two", "a man", "in another clause", "not who acts", "somebody speaks there"],
)
def test_but_not_one_of_two_nor_who_does_not_act(acts, act):
    assert acts(KILN.replace(ACT, act)) == {}


def test_nor_does_it_tell_who_goes_on(acts):
    assert acts(KILN.replace("she said", "she went on")) == {}
    assert acts(KILN.replace("she said", "she resumed")) == {}


@pytest.mark.parametrize("before", ["", "Martha wiped her hands.\n\n", "“Hush,” said Martha.\n\n"])
def test_who_acts_in_the_lines_own_paragraph_comes_first(acts, before):
    assert acts(KILN.replace(ACT + ".\n\n", f"{before}{ACT}. ")) == {"Lucy": 0.9}
