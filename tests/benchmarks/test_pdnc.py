import pytest

from benchmarks import pdnc
from benchmarks.metrics import Count, Share
from benchmarks.pdnc import Person, match_characters, normal
from fabula.story import Span, Utterance

ZOE, BELL, DOG = 7, 8, 9


@pytest.fixture
def reader(story, character):
    """A reader that finds the two people, and what a test says was said: (kind, speaker, addressees, spans)."""
    people = (character(ZOE, {"Zoë": 5, "Zoë Marsh": 1}), character(BELL, {"Mr Bell": 2}), character(DOG, {"Rex": 1}))

    def make(*said, characters=people):
        def read(path):
            text = path.read_text(encoding="utf-8")
            utterances = tuple(
                Utterance(
                    tuple(Span(text.index(s), text.index(s) + len(s)) for s in spans),
                    kind,
                    speaker,
                    to,
                    None,
                    None,
                    "cue",
                    0.75,
                )
                for kind, speaker, to, *spans in said
            )
            return story(text, characters=characters, utterances=utterances)

        return read

    return make


def evaluate(folder, reader):
    [(name, scores, wrong)] = list(pdnc.evaluate([folder], reader))
    assert name == "TheGate"
    return scores, wrong


PERFECT = (
    ("speech", ZOE, (BELL,), "You are late,", "and wet."),
    ("speech", BELL, (ZOE,), "I know,"),
    ("thought", ZOE, (BELL,), "Sit down."),
    ("speech", None, (), "Who is there?"),
)


def test_a_perfect_reading(pdnc_folder, reader):
    scores, wrong = evaluate(pdnc_folder, reader(*PERFECT))
    assert wrong == []
    assert scores["quotations"].f1 == scores["quotations, loose"].f1 == 1.0
    assert scores["quotations"].gold == 5
    assert scores["speakers"] == Share(4, 4)
    assert scores["speakers Explicit"] == Share(2, 2)
    assert scores["speakers Implicit"] == Share(1, 1)
    assert scores["speakers Anaphoric"] == Share(0, 0)
    assert scores["speakers major or intermediate"] == Share(2, 2)
    assert scores["speakers named"] == Share(3, 3)
    assert scores["speakers _unknowable or _group"] == Share(1, 1)
    assert scores["addressees, any"] == scores["addressees, all"] == Share(3, 3)
    assert scores["speaker confidence"].values()["ece"] == pytest.approx(0.25)


def test_a_reading_of_nothing_is_all_wrong(pdnc_folder, reader):
    scores, wrong = evaluate(pdnc_folder, reader())
    assert scores["quotations"].recall == 0.0
    assert scores["speakers"] == Share(0, 4)
    assert scores["addressees, any"] == Share(0, 3)
    assert scores["speakers where one is given"] == Share(0, 0)
    assert {w.method for w in wrong} == {"missing"}
    assert (wrong[0].gold, wrong[0].quotation) == ("Miss Marsh", "You are late, / and wet.")


def test_no_speaker_wrong_speaker_and_unmatched_speaker_are_wrong(pdnc_folder, reader):
    said = (
        ("speech", None, (), "You are late,"),
        ("speech", ZOE, (), "I know,"),
        ("speech", DOG, (), "Sit down."),
        ("speech", DOG, (), "Who is there?"),
    )
    scores, wrong = evaluate(pdnc_folder, reader(*said))
    assert scores["speakers"] == Share(0, 4)
    assert scores["speakers where one is given"] == Share(0, 3)
    assert [w.predicted for w in wrong] == ["", "Zoë", "Rex", "Rex"]
    assert {w.method for w in wrong} == {"cue"}


def test_exact_spans_ignore_marks_and_offsets_are_characters_of_the_file(pdnc_folder, reader):
    """The file has letters of two bytes before the first quotation."""
    said = (("speech", ZOE, (), '"You are late,"', "and wet"), ("speech", BELL, (), 'I know," said'))
    scores, _ = evaluate(pdnc_folder, reader(*said))
    assert (scores["quotations"].right, scores["quotations"].predicted) == (2, 3)
    assert scores["quotations, loose"].right == 2


def test_only_quoted_speech_and_thought_are_quotations(pdnc_folder, reader):
    scores, _ = evaluate(pdnc_folder, reader(*PERFECT, ("other", None, (), "The Tides")))
    assert scores["quotations"].precision == 1.0
    scores, _ = evaluate(pdnc_folder, reader(*PERFECT, ("speech", None, (), "The Tides")))
    assert scores["quotations"].precision == pytest.approx(5 / 6)


def test_the_speaker_of_most_characters_is_taken(pdnc_folder, reader):
    said = (("speech", BELL, (), "You"), ("speech", ZOE, (), "are late,"), ("speech", BELL, (), "and"))
    scores, _ = evaluate(pdnc_folder, reader(*said))
    assert scores["speakers"] == Share(1, 4)


def test_addressees_any_and_all(pdnc_folder, reader):
    said = (
        ("speech", ZOE, (BELL, DOG), "You are late,"),
        ("speech", BELL, (ZOE,), "I know,"),
        ("speech", ZOE, (), "Sit down."),
    )
    scores, _ = evaluate(pdnc_folder, reader(*said))
    assert scores["addressees, any"] == Share(2, 3)
    assert scores["addressees, all"] == Share(1, 3)


