"""Scores a reading of LitBank: mentions, events, coreference (Bamman et al. 2019, 2020) and quotations (Sims and
Bamman 2020).

The gold tokens are given to the reader, so everything is compared in words. Rules:

- Mentions match when their words are the same. The key is the coreference layer (PROP, NOM and PRON); the older entity
  layer, which has only PROP and NOM and differs from it in places, is a second key for those two kinds.
- Coreference is scored on predicted mentions, singletons counted on both sides.
- A gold quotation includes its marks and a predicted span excludes them, so words that are only quotation marks,
  dashes or underscores are taken off both ends of both. Every span of an utterance of kind "speech" counts singly.
- The speaker of a gold quotation is that of the utterance, of whatever kind but free indirect thought, that covers most
  of its words. A predicted entity is the gold speaker when more than half of the gold mentions that the entity's
  mentions match exactly belong to the speaker's cluster. So an entity that matches no gold mention is wrong, as is a
  missing utterance or speaker; a cluster that was split into several entities may be named by any of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.metrics import Calibration, Overlap, Scores, Share, b_cubed, ceaf_e, conll_f1, muc, sets
from fabula.language.labels import KINDS, TYPES
from fabula.story import FREE_INDIRECT, Story
from training.data import Document
from training.data import litbank as documents

Reader = Callable[[Sequence[str], NDArray[np.int64]], Story]
Words = tuple[int, int]
Typed = tuple[int, int, str]

_MARKS = frozenset("\"“”„‟«»‹›`'‘’‛—–―-_")


def evaluate(root: Path, split: Path, reader: Reader) -> Iterator[tuple[str, Scores]]:
    """Reads and scores the documents that a split file names, one at a time."""
    for document in documents(root, split):
        story = reader(document.words, document.sentences)
        yield document.name, score(document, story, entities(root, document))


def score(document: Document, story: Story, entity_layer: set[Typed]) -> Scores:
    """All scores of one document."""
    if len(story.tokens) != len(document.words):
        raise ValueError(f"{document.name}: {len(document.words)} gold words, {len(story.tokens)} in the reading")
    return {
        **_mentions(document, story, entity_layer),
        "events": sets({(int(i), int(i) + 1) for i in np.flatnonzero(document.events)}, _events(story)),
        **_coreference(document, story),
        **_quotations(document, story),
    }


def conll(scores: Scores) -> float:
    """The CoNLL F1 of scores made here."""
    parts = [scores[f"coreference {name}"] for name in ("MUC", "B-cubed", "CEAF-e")]
    three = [part for part in parts if isinstance(part, Overlap)]
    return conll_f1(three[0], three[1], three[2])


def entities(root: Path, document: Document) -> set[Typed]:
    """The entity layer (entities/tsv): a column of BIO tags a level of nesting, as (first word, last + 1, type)."""
    lines = (root / "entities/tsv" / f"{document.name}_brat.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.rstrip("\t").split("\t")[1:] for line in lines if line.strip()]
    if len(rows) != len(document.words):
        raise ValueError(f"{document.name}: {len(document.words)} words in coref, {len(rows)} in entities")
    out: set[Typed] = set()
    for level in range(max(map(len, rows), default=0)):
        start, kind = 0, ""
        for i, row in enumerate([*rows, []]):
            tag = row[level] if level < len(row) else "O"
            if kind and tag != f"I-{kind}":
                out.add((start, i, kind))
                kind = ""
            if tag != "O" and not kind:
                start, kind = i, tag[2:]
    return out


def words(story: Story, start: int, end: int) -> Words:
    """The words that characters [start, end) touch."""
    first = int(np.searchsorted(story.tokens.end, start, side="right"))
    return first, int(np.searchsorted(story.tokens.start, end, side="left"))


def _mentions(document: Document, story: Story, entity_layer: set[Typed]) -> Scores:
    gold = {(m.start, m.end): (KINDS[m.kind], TYPES[m.type]) for m in document.mentions}
    found: dict[Words, tuple[str, str]] = {}
    for m in story.mentions:
        found.setdefault(words(story, m.start, m.end), (m.kind, m.type))

    def of(layer: dict[Words, tuple[str, str]], *kinds: str) -> set[Words]:
        return {span for span, (kind, _) in layer.items() if kind in kinds}

    def typed(layer: dict[Words, tuple[str, str]], *kinds: str) -> set[Typed]:
        return {(*span, type_) for span, (kind, type_) in layer.items() if kind in kinds}

    out: Scores = {
        "mentions": sets(set(gold), set(found)),
        "mentions, typed": sets(typed(gold, *KINDS), typed(found, *KINDS)),
    }
    for kind in KINDS:
        out[f"mentions {kind}"] = sets(of(gold, kind), of(found, kind))
        out[f"mentions {kind}, typed"] = sets(typed(gold, kind), typed(found, kind))
    out["mentions PROP+NOM"] = sets(of(gold, "PROP", "NOM"), of(found, "PROP", "NOM"))
    out["mentions PROP+NOM, typed"] = sets(typed(gold, "PROP", "NOM"), typed(found, "PROP", "NOM"))
    out["entity layer PROP+NOM"] = sets({(s, e) for s, e, _ in entity_layer}, of(found, "PROP", "NOM"))
    out["entity layer PROP+NOM, typed"] = sets(entity_layer, typed(found, "PROP", "NOM"))
    matched = gold.keys() & found.keys()
    out["kind of matched mentions"] = Share(sum(gold[m][0] == found[m][0] for m in matched), len(matched))
    out["type of matched mentions"] = Share(sum(gold[m][1] == found[m][1] for m in matched), len(matched))
    nested = _nested(gold)
    out["nested mentions found"] = Share(len(nested & found.keys()), len(nested))
    return out


def _nested(spans: Iterable[Words]) -> set[Words]:
    """Those that lie inside another."""
    out, reach = set(), -1
    for start, end in sorted(spans, key=lambda s: (s[0], -s[1])):
        if end <= reach:
            out.add((start, end))
        reach = max(reach, end)
    return out


def _events(story: Story) -> set[Words]:
    return {words(story, e.start, e.end) for e in story.events if e.realis}


def _coreference(document: Document, story: Story) -> Scores:
    key: dict[str, set[Words]] = {}
    for g in document.mentions:
        key.setdefault(g.cluster, set()).add((g.start, g.end))
    response: dict[int, set[Words]] = {}
    taken: set[Words] = set()
    for m in story.mentions:
        span = words(story, m.start, m.end)
        if span not in taken:  # a span stands in one cluster: the first that claims it
            taken.add(span)
            response.setdefault(m.entity, set()).add(span)
    k, r = list(key.values()), list(response.values())
    return {"coreference MUC": muc(k, r), "coreference B-cubed": b_cubed(k, r), "coreference CEAF-e": ceaf_e(k, r)}


def _quotations(document: Document, story: Story) -> Scores:
    spans = [
        (n, words(story, s.start, s.end))
        for n, u in enumerate(story.utterances)
        if u.method != FREE_INDIRECT
        for s in u.spans
        if s.start < s.end
    ]
    gold = {_bare(document.words, (q.start, q.end)) for q in document.quotations}
    said = {_bare(document.words, span) for n, span in spans if story.utterances[n].kind == "speech"}
    clusters = _clusters(document, story)
    attributed, confidences, answers = 0, [], []
    for q in document.quotations:
        cover: Counter[int] = Counter()
        for n, (start, end) in spans:
            if start < q.end and q.start < end:
                cover[n] += min(end, q.end) - max(start, q.start)
        if not cover:
            continue
        utterance = story.utterances[min(cover, key=lambda n: (-cover[n], n))]
        if utterance.speaker is None:
            continue
        right = clusters.get(utterance.speaker) == q.speaker
        attributed += right
        confidences.append(utterance.confidence)
        answers.append(right)
    return {
        "quotations": sets(gold, said),
        "speakers of gold quotations": Share(attributed, len(document.quotations)),
        "speakers where one is given": Share(attributed, len(answers)),
        "speaker confidence": Calibration(tuple(confidences), tuple(answers)),
    }


def _bare(document_words: Sequence[str], span: Words) -> Words:
    """The span without words at its ends that are only marks; all of it where there is nothing else."""
    start, end = span
    while start < end and set(document_words[start]) <= _MARKS:
        start += 1
    while start < end and set(document_words[end - 1]) <= _MARKS:
        end -= 1
    return (start, end) if start < end else span


def _clusters(document: Document, story: Story) -> dict[int, str]:
    """The gold cluster that more than half of an entity's exactly matched mentions belong to, where there is one."""
    cluster_of = {(m.start, m.end): m.cluster for m in document.mentions}
    matched: dict[int, Counter[str]] = {}
    for m in story.mentions:
        cluster = cluster_of.get(words(story, m.start, m.end))
        if cluster is not None:
            matched.setdefault(m.entity, Counter())[cluster] += 1
    tops = {entity: counts.most_common(1)[0] for entity, counts in matched.items()}
    return {entity: top for entity, (top, n) in tops.items() if 2 * n > matched[entity].total()}
