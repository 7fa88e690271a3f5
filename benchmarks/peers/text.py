"""The text that all read, and what the random models are to find in it."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

TITLES = frozenset("mr mrs miss ms dr sir lady lord madam aunt uncle colonel captain major st".split())
PRONOUNS = frozenset(
    "i me my mine myself you your yours yourself he him his himself she her hers herself we us our ours ourselves "
    "they them their theirs themselves who whom whose".split()
)
PEOPLE = frozenset(
    "man men woman women boy boys girl girls child children lady ladies gentleman gentlemen mother father sister "
    "sisters brother brothers daughter daughters son sons wife husband aunt uncle cousin friend friends people person "
    "family master mistress servant servants officer officers doctor king queen".split()
)
PLACES = frozenset("house room garden town village street road country park church door home hall world".split())


def excerpt(path: Path, words: int) -> str:
    """The first paragraphs of a plain text, until there are `words` words. Raises ValueError where there are fewer."""
    paragraphs, have = [], 0
    for paragraph in re.split(r"\n[ \t\r]*\n", path.read_text(encoding="utf-8", errors="replace")):
        if not paragraph.strip():
            continue
        paragraphs.append(paragraph.strip("\r\n"))
        have += len(paragraph.split())
        if have >= words:
            return "\n\n".join(paragraphs) + "\n"
    raise ValueError(f"{path}: {have} words, fewer than {words}")


def names(text: str) -> frozenset[str]:
    """Words, in lower case, that have a capital within a sentence and are never written without one."""
    text = re.sub(r"\b(Mr|Mrs|Ms|Dr|St)\.", r"\1", text)
    words = re.findall(r"[^\W\d_]+|[^\w\s]", text)
    small = {w for w in words if w.islower()} | TITLES | PRONOUNS
    within = (b for a, b in pairwise(words) if a.isalpha() and b[0].isupper() and not b.isupper())
    counts = Counter(w.lower() for w in within)
    return frozenset(w for w, n in counts.items() if n > 1 and w not in small)


def sample(text: str, least: int = 1_500, most: int = 5_000) -> str:
    """Paragraphs from the front of a text, `least` words of them, and later ones that have a name for the first time.

    At most about `most` words. The last layers of the random models are set on it.
    """
    wanted, chosen, words = set(names(text)), [], 0
    for paragraph in text.split("\n\n"):
        new = wanted & set(re.findall(r"[^\W\d_]+", paragraph.lower()))
        if words < least or (new and words < most):
            chosen.append(paragraph)
            words += len(paragraph.split())
            wanted -= new
    return "\n\n".join(chosen)


def kind(word: str, known: frozenset[str]) -> str:
    """What a word is, in a text with the names `known`: PRON, PROP, NOM (a person), PLACE, or empty for all else."""
    word = word.lower()
    if word in PRONOUNS:
        return "PRON"
    if word in known:
        return "PROP"
    if word in PEOPLE:
        return "NOM"
    return "PLACE" if word in PLACES else ""
