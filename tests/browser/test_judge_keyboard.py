"""A judge who has only a keyboard completes an entrant's sheet."""

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from competition.client import Person
from competition.demo import Sample, set_up_sample
from competition.serving import Serving
from tests.browser.conftest import NewPage
from tests.browser.people import MEASURED

MOST_TABS = 60


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sample(organiser: Person) -> Sample:
    return await set_up_sample(organiser)


async def tabbed_to(page: Page, place: str) -> None:
    """Tab has been pressed until the focus is in that place."""
    for _ in range(MOST_TABS):
        if await page.evaluate("place => !!document.activeElement.closest(place)", place):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"no way by Tab to {place}")


@pytest.mark.parametrize(
    ("seat", "sheet"),
    [
        ("J1", {"B1": "9.5", "B2": "8", "B3": "7.5", "B4": "3"}),
        ("M1", MEASURED),
    ],
)
async def test_a_sheet_by_keys_alone(
    server: Serving, organiser: Person, sample: Sample, new_page: NewPage, seat: str, sheet: dict[str, str]
) -> None:
    """Tab to the first row, then values and Enter, a digit for a card, y and n; Tab and Enter to sign, and to go on.

    The recorder, who marks alone, has signed then; one of five judges is told for how many the signature waits.
    """
    pairing = await organiser.make_pairing(sample.judge(seat))
    tablet = await new_page()
    await tablet.goto(pairing.url)
    code = tablet.get_by_test_id("entrant-code")
    first = await code.inner_text()

    await tabbed_to(tablet, f"[data-testid=aspect-{next(iter(sheet))}] :is(input, [data-first])")
    for aspect, value in sheet.items():
        row = tablet.get_by_test_id(f"aspect-{aspect}")
        await expect(row.locator(":focus")).to_have_count(1)
        await tablet.keyboard.type(value)
        typed = await row.get_by_role("textbox").count()
        await tablet.keyboard.press("Enter" if typed else "ArrowDown")
        await expect(row.get_by_test_id("mark-state")).to_have_attribute("data-state", "stored")

    await expect(tablet.get_by_test_id("device-state")).to_have_attribute("data-stored", str(len(sheet)))
    await tabbed_to(tablet, "[data-testid=next]")
    await tablet.keyboard.press("Enter")
    await expect(tablet.get_by_role("heading", level=2).locator(":scope:focus")).to_be_visible()
    signature = tablet.get_by_test_id("sign-outcome")
    if seat == "M1":
        await tabbed_to(tablet, "[data-testid=sign]")
        await tablet.keyboard.press("Enter")
        await expect(signature).to_have_text("本选手的评分表已全部签字。")
        await expect(tablet.get_by_test_id("signed-count")).to_contain_text("已签 1/")
    else:
        await expect(tablet.get_by_test_id("sign")).to_be_disabled()
        await expect(signature).to_contain_text("还有 4 位裁判没有打完。")
    await tabbed_to(tablet, "[data-testid=next]")
    await tablet.keyboard.press("Enter")
    await expect(code).not_to_have_text(first)
    await tablet.keyboard.press("PageUp")
    await expect(code).to_have_text(first)


async def test_enter_stores_nothing_that_was_not_chosen(
    server: Serving, organiser: Person, sample: Sample, new_page: NewPage
) -> None:
    """After the last number Enter lands on the descriptor cards: pressed again, or held, it gives no mark."""
    pairing = await organiser.make_pairing(sample.judge("J2"))
    tablet = await new_page()
    await tablet.goto(pairing.url)
    card = tablet.get_by_test_id("aspect-B4")
    stored = tablet.get_by_test_id("device-state")

    await expect(tablet.get_by_test_id("aspect-B1").locator(":focus")).to_have_count(1)
    for value in ("9.5", "8", "7.5"):
        await tablet.keyboard.type(value)
        await tablet.keyboard.press("Enter")
    await expect(stored).to_have_attribute("data-stored", "3")
    await expect(card.locator(":focus")).to_have_count(1)

    for key in ("Enter", "Space", "Enter", "7", "Enter"):  # a bounce, and a digit that is not offered
        await tablet.keyboard.press(key)
    await expect(card.get_by_role("alert")).to_be_visible()
    await expect(card.get_by_test_id("mark-state")).to_have_attribute("data-state", "empty")

    for key in ("3", "Enter", "Enter"):
        await tablet.keyboard.press(key)
    await expect(card.get_by_test_id("mark-state")).to_have_attribute("data-state", "stored")
    await expect(card.locator("[aria-checked=true]")).to_have_attribute("data-value", "3")
    await expect(card.locator(":focus")).to_have_attribute("data-value", "3")

    await tablet.keyboard.press("ArrowLeft")
    await expect(card.locator(":focus")).to_have_attribute("data-value", "2")
    await expect(card.locator("[aria-checked=true]")).to_have_attribute("data-value", "3")
    await tablet.keyboard.press("Enter")
    await expect(card.locator("[aria-checked=true]")).to_have_attribute("data-value", "2")
    await expect(stored).to_have_attribute("data-stored", "4")


async def test_the_focus_is_where_there_is_something_to_mark(
    server: Serving, organiser: Person, sample: Sample, new_page: NewPage
) -> None:
    """On opening and after turning to another entrant; and Tab never scrolls the header away."""
    pairing = await organiser.make_pairing(sample.judge("J3"))
    tablet = await new_page()
    await tablet.goto(pairing.url)
    first = tablet.get_by_test_id("aspect-B1").locator("input:focus")
    await expect(first).to_have_count(1)
    await tablet.keyboard.press("PageDown")
    await expect(first).to_have_count(1)
    await tablet.keyboard.type("-1")
    await tablet.keyboard.press("Enter")
    await expect(tablet.get_by_test_id("aspect-B1").get_by_role("alert")).to_be_visible()
    await tablet.keyboard.press("Escape")
    await tablet.keyboard.type("７，５")
    await tablet.keyboard.press("Enter")
    await expect(tablet.get_by_test_id("device-state")).to_have_attribute("data-stored", "1")
    await expect(tablet.get_by_test_id("aspect-B1").get_by_role("textbox")).to_have_value("7.5")
    await tablet.keyboard.press("PageUp")
    for _ in range(MOST_TABS):
        await tablet.keyboard.press("Tab")
        assert await tablet.evaluate("document.scrollingElement.scrollTop") == 0
