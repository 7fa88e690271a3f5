"""The character network as GEXF 1.3 or GraphML, which Gephi, Cytoscape, networkx and igraph read.

Nodes are characters. Two people are joined by undirected edges, one of a kind: "speech", whose weight is how many
lines they say to each other, "together", whose weight is in how many scenes both are present (where no scenes were
read, in how many paragraphs both are mentioned), and one for each tie that the text states, named after it: of
"parent" the source is the parent of the target. `source_lines` are the lines that the source says to the target,
`source_feels` is the valence of what the source feels for the target.

The GEXF of a work in chapters is dynamic: time is the number of the chapter, closed intervals at both ends. A person
is there in the chapters that mention them, an edge in those where its weight is made, a tie always.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from fabula.output.facts import names
from fabula.output.tei import attribute
from fabula.story import Relationship, Story, stage_spans

NODE = {
    "lines": "integer", "words": "integer", "mentions": "integer", "importance": "double", "narrator": "boolean",
    "pronouns": "string",
}  # fmt: skip
EDGE = {
    "kind": "string", "source_lines": "integer", "target_lines": "integer", "unit": "string", "confidence": "double",
    "source_feels": "double", "target_feels": "double",
}  # fmt: skip
BY_CHAPTER = {"chapter_weight": "double", "chapter_valence": "double"}
"""What an edge has in each chapter: its weight, and what the two feel for each other."""

Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge from the more present of two people to the other. `chapters` has the weight of each chapter, by number
    from 1; a tie has none."""

    source: int
    target: int
    weight: int
    values: dict[str, Value]
    chapters: dict[int, int] = field(default_factory=dict)


def gexf(story: Story, name: str) -> dict[str, bytes]:
    """The network as GEXF, by file name."""
    return {f"{name}.gexf": "".join(_gexf(story)).encode()}


def graphml(story: Story, name: str) -> dict[str, bytes]:
    """The network as GraphML, by file name."""
    return {f"{name}.graphml": "".join(_graphml(nodes(story), edges(story), story.title)).encode()}


def graphml_by_chapter(story: Story, name: str) -> dict[str, bytes]:
    """The network of each chapter as GraphML, by file name: who is mentioned in it, and the edges among them."""
    present, joined, titles = _presence(story), edges(story), _titles(story)
    files = {}
    for number, title in enumerate(titles, 1):
        people = [node for node in nodes(story) if number in present[node[0]]]
        there = {entity for entity, _, _ in people}
        some = [
            Edge(e.source, e.target, e.chapters.get(number, e.weight), _in_chapter(e.values))
            for e in joined
            if (number in e.chapters or not e.chapters) and {e.source, e.target} <= there
        ]
        files[f"{name}.{number:0{len(str(len(titles)))}}.graphml"] = "".join(_graphml(people, some, title)).encode()
    return files


def _in_chapter(values: dict[str, Value]) -> dict[str, Value]:
    """An edge's values without those that are of the whole work."""
    return {name: value for name, value in values.items() if name in ("kind", "unit", "confidence")}


def nodes(story: Story) -> list[tuple[int, str, dict[str, Value]]]:
    """(entity, name, attributes of `NODE`) of each character, the most present first."""
    shown = names(story)
    return [
        (c.entity, shown[c.entity], {
            "lines": c.utterances, "words": c.words, "mentions": c.mentions, "importance": c.importance,
            "narrator": c.narrator, "pronouns": ", ".join(alias.name for alias in c.pronouns),
        })
        for c in {c.entity: c for c in story.characters}.values()
    ]  # fmt: skip


