"""What the antecedent and the speaker scorers know of a pair besides its vectors: small whole numbers, one a feature.

Shared by training and inference. Each feature is an index into an embedding of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fabula.language.labels import KINDS, PRONOUN_CLASSES, TYPES, noun_gender, pronoun_class

Ints = NDArray[np.int64]

WORDS_KEPT = 4
_FUNCTION_WORDS = frozenset("the a an this that these those his her my your our their its of and in at".split())
_PRON, _NOM, _PER = KINDS.index("PRON"), KINDS.index("NOM"), TYPES.index("PER")
_GENDERS = {
    PRONOUN_CLASSES.index(name): gender
    for name, gender in (("he", "m"), ("male title", "m"), ("she", "f"), ("female title", "f"))
}
_HEAD_ENDS = frozenset("of who whom whose which that in at with from to for on by near , ; : ( -- - —".split())


@dataclass(frozen=True, slots=True)
class MentionTable:
    """Mentions as columns, in order of start, longer first; every array has shape (mentions,).

    `start` and `end` count words; `quotation` is the number of the quotation a mention stands in, -1 outside;
    `gender` is what a mention's own words give: "m", "f" or ""; `whole` and `head` number the wording and the head
    word, equal where those are equal; `content`, shape (mentions, WORDS_KEPT), numbers the words that say who is meant,
    negative where there are none.
    """

    start: Ints
    end: Ints
    kind: Ints
    type: Ints
    sentence: Ints
    paragraph: Ints
    quotation: Ints
    pronoun: Ints
    gender: NDArray[np.str_]
    whole: Ints
    head: Ints
    content: Ints

    def __len__(self) -> int:
        return len(self.start)


def mention_table(
    words: Sequence[str],
    spans: Ints,
    kinds: Ints,
    types: Ints,
    sentences: Ints,
    paragraphs: Ints,
    quotations: Sequence[tuple[int, int]],
) -> MentionTable:
    """The table of the mentions at word spans `spans`, shape (mentions, 2), sorted by start, then longest first."""
    n = len(spans)
    numbers: dict[str, int] = {}
    pronoun, whole, head, gender = [0] * n, [0] * n, [0] * n, [""] * n
    content = -np.ones((n, WORDS_KEPT), np.int64) - np.arange(n)[:, None]
    columns = zip(spans.tolist(), kinds.tolist(), types.tolist(), strict=True)
    for i, ((start, end), kind, type_) in enumerate(columns):
        pronoun[i] = pronoun_class(words[start : min(end, start + 2)], kind)
        if kind == _PRON:
            gender[i] = _GENDERS.get(pronoun[i], "")
            whole[i] = head[i] = -1 - i
            continue
        low = [w.lower() for w in words[start:end]]
        is_noun = kind == _NOM and type_ == _PER
        gender[i] = noun_gender(head_word(low)) if is_noun else _GENDERS.get(pronoun[i], "")
        mention = [w.replace("’", "'") for w in low]
        kept = [w for w in mention if w not in _FUNCTION_WORDS and w[:1].isalnum()] or mention
        whole[i] = numbers.setdefault(" ".join(kept), len(numbers))
        head[i] = numbers.setdefault(head_word(mention), len(numbers))
        known = [numbers.setdefault(word, len(numbers)) for word in kept[:WORDS_KEPT]]
        content[i, : len(known)] = known
    starts = spans[:, 0] if n else np.zeros(0, np.int64)
    ends = spans[:, 1] if n else np.zeros(0, np.int64)
    return MentionTable(
        start=starts,
        end=ends,
        kind=kinds,
        type=types,
        sentence=sentences[starts],
        paragraph=paragraphs[starts],
        quotation=containing(starts, quotations),
        pronoun=np.array(pronoun, np.int64),
        gender=np.array(gender, "U1"),
        whole=np.array(whole, np.int64),
        head=np.array(head, np.int64),
        content=content,
    )


def head_word(mention: Sequence[str]) -> str:
    """The likely head of a lower-case noun phrase: its last word before a clause or prepositional phrase, after whose
    it is."""
    for k, word in enumerate(mention):
        if k and (word in _HEAD_ENDS or (word in ("'s", "’s") and k + 1 == len(mention))):
            return mention[k - 1]
    return mention[-1]


def containing(starts: Ints, quotations: Sequence[tuple[int, int]]) -> Ints:
    """For each word position the number of the quotation it stands in, -1 outside all."""
    if not quotations:
        return np.full(len(starts), -1, np.int64)
    opens = np.array([q[0] for q in quotations])
    closes = np.array([q[1] for q in quotations])
    at = np.searchsorted(opens, starts, side="right") - 1
    return np.where((at >= 0) & (starts < closes[at]), at, -1)


_FARTHEST = 64
_BUCKETS = np.searchsorted([0, 1, 2, 3, 4, 5, 8, 16, 32, _FARTHEST], np.arange(_FARTHEST + 1), side="right") - 1


def bucket(distance: Ints) -> Ints:
    """0 to 9: 0, 1, 2, 3, 4, 5-7, 8-15, 16-31, 32-63, 64 and more; 0 also of what is less than 0."""
    return _BUCKETS[np.minimum(np.maximum(distance, 0), _FARTHEST)]


PAIR_SIZES = (
    10,  # mentions between
    10,  # sentences between
    len(KINDS) ** 2,
    len(TYPES) ** 2,
    5,  # wording: unlike, the same, same head, a shared word, the later is a pronoun
    5,  # quotation: neither inside, only the later, only the earlier, the same one, two
    len(PRONOUN_CLASSES) ** 2,
    3,  # nested: no, earlier around later, later around earlier
    10,  # paragraphs between
)


def pair_features(m: MentionTable, later: Ints, earlier: Ints) -> Ints:
    """Features of mention pairs: `later` shape (n,), `earlier` shape (n, k), the result (n, k, len(PAIR_SIZES))."""
    late = later[:, None]
    wording = np.zeros(earlier.shape, np.int64)
    shared = np.zeros(earlier.shape, bool)
    for theirs in m.content.T:
        word = theirs[earlier]
        for own in m.content[later].T:
            shared |= word == own[:, None]
    wording[shared] = 3
    wording[m.head[late] == m.head[earlier]] = 2
    wording[m.whole[late] == m.whole[earlier]] = 1
    wording[np.broadcast_to(m.kind[late] == KINDS.index("PRON"), wording.shape)] = 4
    q_late, q_early = m.quotation[late], m.quotation[earlier]
    quotation = np.where(
        q_late < 0,
        np.where(q_early < 0, 0, 2),
        np.where(q_early < 0, 1, np.where(q_late == q_early, 3, 4)),
    )
    nested = np.zeros(earlier.shape, np.int64)
    nested[(m.start[earlier] <= m.start[late]) & (m.end[earlier] >= m.end[late])] = 1
    nested[(m.start[earlier] >= m.start[late]) & (m.end[earlier] <= m.end[late])] = 2
    return np.stack(
        [
            bucket(late - earlier),
            bucket(m.sentence[late] - m.sentence[earlier]),
            m.kind[late] * len(KINDS) + m.kind[earlier],
            m.type[late] * len(TYPES) + m.type[earlier],
            wording,
            quotation,
            m.pronoun[late] * len(PRONOUN_CLASSES) + m.pronoun[earlier],
            nested,
            bucket(m.paragraph[late] - m.paragraph[earlier]),
        ],
        axis=-1,
    )


NEW_SIZES = (len(KINDS) * len(TYPES), len(PRONOUN_CLASSES), 2, 3)


def new_features(m: MentionTable) -> Ints:
    """Features of starting a new entity with each mention, shape (mentions, len(NEW_SIZES))."""
    seen_whole: set[int] = set()
    seen_head: set[int] = set()
    seen = np.zeros(len(m), np.int64)
    for i, (whole, head) in enumerate(zip(m.whole.tolist(), m.head.tolist(), strict=True)):
        seen[i] = 2 if whole in seen_whole else 1 if head in seen_head else 0
        seen_whole.add(whole)
        seen_head.add(head)
    return np.stack([m.kind * len(TYPES) + m.type, m.pronoun, (m.quotation >= 0).astype(np.int64), seen], axis=-1)


CANDIDATE_PARAGRAPHS = (8, 2)
"""How many paragraphs before and after its own a quotation's speaker is looked for in."""

