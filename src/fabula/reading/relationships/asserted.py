"""Whether a sentence says as a fact what a predicate says of somebody: not denied, asked, wished, compared, played,
put off or told as hearsay."""

from __future__ import annotations

from itertools import pairwise

from fabula.reading.tree import SUBJECTS, Tree

_NOT = frozenset("not n't never no neither nor hardly scarcely barely almost nearly practically virtually".split())
_NOBODY = frozenset("nobody none nothing no-one".split())
_IF = frozenset("if unless whether lest imagine suppose supposing fancy".split())
_MAYBE = frozenset(
    "perhaps maybe possibly probably presumably apparently supposedly allegedly reputedly ostensibly seemingly".split()
)
_MODAL = frozenset("would could might may should must shall will can 'll wo ca ought".split())
_IDLE = frozenset("would could might should shall will 'll wo ca".split())
"""Modals that leave open whether something is said; "I must say" and "I may tell you" say it."""
_INVERTED = frozenset("had were should".split())
_UNREAL = frozenset(
    "want wish hope long fear dread imagine picture fancy dream think believe suppose assume guess suspect expect "
    "consider pretend play intend mean plan plot threaten refuse decline deny doubt forbid prevent avoid fail ask beg "
    "urge propose offer suggest order try seek wonder wait need afraid deem seem appear take mistake let joke jest "
    "tease lie fib ought possible impossible likely unlikely probable improbable untrue false absurd doubtful "
    "possibility idea".split()
)
"""Words that do not say that what they govern is so."""
_JESTING = frozenset("joke jest tease lie fib".split())
_SAYING = frozenset("say claim tell swear insist pretend admit mean true certain sure clear".split())
_KNOWING = frozenset(
    "know see remember recall realise realize discover find learn forget understand regret notice prove".split()
)
"""Verbs that take what they govern for granted, whether or not it is known: "did you know that she was engaged?" """
_TALES = frozenset("play film movie story novel tale game opera picture charade".split())
_DREAMS = frozenset("dream daydream nightmare fantasy".split())
_GOSSIP = frozenset("rumour rumor rumours rumors rumoured rumored gossip reputed supposed alleged hearsay".split())
_FALSE = _GOSSIP | frozenset("lie lies untrue false nonsense invention fiction joke jest fancy".split())
_SAID = frozenset("say said says saying whispered whisper thought supposed".split())
_ANYBODY = frozenset("they people some everybody everyone folk it".split())
_OPINIONS = frozenset("opinion belief view fancy imagination eyes mind head".split())
_TIMES = frozenset("years year months month weeks week days".split())
_FILLING = _MODAL | frozenset("all always often even only soon be is was being".split())
_SEEMING = frozenset("like as than".split())
_QUESTIONS = frozenset("who what why how when where which whom whose".split())
_STOPS = frozenset(". ! ? ; …".split())
_CLIMBED = frozenset("xcomp ccomp conj advcl acl obj acl:relcl csubj".split())
_GOVERNED = frozenset("xcomp ccomp advcl obj csubj".split())
_SHORT = frozenset({("all", "but"), ("good", "as"), ("no", "longer")})


def is_asserted(tree: Tree, word: int) -> bool:
    """Whether what a noun or verb is the predicate of is said as a fact."""
    if any(tree.lower(k) in _SEEMING for k in tree.related(word, "case", "mark")) or _is_subjunctive(tree, word):
        return False
    before = _before(tree, word)
    if _is_hearsay(before) or _is_framed(before) or tuple(before[-2:]) in _SHORT or _is_refuted(tree, word):
        return False
    at = word
    for _ in range(6):
        if _is_unreal(tree, at):
            return False
        head, relation = tree.head(at), tree.page.relation(at)
        if relation in SUBJECTS and any(tree.lower(k) in _FALSE for k in (head, *tree.related(head, "nmod", "conj"))):
            return False
        if head == at or relation not in _CLIMBED:
            break
        if relation == "conj" and tree.related(at, "nsubj", "nsubj:pass"):
            break
        governor = tree.page.lemma(head)
        if governor == "ask" and _is_question(tree, word):
            break
        if relation in _GOVERNED and governor in _UNREAL:
            return False
        if relation == "ccomp":
            return _is_vouched(tree, word, head)
        if relation in ("acl:relcl", "advcl") or (relation == "acl" and tree.related(at, *SUBJECTS)):
            return governor not in _UNREAL  # "the hope that he was her brother"
        at = head
    return not _is_asked(tree, word, at)


