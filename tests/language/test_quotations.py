"""Quoted stretches in every style, and which of them are speech."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.language.quotations import find_quotations
from fabula.language.spoken import which_are_spoken


def paragraphs(text):
    return [m.span() for m in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text)]


def quoted(text):
    return [text[q.inner_start : q.inner_end] for q in find_quotations(text, paragraphs(text))]


def spoken(text):
    spans = paragraphs(text)
    found = find_quotations(text, spans)
    said = which_are_spoken(text, found, dict(enumerate(start for start, _ in spans)))
    return [text[q.inner_start : q.inner_end] for q, s in zip(found, said, strict=True) if s]


MARKS = {
    "straight double": '""',
    "curly double": "“”",
    "straight single": "''",
    "curly single": "‘’",
    "guillemets": "«»",
    "guillemets turned": "»«",
    "single guillemets": "‹›",
    "German": "„“",
    "low and high": "„”",
    "corner brackets": "「」",
    "TeX": ("``", "''"),
}


@pytest.mark.parametrize("style", MARKS)
def test_an_interrupted_line_in_every_style(style):
    a, b = MARKS[style]
    text = f"{a}Stay,{b} said Edda, {a}and eat.{b}\n\nNobody did. {a}Well?{b} she asked."
    assert quoted(text) == ["Stay,", "and eat.", "Well?"]
    found = find_quotations(text, paragraphs(text))
    assert all(q.closed and not q.continues for q in found)
    assert [text[q.start : q.end] for q in found] == [f"{a}{said}{b}" for said in ("Stay,", "and eat.", "Well?")]


def test_spaces_inside_the_marks_are_no_part_of_what_is_said():
    assert quoted("« Stay, » said Edda. « Now. »") == ["Stay,", "Now."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'I'm off,' said Ned. 'The boys' hats are wet.'", ["I'm off,", "The boys' hats are wet."]),
        ("'I'm goin' home,' said Ned. 'Don't wait.'", ["I'm goin' home,", "Don't wait."]),
        ("‘’Tis late,’ said Ned. ‘I’ve read the girls’ letters.’", ["’Tis late,", "I’ve read the girls’ letters."]),
        ("‘Give ’em here,’ said Ned.", ["Give ’em here,"]),
        ("‘He called me “fool” twice,’ said Ned." + "\n\n‘No!’" * 6, ["He called me “fool” twice,"] + ["No!"] * 6),
        ("“He called me ‘fool’ twice,” said Ned.", ["He called me ‘fool’ twice,"]),
        ("\"She's the boys' aunt,\" said Ned.", ["She's the boys' aunt,"]),
        ("'Twas late, and the dogs' bowls were dry; 'tis often so.", []),
        ("The boys' hats and the girls' coats hung there.", []),
        ("‘Yes’, she said.", ["Yes"]),
        ("He was 5'10\" tall and said \"hi.\"", ["hi."]),
    ],
)  # fmt: skip
def test_apostrophes_and_nested_marks(text, expected):
    assert quoted(text) == expected


def test_speech_may_begin_with_a_word_that_is_sometimes_clipped():
    said = ["It is late,", "and cold.", "Is it?", "Er, well.", "Round it goes,", "Less than that."]
    text = "'{}' said Ned, '{}'\n\n'{}' said Bess.\n\n'{}'\n\n'{}' said Ned.\n\n'{}'".format(*said)
    assert quoted(text) == said


def test_dash_dialogue_without_its_reports():
    text = "— Come in, he said.\n\n— No, said Edda. I will not.\n\n— Please.\n\nShe went — at last — away."
    assert quoted(text) == ["Come in,", "No,", "I will not.", "Please."]
    assert spoken(text) == quoted(text)


def test_a_stretch_of_dash_dialogue_in_a_work_that_uses_marks():
    rest = "\n\n“Yes,” said Edda." * 20
    text = f"“Listen,” said Edda.{rest}\n\n— Come in, he said.\n\n— No, said Ned.\n\n— Please.{rest}"
    assert [q for q in quoted(text) if q not in ("Yes,", "Listen,")] == ["Come in,", "No,", "Please."]


def test_an_apostrophe_directly_after_the_mark_that_opens():
    text = "'I am off,' said Ned.\n\n''Tis late,' said Bess.\n\n'So it is,' said Ned."
    assert quoted(text) == ["I am off,", "'Tis late,", "So it is,"]


def test_the_same_marks_nested():
    assert quoted("“She said “no” to me,” Ned wept. “Twice.”") == ["She said “no” to me,", "Twice."]


def test_a_dash_now_and_then_is_no_dialogue():
    assert quoted("— that was how it went.\n\n“Yes,” he said.\n\n“No.”\n\n“Yes.”") == ["Yes,", "No.", "Yes."]


@pytest.mark.parametrize(("a", "b"), ["“”", '""', "‘’", "«»"])
def test_speech_that_runs_over_paragraphs(a, b):
    text = f"{a}One thing.\n\n{a}And another.\n\n{a}A third,{b} said Edda.\n\n{a}I see.{b}"
    found = find_quotations(text, paragraphs(text))
    assert quoted(text) == ["One thing.", "And another.", "A third,", "I see."]
    assert [q.continues for q in found] == [False, True, True, False]
    assert [q.closed for q in found] == [False, False, True, True]


def test_speech_goes_on_after_verse_that_has_no_marks():
    text = "“Do you know it?\n\n  The tide comes in,\n  The tide goes out,\n\nand so on for ever,” said Edda. “No.”"
    assert quoted(text) == ["Do you know it?", "and so on for ever,", "No."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('""I know,"" said Edda. "Go."', ["I know,", "Go."]),
        ('It is late," said Edda. "Go."', ["It is late,", "Go."]),
        ('Is it late?" asked Edda. "Go."', ["Is it late?", "Go."]),
        ('She got up. It is late," said Edda. "Go."', ["Go."]),
        ('The plank was 9" long, and wet.', []),
    ],
)
def test_marks_lost_and_doubled(text, expected):
    assert quoted(text) == expected


def test_a_mark_never_closed_ends_with_its_paragraph():
    text = '"Never closed.\n\nShe left. "Closed," she said. Then nothing.'
    found = find_quotations(text, paragraphs(text))
    assert quoted(text) == ["Never closed.", "Closed,"]
    assert [q.continues for q in found] == [False, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The so-called “rescue” failed.", []),
        ("He read “The Tides” that day.", []),
        ("The “Herring” and the “Gannet” lay by.", []),
        ("He was called “Bat.”", []),
        ("They spelt it with the letters “oo” and an aitch.", []),
        ("“Fire!”", ["Fire!"]),
        ("“…” was all she said.", ["…"]),
        ("Edda turned. “I must go.”", ["I must go."]),
        ("She said, “I must go.”", ["I must go."]),
        ("He said, “No”; she said, “Yes.”", ["No", "Yes."]),
        ("He whispered “not now” and was gone.", []),
        ("“No,” said Edda.", ["No,"]),
        ("“Yes”, said Edda.", ["Yes"]),
        ("“I hoped, Ned,” said Mrs. Holt, “you had brought oars”", ["I hoped, Ned,", "you had brought oars"]),
        ("Edda said to the boy “Fetch the oars.”", ["Fetch the oars."]),
        ("He went on “Do you know the way?”", ["Do you know the way?"]),
        ("There were cries of “Land!” from the bow.", ["Land!"]),
        ("He left with a “Dear, dear!” and a bow.", ["Dear, dear!"]),
        ("She was out, and “Not at home,” was the maid’s answer.", ["Not at home,"]),
        ("“No” was all he said.", ["No"]),
        ("They cried “Land!” and “Larboard!” by turns.", ["Land!", "Larboard!"]),
        ("She saw “salt,” “oil” and “sage” on the jars.", []),
        ("“Aunt Sal” was the name of the boat.", []),
        ("The bell was Holt's “Lady of the Sound,” cast in a war.", []),
        ("She sat and sang “The Maid of the Wreck” to the boy.", []),
        ("He read it in “A Seaman's Diary.” He had read it twice.", []),
        ("She sang “The Maid,” a song of her aunt's.", []),
        ("He said “Morning” to the boy.", ["Morning"]),
        ("He said “ain” for “one” all his life.", []),
        ("She called “Edda!” from the stairs.", ["Edda!"]),
        ("The boy called out “Land in sight!” and they ran.", ["Land in sight!"]),
        ("The dog was called “Hurrah!” by the boys.", []),
        ("Her only remark was “You might have knocked.”", ["You might have knocked."]),
        ("“It is not you” she bit her lip “but the boat.”", ["It is not you", "but the boat."]),
        ("“It is the boat.” She showed him the “good oar.”", ["It is the boat."]),
        ("“I know—” she lifted the lamp “—it was you.”", ["I know—", "—it was you."]),
        ("“Hum” said Mrs. Holt “not bad,” and she sat down.", ["Hum", "not bad,"]),
        ("“And if we ” she looked up at him “we may never go home ” She rose.", ["And if we", "we may never go home"]),
        ("Then, after a while, “Now, Ned,” said Edda.", ["Now, Ned,"]),
        ("He had it “mended,” he said.", ["mended,"]),
        ("She would not be “mended,” he said.", []),
        ("It was an “heirloom,” said with a smile.", []),
        ("The tea came up black, “medicinal,” and thick with leaves.", []),
        ("Putting his feet up “for a moment,” he said: “Edda is late.”", ["Edda is late."]),
        ("There it hung still, the “fine dry rope,” suggested by Ned.", []),
        ("She did the sum over again--“they” could never be Ned and her.", []),
        ("It was not “Weather for ducks,” as the pilot had it.", []),
        ("Only the back was left of it: “The Pilot of the Sound.” She burned it.", []),
        ("Edda said: “Mrs. Holt.”", ["Mrs. Holt."]),
        ("Half of it was gone, and the tin was labelled: “Rat cake. KEEP DRY.”", []),
        ("“HERRING AT FOUR A PENNY”\n\nThe cat slept upon it.", []),
        ("He flung down a gruff “No!” from the loft.", ["No!"]),
        ("Mrs. Holt, with a most contented “Ah! hot soup,” sat down.", ["Ah! hot soup,"]),
        ("She rapped at the hatch. A sleepy “Come along” followed.", ["Come along"]),
        ("CHAPTER IV.\n“WHO HAS THE OARS?”", []),
        ("It put her in mind of the proverb, “Wet feet, dry purse.” She rowed.", []),
        ("He quoted the proverb, “Wet feet, dry purse.” She rowed.", ["Wet feet, dry purse."]),
        ("Over the door was the motto: “Row or swim.” It was wet.", []),
        ("Edda stammered a “No.” Nobody spoke.", ["No."]),
        ("He whispered a hoarse “Thank you” and rowed on.", ["Thank you"]),
        ("She nodded, but with so faint a “Yes,” that he doubted it.", ["Yes,"]),
        ("Edda’s startled “Who is it?” woke them all.", ["Who is it?"]),
        ("He read it twice before typing back, “on my way.”", ["on my way."]),
        ("They called the hut a “Palace.”", []),
        ("He took it for a “Bargain,” and paid.", []),
        ("The sign was in red, “on my way.”", []),
        ("“Sit down!” said Ned crossly, and “Mind the paint.” So they sat.", ["Sit down!", "Mind the paint."]),
        ("“What a noise!” cried Mrs. Holt as she ran out “is it cats?”", ["What a noise!", "is it cats?"]),
        (
            "“Soup,” said Ned “soup. And cold, so that nobody ate it ”",
            ["Soup,", "soup. And cold, so that nobody ate it"],
        ),
    ],
)
def test_speech_and_what_only_stands_in_marks(text, expected):
    assert spoken(text) == expected


@pytest.mark.parametrize(
    "lead",
    [
        "She might have said,", "He shrugged, as much as to say,", "Edda looked up as if to ask,", "She nearly said,",
        "He was going to say,", "She longed to add:", "Ned felt like shouting:", "Instead of saying,",
        "She was on the point of saying,", "Her eyes said,", "He made a face that meant,",
        "It was on the tip of her tongue to say,", "Ned had now no power of asking,", "It was on her lips to remark:",
        "He very nearly answered:\n\n", "She had a smile that seemed to say,", "Her eyes, wide with it, said,",
        "Why did he not say,", "How could he say:", "Nobody cared whether he said,", "It was useless to say,",
        "She could fancy Ned saying,", "He wanted Edda to sit up and say,", "Ned would be capable of replying,",
        "Edda was far from answering,", "She longed to lean out and shout:", "His shrug expressed--",
        "Her knock was known to mean:",
    ],
)  # fmt: skip
def test_what_nobody_said_is_no_speech(lead):
    assert spoken(f"{lead} “Leave the oars.” Then she went.") == []


@pytest.mark.parametrize(
    "after",
    [
        "he felt like shouting", "she was ready to exclaim", "he could fancy Ned saying", "it seemed to say",
        "she longed to add",
    ],
)  # fmt: skip
def test_what_nobody_said_after_all_is_no_speech(after):
    assert spoken(f"“Leave the oars,” {after}. “Leave them both.” Then she went.") == []
    assert spoken(f"“Leave the oars,” said Ned, while {after}. “I am late,” called Edda.")[0] == "Leave the oars,"


@pytest.mark.parametrize(
    "lead",
    [
        "She might have smiled, but said,", "As if to warn them, Edda said,", "She almost screamed,",
        "He was going to the boat when he said,", "Instead of answering, he said,", "Ned said with half a smile,",
        "At last she could say,", "Ready to weep, she said,", "He took the chance of saying,",
        "It was far from easy, but she said,", "She could not help exclaiming:\n\n",
    ],
)  # fmt: skip
def test_what_somebody_said_after_all(lead):
    assert spoken(f"{lead} “Leave the oars.” Then she went.") == ["Leave the oars."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Still (with a wink) you came.”", ["Still", "you came."]),
        ("“Then, (nodding at Edda,) she must row.”", ["Then,", "she must row."]),
        ("“Eels!--(licking a finger)--fat ones.”", ["Eels!--", "fat ones."]),
        ("“It is salt, (as he spoke he sneezed) not sugar.”", ["It is salt,", "not sugar."]),
        ("“Here is the bell (loud cheers). Now ring it.”", ["Here is the bell", "Now ring it."]),
        ("“You (to Edda) will row, and you (pointing at Ned) will sit.”", ["You", "will row, and you", "will sit."]),
        ("“I will go (seeing her put on her hat) and wait.”", ["I will go", "and wait."]),
        ("“Very well (seeing that it is late) I will go.”", ["Very well (seeing that it is late) I will go."]),
        ("“My aunt (she is ninety) rows.”", ["My aunt (she is ninety) rows."]),
        ("“Strictly (generally speaking) it is late.”", ["Strictly (generally speaking) it is late."]),
        ("“Then I (turning to my aunt) said no.”", ["Then I (turning to my aunt) said no."]),
        ("“We went (in a way) too far.”", ["We went (in a way) too far."]),
        ("“(Laughing.) No!”", ["(Laughing.) No!"]),
    ],
)
def test_the_narrators_brackets_inside_speech(text, expected):
    assert quoted(text) == expected
    assert spoken(text) == expected


def test_nothing_between_the_marks_is_nothing_quoted():
    assert quoted('“” "" ‘’ « »') == []


def test_no_paragraphs():
    assert find_quotations("", []) == []


PIECES = st.sampled_from(
    ["“", "”", '"', "‘", "’", "'", "«", "»", "„", "‟", "‹", "›", "「", "」", "``", "''", "&quot;", "—", "-- ", "- ",
     "goin'", "boys'", "'Tis", "don't", "Edda", "said", " he said", "Well", "x", " ", "  ", ",", ".", "!", "?",
     "…", "_", "*", "(", ")"]
)  # fmt: skip
LINES = st.lists(
    st.one_of(PIECES, st.text(st.characters(exclude_characters="\n"), max_size=4)), min_size=1, max_size=20
)


@settings(deadline=None, max_examples=400)
@given(st.lists(LINES.map("".join), max_size=6))
def test_quotations_lie_in_order_inside_their_paragraphs(lines):
    text = "\n\n".join(lines)
    spans, at = [], 0
    for line in lines:
        spans.append((at, at + len(line)))
        at += len(line) + 2
    last = 0
    found = find_quotations(text, spans)
    for q in found:
        first, stop = spans[q.paragraph]
        assert first <= q.start <= q.inner_start < q.inner_end <= q.end <= stop
        assert last <= q.start
        last = q.end
    assert len(which_are_spoken(text, found, {k: start for k, (start, _) in enumerate(spans)})) == len(found)
