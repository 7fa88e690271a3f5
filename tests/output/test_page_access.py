"""The page for everybody and against everybody: axe finds nothing, keys reach all, and a story runs nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest

from fabula.story import Division, Edit, Metadata, Story

Opened = Callable[..., Any]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def switch_on(page: Any, *layers: str) -> None:
    for name in layers:
        for box in page.locator(f"#layers input[value={name}]").all():
            box.evaluate("(e) => e.click()")


def violations(page: Any) -> list[str]:
    axe = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    page.evaluate((files(axe) / "axe.min.js").read_text("utf-8"))
    found = page.evaluate(
        "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", STANDARDS
    )
    return [f"{one['id']}: {one['help']}: {node['html'][:200]} {node['failureSummary']}"
            for one in found["violations"] for node in one["nodes"]]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened: Opened, salt_and_signal: Story, scheme: str):
    page = opened(salt_and_signal, color_scheme=scheme, bypass_csp=True)
    switch_on(page, "people", "events", "scenes", "feelings")
    assert violations(page) == []
    page.locator(".book q").first.click()
    page.locator("nav button[aria-controls=cast]").click()
    page.locator("#cast .card summary").first.click()
    page.locator(".book .m").first.click()
    assert page.locator("#why").is_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    for name in ("glance", "search", "notes", "corrections"):
        page.locator(f"nav button[aria-controls={name}]").click()
        if name == "search":
            page.get_by_label("Words").fill("the")
            page.locator("#results li").first.wait_for()
        assert violations(page) == [], name


def test_axe_finds_nothing_on_a_phone(opened: Opened, salt_and_signal: Story):
    page = opened(salt_and_signal, bypass_csp=True)
    page.set_viewport_size({"width": 390, "height": 844})
    assert violations(page) == []
    page.get_by_role("button", name="Layers").click()
    page.locator("nav button[aria-controls=cast]").click()
    assert violations(page) == []


def test_the_keyboard_reaches_everything(opened: Opened, story: Story):
    page = opened(story)
    focused = "document.activeElement"
    page.keyboard.press("Tab")
    assert page.evaluate(f"{focused}.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate(f"{focused}.id") == "text"
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate(f"{focused}.matches('.book q')"):
            break
    assert page.evaluate(f"{focused}.dataset.u") == "0"
    assert page.locator("#why").is_visible(), "focus tells why, as the pointer does"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(f"{focused}.dataset.u") == "1"
    page.keyboard.press("Enter")
    assert page.evaluate(f"document.querySelector('#why').contains({focused})")
    page.keyboard.press("Enter")
    assert page.locator("#chosen").inner_text().startswith("Corrie"), "the name in it chooses"
    page.keyboard.press("Escape")
    assert page.evaluate(f"{focused}.dataset.u") == "1"
    page.keyboard.press("Escape")
    assert page.locator("#chosen").is_hidden()
    page.locator(".work").focus()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate(f"{focused}.getAttribute('aria-controls')") == "search":
            break
    page.keyboard.press("Enter")
    assert page.evaluate(f"{focused}.id") == "search-title"
    page.keyboard.press("Tab")
    page.keyboard.type("rope")
    page.locator("#results a").first.wait_for()
    page.locator("#results a").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate(f"{focused}.textContent") == "rope"
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()


def test_a_story_runs_nothing(opened: Opened, story: Story):
    evil = "\"'><script>window.caught=1</script><img src=x onerror=window.caught=1></script></style></title>{{7*191}}"
    js = "javascript:window.caught=1"
    text = evil + "\n\n" + story.text
    shift = len(evil) + 2

    def moved(item: Any) -> Any:
        if dataclasses.is_dataclass(item) and not isinstance(item, type):
            values = {f.name: getattr(item, f.name) for f in dataclasses.fields(item)}
            return type(item)(
                **{name: value + shift if name in ("start", "end") else moved(value) for name, value in values.items()}
            )
        return tuple(map(moved, item)) if isinstance(item, tuple) else item

    hostile = dataclasses.replace(
        story,
        text=text,
        metadata=Metadata(title=evil, authors=(js, evil), language='en" onload="window.caught=1'),
        source=dataclasses.replace(story.source, name=evil),
        model=dataclasses.replace(story.model, name=evil, version=evil),
        warnings=(evil,),
        tokens=dataclasses.replace(story.tokens, start=story.tokens.start + shift, end=story.tokens.end + shift),
        entities=tuple(dataclasses.replace(entity, name=evil) for entity in story.entities),
        characters=tuple(
            dataclasses.replace(one, name=f"{evil}{i}", names=(), epithets=()) for i, one in enumerate(story.characters)
        ),
        mentions=moved(story.mentions),
        utterances=tuple(
            dataclasses.replace(
                one, method=evil, edits=tuple(Edit(e.start, e.end, evil) for e in one.edits)
            )
            for one in moved(story.utterances)
        ),
        addresses=tuple(dataclasses.replace(one, form=evil) for one in moved(story.addresses)),
        events=tuple(dataclasses.replace(one, lemma=evil) for one in moved(story.events)),
        scenes=moved(story.scenes),
        content=tuple(dataclasses.replace(one, category=evil) for one in moved(story.content)),
        documents=moved(story.documents),
        divisions=(Division(0, len(text), "chapter", evil),),
        feelings=moved(story.feelings), arcs=(), relationships=(), emphasis=(),
    )  # fmt: skip
    page = opened(hostile)
    switch_on(page, "people", "smooth", "events", "scenes", "feelings", "notes")
    page.locator(".book .m").first.click()
    page.locator(".book q").first.click()
    for name in ("cast", "glance", "search", "notes", "corrections"):
        page.locator(f"nav button[aria-controls={name}]").evaluate("(e) => e.click()")
    page.evaluate("document.querySelector('#noted button')?.click()")
    page.locator("nav button[aria-controls=search]").evaluate("(e) => e.click()")
    page.get_by_label("Words").fill("window")
    page.locator("#results li").first.wait_for()
    assert page.evaluate("window.caught") is None
    assert page.locator("img, iframe, object").count() == 0
    assert page.locator("script").count() == 3
    assert "1337" not in page.content()
    assert page.evaluate(
        "[...document.querySelectorAll('*')].every((e) => [...e.attributes].every((a) => !a.name.startsWith('on')))"
    )
    assert page.locator(".book").evaluate("(e) => e.textContent").count(evil.replace("\\", "")) >= 1


def test_the_policy_stops_what_escaping_would_have_let_through(opened: Opened, story: Story):
    page = opened(story, complaining=True)
    tried = page.evaluate(
        """() => { const script = document.createElement('script'); let stopped = false;
        try { script.textContent = 'window.caught = 1'; document.body.append(script); } catch { stopped = true; }
        try { document.body.innerHTML = '<b>x</b>'; } catch { stopped = true; }
        return [window.caught ?? null, stopped]; }"""
    )
    assert tried == [None, True]
