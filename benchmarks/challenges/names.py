"""Scores who calls whom what: gold `addresses` are [speaker, called, form, kind], `refused` [called, form, words]."""

from __future__ import annotations

from typing import Any

import fabula
from benchmarks.challenges.people import entity_of, plain, ratios

Key = tuple[int | None, int | None, str]


def score(passages: list[dict[str, Any]]) -> dict[str, float]:
    """Precision, recall and F1 of (speaker, called, form), the same without the speaker, the share of those found whose
    kind is right, and the figures of refusals: the form, whose it is, and a span that meets the gold words."""
    right = found = wanted = called = kinds = known = refusals = refused_found = refused_wanted = 0
    for passage in passages:
        got, gold, got_refused, gold_refused = compare(passage)
        right += len(got.keys() & gold.keys())
        found += len(got)
        wanted += len(gold)
        called += len({k[1:] for k in got} & {k[1:] for k in gold})
        by_form = {k[2]: kind for k, kind in got.items()}
        known += sum(k[2] in by_form for k in gold)
        kinds += sum(by_form.get(k[2]) == kind for k, kind in gold.items())
        hits = [any(g[:2] == r[:2] and r[2] < g[3] and g[2] < r[3] for r in got_refused) for g in gold_refused]
        refusals += sum(hits)
        refused_found += len(got_refused)
        refused_wanted += len(gold_refused)
    return {
        **ratios(right, found, wanted, "address"),
        "called and form recall": called / max(1, wanted),
        "kind accuracy": kinds / max(1, known),
        **ratios(refusals, refused_found, refused_wanted, "refusal"),
    }


def compare(
    passage: dict[str, Any],
) -> tuple[dict[Key, str], dict[Key, str], list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """What a passage's reading has and what its gold has: addresses with their kinds, and refusals
    (called, form, start, end)."""
    story = fabula.read(passage["text"])
    gold_of = {n: entity_of(story, n) for a in passage["gold"]["addresses"] for n in a[:2]}
    gold_of |= {r[0]: entity_of(story, r[0]) for r in passage["gold"]["refused"]}
    got: dict[Key, str] = {(a.speaker, a.entity, plain(a.form)): a.kind for a in story.addresses if a.uses}
    # A gold name that no mention has is nobody's: it can only be missed, never met by chance.
    gold: dict[Key, str] = {}
    for who, whom, form, kind in passage["gold"]["addresses"]:
        speaker, entity = gold_of[who], gold_of[whom]
        gold[(-1 if speaker is None else speaker, -1 if entity is None else entity, plain(form))] = kind
    got_refused = [(a.entity, plain(a.form), s.start, s.end) for a in story.addresses for s in a.refused]
    gold_refused = []
    for whom, form, words in passage["gold"]["refused"]:
        at = story.text.index(words)
        gold_refused.append((gold_of[whom], plain(form), at, at + len(words)))
    return got, gold, sorted(set(got_refused)), gold_refused
