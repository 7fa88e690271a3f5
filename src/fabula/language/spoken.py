"""Which quoted stretches are something said, thought or written, and which only stand in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from fabula.language.epigraphs import VERSE, find_epigraphs
from fabula.language.quotations import Quoted
from fabula.language.saying import SAYING
from fabula.language.unsaid import unsaid_after, unsaid_before

_SAYS = "|".join(sorted(SAYING, key=len, reverse=True))
_RECITES = frozenset("sing read recite".split())
_CITES = _RECITES | frozenset("call pronounce think".split())
_TYPES = frozenset("typed typing texted texting messaged messaging".split())
_SPEAKS = _TYPES.union(form for form, lemma in SAYING.items() if lemma not in _RECITES)
_SAID_AFTER = re.compile(
    rf"\s*according\sto\b|[\s_*—–-]*(?:(?:he|she|they|I|it|we|you|one|the\s\w+|(?:his|her|my)\s\w+|[A-Z][\w.’'-]+"
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
    "entitled styled titled word words phrase name title not his her my your our their its this that these those "
    "some any no so such said-to-be very more most old new poor little good real called-for like about between into "
    "against mean means meant signed marked spelled spelt christened nicknamed labelled labeled inscribed sang "
    "played".split()
)
_GIVES_A_WORD = frozenset("the a an his her my your our their its one that and or but".split())
"""What stands before a cited word, or before a cry taken as a noun: with a “Dear, dear!” he left."""
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
_IS_SOMETHING = re.compile(r"[\s_*]*(?:was|were|is|came|followed)\b(?:[\s_*]*$|\s[a-z]\w*(?P<something>[^.!?]*))", re.I)
_IS_SAID = re.compile(rf"{_CRY}|words?|response|verdict|comment|thought|could|got|heard")
_SOMETHING_REACH = 30
"""So many characters may stand before the word that says that a stretch was said."""
_MARKS_A_PAUSE = '.,:;!?…—–-"”’)]'
_ADDED = re.compile(r"[\s,]*(?:and|or|nor|but)?[\s]*")
_SMALL = frozenset("a an the of and or in on at to for from by with de du la le les des von van der di da".split())

_FEW = 4
"""So many words in small letters may be cited, where a report leaves them none."""
_LABELS = re.compile(r"\b(?:labell?ed|inscribed|headed|entitled|titled|marked|stamped|addressed:)[\s:,—–-]*$")
_BURSTS_OUT = re.compile(r"\b(?:an?|his|her|one|their|my|\w+[’']s)\s(?:[\w’'-]+,?\s){0,3}[\w’'-]*$", re.I)
_OWN = re.compile(r"\b(?:his|her|their|my|[A-Z]\w+[’']s)\s(?:[\w’'-]+,?\s)?[\w’'-]+$")
"""Somebody's, and a word or two of how it sounds: her startled “Who is it?”"""
_INTERJECTION = re.compile(
    r"(?:yes|no|oh|ah|aha|well|hush|hum|ha|hullo|hallo|hello|thank|come|indeed|pray|never|bravo|stop|please|alas|aye|nay|"
    r"eh|humph|nonsense|good|very\swell)\b",
    re.I,
)
_CHAPTER = re.compile(r"(?:chapter|book|part|canto|stave)\s[\w-]+[\s.:—–-]*", re.I)
"""What a heading has before its title."""
_PROVERB = re.compile(r"\b(?:proverb|motto|maxim|adage|slogan|inscription|legend)[\s:,—–-]*$")
_SOUNDS_A = re.compile(
    r"\b(?:stammer|mutter|murmur|whisper|mumbl|gasp|breath|grunt|shout|yell|cri|cry|scream|squeak|croak|sobb?|sigh|snapp?|"
    r"growl|hiss|bark|choke?|blurt|rasp|mouth)(?:e?d|e?s|ing)(?:\sout)?\s(?:an?|his|her|their|my|another)(?:\s[\w’'-]+)?$"
)
"""How a word or two is uttered: she stammered a “No.”"""
_AS_PUT = re.compile(r"\b(?:expressed|put|phrased)\sit\W*$")
_FOLLOWS = re.compile(r"[\s_*]*(?:followed|answered|rang|came|was\sheard)\b")
_LEADS_ON = re.compile(r"[^.!?\"“”]{1,60}:\s*[\"“]")
"""A clause that reports the stretch after it, and not this one: resting “for a moment,” he said: “Ned is late.”"""
_CALLS = re.compile(
    r"(?<!was\s)(?<!is\s)(?<!been\s)\bcall(?:ed|s|ing)?(?:\s(?:out|back|up|down|after|across)(?:\s\w+)?)?$", re.I
)
"""A cry, and not a name, where it leads to what exclaims: she called “Down there!”"""
_WORDS_WERE = re.compile(
    rf"\b(?:{_CRY}|questions?|words?|verdict|comments?)\b[^.;:]{{0,20}}\b(?:was|were|is|being)$", re.I
)


