"""Descriptions in reporting clauses that mean somebody with a name who is by: “…,” said the clergyman, of Mr. Orr.

Whoever is first told of as "the clergyman", and not as "a clergyman", is somebody the reader knows already (the
familiarity of definites, Heim 1982), but for those whom a place brings with it: a house has the butler. Which of the
people who are by he is, taking turns tells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from fabula.language.clauses import head_of
from fabula.language.features import head_word
from fabula.language.kin import RELATIONS
from fabula.reading.page import NOM, PERSON, PROP, Page
from fabula.reading.speech.subjects import POSSESSIVES
from fabula.reading.speech.turns import Turn

NEAR = 500
"""For so many words before a turn the narration must have had whoever a description in its clause means."""
OFTENER = 2
"""How much oftener the narration must have somebody than it has his description."""
NEXT = 2
"""Turns so many paragraphs apart answer one another."""

_DEFINITE = frozenset({"the", "this", "that"}) | POSSESSIVES
_INDEFINITE = frozenset(
    "a an some any one two three another no every each several many somebody someone anybody".split()
)
_OF_A_PLACE = frozenset(
    "servant butler footman valet maid housemaid parlourmaid parlour-maid parlor-maid chambermaid housekeeper cook "
    "coachman driver cabman chauffeur postman porter waiter waitress landlord landlady innkeeper host barman barmaid "
    "bartender clerk shopman shopkeeper salesman policeman constable sergeant guard sentry sentinel soldier conductor "
    "nurse proprietor manager owner keeper gardener groom messenger boatman ferryman sailor croupier concierge "
    "attendant usher warder jailer gaoler operator secretary receptionist patron patronne captain skipper mate pilot "
    "engineer officer lieutenant commander sheriff judge magistrate coroner chairman president mayor doctor surgeon "
    "physician stranger latter former".split()
)
"""Nouns of people whom a house, a street, an inn, a ship or a court brings with it, so that they need no introduction,
and those that have a rule of their own."""


def by_description(page: Page, turns: Sequence[Turn]) -> dict[int, list[int]]:
    """The people of a conversation who are known by a description alone, one that tells of somebody known, each with
    the numbers of the turns whose reporting clauses have it."""
    m, clusters, low = page.mentions, page.clusters, page.words.lower
    out: defaultdict[int, list[int]] = defaultdict(list)
    set_right = {*page.corrected.names, *page.corrected.parted.values()}
    for t, turn in enumerate(turns):
        if turn.cue is None or turn.cue.is_explicit or turn.known is not None or m.kind[turn.cue.mention] != NOM:
            continue
        who = int(clusters.entity[turn.cue.mention])
        if clusters.person[who] < 0 and who not in set_right | {page.teller(turn.first_word)} and len(page.seen[who]):
            first, now = int(page.seen[who][0]), int(m.start[turn.cue.mention])
            known = low[first] not in _INDEFINITE and low[now] in _DEFINITE
            one = page.model.xpos[int(page.encoding.xpos[head_of(m, turn.cue.mention, page.encoding.head)])] != "NNS"
            if known and one and _noun(page, turn.cue.mention) not in _OF_A_PLACE:
                out[who].append(t)
    return out


def may_mean(page: Page, turns: Sequence[Turn], t: int, who: int) -> bool:
    """Whether the description in a turn's reporting clause may mean somebody: who has a name and a gender that fits,
    was by, and is neither spoken to nor who speaks before or after, nor ever named in a sentence with it."""
    m, clusters, turn = page.mentions, page.clusters, turns[t]
    mention = -1 if turn.cue is None else turn.cue.mention
    described = int(clusters.entity[mention])
    if who < 0 or clusters.person[who] < 0 or who == page.teller(turn.first_word):
        return False
    gender = str(m.gender[mention]) or page.genders[described]
    if gender and page.genders[who] != gender:
        return False
    courtesy = clusters.names.titles[clusters.person[who]] & {"miss", "mrs"}
    if courtesy == {"miss"} and RELATIONS.get(_noun(page, mention)) in ("mother", "wife"):
        return False
    last = page.seen[who].searchsorted(turn.first_word)
    if not last or turn.first_word - page.seen[who][last - 1] > NEAR:
        return False
    if len(page.seen[who]) < OFTENER * len(page.seen[described]):
        return False
    told = {e for e, p in (*turn.told.items(), *turn.beside.items()) if p >= 0.5}
    cues = [turns[k].cue for k in beside(turns, t)]
    reported = {int(clusters.entity[cue.mention]) for cue in cues if cue is not None}
    return who not in told | reported and who not in _named_with(page, described)


def beside(turns: Sequence[Turn], t: int) -> list[int]:
    """The numbers of the turns just before and after one, where they may answer it or it them."""
    some = [k for k in (t - 1, t + 1) if 0 <= k < len(turns)]
    return [k for k in some if abs(turns[k].paragraph - turns[t].paragraph) <= NEXT]


def _named_with(page: Page, described: int) -> set[int]:
    """Whom the narration names in sentences that have somebody."""
    m, sentence = page.mentions, page.words.sentence
    out: set[int] = set()
    for number in {int(sentence[word]) for word in page.seen[described]}:
        low, high = m.sentence.searchsorted((number, number + 1)).tolist()
        some = (i for i in range(low, high) if m.kind[i] == PROP and m.type[i] == PERSON and m.quotation[i] < 0)
        out |= {int(page.clusters.entity[i]) for i in some}
    return out


def _noun(page: Page, mention: int) -> str:
    return head_word(list(page.words.lower[page.mentions.start[mention] : page.mentions.end[mention]]))
