"""Every layer as a CSV file for spreadsheets and R: the fields of the data model, and beside them the words meant.

Nested values are JSON. Offsets count code points of text.txt, which is the story's text. After a layer's own columns
come `text`, the words that a row stands for, and for each entity that it names by id the name to show (`speaker_name`).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from fabula.output.facts import names
from fabula.output.tables import rows
from fabula.story import LAYERS, Story

WORDED = ("tokens", "mentions", "events", "feelings")
"""Layers whose rows have few words of their own; utterances have theirs in parts."""

NAMED = {
    "mentions": ("entity",), "utterances": ("speaker", "addressees"), "addresses": ("speaker", "entity"),
    "documents": ("writer", "addressees"), "scenes": ("place", "viewpoint"), "content": ("agent", "patient"),
    "feelings": ("entity",), "arcs": ("entity",), "relationships": ("one", "other"),
}  # fmt: skip


def render(story: Story, name: str) -> dict[str, bytes]:  # noqa: ARG001  # every form takes a name
    """The files by name."""
    files = {f"{layer}.csv": table(columns(story, layer)) for layer in LAYERS}
    return {**files, "text.txt": story.text.encode("utf-8", "replace")}


def columns(story: Story, layer: str) -> dict[str, Sequence[Any]]:
    """A layer's columns, and beside them words and names."""
    found, shown, items = dict(rows(story, layer)), names(story), getattr(story, layer)
    if layer in WORDED:
        pairs = zip(found["start"], found["end"], strict=True)
        found["text"] = [story.text[start:end] for start, end in pairs]
    elif layer == "utterances":
        found["text"] = [story.said(item) for item in items]
    for field in NAMED.get(layer, ()):
        found[f"{field}_name"] = [_names(getattr(item, field), shown) for item in items]
    return found


def table(found: dict[str, Sequence[Any]]) -> bytes:
    """Columns as CSV (RFC 4180, UTF-8): no value is an empty cell, nested values are JSON."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(found)
    writer.writerows(zip(*(map(_cell, column) for column in found.values()), strict=True))
    return file.getvalue().encode("utf-8", "replace")


def _names(entity: int | tuple[int, ...] | None, shown: dict[int, str]) -> str | None:
    if isinstance(entity, tuple):
        return "; ".join(shown[one] for one in entity)
    return None if entity is None else shown[entity]


def _cell(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (bool, np.bool_)):
        return str(value).lower()
    return value.item() if isinstance(value, np.generic) else value