def edges(story: Story) -> list[Edge]:
    """The edges of a story: those of speech, then those of being together, then ties."""
    rank = {character.entity: place for place, character in enumerate(story.characters)}
    feelings = {frozenset((r.one, r.other)): r for r in story.relationships}
    found: list[Edge] = []
    for (one, other), (there, back) in sorted(_speech(story, rank).items(), key=lambda item: _order(item[0], rank)):
        lines: dict[str, Value] = {"kind": "speech", "source_lines": there.total(), "target_lines": back.total()}
        felt = _felt(feelings.get(frozenset((one, other))), one)
        by_chapter = dict(sorted((there + back).items()))
        found.append(Edge(one, other, sum(by_chapter.values()), {**lines, "unit": "lines", **felt}, by_chapter))
    together, unit = _together(story, rank)
    for (one, other), by_chapter in sorted(together.items(), key=lambda item: _order(item[0], rank)):
        felt = _felt(feelings.get(frozenset((one, other))), one)
        found.append(Edge(one, other, sum(by_chapter.values()), {"kind": "together", "unit": unit, **felt}, by_chapter))
    for pair in story.relationships:
        if rank.keys() >= {pair.one, pair.other}:
            told = ({"kind": tie.kind, "confidence": tie.confidence} for tie in pair.ties)
            found += (Edge(pair.one, pair.other, 1, dict[str, Value](values)) for values in told)
    return found


def _order(pair: tuple[int, int], rank: dict[int, int]) -> tuple[int, int]:
    return rank[pair[0]], rank[pair[1]]


def _felt(pair: Relationship | None, source: int) -> dict[str, Value]:
    """What the two of an edge feel for each other, as far as that is known."""
    if pair is None:
        return {}
    feels, felt = (pair.feels, pair.felt) if pair.one == source else (pair.felt, pair.feels)
    values = {"source_feels": feels, "target_feels": felt}
    return {name: value for name, value in values.items() if value is not None}


def _titles(story: Story) -> list[str]:
    """The title of each chapter, or "Chapter 3" where it has none."""
    for kind in ("chapter", "part"):
        told = sorted((d.start, d.title or "") for d in story.divisions if d.kind == kind)
        if told:
            return [" ".join(title.split()) or f"Chapter {number}" for number, (_, title) in enumerate(told, 1)]
    return [story.title]


def _chapter_at(story: Story) -> Callable[[int], int]:
    """The number of the chapter, from 1, that a place is in."""
    starts = [part.start for part in stage_spans(story.divisions, len(story.text))]
    return lambda place: max(1, bisect_right(starts, place))


def _presence(story: Story) -> dict[int, Counter[int]]:
    """How often each entity is mentioned in each chapter."""
    chapter = _chapter_at(story)
    found: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for mention in story.mentions:
        found[mention.entity][chapter(mention.start)] += 1
    return found


def _speech(story: Story, rank: dict[int, int]) -> dict[tuple[int, int], tuple[Counter[int], Counter[int]]]:
    """The lines of each two people in each chapter, from the more present to the other, and back."""
    chapter = _chapter_at(story)
    found: dict[tuple[int, int], tuple[Counter[int], Counter[int]]] = {}
    for line in story.utterances:
        if line.speaker not in rank or line.kind != "speech":
            continue
        for hearer in line.addressees:
            if hearer in rank and hearer != line.speaker:
                ahead = rank[line.speaker] < rank[hearer]
                pair = (line.speaker, hearer) if ahead else (hearer, line.speaker)
                found.setdefault(pair, (Counter(), Counter()))[not ahead][chapter(line.spans[0].start)] += 1
    return found


def _together(story: Story, rank: dict[int, int]) -> tuple[dict[tuple[int, int], Counter[int]], str]:
    """How often each two characters are together in each chapter, and in what."""
    chapter = _chapter_at(story)
    groups: dict[int, set[int]] = defaultdict(set)
    places: dict[int, int] = {}
    if story.scenes:
        unit = "scenes"
        for place, scene in enumerate(story.scenes):
            groups[place], places[place] = {presence.entity for presence in scene.cast}, scene.start
    else:
        import numpy as np

        unit, tokens = "paragraphs", story.tokens
        at = np.searchsorted(tokens.end, [m.start for m in story.mentions], side="right").tolist()
        for place, mention in zip(at, story.mentions, strict=True):
            if place < len(tokens):
                groups[int(tokens.paragraph[place])].add(mention.entity)
                places.setdefault(int(tokens.paragraph[place]), mention.start)
    counts: defaultdict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    for place, group in groups.items():
        for pair in combinations(sorted((one for one in group if one in rank), key=rank.__getitem__), 2):
            counts[pair][chapter(places[place])] += 1
    return counts, unit


