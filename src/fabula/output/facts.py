"""What the reading and the terminal both tell of a story: its length, and who talks to whom."""

from __future__ import annotations

import re
from collections import Counter

from fabula.story import APPARATUS, Address, Story

WORD = re.compile(r"\w+(?:['’-]\w+)*")


def stretches(story: Story) -> list[tuple[int, int]]:
    """The spans [start, end) of the text that are story: what lies between the apparatus."""
    apparatus = sorted((d.start, d.end) for d in story.divisions if d.kind in APPARATUS)
    found, at = [], 0
    for start, end in apparatus:
        if at < start:
            found.append((at, start))
        at = max(at, end)
    return [*found, (at, len(story.text))] if at < len(story.text) else found


def words(story: Story) -> int:
    """How many words the story has; the apparatus is not counted."""
    return sum(sum(1 for _ in WORD.finditer(story.text, start, end)) for start, end in stretches(story))


def counted(count: int, one: str, many: str = "") -> str:
    """A count and its noun: "1 word", "2 words", "10,000 words"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def length(story: Story) -> list[str]:
    """The story's length in words, chapters and scene breaks, each as a phrase."""
    kinds = Counter[str](division.kind for division in story.divisions)
    shown = [counted(kinds[kind], kind) for kind in ("part", "chapter", "scene break") if kinds[kind]]
    return [counted(words(story), "word"), *shown]


def holdings(story: Story) -> list[str]:
    """What the reading holds of speech, scenes and letters, each as a phrase; what there is none of is left out."""
    lines = [u for u in story.utterances if u.kind == "speech"]
    counts = [(lines, "line", "of speech"), (story.scenes, "scene", ""), (story.documents, "letter or note", "")]
    many = {"letter or note": "letters and notes"}
    return [" ".join((counted(len(some), one, many.get(one, "")), more)).strip() for some, one, more in counts if some]


def exchanges(story: Story) -> list[tuple[int, int, int]]:
    """(speaker, addressee, how many utterances), the most frequent first."""
    counts: Counter[tuple[int, int]] = Counter()
    for utterance in story.utterances:
        if utterance.speaker is not None and utterance.kind == "speech":
            counts.update((utterance.speaker, one) for one in utterance.addressees if one != utterance.speaker)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(speaker, addressee, count) for (speaker, addressee), count in ordered]


def matrix(story: Story) -> dict[tuple[int | None, int], list[Address]]:
    """Who calls whom what: by (speaker, person called), the forms in order of first use. The speaker is None where
    nobody knows who speaks."""
    found: dict[tuple[int | None, int], list[Address]] = {}
    for address in story.addresses:
        found.setdefault((address.speaker, address.entity), []).append(address)
    return found


def callings(story: Story) -> list[tuple[int, int, list[Address]]]:
    """(speaker, person called, forms) of pairs with known speakers, the most inventive first: by how many forms there
    are, then by how often they are used. The forms are most frequent first."""
    pairs = [
        (speaker, called, sorted(forms, key=lambda a: (-len(a.uses), -len(a.refused), a.form)))
        for (speaker, called), forms in matrix(story).items()
        if speaker is not None
    ]
    return sorted(pairs, key=lambda p: (-len(p[2]), -sum(len(a.uses) for a in p[2]), p[0], p[1]))


def names(story: Story) -> dict[int, str]:
    """The name to show for each entity: a character's where it is one."""
    shown = {entity.id: entity.name for entity in story.entities}
    shown.update((character.entity, character.name) for character in story.characters)
    return {id: " ".join(name.split()) or "?" for id, name in shown.items()}


def also(others: list[str], name: str, most: int = 3) -> str:
    """The first few other forms of a name, in one line; forms that differ in capitals alone are one."""
    forms: dict[str, str] = {}
    for other in others:
        form = " ".join(other.split())
        forms.setdefault(form.casefold(), form)
    different = [form for key, form in forms.items() if key and key != name.casefold()]
    return ", ".join(different[:most])