def test_matching_never_looks_at_what_is_said(pdnc_folder, reader, character):
    """An unnamed narrator who speaks all of Zoë's words is still nobody, since no name says so."""
    narrator = character(ZOE, {}, narrator=True)
    scores, _ = evaluate(pdnc_folder, reader(*PERFECT, characters=(narrator, character(BELL, {"Bell": 3}))))
    assert scores["speakers"] == Share(2, 4)


def test_loose_matching_is_one_to_one():
    score = pdnc.loose([(0, 100)], [(0, 90), (5, 100), (200, 210)])
    assert (score.right, score.predicted, score.gold) == (1, 3, 1)
    assert pdnc.loose([(0, 100)], [(0, 79)]).right == 0
    assert pdnc.loose([(0, 100)], [(0, 80)]).right == 1
    assert pdnc.loose([], []).f1 == 0.0


def people(**forms):
    return [
        Person(name.replace("_", " "), frozenset({name.replace("_", " "), *a}), "major") for name, a in forms.items()
    ]


def test_names_are_compared_without_case_points_accents_and_article():
    assert normal("MR. Frédéric-Bell") == normal("Mister Frederic Bell") == "mr frederic bell"
    assert normal("The President") == normal("president")
    assert normal("Zoë'S Mother") == normal("Zoë’s mother")
    assert normal("...") == ""


def test_one_to_one_and_the_character_who_uses_a_name_most_wins(character):
    gold = people(Ada=[], Tom=[])
    matching = match_characters([character(1, {"Ada": 2}), character(2, {"Ada": 90, "Tom": 3})], gold)
    assert matching == {2: "Ada"}
    assert match_characters([character(1, {"Ada": 2}), character(2, {"Ada": 3, "Tom": 3})], gold) == {
        1: "Ada",
        2: "Tom",
    }


def test_one_to_one_gives_the_split_of_a_character_nobody(character):
    assert match_characters([character(1, {"Ada": 2}), character(2, {"Ada": 90})], people(Ada=[])) == {2: "Ada"}


def test_a_title_may_be_missing_where_one_character_fits(character):
    assert match_characters([character(1, {"Bell": 2})], people(**{"Mr._Bell": []})) == {1: "Mr. Bell"}
    assert match_characters([character(1, {"Mr. Bell": 2})], people(Bell=[])) == {1: "Bell"}
    assert match_characters([character(1, {"Bell": 2})], people(**{"Mr._Bell": [], "Mrs._Bell": []})) == {}
    assert match_characters([character(1, {"Mrs. Bell": 2})], people(**{"Mr._Bell": []})) == {}
    assert match_characters([character(1, {"Mrs. Bell": 2})], people(**{"Mr._Bell": ["Bell"]})) == {}


def test_an_exact_name_outweighs_a_bare_one(character):
    pair = [character(1, {"Bell": 10}), character(2, {"Mr. Bell": 10})]
    assert match_characters(pair, people(**{"Mr._Bell": []})) == {2: "Mr. Bell"}


def test_an_epithet_in_the_gold_list_is_weaker_than_a_name(character):
    gold = people(The_Barman=["Barman"])
    assert match_characters([character(1, {}, {"the barman": 4})], gold) == {1: "The Barman"}
    assert match_characters([character(1, {}, {"the sailor": 4})], gold) == {}
    pair = [character(1, {"Rex": 1}, {"the barman": 5}), character(2, {"Barman": 4})]
    assert match_characters(pair, gold) == {2: "The Barman"}


def test_nobody_to_match(character):
    assert match_characters([], people(Ada=[])) == {}
    assert match_characters([character(1, {"Ada": 1})], []) == {}


def test_annotated_names_are_resolved_by_alias():
    gold = people(Miss_Marsh=["Zoë", "The Girl"], Ada=["The Girl"])
    assert pdnc.resolve("Zoë ", gold) == "Miss Marsh"
    assert pdnc.resolve("The Girl", gold) == "The Girl"
    assert pdnc.resolve("_group", gold) == "_group"


def test_main_characters_merged_and_found(pdnc_folder, reader, character, monkeypatch):
    monkeypatch.setattr(pdnc, "MAIN", 1)
    merged = (character(ZOE, {"Zoë": 5, "Mr. Bell": 1}), character(BELL, {"Rex": 2}))
    scores, _ = evaluate(pdnc_folder, reader(*PERFECT, characters=merged))
    assert scores["main characters found"] == Share(1, 2)
    assert scores["main characters merged, pairs"] == Count(1)
    scores, _ = evaluate(pdnc_folder, reader(*PERFECT))
    assert scores["main characters found"] == Share(2, 2)
    assert scores["main characters merged, pairs"] == Count(0)


def test_novels_are_chosen_by_name(pdnc_folder):
    assert pdnc.novels(pdnc_folder.parent) == pdnc.novels(pdnc_folder.parent, ["TheGate"]) == [pdnc_folder]
    with pytest.raises(FileNotFoundError, match="no novel TheDoor"):
        pdnc.novels(pdnc_folder.parent, ["TheDoor"])
