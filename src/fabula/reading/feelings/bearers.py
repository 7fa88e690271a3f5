"""Whose a feeling is: the person that the tree gives to the word that names it or to its bodily sign.

A bearer is a word that stands for a person; what the text does not give to anybody has none.
"""

from __future__ import annotations

from dataclasses import dataclass

from fabula.reading.feelings.lexicon import Cue, Lexicon
from fabula.reading.tree import SUBJECTS, Tree

_NOBODY = frozenset("nobody none no-one nothing neither".split())
_THINGS = frozenset("it this that what which there something anything everything".split())
_NOMINATIVE = frozenset("i he she we they who".split())
_POSSESSIVES = frozenset("his her my your their our thy whose".split())
_GENITIVE = frozenset({"'s", "'"})
_SEEING = frozenset("saw found heard discovered realised realized noticed felt learned learnt perceived".split())
_INSIDE = frozenset("in into across over on upon through behind from to at of down round around up within".split())
_REACHING = frozenset("over through in into upon on to across of from at".split())
_WITH = frozenset("with in from for by of through between under out to".split())
_LINKING = frozenset(
    "be is am are was were been being 's 're 'm feel feels felt feeling look looks looked looking seem seems seemed "
    "seeming become becomes became becoming grow grows grew growing grown turn turns turned turning get gets got "
    "getting go goes went going gone appear appears appeared sound sounds sounded remain remains remained stay stays "
    "stayed keep kept stand stood sit sat lie lay fall fell make makes made making".split()
)
_TURNING = frozenset(
    "turn turns turned turning go goes went going gone grow grows grew growing grown become becomes became becoming "
    "get got flush flushed blush blushed".split()
)
_MAKING = frozenset(
    "make makes made making render renders rendered drive drives drove driven leave leaves left".split()
)


