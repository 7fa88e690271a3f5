"""How people talk, as evidence of who speaks."""

import pytest

from fabula.reading import open_page
from fabula.reading.speech import find_turns
from fabula.source import from_text

TAM = (
    "Aye, the tide bides for nae man, lass, and nor do I",
    "I dinna ken what ye want wi' the auld boat, but she's no for sale",
    "Ye ken fine I wouldna lie tae ye aboot the weather",
    "Och, it's a braw wee harbour, but the wind's aye in the north",
)
VERA = (
    "One must admit, my dear, that the harbour is perfectly charming in the evening",
    "I should be most grateful if somebody would explain the arrangement to me",
    "It is perfectly absurd, my dear, to suppose that one would swim",
    "I should have thought that the committee had been consulted upon the matter",
)


NAMES = ("Tam", "Vera")


@pytest.fixture(scope="module")
def turns():
    known = [
        f"“{said},” said {name}."
        for pair in zip(TAM, VERA, strict=True)
        for said, name in zip(pair, NAMES, strict=True)
    ]
    bare = ["“I dinna ken aboot that, lass.”", "The lamp went round.", "“It is perfectly charming, my dear.”"]
    page, turns, _ = find_turns(open_page(from_text("\n\n".join([*known * 6, *bare]))))
    return page, turns


def test_words_speak_for_whoever_talks_so(turns):
    page, (*_, first, second) = turns
    entity = page.clusters.entity
    names = {page.words.text[page.mentions.start[i]]: int(entity[i]) for i in range(len(entity))}
    tam, vera = names["Tam"], names["Vera"]
    assert first.idiolect[tam] > first.idiolect[vera] + 0.5
    assert second.idiolect[vera] > second.idiolect[tam] + 0.5


def test_what_is_reported_by_name_asks_for_no_such_evidence(turns):
    assert not any(turn.idiolect for turn in turns[1][:-2])