def _is_vouched(tree: Tree, word: int, governor: int) -> bool:
    """Whether what governs a clause vouches for it: it is known, or said, and its being said is no mere talk of it."""
    lemma = tree.page.lemma(governor)
    if lemma in _KNOWING:
        return True
    if _is_asked(tree, word, governor) or (lemma in _SAYING and _is_denied(tree, governor)):
        return False
    let = tree.page.lemma(tree.head(governor)) == "let" and tree.head(governor) != governor
    return not let and not any(tree.lower(k) in _IDLE for k in tree.related(governor, "aux"))


def _is_unreal(tree: Tree, at: int) -> bool:
    """Whether what depends on one word denies it, makes it conditional or only possible, or a jest."""
    if _is_denied(tree, at) or _is_inverted(tree, at):
        return True
    marks = {tree.lower(k) for k in tree.related(at, "mark", "advmod") if k < at}
    if marks & (_IF | _MAYBE) or (
        "though" in marks and any(tree.lower(k - 1) == "as" for k in tree.related(at, "mark"))
    ):
        return True
    if any(tree.page.lemma(k) in _JESTING for k in tree.related(at, "parataxis")):
        return True
    return any(
        tree.lower(k) in _MODAL or (tree.lower(k) == "'d" and tree.xpos(k) == "MD") for k in tree.related(at, "aux")
    )


def _is_inverted(tree: Tree, at: int) -> bool:
    """Whether a clause is made conditional by its order: "had he married her, ..."."""
    auxiliaries = [k for k in tree.related(at, "aux", "cop", "aux:pass") if tree.lower(k) in _INVERTED]
    subjects = tree.related(at, *SUBJECTS)
    first = bool(auxiliaries and subjects) and auxiliaries[0] < subjects[0]
    return first and not _is_question(tree, at)


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
    """Whether the sentence so far gives what follows as talk, or as what somebody holds: "rumour had it that", "people
    will say", "in her opinion"."""
    plain = [w for w in before if w not in _FILLING]
    talk = any(a in _ANYBODY and b in _SAID for a, b in pairwise(plain))
    held = any(w in _OPINIONS and {"in", "into"} & set(before[max(0, k - 3) : k]) for k, w in enumerate(before))
    return bool(_GOSSIP & set(before)) or talk or held or (before[:1] == ["it"] and "said" in before)


def _is_framed(before: list[str]) -> bool:
    """Whether the sentence so far says that this is a dream, a tale or years away."""
    dreams = any(w in _DREAMS and before[max(0, k - 1) : k] != ["no"] for k, w in enumerate(before))
    away = any(a in _TIMES and b == "hence" for a, b in pairwise(before))
    return dreams or away or any(w in _TALES and "in" in before[max(0, k - 3) : k] for k, w in enumerate(before))


def _is_refuted(tree: Tree, word: int) -> bool:
    """Whether the sentence goes on to say that it was not so: "but it was a lie"."""
    sentence, end = tree.page.words.sentence, word + 1
    while end < len(sentence) and end - word < 25 and sentence[end] == sentence[word]:
        end += 1
    after = [w for k in range(word + 1, end) if (w := tree.lower(k)) not in ("a", "all", "only", "mere", "just")]
    return any(
        w in ("it", "which", "that") and be in ("was", "is", "were") and false in _FALSE
        for w, be, false in zip(after, after[1:], after[2:], strict=False)
    )


def _is_question(tree: Tree, word: int) -> bool:
    """Whether a question mark ends what a word stands in."""
    words = tree.page.words
    for k in range(word + 1, min(len(words), word + 40)):
        if words.paragraph[k] != words.paragraph[word] or words.text[k] in ("”", '"', "»"):
            return False
        if words.text[k] in _STOPS:
            return words.text[k] == "?"
    return False


def _is_asked(tree: Tree, word: int, top: int) -> bool:
    """Whether the clause is a question that leaves it open; "Who was her brother?" takes one for granted."""
    if not _is_question(tree, word):
        return False
    words, first = tree.page.words, min(word, top)
    near = [j for j in range(max(0, first - 6), first + 1) if words.sentence[j] == words.sentence[word]]
    return not any(tree.lower(j) in _QUESTIONS for j in near)
