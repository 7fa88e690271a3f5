"""Who feels what, by which words, and what is not felt."""

import pytest

from fabula.reading.content.lexicon import inflections
from fabula.reading.feelings.lexicon import compile_lexicon, lexicon
from fabula.reading.feelings.valence import ALIKE, PLEASANT, UNPLEASANT, valence
from fabula.story import EmotionScore


def felt(read):
    """What is felt in a reading: who, the likeliest emotion, the words that say so."""
    return [
        (read.name(f.entity), f.emotions[0].kind, read.text[f.sign.start : f.sign.end] if f.sign else None)
        for f in read.story.feelings
    ]


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("Martha was furious. She shut the book.", ("Martha", "anger", "furious")),
        ("Martha grew angry, and she shut the book.", ("Martha", "anger", "angry")),
        ("The letter made Martha angry.", ("Martha", "anger", "angry")),
        pytest.param(
            "Martha, delighted, shut the book.",
            ("Martha", "joy", "delighted"),
            marks=pytest.mark.xfail(strict=True, reason="the tree has “delighted” as the main verb"),
        ),
        ("Terror seized Martha by the gate.", ("Martha", "fear", "Terror")),
        ("Martha was seized with terror by the gate.", ("Martha", "fear", "terror")),
        ("There was anger in Martha's eyes.", ("Martha", "anger", "anger")),
        ("Martha felt a pang of guilt.", ("Martha", "remorse", "guilt")),
        ("Martha shut the book with great relief.", ("Martha", "relief", "relief")),
        ("The thunder frightened Martha.", ("Martha", "fear", "frightened")),
        ("Martha clenched her fists.", ("Martha", "anger", "fists")),
        ("Martha's lips trembled.", ("Martha", "sadness", "lips trembled")),
        pytest.param(
            "Tears stood in Martha's eyes.",
            ("Martha", "sadness", "Tears"),
            marks=pytest.mark.xfail(strict=True, reason="the tree has “tears” as a verb"),
        ),
        ("Martha turned white, and she sat down.", ("Martha", "fear", "white")),
        ("Martha answered the bishop angrily.", ("Martha", "anger", "angrily")),
        ("The answer satisfied Martha, and the bishop left.", ("Martha", "joy", "satisfied")),
        ("The bishop saw Martha weep in the garden.", ("Martha", "sadness", "weep")),
        ("Martha began to fear the bishop.", ("Martha", "fear", "fear")),
        ("Martha had never been so frightened in her life.", ("Martha", "fear", "frightened")),
        ("“I'm afraid of him,” said Martha.", ("Martha", "fear", "afraid")),
        ("“I'm glad to see you,” said Martha.", ("Martha", "joy", "glad")),
        ("Martha could not help feeling sad.", ("Martha", "sadness", "sad")),
    ],
)
def test_who_feels_what_by_which_words(scene, text, gold):
    found = felt(scene(text))
    assert [(who, kind) for who, kind, _ in found] == [gold[:2]]
    assert gold[2] in found[0][2] or found[0][2] in gold[2]


@pytest.mark.parametrize(
    "text",
    [
        "Martha was not angry. She shut the book.",
        "Martha was no longer angry with the bishop.",
        "Martha would be angry if the bishop came.",
        "Martha felt no fear of the bishop.",
        "Martha sat by the fire without fear or hurry.",
        "Far from being angry, Martha shut the book.",
        "Martha pretended to be angry with the bishop.",
        "Martha's anger was gone by the morning.",
        "The bishop looked for signs of fear in Martha.",
        "The aspens trembled by the road as Martha came home.",
        "Martha was white with flour.",
        "Martha had a shock of red hair.",
        "Martha wept over the onions in the kitchen.",
        "Anger is a bad cook, and fear is a worse one.",
        "Martha shook hands with the bishop and sat down.",
        "“The gate is open!” Martha cried.",
        "It was useless to grieve Martha with the story.",
        "The bishop said that Martha was disposed to be angry on Mondays.",
        "“I'm afraid the chapel is shut,” said Martha.",
        "Martha found the door, in spite of the fog.",
        "“It's shut, I'm afraid,” said Martha.",
        "“Happy to help,” said Martha.",
        "“I'm happy to wait,” said Martha.",
        "“Glad to meet you,” said Martha.",
        "“I dread to think what it costs,” said Martha.",
        "“I'm sorry, but we're closed,” said Martha.",
        "“I'm sad to say the shop is shut,” said Martha.",
        "“With love, Martha,” she wrote at the end.",
        "“I don't know that I ever regretted it,” said Martha.",
        "Curiously enough, Martha had the pen.",
        "Martha studied the bishop without any embarrassment.",
        "Martha was neither glad nor sorry when the bishop came.",
        "Martha was not feeling happy that day.",
        "Martha hesitated to take her seat by the window and looked at the clock again.",
    ],
)
def test_what_is_not_felt(scene, text):
    assert felt(scene(text)) == []


