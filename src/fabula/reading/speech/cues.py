"""Who the text itself says is speaking: the reporting clause beside a quotation, and names called out inside one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fabula.language.saying import SAYING
from fabula.reading.page import NOM, PERSON, PRON, PROP, Page

REACH = 14
_SKIPPED = frozenset(", - -- — – : ; * _".split()) | {"…", "..."}
_LIGHT = frozenset(
    "had have has would could will did do does then also now at last only just once again almost quickly softly slowly "
    "and suddenly finally even still all both immediately instantly presently never ever soon always first".split()
)
_STOPS = frozenset('. ! ? ; " “ ” « »'.split())
_THOUGHT = frozenset("think wonder muse reflect".split())


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting clause: the word of its verb, the mention of who speaks, and how it was found.

    `method`: "explicit" where the mention is a name, "anaphoric" where a noun or pronoun. `strength` is from 0 to 1.
    """

    verb: int
    mention: int
    method: str
    strength: float

    @property
    def is_explicit(self) -> bool:
        """Whether a name stands in the clause."""
        return self.method == "explicit"


def mention_index(page: Page) -> tuple[dict[int, int], dict[int, int]]:
    """For each word, the longest person mention that starts at it, and the longest that ends before it (exclusive)."""
    m = page.mentions
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    for i in np.flatnonzero(m.type == PERSON):
        start, end = int(m.start[i]), int(m.end[i])
        if start not in starts:
            starts[start] = int(i)  # the longest comes first
        if end not in ends or m.start[ends[end]] > start:
            ends[end] = int(i)
    return starts, ends


def find_cue(page: Page, piece: int, starts: dict[int, int], ends: dict[int, int]) -> Cue | None:
    """The reporting clause of a quoted stretch, after it or before it in its paragraph."""
    return _after(page, piece, starts, ends) or _before(page, piece, ends)


def _after(page: Page, piece: int, starts: dict[int, int], ends: dict[int, int]) -> Cue | None:
    words, start = page.words, page.piece_words[piece][1]
    limit = min(len(words), start + REACH)
    following = page.piece_words[piece + 1][0] if piece + 1 < len(page.pieces) else limit
    limit = min(limit, following)
    paragraph = page.pieces[piece].paragraph
    k = start
    while k < limit and words.paragraph[k] == paragraph and words.text[k] in _SKIPPED - {";", ":"}:
        k += 1
    if k >= limit or words.paragraph[k] != paragraph:
        return None
    inner_end = page.text[page.pieces[piece].inner_end - 1 : page.pieces[piece].inner_end]
    ended = inner_end in (".", "…") and page.pieces[piece].style != "dash"
    # “…,” said the old man: the verb first.
    at = k
    while at < limit and words.text[at].lower() in _LIGHT:
        at += 1
    if at < limit and _says(page, at):
        who = at + 1
        while who < limit and words.text[who].lower() in _LIGHT:
            who += 1
        if who in starts:
            return _cue(page, at, starts[who], 0.97)
        subject = _subject(page, at, ends)
        if subject is not None and subject != -1:
            return _cue(page, at, subject, 0.8)
    # “…,” he said: the subject first.
    if k in starts:
        mention = starts[k]
        at = int(page.mentions.end[mention])
        if at < limit and words.text[at] == ",":  # “…,” Tom, laughing, said
            return _clause(page, at, limit, mention, 0.75)
        while at < limit and (words.text[at].lower() in _LIGHT or words.text[at].endswith("ly")):
            at += 1
        if at < limit and words.paragraph[at] == paragraph and _says(page, at):
            # After a full stop inside the marks a sentence of its own begins: “Go.” He shrugged.
            weak = ended or SAYING[words.text[at].lower()] in _GESTURES
            return _cue(page, at, mention, 0.85 if weak else 0.97)
    return None


_GESTURES = frozenset("laugh smile grin nod shrug sigh chuckle lie go snort sniff frown".split())


def _clause(page: Page, at: int, limit: int, mention: int, strength: float) -> Cue | None:
    for k in range(at, limit):
        if page.words.text[k] in _STOPS:
            return None
        if _says(page, k) and page.words.text[k].lower()[-3:] != "ing":
            return _cue(page, k, mention, strength)
    return None


def _before(page: Page, piece: int, ends: dict[int, int]) -> Cue | None:
    words = page.words
    end = page.piece_words[piece][0]
    paragraph = page.pieces[piece].paragraph
    earlier = page.piece_words[piece - 1][1] if piece else 0
    limit = max(0, end - 40, earlier)
    k = end - 1
    if k < limit or words.paragraph[k] != paragraph:
        # A paragraph that ends "... said:" introduces the next.
        if k < 0 or k < limit or words.text[k] not in (":", ",") or words.paragraph[k] != paragraph - 1:
            return None
        paragraph -= 1
    if words.text[k] in _SKIPPED:
        if words.text[k] in (";", "-", "--", "—", "–") and k - 1 >= limit and words.text[k - 1] in ".!?":
            return None
        k -= 1
    elif words.text[k] in ".!?":
        return None
    low = k
    while low >= limit and words.paragraph[low] == paragraph and words.text[low] not in ".!?":
        low -= 1
    for at in range(k, low, -1):
        if _says(page, at) and (k - at <= 12):
            mention = _subject(page, at, ends)
            if mention is not None and mention >= 0 and page.mentions.quotation[mention] < 0:
                return _cue(page, at, mention, 0.93 if k - at <= 5 else 0.8)
    return None


