"""Who calls whom what, to the face.

The calls that `fabula.reading.address.calls` finds are given to the persons they are meant for: a name to its bearer, a
nickname that no narration uses to whoever answers to it, a nameless call to the one spoken to.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fabula.language.labels import NOUN_GENDERS
from fabula.language.names import is_given_name, parse_name, same_given
from fabula.reading.address.calls import Found, by_name, candidates, coined_names
from fabula.reading.address.forms import NOBODY, Bearer, bearers, form_kind, is_form, unstammered
from fabula.reading.address.no_calls import is_call
from fabula.reading.address.refusals import Call, Refusal, find_refusals
from fabula.reading.page import PERSON, PRON, Page
from fabula.reading.speech import entity_genders
from fabula.reading.speech.vocatives import vocatives
from fabula.story import Address, Character, Form, Span, Utterance

_NEAR = 3
"""How many utterances away the one who answers may speak."""

_TOLD = 0.85
"""The confidence of an addressee whom the reporting clause names."""
_LEAST = 0.3
"""A call less sure than this is left out."""


def find_addresses(page: Page, utterances: Sequence[Utterance]) -> list[Address]:
    """Who calls whom what, in order of first use: one item for each speaker, person called and form.

    Forms differing in capitals or in a stammer are one. An item without uses is a form that is only refused.
    """
    known = bearers(page)
    calls = _calls(page, utterances, known)
    refusals = find_refusals(page, utterances, calls, known)
    return _grouped(calls, refusals, known)


def name_forms(page: Page, characters: Sequence[Character], addresses: Sequence[Address]) -> list[Character]:
    """The characters with their forms: names, descriptions, and what they are called, the most frequent first."""
    known = bearers(page)
    places: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    m, words = page.mentions, page.words
    for i in np.flatnonzero((m.type == PERSON) & (m.kind != PRON)):
        entity = int(page.clusters.entity[i])
        places[entity].add((int(words.start[m.start[i]]), int(words.end[m.end[i] - 1])))
    called: defaultdict[int, list[Address]] = defaultdict(list)
    for address in addresses:
        called[address.entity].append(address)
    out = []
    for c in characters:
        bearer = known.get(c.entity, NOBODY)
        counts: Counter[str] = Counter()
        shown: dict[str, str] = {}
        kinds: dict[str, tuple[str, str | None]] = {}
        for alias in (*c.names, *c.epithets):
            form = unstammered(alias.name)
            if not is_form(form):
                continue
            counts[form.lower()] += alias.count
            shown.setdefault(form.lower(), form)
            kinds.setdefault(form.lower(), form_kind(form, bearer))
        for a in called[c.entity]:
            key = a.form.lower()
            counts[key] += sum((s.start, s.end) not in places[c.entity] for s in a.uses)
            shown.setdefault(key, a.form)
            kinds[key] = form_kind(a.form, bearer, called=True)
        forms = [
            Form(shown[k], kinds[k][0], n, kinds[k][1])  # type: ignore[arg-type]
            for k, n in sorted(counts.items(), key=lambda f: (-f[1], f[0]))
            if n
        ]
        out.append(replace(c, forms=tuple(forms)))
    return out


def _calls(page: Page, utterances: Sequence[Utterance], known: dict[int, Bearer]) -> list[Call]:
    """Every call, in order, with who is meant by it."""
    opens = np.array([q.inner_start for q in page.pieces], dtype=np.int64)
    spoken = [u for u in utterances if u.kind == "speech"]
    found: list[tuple[int, Found]] = []
    refused: dict[int, set[int]] = {}
    entity = page.clusters.entity
    people, coined = by_name(known), coined_names(page)
    around = _around(page, spoken)
    told, genders = set(entity[page.mentions.quotation < 0].tolist()), entity_genders(page)
    for n, u in enumerate(spoken):
        for s in u.spans:
            piece = int(np.searchsorted(opens, s.start, side="right")) - 1
            if piece < 0 or s.start >= page.pieces[piece].end:
                continue
            accepted = [
                f
                for f in candidates(page, piece, people, coined)
                if is_call(page, piece, f, spoken, n, around[n], told)
            ]
            taken = {f.mention for f in accepted}
            refused.setdefault(n, set()).update(int(entity[i]) for i in vocatives(page, piece) if i not in taken)
            found += [(n, f) for f in accepted]
    answering = [next((e for e in near if e != spoken[n].speaker), None) for n, near in enumerate(around)]
    stands_for = _heard_only(page, found, spoken, answering, known)
    named_in: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for n, f in found:
        if f.named:
            named_in[n].append((f.first, _named_entity(page, f, stands_for, known)))
    out = []
    for n, f in found:
        u = spoken[n]
        whom, sure = _meant(page, f, u, named_in[n], refused.get(n, set()), answering[n], stands_for, known)
        if whom is None or whom == u.speaker:
            continue
        if not f.named and len({NOUN_GENDERS.get(page.words.lower[f.last - 1], ""), genders[whom]} - {""}) > 1:
            continue  # no man is "Mummy"
        start, end = int(page.words.start[f.first]), int(page.words.end[f.last - 1])
        trust = u.confidence if u.speaker is not None else 0.6
        if sure * trust < _LEAST:
            continue
        out.append(
            Call(n, u.speaker, whom, unstammered(page.text[start:end]), Span(start, end), round(sure * trust, 4))
        )
    return out


def _around(page: Page, spoken: Sequence[Utterance]) -> list[list[int]]:
    """For each utterance, who speaks next to it in the same stretch, the nearest first, the answer before the cause."""
    starts = np.searchsorted(page.words.start, [u.spans[0].start for u in spoken])
    scene = page.scene[np.minimum(starts, len(page.scene) - 1)] if len(spoken) else starts
    out: list[list[int]] = []
    for n in range(len(spoken)):
        near = (k for d in range(1, _NEAR + 1) for k in (n + d, n - d) if 0 <= k < len(spoken))
        speakers = [spoken[k].speaker for k in near if scene[k] == scene[n]]
        out.append([s for s in speakers if s is not None])
    return out


def _heard_only(
    page: Page,
    found: Sequence[tuple[int, Found]],
    spoken: Sequence[Utterance],
    answering: Sequence[int | None],
    known: dict[int, Bearer],
) -> dict[int, tuple[int, float]]:
    """Whose name each entity's is that is only ever called in speech: of whoever answers, every time the same.

    So a nickname that no narration uses finds its bearer. A common given name is not taken for another one's, unless
    the reporting clause says who is spoken to.
    """
    m, entity = page.mentions, page.clusters.entity
    elsewhere = {*entity[m.quotation < 0].tolist(), *(u.speaker for u in spoken)}
    uses: defaultdict[int, list[int | None]] = defaultdict(list)
    certain = set()
    for n, f in found:
        if f.named and f.mention is not None and int(entity[f.mention]) not in elsewhere:
            e, heard = int(entity[f.mention]), spoken[n].addressees
            sure = spoken[n].addressee_confidence >= _TOLD and len(heard) == 1 and heard[0] != e
            uses[e].append(heard[0] if sure else answering[n])
            if sure:
                certain.add((e, heard[0]))
    out = {}
    for e, answers in uses.items():
        whose, times = Counter(answers).most_common(1)[0]
        if whose is None or times < 0.8 * len(answers):
            continue
        name, base = known.get(e, NOBODY).base, known.get(whose, NOBODY).base
        if (e, whose) not in certain and is_given_name(name) and base and not same_given(name, base):
            continue
        out[e] = whose, min(0.5 + 0.1 * times, 0.8)
    return out


def _named_entity(page: Page, f: Found, stands_for: dict[int, tuple[int, float]], known: dict[int, Bearer]) -> int:
    if f.bearer is not None:
        return f.bearer
    entity = int(page.clusters.entity[f.mention]) if f.mention is not None else -1
    start, end = int(page.words.start[f.first]), int(page.words.end[f.last - 1])
    wording = " ".join(page.text[start:end].split())
    plain = unstammered(wording)
    if plain != wording:
        # A stammered name that made an entity of its own is its plain form's bearer.
        name = parse_name(plain.split()).words
        bearing = [e for e, b in known.items() if name and name[0] in dict(b.counts) and e != entity]
        if len(bearing) == 1:
            return bearing[0]
    return stands_for[entity][0] if entity in stands_for else entity


def _meant(
    page: Page,
    f: Found,
    u: Utterance,
    named: Sequence[tuple[int, int]],
    no_calls: set[int],
    answering: int | None,
    stands_for: dict[int, tuple[int, float]],
    known: dict[int, Bearer],
) -> tuple[int | None, float]:
    """Who is meant by a call, and how sure that is."""
    if f.bearer is not None:
        return f.bearer, 0.7
    if f.named and f.mention is not None:
        own = int(page.clusters.entity[f.mention])
        whom = _named_entity(page, f, stands_for, known)
        if own in stands_for and whom == stands_for[own][0]:
            return whom, stands_for[own][1]
        return whom, min(0.95, float(page.clusters.confidence[f.mention]))
    others = {e for _, e in named} - {u.speaker}
    if len(others) == 1:
        return next(iter(others)), 0.85
    if others:
        before = [e for at, e in named if at < f.first and e in others]
        return (before[-1], 0.7) if before else (None, 0.0)
    own = int(page.clusters.entity[f.mention]) if f.mention is not None else -1
    heard = [e for e in u.addressees if e not in no_calls and e != u.speaker]
    if len(heard) == 1 and (heard[0] != own or own in known or answering is None):
        return heard[0], 0.95 * u.addressee_confidence
    if answering is not None:
        return answering, 0.5
    if own in known:
        return own, 0.5
    return None, 0.0


def _grouped(calls: Sequence[Call], refusals: Sequence[Refusal], known: dict[int, Bearer]) -> list[Address]:
    """One address for each speaker, person and form, with its uses and refusals in order."""
    uses: dict[tuple[int | None, int, str], list[Call]] = {}
    forms: dict[tuple[int | None, int, str], str] = {}
    for c in calls:
        key = (c.speaker, c.entity, c.form.lower())
        uses.setdefault(key, []).append(c)
        forms.setdefault(key, c.form)
    denied: defaultdict[tuple[int | None, int, str], list[Refusal]] = defaultdict(list)
    for r in refusals:
        key = (r.speaker, r.entity, r.form.lower())
        denied[key].append(r)
        forms.setdefault(key, r.form)
    first = {k: min([c.span.start for c in uses.get(k, [])] + [r.span.start for r in denied.get(k, [])]) for k in forms}
    return [
        Address(
            speaker=k[0],
            entity=k[1],
            form=forms[k],
            kind=form_kind(forms[k], known.get(k[1], NOBODY), called=True)[0],
            uses=tuple(c.span for c in uses.get(k, [])),
            refused=tuple(r.span for r in denied.get(k, [])),
            confidence=max([c.confidence for c in uses.get(k, [])] or [r.confidence for r in denied[k]]),
        )
        for k in sorted(forms, key=lambda k: (first[k], k[2]))
    ]
