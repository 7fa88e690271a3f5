"""What is between each two characters: scenes shared, lines exchanged, feelings, and the ties that the text states."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from itertools import chain, combinations

from fabula.language.names import gender_of, parse_name
from fabula.reading.page import Page
from fabula.reading.relationships.calls import called
from fabula.reading.relationships.described import described
from fabula.reading.relationships.ground import open_ground
from fabula.reading.relationships.nouns import NOUNS, converse
from fabula.reading.relationships.regard import ENOUGH_IN_CHAPTER, Regard, find_regards, mean
from fabula.reading.relationships.settle import Pair, Person, settle_ties
from fabula.reading.relationships.unions import unions
from fabula.story import Address, Character, Feeling, Relationship, Scene, Span, Stage, Tie, Utterance


def find_relationships(
    page: Page,
    utterances: Sequence[Utterance],
    characters: Sequence[Character],
    addresses: Sequence[Address],
    scenes: Sequence[Scene],
    feelings: Sequence[Feeling] = (),
    parts: Sequence[Span] = (),
) -> list[Relationship]:
    """The pairs of characters that share a scene, speak to each other or have a tie, the most important pairs first.

    `parts` are the stretches that the stages are of, in order; the whole text where there are none. A stage that the
    two have nothing to do with each other in is left out.
    """
    rank = {c.entity: place for place, c in enumerate(characters)}

    def ordered(one: int, other: int) -> Pair:
        return (one, other) if rank[one] < rank[other] else (other, one)

    ties = {
        ordered(*pair): _seen_from(ordered(*pair) == pair, found)
        for pair, found in _ties(page, utterances, characters, addresses).items()
    }
    lines = _lines(utterances, rank.keys())
    regards = find_regards(page, utterances, feelings, rank.keys())
    together: defaultdict[Pair, list[int]] = defaultdict(list)
    for place, scene in enumerate(scenes):
        cast = sorted({p.entity for p in scene.cast if p.entity in rank}, key=rank.__getitem__)
        for one, other in combinations(cast, 2):
            together[one, other].append(place)
    spans = list(parts) or [Span(0, len(page.text))]
    pairs = {*ties, *together, *(ordered(*pair) for pair in lines)}
    return [
        _relationship(pair, ties.get(pair, ()), lines, regards, [(k, scenes[k]) for k in together[pair]], spans)
        for pair in sorted(pairs, key=lambda pair: (rank[pair[0]], rank[pair[1]]))
    ]


def _ties(
    page: Page, utterances: Sequence[Utterance], characters: Sequence[Character], addresses: Sequence[Address]
) -> dict[Pair, tuple[Tie, ...]]:
    ground = open_ground(page, utterances)
    claims = chain(described(ground), unions(ground), called(ground, addresses))
    return settle_ties(claims, {c.entity: _person(c) for c in characters if c.names or c.epithets or c.narrator})


def _person(character: Character) -> Person:
    heads = {alias.name.split()[-1].lower() for alias in character.epithets}
    kinds = frozenset(NOUNS[head].kind for head in heads if head in NOUNS)
    return Person(_gender(character), bool(character.names) or character.narrator, kinds)


def _gender(character: Character) -> str:
    """The gender that a character's pronouns and names give, "" where they do not."""
    counts = {alias.name: alias.count for alias in character.pronouns}
    he, she = counts.get("he", 0), counts.get("she", 0)
    if max(he, she) > 2 * min(he, she):
        return "m" if he > she else "f"
    name = parse_name(character.name.split())
    return name.gender or (gender_of(name.words[0]) if name.words else "")


def _seen_from(same: bool, ties: tuple[Tie, ...]) -> tuple[Tie, ...]:
    """Ties as told from the pair's first, or else from its second."""
    return ties if same else tuple(Tie(converse(t.kind), t.start, t.end, t.confidence) for t in ties)


def _lines(utterances: Sequence[Utterance], people: Collection[int]) -> dict[tuple[int, int], list[Utterance]]:
    """What each says to each other, in order."""
    lines: defaultdict[tuple[int, int], list[Utterance]] = defaultdict(list)
    for u in utterances:
        if u.speaker is not None and u.speaker in people and u.kind == "speech":
            for one in u.addressees:
                if one in people and one != u.speaker:
                    lines[u.speaker, one].append(u)
    return dict(lines)


def _relationship(
    pair: Pair,
    ties: tuple[Tie, ...],
    lines: dict[Pair, list[Utterance]],
    regards: dict[Pair, list[Regard]],
    together: Sequence[tuple[int, Scene]],
    parts: Sequence[Span],
) -> Relationship:
    said, heard = lines.get(pair, []), lines.get(pair[::-1], [])
    feels, felt = regards.get(pair, []), regards.get(pair[::-1], [])
    starts = [part.start for part in parts]

    def stage_at(place: int) -> int:
        return max(0, bisect_right(starts, place) - 1)

    shared = Counter(stage_at(scene.start) for _, scene in together)
    there, back = (Counter(stage_at(u.spans[0].start) for u in some) for some in (said, heard))
    warmth: defaultdict[int, list[Regard]] = defaultdict(list)
    for regard in (*feels, *felt):
        warmth[stage_at(regard.start)].append(regard)
    stages = tuple(
        Stage(parts[k].start, parts[k].end, shared[k], there[k], back[k], mean(warmth[k], ENOUGH_IN_CHAPTER))
        for k in sorted({*shared, *there, *back})
    )
    sure = [
        *(u.confidence * u.addressee_confidence for u in (*said, *heard)),
        *(scene.confidence for _, scene in together),
        *(tie.confidence for tie in ties),
    ]
    return Relationship(
        one=pair[0],
        other=pair[1],
        scenes=tuple(k for k, _ in together),
        said=len(said),
        heard=len(heard),
        feels=mean(feels),
        felt=mean(felt),
        ties=ties,
        stages=stages,
        confidence=round(max(sure), 4),
    )
