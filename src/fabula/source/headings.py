"""The typography of headings and scene breaks: what a line says it is, before asking whether it may be one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Rank = Literal["volume", "book", "chapter", "section"]

UNITS = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
ORDINALS = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
]  # fmt: skip
WORDS = {w: n for n, w in enumerate(UNITS, 1)} | TENS | {w: n for n, w in enumerate(ORDINALS, 1)}
WORDS |= {f"{t}{s}{u}": TENS[t] + n for t in TENS for s in "- " for n, u in enumerate(UNITS[:9], 1)}
WORDS |= {f"{t}{s}{u}": TENS[t] + n for t in TENS for s in "- " for n, u in enumerate(ORDINALS[:9], 1)}
WORDS |= {"last": 0, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "hundred": 100}
_ROMAN = re.compile(r"M{0,3}(CM|CD|D?C{0,4})(XC|XL|L?X{0,4})(IX|IV|V?I{0,4})")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}

RANKS: dict[str, Rank] = {
    "volume": "volume", "vol": "volume", "book": "book", "part": "book", "phase": "book", "chapter": "chapter",
    "chap": "chapter", "ch": "chapter", "letter": "chapter", "stave": "chapter", "canto": "chapter",
    "episode": "chapter", "adventure": "chapter",
}  # fmt: skip
ALONE = frozenset({"conclusion", "prologue", "epilogue", "interlude", "prelude", "finale", "intermission", "coda"})
_NUMBER = r"(?:\d{1,4}|[MDCLXVImdclxvi]{1,9}|[A-Za-z]{3,12}(?:[- ][A-Za-z]{3,9})?)"
_KEYWORD = re.compile(
    rf"(?P<word>{'|'.join(RANKS)})\b\.?\s*(?:the\s+|no\.?\s*|number\s+|#\s*)?(?P<number>{_NUMBER})\b(?P<rest>.*)",
    re.I | re.S,
)
_ORDINAL_FIRST = re.compile(
    rf"(?:the\s+)?(?P<number>[A-Za-z]{{4,12}})\s+(?P<word>{'|'.join(RANKS)})\b(?P<rest>.*)", re.I | re.S
)
_ALONE = re.compile(rf"(?:the\s+)?(?P<word>{'|'.join(ALONE)})\b(?P<rest>.*)", re.I | re.S)
_NUMERAL = re.compile(
    r"(?P<number>\d{1,3}|[MDCLXVI]{1,9}|[ivxlc]{1,7}|[A-Z][A-Za-z]{2,11}(?:-[A-Za-z]{3,9})?)"
    r"(?P<rest>$|\s*[.:)]?\s*$|\s*[.:)—–-]+\s*\S.*| {1,30}\S.*|\s*\n\s*\S.*)",
    re.S,
)
_SEPARATOR = re.compile(r"\s*[.:;)\]—–―-]+\s*|\s*\n\s*|\s{2,}")
_ORNAMENT = " \t\n*_=~#-–—―|<>•·+^"
_SYMBOLS = frozenset("*-—–―‒~#=_•·∙⋅⁂▪■□◆◇◊❖✦✧✶✵✻✽✿❀❦❧☙+^<>/\\|:°¤§¶☆★♥❤♡♦♠♣@%&○●◦▫※†‡⸻─━═⚜⁎⁑₊˚○◯☾☽☼♪♫`'")
_ROUND = re.compile(r"[oO0xX]+")
_SPOKEN = re.compile(r"(?:line|page|scene|section|story|time)[ -]?(?:break|skip|divider)|(?:scene|line)?break", re.I)
_DOTS = re.compile(r"\.(?:\s+\.){2,}")
PREFACE = re.compile(
    r"(?:the )?(?:(?:author|editor|translator|publisher)['’]?s['’]? )?(?:preface|foreword)(?: (?:to|by|of) .{1,80})?|"
    r"to the reader|"
    r"introduction by .{1,80}|(?:editor|translator|publisher)['’]?s['’]? (?:note|introduction)",
    re.I,
)
_SMALL = frozenset([
    "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "of", "on", "or", "the", "to", "with",
    "de", "la", "le", "du", "von", "van",
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What a heading says: its rank, its keyword ("" for a bare numeral), its number and the title on its line."""

    rank: Rank
    word: str
    number: int | None
    title: str


def number(text: str) -> int | None:
    """The value of an arabic or roman numeral or a number word; None for anything else."""
    if text.isdigit() and text.isascii():
        return int(text)
    if text and (text.isupper() or text.islower()) and _ROMAN.fullmatch(text.upper()):
        values = [_VALUES[c] for c in text.upper()]
        return sum(-v if v < w else v for v, w in zip(values, [*values[1:], 0], strict=True))
    return WORDS.get(" ".join(text.lower().split()))


