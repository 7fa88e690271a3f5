"""Whose doing a verb tells: the person mention that is its subject."""

from __future__ import annotations

from fabula.language.clauses import head_of
from fabula.language.saying import SAYING
from fabula.reading.page import PERSON, PRON, Page

STOPS = frozenset('. ! ? ; " “ ” « »'.split())
HEARS = frozenset("heard hear hears hearing overheard overhearing".split())
_RELATIVE = frozenset("who which that".split())
POSSESSIVES = frozenset("his her my their our your its".split())
_CLITICS = frozenset({"'s", "’s", "s", "'", "’"})
VOICES = frozenset("voice voices tone tones accents lips".split())
_OBJECTS = frozenset("him her them me us himself herself themselves myself".split())


def subject_of(page: Page, verb: int, ends: dict[int, int]) -> int | None:
    """The person mention that is a verb's subject, by syntax, or else the nearest before it in its clause."""
    e = page.encoding
    low, high = max(0, verb - 25), min(len(page.words), verb + 10)
    governor = verb
    heard = _heard(page, verb, ends)
    if heard is not None or _is_heard(page, verb):
        return heard
    for step in range(3):
        # Who "was asked" does not ask; who "was heard saying" says.
        relations = ("nsubj", "nsubj:pass") if step else ("nsubj",)
        for k in (*range(verb - 1, low - 1, -1), *range(verb + 1, high)):
            if e.head[k] == governor and k != governor and page.relation(k) in relations:
                found = _antecedent(page, k, ends) if page.words.text[k].lower() in _RELATIVE else covering(page, k)
                if found is None and page.words.text[k].lower() in VOICES:
                    found = owner_of(page, low, k, ends)
                if found is not None:
                    return found
        # A second verb shares the subject of the first: "she turned and said".
        if page.relation(governor) in ("conj", "advcl", "xcomp", "parataxis") and e.head[governor] != governor:
            governor = int(e.head[governor])
        else:
            break
    subject = _last_subject(page, verb, ends)
    if subject is not None:
        return subject
    for k in range(verb, low, -1):
        if page.words.text[k - 1] in STOPS:
            return None
        if k in ends and page.words.text[k - 1].lower() not in _OBJECTS:
            return ends[k]
    return None


def owner_of(page: Page, low: int, noun: int, ends: dict[int, int]) -> int | None:
    """Whose a word or an answer is: Tom’s only answer; her next question."""
    words, m = page.words.text, page.mentions
    for k in range(noun, max(low, noun - 4), -1):
        before = words[k - 1].lower()
        if before == "whose":
            return _antecedent(page, k - 1, ends)
        if before in POSSESSIVES or before in _CLITICS:
            found = ends.get(k, ends.get(k - 1) if before in _CLITICS else None)
            ours = found is not None and m.quotation[found] < 0
            return found if ours and (before in _CLITICS or m.kind[found] == PRON) else None
    return None


def _heard(page: Page, verb: int, ends: dict[int, int]) -> int | None:
    """Whom somebody heard saying it, or whose saying it is: “he heard Tom say”, “he heard Tom’s voice saying”, “at
    Tom’s saying”."""
    words, k = page.words.text, verb
    while k > 0 and words[k - 1].endswith("ly"):
        k -= 1
    if words[verb].endswith("ing") and k > 0 and words[k - 1].lower() in ("'s", "’s"):
        return ends.get(k) if k in ends else ends.get(k - 1)
    if k > 0 and words[k - 1].lower() in VOICES and _is_heard(page, verb):
        return owner_of(page, max(0, k - 6), k - 1, ends)
    if k not in ends:
        return None
    before = int(page.mentions.start[ends[k]]) - 1
    return ends[k] if before >= 0 and words[before].lower() in HEARS else None


def _is_heard(page: Page, verb: int) -> bool:
    """Whether somebody hears it done, and is not who does it: “Tom heard a voice call”, not “Tom was heard to call”."""
    words = page.words.text
    word = words[verb].lower()
    for k in range(verb - 1, max(-1, verb - 8), -1):
        if words[k] in STOPS or words[k].lower() in (",", "to", "and"):
            return False
        if words[k].lower() in HEARS:
            return SAYING.get(word) == word or word.endswith("ing")
    return False


def _antecedent(page: Page, pronoun: int, ends: dict[int, int]) -> int | None:
    """Whom "who" means: whoever is named before it, or what its clause is said of."""
    comma = page.words.text[pronoun - 1] == "," if pronoun else False
    if pronoun - comma in ends:
        return ends[pronoun - comma]
    clause = int(page.encoding.head[pronoun])
    found = covering(page, int(page.encoding.head[clause])) if page.relation(clause) == "acl:relcl" else None
    return covering(page, pronoun) if found is None else found


def _last_subject(page: Page, verb: int, ends: dict[int, int]) -> int | None:
    """The subject of the last clause before a verb in its sentence: a tree that is wrong about the verb often has that
    right."""
    for k in range(verb - 1, max(-1, verb - 60), -1):
        if page.words.text[k] in STOPS:
            return None
        if page.relation(k) == "nsubj":
            relative = page.words.text[k].lower() in _RELATIVE
            found = _antecedent(page, k, ends) if relative else covering(page, k)
            if found is not None:
                return found
    return None


def covering(page: Page, word: int) -> int | None:
    """The innermost person mention whose head word may be this one: it ends at it, or holds it near its start."""
    m = page.mentions
    last = int(m.start.searchsorted(word, side="right"))
    best = None
    for i in range(max(0, last - 12), last):
        holds = m.type[i] == PERSON and m.start[i] <= word < m.end[i]
        if holds and (best is None or _fit(page, i, word) < _fit(page, best, word)):
            best = i
    return best


def head_word(page: Page, mention: int) -> int:
    """The word of a mention that others in it depend on."""
    return head_of(page.mentions, mention, page.encoding.head)


def _fit(page: Page, mention: int, word: int) -> tuple[int, int]:
    m = page.mentions
    inside = page.encoding.head[word]
    heads = m.start[mention] <= inside < m.end[mention] and inside != word
    return (int(heads), -int(m.end[mention] - m.start[mention]))
