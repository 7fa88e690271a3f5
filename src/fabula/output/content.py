"""What `fabula content` says: what a story holds that readers may want to be warned of, without its plot. What the
terminal shows of it is in `notice.py`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from fabula.output.facts import counted, names, stretches
from fabula.reading.content.lexicon import Category, categories
from fabula.story import ContentNote, ContentStanding, Severity, Span, Story

SEVERITIES: tuple[Severity, ...] = get_args(Severity)
STANDINGS: tuple[ContentStanding, ...] = get_args(ContentStanding)
ASSERTED: frozenset[ContentStanding] = frozenset({"shown", "told", "remembered", "threatened", "imagined"})
"""The standings that say that the story has such a thing in it; what is denied or a figure of speech it has not."""

HAPPENS: frozenset[ContentStanding] = frozenset({"shown", "told", "remembered"})
MAJOR = 0.25
"""From this importance on a character is a main one, whose death the Archive's warning is for."""
OFTEN = 3
"""This many passages one degree less severe than a warning asks for make it worth a thought."""
BESIDE = 500
"""Characters between a minor at risk and sexual content within which the one may concern the other."""
LIMIT = (
    "Fabula looks in the story itself, not in its author's notes, tags or summary, and finds what words and syntax "
    "show. What is only hinted at it does not see, and a category that is not found may be there all the same."
)


@dataclass(frozen=True, slots=True)
class Warning:
    """A warning of the Archive's that would apply (`sure`) or may, and the categories that speak for it."""

    name: str
    sure: bool
    because: tuple[str, ...]


def shown_notes(story: Story, everything: bool = False) -> list[ContentNote]:
    """The notes to tell of: all of them, or all but the figures of speech."""
    return [n for n in story.content if everything or n.standing != "figurative"]


def not_found(story: Story) -> list[str]:
    """The categories that were looked for and of which the story says nothing, but for figures of speech."""
    found = {n.category for n in shown_notes(story)}
    return [name for name in categories() if name not in found]


def only_denied(story: Story) -> list[str]:
    """The categories of which the story says only that there was none."""
    asserted = {n.category for n in story.content if n.standing in ASSERTED}
    denied = {n.category for n in story.content if n.standing == "denied"}
    return [name for name in categories() if name in denied - asserted]


def failing(story: Story, limits: Mapping[str, Severity]) -> list[ContentNote]:
    """The notes at or above one of the limits, severities by category; what is denied or figurative is none."""
    return [
        n
        for n in story.content
        if n.standing in ASSERTED and n.category in limits and rank(n.severity) >= rank(limits[n.category])
    ]


def limits(source: str) -> dict[str, Severity]:
    """The limits of `--fail-on`: "violence:graphic,suicide". Raises ValueError, saying what is not known."""
    plain = {_key(name): name for name in categories()}
    out: dict[str, Severity] = {}
    for part in filter(None, (part.strip() for part in source.split(","))):
        name, _, severity = part.partition(":")
        if _key(name) not in plain:
            raise ValueError(f"there is no category {name!r}; `fabula content --categories` lists them")
        level: Severity | None = next((s for s in SEVERITIES if s == (severity.strip().lower() or "mentioned")), None)
        if level is None:
            raise ValueError(f"{severity!r} is no severity; they are {', '.join(SEVERITIES)}")
        out[plain[_key(name)]] = level
    if not out:
        raise ValueError("no category is named")
    return out


def _key(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name.strip().lower())


def archive_warnings(story: Story) -> list[Warning]:
    """The Archive of Our Own's warnings that would apply or may, in the order of the categories."""
    found: dict[str, tuple[bool, list[str]]] = {}

    def add(category: Category, sure: bool) -> None:
        if category.warning is not None:
            known, because = found.get(category.warning, (False, []))
            found[category.warning] = known or sure, [*because, category.name]

    major = {c.entity for c in story.characters if c.importance >= MAJOR}
    for category in categories().values():
        notes = [n for n in story.content if n.category == category.name and n.standing in HAPPENS]
        if category.name == "character death":
            notes = [n for n in notes if n.patient in major]
        if category.since is None:
            if category.warning is not None and _beside(notes, story.content):
                add(category, False)
            continue
        least = rank(category.since)
        severe = [n for n in notes if rank(n.severity) >= least]
        shown = [n for n in severe if n.standing == "shown"]
        lesser = [n for n in notes if n.standing == "shown" and rank(n.severity) == least - 1]
        told = [n for n in notes if n.standing != "shown"] if category.since == "depicted" else severe
        if shown:
            add(category, True)
        elif told or sum(len(n.evidence) for n in lesser) >= OFTEN:
            add(category, False)
    return [Warning(name, sure, tuple(because)) for name, (sure, because) in found.items()]


def _beside(minors: Sequence[ContentNote], notes: Sequence[ContentNote]) -> bool:
    sexual = [
        s
        for n in notes
        if n.category in ("sexual content", "non-consent") and n.standing in HAPPENS
        for s in n.evidence
    ]
    ours = [s for n in minors for s in n.evidence]
    return any(abs(a.start - b.start) <= BESIDE for a in ours for b in sexual)


