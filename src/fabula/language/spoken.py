"""Which quoted stretches are something said, thought or written, and which only stand in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from fabula.language.quotations import Quoted
from fabula.language.saying import SAYING

_SAYS = "|".join(sorted(SAYING, key=len, reverse=True))
_RECITES = frozenset("sing read recite".split())
_CITES = _RECITES | frozenset("call pronounce think".split())
_SPEAKS = frozenset(form for form, lemma in SAYING.items() if lemma not in _RECITES)
_SAID_AFTER = re.compile(
    rf"[\s_*—–-]*(?:(?:he|she|they|I|it|we|you|one|the\s\w+|(?:his|her|my)\s\w+|[A-Z][\w.’'-]+"
    rf"(?:\s[A-Z][\w.’'-]+){{0,2}})\s(?:\w+ly\s)?(?:had\s)?)?(?:{_SAYS})\b"
)
_WORD = re.compile(r"\w+")
_WORD_BEFORE = re.compile(r"([^\W\d_][\w’'-]*)[\s_*]*$")
_TITLE_STOP = re.compile(r"\b(Mrs?|Ms|Dr|St|Rev|Capt|Col|Prof|Messrs)\.")
_SENTENCE_END = re.compile(r"[.!?…](?=[\s_*]|$)|[\"“”«»]")
_REPORT_REACH = 60
"""How many characters before a stretch a verb of saying may end that reports it."""
_POINTS_AT_A_WORD = frozenset(
    "the a an of in at by to on with from for as is was are were be been and or nor than called named termed dubbed "
    "entitled styled titled word words phrase name title his her my your our their its this that these those some any "
    "no so such said-to-be very more most old new poor little good real called-for like about between into against "
    "mean means meant signed marked spelled spelt christened nicknamed labelled labeled inscribed sang played".split()
)
_GIVES_A_WORD = frozenset("the a an his her my your our their its one that and or but".split())
"""What stands before a cited word, or before a cry taken as a noun: with a “Well, well!” he left."""
_CITES_A_WORD = frozenset("the a an his her their be been word words".split())
"""What stands before a cited word or two, whatever follows: she would not be “touched,” he said."""

_CRY = (
    r"(?:cry|cries|shouts?|calls?|yells?|screams?|shrieks?|whispers?|murmurs?|mutters?|exclamations?|ejaculations?|"
    r"answers?|repl(?:y|ies)|remarks?|greetings?|chorus|chants?|choruses|roars?|howls?|groans?|sighs?)"
)
_CRY_OF = re.compile(rf"\b{_CRY}\s+of$", re.I)
_BECOMES_A_NOUN = re.compile(
    r"[\s_*]*(?:was|were|is|had been|came|broke|burst|rang|echoed|sounded|resounded|followed)\b", re.I
)
_IS = re.compile(
    r"\s+(?:(?:is|was|were|are|had|has|may|might|can|could|will|would|did|does|meant|means|seems|seemed|always|never|"
    r"became|stood)\b|[a-z]+,?\s(?:\w+,?\s){0,2}(?:were|are|would|will)\b)"
)
_MARKS_A_PAUSE = '.,:;!?…—–-"”’)]'
_ADDED = re.compile(r"[\s,]*(?:and|or|nor|but)?[\s]*")
_SMALL = frozenset("a an the of and or in on at to for from by with de du la le les des von van der di da".split())

_SAY = (
    r"(?:(?:\w+ly\s)?(?:say|ask|tell|answer|reply|add|exclaim|cry(?:\sout)?|remark|observe|shout|whisper|said|asked|told|"
    r"answered|replied|added|exclaimed|cried|remarked|observed|shouted|saying|asking|telling|answering|replying|adding|"
    r"exclaiming|remarking|shouting|whispering)\b)"
)
_UNSAID = re.compile(
    "|".join(
        (
            rf"\b(?:would|might|could|should)\s(?:\w+ly\s|never\s|not\s)?have\s{_SAY}",
            rf"\bas\s(?:much|good)\sas\s(?:to\s)?{_SAY}",
            rf"\bas\s(?:if|though)\s(?:to|(?:[\w’']+\s){{1,3}}had)\s{_SAY}",
            rf"\bas\swho\sshould\s{_SAY}",
            r"(?<!half\s)\b(?:nearly|almost|all\sbut)\s(?:said|asked|told|answered|replied|added|exclaimed)\b",
            r"\b(?:going|about|ready|tempted|inclined|long(?:ed|ing)|want(?:ed|ing)|wish(?:ed|ing)|hesitated|dared?\snot|"
            rf"temptation|impulse|desire|forbore|failed|forgot)\sto\s{_SAY}",
            rf"\b(?:on\sthe\s(?:tip|end)\sof\s\w+\stongue|no\spower)\s(?:to|of)\s{_SAY}",
            rf"\b(?:instead\sof|without|(?:feel|felt)\s(?:\w+\s)?like|on\sthe\s(?:point|verge)\sof)\s{_SAY}",
            r"\b(?:eyes?|eyebrows?|looks?|glances?|gaze|smile|face|attitude|gesture|silence)\s(?:seemed\sto\s)?"
            r"(?:say|ask|said|asked|answered|told)\b",
            r"\b(?:implied|implying|signified|signifying|expressed|meant)[:,—]*$",
        )
    ),
    re.I,
)
"""What is told of words that were never said: “I might have said, …”, “as if to say, …”, “her eyes said, …”."""
_CALLS = re.compile(
    r"(?<!was\s)(?<!is\s)(?<!been\s)\bcall(?:ed|s|ing)?(?:\s(?:out|back|up|down|after|across)(?:\s\w+)?)?$", re.I
)
"""A cry, and not a name, where it leads to what exclaims: she called “Down there!”"""
_WORDS_WERE = re.compile(
    rf"\b(?:{_CRY}|questions?|words?|verdict|comments?)\b[^.;:]{{0,20}}\b(?:was|were|is|being)$", re.I
)
_SAYS_AFTER_ALL = re.compile(r"\b(?:something|anything)\b|;|, .*,")


def which_are_spoken(text: str, pieces: Sequence[Quoted], starts: Mapping[int, int]) -> list[bool]:
    """Whether each quoted stretch of a text is something said, thought or written, by what stands at its edges;
    `starts` is where each paragraph starts. Stretches set side by side, as “rain,” “hail” and “snow”, are alike."""
    out: list[bool] = []
    for k, q in enumerate(pieces):
        before = pieces[k - 1] if k else None
        beside = (
            before is not None
            and before.paragraph == q.paragraph
            and before.style == q.style != "dash"
            and _ADDED.fullmatch(text, before.end, q.start)
        )
        inner = text[q.inner_start : q.inner_end]
        if beside and (out[-1] or (len(inner.split()) <= 4 and not _exclaims(inner))):
            out.append(out[-1])
        elif before is not None and out[-1] and _goes_on(text, before, q):
            out.append(True)
        else:
            out.append(is_speech(text, q, min(starts.get(q.paragraph, q.start), q.start)))
    return out


def _goes_on(text: str, before: Quoted, q: Quoted) -> bool:
    """Whether a stretch takes up the sentence that the narrator broke into: “Not you” she bit her lip “but me.”"""
    between = _TITLE_STOP.sub(r"\1", text[before.end : q.start])
    inner = text[q.inner_start : q.inner_end].lstrip("_*—–-….~ ")
    if before.paragraph != q.paragraph or not inner[:1].islower() or len(inner.split()) < 2:
        return False
    first = text[before.inner_start : before.inner_end].rstrip("_* ")
    if first[-1:] in (".", "!", "?") or ". " in between:
        return False
    found = _WORD_BEFORE.search(between)
    if found and found.group(1).lower() in _POINTS_AT_A_WORD:
        return False
    # Neither half ends with a mark where the dashes of “And if we--” she looked up “--we see …” are lost.
    return _ends_like_speech(inner) or (len(inner.split()) > 3 and not _ends_like_speech(first))


def is_speech(text: str, q: Quoted, paragraph_start: int) -> bool:
    """Whether a quoted stretch is something said, thought or written, not a scare quote, a title, a cited word or what
    nobody said.

    Decided by what stands at its edges: a report, punctuation inside the closing mark, a place at a sentence's head.
    """
    inner = text[q.inner_start : q.inner_end]
    if not any(c.isalnum() for c in inner):
        return bool(re.search(r"[!?…—.]", inner))
    if q.style == "dash" or q.continues:
        return True
    before = text[max(paragraph_start, q.start - 200) : q.start].rstrip(" \t\n_*")
    lead = " ".join(_SENTENCE_END.split(_TITLE_STOP.sub(r"\1", before))[-1].split())
    """The clause that leads up to the mark."""
    unsaid = _UNSAID.search(lead)
    if unsaid and not (_SAYS_AFTER_ALL.search(lead, unsaid.end()) or _speaks(lead, unsaid.end(), len(lead))):
        return False
    reported = _is_report(lead)
    ended = _ends_like_speech(inner)
    title = _is_title(inner)
    words = len(inner.split())
    last = before[-1:]
    if not last or last in _MARKS_A_PAUSE:
        if last == "," and not reported and not ended and not _SAID_AFTER.match(text, q.end):
            # A list of names or words: “rain,” “hail” and “snow”.
            return words > 6 and inner[0].isupper()
        if last in ".!?…" and _is_cited(text, q, inner):
            return False
        return reported or not (title and last == ",") or (ended and bool(_SAID_AFTER.match(text, q.end)))
    found = _WORD_BEFORE.search(before[-40:])
    word = found.group(1).lower() if found else ""
    verb = SAYING.get(word, "")
    exclaims = _exclaims(inner)
    if verb and verb not in _CITES | {"go"}:
        return words > 2 or ended or (inner[0].isupper() and len(inner) > 1)
    if exclaims and not title and _CALLS.search(lead):
        return True
    if inner[0].isupper() and ended and _WORDS_WERE.search(lead):
        return True
    if _CRY_OF.search(lead):
        return ended or inner[0].isupper()
    if word in _GIVES_A_WORD and exclaims and not title:
        return True
    if word in ("and", "but", "or") and inner[0].isupper() and ended and _BECOMES_A_NOUN.match(text, q.end):
        return True
    if word in _CITES_A_WORD and words <= 2 and inner.islower() and not exclaims:
        return False
    if inner[-1] != "." and ended and _SAID_AFTER.match(text, q.end):
        return True
    if title and not exclaims:
        return False
    if reported and ended and inner[0].isupper() and word not in _POINTS_AT_A_WORD - {"to", "with", "on"}:
        return verb not in _CITES and not re.search(r"\bcall(?:ed|s|ing)?\b", lead)
    if word in _POINTS_AT_A_WORD:
        return words > 12 and ended
    return words > 3 and (ended and (inner[0].isupper() or words > 6))


def _is_cited(text: str, q: Quoted, inner: str) -> bool:
    """Whether a stretch at a sentence's head is a word or a name that the sentence goes on about: “Here” was the
    museum."""
    following = text[q.end : q.end + 90]
    if not q.closed or inner[-1] in ",.!?…—–-;:_*" or not inner[-1:].isalnum() or len(inner.split()) > 4:
        return False
    return bool(_IS.match(following)) and not _all_that_is_said().match(following)


def _is_report(lead: str) -> bool:
    """Whether a verb of saying stands near the end of a clause."""
    return _speaks(lead, max(lead.rfind(";"), lead.rfind(":")) + 1, _REPORT_REACH)


def _speaks(lead: str, start: int, reach: int) -> bool:
    """Whether a verb of saying stands after `start`, and ends so many characters before the end, or fewer."""
    found = _WORD.finditer(lead, start)  # looked up, since a pattern of a thousand forms takes long to compile
    return any(m.group() in _SPEAKS and len(lead) - m.end() <= reach for m in found)


@cache
def _all_that_is_said() -> re.Pattern[str]:
    """What says that a stretch was said, as “Never” was all he said. It takes long to compile, and is seldom asked."""
    return re.compile(
        rf"[\s_*]*(?:was|were|is|came|followed)\b(?:[\s_*]*$|\s(?:all|the|his|her|my|their|every|what|[A-Z])\w*"
        rf"[^.!?]{{0,30}}\b(?:{_CRY}|words?|response|verdict|comment|thought|{_SAYS}|could|got|heard)\b)",
        re.I,
    )


def _is_title(inner: str) -> bool:
    """Whether words are capitalised as a title or a name is, two of them at least: The Maiden of the Well."""
    if inner.rstrip("_* ")[-1:] in ("!", "?"):
        return False
    words = re.findall(r"[^\W\d_][\w’'-]*", inner)
    large = [w for w in words if w[0].isupper()]
    plain = [w for w in words if not w[0].isupper()]
    return len(large) >= 2 and len(words) <= 9 and all(w in _SMALL for w in plain) and "I" not in words


def _exclaims(inner: str) -> bool:
    return "!" in inner or "?" in inner


def _ends_like_speech(inner: str) -> bool:
    return inner.rstrip("_* ")[-1:] in frozenset(",.!?…—-–;:")
