"""A judge who has only a thumb: everything is large enough, and what was tapped by mistake is undone."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from competition.client import Person
from competition.demo import set_up_sample
from tests.browser.conftest import PHONE, TABLET, NewPage
from tests.situations import ask

SMALL = """(least) => [...document.querySelectorAll("button, input, a[href], [role=radio]")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".unseen"))
    .map((one) => ({ what: one.outerHTML.slice(0, 120), box: one.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0 && Math.min(box.width, box.height) < least)
    .map(({ what, box }) => `${Math.round(box.width)}x${Math.round(box.height)} ${what}`)"""
STEP_AND_UNDO = "row => ['[aria-label^=加]', '[data-testid=undo]'].forEach((one) => row.querySelector(one).click())"
"""At once: the step is still resting and was not entered, so nothing of it may come into the ledger, then or later."""
LEAST = 44


async def row(tablet: Page, aspect: str, state: str) -> Locator:
    """The aspect's row, once its mark is in this state."""
    found = tablet.get_by_test_id(f"aspect-{aspect}")
    await expect(found.get_by_test_id("mark-state")).to_have_attribute("data-state", state)
    return found


async def key_in(tablet: Page, aspect: str, keys: str) -> None:
    await tablet.get_by_test_id(f"aspect-{aspect}").get_by_role("textbox").tap()
    for key in keys:
        await tablet.locator("[data-keypad]").get_by_role("button", name=key, exact=True).tap()
    await tablet.locator("[data-keypad]").get_by_role("button", name="记入").tap()


@pytest.mark.parametrize("viewport", [TABLET, PHONE], ids=["tablet", "phone"])
async def test_a_sheet_by_thumb_with_undo(organiser: Person, new_page: NewPage, viewport: dict[str, int]) -> None:
    """Keypad, stepper and cards. The lowest mark is chosen or it is not; not marked looks like none of the marks.

    What is undone was entered and is taken back or changed again: the ledger has both.
    """
    sample = await set_up_sample(organiser)
    tablet = await new_page(viewport, touch=True)
    await tablet.goto((await organiser.make_pairing(sample.judge("J1"))).url)
    await expect(tablet.get_by_test_id("aspect-B1")).to_be_visible()
    assert await tablet.evaluate(SMALL, LEAST) == []

    await key_in(tablet, "B1", "9.5")
    await row(tablet, "B1", "stored")
    await key_in(tablet, "B2", "7")
    number = await row(tablet, "B2", "stored")
    field = number.get_by_role("textbox")
    await number.evaluate(STEP_AND_UNDO)
    await expect(field).to_have_value("7")
    await number.get_by_role("button", name="加 0.5").tap()
    await expect(field).to_have_class(re.compile("stored"))
    await expect(field).to_have_value("7.5")
    await number.get_by_test_id("undo").tap()
    await expect(field).to_have_value("7")
    await expect(number.get_by_test_id("undo")).to_have_count(0)

    cards = await row(tablet, "B4", "empty")
    texts = await cards.get_by_role("radio").all_inner_texts()
    assert [text.split("\n")[0] for text in texts] == ["0", "1", "2", "3"] and all("\n" in text for text in texts)
    await expect(cards.locator("[aria-checked=true]")).to_have_count(0)
    await expect(await row(tablet, "B3", "empty")).to_have_attribute("data-empty", "")
    await cards.get_by_role("radio").first.tap()
    await row(tablet, "B4", "stored")
    await expect(cards.locator("[aria-checked=true]")).to_have_attribute("data-value", "0")
    await expect(cards).not_to_have_attribute("data-empty", "")
    await cards.get_by_test_id("undo").tap()
    await row(tablet, "B4", "empty")
    await expect(cards.locator("[aria-checked=true]")).to_have_count(0)

    await expect(tablet.get_by_test_id("device-state")).to_have_attribute("data-waiting", "0")
    await expect(tablet.get_by_test_id("device-state")).to_have_attribute("data-sent", "0")
    rows = await ask("SELECT aspect, value FROM ledger WHERE event = $1 AND kind = 'mark' ORDER BY seq", sample.event)
    said = [(one["aspect"], None if one["value"] is None else str(one["value"])) for one in rows]
    assert said == [("B1", "9.5"), ("B2", "7"), ("B2", "7.5"), ("B2", "7"), ("B4", "0"), ("B4", None)]
