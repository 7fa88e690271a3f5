"""What each mention's antecedent may be: its candidates, the scorer's probabilities of them, and what its words tell.

Each mention is scored against the mentions just before it and the latest ones that share a word with it (mention
ranking, Lee et al. 2017). `coreference` decides from this, as often as it is asked to.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fabula.language.bearers import key_of
from fabula.language.beside import beside
from fabula.language.clauses import NO_TIES, Ties
from fabula.language.cores import each
from fabula.language.features import MentionTable, new_features, pair_features
from fabula.language.labels import KINDS, PRONOUN_CLASSES, TYPES
from fabula.language.model import Model
from fabula.language.names import is_definite_name, is_name, landed_name, parse_name, titled_name
from fabula.language.people import NameIndex, cluster_names
from fabula.language.roles import as_title, called_as, is_definite, is_other, posts_of, role_of, titles_of

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

NEAR = 48
FAR = 6
NEAREST = 24
"""Of the candidates of a "he" or "she" of the narration only so many are the nearest, whatever they are: a long talk
fills them with its own "I" and "you". The rest are people of the narration."""
NOUN_REACH = 200
"""How many mentions back a noun phrase may find its like: "the man" of another chapter is another man."""
BATCH = 32
"""How many mentions are scored at once: what is reckoned of these and their candidates stays in a core's cache."""

_PROP, _NOM, _PRON = (KINDS.index(k) for k in KINDS)
_PER = TYPES.index("PER")
_I = PRONOUN_CLASSES.index("i")
_HE, _SHE = PRONOUN_CLASSES.index("he"), PRONOUN_CLASSES.index("she")


@dataclass(frozen=True, slots=True)
class Tellers:
    """Who tells the story as "I": `of` (mentions,) numbers the teller of the narration at each mention, -1 where it is
    not in the first person; `names` are the words of each teller's name, () for one whom no heading names."""

    of: Ints
    names: Sequence[tuple[str, ...]] = ((),)


@dataclass(frozen=True, slots=True)
class Scored:
    """What `resolve` decides from: the words of each name, () where a mention is none, and the people they can be; each
    mention's candidates (mentions, NEAR + FAR) and the probabilities of a new entity and of each of those (mentions,
    1 + NEAR + FAR); who tells the story; what each says that somebody is (`_roles`), and whether it means somebody
    known; which are "the other"; and what clauses tell."""

    names: Sequence[tuple[str, ...]]
    people: NameIndex
    earlier: Ints
    probabilities: Floats
    tellers: Tellers
    roles: Sequence[tuple[str, ...]]
    definite: Sequence[bool]
    other: frozenset[int]
    ties: Ties


def candidates(m: MentionTable) -> Ints:
    """The earlier mentions to score each mention against, shape (mentions, NEAR + FAR), -1 where there are fewer: the
    NEAR nearest and the last FAR of like wording, or for a "he" or "she" of the narration as NEAREST says."""
    n = len(m)
    out = np.full((n, NEAR + FAR), -1, np.int64)
    recent: defaultdict[int, deque[int]] = defaultdict(lambda: deque(maxlen=4))
    told = np.flatnonzero((m.type == _PER) & (m.quotation < 0))
    before = np.searchsorted(told, np.arange(n) - NEAREST).tolist()
    theirs = (np.isin(m.pronoun, (_HE, _SHE)) & (m.quotation < 0)).tolist()
    kinds, heads, contents = m.kind.tolist(), m.head.tolist(), m.content.tolist()
    np.subtract(np.arange(n)[:, None], np.arange(1, NEAR + 1), out=out[:, :NEAR])
    np.maximum(out, -1, out=out)
    for i in range(n):
        if theirs[i]:
            near = out[i, : min(i, NEAREST)]
            those = np.concatenate([near, told[max(0, before[i] - NEAR - FAR) : before[i]][::-1]])[: NEAR + FAR]
            out[i] = -1
            out[i, : len(those)] = those
            continue
        if kinds[i] == _PRON:
            continue
        low = max(0, i - NEAR)
        content, named = {k for k in contents[i] if k >= 0}, kinds[i] == _PROP
        keys = content if named else {heads[i]}
        least = 0 if named else i - NOUN_REACH
        far = sorted({j for k in keys for j in recent[k] if least <= j < low}, reverse=True)[:FAR]
        out[i, NEAR : NEAR + len(far)] = far
        for k in content | {heads[i]}:
            recent[k].append(i)
    return out


