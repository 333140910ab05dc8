"""The device check, for the day before: what it finds on this Chromium, and what it says where something is missing."""

import re
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from competition.client import Person
from competition.demo import Sample, set_up_sample
from competition.serving import Serving
from tests.browser.conftest import CHROMIUM, VENUE, NewPage, chromium


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """A whole one: without windows of its own none keeps a screen on."""
    async with chromium(CHROMIUM) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sample(organiser: Person) -> Sample:
    return await set_up_sample(organiser)


async def checked(page: Page) -> dict[str, str | None]:
    """The device was checked; the verdict on each point."""
    await expect(page.get_by_test_id("check-verdict")).to_have_attribute("data-verdict", re.compile("."))
    points = await page.locator("li[data-verdict]").all()
    return {
        str(await point.get_attribute("data-testid")).removeprefix("check-"): await point.get_attribute("data-verdict")
        for point in points
    }


async def test_before_and_after_pairing(server: Serving, organiser: Person, sample: Sample, new_page: NewPage) -> None:
    """By its own address and from the sheets; chromium here promises no storage, which is said with what to do."""
    page = await new_page()
    await page.goto(f"{server.url}/judge/check")
    fine = {key: "ok" for key in ("offline", "socket", "awake", "battery", "clock", "browser")}
    assert await checked(page) == {"storage": "mind", **fine}
    await expect(page.get_by_test_id("check-socket")).to_contain_text("本机尚未配对")
    await expect(page.get_by_test_id("check-storage")).to_contain_text("安装到主屏幕")
    await page.get_by_test_id("check-back").click()
    await expect(page.get_by_role("textbox")).to_be_visible()

    await page.goto("about:blank")
    await page.goto((await organiser.make_pairing(sample.judge("J1"))).url)
    await expect(page.get_by_test_id("device-state")).to_have_attribute("data-link", "live")
    await page.get_by_test_id("check").click()
    assert await checked(page) == {"storage": "mind", **fine}
    await expect(page.get_by_test_id("check-socket")).not_to_contain_text("尚未配对")
    await page.go_back()
    await expect(page.get_by_test_id("device-state")).to_be_visible()


async def test_the_screen_stays_on_while_a_sheet_is_open(
    server: Serving, organiser: Person, sample: Sample, new_page: NewPage
) -> None:
    page = await new_page()
    await page.add_init_script(
        "const request = navigator.wakeLock.request.bind(navigator.wakeLock);"
        "window.locks = [];"
        "navigator.wakeLock.request = (kind) => request(kind).then((lock) => (locks.push(lock), lock));"
    )
    await page.goto((await organiser.make_pairing(sample.judge("J3"))).url)
    await expect(page.get_by_test_id("device-state")).to_have_attribute("data-desk", "here")
    assert await page.evaluate("locks.map((lock) => lock.released)") == [False]
    await page.get_by_test_id("check").click()
    await checked(page)
    assert await page.evaluate("locks.map((lock) => lock.released)") == [True, True]


async def test_over_plain_http_in_a_venue_s_network(
    server: Serving, organiser: Person, sample: Sample, new_page: NewPage
) -> None:
    """No worker and no wake lock exist there: marking works, and the check says what is missing and what to do."""
    page = await new_page(language="en")
    venue = server.url.replace("127.0.0.1", VENUE)
    pairing = await organiser.make_pairing(sample.judge("J2"))
    await page.goto(f"{venue}/judge#{pairing.url.split('#')[1]}")
    row = page.get_by_test_id("aspect-B1")
    await row.get_by_role("textbox").fill("9")
    await row.get_by_role("textbox").press("Enter")
    await expect(row.get_by_test_id("mark-state")).to_have_attribute("data-state", "stored")
    assert not await page.evaluate("isSecureContext")

    await page.get_by_test_id("check").click()
    found = await checked(page)
    assert found == {
        "storage": "mind",
        "offline": "mind",
        "socket": "ok",
        "awake": "mind",
        "battery": "unknown",
        "clock": "ok",
        "browser": "ok",
    }
    await expect(page.get_by_test_id("check-offline")).to_contain_text("Ask the organiser for an https address")
    await expect(page.get_by_test_id("check-awake")).to_contain_text("automatic lock")


async def test_without_storage_and_without_a_server_it_fails(server: Serving, new_page: NewPage) -> None:
    page = await new_page(expects=("net::ERR", "WebSocket"))
    await page.add_init_script(
        "IDBFactory.prototype.open = () => { throw new DOMException('private browsing', 'SecurityError'); };"
        "window.WebSocket = class { constructor() { setTimeout(() => this.onclose?.({ code: 1006 })); } close() {} };"
    )
    await page.goto(f"{server.url}/judge/check")
    found = await checked(page)
    assert (found["storage"], found["socket"]) == ("bad", "bad")
    await expect(page.get_by_test_id("check-verdict")).to_contain_text("2 项不行")
