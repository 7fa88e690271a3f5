"""What a story says of a quoted stretch that makes it writing: who wrote it or reads it, or what says it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from fabula.language.saying import SAYING
from fabula.reading.documents.letters import (
    SCREENS,
)
from fabula.reading.documents.sheet import Sheet
from fabula.reading.speech.subjects import subject_of

_TELLS = frozenset(
    "said says read reads ran run runs began begins went goes continued continues concluded concludes ended ends "
    "finished stated states warned proclaimed announced declared informed told tells asked opened closed added".split()
)
_READS = frozenset("read reads reading recited".split())
WROTE = frozenset("wrote written writes scribbled scrawled typed texted messaged penned emailed wired".split())
_SIGNED = frozenset({"signed"})
_CARVED = frozenset(
    "carved engraved inscribed chiselled chiseled etched graven scratched painted stamped embroidered stitched "
    "lettered stencilled stenciled daubed chalked cut".split()
)
SURFACES = frozenset(
    "wall walls cover flyleaf door glass mirror window windows blackboard board sand dust ceiling floor bark trunk "
    "desk bench rock lid pane snow tile plaster".split()
)
"""What somebody may write on without its being a letter or a note."""
DICTATED = frozenset("dictated dictates dictating".split())
HAND = frozenset("hand handwriting writing ink pencil crayon chalk scrawl capitals lettering script biro".split())
_WHERE = frozenset("bottom underneath beneath below margin foot top overleaf postscript red green blue".split())
MODAL = frozenset(
    "shall will would should could might may must can 'll ’ll 'd ’d if to not never n't n’t going let cannot".split()
)
_NOT_SAID = frozenset("informing thought thinks think imagined prayed wondered mused".split())
_THIS = frozenset("it another first second third latter last".split())
_ARRIVES = frozenset("buzzed buzzes pinged dinged chimed vibrated lit flashed text texts message messages".split()) | {
    "dm"
}


_ALL_OF_IT = re.compile(
    r"[”\"’'»_*\s]*(?:(?:These|Those|Such) (?:were|are) (?:the|its|his|her) (?:only |very |exact )?(?:words|contents)|"
    r"(?:That|This|It) (?:was|is) all(?: that)? (?:it|the (?:\w+ )?(?:letter|note|message|card|text|paper)) said)\b"
)
"""What may follow a piece of writing that nothing leads to."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A quoted stretch, or one in italics (`piece` -1): its characters without marks, its words with them."""

    start: int
    end: int
    first: int
    last: int
    paragraph: int
    piece: int


@dataclass(frozen=True, slots=True)
class Report:
    """What says that a stretch is writing: the verb's word, a mention (-1: none) and a noun of writing (-1: none)."""

    cue: str
    verb: int
    mention: int = -1
    noun: int = -1


def find_report(sheet: Sheet, s: Stretch, before: int, after: int) -> Report | None:
    """The words around a stretch that say that it is written: after it in its sentence, or before it."""
    words = sheet.page.words
    high = s.last
    limit = min(after, s.last + 10, len(words))
    while high < limit and words.paragraph[high] == s.paragraph and words.text[high] not in (".", "!", "?", ";"):
        high += 1
    text = sheet.page.text
    if _ALL_OF_IT.match(text, s.end, s.end + 60) and (noun := sheet.noun(s.first, 60)) >= 0 and not sheet.is_book(noun):
        return Report("says", s.last, noun=noun)
    ended = text[s.end - 1] == "." and text[s.end - 2 : s.end] != ".."
    ended = ended and s.last < len(words) and words.text[s.last][:1].isupper()  # a sentence of its own follows
    found = None if ended else _cue(sheet, s.last, high, s, ahead=False)
    if found is not None:
        return found if found.cue != "none" else None
    low, end = s.first, s.first
    apart = end > 0 and words.paragraph[end - 1] != s.paragraph
    if apart and (words.text[end - 1] not in (":", ",") or words.paragraph[end - 1] != s.paragraph - 1):
        return _arrived(sheet, s) if s.piece < 0 else None
    stop = max(before, s.first - 40)
    if end - 1 >= stop and words.text[end - 1] in ".!?":
        found = _cue(sheet, _sentence(sheet, end - 2, stop), end - 1, s, ahead=True)
        if found and found.cue == "reads" and found.verb >= end - 6 and not _is_over(sheet, found.verb):
            return found
        return _arrived(sheet, s) if s.piece < 0 else None
    low = _sentence(sheet, end - 1, stop)
    found = _cue(sheet, low, end, s, ahead=True)
    if found is not None:
        return found if found.cue != "none" else None
    return _arrived(sheet, s) if s.piece < 0 else None