def score_mentions(
    words: Sequence[str], m: MentionTable, vectors: Floats, model: Model, tellers: Tellers, ties: Ties = NO_TIES
) -> Scored:
    """What the mentions' antecedents may be. `vectors` (mentions, width) are the encoder's; every "I" outside
    quotations is one of the `tellers`; `ties` are what clauses tell."""
    n = len(m)
    wordings = [words[start:end] for start, end in zip(m.start.tolist(), m.end.tolist(), strict=True)]
    kinds, persons = m.kind.tolist(), (m.type == _PER).tolist()
    names = [_name(w, kind) if person else () for w, kind, person in zip(wordings, kinds, persons, strict=True)]
    narrated = Counter(name for i, name in enumerate(names) if name and m.quotation[i] < 0)
    keys = [key_of(name) if name else None for name in names]
    people = cluster_names(
        [name for name in (*names, *tellers.names) if name],
        _gender_hints(m, names),
        narrated,
        beside(keys, m, apart=ties.before.items()),
    )
    earlier = candidates(m)
    rows = _to_score(m, names, people, tellers)
    probabilities = _probabilities(m, vectors, model, earlier, rows)
    roles = [_roles(words, m, i, names[i]) for i in range(n)]
    said = (m.quotation >= 0).tolist()
    definite = [
        kind == _NOM and (is_definite(w) or (inside and called_as(w) != ""))
        for w, kind, inside in zip(wordings, kinds, said, strict=True)
    ]
    other = frozenset(i for i in range(n) if persons[i] and is_other(wordings[i]))
    return Scored(names, people, earlier, probabilities, tellers, roles, definite, other, ties)


def _to_score(m: MentionTable, names: Sequence[tuple[str, ...]], index: NameIndex, tellers: Tellers) -> Ints:
    """The mentions that names and a teller's "I" do not settle."""
    seen: set[tuple[int, int]] = set()
    out = []
    for i in range(len(m)):
        people = index.people.get(names[i], ()) if names[i] else ()
        thing = m.kind[i] == _PROP and m.type[i] != _PER
        key = (-1, people[0]) if len(people) == 1 else (int(m.type[i]), int(m.whole[i])) if thing else None
        if key in seen or (tellers.of[i] >= 0 and m.quotation[i] < 0 and m.pronoun[i] == _I):
            continue
        if key is not None:
            seen.add(key)
        out.append(i)
    return np.array(out, dtype=np.int64)


def _probabilities(m: MentionTable, vectors: Floats, model: Model, earlier: Ints, rows: Ints) -> Floats:
    """The probabilities (mentions, 1 + candidates) of a new entity, then of each earlier mention as the antecedent;
    only those of `rows` are filled in."""
    new = model.entity.run(None, {"vectors": vectors, "features": new_features(m)})[0]
    out = np.zeros((len(m), 1 + earlier.shape[1]), np.float32)

    def score(batch: tuple[Ints, int]) -> Floats:
        some, width = batch
        choices = np.maximum(earlier[some, :width], 0)
        seen = np.zeros(len(m), dtype=bool)
        seen[some] = seen[choices] = True
        met = np.flatnonzero(seen)
        inputs = {
            "vectors": vectors[met],
            "rows": np.searchsorted(met, some),
            "others": np.searchsorted(met, choices),
            "features": pair_features(m, some, choices),
        }
        return np.asarray(model.antecedent.run(None, inputs)[0])

    far = (earlier[rows, NEAR:] >= 0).any(1)
    widths = (rows[~far], NEAR), (rows[far], NEAR + FAR)  # most have none but the nearest
    batches = [(r[first : first + BATCH], width) for r, width in widths for first in range(0, len(r), BATCH)]
    for (some, width), found in zip(batches, each(score, batches), strict=True):
        scores = np.where(earlier[some, :width] >= 0, found, np.float32(-1e4))
        scores = np.concatenate([new[some, None], scores], axis=1)
        scores = np.exp(scores - scores.max(1, keepdims=True))
        out[some, : 1 + width] = scores / scores.sum(1, keepdims=True)
    return out


def _name(words: Sequence[str], kind: int) -> tuple[str, ...]:
    """The words of a mention that names a person, () for one that does not."""
    named = (kind == _PROP and is_name(words)) or (kind != _PRON and is_definite_name(words))
    if named or kind == _PRON:
        return tuple(words if named else ())
    return tuple(titled_name(words) if kind == _PROP else landed_name(words))


def _roles(words: Sequence[str], m: MentionTable, i: int, name: tuple[str, ...]) -> tuple[str, ...]:
    """What narration, a name, or a title that he is called by says that somebody is."""
    if name:
        return tuple(map(as_title, titles_of(name)))
    if m.kind[i] != _NOM or m.type[i] != _PER:
        return ()
    own = words[m.start[i] : m.end[i]]
    if posts := posts_of(own):
        return posts
    role = called_as(own) if m.quotation[i] >= 0 else role_of(own)
    return (as_title(role),) if role else ()


def _gender_hints(m: MentionTable, names: Sequence[tuple[str, ...]]) -> dict[str, str]:
    """The gender of each given name, by the first "he" or "she" after it in its sentence or the next."""
    seen: dict[str, Counter[str]] = {}
    for i, name in enumerate(names):
        words = parse_name(name).words if name else ()
        if not words or parse_name(name).gender:
            continue
        for j in range(i + 1, min(i + 6, len(names))):
            if m.sentence[j] > m.sentence[i] + 1 or names[j]:
                break
            gender = {_HE: "m", _SHE: "f"}.get(int(m.pronoun[j]))
            if gender:
                seen.setdefault(words[0], Counter())[gender] += 1
                break
    hints = {}
    for word, counts in seen.items():
        gender, most = counts.most_common(1)[0]
        if most >= 3 and most >= 0.8 * counts.total():
            hints[word] = gender
    return hints
