"""The data model: a `Story` is a value, the text and every layer read from it.

All offsets are Unicode code points into `Story.text`, end exclusive. Confidences lie between 0 and 1, rounded to four
places, so that a reading saved and loaded again is equal to what was saved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from fabula.errors import MissingExtra

if TYPE_CHECKING:
    import pandas as pd

SCHEMA_VERSION = "1.1"

DivisionKind = Literal[
    "part", "chapter", "scene break", "front matter", "preface", "author's note", "summary", "transcriber's note",
    "contents", "licence",
]  # fmt: skip
APPARATUS: frozenset[str] = frozenset(
    {"front matter", "preface", "author's note", "summary", "transcriber's note", "contents", "licence"}
)
"""Kinds of division that are not story: they are kept in the text, but nothing is read from them."""

MentionKind = Literal["PROP", "NOM", "PRON"]
EntityType = Literal["PER", "FAC", "GPE", "LOC", "ORG", "VEH"]
UtteranceKind = Literal["speech", "thought", "writing", "other"]
MannerKind = Literal[
    "shout", "whisper", "murmur", "sob", "laugh", "sigh", "stammer", "snap", "plead", "tease", "sing", "capitals",
    "interrupts", "interrupted", "breaks off", "trails off",
]  # fmt: skip
FormKind = Literal[
    "full", "given", "family", "titled", "nickname", "pet name", "kinship", "epithet", "insult", "misspelling"
]
DocumentKind = Literal["letter", "note", "diary", "message", "inscription", "spell", "newspaper", "other"]
FREE_INDIRECT = "free indirect"
"""The method of a thought that stands in the narration's own words, without marks, cue or italics."""