def which_are_spoken(
    text: str, pieces: Sequence[Quoted], starts: Mapping[int, int], openings: Collection[int] = ()
) -> list[bool]:
    """Whether each quoted stretch of a text is something said, thought or written, by what stands at its edges;
    `starts` is where each paragraph starts, `openings` are the paragraphs that chapters begin with. Stretches set side
    by side, as “rain,” “hail” and “snow”, are alike."""
    epigraphs = find_epigraphs(text, pieces, starts, openings)
    out: list[bool] = []
    for k, q in enumerate(pieces):
        if k in epigraphs:
            out.append(False)
            continue
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
        elif before is not None and not out[-1] and _goes_unsaid(text, before, q):
            out.append(False)
        else:
            out.append(is_speech(text, q, _led_from(text, q, starts)) and not _is_cited_verse(text, q, starts))
    return out


def _led_from(text: str, q: Quoted, starts: Mapping[int, int]) -> int:
    """Where the paragraph of a stretch begins, or the one above, where that leads up to it: Tom said:"""
    start = min(starts.get(q.paragraph, q.start), q.start)
    above = starts.get(q.paragraph - 1, start)
    leads = not text[start : q.start].strip(" _*") and text[above:start].rstrip()[-1:] in (":", ",", "—", "–", "-")
    return above if leads else start


def _is_cited_verse(text: str, q: Quoted, starts: Mapping[int, int]) -> bool:
    """Whether a stretch is verse that fills its paragraph in the midst of narration, whose sentence tells of nobody who
    says it or sings it."""
    start, above = starts.get(q.paragraph, q.start), starts.get(q.paragraph - 1, q.start)
    lines = [line.strip() for line in text[q.inner_start : q.inner_end].split("\n")]
    if q.start != start or len(lines) < 2 or any(line[:1].islower() or len(line) > VERSE for line in lines):
        return False
    lead = " ".join(
        _SENTENCE_END.split(_TITLE_STOP.sub(r"\1", text[max(above, start - 300) : start].rstrip()))[-1].split()
    )
    return bool(lead) and not any(w.group() in SAYING for w in _WORD.finditer(lead))


def _goes_on(text: str, before: Quoted, q: Quoted) -> bool:
    """Whether a stretch takes up the sentence that the narrator broke into: “Not you” she bit her lip “but me.”"""
    inner = text[q.inner_start : q.inner_end].lstrip("_*—–-….~ ")
    if before.paragraph != q.paragraph or not inner[:1].islower():
        return False
    between, words = _TITLE_STOP.sub(r"\1", text[before.end : q.start]), len(inner.split())
    if words < 2 and between.rstrip("_* ")[-1:] not in ("-", "–", "—"):
        return False
    first = text[before.inner_start : before.inner_end].rstrip("_* ")
    report = _SAID_AFTER.match(text, before.end)
    if ". " in between or first[-1:] == "." or (first[-1:] in ("!", "?") and not (report and _exclaims(inner))):
        return False
    found = _WORD_BEFORE.search(between)
    if found and found.group(1).lower() in _POINTS_AT_A_WORD:
        return False
    # Neither half ends with a mark where the dashes of “And if we--” she looked up “--we see …” are lost.
    lost = not _ends_like_speech(first) or (report is not None and len(between.split()) < 5)
    return _ends_like_speech(inner) or (words > 3 and lost)


