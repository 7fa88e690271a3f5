"""Scores a reading of whole novels of the Project Dialogism Novel Corpus (Vishnubhotla, Hammond and Hirst 2022).

Everything is compared in characters of `novel_text.txt`, which is what PDNC's "byte" spans count; a reading's offsets
are brought there through `Story.source_bytes`. Rules:

- Quotations. PDNC's sub-quotations (a quotation has several where narration interrupts it) against the spans of
  predicted utterances of kinds "speech" and "thought", since PDNC annotates quoted thought too, but not free indirect
  thought. It does not annotate titles, signs, scare quotes and most letters, so those count against precision where
  they are predicted as speech. Spans match where they are equal once everything but letters and digits is taken off
  both ends. The loose score matches one to one where the spans share at least 0.8 of their union. PDNC's boundaries
  have noise: some 3% of its spans are cut at a quotation inside the quotation, at a note, or where a mark is lost from
  its text, and some quoted speech is not annotated; taking everything between double marks, paragraph by paragraph,
  finds 90 to 100% of a novel's sub-quotations exactly, and 83 to 98% of what it takes is one.
- Characters. Predicted and gold characters are matched one to one by names alone (`match_characters`), never by what
  they say. A narrator whom no name identifies is matched to nobody, since PDNC lists narrators under their names.
- Speakers. The predicted speaker of a gold quotation is the one whose utterances (of whatever kind) cover most of its
  characters. It is right where that character is matched to the gold speaker; a missing quotation, speaker or match is
  wrong. PDNC often writes a speaker's alias rather than the main name; that is resolved first, and a name that is in no
  list of aliases stays as one that nobody can match.
- `_unknowable` and `_group` name no character. They are in the overall figure, which leaves out nothing, and there
  the right answer is a quotation found and no speaker given; "named speakers" leaves them out, and they have a line.
- Addressees. Of the gold quotations with a named addressee: those where any predicted addressee is right, and those
  where the predicted set is the gold set; `_group` and `_unknowable` are taken out of the gold set first.
"""

from __future__ import annotations

import ast
import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from benchmarks.metrics import Calibration, Overlap, Scores, Share, sets
from benchmarks.metrics import Count as Number
from fabula.language.labels import FEMALE_TITLES, MALE_TITLES
from fabula.story import FREE_INDIRECT, Character, Story, Utterance

Reader = Callable[[Path], Story]
Chars = tuple[int, int]

SPECIAL = frozenset({"_unknowable", "_group"})
QUOTED = frozenset({"speech", "thought"})
MAIN = 10
"""A character with so many quotations is a main one, in counting those found and those merged."""

EXACT, BARE, EPITHET = 1.0, 0.3, 0.5
"""What a use of a name counts: a gold name as it stands, but for its title, or as an epithet, which people share."""

