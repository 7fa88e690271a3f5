"""Forms of address refused: "Don't call me that", "It's Thomas, not Tommy", "I shouldn't have called you that".

A clause refuses a form only if it names one or points back at one that was used, so that "Don't call me before nine"
and "It's Tuesday, not Monday" refuse nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.language.word_names import MONTHS, WEEKDAYS
from fabula.reading.address.calls import by_name
from fabula.reading.address.forms import (
    ENDEARMENTS,
    INSULTS,
    KIN,
    NOBODY,
    ROLES,
    TITLES,
    Bearer,
    form_kind,
    unstammered,
    words_of,
)
from fabula.reading.page import Page
from fabula.story import Span, Utterance

RECENT = 16
"""How many utterances back "that" may point at a form."""

_NEGATED = re.compile(
    r"\b(?:do not|don['’]?t|never|stop|quit|not to|nobody|no[ -]one|only|won['’]t|will not|wouldn['’]t|would not|"
    r"can['’]t|cannot|can not|may not|mustn['’]t|must not|shouldn['’]t|should not|didn['’]t|did not|no right|the right|"
    r"hate|dare|since when|who (?:said|told|gave)|"
    r"sorry (?:that )?(?:i|for|to have|about)|not let|not have|not going|no longer|not allowed|forbid)\b",
    re.IGNORECASE,
)
_SUGGESTS = re.compile(r"\bwhy (?:don['’]t|do not|not)\b|\bonly if\b|\bif i (?:may|might|can|could)\b", re.IGNORECASE)
_CALL = re.compile(
    r"\bcall(?:s|ed|ing)?\s+(me|you|her|him)\s+([\w’'‘“\"-](?:\b(?:Mr|Mrs|Ms|Dr|St)\.|[^.,!?;:—–…”\"])*)",
    re.IGNORECASE,
)
_BE_CALLED = re.compile(
    r"\b(?:be|being)\s+(called)\s+([\w’'‘“\"-](?:\b(?:Mr|Mrs|Ms|Dr|St)\.|[^.,!?;:—–…”\"])*)", re.IGNORECASE
)
_AFTER_FORM = re.compile(
    r"\s+(?:again|any ?more|here|now|ever|in|to|at|when|please|then|and|like|after|before|if|or|since|on|as|today|"
    r"tonight|because|for|with|any|while|but|except)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_THAT = frozenset({"that", "it", "this", "so", "those", "such", "by that name", "that name", "names", "by that"})
_NAME = r"[‘'“\"]?((?:[\w’'-]+\s){0,3}[\w’'-]+)[’'”\"]?"
_NOT_Y = re.compile(
    r"(?:\b(?:it|that)(?:['’]s| is)|\bi(?:['’]m| am)|\b(?:my|the) name(?:['’]s| is))"
    rf"\s+{_NAME}\s*[,;.—–-]+\s*not\s+{_NAME}",
    re.IGNORECASE,
)
_PLAIN_NOT = re.compile(rf"(?:^|[.!?,;—–]\s*)not\s+{_NAME}(?=\s*(?:[.,!?;:—–]|$))", re.IGNORECASE)
_NO_NAME = re.compile(
    rf"\bmy name(?:\s+is\s+not|\s+isn['’]t|['’]s not)\s+{_NAME}|"
    rf"\bi(?:['’]m|\s+am)\s+(?:not|no)\s+(?:your|anybody['’]s|anyone['’]s)\s+{_NAME}|"
    rf"\b(?:less of|enough (?:of|with)|no more|drop|spare me|cut out|cut)\s+(?:of\s+)?(?:the|your|that)?\s*{_NAME}|"
    rf"(?:^|[.!?]\s*){_NAME}\s+(?:is not|isn['’]t|was never)\s+my name",
    re.IGNORECASE,
)
_THAT_NO_NAME = re.compile(
    r"\bthat(?:['’]s|\s+is)\s+not\s+my\s+name\b|\bthat\s+isn['’]t\s+my\s+name\b|\bnot\s+my\s+name\b", re.IGNORECASE
)
_TO_YOU = re.compile(
    r"(?:\b(?:it|that)(?:['’]s|\s+is|['’]ll\s+be|\s+will\s+be)\s+)?((?:[A-Z][\w’'.-]*\s+){1,4})to\s+you\b"
)
_TAKEN_BACK = re.compile(r"\bI\s+take\s+(?:it|that)\s+back\b", re.IGNORECASE)
_FORMS = ENDEARMENTS | INSULTS | KIN | ROLES | TITLES
_NO_FORMS = MONTHS | WEEKDAYS | frozenset("christmas easter back out up off home collect tomorrow".split())


@dataclass(frozen=True, slots=True)
class Call:
    """A form called out in the `number`th utterance of speech: by whom, to whom, and where."""

    number: int
    speaker: int | None
    entity: int
    form: str
    span: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """A form refused for an entity, said by or of the speaker who used it, and the words that refuse it."""

    speaker: int | None
    entity: int
    form: str
    span: Span
    confidence: float


def find_refusals(
    page: Page, utterances: Sequence[Utterance], calls: Sequence[Call], known: dict[int, Bearer]
) -> list[Refusal]:
    """The refusals in speech, in order. `calls` are the forms used, in order; their numbers count the utterances whose
    kind is speech."""
    to: defaultdict[int, list[Call]] = defaultdict(list)
    for call in calls:
        to[call.entity].append(call)
    out: dict[tuple[int, int], Refusal] = {}
    people = by_name(known)
    number = -1
    for u in utterances:
        if u.kind != "speech":
            continue
        number += 1
        if u.speaker is None:
            continue
        for s in u.spans:
            said = page.text[s.start : s.end]
            if not _worth_reading(said):
                continue
            for found in _in_speech(said, s.start, number, u, to, known, people):
                if not any(a < found.span.end and found.span.start < b for a, b in out):
                    out[(found.span.start, found.span.end)] = found
    return sorted(out.values(), key=lambda r: r.span.start)


def _worth_reading(said: str) -> bool:
    low = said.lower()
    return any(
        word in low for word in ("call", "not ", "name", "to you", "back", "less of", "enough", "no more", "drop")
    )


def _in_speech(
    said: str,
    at: int,
    number: int,
    u: Utterance,
    to: dict[int, list[Call]],
    known: dict[int, Bearer],
    people: dict[str, int],
) -> list[Refusal]:
    who = u.speaker
    if who is None:
        return []
    text = _without_stammers(said)
    hearer = u.addressees[0] if len(u.addressees) == 1 else None
    mine = known.get(who, NOBODY)
    out: list[Refusal] = []

    def used(entity: int, end: int, form: str = "", by: int | None = None) -> Call | None:
        """The last use of a form, or of any but the person's own name, before a place."""
        base = known.get(entity, NOBODY).base
        before = [
            c
            for c in to.get(entity, [])
            if c.span.end <= end and (by is None or c.speaker == by) and (form or number - c.number <= RECENT)
        ]
        if form:
            bare = _bare(form)
            return next((c for c in reversed(before) if _bare(c.form) == bare), None)
        return next((c for c in reversed(before) if words_of(c.form) != (base,)), before[-1] if before else None)

    def refuse(entity: int, form: str, call: Call | None, start: int, end: int, speaker: int | None) -> None:
        while end > start and not text[end - 1].isalnum():
            end -= 1
        span = Span(at + start, at + end)
        trust = (0.9 if call is not None else 0.7) * u.confidence
        by = call.speaker if call is not None else speaker
        out.append(Refusal(by, entity, call.form if call is not None else form, span, round(trust, 4)))

    for found in (*_CALL.finditer(text), *_BE_CALLED.finditer(text)):
        clause = re.split(r"[.;!?:—–]|,\s*(?:but|and)\b", text[: found.start()])[-1]
        if not _NEGATED.search(clause) or _SUGGESTS.search(clause):
            continue
        whom = found.group(1).lower()
        if whom in ("you", "called") and not re.search(r"\bI\b", clause):
            continue  # what others call somebody
        form = _AFTER_FORM.sub("", found.group(2)).strip(" ‘’'“\"")
        entity, by = (who, None) if whom in ("me", "called") else (hearer, who)
        if whom in ("her", "him"):
            bare = _bare(form)
            called = (c.entity for some in to.values() for c in some if _bare(c.form) == bare)
            entity, by = next(called, people.get(form.lower())), None
        if entity is None:
            continue
        lead = found.start() - len(clause) + len(clause) - len(clause.lstrip(" ,"))
        end = found.start(2) + len(form) + (found.group(2)[:1] in "‘'“\"")
        call = used(entity, at + found.start(), "" if form.lower() in _THAT else form, by)
        if form.lower() in _THAT:
            if call is not None:
                refuse(entity, call.form, call, lead, end, None)
        elif call is not None or _is_form(form):
            refuse(entity, form, call, lead, end, by if by is not None else hearer)
    for found in _NOT_Y.finditer(text):
        right, wrong = found.group(1), found.group(2)
        call = used(who, at + found.start(), wrong)
        own = bool(set(words_of(right)) & (mine.given | mine.family))
        if call is not None or (own and _is_form(wrong) and set(words_of(wrong)) <= mine.given | _variants(mine)):
            refuse(who, wrong, call, found.start(), found.end(), hearer)
    for pattern in (_PLAIN_NOT, _NO_NAME):
        for found in pattern.finditer(text):
            form = next((g for g in found.groups() if g), "")
            call = used(who, at + found.start(), form)
            if call is not None and words_of(call.form) != (mine.base,):
                lead = found.start() + len(found.group()) - len(found.group().lstrip(" .!?,;—–"))
                refuse(who, form, call, lead, found.end(), None)
    for found in _THAT_NO_NAME.finditer(text):
        call = used(who, at + found.start())
        if call is not None:
            refuse(who, call.form, call, found.start(), found.end(), None)
    for found in _TO_YOU.finditer(text):
        right = found.group(1).strip()
        call = used(who, at + found.start())
        proper = form_kind(right, mine)[0] in ("titled", "full", "family")
        if call is not None and proper and _bare(call.form) != _bare(right):
            refuse(who, call.form, call, found.start(), found.end(), None)
    for found in _TAKEN_BACK.finditer(text):
        call = used(hearer, at + found.start(), by=who) if hearer is not None else None
        if call is not None and number - call.number <= 4 and form_kind(call.form, called=True)[0] == "insult":
            refuse(call.entity, call.form, call, found.start(), found.end(), None)
    return out


def _bare(form: str) -> tuple[str, ...]:
    """A form's words without what may stand before it: "my", "you", "your", "the"."""
    words = words_of(unstammered(form))
    while len(words) > 1 and words[0] in ("my", "you", "your", "the", "a", "an", "dear", "o"):
        words = words[1:]
    return words


def _variants(bearer: Bearer) -> frozenset[str]:
    return frozenset(word for word, _ in bearer.counts)


def _is_form(form: str) -> bool:
    """Whether words that nobody used yet can be a form of address: a name, a title, or a word such as "darling"."""
    words = words_of(form)
    if not words or len(words) > 4 or words[0] in ("a", "an", "the") or set(words) & _NO_FORMS:
        return False
    return words[-1] in _FORMS or all(w[:1].isupper() for w in form.split())


_STUTTER = re.compile(r"\b(\w{1,2})-(?=\1)", re.IGNORECASE)


def _without_stammers(said: str) -> str:
    """Speech of the same length, with blanks for its stammers and curly apostrophes made straight."""
    return _STUTTER.sub(lambda m: " " * len(m.group()), said.replace("’", "'"))
