"""Whose doing a verb tells: the person mention that is its subject."""

from __future__ import annotations

import numpy as np

from fabula.language.clauses import head_of
from fabula.language.labels import UPOS
from fabula.language.saying import SAYING
from fabula.reading.page import PERSON, PRON, Page

STOPS = frozenset('. ! ? ; " “ ” « »'.split())
HEARS = frozenset("heard hear hears hearing overheard overhearing".split())
_RELATIVE = frozenset("who which that".split())
POSSESSIVES = frozenset("his her my their our your its".split())
CLITICS = frozenset({"'s", "’s", "s", "'", "’"})
VOICES = frozenset("voice voices tone tones accents lips".split())
_NO_SUBJECTS = POSSESSIVES | frozenset("him them me us himself herself themselves myself".split())
_PERFECT = frozenset("had has have".split())
_WHEN = frozenset("as than before after till until while when since and but if".split())
_SPOKEN_TO = frozenset("greet ask tell answer interrupt command order bid beg advise assure warn urge remind".split())
_BE = frozenset("was were been being is are be".split())
_GIVES = frozenset(
    "give gave given giving gives leave left allow allowed allows afford afforded grant granted cause caused lead led "
    "enable enabled induce induced encourage encouraged".split()
)
_MAKES = frozenset("make made makes making let".split())
_HARDLY = frozenset("had hardly scarcely barely about".split())
_MAIN_NOT = frozenset({"advcl", "acl", "acl:relcl", "ccomp", "xcomp", "csubj"})
_ADV, _NOUN, _VERB = UPOS.index("ADV"), UPOS.index("NOUN"), UPOS.index("VERB")
_ADP, _DET = UPOS.index("ADP"), UPOS.index("DET")
_NO_PART = frozenset({_ADP, _DET})
_BEFORE_NOUN = frozenset({_DET, UPOS.index("ADJ"), UPOS.index("PRON")})
_GOVERNS = frozenset({_ADP, _VERB})
_FARTHEST = 60
"""A subject is looked for so many words before its verb."""


def subject_of(page: Page, verb: int, ends: dict[int, int]) -> int | None:
    """The person mention that is a verb's subject, by syntax, or else the nearest before it in its clause."""
    e, m = page.encoding, page.mentions
    low, high = max(0, verb - 25), min(len(page.words), verb + 10)
    governor = verb
    heard = _heard(page, verb, ends)
    if heard is not None or _is_heard(page, verb):
        return heard
    voice = voice_before(page, verb)
    if voice is not None:
        owner = owner_of(page, max(0, voice - 5), voice, ends)
        return ends.get(voice + 1) if owner is None else owner
    agent = _agent(page, verb)
    if agent is not None or is_passive(page, verb):
        return agent
    told = (_enabled(page, verb), _beside(page, _before_verb(page, verb), ends), _who(page, verb, ends))
    sure = next((who for who in told if who is not None), None)
    if sure is not None:
        return sure
    for step in range(3):
        # Who "was asked" does not ask; who "was heard saying" says.
        relations = ("nsubj", "nsubj:pass") if step else ("nsubj",)
        for k in (*range(verb - 1, low - 1, -1), *range(verb + 1, high)):
            if e.head[k] == governor and k != governor and page.relation(k) in relations:
                found = doer(page, low, k, ends)
                if found is not None and m.quotation[found] < 0:  # nobody called in the words that follow
                    return found
        # A second verb shares the subject of the first: "she turned and said".
        if page.relation(governor) in ("conj", "advcl", "xcomp", "parataxis") and e.head[governor] != governor:
            first, nearer = int(e.head[governor]), _nearer(page, governor, ends)
            if nearer is None and first < governor:
                nearer = _heard(page, first, ends)  # Tom heard her rise and say
            if nearer is not None:
                return nearer
            governor = first
        else:
            break
    subject = _last_subject(page, verb, ends)
    if subject is not None:
        return subject
    words = page.words.text
    for k in range(verb, low, -1):
        if words[k - 1] in STOPS:
            # He laughed; and then, with a bow, said
            goes_on = words[k - 1] == ";" and words[k].lower() in ("and", "but", "or")
            return _last_subject(page, k - 1, ends) if goes_on else None
        if k in ends and words[k - 1].lower() not in _NO_SUBJECTS:
            return ends[k]
    return None


def is_main(page: Page, verb: int) -> bool:
    """Whether a verb's clause stands by itself, and not inside another."""
    return page.relation(verb) not in _MAIN_NOT


def starting(page: Page, word: int) -> int | None:
    """The longest person mention that starts at a word."""
    m = page.mentions
    some = range(*np.searchsorted(m.start, (word, word + 1)).tolist())
    return next((i for i in some if m.type[i] == PERSON), None)


