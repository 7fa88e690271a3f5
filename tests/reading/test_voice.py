"""How things are said, what cuts them short, and what is only thought."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def manners(scene, text, said):
    return {m.kind for m in scene(text).utterance(said).manners}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("“Come here,” yelled Tom.", {"shout"}),
        ("“Come here,” Tom whispered.", {"whisper"}),
        ("“Come here,” sobbed Tom.", {"sob"}),
        ("“Come here,” Tom choked out.", {"sob"}),
        ("“Come here,” said Tom quietly.", {"murmur"}),
        ("“Come here,” said Tom in a hoarse whisper.", {"whisper"}),
        ("“Come here,” said Tom in a low voice.", {"murmur"}),
        ("“Come here,” Tom said, laughing.", {"laugh"}),
        ("Laughing, Tom said, “Come here.”", {"laugh"}),
        ("“Come here,” Tom shouted at the top of his lungs.", {"shout"}),
        ("Tom's voice dropped to a whisper. “Come here.”", {"whisper"}),
        ("“Come here,” Tom begged through his tears.", {"plead", "sob"}),
        ("“COME HERE, you two,” Tom said.", {"capitals"}),
        ("“COME! Now,” Tom said.", {"capitals"}),
        ("“Come here!!” Tom said.", {"shout"}),
        ("“Come sooo soon,” Tom said.", set()),
        ("“Noooo!” Tom said.", {"shout"}),
        ("“C-come here,” Tom said.", {"stammer"}),
        ("“Come here,” interrupted Tom.", {"interrupts"}),
        ("“Come here,” Tom sang out.", {"shout"}),
        # not claimed
        ("“Come here,” said Tom.", set()),
        ("“Come here,” cried Tom.", set()),
        ("“Come here,” said Tom, while Ann sobbed.", set()),
        ("“Come here,” said Tom without raising his voice.", set()),
        ("“Come here,” Tom nearly shouted.", set()),
        ("“Come here,” said Tom, trying not to laugh.", set()),
        ("“Come here,” said Tom to the laughing girl.", set()),
        ("“Come here,” said Tom, and the crowd roared.", set()),
        ("“Come to the FBI,” Tom said.", set()),
        ("“Come, I say, I must,” Tom said.", set()),
        ("“Come - all of you - here,” Tom said.", set()),
        ("“Come... here,” Tom said.", set()),
        ("“Come here” they call it in the north.", set()),
        ("“Come here,” said Tom. Ann, with a laugh, turned away.", set()),
        ("“TOM COMER.”", set()),
    ],
)
def test_manner(scene, text, kinds):
    assert manners(scene, text, "ome" if "ome" in text else "OM" if "OM" in text else "Noooo") == kinds


def test_a_manner_shows_its_words(scene):
    s = scene("“Come here,” said Tom under his breath.")
    (m,) = s.utterance("Come").manners
    assert (m.kind, s.text[m.start : m.end], m.source) == ("murmur", "under his breath", "noun")
    assert 0.5 < m.confidence <= 1


def test_each_part_of_a_turn_has_its_report(scene):
    assert manners(scene, "“Go,” said Tom. “Go now!” he screamed.", "Go now") == {"shout"}


@pytest.mark.parametrize("dash", ["—", "--", "–", "-"])
def test_who_interrupts_whom(scene, dash):
    text = f"“If only you would let me{dash}”\n\n“Never,” said Garrick, and shut the door."
    assert manners(scene, text, "If only") == {"interrupted"}
    assert manners(scene, text, "Never") == {"interrupts"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“The key is under the—” A shot rang out.", "interrupted"),
        ("“The key is under the—”\n\nThe roof fell in.", "interrupted"),
        ("“The key is mine—” Tom stopped himself.", "breaks off"),
        ("“The key is - no, never mind,” said Tom.", "breaks off"),
        ("“The key is mine... I mean, it was,” said Tom.", "breaks off"),
        ("“The key was mine …” said Tom.", "trails off"),
        ("“The key was mine. . .” said Tom.", "trails off"),
        ("“The key was mine,” said Tom, and trailed off.", "trails off"),
        ("“The key was my—oh, look at the time,” said Tom.", "breaks off"),
        ("“The key—that is, the one I had—was mine,” said Tom.", "breaks off"),
        ("“The key is under the—”\n\nHe was interrupted by the bell.", "interrupted"),
        ("“The key is under the—”\n\nFrom below came three knocks.", "interrupted"),
    ],
)
def test_cut_short(scene, text, kind):
    assert manners(scene, text, "The key") == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "“The key—an old one—is mine,” said Tom.",
        "“The key”—he held it up—“is mine.”",
        "“The key... is mine,” said Tom.",
        "“The key opens one door—mine,” said Tom.",
        "“The key,” said Lord B—, “is mine.”",
        "“The key—?” said Tom.",
        "“The key is mine!—” said Tom.",
        "“The key has a label. I will read it to you—”\n\n“Cellar,” said Ann.",
        "“The key—as it is—must do,” said Tom.",
    ],
)
def test_not_cut_short(scene, text):
    assert manners(scene, text, "The key") == set()


def test_nobody_interrupts_across_a_paragraph(scene):
    text = "“If only you would let me—”\n\nThe roof fell in. Dust hung over the table.\n\n“Out!” said Garrick."
    assert manners(scene, text, "If only") == {"interrupted"}
    assert manners(scene, text, "Out!") == set()


def test_a_voice_between_two_parts_of_a_turn_is_the_speakers(scene):
    text = "Mara looked at Ann.\n\n“Sit down,” said Ann. She dropped her voice. “They have gone.”"
    assert manners(scene, text, "They have") == {"murmur"}


def test_smoothed(scene):
    s = scene("“W-we—we m-must go,” said Tom, “n-now.”")
    assert s.story.smoothed(s.utterance("must")) == "We must go, now."
    assert s.story.said(s.utterance("must")) == "W-we—we m-must go, n-now."


MILL = "Mara walked down to the mill. The wheel had stopped, and nobody had seen it stop. "


@pytest.mark.parametrize(
    ("text", "said", "kind"),
    [
        (MILL + "*I should never have come,* she thought.", "I should", "thought"),
        (MILL + "_I should never have come._ She opened the door.", "I should", "thought"),
        (MILL + "*Fool*, thought Mara.", "Fool", "thought"),
        (MILL + "“I am late,” she thought.", "I am", "thought"),
        (MILL + "“I am late,” she told herself.", "I am", "thought"),
        (MILL + "“I am late,” she thought aloud.", "I am", "speech"),
        (MILL + "“I am late,” she said to herself in a whisper.", "I am", "speech"),
        (MILL + "“I am _so very late_,” she said.", "so very", "speech"),
    ],
)
def test_thought_or_speech(scene, text, said, kind):
    s = scene(text)
    assert s.utterance(said).kind == kind
    if kind == "thought":
        assert s.speaker(said) == "Mara"


@pytest.mark.parametrize(
    "text",
    [
        MILL + "It was *her* mill, and she had *never once* liked it.",
        MILL + "She had been reading _How I Live Now and Then_ all night.",
        MILL + "*C'est la vie.* She laughed.",
        MILL + "_It had burned in the night._ She sat down.",
        MILL + "The sign read: *I am not open.* She sat down.",
        MILL + "She unfolded the letter. *I am well. I hope you are too.* She sat down.",
        MILL + "*Come to me,* signed her sister.",
    ],
)
def test_italics_that_are_no_thought(scene, text):
    assert scene(text).story.utterances == ()


def test_a_thought_in_two_parts_is_one(scene):
    s = scene(MILL + "*I am late,* she thought. *I am always late.* She ran.")
    (u,) = s.story.utterances
    assert [s.text[x.start : x.end] for x in u.spans] == ["I am late,", "I am always late."]
    assert (u.method, s.cue("I am late")) == ("cue", "thought")


pieces = st.sampled_from(
    ["“", "”", '"', "*", "_", "—", "--", "...", "…", "!", "!!", ".", ",", "\n\n", " ", "Tom", "she", "said",
     "whispered", "thought", "voice", "her", "I am", "is", "W-we", "NO", "STOP", "nooo", "in a whisper", "not",
     "laughing", "wept"]
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(pieces, min_size=1, max_size=30).map(" ".join))
def test_no_text_breaks_it(scene, text):
    text = f"Tom came. {text} Tom left."
    s = scene.__wrapped__(text)
    assert not [w for w in s.story.warnings if "voices" in w]
    for u in s.story.utterances:
        for item in (*u.spans, *u.manners, *u.edits):
            assert 0 <= item.start <= item.end <= len(s.text)