NEAR = 2
"""How far a participle may stand from the part of the body that it is said of."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """The word that stands for who feels, the word whose syntax says whether it is so (-1: it is taken for granted),
    and how sure it is that the feeling is theirs."""

    word: int
    claim: int
    sure: float = 1.0


def bearer(tree: Tree, lexicon: Lexicon, cue: Cue, word: int) -> Bearer | None:
    """Who has the feeling that a cue tells of at a word; None where that is nobody, or another sense."""
    found: Bearer | None
    match cue.kind:
        case "adjectives" if _acts(tree, word) and (moved := _next_person(tree, word)):
            found = Bearer(moved[0], word)  # "it satisfied her"
        case "adjectives":
            found = _of_adjective(tree, lexicon, cue, word)
        case "verbs":
            found = _of_verb(tree, word)
        case "causes":
            found = _of_cause(tree, lexicon, cue, word)
        case "nouns":
            found = _of_noun(tree, lexicon, cue, word)
        case "adverbs":
            found = _of_adverb(tree, word)
        case _:
            found = _of_part(tree, lexicon, cue, word)
    return found if found is not None and is_person(tree, found.word) else None


def _acts(tree: Tree, word: int) -> bool:
    """Whether a word that may be an adjective is a verb: also where the tree makes it one of the noun before it."""
    after = tree.page.relation(word) == "amod" and tree.head(word) == word - 1
    return tree.upos(word) == "VERB" or (after and tree.lower(word).endswith("ed"))


def is_person(tree: Tree, word: int) -> bool:
    """Whether a word stands for somebody."""
    return tree.lower(word) not in _THINGS and tree.upos(word) != "ADJ" and tree.entity(word) is not None


def is_nobody(tree: Tree, word: int) -> bool:
    """Whether a word stands for nobody at all."""
    return tree.lower(word) in _NOBODY or any(tree.lower(k) in ("no", "neither") for k in tree.related(word, "det"))


def possessor(tree: Tree, word: int) -> int | None:
    """Whose something is, by the words before it: "her" of "her great fear", "Maud" of "Maud's fear"."""
    at = word - 1
    while at >= 0 and word - at < 4 and (tree.upos(at) in ("ADJ", "ADV", "NUM") or tree.head(at) == word):
        if tree.lower(at) in _POSSESSIVES or tree.lower(at) in _GENITIVE:
            break
        at -= 1
    if at < 0 or tree.page.words.sentence[at] != tree.page.words.sentence[word]:
        return None
    if tree.lower(at) in _GENITIVE:
        at -= 1
    elif tree.lower(at) not in _POSSESSIVES:
        return None
    return at if at >= 0 and is_person(tree, at) and tree.lower(at) not in ("other", "another") else None


def owner(tree: Tree, lexicon: Lexicon, word: int) -> int | None:
    """A person's word itself, or whose the face, the voice or the hand is; "the eyes of the king" are the king's."""
    low = tree.lower(word)
    if low in lexicon.classes["body"]:
        whose = possessor(tree, word)
        if whose is not None:
            return whose
        of = [k for k in tree.related(word, "nmod", "obl") if k > word and tree.case(k) == "of"]
        return next((k for k in of if is_person(tree, k)), None)
    if low in ("who", "that", "which") and tree.page.relation(tree.head(word)).startswith("acl"):
        return tree.head(tree.head(word))
    return word if is_person(tree, word) else None


def _subjects(tree: Tree, word: int) -> list[int]:
    """The subjects of a word, without those whose something is the subject: "Ida" of "Ida's lips trembled"."""
    return [k for k in tree.related(word, "nsubj", "nsubj:pass") if not _is_genitive(tree, k)]


def _subject(tree: Tree, verb: int) -> int | None:
    """The subject of a verb, its own or one it shares; "him" in "saw him look vexed"."""
    before = verb - 1
    noun = before >= 0 and tree.upos(before) in ("PROPN", "PRON", "NOUN") and is_person(tree, before)
    if noun and tree.xpos(verb) in ("VB", "VBG") and tree.lower(before) not in _NOMINATIVE:
        return before
    found = tree.subject(verb)
    if found is None or not _is_genitive(tree, found):
        return found
    return next(iter(_subjects(tree, tree.head(found))), None)


def _is_genitive(tree: Tree, word: int) -> bool:
    return word + 1 < len(tree.page.words) and tree.lower(word + 1) in _GENITIVE and tree.xpos(word + 1) == "POS"


def _made(word: int | None, claim: int, sure: float = 1.0) -> Bearer | None:
    return None if word is None else Bearer(word, claim, sure)


def _of_adjective(tree: Tree, lexicon: Lexicon, cue: Cue, word: int) -> Bearer | None:
    relation, head = tree.page.relation(word), tree.head(word)
    subject = next((k for k in reversed(_subjects(tree, word)) if k < word), None)
    if cue.sign and tree.upos(word) == "VERB" and tree.objects(word):
        return None  # "shaking the girl"
    if cue.turning and not _turned(tree, word):
        return None
    if subject is not None:
        return _made(owner(tree, lexicon, subject), word)
    if relation == "amod" or (
        relation in ("acl", "appos", "acl:relcl") and tree.upos(head) in ("NOUN", "PROPN", "PRON")
    ):
        if relation == "amod" and (cue.sign or cue.predicative):
            return None
        whose = owner(tree, lexicon, head)
        if whose is None and tree.lower(head) in lexicon.classes["carriers"]:
            return _of_noun(tree, lexicon, cue, head)
        return _made(whose, word, 0.9)
    if relation == "conj" and head != word:
        if tree.upos(head) in ("ADJ", "VERB") or tree.related(head, "cop"):
            shared = _subject(tree, head) if tree.upos(head) == "VERB" else next(iter(_subjects(tree, head)), None)
            if shared is None and tree.page.relation(head) != "root":
                return _of_adjective(tree, lexicon, cue, head)
            return None if shared is None else _made(owner(tree, lexicon, shared), word)
        return None
    if relation in ("xcomp", "ccomp", "obj", "advmod", "dep") and head != word and tree.lower(head) in _MAKING:
        between = (k for k in range(word - 1, head, -1) if tree.upos(k) in ("NOUN", "PROPN", "PRON"))
        made = next(between, None)
        return None if made is None else _made(owner(tree, lexicon, made), word)
    if (
        relation in ("xcomp", "advcl", "acl", "advmod", "ccomp", "parataxis", "dep", "obj", "obl", "appos")
        and head != word
    ):
        if tree.upos(head) in ("NOUN", "PROPN", "PRON"):
            return _made(owner(tree, lexicon, head), word, 0.9)
        linking = tree.lower(head) in _LINKING
        if relation == "advmod" and not linking and word > head:
            return None
        shared = _subject(tree, head)
        return None if shared is None else _made(owner(tree, lexicon, shared), word, 1.0 if linking else 0.85)
    if relation == "root" and tree.upos(word) in ("VERB", "ADJ"):
        shared = _subject(tree, word)
        return None if shared is None else _made(owner(tree, lexicon, shared), word)
    return None


def _turned(tree: Tree, word: int) -> bool:
    """Whether somebody turns so: "went white"."""
    near = [tree.head(word), *range(max(0, word - 3), word)]
    return any(tree.lower(k) in _TURNING for k in near)


def _of_verb(tree: Tree, word: int) -> Bearer | None:
    if tree.upos(word) not in ("VERB", "AUX") or tree.page.relation(word) in ("amod", "compound"):
        return None
    if tree.is_passive(word) and tree.related(word, "aux:pass", "nsubj:pass"):
        return _made(tree.by(word), word)
    subject = _subject(tree, word)
    if subject is None or (tree.xpos(word) in ("VB", "VBP") and subject > word):
        return None
    return _made(_who(tree, subject), word)


def _who(tree: Tree, subject: int) -> int:
    """The noun that a relative pronoun stands for."""
    clause = tree.head(subject)
    if tree.lower(subject) in ("who", "that") and tree.page.relation(clause).startswith("acl"):
        return tree.head(clause)
    return subject


def _of_cause(tree: Tree, lexicon: Lexicon, cue: Cue, word: int) -> Bearer | None:
    low = tree.lower(word)
    if not tree.related(word, "aux:pass", "cop"):
        objects = [k for k in tree.objects(word) if k != word] if tree.upos(word) == "VERB" else []
        if objects := objects or _next_person(tree, word):
            return _made(owner(tree, lexicon, objects[0]), word)
    if low.endswith("ing") or not low.endswith(("ed", "en", "set", "rt", "t")):
        return None
    if tree.xpos(word) in ("VBN", "JJ", "VBD"):
        return _of_adjective(tree, lexicon, cue, word)
    return None


def _next_person(tree: Tree, word: int) -> list[int]:
    """The name or pronoun that follows a word at once, whatever the tree makes of it: "frightened Wenna"."""
    after = word + 1
    if after == len(tree.page.words) or tree.related(word, "aux:pass", "cop") or not is_person(tree, after):
        return []
    named = tree.upos(after) in ("PROPN", "PRON") or tree.page.words.text[after][0].isupper()
    return [after] if named and tree.lower(after) not in (_POSSESSIVES | _NOMINATIVE) - {"her"} else []


def _of_adverb(tree: Tree, word: int) -> Bearer | None:
    head = tree.head(word)
    if tree.page.relation(word) != "advmod" or tree.upos(head) not in ("VERB", "AUX") or head == word:
        return None
    text = tree.page.words.text
    if word + 1 < len(text) and text[word + 1] == "," and (word == 0 or text[word - 1] in (".", "!", "?", "”", '"')):
        return None  # "Sadly, the shop was shut."
    subject = _subject(tree, head)
    return None if subject is None else _made(_who(tree, subject), head, 0.9)


def _of_part(tree: Tree, lexicon: Lexicon, cue: Cue, word: int) -> Bearer | None:
    """Whose part of the body does, or has done to it, what is a sign: "his fist clenched", "she clenched her fist"."""
    relation, head = tree.page.relation(word), tree.head(word)
    whose = possessor(tree, word)
    if tree.lower(head) in cue.moves | cue.done and head != word and tree.upos(head) != "NOUN":
        bare = relation == "obl" and word < head and not tree.case(word)  # a subject that the tree takes for a place
        if relation in ("nsubj", "nsubj:pass") or bare:
            if relation == "nsubj" and tree.lower(head) not in cue.moves:
                return None
            return _made(whose if whose is not None else owner(tree, lexicon, word), head)
        if relation == "obj" and tree.lower(head) in cue.done:
            subject = _subject(tree, head)
            if subject is None or (whose is not None and not _same(tree, whose, subject)):
                return None
            return _made(_who(tree, subject), head)
    moved = [
        k for k in tree.children(word)
        if tree.lower(k) in cue.moves | cue.done
        and tree.page.relation(k) in ("amod", "acl", "advcl")
        and tree.upos(k) == "VERB"
        and abs(k - word) <= NEAR
    ]  # fmt: skip
    if not moved:
        return None
    return _made(whose, moved[0]) if whose is not None else _of_noun(tree, lexicon, cue, word)


def _same(tree: Tree, one: int, other: int) -> bool:
    first, second = tree.entity(one), tree.entity(other)
    return first is None or second is None or first == second


def _of_noun(tree: Tree, lexicon: Lexicon, cue: Cue, word: int) -> Bearer | None:
    """Whose a noun's feeling or sign is: its possessor, whom it seizes, in whose eyes it is, who has it or acts so."""
    if not tree.xpos(word).startswith("NN") or tree.page.relation(word) in ("compound", "flat", "vocative"):
        return None
    for _ in range(3):
        whose = possessor(tree, word)
        if whose is not None:
            return _presupposed(tree, lexicon, word, whose)
        relation, head = tree.page.relation(word), tree.head(word)
        if (carrier := _carrier(tree, lexicon, word)) is not None:
            word = carrier
            continue
        if relation == "conj" and tree.upos(head) == "NOUN" and head != word:
            word = head
            continue
        break
    relation, head = tree.page.relation(word), tree.head(word)
    if tree.upos(word) == "VERB" and not tree.xpos(word).startswith("NN"):
        subject = _subject(tree, word)
        return None if subject is None else _made(owner(tree, lexicon, subject), word, 0.9)
    inside = _inside(tree, lexicon, word)
    if tree.related(word, "cop") or (relation == "root" and tree.case(word)):
        subject = next(iter(_subjects(tree, word)), None)
        if subject is not None and tree.case(word) and not inside:
            return _made(owner(tree, lexicon, subject), word)
        return inside
    if inside is not None:
        return inside
    if head == word:
        return None
    if relation in SUBJECTS:
        return _reached(tree, lexicon, word, head)
    verb = head
    if relation == "obj" and tree.case(word) not in _WITH:
        subject = _subject(tree, verb)
        has = tree.lower(verb) in lexicon.classes["holding"] or tree.lower(verb) in ("had", "has", "have", "having")
        other = tree.lower(verb) in lexicon.classes["causing"] | lexicon.classes["seeing"]
        if subject is None or not (has or (cue.sign and not other)):
            return _inside(tree, lexicon, verb)
        return _made(owner(tree, lexicon, subject), verb)
    if relation in ("obl", "obj", "nmod", "advcl", "advmod", "xcomp") and tree.case(word) in _WITH:
        if tree.case(word) == "of" and tree.upos(verb) in ("NOUN", "PROPN", "VERB"):
            return None
        if tree.case(word) == "for" and tree.upos(verb) in ("NOUN", "PROPN"):
            return None
        if tree.upos(verb) in ("NOUN", "PROPN", "PRON"):
            whom = owner(tree, lexicon, verb)
            return _made(whom, word, 0.9) if whom is not None else None
        if tree.upos(verb) == "ADJ" and not tree.related(verb, "nsubj"):
            of = _of_adjective(tree, lexicon, cue, verb)
            return None if of is None else Bearer(of.word, verb, 0.9)
        subject = _subject(tree, verb)
        return None if subject is None else _made(owner(tree, lexicon, subject), verb, 0.9)
    return None


