"""The cast."""

from types import SimpleNamespace

import numpy as np

from fabula.reading.characters import proper_forms
from fabula.reading.page import PERSON, PROP

HOUSE = """Mr. Holt came down to breakfast at nine. He had not slept, and he said so.

“I have not slept,” said Mr. Holt.

“Then you should go to bed,” said Mary Holt. She was his sister, and she poured his tea without asking him.

Mary watched him drink it. Thomas, who was ten, watched them both. “Is it the owl?” said Thomas.

“It is the owl,” said Mr. Holt.

Mary laughed at her brother. Mr. Holt put down his cup, and the old cook came in with the eggs."""


def test_the_cast_most_present_first(scene):
    story = scene(HOUSE).story
    assert {"Mr. Holt", "Thomas"} < {c.name for c in story.characters}
    importance = [c.importance for c in story.characters]
    assert importance == sorted(importance, reverse=True)
    assert importance[0] == 1.0
    assert scene(HOUSE).character("Mr. Holt").importance > scene(HOUSE).character("Thomas").importance


def test_forms_of_a_name_are_one_character(scene):
    found = scene(HOUSE).character("Mary Holt")
    assert {a.name for a in found.names} == {"Mary", "Mary Holt"}
    assert scene(HOUSE).character("Mr. Holt").entity != found.entity


def test_counts(scene):
    s = scene(HOUSE)
    for c in s.story.characters:
        assert c.mentions == sum(m.entity == c.entity for m in s.story.mentions)
        said = [u for u in s.story.utterances if u.speaker == c.entity and u.kind == "speech"]
        assert c.utterances == len(said)
        assert c.words == sum(len(s.story.said(u).split()) for u in said)
        assert c.name == s.story.entity(c.entity).name
    assert s.character("Mr. Holt").utterances == 2
    assert s.character("Mr. Holt").words == 8


def test_pronouns_are_those_the_text_uses(scene):
    s = scene(HOUSE)
    assert s.character("Mr. Holt").pronouns[0].name == "he"
    assert s.character("Mary").pronouns[0].name == "she"


def test_mentions_are_in_order_and_refer_to_entities(scene):
    story = scene(HOUSE).story
    assert [e.id for e in story.entities] == list(range(len(story.entities)))
    spans = [(m.start, -m.end) for m in story.mentions]
    assert spans == sorted(spans)
    for m in story.mentions:
        assert 0 <= m.entity < len(story.entities)
        assert 0 <= m.confidence <= 1
        assert story.text[m.start : m.end].strip() == story.text[m.start : m.end]


def test_a_name_is_shown_without_its_possessive_or_its_emphasis(scene):
    s = scene("Mary's hat blew off. _Mary_ ran. Mary's shoes were wet. Nobody laughed at Mary.")
    assert {a.name for a in s.character("Mary").names} == {"Mary"}


def test_whoever_speaks_is_in_the_cast(scene):
    s = scene(
        "“Where is the key?” said Hesper to Oswin.\n\n“Ask Tamar,” said Oswin.\n\nOswin took his hat. Hesper wept."
    )
    speakers = {u.speaker for u in s.story.utterances}
    assert speakers <= {c.entity for c in s.story.characters}
    assert {"Hesper", "Oswin"} <= {c.name for c in s.story.characters}


def test_nobody_is_nobody(scene):
    s = scene("“Who is there?” said Thomas.\n\nNobody answered. “Nobody,” said Mary. Nobody laughed, and nobody spoke.")
    assert "nobody" not in {c.name.lower() for c in s.story.characters}


def test_a_name_that_several_bear_is_the_first_ones_who_has_another(scene):
    story = scene(
        "She was given a lad to hold the ladder, and his name was Orr. Nobody had told her that he was blind. Hugh Orr "
        "yawned. Hugh Orr did not hold it. Long after dinner John Orr came in, and John Orr had brought a rope."
    )
    assert story.entity_at("Orr", "name was") == story.entity_at("Hugh Orr")


def test_words_that_look_like_no_name_and_are_met_once_are_none():
    words = "Mais elle came , and wren , and wren , and Wren Vane".split()
    spans = [(0, 2), (5, 6), (8, 9), (11, 13)]
    text = " ".join(words)
    starts = np.cumsum([0, *(len(w) + 1 for w in words[:-1])])
    page = SimpleNamespace(
        text=text,
        words=SimpleNamespace(text=words, start=starts, end=starts + [len(w) for w in words]),
        mentions=SimpleNamespace(
            kind=np.full(4, PROP),
            type=np.full(4, PERSON),
            start=np.array([a for a, _ in spans]),
            end=np.array([b for _, b in spans]),
        ),
        clusters=SimpleNamespace(entity=np.array([0, 1, 1, 1])),
    )
    assert proper_forms(page) == {1: {"wren": 2, "Wren Vane": 1}}