def _is_over(sheet: Sheet, verb: int) -> bool:
    """Whether a reading is told as done: "when she had read it through"."""
    return bool({*sheet.page.words.lower[max(0, verb - 3) : verb]} & {"had", "having"})


def _sentence(sheet: Sheet, word: int, stop: int) -> int:
    """The first word of the sentence that a word is in, not before `stop`."""
    words = sheet.page.words
    low = word + 1
    while (
        low - 1 >= stop
        and words.text[low - 1] not in (".", "!", "?")
        and words.paragraph[low - 1] == words.paragraph[word]
    ):
        low -= 1
    return low


def _cue(sheet: Sheet, low: int, high: int, s: Stretch, *, ahead: bool) -> Report | None:
    """The report in the words [low, high); its cue is "none" where somebody is said to say the stretch."""
    words = sheet.page.words.text
    noun = _nearest_noun(sheet, high - 4, high) if ahead and high - low > 3 and words[high - 1] == ":" else -1
    if noun >= 0 and sheet.kind(noun) in ("letter", "note", "message", "newspaper"):
        return Report("says", high - 1, noun=noun)  # "the answer was in this short note:"
    order = range(high - 1, low - 1, -1) if ahead else range(low, high)
    for i in order:
        w = words[i].lower()
        if w in _NOT_SAID:
            return Report("none", i)
        if w in _SIGNED and (ahead or i == low):
            return None if _who(sheet, i, s) >= 0 else Report("signed", i)
        if w in DICTATED:
            return Report("dictated", i, _who(sheet, i, s))
        if w in WROTE or w in _READS:
            teller = _teller(sheet, i, low, high) if w in ("read", "reads") else -1
            if teller >= 0:
                return _says(sheet, teller, i)
            if {x.lower() for x in words[max(0, i - 4) : i]} & MODAL:
                return Report("none", i)
            if ahead and w in _READS and {x.lower() for x in words[max(low, i - 4) : i]} & {"while", "as", "whilst"}:
                return None  # "she was crying out, while her son read,"
            who = _who(sheet, i, s)
            if who < 0 and not ahead:
                who = sheet.by_start.get(i + 1, -1)
            if who < 0:
                if w in ("written", "writ") or w == "reading":
                    return _carved(sheet, i, low, high)
                continue
            return Report("wrote" if w in WROTE else "reads", i, who, _nearest_noun(sheet, low, high))
        if w in _CARVED and (found := _carved(sheet, i, low, high)):
            return found
        if w in _TELLS and i > low and words[i - 1].lower() == "be":
            return None  # "It need hardly be added that ..."
        if w in _TELLS and (teller := _teller(sheet, i, low, high)) >= 0:
            return _says(sheet, teller, i)
        if w in _TELLS and i > low and words[i - 1].lower() in ("writer", "correspondent"):
            return Report("says", i, noun=sheet.noun(i, 150))
        if w in SAYING and not (w in _TELLS and ahead and i < high - 4 and _who(sheet, i, s) < 0):
            return Report("none", i)
    return _apposed(sheet, low, high) if ahead and high > low else None


def _who(sheet: Sheet, verb: int, s: Stretch) -> int:
    """The mention of who does what a verb says, outside the stretch; -1 for nobody."""
    who = subject_of(sheet.page, verb, sheet.by_end)
    if who is None or who < 0:
        return -1
    start = int(sheet.page.mentions.start[who])
    beyond = s.last <= verb and start < s.last  # she stood at the "Gull and Anchor" and wrote
    return -1 if beyond or s.first <= start < s.last else who


def _says(sheet: Sheet, teller: int, verb: int) -> Report | None:
    """The report of writing that says something itself; "it" is what was last spoken of."""
    if sheet.is_paper(teller):
        return Report("says", verb, noun=teller)
    noun = sheet.noun(teller, 150)
    if noun < 0 or sheet.is_book(noun):
        return None
    return Report("says", verb, noun=noun)


