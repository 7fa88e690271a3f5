"""A small story, read by hand: what a reading of a page looks like, with the cases that are easily forgotten."""

from __future__ import annotations

import hashlib
import re

import numpy as np
import pytest

from fabula.story import (
    Address,
    Alias,
    Arc,
    ArcPoint,
    Character,
    ContentNote,
    Division,
    Document,
    Edit,
    EmotionScore,
    Entity,
    Event,
    Feeling,
    Form,
    Manner,
    Mention,
    Metadata,
    Model,
    Participant,
    Presence,
    Relationship,
    Scene,
    Segment,
    Source,
    Span,
    Stage,
    Story,
    Tie,
    Tokens,
    Utterance,
)

NOTE = "Author's note: the ferry is real, the people are not."
TEXT = f"""The Last Ferry

{NOTE}

Chapter One

Ida Marsh ran down the slip. The rope was already loose.

“Wait,” she called, “wait for me, Corrie!”

Corrie held the rope with both hands. "You are late," he said. "You are _always_ late, Mrs <script>alert(1)</script>."

* * *

‘And the dog?’ asked old Benn, who had seen everything twice. Nobody answered him.

Chapter Two

The dog, in the end, swam. 🐕 “Good boy!”
"""


def small_story() -> Story:
    """Two chapters and a note, three people and a dog who says nothing."""
    text = TEXT
    at = text.index

    def span(words: str, after: int = 0) -> Span:
        start = at(words, after)
        return Span(start, start + len(words))

    ida, corrie, benn, dog = range(4)
    body = at("Chapter One")
    late = span("late,").start

    def mention(words: str, kind: str, entity: int, after: int = body, confidence: float = 0.9) -> Mention:
        where = span(words, after)
        return Mention(where.start, where.end, kind, "PER", entity, confidence)  # type: ignore[arg-type]

    mentions = (
        mention("Ida Marsh", "PROP", ida),
        mention("she", "PRON", ida),
        mention("Corrie", "PROP", corrie),
        mention("Corrie", "PROP", corrie, at("Corrie held")),
        mention("he", "PRON", corrie, at("he said")),
        mention("Mrs <script>alert(1)</script>", "PROP", ida, late),
        mention("old Benn, who had seen everything twice", "NOM", benn),
        mention("Benn", "PROP", benn),
        mention("Nobody", "PRON", benn, confidence=0.1234),
        mention("The dog", "NOM", dog),
    )
    utterances = (
        Utterance(
            (span("Wait,"), span("wait for me, Corrie!")), "speech", ida, (corrie,), span("called"),
            Span(mentions[1].start, mentions[1].end), "tag", 0.98, 0.91,
            (Manner("shout", *_pair(span("called")), "verb", 0.9),),
        ),
        Utterance(
            (span("You are late,"), span("You are _always_ late, Mrs <script>alert(1)</script>.")), "speech", corrie,
            (ida,), span("said"), Span(mentions[4].start, mentions[4].end), "tag", 0.97, 0.8,
        ),
        Utterance(
            (span("And the dog?"),), "speech", benn, (), span("asked"), Span(mentions[6].start, mentions[6].end), "tag",
            0.95,
        ),
        Utterance(
            (span("Good boy!"),), "speech", None, (dog,), None, None, "none", 0.31, 0.4, (),
            (Edit(*_pair(span("Good boy")), "Good dog"),),
        ),
    )  # fmt: skip
    tokens = [found.span() for found in re.finditer(r"\w+|[^\w\s]", text) if found.start() >= body]
    words = tuple(text[start:end] for start, end in tokens)
    count = len(tokens)
    paragraph = [len(re.findall(r"\n\n", text[body:start])) for start, _ in tokens]
    ran = span("ran")
    chapters = (at("Chapter One"), at("Chapter Two"), len(text))
    raw = text.encode()
    breaks = span("* * *")
    return Story(
        text=text,
        metadata=Metadata(title="The Last Ferry", authors=("A. Nobody", "B. <b>Bold</b>"), language="en"),
        source=Source(
            "ferry.txt", "txt", "utf-8", len(raw), hashlib.sha256(raw).hexdigest(),
            (Segment(0, len(text), 0, len(raw)),),
        ),
        model=Model("fabula-small", "0.1.0", "0" * 64),
        tokens=Tokens(
            start=np.array([start for start, _ in tokens], dtype=np.int32),
            end=np.array([end for _, end in tokens], dtype=np.int32),
            sentence=np.array(paragraph, dtype=np.int32),
            paragraph=np.array(paragraph, dtype=np.int32),
            head=np.arange(count, dtype=np.int32),
            lemma=tuple(word.lower() for word in words),
            upos=tuple("NOUN" if word.isalpha() else "PUNCT" for word in words),
            xpos=tuple("NN" if word.isalpha() else "." for word in words),
            deprel=("root",) * count,
            event=np.round(np.linspace(0, 1, count), 4),
        ),
        divisions=(
            Division(*_pair(span(NOTE)), "author's note"),
            Division(chapters[0], chapters[1], "chapter", "Chapter One"),
            Division(breaks.start, breaks.end, "scene break"),
            Division(chapters[1], chapters[2], "chapter", "Chapter Two"),
        ),
        emphasis=(span("always"),),
        mentions=mentions,
        entities=(
            Entity(ida, "PER", "Ida Marsh", (Alias("Ida Marsh", 1), Alias("Mrs <script>alert(1)</script>", 1))),
            Entity(corrie, "PER", "Corrie", (Alias("Corrie", 2),)),
            Entity(benn, "PER", "Benn", (Alias("Benn", 1),)),
            Entity(dog, "PER", "the dog"),
        ),
        characters=(
            Character(
                ida, "Ida Marsh", (Alias("Ida Marsh", 1), Alias("Mrs <script>alert(1)</script>", 1)), (),
                (Alias("she", 1),), 3, 1, 5, 1.0,
            ),
            Character(
                corrie, "Corrie", (Alias("Corrie", 2),), (), (Alias("he", 1),), 3, 1, 8, 0.91,
                forms=(Form("Corrie", "given", 2), Form("Corry", "misspelling", 1, "Corrie")),
            ),
            Character(benn, "Benn", (Alias("Benn", 1),), (Alias("old Benn", 1),), (Alias("he", 1),), 3, 1, 3, 0.52),
            Character(dog, "the dog", (), (Alias("the dog", 1),), (), 1, 0, 0, 0.2),
        ),
        utterances=utterances,
        events=(
            Event(
                ran.start, ran.end, "run", True, 0.93,
                (Participant(ida, "agent", mentions[0].start, mentions[0].end),),
            ),
        ),
        documents=(
            Document(
                "note", (span(NOTE),), ida, (corrie,), (benn,), None, None, span("Chapter One"), None, (), "signature",
                0.6,
            ),
        ),
        addresses=(Address(ida, corrie, "Corrie", "given", (span("Corrie"),), (), 0.91),),
        scenes=(
            Scene(
                chapters[0], breaks.start, None, span("the slip"), (span("already"),),
                (Presence(ida, 4, span("ran down"), None), Presence(corrie, 3, None, None)), ida, "told", 0.7,
            ),
            Scene(chapters[1], chapters[2], None, None, (), (), None, "imagined", 0.4),
        ),
        content=(ContentNote("animal harm", "mentioned", "denied", (span("The dog"),), None, dog, 0.55),),
        feelings=(
            Feeling(
                late, late + 5, corrie, (EmotionScore("annoyance", 0.71), EmotionScore("disapproval", 0.4)), 0.71, None,
                "model", 0.66,
            ),
            Feeling(
                *_pair(span("Ida Marsh ran down the slip.")), ida, (EmotionScore("fear", 0.8),), 0.5, ran, "sign", 0.7
            ),
        ),
        arcs=(
            Arc(
                None, 20,
                (
                    ArcPoint(body, chapters[1], -0.25, 0.5, "annoyance"),
                    ArcPoint(chapters[1], chapters[2], 0.5, 0.1, None),
                ),
                (Span(body, chapters[1]),),
            ),
        ),
        relationships=(
            Relationship(
                ida, corrie, (0,), 1, 1, None, -0.5, (Tie("friend", *_pair(span("Corrie")), 0.6),),
                (Stage(chapters[0], chapters[1], 1, 1, 1, -0.5), Stage(chapters[1], chapters[2], 0, 0, 0, None)), 0.5,
            ),
        ),
        warnings=("This story is very short, so the shares below say little.",),
    )  # fmt: skip


def _pair(span: Span) -> tuple[int, int]:
    return span.start, span.end


@pytest.fixture
def story() -> Story:
    return small_story()
