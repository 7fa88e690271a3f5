"""Free indirect thought: whose it is, how far it runs, and what is no such thing."""

import json

import pytest

import fabula
from fabula.output import booknlp, tei
from fabula.output.script import lines
from fabula.story import FREE_INDIRECT

STAIR = (
    "Mary stopped on the stair. Why had Tom not written to her? He would come, surely; he must. "
    "Oh, what a fool she had been! She went up and lit the lamp."
)


def thoughts(story):
    return [story.said(u) for u in story.utterances if u.method == FREE_INDIRECT]


def read(text):
    return fabula.read(text + "\n")


@pytest.fixture(scope="module")
def stair():
    return read(STAIR)


def test_a_run_of_sentences_is_one_thought_of_who_the_telling_is_about(stair):
    (u,) = [u for u in stair.utterances if u.method == FREE_INDIRECT]
    assert stair.said(u) == STAIR[STAIR.index("Why") : STAIR.index(" She went")]
    assert (u.kind, u.cue, u.mention, u.addressees) == ("thought", None, None, ())
    assert stair.entity(u.speaker).name == "Mary"
    assert 0.6 <= u.confidence <= 0.8


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tom sat down on the wall. If only he had spoken yesterday! He took off his cap.", "If only he had spoken"),
        ("Mary shut the book. How could she tell him now? She put out the light.", "How could she"),
        ("Mary looked at the clock. Was she too late? She began to run.", "Was she too late"),
        ("Tom knew the voice. Surely he had heard it before! He turned round.", "Surely he had"),
    ],
)
def test_a_question_or_a_cry_beside_what_somebody_does(text, found):
    (thought,) = thoughts(read(text))
    assert thought.startswith(found)


@pytest.mark.parametrize(
    "text",
    [
        # reported, and so no direct question
        "Mary wondered why he had not written. She asked herself whether he would come. She lit the lamp.",
        "Mary stopped. Had he written? she asked. Tom shook his head.",
        "Tom stood up. Was anybody hurt? shouted Tom. He ran to the gate.",
        # the narrator's own
        "Mary stopped. What would you have done, reader? She went up and lit the lamp.",
        "Mary stopped. Why do we write letters? She went up and lit the lamp.",
        "Tom slept. Had he but known what was coming! He turned over and slept on.",
        "Tom slept. How could poor Tom have known it? He turned over and slept on.",
        # two people could think it
        "Mary looked at Jane, and Jane looked at the floor. Had she known it? Jane rose. Mary did not stir.",
        # marked, written or a heading
        "Mary stopped on the stair. “Why had he not written?” she said. She lit the lamp.",
        "Mary stopped on the stair. *Why had he not written?* she thought. She lit the lamp.",
        "Tom went under the arch. WHO WOULD BE FREE? He walked on.",
        # told in the present
        "Mary stops on the stair. Why had he not written? She goes up and lights the lamp, and she sits down.",
    ],
)
def test_what_is_none(text):
    assert thoughts(read(text)) == []


def test_none_in_the_first_person():
    text = STAIR.replace(
        "She went", "I heard it all. I was in my room, and I had my ear to the door. I sat up. She went"
    )
    assert thoughts(read(text)) == []


def test_lines_count_speech_alone(stair):
    assert [c.utterances for c in stair.characters if c.name == "Mary"] == [0]


def test_a_script_leaves_it_with_the_narrator(stair):
    assert {line.speaker for line in lines(stair)} == {None}


def test_tei_has_it_neither_direct_nor_aloud(stair):
    (page,) = tei.render(stair, "stair").values()
    assert b'<said direct="false" aloud="false"' in page


def test_booknlp_has_no_quotation_of_it(stair):
    quotes = booknlp.render(stair, "stair")["stair.quotes"].decode()
    assert quotes.count("\n") == 1


def test_a_reading_with_it_is_saved_and_loaded(stair, tmp_path):
    stair.save(tmp_path)
    assert fabula.Story.load(tmp_path).utterances == stair.utterances


def test_a_correction_sets_its_thinker(stair, tmp_path):
    (u,) = [u for u in stair.utterances if u.method == FREE_INDIRECT]
    tom = next(m for m in stair.mentions if stair.text[m.start : m.end] == "Tom")

    def anchor(start, end):
        text = stair.text
        return {
            "start": start, "end": end, "exact": text[start:end],
            "prefix": text[max(0, start - 32) : start], "suffix": text[end : end + 32],
        }  # fmt: skip

    person = {"name": "Tom", "at": anchor(tom.start, tom.end)}
    change = {"do": "speaker", "at": anchor(u.spans[0].start, u.spans[0].end), "speaker": person}
    file = tmp_path / "corrections.json"
    file.write_text(
        json.dumps({
            "format": "fabula corrections", "version": 1, "title": "", "sha256": stair.source.sha256,
            "corrections": [change],
        })
    )  # fmt: skip
    story = fabula.read(STAIR + "\n", corrections=file)
    (again,) = [u for u in story.utterances if u.method == FREE_INDIRECT]
    assert (story.entity(again.speaker).name, again.kind, again.confidence) == ("Tom", "thought", 1.0)
    assert [c.problem for c in story.corrections] == [None]
