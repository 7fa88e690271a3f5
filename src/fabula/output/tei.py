"""A story as TEI P5: speech as `said`, people in `listPerson`, chapters as divisions, mentions as references.

Quotation marks stay in the text, outside `said`. What crosses the edge of another element is cut where it is speech
(the parts are linked by `next` and `prev`) or emphasis, and left unmarked where it is a mention, so that elements nest.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import NamedTuple
from xml.sax.saxutils import escape

import fabula
from fabula.output.blocks import Block, apparatus, blocks, chapters
from fabula.output.facts import names
from fabula.story import FREE_INDIRECT, Division, Mention, Story

NAMESPACE = "http://www.tei-c.org/ns/1.0"

ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no place for, not even as references."""

NAMED = {"PER": "persName", "GPE": "placeName", "LOC": "placeName", "FAC": "placeName", "ORG": "orgName"}
RS = {"PER": "person", "GPE": "place", "LOC": "place", "FAC": "place", "ORG": "org", "VEH": "vehicle"}

SPEECH, REFERENCE, EMPHASIS = range(3)
"""Kinds of mark; of two around the same characters the first is outside."""


class Mark(NamedTuple):
    """An element around characters [start, -minus_end); marks sort as they open. `item` is an index into its layer."""

    start: int
    minus_end: int
    kind: int
    item: int

    @property
    def end(self) -> int:
        """The last character + 1."""
        return -self.minus_end


_LAST = Mark(1 << 62, 0, EMPHASIS, 0)


def render(story: Story, name: str) -> dict[str, bytes]:
    """The document by file name."""
    listed = _listed(story)
    pages = list(blocks(story))
    inline = _Inline(story, {one for group in listed for one in group}, pages)
    parts = [
        f'<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="{NAMESPACE}">\n',
        *_header(story, listed),
        "<text>\n",
        *_text(story, pages, inline),
        "</text>\n</TEI>\n",
    ]
    return {f"{name}.tei.xml": "".join(parts).encode()}


def data(value: str) -> str:
    """Character data: escaped, and what XML cannot hold as U+FFFD."""
    return ILLEGAL.sub("\ufffd", escape(value))


def _line(value: str) -> str:
    return data(" ".join(value.split()))


def attribute(value: str) -> str:
    """An attribute's value, in one line: escaped, and what XML cannot hold as U+FFFD."""
    return _line(value).replace('"', "&quot;")


class Listed(NamedTuple):
    """The entities that the header lists, and that references can point to."""

    people: list[int]
    places: list[int]
    organisations: list[int]


def _listed(story: Story) -> Listed:
    """Characters, whoever speaks or is spoken to, and what has a name."""
    people = dict.fromkeys(character.entity for character in story.characters)
    for utterance in story.utterances:
        people.update(dict.fromkeys(utterance.addressees))
        if utterance.speaker is not None:
            people[utterance.speaker] = None
    named = {mention.entity for mention in story.mentions if mention.kind == "PROP"} - people.keys()
    types = {entity: NAMED.get(story.entity(entity).type, "") for entity in sorted(named)}
    of = {kind: [entity for entity, one in types.items() if one == kind] for kind in set(NAMED.values())}
    return Listed([*people, *of["persName"]], of["placeName"], of["orgName"])


def _header(story: Story, listed: Listed) -> Iterator[str]:
    about = story.metadata
    title = f"<title>{_line(story.title)}</title>"
    authors = "".join(f"<author>{_line(author)}</author>" for author in about.authors)
    url = about.url or ""
    link = f'<ptr target="{attribute(url)}"/>' if re.fullmatch(r"https?://[\w./?&=%~:#-]+", url) else ""
    date = f"<date>{_line(about.published)}</date>" if about.published else ""
    yield f"<teiHeader>\n<fileDesc>\n<titleStmt>{title}{authors}</titleStmt>\n"
    yield "<publicationStmt><p>A reading made by Fabula; the text keeps its own terms.</p></publicationStmt>\n"
    yield f"<sourceDesc><bibl>{title}{authors}{date}{link}"
    yield f"<note>{_line(story.source.name)}, SHA-256 {_line(story.source.sha256)}</note></bibl></sourceDesc>\n"
    yield "</fileDesc>\n<encodingDesc>\n<editorialDecl><interpretation><p>Speakers, addressees and references were"
    yield " found by a program. cert says how sure it is: of the speaker, or of the reference.</p></interpretation>"
    yield '<quotation marks="all"><p>Quotation marks are kept, outside said and q.</p></quotation></editorialDecl>\n'
    yield f'<appInfo><application ident="fabula" version="{attribute(fabula.__version__)}"><label>Fabula</label>'
    yield f"<p>{_line(f'Model {story.model.name} {story.model.version}, SHA-256 {story.model.sha256}')}</p>"
    yield "</application></appInfo>\n</encodingDesc>\n<profileDesc>\n"
    if about.summary:
        yield f"<abstract><p>{data(about.summary)}</p></abstract>\n"
    if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", about.language or ""):
        yield f'<langUsage><language ident="{about.language}"/></langUsage>\n'
    shown = names(story)
    if listed.people or listed.organisations:
        yield "<particDesc>\n"
        if listed.people:
            yield f"<listPerson>\n{''.join(_people(story, listed.people, shown))}</listPerson>\n"
        if listed.organisations:
            rows = (f'<org xml:id="e{e}"><orgName>{_line(shown[e])}</orgName></org>\n' for e in listed.organisations)
            yield f"<listOrg>\n{''.join(rows)}</listOrg>\n"
        yield "</particDesc>\n"
    if listed.places:
        rows = (f'<place xml:id="e{e}"><placeName>{_line(shown[e])}</placeName></place>\n' for e in listed.places)
        yield f"<settingDesc><listPlace>\n{''.join(rows)}</listPlace></settingDesc>\n"
    yield "</profileDesc>\n</teiHeader>\n"


