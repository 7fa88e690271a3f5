"""The page that `fabula content` shows in a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fabula.output.content import (
    ASSERTED,
    LIMIT,
    STANDINGS,
    archive_warnings,
    not_found,
    only_denied,
    places,
    rank,
    shown_notes,
    text_of,
    where,
    words_of,
)
from fabula.output.facts import names
from fabula.reading.content.lexicon import categories
from fabula.story import ContentNote, ContentStanding, Story

QUOTE = 80
QUOTES = 3


def report(story: Story, *, spoilers: bool = False, everything: bool = False) -> RenderableType:
    """The page that the terminal shows. Without `spoilers` it has no names and no words of the story."""
    notes = shown_notes(story, everything)
    parts: list[RenderableType] = ["", Text(" ".join(story.title.split()), style="bold")]
    denied = only_denied(story)
    if listed := [n for n in notes if n.category not in denied]:
        parts += ["", _table(story, listed)]
    for category in ("strong language", "slurs"):
        if words := words_of(story, category, spoilers):
            told = ", ".join(f"{word} ({count:,})" for word, count in words[:12])
            parts.append(Text.assemble((f"{category.capitalize()}: ", "dim"), told))
    if spoilers and notes:
        parts += ["", *_passages(story, notes)]
    if denied:
        found = places(story)
        told_of = [f"{name} ({where(found, [n for n in notes if n.category == name])})" for name in denied]
        parts += ["", Text.assemble(("Only said not to be so: ", "bold"), ", ".join(told_of))]
    missing = not_found(story)
    if missing:
        parts += ["", Text.assemble(("Looked for and not found: ", "bold"), ", ".join(missing))]
    parts += ["", *_archive(story), "", Text(LIMIT, style="dim")]
    parts += [Text.assemble(("! ", "bold yellow"), warning) for warning in story.warnings]
    return Padding(Group(*parts), (0, 1, 1, 1))


def _table(story: Story, notes: Sequence[ContentNote]) -> Table:
    """A row a category: the worst severity, how many passages stand how, and where those are that the story asserts."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="dim", border_style="dim")
    for name in ("Content", "Severity"):
        table.add_column(name, no_wrap=True)
    table.add_column("How it stands, in passages", ratio=1)
    table.add_column("Where", ratio=1)
    found = places(story)
    for category in categories():
        members = [n for n in notes if n.category == category]
        if not members:
            continue
        counts = Counter[ContentStanding]()
        for n in members:
            counts[n.standing] += len(n.evidence)
        told = ", ".join(f"{standing} {counts[standing]:,}" for standing in STANDINGS if counts[standing])
        asserted = [n for n in members if n.standing in ASSERTED] or members
        severity = max((n.severity for n in asserted), key=rank)
        table.add_row(category, severity, told, where(found, asserted))
    return table


def _passages(story: Story, notes: Sequence[ContentNote]) -> list[Text]:
    """A line a note: who, to whom, the words, and the place."""
    shown, found, out = names(story), places(story), []
    for category in categories():
        members = [n for n in notes if n.category == category]
        if members:
            out.append(Text(category, style="bold"))
        for n in members:
            who = " → ".join(shown.get(e, "?") if e is not None else "…" for e in (n.agent, n.patient))
            quotes = "; ".join(f"“{_short(text_of(story, s))}”" for s in n.evidence[:QUOTES])
            more = f" and {len(n.evidence) - QUOTES} more" if len(n.evidence) > QUOTES else ""
            people = f" {who}:" if n.agent is not None or n.patient is not None else ""
            out.append(Text(f"  {n.standing}, {n.severity}:{people} {quotes}{more} ({where(found, [n])})"))
    return out


def _short(text: str) -> str:
    return text if len(text) <= QUOTE else text[: QUOTE - 1].rsplit(" ", 1)[0] + " …"


def _archive(story: Story) -> list[Text]:
    warnings = archive_warnings(story)
    if not warnings:
        return [Text.assemble(("Archive warnings: ", "bold"), "none found")]
    return [
        Text.assemble(
            ("Archive warning: ", "bold"),
            w.name,
            " would apply" if w.sure else " may apply",
            (f" ({', '.join(w.because)})", "dim"),
        )
        for w in warnings
    ]


def definitions() -> RenderableType:
    """The categories, what each means, and the Archive's tags for it."""
    parts: list[RenderableType] = [""]
    for c in categories().values():
        parts.append(Text.assemble((c.name, "bold"), f"  {c.definition}"))
        warning = f"; warning: {c.warning}" if c.warning else ""
        parts.append(Text(f"  Archive tags: {', '.join(c.tags)}{warning}", style="dim"))
    parts += [
        "",
        Text("Severity: mentioned (spoken of), depicted (shown as it happens), graphic (with the body's inside)."),
        Text(
            "Standing: shown or told as happening, remembered, threatened, imagined (feared, wished, supposed, asked), "
            "denied; figurative only with --all."
        ),
    ]
    return Padding(Group(*parts), (0, 1, 1, 1))
