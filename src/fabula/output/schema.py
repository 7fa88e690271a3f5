"""The JSON Schema of a story: types from the annotations of `fabula.story`, and what each field means from here.

A field without a description is an error, so the schema cannot fall behind the data model.
"""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import Any

from fabula.output.plain import LARGEST, ROWS, choices, hints, optional, sequence
from fabula.story import SCHEMA_VERSION, TOKEN_WORDS, Story, Tokens, Valence

CLASSES = {
    "Story": "A text and what was read in it. All offsets are Unicode code points into `text`, end exclusive.",
    "Metadata": "What the file says about the work, as far as it says it.",
    "Source": "Where the text came from.",
    "Segment": "A run of the text and the bytes of the source that it was made from.",
    "Model": "The model that made the reading.",
    "Tokens": "The token layer, columnar: every column has one value a token.",
    "Division": "A part, chapter or scene break, or a stretch that is not story.",
    "Span": "Characters [start, end) of the text.",
    "Mention": "A stretch of text that refers to an entity: a name, a noun phrase or a pronoun.",
    "Entity": "Somebody or something that mentions refer to.",
    "Alias": "A form of a name, and how often it is used.",
    "Character": "A person of the story.",
    "Utterance": "Something quoted: one person's turn, interrupted by narration or not.",
    "Event": "Something that the text says happens, by its trigger word.",
    "Participant": "An entity's part in an event, and the mention that says so.",
    "Form": "A form that a character is named by.",
    "Manner": "How an utterance is said, and the words that say so.",
    "Edit": "A stammer mended.",
    "Document": "A letter, note, message or entry inside the story.",
    "Address": "A form by which one character calls another to the face.",
    "Presence": "A person in a scene.",
    "Scene": "A stretch of one place, one time and one cast.",
    "Anchor": "A passage that can be found again in an edited text.",
    "Person": "A person as a correction names one.",
    "Correction": "What a reader has set right.",
    "ContentNote": "Something that a reader may want to be warned of, with the evidence.",
    "EmotionScore": "How likely it is that a passage has an emotion.",
    "Feeling": "What is felt in a sentence of narration or in an utterance.",
    "ArcPoint": "The feeling of one window of the text.",
    "Arc": "How feelings go over the work.",
    "Tie": "A tie between two characters that the text states.",
    "Stage": "A pair in one chapter, or in the whole work where it has none.",
    "Relationship": "What is between two characters.",
}

