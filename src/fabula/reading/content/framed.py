"""Whether a sentence says that what it tells is a dream, a picture, a tale or a play."""

from __future__ import annotations

from fabula.reading.tree import Tree

_DREAMING = frozenset("dream dreams dreamed dreamt dreaming nightmare nightmares daydream hallucination".split())
_FICTIONS = frozenset(
    "film movie painting tapestry picture play story novel tale legend myth ballad opera fresco game charade poem song "
    "movies films stories novels tales".split()
)
_ACTED = frozenset(
    "act acts acted acting enact enacted enacting perform performed performing rehearse rehearsed rehearsing".split()
)


def is_framed(tree: Tree, word: int) -> bool:
    """Whether the sentence so far says that this is a dream, a picture or a tale, or the sentence that it is acted."""
    sentence = tree.page.words.sentence
    low = word
    while low and word - low < 30 and sentence[low - 1] == sentence[word]:
        low -= 1
    before = [tree.lower(k) for k in range(low, word)]
    if any(w in _DREAMING for w in before[-14:]):
        return True
    if any(w in _FICTIONS and "in" in before[max(0, k - 3) : k] for k, w in enumerate(before)):
        return True
    if {"played", "playing", "pretended"} & set(before[-6:]):
        return True
    if before[-1:] == ["to"] and {"part", "role"} & set(before[-6:]):
        return True  # "an actress whose part it was to stab the king"
    after = [tree.lower(k) for k in range(word, min(len(sentence), word + 30)) if sentence[k] == sentence[word]]
    return _is_acted(tree, word) or any(_is_staged([*before, *after], k) for k in range(len(before) + len(after)))


def _is_acted(tree: Tree, word: int) -> bool:
    """Whether somebody acts what a word says: "she was to act the stabbing"."""
    return tree.page.relation(word) == "obj" and tree.lower(tree.head(word)) in _ACTED


def _is_staged(said: list[str], k: int) -> bool:
    """Whether a word of a sentence says where a play is acted, or how far: "on the stage", "in the third act"."""
    if said[k] == "stage":
        return "on" in said[max(0, k - 2) : k]
    return said[k] == "act" and said[max(0, k - 3) : k - 1] in (["in", "the"], ["of", "the"])