SceneStanding = Literal["told", "remembered", "imagined"]
Severity = Literal["mentioned", "depicted", "graphic"]
CorrectionKind = Literal["speaker", "merge", "split", "rename", "dismiss"]
ContentStanding = Literal["shown", "told", "remembered", "threatened", "imagined", "denied", "figurative"]
EmotionKind = Literal[
    "admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion", "curiosity", "desire",
    "disappointment", "disapproval", "disgust", "embarrassment", "excitement", "fear", "gratitude", "grief", "joy",
    "love", "nervousness", "optimism", "pride", "realization", "relief", "remorse", "sadness", "surprise", "neutral",
]  # fmt: skip
TieKind = Literal[
    "parent", "child", "sibling", "spouse", "betrothed", "lover", "kin", "guardian", "ward", "friend", "rival", "enemy",
    "master", "servant", "colleague",
]  # fmt: skip
Valence = Annotated[float, "-1 to 1"]
"""How pleasant a feeling is: -1 wholly unpleasant, 0 neither, 1 wholly pleasant."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of the text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Division:
    """A part, chapter or scene break, or a stretch that is not story (`APPARATUS`).

    A part or chapter runs from its heading to the next of its rank; a scene break is the break's own line.
    """

    start: int
    end: int
    kind: DivisionKind
    title: str | None = None


def stage_spans(divisions: Sequence[Division], length: int) -> list[Span]:
    """The stretches that a text of `length` characters is told in: its chapters, else its parts, else the whole of it.
    The first begins with the text, the last ends with it."""
    for kind in ("chapter", "part"):
        starts = sorted(d.start for d in divisions if d.kind == kind)
        if starts:
            starts[0] = 0
            return [Span(start, end) for start, end in pairwise([*starts, length])]
    return [Span(0, length)]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says about the work, as far as it says it."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    summary: str | None = None
    rating: str | None = None
    warnings: tuple[str, ...] = ()
    fandoms: tuple[str, ...] = ()
    relationships: tuple[str, ...] = ()
    characters: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    published: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of the text and the bytes of the source that it was made from.

    `verbatim`: the text is those bytes decoded. Otherwise the run stands for the bytes as a whole (an entity, a
    line end). `member` is the file inside an EPUB or DOCX, "" for a plain file.
    """

    start: int
    end: int
    byte_start: int
    byte_end: int
    verbatim: bool = True
    member: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the text came from. `format` is one of txt, md, html, epub, docx; `segments` cover the text in order."""

    name: str
    format: str
    encoding: str
    size: int
    sha256: str
    segments: tuple[Segment, ...] = field(repr=False, default=())


@dataclass(frozen=True, slots=True)
class Alias:
    """A form of a name, and how often it is used."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something that mentions refer to. `name` is the form to show; `aliases` are most frequent first."""

    id: int
    type: EntityType
    name: str
    aliases: tuple[Alias, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that refers to an entity: a name, a noun phrase or a pronoun."""

    start: int
    end: int
    kind: MentionKind
    type: EntityType
    entity: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a character is named by, and what sort of form it is; `meant` is the name that a misspelling or a
    pet name stands for, where that is known."""

    name: str
    kind: FormKind
    count: int
    meant: str | None = None


@dataclass(frozen=True, slots=True)
class Character:
    """A person of the story. `importance` is 1 for the most present character and falls towards 0.

    `pronouns` are those the text uses, in the nominative, most frequent first, and nothing else is inferred from them.
    `words` counts the words the character says aloud.
    """

    entity: int
    name: str
    names: tuple[Alias, ...]
    epithets: tuple[Alias, ...]
    pronouns: tuple[Alias, ...]
    mentions: int
    utterances: int
    words: int
    importance: float
    narrator: bool = False
    forms: tuple[Form, ...] = ()


@dataclass(frozen=True, slots=True)
class Manner:
    """How an utterance is said, and the words that say so: the cue verb, an adverb or noun beside it, or the
    utterance's own typography."""

    kind: MannerKind
    start: int
    end: int
    source: Literal["verb", "adverb", "noun", "typography"]
    confidence: float


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters [start, end) that the smoothed utterance has `text` for: a stammer mended."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something quoted: one person's turn, its spans without the quotation marks, interrupted by narration or not; or a
    thought that stands without marks, in italics or as free indirect thought (`FREE_INDIRECT`).

    `cue` is the verb that reports it, `mention` the mention that names the speaker there. `method` says how the
    speaker was found; `speaker` is None where the text does not support an answer. `confidence` is the speaker's, or
    the kind's where the kind is "other".
    """

    spans: tuple[Span, ...]
    kind: UtteranceKind
    speaker: int | None
    addressees: tuple[int, ...]
    cue: Span | None
    mention: Span | None
    method: str
    confidence: float
    addressee_confidence: float = 0.0
    manners: tuple[Manner, ...] = ()
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A letter, note, message or entry inside the story, its fragments gathered in the order of the text.

    `opening` is its salutation or heading, `signature` the writer's name at its end; `found` is the passage that tells
    how it came to light, and `references` are other passages that speak of it.
    """

    kind: DocumentKind
    fragments: tuple[Span, ...]
    writer: int | None
    addressees: tuple[int, ...]
    readers: tuple[int, ...]
    finder: int | None
    opening: Span | None
    signature: Span | None
    found: Span | None
    references: tuple[Span, ...]
    method: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Address:
    """A form by which one character calls another to the face, and every place where it is used.

    `refused` are the places where the one so called, or another, forbids the form or takes it back.
    """

    speaker: int | None
    entity: int
    form: str
    kind: FormKind
    uses: tuple[Span, ...]
    refused: tuple[Span, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Presence:
    """A person in a scene: how often mentioned there, and the words that say that the person comes or goes."""

    entity: int
    mentions: int
    enters: Span | None
    leaves: Span | None


@dataclass(frozen=True, slots=True)
class Scene:
    """A stretch of one place, one time and one cast. `place_mention` names the place, `times` are its time cues."""

    start: int
    end: int
    place: int | None
    place_mention: Span | None
    times: tuple[Span, ...]
    cast: tuple[Presence, ...]
    viewpoint: int | None
    standing: SceneStanding
    confidence: float


@dataclass(frozen=True, slots=True)
class ContentNote:
    """What a reader may want to be warned of: a category of `fabula.reading.content`, and the evidence for it.

    `agent` does it and `patient` undergoes it, where the text says who.
    """

    category: str
    severity: Severity
    standing: ContentStanding
    evidence: tuple[Span, ...]
    agent: int | None
    patient: int | None
    confidence: float


@dataclass(frozen=True, slots=True)
class EmotionScore:
    """How likely it is that a passage has an emotion (GoEmotions' labels; Demszky et al. 2020)."""

    kind: EmotionKind
    probability: float


@dataclass(frozen=True, slots=True)
class Feeling:
    """What is felt in a sentence of narration or in an utterance, whose characters are [start, end).

    `entity` feels it, where the text says whose it is. `emotions` are the likely ones, most likely first; `sign` are
    the words that name the feeling, or the bodily sign of it. `source` says what it was read from: the model alone,
    words that name a feeling, or a bodily sign.
    """

    start: int
    end: int
    entity: int | None
    emotions: tuple[EmotionScore, ...]
    intensity: float
    sign: Span | None
    source: Literal["model", "named", "sign"]
    confidence: float


@dataclass(frozen=True, slots=True)
class ArcPoint:
    """The feeling of one window, characters [start, end): its mean valence, its mean intensity, its main emotion."""

    start: int
    end: int
    valence: Valence
    intensity: float
    emotion: EmotionKind | None


@dataclass(frozen=True, slots=True)
class Arc:
    """How feelings go over the work: a character's, or the whole's where `entity` is None.

    Each point stands for `window` words; `turns` are the windows where the valence turns.
    """

    entity: int | None
    window: int
    points: tuple[ArcPoint, ...]
    turns: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie that the text states: `one` is the kind of `other`, by the words [start, end)."""

    kind: TieKind
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Stage:
    """A pair in one chapter, or in the whole work where it has none: scenes shared, and lines from one to the other
    (`said`) and back (`heard`); `valence` is what they feel for each other there, where the text says so."""

    start: int
    end: int
    scenes: int
    said: int
    heard: int
    valence: Valence | None


@dataclass(frozen=True, slots=True)
class Relationship:
    """What is between two characters; `one` is the more important of them.

    `scenes` are places in `Story.scenes`; `said` counts the lines from one to the other, `heard` those back. `feels`
    is the valence of what one feels for the other, `felt` of what the other feels for one, where the text says so.
    """

    one: int
    other: int
    scenes: tuple[int, ...]
    said: int
    heard: int
    feels: Valence | None
    felt: Valence | None
    ties: tuple[Tie, ...]
    stages: tuple[Stage, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Participant:
    """An entity's part in an event, and the mention that says so."""

    entity: int
    role: Literal["agent", "patient", "recipient", "place"]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Event:
    """A realis event: something that the text says happens, by its trigger word."""

    start: int
    end: int
    lemma: str
    realis: bool
    confidence: float
    participants: tuple[Participant, ...] = ()


@dataclass(frozen=True, slots=True)
class Anchor:
    """A passage that can be found again in an edited text: characters [start, end), the words there, and about 32
    characters of what stands on either side."""

    start: int
    end: int
    exact: str
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person as a correction names one, since ids differ between readings: by the name shown, and by one mention."""

    name: str
    at: Anchor


@dataclass(frozen=True, slots=True)
class Correction:
    """What a reader has set right. Which fields hold something depends on `do`:

    "speaker": what is said `at` a place is `speaker`'s, or nobody knows whose; "merge": `people` are all the first;
    "split": these `mentions` of `person` are another's, called `name`, who is new unless somebody is called so;
    "rename": `person` is called `name`; "dismiss": what stands `at` a place is nothing of the content `category`.

    `applied`: it holds in this reading. `problem` says why it does not, or how far, as where a passage is gone.
    """

    do: CorrectionKind
    at: Anchor | None = None
    speaker: Person | None = None
    people: tuple[Person, ...] = ()
    person: Person | None = None
    mentions: tuple[Anchor, ...] = ()
    name: str | None = None
    category: str | None = None
    applied: bool = True
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """The model that made a reading."""

    name: str
    version: str
    sha256: str


TOKEN_NUMBERS = ("start", "end", "sentence", "paragraph", "head")
TOKEN_WORDS = ("lemma", "upos", "xpos", "deprel")


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The token layer, columnar: every array has shape (tokens,).

    `sentence` and `paragraph` number from 0; `head` is the token that governs this one, itself at the root; `event`
    is the probability of a realis event.
    """

    start: NDArray[np.int32]
    end: NDArray[np.int32]
    sentence: NDArray[np.int32]
    paragraph: NDArray[np.int32]
    head: NDArray[np.int32]
    lemma: tuple[str, ...]
    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    deprel: tuple[str, ...]
    event: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.start)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Tokens):
            return NotImplemented
        return all(np.array_equal(getattr(self, f.name), getattr(other, f.name)) for f in fields(self))

    __hash__ = None  # type: ignore[assignment]


