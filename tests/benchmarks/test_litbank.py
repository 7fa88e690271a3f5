import numpy as np
import pytest

from benchmarks import litbank
from benchmarks.metrics import Share, total
from fabula.story import Event, Mention, Span, Utterance

ANNA, BROTHER, OTHER = 0, 1, 2


@pytest.fixture
def reading(story):
    """A reader that answers with what a test says, in words."""

    def make(mentions=(), quotations=(), events=()):
        def read(words, sentences):
            assert len(words) == len(sentences)
            starts = np.concatenate([[0], np.cumsum([len(w) + 1 for w in words])])

            def chars(start, end):
                return int(starts[start]), int(starts[end]) - 1

            return story(
                " ".join(words),
                words,
                mentions=tuple(
                    Mention(*chars(s, e), kind, type_, entity, 1.0) for s, e, kind, type_, entity in mentions
                ),
                utterances=tuple(
                    Utterance(tuple(Span(*chars(s, e)) for s, e in spans), kind, speaker, (), None, None, "", sure)
                    for spans, kind, speaker, sure in quotations
                ),
                events=tuple(Event(*chars(w, w + 1), "", realis, 1.0) for w, realis in events),
            )

        return read

    return make


GOLD = [
    (0, 1, "PROP", "PER", ANNA),
    (0, 3, "NOM", "PER", BROTHER),
    (11, 12, "PROP", "PER", ANNA),
    (17, 18, "PRON", "PER", BROTHER),
]
SAID = [([(6, 9)], "speech", ANNA, 0.9), ([(14, 16)], "speech", BROTHER, 0.8)]


def scores_of(folder, reader):
    [(name, scores)] = list(litbank.evaluate(folder, folder / "split/test.txt", reader))
    assert name == "tea"
    return scores


def test_a_perfect_reading(litbank_folder, reading):
    scores = scores_of(litbank_folder, reading(GOLD, SAID, [(3, True), (10, True), (18, True)]))
    for name, score in scores.items():
        figures = score.values()
        assert figures.get("f1", figures.get("share", 1.0)) == pytest.approx(1.0), name
    assert scores["mentions"].gold == 4
    assert scores["nested mentions found"] == Share(1, 1)
    assert scores["speakers of gold quotations"] == Share(2, 2)
    assert litbank.conll(total([scores, scores])) == pytest.approx(1.0)


def test_a_reading_of_nothing(litbank_folder, reading):
    scores = scores_of(litbank_folder, reading())
    for name in ("mentions", "events", "quotations", "coreference CEAF-e", "entity layer PROP+NOM"):
        assert scores[name].f1 == 0.0
        assert scores[name].gold > 0
    assert scores["speakers of gold quotations"] == Share(0, 2)


def test_spans_types_and_kinds_are_scored_apart(litbank_folder, reading):
    mentions = [(0, 1, "NOM", "PER", 0), (0, 3, "NOM", "LOC", 1), (11, 13, "PROP", "PER", 0)]
    scores = scores_of(litbank_folder, reading(mentions))
    assert (scores["mentions"].right, scores["mentions"].predicted) == (2, 3)
    assert scores["mentions, typed"].right == 1
    assert scores["mentions NOM"].right == 1
    assert scores["mentions NOM, typed"].right == 0
    assert scores["mentions PROP"].right == 0
    assert scores["kind of matched mentions"] == Share(1, 2)
    assert scores["type of matched mentions"] == Share(1, 2)


def test_entity_layer_is_read_in_all_its_columns(litbank_folder):
    [document] = litbank.documents(litbank_folder, litbank_folder / "split/test.txt")
    assert litbank.entities(litbank_folder, document) == {(0, 1, "PER"), (0, 3, "PER"), (11, 12, "PER")}


