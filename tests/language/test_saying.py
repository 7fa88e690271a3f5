"""Where a verb of saying beside a quotation says that somebody speaks."""

import pytest

from fabula.language.saying import speaker_places


def places(text):
    """The places of a text whose words are parted by spaces and whose quotations stand in “ and ”, as their words."""
    words = text.split()
    starts, ends = ([i for i, w in enumerate(words) if w == mark] for mark in "“”")
    quotations = [(a, b + 1) for a, b in zip(starts, ends, strict=True)]
    return {" ".join(words[k : e + 1]) for k, some in speaker_places(words, quotations).items() for e in some[-1:]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“ Row ! ” cried the old pilot . He rowed .", "the old pilot"),
        ("“ Row , ” put in Tom , “ or drown . ”", ""),
        ("“ Row ! ” cried out Tom , who was wet .", "Tom"),
        ("“ Row , ” the pilot said .", "the pilot"),
        ("“ Row , ” Tom suddenly said .", "Tom"),
        ("“ Row , ” the pilot went on .", "the pilot"),
        ("“ Row , ” - said the pilot", "the pilot"),
        ("“ Row . ” The boat went on .", ""),
        ("“ Row . ” The boat was old , and said so .", ""),
        ("“ Crack ! ” went the mast .", ""),
        ("“ Well , ” went on the pilot .", "the pilot"),
        ("“ Row ! ” said a low voice .", ""),
        ("“ Row , ” said “ Red ” Tom .", ""),
        ("“ Row , ” said", ""),
        ("“ Row ”", ""),
        ("“ Row , ” said , of all people , Tom .", ""),
    ],
)
def test_places_of_speakers(text, expected):
    assert places(text) == ({expected} if expected else set())