def _goes_unsaid(text: str, before: Quoted, q: Quoted) -> bool:
    """Whether a stretch goes on with what nobody said: “Never,” he felt like answering. “Not I.”"""
    together = before.paragraph == q.paragraph and not _SAID_AFTER.match(text, before.end)
    return together and unsaid_after(text, before.end, after_comma=True) and not _SAID_AFTER.match(text, q.end)


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
    unsaid = unsaid_before(lead)
    if unsaid is not None and not _speaks(lead, unsaid, len(lead)):
        return False
    said_after = _SAID_AFTER.match(text, q.end)
    if not said_after and unsaid_after(text, q.end, after_comma=inner[-1] == ","):
        return False
    reported = _is_report(lead)
    if _CHAPTER.fullmatch(before) or (_PROVERB.search(lead) and not reported and not said_after):
        return False
    ended = _ends_like_speech(inner)
    title = _is_title(inner)
    exclaims = _exclaims(inner)
    words = len(inner.split())
    last = before[-1:]
    if not last and inner.isupper() and words > 2 and inner[-1].isalnum() and text[q.end : q.end + 1] in ("", "\n"):
        return False  # a headline
    cited = inner[0].islower() and words <= _FEW and not exclaims
    if not last or last in _MARKS_A_PAUSE:
        if last == "," and not reported and not ended and not said_after:
            # A list of names or words: “rain,” “hail” and “snow”.
            return words > 6 and inner[0].isupper()
        if (last in ".!?…—–-" and _is_cited(text, q, inner)) or _LABELS.search(lead):
            return False
        if last and last in ",—–-" and cited and not (reported or said_after or _AS_PUT.search(lead)):
            return False
        title = title and (last == "," or (last == ":" and words > 2 and not _TITLE_STOP.match(inner)))
        return reported or not title or (ended and inner[-1] != "." and bool(said_after))
    found = _WORD_BEFORE.search(before[-40:])
    word = found.group(1).lower() if found else ""
    verb = SAYING.get(word, "")
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
    if inner[0].isupper() and (
        _SOUNDS_A.search(lead) or (ended and word in ("a", "an") and _INTERJECTION.match(inner))
    ):
        return True
    if exclaims and inner[0].isupper() and words > 1 and not title and _OWN.search(lead):
        return True
    if word in ("and", "but", "or") and inner[0].isupper() and ended and _BECOMES_A_NOUN.match(text, q.end):
        return True
    if _BURSTS_OUT.search(lead) and _INTERJECTION.match(inner) and (ended or _FOLLOWS.match(text, q.end)):
        return True
    if word in _CITES_A_WORD and cited and (words <= 2 or not said_after or said_after[0].count(" ") < 2):
        return False
    if inner[-1] != "." and ended and said_after and not (cited and _LEADS_ON.match(text, q.end)):
        return True
    if title and not exclaims:
        return False
    if (
        reported
        and ended
        and inner[0].isupper()
        and (word not in _POINTS_AT_A_WORD - {"to", "with", "on"} or (word == "and" and words > 2))
    ):
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
    return bool(_IS.match(following)) and not _is_all_that_is_said(following)


def _is_report(lead: str) -> bool:
    """Whether a verb of saying stands near the end of a clause."""
    lead = lead.rstrip(" :;,—–-")
    return _speaks(lead, max(lead.rfind(";"), lead.rfind(":")) + 1, _REPORT_REACH)


def _speaks(lead: str, start: int, reach: int) -> bool:
    """Whether a verb of saying stands after `start`, and ends so many characters before the end, or fewer."""
    found = _WORD.finditer(lead, start)  # looked up, since a pattern of a thousand forms takes long to compile
    return any(m.group() in _SPEAKS and len(lead) - m.end() <= reach for m in found)


def _is_all_that_is_said(following: str) -> bool:
    """Whether what follows a stretch says that it was said, as “Never” was all he said."""
    found = _IS_SOMETHING.match(following)
    if found is None or found["something"] is None:
        return found is not None
    words = ((w.start(), w.group().lower()) for w in _WORD.finditer(found["something"]))
    return any(at <= _SOMETHING_REACH and (w in SAYING or _IS_SAID.fullmatch(w)) for at, w in words)


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
