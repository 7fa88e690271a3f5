"""A story as the files that BookNLP 1.0 writes: NAME.tokens, .entities, .quotes and .book.

The columns, headers and conventions are those of BookNLP (Bamman, github.com/booknlp/booknlp), so that what reads its
files reads these: ids of tokens and entities from 0, ends inclusive, the words of a phrase joined by spaces, quotations
with their marks, "None" where there is no value, spaCy's English dependencies, and COREF 0 for a first-person narrator
and for nobody else. A quotation that narration interrupts is as many rows as it has parts. Offsets are code points, as
BookNLP's are, whatever its columns are called. There is no .supersense: Fabula does not tag supersenses.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from fabula.output.clear import clear
from fabula.story import FREE_INDIRECT, Mention, Story, Utterance

HEADERS = {
    "tokens": (
        "paragraph_ID", "sentence_ID", "token_ID_within_sentence", "token_ID_within_document", "word", "lemma",
        "byte_onset", "byte_offset", "POS_tag", "fine_POS_tag", "dependency_relation", "syntactic_head_ID", "event",
    ),
    "entities": ("COREF", "start_token", "end_token", "prop", "cat", "text"),
    "quotes": ("quote_start", "quote_end", "mention_start", "mention_end", "mention_phrase", "char_id", "quote"),
}  # fmt: skip

PRONOUNS = (
    ("he", "him", "his"), ("she", "her"), ("they", "them", "their"), ("xe", "xem", "xyr", "xir"),
    ("ze", "zem", "zir", "hir"),
)  # fmt: skip
"""BookNLP's categories of referential gender."""

REALIS = 0.5
"""A token whose probability of being an event's trigger is greater has EVENT."""

OPENING = frozenset("\"'“‘„‟‚‛«»‹›`—–―") | {"``", "--"}
CLOSING = frozenset("\"'”’“«»‹›`") | {"''"}
_SPACE = str.maketrans({" ": "S", "\u00a0": "S", "\n": "N", "\r": "N", "\t": "T"})

Row = tuple[object, ...]


def render(story: Story, name: str) -> dict[str, bytes]:
    """The files by name; `name` is the book's id."""
    words, heads, labels = _words(story), *clear(story)
    placed = _placed(story)
    coref = _coref(story)
    tables: dict[str, Iterable[Row]] = {
        "tokens": _tokens(story, words, heads, labels),
        "entities": (_entity(words, coref, *one) for one in placed),
        "quotes": _quotes(story, words, placed, coref),
    }
    files = {f"{name}.{table}": _table(HEADERS[table], rows) for table, rows in tables.items()}
    book = {"characters": _characters(story, words, placed, coref, heads, labels)}
    return {**files, f"{name}.book": json.dumps(book).encode()}


def _table(header: Sequence[str], rows: Iterable[Row]) -> bytes:
    lines = ("\t".join(map(str, row)) for row in (header, *rows))
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def _words(story: Story) -> list[str]:
    """The tokens' words; white space in one would break the table, and is written as BookNLP writes it."""
    tokens, text = story.tokens, story.text
    pairs = zip(tokens.start.tolist(), tokens.end.tolist(), strict=True)
    return [text[start:end].translate(_SPACE) or "S" for start, end in pairs]


def _coref(story: Story) -> Callable[[int], int]:
    """From Fabula's entity ids to BookNLP's."""
    narrator = next((character.entity for character in story.characters if character.narrator), None)
    return lambda entity: 0 if entity == narrator else entity + 1


def _placed(story: Story) -> list[tuple[int, int, Mention]]:
    """The mentions with their first and last token, in BookNLP's order."""
    tokens = story.tokens
    first = np.searchsorted(tokens.end, [m.start for m in story.mentions], side="right").tolist()
    last = (np.searchsorted(tokens.start, [m.end for m in story.mentions], side="left") - 1).tolist()
    placed = [(a, b, m) for a, b, m in zip(first, last, story.mentions, strict=True) if a <= b]
    return sorted(placed, key=lambda one: (one[0], one[1], one[2].kind, one[2].type))


def _tokens(story: Story, words: list[str], heads: list[int], labels: list[str]) -> Iterable[Row]:
    tokens = story.tokens
    sentence = tokens.sentence.tolist()
    within, before = -1, None
    rows = zip(
        tokens.paragraph.tolist(), sentence, words, tokens.lemma, tokens.start.tolist(), tokens.end.tolist(),
        tokens.upos, tokens.xpos, labels, heads, (tokens.event > REALIS).tolist(), strict=True,
    )  # fmt: skip
    for i, (paragraph, number, word, lemma, start, end, upos, xpos, label, head, event) in enumerate(rows):
        within, before = (within + 1 if number == before else 0), number
        base, mark = lemma.translate(_SPACE) or word, "EVENT" if event else "O"
        yield paragraph, number, within, i, word, base, start, end, upos, xpos, label, head, mark


def _entity(words: list[str], coref: Callable[[int], int], first: int, last: int, mention: Mention) -> Row:
    return coref(mention.entity), first, last, mention.kind, mention.type, " ".join(words[first : last + 1])