def keyword_heading(text: str) -> Reading | None:
    """A heading that says so: "CHAPTER I. A Title", "Book the First", "Third Part", "Epilogue". None for prose."""
    clean = _bare(text)
    if not clean or len(clean) > 240 or clean.count("\n") > 3:
        return None
    match = _ALONE.fullmatch(clean)
    if match and clean[0].isupper():
        title = _title(match["rest"])
        return None if title is None else Reading("chapter", match["word"].lower(), None, title)
    for pattern in (_KEYWORD, _ORDINAL_FIRST):
        match = pattern.fullmatch(clean)
        if not match or not clean[0].isupper():
            continue
        said, rest = match["number"], match["rest"]
        value = number(said)
        if value is None and " " in said:  # "Chapter One In Which": the second word is the title's
            said = said.split()[0]
            value, rest = number(said), clean[match.start("number") + len(said) :]
        if value is None or (pattern is _ORDINAL_FIRST and said.lower() not in ORDINALS):
            continue
        title = _title(rest)
        if title is not None:
            word = match["word"].lower()
            return Reading(RANKS[word], word, value, title)
    return None


def numeral_heading(text: str) -> Reading | None:
    """A numeral alone, or before a title: "XIV", "3.", "I. The Return", "One". It takes a sequence to believe it."""
    clean = _bare(text).strip("[]() ")
    if not clean or len(clean) > 120 or clean.count("\n") > 1:
        return None
    match = _NUMERAL.fullmatch(clean)
    value = number(match["number"]) if match else None
    if not match or value is None:
        return None
    rest = match["rest"]
    if not rest.strip(" .:)\n"):
        return Reading("section", "", value, "")
    if (
        match["number"].isalpha()
        and len(match["number"]) > 2
        and number(match["number"].lower()) == WORDS.get(match["number"].lower())
    ):
        return None  # "One day ..."
    title = _title(rest)
    return Reading("section", "", value, title) if title else None


def _bare(text: str) -> str:
    """The text without the ornaments around it."""
    text = text.strip(_ORNAMENT)
    if text[:1] == "[" and text[-1:] == "]":
        text = text[1:-1].strip(_ORNAMENT)
    return text


def _title(rest: str) -> str | None:
    """The title after a heading's number; None where what follows is prose."""
    if not rest.strip(" .:\n"):
        return ""
    separator = _SEPARATOR.match(rest)
    if not separator and not rest[0].isspace():
        return None
    title = " ".join(rest[separator.end() if separator else 0 :].split())
    first = title.lstrip("\"'“‘([_*").removeprefix("...")[:1]
    if title[:1] in ("[", "(") and title[-1:] in ("]", ")"):
        return title
    said = bool(separator and separator[0].strip())
    if said and ":" in rest[:3]:
        return title
    if not (first.isupper() or first.isdigit()):
        return None
    return title if looks_titled(title) or (said and len(title) <= 90) else None


def looks_titled(title: str) -> bool:
    """Whether a line reads as a title: capitals throughout or on its words of weight, and no sentence's end."""
    letters = [c for c in title if c.isalpha()]
    if not letters or len(title) > 120:
        return False
    upper = sum(c.isupper() for c in letters)
    if upper > 0.7 * len(letters):
        return title[-1] != ","
    if title.rstrip("\"'”’_*)")[-1:] in tuple(".,;!?…—-"):
        return False
    weighty = [w for w in re.findall(r"[^\W\d_][\w’']*", title) if w.lower() not in _SMALL]
    return bool(weighty) and sum(w[0].isupper() for w in weighty) >= 0.7 * len(weighty)


def _letters(text: str) -> str:
    return "".join(c for c in text if c not in _SYMBOLS and c not in ".,()[]{}!")


def is_break(text: str) -> bool:
    """Whether a paragraph is a scene break: ornaments alone, in the usual typographies."""
    text = text.strip()
    if not 0 < len(text) <= 100 or "\n" in text:
        return False
    bare = "".join(text.split())
    if all(c in _SYMBOLS for c in bare):
        return bare not in ("'", "`", "''", "``", ":", "/", "<", ">", "|", "\\")
    if _DOTS.fullmatch(text):
        return True
    if all(c in _SYMBOLS or c in ".oO0xX" for c in bare) and _ROUND.fullmatch(letters := _letters(bare)):
        plain = letters.lower()
        enclosed = bare[0] in _SYMBOLS and bare[-1] in _SYMBOLS
        return plain == plain[::-1] and not plain.isdigit() and (len(plain) >= 3 or (enclosed and len(bare) > 2))
    words = text.strip(_ORNAMENT + "[](){}").strip()
    return (
        words != ""
        and bool(_SPOKEN.fullmatch(words))
        and (words != text or " " in words or "-" in words or words.isupper())
    )
