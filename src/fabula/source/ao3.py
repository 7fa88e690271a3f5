"""Downloads from the Archive of Our Own, HTML or EPUB: their preface, notes, summaries and chapters."""

from __future__ import annotations

import re
from dataclasses import replace

from fabula.source.draft import Draft, Element, Heading
from fabula.story import Division, DivisionKind, Metadata

_WORK = re.compile(r"https?://(?:www\.)?archiveofourown\.org/works/\d+")
_STATS = re.compile(r"(Published|Completed|Updated|Words|Chapters):\s*([\d,./?-]+)")
_SUMMARY = re.compile(r"(?:chapter |work )?summary:?$", re.I)
_NOTES = re.compile(
    r"(?:(?:chapter|work|beginning|end) )*notes?:?$|see the end of the (?:chapter|work) for\b.*$|"
    r"\(see the end of the (?:chapter|work) for\b.*\)$",
    re.I | re.S,
)
_LISTS = {
    "archive warning": "warnings", "archive warnings": "warnings", "fandom": "fandoms", "fandoms": "fandoms",
    "relationship": "relationships", "relationships": "relationships", "character": "characters",
    "characters": "characters", "additional tags": "tags", "additional tag": "tags",
}  # fmt: skip


def read_template(draft: Draft) -> bool:
    """Where the draft is a download of the Archive, marks what its template says; False where it is none."""
    text = draft.text()
    named = {e.id: e for e in draft.elements if e.id in ("preface", "chapters", "afterword")}
    tags = [e for e in draft.elements if e.tag == "dl" and "tags" in e.classes]
    if "archiveofourown.org" not in text and not tags:
        return False
    prefaces = [e for e in draft.elements if e.id == "preface"] or tags[:1]
    if not prefaces or not tags:
        return False
    draft.metadata = _metadata(draft, text, prefaces[0], tags[0])
    ordered = sorted(draft.elements, key=lambda e: (e.start, -e.end))
    inner = [*_labelled(text, ordered), *_end_notes(ordered)]
    outer = [Division(e.start, e.end, "front matter") for e in prefaces]
    outer += [Division(e.start, e.end, "front matter") for e in draft.elements if e.id == "afterword"]
    draft.marked = [d for d in draft.marked if d.kind == "contents"] + carve(outer, inner) + inner
    sealed = [(d.start, d.end) for d in [*outer, *inner]]
    headed = [e for e in ordered if e.tag in ("h1", "h2", "h3") and ({"heading", "toc-heading"} & set(e.classes))]
    chapters = [Heading(e.start, e.end, 2) for e in headed if not any(a <= e.start < b for a, b in sealed)]
    if not chapters and "chapters" in named:
        inside = named["chapters"]
        chapters = [h for h in draft.headings if inside.start <= h.start < inside.end and h.level <= 2]
        chapters = [h for h in chapters if not any(a <= h.start < b for a, b in sealed)]
    draft.headings = chapters
    return True


def _labelled(text: str, ordered: list[Element]) -> list[Division]:
    """Summaries and notes: a label, and the block quotation that follows it."""
    found = []
    for k, element in enumerate(ordered):
        words = text[element.start : min(element.end, element.start + 200)].strip()
        if element.tag not in ("p", "h2", "h3", "h4", "dt", "div") or len(words) > 150:
            continue
        kind: DivisionKind = "summary" if _SUMMARY.fullmatch(words) else "author's note"
        if kind == "author's note" and not _NOTES.fullmatch(words):
            continue
        end = element.end
        for later in ordered[k + 1 : k + 4]:
            quoted = later.tag == "blockquote" or (later.tag == "div" and "userstuff" in later.classes)
            if quoted and not text[element.end : later.start].strip() and "end of the" not in words:
                end = later.end
                break
        found.append(Division(element.start, end, kind))
    return found


def _end_notes(ordered: list[Element]) -> list[Division]:
    """The blocks that the template names: end notes of the work and of chapters."""
    return [
        Division(e.start, e.end, "author's note")
        for e in ordered
        if e.tag == "div" and re.fullmatch(r"(?:end)?notes?\d*", e.id) and e.start < e.end
    ]


def carve(outer: list[Division], inner: list[Division]) -> list[Division]:
    """What is left of the outer divisions outside of the inner ones."""
    found = []
    cuts = sorted(inner, key=lambda d: d.start)
    for division in outer:
        at = division.start
        for cut in cuts:
            if cut.end <= at or cut.start >= division.end:
                continue
            if cut.start > at:
                found.append(replace(division, start=at, end=cut.start))
            at = max(at, cut.end)
        if at < division.end:
            found.append(replace(division, start=at))
    return found


def _metadata(draft: Draft, text: str, preface: Element, tags: Element) -> Metadata:
    """Title, byline, tags and figures of the preface."""
    lists: dict[str, tuple[str, ...]] = {}
    single: dict[str, str] = {}
    key = ""
    for element in sorted(draft.elements, key=lambda e: e.start):
        if not tags.start <= element.start < tags.end:
            continue
        words = " ".join(text[element.start : element.end].split())
        if element.tag == "dt":
            key = words.rstrip(":").strip().lower()
        elif element.tag == "dd":
            if key in _LISTS:
                lists.setdefault(_LISTS[key], tuple(v.strip() for v in words.split(", ") if v.strip()))
            elif key:
                single.setdefault(key, words)
    stats = dict(_STATS.findall(single.get("stats", "")))
    inside = [e for e in draft.elements if preface.start <= e.start < preface.end or "byline" in e.classes]
    title = next((text[e.start : e.end] for e in inside if e.tag == "h1"), None)
    byline = next((text[e.start : e.end] for e in inside if "byline" in e.classes), "")
    names = re.sub(r"^\s*by\s+", "", " ".join(byline.split()), flags=re.I)
    authors = tuple(n.strip() for n in names.split(", ") if n.strip())
    summary = None
    for division in _labelled(text, sorted(inside, key=lambda e: (e.start, -e.end))):
        if division.kind == "summary" and summary is None:
            summary = text[division.start : division.end].partition("\n")[2].strip() or None
    link = _WORK.search(text)
    known = draft.metadata
    return Metadata(
        title=" ".join(title.split()) if title else known.title,
        authors=authors or known.authors,
        language=single.get("language") or known.language,
        summary=summary or known.summary,
        rating=single.get("rating"),
        warnings=lists.get("warnings", ()),
        fandoms=lists.get("fandoms", ()),
        relationships=lists.get("relationships", ()),
        characters=lists.get("characters", ()),
        tags=lists.get("tags", ()),
        published=stats.get("Published") or known.published,
        url=link[0] if link else known.url,
    )
