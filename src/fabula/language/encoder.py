"""One pass of the encoder over a text, and what every head makes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fabula.language.clauses import span_head
from fabula.language.cores import each
from fabula.language.features import containing
from fabula.language.labels import EMOTIONS, KINDS, PRONOUN_CLASS, TYPES, UPOS, word_types
from fabula.language.model import Model
from fabula.language.saying import speaker_places
from fabula.language.syntax import INFLECTED, mend_relations, mend_trees
from fabula.language.windows import Window, batch, core_sentences, plan
from fabula.language.word_names import LEAST, capitals, word_names
from fabula.language.word_names import LONGEST as LONGEST_NAME

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

MENTION = 0.5
"""The least probability of a mention, where the model's own settings name none."""
SPEAKER = 0.0002
"""The same of a mention that a reporting clause has as its subject: where somebody must stand, little tells who."""
LEMMA_EDITS = 5
"""How many of its best lemma edits the model gives for each word."""
PROP, NOM, PRON = KINDS.index("PROP"), KINDS.index("NOM"), KINDS.index("PRON")
PERSON = TYPES.index("PER")
AUX = UPOS.index("AUX")
_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_ENDS_SPEECH = frozenset(", . ! ? … ... —".split())
LONGEST = np.array([10, 1000, 3])
"""The most words of a name, a noun phrase and a pronoun: longer ones join the start of one mention to another's end."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """What one pass gives; word arrays have shape (words,), but `script` (words, LEMMA_EDITS).

    `spans` (mentions, 2) are the word spans of mentions, sorted by start, then longest first; `kinds`, `types` index
    labels.KINDS and TYPES; `vectors` (mentions, width) describe them to the pair scorers; `quotations` (n, width) do
    the same for the quotations given. `emotion` (words, emotions) are the words' scores, by labels.EMOTIONS, and
    `emotion_weight` what each word's count for: see `emotions`.
    """

    upos: Ints
    xpos: Ints
    script: Ints
    head: Ints
    relation: Ints
    event: Floats
    spans: Ints
    scores: Floats
    kinds: Ints
    types: Ints
    vectors: Floats
    quotations: Floats
    emotion: Floats
    emotion_weight: Floats


def encode(
    words: Sequence[str],
    sentences: Ints,
    quotations: Sequence[tuple[int, int]],
    model: Model,
    progress: Callable[[float], None] = lambda _: None,
) -> Encoding:
    """Runs the encoder over words. `quotations` are word spans [start, end), marks included, in order."""
    n = len(words)
    quoted = np.zeros(n, dtype=bool)
    for start, end in quotations:
        quoted[start:end] = True
    types = word_types(words, quoted)
    pieces = [model.pieces(w) for w in words]
    windows = plan(np.fromiter(map(len, pieces), np.int64, n), sentences)
    out = {k: np.zeros(n, np.int64) for k in ("upos", "xpos", "head", "relation")}
    out["script"] = np.zeros((n, LEMMA_EDITS), np.int64)
    event = np.zeros(n, np.float32)
    emotion, emotion_weight = np.zeros((n, len(EMOTIONS)), np.float32), np.zeros(n, np.float32)
    mentions, spare = (_Mentions([], [], [], [], []) for _ in range(2))
    width = model.kind[0].shape[0]
    quotation_vectors = np.zeros((len(quotations), width), np.float32)
    firsts = np.array([s for s, _ in quotations], np.int64)
    lasts = np.array([e - 1 for _, e in quotations], np.int64)
    logit = _logit(model.thresholds.get("mention", MENTION))
    places = speaker_places(words, quotations)
    capital = capitals(words)
    names = [o.name for o in model.encoder.get_outputs()]
    asked = [i.name for i in model.encoder.get_inputs()]  # no mask: one window has no padding

    def read(w: Window) -> tuple[Window, dict[str, NDArray[Any]]]:
        # One window a run: as fast as many on a processor, and int8's scales then depend on the window alone.
        inputs = batch([w], pieces, types, model.pieces.start, model.pieces.end)
        ours = core_sentences(w, sentences)
        for name in ("first", "last"):  # the margins are context, and no head reads them
            inputs[name] = inputs[name][:, ours.first - w.first : ours.last - w.first]
        inputs["sentence"] = sentences[None, ours.first : ours.last]
        for name, at in (("opens", firsts), ("closes", lasts)):  # one more than there are, lest there be none
            inside = at[(at >= w.core_first) & (at < w.core_last)]
            inputs[name] = np.append(inside, ours.first)[None] - ours.first
        found = model.encoder.run(None, {name: inputs[name] for name in asked})
        return ours, {name: value[0] for name, value in zip(names, found, strict=True)}

    for w, values in each(read, windows):
        low, high = w.core_first - w.first, w.core_last - w.first
        core = slice(w.core_first, w.core_last)
        for name in ("upos", "xpos", "script", "relation"):
            out[name][core] = values[name][low:high]
        out["head"][core] = _heads(values, w, sentences)
        event[core] = values["event"][low:high]
        emotion[core], emotion_weight[core] = values["emotion"][low:high], values["emotion_weight"][low:high, 0]
        _decode_mentions(mentions, spare, values, w, logit, places, capital, model)
        for name, at in (("quotation_start", firsts), ("quotation_end", lasts)):
            inside = np.flatnonzero((at >= w.core_first) & (at < w.core_last))
            quotation_vectors[inside] += values[name][: len(inside)]
        progress(w.core_last / n)
    tags = [model.xpos[k] for k in out["xpos"].tolist()]
    relations = mend_relations([model.relations[k] for k in out["relation"].tolist()], out["head"], tags)
    number = {relation: k for k, relation in enumerate(model.relations)}
    out["relation"][:] = [number[relation] for relation in relations]
    columns = mentions.columns(width)
    people = columns["spans"][(columns["kinds"] == PROP) & (columns["types"] == PERSON)]
    finite = np.array([tag in INFLECTED for tag in tags], dtype=bool)
    syntax = out["upos"], out["head"], relations, finite
    more = spare.columns(width)
    names_too = word_names(words, people, more["spans"], more["scores"], capital[1], syntax)
    columns = {name: np.concatenate([column, more[name][names_too]]) for name, column in columns.items()}
    order = np.lexsort((-columns["spans"][:, 1], columns["spans"][:, 0]))
    columns = {name: column[order] for name, column in columns.items()}
    _trim(columns["spans"], columns["kinds"], capital[0], relations)
    # A mention that starts inside a quotation ends there, and none goes on after speech inside it.
    whole = containing(columns["spans"][:, 0], quotations) == containing(columns["spans"][:, 1] - 1, quotations)
    whole &= ~_goes_past(columns["spans"], [(a, b) for a, b in quotations if words[b - 2] in _ENDS_SPEECH])
    whole &= _apart(words, columns["spans"], columns["kinds"], columns["scores"], out["head"])
    encoding = Encoding(
        upos=out["upos"],
        xpos=out["xpos"],
        script=out["script"],
        head=out["head"],
        relation=out["relation"],
        event=event,
        **{name: column[whole] for name, column in columns.items()},
        quotations=gelu(quotation_vectors),
        emotion=emotion,
        emotion_weight=emotion_weight,
    )
    return _agree(words, encoding)


def _trim(spans: Ints, kinds: Ints, capital: NDArray[np.bool_], relations: Sequence[str]) -> None:
    """Takes from names what the sentence says of somebody: "it made Walter wretched"."""
    last = spans[:, 1] - 1
    loose = [
        i
        for i in np.flatnonzero((kinds == PROP) & (last > spans[:, 0]) & ~capital[last]).tolist()
        if relations[last[i]] == "xcomp"
    ]
    known = {(start, end) for start, end in spans.tolist()} if loose else set()
    for i in loose:
        if (int(spans[i, 0]), int(last[i])) not in known:
            spans[i, 1] -= 1


def _apart(words: Sequence[str], spans: Ints, kinds: Ints, scores: Floats, heads: Ints) -> NDArray[np.bool_]:
    """Which spans are no second reading of where a noun phrase ends: of those that begin together and have one head,
    "the man" and "the man, who was deaf", the likeliest. "Her aunt" of "her aunt’s house" is another person."""
    kept = np.ones(len(spans), dtype=bool)
    nouns = np.flatnonzero(kinds == NOM)
    _, which, count = np.unique(spans[nouns, 0], return_inverse=True, return_counts=True)
    some = nouns[count[which] > 1]
    seen = set[tuple[int, int]]()
    for i in some[np.argsort(-scores[some], kind="stable")].tolist():
        first, last = spans[i].tolist()
        if last < len(words) and words[last] in _POSSESSIVE:
            continue
        phrase = first, span_head(first, last, heads)
        kept[i] = phrase not in seen
        seen.add(phrase)
    return kept


def _goes_past(spans: Ints, speech: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    """Which spans hold a whole quoted stretch and go on after it."""
    opens, closes = np.array([*speech, (1 << 60, 1 << 60)], dtype=np.int64).T
    return np.asarray(closes[np.searchsorted(opens, spans[:, 0], side="right")] < spans[:, 1])


def emotion_sums(encoding: Encoding, starts: Ints) -> Floats:
    """What the emotions of stretches of words are made of, (stretches, 1 + emotions): the sum of their words' weights,
    and of their words' scores by weight. A stretch starts where the one before ends; the last ends with the text."""
    weight = encoding.emotion_weight[:, None]
    return np.add.reduceat(np.concatenate([weight, weight * encoding.emotion], axis=1), starts, axis=0)


