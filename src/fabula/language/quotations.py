"""Quoted stretches of a text, from its typography alone, whatever the author's style.

Known styles, all in one pass: straight and curly double marks, guillemets (either way round), German low-high marks,
corner brackets, single marks with apostrophes told apart, and speech introduced by a dash. Speech that runs over
paragraphs re-opens its mark at each; a mark never closed ends with its paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from fabula.language.saying import SAYING

Style = Literal["double", "single", "dash"]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quoted stretch inside one paragraph: characters [start, end), its marks included, and [inner_start, inner_end).

    `closed`: its closing mark is there; `continues`: it goes on a speech that the paragraph before left open, or
    that the narrator broke into.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    paragraph: int
    style: Style
    closed: bool
    continues: bool = False


Span = tuple[int, int]

_DOUBLE_OPEN = "“„«»‹›「『〝"
_DOUBLE_MARK = re.compile(r"\"{2}(?=\w)|[\"“”„‟«»‹›「」『』〝〞]|``|''|&quot;")
_OPEN_BEFORE = frozenset(" \t\n\u00a0([{—–-_*―/>~") | {""}
_CLOSE_AFTER = frozenset(" \t\n\u00a0)]}—–-_*―,.;:!?…<~") | {""}
_PAIRS = {"“": "”", "„": "“”‟", "«": "»", "»": "«", "‹": "›", "›": "‹", "「": "」", "『": "』", "〝": "〞"}
_ALWAYS_CLIPPED = re.compile(r"(?:tis|twas|twere|twill|em|tween|twixt|cos|cuz)\b", re.IGNORECASE)
"""What is left of a word whose beginning an apostrophe stands for, and no word itself."""

_CLIPPED = re.compile(
    r"(?:t(?:is|was|were|will|wixt|would|ain)|em|cause|til|till|round|bout|neath|gainst|tween|ere|im|er|ow|ave|ad|e|ud|n|"
    r"cos|cuz|s|ll|d|m|re|ve|pon|scuse|fraid|nough|specially|stead|kay|bye|sup|fore|long|cept|less|way|ouse|ome|and|ead|"
    r"ere|ell|im|is|it|eard|ard|ope|[0-9]{2}s?)\b",
    re.IGNORECASE,
)
_DOES = (
    r"(?:smil|laugh|giggl|chuckl|grinn|sigh|sobb|weep|blush|colour|color|frown|wink|nodd|bow|curtsey|curtsy|turn|look|"
    r"glanc|gaz|ey|eye|point|speak|whisper|mutter|read|repeat|return|recollect|check|rais|lower|dropp|shak|inclin|"
    r"ris|sitt|paus|hesitat|shrugg|wav|clapp|beckon|breath|kiss|stamp|tapp|hand)ing"
)
_SHOWS = (
    r"(?:smiles?|laugh|grin|sighs?|bow|nod|look|glance|frown|blush|wink|shrug|start|shudder|gesture|curtsey|curtsy|tears?|"
    r"voice|tone|accents?|air|emphasis|warmth|elevation|whisper|undertone|manner)"
)
_ASIDE = re.compile(
    rf"\(\s*(?!\w+ly\s+speaking\s*\))(?:(?:still|again|then|now|here|rather|half|\w+ly)\s+)*(?:{_DOES}\b[^()]*|"
    r"\w+ing\s[^()]*\b(?:her|his|a)\s(?:tears?|voice|head|eyes?|hands?|finger|shoulders?)\b[^()]*|"
    rf"(?:with|in)\s(?:an?|some|great)\s(?:[^()]*\s)?{_SHOWS}\b[^()]*|to\s(?:(?:Mrs?|Miss|Dr|Sir|Lady)\.?\s)?[A-Z]\w+|"
    r"(?:see|observ|perceiv)ing\s(?:him|her|them|that\s(?:s?he|they))\b[^()]*|aside|hesitatingly|as\s+soon\s+as\s+s?he\s[^()]*|as\s+s?he\s(?:spoke|said|turned|rose|sat)\b[^()]*|"
    r"here\s(?:s?he|was|there)\s[^()]*|hear,\s*hear|"
    r"(?:(?:loud|renewed|prolonged|general|great|more)\s(?:and\s)?)*(?:laughter|cheers|cheering|applause))"
    r"[\s,.!]*\)[\s,.;:—–-]*",
    re.IGNORECASE,
)
"""The narrator's words in brackets inside speech, and what is put between it."""

