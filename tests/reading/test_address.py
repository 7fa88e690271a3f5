"""Who calls whom what, what is no call, and what is refused."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fabula
from fabula.output.facts import callings, matrix
from fabula.reading.address.forms import Bearer, form_kind, unstammered

MEADOW = "Agnes and Edmund walked in the meadow. Agnes had the basket, and Edmund had the rug.\n\n"
TOMMY = Bearer(frozenset({"thomas"}), frozenset({"vale"}), "thomas", (("thomas", 9), ("tommy", 1)))


def calls(story):
    """(speaker, called, form, kind) of each address that is used, by name."""
    name = {e.id: e.name for e in story.entities} | {None: None}
    return [(name[a.speaker], name[a.entity], a.form, a.kind) for a in story.addresses if a.uses]


def refused(story):
    name = {e.id: e.name for e in story.entities}
    return [(name[a.entity], a.form, story.text[s.start : s.end]) for a in story.addresses for s in a.refused]


@pytest.mark.parametrize(
    ("said", "form", "kind"),
    [
        ("“Edmund, come here,” said Agnes.", "Edmund", "given"),
        ("“Come here, Edmund,” said Agnes.", "Edmund", "given"),
        ("“Come here, Edmund, and look,” said Agnes.", "Edmund", "given"),
        ("“Edmund!” cried Agnes. Edmund turned.\n\n“What?” said Edmund.", "Edmund", "given"),
        ("“E-Edmund, come here,” said Agnes.", "Edmund", "given"),
        ("“Come here, my dear,” said Agnes to Edmund.", "my dear", "pet name"),
        ("“Come here, you idiot,” said Agnes to Edmund.", "you idiot", "insult"),
        ("“Come here, you absolute turnip,” said Agnes to Edmund.", "you absolute turnip", "insult"),
        ("“Come here, little bird,” said Agnes to Edmund.", "little bird", "pet name"),
        ("“Yes, sir,” said Agnes to Edmund.", "sir", "titled"),
        ("“As you wish, my lord,” said Agnes to Edmund.", "my lord", "titled"),
        ("“As you wish, Your Grace,” said Agnes to Edmund.", "Your Grace", "titled"),
        ("“Come here, brother,” said Agnes to Edmund.", "brother", "kinship"),
        ("“Come here, old friend,” said Agnes to Edmund.", "old friend", "epithet"),
    ],
)
def test_a_call(scene, said, form, kind):
    assert ("Agnes", "Edmund", form, kind) in calls(scene(MEADOW + said).story)


@pytest.mark.parametrize(
    "said",
    [
        "“Good Lord, it is raining,” said Agnes to Edmund.",
        "“Dear me, it is raining,” said Agnes to Edmund.",
        "“God, it is raining,” said Agnes to Edmund.",
        "“Man, that was close,” said Agnes to Edmund.",
        "“Oh boy, it is raining,” said Agnes to Edmund.",
        "“Good boy,” said Agnes to Edmund.",
        "“There were Ruth, Miriam, and Paul,” said Agnes to Edmund.",
        "“Ruth, who was late, missed it,” said Agnes to Edmund.",
        "“Ruth, my sister, is coming,” said Agnes to Edmund.",
        "“Ruth, I think, saw it,” said Agnes to Edmund.",
        "“Ruth, my teacher, was a tyrant,” said Agnes to Edmund.",
        "“Tell Ruth,” said Agnes to Edmund.",
        "“She said, ‘Ruth, go home,’ and shut the door,” said Agnes to Edmund.",
        "“The thief was—Ruth,” said Agnes to Edmund.",
        "“This is my wife, Ruth,” said Edmund to Agnes.",
        "“Love, honour, and obey,” said Agnes to Edmund.",
        "“She is a good, respectable woman,” said Agnes to Edmund.",
    ],
)
def test_no_call(scene, said):
    assert calls(scene(MEADOW + said).story) == []


def test_an_answer_calls_nobody(scene):
    story = scene(MEADOW + "“Who took the cake?” said Agnes.\n\n“Ruth,” said Edmund.").story
    assert calls(story) == []


def test_a_name_asked_back_calls_nobody(scene):
    story = scene(MEADOW + "“I met Ruth in town,” said Agnes.\n\n“Ruth?” said Edmund.").story
    assert calls(story) == []


def test_forms_are_grouped_without_regard_to_capitals(scene):
    story = scene(MEADOW + "“Edmund!” cried Agnes. “EDMUND! Here, Edmund!”\n\n“What?” said Edmund.").story
    (address,) = [a for a in story.addresses if a.kind == "given"]
    assert [story.text[s.start : s.end] for s in address.uses] == ["Edmund", "EDMUND", "Edmund"]


def test_a_nickname_that_no_narration_uses_is_whoevers_it_is_called(scene):
    story = scene(
        "Jessamy Lisk bent over the radio, and Tamsin Orrow stood behind her.\n\n“Switch it off, Minnow,” said Tamsin."
        "\n\n“There is somebody out there,” said Jessamy.\n\n“I know, Minnow,” said Tamsin."
    ).story
    assert ("Tamsin", "Jessamy", "Minnow", "nickname") in calls(story)
    forms = next(c.forms for c in story.characters if c.name.startswith("Jessamy"))
    assert ("Minnow", "nickname", 2) in [(f.name, f.kind, f.count) for f in forms]


@pytest.mark.parametrize(
    ("called", "said", "words"),
    [
        ("Eddie", "“Don't call me that,” said Edmund.", "Don't call me that"),
        ("Eddie", "“Don’t ever c-call me Eddie again,” said Edmund.", "Don’t ever c-call me Eddie"),
        ("Eddie", "“It's Edmund, not Eddie,” said Edmund.", "It's Edmund, not Eddie"),
        ("Eddie", "“Nobody calls me Eddie any more,” said Edmund.", "Nobody calls me Eddie"),
        ("Eddie", "“You don't get to call me Eddie,” said Edmund.", "You don't get to call me Eddie"),
        ("Eddie", "“My name isn't Eddie,” said Edmund.", "My name isn't Eddie"),
        ("Eddie", "“That's not my name,” said Edmund.", "That's not my name"),
        ("sweetheart", "“I'm not your sweetheart,” said Edmund.", "I'm not your sweetheart"),
        ("love", "“Less of the love,” said Edmund.", "Less of the love"),
        ("Eddie", "“I won't be called Eddie any more,” said Edmund.", "I won't be called Eddie"),
        (
            "Eddie",
            "“Whatever you do, don't call him Eddie,” said Ruth to Agnes.",
            "Whatever you do, don't call him Eddie",
        ),
    ],
)
def test_a_refusal(scene, called, said, words):
    story = scene(f"{MEADOW}“Come here, {called},” said Agnes to Edmund.\n\n{said}").story
    assert refused(story) == [("Edmund", called, words)]


@pytest.mark.parametrize(
    "said",
    [
        "“Don't call me before nine,” said Edmund.",
        "“Don't call me a liar,” said Edmund.",
        "“I won't be called before nine,” said Edmund.",
        "“I was glad to be called Edmund,” said Edmund.",
        "“Don't call him before nine,” said Ruth.",
        "“You may call me Ned,” said Edmund.",
        "“Why don't you call me Ned?” said Edmund.",
        "“It's Tuesday, not Monday,” said Edmund.",
        "“Others didn't call you Aggie,” said Edmund.",
        "“That is not my hat,” said Edmund.",
    ],
)
def test_no_refusal(scene, said):
    assert refused(scene(f"{MEADOW}“Come here, Eddie,” said Agnes to Edmund.\n\n{said}").story) == []


def test_no_man_is_mummy(scene):
    story = scene(
        MEADOW + "“Come here, Edmund,” said Agnes.\n\n“What is it?” said Edmund.\n\nThe telephone rang. “Mummy? It's "
        "me,” said Agnes.\n\n“Who was that?” said Edmund.\n\n“Yes, sir,” said Agnes to Edmund."
    ).story
    assert [form for _, who, form, _ in calls(story) if who == "Edmund"] == ["Edmund", "sir"]


def test_a_form_taken_back_is_refused_of_the_one_it_was_said_to(scene):
    story = scene(
        MEADOW + "“Go away, you coward,” said Agnes to Edmund.\n\n“I am going,” said Edmund.\n\n"
        "“I should never have called you that, Edmund,” said Agnes."
    ).story
    assert [(who, form) for who, form, _ in refused(story)] == [("Edmund", "you coward")]


@pytest.mark.parametrize(
    ("form", "kind", "meant"),
    [
        ("Thomas Vale", "full", None),
        ("Thomas", "given", None),
        ("Vale", "family", None),
        ("Mr. Vale", "titled", None),
        ("Uncle Thomas", "kinship", None),
        ("Tommy", "nickname", None),
        ("Tommy-boy", "pet name", "Tommy"),
        ("Thmas", "misspelling", "Thomas"),
        ("old Thomas", "epithet", None),
        ("dear Thomas", "pet name", None),
        ("the captain", "epithet", None),
        ("her brother", "kinship", None),
        ("the old fool", "insult", None),
        ("", "epithet", None),
    ],
)
def test_the_kind_of_a_form(form, kind, meant):
    assert form_kind(form, TOMMY) == (kind, meant)


@pytest.mark.parametrize(
    ("form", "plain"),
    [("T-Tom", "Tom"), ("T-T-Tom", "Tom"), ("Tam-tam", "Tam-tam"), ("Anne-Marie", "Anne-Marie"),
     ("my\n dear", "my dear")],
)  # fmt: skip
def test_a_form_without_its_stammer(form, plain):
    assert unstammered(form) == plain


def test_the_matrix(scene):
    story = scene(MEADOW + "“Edmund, you idiot, come,” said Agnes.\n\n“I am coming, Agnes,” said Edmund.").story
    agnes, edmund = (next(e.id for e in story.entities if e.name == n) for n in ("Agnes", "Edmund"))
    found = matrix(story)
    assert {a.form for a in found[agnes, edmund]} == {"Edmund", "you idiot"}
    assert [a.form for a in found[edmund, agnes]] == ["Agnes"]
    assert callings(story)[0][:2] == (agnes, edmund)


PIECES = st.sampled_from(
    ["“", "”", '"', "‘", "’", "Tom", "Anna", "my dear", ",", ".", "!", "?", "—", "…", "said", "you idiot", "T-Tom",
     "don't", "call me", "that", "not", "It's", "and", "\n\n", "sir", "who", "_", "I", "take it back", "to you"]
)  # fmt: skip


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, min_size=1, max_size=40).map(" ".join))
def test_no_text_breaks_it(scene, text):
    scene("Tom sat.")  # skips where there is no model
    story = fabula.read("Tom sat.\n\n" + text + "\n")
    assert not [w for w in story.warnings if "addresses" in w or "forms" in w]
    for a in story.addresses:
        assert a.uses or a.refused
        assert 0 <= a.confidence <= 1
        for s in (*a.uses, *a.refused):
            assert 0 <= s.start < s.end <= len(story.text)


def test_a_sentence_that_begins_with_you_is_no_call(scene):
    story = scene("“You hate boats,” said Ann to Tom.\n\n“You idiot,” said Tom to Ann. “You know I do.”").story
    assert [a.form for a in story.addresses] == ["You idiot"]