def _says(page: Page, word: int) -> bool:
    return page.words.text[word].lower() in SAYING


def _subject(page: Page, verb: int, ends: dict[int, int]) -> int | None:
    """The person mention that is a verb's subject, by syntax, or else the nearest before it in its clause."""
    e = page.encoding
    low, high = max(0, verb - 25), min(len(page.words), verb + 10)
    governor = verb
    for _ in range(3):
        for k in (*range(verb - 1, low - 1, -1), *range(verb + 1, high)):
            if e.head[k] == governor and k != governor and page.relation(k) in ("nsubj", "nsubj:pass"):
                found = covering(page, k)
                if found is not None:
                    return found
        # A second verb shares the subject of the first: "she turned and said".
        if page.relation(governor) in ("conj", "advcl", "xcomp", "parataxis") and e.head[governor] != governor:
            governor = int(e.head[governor])
        else:
            break
    for k in range(verb, low, -1):
        if page.words.text[k - 1] in _STOPS:
            return None
        if k in ends and ends[k] is not None:
            return ends[k]
    return None


def covering(page: Page, word: int) -> int | None:
    """The innermost person mention whose head word may be this one: it ends at it, or holds it near its start."""
    m = page.mentions
    last = int(np.searchsorted(m.start, word, side="right"))
    best = None
    for i in range(max(0, last - 12), last):
        holds = m.type[i] == PERSON and m.start[i] <= word < m.end[i]
        if holds and (best is None or _fit(page, i, word) < _fit(page, best, word)):
            best = i
    return best


def _fit(page: Page, mention: int, word: int) -> tuple[int, int]:
    m = page.mentions
    inside = page.encoding.head[word]
    heads = m.start[mention] <= inside < m.end[mention] and inside != word
    return (int(heads), -int(m.end[mention] - m.start[mention]))


def _cue(page: Page, verb: int, mention: int, strength: float) -> Cue:
    explicit = page.mentions.kind[mention] == PROP
    return Cue(verb, mention, "explicit" if explicit else "anaphoric", strength)


def is_thought(page: Page, cue: Cue | None) -> bool:
    """Whether the reporting verb is one of thinking, without words aloud."""
    if cue is None or cue.strength < 0.9:
        return False
    lemma = SAYING.get(page.words.text[cue.verb].lower(), "")
    if lemma not in _THOUGHT:
        return False
    after = [w.lower() for w in page.words.text[cue.verb : cue.verb + 5]]
    return "aloud" not in after


_BEFORE_VOCATIVE = frozenset(
    ", ! ? . … ... - -- — – ; : “ \" ‘ ' « oh ah o well yes no come dear my why now good".split()
) | {"_"}
_AFTER_VOCATIVE = frozenset(", ! ? . … ... - -- — – ; : ” \" ’ ' » _".split())


def vocatives(page: Page, piece: int) -> list[int]:
    """The mentions inside a quoted stretch that call somebody by name or as something ("Emma", "my dear")."""
    m, words = page.mentions, page.words.text
    first, last = page.piece_words[piece]
    out = []
    low, high = int(np.searchsorted(m.start, first)), int(np.searchsorted(m.start, last))
    for i in range(low, high):
        if m.type[i] != PERSON or m.kind[i] == PRON or m.end[i] > last:
            continue
        start, end = int(m.start[i]), int(m.end[i])
        before = words[start - 1].lower() if start > first else "“"
        after = words[end] if end < last else "”"
        if before not in _BEFORE_VOCATIVE or after not in _AFTER_VOCATIVE or end - start > 5:
            continue
        if before == "," and after == "," and start - first > 2 and page.relation(_head(page, i)) in ("conj", "appos"):
            continue  # a list: "Jane, Mary, and Kitty"
        if m.kind[i] == NOM and words[start].lower() in ("the", "a", "an", "his", "her", "their", "some", "this"):
            continue
        if (
            page.relation(_head(page, i)) in ("nsubj", "obj", "nmod:poss", "obl")
            and before == "“"
            and after not in ",!?"
        ):
            continue
        out.append(i)
    return out


def _head(page: Page, mention: int) -> int:
    """The word of a mention that others in it depend on."""
    start, end = int(page.mentions.start[mention]), int(page.mentions.end[mention])
    for k in range(start, end):
        if not start <= page.encoding.head[k] < end or page.encoding.head[k] == k:
            return k
    return end - 1
