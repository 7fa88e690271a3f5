"""The conversation network: who speaks with whom, how much each of the two says, and what they are to each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import hypot, sqrt

from fabula.output.charts.people import cast, loudest, speaking
from fabula.output.charts.stress import Extent, apart, layout
from fabula.output.charts.svg import SIZE, Box, Chart, Marks, clip, drawing, number, overlap, width, written
from fabula.story import Story, Tie

MOST = 16
"""How many people are drawn."""

TIES = {
    "parent": ("parent and child", "kin"), "child": ("parent and child", "kin"), "sibling": ("siblings", "kin"),
    "kin": ("kin", "kin"), "guardian": ("guardian and ward", "kin"), "ward": ("guardian and ward", "kin"),
    "spouse": ("married", "love"), "betrothed": ("betrothed", "love"), "lover": ("lovers", "love"),
    "friend": ("friends", "bond"), "colleague": ("colleagues", "bond"), "master": ("master and servant", "bond"),
    "servant": ("master and servant", "bond"), "rival": ("rivals", "strife"), "enemy": ("enemies", "strife"),
}  # fmt: skip
"""What two people are called by each kind of tie, and the kind of line that shows it."""

LINES = {"kin": "solid for kin", "love": "dotted for love", "bond": "dashed for friends and work",
         "strife": "short strokes for strife"}  # fmt: skip

NAME = "network"
SIDE = 400.0
_EDGE = 12.0


def network(story: Story, marks: Marks) -> Chart:
    """People as circles, as large as they speak much, and the lines they exchange as links between them."""
    title = "Who speaks with whom"
    lines = Counter(u.speaker for u in speaking(story) if u.speaker is not None)
    said, first = _exchanged(story)
    talking = {one for pair in said for one in pair}
    people = [one for one in dict.fromkeys([*loudest(story, MOST), *cast(story)]) if one in talking][:MOST]
    said = {pair: count for pair, count in said.items() if pair[0] in people and pair[1] in people}
    people = [one for one in people if any(one in pair for pair in said)]
    if not said:
        return Chart(NAME, title, "No conversation between two known people was found, so there is nothing to draw.")
    both: Counter[tuple[int, int]] = Counter()
    for (one, other), count in said.items():
        both[min(one, other), max(one, other)] += count
    ties = {pair: tie for pair, tie in _ties(story).items() if pair[0] in people and pair[1] in people}
    for pair in sorted(ties):
        both[pair] += 0  # who are something to each other have a link, though not a word is said
    most = max(lines[one] for one in people) or 1
    radii = {one: 5 + 15 * sqrt(lines[one] / most) for one in people}
    text = {one: clip(marks.names.get(one, "?"), 110) for one in people}
    extents = {one: _extent(radii[one], text[one]) for one in people}
    places = apart(layout(people, both), extents)
    size, places = _fitted(places, extents)
    inside = [
        *(_edge(pair, said, both, places, first, ties, marks) for pair in sorted(both, key=lambda p: (both[p], p))),
        *_tie_names(both, ties, places, extents),
        *(_node(one, places[one], radii[one], text[one], lines[one], story, marks) for one in people),
    ]
    caption = (
        "A circle is a person, the larger the more lines they speak. A link is what two say to each other, and is "
        "broader at the end of the one who says more."
    )
    used = dict.fromkeys(TIES[ties[pair].kind][1] for pair in both if pair in ties)
    if used:
        caption += f" A line along it is a tie that the text tells of: {', '.join(LINES[kind] for kind in used)}."
    if len(story.characters) > len(people):
        caption += f" The {len(people)} who speak most, of {len(story.characters)}."
    description = "; ".join(
        f"{marks.names.get(one, '?')} and {marks.names.get(other, '?')}, {count}"
        for (one, other), count in sorted(both.items(), key=lambda item: (-item[1], item[0]))[:12]
        if count
    )
    return Chart(NAME, title, caption, drawing(NAME, title, f"Lines exchanged: {description}.", size, inside))


def _exchanged(story: Story) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]]:
    """How many lines each says to each, and where the first of them is."""
    said: dict[tuple[int, int], int] = defaultdict(int)
    first: dict[tuple[int, int], int] = {}
    for utterance in speaking(story):
        for other in utterance.addressees:
            if utterance.speaker is not None and other != utterance.speaker:
                said[utterance.speaker, other] += 1
                first.setdefault((utterance.speaker, other), utterance.spans[0].start)
    return dict(said), first


def _ties(story: Story) -> dict[tuple[int, int], Tie]:
    """The surest tie of each two people, the lower entity first."""
    found: dict[tuple[int, int], Tie] = {}
    for relationship in story.relationships:
        pair = min(relationship.one, relationship.other), max(relationship.one, relationship.other)
        for tie in relationship.ties:
            if pair not in found or tie.confidence > found[pair].confidence:
                found[pair] = tie
    return found


def _tie_names(
    both: Counter[tuple[int, int]], ties: dict[tuple[int, int], Tie], places: dict[int, tuple[float, float]],
    extents: dict[int, Extent],
) -> list[str]:  # fmt: skip
    """What two people are to each other, written on their link where nothing is in the way."""
    taken = [around(places[one], extents[one]) for one in places]
    found = []
    for pair in sorted(both, key=lambda pair: (-both[pair], pair)):
        if pair not in ties:
            continue
        text = TIES[ties[pair].kind][0]
        half = width(text, 10.5) / 2 + 2
        (x, y), (to_x, to_y) = places[pair[0]], places[pair[1]]
        for share in (0.5, 0.4, 0.6, 0.3, 0.7):
            at_x, at_y = x + (to_x - x) * share, y + (to_y - y) * share
            box = (at_x - half, at_y - 8, at_x + half, at_y + 8)
            if any(overlap(box, other) for other in taken):
                continue
            taken.append(box)
            found.append(
                f'<text class="small" data-c="{pair[0]} {pair[1]}" x="{number(at_x)}" y="{number(at_y + 4)}" '
                f'text-anchor="middle">{text}</text>'
            )
            break
    return found


def _extent(radius: float, text: str) -> Extent:
    """What a circle and the name under it take up around its centre."""
    half = max(radius, width(text) / 2) + 3
    return half, radius + 3, half, radius + SIZE + 6


def _fitted(
    places: dict[int, tuple[float, float]], extents: dict[int, Extent]
) -> tuple[tuple[float, float], dict[int, tuple[float, float]]]:
    """The size of the drawing around everything in it, and the places in it."""
    boxes = [around(places[one], extents[one]) for one in places]
    left, top = min(b[0] for b in boxes) - _EDGE, min(b[1] for b in boxes) - _EDGE
    right, bottom = max(b[2] for b in boxes) + _EDGE, max(b[3] for b in boxes) + _EDGE
    wide = max(right - left, 300.0)
    left -= (wide - (right - left)) / 2
    return (wide, bottom - top), {one: (x - left, y - top) for one, (x, y) in places.items()}


def around(place: tuple[float, float], extent: Extent) -> Box:
    """The box of something placed."""
    (x, y), (left, up, right, down) = place, extent
    return x - left, y - up, x + right, y + down


def _edge(
    pair: tuple[int, int], said: dict[tuple[int, int], int], both: Counter[tuple[int, int]],
    places: dict[int, tuple[float, float]], first: dict[tuple[int, int], int],
    ties: dict[tuple[int, int], Tie], marks: Marks,
) -> str:  # fmt: skip
    """A link as a ribbon: its breadth at either end is what is said from there."""
    one, other = pair
    there, back = said.get(pair, 0), said.get((other, one), 0)
    (x, y), (to_x, to_y) = places[one], places[other]
    length = hypot(to_x - x, to_y - y) or 1.0
    across_x, across_y = (to_y - y) / length, (x - to_x) / length
    most = max(both.values())
    a, b = (max(0.5, 5.5 * sqrt(count / most)) if count else 0.35 for count in (there, back))
    corners = [
        (x + across_x * a, y + across_y * a), (to_x + across_x * b, to_y + across_y * b),
        (to_x - across_x * b, to_y - across_y * b), (x - across_x * a, y - across_y * a),
    ]  # fmt: skip
    path = "M" + "L".join(f"{number(px)} {number(py)}" for px, py in corners) + "Z"
    names = marks.names.get(one, "?"), marks.names.get(other, "?")
    name, inside = f"{names[0]} to {names[1]}: {there}; {names[1]} to {names[0]}: {back}", f'<path d="{path}"/>'
    if not there + back:
        name, inside = f"{names[0]} and {names[1]}", ""
    at = min(
        (first[way] for way in (pair, (other, one)) if way in first), default=ties[pair].start if pair in ties else 0
    )
    if pair in ties:
        what, line = TIES[ties[pair].kind]
        name += f"; {what}"
        inside += f'<path class="{line}" d="M{number(x)} {number(y)}L{number(to_x)} {number(to_y)}"/>'
    return marks.link(at, name, inside, f'class="tie" data-c="{one} {other}"')


def _node(
    one: int, place: tuple[float, float], radius: float, text: str, lines: int, story: Story, marks: Marks
) -> str:
    x, y = map(number, place)
    at = next((u.spans[0].start for u in speaking(story) if u.speaker == one), None)
    if at is None:
        at = next((u.spans[0].start for u in speaking(story) if one in u.addressees), 0)
    inside = (
        f'<circle cx="{x}" cy="{y}" r="{number(radius)}"/>'
        f'<text x="{x}" y="{number(place[1] + radius + SIZE)}" text-anchor="middle">{written(text)}</text>'
    )
    name = f"{marks.names.get(one, '?')}: {lines} {'line' if lines == 1 else 'lines'}"
    return f"<g {marks.person(one, 'node')}>{marks.link(at, name, inside)}</g>"
