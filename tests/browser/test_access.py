"""Who gets in and who does not: codes that are typed, tablets that are revoked, wrong tries, waived conflicts."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Page, expect

from competition.client import Person
from competition.demo import LEFT_TO_VISITOR, Sample, set_up_sample
from competition.serving import Serving
from tests.browser.conftest import NewPage
from tests.browser.people import signed_in
from tests.situations import ask


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sample(organiser: Person) -> AsyncIterator[Sample]:
    yield await set_up_sample(organiser)


async def panel_of(desk: Page, sample: Sample) -> None:
    """The organiser has the pairing of the judge open."""
    await desk.locator("[data-step=marking]").click()
    await desk.get_by_test_id(f"pair-{sample.judge(LEFT_TO_VISITOR).account}").first.click()
    await expect(desk.locator("aside img")).to_be_visible()


async def typed(desk: Page, tablet: Page) -> None:
    """A code has been made on the console and typed on the tablet, in small letters and with a blank."""
    shown = desk.get_by_test_id("typed-code")
    before = await shown.inner_text() if await shown.count() else ""
    await desk.get_by_test_id("make-typed-code").click()
    await expect(shown).not_to_have_text(before)
    await tablet.locator("#code").fill((await shown.inner_text()).lower().replace("-", " "))
    await tablet.locator("#code").press("Enter")
    await expect(tablet.get_by_test_id("entrant-code")).to_be_visible()


async def enters(tablet: Page, aspect: str, value: str, state: str) -> None:
    field = tablet.get_by_test_id(f"aspect-{aspect}")
    await field.locator("input").fill(value)
    await field.locator("input").press("Enter")
    await expect(field.get_by_test_id("mark-state")).to_have_attribute("data-state", state)


async def test_a_tablet_is_paired_by_typing_and_stopped_by_the_console(
    server: Serving, sample: Sample, new_page: NewPage
) -> None:
    """At once; it says so and what still lies on it, and when it is paired again that is stored."""
    desk, tablet = await new_page(expects="WebSocket"), await new_page(expects="Failed to load resource")
    await signed_in(desk, server, "organiser")
    await panel_of(desk, sample)
    await tablet.goto(f"{server.url}/judge")
    await typed(desk, tablet)
    await enters(tablet, "B1", "8.5", "stored")

    await desk.get_by_test_id("revoke").click()
    await expect(desk.get_by_text("撤销后这台平板立即停用")).to_be_visible()
    await desk.get_by_test_id("confirm-revoke").click()
    await expect(tablet.get_by_test_id("signed-out")).to_contain_text("此平板的配对已被撤销")
    await expect(tablet.get_by_test_id("unsent")).to_have_count(0)
    await expect(desk.get_by_test_id("paired-tablet")).to_have_count(0)


async def test_what_was_not_sent_outlives_the_pairing(server: Serving, sample: Sample, new_page: NewPage) -> None:
    """A tablet that was revoked while it was away: told when it is back, and nothing of its marks is lost."""
    desk = await new_page()
    tablet = await new_page(expects="ERR_INTERNET_DISCONNECTED")
    await signed_in(desk, server, "organiser")
    await panel_of(desk, sample)
    await tablet.goto(f"{server.url}/judge")
    await typed(desk, tablet)
    await tablet.context.set_offline(True)
    await enters(tablet, "B2", "7.5", "waiting")
    await desk.get_by_test_id("revoke").click()
    await desk.get_by_test_id("confirm-revoke").click()
    await expect(desk.get_by_test_id("paired-tablet")).to_have_count(0)
    await tablet.context.set_offline(False)
    await expect(tablet.get_by_test_id("signed-out")).to_be_visible()
    await expect(tablet.get_by_test_id("unsent")).to_contain_text("1 项")

    await typed(desk, tablet)
    state = tablet.get_by_test_id("aspect-B2").get_by_test_id("mark-state")
    await expect(state).to_have_attribute("data-state", "stored")
    account = sample.judge(LEFT_TO_VISITOR).account
    rows = await ask("SELECT value::text FROM ledger WHERE aspect = 'B2' AND account = $1", account)
    assert [row["value"] for row in rows] == ["7.5"]


async def test_wrong_tries_and_waivers_are_shown_to_the_organiser(
    server: Serving, sample: Sample, new_page: NewPage
) -> None:
    desk, stranger = await new_page(), await new_page(expects="Failed to load resource")
    await stranger.goto(f"{server.url}/judge#pair=no-such-code")
    await expect(stranger.get_by_role("alert")).to_contain_text("配对码无效")
    await signed_in(desk, server, "organiser")
    await desk.locator("[data-step=marking]").click()
    tried = desk.get_by_test_id("wrong-tries").filter(has_text="配对码被试错")
    await tried.locator("summary").click()
    await expect(tried.locator("tbody tr")).to_contain_text("127.0.0.1")
    await desk.locator("[data-step=overview]").click()
    await expect(desk.get_by_test_id("waiver")).to_contain_text("与参赛单元 A07、B07、C06 同单位")