def _value(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else attribute(str(value))


def _gexf(story: Story) -> Iterator[str]:
    last = len(stage_spans(story.divisions, len(story.text)))
    dynamic = last > 1
    present = _presence(story)
    valences = _valences(story)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
    yield f"<meta><creator>Fabula</creator><description>{attribute(story.title)}</description></meta>\n"
    time = f' timeformat="double" timerepresentation="interval" start="1" end="{last}"' if dynamic else ""
    yield f'<graph mode="{"dynamic" if dynamic else "static"}" defaultedgetype="undirected"{time}>\n'
    declared = [("node", "static", NODE), ("edge", "static", EDGE), *([("edge", "dynamic", BY_CHAPTER)] * dynamic)]
    for group, mode, kinds in declared:
        rows = "".join(f'<attribute id="{name}" title="{name}" type="{kind}"/>' for name, kind in kinds.items())
        yield f'<attributes class="{group}" mode="{mode}">{rows}</attributes>\n'
    yield "<nodes>\n"
    for entity, name, values in nodes(story):
        spells = _spells(present[entity]) if dynamic else ""
        yield f'<node id="e{entity}" label="{attribute(name)}">{_gexf_values(values)}{spells}</node>\n'
    yield "</nodes>\n<edges>\n"
    for i, edge in enumerate(edges(story)):
        ends = f'id="{i}" source="e{edge.source}" target="e{edge.target}"'
        felt = valences.get(frozenset((edge.source, edge.target)), {}) if edge.chapters else {}
        chapters: dict[str, Mapping[int, float]] = {}
        if dynamic:
            chapters = {"chapter_weight": edge.chapters, "chapter_valence": felt}
        spells = _spells(edge.chapters) if dynamic and edge.chapters else ""
        inner = f"{_gexf_values(edge.values, chapters)}{spells}"
        yield f'<edge {ends} kind="{edge.values["kind"]}" weight="{edge.weight}">{inner}</edge>\n'
    yield "</edges>\n</graph>\n</gexf>\n"


def _valences(story: Story) -> dict[frozenset[int], dict[int, float]]:
    """What each two people feel for each other in each chapter, where that is known."""
    chapter = _chapter_at(story)
    return {
        frozenset((pair.one, pair.other)): {
            chapter(stage.start): stage.valence for stage in pair.stages if stage.valence is not None
        }
        for pair in story.relationships
    }


def _spells(chapters: Mapping[int, int]) -> str:
    """The runs of chapters that something is there in; "" for none."""
    runs: list[list[int]] = []
    for number in sorted(chapters):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    rows = "".join(f'<spell start="{first}" end="{final}"/>' for first, final in runs)
    return f"<spells>{rows}</spells>" if rows else ""


def _gexf_values(values: dict[str, Value], chapters: Mapping[str, Mapping[int, float]] | None = None) -> str:
    rows = "".join(f'<attvalue for="{name}" value="{_value(value)}"/>' for name, value in values.items())
    for name, by_chapter in (chapters or {}).items():
        for number, value in by_chapter.items():
            rows += f'<attvalue for="{name}" value="{value}" start="{number}" end="{number}"/>'
    return f"<attvalues>{rows}</attvalues>"


def _graphml(people: Sequence[tuple[int, str, dict[str, Value]]], joined: Sequence[Edge], title: str) -> Iterator[str]:
    kinds = {"integer": "int", "double": "double", "boolean": "boolean", "string": "string"}
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for group, keys in (
        ("graph", {"title": "string"}), ("node", {"label": "string", **NODE}), ("edge", {"weight": "integer", **EDGE})
    ):  # fmt: skip
        for name, kind in keys.items():
            yield f'<key id="{group}_{name}" for="{group}" attr.name="{name}" attr.type="{kinds[kind]}"/>\n'
    yield f'<graph edgedefault="undirected">{_graphml_values("graph", {"title": title})}\n'
    for entity, name, values in people:
        yield f'<node id="e{entity}">{_graphml_values("node", {"label": name, **values})}</node>\n'
    for i, edge in enumerate(joined):
        row = _graphml_values("edge", {"weight": edge.weight, **edge.values})
        yield f'<edge id="{i}" source="e{edge.source}" target="e{edge.target}">{row}</edge>\n'
    yield "</graph>\n</graphml>\n"


def _graphml_values(group: str, values: dict[str, Value]) -> str:
    return "".join(f'<data key="{group}_{name}">{_value(value)}</data>' for name, value in values.items())