LAYERS = (
    "tokens", "divisions", "mentions", "entities", "characters", "utterances", "events", "documents", "addresses",
    "scenes", "content", "feelings", "arcs", "relationships",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """A text and what was read in it. Made by `fabula.read`; saved by `save`, and brought back by `Story.load`.

    `emphasis` are stretches in italics. `corrections` are what a reader has set right, in the order in which they hold,
    with those whose passage is gone. `warnings` say, a sentence each, what the reader of this reading should know:
    a language that is not English, a layer that failed.
    """

    text: str
    metadata: Metadata
    source: Source
    model: Model
    tokens: Tokens
    divisions: tuple[Division, ...] = ()
    emphasis: tuple[Span, ...] = ()
    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    characters: tuple[Character, ...] = ()
    utterances: tuple[Utterance, ...] = ()
    events: tuple[Event, ...] = ()
    documents: tuple[Document, ...] = ()
    addresses: tuple[Address, ...] = ()
    scenes: tuple[Scene, ...] = ()
    content: tuple[ContentNote, ...] = ()
    feelings: tuple[Feeling, ...] = ()
    arcs: tuple[Arc, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    corrections: tuple[Correction, ...] = ()
    warnings: tuple[str, ...] = ()
    schema_version: str = SCHEMA_VERSION

    @property
    def title(self) -> str:
        """The work's title, or the file's name where it has none."""
        return self.metadata.title or Path(self.source.name).stem.replace("_", " ") or "Untitled"

    def entity(self, id: int) -> Entity:
        """The entity with this id. Raises KeyError where there is none."""
        if 0 <= id < len(self.entities) and self.entities[id].id == id:
            return self.entities[id]
        raise KeyError(id)

    def said(self, utterance: Utterance) -> str:
        """The words of an utterance, its parts joined by a space."""
        return " ".join(self.text[s.start : s.end] for s in utterance.spans)

    def smoothed(self, utterance: Utterance) -> str:
        """The words of an utterance with its stammers mended, its parts joined by a space."""
        parts = []
        for span in utterance.spans:
            at, part = span.start, ""
            for edit in utterance.edits:
                if span.start <= edit.start and edit.end <= span.end:
                    part += self.text[at : edit.start] + edit.text
                    at = edit.end
            parts.append(part + self.text[at : span.end])
        return " ".join(parts)

    def source_bytes(self, start: int, end: int) -> tuple[str, int, int]:
        """The bytes of the source that characters [start, end) were made from: (member, first byte, last byte + 1).

        Raises ValueError where the span is empty, outside the text, or made from two members of an archive.
        """
        from fabula.source.map import source_bytes

        return source_bytes(self, start, end)

    def to_pandas(self, layer: str) -> pd.DataFrame:
        """One layer as a pandas DataFrame; see `LAYERS`. Raises MissingExtra where pandas is not installed."""
        try:
            import pandas as pd
        except ModuleNotFoundError:
            raise MissingExtra("This needs pandas: pip install 'fabula[pandas]', and try again.") from None

        from fabula.output.tables import rows

        return pd.DataFrame(rows(self, layer))

    def to_json(self) -> dict[str, Any]:
        """The story as plain values that the JSON Schema describes (`fabula schema`)."""
        from fabula.output.json import to_json

        return to_json(self)

    def save(self, folder: str | Path) -> None:
        """Writes story.json, a Parquet file a layer, and reading.html into a folder. Raises Unwritable."""
        from fabula.output import save

        save(self, Path(folder))

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """The story saved in a folder, a story.json, or a folder of Parquet files. Raises MissingFile, NotAReading."""
        from fabula.output import load

        return load(cls, Path(path))
