"""What can be seen of a reading, as plain rows: what `fabula show` prints, and what it gives with --json."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from itertools import pairwise
from typing import Any

from fabula.output.blocks import chapters
from fabula.output.facts import matrix, names, stretches
from fabula.story import Relationship, Span, Stage, Story, Tie, Utterance, stage_spans

Row = dict[str, Any]
CAST, NEAR, LIKENESS = 8, 3, 0.7
"""How many of the cast an error names, and how many names like the one that was asked for, spelled how much alike."""
_MARKED = re.compile(r"(?<![\w*_])([*_])(?=[^\s*_])([^*_]*[^\s*_])\1(?![\w*_])")
"""Words between marks of emphasis, as plain text writes them."""
SNIPPET = 160
"""The longest passage that a table quotes, in characters."""


class View(StrEnum):
    """What can be shown of a reading."""

    OVERVIEW = "overview"
    CHARACTERS = "characters"
    DIALOGUE = "dialogue"
    SCENES = "scenes"
    CONTENT = "content"
    LETTERS = "letters"
    NAMES = "names"
    FEELINGS = "feelings"
    RELATIONSHIPS = "relationships"
    SEARCH = "search"


def people(story: Story, name: str) -> set[int]:
    """The entities that a name may mean: by a whole form of theirs, else by a word of one; of those who are not of the
    cast, only such as speak, are spoken to or feel something. ValueError where there is none, with names like it."""
    forms: dict[int, set[str]] = defaultdict(set)
    for entity in story.entities:
        forms[entity.id].update(_folded(form) for form in (entity.name, *(alias.name for alias in entity.aliases)))
    for character in story.characters:
        more = [character.name, *(alias.name for alias in (*character.names, *character.epithets))]
        forms[character.entity].update(map(_folded, [*more, *(form.name for form in character.forms)]))
    for address in story.addresses:
        forms[address.entity].add(_folded(address.form))
    wanted = _folded(name)
    whole = {entity for entity, known in forms.items() if wanted in known}
    characters = {character.entity for character in story.characters}
    found = whole & characters or {
        entity for entity in characters if any(wanted in form.split() for form in forms[entity])
    }
    if found := found or whole & set(_heard(story)):
        return found
    like = _like(wanted, {form: entity for entity in characters for form in forms[entity]})
    near = ", ".join(character.name for character in story.characters if character.entity in like)
    first = ", ".join(character.name for character in story.characters[:CAST])
    rest = len(story.characters) - CAST
    cast = f"{first or 'nobody'}{f' and {rest:,} more' if rest > 0 else ''}"
    raise ValueError(f"nobody here is called {name!r}{f'; is it {near}?' if near else ''} The cast: {cast}")


def _heard(story: Story) -> Iterator[int | None]:
    """Who speaks, is spoken to, or feels something."""
    for u in story.utterances:
        yield from (u.speaker, *u.addressees)
    yield from (f.entity for f in story.feelings)


def _like(wanted: str, forms: Mapping[str, int]) -> set[int]:
    """The entities of whom a form, or a word of one, is spelled much like a name."""
    words = {word: form for form in sorted(forms) for word in (form, *form.split()) if len(word) > 2}
    return {forms[words[word]] for word in get_close_matches(wanted, words, NEAR, LIKENESS)}


def rows(story: Story, view: View, by: str = "", to: str = "", words: Sequence[str] = ()) -> list[Row]:
    """A view as plain rows; every place has the chapter's title and its characters [start, end).

    Raises ValueError where `by` or `to` names nobody.
    """
    match view:
        case View.DIALOGUE:
            return _dialogue(story, people(story, by) if by else None, people(story, to) if to else None)
        case View.FEELINGS:
            return _feelings(story, people(story, by) if by else None)
        case View.SEARCH:
            return _search(story, " ".join(words))
        case View.SCENES:
            return _scenes(story)
        case View.LETTERS:
            return _letters(story)
        case View.NAMES:
            return _names(story)
        case View.RELATIONSHIPS:
            return _relationships(story, people(story, by) if by else None)
        case _:
            return _characters(story)


def _folded(name: str) -> str:
    return " ".join(name.replace("’", "'").casefold().split())


def line(text: str, most: int = SNIPPET) -> str:
    """Text in one line, without marks of emphasis, cut where it is long."""
    one = _MARKED.sub(r"\2", " ".join(text.split()))
    return one if len(one) <= most else f"{one[: most - 1].rstrip()}…"


def _chapter_at(story: Story) -> Callable[[int], str | None]:
    """The title of the part or chapter that a place is in."""
    parts = chapters(story)
    starts = [part.start for part in parts]

    def at(place: int) -> str | None:
        found = bisect_right(starts, place) - 1
        return None if found < 0 else line(parts[found].title or parts[found].kind.capitalize())

    return at


def _place(story: Story, span: Span | Tie | None) -> Row | None:
    return None if span is None else {"start": span.start, "end": span.end, "text": story.text[span.start : span.end]}


def _characters(story: Story) -> list[Row]:
    shown = names(story)
    return [
        {
            "entity": c.entity,
            "name": shown[c.entity],
            "names": [alias.name for alias in c.names],
            "epithets": [alias.name for alias in c.epithets],
            "pronouns": [alias.name for alias in c.pronouns],
            "lines": c.utterances,
            "words": c.words,
            "mentions": c.mentions,
            "importance": c.importance,
            "narrator": c.narrator,
        }
        for c in story.characters
    ]


def _dialogue(story: Story, by: set[int] | None, to: set[int] | None) -> list[Row]:
    shown, chapter = names(story), _chapter_at(story)
    return [
        {
            "chapter": chapter(u.spans[0].start),
            "start": u.spans[0].start,
            "end": u.spans[-1].end,
            "kind": u.kind,
            "speaker": None if u.speaker is None else shown[u.speaker],
            "addressees": [shown[one] for one in u.addressees],
            "manners": list(dict.fromkeys(manner.kind for manner in u.manners)),
            "text": _said(story, u),
            "confidence": u.confidence,
        }
        for u in sorted(story.utterances, key=lambda u: u.spans[0].start)
        if (u.kind != "other" or u.speaker is not None)
        and (by is None or u.speaker in by)
        and (to is None or not to.isdisjoint(u.addressees))
    ]


def _said(story: Story, u: Utterance) -> str:
    """What is said on one line, with […] where the narration breaks in."""
    parts = [story.text[u.spans[0].start : u.spans[0].end]]
    for before, s in pairwise(u.spans):
        told = any(c.isalnum() for c in story.text[before.end : s.start])
        parts += ["[…]"] * told + [story.text[s.start : s.end]]
    return _MARKED.sub(r"\2", " ".join(" ".join(parts).split()))


def _scenes(story: Story) -> list[Row]:
    shown, chapter = names(story), _chapter_at(story)
    return [
        {
            "chapter": chapter(s.start),
            "start": s.start,
            "end": s.end,
            "place": None if s.place is None else shown[s.place],
            "times": [story.text[t.start : t.end] for t in s.times],
            "cast": [shown[presence.entity] for presence in s.cast],
            "viewpoint": None if s.viewpoint is None else shown[s.viewpoint],
            "standing": s.standing,
            "begins": line(story.text[s.start : min(s.end, s.start + 2 * SNIPPET)], 60),
            "confidence": s.confidence,
        }
        for s in story.scenes
    ]


def _letters(story: Story) -> list[Row]:
    shown, chapter = names(story), _chapter_at(story)

    def known(entity: int | None) -> str | None:
        return None if entity is None else shown[entity]

    return [
        {
            "chapter": chapter(d.fragments[0].start) if d.fragments else None,
            "kind": d.kind,
            "writer": known(d.writer),
            "addressees": [shown[one] for one in d.addressees],
            "readers": [shown[one] for one in d.readers],
            "finder": known(d.finder),
            "fragments": [_place(story, span) for span in d.fragments],
            "opening": _place(story, d.opening),
            "signature": _place(story, d.signature),
            "found": _place(story, d.found),
            "confidence": d.confidence,
        }
        for d in story.documents
    ]


def _names(story: Story) -> list[Row]:
    shown, chapter = names(story), _chapter_at(story)
    found = [
        {
            "speaker": None if a.speaker is None else shown[a.speaker],
            "entity": shown[a.entity],
            "form": a.form,
            "kind": a.kind,
            "count": len(a.uses),
            "uses": [{"chapter": chapter(u.start), "start": u.start, "end": u.end} for u in a.uses],
            "refused": [{"chapter": chapter(r.start), **(_place(story, r) or {})} for r in a.refused],
            "confidence": a.confidence,
        }
        for a in story.addresses
    ]
    total = Counter(a.entity for a in story.addresses for _ in a.uses)
    rank = {shown[entity]: place for place, (entity, _) in enumerate(total.most_common())}
    return sorted(found, key=lambda row: (rank.get(row["entity"], len(rank)), row["entity"], -row["count"]))


def _feelings(story: Story, by: set[int] | None) -> list[Row]:
    shown, chapter = names(story), _chapter_at(story)
    return [
        {
            "chapter": chapter(f.start),
            "start": f.start,
            "end": f.end,
            "who": None if f.entity is None else shown[f.entity],
            "emotions": {score.kind: score.probability for score in f.emotions},
            "intensity": f.intensity,
            "source": f.source,
            "sign": _place(story, f.sign),
            "text": " ".join(story.text[f.start : f.end].split()),
            "confidence": f.confidence,
        }
        for f in story.feelings
        if by is None or f.entity in by
    ]


def _relationships(story: Story, by: set[int] | None) -> list[Row]:
    """The pairs that share the most first. `trend` counts lines and scenes by chapter; `by` are one of the pair."""
    shown, chapter, calls = names(story), _chapter_at(story), matrix(story)
    starts = [part.start for part in stage_spans(story.divisions, len(story.text))]

    def trend(stages: Sequence[Stage]) -> list[int]:
        counts = {bisect_right(starts, s.start): s.said + s.heard + s.scenes for s in stages}
        return [counts.get(number, 0) for number in range(1, len(starts) + 1)]

    def forms(speaker: int, called: int) -> list[Row]:
        found = sorted(calls.get((speaker, called), ()), key=lambda a: (-len(a.uses), a.form))
        return [{"form": a.form, "count": len(a.uses), "refused": len(a.refused)} for a in found]

    def weight(pair: Relationship) -> tuple[int, int]:
        return (-(pair.said + pair.heard + len(pair.scenes) + 10 * len(pair.ties)), -len(pair.scenes))

    return [
        {
            "one": shown[r.one],
            "other": shown[r.other],
            "said": r.said,
            "heard": r.heard,
            "scenes": len(r.scenes),
            "feels": r.feels,
            "felt": r.felt,
            "ties": [
                {"kind": t.kind, "chapter": chapter(t.start), **(_place(story, t) or {}), "confidence": t.confidence}
                for t in r.ties
            ],
            "one_calls_other": forms(r.one, r.other),
            "other_calls_one": forms(r.other, r.one),
            "stages": [
                {
                    "chapter": chapter(s.end - 1), "start": s.start, "end": s.end, "scenes": s.scenes, "said": s.said,
                    "heard": s.heard, "valence": s.valence,
                }
                for s in r.stages
            ],
            "trend": trend(r.stages),
            "confidence": r.confidence,
        }
        for r in sorted(story.relationships, key=weight)
        if by is None or not by.isdisjoint((r.one, r.other))
    ]  # fmt: skip


def _search(story: Story, phrase: str) -> list[Row]:
    """Every place of a phrase in the story, whatever its case, white space and the shape of its apostrophes."""
    words = phrase.split()
    if not words:
        return []
    pattern = r"\s+".join(re.sub(r"['’]", "['’]", re.escape(word)) for word in words)
    before = r"(?<!\w)" if words[0][0].isalnum() else ""
    after = r"(?!\w)" if words[-1][-1].isalnum() else ""
    sought = re.compile(before + pattern + after, re.IGNORECASE)
    shown, chapter = names(story), _chapter_at(story)
    said = sorted((span.start, span.end, u.speaker) for u in story.utterances for span in u.spans)
    starts = [start for start, _, _ in said]
    found = []
    for match in (match for part in stretches(story) for match in sought.finditer(story.text, *part)):
        start, end = match.span()
        place = bisect_right(starts, start) - 1
        speaker = said[place][2] if place >= 0 and end <= said[place][1] else None
        found.append({
            "chapter": chapter(start), "start": start, "end": end,
            "speaker": None if speaker is None else shown[speaker],
            "left": " ".join(story.text[max(0, start - SNIPPET) : start].split()),
            "text": " ".join(match[0].split()),
            "right": " ".join(story.text[end : end + SNIPPET].split()),
            "spaced": [story.text[start - 1 : start].isspace(), story.text[end : end + 1].isspace()],
        })  # fmt: skip
    return found
