"""What the text says outright that somebody is: “I am a Drain Warden,” “You are the captain,” “Yes, Captain.”

Such a description is one person's: whoever is then known as the Drain Warden, or the captain, is he.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from fabula.language.labels import PRONOUN_CLASSES, UPOS
from fabula.language.names import is_definite_name
from fabula.language.roles import ANYBODY, is_definite, role_of, titles_of
from fabula.reading.page import NOM, PERSON, PRON, PROP, Page
from fabula.reading.speech.heard import hear
from fabula.reading.speech.subjects import covering

Ints = NDArray[np.int64]
Words = tuple[str, ...]

TOLD = 2
"""How often the text must tell that somebody is the captain, or once that he is called so."""

TALK = 12
"""How many paragraphs back somebody was named whom "he" in speech means."""

SUPPOSING = frozenset("when if as though unless until till".split())
_NOTS = frozenset("not n't n’t never no neither hardly were would could should might".split())
_ARTICLES = frozenset("a an the".split())
_ADVERBS = frozenset("_ * also indeed really now only just still".split())
_NAMING = frozenset("called call calls names named styled dubbed".split())
_OBJECTS = frozenset("him her me you himself herself myself".split())
_GENDERS = {PRONOUN_CLASSES.index("he"): "m", PRONOUN_CLASSES.index("she"): "f"}
_I, _YOU = PRONOUN_CLASSES.index("i"), PRONOUN_CLASSES.index("you")


def described(page: Page, who_talks: Ints, nameless: set[int]) -> Iterator[tuple[int, int]]:
    """Each person of the `nameless` whom the story calls by a description, and who the text says is that.

    `who_talks` (2, pieces) are who speaks each quoted stretch and to whom, -1 where that is not known.
    """
    told: defaultdict[Words, Counter[int]] = defaultdict(Counter)
    for key, who in _said_to_be(page, who_talks):
        told[key][who] += 1
    for who, key in _known_as(page, nameless):
        (best, most), *rest = [*told[key].most_common(2), (-1, 0)][:2]
        # Who is told to be a duchess as well as another is no second name of hers.
        if best != who and most >= (1 if len(key) > 1 else TOLD) and all(most > 2 * n for _, n in rest):
            yield who, best


def _known_as(page: Page, nameless: set[int]) -> Iterator[tuple[int, Words]]:
    """The people known by an epithet that is written as a name, "the Drain Warden", or by no more than a role, "the
    captain", with a capital where it always has one: the Cat is not whoever "was the cat"."""
    m, words = page.mentions, page.words.text
    forms: defaultdict[int, Counter[Words]] = defaultdict(Counter)
    for i in np.flatnonzero((m.type == PERSON) & (m.kind != PRON) & (m.quotation < 0)).tolist():
        if (who := int(page.clusters.entity[i])) in nameless:
            forms[who][tuple(words[m.start[i] : m.end[i]])] += 1
    for who, some in forms.items():
        epithets = {key for form in some if is_definite_name(form) and len(key := description(form)) > 1}
        roles = Counter[str]()
        for form, n in some.items():
            roles[role_of(form) if len(form) == 2 and is_definite(form) else ""] += n
        role, most = roles.most_common(1)[0]
        if epithets:
            yield from ((who, key) for key in sorted(epithets))
        elif role and 2 * most > some.total():
            written = all(form[-1][:1].isupper() for form in some if role_of(form) == role)
            yield who, (role.capitalize() if written else role,)


def _said_to_be(page: Page, who_talks: Ints) -> Iterator[tuple[Words, int]]:
    m, words, encoding = page.mentions, page.words.text, page.encoding
    for verb in np.flatnonzero(encoding.relation == page.model.relations.index("cop")).tolist():
        what = int(encoding.head[verb])
        if not verb < what <= verb + 6 or UPOS[int(encoding.upos[what])] not in ("NOUN", "PROPN"):
            continue
        if any(w.lower() in _NOTS for w in words[max(0, verb - 2) : what]) or asks(page, verb):
            continue
        subject = _subject(page, verb, what)
        who, key = _owner(page, subject, who_talks), description(words[verb + 1 : what + 1])
        if who < 0 or not key or _is_supposed(page, what):
            continue
        if len(key) > 1:
            yield key, who
        elif subject is not None:
            # “I am the pilot” is told by who is thought to speak, "he was the pilot" by whom "he" is thought to mean
            said = m.kind[subject] == PRON and (m.quotation[subject] < 0 or m.pronoun[subject] in (_I, _YOU))
            office = _is_office(words[verb + 1 : what + 1])
            keys = [key] if office or words[what - 1].lower() == "the" else []
            keys += [(key[0].capitalize(),)] if office or (keys and words[what][0].isupper()) else []
            yield from [(k, who) for k in keys] * (1 if said and not _just_named(page, subject) else TOLD)
    for i in np.flatnonzero((m.kind == NOM) & (m.type == PERSON)).tolist():
        start, end = int(m.start[i]), int(m.end[i])
        # "they called him the surveyor"
        named = start > 1 and words[start - 2].lower() in _NAMING and words[start - 1].lower() in _OBJECTS
        if named and is_definite(words[start:end]):
            who = _owner(page, covering(page, start - 1), who_talks)
            if who >= 0 and (key := description(words[start:end])):
                yield from [(key, who)] * TOLD
    for piece, called in enumerate(hear(page).called):
        for i in called:
            word = words[m.start[i]].lower()
            if who_talks[1, piece] >= 0 and m.end[i] - m.start[i] == 1 and titles_of((word,)):
                yield (word,), int(who_talks[1, piece])
                yield (word.capitalize(),), int(who_talks[1, piece])


