"""Dependency trees from the encoder's choices."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

LONGEST_MENDED = 150
"""Sentences longer than this are mended in haste: the exact search takes time in the cube of the length."""

_FORBIDDEN = -1e6
_TELLING = frozenset("aux:pass nsubj nsubj:pass csubj csubj:pass expl nsubj:outer".split())
INFLECTED = frozenset({"VBD", "VBZ"})
"""The tags of verbs whose form alone shows that they are finite."""
_FINITE = INFLECTED | {"VBP"}


def mend_trees(heads: NDArray[Any], scores: NDArray[np.float32], sentences: NDArray[np.int64]) -> NDArray[np.int64]:
    """Heads that make a tree of each sentence: the greedy ones where they do, the best arborescence otherwise.

    `heads` (words,) are the best-scored, a root its own head; `scores` (words, words) by child and head; all numbers
    count words of the window.
    """
    out = heads.astype(np.int64)
    n = len(out)
    ancestor = out.copy()
    for _ in range(max(1, int(np.ceil(np.log2(max(n, 2)))))):
        ancestor = ancestor[ancestor]
    loose = out[ancestor] != ancestor  # a cycle never reaches a root
    is_root = out == np.arange(n)
    starts = np.flatnonzero(np.diff(sentences, prepend=-1))
    ends = np.append(starts[1:], n)
    broken = np.logical_or.reduceat(loose, starts) | (np.add.reduceat(is_root.astype(np.int64), starts) != 1)
    for first, last in zip(starts[broken].tolist(), ends[broken].tolist(), strict=True):
        if last - first > LONGEST_MENDED:
            # Too long for the search: the likeliest root governs whatever hangs on nothing.
            root = first + int(np.diagonal(scores)[first:last].argmax())
            adrift = np.flatnonzero(loose[first:last] | is_root[first:last]) + first
            out[adrift] = root
            out[root] = root
            continue
        out[first:last] = first + best_tree(scores[first:last, first:last])
    return out


def mend_relations(relations: list[str], heads: NDArray[np.int64], tags: list[str]) -> list[str]:
    """The relations of words, each named by itself, as the tree and the tags (Penn's) have them together.

    A root is "root"; a subject is passive where its verb is; and what stands before a finite verb that has no subject
    is that, and no object.
    """
    out = relations.copy()
    under: dict[int, set[str]] = {}
    for relation, head in zip(relations, heads.tolist(), strict=True):
        if relation in _TELLING:
            under.setdefault(head, set()).add(relation)
    for k, (relation, head) in enumerate(zip(relations, heads.tolist(), strict=True)):
        theirs = under.get(head, set())
        active = relation == "nsubj:pass" and tags[head] in _FINITE and "aux:pass" not in theirs
        only = relation == "obj" and k < head and tags[head] in INFLECTED and theirs <= {"aux:pass"}
        out[k] = "root" if head == k else "nsubj" if active or only else relation
    return out


def best_tree(scores: NDArray[np.float32]) -> NDArray[np.int64]:
    """The single-rooted tree of the highest score, as heads, the root its own (Chu and Liu 1965; Edmonds 1967).

    `scores` (words, words) by child and head; the diagonal scores the root.
    """
    n = len(scores)
    # Node 0 is outside the sentence; the child it governs is the root.
    weight = np.full((n + 1, n + 1), _FORBIDDEN)
    weight[1:, 1:] = scores
    weight[1:, 0] = np.diagonal(scores)
    np.fill_diagonal(weight, _FORBIDDEN)
    heads = weight.argmax(1)
    if not _has_several_roots(heads):  # several that are best governed from outside all stay so
        heads = _arborescence(weight)
    if _has_several_roots(heads):
        # One root only: the costlier arcs from outside make the second root the worst choice of all.
        weight[1:, 0] -= 1e4
        heads = _arborescence(weight)
    out = heads[1:] - 1
    return np.asarray(np.where(out < 0, np.arange(n), out), dtype=np.int64)


def _has_several_roots(heads: NDArray[np.int64]) -> bool:
    """Whether there is more than one root."""
    return bool(np.count_nonzero(heads[1:] == 0) > 1)


def _arborescence(weight: NDArray[np.float64]) -> NDArray[np.int64]:
    """The best head of every node but 0, by contracting cycles; `weight` by child and head."""
    n = len(weight)
    heads = weight.argmax(1)
    heads[0] = 0
    cycle = _cycle(heads)
    if cycle is None:
        return np.asarray(heads, dtype=np.int64)
    inside = np.array(cycle)
    is_outside = np.ones(n, bool)
    is_outside[inside] = False
    outside = np.flatnonzero(is_outside)
    kept = weight[inside, heads[inside]]
    # The cycle becomes one node, the last. What enters it breaks the cycle at one child; what leaves it is its best.
    entering = weight[inside[:, None], outside] - kept[:, None]
    leaving = weight[outside[:, None], inside]
    small = np.empty((len(outside) + 1, len(outside) + 1))
    small[:-1, :-1] = weight[outside[:, None], outside]
    small[-1, :-1] = entering.max(0)
    small[:-1, -1] = leaving.max(1)
    small[-1, -1] = _FORBIDDEN
    solved = _arborescence(small)
    out = heads.copy()
    # The contracted node stands for the one of the cycle that governs best.
    governors = np.where(solved[:-1] == len(outside), inside[leaving.argmax(1)], outside[solved[:-1] % len(outside)])
    out[outside[1:]] = governors[1:]
    enters = int(solved[-1])
    out[inside[entering[:, enters].argmax()]] = outside[enters]
    return np.asarray(out, dtype=np.int64)


def _cycle(heads: NDArray[np.int64]) -> list[int] | None:
    """A cycle among the heads, node 0 being where all paths should end."""
    head = heads.tolist()
    seen = [-1, *[0] * (len(head) - 1)]
    for start in range(1, len(head)):
        path = []
        v = start
        while seen[v] == 0:
            seen[v] = start
            path.append(v)
            v = head[v]
        if seen[v] == start:
            return path[path.index(v) :]
        for v in path:
            seen[v] = -1
    return None