_OWN_ASIDE = re.compile(r"\b(?:I|me|my|mine|myself|you|your|yours|we|us|our)\b", re.IGNORECASE)
"""Words of a bracket that is the speaker's own."""

_DASH_START = re.compile(r"[—–―]\s*(?=[^\W_]|[\"'“‘¿¡…])|--\s*(?=[^\W_])|[-]\s+(?=[A-ZÀ-Þ¿¡…])")


def find_quotations(text: str, paragraphs: Sequence[Span]) -> list[Quoted]:
    """The quoted stretches of a text, in order, none overlapping another; nested ones are part of their outer one."""
    double, single, dashes = _habits(text, paragraphs)
    runs = _dash_runs(text, paragraphs)
    out: list[Quoted] = []
    state = _State()
    for number, (start, end) in enumerate(paragraphs):
        if (dashes or number in runs) and (found := _dash_dialogue(text, start, end, number)):
            out.extend(found)
            state = _State()
            continue
        if single and not double:
            found, state = _scan(text, start, end, number, _single_marks(text, start, end), "single", state)
        else:
            found, state = _scan(text, start, end, number, _double_marks(text, start, end), "double", state)
            if single and not found:
                # A work that changes its habit: a chapter or a letter in the other marks.
                found, _ = _scan(text, start, end, number, _single_marks(text, start, end), "single", _State())
                found = [q for q in found if q.closed]
        out.extend(found)
    return [part for q in out for part in _without_asides(text, q)]


def _without_asides(text: str, q: Quoted) -> list[Quoted]:
    """A quoted stretch, parted where the narrator puts in between brackets what the speaker does: “But (with a smile)
    you came.”"""
    parts: list[Quoted] = []
    at, start = q.inner_start, q.start
    for aside in _ASIDE.finditer(text, q.inner_start, q.inner_end):
        if _OWN_ASIDE.search(aside.group()) or not any(c.isalnum() for c in text[at : aside.start()]):
            continue
        if not any(c.isalnum() for c in text[aside.end() : q.inner_end]):
            continue
        end = aside.start()
        while text[end - 1].isspace():
            end -= 1
        parts.append(Quoted(start, end, at, end, q.paragraph, q.style, False, q.continues or bool(parts)))
        at = aside.end()
        while text[at].isspace():
            at += 1
        start = at
    if not parts:
        return [q]
    return [*parts, Quoted(start, q.end, at, q.inner_end, q.paragraph, q.style, q.closed, continues=True)]


def _habits(text: str, paragraphs: Sequence[Span]) -> tuple[bool, bool, bool]:
    """Which marks the work speaks in: double, single, dashes."""
    double = single = dash = 0
    for start, end in paragraphs:
        if _DOUBLE_MARK.search(text, start, end):
            double += 1
        elif ("'" in text[start : start + 1] or "‘" in text[start : start + 1]) or (
            _SINGLE_SPEECH.search(text, start, end)
        ):
            single += 1
        if _DASH_START.match(text, start, end):
            dash += 1
    speaks_double = double > 0 and double >= 0.25 * single
    speaks_single = single > 0 and single >= 0.1 * double
    return speaks_double, speaks_single, dash >= 3 and dash > 0.25 * (double + single)


def _dash_runs(text: str, paragraphs: Sequence[Span]) -> set[int]:
    """The paragraphs that a dash opens, without quotation marks, next to another such: a talk in a work of marks."""
    dashed = [bool(_DASH_START.match(text, s, e)) and not _DOUBLE_MARK.search(text, s, e) for s, e in paragraphs]
    return {k for k, d in enumerate(dashed) if d and (dashed[k - 1 : k] == [True] or dashed[k + 1 : k + 2] == [True])}


# ‘Yes,’ he said: a single mark that opens, and one that closes after punctuation.
_SINGLE_SPEECH = re.compile(
    r"(?:(?<=\s)|^)['‘](?=[^\W_]|…)[^'‘’\n]*(?:['’][^\W\d_]+[^'‘’\n]*)*[,.!?…—]['’](?=[\s)—]|$)"
)


@dataclass(frozen=True, slots=True)
class _State:
    """Whether a paragraph ended inside a quotation; `left`: one before it did, and none since has a mark."""

    open: bool = False
    left: bool = False


Mark = tuple[int, int, Literal["open", "close", "either"]]