SHOP = """Mr. Bell kept the shop in Cutler’s Row, and his son Harry kept out of it. The name of Bell was over the door.

“You will stand behind that counter,” said Mr. Bell, “as my father did.”

“I shall do nothing of the kind, Father,” said Harry. Mr. Bell took off his spectacles and looked at Harry Bell.

“What will you do, then?” said Mr. Bell.

“I shall go on the stage,” said Harry.

“The Bell family,” said Mr. Bell, “has never been on any stage. No Bell has.” Harry took his hat.
"""


def test_a_family_name_is_no_alias_of_one_of_several_who_bear_it(scene):
    father, son = scene(SHOP).character("Mr. Bell"), scene(SHOP).character("Harry Bell")
    assert {a.name for a in father.names} == {"Mr. Bell"}
    assert {a.name for a in son.names} == {"Harry", "Harry Bell"}


def test_a_family_name_that_the_narration_uses_of_one_is_his(scene):
    found = scene(f"{SHOP}\nBell put up the shutters himself. Bell had never been inside a theatre.\n")
    assert "Bell" in {a.name for a in found.character("Mr. Bell").names} | {
        a.name for a in found.character("Harry Bell").names
    }


def test_somebody_without_a_name_is_shown_as_the_narration_has_him(scene):
    found = scene(
        "The coroner had a cold. He looked at the benches.\n\n“You found him?” asked the coroner.\n\n“I did, sir,” "
        "said Mrs. Wray. “The clock had struck, sir.”\n\n“Which clock?” asked the coroner.\n\n“The stable clock, sir,” "
        "said Mrs. Wray. “It is fast, sir.”"
    )
    assert found.speaker("Which clock") == "the coroner"


def test_an_officer_who_is_called_sir_has_her_pronouns(scene):
    found = scene(
        "The captain came down the ladder with her sleeves rolled and blood on one of them.\n\n“How much is left?” "
        "said the captain.\n\n“Four casks, sir,” said Bray, “and one of them leaks.”\n\n“And the biscuit?”\n\n“Wet, "
        "sir,” said Bray.\n\nThe captain sat down on the lowest rung and wiped her hands. She did not look at anybody."
    )
    captain = next(c for c in found.story.characters if c.name == "the captain")
    assert {a.name for a in captain.pronouns} == {"she"}
    assert found.addressees("Four casks") == ["the captain"]


def test_nobody_asks_for_himself_by_name(scene):
    found = scene(
        "The captain came down the ladder with her sleeves rolled.\n\n“Where is Sorrel?” said the captain.\n\n“In the "
        "hold,” said Bray.\n\nThe captain sat down on the lowest rung and wiped her hands."
    )
    assert found.entity_at("Sorrel") != found.entity_at("The captain")


def test_a_long_description_is_shown_without_its_clause(scene):
    story = scene(
        "A man wandering about the wards of the old hospital stopped by the door. He sat down, and he wept. "
        "“Who is there?” said a very small old lady in a dressing-gown. “Only me,” said the man."
    ).story
    shown = {c.name for c in story.characters}
    assert not any("wandering" in name for name in shown)
    assert "a very small old lady in a dressing-gown" in shown


def test_nobody_is_god_the_title_of_a_name_or_a_pronoun(scene):
    story = scene(
        "“Good God, Nell!” said Mr. Orr. “God help us.”\n\n“Thank God,” said Nell. “And whom have I the honour of "
        "thanking, Mr.—?”\n\n“Orr,” he said. God only knew why he laughed."
    ).story
    assert {c.name for c in story.characters} == {"Nell", "Mr. Orr"}
    assert not any(a.name == "Mr." for c in story.characters for a in c.names)


def test_god_is_of_the_cast_where_he_speaks(scene):
    story = scene("“Where is the apple?” said God. God waited.\n\n“I ate it,” said Nell.").story
    assert {c.name for c in story.characters} == {"God", "Nell"}


def test_a_call_to_several_is_no_form_of_one(scene):
    story = scene("“Five minutes, ladies,” said Mr. Orr to Nell. Nell looked at Mr. Orr.\n\n“Yes,” said Nell.").story
    assert not any(f.name == "ladies" for c in story.characters for f in c.forms)
