"""What `fabula show` says in a terminal: the rows of a view as tables, best from 60 columns on."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fabula.output.facts import also, counted
from fabula.output.views import SNIPPET, Row, View, line
from fabula.story import Story

WHO = 30
"""The widest column of names."""

BARS = "▁▂▃▄▅▆▇█"
_DIRECTED = frozenset({"parent", "child", "guardian", "ward", "master", "servant"})

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

EMPTY = {
    View.CHARACTERS: "Nobody is named or spoken of often enough to be in the cast.",
    View.DIALOGUE: "Nothing is said here, or nothing that was asked for.",
    View.SCENES: "No scenes were read in this story. A reading made by an older Fabula has none: read the story again.",
    View.LETTERS: "No letters, notes or messages were found in this story.",
    View.NAMES: "Nobody calls anybody by a name in this story.",
    View.FEELINGS: "No feelings were read in this story, or none that were asked for.",
    View.RELATIONSHIPS: "No two people here share a scene, speak to each other or are told to be related.",
    View.SEARCH: "These words are not in the story.",
}
"""What is said where a view has no rows."""

COUNTED = {
    View.CHARACTERS: ("character",), View.DIALOGUE: ("line",), View.SCENES: ("scene",), View.LETTERS: ("document",),
    View.NAMES: ("form",), View.SEARCH: ("place",),
}  # fmt: skip
"""What the rows of a view are counted as, at its end."""


def page(view: View, found: list[Row], width: int, total: int) -> RenderableType:
    """A view's rows for a terminal of `width` columns, best from 60 on; `total` is how many there are with those that
    are not shown."""
    if not found:
        return Padding(Text(EMPTY[view], style="dim"), (1, 1))
    make = {
        View.DIALOGUE: _dialogue_page, View.SEARCH: _search_page, View.SCENES: _scenes_page,
        View.LETTERS: _letters_page, View.NAMES: _names_page, View.FEELINGS: _feelings_page,
        View.RELATIONSHIPS: _relationships_page,
    }.get(view, _characters_page)  # fmt: skip
    parts: list[RenderableType] = [make(_safe(found), width - 2)]
    if view in COUNTED:
        all_of_them = counted(total, *COUNTED[view])
        shown = all_of_them if len(found) == total else f"{len(found):,} of {all_of_them}"
        parts += ["", Text(shown, style="dim")]
    return Padding(Group(*parts), (1, 1))


def hints(folder: str, story: Story) -> RenderableType:
    """What else there is to see, under the overview."""
    counts = {
        View.CHARACTERS: len(story.characters), View.DIALOGUE: len(story.utterances), View.SCENES: len(story.scenes),
        View.LETTERS: len(story.documents), View.NAMES: len(story.addresses), View.CONTENT: len(story.content),
        View.FEELINGS: len(story.feelings), View.RELATIONSHIPS: len(story.relationships),
    }  # fmt: skip
    shown = ", ".join(f"{view} ({count:,})" for view, count in counts.items() if count)
    more = f"More: fabula show {folder} VIEW, where VIEW is {shown}, or search WORDS." if shown else ""
    return Padding(Text(more, style="dim"), (0, 1, 1, 1))


def _safe(value: Any) -> Any:  # noqa: ANN401
    """Rows in which nothing of the story's can act on the terminal."""
    if isinstance(value, str):
        return CONTROL.sub("\ufffd", value)
    if isinstance(value, list):
        return [_safe(one) for one in value]
    return {name: _safe(one) for name, one in value.items()} if isinstance(value, dict) else value


def _table(**options: Any) -> Table:  # noqa: ANN401
    return Table(
        box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="dim", border_style="dim", **options
    )


