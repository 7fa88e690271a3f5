"""Free indirect thought: sentences of the narration that are somebody's thoughts, in the past tense and the third
person of the telling (Banfield, *Unspeakable Sentences*, 1982). Only where it is clear.

What shows it are the signs that Banfield describes: exclamations and direct questions that nobody is asked, words of
one's own judgement ("surely", "of course") and of one's own here and now, beside a past tense or a modal. A question or
an exclamation opens a thought; a statement with such signs only continues one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from fabula.language.labels import PRONOUN_CLASSES
from fabula.language.saying import SAYING
from fabula.reading.page import PERSON, PRON, PROP, Page
from fabula.reading.scenes.scenery import INNER
from fabula.reading.tree import SUBJECTS, Tree, tree_of
from fabula.reading.voice.thought import tells
from fabula.story import FREE_INDIRECT, Document, Span, Utterance

LEAST = 0.7
"""What is less sure than this is left to the narrator."""

PRESENT = 0.05
"""A thinker has at least this share of the mentions of the person who is mentioned most."""

LONGEST = 45
"""A longer question or exclamation, in words and marks, is the narrator's eloquence more often than a thought."""

_ADDRESSED = frozenset(
    "i me my mine myself we us our ours ourselves you your yours yourself thou thee thy reader readers".split()
)
_PRESENT = frozenset({"VBZ", "VBP"})
_PRESENT_MODALS = frozenset("will shall can may 'll ca wo cannot".split())
_MODALS = frozenset("would could should might must 'd ought".split())
_THINKING = INNER.keys() | {"look"}
_MINDS = frozenset(
    "mind thought thoughts feeling feelings conscience suspicion suspicions hope hopes fear fears".split()
)
_THEIRS = frozenset("he him his himself she her hers herself".split())
_OPENS_CRY = re.compile(
    r"(?:And |But |Then )?(?:Oh?\b|Ah\b|Alas\b|If only\b|What an? |What (?:\w+ )?(?:it|he|she) |How \w+ |No\b|Yes\b|"
    r"Surely\b|Of course\b|Why,? |And (?:now|to))",
    re.I,
)
_OPENS_DOUBT = re.compile(
    r"(?:Surely|Of course|No doubt|Perhaps|Probably|Maybe|No,|Yes,|Oh,? |Ah,? |Still,|After all|At any rate|"
    r"But (?:no|yes|surely|of course|perhaps|why|then)\b|And (?:yet|perhaps|now)\b)",
)
_WITHIN_DOUBT = re.compile(r"\b(?:surely|of course|no doubt|perhaps|after all|at least)\b", re.I)
_NOW = re.compile(r"\b(?:now|here|to-?morrow|to-?night|to-?day|yesterday)\b", re.I)
_FOREBODING = re.compile(
    r"\b(?:but|only) known?\b|\blittle did\b|\bpoor [A-Z]|\bgentle\b|\bhad (?:he|she|they) (?:but|only)\b", re.I
)
_SHORT_CRY = 6


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Words [first, last), and what they may be: "opens" a thought, "goes on" with one, or "told" by the narrator."""

    first: int
    last: int
    reads_as: str
    about: tuple[int, ...] = ()
    minds: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Telling:
    """What the sentences of a work are judged by. `apart`: the words that are quoted, written or thought already."""

    page: Page
    tree: Tree
    apart: NDArray[np.bool_]
    slanted: NDArray[np.bool_]


def find_indirect(page: Page, utterances: Sequence[Utterance], documents: Sequence[Document]) -> list[Utterance]:
    """The utterances and the free indirect thoughts of a work told of others in the past, in the order of the text.

    A thought is an utterance of kind "thought" and method `FREE_INDIRECT`: sentences that stand together in one
    paragraph, without a cue. Its speaker is who the telling beside it is about; where several people are, it is the one
    whose mind it tells of, and where that may be two, nothing is marked. Its confidence is the speaker's and the kind's
    together.
    """
    apart, slanted = _apart(page, utterances, documents)
    first_person, past = tells(page, apart | slanted)
    if first_person or not past or (page.clusters.teller >= 0).any():
        return list(utterances)
    telling = _Telling(page, tree_of(page), apart, slanted)
    found: list[Utterance] = []
    for sentences in _paragraphs(telling):
        here = list(_thoughts(telling, sentences))
        found += here if len({u.speaker for u in here}) == 1 else []
    return sorted([*utterances, *found], key=lambda u: u.spans[0].start)


def _apart(
    page: Page, utterances: Sequence[Utterance], documents: Sequence[Document]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The words in quotations, thoughts and documents; and those in italics."""
    apart, slanted = np.zeros(len(page.words), bool), np.zeros(len(page.words), bool)
    for first, last in page.piece_words:
        apart[first:last] = True
    spans = [s for u in utterances for s in u.spans] + [s for d in documents for s in d.fragments]
    for mask, where in ((apart, spans), (slanted, page.emphasis)):
        for s in where:
            low = np.searchsorted(page.words.end, s.start, side="right")
            mask[low : np.searchsorted(page.words.start, s.end, side="left")] = True
    return apart, slanted