def _people(story: Story, people: Sequence[int], shown: dict[int, str]) -> Iterator[str]:
    known = {character.entity: character for character in story.characters}
    for entity in people:
        character = known.get(entity)
        narrator = ' role="narrator"' if character and character.narrator else ""
        forms = [shown[entity], *([alias.name for alias in character.names] if character else [])]
        yield f'<person xml:id="e{entity}"{narrator}>'
        yield from (f"<persName>{form}</persName>" for form in dict.fromkeys(map(_line, forms)) if form)
        if character and character.epithets:
            yield f"<note>{_line('; '.join(alias.name for alias in character.epithets))}</note>"
        yield "</person>\n"


def _text(story: Story, pages: list[Block], inline: _Inline) -> Iterator[str]:
    told = [i for i, block in enumerate(pages) if block.apparatus < 0]
    first, last = (told[0], told[-1] + 1) if told else (len(pages), len(pages))
    kinds = [division.kind.replace("'", "").replace(" ", "-") for division in apparatus(story)]
    yield from _matter("front", pages[:first], kinds, inline)
    yield "<body>\n"
    yield from _body(pages[first:last], chapters(story), kinds, inline)
    yield "" if told else "<p/>"
    yield "</body>\n"
    yield from _matter("back", pages[last:], kinds, inline)


def _matter(element: str, pages: list[Block], kinds: list[str], inline: _Inline) -> Iterator[str]:
    """What is not story, before or after it: a division each."""
    if pages:
        yield f"<{element}>\n"
        yield from _asides("div", pages, kinds, inline)
        yield f"</{element}>\n"


def _asides(element: str, pages: list[Block], kinds: list[str], inline: _Inline) -> Iterator[str]:
    at = -1
    for block in pages:
        if block.apparatus != at:
            yield f"</{element}>\n" if at >= 0 else ""
            at = block.apparatus
            yield f'<{element} type="{kinds[at]}">\n'
        yield f"<p>{inline.set(block)}</p>\n"
    yield f"</{element}>\n"


def _body(pages: list[Block], parts: list[Division], kinds: list[str], inline: _Inline) -> Iterator[str]:
    """Chapters, inside their parts; notes stand where they stand."""
    at, opened = -1, list[Division]()
    aside: list[Block] = []
    for block in pages:
        if aside and (block.chapter != at or block.apparatus < 0):
            yield from _asides("note", aside, kinds, inline)
            aside = []
        while at < block.chapter:
            at += 1
            rank = 0 if parts[at].kind == "part" else 1
            while opened and (opened[-1].kind == "chapter" or not rank or opened[-1].end <= parts[at].start):
                yield "</div>\n"
                opened.pop()
            yield f'<div type="{parts[at].kind}">\n'
            opened.append(parts[at])
        if block.apparatus >= 0:
            aside.append(block)
            continue
        if block.title:
            yield f'<head type="supplied">{_line(block.title)}</head>\n'
        if block.heading:
            yield f"<head>{inline.set(block)}</head>\n"
        elif block.scene_break:
            yield f'<ab type="scene-break">{inline.set(block)}</ab>\n'
        else:
            verse = ' rend="verse"' if block.verse else ""
            yield f"<p{verse}>{inline.set(block)}</p>\n"
    yield from ("</div>\n" for _ in opened)


