"""Who takes part in what a cue shows, and whether it is meant: "the suspense killed him" is a figure of speech."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fabula.reading.content.hits import PERSONAL, Hit
from fabula.reading.content.lexicon import Lexicon, lexicon
from fabula.reading.page import Page
from fabula.reading.tree import Tree, tree_of
from fabula.story import Utterance, UtteranceKind

_INFINITIVE_NOUNS = frozenset({"torture", "suicide", "murder"})
_POSSESSIVES = frozenset("my your his her their our its thy".split())


@dataclass(frozen=True, slots=True)
class Parts:
    """The words for who does something and who undergoes it."""

    agent: int | None
    patients: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """A page with what is looked up at every hit: `pieces` and `quoted` are a word's quotation and its kind."""

    page: Page
    tree: Tree
    lexicon: Lexicon
    pieces: list[int]
    kinds: dict[int, UtteranceKind]

    def quoted(self, word: int) -> UtteranceKind | None:
        """The kind of the quotation that a word is in, None in narration."""
        piece = self.pieces[word]
        return None if piece < 0 else self.kinds.get(piece, "other")

    def sorts(self, word: int) -> frozenset[str]:
        """Which classes of the lexicon a word is in, "person" and "thing" besides."""
        low = self.tree.lower(word)
        sorts = {name for name, forms in self.lexicon.classes.items() if low in forms}
        if "animal" not in sorts and "body" not in sorts:
            if low in PERSONAL or sorts & {"child", "girl", "partner"} or self.tree.entity(word) is not None:
                sorts.add("person")
            elif self.tree.upos(word) != "PRON":
                sorts.add("thing")
        return frozenset(sorts)


def open_reader(page: Page, utterances: Sequence[Utterance]) -> Reader:
    """The reader of a page: its trees, and the quotation of each word."""
    pieces = np.full(len(page.words), -1, np.int64)
    for number, (first, last) in enumerate(page.piece_words):
        pieces[first:last] = number
    piece_at = {q.inner_start: k for k, q in enumerate(page.pieces)}
    kinds = {piece_at[s.start]: u.kind for u in utterances for s in u.spans if s.start in piece_at}
    return Reader(page, tree_of(page), lexicon(), pieces.tolist(), kinds)


def parts_of(tree: Tree, word: int, hit: Hit) -> Parts:
    """Who does it and who undergoes it, by syntax; adjectives and nouns have only the latter."""
    if tree.upos(word) in ("VERB", "AUX"):
        subject = tree.subject(word)
        if tree.is_passive(word) and hit.cue.kind != "adjectives":
            undergoes = subject if subject is not None else tree.head(word)
            return Parts(tree.by(word), (undergoes,))
        if tree.page.relation(word) == "amod":
            return Parts(None, (tree.head(word),))
        return Parts(subject, tuple(tree.objects(word)))
    if tree.page.relation(word) == "amod" or tree.upos(word) in ("ADJ", "ADV"):
        own = tree.related(word, "nsubj", "nsubj:pass")
        if own:
            return Parts(None, (own[0],))
        if tree.page.relation(word) == "amod":
            return Parts(None, (tree.head(word),))
        head = tree.head(word)
        if tree.page.relation(word) in ("xcomp", "advmod", "obj", "advcl", "acl", "conj") and head != word:
            if tree.upos(head) in ("NOUN", "PROPN", "PRON"):
                return Parts(None, (head,))
            objects = tree.objects(head) if tree.page.relation(word) != "conj" else []
            subject = tree.subject(head) if not objects else objects[0]
            return Parts(None, () if subject is None else (subject,))
        return Parts(None, ())
    of = [k for k in tree.related(word, "nmod", "obl") if tree.case(k) == "of"]
    own = [k for k in tree.related(word, "nmod", "nmod:poss", "det") if k < word and not tree.related(k, "case")]
    whose = [k for k in tree.related(word, "nmod", "nmod:poss") if k < word and _is_possessive(tree, k)]
    return Parts(None, tuple(dict.fromkeys([*of, *whose, *(k for k in own if tree.lower(k) in _POSSESSIVES)])))


def _is_possessive(tree: Tree, word: int) -> bool:
    return any(tree.lower(k) in ("'s", "'") for k in tree.related(word, "case"))


def is_one(reader: Reader, word: int, wanted: frozenset[str], agent: int | None) -> bool:
    """Whether a word is of a sort that is wanted, and no part of the agent himself ("he bit his lip")."""
    tree, sorts = reader.tree, reader.sorts(word)
    if tree.upos(word) == "PROPN" and "person" in wanted and (agent is None or not _is_place(reader, word)):
        return True
    if not sorts & wanted and tree.lower(word) not in wanted:
        return False
    if tree.lower(word).endswith(("self", "selves")):
        return False
    if "body" in sorts and "person" not in sorts:
        owner = _owner(tree, word)
        if owner == word:
            return False
        if agent is not None and not _is_possessive(tree, owner):
            doer, owned = tree.entity(agent), tree.entity(owner)
            return owned is None or doer is None or owned != doer
    return True


def _is_place(reader: Reader, word: int) -> bool:
    """Whether a mention that is no person's holds a word."""
    m = reader.page.mentions
    last = int(np.searchsorted(m.start, word, side="right"))
    return any(m.start[i] <= word < m.end[i] for i in range(max(0, last - 6), last))


def undergoes(reader: Reader, patient: int) -> int:
    """Who undergoes what is done: of a part of the body, whose it is."""
    return _owner(reader.tree, patient) if "body" in reader.sorts(patient) else patient


def _owner(tree: Tree, word: int) -> int:
    """Whose a part of the body is; the word itself where nobody is named."""
    return next(iter(tree.related(word, "nmod", "nmod:poss")), word)


def is_figure(reader: Reader, word: int, parts: Parts) -> bool:
    """Whether what acts is no body ("the suspense killed him", "dying of boredom", "it was torture to wait")."""
    tree, classes = reader.tree, reader.lexicon.classes
    for k in tree.children(word):
        if (
            k > word
            and tree.lower(k) in classes["feeling"]
            and tree.case(k) in ("of", "with", "from", "by", "in", "on")
        ):
            return True
    if parts.agent is not None and tree.upos(word) == "VERB":
        low = tree.lower(parts.agent)
        if "thing" in reader.sorts(parts.agent) and low not in classes["physical"] and tree.upos(parts.agent) == "NOUN":
            return low not in classes["body"]
    copula = tree.related(word, "cop")
    if tree.upos(word) == "NOUN" and copula:
        subject = next(iter(tree.related(word, "nsubj", "csubj")), None)
        if subject is None or tree.page.relation(subject) == "csubj":
            return tree.lower(word) in _INFINITIVE_NOUNS
        if tree.upos(subject) in ("NOUN", "VERB"):
            return tree.entity(subject) is None and tree.lower(subject) not in classes["physical"]
        return bool(tree.related(word, "csubj", "advcl", "acl", "xcomp", "ccomp")) and (
            tree.lower(word) in _INFINITIVE_NOUNS and tree.lower(subject) == "it"
        )
    return False