def test_adjacent_entities_and_an_unopened_one(litbank_folder):
    [document] = litbank.documents(litbank_folder, litbank_folder / "split/test.txt")
    path = litbank_folder / "entities/tsv/tea_brat.tsv"
    tags = ["B-PER", "B-PER", "I-PER", "B-LOC", "I-FAC", *["O"] * 14, "B-PER"]
    path.write_text("".join(f"{w}\t{t}\t\n" for w, t in zip(document.words, tags, strict=True)))
    expected = {(0, 1, "PER"), (1, 3, "PER"), (3, 4, "LOC"), (4, 5, "FAC"), (19, 20, "PER")}
    assert litbank.entities(litbank_folder, document) == expected


def test_only_realis_events_are_predictions(litbank_folder, reading):
    scores = scores_of(litbank_folder, reading(events=[(3, True), (10, False), (7, True)]))
    assert (scores["events"].right, scores["events"].predicted, scores["events"].gold) == (1, 2, 3)


def test_quotation_marks_do_not_matter_but_words_do(litbank_folder, reading):
    said = [([(5, 10)], "speech", None, 0.0), ([(14, 15)], "speech", None, 0.0), ([(0, 2)], "thought", None, 0.0)]
    scores = scores_of(litbank_folder, reading(quotations=said))
    assert (scores["quotations"].right, scores["quotations"].predicted) == (1, 2)


def test_each_span_of_an_interrupted_utterance_counts_singly(litbank_folder, reading):
    scores = scores_of(litbank_folder, reading(quotations=[([(6, 9), (14, 16)], "speech", None, 0.0)]))
    assert (scores["quotations"].right, scores["quotations"].predicted) == (2, 2)


def test_wrong_unmatched_and_missing_speakers_are_wrong(litbank_folder, reading):
    swapped = [([(6, 9)], "speech", BROTHER, 0.9), ([(14, 16)], "speech", None, 0.0)]
    scores = scores_of(litbank_folder, reading(GOLD, swapped))
    assert scores["speakers of gold quotations"] == Share(0, 2)
    assert scores["speakers where one is given"] == Share(0, 1)
    unmatched = [([(6, 9)], "speech", OTHER, 0.9)]
    scores = scores_of(litbank_folder, reading([*GOLD, (2, 3, "NOM", "PER", OTHER)], unmatched))
    assert scores["speakers of gold quotations"] == Share(0, 2)


def test_an_entity_of_two_clusters_in_equal_parts_is_nobody(litbank_folder, reading):
    halves = [(*m[:4], ANNA) for m in GOLD]
    scores = scores_of(litbank_folder, reading(halves, SAID[:1]))
    assert scores["speakers of gold quotations"] == Share(0, 2)
    scores = scores_of(litbank_folder, reading(halves[:3], SAID[:1]))
    assert scores["speakers of gold quotations"] == Share(1, 2)


def test_the_utterance_that_covers_most_gives_the_speaker(litbank_folder, reading):
    said = [([(6, 7)], "speech", BROTHER, 0.4), ([(7, 9)], "other", ANNA, 0.7)]
    scores = scores_of(litbank_folder, reading(GOLD, said))
    assert scores["speakers of gold quotations"] == Share(1, 2)
    assert scores["speaker confidence"].confidences == (0.7,)


def test_a_merge_costs_coreference(litbank_folder, reading):
    merged = [(*m[:4], ANNA) for m in GOLD]
    scores = scores_of(litbank_folder, reading(merged))
    assert scores["coreference MUC"].precision == pytest.approx(2 / 3)
    assert scores["coreference B-cubed"].precision == pytest.approx(0.5)
    assert scores["coreference CEAF-e"].recall == pytest.approx(2 * 2 / 6 / 2)


def test_other_tokens_are_refused(litbank_folder, story):
    with pytest.raises(ValueError, match="tea: 20 gold words, 1 in the reading"):
        scores_of(litbank_folder, lambda _words, _sentences: story("Anna", ["Anna"]))


def test_paragraphs_are_zeros_without_the_whole_work(litbank_folder):
    [document] = litbank.documents(litbank_folder, litbank_folder / "split/test.txt")
    assert not document.paragraphs.any()