def emotions(sums: Floats) -> Floats:
    """The probabilities (stretches, emotions) of emotions: a stretch's score is the mean of its words', each counted
    by its weight."""
    return np.asarray(1 / (1 + np.exp(-sums[:, 1:] / sums[:, :1])), dtype=np.float32)


def _agree(words: Sequence[str], encoding: Encoding) -> Encoding:
    """The encoding with mentions of one capitalised wording given the kind and type that most of them have.

    A name is a name throughout a work; the encoder, which sees one window at a time, now and then forgets it.
    """
    kinds, types = encoding.kinds.copy(), encoding.types.copy()
    places: dict[tuple[str, ...], list[int]] = {}
    for i, (start, end) in enumerate(encoding.spans.tolist()):
        wording = tuple(words[start:end])
        if _is_capitalised(wording) and wording[0].lower() not in PRONOUN_CLASS:
            places.setdefault(wording, []).append(i)
    for at in places.values():
        # No pronoun's wording: what was taken for one here and for a name there ("Hesper", with its "he") is a name.
        named = [i for i in at if kinds[i] != PRON] or at
        votes = Counter(zip(kinds[named].tolist(), types[named].tolist(), strict=True))
        (kind, type_), most = votes.most_common(1)[0]
        mistaken = at if len(at) >= 3 and most > len(named) / 2 else [i for i in at if kinds[i] == PRON]
        kinds[mistaken], types[mistaken] = kind, type_
    return replace(encoding, kinds=kinds, types=types)


