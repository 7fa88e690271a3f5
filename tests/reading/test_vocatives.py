"""Names called out inside speech, and names that are only spoken of."""

import pytest

from fabula.reading import open_page
from fabula.reading.speech.vocatives import vocatives
from fabula.source import from_text

SCENE = "Sir Harry Vane, Lady Ida, Edda Holt and Tom Reed stood on the quay with Mrs. Holt.\n\n"


def called(speech):
    page = open_page(from_text(f"{SCENE}{speech}"))
    found = [i for p in range(len(page.pieces)) for i in vocatives(page, p)]
    return [" ".join(page.words.text[page.mentions.start[i] : page.mentions.end[i]]) for i in found]


@pytest.mark.parametrize(
    ("speech", "expected"),
    [
        ("“Sir Harry!” she exclaimed.", ["Sir Harry"]),
        ("“Can you remember, Duchess?” he asked.", ["Duchess"]),
        ("“Edda, come here,” said Tom.", ["Edda"]),
        ("“Oh, Edda,” said Tom, “come here.”", ["Edda"]),
        ("“Edda,” said Tom, “is that my oar?”", ["Edda"]),
        ("“Edda,” said Tom, “row harder.”", ["Edda"]),
        ("“Row harder, my dear fellow, and sing.”", ["my dear fellow"]),
        ("“Tell Lady Ida, Tom, that I am late.”", ["Tom"]),
        ("“I am grateful to you, Mrs. Holt, for the boat.”", ["Mrs. Holt"]),
        ("“You, Edda, will row.”", ["Edda"]),
        ("“Gentlemen, to the oars!”", ["Gentlemen"]),
    ],
)
def test_who_is_called(speech, expected):
    assert called(speech) == expected


@pytest.mark.parametrize(
    "speech",
    [
        "“My God!” cried Tom.",
        "“Edda,” said Tom, very slowly, “told you that I was drowned?”",
        "“Edda,” said Tom, “is in the boat.”",
        "“Good Lord, what a sea!” cried Tom.",
        "“Poor Edda!” said Tom.",
        "“What kind neighbours, you see,” said Tom.",
        "“The Holts,” said Tom.",
        "“I saw Edda, Tom, and Mrs. Holt,” said Ida.",
        "“My brother, Tom, has a boat,” said Ida.",
        "“Edda rows,” said Tom.",
        "“What a man!” said Ida.",
    ],
)
def test_who_is_only_spoken_of(speech):
    assert called(speech) == []
