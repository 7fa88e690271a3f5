"""What the narration shows of a scene: who acts or speaks there, who comes and goes, where it is, through whose eyes.

Everything is read outside speech: who is only talked of is not there, and a city spoken of is not the place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fabula.language.labels import PRONOUN_CLASSES, UPOS
from fabula.reading.page import NOM, PERSON, PRON, PROP, Page
from fabula.story import Character, Document, Event, Participant, Presence, Span, Utterance

PRESENT = 0.4
"""How sure it must be who speaks, for that person to be there."""
HELD = 0.5
"""Of a stretch between breaks, letters make up less than this where the narration holds them."""
_I = PRONOUN_CLASSES.index("i")
_MODALS = frozenset("would will could should might may must shall can 'd ’d".split())
_SURE_MODALS = frozenset("could can".split())
"""What somebody could see or do there, unlike what somebody would do, may well be done."""

INNER = {
    **dict.fromkeys(
        "think feel know wonder remember realise realize notice wish hope want guess suppose fear believe understand "
        "recognise recognize doubt suspect decide long dread regret sense consider reflect muse ponder".split(),
        1.0,
    ),
    **dict.fromkeys("see hear watch smell glimpse observe imagine forget expect".split(), 0.6),
}
"""Verbs of thought and perception, and how much their subject's being the viewpoint each says."""

LEAST_VIEW = 1.5
WORDS_A_VIEW = 800
"""A long scene must have a thought or perception more in so many words."""

_UNSEEN = frozenset(
    "think remember recall imagine dream miss mention name call forget know describe resemble marry love hate want "
    "fear believe wish hope write expect bury".split()
)
"""Verbs whose object need not be there."""

_ENTERS = frozenset("enter arrive appear return reappear".split())
_LEAVES = frozenset("leave depart exit withdraw vanish disappear".split())
_MOVES = frozenset(
    "come walk step burst run rush hurry storm stride sweep slip stumble wander barge stroll creep limp shuffle bustle "
    "go get march ride drive stalk sneak push climb stagger tiptoe bound dash saunter steal stomp".split()
)
_IN, _OUT = frozenset("in into inside".split()), frozenset("out away off outside".split())
_ROOMS = frozenset(
    "room house hall kitchen office shop building table party camp village town city ship boat station school church "
    "place bar tavern inn castle tent cabin court garden field ward scene stage".split()
)
_INDEFINITE = frozenset(
    "nobody no-one none someone somebody anyone anybody everyone everybody one each all others both neither person "
    "people man's".split()
)
_ANYBODY = frozenset("every each any those some one all such whoever no half most many neither either".split())
"""Words that begin a description of nobody in particular: "every man", "those who stay"."""


@dataclass(frozen=True, slots=True)
class Scenery:
    """What is known of each word, shape (words,): whether it is quoted; whether it is a verb of the narration in the
    simple past or in the pluperfect; which entity acts by this verb, and which begins to speak at this word (-1: none).

    `subjects` are (verb, its subject's entity, its weight as action) in order; `inner` the same for thought and
    perception; `met` are (word, entity) of those that something is done or said to; `plural` are entities that are
    groups, or the double of somebody named; `known` those that are characters; `cues` are verbs that report speech.
    """

    quoted: NDArray[np.bool_]
    past: NDArray[np.bool_]
    pluperfect: NDArray[np.bool_]
    actor: NDArray[np.int64]
    speaker: NDArray[np.int64]
    subjects: NDArray[np.int64]
    had: NDArray[np.bool_]
    supposed: NDArray[np.bool_]
    inner: list[tuple[int, int, float]]
    met: NDArray[np.int64]
    plural: frozenset[int]
    known: frozenset[int]
    cues: frozenset[int]


