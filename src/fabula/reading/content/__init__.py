"""Content notes: what a reader may want to be warned of, how it stands in the story, and who does it to whom.

A cue of the lexicon counts where its words, its part of speech and its neighbours fit, where persons (or bodies, or
animals) take the parts that it needs, and where it is no figure of speech. How it stands is read by `standing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fabula.reading.content.ages import child_at, suitor_at
from fabula.reading.content.hits import PERSONAL, Hit, find_hits
from fabula.reading.content.lexicon import categories
from fabula.reading.content.roles import (
    Parts,
    Reader,
    core,
    is_bodily,
    is_figure,
    is_one,
    open_reader,
    parts_of,
    undergoes,
)
from fabula.reading.content.standing import Claim, stand
from fabula.reading.page import NOM, Page
from fabula.reading.tree import Tree
from fabula.story import ContentNote, Scene, Severity, Span, Utterance

SEVERITIES: tuple[Severity, ...] = ("mentioned", "depicted", "graphic")
WEAK_REACH = 60
"""Weak cues support each other up to this many words apart, in one paragraph."""

_HARMS = frozenset(
    {
        "violence",
        "character death",
        "torture",
        "non-consent",
        "kidnapping",
        "animal harm",
        "war",
        "self-harm",
        "suicide",
    }
)
_ANIMALS_TOO = frozenset({"violence", "character death", "torture"})
STAGE_REACH = 60
_THIRD = frozenset("he him she her they them".split())
_HOUSE = frozenset("them 'em audience crowd house everybody everyone".split())
_STAGE = frozenset(
    "stage audience gallery encore applause comedian comic theatre theater curtain footlights matinee punchline gig "
    "monologue ovation".split()
)
_HAVE = frozenset("have has had having 've 'd".split())
_LEAST = 0.35


@dataclass(frozen=True, slots=True)
class Finding:
    """One passage that shows something: words [first, last), the word that shows it, and who takes part."""

    category: str
    severity: Severity
    claim: Claim
    first: int
    last: int
    word: int
    agent: int | None
    patient: int | None
    confidence: float


def find_content(page: Page, utterances: Sequence[Utterance], scenes: Sequence[Scene] = ()) -> list[ContentNote]:
    """The content notes of a work, in the order of their first evidence; figures of speech are among them, so named.

    Passages of one category, standing, agent and patient in one scene make one note.
    """
    reader = open_reader(page, utterances)
    found: list[Finding] = []
    weak: list[Hit] = []
    for hit in find_hits(page, reader.tree, reader.lexicon):
        if hit.cue.weak:
            weak.append(hit)
        else:
            found.extend(_judge(reader, hit))
    found += _gathered(reader, weak, found)
    found += [_finding(reader, "minors at risk", "mentioned", at, last) for at, last in suitor_at(page)]
    found = _graphic(page, [f for f in found if not _dismissed(page, f)])
    return _notes(page, _in_scenes(page, found, scenes), scenes)


def _judge(reader: Reader, hit: Hit) -> list[Finding]:
    """What one hit shows: nothing where it has another sense."""
    cue, tree, word = hit.cue, reader.tree, core(reader.tree, hit)
    if cue.quoted and reader.quoted(word) is None:
        return []
    if cue.kind == "adjectives" and (_is_perfect(tree, word) or _is_done_to(tree, word)):
        return []
    if cue.valency and not _has_valency(tree, word, cue.valency):
        return []
    if cue.bodily and tree.page.relation(word) == "amod" and tree.lower(word).endswith("ing"):
        return []  # "a striking contrast"
    if word in reader.cues and cue.kind == "verbs" and cue.category == "grief" and tree.lower(word).startswith("cr"):
        return []  # "he cried" says that he said it
    if tree.lower(word) == "hanged" and _is_oath(tree, word):
        return []
    if categories()[cue.category].always:
        return [_finding(reader, cue.category, cue.severity, hit.first, hit.last, sure=cue.sure, always=True)]
    parts = parts_of(tree, word, hit)
    patient = None
    if cue.object:
        patient = next((p for p in parts.patients if is_one(reader, p, cue.object, parts.agent)), None)
        if patient is None:
            return []
    if cue.bodily and not is_bodily(reader, word, parts):
        return []
    if cue.agent and (parts.agent is None or parts.agent == patient):
        return []
    if cue.subject:
        who = parts.agent if parts.agent is not None else next(iter(parts.patients), None)
        if who is None or not is_one(reader, who, cue.subject, None):
            return []
        patient, parts = who, Parts(None, (who,))
    if patient is None and cue.kind in ("verbs", "phrases", "nouns"):
        patient = next((p for p in parts.patients if "person" in reader.sorts(p)), None)
    figurative = is_figure(reader, word, parts)
    category = cue.category
    if category in _ANIMALS_TOO and patient is not None and "animal" in reader.sorts(patient):
        category = "animal harm"
    last = hit.last
    if patient is not None and tree.page.words.sentence[patient] == tree.page.words.sentence[word]:
        last = max(last, patient + 1) if patient - hit.last <= 6 else last
    agent_entity = None if parts.agent is None else tree.entity(parts.agent)
    patient_entity = None if patient is None else tree.entity(undergoes(reader, patient))
    if patient is not None and patient_entity == agent_entity and not tree.lower(patient).endswith(("self", "selves")):
        patient_entity = None  # nobody strikes himself without the word for it: one of the two is somebody else
    elif patient is not None and tree.lower(patient) in _THIRD and patient_entity in reader.talkers(word):
        patient_entity = None  # whoever talks, or is talked to, is not "him"
    made = _finding(
        reader, category, cue.severity, word, last,
        sure=cue.sure, agent=agent_entity, patient=patient_entity, state=cue.state, figurative=figurative,
        talks=cue.kind == "nouns" and not cue.state,
    )  # fmt: skip
    made = replace(made, first=hit.first)
    if category == "character death" and made.claim.standing == "shown" and _is_late(tree, word):
        made = replace(made, severity="mentioned", claim=Claim("remembered", made.claim.sure))
    deadly = cue.also == "character death" and patient is not None
    if deadly and patient is not None and (_is_survived(tree, patient, made.claim) or _on_stage(tree, word, patient)):
        made = replace(made, claim=Claim("figurative", made.claim.sure))
    out = [made]
    if cue.also and category == cue.category and not made.claim.attempted:
        out.append(replace(made, category=cue.also))
    if category == "violence" and made.claim.standing != "figurative" and patient is not None:
        out += _closer(reader, made, parts, patient)
    return out


def _has_valency(tree: Tree, verb: int, valency: int) -> bool:
    """Whether a verb has no object (1), or something undergoes it (2): "he drowned", not "he drowned his tea"."""
    undergone = bool(tree.objects(verb))
    return not undergone if valency == 1 else undergone or tree.is_passive(verb)


def _is_oath(tree: Tree, word: int) -> bool:
    """Whether "hanged" only wishes somebody away, as in "the servants be hanged"."""
    beside = [tree.lower(k) for k in tree.related(word, "aux", "aux:pass", "mark")]
    return beside == ["be"]


def _is_survived(tree: Tree, patient: int, claim: Claim) -> bool:
    """Whether a killing is told by or to whom it befell: "it nearly killed me" is said by the living."""
    return (
        tree.lower(patient) in ("me", "you")
        and claim.standing in ("shown", "told", "remembered")
        and not claim.attempted
    )


def _is_late(tree: Tree, word: int) -> bool:
    """Whether somebody is only said to be dead since before: "his dead mother's ring"."""
    owned = any(k < word and not tree.case(k) for k in tree.related(tree.head(word), "nmod", "nmod:poss"))
    return tree.page.relation(word) == "amod" and owned


def _on_stage(tree: Tree, word: int, patient: int) -> bool:
    """Whether those killed are an audience: "he slew them in the gallery"."""
    if tree.lower(patient) not in _HOUSE:
        return False
    low, high = max(0, word - STAGE_REACH), min(len(tree.page.words), word + STAGE_REACH)
    return any(tree.lower(k) in _STAGE for k in range(low, high))


def _is_perfect(tree: Tree, word: int) -> bool:
    """Whether a word like "drunk" is part of an active verb: "he had drunk his coffee"."""
    verb = tree.head(word) if tree.page.relation(word) == "conj" else word
    active = tree.xpos(word) in ("VBN", "VBD") and not tree.related(word, "cop", "aux:pass")
    return active and any(tree.lower(k) in _HAVE for v in (word, verb) for k in tree.related(v, "aux"))


def _is_done_to(tree: Tree, word: int) -> bool:
    """Whether a word like "stoned" is an active verb with an object: "the men who stoned him"."""
    return tree.xpos(word) in ("VBD", "VBG") and bool(tree.objects(word)) and not tree.is_passive(word)


def _finding(
    reader: Reader,
    category: str,
    severity: Severity,
    word: int,
    last: int,
    *,
    sure: float = 0.7,
    agent: int | None = None,
    patient: int | None = None,
    state: bool = False,
    figurative: bool = False,
    always: bool = False,
    talks: bool = False,
) -> Finding:
    quoted = reader.quoted(word)
    if always:
        claim = Claim("shown", 1.0)
    elif figurative:
        claim = Claim("figurative", 0.7)
    else:
        claim = stand(reader.tree, word, reader.pieces, quoted, harm=category in _HARMS, state=state)
    if not always and claim.standing not in ("shown", "figurative"):
        lesser = severity == "graphic" and claim.standing in ("told", "remembered")
        severity = "depicted" if lesser else "mentioned"
    elif talks and claim.standing == "told":
        severity = "mentioned"
    return Finding(category, severity, claim, word, last, word, agent, patient, round(sure * claim.sure, 4))


def _closer(reader: Reader, made: Finding, parts: Parts, patient: int) -> list[Finding]:
    """What violence is besides: harm to a child, or between partners."""
    tree, out = reader.tree, []
    sufferer = undergoes(reader, patient)
    if _is_child(reader, sufferer) or child_at(reader.page, tree, made.word, sufferer):
        out.append(replace(made, category="minors at risk", confidence=round(made.confidence * 0.9, 4)))
    agent = parts.agent
    if agent is not None:
        doer = "partner" in reader.sorts(agent) and _pronominal(reader, sufferer)
        suffers = "partner" in reader.sorts(sufferer) and _pronominal(reader, sufferer, owned=True)
        if doer or suffers:
            out.append(replace(made, category="abusive relationship", confidence=round(made.confidence * 0.9, 4)))
    return out


def _is_child(reader: Reader, word: int) -> bool:
    """Whether a word is for a child, or for somebody whom the paragraph so far calls one; a "girl" may be grown up."""
    tree, page = reader.tree, reader.page
    young = reader.lexicon.classes["young"]

    def says_so(k: int) -> bool:
        sorts = reader.sorts(k)
        return "child" in sorts or ("girl" in sorts and any(tree.lower(j) in young for j in tree.related(k, "amod")))

    if tree.lower(word) not in PERSONAL:
        return says_so(word)
    who, m = tree.entity(word), page.mentions
    at = int(np.searchsorted(m.start, word))
    for i in range(at - 1, max(-1, at - 20), -1):
        if m.paragraph[i] != page.words.paragraph[word]:
            return False
        if m.kind[i] == NOM and int(page.clusters.entity[i]) == who and says_so(int(m.end[i]) - 1):
            return True
    return False


def _pronominal(reader: Reader, word: int, *, owned: bool = False) -> bool:
    """Whether a word is a pronoun for a person, or (`owned`) has a possessive: "beat his wife"."""
    if owned:
        return any(k < word for k in reader.tree.related(word, "nmod", "nmod:poss", "det"))
    return reader.tree.lower(word) in PERSONAL or reader.tree.entity(word) is not None


def _gathered(reader: Reader, weak: Sequence[Hit], strong: Sequence[Finding]) -> list[Finding]:
    """What weak cues show together: those of one category in one paragraph, each word once, that reach 1."""
    paragraph = reader.page.words.paragraph
    known = {(f.category, int(paragraph[f.word])) for f in strong if f.claim.standing in ("shown", "figurative")}
    groups: dict[tuple[str, int], list[Hit]] = {}
    for hit in weak:
        groups.setdefault((hit.cue.category, int(paragraph[hit.first])), []).append(hit)
    out: list[Finding] = []
    for (category, number), hits in groups.items():
        near = [h for h in hits if h.first - hits[0].first <= WEAK_REACH]
        if (category, number) in known or sum(h.cue.weak for h in near) < 1:
            continue
        made = [_finding(reader, category, "depicted", h.first, h.last, sure=0.65, state=True) for h in near]
        so = {f.first: f for f in made if f.claim.standing in ("shown", "told", "remembered")}
        forms = {reader.tree.lower(h.first).rstrip("s"): h.cue.weak for h in near if h.first in so}
        if sum(forms.values()) >= 1:
            out += so.values()
    return out


def _dismissed(page: Page, f: Finding) -> bool:
    """Whether a reader has said that the passage is nothing of its category."""
    start, end = int(page.words.start[f.first]), int(page.words.end[f.last - 1])
    return any(c == f.category and s < end and start < e for c, s, e in page.corrected.dismissed)


def _graphic(page: Page, found: list[Finding]) -> list[Finding]:
    """The findings, violence made graphic where the same sentence shows the inside of a body."""
    sentence = page.words.sentence
    bodily = {int(sentence[f.word]) for f in found if f.category == "gore" and f.severity == "graphic"}
    return [
        replace(f, severity="graphic")
        if f.category in ("violence", "torture")
        and f.severity == "depicted"
        and f.claim.standing == "shown"
        and int(sentence[f.word]) in bodily
        else f
        for f in found
    ]


def _in_scenes(page: Page, found: Sequence[Finding], scenes: Sequence[Scene]) -> list[Finding]:
    """The findings, those shown in a remembered or imagined scene marked so."""
    starts = [s.start for s in scenes]
    out = []
    for f in found:
        at = int(np.searchsorted(starts, page.words.start[f.word], side="right")) - 1
        told = scenes[at].standing if at >= 0 and scenes[at].end > page.words.start[f.word] else "told"
        if told != "told" and f.claim.standing == "shown" and not categories()[f.category].always:
            sure = min(f.claim.sure, scenes[at].confidence)
            f = replace(f, claim=Claim(told, sure, f.claim.attempted))  # noqa: PLW2901
        out.append(f)
    return out


def _notes(page: Page, found: Sequence[Finding], scenes: Sequence[Scene]) -> list[ContentNote]:
    starts = [s.start for s in scenes]
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for f in sorted(_best(found), key=lambda f: (f.word, f.category)):
        scene = (
            int(np.searchsorted(starts, page.words.start[f.word], side="right")) if starts else int(page.scene[f.word])
        )
        groups.setdefault((f.category, f.claim.standing, f.agent, f.patient, scene), []).append(f)
    return [
        ContentNote(
            category=members[0].category,
            severity=max((f.severity for f in members), key=SEVERITIES.index),
            standing=members[0].claim.standing,
            evidence=_evidence(page, members),
            agent=members[0].agent,
            patient=members[0].patient,
            confidence=max(f.confidence for f in members),
        )
        for members in groups.values()
    ]


def _best(found: Sequence[Finding]) -> list[Finding]:
    """The findings that are sure enough; of two of one category that overlap, the one that holds the other, or else
    the surer: "his phone committed suicide" is no suicide."""
    out: list[Finding] = []
    last: dict[str, Finding] = {}
    for f in sorted(found, key=lambda f: (f.first, f.last)):
        before = last.get(f.category)
        if f.confidence < _LEAST or (before and f.first < before.last and not _outdoes(f, before)):
            continue
        if before and f.first < before.last:
            out.remove(before)
        out.append(f)
        last[f.category] = f
    return out


def _outdoes(f: Finding, before: Finding) -> bool:
    """Whether of two findings that overlap the second is to be kept, which begins no sooner."""
    if f.first > before.first and f.last <= before.last:
        return False
    return (f.first == before.first and f.last > before.last) or f.confidence > before.confidence


def _evidence(page: Page, members: Sequence[Finding]) -> tuple[Span, ...]:
    """The passages of a note, each once; of two that overlap, their union."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted((int(page.words.start[f.first]), int(page.words.end[f.last - 1])) for f in members):
        if spans and start < spans[-1][1]:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((start, end))
    return tuple(Span(start, end) for start, end in spans)
