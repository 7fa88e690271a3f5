"""What every layer of the reading is built from: one value with the words, the quotations and the encoder's layers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fabula.language.antecedents import Scored
from fabula.language.coreference import Clusters
from fabula.language.encoder import Encoding
from fabula.language.features import MentionTable
from fabula.language.labels import KINDS, TYPES
from fabula.language.model import Model
from fabula.language.quotations import Quoted
from fabula.language.tokens import Words
from fabula.story import Span

if TYPE_CHECKING:
    from fabula.reading.speech.heard import Heard

Progress = Callable[[str, float], None]
"""What is told a stage's name and how much of it is done, 0 to 1."""

PROP, NOM, PRON = (KINDS.index(k) for k in KINDS)
PERSON = TYPES.index("PER")


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a reader's corrections tell the layers that are yet to be read.

    `speakers`: by quoted stretch, a mention of who speaks, -1 for nobody; `names` to show, by entity; `parted`: the
    persons that a split has made, by the correction's number; `dismissed`: (content category, start, end).
    """

    speakers: Mapping[int, int] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    parted: Mapping[int, int] = field(default_factory=dict)
    dismissed: Sequence[tuple[str, int, int]] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A text, read by the model. `pieces` are the quoted stretches; `piece_words` their word spans, marks included.

    `scene` numbers the stretches between divisions, by word: a conversation does not cross from one to the next;
    `lemmas` are by word. `emphasis` are the stretches in italics, without their marks; `genders` are by entity ("m",
    "f", ""), `sure` says which of them there is little doubt of, `talk` how often the text names one as speaking,
    `seen` the first words of its mentions in the narration, and `nominals` of those that are no pronouns; `chances` is
    filled by `speech.chances`, by stretch; `scored` is what coreference may decide from once more; `heard` is what
    `speech.heard` found.
    """

    text: str
    words: Words
    pieces: Sequence[Quoted]
    piece_words: Sequence[tuple[int, int]]
    encoding: Encoding
    mentions: MentionTable
    clusters: Clusters
    scene: NDArray[np.int64]
    model: Model
    lemmas: Sequence[str]
    proper_forms: dict[int, Counter[str]] = field(default_factory=dict)
    emphasis: Sequence[Span] = ()
    corrected: Corrected = field(default_factory=Corrected)
    genders: Sequence[str] = ()
    talk: Mapping[int, int] = field(default_factory=dict)
    chances: dict[int, tuple[NDArray[np.int64], NDArray[np.float32]]] = field(default_factory=dict)
    seen: Sequence[NDArray[np.int64]] = ()
    nominals: Sequence[NDArray[np.int64]] = ()
    scored: Scored | None = None
    heard: Heard | None = None
    sure: Sequence[bool] = ()

    def lemma(self, word: int) -> str:
        """The lemma of a word."""
        return self.lemmas[word]

    def teller(self, word: int) -> int | None:
        """The entity that tells the story as "I" at a word, None for none."""
        m = self.mentions
        at = min(int(m.start.searchsorted(word)), len(m) - 1)
        found = int(self.clusters.teller[at]) if at >= 0 else -1
        return None if found < 0 else found

    def relation(self, word: int) -> str:
        """The dependency relation of a word."""
        return self.model.relations[int(self.encoding.relation[word])]


def pieces_by_start(page: Page) -> dict[int, int]:
    """The number of each quoted stretch by where it begins inside its marks, as the spans of utterances do."""
    return {q.inner_start: k for k, q in enumerate(page.pieces)}


def mentions_by_span(page: Page) -> dict[tuple[int, int], int]:
    """The number of each mention by its characters, (start, end)."""
    m, words = page.mentions, page.words
    spans = zip(words.start[m.start].tolist(), words.end[m.end - 1].tolist(), strict=True)
    return {span: i for i, span in enumerate(spans)}


def summed(mass: Iterable[tuple[int, float]]) -> dict[int, float]:
    """What each entity has in all, of pairs of an entity and a probability."""
    out: dict[int, float] = {}
    for e, p in mass:
        out[e] = out.get(e, 0.0) + p
    return out


def word_spans(words: Words, pieces: Sequence[Quoted]) -> list[tuple[int, int]]:
    """The words [first, last) that each quoted stretch covers, its marks included."""
    first = np.searchsorted(words.end, [q.start for q in pieces], side="right")
    last = np.searchsorted(words.start, [q.end for q in pieces], side="left")
    return [(int(a), int(max(a, b))) for a, b in zip(first, last, strict=True)]
