"""The chief judge and an event's mark sheets: an alert, a lock, a reopening with its reason, a correction."""

import pytest
from playwright.async_api import expect

from competition.client import Person
from competition.serving import Serving
from tests.browser.conftest import NewPage
from tests.browser.people import signed_in
from tests.sheets import TWO_ASPECTS, justify, sign, signed
from tests.situations import a_small_competition


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
async def test_from_an_alert_to_the_lock_and_back(
    server: Serving, organiser: Person, new_page: NewPage, language: str
) -> None:
    event = await a_small_competition(organiser, scheme=TWO_ASPECTS)
    page = await new_page(language=language)
    await signed_in(page, server, "chief", f"#/{event.event}/sheets")
    cell = page.locator("[data-sheet^='A|'][data-sheet$='|practical']")
    await expect(cell).to_have_attribute("data-standing", "open")

    for seat, value in zip(("J1", "J2", "J3"), ("9", "8", "5"), strict=True):
        await event.enters(seat, "A", value, aspect="P1")
        await event.enters(seat, "A", "8", aspect="P2")
    await event.enters("J3", "A", "2", aspect="P2")
    await expect(page.get_by_test_id("spread-alert")).to_contain_text("2")
    await expect(cell).to_have_attribute("data-standing", "spread")

    await justify(event, "J1", "P2", "从两侧看到的不同")
    for seat in ("J1", "J2", "J3"):
        await sign(event, seat)
    await expect(cell).to_have_attribute("data-standing", "ready")
    await cell.click()
    detail = page.get_by_test_id("sheet-detail")
    await expect(detail).to_contain_text("从两侧看到的不同")
    await page.get_by_test_id("lock").click()
    await expect(cell).to_have_attribute("data-standing", "locked")

    await page.get_by_test_id("reopen").click()
    await expect(page.get_by_test_id("confirm-reason")).to_be_disabled()
    await page.locator("#why").fill("J3 记错安全一项")
    await page.get_by_test_id("confirm-reason").click()
    await expect(detail).to_contain_text("J3 记错安全一项")
    await expect(cell).to_have_attribute("data-standing", "ready")  # nobody has changed a mark yet

    await page.get_by_test_id("correct").click()
    await page.locator("#correct-seat").select_option("J3")
    await page.locator("#correct-aspect").select_option("P2")
    await page.locator("#correct-value").fill("7.5")
    await page.locator("#correct-why").fill("现场复核")
    await page.get_by_test_id("confirm-correct").click()
    await expect(cell).to_have_attribute("data-standing", "reopened")
    await expect(detail.locator("[data-seat=J3] .signed")).to_have_count(0)
    await detail.locator("summary").click()
    await expect(detail.locator("[data-kind=mark].old").last).to_contain_text("J3")
    await expect(detail).to_contain_text("现场复核")


async def test_all_that_is_ready_is_locked_with_one_press_and_the_organiser_looks_on(
    server: Serving, organiser: Person, new_page: NewPage
) -> None:
    event = await a_small_competition(organiser, scheme=TWO_ASPECTS)
    await signed(event)
    watching = await new_page()
    await signed_in(watching, server, "organiser", f"#/{event.event}/sheets")
    await expect(watching.locator("[data-standing=ready]")).to_have_count(1)
    await expect(watching.get_by_test_id("lock-ready")).to_have_count(0)
    page = await new_page()
    await signed_in(page, server, "chief", f"#/{event.event}/sheets")
    await page.get_by_test_id("lock-ready").click()
    await expect(page.locator("[data-standing=locked]")).to_have_count(1)
    await expect(page.get_by_test_id("lock-ready")).to_be_disabled()
    await expect(watching.locator("[data-standing=locked]")).to_have_count(1)
