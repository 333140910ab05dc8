"""The whole chain in one browser session, as three people see it: judge, audience, desk."""

import io
import re

from playwright.async_api import Locator, Page, expect
from pypdf import PdfReader

from competition.client import Person
from competition.demo import LEFT_TO_VISITOR
from competition.serving import Serving
from tests.browser.conftest import HALL, PHONE, NewPage
from tests.browser.people import content_of, looks_again, nearly_marked, signed_in


async def test_from_the_last_marks_to_a_verified_certificate(
    server: Serving, organiser: Person, new_page: NewPage
) -> None:
    """A judge pairs and enters the last marks, the board moves, the event ends, a promotion becomes a paper."""
    sample = await nearly_marked(organiser)
    last = (await organiser.get(f"/api/events/{sample.event}/progress"))["judges"][0]["entrants"][-1]["code"]

    board = await new_page(HALL)
    await board.goto(f"{server.url}/board/{sample.event}")
    await expect(board.get_by_test_id("live-state")).to_have_attribute("data-state", "live")
    unfinished = board.get_by_test_id("board-row").filter(has_text=re.compile(r"已评 \d+/30"))
    await board.get_by_role("button", name="停止翻页").click()
    await turned_to(board, unfinished)
    row = board.locator(f"[data-entrant='{await unfinished.get_attribute('data-entrant')}']")
    before = await row.inner_text()

    desk = await new_page()
    await signed_in(desk, server, "organiser")
    await desk.locator("[data-step=marking]").click()
    account = sample.judge(LEFT_TO_VISITOR).account
    await desk.locator(f"[data-account='{account}']").get_by_role("button").click()
    link = await desk.get_by_test_id("pair-link").input_value()

    tablet = await new_page()
    await tablet.goto(link)
    await expect(tablet).to_have_url(f"{server.url}/judge")
    await expect(tablet.get_by_test_id("entrant-code")).to_have_text(last)
    for aspect in ("B1", "B2", "B3"):
        field = tablet.get_by_test_id(f"aspect-{aspect}")
        await expect(field.get_by_test_id("mark-state")).to_have_attribute("data-state", "empty")
        await field.locator("input").fill("9.5")
        await field.locator("input").press("Enter")
        await expect(field.get_by_test_id("mark-state")).to_have_attribute("data-state", "stored")
    judged = tablet.get_by_test_id("aspect-B4")
    await judged.locator("[data-value='3']").click()
    await expect(judged.get_by_test_id("mark-state")).to_have_attribute("data-state", "stored")

    await expect(unfinished).to_have_count(0)
    await turned_to(board, row)
    assert await row.inner_text() != before

    await desk.get_by_test_id("end-event").click()
    await desk.get_by_test_id("confirm-end").click()
    await expect(board.get_by_text("已结束")).to_be_visible()
    await desk.locator("[data-step=promotion]").click()
    await desk.get_by_test_id("propose").click()
    await expect(desk.get_by_test_id("decision-1")).to_be_visible()
    await desk.locator("[data-step=marking]").click()
    await desk.get_by_test_id("go-final").click()

    official = await new_page()
    await signed_in(official, server, "official")
    await expect(official.get_by_test_id("inbox-event")).to_have_count(1)
    await official.locator("[data-step=promotion]").click()
    await official.get_by_test_id("decision-1").click()
    await official.get_by_test_id("approve").click()
    await official.get_by_test_id("decision-1").click()
    await expect(official.get_by_test_id("not-final")).to_be_visible()
    await desk.get_by_test_id("curtain-reason").fill("公示期满，无异议")
    await desk.get_by_test_id("finalise").click()
    await expect(desk.locator("[data-step=standings]")).to_contain_text("已定终榜")
    await looks_again(official)
    await official.get_by_test_id("issue").click()
    async with official.expect_download() as downloading:
        await official.get_by_test_id("download").click()
    pdf = PdfReader(io.BytesIO(await content_of(await downloading.value)))
    paper = "\n".join(page.extract_text() for page in pdf.pages)
    address = await official.get_by_test_id("verify-link").get_attribute("href")

    phone = await new_page(PHONE)
    await phone.goto(f"{server.url}{address}")
    await expect(phone.get_by_test_id("answer")).to_have_attribute("data-status", "valid")
    holder = await phone.get_by_test_id("holder-name").inner_text()
    level = await phone.get_by_test_id("level").inner_text()
    assert holder in paper
    assert level.splitlines()[0].strip() in paper


async def turned_to(board: Page, row: Locator) -> None:
    """The board, which shows twelve rows a page, shows this row."""
    await board.keyboard.press("PageUp")
    if await row.count() == 0:
        await board.keyboard.press("PageDown")
    await expect(row).to_have_count(1)
