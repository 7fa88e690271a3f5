"""Scores tags, lemmas and trees on a treebank in CoNLL-U, such as UD English Web Treebank's test part.

The gold words and sentences are given, and the model's own windows run over them a few dozen sentences at a time. Trees
are scored as in the CoNLL 2018 shared task (Zeman et al. 2018): every word counts, punctuation too, and of a relation
what stands before its colon. A lemma counts as right whatever its capitals.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.metrics import Scores, Share
from fabula.language.encoder import encode
from fabula.language.labels import UPOS
from fabula.language.lemmas import find_lemmas
from fabula.language.model import load_model
from training.data import Tree, trees

TOGETHER = 40


def evaluate(path: Path) -> Scores:
    """The scores of the shipped model on a CoNLL-U file."""
    gold = list(trees(path))
    right = np.zeros(5, np.int64)
    for at in range(0, len(gold), TOGETHER):
        right += _score(gold[at : at + TOGETHER])
    words = sum(len(t.words) for t in gold)
    names = ("UPOS", "XPOS", "lemmas", "UAS", "LAS")
    return {name: Share(int(n), words) for name, n in zip(names, right, strict=True)}


def _score(pack: list[Tree]) -> np.ndarray:
    model = load_model()
    words = [w for t in pack for w in t.words]
    e = encode(words, np.repeat(np.arange(len(pack)), [len(t.words) for t in pack]), [], model)
    lemmas = find_lemmas(words, e.upos, e.script, model)
    right = np.zeros(5, np.int64)
    first = 0
    for tree in pack:
        for k in range(len(tree.words)):
            i = first + k
            upos = UPOS[int(e.upos[i])]
            attached = e.head[i] == first + tree.heads[k]
            relation = model.relations[int(e.relation[i])].partition(":")[0]
            right += [
                upos == tree.upos[k],
                model.xpos[int(e.xpos[i])] == tree.xpos[k],
                lemmas[i].lower() == tree.lemmas[k].lower(),
                attached,
                attached and relation == tree.relations[k].partition(":")[0],
            ]
        first += len(tree.words)
    return right
