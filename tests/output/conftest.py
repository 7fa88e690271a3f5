"""Pages in a real browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import fabula
from fabula.output.page import render
from fabula.story import Story

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium; the tests that ask for it are skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed: apt install chromium")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """A function that opens a story's page from a file, as a double click does. Whatever the page complains of, or
    asks of the network, fails the test; `complaining` allows for complaints."""
    contexts, complaints = [], []

    def of(story: Story, complaining: bool = False, **options: Any) -> Any:
        file = tmp_path / "reading.html"
        file.write_text(render(story), "utf-8")
        context = browser.new_context(viewport={"width": 1440, "height": 900}, **options)
        context.set_default_timeout(20_000)
        context.set_default_navigation_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        if not complaining:
            page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith(("file:", "blob:")) else complaints.append(r.url))
        page.goto(file.as_uri())
        return page

    yield of
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def salt_and_signal() -> Story:
    """An example, read."""
    return fabula.read(EXAMPLES / "salt_and_signal.html")
