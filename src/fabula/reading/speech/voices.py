"""Whose a voice proves to be that speaks before it is known: “…,” said a voice behind her. She turned and saw Tom.

Or else he comes: “…,” roared a voice from the hall, and Tom came in.
"""

from __future__ import annotations

from fabula.language.labels import UPOS
from fabula.language.saying import SAYING
from fabula.reading.page import PRON, Page
from fabula.reading.speech.subjects import VOICES, head_word, starting

_REACH = 40
"""Somebody is seen so many words after the voice is heard."""
_CLAUSE = 12
_VERB = UPOS.index("VERB")
_COMES = frozenset("came comes".split())
_TURNS = frozenset("turn spin wheel whirl swing".split())
"""I turned round. Odalys was leaning on her stick."""
_ENTERS = frozenset("enter appear reappear emerge arrive".split())
_IN = frozenset("in into out through round around forward".split())
_NOT = frozenset("not n't n’t never".split())
_SOME = frozenset("a an another".split())
_STOPS = frozenset(". ! ? ; :".split())
_SEES = frozenset("see find perceive face recognise recognize behold discover spot notice meet".split())
_THERE = frozenset("was is stood stands sat sits came comes".split())


def whose_voice(page: Page, piece: int) -> tuple[int, int, float] | None:
    """The verb and the mention of who is seen, or comes, when a voice has spoken a stretch that nobody yet is known to
    speak, and how sure that is."""
    words, (start, end) = page.words.text, page.piece_words[piece]
    earlier = page.piece_words[piece - 1][1] if piece else 0
    following = page.piece_words[piece + 1][0] if piece + 1 < len(page.pieces) else len(words)
    close = next((k for k in range(end, min(following, end + _CLAUSE)) if words[k] in _STOPS), end + _CLAUSE)
    verb = _spoken_by_a_voice(page, end, min(following, close))
    if verb is None:
        opens = range(start - 2, max(earlier, start - _CLAUSE), -1)
        verb = _spoken_by_a_voice(page, next((k for k in opens if words[k] in _STOPS), earlier), start)
    if verb is None:
        return None
    paragraph = page.pieces[piece].paragraph
    others = range(piece + 1, len(page.pieces))
    following = next((page.piece_words[p][0] for p in others if page.pieces[p].paragraph != paragraph), len(words))
    for k in range(max(end, verb + 1), min(following, end + _REACH) - 2):
        word, before = words[k].lower(), words[k - 1].lower()
        shown = (word in _THERE and before in ("it", "there")) or (before, word) == ("belonged", "to")
        shown = shown or (page.encoding.upos[k] == _VERB and page.lemma(k) in _SEES)
        shown = shown or (word == "." and bool(_TURNS & {*map(page.lemma, range(max(end, k - 3), k))}))
        who = starting(page, k + 1) if shown else _comer(page, k)
        if who is not None and page.mentions.kind[who] != PRON and page.mentions.quotation[who] < 0:
            return verb, who, 0.8
    return None


def _comer(page: Page, word: int) -> int | None:
    """Who comes to where the story is, of whom a word is the first: “came in”, and not “came to the door”."""
    who = starting(page, word)
    if who is None or page.relation(noun := head_word(page, who)) != "nsubj":
        return None
    verb = int(page.encoding.head[noun])
    enters = page.lemma(verb) in _ENTERS or (
        page.lemma(verb) == "come" and not _IN.isdisjoint(page.words.lower[verb + 1 : verb + 3])
    )
    return who if enters and verb > noun and not _NOT & {*page.words.lower[noun:verb]} else None


def _spoken_by_a_voice(page: Page, low: int, high: int) -> int | None:
    """The verb by which a voice that is nobody's yet speaks, in the clause of words [low, high) beside a stretch."""
    words = page.words.text
    low = max(low, high - _CLAUSE)
    says = next((k for k in range(low, high) if words[k].lower() in SAYING or words[k].lower() in _COMES), None)
    voice = next((k for k in range(low + 1, high) if words[k].lower() in VOICES), None)
    if says is None or voice is None or not _SOME & {w.lower() for w in words[max(low, voice - 4) : voice]}:
        return None
    return says if words[voice + 1].lower() != "of" else None
