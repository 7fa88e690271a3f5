"""What a text gives for and against each person as the speaker of a turn: a number for each kind of evidence.

A log-linear model weighs the numbers, with weights that are learned (`training.turns`). Kinds of evidence after Elson
and McKeown (2010) and He, Barbosa and Kondrak (2013): who is reported, who acts beside a turn, who is called in it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from fabula.language.saying import SAYING
from fabula.reading.page import PERSON, PRON, PROP, Page
from fabula.reading.speech.actors import ACTS_ALONE, lone_actor
from fabula.reading.speech.addressees import told_person
from fabula.reading.speech.beats import Beat, after_report
from fabula.reading.speech.heard import Heard
from fabula.reading.speech.idiolects import add_idiolects
from fabula.reading.speech.turns import Masses, Turn, settled_speaker

FEATURES = (
    "scored",  # the model's scorer, as a log
    "clause",  # what coreference gives for the pronoun or noun of the reporting clause, as a log
    "chosen",  # is its choice for that
    "fits",  # is of its gender
    "misfits",  # is of the other
    "before",  # acts before the turn, in its paragraph
    "named before",  # and is named there
    "after",  # acts after its first words
    "earlier",  # acts in the paragraph of narration before
    "called",  # is called in the turn
    "named",  # is spoken of in it
    "told",  # is whom its reporting clause says is spoken to
    "beside",  # stands in the narration of its paragraph otherwise
    "answers",  # was called in the turn before
    "asked",  # was spoken to in the turn before, as its reporting clause says
    "looked at",  # stood beside the turn before
    "answered",  # is called in the turn after
    "talk",  # how often the work names this person as speaking, as a log
    "present",  # how often the words before have this person, as a log
    "absent",  # they have not
    "away",  # the narration has not had this person by name or noun for very long
    "unnamed",
    "narrator",
    "nobody",
    "idiolect",  # the turn's words are such as the work has this person say
    "surely fits",  # is of the pronoun's gender, which little doubt of
    "surely misfits",
    "last",  # is the last person whom the narration before the turn has
    "latest",  # is the last of the pronoun's gender
    "alone",  # is the only one of it for some time
    "gap",  # how many words back the narration last has this person, as a log
    "in step",  # spoke an even number of turns before, as the text says
    "out of step",  # spoke an odd number of turns before
)
"""The kinds of evidence, in order."""

PRESENT, AWAY = 200, 1000
"""How many words before a turn tell who is present, and who is not: pronouns may be whose they are not."""
NEXT = 3
"""Turns so many paragraphs apart answer one another."""
TALKATIVE = 10
ALONE, LONG_AGO = 300, 2000
"""For so many words before a turn somebody is the only one of a gender; and so far back, at most, somebody is."""
STEPS = 6
"""How many turns before tell who takes part in the talk."""
OF_RANK = frozenset({"sir", "ma'am", "ma’am", "madam"})
"""What anybody may be called: a woman may be "sir" for her rank, and who is meant is told by all else."""
UNNAMED = 0.6
"""How surely a beat tells who speaks, at most, where a pronoun or a noun stands for who acts."""


def told_by(page: Page, turn: Turn) -> str:
    """Which weights a turn takes: by the "pronoun" or the "noun" of its reporting clause, or "bare" of either."""
    if turn.cue is None or settled_speaker(page, turn) is not None:
        return "bare"
    return "pronoun" if page.mentions.kind[turn.cue.mention] == PRON else "noun"


def meant(page: Page, mention: int) -> Mapping[int, float]:
    """Whom a mention may mean, with probabilities that add up to one: several only for pronouns and nouns of the
    narration."""
    who = int(page.clusters.entity[mention])
    others = page.clusters.others.get(mention)
    if not others:
        return {who: 1.0}
    total = sum(others.values())
    if who not in others:  # taken for somebody new
        others, total = {who: max(0.0, 1.0 - total), **others}, max(1.0, total)
    return {e: p / total for e, p in others.items()}


def gather(page: Page, turns: Sequence[Turn], heard: Heard) -> None:
    """Puts into each turn what it and its surroundings tell."""
    entity = page.clusters.entity.tolist()
    several = {i: meant(page, i) for i in page.clusters.others}
    for turn in turns:
        scored: defaultdict[int, float] = defaultdict(float)
        for i, p in zip(*(column.tolist() for column in page.chances[turn.pieces[0]]), strict=True):
            if i in several:
                _add(scored, several[i], p)
            else:
                scored[entity[i]] += p
        turn.scored = scored
        turn.called = [i for p in turn.pieces for i in heard.called[p]]
        own = [i for p in turn.pieces for i in heard.own[p]]
        # A new name is that of whoever had none till then, which `introductions` joins to it.
        turn.own = {entity[i] for i in own if (page.seen[entity[i]] < turn.first_word).any()}
        turn.named = {entity[i] for p in turn.pieces for i in heard.named[p]} - {entity[i] for i in own}
        told = told_person(page, turn)
        turn.told = {} if told is None else dict(meant(page, told))
        _add_doings(page, turn, heard.subject)
    _add_beats(page, turns, heard)
    add_idiolects(page, turns, heard.words)


def _add(masses: defaultdict[int, float], more: Mapping[int, float], weight: float = 1.0) -> None:
    for e, p in more.items():
        masses[e] += weight * p


def _add_doings(page: Page, turn: Turn, subject: Sequence[bool]) -> None:
    """Whose doing the narration beside a turn tells, and whom else it has."""
    words, m = page.words, page.mentions
    reported = -1 if turn.cue is None else turn.cue.mention
    low, high = words.paragraph.searchsorted((turn.opens, turn.paragraph + 1)).tolist()
    before, after = -1, -1
    beside: defaultdict[int, float] = defaultdict(float)
    reports = [(page.piece_words[p][1], after_report(page, p)) for p in turn.pieces] if reported < 0 else []
    for i in range(*m.start.searchsorted((low, high)).tolist()):
        if m.type[i] != PERSON or m.quotation[i] >= 0 or i == reported:
            continue
        if subject[i]:
            if any(first < m.start[i] < last for first, last in reports):
                continue
            if m.end[i] <= turn.first_word:
                before = i
            elif after < 0:
                after = i
        elif reported >= 0 and m.start[i] >= turn.first_word and m.kind[i] != PRON:
            _add(beside, meant(page, i))
    turn.beside = beside
    if before >= 0:
        turn.before, turn.before_named = dict(meant(page, before)), bool(m.kind[before] == PROP)
    elif low and (doing := _last_doing(page, low, subject)) >= 0:
        turn.earlier = dict(meant(page, doing))
    if after >= 0:
        turn.after = dict(meant(page, after))


def _add_beats(page: Page, turns: Sequence[Turn], heard: Heard) -> None:
    """Whose beat stands beside each turn that nothing reports and that has its paragraph to itself: before it, or
    between its stretches, or after it; and who alone acts before one that a pronoun reports."""
    opens = Counter(turn.opens for turn in turns)
    for last, turn in zip([None, *turns], turns, strict=False):
        if turn.cue is not None and (actor := lone_actor(page, turn, last)) >= 0:
            turn.beat = {actor: ACTS_ALONE}
        if turn.cue is not None or opens[turn.opens] > 1:
            continue
        here = [heard.beats[piece] for piece in turn.pieces if page.pieces[piece].paragraph == turn.opens]
        beat = next((b for beats in zip(*here, strict=True) for b in beats if b is not None), None)
        if beat is not None:
            turn.beat = _beating(page, beat)


def _beating(page: Page, beat: Beat) -> Masses:
    """Who may act in a beat, and how surely that tells who speaks. Who is named in the sentence before is taken for
    its pronoun: Mara sat down. She smiled. “…”"""
    m, clusters, who = page.mentions, page.clusters, beat.mention
    if m.kind[who] == PROP or clusters.entity[who] == clusters.teller[who]:
        return {e: beat.strength * p for e, p in meant(page, who).items()}
    earlier = -1 if beat.earlier < 0 else int(clusters.entity[beat.earlier])
    if earlier >= 0 and m.gender[who] and page.genders[earlier] in ("", m.gender[who]):
        return {earlier: beat.strength}
    # A pronoun beside speech brings nobody new into the story.
    new = m.kind[who] == PRON
    known = {e: p for e, p in meant(page, who).items() if not new or clusters.person[e] >= 0}
    return {e: min(beat.strength, UNNAMED) * p for e, p in known.items()}


def _last_doing(page: Page, end: int, subject: Sequence[bool]) -> int:
    """The mention of whoever acts last in the paragraph that ends before a word; -1 for none, or with speech there."""
    words, m = page.words, page.mentions
    begin = int(words.paragraph.searchsorted(words.paragraph[end - 1]))
    found = -1
    for i in range(*m.start.searchsorted((begin, end)).tolist()):
        if m.quotation[i] >= 0:
            return -1
        if m.type[i] == PERSON and subject[i]:
            found = i
    return found


def evidence(page: Page, turns: Sequence[Turn], people: Sequence[int]) -> NDArray[np.float32]:
    """The evidence for each person in each turn of a conversation, shape (turns, people, FEATURES). The last of the
    people is NOBODY."""
    out = np.zeros((len(FEATURES), len(turns), len(people)), np.float32)
    rows = dict(zip(FEATURES, out, strict=True))
    at = {e: k for k, e in enumerate(people[:-1])}
    settled, called = [settled_speaker(page, turn) for turn in turns], [called_in(page, turn) for turn in turns]
    wanted = [""] * len(turns)  # the gender of the noun or pronoun that reports each

    def put(name: str, t: int, masses: Masses | Collection[int]) -> None:
        if not masses:
            return
        some, row = masses if isinstance(masses, dict) else dict.fromkeys(masses, 1.0), rows[name][t]
        for e, p in some.items():
            if e in at:
                row[at[e]] += p

    for t, turn in enumerate(turns):
        put("scored", t, turn.scored)
        put("before", t, turn.before)
        put("named before", t, turn.before if turn.before_named else ())
        put("after", t, turn.after)
        put("earlier", t, turn.earlier)
        named = called_in(page, turn, of_rank=False)
        put("called", t, named)
        put("named", t, turn.named - named)
        put("told", t, turn.told)
        put("beside", t, turn.beside)
        if t and turn.paragraph - turns[t - 1].paragraph <= NEXT:
            last = turns[t - 1]
            put("answers", t, _shared(called[t - 1]))
            put("asked", t, last.told)
            put("looked at", t, last.beside)
        if t + 1 < len(turns) and turns[t + 1].paragraph - turn.paragraph <= NEXT:
            put("answered", t, _shared(called[t + 1]))
        if turn.cue is not None and settled[t] is None:
            put("clause", t, dict(meant(page, turn.cue.mention)))
            rows["clause"][t] = np.log(rows["clause"][t] + 0.02)
            put("chosen", t, [int(page.clusters.entity[turn.cue.mention])])
            wanted[t] = str(page.mentions.gender[turn.cue.mention])
            known = [(e, page.genders[e]) for e in at if wanted[t] and page.genders[e]]
            fits, misfits = ([e for e, g in known if (g == wanted[t]) is same] for same in (True, False))
            for name, some in (("fits", fits), ("misfits", misfits)):
                put(name, t, some)
                put(f"surely {name}", t, [e for e in some if page.sure[e]])
        put("idiolect", t, turn.idiolect)
        for back, who in enumerate(reversed(settled[max(0, t - STEPS) : t]), start=1):
            if who is not None:
                put("out of step" if back % 2 else "in step", t, {who: 1 / back})
    firsts = np.array([turn.first_word for turn in turns])
    for e, k in at.items():
        # How often the narration of the words before has somebody.
        rows["present"][:, k] = np.subtract(*page.seen[e].searchsorted((firsts, firsts - PRESENT)))
    _add_nearest(page, rows, firsts, wanted, list(at))
    rows["scored"][:] = np.log(rows["scored"] + 0.01)
    rows["absent"][:] = rows["present"] == 0
    rows["present"][:] = np.log1p(rows["present"])
    teller = page.teller(turns[0].first_word)
    for e, k in at.items():
        rows["talk"][:, k] = np.log(min(1 + page.talk.get(e, 0), TALKATIVE) / TALKATIVE)
        rows["narrator"][:, k] = e == teller
        untold = np.equal(*page.nominals[e].searchsorted((firsts, firsts - AWAY)))
        rows["away"][:, k] = untold & (firsts > AWAY) & (e != teller)
        rows["unnamed"][:, k] = page.clusters.person[e] < 0 and e != teller
    out[:, :, -1] = 0.0
    rows["nobody"][:, -1] = 1.0
    return out.transpose(1, 2, 0)


def _add_nearest(
    page: Page,
    rows: Mapping[str, NDArray[np.float32]],
    firsts: NDArray[np.int64],
    wanted: Sequence[str],
    people: Sequence[int],
) -> None:
    """Adds whom the narration before each turn, which begins at a word of `firsts`, had last: of all, and of the gender
    that is `wanted`."""
    last = np.full((len(firsts), len(people)), -1)
    for k, e in enumerate(people):
        before = page.seen[e].searchsorted(firsts)
        last[before > 0, k] = page.seen[e][before[before > 0] - 1]
    gap = np.where(last < 0, LONG_AGO, np.minimum(firsts[:, None] - last, LONG_AGO))
    rows["gap"][:, :-1] = np.log1p(gap)
    genders = np.array([page.genders[e] for e in people])
    for t, gender in enumerate(wanted):
        if not (last[t] >= 0).any():
            continue
        rows["last"][t, last[t].argmax()] = 1.0
        fits = np.flatnonzero((genders == gender) & (last[t] >= 0)) if gender else ()
        if len(fits):
            rows["latest"][t, fits[last[t, fits].argmax()]] = 1.0
            near = fits[gap[t, fits] < ALONE]
            rows["alone"][t, near] = len(near) == 1


def called_in(page: Page, turn: Turn, *, of_rank: bool = True) -> set[int]:
    """Who is called in a turn, by "sir" and the like too only where that is asked for."""
    words, starts = page.words.lower, page.mentions.start
    some = turn.called if of_rank else [i for i in turn.called if words[starts[i]] not in OF_RANK]
    return {int(page.clusters.entity[i]) for i in some}


def _shared(people: set[int]) -> Masses:
    return dict.fromkeys(people, 1.0 / max(len(people), 1))


TELLINGS = ("reported", "answering", "acting", "bare")
ANSWERING = frozenset(
    "answer reply rejoin respond retort counter agree disagree assent concur demur echo acquiesce object".split()
)
"""Verbs of saying that answer somebody else; so does one with "back" after it."""
GAPS = 4


def _answers(page: Page, verb: int) -> bool:
    words = page.words
    return SAYING.get(words.lower[verb]) in ANSWERING or "back" in words.text[verb + 1 : verb + 3]


def taking(page: Page, a: Turn, b: Turn) -> tuple[str, int]:
    """What the chances of who takes the next turn, `b` after `a`, depend on: how `b` is told, and how many paragraphs
    lie between (none, one, two, more), twice that, and one more where `a` asks a question."""
    if b.cue is not None:
        telling = "answering" if _answers(page, b.cue.verb) else "reported"
    else:
        telling = "acting" if b.before or b.after else "bare"
    gap = max(0, min(b.opens - a.paragraph, GAPS - 1))
    said = page.pieces[a.pieces[-1]]
    return telling, 2 * gap + ("?" in page.text[max(said.inner_end - 2, said.inner_start) : said.inner_end])
