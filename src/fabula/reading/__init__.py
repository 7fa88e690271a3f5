"""The reading: from a manuscript to a story, one module a layer, each built on the language layers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from fabula.collector import uncollected
from fabula.errors import EmptyStory, NotText
from fabula.language.antecedents import Scored, score_mentions
from fabula.language.clauses import find_ties
from fabula.language.coreference import Clusters, resolve
from fabula.language.encoder import Encoding, encode
from fabula.language.epithets import part_epithets
from fabula.language.features import MentionTable, mention_table
from fabula.language.kin import settle_kin
from fabula.language.labels import UPOS
from fabula.language.model import Model, load_model
from fabula.language.quotations import Quoted, find_quotations
from fabula.language.tokens import Words, tokenize
from fabula.reading.address import find_addresses, name_forms
from fabula.reading.characters import character_items, entity_items, mention_items, proper_forms
from fabula.reading.content import find_content
from fabula.reading.corrections import after_speech, before_speech, kept, locate
from fabula.reading.documents import find_documents
from fabula.reading.events import find_events
from fabula.reading.feelings import find_feelings
from fabula.reading.feelings.arcs import find_arcs
from fabula.reading.page import Page, word_spans
from fabula.reading.relationships import find_relationships
from fabula.reading.scenes import find_scenes
from fabula.reading.speech import find_utterances
from fabula.reading.speech.aliases import join_aliases
from fabula.reading.speech.heard import hear
from fabula.reading.speech.introductions import join_introduced
from fabula.reading.speech.narrator import is_first_person, known_persons, name_narrator, settle_persons
from fabula.reading.voice import find_voices
from fabula.reading.voice.indirect import find_indirect
from fabula.story import (
    APPARATUS,
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
    Span,
    Story,
    Tokens,
    Utterance,
    stage_spans,
)
from fabula.story import Model as ModelName

if TYPE_CHECKING:
    from fabula.source import Manuscript

Progress = Callable[[str, float], None]
T = TypeVar("T")

LONGEST_PARAGRAPH = 5_000_000
"""A paragraph of more characters, three long novels, is data or damage, and is refused before hours go into it."""

HEARINGS = 2
"""How often who speaks is asked for what it tells of pronouns: a third time changes next to nothing."""

_BREAKS = frozenset({"chapter", "part", "scene break"})


@uncollected()
def read_manuscript(
    manuscript: Manuscript,
    progress: Progress = lambda _stage, _done: None,
    corrections: Sequence[Correction] = (),
) -> Story:
    """Reads a manuscript whole, with a reader's corrections applied where their passages stand. `progress` is told the
    stage's name and how much of it is done, 0 to 1."""
    page = open_page(manuscript, progress)
    story = _story(page, progress, corrections, manuscript.divisions)
    return replace(
        story,
        metadata=manuscript.metadata,
        source=manuscript.source,
        divisions=manuscript.divisions,
        emphasis=manuscript.emphasis,
        warnings=(*manuscript.warnings, *story.warnings),
    )


def open_page(manuscript: Manuscript, progress: Progress = lambda _stage, _done: None) -> Page:
    """The language layers of a manuscript, which the reading is made from."""
    text = manuscript.text
    paragraphs = _story_paragraphs(manuscript.paragraphs, manuscript.divisions)
    if not paragraphs:
        name = manuscript.source.name
        raise EmptyStory(f"{name}: there is no story in it, only notes, front matter or a licence; name another file")
    longest = max(end - start for start, end in paragraphs)
    if longest > LONGEST_PARAGRAPH:
        name = manuscript.source.name
        raise NotText(f"{name}: one line of {longest / 1e6:.0f} MB is no prose; break it into paragraphs and try again")
    progress("Finding speech", 0.0)
    with ThreadPoolExecutor(1) as pool:
        model = pool.submit(load_model)
        pieces = find_quotations(text, paragraphs)
        marks = {q.start for q in pieces}, {q.end - 1 for q in pieces if q.closed}
        words = tokenize(text, paragraphs, *marks)
    breaks = [d.start for d in manuscript.divisions if d.kind in _BREAKS]
    return replace(_page(text, words, pieces, breaks, progress, model.result()), emphasis=manuscript.emphasis)


def read_words(words: Sequence[str], sentences: NDArray[np.int64]) -> Story:
    """Reads text that is already split: `words` in order, `sentences` (words,) their sentence numbers.

    The story's text is the words joined by spaces; paragraphs are guessed (`guess_paragraphs`).
    """
    return _story(open_words(words, sentences, guess_paragraphs(words, sentences)), lambda _stage, _done: None)


def open_words(
    words: Sequence[str], sentences: NDArray[np.int64], paragraphs: NDArray[np.int64], model: Model | None = None
) -> Page:
    """The language layers of text that is already split; `sentences` and `paragraphs` (words,) are numbers, and
    `model` is the shipped one where none is given."""
    text = " ".join(words)
    ends = np.cumsum([len(w) + 1 for w in words]) - 1
    starts = ends - np.array([len(w) for w in words], dtype=np.int64)
    table = Words(tuple(words), starts, ends, np.asarray(sentences, dtype=np.int64), paragraphs)
    cuts = np.flatnonzero(np.diff(paragraphs, prepend=-1))
    spans = [(int(starts[a]), int(ends[b - 1])) for a, b in zip(cuts, [*cuts[1:].tolist(), len(words)], strict=True)]
    return _page(text, table, find_quotations(text, spans), [], lambda _stage, _done: None, model or load_model())


