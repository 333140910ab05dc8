"""A real Chromium, from the system; without it these tests are skipped, which CI counts as a failure.

A module's tests share one event loop, one browser, one server and whatever competition the module sets up on it.
"""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

from tests.competition.conftest import official, organiser, server

__all__ = ["official", "organiser", "server"]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
VENUE = "venue.test"
"""This machine by another name, which browsers trust as little over plain http as any other in a venue's network."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    f"--host-resolver-rules=MAP {VENUE} 127.0.0.1",
]
TABLET = {"width": 1180, "height": 820}
HALL = {"width": 1920, "height": 1080}
PHONE = {"width": 390, "height": 844}

NewPage = Callable[..., Awaitable[Page]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="module"), append=False)
            item.add_marker("browser")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGUMENTS)
        yield running
        await running.close()


@pytest_asyncio.fixture(loop_scope="module")
async def new_page(browser: Browser) -> AsyncIterator[NewPage]:
    """Opens a page of somebody else each time: own cookies, own storage.

    A script error or a broken load fails the test, but for what the test says it `expects` to read in the console.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    async def open_page(
        viewport: Any = TABLET, language: str = "zh-CN", expects: str | tuple[str, ...] = (), touch: bool = False
    ) -> Page:
        context = await browser.new_context(viewport=viewport, locale=language, accept_downloads=True, has_touch=touch)
        contexts.append(context)
        page = await context.new_page()

        def said(message: ConsoleMessage) -> None:
            known = (expects,) if isinstance(expects, str) else expects
            if message.type == "error" and not any(one in message.text for one in known):
                faults.append(message.text)

        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", said)
        return page

    yield open_page
    for context in contexts:
        await context.close()
    assert not faults