def _subject(page: Page, verb: int, what: int) -> int | None:
    """The mention that is the subject of a clause."""
    for k in range(max(0, verb - 4), verb):
        if page.encoding.head[k] == what and page.relation(k) == "nsubj":
            return covering(page, k)
    return None


def _owner(page: Page, mention: int | None, who_talks: Ints) -> int:
    """Whom a mention means: by name, in narration, or as "I" and "you" in speech; -1 where that is not sure."""
    if mention is None:
        return -1
    m, piece = page.mentions, int(page.mentions.quotation[mention])
    if m.kind[mention] == PROP or (piece < 0 and m.kind[mention] == PRON):
        return int(page.clusters.entity[mention])
    if m.pronoun[mention] in _GENDERS and mention not in hear(page).nested:
        return _spoken_of(page, mention)
    if piece >= 0 and m.pronoun[mention] in (_I, _YOU) and mention not in hear(page).nested:
        return int(who_talks[int(m.pronoun[mention] == _YOU), piece])
    return -1


def _spoken_of(page: Page, mention: int) -> int:
    """Whom "he" in speech means where it comes back to a name: whoever of that gender was last named in the talk, and
    not called; -1 where nobody was."""
    m, heard = page.mentions, hear(page)
    genders, least = page.clusters.names.genders, int(m.paragraph[mention]) - TALK
    for i in range(mention - 1, -1, -1):
        if m.paragraph[i] < least:
            break
        person = int(page.clusters.person[page.clusters.entity[i]])
        named = m.kind[i] == PROP and m.quotation[i] >= 0 and i not in heard.nested and person >= 0
        if named and genders[person] == _GENDERS[int(m.pronoun[mention])]:
            return -1 if i in heard.called[int(m.quotation[i])] else int(page.clusters.entity[i])
    return -1


def _just_named(page: Page, mention: int) -> bool:
    """Whether the narration has named nobody since it named whom a pronoun means, a sentence before at the most."""
    m, entity = page.mentions, page.clusters.entity
    told = (i for i in range(mention - 1, -1, -1) if m.kind[i] == PROP and m.type[i] == PERSON and m.quotation[i] < 0)
    last = next(told, -1)
    near = last >= 0 and m.quotation[mention] < 0 and m.sentence[mention] - m.sentence[last] <= 1
    return bool(near and entity[last] == entity[mention])


def _is_office(words: Sequence[str]) -> bool:
    """Whether what somebody is said to be has no article: "he is also coroner" says that there is one coroner."""
    return all(w.lower() in _ADVERBS for w in words[:-1])


def description(words: Sequence[str]) -> Words:
    """The words of a description, lower case, without articles and adverbs; () for one that anybody may be."""
    low = tuple(w.lower() for w in words if w.isalpha() and w.lower() not in _ARTICLES | _ADVERBS)
    return () if not low or (len(low) == 1 and low[0] in ANYBODY) else low


def asks(page: Page, word: int) -> bool:
    """Whether a word's sentence is a question."""
    words, sentence = page.words, page.words.sentence
    end = int(np.searchsorted(sentence, sentence[word], side="right"))
    return "?" in words.text[word:end]


def _is_supposed(page: Page, what: int) -> bool:
    """Whether something is only thought of: "when I am a duchess", "I wish I were"."""
    head, relation = page.encoding.head, page.relation(what)
    return relation in ("ccomp", "advcl") or any(
        head[k] == what and (page.relation(k) in ("mark", "advmod") and page.words.lower[k] in SUPPOSING)
        for k in range(max(0, what - 8), what)
    )