def _double_marks(text: str, start: int, end: int) -> list[Mark]:
    marks: list[Mark] = []
    closer = ""
    for match in _DOUBLE_MARK.finditer(text, start, end):
        at, after = match.span()
        mark = match.group()
        if closer and mark in closer:
            marks.append((at, after, "close"))
            closer = ""
        elif mark[0] == '"' or mark in "''&quot;”‟」』〞":
            side = _side(text, at, after, start, end)
            if mark == "''" and side == "open":
                continue  # an apostrophe after a single mark: ''Tis late
            if mark in "”‟」』〞":
                # A curly mark set the wrong way round opens only at the head of a word.
                side = "open" if side == "open" and not closer else "close"
            marks.append((at, after, side))
        elif mark == "``" or mark in _DOUBLE_OPEN:
            side = _side(text, at, after, start, end)
            marks.append((at, after, "close" if side == "close" and mark == "“" and closer else "open"))
            closer = _PAIRS.get(mark, "")
    return marks


def _side(text: str, at: int, after: int, start: int, end: int) -> Literal["open", "close", "either"]:
    before = text[at - 1] if at > start else ""
    following = text[after] if after < end else ""
    opens = before in _OPEN_BEFORE and following not in _CLOSE_AFTER - frozenset("—–-_*….―")
    closes = following in _CLOSE_AFTER and before not in frozenset(" \t\n\u00a0([{") | {""}
    if opens and not closes:
        return "open"
    if closes and not opens:
        return "close"
    return "either"


def _single_marks(text: str, start: int, end: int) -> list[Mark]:
    """Single quotation marks of a paragraph; an apostrophe is no mark."""
    places: list[tuple[int, str, str, str]] = []
    for match in re.finditer(r"['‘’‛]", text[start:end]):
        at = start + match.start()
        before = text[at - 1] if at > start else ""
        after = text[at + 1] if at + 1 < end else ""
        if before.isalnum() and after.isalnum():
            continue
        places.append((at, match.group(), before, after))
    marks: list[Mark] = []
    opened = False
    for k, (at, mark, before, after) in enumerate(places):
        can_open = (
            before in _OPEN_BEFORE | frozenset('"“')
            and after not in _CLOSE_AFTER - frozenset("—–-_*….―")
            and mark != "’"
        )
        clipped = mark != "‘" and bool(_CLIPPED.match(text, at + 1))
        if clipped and not _ALWAYS_CLIPPED.match(text, at + 1):
            clipped = not _closes_later(places, k + 1)
        if can_open and not clipped:
            if not opened or mark == "‘":
                marks.append((at, at + 1, "open"))
                opened = True
            continue
        if mark == "‘" or not opened:
            continue
        if not before.isalnum():
            # After punctuation it closes; after a space or a dash with a word to come it is an apostrophe (’em).
            if before in _OPEN_BEFORE - frozenset("—–-_*―") and after.isalnum():
                continue
            if after.isalpha() and before not in ".!?":
                continue
            marks.append((at, at + 1, "close"))
            opened = False
        elif not _closes_later(places, k + 1) and not _plural_or_dropped(text, start, at):
            marks.append((at, at + 1, "close"))
            opened = False
    return marks


def _closes_later(places: Sequence[tuple[int, str, str, str]], first: int) -> bool:
    """Whether from place `first` on a mark that closes for certain, after punctuation, comes before one that opens."""
    for k in range(first, len(places)):
        _, mark, before, after = places[k]
        if mark == "‘" or (before in _OPEN_BEFORE and after.isalnum() and mark == "'"):
            return False
        if before in ",.!?…—-;:_*" and not after.isalnum():
            return True
    return False


def _plural_or_dropped(text: str, start: int, at: int) -> bool:
    """Whether an apostrophe after a letter is a possessive plural's (the boys’ hats) or a dropped g's (goin’)."""
    word = re.search(r"[^\W_]+$", text[max(start, at - 30) : at])
    following = text[at + 1 : at + 3]
    letters = word.group().lower() if word else ""
    return (letters.endswith("s") or letters.endswith("in") or letters in ("o", "an", "th", "wi")) and bool(
        re.match(r"[ \n][^\W\d_]", following)
    )


