"""From Universal Dependencies to the English dependencies of spaCy and BookNLP, on trees made by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from fabula.output.clear import clear
from fabula.story import Metadata, Model, Source, Story, Tokens
from tests.strategies import stories

TREES = {
    # word/upos/xpos/head (from 1, 0 at the root)/relation  ->  head/label
    "be": (
        "Ida/PROPN/NNP/4/nsubj was/AUX/VBD/4/cop not/PART/RB/4/advmod happy/ADJ/JJ/0/root ././././."
        .replace("././././.", "./PUNCT/./4/punct"),
        "2/nsubj 2/ROOT 2/neg 2/acomp 2/punct",
    ),
    "predicate nominal": (
        "Ida/PROPN/NNP/4/nsubj is/AUX/VBZ/4/cop a/DET/DT/4/det doctor/NOUN/NN/0/root",
        "2/nsubj 2/ROOT 4/det 2/attr",
    ),
    "preposition": (
        "He/PRON/PRP/2/nsubj sat/VERB/VBD/0/root in/ADP/IN/5/case the/DET/DT/5/det boat/NOUN/NN/2/obl",
        "2/nsubj 2/ROOT 2/prep 5/det 3/pobj",
    ),
    "place said of a subject": (
        "He/PRON/PRP/5/nsubj was/AUX/VBD/5/cop in/ADP/IN/5/case the/DET/DT/5/det boat/NOUN/NN/0/root",
        "2/nsubj 2/ROOT 2/prep 5/det 3/pobj",
    ),
    "passive": (
        "He/PRON/PRP/3/nsubj:pass was/AUX/VBD/3/aux:pass seen/VERB/VBN/0/root by/ADP/IN/5/case Benn/PROPN/NNP/3/obl",
        "3/nsubjpass 3/auxpass 3/ROOT 3/agent 4/pobj",
    ),
    "objects": (
        "She/PRON/PRP/2/nsubj gave/VERB/VBD/0/root him/PRON/PRP/2/iobj Benn/PROPN/NNP/6/nmod ’s/PART/POS/4/case "
        "oar/NOUN/NN/2/obj",
        "2/nsubj 2/ROOT 2/dative 6/poss 4/case 2/dobj",
    ),
    "names": (
        "Ida/PROPN/NNP/3/nsubj Marsh/PROPN/NNP/1/flat ran/VERB/VBD/0/root off/ADP/RP/3/compound",
        "2/compound 3/nsubj 3/ROOT 3/prt",
    ),
    "conjuncts": (
        "Ida/PROPN/NNP/6/nsubj ,/PUNCT/,/3/punct Benn/PROPN/NNP/1/conj and/CCONJ/CC/5/cc I/PRON/PRP/1/conj "
        "ran/VERB/VBD/0/root",
        "6/nsubj 3/punct 1/conj 3/cc 3/conj 6/ROOT",
    ),
    "prepositions joined": (
        "He/PRON/PRP/2/nsubj rowed/VERB/VBD/0/root in/ADP/IN/4/case sun/NOUN/NN/2/obl and/CCONJ/CC/7/cc "
        "in/ADP/IN/7/case rain/NOUN/NN/4/conj",
        "2/nsubj 2/ROOT 2/prep 3/pobj 3/cc 3/conj 6/pobj",
    ),
    "relative clause": (
        "men/NOUN/NNS/0/root who/PRON/WP/3/nsubj row/VERB/VBP/1/acl to/PART/TO/5/mark live/VERB/VB/3/advcl",
        "1/ROOT 3/nsubj 1/relcl 5/aux 3/advcl",
    ),
    "gerund": (
        "left/VERB/VBD/0/root without/SCONJ/IN/3/mark paying/VERB/VBG/1/advcl",
        "1/ROOT 1/prep 2/pcomp",
    ),
}  # fmt: skip


def tree(source: str) -> Story:
    rows = [word.split("/") for word in source.split()]
    ends = np.cumsum([len(row[0]) + 1 for row in rows]) - 1
    count = len(rows)
    tokens = Tokens(
        start=np.array([end - len(row[0]) for row, end in zip(rows, ends, strict=True)], dtype=np.int32),
        end=ends.astype(np.int32),
        sentence=np.zeros(count, dtype=np.int32),
        paragraph=np.zeros(count, dtype=np.int32),
        head=np.array([int(row[3]) - 1 if row[3] != "0" else i for i, row in enumerate(rows)], dtype=np.int32),
        lemma=tuple(row[0].lower() for row in rows),
        upos=tuple(row[1] for row in rows),
        xpos=tuple(row[2] for row in rows),
        deprel=tuple(row[4] for row in rows),
        event=np.zeros(count),
    )
    text = " ".join(row[0] for row in rows)
    return Story(text, Metadata(), Source("", "txt", "utf-8", 0, ""), Model("", "", ""), tokens)


@pytest.mark.parametrize("name", TREES)
def test_the_tree_is_spacys(name: str):
    source, expected = TREES[name]
    heads, labels = clear(tree(source))
    assert " ".join(f"{head + 1}/{label}" for head, label in zip(heads, labels, strict=True)) == expected


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(stories())
def test_any_columns_make_heads_that_are_there(story: Story):
    heads, labels = clear(story)
    assert len(heads) == len(labels) == len(story.tokens)
    assert all(0 <= head < len(heads) for head in heads)
