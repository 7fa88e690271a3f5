"""Realis events and who takes part in them, by syntax."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from fabula.language.labels import TYPES
from fabula.reading.page import PERSON, Page
from fabula.story import Event, Participant, Utterance

THRESHOLD = 0.5
_PLACES = frozenset(TYPES.index(t) for t in ("FAC", "GPE", "LOC", "VEH"))


def find_events(page: Page, utterances: Sequence[Utterance]) -> list[Event]:
    """The realis events (Sims, Park and Bamman 2019) of a work, in order.

    Who takes part is read off the syntax; who says something, off the utterance that the verb reports.
    """
    said = {u.cue.start: u for u in utterances if u.cue is not None}
    threshold = page.model.thresholds.get("event", THRESHOLD)
    triggers = np.flatnonzero(page.encoding.event > threshold)
    children: defaultdict[int, list[int]] = defaultdict(list)
    for word, head in enumerate(page.encoding.head.tolist()):
        if head != word:
            children[head].append(word)
    inner = _innermost(page)
    return [
        Event(
            start=int(page.words.start[t]),
            end=int(page.words.end[t]),
            lemma=page.lemma(int(t)),
            realis=True,
            confidence=round(float(page.encoding.event[t]), 4),
            participants=tuple(
                _of_saying(said[int(page.words.start[t])])
                if int(page.words.start[t]) in said
                else _participants(page, int(t), children, inner)
            ),
        )
        for t in triggers
    ]


def _of_saying(utterance: Utterance) -> list[Participant]:
    """The speaker, where the reporting clause of an utterance mentions one."""
    if utterance.speaker is None or utterance.mention is None:
        return []
    return [Participant(utterance.speaker, "agent", utterance.mention.start, utterance.mention.end)]


def _innermost(page: Page) -> dict[int, int]:
    """For each word that heads a mention, the longest mention it heads."""
    out: dict[int, int] = {}
    m, head = page.mentions, page.encoding.head
    for i in range(len(m)):
        start, end = int(m.start[i]), int(m.end[i])
        for k in range(start, end):
            if not start <= head[k] < end or head[k] == k:
                out.setdefault(k, i)
                break
    return out


def _participants(page: Page, trigger: int, children: dict[int, list[int]], heads: dict[int, int]) -> list[Participant]:
    out: list[Participant] = []
    subject = None
    for child in children.get(trigger, ()):
        relation = page.relation(child)
        if relation == "nsubj":
            subject = child
            _add(page, out, child, "agent", heads)
        elif relation == "nsubj:pass":
            subject = child
            _add(page, out, child, "patient", heads)
        elif relation == "obj":
            _add(page, out, child, "patient", heads)
        elif relation == "iobj":
            _add(page, out, child, "recipient", heads)
        elif relation == "obl":
            mention = heads.get(child)
            case = next((page.words.lower[k] for k in children.get(child, ()) if page.relation(k) == "case"), "")
            if mention is None:
                continue
            if page.mentions.type[mention] in _PLACES:
                _add(page, out, child, "place", heads)
            elif page.mentions.type[mention] == PERSON and case in ("to", "at", "with", "for"):
                _add(page, out, child, "recipient", heads)
            elif page.mentions.type[mention] == PERSON and case == "by":
                _add(page, out, child, "agent", heads)
        elif relation == "nmod:poss":
            _add(page, out, child, "agent", heads)
    if subject is None and page.relation(trigger) in ("conj", "xcomp", "advcl"):
        # A second verb shares the subject of the first: "she rose and left".
        for child in children.get(int(page.encoding.head[trigger]), ()):
            if page.relation(child) == "nsubj":
                _add(page, out, child, "agent", heads)
    return out


def _add(page: Page, out: list[Participant], word: int, role: str, heads: dict[int, int]) -> None:
    mention = heads.get(word)
    if mention is None:
        return
    first, last = int(page.mentions.start[mention]), int(page.mentions.end[mention]) - 1
    participant = Participant(
        int(page.clusters.entity[mention]),
        role,  # type: ignore[arg-type]
        int(page.words.start[first]),
        int(page.words.end[last]),
    )
    if participant not in out:
        out.append(participant)
