"""The reading: from a manuscript to a story, one module a layer, each built on the language layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fabula.collector import uncollected
from fabula.errors import EmptyStory, NotText
from fabula.language.antecedents import Scored, Tellers, score_mentions
from fabula.language.clauses import find_ties
from fabula.language.coreference import Clusters, resolve
from fabula.language.encoder import Encoding, encode
from fabula.language.epithets import part_epithets
from fabula.language.features import MentionTable, mention_table
from fabula.language.kin import known_kin, settle_kin
from fabula.language.labels import with_neopronouns
from fabula.language.lemmas import find_lemmas
from fabula.language.model import Model, load_early, load_model
from fabula.language.quotations import Quoted, find_quotations
from fabula.language.things import not_people
from fabula.language.tokens import Words, tokenize
from fabula.language.word_names import bare_names, called_titles
from fabula.reading.page import Page, Progress, word_spans
from fabula.story import APPARATUS, Correction, Division, Span, Story

if TYPE_CHECKING:
    from fabula.source import Manuscript

LAYERS = "fabula.reading.layers"
"""The module of what is built on a page. It is imported while the encoder works, so imports of layers are not above."""

BETWEEN = ("fabula.reading.speech.tellers", "fabula.reading.speech.called")
"""The modules that only this one needs, and not before the encoder is done."""

SAVED_BY = ("fabula.output.page", "fabula.output.tables")
"""The modules that make most of a saved reading. Nothing here needs them, but who reads saves next, and they are slow
to import too."""

LONGEST_PARAGRAPH = 5_000_000
"""A paragraph of more characters, three long novels, is data or damage, and is refused before hours go into it."""

SHORT = 10_000
"""A work of fewer words is asked twice who speaks: in a scene or two what is heard late tells of what came before. Over
a novel it changes next to nothing."""

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
    from fabula.reading.layers import make_story

    story = make_story(page, progress, corrections, manuscript.divisions)
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
    load_early()
    pieces = find_quotations(text, paragraphs)
    marks = {q.start for q in pieces}, {q.end - 1 for q in pieces if q.closed}
    words = tokenize(text, paragraphs, *marks)
    breaks = [d.start for d in manuscript.divisions if d.kind in _BREAKS]
    return _page(text, words, pieces, breaks, progress, load_model(), manuscript.emphasis)


def read_words(words: Sequence[str], sentences: NDArray[np.int64]) -> Story:
    """Reads text that is already split: `words` in order, `sentences` (words,) their sentence numbers.

    The story's text is the words joined by spaces; paragraphs are guessed (`guess_paragraphs`).
    """
    page = open_words(words, sentences, guess_paragraphs(words, sentences))
    from fabula.reading.layers import make_story

    return make_story(page, lambda _stage, _done: None)


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
    emphasis: Sequence[Span] = (),
) -> Page:
    piece_words = word_spans(words, pieces)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(_make_ready)
        encoding = encode(words.text, words.sentence, piece_words, model, lambda done: progress("Reading", done))
    from fabula.reading.documents.letters import chat_lines
    from fabula.reading.speech.narrator import as_told
    from fabula.reading.speech.tellers import find_tellers

    progress("Following who is who", 0.0)
    lemmas = find_lemmas(words.text, encoding.upos, encoding.script, model)
    encoding = replace(encoding, script=encoding.script[:0].copy())  # of no more use, and 40 bytes a word
    kinds = with_neopronouns(words.text, encoding.spans, encoding.kinds)
    kinds = bare_names(words.text, encoding.spans, kinds, encoding.types)
    kinds = called_titles(words.text, encoding.spans, kinds, encoding.types, piece_words)
    private = [(s.start, s.end) for s in emphasis] + chat_lines(text)
    edges = np.searchsorted(words.start, np.array(private, np.int64).reshape(-1, 2)).tolist()
    italic = edges[: len(emphasis)]
    types = not_people(words.text, encoding.spans, kinds, encoding.types, encoding.upos, italic)
    mentions = mention_table(words.text, encoding.spans, kinds, types, words.sentence, words.paragraph, piece_words)
    mentions, told = as_told(mentions, len(words), piece_words, edges)
    tree = words.text, encoding.head, encoding.relation, model.relations
    ties = find_ties(*tree, mentions, words.paragraph, piece_words)
    nobody = Tellers(np.full(len(mentions), -1))
    tellers = find_tellers(text, words, mentions, breaks) if told else nobody
    scored = score_mentions(words.text, mentions, encoding.vectors, model, tellers, ties=ties)
    scene = np.searchsorted(np.array(breaks, dtype=np.int64), words.start, side="right")
    clusters = _clusters(words, mentions, encoding, scored)
    return Page(
        text,
        words,
        pieces,
        piece_words,
        encoding,
        mentions,
        clusters,
        scene,
        model,
        lemmas,
        emphasis=emphasis,
        scored=scored,
    )


def _make_ready() -> None:
    """Imports what comes after the encoder, and reads its word lists."""
    import_module(LAYERS).read_word_lists()
    for name in (*BETWEEN, *SAVED_BY):
        import_module(name)


def _clusters(
    words: Words,
    mentions: MentionTable,
    encoding: Encoding,
    scored: Scored,
    anchors: Mapping[int, tuple[int, float]] | None = None,
    strangers: Mapping[int, int] | None = None,
) -> Clusters:
    clusters = settle_kin(words.text, mentions, resolve(mentions, scored, anchors, strangers), scored.ties)
    return part_epithets(words.text, encoding.upos, mentions, clusters)


def follow_speech(page: Page) -> Page:
    """The page with its mentions resolved again, by what is heard of who speaks to whom: who "I", "you" and the
    pronouns of reporting clauses are, and so who those after them are; and which names are one person's."""
    from fabula.reading.speech import find_utterances
    from fabula.reading.speech.aliases import join_names
    from fabula.reading.speech.called import join_called
    from fabula.reading.speech.heard import hear
    from fabula.reading.speech.introductions import join_introduced
    from fabula.reading.speech.narrator import known_persons, strangers

    scored = page.scored
    if scored is None:
        return page
    page = replace(page, heard=hear(page))
    for _ in range(2 if len(page.words) < SHORT else 1):
        utterances = find_utterances(page)
        anchors = known_kin(page.words.text, page.mentions, page.clusters)
        anchors |= known_persons(page, utterances, join_introduced(page, utterances).clusters.entity)
        scored = replace(scored, people=join_called(page, utterances, join_names(page, utterances)))
        others = strangers(page, utterances)
        page = replace(page, clusters=_clusters(page.words, page.mentions, page.encoding, scored, anchors, others))
    return replace(page, scored=None)
