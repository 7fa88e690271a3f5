"""Scores scenes: gold is a list of scenes, each with its first words, place, cast, viewpoint and standing."""

from __future__ import annotations

from typing import Any

import fabula
from benchmarks.challenges.people import entity_of, ratios
from fabula.story import Scene, Story


def score(passages: list[dict[str, Any]]) -> dict[str, float]:
    """The figures of scene bounds (the text's own beginning is not counted), and of each gold scene by the scene that
    covers its first word: cast, place, viewpoint and standing. Place and viewpoint are also given as precision:
    the share right of those claimed."""
    right = found = wanted = cast_right = cast_found = cast_wanted = scenes = 0
    hits = {"place": 0, "viewpoint": 0, "standing": 0}
    claimed = {"place": 0, "viewpoint": 0}
    true = {"place": 0, "viewpoint": 0}
    for passage in passages:
        story = fabula.read(passage["text"])
        opens = [_opening(story.text, g["opens"]) for g in passage["gold"]]
        starts = {s.start for s in story.scenes[1:]}
        right += len(starts & set(opens[1:]))
        found += len(starts)
        wanted += len(opens) - 1
        for at, gold in zip(opens, passage["gold"], strict=True):
            scene = next((s for s in story.scenes if s.start <= at < s.end), None)
            scenes += 1
            cast = {entity_of(story, n) for n in gold["cast"]}
            got = {p.entity for p in scene.cast} if scene else set()
            cast_right += len(cast & got)
            cast_found += len(got)
            cast_wanted += len(gold["cast"])
            if scene is None:
                continue
            hits["standing"] += scene.standing == gold["standing"]
            for name, is_right in (
                ("place", _place(story, scene, gold)),
                ("viewpoint", _viewpoint(story, scene, gold)),
            ):
                hits[name] += is_right
                if getattr(scene, name) is not None:
                    claimed[name] += 1
                    true[name] += is_right
    return {
        **ratios(right, found, wanted, "boundary"),
        **ratios(cast_right, cast_found, cast_wanted, "cast"),
        **{f"{name} accuracy": count / scenes for name, count in hits.items()},
        **{f"{name} precision": true[name] / max(1, claimed[name]) for name in claimed},
    }


def _opening(text: str, words: str) -> int:
    return 0 if text.startswith(words) else text.index("\n" + words) + 1


def _place(story: Story, scene: Scene, gold: dict[str, Any]) -> bool:
    if scene.place is None or gold["place"] is None:
        return scene.place is None and gold["place"] is None
    return scene.place == entity_of(story, gold["place"], people=False)


def _viewpoint(story: Story, scene: Scene, gold: dict[str, Any]) -> bool:
    if scene.viewpoint is None or gold["viewpoint"] is None:
        return scene.viewpoint is None and gold["viewpoint"] is None
    return scene.viewpoint == entity_of(story, gold["viewpoint"])
