"""Stammers mended: what a speaker would have said without the stumble, as edits of the text.

Two kinds of stumble are mended: a word begun more than once ("W-we", "th-th-that", "N—no"), and a small word or two
said again after a pause ("I... I", "the—the", "I was—I was"). What only looks like one stays: compounds ("re-read"),
doubled words ("bye-bye"), spelling ("s-t-o-p"), drawn-out cries ("o-o-oh"), repetition for emphasis ("no, no, no").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from fabula.story import Edit

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_HYPHEN = re.compile(r"[-‐‑]")
_PAUSE = re.compile(r"\s*(?:[—–―]+|-{2,}|…+|\.{2,}|\.(?:\s\.)+)\s*|\s*-\s+")
_BROKEN = re.compile(r"[-‐‑—–―….](?:(?<=[—–―…])|(?<=\.)\s?\.|(?<=-)-|(?<=[\s\w]-)\s|(?<=\w[-‐‑])\w)")
_TWICE = re.compile(r"\b(the|an?|my|your|our|their|and|but|or|if|because|of)\s+\1\b", re.IGNORECASE)
"""What every stumble has one of; most speech has neither."""
_CLAUSE_MARK = re.compile(r"[,.!?;:…—–―\"“”«»‘(]|-{2,}|\s-\s")

_SUBJECTS = frozenset("i he she they we".split())
_OPENERS = frozenset("the a an my your our their and but or if because of to".split())
"""Words that never end a clause, so that a second one after a pause is a second try."""
_SMALL = _SUBJECTS | _OPENERS | frozenset(
    "it you this that these those his her its who what where when why how which is was are were am do did does have "
    "has had can could will would shall should must may might not don't didn't can't couldn't won't wouldn't isn't "
    "wasn't aren't i'm i'll i've i'd it's he's she's that's you're we're they're what's in on at for with from by as "
    "than so".split()
)  # fmt: skip
_PHRASE_WORDS = _SMALL | {"there"}
_DOUBLED = frozenset("so my on in by do can not as than".split())
"""Small words that also make doubled words or phrases of their own: so-so, my-my, can-can."""
_BEFORE_INVERTED = frozenset(
    "am is are was were do did does have has had can could will would shall should may might must than as and".split()
)
_STARTERS = frozenset("and but so well oh because if when then yes no or that".split())
_PREFIXES = frozenset("re co ex un de in no pre pro bi di be an on up so out non sub con dis mis".split())
_SHORT_WORDS = frozenset(
    "he me to at as is it do go us my by or if of am all any and are but can did for had has her him his how man may "
    "men now old one our own pay put red ran run sad say see she sit six son sun ten the thy too two use war was way "
    "we who why win won yes yet you ma pa".split()
)
_BEGUN = frozenset("we he you the do she it".split())
"""Words that begin longer ones and make no compounds with them: a hyphen after one is a stumble ("we-well")."""
_COMPOUNDS = frozenset(
    "d-day h-hour b-boy b-boys s-shaped s-series c-class c-clamp c-clamps c-collar c-clef t-test t-tests t-top "
    "p-plate p-plates e-edition e-editions e-entry g-girl".split()
)
_CRIES = frozenset("oh ooh oo ah aah aha ow aw eh ay".split())
_HEARD_ALIKE = {"n": "kn", "r": "wr", "f": "ph", "h": "who"}


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said, word by word: `words` as they stand, `plain` in lower case with straight apostrophes, and `gaps`,
    what stands between each word and the next, with "" after the last."""

    text: str
    words: list[re.Match[str]]
    plain: list[str]
    gaps: list[str]


def stammers(text: str, start: int, end: int) -> list[Edit]:
    """The edits, in order and apart from each other, that mend the stammers in characters [start, end) of a text."""
    if not (_BROKEN.search(text, start, end) or _TWICE.search(text, start, end)):
        return []
    words = list(_WORD.finditer(text, start, end))
    plain = [w.group().casefold().replace("’", "'") for w in words]
    gaps = [text[a.end() : b.start()] for a, b in pairwise(words)] + [""]
    said = _Said(text, words, plain, gaps)
    pauses = [k for k, gap in enumerate(gaps) if _PAUSE.fullmatch(gap)]
    may = {k for pause in pauses for k in range(max(0, pause - 2), pause + 1)}  # where a phrase or a word is tried
    may |= {k for k, gap in enumerate(gaps) if _HYPHEN.fullmatch(gap)}
    may |= {k for k, (a, b) in enumerate(pairwise(plain)) if a == b}
    out: list[Edit] = []
    done = -1
    for k in sorted(may):
        if k <= done or k >= len(words):
            continue
        done = last = _phrase(said, k) or _run(said, k)
        if last > k:
            out.append(Edit(words[k].start(), words[last].end(), _cased(said, k, last)))
    return out