FIELDS = {
    "Story": {
        "text": "The whole text, normalised: line ends are \\n, and nothing else is changed.",
        "metadata": "What the file says about the work.",
        "source": "The file, and how its bytes became the text.",
        "model": "The model that made the reading.",
        "tokens": "Words and punctuation, sentences, paragraphs and syntax.",
        "divisions": "Parts, chapters, scene breaks, and stretches that are not story, in order.",
        "emphasis": "Stretches in italics.",
        "mentions": "References to people, places, organisations and vehicles, in order; they may nest.",
        "entities": "What the mentions refer to; an entity's id is its place in this list.",
        "characters": "The people of the story, the most present first.",
        "utterances": "What is said, thought or written between quotation marks, in order.",
        "events": "What happens, in order.",
        "documents": "Letters, notes, messages and entries inside the story, in order.",
        "addresses": "Who calls whom what, to the face.",
        "scenes": "Stretches of one place, time and cast, in order.",
        "content": "What a reader may want to be warned of.",
        "feelings": "What is felt, and by whom, in order.",
        "arcs": "How feelings go over the work: the whole's first, then the main characters'. A short work has none.",
        "relationships": "What is between two characters, for each pair.",
        "corrections": "What a reader has set right, in the order in which it holds.",
        "warnings": "What the reader of this reading should know, a sentence each.",
        "schema_version": "The version of this schema that the reading follows.",
    },
    "Metadata": {
        "title": "The work's title.",
        "authors": "Who wrote it.",
        "language": "The language's tag (BCP 47), such as en.",
        "summary": "The author's or the publisher's summary.",
        "rating": "The archive's rating.",
        "warnings": "The archive's content warnings.",
        "fandoms": "The fandoms that the work is tagged with.",
        "relationships": "The relationships that the work is tagged with.",
        "characters": "The characters that the work is tagged with; what was read is in the layer of that name.",
        "tags": "Further tags.",
        "published": "When it was published, as the file says it.",
        "url": "Where it was published.",
    },
    "Source": {
        "name": "The file's name, without its folder.",
        "format": "The file's format: txt, md, html, epub or docx.",
        "encoding": "The encoding that the bytes were decoded with.",
        "size": "The file's size in bytes.",
        "sha256": "The file's SHA-256, in hexadecimal.",
        "segments": "Which bytes each run of the text was made from, in order.",
    },
    "Segment": {
        "start": "The first character.",
        "end": "The last character + 1.",
        "byte_start": "The first byte.",
        "byte_end": "The last byte + 1.",
        "verbatim": "Whether the characters are those bytes decoded; otherwise they stand for them as a whole.",
        "member": "The file inside an EPUB or DOCX; empty for a plain file.",
    },
    "Model": {
        "name": "The model's name.",
        "version": "The model's version.",
        "sha256": "The SHA-256 of the model's weights, in hexadecimal.",
    },
    "Tokens": {
        "start": "The token's first character.",
        "end": "The token's last character + 1.",
        "sentence": "The sentence's number, from 0.",
        "paragraph": "The paragraph's number, from 0.",
        "head": "The token that governs this one; itself at a root.",
        "lemma": "The dictionary form.",
        "upos": "The universal part of speech.",
        "xpos": "The Penn Treebank tag.",
        "deprel": "The universal dependency relation to the head.",
        "event": "The probability that the token is the trigger of a realis event.",
    },
    "Division": {
        "start": "The first character.",
        "end": "The last character + 1. A part or chapter ends where the next of its rank begins.",
        "kind": "What the stretch is. Nothing is read in front matter, preface, notes, summary, contents, licence.",
        "title": "Its title, or null.",
    },
    "Span": {"start": "The first character.", "end": "The last character + 1."},
    "Mention": {
        "start": "The first character.",
        "end": "The last character + 1.",
        "kind": "PROP, a name; NOM, a noun phrase; PRON, a pronoun.",
        "type": "PER, a person; FAC, a building; GPE, a settlement or state; LOC, a place; ORG; VEH, a vehicle.",
        "entity": "The id of the entity it refers to.",
        "confidence": "How sure the reading is.",
    },
    "Entity": {
        "id": "Its place in the list of entities.",
        "type": "What it is, as in a mention.",
        "name": "The form of its name to show.",
        "aliases": "The forms it is named by, the most frequent first.",
    },
    "Alias": {"name": "The form.", "count": "How often it is used."},
    "Character": {
        "entity": "The id of the entity.",
        "name": "The form of the name to show.",
        "names": "Proper names, the most frequent first.",
        "epithets": "Noun phrases, the most frequent first.",
        "pronouns": "The pronouns the text uses, in the nominative, the most frequent first. Nothing is inferred.",
        "mentions": "How often the character is mentioned.",
        "utterances": "How many utterances are the character's.",
        "words": "How many words the character says aloud.",
        "importance": "1 for the most present character, falling towards 0.",
        "narrator": "Whether the character tells the story, or a part of it, as I.",
        "forms": "Every form the character is named by, and what sort of form it is, the most frequent first.",
    },
    "Utterance": {
        "spans": "The words between the quotation marks, in order; several where narration interrupts.",
        "kind": "Whether it is said aloud, thought, written, or another quotation.",
        "speaker": "The id of the entity whose words they are; null where the text does not support an answer.",
        "addressees": "The ids of the entities it is said to.",
        "cue": "The verb that reports it, or null.",
        "mention": "The mention that names the speaker there, or null.",
        "method": "How the speaker was found.",
        "confidence": "How sure the reading is of the speaker.",
        "addressee_confidence": "How sure the reading is of the addressees.",
        "manners": "How it is said: shouted, whispered, broken off.",
        "edits": "The stammers mended in the smoothed text, in order.",
    },
    "Form": {
        "name": "The form.",
        "kind": "What sort of form it is.",
        "count": "How often it is used.",
        "meant": "The name that a misspelling or pet name stands for, or null.",
    },
    "Manner": {
        "kind": "How it is said.",
        "start": "The evidence's first character.",
        "end": "The evidence's last character + 1.",
        "source": "Whether the cue verb, an adverb or noun beside it, or the utterance's typography says so.",
        "confidence": "How sure the reading is.",
    },
    "Edit": {
        "start": "The first character replaced.",
        "end": "The last character replaced + 1.",
        "text": "What the smoothed text has there.",
    },
    "Document": {
        "kind": "What it is.",
        "fragments": "Its text as far as the story quotes it, in order.",
        "writer": "The id of who wrote it, or null.",
        "addressees": "The ids of whom it is written to.",
        "readers": "The ids of who reads it in the story, silently or aloud.",
        "finder": "The id of who finds or receives it, or null.",
        "opening": "Its salutation or heading, or null.",
        "signature": "The writer's name at its end, or null.",
        "found": "The passage that tells how it came to light, or null.",
        "references": "Other passages that speak of it, in order.",
        "method": "How the writer was found.",
        "confidence": "How sure the reading is of the writer, or of the document where none is named.",
    },
    "Address": {
        "speaker": "The id of who uses the form, or null.",
        "entity": "The id of who is called by it.",
        "form": "The form, as first written.",
        "kind": "What sort of form it is.",
        "uses": "Every place where it is used, in order.",
        "refused": "Places where the form is forbidden or taken back.",
        "confidence": "How sure the reading is.",
    },
    "Presence": {
        "entity": "The id of the person.",
        "mentions": "How often the person is mentioned in the scene.",
        "enters": "The words that say that the person comes, or null.",
        "leaves": "The words that say that the person goes, or null.",
    },
    "Scene": {
        "start": "The first character.",
        "end": "The last character + 1.",
        "place": "The id of the place, or null.",
        "place_mention": "The words that name the place, or null.",
        "times": "The words that say when it is, in order.",
        "cast": "Who is there, the most present first.",
        "viewpoint": "The id of the person through whom it is told, or null.",
        "standing": "Whether it is told as happening, remembered or imagined.",
        "confidence": "How sure the reading is of the scene's bounds.",
    },
    "ContentNote": {
        "category": "The category's name; `fabula content --categories` defines them.",
        "severity": "Whether it is mentioned, depicted, or depicted graphically.",
        "standing": "Whether it is shown, told, remembered, threatened, imagined, denied or figurative.",
        "evidence": "The passages it stands on, in order.",
        "agent": "The id of who does it, or null.",
        "patient": "The id of who undergoes it, or null.",
        "confidence": "How sure the reading is.",
    },
    "EmotionScore": {
        "kind": "The emotion: a label of GoEmotions.",
        "probability": "How likely it is.",
    },
    "Feeling": {
        "start": "The first character of the sentence or utterance.",
        "end": "Its last character + 1.",
        "entity": "The id of who feels it; null where the text does not say.",
        "emotions": "The likely emotions, the most likely first.",
        "intensity": "How strong the feeling is.",
        "sign": "The words that name the feeling or its bodily sign, or null.",
        "source": "What it was read from: the model alone, words that name a feeling, or a bodily sign.",
        "confidence": "How sure the reading is of the feeling and its bearer.",
    },
    "ArcPoint": {
        "start": "The window's first character.",
        "end": "The window's last character + 1.",
        "valence": "From -1, unpleasant, to 1, pleasant.",
        "intensity": "How much is felt.",
        "emotion": "The main emotion, or null.",
    },
    "Arc": {
        "entity": "The id of the character; null for the whole work.",
        "window": "How many words each point stands for.",
        "points": "The windows, in order; they overlap.",
        "turns": "Where the valence turns, in order.",
    },
    "Tie": {
        "kind": "What `one` is to `other`.",
        "start": "The first character of the words that say so.",
        "end": "Their last character + 1.",
        "confidence": "How sure the reading is.",
    },
    "Stage": {
        "start": "The first character of the chapter.",
        "end": "Its last character + 1.",
        "scenes": "How many scenes the two share there.",
        "said": "How many lines `one` says to `other` there.",
        "heard": "How many lines `other` says to `one` there.",
        "valence": "What they feel for each other there, from -1 to 1; null where the text does not say.",
    },
    "Relationship": {
        "one": "The id of the more important of the two.",
        "other": "The id of the other.",
        "scenes": "The places in `scenes` of those they share, from 0.",
        "said": "How many lines `one` says to `other`.",
        "heard": "How many lines `other` says to `one`.",
        "feels": "What `one` feels for `other`, from -1 to 1; null where the text does not say.",
        "felt": "What `other` feels for `one`, from -1 to 1; null where the text does not say.",
        "ties": "Ties that the text states, in order.",
        "stages": "The two chapter by chapter.",
        "confidence": "How sure the reading is.",
    },
    "Anchor": {
        "start": "The first character.",
        "end": "The last character + 1.",
        "exact": "The words there.",
        "prefix": "Some 32 characters of what stands before it.",
        "suffix": "Some 32 characters of what stands after it.",
    },
    "Person": {
        "name": "The name that is shown.",
        "at": "A mention of the person, the first by name where there is one.",
    },
    "Correction": {
        "do": "What is corrected.",
        "at": "speaker: what is said. dismiss: a note's evidence.",
        "speaker": "speaker: whose words they are; null where nobody knows.",
        "people": "merge: who are one person, the first of them.",
        "person": "split, rename: whose mentions or name it is about.",
        "mentions": "split: the mentions that are another person's.",
        "name": "split: whose they are, a person of that name or a new one. rename: what the person is called.",
        "category": "dismiss: the category that the evidence is nothing of.",
        "applied": "Whether it holds in this reading.",
        "problem": "Why it does not hold, or how far it does; or null.",
    },
    "Event": {
        "start": "The trigger's first character.",
        "end": "The trigger's last character + 1.",
        "lemma": "The trigger's dictionary form.",
        "realis": "Whether the text says that it happens.",
        "confidence": "How sure the reading is of that.",
        "participants": "Who and what takes part.",
    },
    "Participant": {
        "entity": "The id of the entity.",
        "role": "Its part in the event.",
        "start": "The mention's first character.",
        "end": "The mention's last character + 1.",
    },
}


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what `to_json` makes. KeyError: a field of the data model has no text here."""
    definitions: dict[str, Any] = {}
    root = _object(Story, definitions)
    root["properties"]["schema_version"]["const"] = SCHEMA_VERSION
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:fabula:story:{SCHEMA_VERSION}",
        "title": "Fabula story",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def definitions_of(cls: type) -> tuple[dict[str, Any], dict[str, Any]]:
    """The definitions that a class of the data model refers to, and the schemas of its fields."""
    definitions: dict[str, Any] = {}
    return definitions, _object(cls, definitions)["properties"]


def _object(cls: type, definitions: dict[str, Any]) -> dict[str, Any]:
    texts = FIELDS[cls.__name__]
    described: dict[str, Any] = {}
    for name, hint in hints(cls).items():
        kind = _column(name) if cls is Tokens else _kind(hint, definitions)
        described[name] = {"description": texts[name], **kind}
    return {
        "description": CLASSES[cls.__name__],
        "type": "object",
        "properties": described,
        "required": list(described),
        "additionalProperties": False,
    }


def _kind(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    if inner := optional(hint):
        kind = _kind(inner, definitions)
        return {"type": [kind["type"], "null"]} if kind.keys() == {"type"} else {"anyOf": [kind, {"type": "null"}]}
    if item := sequence(hint):
        return {"type": "array", "items": _row(item) if item in ROWS else _kind(item, definitions)}
    if words := choices(hint):
        return {"enum": list(words)}
    if is_dataclass(hint) and isinstance(hint, type):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = {}  # holds the place, should a class ever hold itself
            definitions[hint.__name__] = _object(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    scalars: dict[Any, dict[str, Any]] = {
        str: {"type": "string"},
        bool: {"type": "boolean"},
        int: {"type": "integer", "minimum": 0, "maximum": LARGEST},
        float: {"type": "number", "minimum": 0, "maximum": 1},
        Valence: {"type": "number", "minimum": -1, "maximum": 1},
    }
    return dict(scalars[hint])


def _row(cls: type) -> dict[str, Any]:
    """A sequence of a class's values, in place of an object."""
    values = [
        {"title": name, "description": FIELDS[cls.__name__][name], **_kind(hint, {})}
        for name, hint in hints(cls).items()
    ]
    return {
        "description": f"{CLASSES[cls.__name__]} [{', '.join(hints(cls))}]",
        "type": "array",
        "prefixItems": values,
        "items": False,
        "minItems": len(values),
    }


def _column(name: str) -> dict[str, Any]:
    if name in TOKEN_WORDS:
        return {
            "type": "object",
            "properties": {
                "values": {
                    "description": "The different words, in the order of their first use.",
                    "type": "array",
                    "items": {"type": "string"},
                },
                "codes": {
                    "description": "For each token, the place of its word in `values`, from 0.",
                    "type": "array",
                    "items": {"type": "integer", "minimum": 0},
                },
            },
            "required": ["values", "codes"],
            "additionalProperties": False,
        }
    number = {"type": "number", "minimum": 0, "maximum": 1} if name == "event" else {"type": "integer", "minimum": 0}
    return {"type": "array", "items": number}
