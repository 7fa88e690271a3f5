"""Who says what to whom, in short scenes."""

import pytest

KEY = """Thomas and Mary had searched the house since noon.

“Where is the key?” said Thomas to Mary.

“I gave it to Edward,” said Mary, “and he has lost it.”

“Lost it?”

“He says so.”

“When?”

“On Sunday.”

“Then he must find it,” said Thomas.

Mary said nothing to that. She looked for a while at the so-called “strong” box."""


def test_an_explicit_report_gives_its_speaker(scene):
    s = scene(KEY)
    for said, name in (("Where is", "Thomas"), ("I gave it", "Mary"), ("Then he", "Thomas")):
        u = s.utterance(said)
        assert (s.speaker(said), u.method, s.cue(said)) == (name, "explicit", "said")
        assert u.confidence > 0.9
        assert s.text[u.mention.start : u.mention.end] == name


def test_whom_the_report_says_it_is_said_to(scene):
    u = scene(KEY).utterance("Where is")
    assert scene(KEY).addressees("Where is") == ["Mary"]
    assert u.addressee_confidence > 0.7


def test_interrupted_speech_is_one_utterance(scene):
    s = scene(KEY)
    u = s.utterance("I gave it")
    assert [s.text[p.start : p.end] for p in u.spans] == ["I gave it to Edward,", "and he has lost it."]
    assert s.utterance("and he has") is u
    assert s.story.said(u) == "I gave it to Edward, and he has lost it."


def test_two_people_take_turns_without_reports(scene):
    s = scene(KEY)
    said = ["Lost it?", "He says so.", "When?", "On Sunday."]
    assert [s.speaker(x) for x in said] == ["Thomas", "Mary"] * 2
    assert [s.addressees(x) for x in said] == [["Mary"], ["Thomas"]] * 2
    for x in said:
        u = s.utterance(x)
        assert u.cue is None
        assert u.mention is None
        assert 0.25 <= u.confidence < 1


def test_a_scare_quote_is_no_speech(scene):
    u = scene(KEY).utterance("strong")
    assert (u.kind, u.speaker, u.addressees) == ("other", None, ())


def test_speech_of_several_paragraphs_is_one_utterance(scene):
    s = scene("""Old Thomas stood up and looked at them all.

“I came to this valley with one goat,” said Thomas. “I built the first house with my own hands.

“I buried two wives here, and I planted a tree for each of them.

“And now you tell me that I must go.”

“Yes,” said Mary.""")
    u = s.utterance("I came")
    assert len(u.spans) == 4
    assert s.utterance("And now") is u
    assert s.speaker("I came") == "Thomas"
    assert s.speaker("Yes,") == "Mary"
    assert len(s.story.utterances) == 2


def test_nobody_is_named_where_the_text_names_nobody(scene):
    s = scene("A bell rang below, and then it stopped.\n\n“Stop.”")
    u = s.utterance("Stop.")
    assert (u.kind, u.speaker, u.method, u.confidence, u.addressees) == ("speech", None, "unknown", 0.0, ())


def test_a_thought_is_no_speech(scene):
    s = scene("“I must be patient,” thought Mary.\n\n“Come in,” said Mary.\n\n“I think so,” said Thomas.")
    assert [u.kind for u in s.story.utterances] == ["thought", "speech", "speech"]
    assert s.speaker("I must") == "Mary"


@pytest.mark.parametrize(("a", "b"), ["“”", '""', "‘’", "«»", "''"])
def test_the_marks_do_not_matter(scene, a, b):
    s = scene(f"""{a}Where is the key?{b} said Thomas to Mary.

{a}I gave it away,{b} said Mary, {a}and I am sorry.{b}

{a}Sorry?{b} cried Thomas.""")
    assert [s.name(u.speaker) for u in s.story.utterances] == ["Thomas", "Mary", "Thomas"]
    assert s.story.said(s.story.utterances[1]) == "I gave it away, and I am sorry."


def test_dash_dialogue(scene):
    s = scene(
        "— Where is the key? said Thomas to Mary.\n\n— I gave it away, said Mary. I am sorry.\n\n— Sorry? cried Thomas."
    )
    assert [s.story.said(u) for u in s.story.utterances] == [
        "Where is the key?",
        "I gave it away, I am sorry.",
        "Sorry?",
    ]
    assert [s.name(u.speaker) for u in s.story.utterances] == ["Thomas", "Mary", "Thomas"]


def test_who_is_called_by_name_does_not_speak(scene):
    s = scene("Thomas and Mary sat at table.\n\n“You are late, Thomas.”\n\n“I know it, Mary.”\n\n“Sit down, Thomas.”")
    assert s.speaker("You are") != "Thomas"
    assert s.addressees("You are") == ["Thomas"]
    assert s.speaker("I know") == "Thomas"
    assert s.speaker("Sit down") == "Mary"


def test_who_is_called_does_not_speak_though_the_report_has_only_a_noun(scene):
    s = scene("“I,” said Thomas, “am here.”\n\n“You are late,” Mary told him.\n\n“Thomas, you fool,” said the woman.")
    assert s.speaker("you fool") != "Thomas"


def test_the_next_clauses_report_is_not_this_lines(scene):
    s = scene("Thomas said, “No”; Mary said, “Yes.”")
    assert [s.name(u.speaker) for u in s.story.utterances] == ["Thomas", "Mary"]


def test_the_person_acting_in_the_paragraph_speaks(scene):
    s = scene("Mary and Thomas came in.\n\nMary shook her head. “There is nobody.”\n\n“I will wait,” said Thomas.")
    assert s.speaker("There is") == "Mary"


def test_a_layer_that_fails_leaves_the_others_standing(monkeypatch):
    import fabula
    from fabula.reading import layers

    def broken(*_):
        raise RuntimeError("no events today")

    monkeypatch.setattr(layers, "find_events", broken)
    story = fabula.read("“Come in,” said Thomas.\n\nMary came in and shut the door.\n")
    assert story.events == ()
    assert story.utterances
    assert story.characters
    assert any("no events today" in w for w in story.warnings)


HALL = """Hester had written that she would come, and so had Griet, and the two women waited for them in the hall of the
mill. Anneke kept her gloves on. Marthe sat down on the stairs.

“What’s your name?”

“{first}” and she held out a hand.

A third girl came up from the cellar with a lamp.

“{second} Mind the step.”
"""


@pytest.mark.parametrize("first", ["I’m Hester,", "My name is Hester,", "Call me Hester,", "I am Hester, of the mill,"])
def test_who_says_his_own_name_speaks(scene, first):
    s = scene(HALL.format(first=first, second="My name’s Griet."))
    assert (s.speaker(first[:8]), s.speaker("Mind the step")) == ("Hester", "Griet")


@pytest.mark.parametrize("first", ["If I’m Anneke, who are you,", "I’m Anneke’s sister,", "Don’t call me Anneke,"])
def test_who_only_speaks_of_a_name_has_it_not(first):
    from fabula.language.saying import names_self
    from fabula.language.tokens import tokenize

    words = tokenize(f"“{first}”", [(0, len(first) + 2)]).text
    at = words.index("Anneke")
    assert not names_self(words, at, at + 1)
