"""Universal Dependencies as the CLEAR dependencies of spaCy's English models, which BookNLP's users know.

The two differ in labels and in what governs what: in CLEAR prepositions govern their nouns, "be" governs what is said
of its subject, the last name governs the first, and each conjunct hangs on the one before it. See Choi and Palmer,
Guidelines for the CLEAR Style Constituent to Dependency Conversion (2012), and spaCy's glossary. Coordination inside
noun phrases and small clauses follow these rules as far as the tree alone tells them.
"""

from __future__ import annotations

from itertools import pairwise

from fabula.story import Story

LABELS = {
    "root": "ROOT", "obj": "dobj", "iobj": "dative", "obl": "npadvmod", "nsubj:pass": "nsubjpass",
    "csubj:pass": "csubjpass", "aux:pass": "auxpass", "discourse": "intj", "vocative": "npadvmod", "flat": "compound",
    "cop": "aux", "goeswith": "dep", "list": "dep", "dislocated": "dep", "orphan": "dep", "reparandum": "dep",
    "fixed": "pcomp",
}  # fmt: skip
"""Labels that only change their name."""

CLAUSE = frozenset(
    "nsubj nsubj:pass csubj csubj:pass aux mark expl cc punct advcl parataxis discourse vocative dislocated".split()
)
"""What belongs to the clause and not to the predicate: it moves with the verb to the copula."""

NEGATIONS = frozenset({"not", "n't", "n’t", "never"})
FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})
RELATIVES = frozenset({"WDT", "WP", "WP$", "WRB"})
OBLIQUE = frozenset(
    {"obl", "nmod", "obj", "iobj", "nsubj", "advmod", "advcl", "acl", "xcomp", "ccomp", "dep", "compound"}
)


def clear(story: Story) -> tuple[list[int], list[str]]:
    """The head of each token and its label; a root is its own head. A forest stays a forest."""
    tokens = story.tokens
    words = [story.text[a:b].lower() for a, b in zip(tokens.start.tolist(), tokens.end.tolist(), strict=True)]
    heads = tokens.head.tolist()
    labels = [
        "root" if head == word else "parataxis" if label == "root" else label  # a root that was hung on another
        for word, (head, label) in enumerate(zip(heads, tokens.deprel, strict=True))
    ]
    tree = _Tree(heads, labels, tokens.upos, tokens.xpos, words)
    for word in range(len(words)):
        if (
            tree.label[word] == "flat"
            and tree.head[word] != word
            and not _has(tree, tree.head[word], "flat", after=word)
        ):
            _last_name_governs(tree, word)
    for word in range(len(words)):
        if tree.label[word] == "cop" and tree.head[word] != word:
            _copula_governs(tree, word)
    for word in range(len(words)):
        if not tree.done[word]:
            _preposition_governs(tree, word)
    for word in range(len(words)):
        _chain(tree, word)
    for word in range(len(words)):
        head = tree.head[word]
        if tree.label[word] == "cc" and tree.label[head] == "conj" and word < head:
            tree.head[word] = tree.head[head]
    return tree.head, [_label(tree, word) for word in range(len(words))]


class _Tree:
    """A tree that is being changed: heads and labels by token, and who hangs on whom."""

    def __init__(
        self, head: list[int], label: list[str], upos: tuple[str, ...], xpos: tuple[str, ...], words: list[str]
    ) -> None:
        self.head, self.label, self.upos, self.xpos, self.words = head, label, upos, xpos, words
        self.done = [False] * len(head)
        self.kids: list[list[int]] = [[] for _ in head]
        for word, above in enumerate(head):
            if above != word:
                self.kids[above].append(word)

    def hang(self, word: int, head: int, label: str = "") -> None:
        """Hangs a token, which must not be above `head`, on `head`."""
        if self.head[word] != word:
            self.kids[self.head[word]].remove(word)
        self.head[word] = head
        self.kids[head].append(word)
        self.label[word] = label or self.label[word]

    def raise_(self, word: int, label: str = "") -> int:
        """Puts a token in its head's place, with its head's label unless another is given; the head is left beside
        it, to be hung on it. Returns that head."""
        head = self.head[word]
        self.kids[head].remove(word)
        above = self.head[head]
        self.label[word] = label or self.label[head]
        if above in (head, word):
            self.head[word] = word
            self.label[word] = "root"
        else:
            self.head[word] = above
            self.kids[above].append(word)
        return head


def _has(tree: _Tree, word: int, label: str, after: int = -1) -> bool:
    return any(tree.label[kid] == label and kid > after for kid in tree.kids[word])


