"""Who is of the cast: the people of the story, and not whose names are only dropped ("as fine as any Claude"), what is
no person ("in Nice"), a whole people, or a figure whom a long work passes once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from fabula.language.labels import PRONOUN_CLASSES, UPOS
from fabula.language.names import gender_of, is_given_name, parse_name
from fabula.language.people import whole_families
from fabula.language.titles import CALLED_KIN, SEVERAL
from fabula.reading.page import PERSON, PRON, PROP, Page
from fabula.reading.speech.heard import hear
from fabula.reading.speech.subjects import head_word

FEWEST_MENTIONS = 4
"""A person without a name who never speaks is of the cast from this many mentions on."""
SHARE = 0.001
"""The least share of all mentions of people of one without a name whom the work describes once or twice, or of a name
of whose bearer nothing else is told."""
OFTEN = 3
"""Descriptions that make somebody without a name one of the story's, whatever his share."""

_DIVINE = frozenset("god lord heaven heavens christ jesus almighty providence good great dear the".split())
"""Words of names that are sworn by: whoever has no other is of the cast only if he speaks."""
_ANYBODY = frozenset("any every each no such another somebody someone anybody anyone everybody one whoever".split())
"""First words of descriptions that mean nobody in particular."""
_WHERE = frozenset("in at into near through across".split())
"""What stands before places, and seldom before people."""
_SINGULAR = frozenset(PRONOUN_CLASSES.index(c) for c in ("he", "she", "i", "you"))
_VERB = UPOS.index("VERB")


def cast(page: Page, lines: Mapping[int, int]) -> set[int]:
    """The entities of people who are of the cast; `lines` are the utterances by entity."""
    m, entity = page.mentions, page.clusters.entity
    mentions: defaultdict[int, list[int]] = defaultdict(list)
    for i, e in enumerate(entity.tolist()):
        mentions[e].append(i)
    share = SHARE * float(np.count_nonzero(m.type == PERSON))
    fewest = max(FEWEST_MENTIONS, share)
    settled = {*page.clusters.teller.tolist(), *page.corrected.names}
    families, called = _families(page), {i for some in hear(page).called for i in some}
    out = set()
    for e, some in mentions.items():
        names = [f for f in page.proper_forms.get(e, ()) if not {*f.lower().split()} <= _DIVINE]
        if e in settled or (lines.get(e, 0) and (names or len(some) >= fewest or _is_described(page, some))):
            out.add(e)
        elif names:
            if e not in families and _is_somebody(page, names, some, called, share):
                out.add(e)
        elif e not in page.proper_forms and _is_present(page, some, fewest):
            out.add(e)
    return out


def _is_somebody(page: Page, names: Sequence[str], some: Sequence[int], called: set[int], share: float) -> bool:
    """Whether whoever bears names, at some mentions, is a person in the story: he is called by a title or a given name,
    does something, is spoken to, is told of again by another word, or is named as much as a `share` of all are."""
    m, words = page.mentions, page.words.lower
    parsed = [parse_name(f.split()) for f in names]
    if all(SEVERAL.intersection(n.titles) or _is_plural(f) for n, f in zip(parsed, names, strict=True)):
        return any(m.pronoun[i] in _SINGULAR for i in some)
    named = [i for i in some if m.kind[i] == PROP]
    if any(n.titled or (n.words and _is_given(n.words[0], len(named))) for n in parsed):
        return True
    if len(named) > 1 and any(i in called for i in named):
        return True
    if 2 * sum(words[m.start[i] - 1] in _WHERE for i in named if m.start[i]) >= len(named):
        return False
    return len(some) >= share or any(m.kind[i] != PROP for i in some) or any(_acts(page, i) for i in named)


def _is_given(word: str, uses: int) -> bool:
    """Whether a word is a given name, a common one where it is used once."""
    return is_given_name(word) or (uses > 1 and gender_of(word) != "")


def _is_plural(form: str) -> bool:
    """Whether a name is that of several people: "the Slovaks"."""
    return form.lower().startswith("the ") and form.endswith("s") and not form.endswith("ss")


def _acts(page: Page, mention: int) -> bool:
    """Whether a mention is the subject of a verb of its own."""
    head = head_word(page, mention)
    return page.relation(head) == "nsubj" and page.encoding.upos[page.encoding.head[head]] == _VERB


def _families(page: Page) -> set[int]:
    """The entities that are a whole family."""
    whole = whole_families(page.clusters.names)
    return {e for e, p in enumerate(page.clusters.person.tolist()) if p in whole}


def _is_described(page: Page, some: Iterable[int]) -> bool:
    """Whether words tell more of somebody than that he is one: "one of the men", but not "someone"."""
    m, words = page.mentions, page.words.lower
    return any(
        m.kind[i] != PRON and (m.end[i] - m.start[i] > 1 or words[m.start[i]] not in _ANYBODY) for i in some
    )  # fmt: skip


def _is_present(page: Page, some: Sequence[int], fewest: float) -> bool:
    """Whether somebody without a name, at some mentions, is one person, and one to whom the work comes back."""
    m, words = page.mentions, page.words.lower
    kinds = Counter(m.pronoun[some].tolist())
    described = [i for i in some if m.kind[i] != PRON and words[m.start[i]] not in _ANYBODY]
    if len(some) < FEWEST_MENTIONS or not described or not any(kinds[c] for c in _SINGULAR):
        return False
    strangers = [i for i in described if words[m.end[i] - 1] not in CALLED_KIN]
    return len(some) >= fewest or len(strangers) >= OFTEN
