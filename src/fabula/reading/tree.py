"""A page's dependency trees, asked from the governor's side: what depends on a word, and who that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fabula.language.labels import UPOS
from fabula.reading.page import Page
from fabula.reading.speech.subjects import covering

SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj"})


@dataclass(frozen=True, slots=True)
class Tree:
    """`order` holds the words sorted by governor, those of word w at [first[w], first[w + 1]); roots govern nobody of
    that sort. `relations` are by word. All are Python's values, since NumPy's are slow one at a time."""

    page: Page
    order: list[int]
    first: list[int]
    relations: list[str]

    def children(self, word: int) -> list[int]:
        """The words that depend on a word, in order."""
        return [k for k in self.order[self.first[word] : self.first[word + 1]] if k != word]

    def related(self, word: int, *relations: str) -> list[int]:
        """The dependents of a word that have one of these relations."""
        return [k for k in self.children(word) if self.relations[k] in relations]

    def lower(self, word: int) -> str:
        """A word in lower case, its apostrophe straight."""
        return self.page.words.plain[word]

    def upos(self, word: int) -> str:
        """A word's universal part of speech."""
        return UPOS[int(self.page.encoding.upos[word])]

    def xpos(self, word: int) -> str:
        """A word's Penn Treebank tag."""
        return self.page.model.xpos[int(self.page.encoding.xpos[word])]

    def head(self, word: int) -> int:
        """The word that governs this one; itself at a root."""
        return int(self.page.encoding.head[word])

    def case(self, word: int) -> str:
        """The preposition of a word, "" where it has none."""
        return next((self.lower(k) for k in self.related(word, "case", "mark") if k < word), "")

    def subject(self, verb: int) -> int | None:
        """The subject of a verb, its own or the one it shares: "she rose and left", "he tried to rise"."""
        for _ in range(4):
            own = self.related(verb, "nsubj", "nsubj:pass")
            if own:
                return own[0]
            if (before := self._before(verb)) is not None:
                return before
            relation, head = self.page.relation(verb), self.head(verb)
            if head == verb or relation not in ("conj", "xcomp", "advcl", "parataxis", "acl"):
                return None
            if relation == "xcomp" and (objects := self.objects(head)):
                return objects[0]  # "made him leave"
            if relation == "acl":
                return head
            verb = head
        return None

    def _before(self, verb: int) -> int | None:
        """The person just before a finite verb, for one that the tree has no subject for."""
        if self.xpos(verb) not in ("VBD", "VBZ", "VBP") or self.page.relation(verb) == "conj":
            return None
        at = verb - 1
        while at > 0 and verb - at < 4 and self.upos(at) in ("ADV", "AUX", "PART"):
            at -= 1
        if at < 0 or self.page.words.sentence[at] != self.page.words.sentence[verb]:
            return None
        return at if self.upos(at) in ("PROPN", "NOUN", "PRON") and self.entity(at) is not None else None

    def objects(self, verb: int) -> list[int]:
        """The direct objects of a verb, told by there being no preposition, whatever their label."""
        bare = [k for k in self.related(verb, "obj", "iobj", "obl") if not self.related(k, "case")]
        found = [k for k in bare if self.page.relation(k) != "obl" or (k > verb and self.upos(k) in ("PROPN", "PRON"))]
        after = verb + 1  # a name that follows a verb at once is its object, wherever the tree hangs it
        if not found and after < len(self.page.words) and self.upos(after) == "PROPN" and self.head(after) != after:
            return [after] if self.page.relation(after) not in SUBJECTS else []
        return found

    def by(self, verb: int) -> int | None:
        """Who does what is told in the passive: "by" and a noun or a name."""
        governed = [k for k in self.related(verb, "obl", "obj", "nmod") if self.case(k) == "by"]
        if governed:
            return governed[0]
        words = self.page.words
        at = next((k for k in range(verb + 1, min(len(words), verb + 4)) if self.lower(k) == "by"), None)
        if at is None or at + 1 >= len(words) or words.sentence[at + 1] != words.sentence[verb]:
            return None
        return next((k for k in range(at + 1, min(len(words), at + 4)) if self.entity(k) is not None), None)

    def is_passive(self, verb: int) -> bool:
        """Whether a verb's subject undergoes it."""
        auxiliaries = self.related(verb, "aux:pass")
        if [self.lower(k) for k in auxiliaries] == ["'s"] and self.objects(verb):
            return False  # "he's killed Adam"
        if auxiliaries or self.related(verb, "nsubj:pass"):
            return True
        bare = self.xpos(verb) == "VBN" and not self.related(verb, "aux", "nsubj")
        return bare and not self.objects(verb) and self.page.relation(verb) in ("acl", "amod", "xcomp", "conj", "advcl")

    def entity(self, word: int) -> int | None:
        """The person whom a word names or stands for."""
        mention = covering(self.page, word)
        return None if mention is None else int(self.page.clusters.entity[mention])


def tree_of(page: Page) -> Tree:
    """The trees of a page, indexed once."""
    head = page.encoding.head
    order = np.argsort(head, kind="stable")
    first = np.searchsorted(head[order], np.arange(len(head) + 1))
    relations = map(page.model.relations.__getitem__, page.encoding.relation.tolist())
    return Tree(page, order.tolist(), first.tolist(), list(relations))
