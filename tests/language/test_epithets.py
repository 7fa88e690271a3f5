"""Unnamed people told apart by their marks."""

import pytest

import fabula
from fabula.errors import MissingModel
from fabula.language.model import load_model


@pytest.fixture(scope="module")
def entities():
    try:
        load_model()
    except MissingModel as problem:
        pytest.skip(str(problem))

    def of(text: str, *wordings: str) -> list[int]:
        story = fabula.read(text + "\n")
        found = {story.text[m.start : m.end].lower(): m.entity for m in reversed(story.mentions)}
        return [found[w] for w in wordings]

    return of


def test_two_marks_one_after_the_other_are_two_people(entities):
    tall, scarred = entities(
        "The tall soldier kept the fire. The scarred soldier kept the watch. “Who goes?” said the tall soldier. "
        "“Nobody,” said the scarred soldier.",
        "the tall soldier",
        "the scarred soldier",
    )
    assert tall != scarred


def test_one_mark_is_one_person_whatever_the_noun(entities):
    soldier, man, other = entities(
        "The tall soldier kept the fire. The scarred soldier kept the watch. “Who goes?” said the tall soldier. "
        "“Nobody,” said the scarred soldier. The tall man laughed. The scarred man did not.",
        "the tall soldier",
        "the tall man",
        "the scarred man",
    )
    assert soldier == man != other
