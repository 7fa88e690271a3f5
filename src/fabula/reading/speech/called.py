"""Names that somebody has only to his face: “You’re late, Sparrow,” says Kit, and it is always Adela who answers.

A name that the narration never uses, and that nobody is reported to speak by, is rarely that of a further person who is
there: it is what one of those who are there is called.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from fabula.language.names import is_given_name
from fabula.language.people import NameIndex, joined
from fabula.reading.page import PERSON, PRON, PROP, Page, pieces_by_start
from fabula.reading.speech import entity_genders
from fabula.reading.speech.aliases import AKIN, KNOWN, by_names, number_conversations
from fabula.reading.speech.heard import hear
from fabula.story import Utterance

SHARE = 0.5
"""The least share of a name's uses that call somebody."""


def join_called(page: Page, utterances: Sequence[Utterance], names: NameIndex) -> NameIndex:
    """The `names` with whoever is only called by his made one with the person who is spoken to by it each time: twice
    at the least by people who are known, or once between two turns of that person."""
    uses = _uses(page, names)
    now = {p: found[0] for name, old in page.clusters.names.people.items() if len(old) == 1 for p in old
           if len(found := names.people[name]) == 1}  # fmt: skip
    person = [now.get(int(p), -1) for p in page.clusters.person]
    piece_at = pieces_by_start(page)
    spoken = [u for u in utterances if u.kind == "speech"]
    talk = number_conversations(page, spoken, piece_at)
    who = [person[u.speaker] if u.speaker is not None and u.confidence >= KNOWN else -1 for u in spoken]
    told = [who[k] if u.method == "explicit" else -1 for k, u in enumerate(spoken)]
    pieces = [[piece_at[s.start] for s in u.spans] for u in spoken]
    named, calls, plain = _said(page, pieces, uses)
    genders = dict(zip(person, entity_genders(page), strict=True))
    one_of: dict[int, int] = {}
    for p, called_at in sorted(calls.items()):
        if any(page.mentions.quotation[i] < 0 for i in uses[p]) or len(called_at) < SHARE * len(uses[p]):
            continue
        by = {e for k, some in enumerate(named) if p in some for e in (who[k], *some)}
        votes, sure = Counter[int](), set[int]()
        for k in called_at:
            beside = [j for j in (k - 1, k + 1) if 0 <= j < len(spoken) and talk[j] == talk[k]]
            here = [who[j] for j in beside]
            votes.update({*here} - {-1})
            sure |= {told[j] for j in beside if len(called_at) > 1 or here == [told[j]] * 2}
        fitting = [
            e
            for e in sure - by - {-1}
            if votes[e] == len(called_at)
            and len({genders.get(e, ""), names.genders[e], names.genders[p]} - {""}) < 2
            and (len(called_at) > 1 or (p, called_at[0]) in plain)
            and _fits(names, p, e, once=len(called_at) == 1)
        ]
        if len(fitting) == 1 and sum(who[k] >= 0 for k in called_at) >= min(2, len(called_at)):
            one_of[p] = fitting[0]
    return joined(names, one_of) if one_of else names


def _uses(page: Page, names: NameIndex) -> Mapping[int, list[int]]:
    """The mentions by a name of each person, of names that are one person's."""
    out: defaultdict[int, list[int]] = defaultdict(list)
    words, m = page.words.text, page.mentions
    for i in np.flatnonzero((m.kind != PRON) & (m.type == PERSON)).tolist():
        found = names.people.get(tuple(words[m.start[i] : m.end[i]]), ())
        if len(found) == 1:
            out[found[0]].append(i)
    return out


def _said(
    page: Page, pieces: Sequence[Sequence[int]], uses: Mapping[int, Sequence[int]]
) -> tuple[list[set[int]], Mapping[int, list[int]], set[tuple[int, int]]]:
    """The people whom each utterance names; for each person the utterances that call him and say more; and of those
    (person, utterance) the plainest, where nobody else is called, and a quoted stretch begins or ends with it."""
    of_mention = {i: p for p, some in uses.items() for i in some}
    heard, m = hear(page), page.mentions
    named, calls, plain = list[set[int]](), defaultdict[int, list[int]](list), set[tuple[int, int]]()
    for k, own in enumerate(pieces):
        # Who reads “‘Dear Wren’” aloud may be Wren.
        here = {i for piece in own for i in heard.named[piece]} - heard.nested.keys()
        named.append({of_mention[i] for i in here if i in of_mention})
        called = [(i, piece) for piece in own for i in heard.called[piece] if m.kind[i] == PROP or i in of_mention]
        for i, piece in called:
            first, last = page.piece_words[piece]
            before, after = int(m.start[i]) - first - 1, last - 1 - int(m.end[i])
            if i in of_mention and (before > 1 or after > 1 or len(own) > 1):
                calls[of_mention[i]].append(k)
                if len(called) == 1 and min(before, after) <= 1:
                    plain.add((of_mention[i], k))
    return named, {p: sorted({*some}) for p, some in calls.items()}, plain


def _fits(names: NameIndex, p: int, e: int, *, once: bool) -> bool:
    """Whether somebody may be called so: by a name that goes with his, or more than once by a word that is no name.
    What is called out once may be no name at all: “Murder!”"""
    word, chance = names.givens[p], by_names(names, p, e)
    if once:
        return chance >= AKIN and (not word or is_given_name(word))
    return chance > 0 or bool(word and not names.families[p] and not is_given_name(word) and word not in names.families)
