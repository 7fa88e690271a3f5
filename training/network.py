"""The multi-task network: one encoder pass, and every linguistic layer a small head on it.

Span scoring follows biaffine nested recognition (Yu, Bohnet and Poesio 2020), parsing Dozat and Manning (2017),
coreference the mention-ranking objective of Lee et al. (2017) on the gold mentions.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from transformers import BertModel

from fabula.language.features import NEW_SIZES, PAIR_SIZES, SPEAKER_SIZES
from fabula.language.labels import EMOTIONS, KINDS, TYPES, UPOS
from fabula.language.windows import Window, core_sentences

SPAN = 192
ARC = 96
RELATION = 64
EDGE = 128
WIDTHS = 12
TOKEN_TYPES = 8
MASK = 103
"""BERT's mask among its word pieces; the special ones come before it."""
WITH_MARGINS = 3
"""How many layers read a window's margins. On dev more would gain nothing (training/EXPERIMENTS.md)."""


class FeatureSum(nn.Module):
    """The sum of one embedding a feature, each of width `out`."""

    def __init__(self, sizes: tuple[int, ...], out: int) -> None:
        super().__init__()
        self.table = nn.Embedding(sum(sizes), out)
        nn.init.normal_(self.table.weight, std=0.05)
        offsets = torch.tensor([sum(sizes[:i]) for i in range(len(sizes))])
        self.register_buffer("offsets", offsets)

    def forward(self, features: Tensor) -> Tensor:
        """`features` (..., F), whole numbers from 0, give (..., out)."""
        return self.table(features + self.offsets).sum(-2)


class PairScorer(nn.Module):
    """Scores others as what one stands for: earlier mentions as antecedents, mentions as a quotation's speaker."""

    def __init__(self, sizes: tuple[int, ...], width: int = SPAN) -> None:
        super().__init__()
        self.one = nn.Linear(SPAN, width)
        self.other = nn.Linear(SPAN, width, bias=False)
        self.product = nn.Linear(SPAN, width, bias=False)
        self.features = FeatureSum(sizes, width)
        self.out = nn.Sequential(nn.GELU(), nn.Dropout(0.2), nn.Linear(width, 64), nn.GELU(), nn.Linear(64, 1))

    def forward(self, one: Tensor, others: Tensor, features: Tensor) -> Tensor:
        """`one` (n, SPAN), `others` (n, k, SPAN), `features` (n, k, F) give scores (n, k)."""
        return self.out(self.inner(one, others, features)).squeeze(-1)

    def inner(self, one: Tensor, others: Tensor, features: Tensor) -> Tensor:
        """What goes into the inner units, (n, k, width)."""
        hidden = self.one(one)[:, None] + self.other(others) + self.product(one[:, None] * others)
        return hidden + self.features(features)


