"""The readers of the corpora."""

import numpy as np
import pytest

from fabula.language.labels import KINDS, TYPES, apply_lemma_script
from training.data import data_directory, litbank, trees


@pytest.fixture
def document(corpus):
    return litbank(corpus / "litbank", corpus / "litbank/split/dev.txt")[0]


def test_a_split_names_its_documents(corpus):
    found = litbank(corpus / "litbank", corpus / "litbank/split/train.txt")
    assert [d.name for d in found] == ["1_one", "2_two"]


def test_words_sentences_and_events(document):
    assert document.words[:7] == ["Edda", "'s", "brother", "opened", "the", "gate", "."]
    assert len(document.words) == len(document.sentences) == len(document.events) == 32
    assert np.flatnonzero(np.diff(document.sentences)).tolist() == [6, 14, 26]
    assert [document.words[i] for i in np.flatnonzero(document.events)] == ["opened", "said", "said", "left", "went"]


def test_mentions_are_sorted_and_nested_ones_kept(document):
    found = [
        (" ".join(document.words[m.start : m.end]), KINDS[m.kind], TYPES[m.type], m.cluster) for m in document.mentions
    ]
    assert found == [
        ("Edda 's brother", "NOM", "PER", "2"),
        ("Edda", "PROP", "PER", "1"),
        ("the gate", "NOM", "FAC", "3"),
        ("Edda", "PROP", "PER", "1"),
        ("he", "PRON", "PER", "2"),
        ("he", "PRON", "PER", "2"),
        ("her", "PRON", "PER", "1"),
        ("The lamp", "NOM", "PER", "4"),
    ]


def test_quotations_with_their_marks_and_speakers(document):
    found = [(" ".join(document.words[q.start : q.end]), q.speaker) for q in document.quotations]
    assert found == [("“ Come in , ”", "1"), ("“ No , ”", "2")]
    assert document.in_quotation().sum() == 9


def test_paragraphs_are_those_of_the_whole_work(document):
    first = [document.words[i] for i in np.flatnonzero(np.diff(document.paragraphs, prepend=-1))]
    assert first == ["Edda", "“", "“", "The"]
    assert (np.diff(document.paragraphs) >= 0).all()


def test_without_the_whole_work_there_is_one_paragraph(corpus):
    document = litbank(corpus / "litbank", corpus / "litbank/split/train.txt")[1]
    assert set(document.paragraphs.tolist()) == {0}


def test_layers_of_different_lengths_are_noticed(corpus):
    events = corpus / "litbank/events/tsv/3_three_brat.tsv"
    events.write_text(events.read_text().replace("Edda\tO\n", "", 1))
    with pytest.raises(ValueError, match="32 words in coref, 31 in events"):
        litbank(corpus / "litbank", corpus / "litbank/split/dev.txt")


def test_trees(corpus):
    found = list(trees(corpus / "ud-ewt/en_ewt-dev.conllu"))
    assert len(found) == 50
    first, second = found[:2]
    assert first.words == ["The", "gates", "were", "shut", "."]
    assert first.heads == [1, 3, 3, 3, 3]
    assert first.relations == ["det", "nsubj:pass", "aux:pass", "root", "punct"]
    assert second.words == ["Do", "n't", "carry", "lamps", "tonight"], "multiword and empty tokens are passed over"
    assert second.heads == [2, 2, 2, 2, 2]
    assert second.relations[-1] == "obl", "subtypes but the passive are dropped"
    for tree in (first, second):
        made = [apply_lemma_script(w, s, proper=False) for w, s in zip(tree.words, tree.scripts, strict=True)]
        assert made == tree.lemmas


def test_where_the_corpora_are(monkeypatch, tmp_path):
    monkeypatch.setenv("FABULA_DATA", str(tmp_path))
    assert data_directory() == tmp_path
    monkeypatch.delenv("FABULA_DATA")
    assert data_directory().parts[-2:] == ("shared", "data")
