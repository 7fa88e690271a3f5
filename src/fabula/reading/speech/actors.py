"""Who alone acts in the narration before a line that a pronoun reports: Orla wiped the table. “…,” she said.

The subject of what was just told is what a pronoun comes back to first (centering, Grosz, Joshi and Weinstein 1995);
where the narration has nobody else of that gender by name, there is hardly a choice.
"""

from __future__ import annotations

from collections.abc import Sequence

from fabula.language.saying import SAYING
from fabula.reading.page import PERSON, PRON, PROP, Page
from fabula.reading.speech.subjects import is_main
from fabula.reading.speech.turns import Turn, settled_speaker

ACTS_ALONE = 0.9
"""How surely the only one of a gender who acts before a line that "he" or "she" reports is who speaks it."""

_RESUMES = frozenset("add conclude continue persist proceed pursue repeat resume".split())
"""Verbs of saying that take up again what somebody said before, whoever acts between; so does "went on"."""
_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})


def lone_actor(page: Page, turn: Turn, last: Turn | None) -> int:
    """Whom alone, of the gender of the pronoun that reports a turn, the narration before it names, and has act: that
    of its own paragraph, or else that and the one before, where nobody speaks there; -1 for nobody. `last` is the turn
    before."""
    m, words = page.mentions, page.words
    if turn.cue is None or m.kind[turn.cue.mention] != PRON or settled_speaker(page, turn) is not None:
        return -1
    gender = str(m.gender[turn.cue.mention])
    if not gender or _resumes(page, turn.cue.verb):
        return -1
    for first in (turn.opens, turn.opens - 1):
        if last is not None and last.paragraph >= first:
            break
        low = int(words.paragraph.searchsorted(first))
        here = range(*m.start.searchsorted((low, turn.first_word)).tolist())
        people, acts = _named(page, [i for i in here if i != turn.cue.mention], gender)
        if acts:
            return people.pop() if len(people) == 1 else -1
    return -1


def _named(page: Page, mentions: Sequence[int], gender: str) -> tuple[set[int], bool]:
    """Whom of a gender, or of none that is known, some mentions of the narration mean, and whether one of that gender
    acts there by name."""
    m, clusters = page.mentions, page.clusters
    people, acts = set[int](), False
    for i in mentions:
        if m.type[i] != PERSON or m.quotation[i] >= 0:
            continue
        who = int(clusters.entity[i])
        if m.kind[i] == PROP and page.genders[who] in (gender, ""):
            people.add(who)
            acts = acts or (page.genders[who] == gender and _is_told(page, i))
        elif m.kind[i] == PRON and m.gender[i] == gender:
            people.add(who)
    return people, acts


def _resumes(page: Page, verb: int) -> bool:
    low = page.words.lower
    return SAYING.get(low[verb]) in _RESUMES or (SAYING.get(low[verb]) == "go" and low[verb + 1] == "on")


def _is_told(page: Page, mention: int) -> bool:
    """Whether a mention is the subject of a clause that stands by itself."""
    m = page.mentions
    some = (k for k in range(int(m.start[mention]), int(m.end[mention])) if page.relation(k) in _SUBJECTS)
    return any(is_main(page, int(page.encoding.head[k])) for k in some)
