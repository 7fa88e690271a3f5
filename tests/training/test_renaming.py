"""People under other names: training.renaming."""

from __future__ import annotations

import random

import numpy as np

from fabula.language.labels import KINDS, TYPES
from training.data import Document, Mention, Quotation
from training.renaming import likely_names, new_name, rename, renamed

WORDS = (
    "Then Captain Hollis called . Wrenny heard Hollis , and Wrenny ran to Hollis 's boat . May Wrenny live ."
).split()
SENTENCES = [0] * 5 + [1] * 12 + [2] * 4


def test_names_stand_with_a_capital_within_a_sentence() -> None:
    assert likely_names(WORDS, SENTENCES) == {"Hollis", "Wrenny"}
    assert likely_names([*WORDS, "hollis"], [*SENTENCES, 2]) == {"Wrenny"}


def test_a_name_is_changed_for_the_same_everywhere_or_for_another_each_time() -> None:
    at = [i for i, w in enumerate(WORDS) if w == "Hollis"]
    same = rename(WORDS, {"Hollis"}, random.Random(3))
    assert len({same[i] for i in at}) == 1 and "Hollis" not in same
    assert [w for w in same if w not in {same[at[0]]}] == [w for w in WORDS if w != "Hollis"]
    apart = rename(WORDS, {"Hollis"}, random.Random(3), apart=1.0)
    assert len({apart[i] for i in at}) == len(at)


def test_new_names_are_words_with_a_capital_and_of_many_kinds() -> None:
    rng = random.Random(5)
    names = {new_name(rng) for _ in range(400)}
    assert len(names) > 250 and all(n.istitle() and n.isalpha() for n in names)


def test_a_document_keeps_its_labels_under_other_names() -> None:
    person, proper = TYPES.index("PER"), KINDS.index("PROP")
    mentions = [Mention(1, 3, proper, person, "1"), Mention(5, 6, proper, person, "2")]
    n = len(WORDS)
    d = Document(
        "boats", WORDS, np.array(SENTENCES), np.zeros(n, int), mentions, np.zeros(n, bool), [Quotation(0, 5, "1")]
    )
    other = renamed(d, random.Random(1))
    assert other.mentions == d.mentions and other.quotations == d.quotations
    assert {"Hollis", "Wrenny"}.isdisjoint(other.words) and other.words[1] == "Captain"
    assert other.words[10:] != d.words[10:] and len(other.words) == n
