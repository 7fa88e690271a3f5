"""What the text gives for and against each person as the speaker of a turn."""

from dataclasses import replace

import numpy as np
import pytest

from fabula.reading import open_page
from fabula.reading.page import PERSON, PROP
from fabula.reading.speech import find_turns
from fabula.reading.speech.evidence import FEATURES, called_in, evidence, meant, taking
from fabula.reading.speech.turns import NOBODY
from fabula.source import from_text

STORY = """Mrs. Tessaly Vane ran the dye works, and she ran them well. Her vats were never cold. She had a foreman,
Corin Hale, and he kept his own counsel. He had his father's hands and his father's temper.

“The blue is thin,” said Corin.

“Then feed it,” said Tessaly.

“We have no woad.”

She wiped her hands and looked at the sky.

“There is woad at Ferrow,” she said.
"""


@pytest.fixture(scope="module")
def told():
    """What evidence gives Tessaly and Corin: by kind, (turns, 2)."""
    page, turns, _ = find_turns(open_page(from_text(STORY)))
    m = page.mentions
    named = {page.words.text[m.end[i] - 1]: int(page.clusters.entity[i]) for i in np.flatnonzero(
        (m.kind == PROP) & (m.type == PERSON))}  # fmt: skip
    found = evidence(page, turns, [named["Tessaly"], named["Corin"], NOBODY])
    return {name: found[:, :2, k] for k, name in enumerate(FEATURES)}


def test_a_gender_that_little_doubts_fits_or_misfits_surely(told):
    assert told["surely fits"][-1].tolist() == [1, 0]
    assert told["surely misfits"][-1].tolist() == [0, 1]
    assert not told["surely misfits"][:-1].any()


def test_who_was_in_the_narration_last_is_told_of_all_and_of_the_gender(told):
    assert told["last"][-1].tolist() == [1, 0]
    assert told["latest"][-1].tolist() == told["alone"][-1].tolist() == [1, 0]
    assert told["gap"][-1, 0] < told["gap"][-1, 1]


def test_reported_turns_before_are_in_step_or_out_of_it(told):
    assert told["in step"][2].tolist() == [0, 0.5]
    assert told["out of step"][2].tolist() == [1, 0]
    assert not told["in step"][0].any()


@pytest.mark.parametrize(
    ("others", "expected"), [({1: 0.3}, {0: 0.7, 1: 0.3}), ({1: 0.9, 2: 0.3}, {0: 0.0, 1: 0.75, 2: 0.25})]
)
def test_whom_a_pronoun_means_that_is_taken_for_somebody_new_adds_up_to_one(others, expected):
    page = open_page(from_text(STORY))
    clusters = replace(page.clusters, entity=np.zeros_like(page.clusters.entity), others={3: others})
    assert meant(replace(page, clusters=clusters), 3) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("clause", "telling"),
    [
        ("she replied", "answering"),
        ("Corin retorted", "answering"),
        ("she whispered back", "answering"),
        ("she said", "reported"),
        ("he asked", "reported"),
        ("Corin said, and came back", "reported"),
    ],
)
def test_a_clause_that_answers_is_somebody_elses_turn(clause, telling):
    page, turns, _ = find_turns(open_page(from_text(f"{STORY}\n“There was,” {clause}.\n")))
    assert taking(page, turns[-2], turns[-1])[0] == telling


def test_sir_calls_nobody_in_particular():
    text = STORY + "\n“It is thin, sir. Feed it, Corin,” she said.\n"
    page, turns, _ = find_turns(open_page(from_text(text)))
    last = turns[-1]
    sir = [i for i in last.called if page.words.text[page.mentions.start[i]] == "sir"]
    corin = {int(page.clusters.entity[i]) for i in last.called if i not in sir}
    assert sir
    assert called_in(page, last, of_rank=False) == corin
    assert called_in(page, last) == corin | {int(page.clusters.entity[i]) for i in sir}


def test_whom_the_narration_has_not_named_for_very_long_is_away():
    between = "Corin fed the vats and raked the fires, and the smoke of the works stood over the town. " * 62
    page, turns, _ = find_turns(
        open_page(from_text(f"Tessaly Vane drove off to Ferrow.\n\n{between}\n\n“The blue is thin,” he said to Ida.\n"))
    )
    m = page.mentions
    named = {page.words.text[m.end[i] - 1]: int(page.clusters.entity[i]) for i in np.flatnonzero(
        (m.kind == PROP) & (m.type == PERSON))}  # fmt: skip
    found = evidence(page, turns, [named["Vane"], named["Corin"], NOBODY])
    assert found[-1, :, FEATURES.index("away")].tolist() == [1.0, 0.0, 0.0]


def test_nobody_is_away_where_a_text_begins(told):
    assert not told["away"].any()