class Network(nn.Module):
    """`relations`, `xpos` and `scripts` are the numbers of labels that the treebank gave."""

    def __init__(self, base: str, relations: int, xpos: int, scripts: int) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(base, add_pooling_layer=False, attn_implementation="sdpa")
        _more_token_types(self.encoder)
        h = self.encoder.config.hidden_size
        self.dropout = nn.Dropout(0.15)
        self.half = False
        self.hidden_pieces = 0.0
        self.event = nn.Linear(h, 1)
        self.upos = nn.Linear(h, len(UPOS))
        self.xpos = nn.Linear(h, xpos)
        self.script = nn.Linear(h, scripts)
        self.arc_child = nn.Sequential(nn.Linear(h, ARC), nn.GELU(), nn.Dropout(0.15))
        self.arc_head = nn.Sequential(nn.Linear(h, ARC), nn.GELU(), nn.Dropout(0.15))
        self.arc = nn.Parameter(torch.randn(ARC, ARC) / ARC**0.5)
        self.arc_bias = nn.Linear(ARC, 1)
        self.root = nn.Linear(h, 1)
        self.relation_child = nn.Sequential(nn.Linear(h, RELATION), nn.GELU(), nn.Dropout(0.15))
        self.relation_head = nn.Sequential(nn.Linear(h, RELATION), nn.GELU(), nn.Dropout(0.15))
        self.relation = nn.Bilinear(RELATION, RELATION, relations)
        self.relation_linear = nn.Linear(2 * RELATION, relations)
        self.edge_start = nn.Sequential(nn.Linear(h, EDGE), nn.GELU(), nn.Dropout(0.15))
        self.edge_end = nn.Sequential(nn.Linear(h, EDGE), nn.GELU(), nn.Dropout(0.15))
        self.edge = nn.Parameter(torch.randn(EDGE, EDGE) / EDGE**0.5)
        self.edge_start_bias = nn.Linear(EDGE, 1)
        self.edge_end_bias = nn.Linear(EDGE, 1, bias=False)
        self.width = nn.Embedding(WIDTHS, 1)
        nn.init.constant_(self.width.weight, -4.0)  # mentions are few among spans
        self.span_start = nn.Linear(h, SPAN)
        self.span_end = nn.Linear(h, SPAN, bias=False)
        self.span_body = nn.Linear(h, SPAN, bias=False)
        self.span_weight = nn.Linear(h, 1)
        self.kind = nn.Linear(SPAN, len(KINDS))
        self.entity_type = nn.Linear(SPAN, len(TYPES))
        self.quotation_start = nn.Linear(h, SPAN)
        self.quotation_end = nn.Linear(h, SPAN, bias=False)
        self.antecedent = PairScorer(PAIR_SIZES)
        self.new = nn.Sequential(nn.Linear(SPAN, 64), nn.GELU(), nn.Linear(64, 1))
        self.new_features = FeatureSum(NEW_SIZES, 1)
        self.speaker = PairScorer(SPEAKER_SIZES)
        self.emotion = nn.Linear(h, len(EMOTIONS))
        self.emotion_weight = nn.Linear(h, 1)

    def encode(
        self,
        input_ids: Tensor,
        attention_mask: Tensor,
        token_type_ids: Tensor,
        first: Tensor,
        last: Tensor,
        inner: Tensor | None = None,
    ) -> Tensor:
        """Word vectors, shape (windows, words, hidden): the mean of a word's first and last piece.

        `inner` (windows, pieces) are the pieces that the upper layers read (`layer_states`).

        While training, `hidden_pieces` of the pieces are masked, so that the heads learn to lean on what stands around
        a word, and `half` reckons the encoder's products in bfloat16, which is faster where the processor has it.
        """
        if self.training and self.hidden_pieces:
            unseen = (torch.rand(input_ids.shape) < self.hidden_pieces) & (input_ids > MASK)
            input_ids = input_ids.masked_fill(unseen, MASK)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.training and self.half):
            pieces = layer_states(self.encoder, input_ids, attention_mask, token_type_ids, inner)[-1]
        return self.words(pieces.float(), first, last)

    def words(self, pieces: Tensor, first: Tensor, last: Tensor) -> Tensor:
        """Word vectors from the vectors of pieces, (windows, pieces, hidden)."""
        index = first.unsqueeze(-1).expand(-1, -1, pieces.shape[-1])
        other = last.unsqueeze(-1).expand(-1, -1, pieces.shape[-1])
        return self.dropout((pieces.gather(1, index) + pieces.gather(1, other)) / 2)

    def arcs(self, words: Tensor, sentence: Tensor) -> Tensor:
        """Scores (windows, child, head); a word as its own head is the root; other sentences are closed."""
        child, head = self.arc_child(words), self.arc_head(words)
        scores = child @ self.arc @ head.transpose(1, 2) + self.arc_bias(head).transpose(1, 2)
        diagonal = torch.eye(words.shape[1], device=words.device)
        scores = scores * (1 - diagonal) + self.root(words) * diagonal
        return scores - 1e4 * (sentence[:, :, None] != sentence[:, None, :]).to(scores.dtype)

    def relations(self, words: Tensor, heads: Tensor) -> Tensor:
        """Relation scores (windows, words, relations) for the heads given, (windows, words)."""
        child, head = self.relation_child(words), self.relation_head(words)
        head = head.gather(1, heads.unsqueeze(-1).expand(-1, -1, RELATION))
        # The bilinear form as two plain matrix products, which quantise and export well.
        weight = self.relation.weight.permute(1, 0, 2).reshape(RELATION, -1)
        mixed = (child @ weight).unflatten(-1, (-1, RELATION))
        scores = torch.matmul(mixed, head.unsqueeze(-1)).squeeze(-1) + self.relation.bias
        return scores + self.relation_linear(torch.cat([child, head], -1))

    def spans(self, words: Tensor, sentence: Tensor) -> Tensor:
        """Mention scores (windows, first word, last word); closed across sentences and backwards."""
        start, end = self.edge_start(words), self.edge_end(words)
        scores = start @ self.edge @ end.transpose(1, 2)
        scores = scores + self.edge_start_bias(start) + self.edge_end_bias(end).transpose(1, 2)
        at = torch.arange(words.shape[1], device=words.device)
        scores = scores + shifted(self.width(width_bucket(at)).squeeze(-1))
        closed = (at[None, :] < at[:, None]) | (sentence[:, :, None] != sentence[:, None, :])
        return scores - 1e4 * closed.to(scores.dtype)

    def span_parts(self, words: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """What span vectors are made of, each (windows, words, ...): start, end, body and its weight's logarithm."""
        weight = self.span_weight(words).clamp(-8, 8)
        return self.span_start(words), self.span_end(words), self.span_body(words), weight

    def emotion_parts(self, words: Tensor) -> tuple[Tensor, Tensor]:
        """What a sentence's emotion scores are made of: each word's scores, (..., emotions), and its weight (..., 1).

        A sentence's scores are the mean of its words', each weighed by the weight's exponential.
        """
        return self.emotion(words), self.emotion_weight(words).clamp(-8, 8).exp()


def antecedents(
    net: nn.Module, vectors: Tensor, candidates: Tensor, pairs: Tensor, new: Tensor, rows: Tensor | None = None
) -> Tensor:
    """Log-probabilities (rows, 1 + k) of a new entity, then of each candidate, of mentions with `vectors` (n, SPAN),
    `candidates` (n, k; -1 padding), features of these pairs (n, k, F) and of a new entity (n, G); of all of them where
    no `rows` are given. `net` is a Network or a `training.teacher.Teacher`."""
    own = vectors
    if rows is not None:
        own, candidates, pairs, new = (x[rows] for x in (vectors, candidates, pairs, new))
    scores = net.antecedent(own, vectors[candidates.clamp(min=0)], pairs)
    scores = scores.masked_fill(candidates < 0, -1e4)
    return torch.cat([net.new(own) + net.new_features(new), scores], -1).log_softmax(-1)


def layer_states(
    encoder: BertModel, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor, inner: Tensor | None = None
) -> list[Tensor]:
    """The vectors (windows, pieces, hidden) that each layer gives.

    The layers above the first WITH_MARGINS attend to the pieces in `inner` alone, where it is given. What they make of
    others is worth nothing.
    """
    hidden = encoder.embeddings(input_ids=input_ids, token_type_ids=token_type_ids)
    whole = attention_mask.bool()
    states = []
    for number, layer in enumerate(encoder.encoder.layer):
        read = whole if inner is None or number < WITH_MARGINS else inner
        hidden = layer(hidden, read[:, None, None])
        states.append(hidden)
    return states


def inner_pieces(windows: Sequence[Window], sentences: np.ndarray, inputs: dict[str, np.ndarray]) -> np.ndarray:
    """Which of the pieces (windows, pieces) are the start's or in no margin: what the upper layers read."""
    inner = np.zeros(inputs["input_ids"].shape, dtype=bool)
    inner[:, 0] = True
    for row, w in enumerate(windows):
        ours = core_sentences(w, sentences)
        first, last = inputs["first"][row, ours.first - w.first], inputs["last"][row, ours.last - 1 - w.first]
        inner[row, first : last + 1] = True
    return inner


def shifted(row: Tensor) -> Tensor:
    """A matrix (n, n) that has row[j - i] at (i, j) where j is not less than i, and anything elsewhere.

    It is cut from a repeated row, which costs far less than to gather as many single numbers.
    """
    n = row.shape[0]
    return torch.cat([row, row[:1]]).repeat(n)[: n * n].view(n, n)


def width_bucket(distance: Tensor) -> Tensor:
    """0 to 11: widths 1 to 6 words singly, then 7-8, 9-12, 13-16, 17-24, 25-40, more."""
    edges = torch.tensor([1, 2, 3, 4, 5, 6, 8, 12, 16, 24, 40], device=distance.device)
    return (distance.clamp(min=0).unsqueeze(-1) >= edges).sum(-1)


def span_vectors(start: Tensor, end: Tensor, body: Tensor, weight: Tensor, first: Tensor, last: Tensor) -> Tensor:
    """Vectors (n, SPAN) of the spans of words first..last inclusive, from flat parts (words, ...)."""
    # Differences of running sums: in single precision a light span late in a long text would come out as 0 / 0.
    exp = weight.double().exp()
    total = torch.cat([torch.zeros_like(exp[:1]), exp.cumsum(0)])
    mixed = torch.cat([torch.zeros_like(body[:1]), (exp * body).cumsum(0)])
    pooled = ((mixed[last + 1] - mixed[first]) / (total[last + 1] - total[first])).to(start.dtype)
    return nn.functional.gelu(start[first] + end[last] + pooled)


def narrow(encoder: BertModel, inner: list[int], heads: list[int]) -> None:
    """Makes each layer anew with so many inner units and attention heads; what is made anew has no weights yet."""
    h = encoder.config.hidden_size
    for layer, units, number in zip(encoder.encoder.layer, inner, heads, strict=True):
        own = layer.attention.self
        own.num_attention_heads, own.all_head_size = number, number * own.attention_head_size
        own.query, own.key, own.value = (nn.Linear(h, own.all_head_size) for _ in range(3))
        layer.attention.output.dense = nn.Linear(own.all_head_size, h)
        layer.intermediate.dense, layer.output.dense = nn.Linear(h, units), nn.Linear(units, h)


def fit(net: Network, state: dict[str, Tensor]) -> None:
    """Gives a network the weights of another, and its layers and its antecedents' scorer their widths. Where those
    differ, parameters are new."""
    layers = [f"encoder.encoder.layer.{k}" for k in range(len(net.encoder.encoder.layer))]
    size = net.encoder.encoder.layer[0].attention.self.attention_head_size
    inner = [len(state[f"{name}.intermediate.dense.weight"]) for name in layers]
    heads = [len(state[f"{name}.attention.self.query.weight"]) // size for name in layers]
    own = net.state_dict()
    if any(own[k].shape != v.shape for k, v in state.items() if k.startswith(tuple(layers))):
        narrow(net.encoder, inner, heads)
    width = len(state["antecedent.product.weight"])
    if width != net.antecedent.product.out_features:
        net.antecedent = PairScorer(PAIR_SIZES, width)
    net.load_state_dict(state)


def _more_token_types(encoder: BertModel) -> None:
    """Widen the token types to capitals × quotation (labels.word_types), all starting as the base's first."""
    old = encoder.embeddings.token_type_embeddings
    new = nn.Embedding(TOKEN_TYPES, old.embedding_dim)
    with torch.no_grad():
        new.weight.copy_(old.weight[:1].expand(TOKEN_TYPES, -1))
        new.weight.add_(torch.randn_like(new.weight) * 0.01)
    encoder.embeddings.token_type_embeddings = new
    encoder.config.type_vocab_size = TOKEN_TYPES