def _is_capitalised(wording: Sequence[str]) -> bool:
    """Whether each word has a capital, but for an article at the head of others."""
    own = wording[1:] if len(wording) > 1 and wording[0] in ("the", "a", "an") else wording
    return all(w[:1].isupper() for w in own)


@dataclass(frozen=True, slots=True)
class _Mentions:
    spans: list[Ints]
    scores: list[Floats]
    kinds: list[Ints]
    types: list[Ints]
    vectors: list[Floats]

    def columns(self, width: int) -> dict[str, Any]:
        if not self.spans:
            return {
                "spans": np.zeros((0, 2), np.int64),
                "scores": np.zeros(0, np.float32),
                "kinds": np.zeros(0, np.int64),
                "types": np.zeros(0, np.int64),
                "vectors": np.zeros((0, width), np.float32),
            }
        names = ("spans", "scores", "kinds", "types", "vectors")
        return {name: np.concatenate(getattr(self, name)) for name in names}


def _heads(values: dict[str, NDArray[Any]], w: Window, sentences: Ints) -> Ints:
    """The heads of a window's core, of trees that are whole as far as the window goes."""
    heads = mend_trees(values["head"], values["arc"], sentences[w.first : w.last])
    return np.asarray(heads[w.core_first - w.first : w.core_last - w.first] + w.first)


