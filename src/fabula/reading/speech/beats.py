"""The beat beside a quotation: who acts in its own paragraph most often speaks it. Mara set the lamp down. “…”"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fabula.language.labels import UPOS
from fabula.reading.page import PERSON, PRON, PROP, Page
from fabula.reading.speech.subjects import HEARS, covering, is_main, owner_of
from fabula.reading.speech.verbs import says

_STOPS = frozenset(". … ... ! ?".split())
_BEFORE = frozenset(". … ...".split())
_VERB, _NOUN = UPOS.index("VERB"), UPOS.index("NOUN")
_FINDS = HEARS | frozenset("find found finding finds".split())
_SEES = frozenset("see notice feel spot recognise recognize meet discover expect remember know think".split())
_COMES = frozenset("come enter appear arrive return walk burst step reappear emerge rush run".split())
_WAITS = frozenset("wait listen hear see".split())
_SILENT = frozenset("answer reply speak respond say".split())
_NOT = frozenset("not n't n’t never no nothing hardly".split())
_TAKES_IT = frozenset(
    "obey comply flinch wince start blink gape freeze stiffen recoil jump cringe blanch pale redden blush flush "
    "bristle tense hear see listen know understand guess think wonder believe feel".split()
)
"""How somebody takes what another has said."""
_STILL = frozenset("but only still was were had".split())
"""In a sentence after speech, what says that it tells of another, or of no deed."""
_NOT_ONE = frozenset("they we you who it both all everybody everyone".split())

NAMED, SHARED, SEEN, AFTER = 0.9, 0.75, 0.6, 0.6
"""How surely a beat tells who speaks: the only one to act before the words; the last to; whom somebody hears or finds;
who acts after the words. Given by hand, since LitBank's texts come without paragraphs to learn it from."""

_REACH = 60
"""A beat is looked for so many words before speech."""


@dataclass(frozen=True, slots=True)
class Beat:
    """The mention of who acts beside a quotation, and how surely that tells who speaks it, from 0 to 1; and the name of
    who acts in the sentence before, -1 for none."""

    mention: int
    strength: float
    earlier: int = -1


def beats_beside(page: Page, piece: int, ends: dict[int, int]) -> tuple[Beat | None, Beat | None]:
    """The beats before and after a quoted stretch."""
    return beat_before(page, piece, ends), beat_after(page, piece, ends)


def beat_before(page: Page, piece: int, ends: dict[int, int]) -> Beat | None:
    """The beat of the last sentence before a quoted stretch that has somebody act, in its paragraph."""
    first = page.piece_words[piece][0]
    earlier = after_report(page, piece - 1) if piece else 0
    sentences = _sentences(page, max(earlier, first - _REACH), first, ends)
    beat = next((_acts(page, *sentence, ends, after=False) for sentence in sentences), None)
    if beat is None or page.mentions.kind[beat.mention] != PRON:
        return beat
    before = next((_acts(page, *sentence, ends, after=False) for sentence in sentences), None)
    named = before is not None and page.mentions.kind[before.mention] == PROP
    return replace(beat, earlier=before.mention) if before is not None and named else beat


def after_report(page: Page, piece: int) -> int:
    """The word after the clause with its verb first that reports a stretch, or after the stretch where none does: in
    “Tess?” said a voice that she knew. “Is it you?” she does nothing."""
    words, start = page.words, page.piece_words[piece][1]
    if start >= len(words) or not says(page, start):
        return start
    following = page.piece_words[piece + 1][0] if piece + 1 < len(page.pieces) else len(words)
    return next((k for k in range(start, following) if words.text[k] in _STOPS), start)


def _sentences(page: Page, limit: int, high: int, ends: dict[int, int]) -> Iterator[tuple[int, int]]:
    """The sentences with people in them before word `high`, in its paragraph and from word `limit` on, the last one
    first."""
    words, paragraph = page.words, page.words.paragraph[high]
    while high > limit and words.paragraph[high - 1] == paragraph and words.text[high - 1] in _BEFORE:
        low = high - 1
        while low > limit and words.paragraph[low - 1] == paragraph and words.text[low - 1] not in _STOPS:
            low -= 1
        if any(k in ends for k in range(low + 1, high + 1)):
            yield low, high
        high = low