def _paragraphs(t: _Telling) -> Iterator[list[_Sentence]]:
    """The sentences of each paragraph of prose that addresses nobody, those of the narration alone."""
    words = t.page.words
    cuts = np.flatnonzero(np.diff(words.paragraph, prepend=-1)).tolist()
    for low, high in zip(cuts, [*cuts[1:], len(words)], strict=True):
        own = [k for k in range(low, high) if not t.apart[k]]
        if not own or not any(words.text[k] in "?!" for k in own) or any(t.tree.lower(k) in _ADDRESSED for k in own):
            continue
        starts = [low, *(np.flatnonzero(np.diff(words.sentence[low:high])) + low + 1).tolist(), high]
        yield [_sentence(t, a, b) for a, b in pairwise(starts)]


def _sentence(t: _Telling, first: int, last: int) -> _Sentence:
    page, tree = t.page, t.tree
    if t.apart[first:last].all():
        return _Sentence(first, last, "quoted")
    about, minds = _people(t, first, last)
    reads_as = "told"
    if not t.apart[first:last].any() and 2 * t.slanted[first:last].sum() < last - first:
        reads_as = _reading(page, tree, first, last)
    return _Sentence(first, last, reads_as, about, minds)


def _reading(page: Page, tree: Tree, first: int, last: int) -> str:
    words = page.words.text[first:last]
    text = page.text[int(page.words.start[first]) : int(page.words.end[last - 1])]
    lower = {tree.lower(k) for k in range(first, last)}
    tags = {tree.xpos(k) for k in range(first, last)}
    if not words[0][:1].isupper() or text.isupper() or last - first > LONGEST or _FOREBODING.search(text):
        return "told"
    if tags & _PRESENT or lower & _PRESENT_MODALS:
        return "told"
    past = "VBD" in tags or bool(lower & _MODALS)
    theirs = bool(lower & _THEIRS)
    short = sum(w[:1].isalpha() for w in words) <= _SHORT_CRY
    if words[-1] == "?":
        return "opens" if past and (theirs or lower & _MODALS or _NOW.search(text)) else "goes on"
    if words[-1] == "!":
        if past and (theirs or lower & _MODALS) and (_OPENS_CRY.match(text) or lower & _MODALS or _NOW.search(text)):
            return "opens"
        return "goes on" if (past and (theirs or _OPENS_CRY.match(text))) or (not past and short) else "told"
    doubt = bool(_OPENS_DOUBT.match(text)) or bool(_WITHIN_DOUBT.search(text))
    modal = bool(lower & _MODALS)
    if words[-1] == "." and past and theirs and (modal or _OPENS_DOUBT.match(text)) and (doubt or (modal and short)):
        return "goes on"
    return "told"