_OPEN, _CLOSE = frozenset({"“", '"', "``", "‘", "«"}), frozenset({"”", '"', "''", "’", "»"})
_TAG_WORDS = 9


def guess_paragraphs(words: Sequence[str], sentences: NDArray[np.int64]) -> NDArray[np.int64]:
    """Paragraphs of text that came without any: speech opens one, unless it takes up speech that a short clause
    interrupted ("... ," said he. "..."); narration after speech that nothing reports opens one too."""
    starts = np.flatnonzero(np.diff(sentences, prepend=-1)).tolist()
    out = np.zeros(len(words), dtype=np.int64)
    number = 0
    for k, (first, last) in enumerate(zip(starts, [*starts[1:], len(words)], strict=True)):
        if k:
            before = words[starts[k - 1] : first]
            closed = max((i for i, w in enumerate(before) if w in _CLOSE), default=-1)
            after = len(before) - 1 - closed
            if words[first] in _OPEN:
                number += int(not (closed >= 0 and 2 <= after <= _TAG_WORDS))
            elif closed >= 0 and after == 0:
                number += 1
        out[first:last] = number
    return out


def _story_paragraphs(paragraphs: Sequence[Span], divisions: Sequence[Division]) -> list[tuple[int, int]]:
    """The paragraphs that are story, cut where apparatus begins or ends inside one."""
    apparatus = [(d.start, d.end) for d in divisions if d.kind in APPARATUS]
    out: list[tuple[int, int]] = []
    for p in paragraphs:
        parts = [(p.start, p.end)]
        for start, end in apparatus:
            if end <= p.start or start >= p.end:
                continue
            parts = [part for a, b in parts for part in ((a, min(b, start)), (max(a, end), b)) if part[0] < part[1]]
        out.extend(parts)
    return out


def _page(
    text: str,
    words: Words,
    pieces: Sequence[Quoted],
    breaks: Sequence[int],
    progress: Progress,
    model: Model,
) -> Page:
    piece_words = word_spans(words, pieces)
    encoding = encode(words.text, words.sentence, piece_words, model, lambda done: progress("Reading", done))
    progress("Following who is who", 0.0)
    mentions = mention_table(
        words.text, encoding.spans, encoding.kinds, encoding.types, words.sentence, words.paragraph, piece_words
    )
    told = is_first_person(mentions, len(words), piece_words)
    tree = words.text, encoding.head, encoding.relation, model.relations
    ties = find_ties(*tree, mentions, words.paragraph, piece_words)
    scored = score_mentions(words.text, mentions, encoding.vectors, model, told=told, ties=ties)
    scene = np.searchsorted(np.array(breaks, dtype=np.int64), words.start, side="right")
    clusters = _clusters(words, mentions, encoding, scored)
    return Page(text, words, pieces, piece_words, encoding, mentions, clusters, scene, model, scored=scored)


def _clusters(
    words: Words, mentions: MentionTable, encoding: Encoding, scored: Scored, anchors: Mapping[int, int] | None = None
) -> Clusters:
    clusters = settle_kin(words.text, mentions, resolve(mentions, scored, anchors), scored.ties)
    return part_epithets(words.text, encoding.upos, mentions, clusters)


def follow_speech(page: Page) -> Page:
    """The page with its mentions resolved again, by what is heard of who speaks to whom: who "I", "you" and the
    pronouns of reporting clauses are, and so who those after them are."""
    scored = page.scored
    if scored is None:
        return page
    page = replace(page, heard=hear(page))
    for _ in range(HEARINGS):
        anchors = known_persons(page, find_utterances(page))
        page = replace(page, clusters=_clusters(page.words, page.mentions, page.encoding, scored, anchors))
    return replace(page, scored=None)


def _story(
    opened: Page,
    progress: Progress,
    corrections: Sequence[Correction] = (),
    divisions: Sequence[Division] = (),
) -> Story:
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
    page = replace(page, proper_forms=proper_forms(page))
    entities = entity_items(page)
    events: list[Event] = _layer("events", lambda: find_events(page, utterances), [], failures)
    characters: list[Character] = _layer(
        "characters", lambda: character_items(page, entities, utterances), [], failures
    )
    addresses: list[Address] = _layer("addresses", lambda: find_addresses(page, utterances), [], failures)
    characters = _layer("forms", lambda: name_forms(page, characters, addresses), characters, failures)
    scenes: list[Scene] = _layer("scenes", lambda: find_scenes(page, utterances, events, characters), [], failures)
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
    for join in (join_introduced, join_aliases):
        joined = join(page, utterances)
        if joined is not page:
            page, utterances = joined, find_utterances(joined)
    if page.clusters.narrator is not None:
        named = name_narrator(page, utterances)
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
        lemma=tuple(sys.intern(page.lemma(i)) for i in range(len(w))),
        upos=tuple(UPOS[i] for i in e.upos),
        xpos=tuple(page.model.xpos[i] for i in e.xpos),
        deprel=tuple(page.model.relations[i] for i in e.relation),
        event=e.event.astype(np.float64).round(4),
    )