def scenery(
    page: Page,
    utterances: Sequence[Utterance],
    events: Sequence[Event],
    characters: Sequence[Character],
    documents: Sequence[Document] = (),
) -> Scenery:
    """Reads the narration once. Who only stands in a letter is not there, nor is what it tells of."""
    n, e, m = len(page.words), page.encoding, page.mentions
    quoted = np.zeros(n, bool)
    for first, last in page.piece_words:
        quoted[first:last] = True
    quoted |= _written(page, documents)
    tags = [page.model.xpos[i] for i in range(len(page.model.xpos))]
    simple = np.isin(e.xpos, [k for k, t in enumerate(tags) if t == "VBD"])
    relations = {name: k for k, name in enumerate(page.model.relations)}
    lower = page.words.lower
    had, modal = np.zeros(n, bool), np.zeros(n, bool)
    auxiliary = (e.relation == relations["aux"]) | (e.relation == relations.get("aux:pass", -1))
    for k in np.flatnonzero(auxiliary).tolist():
        verb = int(e.head[k])
        had[verb] |= lower[k] in ("had", "'d", "’d")
        modal[verb] |= lower[k] in _MODALS - _SURE_MODALS
    subject = _subjects(page, relations, quoted)
    verbs = sorted(subject)
    actor = np.full(n, -1, np.int64)
    people = np.array([subject[v] for v in verbs], dtype=np.int64)
    at = np.array(verbs, dtype=np.int64)
    there = ~had[at] & ~modal[at] if len(at) else np.zeros(0, bool)
    actor[at[there]] = people[there]
    speaker = np.full(n, -1, np.int64)
    begins = np.searchsorted(page.words.start, [u.spans[0].start for u in utterances])
    met = [(int(page.words.start.searchsorted(p.start)), p.entity) for ev in events for p in _objects(page, ev)]
    for k, u in zip(begins.tolist(), utterances, strict=True):
        if u.kind == "speech" and u.speaker is not None and u.confidence >= PRESENT and k < n:
            speaker[k] = u.speaker
            met += [(k, a) for a in u.addressees if u.addressee_confidence >= 0.85]
    plain = [(k, who) for k, who in met if k < n and (not quoted[k] or speaker[k] >= 0)]
    cues = np.searchsorted(page.words.start, [u.cue.start for u in utterances if u.cue is not None])
    return Scenery(
        quoted=quoted,
        past=simple & ~quoted & ~auxiliary,
        pluperfect=had & ~quoted,
        actor=actor,
        speaker=speaker,
        subjects=np.stack([at, people], axis=1) if len(at) else np.zeros((0, 2), np.int64),
        had=had,
        supposed=modal,
        inner=_inner(page, subject, utterances, begins, had),
        met=np.array(sorted(plain), dtype=np.int64).reshape(-1, 2),
        plural=_groups(page, tags) | _doubles(page),
        known=frozenset(c.entity for c in characters) & frozenset(page.clusters.entity[m.type == PERSON].tolist()),
        cues=frozenset(cues.tolist()),
    )


def _written(page: Page, documents: Sequence[Document]) -> NDArray[np.bool_]:
    """The words (words,) of letters and messages that the narration holds; where they make up most of a chapter or
    stretch between breaks, they are what is told there."""
    inside = np.zeros(len(page.words), bool)
    for f in (f for d in documents for f in d.fragments):
        inside[slice(*np.searchsorted(page.words.start, [f.start, f.end]))] = True
    _, part = np.unique(page.scene, return_inverse=True)
    share = np.bincount(part, inside) / np.bincount(part)
    return inside & (share[part] < HELD)


def _objects(page: Page, event: Event) -> list[Participant]:
    """Those to whom something is done who must be there for it, unlike one looked or asked for."""
    return [
        p
        for p in event.participants
        if p.role in ("patient", "recipient")
        and event.lemma not in _UNSEEN
        and page.text[max(0, p.start - 4) : p.start].lower() != "for "
    ]


def _subjects(page: Page, relations: dict[str, int], quoted: NDArray[np.bool_]) -> dict[int, int]:
    """The person that is the subject of each verb of the narration; a second verb shares the first one's."""
    e, m = page.encoding, page.mentions
    heads: dict[int, int] = {}
    for i in np.flatnonzero((m.type == PERSON) & (m.quotation < 0)).tolist():
        start, end = int(m.start[i]), int(m.end[i])
        head = next((k for k in range(start, end) if not start <= e.head[k] < end or e.head[k] == k), end - 1)
        heads.setdefault(head, int(page.clusters.entity[i]))
    out: dict[int, int] = {}
    of_subject = np.isin(e.relation, [relations["nsubj"], relations["nsubj:pass"]]) & ~quoted
    for k in np.flatnonzero(of_subject).tolist():
        verb = int(e.head[k])
        if k in heads and verb != k and not quoted[verb]:
            out.setdefault(verb, heads[k])
    owned = {int(e.head[k]) for k in np.flatnonzero(of_subject).tolist()}
    shared = np.isin(e.relation, [relations["conj"], relations["xcomp"], relations["advcl"]]) & ~quoted
    for k in np.flatnonzero(shared & (e.upos == UPOS.index("VERB"))).tolist():
        verb, steps = k, 0
        while verb not in out and verb not in owned and steps < 3 and shared[verb]:
            verb, steps = int(e.head[verb]), steps + 1
        if k not in owned and verb in out:
            out.setdefault(k, out[verb])
    return out