class _Inline:
    """The text of blocks with its marks; it knows beforehand how many parts each utterance is in."""

    def __init__(self, story: Story, listed: set[int], pages: list[Block]) -> None:
        self.story, self.listed = story, listed
        self.marks = dict(zip(((b.start, b.end) for b in pages), _by_block(_marks(story), pages), strict=True))
        self.parts = Counter(m.item for marks in self.marks.values() for m in marks if m.kind == SPEECH)
        self.part: Counter[int] = Counter()

    def set(self, block: Block) -> str:
        """The block's text with its marks, as XML."""
        text, out, at = self.story.text, list[str](), block.start
        opened: list[tuple[int, str]] = []

        def upto(place: int) -> None:
            nonlocal at
            piece = data(text[at:place])
            out.append(piece.replace("\n", "<lb/>\n") if block.verse else piece)
            at = place

        for mark in self.marks[block.start, block.end]:
            while opened and opened[-1][0] <= mark.start:
                upto(opened[-1][0])
                out.append(f"</{opened.pop()[1]}>")
            upto(mark.start)
            element, attributes = self._element(mark)
            out.append(f"<{element}{attributes}>")
            opened.append((mark.end, element))
        while opened:
            upto(opened[-1][0])
            out.append(f"</{opened.pop()[1]}>")
        upto(block.end)
        return "".join(out)

    def _element(self, mark: Mark) -> tuple[str, str]:
        if mark.kind == EMPHASIS:
            return "hi", ' rend="italic"'
        if mark.kind == REFERENCE:
            return self._reference(self.story.mentions[mark.item])
        utterance = self.story.utterances[mark.item]
        self.part[mark.item] += 1
        part, parts = self.part[mark.item], self.parts[mark.item]
        attributes = f' xml:id="u{mark.item}.{part}"'
        if part < parts:
            attributes += f' next="#u{mark.item}.{part + 1}"'
        if part > 1:
            attributes += f' prev="#u{mark.item}.{part - 1}"'
        if utterance.kind == "other":
            return "q", attributes
        if utterance.speaker is not None:
            attributes += f' who="#e{utterance.speaker}" cert="{utterance.confidence}"'
        if utterance.addressees:
            attributes += f' toWhom="{" ".join(f"#e{one}" for one in utterance.addressees)}"'
        if utterance.kind == "writing":
            return "q", f' type="written"{attributes}'
        direct, aloud = utterance.method != FREE_INDIRECT, utterance.kind == "speech"
        return "said", f' direct="{str(direct).lower()}" aloud="{str(aloud).lower()}"{attributes}'

    def _reference(self, mention: Mention) -> tuple[str, str]:
        to = f'ref="#e{mention.entity}"' if mention.entity in self.listed else f'key="e{mention.entity}"'
        attributes = f' {to} cert="{mention.confidence}"'
        if mention.kind == "PROP" and mention.type in NAMED:
            return NAMED[mention.type], attributes
        return "rs", f' type="{RS[mention.type]}"{attributes}'


def _marks(story: Story) -> list[Mark]:
    """Everything that is marked, in the order in which it opens."""
    found = [
        Mark(span.start, -span.end, SPEECH, i)
        for i, utterance in enumerate(story.utterances)
        for span in utterance.spans
    ]
    found += [Mark(mention.start, -mention.end, REFERENCE, i) for i, mention in enumerate(story.mentions)]
    found += [Mark(span.start, -span.end, EMPHASIS, i) for i, span in enumerate(story.emphasis)]
    return sorted(mark for mark in found if mark.start < mark.end)


def _by_block(marks: list[Mark], pages: list[Block]) -> Iterator[list[Mark]]:
    """The marks of each block, cut at its edges and nested."""
    following, going_on = 0, list[Mark]()
    for block in pages:
        here = [mark for mark in going_on if mark.end > block.start]
        while following < len(marks) and marks[following].start < block.end:
            if marks[following].end > block.start:
                here.append(marks[following])
            following += 1
        going_on = [mark for mark in here if mark.end > block.end]
        cut = (m._replace(start=max(m.start, block.start), minus_end=max(m.minus_end, -block.end)) for m in here)
        yield nest([mark for mark in cut if mark.start < mark.end])


def nest(marks: list[Mark]) -> list[Mark]:
    """The same marks in the order in which they open, so that of any two one is inside the other or apart from it."""
    firm = _nest([mark for mark in marks if mark.kind != EMPHASIS])
    edges = sorted({(mark.start, mark) for mark in firm} | {(mark.end, mark) for mark in firm})
    soft: list[Mark] = []
    for mark in marks:
        if mark.kind == EMPHASIS:
            inside = edges[bisect_right(edges, (mark.start, _LAST)) : bisect_left(edges, (mark.end,))]
            crossed = {at for at, one in inside if one.start < mark.start or one.end > mark.end}
            places = [mark.start, *sorted(crossed), mark.end]
            soft += [Mark(start, -end, EMPHASIS, mark.item) for start, end in pairwise(places)]
    return _nest(firm + soft)


def _nest(marks: list[Mark]) -> list[Mark]:
    """Cuts the speech and the emphasis that cross a mark opened before them, and leaves out such references."""
    speech = sorted((mark.start, mark.end) for mark in marks if mark.kind == SPEECH)
    waiting, opened, out = list(marks), list[int](), list[Mark]()
    heapify(waiting)
    while waiting:
        mark = heappop(waiting)
        while opened and opened[-1] <= mark.start:
            opened.pop()
        if opened and mark.end > opened[-1]:
            if mark.kind == REFERENCE:
                continue
            heappush(waiting, mark._replace(start=opened[-1]))
            mark = mark._replace(minus_end=-opened[-1])
        if mark.kind == REFERENCE and _cuts(mark, speech):
            continue
        out.append(mark)
        opened.append(mark.end)
    return out


def _cuts(mark: Mark, speech: list[tuple[int, int]]) -> bool:
    """Whether speech begins inside a mark and ends after it."""
    first = bisect_right(speech, (mark.start, 1 << 62))
    last = bisect_right(speech, (mark.end - 1, 1 << 62))
    return any(end > mark.end for _, end in speech[first:last])
