"""A story as a script for a recording: the cast, then line by line who speaks, how, and what.

Every word of the story is in one line, once and in order: what is said aloud, thought or written in quotation marks is
its speaker's, the rest is the narrator's. What is not story (prefaces, notes, licences) is left out. Quotation marks
around a speaker's line are dropped; everything else stands as it is written. Quotations that nobody says (titles, words
quoted for themselves) stay with the narrator, in their marks, and so does free indirect thought, which is narration.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fabula.output.blocks import blocks
from fabula.output.csv import table
from fabula.output.facts import WORD, counted, names
from fabula.story import FREE_INDIRECT, Story, Utterance

NARRATOR = "Narrator"
UNKNOWN = "Unknown"
WIDTH = 80
MARKS = '"“”„‟«»'
"""Marks that are dropped between a speaker's line and the narrator's; so are single ones at its very edge."""
SINGLE = "'‘’‚‛‹›`"

MANNERS = {
    "shout": "shouting", "whisper": "whispering", "murmur": "murmuring", "sob": "sobbing", "laugh": "laughing",
    "sigh": "sighing", "stammer": "stammering", "snap": "snapping", "plead": "pleading", "tease": "teasing",
    "sing": "singing", "capitals": "in capitals", "interrupts": "interrupting", "interrupted": "interrupted",
    "breaks off": "breaking off", "trails off": "trailing off",
}  # fmt: skip
KINDS = {"thought": "thinking", "writing": "in writing"}


@dataclass(frozen=True, slots=True)
class Line:
    """What one voice reads at a stretch, inside one paragraph. `speaker` is None for the narrator; `kind` is "heading"
    or "scene break" where it is one of them, and "" else; `block` numbers the paragraphs."""

    speaker: str | None
    manner: str
    text: str
    kind: str
    block: int


def script(story: Story, name: str) -> dict[str, bytes]:
    """The script as plain text, by file name."""
    return {f"{name}.script.txt": "".join(_pages(story)).encode("utf-8", "replace")}


def script_table(story: Story, name: str) -> dict[str, bytes]:
    """The script as a table of order, speaker, manner and text, by file name."""
    found = list(lines(story))
    columns: dict[str, Sequence[object]] = {
        "order": list(range(1, len(found) + 1)),
        "speaker": [line.speaker or NARRATOR for line in found],
        "manner": [line.kind or line.manner for line in found],
        "text": [line.text for line in found],
    }
    return {f"{name}.script.csv": table(columns)}


def lines(story: Story) -> Iterator[Line]:
    """The lines in order; each is in one paragraph, its white space single spaces."""
    labels = speakers(story)
    spoken = sorted(
        (span.start, span.end, i)
        for i, u in enumerate(story.utterances)
        if u.kind != "other" and u.method != FREE_INDIRECT
        for span in u.spans
    )
    following = 0
    for number, block in enumerate(blocks(story)):
        if block.apparatus >= 0:
            continue
        if kind := "heading" if block.heading else "scene break" if block.scene_break else "":
            yield Line(None, "", " ".join(story.text[block.start : block.end].split()), kind, number)
            continue
        at = block.start
        while following < len(spoken) and spoken[following][1] <= at:
            following += 1
        ahead = following
        while ahead < len(spoken) and spoken[ahead][0] < block.end:
            start, end, item = spoken[ahead]
            ahead += 1
            start, end = max(start, at), min(end, block.end)
            if start >= end:
                continue  # inside another's words, who says these too
            yield from _line(story, at, start, None, number, at > block.start, True)
            utterance = story.utterances[item]
            speaker = UNKNOWN if utterance.speaker is None else labels[utterance.speaker]
            yield from _said(story, start, end, speaker, _manner(utterance, start, end), number)
            at = end
        yield from _line(story, at, block.end, None, number, at > block.start, False)


def speakers(story: Story) -> dict[int, str]:
    """The name that each speaker has in the script; of two with one name, the second has a number."""
    shown, taken, out = names(story), Counter[str]({NARRATOR: 1, UNKNOWN: 1}), dict[int, str]()
    ranked = [character.entity for character in story.characters]
    for entity in [*ranked, *(u.speaker for u in story.utterances if u.speaker is not None)]:
        if entity not in out:
            name = shown[entity][:1].upper() + shown[entity][1:]
            taken[name] += 1
            out[entity] = name if taken[name] == 1 else f"{name} ({taken[name]})"
    return out


def _line(
    story: Story, start: int, end: int, speaker: str | None, block: int, after: bool, before: bool
) -> Iterator[Line]:
    """The narrator's words in characters [start, end), `after` and `before` a quotation, whose marks are dropped."""
    text = " ".join(story.text[start:end].split())
    if after:
        text = text.lstrip(MARKS)
        text = text[1:] if text[:1] in SINGLE and not text[1:2].isalnum() else text
    if before:
        text = text.rstrip(MARKS)
        text = text[:-1] if text[-1:] in SINGLE and text[-1:] else text
    text = text.strip()
    if WORD.search(text) or (text and not after and not before):
        yield Line(speaker, "", text, "", block)


