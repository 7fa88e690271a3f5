"""Content notes: what is noted, how it stands, who does it to whom; and what is no note."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fabula
from fabula.errors import EmptyStory, MissingModel
from fabula.language.model import load_model
from fabula.reading.content.ages import age_at
from fabula.reading.content.lexicon import categories, compile_lexicon, inflections, lexicon
from fabula.story import Scene


@pytest.fixture(scope="session")
def notes(scene):
    """A function from a text and a category to the standings of its notes."""

    def of(text: str, category: str) -> list[str]:
        return [n.standing for n in scene(text).story.content if n.category == category]

    return of


def test_every_category_is_defined_and_has_cues():
    assert len(categories()) == 22
    cued = {c.category for cues in lexicon().words.values() for c in cues}
    cued |= {c.category for found in lexicon().phrases.values() for _, c in found if c is not None}
    assert cued == set(categories())
    for category in categories().values():
        assert category.definition.endswith(".")
        assert category.tags


def test_cues_name_classes_or_words_that_exist_and_categories_that_exist():
    every = [c for cues in lexicon().words.values() for c in cues]
    every += [c for found in lexicon().phrases.values() for _, c in found if c is not None]
    for cue in every:
        assert cue.severity in ("mentioned", "depicted", "graphic")
        assert 0 < cue.sure <= 1
        assert (cue.object | cue.subject) <= {*lexicon().classes, "person", "thing"}
        assert cue.also is None or cue.also in categories()


def test_inflections():
    irregular = {"slay": frozenset({"slew", "slain"})}
    assert {"stab", "stabs", "stabbed", "stabbing"} <= inflections("stab", irregular)
    assert {"slay", "slew", "slain", "slaying"} <= inflections("slay", irregular)
    assert {"bury", "buried", "buries", "burying"} <= inflections("bury", irregular)
    assert "wolves" in inflections("wolf", irregular)
    assert inflections("of", irregular) == {"of"}


def test_a_data_file_of_ones_own():
    made = compile_lexicon(
        {
            "inflections": {},
            "classes": {"tool": "hammer"},
            "idioms": ["break the ice"],
            "category": [
                {
                    "name": "breakage",
                    "definition": "Something breaks.",
                    "tags": [],
                    "cue": [{"verbs": "shatter", "object": "tool"}, {"words": "oernxf", "rot13": True}],
                }
            ],
        }
    )
    assert {"shatters", "shattered", "breaks"} <= made.words.keys()
    assert made.words["shatters"][0].object == {"tool"}
    assert made.phrases["breaking"][0][1] is None
    with pytest.raises(KeyError):
        compile_lexicon({"classes": {}, "idioms": [], "category": []})


@pytest.mark.parametrize(
    ("text", "category", "standing"),
    [
        ("Walter struck Edward across the mouth.", "violence", "shown"),
        ("Walter did not strike Edward.", "violence", "denied"),
        ("Walter had struck Edward the year before.", "violence", "remembered"),
        ("Walter wanted to strike Edward.", "violence", "imagined"),
        ("If Walter strikes Edward, we shall leave.", "violence", "imagined"),
        ("Walter threatened to strike Edward.", "violence", "threatened"),
        ("Walter tried to strangle Edward.", "violence", "shown"),
        ("Walter refused to strike Edward.", "violence", "denied"),
        ("“Walter struck me,” said Edward.", "violence", "told"),
        ("“I will strangle you,” said Walter to Edward.", "violence", "threatened"),
        ("“Did Walter strike you?” asked Edward.", "violence", "imagined"),
        ("Walter said he would strangle Edward.", "violence", "threatened"),
        ("“Touch the rope, and I shoot you,” said Walter to Edward.", "violence", "threatened"),
        ("It was not the murder that troubled Walter.", "violence", "told"),
        ("Edward did not know that Walter had shot the guard.", "violence", "remembered"),
        ("“Why did Walter strike you?” asked Edward.", "violence", "told"),
        ("Edward flinched as though Walter had struck him.", "violence", "figurative"),
        ("“I could strangle you,” said Walter, grinning at Edward.", "violence", "figurative"),
        ("The suspense was killing her.", "violence", None),
        ("Walter could not stop weeping at his brother's grave.", "grief", "shown"),
        ("In the painting a tall man stabbed Edward with a sword.", "violence", "imagined"),
        ("In the third act Walter stabbed Edward with a wooden knife.", "violence", "imagined"),
        ("She was an actress, whose part it was to stab Edward.", "violence", "imagined"),
        ("The girls enacted the murder of a king.", "violence", "imagined"),
        ("Walter stabbed Edward behind the theatre, and they caught him in the act.", "violence", "shown"),
        ("After the war Walter sold the house.", "war", "told"),
        ("The war went on, and Walter drilled the boys.", "war", "shown"),
        ("Walter wore his dead mother's ring.", "character death", "remembered"),
        ("Walter knelt by his brother. He was dead.", "character death", "shown"),
        ("“I shall die before the spring,” said Walter to Edward.", "character death", "imagined"),
        ("“You will die for this,” said Walter to Edward.", "character death", "threatened"),
    ],
)  # fmt: skip
def test_how_a_passage_stands(notes, text: str, category: str, standing: str | None):
    assert set(notes(text, category)) - ({"figurative"} if standing is None else set()) == (
        set() if standing is None else {standing}
    )


@pytest.mark.parametrize(
    "text",
    [
        "Kill the lights and beat the eggs.",
        "He shot her a glance, and she was struck by the likeness.",
        "The wind died down. She was dead tired and dead certain.",
        "“I'm starving,” said Bo, addicted to chocolate.",
        "He bit his lip and slapped his own forehead.",
        "The hit song played in the drug store.",
        "It was a war of words, and waiting was torture.",
        "He hung his head and kicked himself.",
        "Her answer struck him as cold, and it struck her that he minded.",
        "Young Perrin was struck, all through the visit, with her good sense.",
        "“The tickets be hanged!” said Jory. “I'll be hanged if I pay.”",
        "They had hung lanterns over the stalls, and the boys hung them higher.",
        "When he had drunk all his broth Jory went to bed with a book about eels.",
        "“Late as ever,” cried his aunt, and she kissed my hand.",
        "The pain passed away, and I buried my hopes with it.",
        "She stopped dead. The letter aroused his jealousy, and the sparks shot up past the chimney.",
        "“I'd rather die than sing,” said Una. “The walk nearly killed me.”",
        "A fever of work had him; she was ill with terror at the bill, and grieved to be late.",
        "It was a battle of tempers, the council of war lasted till tea, and a calm invaded her.",
        "Una was wounded by the remark, and his silence hurt her.",
        "“The brides were ravishing,” said Jory, and groped for a better word.",
        "A striking woman slapped the ledger down upon the table. She was striking, and never kind.",
        "They argued the question of sex till supper was cold. Moths besieged the lamp.",
        "Wasps besieged the jam, and Una was besieged by reporters.",
        "The nurse took Una to bed with a headache. Jory took the old man to bed at nine.",
        "There was a striking contrast between Una and her aunt.",
        "“I am sorry if I said anything to hurt you,” said Una.",
        "Jory was more tortured than she knew. Her heart burned within her.",
        "They pitied a guest who broke his leg on the stairs.",
        "Una knelt by the colt. Its hoof was warm and its muzzle was soft.",
        "“You always think ill of folk,” said Una to the sick nurse.",
    ],
)
def test_other_senses_and_figures_are_no_notes(scene, text: str):
    assert [n for n in scene(text).story.content if n.standing != "figurative"] == []


def test_the_words_that_figures_are_made_of_still_count(notes):
    assert notes("He groped her in the crowd, and she slapped his face.", "non-consent") == ["shown"]
    assert notes("The army besieged the town for a month.", "war") == ["shown"]
    assert notes("They tortured Una in the cellar, and he broke her arm.", "torture") == ["shown"]
    assert notes("The boys stoned Una as she ran, and Walter was stoned again.", "substance use") == ["shown"]
    assert notes("Walter broke Edward's arm with a poker.", "violence") == ["shown"]
    assert notes("The mob killed Una in the square.", "character death") == ["shown"]
    assert notes("He took her to bed that night, and they slept late.", "sexual content") == ["shown"]
    assert notes("The mare went lame; there was blood on her hoof.", "animal harm") == ["shown"]


def test_who_does_it_to_whom(scene):
    s = scene("Mr. Walter strangled Mrs. Teale in the orchard. Then Tom Reed was stabbed by Mr. Walter.")
    found = [(s.name(n.agent), s.name(n.patient)) for n in s.story.content if n.category == "violence"]
    assert found == [("Mr. Walter", "Mrs. Teale"), ("Mr. Walter", "Tom Reed")]


def test_whoever_is_told_of_it_is_not_him(scene):
    read = scene("“I hear that we have lost the dog,” said Walter.\n\n“Somebody killed him,” said Una to Walter.")
    assert {n.patient for n in read.story.content} == {None}


def test_an_attempt_is_no_death(scene):
    found = {n.category for n in scene("“He tried to kill himself last year,” said Bea.").story.content}
    assert found == {"suicide"}


def test_violence_to_an_animal_to_a_child_and_between_partners(scene):
    assert {n.category for n in scene("The groom whipped the horse.").story.content} == {"animal harm"}
    assert "minors at risk" in {n.category for n in scene("The master flogged the child.").story.content}
    assert "abusive relationship" in {n.category for n in scene("Her husband hit her again.").story.content}
    assert "abusive relationship" not in {n.category for n in scene("The grocer hit her again.").story.content}


def test_an_animal_with_a_name_is_an_animal(scene):
    s = scene("Bramble, the old spaniel, wagged his tail. The carter kicked Bramble, and Bramble yelped.")
    assert {n.category for n in s.story.content} == {"animal harm"}


def test_nobody_does_it_to_himself_without_the_word_for_it(scene):
    for n in scene("Walter came home. Edward laughed, and he struck him on the jaw.").story.content:
        assert n.agent is None or n.agent != n.patient


def test_a_severed_limb_makes_violence_graphic(scene):
    s = scene("Walter stabbed Edward and kicked his severed hand into the ditch.")
    assert {n.severity for n in s.story.content if n.category == "violence"} >= {"graphic"}


def test_one_note_for_one_pair_and_evidence_in_order(scene):
    s = scene("Walter punched Edward. Edward fell. Walter kicked Edward and punched Edward again.")
    made = [n for n in s.story.content if n.category == "violence"]
    assert len(made) == 1
    said = [s.text[e.start : e.end] for e in made[0].evidence]
    assert [w.split()[0] for w in said] == ["punched", "kicked", "punched"]
    assert 0 < made[0].confidence <= 1


def test_shown_in_a_remembered_scene_is_remembered(scene):
    from fabula import source
    from fabula.reading import open_page
    from fabula.reading.content import find_content
    from fabula.reading.speech import find_utterances

    scene("Anna waited.")  # skips the test where there is no model
    page = open_page(source.from_text("Walter punched Edward. Edward fell.\n"))
    whole = Scene(0, len(page.text), None, None, (), (), None, "remembered", 0.8)
    assert {n.standing for n in find_content(page, find_utterances(page), [whole])} == {"remembered"}
    assert {n.standing for n in find_content(page, find_utterances(page), [])} == {"shown"}


@pytest.mark.parametrize(
    ("words", "age"),
    [
        ("she was fifteen .", 15),
        ("a boy aged 7 .", 7),
        ("he was seven years old", 7),
        ("a twelve-year-old girl", 12),
        ("it was fifteen miles", None),
        ("fifteen came", None),
        ("at five o'clock", None),
    ],
)
def test_ages(words: str, age: int | None):
    text = tuple(words.split())
    assert next((a for k in range(len(text)) if (a := age_at(text, k)) is not None), None) == age


_WORDS = st.sampled_from(
    """kill killed blood war no not “ ” . , ? ! himself the her his Edward dog child died dead as if though could would
    will not had sex drunk take own life lost baby cut wrists torture it to ~ 15 was fifteen years old — \n\n""".split(
        " "
    )
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(_WORDS, max_size=40).map(" ".join) | st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_no_text_breaks_it_and_evidence_lies_in_the_text(text: str):
    try:
        load_model()
        story = fabula.read_manuscript(fabula.source.from_text(text))
    except (EmptyStory, MissingModel):
        return
    assert not [w for w in story.warnings if "'content'" in w]
    for n in story.content:
        assert n.category in categories()
        assert n.evidence
        assert all(0 <= e.start < e.end <= len(story.text) for e in n.evidence)
        assert [e.start for e in n.evidence] == sorted({e.start for e in n.evidence})
        assert all(e is None or 0 <= e < len(story.entities) for e in (n.agent, n.patient))


@pytest.mark.parametrize(
    "text",
    [
        "The money went to the erection and upkeep of a ferry house at Skarrow.",
        "With sailors' blood on both sides, Nell never could stay at home.",
        "The lecture was on the viscera, and for patients of the clinic it was free.",
        "The old doctor believed in bleeding and cupping his patients for everything.",
        "Nothing holds the mind so captive as a door that somebody has left ajar.",
    ],
)
def test_medicine_building_and_descent_are_no_notes(scene, text: str):
    assert scene(text).story.content == ()


def test_the_same_words_of_the_body_still_are(notes):
    assert notes("There was blood on both his hands, and Tom was bleeding from the ear.", "gore") == ["shown", "shown"]
    assert notes("They held him captive in the mill.", "kidnapping") == ["shown"]


@pytest.mark.parametrize(
    ("text", "category", "standings"),
    [
        ("Tom drowned in the mill race on a Sunday.", "character death", ["shown"]),
        ("He was drowned off the Skerries with all his crew.", "character death", ["shown"]),
        ("Ann drowned a candle in the font.", "character death", []),
        ("They bombed the harbour on Friday, and the mill burned.", "war", ["shown"]),
        ("The school was bombed on Saturday.", "war", ["shown"]),
        ("Sol told the one about the vicar, which bombed, as it always did.", "war", []),
        ("The watchman burned to death in the mill.", "character death", ["shown"]),
        ("“Come and get it,” said Rob, “before it's burnt to death.”", "character death", []),
    ],
)
def test_what_is_undergone_and_by_whom_tells_a_verb_s_sense(notes, text, category, standings):
    assert notes(text, category) == standings


@pytest.mark.parametrize(
    ("text", "category", "standings"),
    [
        ("Teddy announced that his tongue had committed suicide.", "suicide", ["figurative"]),
        ("Her brother committed suicide last winter.", "suicide", ["shown"]),
        ("“I'm dead,” said Ted. “I'm so dead.”", "character death", ["figurative"]),
        ("“My father is dead,” said Ted.", "character death", ["told"]),
        ("“Four again,” said Ted. “Somebody shoot me.”", "violence", []),
    ],
)
def test_nobody_says_that_he_is_dead_and_no_tongue_takes_its_life(notes, text, category, standings):
    assert notes(text, category) == standings


@pytest.mark.parametrize(
    ("text", "category", "standings"),
    [
        ("“My sister's taken an overdose,” said Sam.", "suicide", ["told"]),
        ("Nora took an overdose by mistake.", "suicide", []),
        ("There was a razor blade on the edge of the tub, and his sleeves were pushed up.", "self-harm", ["shown"]),
        ("Joe put a razor blade in. His sleeves were pushed up, and there was lather on his chin.", "self-harm", []),
        ("There were old scars under the new cuts, as neat as a ladder.", "self-harm", ["shown"]),
        ("The old soldier had old scars on his chin, and new cuts from his last battle.", "self-harm", []),
        ("Kolya tied the boy to a chair.", "kidnapping", ["shown"]),
        ("Nell tied the boat to a post, and she tied her scarf to the chair.", "kidnapping", []),
    ],
)
def test_the_signs_of_harm_to_oneself_and_of_being_held(notes, text, category, standings):
    assert notes(text, category) == standings