def _last_name_governs(tree: _Tree, word: int) -> None:
    first = tree.raise_(word)
    tree.hang(first, word, "compound")
    for kid in list(tree.kids[first]):
        tree.hang(kid, word, "compound" if tree.label[kid] == "flat" else "")


def _copula_governs(tree: _Tree, copula: int) -> None:
    predicate = tree.raise_(copula)
    upos = tree.upos[predicate]
    label = "acomp" if upos == "ADJ" else "advmod" if upos == "ADV" else "attr"
    if any(tree.label[kid] == "case" and tree.xpos[kid] != "POS" for kid in tree.kids[predicate]):
        label = "obl"
    tree.hang(predicate, copula, label)
    for kid in list(tree.kids[predicate]):
        adverb = tree.label[kid] == "advmod" and (kid < copula or tree.words[kid] in NEGATIONS)
        clause = tree.label[kid] == "conj" and any(
            tree.label[one] in ("nsubj", "nsubj:pass", "cop") for one in tree.kids[kid]
        )
        if tree.label[kid] in CLAUSE or adverb or clause:
            tree.hang(kid, copula)


def _preposition_governs(tree: _Tree, noun: int) -> None:
    cases = [kid for kid in sorted(tree.kids[noun]) if tree.label[kid] == "case" and tree.xpos[kid] != "POS"]
    gerund = tree.xpos[noun] == "VBG" and tree.label[noun] in ("advcl", "acl", "conj", "xcomp")
    if not cases and gerund and not _has(tree, noun, "nsubj"):
        cases = [kid for kid in tree.kids[noun] if tree.label[kid] == "mark" and tree.xpos[kid] == "IN"][:1]
    if not cases:
        return
    first, above = cases[0], tree.head[noun]
    label = ""
    if above != noun and tree.label[noun] in OBLIQUE:
        passive = tree.xpos[above] == "VBN" or _has(tree, above, "nsubj:pass") or _has(tree, above, "aux:pass")
        label = "agent" if tree.words[first] == "by" and passive else "prep"
    elif tree.label[noun] == "conj" and tree.done[above] and tree.label[tree.head[above]] in ("prep", "agent"):
        tree.hang(noun, tree.head[above])  # "in London and in Paris": the second "in" joins the first
    tree.raise_(first, label)
    for case in cases[1:]:
        tree.hang(case, first, "prep")
        first = case
    tree.hang(noun, first, "pcomp" if gerund else "pobj")
    tree.done[noun] = True
    for kid in list(tree.kids[noun]):
        if tree.label[kid] == "cc" and kid < cases[0]:
            tree.hang(kid, cases[0])


def _chain(tree: _Tree, word: int) -> None:
    conjuncts = sorted(kid for kid in tree.kids[word] if tree.label[kid] == "conj" and kid > word)
    for before, conjunct in pairwise(conjuncts):
        tree.head[conjunct] = before


def _label(tree: _Tree, word: int) -> str:
    label, xpos, upos = tree.label[word], tree.xpos[word], tree.upos[word]
    if label == "nmod":
        owned = xpos in ("PRP$", "WP$") or any(tree.xpos[kid] == "POS" for kid in tree.kids[word])
        name = upos == tree.upos[tree.head[word]] == "PROPN" and word < tree.head[word]
        return "poss" if owned else "compound" if name else "nmod"
    if label in ("compound", "advmod"):
        return "prt" if xpos == "RP" else "neg" if label == "advmod" and tree.words[word] in NEGATIONS else label
    if label == "det":
        return "predet" if xpos == "PDT" else "poss" if xpos == "PRP$" else "det"
    if label == "mark":
        return "aux" if xpos == "TO" else "mark"
    if label == "case":
        return "case" if xpos == "POS" else "prep"
    if label == "xcomp":
        return "acomp" if upos == "ADJ" else "attr" if upos == "NOUN" else "xcomp"
    if label == "cc":
        return "preconj" if tree.words[word] in ("both", "either", "neither") else "cc"
    if label == "acl":
        kids = tree.kids[word]
        finite = xpos in FINITE or any(
            tree.xpos[kid] in FINITE and tree.label[kid] in ("aux", "aux:pass") for kid in kids
        )
        relative = any(tree.xpos[kid] in RELATIVES for kid in kids)
        subject = any(tree.label[kid] in ("nsubj", "nsubj:pass") for kid in kids)
        return "relcl" if finite and (relative or subject) and not _has(tree, word, "mark") else "acl"
    return LABELS.get(label, label)
