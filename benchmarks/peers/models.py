"""Random models of exactly the shapes that BookNLP and Renard load, to time them where their weights are not at hand.

    python -m benchmarks.peers.models DIR --what booknlp-small --vocabulary FILE --sample FILE

It runs in the peers' environment, before anything is timed. Every class is the peer's own; nothing of theirs is copied.

Time depends on what a model finds: coreference, name clustering and speakers cost by the mention. Random output layers
find a mention at nearly every word, which would be unfair. So the last linear layer of each tagger is set by least
squares over the random encoder's vectors on a sample of the text: pronouns, names, people and places come out as
mentions, one word each. Its biases are then moved until each kind is as dense as in LitBank, and events likewise. The
second and third layer of BookNLP's tagger, for mentions within mentions, run and find nothing. The bias of its
coreference scorer lets every pronoun find an antecedent, as nearly all do. Its supersense layer stays random. None of
this changes a shape, or what is computed before those layers.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers import text as texts
from benchmarks.peers.runner import RENARD, SPACY_MODEL

LITBANK_WORDS = 189_894
LITBANK = {"PRON": 14_214, "PROP": 3_278, "NOM": 5_399, "PLACE": 3_381}
"""Mentions in the 90 documents of LitBank that come with this project's data, by what they are: pronouns, names, people
by a noun, and all else by a noun. All of LitBank has 29,103 in 210,532 words (https://arxiv.org/abs/1912.01140)."""
LITBANK_EVENTS = 7_096
"""Events in the same documents."""

RENARD_LABELS = ("O", "B-PER", "I-PER")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shape:
    """A BERT encoder, by the name that Google gave it."""

    layers: int
    width: int
    heads: int

    @property
    def name(self) -> str:
        """As in google/bert_uncased_L-4_H-256_A-4."""
        return f"bert_uncased_L-{self.layers}_H-{self.width}_A-{self.heads}"


BOOKNLP = {
    "small": {"entities": Shape(4, 256, 4), "coref": Shape(2, 256, 4), "speaker": Shape(8, 256, 4)},
    "big": {"entities": Shape(6, 768, 12), "coref": Shape(12, 768, 12), "speaker": Shape(12, 768, 12)},
}
"""The encoders of each size, as the names of the files in booknlp/english/english_booknlp.py (1.0.8) say."""
VERSIONS = {"entities": "v1.0", "coref": "v1.0", "speaker": "v1.0.1"}


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Makes random models of the peers' shapes.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--what", required=True, choices=["booknlp-small", "booknlp-big", "renard"])
    parser.add_argument("--vocabulary", type=Path, required=True, help="BERT's uncased word pieces, one a line")
    parser.add_argument("--sample", type=Path, required=True, help="a part of the text that will be read")
    args = parser.parse_args()
    folder, vocabulary = args.folder.resolve(), args.vocabulary.resolve()
    sample = args.sample.read_text(encoding="utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    torch = import_module("torch")
    torch.manual_seed(1)
    torch.set_num_threads(1)  # so that the same models come out on any machine
    if args.what == "renard":
        make_renard(folder / RENARD, vocabulary, sample)
    else:
        make_booknlp(folder, args.what.removeprefix("booknlp-"), vocabulary, sample)


# BookNLP


def make_booknlp(folder: Path, size: str, vocabulary: Path, sample: str) -> None:
    """The three models of a size, and the encoders under google/ that its classes ask for by name."""
    torch = import_module("torch")
    for shape in set(BOOKNLP[size].values()):
        make_encoder(folder / "google" / shape.name, shape, vocabulary)
    os.chdir(folder)  # transformers then finds "google/…" as a folder
    with torch.no_grad():
        _save(folder, size, "speaker", lambda base: _class("speaker_attribution.BERTSpeakerID")(base_model=base))
        _save(folder, size, "coref", _coreference)
        _save(folder, size, "entities", _tagger)
        _set_tagger(folder / file_name(size, "entities"), sample)


def file_name(size: str, part: str) -> str:
    """The name of the file that BookNLP looks for: entities, coref or speaker."""
    return f"{part}_google_{BOOKNLP[size][part].name}-{VERSIONS[part]}.model"


def make_encoder(folder: Path, shape: Shape, vocabulary: Path) -> None:
    """A random BERT of a shape with its tokenizer, as transformers saves one."""
    transformers = import_module("transformers")
    config = transformers.BertConfig(
        hidden_size=shape.width,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=4 * shape.width,
        vocab_size=len(vocabulary.read_text(encoding="utf-8").splitlines()),
    )
    model = transformers.BertModel(config)
    model.embeddings.position_embeddings.weight.data *= 0.1  # a vector then says more of its word than of its place
    model.save_pretrained(folder)
    save_tokenizer(folder, vocabulary)


def save_tokenizer(folder: Path, vocabulary: Path) -> None:
    """The word pieces as a tokenizer that from_pretrained finds."""
    shutil.copyfile(vocabulary, folder / "vocab.txt")
    settings = {"tokenizer_class": "BertTokenizer", "do_lower_case": True, "model_max_length": 512}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")


def _class(name: str) -> Any:
    module, _, attribute = name.rpartition(".")
    return getattr(import_module(f"booknlp.english.{module}"), attribute)


def _save(folder: Path, size: str, part: str, make: Callable[[str], Any]) -> None:
    base = file_name(size, part).replace("google_bert", "google/bert").removesuffix(".model")
    import_module("torch").save(make(base).state_dict(), folder / file_name(size, part))


def _coreference(base: str) -> Any:
    genders = [["he", "him", "his"], ["she", "her"], ["they", "them", "their"]]
    model = _class("bert_coref_quote_pronouns.BERTCorefTagger")(gender_cats=genders, freeze_bert=True, base_model=base)
    model.mention_mention3.bias.fill_(2.0)
    return model


def _tagger(base: str) -> Any:
    torch, read = import_module("torch"), import_module("booknlp.common.sequence_layered_reader").read_tagset
    data = files("booknlp.english") / "data"
    model = _class("tagger.Tagger")(
        base_model=base,
        tagset_flat={"EVENT": 1, "O": 1},
        tagset=read(str(data / "entity_cat.tagset")),
        supersense_tagset=read(str(data / "supersense.tagset")),
        device=torch.device("cpu"),
    )
    model.crf.transitions.fill_(0.0)
    model.supersense_crf.transitions.fill_(0.0)
    for lstm in (model.lstm1, model.flat_lstm):  # its gates are not to be saturated, or words look alike
        lstm.weight_ih_l0 *= 0.3
        lstm.weight_ih_l0_reverse *= 0.3
    for layer in (model.hidden2tag2, model.hidden2tag3):
        layer.weight.fill_(0.0)
        layer.bias.fill_(-100.0)
        layer.bias[model.tagset["O"]] = 0.0
    return model


def _set_tagger(path: Path, sample: str) -> None:
    """Sets the first layer's mentions and the events of a saved tagger, on a sample of the text."""
    torch, spacy = import_module("torch"), import_module("spacy")
    data = files("booknlp.english") / "data"
    tagger = _class("entity_tagger.LitBankEntityTagger")(str(path), str(data / "entity_cat.tagset"))
    model = tagger.model
    seen: dict[str, list[Any]] = {"mentions": [], "events": [], "words": []}
    hooks = [
        model.hidden2tag1.register_forward_pre_hook(lambda _m, x: seen["mentions"].append(x[0])),
        model.flat_classifier.register_forward_pre_hook(lambda _m, x: seen["events"].append(x[0])),
    ]
    tag_all = model.tag_all

    def noted(wordnet: Any, words: Any, *rest: Any, **options: Any) -> Any:
        seen["words"] = words
        return tag_all(wordnet, words, *rest, **options)

    model.tag_all = noted
    pipeline = import_module("booknlp.common.pipelines").SpacyPipeline(spacy.load(SPACY_MODEL, disable=["ner"]))
    tagger.tag(pipeline.tag(sample), doEvent=True, doEntities=True, doSS=False)
    for hook in hooks:
        hook.remove()
    del model.tag_all

    known = texts.names(sample)
    mentions, events, kinds = [], [], []
    for batch, vectors, flat in zip(seen["words"], seen["mentions"], seen["events"], strict=True):
        per_word = flat.view(vectors.shape[0], vectors.shape[1], -1)
        for row, pieces in enumerate(batch):
            words = [p.removeprefix("[CAP] ").replace(" ##", "") for p in pieces[1:-1]]  # without [CLS] and [SEP]
            mentions.append(vectors[row, : len(words)].numpy().astype(float))
            events.append(per_word[row, : len(words)].numpy().astype(float))
            kinds += [texts.kind(w, known) for w in words]

    tagset = model.tagset
    labels = {"": "O", "PRON": "B-PRON_PER", "PROP": "B-PROP_PER", "NOM": "B-NOM_PER", "PLACE": "B-NOM_FAC"}
    weights, bias = fit(np.concatenate(mentions), kinds, {k: n / LITBANK_WORDS for k, n in LITBANK.items()})
    model.hidden2tag1.weight.fill_(0.0)
    model.hidden2tag1.bias.fill_(-100.0)
    for row, label in enumerate(labels.values()):
        model.hidden2tag1.weight[tagset[label]] = torch.tensor(weights[row])
        model.hidden2tag1.bias[tagset[label]] = float(bias[row])

    scores = np.concatenate(events) @ model.flat_classifier.weight.numpy().astype(float).T
    model.flat_classifier.bias.fill_(0.0)
    model.flat_classifier.bias[0] = float(np.quantile(scores[:, 1] - scores[:, 0], 1 - LITBANK_EVENTS / LITBANK_WORDS))
    torch.save(model.state_dict(), path)


# Renard


def make_renard(folder: Path, vocabulary: Path, sample: str) -> None:
    """A random BERT base that marks the names of the sample as people, as Renard's NER step loads one.

    Renard's own is a bert-base-cased: the same shape, but 28,996 cased word pieces for these 30,522 uncased ones, since
    the cased vocabulary is not at hand. The density of its names is that of the sample.
    """
    torch, transformers = import_module("torch"), import_module("transformers")
    config = transformers.BertConfig(
        id2label=dict(enumerate(RENARD_LABELS)), label2id={label: n for n, label in enumerate(RENARD_LABELS)}
    )
    model = transformers.BertForTokenClassification(config)
    model.bert.embeddings.position_embeddings.weight.data *= 0.1
    folder.mkdir(parents=True, exist_ok=True)
    save_tokenizer(folder, vocabulary)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    known = texts.names(sample)
    vectors, kinds = [], []
    model.eval()
    with torch.no_grad():
        for paragraph in sample.split("\n\n"):
            words = paragraph.split()
            pieces = tokenizer(words, is_split_into_words=True, truncation=True, max_length=512, return_tensors="pt")
            hidden = model.bert(pieces["input_ids"], attention_mask=pieces["attention_mask"]).last_hidden_state[0]
            for at, word in enumerate(pieces.word_ids(0)):
                if word is not None:
                    found = texts.kind(words[word].strip(".,;:!?“”‘’\"'()_—-"), known)
                    vectors.append(hidden[at].numpy().astype(float))
                    kinds.append(found if found == "PROP" else "")
        share = sum(k == "PROP" for k in kinds) / max(1, len(kinds))
        weights, bias = fit(np.array(vectors), kinds, {"PROP": share})
        model.classifier.weight.fill_(0.0)
        model.classifier.bias.fill_(-100.0)
        model.classifier.weight[:2] = torch.tensor(weights)
        model.classifier.bias[:2] = torch.tensor(bias)
    model.save_pretrained(folder)


# Both


def fit(
    vectors: Floats, kinds: Sequence[str], densities: Mapping[str, float], ridge: float = 1.0
) -> tuple[Floats, Floats]:
    """Weights (kinds, width) and biases that tell kinds from vectors, by ridge regression.

    The first row is of "nothing", the others are of the kinds in `densities`, each of which the best score then gives
    to about that share of the vectors.
    """
    held = np.arange(len(vectors)) // 100 % 3 == 2  # the biases are set on vectors that the weights were not
    x = np.hstack([vectors, np.ones((len(vectors), 1))])[~held]
    y = np.array([[float(kind == name) for name in ("", *densities)] for kind in kinds])[~held]
    solved = np.linalg.solve(x.T @ x + ridge * np.eye(x.shape[1]), x.T @ y)
    weights, bias = solved[:-1].T.copy(), solved[-1].copy()
    unseen = vectors[held] if held.any() else vectors
    for _ in range(20):  # the biases depend on each other a little
        for row, density in enumerate(densities.values(), start=1):
            scores = unseen @ weights.T + bias
            needed = np.delete(scores, row, axis=1).max(axis=1) - scores[:, row]
            bias[row] += np.quantile(needed, density)
    return weights, bias


if __name__ == "__main__":
    main()
