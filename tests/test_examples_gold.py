"""The gold readings in examples/gold against the stories they read. Nothing of Fabula is used here.

The gold follows these conventions. `names` are the names and epithets that the text uses for a character. A part is the
words between one pair of marks, commas included; a turn that narration interrupts, or that runs on over a paragraph,
has several. `type` is explicit where the narration names the speaker with a verb of saying, anaphoric where it has a
pronoun or a common noun there, implicit otherwise. Whoever reads a letter aloud, its speaker is who wrote it. `kind`
is writing for a letter, an entry or a note, and thought for what is thought in words. `not_utterances` are the other
stretches in quotation marks or italics: scare quotes and titles.
"""

import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "examples"
STORIES = sorted(p for p in EXAMPLES.iterdir() if p.suffix in {".txt", ".html", ".md"})
EMPHASIS = "\ue000", "\ue001"
"""Marks that stand for the beginning and end of italics while a file is taken apart."""

QUOTED = {
    ".txt": r"“([^“”]*)(?:”|$)",
    ".html": rf'"([^"]*)"|{EMPHASIS[0]}(.*?){EMPHASIS[1]}',
    ".md": rf"‘(.*?)’(?!\w)|{EMPHASIS[0]}(.*?){EMPHASIS[1]}",
}


class Blocks(HTMLParser):
    """The text of an HTML file, a string a block."""

    INLINE = frozenset({"a", "b", "em"})

    def __init__(self):
        super().__init__()
        self.blocks = [""]
        self.hidden = False

    def handle_starttag(self, tag, attrs):  # noqa: ARG002
        self.hidden = tag in {"style", "title"}
        if tag == "em":
            self.blocks[-1] += EMPHASIS[0]
        elif tag not in self.INLINE:
            self.blocks.append("")

    def handle_endtag(self, tag):
        self.hidden = False
        if tag == "em":
            self.blocks[-1] += EMPHASIS[1]
        elif tag not in self.INLINE:
            self.blocks.append("")

    def handle_data(self, data):
        if not self.hidden:
            self.blocks[-1] += data


def blocks_of(story):
    """The paragraphs and headings of a story, white space collapsed."""
    text = story.read_text(encoding="utf-8")
    if story.suffix == ".html":
        parser = Blocks()
        parser.feed(text)
        blocks = parser.blocks
    else:
        blocks = re.split(r"\n\s*\n", text)
    if story.suffix == ".md":
        blocks = [re.sub(r"^#+ ", "", b) for b in blocks]
        blocks = [re.sub(r"\*(\S[^*]*)\*", rf"{EMPHASIS[0]}\1{EMPHASIS[1]}", b) for b in blocks]
    return [b for b in (" ".join(b.split()) for b in blocks) if b]


def plain(text):
    """The text without the marks of italics."""
    return text.replace(EMPHASIS[0], "").replace(EMPHASIS[1], "")


def text_of(story):
    return plain(" ".join(blocks_of(story)))


def gold_of(story):
    return json.loads((EXAMPLES / "gold" / f"{story.stem}.json").read_text(encoding="utf-8"))


def quoted(story):
    """All that stands in quotation marks, in italics outside them, or after a dash of dialogue, in order."""
    found = []
    for block in blocks_of(story):
        if block.startswith("— "):
            found.append(block)
        else:
            stretches = (m[1] or m[m.lastindex] for m in re.finditer(QUOTED[story.suffix], block))
            found.extend(plain(s) for s in stretches)
    return found


def unaccounted(story, gold):
    """What is quoted in the story and not in the gold, in order, or the gold's parts that are left over."""
    parts = [p for u in gold["utterances"] for p in u["parts"]]
    others = list(gold["not_utterances"])
    missing = []
    for stretch in quoted(story):
        if stretch.startswith("— "):
            rest = stretch.removeprefix("— ")
            if not (parts and rest.startswith(parts[0])):
                missing.append(stretch)
            while parts and parts[0] in rest:
                rest = rest.split(parts.pop(0), 1)[1]
        elif parts and parts[0] == stretch:
            parts.pop(0)
        elif stretch in others:
            others.remove(stretch)
        else:
            missing.append(stretch)
    return missing + parts + others


def test_each_story_has_a_gold_reading_and_no_gold_is_left_over():
    assert len(STORIES) == 3
    assert {s.stem for s in STORIES} == {g.stem for g in (EXAMPLES / "gold").iterdir()}


def test_stories_are_short_stories():
    for story in STORIES:
        assert 600 <= len(text_of(story).split()) <= 2500, story.name


def test_hard_wrapped_story_is_hard_wrapped():
    lines = (EXAMPLES / "the_lamplighters_ledger.txt").read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) <= 72


def test_straight_quotation_marks_are_paired():
    odd = [b for b in blocks_of(EXAMPLES / "salt_and_signal.html") if b.count('"') % 2]
    assert odd == []


def test_everything_quoted_is_in_the_gold_and_the_gold_in_the_story():
    for story in STORIES:
        assert unaccounted(story, gold_of(story)) == [], story.name


def test_a_forgotten_a_misquoted_or_a_moved_utterance_is_noticed():
    for story in STORIES:
        for spoil in (
            lambda us: us.pop(7),
            lambda us: us[7]["parts"].append("Never said."),
            lambda us: us.insert(0, us.pop(7)),
        ):
            gold = gold_of(story)
            spoil(gold["utterances"])
            assert unaccounted(story, gold), story.name


def test_parts_occur_in_order_in_the_text():
    for story in STORIES:
        text, at = text_of(story), 0
        for utterance in gold_of(story)["utterances"]:
            assert utterance["text"] == " … ".join(utterance["parts"]), story.name
            for part in utterance["parts"]:
                at = text.find(part, at)
                assert at >= 0, (story.name, part)
                at += len(part)


def test_utterances_are_by_and_to_characters_of_the_story():
    for story in STORIES:
        gold = gold_of(story)
        known = {c["name"] for c in gold["characters"]}
        for u in gold["utterances"]:
            assert {u["speaker"], *u["addressees"]} <= known, (story.name, u["text"])
            assert u["speaker"] not in u["addressees"], (story.name, u["text"])
            assert len(set(u["addressees"])) == len(u["addressees"]), (story.name, u["text"])
            assert u["kind"] in {"speech", "thought", "writing", "other"}, (story.name, u["text"])
            assert u["type"] in {"explicit", "anaphoric", "implicit"}, (story.name, u["text"])


def test_names_occur_in_the_text_and_are_each_one_characters():
    for story in STORIES:
        characters, text = gold_of(story)["characters"], text_of(story)
        assert any(c["main"] for c in characters), story.name
        assert all(c["name"] in c["names"] for c in characters), story.name
        names = [n for c in characters for n in c["names"]]
        assert [n for n, count in Counter(names).items() if count > 1] == [], story.name
        assert [n for n in names if not re.search(rf"\b{re.escape(n)}(?!\w)", text)] == [], story.name


def test_apparatus_and_chapters_occur_in_order():
    for story in STORIES:
        gold, text = gold_of(story), text_of(story)
        for key in ("not_story", "chapters"):
            at = 0
            for opening in gold[key]:
                at = text.find(opening, at)
                assert at >= 0, (story.name, opening)
                at += len(opening)
        assert set(gold["chapters"]) <= {plain(b) for b in blocks_of(story)}, story.name
