"""Where somebody may be called inside speech: by a name, or by words such as "my dear", "you idiot", "sir".

`vocatives` finds the mentions; calls that are no mentions are found here by their words and their place between
marks. Whether they are calls after all is asked in `fabula.reading.address.no_calls`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fabula.language.labels import UPOS
from fabula.language.names import is_given_name, is_name, parse_name
from fabula.language.word_names import MONTHS, WEEKDAYS
from fabula.reading.address.forms import (
    ABUSIVE,
    ENDEARMENTS,
    INSULTS,
    KIN,
    MY_TITLES,
    OWNED,
    PLURALS,
    ROLES,
    TITLES,
    Bearer,
)
from fabula.reading.page import NOM, PERSON, PROP, Page
from fabula.reading.speech.vocatives import vocatives

OPENS = frozenset(", ! ? . … ... - -- — – ; : “ \" ‘ ' « ( yes no oh ah aye please hello hey sorry well".split())
CLOSES = frozenset(", ! ? . … ... - -- — – ; : ” \" ’ ' » )".split())
DIVINE = frozenset(
    "god lord jesus christ heaven heavens goodness gracious mercy gosh gawd hell almighty saints devil dear good sweet "
    "holy oh my me us merciful sake great hallelujah jove allah mary mother of dios mio".split()
)
NAMELESS = ENDEARMENTS | INSULTS | KIN | TITLES | ROLES | MY_TITLES
_FINITE = frozenset({"VB", "VBP", "VBZ", "VBD", "MD"})
_QUOTES = frozenset("“ \" ‘ ' « „ ”".split())
_DATES = MONTHS | WEEKDAYS | {"christmas", "easter", "i"}


@dataclass(frozen=True, slots=True)
class Found:
    """A call inside a quoted stretch: words [first, last), its mention if it is one, and whether it has a name.

    `bearer` is the person that alone has this name, where the model did not take it for a person's.
    """

    first: int
    last: int
    mention: int | None
    named: bool
    bearer: int | None = None


def candidates(page: Page, piece: int, people: dict[str, int], coined: frozenset[str]) -> list[Found]:
    """Where a quoted stretch may call somebody, in order: vocative mentions, and nameless calls."""
    m, words, lower = page.mentions, page.words.text, page.words.lower
    out: dict[int, Found] = {}
    for i in vocatives(page, piece):
        first, last = int(m.start[i]), int(m.end[i])
        form = words[first:last]
        if words[first - 1].lower() in ("my", "dear") and first - 1 > page.piece_words[piece][0]:
            first -= 1  # a mention that left its "my" or "dear" out
            first -= int(words[first - 1].lower() == "my")
        bare = [w.lower() for w in form]
        named = m.kind[i] == PROP and is_name(form) and bool(parse_name(form).words)
        named = named and not set(bare) <= NAMELESS | {"my", "dear", "old", "little", "your"}
        if named or m.kind[i] != NOM or _is_nameless(page, first, last):
            out[first] = Found(first, last, i, named)
    begin, end = page.piece_words[piece]
    for i in range(*np.searchsorted(m.start, [begin, end])):
        # Between commas the parser sees items of a list; whether there is one is asked below.
        first, last = int(m.start[i]), int(m.end[i])
        between = first - 1 > begin and words[first - 1] == "," and last < end and words[last] == ","
        proper = m.kind[i] == PROP and m.type[i] == PERSON and is_name(words[first:last])
        if between and proper and first not in out and parse_name(words[first:last]).words:
            out[first] = Found(first, last, i, True)
    covered = {k for f in out.values() for k in range(f.first, f.last)}
    for k in range(begin, end):
        if k not in covered and (k == begin or lower[k - 1] in OPENS):
            last = next((j for j in range(k + 1, min(k + 5, end) + 1) if _stops(words, j, end)), k)
            if last == k or not covered.isdisjoint(range(k, last)):
                continue
            name = lower[k] if last == k + 1 and words[k][:1].isupper() else ""
            if name in people and not _is_mentioned(page, k, PERSON):
                out[k] = Found(k, last, None, True, people[name])
            elif name in coined and not _is_mentioned(page, k):
                out[k] = Found(k, last, None, False)
            elif _is_nameless(page, k, last):
                out[k] = Found(k, last, None, False)
                covered |= set(range(k, last))
    return [out[k] for k in sorted(out)]


def by_name(known: dict[int, Bearer]) -> dict[str, int]:
    """The person that alone bears a name, for each given or family name."""
    out: dict[str, int] = {}
    shared = set()
    for entity, bearer in known.items():
        for name in bearer.given | bearer.family:
            if out.setdefault(name, entity) != entity:
                shared.add(name)
    return {name: entity for name, entity in out.items() if name not in shared and len(name) > 1}


def coined_names(page: Page) -> frozenset[str]:
    """Words that the work writes with a capital inside a sentence, tagged as nouns, and that are no common given name:
    what may be somebody's nickname even where the model found no mention."""
    words, sentence = page.words.text, page.words.sentence.tolist()
    names = np.flatnonzero(np.isin(page.encoding.upos, [UPOS.index("PROPN"), UPOS.index("NOUN")]))
    known = DIVINE | _DATES | {w for w in set(words) if w.islower()}
    inside = Counter(
        words[k].lower()
        for k in names.tolist()
        if k >= 2
        and words[k][:1].isupper()
        and sentence[k] == sentence[k - 2]
        and words[k][1:].islower()
        and words[k - 1] not in _QUOTES
        and not is_given_name(words[k].lower())
        and words[k].lower() not in known
    )
    return frozenset(word for word, count in inside.items() if count > 1)


def _is_mentioned(page: Page, word: int, kind: int | None = None) -> bool:
    """Whether a mention, of this type if one is given, covers a word."""
    m = page.mentions
    at = int(np.searchsorted(m.start, word, side="right"))
    return any(m.start[i] <= word < m.end[i] and kind in (None, m.type[i]) for i in range(max(0, at - 6), at))


def _stops(words: Sequence[str], at: int, end: int) -> bool:
    return at >= end or words[at] in CLOSES


def _is_nameless(page: Page, first: int, last: int) -> bool:
    """Whether words are such as somebody is called by without a name: "my dear", "you idiot", "little bird", "sir"."""
    words = page.words.plain[first:last]
    if not words or not all(w[0].isalpha() for w in words):
        return False
    head = words[-1]
    if head in OWNED and words[0] not in ("your", "my"):
        return False
    if words[0] == "your":
        return len(words) > 1 and head in TITLES
    if words[0] in ("you", "my", "little", "dear") and 1 < len(words) <= 4:
        inner = [UPOS[int(page.encoding.upos[k])] for k in range(first + 1, last)]
        tags = [page.model.xpos[int(page.encoding.xpos[k])] for k in range(first + 1, last)]
        if words[0] == "you" and head not in NAMELESS and tags[-1] == "NNS" and _FINITE & set(tags):
            return False  # "You hate boats," she said.
        if words[0] == "my" and head not in NAMELESS and words[1] not in ("little", "own", "sweet", "dear", "precious"):
            return False
        noun = head in NAMELESS or inner[-1] == "NOUN" or (words[0] == "you" and bool(ABUSIVE & set(words[1:-1])))
        if head in NAMELESS:
            inner = inner[:-1]  # its tag is as often wrong as right
        return noun and all(t in ("ADJ", "NOUN", "ADV", "VERB", "PROPN") for t in inner) and head not in PLURALS
    if head not in NAMELESS:
        return False
    return all(w in NAMELESS or UPOS[int(page.encoding.upos[first + k])] == "ADJ" for k, w in enumerate(words[:-1]))
