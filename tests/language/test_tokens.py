"""Words and sentences: the Penn Treebank's habits, in fiction's typography."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.language.tokens import sentences, tokenize


def split(text):
    """The sentences of a text of one paragraph, their words joined by spaces."""
    words = tokenize(text, [(0, len(text))])
    out = {}
    for number, word in zip(words.sentence.tolist(), words.text, strict=True):
        out.setdefault(number, []).append(word)
    return [" ".join(s) for s in out.values()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She'll go, but I don't, can't, won't", "She 'll go , but I do n't , ca n't , wo n't"),
        ("I’d’ve met Ann’s aunt", "I’d ’ve met Ann ’s aunt"),
        ("they cannot; you're gonna", "they can not ; you 're gon na"),
        ("'Tis late and ’twas Tom's; get 'em", "'T is late and ’t was Tom 's ; get 'em"),
        ("the boys' hats, ma'am, at six o'clock", "the boys ' hats , ma'am , at six o'clock"),
        ("W-we st-stay here, I-I think", "W-we st-stay here , I-I think"),
        ("the half-open, well-to-do door", "the half-open , well-to-do door"),
        ("stopped—then--went on", "stopped — then -- went on"),
        ("so… and ... and . . . so", "so … and ... and . . . so"),
        ("_very_ and *quite* sure", "_ very _ and * quite * sure"),
        ("1,000.50 at 3.30, the 4th", "1,000.50 at 3.30 , the 4th"),
        ("naïve Zoë’s café", "naïve Zoë ’s café"),
        ("``Stay,'' she wrote", "`` Stay , '' she wrote"),
    ],
)
def test_words(text, expected):
    assert " ".join(split(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Vane met Dr. Lee at St. Bride's. They left.", ["Mr. Vane met Dr. Lee at St. Bride 's .", "They left ."]),
        ("J. R. Pell came by. No one saw.", ["J. R. Pell came by .", "No one saw ."]),
        ("It was I. Then we left.", ["It was I .", "Then we left ."]),
        ("She said no. He said yes.", ["She said no .", "He said yes ."]),
        ("He took oars, rope, etc. and rowed.", ["He took oars , rope , etc. and rowed ."]),
        ("“Is it you?” Edda asked. “Yes.” He left.", ["“ Is it you ? ” Edda asked .", "“ Yes . ”", "He left ."]),
        ("“Go!” he cried. “Now!” She went.", ["“ Go ! ” he cried .", "“ Now ! ” She went ."]),
        ("“Stop.” The dog stopped.", ["“ Stop . ”", "The dog stopped ."]),
        ("He ran… and fell. Up he got!", ["He ran … and fell .", "Up he got !"]),
        ("She was sure. _Really?_ Yes.", ["She was sure .", "_ Really ? _", "Yes ."]),
        ("No. 31 was dark. See No. 4.", ["No. 31 was dark .", "See No. 4 ."]),
        ("The end came (or so it seemed.) Then more.", ["The end came ( or so it seemed . )", "Then more ."]),
    ],
)
def test_sentences(text, expected):
    assert split(text) == expected


def test_straight_marks_stand_with_the_sentence_that_the_quotations_say():
    text = '"Wait," she said. "I can\'t." He ran.'
    marks = [m.start() for m in re.finditer('"', text)]
    words = tokenize(text, [(0, len(text))], opening={marks[0], marks[2]}, closing={marks[1], marks[3]})
    first = [words.text[i] for i in range(1, len(words)) if words.sentence[i] != words.sentence[i - 1]]
    assert first == ['"', "He"]


def test_an_abbreviation_holds_its_full_stop():
    text = "So Mr. Orr came."
    words = tokenize(text, [(0, len(text))])
    assert [text[s:e] for s, e in zip(words.start, words.end, strict=True)] == ["So", "Mr.", "Orr", "came", "."]


def test_nothing_outside_the_paragraphs_is_read():
    text = "Title\n\nOne two.\n\nNote\n\nThree."
    spans = [(text.index("One"), text.index("\n\nNote")), (text.index("Three"), len(text))]
    words = tokenize(text, spans)
    assert words.text == ("One", "two", ".", "Three", ".")
    assert words.paragraph.tolist() == [0, 0, 0, 1, 1]


def test_a_sentence_ends_with_its_paragraph_whatever_its_last_mark():
    assert sentences(["no", "stop", "here", "none"], np.array([0, 0, 1, 1])).tolist() == [0, 0, 1, 1]


def test_no_words():
    assert len(tokenize("", [])) == 0
    assert len(tokenize(" \n ", [(0, 3)])) == 0


PIECES = st.sampled_from(
    ["Mr", "Mr.", "don't", "W-we", "said", "He", "I", "etc.", "'Tis", "’em", "—", "--", "…", "...", ". . .", "“", "”",
     '"', "'", "‘", "’", "_", "*", ".", "?", "!", ",", " ", "  ", "\t", "3.30", "é", "e\u0301", "🐕", "\u200b", "U.S."]
)  # fmt: skip
LINES = st.lists(st.one_of(PIECES, st.text(st.characters(exclude_characters="\n\r"), max_size=6)), max_size=25).map(
    "".join
)


@settings(deadline=None, max_examples=300)
@given(st.lists(LINES, max_size=5))
def test_words_are_in_order_and_nothing_is_lost(lines):
    text = "\n".join(lines)
    spans, at = [], 0
    for line in lines:
        spans.append((at, at + len(line)))
        at += len(line) + 1
    words = tokenize(text, spans)
    last = 0
    for i, word in enumerate(words.text):
        start, end = int(words.start[i]), int(words.end[i])
        assert last <= start < end <= len(text)
        assert text[start:end] == word
        assert not text[last:start].strip(), "characters between two words"
        first, stop = spans[words.paragraph[i]]
        assert first <= start
        assert end <= stop
        last = end
    assert not text[last:].strip()
    assert (np.diff(words.sentence) >= 0).all()
    assert (np.diff(words.sentence) <= 1).all()
    assert (np.diff(words.paragraph) >= 0).all()
    assert (np.diff(words.sentence)[np.diff(words.paragraph) > 0] == 1).all(), "a sentence crosses a paragraph"