def _quotes(
    story: Story, words: list[str], placed: list[tuple[int, int, Mention]], coref: Callable[[int], int]
) -> Iterable[Row]:
    places: dict[int, list[tuple[int, int]]] = defaultdict(list)
    named: dict[tuple[int, int], tuple[int, int]] = {}
    for first, last, mention in placed:
        places[mention.entity].append((first, last))
        named[mention.start, mention.end] = first, last
    rows: list[tuple[int, int, Utterance]] = []
    paragraph = story.tokens.paragraph.tolist()
    for utterance in (u for u in story.utterances if u.method != FREE_INDIRECT):
        for span in utterance.spans:
            first = int(np.searchsorted(story.tokens.end, span.start, side="right"))
            last = int(np.searchsorted(story.tokens.start, span.end, side="left")) - 1
            if first > last:
                continue
            opened = first > 0 and words[first - 1] in OPENING and paragraph[first - 1] == paragraph[first]
            closed = last + 1 < len(words) and words[last + 1] in CLOSING and paragraph[last + 1] == paragraph[last]
            rows.append((first - opened, last + closed, utterance))
    for first, last, utterance in sorted(rows, key=lambda row: row[:2]):
        quote = " ".join(words[first : last + 1])
        if utterance.speaker is None:
            yield first, last, None, None, None, None, quote
            continue
        place = named.get((utterance.mention.start, utterance.mention.end)) if utterance.mention else None
        place = place or _nearest(places[utterance.speaker], first, last)
        phrase = " ".join(words[place[0] : place[1] + 1]) if place else None
        yield first, last, *(place or (None, None)), phrase, coref(utterance.speaker), quote


def _nearest(places: list[tuple[int, int]], first: int, last: int) -> tuple[int, int] | None:
    """The mention of the speaker nearest to a quotation and outside it: BookNLP gives one for every speaker."""
    after = bisect_left(places, (last + 1, 0))
    before = bisect_left(places, (first, 0)) - 1
    while before >= 0 and places[before][1] >= first:
        before -= 1
    near = [*places[max(before, 0) : before + 1], *places[after : after + 1]]
    return min(near, key=lambda place: min(abs(first - place[1]), abs(place[0] - last)), default=None)


def _characters(
    story: Story,
    words: list[str],
    placed: list[tuple[int, int, Mention]],
    coref: Callable[[int], int],
    heads: list[int],
    labels: list[str],
) -> list[dict[str, Any]]:
    """Everybody mentioned more than once, the most mentioned first, with what they do, undergo, are and have."""
    upos, lemmas = story.tokens.upos, story.tokens.lemma
    kids: list[list[int]] = [[] for _ in words]
    for word, head in enumerate(heads):
        if head != word:
            kids[head].append(word)
    found: dict[int, dict[str, Any]] = {}

    def joined(word: int, *kinds: str) -> list[int]:
        """A word and what is joined to it by "and", as far as that has no subject of its own."""
        group = [word]
        for one in group:  # which grows
            for kid in kids[one]:
                own = upos[kid] == "VERB" and any(labels[below] in ("nsubj", "nsubjpass") for below in kids[kid])
                if labels[kid] == "conj" and (not kinds or upos[kid] in kinds) and not own and kid not in group:
                    group.append(kid)
        return group

    for first, last, mention in placed:
        if mention.type != "PER":
            continue
        facts = found.setdefault(
            mention.entity, {"agent": [], "patient": [], "mod": [], "poss": [], "PROP": [], "NOM": [], "PRON": []}
        )
        facts[mention.kind].append(" ".join(words[first : last + 1]))
        word = next((i for i in range(first, last + 1) if not first <= heads[i] <= last or heads[i] == i), first)
        steps = 0
        while labels[word] == "conj" and heads[word] != word and steps < 50:  # "Ida and Benn ran": Benn ran too
            word, steps = heads[word], steps + 1
        head, label = heads[word], labels[word]
        told: list[tuple[str, int]] = []
        if label == "nsubj" and lemmas[head] == "be":
            said = [kid for kid in kids[head] if labels[kid] in ("attr", "acomp") and upos[kid] in ("NOUN", "ADJ")]
            told = [("mod", one) for kid in said for one in joined(kid, "NOUN", "ADJ")]
        elif label == "nsubj" and upos[head] == "VERB":
            told = [("agent", one) for one in joined(head, "VERB")]
        elif label == "pobj" and labels[head] == "agent" and upos[heads[head]] == "VERB":
            told = [("agent", heads[head])]
        elif label in ("dobj", "nsubjpass") and upos[head] == "VERB":
            told = [("patient", head)]
        elif label == "poss":
            told = [("poss", one) for one in joined(head)]
        for part, one in told:
            facts[part].append({"w": words[one], "i": one})
    return [
        {
            **{part: facts[part] for part in ("agent", "patient", "mod", "poss")},
            "id": coref(entity),
            "g": _gender(facts["PRON"]),
            "count": sum(len(facts[kind]) for kind in ("PROP", "NOM", "PRON")),
            "mentions": {
                name: [{"c": count, "n": form} for form, count in Counter(facts[kind]).most_common()]
                for name, kind in (("proper", "PROP"), ("common", "NOM"), ("pronoun", "PRON"))
            },
        }
        for entity, facts in sorted(
            found.items(), key=lambda one: -sum(len(one[1][k]) for k in ("PROP", "NOM", "PRON"))
        )
        if sum(len(facts[kind]) for kind in ("PROP", "NOM", "PRON")) > 1
    ]


def _gender(pronouns: list[str]) -> dict[str, Any] | None:
    """The share of each category among the pronouns that the text uses of somebody; None where it uses none of them."""
    forms = Counter(pronoun.lower() for pronoun in pronouns)
    counts = {"/".join(category): sum(forms[form] for form in category) for category in PRONOUNS}
    total = sum(counts.values())
    if not total:
        return None
    most = max(counts, key=lambda category: counts[category])
    shares = {category: round(count / total, 3) for category, count in counts.items()}
    return {"inference": shares, "argmax": most, "max": shares[most], "total": total}
