"""The charts in the page: keys lead from mark to mark and into the text, and what a mark stands for is read out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fabula.story import Story

Opened = Callable[..., Any]
FOCUSED = "document.activeElement.querySelector('title')?.textContent ?? document.activeElement.textContent"


def test_arrows_lead_from_mark_to_mark_and_enter_into_the_text(opened: Opened, salt_and_signal: Story):
    page = opened(salt_and_signal)
    page.locator("nav button[aria-controls=glance]").click()
    chart = page.locator("#glance .chart.balance")
    stops = chart.locator(":is(a, button)[tabindex='0']")
    assert stops.count() == 1
    stops.focus()
    first = page.evaluate(FOCUSED)
    page.keyboard.press("ArrowRight")
    mark = page.evaluate(FOCUSED)
    assert mark != first
    assert "words" in mark
    assert chart.locator(".readout").inner_text() == mark
    assert stops.count() == 1
    page.keyboard.press("ArrowDown")
    below = page.evaluate(FOCUSED)
    assert below.split(":")[0] == mark.split(":")[0], "the same chapter"
    page.keyboard.press("ArrowUp")
    assert page.evaluate(FOCUSED) == mark
    at = int(page.evaluate("document.activeElement.getAttribute('data-at')"))
    page.keyboard.press("Enter")
    assert page.locator(".hit").first.inner_text()[0] == salt_and_signal.text[at]


def test_a_name_in_a_chart_chooses_the_person(opened: Opened, salt_and_signal: Story):
    page = opened(salt_and_signal)
    page.locator("nav button[aria-controls=glance]").click()
    page.locator("#glance .chart.balance button.who").first.click()
    entity = page.locator("#glance .chart.balance tr.lit").get_attribute("data-c")
    threads = page.locator("#glance .storyline .thread")
    assert {one.get_attribute("data-c") for one in threads.all() if "dim" not in one.get_attribute("class")} == {entity}


def test_what_cannot_be_drawn_says_why(opened: Opened, story: Story):
    page = opened(story)
    page.locator("nav button[aria-controls=glance]").click()
    empty = page.locator("#glance .chart:not(:has(.scroll))")
    assert empty.count() > 0
    assert all(one.inner_text().strip().endswith(".") for one in empty.all())
