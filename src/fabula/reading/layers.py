"""The layers of a reading on an opened page, one after another, each from those before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from fabula.language.labels import UPOS
from fabula.reading import follow_speech
from fabula.reading.address import find_addresses, name_forms
from fabula.reading.characters import character_items, entity_items, mention_items, proper_forms
from fabula.reading.content import find_content
from fabula.reading.content.lexicon import lexicon as content_words
from fabula.reading.corrections import after_speech, before_speech, kept, locate
from fabula.reading.documents import find_documents
from fabula.reading.events import find_events
from fabula.reading.feelings import find_feelings
from fabula.reading.feelings.arcs import find_arcs
from fabula.reading.feelings.lexicon import lexicon as feeling_words
from fabula.reading.page import Page, Progress
from fabula.reading.relationships import find_relationships
from fabula.reading.scenes import find_scenes
from fabula.reading.speech import find_utterances
from fabula.reading.speech.heard import hear
from fabula.reading.speech.introductions import join_introduced
from fabula.reading.speech.narrator import name_tellers, settle_persons
from fabula.reading.voice import find_voices
from fabula.reading.voice.indirect import find_indirect
from fabula.story import (
    Address,
    Arc,
    Character,
    ContentNote,
    Correction,
    Division,
    Document,
    Event,
    Feeling,
    Metadata,
    Relationship,
    Scene,
    Source,
    Story,
    Tokens,
    Utterance,
    stage_spans,
)
from fabula.story import Model as ModelName

T = TypeVar("T")


def read_word_lists() -> None:
    """Reads the word lists of the layers, each once a process: it takes a while, and nothing of a page is needed."""
    content_words()
    feeling_words()


def make_story(
    opened: Page,
    progress: Progress,
    corrections: Sequence[Correction] = (),
    divisions: Sequence[Division] = (),
) -> Story:
    """The story on a page: its text and layers, without what the manuscript tells. Corrections are applied where their
    passages stand; a layer that fails is empty, and a warning says so."""
    progress("Finding who speaks", 0.0)
    failures: list[str] = []
    first = opened
    opened = _layer("pronouns by speech", lambda: follow_speech(first), first, failures)
    places = locate(opened.text, corrections)
    if corrections:
        uncorrected = opened
        opened = _layer("corrections", lambda: before_speech(uncorrected, corrections, places), opened, failures)
    silent: list[Utterance] = []
    page, plain = _layer("utterances", lambda: _speech(opened), (opened, silent), failures)
    utterances = _layer("voices", lambda: find_voices(page, plain), plain, failures)
    spoken, unwritten = (page, utterances), list[Document]()
    page, utterances, documents = _layer("documents", lambda: find_documents(*spoken), (*spoken, unwritten), failures)
    told = (page, utterances, documents)
    utterances = _layer("free indirect thought", lambda: find_indirect(*told), utterances, failures)
    corrected = (page, utterances, documents, kept(corrections, "Fabula failed to apply it"))
    if corrections:
        read = (page, utterances, documents)
        corrected = _layer("corrections", lambda: after_speech(*read, corrections, places), corrected, failures)
    page, utterances, documents, outcomes = corrected
    progress("Gathering the cast", 0.0)
    page = replace(page, proper_forms=proper_forms(page), heard=hear(page))  # documents may have added mentions
    entities = entity_items(page)
    events: list[Event] = _layer("events", lambda: find_events(page, utterances), [], failures)
    characters: list[Character] = _layer(
        "characters", lambda: character_items(page, entities, utterances), [], failures
    )
    addresses: list[Address] = _layer("addresses", lambda: find_addresses(page, utterances), [], failures)
    characters = _layer("forms", lambda: name_forms(page, characters, addresses), characters, failures)
    scenes: list[Scene] = _layer(
        "scenes", lambda: find_scenes(page, utterances, events, characters, documents), [], failures
    )
    content: list[ContentNote] = _layer("content", lambda: find_content(page, utterances, scenes), [], failures)
    feelings: list[Feeling] = _layer("feelings", lambda: find_feelings(page, utterances), [], failures)
    arcs: list[Arc] = _layer("arcs", lambda: find_arcs(page.words, feelings, characters), [], failures)
    parts = stage_spans(divisions, len(page.text))
    relationships: list[Relationship] = _layer(
        "relationships",
        lambda: find_relationships(page, utterances, characters, addresses, scenes, feelings, parts),
        [],
        failures,
    )
    progress("Gathering the cast", 1.0)
    return Story(
        text=page.text,
        metadata=Metadata(),
        source=Source("", "txt", "utf-8", 0, ""),
        model=ModelName(page.model.name, page.model.version, page.model.sha256),
        tokens=_tokens(page),
        mentions=tuple(mention_items(page)),
        entities=tuple(entities),
        characters=tuple(characters),
        utterances=tuple(utterances),
        events=tuple(events),
        documents=tuple(documents),
        addresses=tuple(addresses),
        scenes=tuple(scenes),
        content=tuple(content),
        corrections=tuple(outcomes),
        feelings=tuple(feelings),
        arcs=tuple(arcs),
        relationships=tuple(relationships),
        warnings=tuple(failures),
    )


def _layer(name: str, make: Callable[[], T], spare: T, failures: list[str]) -> T:
    """A layer, or what stands for it where making it failed: one layer's fault leaves the others standing."""
    try:
        return make()
    except Exception as fault:  # whatever went wrong, the reader is told and the rest is kept
        failures.append(f"The layer {name!r} failed ({type(fault).__name__}: {fault}) and is empty or unfinished here.")
        return spare


def _speech(page: Page) -> tuple[Page, list[Utterance]]:
    """The utterances, and the page with what they tell of who "I" and "you" are."""
    utterances = find_utterances(page)
    joined = join_introduced(page, utterances)
    if joined is not page:
        page, utterances = joined, find_utterances(joined)
    named = name_tellers(page, utterances)
    if named is not page:
        page, utterances = named, find_utterances(named)
    return settle_persons(page, utterances), utterances


def _tokens(page: Page) -> Tokens:
    e, w = page.encoding, page.words
    return Tokens(
        start=w.start.astype(np.int32),
        end=w.end.astype(np.int32),
        sentence=w.sentence.astype(np.int32),
        paragraph=w.paragraph.astype(np.int32),
        head=e.head.astype(np.int32),
        lemma=tuple(page.lemmas),
        upos=tuple(map(UPOS.__getitem__, e.upos.tolist())),
        xpos=tuple(map(page.model.xpos.__getitem__, e.xpos.tolist())),
        deprel=tuple(map(page.model.relations.__getitem__, e.relation.tolist())),
        event=e.event.astype(np.float64).round(4),
    )
