"""Whether a sentence says as a fact what a predicate says of somebody: not denied, asked, wished, compared, played or
told as hearsay."""

from __future__ import annotations

from itertools import pairwise

from fabula.reading.tree import Tree

_NOT = frozenset("not n't never no neither nor hardly scarcely barely almost nearly practically virtually".split())
_NOBODY = frozenset("nobody none nothing no-one".split())
_IF = frozenset("if unless whether lest".split())
_MODAL = frozenset("would could might may should must shall will can 'll wo ca ought".split())
_UNREAL = frozenset(
    "want wish hope long fear dread imagine picture fancy dream think believe suppose assume guess suspect expect "
    "consider pretend play intend mean plan plot threaten refuse decline deny doubt forbid prevent avoid fail ask beg "
    "urge propose offer suggest order try seek wonder wait need afraid deem seem appear take mistake".split()
)
"""Verbs that do not say that what they govern is so."""
_SAYING = frozenset("say claim tell swear insist pretend admit mean".split())
_FRAMES = frozenset("play film movie dream story novel tale game opera picture nightmare charade fantasy".split())
_HEARSAY = frozenset(
    "rumour rumor rumours rumors gossip supposedly allegedly reputed reputedly supposed alleged ostensibly".split()
)
_SAID = frozenset("say said says whispered whisper thought supposed".split())
_ANYBODY = frozenset("they people some everybody everyone folk it".split())
_SEEMING = frozenset("like as than".split())
_QUESTIONS = frozenset("who what why how when where which whom whose".split())
_STOPS = frozenset(". ! ? ; …".split())


def is_asserted(tree: Tree, word: int) -> bool:
    """Whether what a noun or verb is the predicate of is said as a fact."""
    if any(tree.lower(k) in _SEEMING for k in tree.related(word, "case", "mark")) or _is_subjunctive(tree, word):
        return False
    before = _before(tree, word)
    if _is_hearsay(before) or _is_framed(before):
        return False
    at = word
    for _ in range(6):
        if _is_unreal(tree, at):
            return False
        head, relation = tree.head(at), tree.page.relation(at)
        if head == at or relation not in ("xcomp", "ccomp", "conj", "advcl", "acl", "obj", "acl:relcl", "csubj"):
            break
        if relation == "conj" and tree.related(at, "nsubj", "nsubj:pass"):
            break
        governor = tree.page.lemma(head)
        if relation in ("xcomp", "ccomp", "advcl", "obj") and governor in _UNREAL:
            return False
        if relation == "ccomp":
            return not (governor in _SAYING and _is_denied(tree, head)) and not _is_asked(tree, word, head)
        if relation in ("acl", "acl:relcl", "advcl"):
            return True
        at = head
    return not _is_asked(tree, word, at)


def _is_unreal(tree: Tree, at: int) -> bool:
    """Whether what depends on one word denies it, makes it conditional or only possible."""
    if _is_denied(tree, at):
        return True
    marks = {tree.lower(k) for k in tree.related(at, "mark", "advmod") if k < at}
    if marks & _IF or ("though" in marks and any(tree.lower(k - 1) == "as" for k in tree.related(at, "mark"))):
        return True
    return any(
        tree.lower(k) in _MODAL or (tree.lower(k) == "'d" and tree.xpos(k) == "MD") for k in tree.related(at, "aux")
    )


def _is_denied(tree: Tree, at: int) -> bool:
    for k in tree.children(at):
        if tree.lower(k) in _NOT and tree.page.relation(k) in ("advmod", "det", "cc", "cc:preconj", "dep") and k < at:
            return tree.lower(k + 1) != "only"
        if tree.page.relation(k) in ("nsubj", "nsubj:pass") and (
            tree.lower(k) in _NOBODY or any(tree.lower(d) == "no" for d in tree.related(k, "det"))
        ):
            return True
    return False


def _is_subjunctive(tree: Tree, word: int) -> bool:
    """Whether being is supposed by its form: "that Hector were her husband"."""
    if not any(tree.lower(k) == "were" for k in tree.related(word, "cop")):
        return False
    return any(
        (tree.upos(k) == "PROPN" or tree.lower(k) in ("he", "she", "i")) and not tree.related(k, "conj")
        for k in tree.related(word, "nsubj")
    )


def _before(tree: Tree, word: int) -> list[str]:
    """The words of the sentence before one."""
    sentence, low = tree.page.words.sentence, word
    while low and word - low < 30 and sentence[low - 1] == sentence[word]:
        low -= 1
    return [tree.lower(k) for k in range(low, word)]


def _is_hearsay(before: list[str]) -> bool:
    """Whether the sentence so far gives what follows as talk: "rumour had it that", "they say", "it is said"."""
    talk = any(a in _ANYBODY and b in _SAID for a, b in pairwise(before))
    return bool(_HEARSAY & set(before)) or talk or (before[:1] == ["it"] and "said" in before)


def _is_framed(before: list[str]) -> bool:
    """Whether the sentence so far says that this is a dream or a tale."""
    return any(w in _FRAMES and "in" in before[max(0, k - 3) : k] for k, w in enumerate(before))


def _is_asked(tree: Tree, word: int, top: int) -> bool:
    """Whether the clause is a question that leaves it open; "Who was her brother?" takes one for granted."""
    words = tree.page.words
    for k in range(word + 1, min(len(words), word + 40)):
        if words.paragraph[k] != words.paragraph[word] or words.text[k] in ("”", '"', "»"):
            return False
        if words.text[k] in _STOPS:
            first = min(word, top)
            near = [j for j in range(max(0, first - 6), first + 1) if words.sentence[j] == words.sentence[word]]
            return words.text[k] == "?" and not any(tree.lower(j) in _QUESTIONS for j in near)
    return False
