"""A real Chromium, from the system; without it these tests are skipped, which CI counts as a failure.

A module's tests share one event loop, one browser, one server and whatever competition the module sets up on it.
"""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright, expect

from tests.competition.conftest import official, organiser, server

__all__ = ["official", "organiser", "server"]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SHELL = shutil.which("chromium-headless-shell") or CHROMIUM
"""The same Chromium without windows of its own, where it is installed: a page opens and closes in half the time."""
PATIENCE = 15
"""Seconds after which what a test looks for is not going to appear, unless it is said to come sooner."""
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

expect.set_options(timeout=PATIENCE * 1_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="module"), append=False)
            item.add_marker("browser")


@asynccontextmanager
async def chromium(program: str | None) -> AsyncIterator[Browser]:
    """That program runs. Where there is none, what asks for it is skipped."""
    if program is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=program, headless=True, args=ARGUMENTS)
        yield running
        await running.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium(SHELL) as running:
        yield running


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