def _inner(
    page: Page,
    subject: dict[int, int],
    utterances: Sequence[Utterance],
    begins: NDArray[np.int64],
    had: NDArray[np.bool_],
) -> list[tuple[int, int, float]]:
    """Who thinks, knows, sees and hears: (word, entity, weight), in order."""
    cues = {u.cue.start for u in utterances if u.cue is not None and u.kind == "speech"}
    out = []
    for verb, who in subject.items():
        weight = INNER.get(page.lemma(verb), 0.0) if UPOS[int(page.encoding.upos[verb])] == "VERB" else 0.0
        if not weight or int(page.words.start[verb]) in cues:
            continue
        above = int(page.encoding.head[verb])
        if above != verb and subject.get(above, who) != who and page.relation(verb) in ("ccomp", "advcl", "acl"):
            continue  # what he knew that she knew is his
        out.append((verb, who, weight * (0.5 if had[verb] else 1.0)))
    out += [
        (int(k), u.speaker, 1.0)
        for k, u in zip(begins, utterances, strict=True)
        if u.kind == "thought" and u.speaker is not None
    ]
    return sorted(out)


def _groups(page: Page, tags: Sequence[str]) -> frozenset[int]:
    """Entities that only plural nouns, or words such as "nobody", name."""
    m, counts = page.mentions, Counter[int]()
    for i in np.flatnonzero((m.type == PERSON) & (m.kind != PRON)).tolist():
        start, end = int(m.start[i]), int(m.end[i])
        head = next(
            (k for k in range(start, end) if not start <= page.encoding.head[k] < end or page.encoding.head[k] == k),
            end - 1,
        )
        nobody = page.words.lower[head] in _INDEFINITE
        several = nobody or (m.kind[i] == NOM and tags[int(page.encoding.xpos[head])] in ("NNS", "NNPS", "CD"))
        counts[int(page.clusters.entity[i])] += 1 if several else -1
    return frozenset(e for e, c in counts.items() if c > 0)


def _doubles(page: Page) -> frozenset[int]:
    """Unnamed entities that stand beside the name of the same person: "the midwife, Tansy", "the boy Pepe"."""
    m, words = page.mentions, page.words.text
    person = m.type == PERSON
    named = {int(m.start[i]): int(m.end[i]) for i in np.flatnonzero(person & (m.kind == PROP)).tolist()}
    proper = set(page.clusters.entity[m.kind == PROP].tolist())
    out = set()
    for i in np.flatnonzero(person & (m.kind == NOM) & (m.quotation < 0)).tolist():
        end = int(m.end[i])
        comma = end < len(words) and words[end] == ","
        after = named.get(end + 1 if comma else end, 0)
        if after and int(page.clusters.entity[i]) not in proper and (not comma or words[after : after + 1] == (",",)):
            out.add(int(page.clusters.entity[i]))
    return frozenset(out)


def cast_of(page: Page, seen: Scenery, first: int, last: int) -> list[Presence]:
    """The people there in words [first, last), the most present first: who acts or speaks, or is met with."""
    weight: Counter[int] = Counter()
    verbs = seen.subjects[slice(*np.searchsorted(seen.subjects[:, 0], [first, last]))]
    before = bool(seen.pluperfect[first:last].sum() > seen.past[first:last].sum())
    supposed = bool(seen.supposed[first:last].sum() > seen.past[first:last].sum())
    for verb, who in verbs.tolist():
        there = (before or not seen.had[verb]) and (supposed or not seen.supposed[verb])
        weight[who] += int(there)
    spoken = seen.speaker[first:last]
    weight.update(spoken[spoken >= 0].tolist())
    met = seen.met[slice(*np.searchsorted(seen.met[:, 0], [first, last]))]
    weight.update(met[:, 1].tolist())
    m = page.mentions
    inside = slice(*np.searchsorted(m.start, [first, last]))
    mentions = Counter(page.clusters.entity[inside].tolist())
    told = (m.kind[inside] != PRON) & (m.type[inside] == PERSON)
    named = {
        int(page.clusters.entity[inside][i])
        for i in np.flatnonzero(told).tolist()
        if page.words.lower[m.start[inside][i]] not in _ANYBODY
    }
    moves = _moves(page, verbs, seen)
    tellers = set(page.clusters.teller[inside].tolist())
    people = [
        e for e, w in weight.items() if w and e not in seen.plural and (e in seen.known or e in named or e in tellers)
    ]
    return [
        Presence(e, mentions[e], moves.get((e, True)), moves.get((e, False)))
        for e in sorted(people, key=lambda e: (-weight[e], -mentions[e], e))
    ]