def _opens_clause(said: _Said, k: int) -> bool:
    return k == 0 or said.plain[k - 1] in _STARTERS or bool(_CLAUSE_MARK.search(said.gaps[k - 1]))


def _run(said: _Said, first: int) -> int:
    """The word at which the stumble that begins at word `first` ends; `first` itself where there is none."""
    words, gaps = said.words, said.gaps
    if first and _HYPHEN.fullmatch(gaps[first - 1]):
        return first
    last = first
    while last + 1 < len(words) and _stumbles(said, first, last):
        last += 1
    final = words[last].group()
    if len(final) == 1 and final not in ("I", "i", "a"):
        return first
    spelled = _HYPHEN.fullmatch(gaps[last]) and len(words[last + 1].group()) == 1
    return first if spelled or said.plain[last] in _CRIES else last


def _stumbles(said: _Said, first: int, k: int) -> bool:
    """Whether word k is a failed try at the next word, in a stumble that began at word `first`."""
    words, plain, gaps = said.words, said.plain, said.gaps
    a, b = plain[k], plain[k + 1]
    hyphen = bool(_HYPHEN.fullmatch(gaps[k]))
    if gaps[k].isspace():
        both_capital = words[k].group()[0].isupper() and words[k + 1].group()[0].isupper()
        return a == b and a in _OPENERS - {"to"} and not both_capital
    if not hyphen and not _PAUSE.fullmatch(gaps[k]):
        return False
    if f"{a}-{b}" in _COMPOUNDS:
        return False
    if a == b and len(a) == 1 and a not in "ia":
        return True
    if a == b and hyphen and k > first and plain[first] != a:
        return True  # n-no-no: a stumble already
    if a == b and hyphen and len(a) <= 3 and _HYPHEN.fullmatch(gaps[k + 1]):
        onward = plain[k + 2]
        if onward.startswith(a) and len(onward) > len(a):
            return True  # th-th-that
    if a == b or (b.startswith(a) and b[len(a)] == "'"):
        return _again(said, first, k, hyphen)
    if not b.startswith(a):
        return hyphen and b.startswith(_HEARD_ALIKE.get(a, "\0"))
    if len(a) == 1:
        if hyphen:
            return True
        if a in "io" or (a == "a" and b not in _SMALL):
            return False
        # Plan B—because ...: a capital inside a clause is a letter's name.
        return words[k].group().islower() or _opens_clause(said, first)
    if len(a) > 3:
        return False
    if a in _PREFIXES or a in _SHORT_WORDS:
        return hyphen and (a in _BEGUN or k > first)
    return hyphen or not any(c in "aeiouy" for c in a) or len(a) == 3


def _again(said: _Said, first: int, k: int, hyphen: bool) -> bool:
    """Whether word k is a small word that the next says again ("I—I", "it's—it's", "we... we'll")."""
    a = said.plain[k]
    if a not in _SMALL:
        return False
    if hyphen:
        following = said.gaps[k + 1]
        goes_on = following.isspace() or bool(_HYPHEN.fullmatch(following) or _PAUSE.fullmatch(following))
        return a == "i" or (a not in _DOUBLED and goes_on)
    if a in _OPENERS or _opens_clause(said, first):
        return True
    return a in _SUBJECTS and said.plain[first - 1] not in _BEFORE_INVERTED


def _phrase(said: _Said, first: int) -> int:
    """The first word of the last try of a phrase of small words, tried two times or more ("I was—I was going");
    0 where there is none."""
    plain, gaps = said.plain, said.gaps
    for size in (3, 2):
        tried = plain[first : first + size]
        if len(tried) < size or any(w not in _PHRASE_WORDS for w in tried) or not _opens_clause(said, first):
            continue
        at = first
        while (
            plain[at + size : at + 2 * size] == tried
            and _PAUSE.fullmatch(gaps[at + size - 1])
            and all(gaps[at + size + i].isspace() for i in range(size - 1))
            and all(gaps[at + i].isspace() for i in range(size - 1))
        ):
            at += size
        if at > first and gaps[at + size - 1].isspace():
            return at
    return 0


def _cased(said: _Said, first: int, last: int) -> str:
    """The word that stays, with the capital of the first try where it has none."""
    begun, final = said.words[first].group(), said.words[last].group()
    if begun.casefold() == final.casefold():
        return begun
    if not begun[0].isupper() or not final[0].islower():
        return final
    at = said.words[first].start()
    before = said.text[max(0, at - 8) : at].rstrip(" \n\t_*\"“‘«'")
    if begun == "I" and first and before[-1:] not in tuple(".!?…"):
        return final  # But I-it was: the capital is that of "I"
    return final[0].upper() + final[1:]
