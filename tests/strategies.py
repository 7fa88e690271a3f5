"""Arbitrary stories that are valid: every span lies in the text, and every reference leads somewhere."""

from __future__ import annotations

from typing import get_args

import numpy as np
from hypothesis import strategies as st

from fabula import story as s

LARGE = 2**53 - 1
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
names = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
shares = st.floats(0, 1).map(lambda share: round(share, 4))
valences = st.floats(-1, 1).map(lambda valence: round(valence, 4))
counts = st.integers(0, LARGE)


def some(strategy: st.SearchStrategy, most: int = 3) -> st.SearchStrategy:
    return st.lists(strategy, max_size=most).map(tuple)


def spanned(length: int) -> st.SearchStrategy:
    return st.tuples(st.integers(0, length), st.integers(0, length)).map(sorted)


@st.composite
def tokens(draw: st.DrawFn, length: int) -> s.Tokens:
    count = draw(st.integers(0, 6))
    places = [draw(spanned(length)) for _ in range(count)]

    def numbers(most: int) -> np.ndarray:
        return np.array([draw(st.integers(0, most)) for _ in range(count)], dtype=np.int32)

    def words() -> tuple[str, ...]:
        return tuple(draw(names) for _ in range(count))

    return s.Tokens(
        start=np.array([start for start, _ in places], dtype=np.int32),
        end=np.array([end for _, end in places], dtype=np.int32),
        sentence=numbers(3),
        paragraph=numbers(2**31 - 1),
        head=numbers(max(count - 1, 0)),
        lemma=words(),
        upos=words(),
        xpos=words(),
        deprel=words(),
        event=np.array([draw(shares) for _ in range(count)], dtype=np.float64),
    )


@st.composite
def stories(draw: st.DrawFn) -> s.Story:
    text = draw(texts)
    place = spanned(len(text))
    span = place.map(lambda at: s.Span(*at))
    alias = st.builds(s.Alias, names, counts)
    types, kinds = st.sampled_from(get_args(s.EntityType)), st.sampled_from(get_args(s.MentionKind))
    entities = tuple(s.Entity(i, draw(types), draw(names), draw(some(alias))) for i in range(draw(st.integers(1, 3))))
    who = st.integers(0, len(entities) - 1)

    def at(cls: type, **others: st.SearchStrategy) -> st.SearchStrategy:
        return st.builds(lambda at, rest: cls(start=at[0], end=at[1], **rest), place, st.fixed_dictionaries(others))

    segment = st.builds(
        lambda at, read, verbatim, member: s.Segment(*at, *sorted(read), verbatim, member),
        place,
        st.tuples(counts, counts),
        st.booleans(),
        names,
    )
    anchor = st.builds(s.Anchor, counts, counts, names, names, names)
    person = st.builds(s.Person, names, anchor)
    correction = st.builds(
        s.Correction,
        st.sampled_from(get_args(s.CorrectionKind)),
        st.none() | anchor,
        st.none() | person,
        some(person),
        st.none() | person,
        some(anchor),
        st.none() | names,
        st.none() | names,
        st.booleans(),
        st.none() | names,
    )
    participant = at(s.Participant, entity=who, role=st.sampled_from(["agent", "patient", "recipient", "place"]))
    emotions = st.sampled_from(get_args(s.EmotionKind))
    scenes = draw(
        some(
            at(
                s.Scene,
                place=st.none() | who,
                place_mention=st.none() | span,
                times=some(span),
                cast=st.just(()),
                viewpoint=st.none() | who,
                standing=st.sampled_from(get_args(s.SceneStanding)),
                confidence=shares,
            )
        )
    )
    shared = some(st.integers(0, len(scenes) - 1)) if scenes else st.just(())
    return s.Story(
        text=text,
        metadata=draw(st.builds(s.Metadata, st.none() | names, some(names), st.none() | names, tags=some(names))),
        source=draw(st.builds(s.Source, names, names, names, counts, names, some(segment))),
        model=draw(st.builds(s.Model, names, names, names)),
        tokens=draw(tokens(len(text))),
        divisions=draw(some(at(s.Division, kind=st.sampled_from(get_args(s.DivisionKind)), title=st.none() | names))),
        emphasis=draw(some(span)),
        mentions=draw(
            some(at(s.Mention, kind=kinds, type=types, entity=who, confidence=shares))
        ),
        entities=entities,
        characters=draw(
            some(
                st.builds(
                    s.Character,
                    who, names, some(alias), some(alias), some(alias), counts, counts, counts, shares, st.booleans(),
                )
            )
        ),
        utterances=draw(
            some(
                st.builds(
                    s.Utterance,
                    st.lists(span, min_size=1, max_size=3).map(tuple),
                    st.sampled_from(get_args(s.UtteranceKind)),
                    st.none() | who,
                    some(who),
                    st.none() | span,
                    st.none() | span,
                    names,
                    shares,
                    shares,
                )
            )
        ),
        events=draw(
            some(at(s.Event, lemma=names, realis=st.booleans(), confidence=shares, participants=some(participant)))
        ),
        scenes=scenes,
        feelings=draw(
            some(
                at(
                    s.Feeling, entity=st.none() | who, emotions=some(st.builds(s.EmotionScore, emotions, shares)),
                    intensity=shares, sign=st.none() | span, source=st.sampled_from(["model", "named", "sign"]),
                    confidence=shares,
                )
            )
        ),
        arcs=draw(
            some(
                st.builds(
                    s.Arc,
                    st.none() | who,
                    counts,
                    some(at(s.ArcPoint, valence=valences, intensity=shares, emotion=st.none() | emotions)),
                    some(span),
                )
            )
        ),
        relationships=draw(
            some(
                st.builds(
                    s.Relationship,
                    who, who, shared, counts, counts, st.none() | valences, st.none() | valences,
                    some(at(s.Tie, kind=st.sampled_from(get_args(s.TieKind)), confidence=shares)),
                    some(at(s.Stage, scenes=counts, said=counts, heard=counts, valence=st.none() | valences)),
                    shares,
                )
            )
        ),
        corrections=draw(some(correction)),
        warnings=draw(some(names)),
    )  # fmt: skip
