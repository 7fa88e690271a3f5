"""Names called out inside speech: “Edda, come here,” “Yes, my dear fellow.”"""

from __future__ import annotations

from fabula.language.labels import UPOS
from fabula.reading.page import NOM, PERSON, PRON, PROP, Page
from fabula.reading.speech.subjects import head_word

_BEFORE_VOCATIVE = frozenset(
    ", ! ? . … ... - -- — – ; : “ \" ‘ ' « oh ah o well yes no come dear my why now good".split()
) | {"_"}
_AFTER_VOCATIVE = frozenset(", ! ? . … ... - -- — – ; : ” \" ’ ' » _".split())
_TOLD_OF = frozenset(
    "the a an his her their its some this that these those such what every any no each many all both most more another "
    "other one poor our".split()
)
"""What a noun phrase, and most of it a name, does not begin with where it calls somebody."""

_SWORN_BY = frozenset(
    "god heaven heavens goodness gracious christ jesus jove lord devil deuce dickens lud la lor lawks gad "
    "egad ugh".split()
)
_CALLED_TOGETHER = frozenset(
    "gentlemen ladies boys girls children friends comrades lads men sirs mates folks brothers sisters fellows dears "
    "darlings brethren countrymen messieurs cousins ones loves guys pals".split()
)
_AUX = UPOS.index("AUX")
_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})


def vocatives(page: Page, piece: int) -> list[int]:
    """The mentions inside a quoted stretch that call somebody by name or as something ("Edda", "my dear")."""
    m, words = page.mentions, page.words.text
    first, last = page.piece_words[piece]
    out: list[int] = []
    low, high = m.start.searchsorted((first, last)).tolist()
    for i in range(low, high):
        if m.type[i] != PERSON or m.kind[i] == PRON or m.end[i] > last:
            continue
        start, end = int(m.start[i]), int(m.end[i])
        before = words[start - 1].lower() if start > first else "“"
        after = words[end] if end < last else "”"
        if before not in _BEFORE_VOCATIVE or after not in _AFTER_VOCATIVE or end - start > 5:
            continue
        if words[start].lower() in _TOLD_OF or words[end - 1].lower() in _SWORN_BY:
            continue
        head = head_word(page, i)
        if m.kind[i] == NOM and _xpos(page, head) == "NNS" and words[head].lower() not in _CALLED_TOGETHER:
            continue
        if before == "," and after == "," and start - first > 2 and _listed(page, i, low, high, out):
            continue
        if page.relation(head) in ("nsubj", "obj", "nmod:poss", "obl") and before == "“" and after not in ",!?":
            continue
        if after == "," and (_is_subject(page, head, last) or (end == last - 2 and _verb_follows(page, piece))):
            continue
        out.append(i)
    return out


def _xpos(page: Page, word: int) -> str:
    return page.model.xpos[int(page.encoding.xpos[word])]


def _is_subject(page: Page, head: int, last: int) -> bool:
    """Whether a verb is told of a name, and has no other subject: “Tom, my brother, rows.”"""
    verb = int(page.encoding.head[head])
    if page.relation(head) not in _SUBJECTS or _xpos(page, verb) not in ("VBZ", "VBD", "VBN") or not head < verb < last:
        return False
    others = range(head + 1, verb)
    words = page.words.text
    return not any(page.relation(k) in _SUBJECTS or words[k].lower() in ("you", "i", "we") for k in others)


def _verb_follows(page: Page, piece: int) -> bool:
    """Whether the next stretch of a paragraph tells of a name that ends this one: “Tom,” said Ann, “has gone.”"""
    if piece + 1 >= len(page.pieces) or page.pieces[piece + 1].paragraph != page.pieces[piece].paragraph:
        return False
    words, verb = page.words, page.piece_words[piece + 1][0] + 1
    if verb + 1 >= len(words) or not words.text[verb].islower() or _xpos(page, verb) not in ("VBZ", "VBD", "MD"):
        return False
    told = _xpos(page, verb + 1) in ("PRP", "PRP$", "DT", "EX", "NNP") or words.lower[verb + 1] in ("that", "this")
    asks = page.encoding.upos[verb] == _AUX and told
    return not asks  # “Tom,” said Ann, “is that so?”


def _listed(page: Page, i: int, low: int, high: int, called: list[int]) -> bool:
    """Whether a mention between commas is one of a list ("Ann, Mary, and Edda"), or says who the one before is ("my
    brother, Tom, rows"), unless it goes on a call ("Helen, my pet,")."""
    m, words = page.mentions, page.words.text
    start, end = int(m.start[i]), int(m.end[i])
    if page.relation(head_word(page, i)) not in ("conj", "appos"):
        return False
    earlier = [j for j in range(low, i) if m.end[j] == start - 1]
    if not earlier and page.relation(head_word(page, i)) == "appos":
        return False  # there is nobody to say it of
    if any(j in called for j in earlier) and (m.kind[i] == NOM or m.whole[i] in {m.whole[j] for j in earlier}):
        return False
    if m.kind[i] == NOM or any(m.kind[j] == NOM for j in earlier):
        return True
    if not any(m.kind[j] == PROP for j in earlier):
        return False
    before = {int(m.start[j]) - 1 for j in earlier}
    longer = any(int(m.end[j]) in before and words[m.end[j]] == "," for j in range(low, i))
    return (
        longer
        or words[end + 1].lower() in ("and", "or")
        or any(m.start[j] == end + 1 and m.kind[j] == PROP for j in range(i + 1, high))
    )