def _logit(probability: float) -> float:
    return float(np.log(probability / (1 - probability)))


def _decode_mentions(
    into: _Mentions,
    spare: _Mentions,
    values: dict[str, NDArray[Any]],
    w: Window,
    logit: float,
    places: Mapping[int, range],
    capitals: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    model: Model,
) -> None:
    """Adds the mentions that start in a window's core, and to `spare` what may be a name, all in capitals, and crosses
    none of them; `places` are `speaker_places`, and `capitals` the words with one, and those in mid-sentence."""
    low, high = w.core_first - w.first, w.core_last - w.first
    scores = values["span"][low:high]
    likely_enough = scores > logit
    speaking = _speaking(scores, likely_enough, w, places)
    start, end = _places(likely_enough | speaking)
    if not len(start):
        return
    strength = scores[start, end]
    sums = _sums(values)
    vectors = _span_vectors(values, sums, start + low, end)
    kinds = (vectors @ model.kind[0] + model.kind[1]).argmax(-1)
    likely = np.flatnonzero(end - start - low < LONGEST[kinds])
    start, end, strength, vectors, kinds = start[likely], end[likely], strength[likely], vectors[likely], kinds[likely]
    kept = _uncrossed(start + low, end, strength)
    kept = kept[~_joined(start[kept] + low, end[kept], kinds[kept])]
    order = kept[np.lexsort((-end[kept], start[kept]))]
    start, end, strength, vectors = start[order] + low, end[order], strength[order], vectors[order]
    into.spans.append(np.stack([start + w.first, end + 1 + w.first], axis=1))
    into.scores.append((1 / (1 + np.exp(-strength))).astype(np.float32))
    into.kinds.append(kinds[order])
    types = (vectors @ model.type[0] + model.type[1]).argmax(-1)
    types[speaking[start - low, end]] = PERSON
    into.types.append(types)
    into.vectors.append(vectors)
    names = (into.kinds[-1] == PROP).tolist()
    found = list(zip(start.tolist(), end.tolist(), names, strict=True))
    capital, middle = (c[w.first : w.last] for c in capitals)
    _decode_spare(spare, values, sums, w, scores, capital, middle, found)


def _decode_spare(
    into: _Mentions,
    values: dict[str, NDArray[Any]],
    sums: NDArray[np.float64],
    w: Window,
    scores: Floats,
    capital: NDArray[np.bool_],
    middle: NDArray[np.bool_],
    found: Sequence[tuple[int, int, bool]],
) -> None:
    """Adds the spans that may be names and are none of the mentions `found` (first word, last word, whether a name),
    nor part of one that is a name, nor cross one."""
    low = w.core_first - w.first
    plain = np.concatenate([[0], np.cumsum(~capital)])
    may = scores > _logit(LEAST)
    here = slice(low, low + len(scores))
    rows = np.flatnonzero(middle[here] | (capital[here] & (values["upos"][here] == AUX)))
    may[rows, rows + low] = True
    spans = []
    for row, last in zip(*(column.tolist() for column in _places(may)), strict=True):
        first = row + low
        if last - first < LONGEST_NAME and plain[first] == plain[last + 1]:
            near = [(a, b, name) for a, b, name in found if a <= last and first <= b]
            if not any(name or (a, b) == (first, last) or _cross(a, b, first, last) for a, b, name in near):
                spans.append((first, last))
    if spans:
        start, end = np.array(spans, dtype=np.int64).T
        into.spans.append(np.stack([start + w.first, end + 1 + w.first], axis=1))
        into.scores.append((1 / (1 + np.exp(-scores[start - low, end]))).astype(np.float32))
        into.kinds.append(np.full(len(start), PROP))
        into.types.append(np.full(len(start), PERSON))
        into.vectors.append(_span_vectors(values, sums, start, end))