def beat_after(page: Page, piece: int, ends: dict[int, int]) -> Beat | None:
    """The beat of the sentence after a quoted stretch, in its paragraph."""
    words = page.words
    low = page.piece_words[piece][1]
    following = page.piece_words[piece + 1][0] if piece + 1 < len(page.pieces) else len(words)
    inner = page.text[page.pieces[piece].inner_end - 1]
    if low >= following or words.paragraph[low] != page.pieces[piece].paragraph or inner not in ".!?…—-":
        return None
    if not words.text[low][:1].isupper():
        return None
    high = low
    while high < following and words.paragraph[high] == words.paragraph[low] and words.text[high] not in _STOPS:
        high += 1
    return _acts(page, low, high, ends, after=True)


def _acts(page: Page, low: int, high: int, ends: dict[int, int], *, after: bool) -> Beat | None:
    """Who acts in the main clause of the sentence of words [low, high): the last one's before speech, the first one's
    after it."""
    found = []
    for k in range(low, high):
        if page.relation(k) not in ("nsubj", "nsubj:pass"):
            continue
        verb = int(page.encoding.head[k])
        if not low <= verb < high or not _is_main(page, verb):
            continue
        who = covering(page, k)
        end = k if who is None else int(page.mentions.end[who])
        if who is None or page.relation(end) == "case":
            who = _owner(page, low, end, verb, high, ends)
        if who is not None and page.mentions.quotation[who] < 0 and page.words.lower[k] not in _NOT_ONE:
            found.append((who, verb))
    if not found:
        return None
    who, verb = found[0 if after else -1]
    lemma = page.lemma(verb)
    words = {*page.words.lower[low:high]}
    if after:
        told = page.encoding.upos[verb] == _VERB and lemma not in _TAKES_IT and not words & (_NOT | _STILL)
        return Beat(who, AFTER) if told else None
    other = _heard(page, verb, high)
    if other is not None:
        return Beat(other, SEEN)
    waits = lemma in _WAITS or "silent" in words or (lemma in _SILENT and words & _NOT)
    sees = lemma in _SEES and _whom(page, verb + 1, high, high) is not None
    if waits or sees or _comes_in(page, low, high, who):
        return None
    return Beat(who, NAMED if len({who for who, _ in found}) == 1 else SHARED)


def _owner(page: Page, low: int, noun: int, verb: int, high: int, ends: dict[int, int]) -> int | None:
    """Whose hand or voice does something, but not to somebody: Mara’s smile warmed Joss is told of Joss."""
    upos = page.encoding.upos
    noun = next((k for k in range(noun, min(noun + 4, high)) if upos[k] == _NOUN), -1)
    if noun < 0 or upos[verb] != _VERB or _whom(page, noun + 1, high, high) is not None:
        return None
    return owner_of(page, low, noun, ends)


def _is_main(page: Page, verb: int) -> bool:
    for _ in range(4):
        if page.relation(verb) != "conj":
            break
        verb = int(page.encoding.head[verb])
    return is_main(page, verb)


def _heard(page: Page, verb: int, high: int) -> int | None:
    """Whom somebody hears, or finds there: Mara turned to find Joss in the doorway."""
    heard = (k for k in range(verb, high - 1) if page.words.lower[k] in _FINDS)
    return next((who for k in heard if (who := _whom(page, k + 1, k + 3, high)) is not None), None)


def _whom(page: Page, low: int, last: int, high: int) -> int | None:
    """The first person mention that starts among words [low, last) and ends by word `high`."""
    m = page.mentions
    some = range(*m.start.searchsorted((low, last)).tolist())
    return next((i for i in some if m.type[i] == PERSON and m.end[i] <= high and m.quotation[i] < 0), None)


def _comes_in(page: Page, low: int, high: int, who: int) -> bool:
    """Whether somebody else comes, in a clause that says when: Mara looked up when Joss came in."""
    for k in range(low, high):
        verb = int(page.encoding.head[k])
        if page.relation(k) == "nsubj" and low <= verb < high and page.relation(verb) == "advcl":
            other = covering(page, k)
            if other is not None and other != who and page.lemma(verb) in _COMES:
                return True
    return False