def _teller(sheet: Sheet, verb: int, low: int, high: int) -> int:
    """The word that is a verb's subject, if it names writing or is "it"; -1 otherwise."""
    words = sheet.page.words.text

    def may(k: int) -> bool:
        return sheet.is_paper(k) or words[k].lower() in _THIS or words[k].lower() == "words"

    k = verb - 1
    while k >= low and words[k].lower() in (
        "only",
        "simply",
        "merely",
        "just",
        "also",
        "had",
        "then",
        "now",
        "all",
        "that",
    ):
        k -= 1
    if k >= low and may(k):
        return k
    heads = {verb}
    if sheet.page.relation(verb) == "conj":
        heads.add(int(sheet.page.encoding.head[verb]))
    subject = [
        i for i in range(max(low, verb - 20), min(high, verb + 6))
        if sheet.page.encoding.head[i] in heads and sheet.page.relation(i).startswith("nsubj")
    ]  # fmt: skip
    if subject:
        word = words[subject[0]].lower()
        return subject[0] if may(subject[0]) or (word == "one" and subject[0] < verb) else -1
    for k in range(verb + 1, min(high, verb + 5)):
        if sheet.is_paper(k):
            return k
        if k in sheet.by_start and words[k].lower() not in ("his", "her", "their", "my", "your"):
            return -1
    return -1


def _carved(sheet: Sheet, verb: int, low: int, high: int) -> Report | None:
    """The report of an inscription: words carved, or painted over a door."""
    words = [w.lower() for w in sheet.page.words.text[low:high]]
    colon = bool(words) and words[-1] in (":", ",")
    noun = _nearest_noun(sheet, low, high)
    following = words[verb - low + 1 : verb - low + 9] if "words" not in words[: verb - low] else []
    passive = bool({"was", "were", "is", "are", "had", "been"} & set(words[max(0, verb - low - 3) : verb - low]))
    named = bool({"words", "word", "inscription"} & {*following, *(words if passive else ())}) or noun >= 0
    behind = words[0] in ("was", "were", "is", "are") and verb <= low + 2  # “…,” was engraved upon it
    if named or behind or (colon and (passive or set(words) & SURFACES)):
        return Report("carved", verb, noun=noun)
    return None


def _nearest_noun(sheet: Sheet, low: int, high: int) -> int:
    at = bisect_left(sheet.nouns, high) - 1
    return sheet.nouns[at] if at >= 0 and sheet.nouns[at] >= low and not sheet.is_book(sheet.nouns[at]) else -1


def _apposed(sheet: Sheet, low: int, high: int) -> Report | None:
    """The report that has no verb of saying: "A text from Oskar:", "in smaller writing:", "were the words"."""
    words = [w.lower() for w in sheet.page.words.text[low:high]]
    if words[-2:] == ["the", "words"] and set(words[-7:-2]) & {"were", "was", "over", "above", "on", "bore", "bearing"}:
        return Report("carved", high - 1)
    if words[-1] != ":":
        return None
    loose = {"hand", "foot", "top", "red", "green", "blue"}  # she stamped her foot; but: in a round hand, at the foot
    led = any(w in loose and {"in", "at"} & set(words[max(0, k - 5) : k]) for k, w in enumerate(words))
    at = {w for before, w in zip(("", *words), words, strict=False) if before != "from"}  # a voice came from below
    if led or at & ((HAND | _WHERE) - loose):
        return Report("says", high - 1, noun=sheet.noun(high, 80))
    noun = _nearest_noun(sheet, low, high)
    around = {*sheet.page.words.lower[max(0, high - 60) : high]}
    if noun >= 0 and sheet.page.words.lower[noun] == "page" and around & {"book", "chapter", "volume"}:
        return None
    if noun >= 0 and set(words[-3:-1]) & {"follows", "thus", "effect"}:
        return Report("says", high - 1, noun=noun)
    if noun >= high - 9 and sheet.kind(noun) is not None:
        return Report("says", high - 1, noun=noun)
    return None


def _arrived(sheet: Sheet, s: Stretch) -> Report | None:
    """The report of a message in italics: a phone buzzed or a text came, just before, and nobody thinks it."""
    words = sheet.page.words
    after = {w.lower() for w in words.text[s.last : s.last + 6]}
    if after & (_NOT_SAID | SAYING.keys()):
        return None
    near = [w.lower() for w in words.text[max(0, s.first - 40) : s.first]]
    if (
        not set(near) & SCREENS
        or not set(near) & _ARRIVES
        or not any(c.isalnum() for c in sheet.page.text[s.start : s.end])
    ):
        return None
    return Report("arrived", -1, noun=-1)