def doer(page: Page, low: int, noun: int, ends: dict[int, int]) -> int | None:
    """Whom a verb's subject means: whose voice it is, and whom "who" means."""
    word = page.words.lower[noun]
    if word in _RELATIVE:
        return _antecedent(page, noun, ends)
    found = None if word in POSSESSIVES - {"her"} else covering(page, noun)
    return voice_of(page, low, noun, ends) if found is None and word in VOICES else found


def voice_of(page: Page, low: int, noun: int, ends: dict[int, int]) -> int | None:
    """Whose a voice is: her faint voice; the voice of the old man."""
    found = owner_of(page, low, noun, ends)
    return starting(page, noun + 2) if found is None and page.words.lower[noun + 1] == "of" else found


def _before_verb(page: Page, verb: int) -> int:
    """The first word of a verb with its adverbs and "had"."""
    words, k = page.words.text, verb
    while k > 0 and (words[k - 1].lower() in _PERFECT or page.encoding.upos[k - 1] == _ADV):
        k -= 1
    return k


def voice_before(page: Page, verb: int) -> int | None:
    """The word right before a verb where that is a voice, and does it: not “in a low voice said”."""
    voice = k = _before_verb(page, verb) - 1
    if k < 0 or page.words.lower[k] not in VOICES:
        return None
    while k > 0 and page.encoding.upos[k - 1] in _BEFORE_NOUN:
        k -= 1
    return None if k and page.encoding.upos[k - 1] == _ADP else voice


def _beside(page: Page, verb: int, ends: dict[int, int]) -> int | None:
    """Who stands right before a verb in the nominative, whatever the tree says."""
    words, m = page.words.text, page.mentions
    who = ends.get(verb)
    if who is None or words[verb].endswith("ing") or words[verb - 1].lower() in _NO_SUBJECTS | _RELATIVE:
        return None
    start = int(m.start[who])
    if m.quotation[who] >= 0 or not {",", *_RELATIVE}.isdisjoint(words[start:verb]):
        return None
    governed = start > 0 and page.encoding.upos[start - 1] in _GOVERNS and words[start - 1].lower() not in _WHEN
    return None if governed else who


def _agent(page: Page, verb: int) -> int | None:
    """By whom it is said, where a verb is passive: “he was answered coldly by Tom”."""
    words = page.words.text
    by = next((k for k in range(verb + 1, min(verb + 4, len(words) - 1)) if words[k].lower() == "by"), None)
    been = not _BE.isdisjoint(w.lower() for w in words[max(0, verb - 4) : verb])
    participle = page.model.xpos[int(page.encoding.xpos[verb])] == "VBN"
    if by is None or not (been or participle) or "," in words[verb:by] or SAYING.get(words[verb]) == "call":
        return None
    who = starting(page, by + 1)
    owns = who is None or words[int(page.mentions.end[who])].lower() in CLITICS
    return None if owns or words[by + 1].lower() in _NO_SUBJECTS else who


def is_passive(page: Page, verb: int) -> bool:
    """Whether somebody is only spoken to: “Tom was greeted with”."""
    words, k = page.words.text, _before_verb(page, verb)
    if SAYING.get(words[verb]) not in _SPOKEN_TO:
        return False
    before = range(max(0, verb - 6), verb)
    been = not _BE.isdisjoint(w.lower() for w in words[max(0, k - 2) : k])
    participle = page.model.xpos[int(page.encoding.xpos[verb])] == "VBN"
    return (been and participle) or any(
        page.relation(j) == "aux:pass" and page.encoding.head[j] == verb for j in before
    )


def _who(page: Page, verb: int, ends: dict[int, int]) -> int | None:
    """Whom "who" means where no other verb stands between: “Tom, who in a deep voice said”."""
    words = page.words.text
    for k in range(verb - 1, max(0, verb - 8), -1):
        if words[k].lower() == "who":
            return _antecedent(page, k, ends)
        if words[k] in STOPS or words[k] == "," or page.encoding.upos[k] == _VERB:
            return None
    return None


def _enabled(page: Page, verb: int) -> int | None:
    """Who gets to say it: “that gave Tom the chance of adding”, “it made Tom exclaim”; “he heard Tom rise and say”."""
    words, m = page.words.text, page.mentions
    for k in range(verb - 1, max(-1, verb - 10), -1):
        if words[k] in STOPS or words[k] == ",":
            return None
        makes = words[k].lower() in _MAKES | HEARS
        who = starting(page, k + 1) if makes or words[k].lower() in _GIVES else None
        if who is None or m.end[who] > verb:
            continue
        between = [w for j, w in enumerate(words[m.end[who] : verb], int(m.end[who])) if page.encoding.upos[j] != _ADV]
        if makes:
            second = words[verb - 1] == "and" and page.encoding.upos[m.end[who]] == _VERB
            return who if (second or not between) and SAYING.get(words[verb]) == words[verb] else None
        return who if between and between[-1] == ("of" if words[verb].endswith("ing") else "to") else None
    return None


