"""Which language a text is in, by the words and letters that only one language uses much. No more than a warning."""

from __future__ import annotations

import re
from collections import Counter

_WORDS = {
    "English": "the and of to was he she it that in his her with you had for not but they at on said is what as be",
    "French": "le la les et de des du un une que qui est dans pas il elle je vous nous ne ce se au avec pour sur mais",
    "German": "der die das und ist nicht ich sie er es ein eine zu den dem mit von auf war sich auch wie aber so dass",
    "Spanish": "el la los las y de que en un una no se por con su para lo es del al como más pero sus yo le había",
    "Italian": "il lo la gli e di che in un una non si per con era del della sono ma come più le mi ho al anche",
    "Dutch": "de het een en van ik niet dat is hij zij was te op zijn met voor er maar om aan ook als naar had haar",
    "Portuguese": "o a os as e de que em um uma não se por com para do da no na era ele ela mais mas como ao seu",
}
_LISTS = {name: frozenset(words.split()) for name, words in _WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+")
_BEYOND = re.compile(r"[^\x00-\u036f]")
_CODES = {"en", "eng", "english"}
_SAMPLE = 200_000


def other_language(text: str, declared: str | None) -> str | None:
    """A sentence of warning where the text, or what its file declares, is not English; None where it is."""
    sample = text[:_SAMPLE] if len(text) < 2 * _SAMPLE else text[len(text) // 4 :][:_SAMPLE]
    words = _WORD.findall(sample.lower())
    letters = sum(map(len, words))
    said = (declared or "").strip().lower()
    foreign = bool(said) and re.split(r"[-_ (,;]", said)[0] not in _CODES
    if letters < 40:
        return _sentence(str(declared)) if foreign else None
    script = _script(sample, letters)
    if script:
        return _sentence(script)
    counts, total = Counter(words), len(words)
    shares = {name: sum(counts[w] for w in usual) / total for name, usual in _LISTS.items()}
    best = max(shares, key=lambda name: shares[name])
    if total >= 20 and best != "English" and shares[best] > 0.12 and shares[best] > 1.3 * shares["English"]:
        return _sentence(best)
    if total >= 100 and shares["English"] < 0.08:
        return "The text does not seem to be in English; Fabula reads English, and its claims here are not reliable."
    return _sentence(str(declared)) if foreign and shares["English"] < 0.15 else None


def _script(text: str, letters: int) -> str | None:
    """The name of a script that makes up a good part of a text's letters."""
    limit = 0.3 * letters
    beyond = [c for c in _BEYOND.findall(text) if c.isalpha()]
    ranges = {
        "Russian or another language in Cyrillic": ("\u0400", "\u052f"), "Greek": ("\u0370", "\u03ff"),
        "Hebrew": ("\u0590", "\u05ff"), "Arabic": ("\u0600", "\u06ff"), "Japanese": ("\u3040", "\u30ff"),
        "Korean": ("\uac00", "\ud7af"), "Chinese or Japanese": ("\u3400", "\u9fff"),
    }  # fmt: skip
    return next((name for name, (a, b) in ranges.items() if sum(a <= c <= b for c in beyond) > limit), None)


def _sentence(language: str) -> str:
    return f"The text seems to be in {language}; Fabula reads English, and its claims here are not reliable."