def _people(t: _Telling, first: int, last: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The persons whom a sentence's main clauses are about, and those who think or look in it, or whose mind it tells
    of."""
    page, tree = t.page, t.tree
    about: list[int] = []
    minds: list[int] = []
    for k in range(first, last):
        if t.apart[k]:
            continue
        if page.relation(k) in ("root", "conj", "parataxis"):
            subjects = [w for w in tree.related(k, "nsubj", "nsubj:pass") if not t.apart[w]]
            about += subjects
            if page.lemma(k) in _THINKING:
                minds += subjects or [w for w in [tree.subject(k)] if w is not None]
        if tree.lower(k) in _MINDS:
            minds += tree.related(k, "nmod:poss")
    if not about:  # a reporting clause hangs from what it reports, or the tree is at fault: whoever comes first
        about = [k for k in range(first, last) if not t.apart[k] and page.relation(k) in SUBJECTS][:1]
    of_about, of_minds = (dict.fromkeys(e for e in map(tree.entity, w) if e is not None) for w in (about, minds))
    return tuple(of_about), tuple(of_minds)


def _thoughts(t: _Telling, sentences: Sequence[_Sentence]) -> Iterator[Utterance]:
    k = 0
    while k < len(sentences):
        end = k
        while end < len(sentences) and sentences[end].reads_as in ("opens", "goes on"):
            end += 1
        if end == k:
            k += 1
            continue
        run = sentences[k:end]
        if any(s.reads_as == "opens" for s in run) and not _is_reported(t, sentences, end):
            yield from _thought(t, sentences, k, end)
        k = end


def _is_reported(t: _Telling, sentences: Sequence[_Sentence], end: int) -> bool:
    """Whether a clause of saying follows in small letters: "Where was he? cried Tom."."""
    if end == len(sentences):
        return False
    first, last = sentences[end].first, sentences[end].last
    words = t.page.words.text[first : min(last, first + 5)]
    says = any(SAYING.get(w.lower(), "think") not in ("think", "wonder") for w in words)
    return says and (words[0][:1].islower() or len(words) < 5)


def _thought(t: _Telling, sentences: Sequence[_Sentence], k: int, end: int) -> Iterator[Utterance]:
    page = t.page
    run = sentences[k:end]
    first, last = run[0].first, run[-1].last
    beside = (*sentences[max(0, k - 3) : k], *sentences[end : end + 2])
    near = [s for s in beside if s.reads_as != "quoted" and page.words.text[s.last - 1] not in ("?", "!")]
    people = {e for s in near for e in s.about if _is_one(page, e)}
    minds = {e for s in near for e in s.minds if _is_one(page, e)}
    if any(s.reads_as == "quoted" for s in sentences[max(0, k - 1) : end + 1]):
        return
    if len(people) == 1 and minds <= people:
        (who,) = people
    elif len(minds) == 1:
        (who,) = minds
    else:
        return
    touching = [s for s in near if s.last == first or s.first == last]
    if any(s.about and who not in s.about for s in touching) or not any(who in (*s.about, *s.minds) for s in touching):
        return
    m = page.mentions
    inside = slice(*np.searchsorted(m.start, [first, last]))
    own = m.kind[inside][page.clusters.entity[inside] == who]
    if (own != PRON).any():
        return  # who thinks does not name himself
    before = next((s for s in reversed(sentences[:k]) if who in s.about), None)
    sure = 0.55 + 0.1 * bool(len(own)) + 0.05 * (before is not None and before is sentences[k - 1])
    sure += 0.1 * bool(minds) - 0.05 * (len(people) > 1) + 0.05 * (sum(s.reads_as == "opens" for s in run) > 1)
    if sure < LEAST:
        return
    span = Span(int(page.words.start[first]), int(page.words.end[last - 1]))
    yield Utterance((span,), "thought", who, (), None, None, FREE_INDIRECT, round(min(sure, 0.8), 4))


def _is_one(page: Page, entity: int) -> bool:
    """Whether an entity is one person with a name, not mostly "they", and present enough to be seen into."""
    m = page.mentions
    own = page.clusters.entity == entity
    kinds = m.pronoun[own & (m.kind == PRON)]
    single = sum(int((kinds == PRONOUN_CLASSES.index(p)).sum()) for p in ("he", "she"))
    many = int((kinds == PRONOUN_CLASSES.index("they")).sum())
    most = int(np.bincount(page.clusters.entity[m.type == PERSON]).max(initial=1))
    return single >= many and bool((m.kind[own] == PROP).any()) and int(own.sum()) >= PRESENT * most