def _moves(page: Page, verbs: NDArray[np.int64], seen: Scenery) -> dict[tuple[int, bool], Span]:
    """The first words by which each person comes (True) or goes (False)."""
    out: dict[tuple[int, bool], Span] = {}
    words = page.words.text
    for verb, who in verbs.tolist():
        if seen.had[verb] or seen.supposed[verb] or verb in seen.cues or page.relation(verb) == "acl":
            continue
        if page.model.xpos[int(page.encoding.xpos[verb])] not in ("VBD", "VBZ", "VBP", "VBG"):
            continue
        if {w.lower() for w in words[max(0, verb - 4) : verb]} & {"before", "until", "till", "since"}:
            continue  # that is not yet, or long ago
        lemma = page.lemma(verb)
        if lemma not in _ENTERS and lemma not in _LEAVES and lemma not in _MOVES:
            continue
        if {w.lower() for w in words[max(0, verb - 3) : verb]} & {"not", "n't", "n’t", "never"}:
            continue
        stop = min(verb + 6, len(words))
        end = next((k for k in range(verb + 1, stop) if not words[k][0].isalnum() or seen.quoted[k]), stop)
        after = [w.lower() for w in words[verb + 1 : end]]
        size, comes = _reach(lemma, after)
        if size is not None:
            out.setdefault((who, comes), Span(int(page.words.start[verb]), int(page.words.end[verb + size])))
    return out


def _reach(lemma: str, after: Sequence[str]) -> tuple[int | None, bool]:
    """How many words after a verb belong to its coming or going, None where it is neither; and whether it is coming."""
    room = next((k + 1 for k, w in enumerate(after[:4]) if w in _ROOMS), 0)
    follows = after[0] if after else ""
    if lemma in _ENTERS:
        still = (lemma in ("return", "arrive") and follows in ("to", "at", "in") and not room) or (
            lemma in ("appear", "reappear")
            and follows not in ("", "in", "at", "from", "on", "with", "again", "suddenly")
        )
        return (None, True) if still or follows in ("upon", "into") else (room, True)
    if lemma in _LEAVES:
        if lemma == "withdraw" and follows not in ("", "from", "to", "into", "again", "with"):
            return None, False
        loose = not after or after[0] in (
            "at",
            "by",
            "in",
            "without",
            "with",
            "for",
            "again",
            "together",
            "alone",
            "and",
        )
        if lemma != "leave":
            return room, False
        return (room, False) if room else (0, False) if loose else (None, False)
    way = next((k + 1 for k, w in enumerate(after[:2]) if w in _IN | _OUT), 0)
    if not way or (way == 2 and after[0] not in ("back", "right", "straight", "slowly", "quickly", "quietly")):
        return None, False
    if after[way - 1] in _IN:
        # "came in", and "went into the room", but not "got into trouble" or "came in handy"
        fits = room > way or after[way - 1] == "inside" or (lemma not in ("get", "go") and len(after) == way)
        fits |= after[way - 1] == "in" and after[way : way + 1] in (
            ["with"],
            ["from"],
            ["and"],
            ["without"],
            ["carrying"],
        )
        return (max(way, room), True) if fits else (None, False)
    return (None, False) if lemma == "get" else (way, lemma == "come")


def viewpoint_of(page: Page, seen: Scenery, first: int, last: int) -> int | None:
    """Who tells it as "I", or clearly has most of the thoughts and perceptions told there; None where nobody has."""
    m, teller = page.mentions, page.clusters.teller
    inside = slice(*np.searchsorted(m.start, [first, last]))
    told = teller[inside][(teller[inside] >= 0) & (m.pronoun[inside] == _I) & (m.quotation[inside] < 0)]
    if len(told):
        return int(np.bincount(told).argmax())
    weight: Counter[int] = Counter()
    low = _bisect(seen.inner, first)
    for verb, who, much in seen.inner[low:]:
        if verb >= last:
            break
        weight[who] += much  # type: ignore[assignment]
    ordered = weight.most_common(2)
    if not ordered or ordered[0][1] < LEAST_VIEW + (last - first) / WORDS_A_VIEW:
        return None
    clear = len(ordered) == 1 or ordered[0][1] >= 2 * ordered[1][1]
    return ordered[0][0] if clear else None


def _bisect(items: Sequence[tuple[int, int, float]], word: int) -> int:
    low, high = 0, len(items)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if items[middle][0] < word else (low, middle)
    return low
