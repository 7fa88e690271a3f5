"""Letters read aloud in pieces, with talk between; and what is only said, beside a letter."""

from pathlib import Path

import pytest

import fabula

EXAMPLES = Path(__file__).parents[2] / "examples"

BOAT = """Wenna Pask came in out of the rain with the post under her coat. Old Hob was mending a net by the stove.

“There's one for you,” she said. “Shall I?”

“You know I've not got my eyes,” said Hob.

Wenna slit the envelope with a filleting knife, and held the letter up to the lamp.

“Dear Hob, I am told that you still have the boat, and I should like to know what for.”

“Who's that?” said Hob. “Who's asking?”

“I've not got to the end.” She frowned at the page, and read on. “You always said that you would paint her.
It is eleven years now, and there cannot be much left to paint.”

“She's a good boat.”

“I know it, Hob.”

“She was always a good boat. You tell them that.”

“There's a blot here,” said Wenna, “and then some more.”

“Go on, then.”

“I am coming on the Thursday train with a brush and two tins of green. You need not meet me.
Your obstinate sister, Loveday Carne.”

Hob put down the net. “Green,” he said. “She'd never.”"""

STOVE = """The letter lay on the table between them, with a cup standing on it.

“Dear Davit,” said Ann, “you must not mind what the neighbours say.”

Davit turned the cup round by its handle. “I don't mind them. I mind you.”

Ann looked at the letter, and then at her brother. “Dear Davit, you never could lie to me, not even when
you were small and the jam was all down your front.”

“I was six.”

She went on. “You were nine. And you will burn it, I suppose, and never tell me who it is from.”

“Go on, then. Open it, if you want it so much.”

“I do not want it at all, I only want to see you laugh again before the winter.”

He pushed the letter across to her, and she put it, unopened, into the stove."""

PASS = """Tom found the letter behind the clock. He unfolded it and cleared his throat, and Ellen stopped her sewing.

He began to read.

“My dear girl, by the time that you have this I shall be over the pass.

“The mule is lame, but I have sold the saddle.”

“Poor mule,” said Ellen.

“The inn here,” Tom read on, “is kept by a man with one ear. He asks after you.”

“He never met me!”

Tom turned the page over. “You will find the key where you left it. Ever your father, Jonas Wray.”

“Is that all?” said Ellen."""


def told(s, document):
    return [s.text[f.start : f.end] for f in document.fragments]


def test_a_letter_read_aloud_across_talk_is_one_and_is_its_writers(scene):
    s = scene(BOAT)
    (letter,) = s.story.documents
    first, second, third = told(s, letter)
    assert first.startswith("Dear Hob") and first.endswith("what for.")
    assert second.startswith("You always said") and second.endswith("left to paint.")
    assert third.startswith("I am coming") and third.endswith("Loveday Carne.")
    assert letter.kind == "letter"
    assert s.name(letter.writer) == "Loveday Carne"
    assert [s.name(e) for e in letter.addressees] == ["Hob"]
    assert [s.name(e) for e in letter.readers] == ["Wenna"]
    for read in ("Dear Hob", "You always said", "I am coming"):
        assert (s.utterance(read).kind, s.speaker(read), s.addressees(read)) == ("writing", "Loveday Carne", ["Hob"])
    for said, by in (
        ("Who's that", "Hob"),
        ("got to the end", "Wenna"),
        ("I know it", "Wenna"),
        ("Go on, then", "Hob"),
    ):
        assert (s.utterance(said).kind, s.speaker(said)) == ("speech", by)


def test_dear_somebody_beside_a_letter_is_only_said(scene):
    s = scene(STOVE)
    assert s.story.documents == ()
    assert {u.kind for u in s.story.utterances} == {"speech"}
    assert s.speaker("you must not mind") == s.speaker("you never could lie") == "Ann"


