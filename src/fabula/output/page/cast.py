"""The cast as cards: what each character is called and by whom, says, does and undergoes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import log

from fabula.output.facts import callings, exchanges
from fabula.output.page.places import colours
from fabula.story import Arc, Story

CARDS = 60
"""How many characters have a card; the others follow as a list of names."""

BINS = 32
FORMS = 8
DEEDS = 7
OTHERS = 5
PLAIN = frozenset("say be have do go come get make know think see ask answer reply tell cry call".split())
"""Verbs that tell nothing of anybody."""


@dataclass(frozen=True, slots=True)
class Card:
    """A character's card. Counts stand beside what they count; `presence` are heights of 0 to 100, from the work's
    beginning to its end, by how often the character is mentioned; `arc` are points in a box of 320 by 24, "" for none:
    the character's valence, the middle of the box for none."""

    entity: int
    colour: str
    name: str
    narrator: bool
    pronouns: str
    lines: int
    words: int
    mentions: int
    scenes: int
    share: int
    first: int
    forms: list[tuple[str, int]]
    called: list[tuple[str, int, list[str]]]
    does: list[tuple[str, int]]
    undergoes: list[tuple[str, int]]
    talks: list[tuple[str, int, int, int]]
    presence: list[int]
    arc: str


def cards(story: Story, shown: dict[int, str]) -> list[Card]:
    """The cards of the first characters, the most important first. `shown` are the names by entity."""
    chosen = story.characters[:CARDS]
    most = max([character.utterances for character in story.characters], default=0) or 1
    classes = colours(story)
    scenes = Counter(entity for scene in story.scenes for entity in {presence.entity for presence in scene.cast})
    does, undergoes = _deeds(story, "agent"), _deeds(story, "patient")
    called, talks = _called(story, shown), _talks(story, shown)
    presence, first = _presence(story)
    arcs = {arc.entity: _arc(arc, max(len(story.text), 1)) for arc in story.arcs if len(arc.points) > 1}
    return [
        Card(
            entity=c.entity,
            colour=classes.get(c.entity, ""),
            name=shown[c.entity],
            narrator=c.narrator,
            pronouns=", ".join(alias.name for alias in c.pronouns[:3]),
            lines=c.utterances,
            words=c.words,
            mentions=c.mentions,
            scenes=scenes[c.entity],
            share=round(100 * c.utterances / most),
            first=first.get(c.entity, 0),
            forms=_forms((alias.name, alias.count) for alias in (*c.names, *c.epithets)),
            called=called[c.entity],
            does=does[c.entity],
            undergoes=undergoes[c.entity],
            talks=talks[c.entity],
            presence=presence[c.entity],
            arc=arcs.get(c.entity, ""),
        )
        for c in chosen
    ]


def _forms(forms: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    counts: Counter[str] = Counter()
    for form, count in forms:
        counts[" ".join(form.split())] += count
    return sorted(counts.items(), key=lambda form: -form[1])[:FORMS]


def _deeds(story: Story, role: str) -> dict[int, list[tuple[str, int]]]:
    """The verbs that a character is the agent or patient of, the more telling first: frequent for this character, and
    rare for the others."""
    total: Counter[str] = Counter()
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for event in story.events:
        lemma = " ".join(event.lemma.split())
        for entity in {part.entity for part in event.participants if part.role == role}:
            counts[entity][lemma] += 1
            total[lemma] += 1
    every = total.total()
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for entity, own in counts.items():
        telling = [(-count * log(1 + every / total[lemma]), lemma, count) for lemma, count in own.items()]
        found[entity] = [(lemma, count) for _, lemma, count in sorted(telling) if lemma not in PLAIN][:DEEDS]
    return found


def _called(story: Story, shown: dict[int, str]) -> dict[int, list[tuple[str, int, list[str]]]]:
    """By the person called: (who calls, that one's entity, the forms)."""
    found: dict[int, list[tuple[str, int, list[str]]]] = defaultdict(list)
    for speaker, person, forms in callings(story):
        if len(found[person]) < FORMS:
            found[person].append((shown[speaker], speaker, [address.form for address in forms[:OTHERS]]))
    return found


def _talks(story: Story, shown: dict[int, str]) -> dict[int, list[tuple[str, int, int, int]]]:
    """By person: (name and entity of another, lines said to that one, lines heard), the most first."""
    between: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for one, other, count in exchanges(story):
        between[one][other][0] += count
        between[other][one][1] += count
    found: dict[int, list[tuple[str, int, int, int]]] = defaultdict(list)
    for one, others in between.items():
        ordered = sorted(others.items(), key=lambda item: (-sum(item[1]), item[0]))
        found[one] = [(shown[other], other, said, heard) for other, (said, heard) in ordered[:OTHERS]]
    return found


def _arc(arc: Arc, length: int) -> str:
    return " ".join(
        f"{160 * (point.start + point.end) / length:.0f},{12 - 11 * point.valence:.1f}" for point in arc.points
    )


def _presence(story: Story) -> tuple[dict[int, list[int]], dict[int, int]]:
    """By entity: how often it is mentioned in each part of the work, 0 to 100, and where first."""
    counts: dict[int, list[int]] = defaultdict(lambda: [0] * BINS)
    first: dict[int, int] = {}
    length = max(len(story.text), 1)
    for mention in story.mentions:
        counts[mention.entity][min(BINS * mention.start // length, BINS - 1)] += 1
        first[mention.entity] = min(mention.start, first.get(mention.entity, length))
    heights: dict[int, list[int]] = defaultdict(list)
    for entity, bins in counts.items():
        most = max(bins)
        heights[entity] = [round(100 * count / most) for count in bins]
    return heights, first