def rank(severity: Severity) -> int:
    """A severity as a number, the worst the largest."""
    return SEVERITIES.index(severity)


def line(story: Story) -> str:
    """One line for the summary of a reading, the worst first; "" where nothing is found."""
    worst: dict[str, Severity] = {}
    for n in story.content:
        if n.standing in HAPPENS:
            worst[n.category] = max(worst.get(n.category, "mentioned"), n.severity, key=rank)
    ordered = sorted(worst.items(), key=lambda item: -rank(item[1]))
    return ", ".join(f"{name} ({severity})" for name, severity in ordered)


def mask(word: str) -> str:
    """A word's first letter, and an asterisk for each letter after it."""
    return word[:1] + re.sub(r"\w", "*", word[1:])


def words_of(story: Story, category: str, spoilers: bool) -> list[tuple[str, int]]:
    """The words of a category such as slurs, masked but for `spoilers`, the most frequent first."""
    spans = [s for n in story.content if n.category == category for s in n.evidence]
    counts = Counter(text_of(story, s).lower() for s in spans)
    made: Counter[str] = Counter()
    for word, count in counts.items():
        made[word if spoilers else mask(word)] += count
    return sorted(made.items(), key=lambda item: (-item[1], item[0]))


def text_of(story: Story, span: Span) -> str:
    """The words of a span, on one line."""
    return " ".join(story.text[span.start : span.end].split())


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are in a work: the starts of its chapters, and its extent without apparatus."""

    chapters: tuple[int, ...]
    start: int
    end: int

    def chapter(self, at: int) -> int | None:
        """The number of the chapter, from 1, that a character is in; None before the first or without any."""
        return bisect_right(self.chapters, at) or None if len(self.chapters) > 1 else None

    def share(self, at: int) -> int:
        """How far into the work a character is, in hundredths."""
        return min(99, max(0, round(100 * (at - self.start) / max(1, self.end - self.start))))


def places(story: Story) -> Places:
    """The places of a story."""
    parts = stretches(story) or [(0, len(story.text))]
    chapters = sorted(d.start for d in story.divisions if d.kind == "chapter")
    return Places(tuple(chapters), parts[0][0], parts[-1][1])


def where(found: Places, notes: Iterable[ContentNote]) -> str:
    """Roughly where notes are: "chapters 2–4, 7", or "12 %, 40–45 %" of the work."""
    at = [s.start for n in notes for s in n.evidence]
    chapters = [found.chapter(a) for a in at]
    if all(c is not None for c in chapters) and chapters:
        numbers = sorted({c for c in chapters if c is not None})
        return ("chapter " if len(numbers) == 1 else "chapters ") + _ranges(numbers, 1, "")
    return _ranges(sorted({found.share(a) // 5 * 5 for a in at}), 5, " %")


def _ranges(numbers: Sequence[int], step: int, unit: str, most: int = 8) -> str:
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n - runs[-1][-1] <= step:
            runs[-1].append(n)
        else:
            runs.append([n])
    told = [f"{r[0]}–{r[-1]}{unit}" if len(r) > 1 else f"{r[0]}{unit}" for r in runs]
    return ", ".join(told[:most]) + (f" and {len(told) - most} more" if len(told) > most else "")


def to_plain(story: Story, *, spoilers: bool = False, everything: bool = False) -> dict[str, Any]:
    """The notes as plain values, for an archive. Offsets are code points of the story's text; names and words only with
    `spoilers`."""
    shown, found = names(story), places(story)

    def passage(span: Span) -> dict[str, Any]:
        place = {
            "start": span.start,
            "end": span.end,
            "chapter": found.chapter(span.start),
            "percent": found.share(span.start),
        }
        return {**place, "text": text_of(story, span)} if spoilers else place

    def plain(n: ContentNote) -> dict[str, Any]:
        out: dict[str, Any] = {
            "category": n.category, "severity": n.severity, "standing": n.standing, "confidence": n.confidence,
            "evidence": [passage(s) for s in n.evidence],
        }  # fmt: skip
        if spoilers:
            out |= {
                role: None if e is None else shown.get(e, "?")
                for role, e in (("agent", n.agent), ("patient", n.patient))
            }
        return out

    return {
        "title": story.title,
        "notes": [plain(n) for n in shown_notes(story, everything)],
        "only_denied": only_denied(story),
        "not_found": not_found(story),
        "archive_warnings": [
            {"warning": w.name, "applies": "yes" if w.sure else "maybe", "because": list(w.because)}
            for w in archive_warnings(story)
        ],
        "words": {c: dict(words_of(story, c, spoilers)) for c in ("strong language", "slurs")},
        "limit": LIMIT,
        "warnings": list(story.warnings),
    }


def summary(notes: Sequence[ContentNote]) -> str:
    """What `--fail-on` says on stderr: the categories at fault, and how many passages each has."""
    counts: Counter[str] = Counter()
    for n in notes:
        counts[n.category] += len(n.evidence)
    return ", ".join(f"{name} ({counted(count, 'passage')})" for name, count in sorted(counts.items()))