def test_a_reading_that_begins_a_paragraph_before(scene):
    s = scene(PASS)
    (letter,) = s.story.documents
    assert s.name(letter.writer) == "Jonas Wray"
    assert [s.name(e) for e in letter.readers] == ["Tom"]
    whole = " ".join(told(s, letter))
    assert "The mule is lame" in whole and "one ear" in whole and whole.endswith("Jonas Wray.")
    assert "Poor mule" not in whole and "never met me" not in whole


@pytest.mark.parametrize(
    "talk",
    [
        "“It is from her brother,” Wenna went on. “Look at the stamp, and tell me who else it could be.”",
        "Hob looked up. “I have not seen that man since the year of the herring, and I owe him for a pump.”",
        "“Go on,” said Hob.\n\n“I cannot read the rest of it, the ink has run from one end to the other.”",
        "“Be quiet,” Wenna said, and went back to the letter.",
        "Hob found his place by the stove. “I do not know that I want to hear any more of it tonight.”",
        "“Go on.”\n\n“There is no more. That is the whole of it, and he might have spared himself the stamp.”",
        "“Is he well?”\n\nHob read on in his own paper. “He was never well a day in his life, that man.”",
    ],
)
def test_talk_after_a_reading_is_not_swallowed(scene, talk):
    begun = "Wenna unfolded the letter and began to read to Hob. “Dear Hob, I am told that you still have the boat.”"
    s = scene(f"{begun}\n\n“Who's that?” said Hob.\n\n{talk}\n\nWenna put the letter away in the drawer.")
    (letter,) = s.story.documents
    assert told(s, letter) == ["Dear Hob, I am told that you still have the boat."]


def test_the_letter_under_the_kettle():
    story = fabula.read(EXAMPLES / "salt_and_signal.html")
    (letter,) = story.documents
    text = [story.text[f.start : f.end] for f in letter.fragments]
    assert [t[:20] for t in text] == ["Dear Davit, if you h", "The sea got into the", "Whatever you do, do "]
    assert story.entity(letter.writer).name == "Corrin Ashe"
    assert [story.entity(e).name for e in letter.addressees] == ["Davit"]
    assert [story.entity(e).name for e in letter.readers] == ["Jessamy"]
    said = {story.text[u.spans[0].start : u.spans[0].end]: u for u in story.utterances}
    assert said["Hush. Her brother, I think."].kind == "speech"
    assert story.entity(said["Go on."].speaker).name == "Tamsin"


def test_the_slate_and_the_tide_table_are_notes_of_hers():
    story = fabula.read(EXAMPLES / "what_the_tide_owed.md")
    slate, due = story.documents
    assert (slate.kind, due.kind) == ("note", "note")
    assert story.entity(slate.writer).name in ("Gran", "My grandmother")
    assert story.entity(due.writer).name == "Gran"


READ_OUT = """A letter lay on the mat. Rowan read it aloud, one finger under the line.

Dear both,

The crossing was rough and I have lost a boot. The house is damp, but the roof holds.

“Only one boot?” said Tilda.

“Hush,” said Rowan.

There is a goat. I shall write again on Friday.

Your loving uncle,
Bram

Rowan folded the letter."""


def test_what_is_said_while_a_letter_without_marks_is_read_aloud_is_no_part_of_it():
    story = fabula.read(READ_OUT + "\n")
    (letter,) = story.documents
    parts = [story.text[f.start : f.end] for f in letter.fragments]
    assert [part.split()[0] for part in parts] == ["Dear", "There"]
    assert parts[0].endswith("the roof holds.")
    assert parts[1].endswith("Bram")
    said = {story.said(u): u for u in story.utterances}
    assert [said[one].kind for one in ("Only one boot?", "Hush,")] == ["speech", "speech"]


def test_talk_that_a_letter_tells_of_is_part_of_it():
    story = fabula.read(READ_OUT.replace("read it aloud, one finger under the line", "unfolded it") + "\n")
    (letter,) = story.documents
    assert "Only one boot" in story.text[letter.fragments[0].start : letter.fragments[-1].end]
    assert len(letter.fragments) == 1
