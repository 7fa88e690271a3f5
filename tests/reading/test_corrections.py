"""What a reader sets right holds in every layer, and after the text has been edited wherever its passage stands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fabula
from fabula.output.check import check
from fabula.reading.corrections.anchors import anchor
from fabula.story import Anchor, Correction, Person, Span, Story

TEXT = """Wren Calloway climbed the stair with the oil. Hollis Tarn was in the lamp room already, and he did not turn.

"You are late," said Hollis.

"I am never late," said Wren. "I had to fetch the oil."

"The oil!"

"It does not walk up by itself, Hollis."

Hollis laughed. The keeper's girl always had an answer. "Last winter a thief stabbed a guard here," he said.

Then the door opened, and Captain Orme came in out of the rain. The captain was angry. Orme had once been stabbed.

"Who let it go out?" asked Captain Orme.

"I did," said Miss Calloway. "I slept."

"Then you will answer for it."
"""


@pytest.fixture
def lamp(scene):
    return scene(TEXT).story


def place(story: Story, words: str, after: str = "") -> Anchor:
    start = story.text.index(words, story.text.index(after))
    return anchor(story.text, start, start + len(words))


def person(story: Story, words: str, after: str = "") -> Person:
    """Who is meant by these words, as the page of the reading writes it."""
    return Person(who(story, words, after), place(story, words, after))


def read(*corrections: Correction, text: str = TEXT) -> Story:
    story = fabula.read(text + "\n", corrections)
    check(story)
    return story


def said(story: Story, words: str) -> fabula.story.Utterance:
    at = story.text.index(words)
    return next(u for u in story.utterances if any(s.start <= at < s.end for s in u.spans))


def speaker(story: Story, words: str) -> str | None:
    who = said(story, words).speaker
    return None if who is None else story.entity(who).name


def who(story: Story, words: str, after: str = "") -> str:
    at = story.text.index(words, story.text.index(after))
    return next(story.entity(m.entity).name for m in story.mentions if (m.start, m.end) == (at, at + len(words)))


def referred(story: Story) -> set[int]:
    """Every entity that any layer speaks of."""
    found = {m.entity for m in story.mentions} | {c.entity for c in story.characters}
    for u in story.utterances:
        found |= {u.speaker, *u.addressees}
    for d in story.documents:
        found |= {d.writer, d.finder, *d.addressees, *d.readers}
    for s in story.scenes:
        found |= {s.viewpoint, s.place, *(p.entity for p in s.cast)}
    found |= {p.entity for e in story.events for p in e.participants}
    found |= {one for a in story.addresses for one in (a.speaker, a.entity)}
    found |= {one for n in story.content for one in (n.agent, n.patient)}
    found |= {f.entity for f in story.feelings} | {a.entity for a in story.arcs}
    found |= {one for r in story.relationships for one in (r.one, r.other)}
    return found - {None}


def character(story: Story, name: str) -> fabula.story.Character:
    (found,) = [c for c in story.characters if c.name == name]
    return found


def test_without_corrections_nothing_is_corrected(lamp: Story):
    assert lamp.corrections == ()
    assert read() == lamp


def test_a_speaker_is_who_the_reader_says(lamp: Story):
    at = place(lamp, "The oil!")
    story = read(Correction("speaker", at=at, speaker=person(lamp, "Captain Orme")))
    line = said(story, "The oil!")
    assert (speaker(story, "The oil!"), line.method, line.confidence) == ("Captain Orme", "corrected", 1.0)
    assert line.speaker not in line.addressees
    before, after = character(lamp, "Captain Orme"), character(story, "Captain Orme")
    assert after.utterances > before.utterances  # what is known of one line tells of those beside it, too
    assert after.words >= before.words + 2
    assert [c.applied for c in story.corrections] == [True]
    nobody = read(Correction("speaker", at=at, speaker=None))
    assert (said(nobody, "The oil!").speaker, said(nobody, "The oil!").method) == (None, "corrected")


def test_what_i_and_you_mean_follows_a_corrected_speaker(lamp: Story):
    story = read(Correction("speaker", at=place(lamp, "Then you will"), speaker=person(lamp, "Hollis Tarn")))
    assert speaker(story, "Then you will") == who(story, "Hollis Tarn")
    story = read(Correction("speaker", at=place(lamp, "I did,"), speaker=person(lamp, "Hollis Tarn")))
    assert who(story, "I", '"I did') == who(story, "Hollis Tarn")


def test_the_turns_around_a_corrected_one_are_read_with_it():
    text = 'Anna met Bert and Carol.\n\n"No," said Anna.\n\n"Yes."\n\n"No."\n\n"Yes."\n\n"No."\n'
    plain = fabula.read(text)
    lines = plain.utterances
    second = anchor(plain.text, lines[1].spans[0].start, lines[1].spans[0].end)
    story = read(Correction("speaker", at=second, speaker=person(plain, "Carol")), text=text)
    names = [speaker_of(story, u) for u in story.utterances]
    assert names[:2] == ["Anna", "Carol"]
    assert names[2:] == ["Anna", "Carol", "Anna"]


def speaker_of(story: Story, u: fabula.story.Utterance) -> str | None:
    return None if u.speaker is None else story.entity(u.speaker).name


def test_people_that_are_one_are_one_everywhere(lamp: Story):
    merge = Correction("merge", people=(person(lamp, "Wren Calloway"), person(lamp, "Captain Orme")))
    story = read(merge)
    assert who(story, "Captain Orme") == who(story, "Orme", "Orme had") == who(story, "Wren Calloway")
    one = character(story, who(lamp, "Wren Calloway"))
    apart = [character(lamp, who(lamp, name)) for name in ("Wren Calloway", "Captain Orme")]
    assert {a.name for a in one.names} == {a.name for c in apart for a in c.names}
    assert speaker(story, "Who let it go out?") == who(lamp, "Wren Calloway")
    assert len(story.characters) == len(lamp.characters) - 1
    assert len(story.entities) < len(lamp.entities)
    assert max(referred(story)) < len(story.entities)
    assert one.mentions == sum(m.entity == one.entity for m in story.mentions)
    assert one.utterances == sum(u.speaker == one.entity and u.kind == "speech" for u in story.utterances)


def test_merges_follow_one_another(lamp: Story):
    wren, hollis, orme = (person(lamp, n) for n in ("Wren Calloway", "Hollis Tarn", "Captain Orme"))
    story = read(Correction("merge", people=(wren, hollis)), Correction("merge", people=(hollis, orme)))
    assert who(story, "Captain Orme") == who(story, "Hollis Tarn") == who(story, "Wren Calloway") == wren.name
    assert story == replace(read(Correction("merge", people=(wren, hollis, orme))), corrections=story.corrections)


def test_mentions_that_are_somebody_else_are_parted(lamp: Story):
    girl = Correction(
        "split", person=person(lamp, "Wren Calloway"), mentions=(place(lamp, "Miss Calloway"),), name="Ada Calloway"
    )
    story = read(girl)
    assert who(story, "Miss Calloway") == "Ada Calloway"
    assert speaker(story, "I did,") == "Ada Calloway", "the reporting clause is hers"
    assert who(story, "Wren Calloway") != "Ada Calloway"
    ada = character(story, "Ada Calloway")
    assert [a.name for a in ada.names] == ["Miss Calloway"]
    rest = character(story, who(story, "Wren Calloway"))
    assert rest.mentions + ada.mentions >= character(lamp, who(lamp, "Wren Calloway")).mentions


def test_mentions_given_to_somebody_who_is_there_are_theirs(lamp: Story):
    made = Correction(
        "split", person=person(lamp, "Wren Calloway"), mentions=(place(lamp, "Miss Calloway"),), name="Captain Orme"
    )
    story = read(made)
    assert who(story, "Miss Calloway") == who(lamp, "Captain Orme")
    assert len(story.characters) == len(lamp.characters)
    girl = next(m for m in lamp.mentions if lamp.text[m.start : m.end].lower().startswith("the keeper's girl"))
    words = lamp.text[girl.start : girl.end]
    described = read(replace(made, name=words.lower()))
    assert who(described, "Miss Calloway") == who(described, words)


def test_whoever_was_parted_can_be_renamed_and_merged(lamp: Story):
    miss = place(lamp, "Miss Calloway")
    split = Correction("split", person=person(lamp, "Wren Calloway"), mentions=(miss,), name="Ada")
    rename = Correction("rename", person=Person("Ada", miss), name="Ada the Elder")
    story = read(split, rename)
    assert who(story, "Miss Calloway") == "Ada the Elder"
    back = read(split, rename, Correction("merge", people=(person(lamp, "Hollis Tarn"), Person("Ada the Elder", miss))))
    assert who(back, "Miss Calloway") == who(back, "Hollis Tarn")
    both = Correction("merge", people=(person(lamp, "Wren Calloway"), Person("Ada", miss)))
    assert who(read(split, both), "Miss Calloway") == who(lamp, "Wren Calloway")


def test_a_new_name_is_shown_everywhere(lamp: Story):
    story = read(Correction("rename", person=person(lamp, "Hollis Tarn"), name="Hollis the Lamp"))
    assert speaker(story, "You are late,") == "Hollis the Lamp"
    found = character(story, "Hollis the Lamp")
    assert {a.name for a in found.names} == {"Hollis Tarn", "Hollis"}, "what the text calls him stays"


def test_somebody_with_one_mention_is_in_the_cast_once_renamed(lamp: Story):
    girl = next(m for m in lamp.mentions if lamp.text[m.start : m.end].startswith("The keeper"))
    at = anchor(lamp.text, girl.start, girl.end)
    split = Correction("split", person=Person("?", at), mentions=(at,), name="Nan")
    assert character(read(split), "Nan").mentions == 1


def test_a_note_that_is_none_is_gone(lamp: Story):
    note = next(n for n in lamp.content if n.category == "violence")
    others = [n for n in lamp.content if n.category != "violence"]
    assert note.evidence
    dismissed = [
        Correction("dismiss", category="violence", at=anchor(lamp.text, s.start, s.end))
        for n in lamp.content
        if n.category == "violence"
        for s in n.evidence
    ]
    story = read(*dismissed)
    assert [n for n in story.content if n.category == "violence"] == []
    assert list(story.content) == others
    first = read(dismissed[0])
    evidence = [s for n in first.content if n.category == "violence" for s in n.evidence]
    assert note.evidence[0] not in evidence
    assert len(evidence) == sum(len(n.evidence) for n in lamp.content if n.category == "violence") - 1


def test_of_two_corrections_of_a_passage_the_later_wins(lamp: Story):
    at = place(lamp, "The oil!")
    first = Correction("speaker", at=at, speaker=person(lamp, "Captain Orme"))
    second = Correction("speaker", at=at, speaker=person(lamp, "Wren Calloway"))
    story = read(first, second)
    assert story.corrections == (second,)
    assert speaker(story, "The oil!") == who(story, "Wren Calloway")
    names = [Correction("rename", person=person(lamp, "Wren Calloway"), name=n) for n in ("Ada", "Nan")]
    assert who(read(*names), "Wren Calloway") == "Nan"
    assert read(first, first).corrections == (first,)


def test_corrections_are_kept_and_applied_again(lamp: Story):
    made = [
        Correction("merge", people=(person(lamp, "Wren Calloway"), person(lamp, "Captain Orme"))),
        Correction("rename", person=person(lamp, "Hollis Tarn"), name="Hollis the Lamp"),
        Correction("speaker", at=place(lamp, "The oil!"), speaker=person(lamp, "Wren Calloway")),
        Correction("split", person=person(lamp, "Wren Calloway"), mentions=(place(lamp, "Miss Calloway"),), name="Ada"),
    ]
    story = read(*made)
    assert story.corrections == tuple(made)
    assert read(*story.corrections) == story


EDITED = TEXT.replace("Wren Calloway climbed", "It was night. There had been rain since noon.\n\nWren Calloway climbed")


def test_in_an_edited_text_corrections_hold_where_their_passages_stand(lamp: Story):
    made = [
        Correction("speaker", at=place(lamp, "The oil!"), speaker=person(lamp, "Captain Orme")),
        Correction("speaker", at=place(lamp, "Then you will"), speaker=person(lamp, "Hollis Tarn")),
        Correction("merge", people=(person(lamp, "Wren Calloway"), person(lamp, "Hollis Tarn"))),
    ]
    edited = EDITED.replace('"Then you will answer for it."', '"Then you may go."')
    story = read(*made, text=edited)
    assert speaker(story, "The oil!") == "Captain Orme"
    assert who(story, "Hollis Tarn") == who(story, "Wren Calloway")
    assert [(c.applied, c.problem) for c in story.corrections] == [
        (True, None), (False, "the passage is gone"), (True, None),
    ]  # fmt: skip
    oil, gone, _ = story.corrections
    assert story.text[oil.at.start : oil.at.end] == "The oil!"
    assert gone == replace(made[1], applied=False, problem=gone.problem, speaker=gone.speaker)
    back = read(*story.corrections)
    assert [c.applied for c in back.corrections] == [True, True, True]
    assert speaker(back, "Then you will") == speaker(back, "You are late")


def test_a_person_whose_first_mention_is_gone_is_known_by_name(lamp: Story):
    made = Correction("rename", person=Person("Hollis", place(lamp, "Hollis", "said")), name="Holly")
    story = read(made, text=TEXT.replace('"You are late," said Hollis.\n\n', ""))
    assert who(story, "Hollis Tarn") == "Holly"
    nobody = read(made, text=TEXT.replace("Hollis", "Barnaby"))
    assert [(c.applied, c.problem) for c in nobody.corrections] == [(False, "the passage is gone")]


def test_a_merge_or_a_split_holds_as_far_as_its_passages_stand(lamp: Story):
    people = (person(lamp, "Wren Calloway"), person(lamp, "Hollis Tarn"), person(lamp, "Captain Orme"))
    story = read(Correction("merge", people=people), text=TEXT.replace("Captain Orme", "Someone").replace("Orme", "He"))
    assert who(story, "Hollis Tarn") == who(story, "Wren Calloway")
    assert story.corrections[0].applied
    assert story.corrections[0].problem == "without 1 of its 3 passages, which are gone"
    alone = read(Correction("merge", people=people[1:]), text=story.text)
    assert (alone.corrections[0].applied, alone.corrections[0].problem) == (False, "the passage is gone")


def test_where_nothing_is_said_any_more_no_speaker_is_set(lamp: Story):
    made = Correction("speaker", at=place(lamp, "always had an answer"), speaker=person(lamp, "Captain Orme"))
    assert [(c.applied, c.problem) for c in read(made).corrections] == [(False, "nothing is said there")]


def test_a_failing_layer_loses_no_correction(lamp: Story, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr("fabula.reading.layers.after_speech", fail)
    made = Correction("rename", person=person(lamp, "Hollis Tarn"), name="Holly")
    story = read(made)
    assert [replace(c, applied=True, problem=None) for c in story.corrections] == [made]
    assert not story.corrections[0].applied
    assert "'corrections' failed" in story.warnings[-1]


def test_a_quotation_that_is_no_speech_becomes_it_when_it_gets_a_speaker():
    text = 'Anna read the sign. So this was "the Improvement" at last.\n\n"Well," said Anna.\n\n"Well," said Bert.\n'
    plain = fabula.read(text)
    at = plain.text.index("the Improvement")
    assert said(plain, "the Improvement").kind == "other"
    span = Span(at, at + len("the Improvement"))
    made = Correction("speaker", at=anchor(plain.text, span.start, span.end), speaker=person(plain, "Bert"))
    story = read(made, text=text)
    assert (said(story, "the Improvement").kind, speaker(story, "the Improvement")) == ("speech", "Bert")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_corrections_make_a_sound_reading_that_they_make_again(lamp: Story, data: st.DataObject):
    """Whatever is merged, split, named and given to whom, every layer agrees, and what was kept says it all."""
    cast = [c.entity for c in lamp.characters]

    def anchored(entity: int) -> Person:
        mention = data.draw(st.sampled_from([m for m in lamp.mentions if m.entity == entity]))
        return Person(lamp.entity(entity).name, anchor(lamp.text, mention.start, mention.end))

    def some_correction() -> Correction:
        people = [anchored(e) for e in data.draw(st.lists(st.sampled_from(cast), min_size=2, max_size=3))]
        mention = data.draw(st.sampled_from(lamp.mentions))
        utterance = data.draw(st.sampled_from(lamp.utterances))
        name = data.draw(st.sampled_from(["Ada", "Orme", "Hollis", "the captain"]))
        match data.draw(st.sampled_from(["speaker", "nobody", "merge", "split", "rename"])):
            case "speaker" | "nobody" as kind:
                at = anchor(lamp.text, utterance.spans[0].start, utterance.spans[-1].end)
                return Correction("speaker", at=at, speaker=people[0] if kind == "speaker" else None)
            case "merge":
                return Correction("merge", people=tuple(people))
            case "split":
                at = anchor(lamp.text, mention.start, mention.end)
                return Correction(
                    "split", person=Person(lamp.entity(mention.entity).name, at), mentions=(at,), name=name
                )
            case _:
                return Correction("rename", person=people[0], name=name)

    made = [some_correction() for _ in range(data.draw(st.integers(1, 4)))]
    story = read(*made)
    assert referred(story) <= {e.id for e in story.entities}
    assert {m.entity for m in story.mentions} >= {c.entity for c in story.characters if c.mentions}
    for c in story.characters:
        assert c.mentions == sum(m.entity == c.entity for m in story.mentions)
        assert c.utterances == sum(u.speaker == c.entity and u.kind == "speech" for u in story.utterances)
    for u in story.utterances:
        assert u.speaker not in u.addressees
        assert (u.speaker is None) == (u.confidence == 0) or u.kind == "other"
    assert all(c.applied for c in story.corrections)
    assert read(*story.corrections) == story