def _scan(
    text: str, start: int, end: int, number: int, marks: Sequence[Mark], style: Style, state: _State
) -> tuple[list[Quoted], _State]:
    """Pairs a paragraph's marks; gives its quotations and whether it ends inside one."""
    out: list[Quoted] = []
    opened: tuple[int, int] | None = None
    continues = False
    depth = 0
    surplus, runs_on = _surplus(marks), state.open or state.left
    for k, (at, after, side) in enumerate(marks):
        if opened is None:
            if side == "close":
                if not out and (runs_on or _lacks_its_opening(text, start, at, end)):
                    # The speech went on from a paragraph before without a mark of its own, or its mark is lost.
                    out.append(Quoted(start, after, start, at, number, style, closed=True, continues=runs_on))
                continue
            opened = (at, after)
            continues = state.open and not out and not text[start:at].strip(" \t_*—")
            continue
        if side == "open" and surplus[k + 1] >= 2:
            depth += 1  # a quotation inside the quotation, with its own closing mark
            continue
        if side == "close" and depth:
            depth -= 1
            continue
        if side == "open" and style == "double" and not _nested(text, opened[1], at):
            # A second opening: the first was never closed. It ends here.
            out.append(_quoted(text, opened, at, at, number, style, False, continues))
            opened, continues = (at, after), False
            continue
        if side == "open":
            continue
        out.append(_quoted(text, opened, at, after, number, style, True, continues))
        opened, continues = None, False
    if opened is not None:
        out.append(_quoted(text, opened, end, end, number, style, False, continues))
        return [q for q in out if q.inner_start < q.inner_end], _State(open=True)
    left = not marks and runs_on
    return [q for q in out if q.inner_start < q.inner_end], _State(left=left)


def _lacks_its_opening(text: str, start: int, at: int, end: int) -> bool:
    """Whether a paragraph begins with a sentence that closes with a mark nobody opened: It is late,” he said."""
    report = r",.\s*\w" if text[at - 1] == "," else r"[!?].\s*[a-z]"
    return bool(re.match(report, text[at - 1 : min(end, at + 9)])) and not re.search(
        r"[.!?…;:]\s", text[start : at - 1]
    )


def _surplus(marks: Sequence[Mark]) -> list[int]:
    """How many more marks close than open from each mark on."""
    out = [0]
    for _, _, side in reversed(marks):
        out.append(out[-1] + (side == "close") - (side == "open"))
    return out[::-1]


def _nested(text: str, opened: int, at: int) -> bool:
    """Whether a mark that looks like an opening, inside an open quotation, may be a nested one: a word or two on."""
    return bool(re.match(r"[^\s\"“”]+(?:\s[^\s\"“”]+){0,5}[\"”]\s*[^\W\d_]", text[at + 1 : at + 60])) and at > opened


def _quoted(
    text: str,
    opened: tuple[int, int],
    inner_end: int,
    end: int,
    number: int,
    style: Style,
    closed: bool,
    continues: bool,
) -> Quoted:
    inner_start = opened[1]
    while inner_end > inner_start and text[inner_end - 1].isspace():
        inner_end -= 1
    while inner_start < inner_end and text[inner_start].isspace():
        inner_start += 1
    return Quoted(opened[0], end if closed else inner_end, inner_start, inner_end, number, style, closed, continues)


@cache
def _intrusion() -> re.Pattern[str]:
    """Where narration breaks into speech after a dash: “—Come up, he said.”, “—No! cried old Tom.”, “—Yes, the man
    said.” Few works have such speech, and this takes long to compile."""
    says = "|".join(sorted(SAYING, key=len, reverse=True))
    return re.compile(
        rf"[,.!?…—]\s+(?=(?:(?:{says})\s+(?:he|she|they|I|it|we|you|the\s|[A-Z])|"
        rf"(?:he|she|they|I|[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)?|(?:the|his|her)\s(?:\w+\s)?\w+)\s(?:\w+ly\s)?(?:{says})\b))"
    )


def _dash_dialogue(text: str, start: int, end: int, number: int) -> list[Quoted]:
    """Speech of a paragraph that a dash opens, without the clauses that report it."""
    head = _DASH_START.match(text, start, end)
    if not head:
        return []
    out: list[Quoted] = []
    at, opening = head.end(), start
    while at < end:
        cue = _intrusion().search(text, at, end)
        stop = cue.start() + 1 if cue else end
        if text[at:stop].strip():
            out.append(_quoted(text, (opening, at), stop, stop, number, "dash", True, False))
        if not cue:
            break
        # The narration lasts to the end of its sentence, or to a dash that takes speech up again.
        resume = re.compile(r"[.!?…]\s+|\s[—–―]\s*|,\s*[—–―]\s*").search(text, cue.end(), end)
        if not resume:
            break
        at = opening = resume.end()
    return out
