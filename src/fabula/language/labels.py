"""The labels of every layer, and the categories of words that the model's features are made of.

Training imports this module, so that the model and its user cannot disagree about what a number means.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

KINDS = ("PROP", "NOM", "PRON")
"""LitBank's mention categories: proper name, common noun phrase, pronoun."""

TYPES = ("PER", "FAC", "GPE", "LOC", "ORG", "VEH")
"""LitBank's entity types, after ACE 2005 (Bamman, Popat and Shen 2019)."""

UPOS = (
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM",
    "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X",
)  # fmt: skip
"""Universal part-of-speech tags."""

EMOTIONS = (
    "admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion", "curiosity", "desire",
    "disappointment", "disapproval", "disgust", "embarrassment", "excitement", "fear", "gratitude", "grief", "joy",
    "love", "nervousness", "optimism", "pride", "realization", "relief", "remorse", "sadness", "surprise", "neutral",
)  # fmt: skip
"""GoEmotions' labels (Demszky et al. 2020)."""

PRONOUN_CLASSES = (
    "none", "i", "we", "you", "he", "she", "it", "they", "who", "reflexive", "male title", "female title",
)  # fmt: skip
"""What the surface of a mention says about whom it can mean."""

_PRONOUNS = {
    "i": ("i", "me", "my", "mine", "myself"),
    "we": ("we", "us", "our", "ours", "ourselves"),
    "you": ("you", "your", "yours", "yourself", "yourselves", "thou", "thee", "thy", "thine", "thyself", "ye", "ya"),
    "he": ("he", "him", "his", "himself"),
    "she": ("she", "her", "hers", "herself"),
    "it": ("it", "its", "itself"),
    "they": ("they", "them", "their", "theirs", "themselves", "themself", "'em"),
    "who": ("who", "whom", "whose", "which", "that"),
    "reflexive": ("oneself", "one", "one's"),
}
_NEOPRONOUNS = frozenset("xe xem xyr xyrs xemself ze zem zir zirs zirself hir hirs hirself".split())
PRONOUN_CLASS = {word: PRONOUN_CLASSES.index(name) for name, words in _PRONOUNS.items() for word in words}
PRONOUN_CLASS |= dict.fromkeys(_NEOPRONOUNS, PRONOUN_CLASSES.index("they"))

MALE_TITLES = frozenset(
    "mr mister sir lord master monsieur m mssrs messrs squire father brother uncle king prince duke count baron "
    "señor senor don signor signore herr esquire mr. monsignor abbé abbe friar padre gaffer grandfather grandpa "
    "papa father's lad".split()
)
FEMALE_TITLES = frozenset(
    "mrs miss ms lady madame madam mme mlle mademoiselle mistress mother sister aunt aunty auntie queen princess "
    "duchess countess baroness señora senora señorita signora signorina donna frau fräulein fraulein mrs. ms. dame "
    "grandmother grandma mamma mama granny nurse widow".split()
)

NOUN_GENDERS = {
    **dict.fromkeys(
        "man gentleman boy lad fellow chap guy husband father dad daddy papa brother son uncle nephew grandfather "
        "grandson bridegroom groom king prince duke lord baron count emperor monk priest wizard widower godfather "
        "stepfather boyfriend waiter policeman fisherman nobleman countryman englishman frenchman irishman scotchman "
        "bachelor actor host hero landlord schoolboy footman coachman butler sir".split(),
        "m",
    ),
    **dict.fromkeys(
        "woman lady girl lass wife mother mom mum mummy mamma mama sister daughter aunt niece grandmother "
        "granddaughter bride queen princess duchess countess empress nun witch widow godmother stepmother girlfriend "
        "waitress housemaid maid governess actress hostess heroine landlady schoolgirl spinster maiden housekeeper "
        "nurse seamstress madam".split(),
        "f",
    ),
}
"""The gender that a noun for a person gives, where it gives one."""

_NO_MEN = frozenset("human german roman norman ottoman shaman talisman".split())


def noun_gender(noun: str) -> str:
    """The gender that a lower-case noun for a person gives: "m" of "boatman", "f" of "flower-girl", or ""."""
    own = noun.removesuffix("-in-law").rpartition("-")[2]
    if own in NOUN_GENDERS:
        return NOUN_GENDERS[own]
    if own.endswith(("woman", "maid")):
        return "f"
    return "m" if own.endswith("man") and own not in _NO_MEN else ""


_PLAIN = str.maketrans("’‘‛“”„‟«»‹›—–―‐‑…ſ", "'''" + '"' * 8 + "-----.s", "_*")


def plain(word: str) -> str:
    """The word as the encoder sees it: straight quotes and hyphens, no emphasis marks; never empty."""
    if word in ("``", "''"):
        return '"'
    return word.translate(_PLAIN) or word


def word_types(words: Sequence[str], in_quotation: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The encoder's token type for each word: how it is capitalised, and whether it is inside a quotation.

    The base vocabulary is uncased; these eight types give capitals back to it. Shape (words,), values 0 to 7.
    """
    cases = {w: _case(w) for w in set(words)}
    return np.fromiter((cases[w] for w in words), dtype=np.int64, count=len(words)) + 4 * in_quotation.astype(np.int64)


def _case(word: str) -> int:
    if word.islower() or not any(c.isalpha() for c in word):
        return 0
    if word.isupper():
        return 2 if len(word) > 1 else 1
    return 1 if word[0].isupper() else 3


def pronoun_class(words: Sequence[str], kind: int) -> int:
    """The index into PRONOUN_CLASSES of a mention with these words and this kind (index into KINDS)."""
    first = words[0].lower().replace("’", "'")
    if KINDS[kind] == "PRON" or len(words) == 1:
        found = PRONOUN_CLASS.get(first, 0)
        if found or KINDS[kind] == "PRON":
            return found
    title = first.rstrip(".")
    if title in MALE_TITLES:
        return PRONOUN_CLASSES.index("male title")
    if title in FEMALE_TITLES:
        return PRONOUN_CLASSES.index("female title")
    return 0


def with_neopronouns(words: Sequence[str], spans: NDArray[np.int64], kinds: NDArray[np.int64]) -> NDArray[np.int64]:
    """The kinds of the mentions at word spans `spans`, those that are "xe" or the like pronouns; not where a work has
    the word with a capital only, as names are."""
    small = _NEOPRONOUNS.intersection(words)
    new = [end == start + 1 and words[start].lower() in small for start, end in spans.tolist()] if small else []
    return np.where(new, KINDS.index("PRON"), kinds) if any(new) else kinds


def lemma_script(form: str, lemma: str) -> str:
    """The edit that makes `lemma` of `form`, both lower case: "cut n characters, append this" ("3+y"; "=..." whole)."""
    form, lemma = form.lower(), lemma.lower()
    shared = 0
    while shared < min(len(form), len(lemma)) and form[shared] == lemma[shared]:
        shared += 1
    if shared == 0 and form != lemma:
        return "=" + lemma
    return f"{len(form) - shared}+{lemma[shared:]}"


@cache
def lemma_edit(script: str) -> tuple[int, str]:
    """How many characters an edit of `lemma_script` cuts, one that is not "=", and what it appends."""
    cut, _, add = script.partition("+")
    return int(cut), add


def apply_lemma_script(form: str, script: str, *, proper: bool) -> str:
    """The lemma of `form` under an edit of `lemma_script`; a proper noun keeps its capitals where it can."""
    if script.startswith("="):
        return script[1:]
    kept = form if proper else form.lower()
    n, add = lemma_edit(script)
    return (kept[: len(kept) - n] if 0 < n < len(kept) else kept if n == 0 else "") + add or kept