def _said(story: Story, start: int, end: int, speaker: str, manner: str, block: int) -> Iterator[Line]:
    text = " ".join(story.text[start:end].split())
    if text:
        yield Line(speaker, manner, text, "", block)


def _manner(utterance: Utterance, start: int, end: int) -> str:
    """How the part [start, end) of an utterance is said: what its typography says of another part is that part's."""
    parts = [KINDS[utterance.kind]] if utterance.kind in KINDS else []
    for manner in utterance.manners:
        inside = any(span.start <= manner.start < span.end for span in utterance.spans)
        if not inside or start <= manner.start < end or manner.end == end:
            parts.append(MANNERS[manner.kind])
    return ", ".join(dict.fromkeys(parts))


def _pages(story: Story) -> Iterator[str]:
    title = " ".join(story.title.split())
    yield f"{title}\n{'=' * min(len(title), WIDTH)}\n"
    if story.metadata.authors:
        yield f"by {', '.join(story.metadata.authors)}\n"
    found = list(lines(story))
    yield "\nCAST\n\n"
    yield from _cast(story, found)
    yield f"\n{'-' * WIDTH}\n"
    before = None
    for line in found:
        if line.kind:
            together = before is not None and before.kind == line.kind == "heading"
            gap = "\n" if line.kind == "scene break" else "" if together else "\n\n"
            yield f"{gap}{line.text if line.kind == 'scene break' else f'## {line.text}'}\n"
        else:
            if before is None or before.kind or (line.speaker, line.manner) != (before.speaker, before.manner):
                manner = f" ({line.manner})" if line.manner else ""
                yield f"\n{(line.speaker or NARRATOR).upper()}{manner}\n"
            elif line.block != before.block:
                yield "\n"
            text = textwrap.wrap(line.text, WIDTH - 4, break_long_words=False, break_on_hyphens=False)
            yield "".join(f"    {row}\n" for row in text)
        before = line


def _cast(story: Story, found: list[Line]) -> Iterator[str]:
    """Who reads how much, the narrator first."""
    labels = speakers(story)
    teller = next((labels[c.entity] for c in story.characters if c.narrator), None)
    count, words = Counter[str](), Counter[str]()
    for line in found:
        speaker = line.speaker or NARRATOR
        count[speaker] += 1
        words[speaker] += len(line.text.split())
    order = [NARRATOR, *(name for name, _ in count.most_common() if name not in (NARRATOR, UNKNOWN)), UNKNOWN]
    width = max([len(name) for name in order if count[name]], default=0)
    for name in order:
        if count[name]:
            told = "told in the first person" if teller == "I" else f"the story is told by {teller}"
            note = f"  ({told})" if name == NARRATOR and teller else ""
            yield f"    {name.upper():<{width}}  {counted(count[name], 'line')}, {counted(words[name], 'word')}{note}\n"
