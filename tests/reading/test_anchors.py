"""Passages found again: where they stand, or said to be gone, and never somewhere else."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fabula.reading.corrections.anchors import GONE, TWICE, anchor, find, fold
from fabula.story import Anchor, Span

TEXT = """The lamp on the quay was out, and Wren had let it go out.

“Who was on watch?” asked Hollis. Nobody cared to say.

“I was,” said Wren. “I slept.”

The second lamp was burning still, and the gulls sat under it in a row.
"""


def at(text: str, words: str) -> Anchor:
    start = text.index(words)
    return anchor(text, start, start + len(words))


def there(text: str, a: Anchor) -> str | None:
    span = find(fold(text), a).span
    return None if span is None else text[span.start : span.end]


def test_a_passage_stands_where_it_was():
    for words in ("“Who was on watch?”", "Wren", "it", "The lamp", "row.\n"):
        a = at(TEXT, words)
        assert find(fold(TEXT), a).span == Span(a.start, a.start + len(words))


def test_a_passage_is_found_where_the_text_before_it_has_changed():
    a = at(TEXT, "I was,")
    edited = TEXT.replace("The lamp on the quay was out, and Wren had let it go out.", "It was dark.")
    assert find(fold(edited), a).span == Span(edited.index("I was,"), edited.index("I was,") + 6)


def test_white_space_and_the_shape_of_marks_do_not_count():
    a = at(TEXT, "“I was,” said Wren. “I slept.”")
    typed = TEXT.replace("“", '"').replace("”", '"').replace(". ", ".\n")
    assert there(typed, a) == '"I was," said Wren.\n"I slept."'


def test_a_paragraph_that_has_moved_is_found():
    asked = "“Who was on watch?” asked Hollis. Nobody cared to say.\n\n"
    moved = TEXT.replace(asked, "") + "\n" + asked
    for words in ("Who was on watch?", "Hollis", "Nobody cared to say."):
        assert there(moved, at(TEXT, words)) == words
    was = "“I was,” said Wren. “I slept.”\n\n"
    assert there(was + TEXT.replace(was, ""), at(TEXT, "I was,")) is None, "too little to know it by"


def test_what_is_gone_is_gone():
    a = at(TEXT, "“Who was on watch?”")
    assert find(fold(TEXT.replace("on watch", "asleep")), a) == (None, GONE)
    assert find("", a) == (None, GONE)


def test_the_same_words_elsewhere_are_another_passage():
    a = at(TEXT, "Wren. “I slept.”")
    assert find(fold("A wren sang. He dreamt of Wren. “I slept.” He had a dull day, and no lamps."), a) == (None, GONE)
    it = at(TEXT, "it go out.")
    assert find(fold(TEXT.replace("Wren had let it go out", "nobody minded it")), it).span is None


def test_a_word_is_not_looked_for_inside_another():
    text = "He saw the heron.\n\nThen he left the others there, and that was the end of the whole affair for him."
    a = at(text, "he left")
    he = anchor(text, a.start, a.start + 2)
    assert there(text.replace(" he left", " left"), he) is None
    assert there(text.replace("He saw the heron.", "Nothing."), he) == "he"


def test_two_that_cannot_be_told_apart_are_not_guessed_at():
    verse = "Row, row, and mind the tide that runs.\nSing, lads, and mind the wind that blows.\n"
    text = verse * 4
    second = text.index("Sing", text.index("Sing") + 1)
    a = anchor(text, second, second + 4)
    assert find(fold(text), a).span == Span(second, second + 4), "its position tells"
    assert find(fold("A new first line.\n" + text), a) == (None, TWICE)


words = st.integers(0, 400).map(lambda n: f"w{n}")
unique = st.lists(words, min_size=20, max_size=60, unique=True)


@settings(deadline=None)
@given(unique, st.data())
def test_after_any_edits_a_passage_is_found_in_its_place_or_not_at_all(tokens: list[str], data: st.DataObject):
    """Every word is there once, so that the place of the passage in the edited text is known."""
    first = data.draw(st.integers(0, len(tokens) - 1))
    last = data.draw(st.integers(first + 1, min(len(tokens), first + 5)))
    text = " ".join(tokens)
    a = at(text, " ".join(tokens[first:last]))
    edited = list(tokens)
    for _ in range(data.draw(st.integers(0, 6))):
        place = data.draw(st.integers(0, len(edited)))
        match data.draw(st.sampled_from(["insert", "delete", "replace", "move"])):
            case "insert":
                edited.insert(place, f"new{data.draw(st.integers(0, 99))}")
            case "delete":
                del edited[place : place + data.draw(st.integers(1, 4))]
            case "replace":
                edited[place : place + 1] = ["other"]
            case "move":
                block = edited[place : place + 3]
                del edited[place : place + 3]
                to = data.draw(st.integers(0, len(edited)))
                edited[to:to] = block
    joint = data.draw(st.sampled_from([" ", "\n", "  \n"]))
    changed = joint.join(edited)
    span = find(fold(changed), a).span
    if span is not None:
        assert changed[span.start : span.end].split() == tokens[first:last]
    if edited == tokens:
        assert span is not None


@settings(deadline=None)
@given(st.text("ab “”\n", min_size=1, max_size=40), st.text("ab “”\n", max_size=60), st.data())
def test_what_is_found_always_reads_the_same(text: str, other: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text) - 1))
    a = anchor(text, start, data.draw(st.integers(start + 1, len(text))))
    assume(a.exact.strip())
    found = find(fold(text), a).span
    assert found is not None and fold(text[found.start : found.end]).split() == fold(a.exact).split()
    elsewhere = find(fold(other), a).span
    assert elsewhere is None or fold(other[elsewhere.start : elsewhere.end]).split() == fold(a.exact).split()


@settings(deadline=None)
@given(st.text("ab c\n", min_size=1, max_size=60), st.data())
def test_in_the_same_text_a_passage_is_itself(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assume(text[start].strip() and text[end - 1].strip())
    assert find(fold(text), anchor(text, start, end)).span == Span(start, end)
