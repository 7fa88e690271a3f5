"""Ages that a text gives, and what follows from them: a child that is harmed, a young girl that a grown man courts."""

from __future__ import annotations

from itertools import pairwise

from fabula.reading.page import Page
from fabula.reading.tree import Tree

GROWN = 18
GAP = 8
"""Years between somebody under age and whoever courts him or her, from which on the two ages make a note."""

_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_NUMBERS = {w: n for n, w in enumerate(_UNITS, 1)} | {
    w: 10 * n for n, w in enumerate("thirty forty fifty sixty seventy eighty".split(), 3)
}
_BEFORE = frozenset(
    "was is am were are 'm 's 're aged of age only barely just be past over nearly turned not at".split()
)
_YEARS = frozenset("years year".split())
_COURTING = frozenset(
    "hand marry marries married marriage wed wedding bride betrothed engaged wife husband lover kiss kissed kissing "
    "bed courted courting courts seduce seduced love loved suitor boyfriend girlfriend dating propose "
    "proposed wooed".split()
)
_NOT_AGES = frozenset(
    "o'clock miles hands men pounds shillings dollars days weeks months hours minutes times per feet".split()
)
REACH = 40


def age_at(text: tuple[str, ...], k: int) -> int | None:
    """The age that a word gives, by what stands around it: "was fifteen", "aged 15", "seven years old"."""
    word = text[k].lower()
    number = _NUMBERS.get(word) or (int(word) if word.isdecimal() and len(word) <= 2 and word.isascii() else None)
    if number is None and word.endswith(("-year-old", "-years-old")):
        return _NUMBERS.get(word.split("-")[0]) or (int(n) if (n := word.split("-")[0]).isdecimal() else None)
    if number is None:
        return None
    after = text[k + 1].lower() if k + 1 < len(text) else "."
    if after in _YEARS and k + 2 < len(text):
        return number if text[k + 2].lower() in ("old", "of") else None
    if after in _NOT_AGES or (after.isalpha() and after not in ("and", "when", "or", "then", "but", "at", "that")):
        return None
    return number if k and text[k - 1].lower() in _BEFORE else None


def child_at(page: Page, tree: Tree, word: int, patient: int) -> bool:
    """Whether somebody harmed is a child by the text's figures: "hit me when I was eight"."""
    text, paragraph = page.words.text, page.words.paragraph
    who = tree.entity(patient)
    for k in range(max(0, word - REACH), min(len(text), word + 15)):
        age = age_at(text, k) if paragraph[k] == paragraph[word] else None
        if age is not None and age < GROWN:
            subject = next(
                (s for v in (k, tree.head(k), tree.head(tree.head(k))) for s in tree.related(v, "nsubj")), None
            )
            if subject is not None and (tree.lower(subject) == "i" or tree.entity(subject) == who):
                return True
    return False


def suitor_at(page: Page) -> list[tuple[int, int]]:
    """Where somebody under age is courted by somebody much older: the words [first, last) from one age to the other."""
    text, lower, paragraph = page.words.text, page.words.lower, page.words.paragraph
    forms = {w for w in set(text) if w[0].isdecimal() or w.lower() in _NUMBERS or w.endswith("-old")}
    ages = [(k, a) for k, w in enumerate(text) if w in forms if (a := age_at(text, k)) is not None and 5 <= a < 100]
    out = []
    for (a, one), (b, two) in pairwise(ages):
        if paragraph[a] != paragraph[b] or b - a > REACH or min(one, two) >= GROWN or abs(one - two) < GAP:
            continue
        if max(one, two) < GROWN:
            continue
        low, high = max(0, a - 15), min(len(text), b + 20)
        if any(lower[k] in _COURTING and paragraph[k] == paragraph[a] for k in range(low, high)):
            out.append((a, b + 1))
    return out
