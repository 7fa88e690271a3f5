"""The character network as GEXF 1.2 or GraphML, which Gephi, Cytoscape, networkx and igraph read.

Nodes are characters. Two people are joined by up to two undirected edges: of kind "speech", whose weight is how many
lines they say to each other, and of kind "together", whose weight is in how many scenes both are present (where no
scenes were read, in how many paragraphs both are mentioned). `source_lines` are the lines that the source says to the
target.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from fabula.output.facts import exchanges, names
from fabula.output.tei import attribute
from fabula.story import Story

NODE = {
    "lines": "integer", "words": "integer", "mentions": "integer", "importance": "double", "narrator": "boolean",
    "pronouns": "string",
}  # fmt: skip
EDGE = {"kind": "string", "source_lines": "integer", "target_lines": "integer", "unit": "string"}

Value = str | int | float | bool


def gexf(story: Story, name: str) -> dict[str, bytes]:
    """The network as GEXF, by file name."""
    return {f"{name}.gexf": "".join(_gexf(story)).encode()}


def graphml(story: Story, name: str) -> dict[str, bytes]:
    """The network as GraphML, by file name."""
    return {f"{name}.graphml": "".join(_graphml(story)).encode()}


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


def edges(story: Story) -> list[tuple[int, int, int, dict[str, Value]]]:
    """(source, target, weight, attributes of `EDGE`), the source the more present of the two."""
    rank = {character.entity: place for place, character in enumerate(story.characters)}
    said = {(one, other): count for one, other, count in exchanges(story)}
    pairs = {tuple(sorted(pair, key=rank.__getitem__)) for pair in said if rank.keys() >= set(pair)}
    found: list[tuple[int, int, int, dict[str, Value]]] = []
    for one, other in sorted(pairs, key=lambda pair: [rank[e] for e in pair]):
        there, back = said.get((one, other), 0), said.get((other, one), 0)
        unit: dict[str, Value] = {"kind": "speech", "source_lines": there, "target_lines": back, "unit": "lines"}
        found.append((one, other, there + back, unit))
    together, unit_name = _together(story, rank)
    for (one, other), count in sorted(together.items(), key=lambda item: [rank[e] for e in item[0]]):
        found.append((one, other, count, {"kind": "together", "unit": unit_name}))
    return found


def _together(story: Story, rank: dict[int, int]) -> tuple[Counter[tuple[int, int]], str]:
    """How often each two characters are together, and in what."""
    groups: dict[int, set[int]] = defaultdict(set)
    if story.scenes:
        unit = "scenes"
        for place, scene in enumerate(story.scenes):
            groups[place] = {presence.entity for presence in scene.cast}
    else:
        import numpy as np

        unit, tokens = "paragraphs", story.tokens
        at = np.searchsorted(tokens.end, [m.start for m in story.mentions], side="right").tolist()
        for place, mention in zip(at, story.mentions, strict=True):
            if place < len(tokens):
                groups[int(tokens.paragraph[place])].add(mention.entity)
    counts: Counter[tuple[int, int]] = Counter()
    for group in groups.values():
        counts.update(combinations(sorted((one for one in group if one in rank), key=rank.__getitem__), 2))
    return counts, unit


def _value(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else attribute(str(value))


def _gexf(story: Story) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
    yield f"<meta><creator>Fabula</creator><description>{attribute(story.title)}</description></meta>\n"
    yield '<graph mode="static" defaultedgetype="undirected">\n'
    for group, kinds in (("node", NODE), ("edge", EDGE)):
        rows = "".join(f'<attribute id="{name}" title="{name}" type="{kind}"/>' for name, kind in kinds.items())
        yield f'<attributes class="{group}">{rows}</attributes>\n'
    yield "<nodes>\n"
    for entity, name, values in nodes(story):
        yield f'<node id="e{entity}" label="{attribute(name)}">{_gexf_values(values)}</node>\n'
    yield "</nodes>\n<edges>\n"
    for i, (one, other, weight, values) in enumerate(edges(story)):
        yield f'<edge id="{i}" source="e{one}" target="e{other}" weight="{weight}">{_gexf_values(values)}</edge>\n'
    yield "</edges>\n</graph>\n</gexf>\n"


def _gexf_values(values: dict[str, Value]) -> str:
    rows = "".join(f'<attvalue for="{name}" value="{_value(value)}"/>' for name, value in values.items())
    return f"<attvalues>{rows}</attvalues>"


def _graphml(story: Story) -> Iterator[str]:
    kinds = {"integer": "int", "double": "double", "boolean": "boolean", "string": "string"}
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for group, keys in (("node", {"label": "string", **NODE}), ("edge", {"weight": "integer", **EDGE})):
        for name, kind in keys.items():
            yield f'<key id="{group}_{name}" for="{group}" attr.name="{name}" attr.type="{kinds[kind]}"/>\n'
    yield '<graph edgedefault="undirected">\n'
    for entity, name, values in nodes(story):
        yield f'<node id="e{entity}">{_graphml_values("node", {"label": name, **values})}</node>\n'
    for i, (one, other, weight, values) in enumerate(edges(story)):
        row = _graphml_values("edge", {"weight": weight, **values})
        yield f'<edge id="{i}" source="e{one}" target="e{other}">{row}</edge>\n'
    yield "</graph>\n</graphml>\n"


def _graphml_values(group: str, values: dict[str, Value]) -> str:
    return "".join(f'<data key="{group}_{name}">{_value(value)}</data>' for name, value in values.items())
