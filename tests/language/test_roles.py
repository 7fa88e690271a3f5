"""What people are called by what they are."""

import pytest

from fabula.language.labels import noun_gender
from fabula.language.roles import as_title, called_as, is_definite, role_of, titles_of


@pytest.mark.parametrize(
    ("phrase", "role"),
    [("the pilot", "pilot"), ("an old pilot", "pilot"), ("the pilot of the port", "pilot"), ("the man", ""),
     ("her pilot", ""), ("Pilot", ""), ("the other", ""), ("the pilot 's sister", "sister"),
     ("the pilot 's man", "")],
)  # fmt: skip
def test_the_role_of_a_noun_phrase(phrase, role):
    assert role_of(phrase.split()) == role


def test_titles_say_what_somebody_is_unless_they_are_courtesies():
    assert titles_of(("Captain", "Roe")) == ("captain",)
    assert titles_of(("Mr.", "Roe")) == ()
    assert titles_of(("Roe",)) == ()


def test_a_role_is_compared_as_the_title_that_abbreviates_it_but_as_no_courtesy():
    assert as_title("doctor") == as_title("dr") == as_title(*titles_of(("Dr.", "Roe")))
    assert as_title("pilot") == "pilot"
    assert as_title("madame") != as_title("mrs")


def test_the_pilot_is_known_and_a_pilot_is_not():
    assert is_definite(("the", "pilot"))
    assert is_definite(("That", "pilot"))
    assert not is_definite(("a", "pilot"))


@pytest.mark.parametrize(
    ("noun", "gender"),
    [("boatman", "m"), ("boatwoman", "f"), ("flower-girl", "f"), ("son-in-law", "m"), ("pilot", ""), ("woman", "f")],
)
def test_the_gender_of_a_noun(noun, gender):
    assert noun_gender(noun) == gender


@pytest.mark.parametrize(
    ("phrase", "title"),
    [("doctor", "doctor"), ("my dear Captain", "captain"), ("the doctor", ""), ("sir", ""), ("mother", "")],
)
def test_the_title_that_somebody_is_called_by(phrase, title):
    assert called_as(phrase.split()) == title