def _characters_page(found: list[Row], width: int) -> RenderableType:
    table, room = _table(), width - (45 if width >= 80 else 31)  # without the columns of numbers
    table.add_column("Name", no_wrap=True, overflow="ellipsis", max_width=min(26, room // 2))
    table.add_column("Also called", style="dim", no_wrap=True, overflow="ellipsis", max_width=room - min(26, room // 2))
    if width >= 80:
        table.add_column("Pronouns", no_wrap=True, max_width=12)
    for title in ("Lines", "Words", "Mentions"):
        table.add_column(title, justify="right", no_wrap=True)
    for row in found:
        name = Text(row["name"])
        if row["narrator"]:
            name.append(" (narrator)", style="dim")
        table.add_row(
            name,
            Text(also([*row["names"], *row["epithets"]], row["name"], 6)),
            *([", ".join(row["pronouns"][:2])] if width >= 80 else []),
            f"{row['lines']:,}",
            f"{row['words']:,}",
            f"{row['mentions']:,}",
        )
    return table


def _by_chapter(found: list[Row], make: Callable[[list[Row]], RenderableType]) -> RenderableType:
    """A table a chapter, under the chapter's title."""
    parts: list[RenderableType] = []
    for title, group in groupby(found, key=lambda row: row["chapter"]):
        parts += [""] if parts else []
        parts += [Text(title, style="bold"), ""] if title else []
        parts.append(make(list(group)))
    return Group(*parts)


def _grid(who: int) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=who, overflow="fold")
    table.add_column(ratio=1, overflow="fold")
    return table


def _dialogue_page(found: list[Row], width: int) -> RenderableType:
    def who(row: Row) -> Text:
        label = Text(row["speaker"] or "?", style="cyan" if row["speaker"] else "dim")
        if row["addressees"]:
            label.append(" → ", style="dim").append(_some(row["addressees"]), style="dim")
        return label

    widest = min(WHO, width // 3, max(who(row).cell_len for row in found))

    def chapter(group: list[Row]) -> Table:
        table = _grid(widest)
        for row in group:
            how = [*([row["kind"]] if row["kind"] != "speech" else []), *row["manners"]]
            said = Text(row["text"])
            table.add_row(who(row), said.append(f"  ({', '.join(how)})", style="dim") if how else said)
        return table

    return _by_chapter(found, chapter)


def _some(some: Sequence[str], most: int = 3) -> str:
    return ", ".join(some[:most]) + (f" and {len(some) - most} more" if len(some) > most else "")


def _scenes_page(found: list[Row], width: int) -> RenderableType:
    def chapter(group: list[Row]) -> Table:
        table = _grid(min(WHO, width // 3))
        for row in group:
            where = Text(row["place"] or "somewhere", style="cyan" if row["place"] else "dim")
            if row["times"]:
                where.append(f"\n{line('; '.join(row['times']), 60)}", style="dim")
            told = Text(_some(row["cast"], 6) or "nobody")
            if row["viewpoint"]:
                told.append(f"; seen by {row['viewpoint']}", style="dim")
            if row["standing"] != "told":
                told.append(f" ({row['standing']})", style="dim")
            table.add_row(where, told.append(f"\n{row['begins']}", style="dim"))
        return table

    return _by_chapter(found, chapter)


def _letters_page(found: list[Row], width: int) -> RenderableType:
    def chapter(group: list[Row]) -> Table:
        table = _grid(min(WHO, width // 3))
        for row in group:
            head = Text(row["kind"].capitalize(), style="cyan")
            head.append(f"\n{row['writer'] or '?'}", style="not dim")
            if row["addressees"]:
                head.append(f" → {_some(row['addressees'])}", style="dim")
            if row["readers"]:
                head.append(f"\nread by {_some(row['readers'])}", style="dim")
            text = " […] ".join(" ".join(fragment["text"].split()) for fragment in row["fragments"])
            table.add_row(head, Text(line(text, 3 * SNIPPET)))
        return table

    return _by_chapter(found, chapter)


def _names_page(found: list[Row], width: int) -> RenderableType:
    table, room = _table(), width - (37 if width >= 80 else 24)  # without the columns of kinds and numbers
    for title, share in (("Who is called", room // 3), ("what", room - 2 * (room // 3)), ("by whom", room // 3)):
        table.add_column(title, no_wrap=title != "what", overflow="ellipsis", max_width=min(WHO, share))
    if width >= 80:
        table.add_column("Kind", style="dim", no_wrap=True)
    table.add_column("Times", justify="right", no_wrap=True)
    table.add_column("Refused", justify="right", no_wrap=True)
    before = None
    for row in found:
        table.add_row(
            Text(row["entity"] if row["entity"] != before else ""),
            Text(row["form"], style="cyan"),
            Text(row["speaker"] or "?", style="" if row["speaker"] else "dim"),
            *([row["kind"]] if width >= 80 else []),
            f"{row['count']:,}",
            Text(f"{len(row['refused']):,}" if row["refused"] else "", style="yellow"),
        )
        before = row["entity"]
    return table


def _feelings_page(found: list[Row], width: int) -> RenderableType:
    def chapter(group: list[Row]) -> Table:
        table = _grid(min(WHO, width // 3))
        for row in group:
            who = Text(row["who"] or "?", style="cyan" if row["who"] else "dim")
            who.append(f"\n{next(iter(row['emotions']), '')}", style="dim")
            table.add_row(who, _marked(row))
        return table

    return Group(_by_chapter(found, chapter), "", Text(counted(len(found), "feeling"), style="dim"))


def _marked(row: Row) -> Text:
    """The passage, cut where it is long, with the words that name the feeling standing out."""
    text = Text(line(row["text"]))
    if row["sign"]:
        text.highlight_words([" ".join(row["sign"]["text"].split())], "bold")
    return text


def _relationships_page(found: list[Row], width: int) -> RenderableType:
    told = [row for row in found if row["ties"] or row["said"] or row["heard"] or row["scenes"] > 1] or found
    table = _grid(min(WHO, width // 3))
    for row in told:
        table.add_row(Text.assemble(row["one"], ("\nand ", "dim"), row["other"]), _between(row, width // 2))
        table.add_row("", "")
    rest = len(found) - len(told)
    more = f"; and {rest:,} that only share a scene (all of them: --json)" if rest else ""
    return Group(table, Text(counted(len(told), "pair") + more, style="dim"))


def _between(row: Row, room: int) -> Text:
    """What is between two people: ties and their evidence, counts, what they call each other, feelings, the trend."""
    lines = []
    for tie in row["ties"]:
        told = f"{row['one']} is the {tie['kind']} of {row['other']}" if tie["kind"] in _DIRECTED else tie["kind"]
        quoted = f" “{line(tie['text'], 60)}”" + (f", {tie['chapter']}" if tie["chapter"] else "")
        lines.append(Text.assemble((told, "cyan"), (quoted, "dim")))
    lines.append(Text(f"{_exchanged(row)}; {counted(row['scenes'], 'scene')} together"))
    for speaker, called, key in (
        (row["one"], row["other"], "one_calls_other"),
        (row["other"], row["one"], "other_calls_one"),
    ):
        if row[key]:
            forms = _some([f"{f['form']} {f['count']:,}" if f["count"] > 1 else f["form"] for f in row[key]], 4)
            lines.append(Text.assemble((f"{speaker} calls {called} ", "dim"), forms))
    for who, key in ((row["one"], "feels"), (row["other"], "felt")):
        if row[key] is not None:
            lines.append(Text.assemble((f"{who} feels ", "dim"), f"{row[key]:+.2f}"))
    if len(row["trend"]) > 1:
        lines.append(Text(spark(row["trend"], room), style="cyan"))
    return Text("\n").join(lines)


def _exchanged(row: Row) -> str:
    if not row["said"] and not row["heard"]:
        return "no lines"
    return f"{counted(row['said'], 'line')} to {row['other']}, {row['heard']:,} back"


def spark(counts: Sequence[int], room: int) -> str:
    """Counts as bars of eight heights, neighbours added up where there are more than `room`; none is a dot."""
    step = -(-len(counts) // max(1, room))
    sums = [sum(counts[k : k + step]) for k in range(0, len(counts), step)]
    most = max(sums, default=0) or 1
    return "".join(BARS[-(-len(BARS) * count // most) - 1] if count else "·" for count in sums)


def _search_page(found: list[Row], width: int) -> RenderableType:
    """A concordance: the words in the middle, and as much on either side as there is room for."""
    side = max(8, (width - max(len(row["text"]) for row in found)) // 2)

    def chapter(group: list[Row]) -> RenderableType:
        lines = []
        for row in group:
            before, after = row["spaced"]
            left = (row["left"] + " " * before)[-side:].rjust(side)
            right = (" " * after + row["right"])[: max(8, width - side - len(row["text"]))]
            lines.append(Text.assemble(left, (row["text"], "bold cyan"), right, no_wrap=True, overflow="crop"))
        return Group(*lines)

    return _by_chapter(found, chapter)