def _presupposed(tree: Tree, lexicon: Lexicon, word: int, whose: int) -> Bearer:
    """Somebody's feeling, which is there whatever is said of it, unless it is to be made; in "to her horror, Ida saw
    ..." it is Ida's."""
    verb = tree.head(word)
    if tree.case(word) == "to" and tree.lower(verb) in _SEEING:
        subject = _subject(tree, verb)
        if subject is not None and subject > word and is_person(tree, subject):
            whose = subject
    caused = tree.page.relation(word) == "obj" and tree.lower(verb) in lexicon.classes["causing"]
    return Bearer(whose, verb if caused else -1, 0.95)


def _carrier(tree: Tree, lexicon: Lexicon, word: int) -> int | None:
    """The noun that brings a feeling in: "pang" of "a pang of sudden guilt"."""
    at = word - 1
    while at > 0 and word - at < 3 and tree.upos(at) in ("ADJ", "ADV", "NOUN"):
        at -= 1
    return at - 1 if at > 0 and tree.lower(at) == "of" and tree.lower(at - 1) in lexicon.classes["carriers"] else None


def _inside(tree: Tree, lexicon: Lexicon, word: int) -> Bearer | None:
    """In whose eyes, face or heart something is, by what depends on it or on its verb."""
    places = [*tree.related(word, "nmod", "obl", "obj")]
    subject = tree.page.relation(word) in SUBJECTS
    if subject or tree.page.relation(word) in ("obj", "expl"):
        places += tree.related(tree.head(word), "obl", "obj", "nmod", "advmod")
    for k in places:
        inside = tree.case(k) in _INSIDE or tree.page.relation(k) == "obj" or (subject and k > word)
        if k != word and inside and tree.lower(k) in lexicon.classes["body"]:
            whose = owner(tree, lexicon, k)
            if whose is not None:
                return Bearer(whose, tree.head(word) if subject else word)
    return None


def _reached(tree: Tree, lexicon: Lexicon, word: int, verb: int) -> Bearer | None:
    """Whom a feeling seizes, fills or comes over."""
    for k in tree.objects(verb):
        if k != word and (whom := owner(tree, lexicon, k)) is not None:
            return Bearer(whom, verb)
    for k in tree.related(verb, "obl", "nmod"):
        if tree.case(k) in _REACHING and (whom := owner(tree, lexicon, k)) is not None:
            return Bearer(whom, verb)
    for k in tree.related(verb, "obj", "xcomp"):  # "took hold of her"
        for j in tree.related(k, "nmod", "obl"):
            if tree.case(j) in _REACHING and (whom := owner(tree, lexicon, j)) is not None:
                return Bearer(whom, verb)
    return None