def _nearer(page: Page, verb: int, ends: dict[int, int]) -> int | None:
    """The subject of a clause between a verb and the one it is said to be joined to, where that clause stands by itself
    too, or tells what the other led up to: “Tom was asleep when Ann came in, saying”."""
    head = page.encoding.head
    first = int(head[verb])
    for k in range(verb - 1, first, -1):
        clause = int(head[k])
        if page.words.text[k] in STOPS - {";"}:
            return None
        if page.relation(k) != "nsubj" or not first < clause < verb:
            continue
        main = clause
        while page.relation(main) == "conj" and first < head[main] < main:
            main = int(head[main])
        alone = page.relation(main) in ("conj", "parataxis") or page.words.text[k - 1] == ";"
        if alone or comes_upon(page, main):
            found = doer(page, first, k, ends)
            return found if found is None or page.mentions.quotation[found] < 0 else None
    return None


def comes_upon(page: Page, clause: int) -> bool:
    """Whether a clause with "when" tells the deed, and the one before only what was going on: “he sat there, when Tom
    said”; “he had hardly sat down before Tom said”."""
    words, head = page.words.lower, int(page.encoding.head[clause])
    near = range(clause - 1, max(head, clause - 25), -1)
    joins = next((k for k in near if words[k] in ("when", "before")), None)
    if page.relation(clause) != "advcl" or joins is None:
        return False
    goes_on = words[max(0, head - 5) : head + 1]
    lasts = goes_on[-1].endswith("ing") and not _BE.isdisjoint(goes_on)
    return (words[joins] == "when" and (lasts or words[joins - 1] == ",")) or not _HARDLY.isdisjoint(goes_on)


def owner_of(page: Page, low: int, noun: int, ends: dict[int, int]) -> int | None:
    """Whose a word or an answer is: Tom’s only answer; her next question."""
    words, m = page.words.text, page.mentions
    for k in range(noun, max(low, noun - 4), -1):
        before = words[k - 1].lower()
        if before == "whose":
            return _antecedent(page, k - 1, ends)
        if before in POSSESSIVES or before in CLITICS:
            found = ends.get(k, ends.get(k - 1) if before in CLITICS else None)
            ours = found is not None and m.quotation[found] < 0
            return found if ours and (before in CLITICS or m.kind[found] == PRON) else None
        if k < noun and page.encoding.upos[k - 1] in _NO_PART:
            return None  # he met her with the dry remark
    return None


def _heard(page: Page, verb: int, ends: dict[int, int]) -> int | None:
    """Whom somebody heard saying it, or whose saying it is: “he heard Tom say”, “he heard Tom’s voice saying”, “at
    Tom’s saying”."""
    words, k = page.words.text, verb
    while k > 0 and (words[k - 1].endswith("ly") or page.encoding.upos[k - 1] == _ADV) and k not in ends:
        k -= 1
    owned = k > 0 and words[k - 1].lower() in CLITICS | POSSESSIVES
    if owned and words[verb].endswith("ing") and page.encoding.upos[verb + 1] != _NOUN:
        return ends.get(k, ends.get(k - 1))
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
    """The subject of the last clause before a verb in its sentence, or the last main one before a semicolon: a tree
    that is wrong about the verb often has that right."""
    words = page.words.text
    for k in range(verb - 1, max(-1, verb - _FARTHEST), -1):
        if words[k] in STOPS:
            return None
        if page.relation(k) == "nsubj" and (words[verb] != ";" or is_main(page, int(page.encoding.head[k]))):
            found = _antecedent(page, k, ends) if words[k].lower() in _RELATIVE else covering(page, k)
            if found is not None:
                return found
    return None


def covering(page: Page, word: int) -> int | None:
    """The innermost person mention whose head word may be this one: it ends at it, or holds it near its start."""
    m = page.mentions
    last = int(m.start.searchsorted(word, side="right"))
    best = None
    near = slice(max(0, last - 12), last)
    for i, (type_, end) in enumerate(zip(m.type[near].tolist(), m.end[near].tolist(), strict=True), near.start):
        if type_ == PERSON and word < end and (best is None or _fit(page, i, word) < _fit(page, best, word)):
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