SPEAKER_SIZES = (
    11,  # paragraphs from quotation to mention, -8 to 2
    20,  # words between, bucketed, before or after
    2,  # inside another quotation
    len(KINDS) * len(PRONOUN_CLASSES),
    10,  # how many other candidates stand nearer, before or after
    4,  # quotation opens the paragraph, closes it
    3,  # a verb of saying beside the mention: no, after it, before it
    10,  # quotations between
)


def speaker_candidates(
    m: MentionTable, quotation: tuple[int, int], number: int, paragraph: int, limit: int = 48
) -> Ints:
    """The mentions that may name the speaker of a quotation: persons near it, none inside it; nearest kept."""
    before, after = CANDIDATE_PARAGRAPHS
    low = np.searchsorted(m.paragraph, paragraph - before, side="left")
    high = np.searchsorted(m.paragraph, paragraph + after, side="right")
    at = np.arange(low, high)
    at = at[(m.type[at] == TYPES.index("PER")) & (m.quotation[at] != number)]
    if len(at) > limit:
        distance = np.where(m.start[at] < quotation[0], quotation[0] - m.end[at], 2 * (m.start[at] - quotation[1]))
        at = np.sort(at[np.argsort(distance, kind="stable")[:limit]])
    return at


def speaker_features(
    m: MentionTable,
    candidates: Ints,
    quotation: tuple[int, int],
    quotations: Ints,
    paragraphs: Ints,
    says: NDArray[np.bool_],
) -> Ints:
    """Features of candidate speakers, shape (candidates, len(SPEAKER_SIZES)).

    `quotations` are the first words of all quotations, in order; `paragraphs` and `says` (whether a word is a verb of
    saying) have shape (words,).
    """
    start, end = quotation
    paragraph = int(paragraphs[start])
    n = len(paragraphs)
    first, last = m.start[candidates], m.end[candidates]
    after = first >= end
    words = np.where(after, first - end, np.maximum(start - last, 0))
    place = np.arange(len(candidates)) - np.count_nonzero(~after)  # 0 is the first after it, -1 the last before it
    nearer = np.minimum(np.where(after, place, -1 - place), 4) + 5 * ~after
    opens = start == 0 or paragraphs[start - 1] != paragraph
    closes = end >= n or paragraphs[end] != paragraph
    saying = np.zeros(len(candidates), np.int64)
    saying[says[np.minimum(last, n - 1)] | says[np.minimum(last + 1, n - 1)]] = 1
    saying[says[np.maximum(first - 1, 0)]] = 2
    between = np.abs(np.searchsorted(quotations, first) - np.searchsorted(quotations, start) - after)
    return np.stack(
        [
            np.minimum(np.maximum(m.paragraph[candidates] - paragraph, -8), 2) + 8,
            bucket(words) + 10 * after,
            (m.quotation[candidates] >= 0).astype(np.int64),
            m.kind[candidates] * len(PRONOUN_CLASSES) + m.pronoun[candidates],
            nearer,
            np.full(len(candidates), 2 * int(opens) + int(closes)),
            saying,
            bucket(between),
        ],
        axis=-1,
    )