_TITLES = """
mr mrs miss ms master sir madam madame mademoiselle monsieur lady lord dame dr professor reverend captain colonel major
general lieutenant sergeant corporal inspector detective constable officer admiral commander president judge squire
count countess baron baroness duke duchess marquis marquise prince princess king queen aunt uncle cousin brother sister
father mother grandmother grandfather nurse old young poor dear little herr frau fraulein don donna signor signora
signorina
"""
TITLES = frozenset(_TITLES.split())
SPELLINGS = {
    "mister": "mr", "doctor": "dr", "rev": "reverend", "capt": "captain", "col": "colonel", "lieut": "lieutenant",
    "gen": "general", "prof": "professor", "mme": "madame", "mlle": "mademoiselle", "m": "monsieur",
    "auntie": "aunt", "insp": "inspector",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """A gold character; `forms` are the main name and the aliases."""

    name: str
    forms: frozenset[str]
    category: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """A gold quotation: its sub-quotations' spans, its speaker and addressees by main name, its type."""

    id: str
    spans: tuple[Chars, ...]
    speaker: str
    addressees: frozenset[str]
    type: str


@dataclass(frozen=True, slots=True)
class Novel:
    """A novel of the corpus."""

    name: str
    text: str
    people: tuple[Person, ...]
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class WrongSpeaker:
    """A gold quotation whose speaker was not found; `method` is "missing" where the quotation was not."""

    novel: str
    offset: int
    quotation: str
    type: str
    gold: str
    predicted: str
    method: str


def novels(root: Path, only: Sequence[str] = ()) -> list[Path]:
    """The folders of the corpus's novels, or of those named. Raises FileNotFoundError where one is not there."""
    found = sorted(f.parent for f in root.glob("*/quotation_info.csv"))
    if missing := set(only) - {f.name for f in found}:
        raise FileNotFoundError(f"{root}: no novel {', '.join(sorted(missing))}")
    return [f for f in found if not only or f.name in only]


def evaluate(folders: Sequence[Path], reader: Reader) -> Iterator[tuple[str, Scores, list[WrongSpeaker]]]:
    """Reads and scores novels, one at a time."""
    for folder in folders:
        novel = load(folder)
        scores, wrong = score(novel, reader(folder / "novel_text.txt"), (folder / "novel_text.txt").read_bytes())
        yield novel.name, scores, wrong


def load(folder: Path) -> Novel:
    """A novel's text and its annotation."""
    with (folder / "character_info.csv").open(encoding="utf-8", newline="") as file:
        people = tuple(
            Person(name, frozenset({name, *_strings(row["Aliases"])}), row["Category"].strip())
            for row in csv.DictReader(file)
            for name in [row["Main Name"].strip()]
        )
    with (folder / "quotation_info.csv").open(encoding="utf-8", newline="") as file:
        quotations = tuple(
            Quotation(
                id=row["quoteID"],
                spans=tuple((int(a), int(b)) for a, b in ast.literal_eval(row["quoteByteSpans"])),
                speaker=resolve(row["speaker"], people),
                addressees=frozenset(resolve(a, people) for a in _strings(row["addressees"])) - SPECIAL,
                type=row["quoteType"],
            )
            for row in csv.DictReader(file)
        )
    with (folder / "novel_text.txt").open(encoding="utf-8", newline="") as file:
        return Novel(folder.name, file.read(), people, quotations)


def _strings(literal: str) -> list[str]:
    return [str(s).strip() for s in ast.literal_eval(literal)] if literal.strip() not in ("", "nan") else []


def resolve(name: str, people: Sequence[Person]) -> str:
    """The main name that a name in the annotation means: the name itself, or an alias of one character alone."""
    name = name.strip()
    if name in SPECIAL or any(p.name == name for p in people):
        return name
    holders = [p.name for p in people if name in p.forms]
    return holders[0] if len(holders) == 1 else name


def normal(name: str) -> str:
    """A name in lower case without accents, punctuation and a leading article, its title spelled one way."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    tokens = re.sub(r"[^\w\s-]", "", plain).replace("-", " ").replace("_", " ").split()
    if len(tokens) > 1 and tokens[0] in ("the", "a", "an"):
        tokens = tokens[1:]
    if len(tokens) > 1:
        tokens[0] = SPELLINGS.get(tokens[0], tokens[0])
    return " ".join(tokens)


def split_title(form: str) -> tuple[str, str]:
    """A normal form's title ("" if none) and the rest."""
    title, _, rest = form.partition(" ")
    return (title, rest) if rest and title in TITLES else ("", form)


def match_characters(characters: Sequence[Character], people: Sequence[Person]) -> dict[int, str]:
    """Predicted characters (by entity) and gold ones (by main name), one to one, by their names alone.

    Every use of a name by a predicted character counts towards the gold character who has that name: 1 as it stands,
    shared out where several have it; 0.3 where they differ only in that one has a title and the other none, one gold
    character alone fits, and their titles do not say a man of one and a woman of the other. Epithets count 0.5, as they
    stand, where one gold character alone has them: PDNC lists "The General" as a name. The
    matching with the highest sum is taken (Kuhn 1955), and pairs that share nothing are left unmatched.
    """
    holders: dict[str, set[int]] = {}
    bare: dict[str, set[int]] = {}
    for j, person in enumerate(people):
        for form in {normal(f) for f in person.forms} - {""}:
            holders.setdefault(form, set()).add(j)
            bare.setdefault(split_title(form)[1], set()).add(j)
    genders = [{_gender(split_title(normal(f))[0]) for f in person.forms} for person in people]
    worth: NDArray[np.float64] = np.zeros((len(characters), len(people)))
    for i, character in enumerate(characters):
        for name, uses in _names(character).items():
            if name in holders:
                for j in holders[name]:
                    worth[i, j] += EXACT * uses / len(holders[name])
                continue
            title, rest = split_title(name)
            fits = holders.get(rest, set()) if title else bare.get(name, set())
            if len(fits) == 1 and not _clash(_gender(title), genders[min(fits)]):
                worth[i, min(fits)] += BARE * uses
        for epithet in character.epithets:
            owners = holders.get(normal(epithet.name), set())
            if len(owners) == 1:
                worth[i, min(owners)] += EPITHET * epithet.count
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return {
        characters[i].entity: people[j].name
        for i, j in zip(rows.tolist(), columns.tolist(), strict=True)
        if worth[i, j]
    }


def _gender(title: str) -> str:
    return "male" if title in MALE_TITLES else "female" if title in FEMALE_TITLES else ""


def _clash(gender: str, others: set[str]) -> bool:
    return bool(gender) and bool(others - {""}) and gender not in others


def _names(character: Character) -> dict[str, int]:
    """A character's names, normalised, with how often each is used; the name to show counts at least once."""
    uses: Counter[str] = Counter()
    for alias in character.names:
        uses[normal(alias.name)] += alias.count
    uses[normal(character.name)] = max(1, uses[normal(character.name)])
    del uses[""]
    return dict(uses)


def score(novel: Novel, story: Story, source: bytes) -> tuple[Scores, list[WrongSpeaker]]:
    """All scores of one novel, and its wrong speakers."""
    matching = match_characters(story.characters, novel.people)
    spans = _file_spans(story, source)
    quoted = [span for n, span in spans if story.utterances[n].kind in QUOTED]
    gold_spans = [span for q in novel.quotations for span in q.spans]
    speakers, wrong = _speakers(novel, story, spans, matching)
    scores: Scores = {
        "quotations": sets({_bare(novel.text, s) for s in gold_spans}, {_bare(novel.text, s) for s in quoted}),
        "quotations, loose": loose([_bare(novel.text, s) for s in gold_spans], [_bare(novel.text, s) for s in quoted]),
        **speakers,
        **_characters(novel, story, matching),
    }
    return scores, wrong


def _file_spans(story: Story, source: bytes) -> list[tuple[int, Chars]]:
    """The spans of all utterances but free indirect thoughts, which are not quoted, in characters of the file, with the
    utterance's number."""
    before = None
    if not source.isascii():
        leading = (np.frombuffer(source, dtype=np.uint8) & 0xC0) != 0x80
        before = np.concatenate([[0], np.cumsum(leading)])
    out = []
    for n, utterance in enumerate(story.utterances):
        for span in utterance.spans if utterance.method != FREE_INDIRECT else ():
            if span.start < span.end:
                _, start, end = story.source_bytes(span.start, span.end)
                out.append((n, (start, end) if before is None else (int(before[start]), int(before[end]))))
    return out


def _bare(text: str, span: Chars) -> Chars:
    """The span without what is not a letter or digit at its ends; only white space goes where there is nothing else."""
    for keep in (str.isalnum, lambda c: not c.isspace()):
        start, end = span
        while start < end and not keep(text[start]):
            start += 1
        while start < end and not keep(text[end - 1]):
            end -= 1
        if start < end:
            return start, end
    return span


def loose(gold: Sequence[Chars], predicted: Sequence[Chars], least: float = 0.8) -> Overlap:
    """Spans matched one to one, closest first, where they share at least `least` of their union."""
    predicted = sorted(set(predicted))
    gold = sorted(set(gold))
    starts = np.array([s for s, _ in predicted], dtype=np.int64)
    ends = np.array([e for _, e in predicted], dtype=np.int64)
    pairs = []
    for i, (start, end) in enumerate(gold):
        for j in np.flatnonzero((starts < end) & (ends > start)).tolist():
            common = min(end, int(ends[j])) - max(start, int(starts[j]))
            share = common / (max(end, int(ends[j])) - min(start, int(starts[j])))
            if share >= least:
                pairs.append((-share, i, j))
    used_gold: set[int] = set()
    used: set[int] = set()
    for _, i, j in sorted(pairs):
        if i not in used_gold and j not in used:
            used_gold.add(i)
            used.add(j)
    return Overlap(len(used), len(predicted), len(used), len(gold))


def covering(
    quotation: Quotation, spans: Sequence[tuple[int, Chars]], utterances: Sequence[Utterance]
) -> Utterance | None:
    """Of the utterances of the speaker who covers most of the quotation, the one that covers most of it."""
    cover: Counter[int] = Counter()
    for start, end in quotation.spans:
        for n, (s, e) in spans:
            if s < end and start < e:
                cover[n] += min(end, e) - max(start, s)
    by_speaker: Counter[int | None] = Counter()
    for n in sorted(cover):
        by_speaker[utterances[n].speaker] += cover[n]
    if not by_speaker:
        return None
    speaker = by_speaker.most_common(1)[0][0]
    return utterances[min((n for n in cover if utterances[n].speaker == speaker), key=lambda n: (-cover[n], n))]


def _speakers(
    novel: Novel, story: Story, spans: list[tuple[int, Chars]], matching: dict[int, str]
) -> tuple[Scores, list[WrongSpeaker]]:
    category = {p.name: p.category for p in novel.people}
    shown = {c.entity: c.name for c in story.characters}
    spans = sorted(spans, key=lambda s: s[1])
    starts = np.array([s for _, (s, _) in spans], dtype=np.int64)
    ends = np.array([e for _, (_, e) in spans], dtype=np.int64)
    groups: dict[str, list[bool]] = {
        name: []
        for name in (
            "speakers", "speakers Explicit", "speakers Anaphoric", "speakers Implicit", "speakers named",
            "speakers major or intermediate", "speakers _unknowable or _group", "speakers where one is given",
        )
    }  # fmt: skip
    any_addressee, exact_addressees, confidences, wrong = [], [], [], []
    for q in novel.quotations:
        near = np.zeros(len(spans), dtype=bool)
        for start, end in q.spans:
            near |= (starts < end) & (ends > start)
        utterance = covering(q, [spans[i] for i in np.flatnonzero(near).tolist()], story.utterances)
        given = utterance.speaker if utterance else None
        special = q.speaker in SPECIAL
        right = utterance is not None and (given is None if special else _who(given, matching) == q.speaker)
        groups["speakers"].append(right)
        groups["speakers _unknowable or _group" if special else "speakers named"].append(right)
        if f"speakers {q.type}" in groups:
            groups[f"speakers {q.type}"].append(right)
        if category.get(q.speaker) in ("major", "intermediate") and not special:
            groups["speakers major or intermediate"].append(right)
        if utterance and given is not None:
            groups["speakers where one is given"].append(right)
            confidences.append(utterance.confidence)
        if not right:
            wrong.append(
                WrongSpeaker(
                    novel.name,
                    q.spans[0][0] if q.spans else -1,
                    " / ".join(novel.text[s:e] for s, e in q.spans),
                    q.type,
                    q.speaker,
                    "" if given is None else shown.get(given, f"entity {given}"),
                    utterance.method if utterance else "missing",
                )
            )
        if q.addressees:
            addressed = [_who(a, matching) for a in utterance.addressees] if utterance else []
            any_addressee.append(any(a in q.addressees for a in addressed))
            exact_addressees.append(bool(addressed) and None not in addressed and set(addressed) == q.addressees)
    scores: Scores = {name: Share(sum(answers), len(answers)) for name, answers in groups.items()}
    scores["speaker confidence"] = Calibration(tuple(confidences), tuple(groups["speakers where one is given"]))
    scores["addressees, any"] = Share(sum(any_addressee), len(any_addressee))
    scores["addressees, all"] = Share(sum(exact_addressees), len(exact_addressees))
    return scores, wrong


def _who(entity: int | None, matching: dict[int, str]) -> str | None:
    return None if entity is None else matching.get(entity)


def _characters(novel: Novel, story: Story, matching: dict[int, str]) -> Scores:
    said = Counter(q.speaker for q in novel.quotations)
    main = {p.name for p in novel.people if said[p.name] >= MAIN} - SPECIAL
    holders: dict[str, set[str]] = {}
    for person in novel.people:
        for form in person.forms:
            holders.setdefault(normal(form), set()).add(person.name)
    merged: set[tuple[str, str]] = set()
    for character in story.characters:
        owners = [holders.get(name, set()) for name in _names(character)]
        merged |= set(combinations(sorted({min(o) for o in owners if len(o) == 1} & main), 2))
    return {
        "main characters found": Share(len(main & set(matching.values())), len(main)),
        "main characters merged, pairs": Number(len(merged)),
    }