@pytest.mark.parametrize(
    "said",
    [
        "Do you want the rest?",
        "Want me to carry it?",
        "I want to talk to you, Edwin.",
        "I want a word with you.",
        "Love, have you seen my keys?",
        "Come here, love.",
        "I hate to ask, but is there any more soup?",
        "Sorry? I didn't catch that.",
        "Sorry, is this seat taken?",
        "Good Lord!",
        "Yes.",
        "Very good, sir.",
        "Was she beautiful?",
        "I hope you had a pleasant journey.",
        "I like rubies.",
        "May I ask who sent you?",
        "No, thank you.",
        "Aunt Martha!",
    ],
)
def test_what_is_said_as_a_matter_of_form_is_not_felt(scene, said):
    told = said.removesuffix(".") + ("," if said.endswith(".") else "")
    assert felt(scene(f"Martha and Edwin were in the kitchen.\n\n“{told}” said Martha.")) == []


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("I wish I could go with them.", "desire"),
        ("I want him back more than anything.", "desire"),
        ("Thank you for everything.", "gratitude"),
        ("We agree perfectly.", "approval"),
        ("You're splendid, Edwin.", "admiration"),
        ("Yes. You're splendid, Edwin.", "admiration"),
    ],
)
def test_what_the_model_hears_beside_any_form(scene, said, kind):
    read = scene(f"Martha and Edwin were in the kitchen.\n\n“{said[:-1]},” said Martha.")
    assert ("Martha", kind, None) in felt(read)


def test_a_speaker_feels_what_is_said_of_oneself_and_others_what_is_said_of_them(scene):
    read = scene("“I am so ashamed of this,” said Martha.\n\n“Edwin was furious,” said Alice. “He broke a plate.”")
    assert {(who, kind) for who, kind, sign in felt(read) if sign} == {("Martha", "embarrassment"), ("Edwin", "anger")}


def test_a_feeling_lies_in_its_stretch_and_is_as_sure_as_its_words(scene):
    read = scene("“Stop,” said Edwin, and Martha, who was utterly terrified, stopped. Alice was a little sad.")
    fear, sadness = read.story.feelings
    assert read.text[fear.start : fear.end].strip(" ,").startswith("said Edwin")
    assert read.text[fear.start : fear.end].endswith("stopped.")
    assert fear.intensity > sadness.intensity
    assert 0.3 <= sadness.confidence <= 1 and fear.source == "named"
    assert fear.emotions[0].probability >= fear.emotions[-1].probability


def test_a_named_feeling_settles_what_its_sign_means(scene):
    read = scene("Martha trembled with rage.")
    assert [(f.emotions[0].kind, f.source) for f in read.story.feelings] == [("anger", "named")]


def test_valence_follows_the_grouping_of_the_labels():
    assert not PLEASANT & UNPLEASANT
    assert set(ALIKE) >= PLEASANT | UNPLEASANT
    assert valence(()) == 0
    assert valence([EmotionScore("joy", 0.6), EmotionScore("fear", 0.2)]) == pytest.approx(0.5)
    assert valence([EmotionScore("surprise", 0.9)]) == 0


def test_the_lexicon_names_known_emotions_and_only_words():
    known = lexicon()
    for form, cues in known.cues.items():
        assert form == form.lower() and " " not in form
        for cue in cues:
            assert set(cue.emotions) <= set(ALIKE)
            assert sum(cue.emotions.values()) == pytest.approx(1)
            assert 0 < cue.strength <= 1 and 0 < cue.sure <= 1
            assert cue.kind != "parts" or (cue.sign and cue.moves)
    assert inflections("clench", {}) <= next(cue.moves for cue in known.cues["fist"] if cue.kind == "parts")


def test_a_lexicon_without_emotions_is_refused():
    with pytest.raises(KeyError, match="emotions"):
        compile_lexicon({"inflections": {}, "idioms": [], "classes": {}, "feeling": [{"verbs": "weep"}]})
