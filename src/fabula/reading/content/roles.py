"""Who takes part in what a cue shows, and whether it is meant: "the suspense killed him" is a figure of speech."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fabula.reading.content.hits import PERSONAL, Hit, is_possessive
from fabula.reading.content.lexicon import Lexicon, lexicon
from fabula.reading.page import NOM, PERSON, Page, pieces_by_start
from fabula.reading.tree import Tree, tree_of
from fabula.story import Utterance, UtteranceKind

_INFINITIVE_NOUNS = frozenset({"torture", "suicide", "murder"})
LONGEST_NOUN = 4
"""A longer description has a clause in it, whose last word does not say what is described."""
_IT = frozenset("it this that what which these those nothing something everything".split())
_DEATHS = frozenset("die died dying perish".split())
_ADVERBS = frozenset(
    "violently down hard again twice severely repeatedly senseless dead unconscious aside back savagely "
    "brutally".split()
)
_POSSESSIVES = frozenset("my your his her their our its thy".split())


@dataclass(frozen=True, slots=True)
class Parts:
    """The words for who does something and who undergoes it."""

    agent: int | None
    patients: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """A page with what is looked up at every hit: `pieces` is a word's quotation, `kinds` and `said` that quotation's
    kind and who says it to whom, `animals` the entities that the narration calls so, `cues` the words that report
    speech."""

    page: Page
    tree: Tree
    lexicon: Lexicon
    pieces: list[int]
    kinds: dict[int, UtteranceKind]
    said: dict[int, frozenset[int]]
    animals: frozenset[int]
    cues: frozenset[int]

    def quoted(self, word: int) -> UtteranceKind | None:
        """The kind of the quotation that a word is in, None in narration."""
        piece = self.pieces[word]
        return None if piece < 0 else self.kinds.get(piece, "other")

    def talkers(self, word: int) -> frozenset[int]:
        """Who says a word and who is told it, where it is said."""
        return self.said.get(self.pieces[word], frozenset())

    def sorts(self, word: int) -> frozenset[str]:
        """Which classes of the lexicon a word is in, "person" and "thing" besides."""
        low = self.tree.lower(word)
        sorts = {name for name, forms in self.lexicon.classes.items() if low in forms}
        if self.animals and self.tree.entity(word) in self.animals:
            return frozenset({*sorts, "animal"})
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
    piece_at = pieces_by_start(page)
    said = {piece_at[s.start]: u for u in utterances for s in u.spans if s.start in piece_at}
    kinds = {piece: u.kind for piece, u in said.items()}
    talkers = {
        piece: frozenset(e for e in (u.speaker, *u.addressees) if e is not None)
        for piece, u in said.items()
        if u.kind == "speech"
    }
    cues = np.searchsorted(page.words.start, [u.cue.start for u in utterances if u.cue is not None])
    tree = tree_of(page)
    animals = _animals(tree, utterances)
    return Reader(page, tree, lexicon(), pieces.tolist(), kinds, talkers, animals, frozenset(cues.tolist()))


def _animals(tree: Tree, utterances: Sequence[Utterance]) -> frozenset[int]:
    """The entities that the narration has for animals: by nouns ("the old mare"), by what they have and do ("his tail",
    "Buck growled"). Who speaks is none."""
    page, classes, votes = tree.page, lexicon().classes, Counter[int]()
    m, words = page.mentions, page.words.lower
    told = (m.type == PERSON) & (m.quotation < 0)
    for i in np.flatnonzero(told & (m.kind == NOM)).tolist():
        if m.end[i] - m.start[i] <= LONGEST_NOUN:
            votes[int(page.clusters.entity[i])] += 1 if words[m.end[i] - 1] in classes["animal"] else -1
    if not any(count > 0 for count in votes.values()) and not classes["beastly"] & set(words):
        return frozenset()
    for i in np.flatnonzero(told & (m.kind != NOM)).tolist():
        head = tree.head(int(m.end[i]) - 1)
        beastly = words[head] in classes["beastly"] and not m.start[i] <= head < m.end[i]
        if beastly and page.relation(int(m.end[i]) - 1) in ("nmod", "nmod:poss", "nsubj"):
            votes[int(page.clusters.entity[i])] += 2
    for u in utterances:
        if u.speaker is not None:
            votes[u.speaker] -= 4
    return frozenset(entity for entity, count in votes.items() if count > 0)


def core(tree: Tree, hit: Hit) -> int:
    """The word of a hit whose syntax counts: of "the war" the noun."""
    head = tree.head(hit.first)
    return head if tree.upos(hit.first) in ("DET", "ADJ") and hit.first < head < hit.last else hit.first


def parts_of(tree: Tree, word: int, hit: Hit) -> Parts:
    """Who does it and who undergoes it, by syntax; adjectives and nouns have only the latter."""
    if tree.upos(word) in ("VERB", "AUX"):
        subject = tree.subject(word)
        if tree.is_passive(word) and hit.cue.kind != "adjectives":
            undergoes = subject if subject is not None else tree.head(word)
            return Parts(tree.by(word), (undergoes,))
        if tree.page.relation(word) == "amod":
            return Parts(None, (tree.head(word),))
        return Parts(subject, tuple(k for k in tree.objects(word) if not is_possessive(tree.page, k)))
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
    whose = [k for k in tree.related(word, "nmod", "nmod:poss") if k < word and _has_genitive(tree, k)]
    return Parts(None, tuple(dict.fromkeys([*of, *whose, *(k for k in own if tree.lower(k) in _POSSESSIVES)])))


def _has_genitive(tree: Tree, word: int) -> bool:
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
        if agent is not None and not _has_genitive(tree, owner):
            if tree.lower(agent) in ("who", "that") and tree.lower(owner) in _POSSESSIVES:
                return False  # "a guest who breaks his leg"
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
    beside = word - 2 if word > 1 and tree.lower(word - 1) in ("'s", "'") else word
    return next(iter(tree.related(word, "nmod", "nmod:poss")), beside)


def antecedent(tree: Tree, word: int) -> int:
    """The noun that a relative pronoun stands for; the word itself where it is none."""
    verb = tree.head(word)
    relative = tree.lower(word) in ("that", "which", "who") and tree.page.relation(verb) in ("acl", "acl:relcl")
    return tree.head(verb) if relative else word


def is_bodily(reader: Reader, word: int, parts: Parts) -> bool:
    """Whether a verb that may as well be of the mind ("it struck me as odd", "I was struck") is of the body here."""
    tree = reader.tree
    if parts.agent is not None:
        agent = antecedent(tree, parts.agent)
        low = tree.lower(agent)
        if low in _IT or (tree.upos(agent) == "NOUN" and not _acts(reader, agent)):
            return False
    if _is_judged(tree, word):
        return False
    if parts.agent is not None or not tree.is_passive(word):
        return True
    after = [k for k in tree.children(word) if k > word]
    return any(
        tree.lower(k) in _ADVERBS
        or reader.sorts(k) & {"body", "physical"}
        or (tree.case(k) == "by" and _acts(reader, k))
        for k in after
    )


def _acts(reader: Reader, word: int) -> bool:
    """Whether a word is for somebody or something that can give a blow."""
    return bool(reader.sorts(word) & {"person", "animal", "body", "physical"})


def _is_judged(tree: Tree, word: int) -> bool:
    """Whether a verb's clause goes on with a judgement: "struck him as fine", "strikes me that he lies"."""
    words, sentence = tree.page.words, tree.page.words.sentence
    for k in range(word + 1, min(len(words), word + 8)):
        if sentence[k] != sentence[word] or words.text[k] in (".", ";", "!", "?"):
            return False
        low = tree.lower(k)
        if low == "as" and k + 1 < len(words):
            return tree.lower(k + 1) not in ("he", "she", "they", "i", "we", "it", "though", "if", "soon", "you")
        if low == "that" and tree.upos(k) == "SCONJ":
            return True
    return False


def _says_so(tree: Tree, dead: int) -> bool:
    """Whether somebody says of himself that he is dead: “I’m so dead.”"""
    who = {tree.lower(k) for k in tree.related(dead, "nsubj")}
    return bool(who & {"i", "we"}) and any(tree.xpos(k) in ("VBP", "VBZ") for k in tree.related(dead, "cop"))


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
    if tree.lower(word) == "dead" and _says_so(tree, word):
        return True
    if tree.lower(word) in _DEATHS and any(tree.lower(k) == "rather" for k in tree.related(word, "advmod")):
        return True
    if parts.agent is not None and tree.upos(word) == "VERB":
        agent = antecedent(tree, parts.agent)
        low = tree.lower(agent)
        if "thing" in reader.sorts(agent) and low not in classes["physical"] and tree.upos(agent) == "NOUN":
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