def _speaking(scores: Floats, likely: NDArray[np.bool_], w: Window, places: Mapping[int, range]) -> NDArray[np.bool_]:
    """Which spans (core words, window words) are the best mentions of speakers at the places where one must stand,
    but where a likely one ends there: “…,” said the astonished Tom."""
    out = np.zeros(scores.shape, dtype=bool)
    for first in [k for k in range(w.core_first, w.core_last) if k in places]:
        ends = [end - w.first for end in places[first] if end < w.last]
        if not ends:
            continue
        row = first - w.core_first
        best = ends[int(scores[row, ends].argmax())]
        within = likely[row + 1 : best - (w.core_first - w.first) + 1, best]
        out[row, best] = scores[row, best] > _logit(SPEAKER) and not within.any()
    return out


def _uncrossed(start: Ints, end: Ints, strength: Floats) -> Ints:
    """The indices of spans that cross no stronger one; nesting is kept. `end` is inclusive."""
    spans = list(zip(start.tolist(), end.tolist(), strict=True))
    kept: list[int] = []
    for i in np.argsort(-strength, kind="stable").tolist():
        s, e = spans[i]
        if s == e or not any(_cross(a, b, s, e) for a, b in map(spans.__getitem__, kept)):
            kept.append(i)
    return np.array(sorted(kept), dtype=np.int64)


def _cross(a: int, b: int, first: int, last: int) -> bool:
    """Whether two spans share words and neither holds the other; both ends are inclusive."""
    return a < first <= b < last or first < a <= last < b


def _joined(start: Ints, end: Ints, kinds: Ints) -> NDArray[np.bool_]:
    """Which names begin with one name and end with another: two people's, and what is told of them between."""
    names = sorted(zip(start[kinds == PROP].tolist(), end[kinds == PROP].tolist(), strict=True))
    first = dict(reversed(names))
    last = {e: s for s, e in names}
    return np.array(
        [k == PROP and first[int(s)] < last[int(e)] for s, e, k in zip(start, end, kinds, strict=True)], dtype=bool
    )


def _places(chosen: NDArray[np.bool_]) -> tuple[Ints, ...]:
    """The rows and the columns of what is chosen, as `np.nonzero` tells them of two dimensions, which it is slow at."""
    return np.unravel_index(np.flatnonzero(chosen), chosen.shape)


def _sums(values: dict[str, NDArray[Any]]) -> NDArray[np.float64]:
    """The sums of a window's weights, and of its words' bodies by weight, up to each word: (words + 1, 1 + width)."""
    weight, body = values["span_weight"].astype(np.float64), values["span_body"]
    sums = np.zeros((len(body) + 1, 1 + body.shape[1]))
    sums[1:, :1], sums[1:, 1:] = weight, weight * body
    for k in range(len(body)):  # row by row: NumPy's own sum along columns takes three times as long
        sums[k + 1] += sums[k]
    return sums


def _span_vectors(values: dict[str, NDArray[Any]], sums: NDArray[np.float64], first: Ints, last: Ints) -> Floats:
    """The vectors of spans, with the `_sums` of their window."""
    inside = sums[last + 1] - sums[first]
    pooled = inside[:, 1:] / inside[:, :1]
    return gelu(values["span_start"][first] + values["span_end"][last] + pooled.astype(np.float32))


def gelu(x: Floats) -> Floats:
    """The Gaussian error linear unit (Hendrycks and Gimpel 2016), exact, as the network was trained with."""
    return (0.5 * x * (1.0 + _erf(x / np.sqrt(2.0)))).astype(np.float32)


def _erf(x: Floats) -> Floats:
    """The error function to 1.5e-7 (Abramowitz and Stegun 1964, 7.1.26); NumPy has none."""
    t = 1.0 / (1.0 + 0.3275911 * np.abs(x))
    y = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return np.asarray(np.sign(x) * (1.0 - y * np.exp(-x * x)), dtype=np.float32)
