"""What the rules for ties stand on: the trees of a page, who is meant by each word, and how a passage stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fabula.language.labels import PRONOUN_CLASSES
from fabula.language.names import gender_of
from fabula.reading.page import NOM, PERSON, PROP, Page, mentions_by_span, pieces_by_start
from fabula.reading.speech.subjects import covering
from fabula.reading.tree import Tree, tree_of
from fabula.story import TieKind, Utterance

_PLURAL = frozenset("we us our they them their themselves ourselves both".split())
_THIRD = frozenset(PRONOUN_CLASSES.index(name) for name in ("he", "she", "they"))


DESCRIBED, STOOD_FOR = 0.6, 0.75
"""How far to trust whom a description means, and whom "he" or "she" does, beside a name: in the end two pronouns alone
do not make a tie."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The text says that `one` is the `kind` of `other`: where, in characters [start, end), and how surely. `named`:
    a name says who `one` is; otherwise it is only who a description was taken to mean. `only`: `other` has but one."""

    one: int
    other: int
    kind: TieKind
    start: int
    end: int
    weight: float
    named: bool
    only: bool = False
    gender: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """A page with what is asked of it again and again.

    `piece` gives each word's quotation, -1 outside; `spoken` the utterance of a quotation, and `reports` the one that a
    mention reports. `starts` and `ends` are the longest mentions by name that start at a word and that end before one.
    `members` are the people of a group, such as "Ann and Tom", by its entity.
    """

    page: Page
    tree: Tree
    piece: list[int]
    spoken: dict[int, Utterance]
    reports: dict[int, Utterance]
    starts: dict[int, int]
    ends: dict[int, int]
    members: dict[int, tuple[int, ...]]

    def entity(self, mention: int) -> int:
        """The entity of a mention."""
        return int(self.page.clusters.entity[mention])

    def sure(self, mention: int) -> float:
        """How sure it is whom a mention means; of a description or a pronoun less than the reading of mentions says."""
        m, sure = self.page.mentions, float(self.page.clusters.confidence[mention])
        if m.kind[mention] == NOM:
            return sure * DESCRIBED
        return sure * STOOD_FOR if int(m.pronoun[mention]) in _THIRD else sure

    def gender(self, mention: int) -> str:
        """The gender of whom a name means, as "m" or "f", "" where the name does not tell."""
        clusters, (first, _) = self.page.clusters, self.bounds(mention)
        person = int(clusters.person[self.entity(mention)])
        return (clusters.names.genders[person] if person >= 0 else "") or gender_of(self.word(first))

    def word(self, at: int) -> str:
        """A word in lower case with straight apostrophes, "" outside the text."""
        return self.tree.lower(at) if 0 <= at < len(self.page.words) else ""

    def bounds(self, mention: int) -> tuple[int, int]:
        """The words [first, last) of a mention."""
        m = self.page.mentions
        return int(m.start[mention]), int(m.end[mention])

    def characters(self, first: int, last: int) -> tuple[int, int]:
        """The characters [start, end) of words [first, last)."""
        words = self.page.words
        return int(words.start[first]), int(words.end[last - 1])

    def people(self, word: int) -> list[tuple[int, float]]:
        """Who is meant by a word, each with how sure that is: one person, or the members of a group or of a list."""
        mention = covering(self.page, word)
        if mention is None:
            return []
        entity, sure = self.entity(mention), self.sure(mention)
        if members := self.group(mention):
            return [(one, sure) for one in members]
        found = [(entity, sure)]
        for k in self.tree.related(word, "conj"):
            if any(self.word(c) in ("and", "&") for c in self.tree.related(k, "cc")):
                found += [who for who in self.people(k) if who[0] != entity]
        return found

    def group(self, mention: int) -> tuple[int, ...]:
        """The members of a group, where a mention is a plural pronoun or lists them."""
        first, last = self.bounds(mention)
        listed = any(self.word(k) == "and" for k in range(first, last))
        return self.members.get(self.entity(mention), ()) if listed or self.word(first) in _PLURAL else ()

    def calls(self, mention: int) -> bool:
        """Whether a mention by name is one whom the words around it are said to."""
        first, last = self.bounds(mention)
        piece = self.piece[first]
        if piece < 0:
            return False
        if any(self.page.relation(k) == "vocative" for k in range(first, last)):
            return True
        utterance = self.spoken.get(piece)
        return utterance is not None and self.entity(mention) in utterance.addressees


def open_ground(page: Page, utterances: Sequence[Utterance]) -> Ground:
    """The ground of a page."""
    piece = np.full(len(page.words), -1, np.int64)
    for number, (first, last) in enumerate(page.piece_words):
        piece[first:last] = number
    piece_at = pieces_by_start(page)
    spoken = {piece_at[s.start]: u for u in utterances for s in u.spans if s.start in piece_at}
    m = page.mentions
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    for i in np.flatnonzero((m.type == PERSON) & (m.kind == PROP)).tolist():
        if "and" in page.words.text[m.start[i] : m.end[i]]:
            continue
        starts.setdefault(int(m.start[i]), i)  # the longest comes first
        ends.setdefault(int(m.end[i]), i)
    mention_at = mentions_by_span(page)
    by_mention = ((mention_at.get((u.mention.start, u.mention.end)), u) for u in utterances if u.mention is not None)
    reports = {i: u for i, u in by_mention if i is not None}
    return Ground(page, tree_of(page), piece.tolist(), spoken, reports, starts, ends, _groups(page))


def _groups(page: Page) -> dict[int, tuple[int, ...]]:
    """The people of each entity that is a list of names, by the mentions "Ann and Tom" that hold others."""
    m, entity, words = page.mentions, page.clusters.entity, page.words.text
    people = np.flatnonzero(m.type == PERSON).tolist()
    found: defaultdict[int, list[tuple[int, ...]]] = defaultdict(list)
    for place, i in enumerate(people):
        if "and" not in words[m.start[i] : m.end[i]]:
            continue
        inner = [j for j in people[place + 1 : place + 9] if m.end[j] <= m.end[i] and m.kind[j] == PROP]
        members = tuple(dict.fromkeys(int(entity[j]) for j in inner if entity[j] != entity[i]))
        joined = words[m.start[i] : m.end[i]]
        if len(members) > 1 and all(w in ("and", ",") or w[:1].isupper() for w in joined):
            found[int(entity[i])].append(members)
    return {who: lists[0] for who, lists in found.items() if len(set(lists)) == 1}
