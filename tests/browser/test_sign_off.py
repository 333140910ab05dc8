"""Signing in the browser: by roles and names alone, refused on a mismatch, the reveal, a spread, a lock."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Page, Route, expect

from competition.client import Person
from competition.identifiers import uuid7
from competition.serving import Serving
from tests.browser.conftest import NewPage
from tests.browser.people import signed_in
from tests.conftest import PASSWORD
from tests.sheets import TWO_ASPECTS, lock, reopen, sign
from tests.situations import Situation, a_small_competition


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chief(server: Serving) -> AsyncIterator[Person]:
    async with await Person.sign_in(server.url, "chief", PASSWORD) as person:
        yield person


async def an_event(organiser: Person) -> Situation:
    """Two of the three judges have marked entrant A, and lie 2 apart at the most."""
    event = await a_small_competition(organiser, "AB", scheme=TWO_ASPECTS)
    for seat, value in (("J2", "8"), ("J3", "7")):
        for aspect in ("P1", "P2"):
            await event.enters(seat, "A", value, aspect=aspect)
    return event


async def paired(page: Page, event: Situation, seat: str = "J1") -> None:
    await page.goto((await event.organiser.make_pairing(event.judge(seat))).url)
    await expect(page.get_by_test_id("entrant-code")).to_have_text("A")


async def mark(page: Page, title: str, value: str) -> None:
    field = page.get_by_role("textbox", name=title)
    await field.fill(value)
    await field.press("Enter")


async def test_a_sheet_completed_and_signed_by_roles_and_names_alone(organiser: Person, new_page: NewPage) -> None:
    """As somebody goes who hears the page: names tell what to enter, and status regions what has become of it."""
    event = await an_event(organiser)
    page = await new_page()
    await paired(page, event)
    entrants = page.get_by_role("navigation", name="选手（加密号）")
    await expect(entrants.get_by_role("button", name="A 0/2")).to_have_attribute("aria-current", "true")
    for title in ("工艺", "安全"):
        row = page.get_by_role("region", name=title)
        await expect(row).to_contain_text("0 至 10，每级 0.5")
        await mark(page, title, "9")
        await expect(row).to_contain_text("已存")
    await page.get_by_role("button", name="下一步：签字确认").click()

    await expect(page.get_by_role("heading", name="签字确认：选手 A")).to_be_focused()
    table = page.get_by_role("region", name="实操").get_by_role("table")
    await expect(table.get_by_role("columnheader", name="本人 J1")).to_be_visible()
    await expect(table.get_by_role("row", name="工艺").get_by_role("cell")).to_have_text(["9", "已存", "8", "7"])
    await expect(page.get_by_role("status").filter(has_text="打分已互相公开")).to_be_visible()
    button = page.get_by_role("button", name="签字确认 2 项打分")
    await expect(button).to_have_accessible_description(
        "签字表示：以上就是我打的分。之后再改任何一项，这个签字就失效。"
    )
    await button.click()
    outcome = page.get_by_role("status").filter(has_text="本选手的评分表已全部签字。")
    await expect(outcome).to_be_focused()
    await expect(entrants.get_by_role("button", name="A 已签字")).to_be_visible()
    await page.get_by_role("button", name="下一位：B").click()
    await expect(page.get_by_role("textbox", name="工艺")).to_have_value("")


async def test_signing_is_refused_where_the_server_holds_something_else(
    organiser: Person, chief: Person, new_page: NewPage
) -> None:
    """The tablet missed a correction: the page says what differs and reads again, and only then it can be signed."""
    event = await an_event(organiser)
    page = await new_page(expects="Failed to load resource")
    await paired(page, event)
    for title in ("工艺", "安全"):
        await mark(page, title, "8")
    await page.get_by_test_id("next").click()
    await expect(page.get_by_test_id("sign")).to_be_enabled()

    async def cut(route: Route) -> None:
        await route.abort()

    await page.route("**/api/judge/sheets", cut)
    said = {"id": str(uuid7()), "stage": "", "entrant": "A", "aspect": "P1", "seat": "J1", "value": "6"}
    await chief.post(f"/api/events/{event.event}/sheets/correct", {**said, "reason": "误触"})
    await page.get_by_test_id("sign").click()
    await expect(page.get_by_role("alert")).to_contain_text("不一致的评分点：P1 工艺")
    await expect(page.get_by_test_id("sign-practical")).to_have_attribute("data-state", "ready")

    await page.unroute("**/api/judge/sheets", cut)
    await page.get_by_test_id("sign").click()
    await expect(page.get_by_test_id("sign-row-P1")).to_contain_text("6")
    await expect(page.get_by_test_id("sign-row-P1")).to_contain_text("裁判长已更正：误触")
    await page.get_by_test_id("sign").click()
    await expect(page.get_by_test_id("sign-practical")).to_have_attribute("data-state", "signed")


async def test_a_spread_is_discussed_marked_again_and_the_lock_closes_the_sheet(
    organiser: Person, chief: Person, new_page: NewPage
) -> None:
    event = await an_event(organiser)
    page = await new_page()
    await paired(page, event)
    for title in ("工艺", "安全"):
        await mark(page, title, "4")
    await page.get_by_test_id("next").click()
    spread = page.get_by_role("group", name="安全")
    await expect(spread).to_contain_text("最高 8，最低 4，最多相差 2")
    await expect(page.get_by_test_id("sign")).to_be_disabled()

    await spread.get_by_role("button", name="说明理由").click()
    reason = page.get_by_role("textbox", name="裁判组合议后的理由（记入台账）")
    await expect(reason).to_be_focused()
    await reason.fill("近处看到漏装护罩")
    await page.get_by_role("button", name="提交理由").click()
    await expect(spread).to_contain_text("裁判组理由：近处看到漏装护罩")
    await expect(page.get_by_test_id("sign")).to_be_enabled()

    await spread.get_by_role("button", name="重新打分").click()
    await mark(page, "安全", "6")
    await page.get_by_test_id("sign-tab").click()
    await expect(spread).to_have_count(0)
    await page.get_by_test_id("sign").click()
    state = page.get_by_test_id("sign-practical")
    await expect(state).to_have_attribute("data-state", "signed")
    for seat in ("J2", "J3"):
        await sign(event, seat)
    await lock(chief, event)
    await expect(state).to_have_attribute("data-state", "locked")
    await page.locator("nav.parts button").first.click()
    await expect(page.get_by_test_id("sheet-locked")).to_contain_text("已由裁判长锁定，只读")
    await expect(page.get_by_role("textbox", name="安全")).to_be_disabled()
    await reopen(chief, event, "J1 提出误触")
    await expect(page.get_by_role("textbox", name="安全")).to_be_enabled()
    await expect(page.get_by_text("裁判长已重新开启：J1 提出误触")).to_be_visible()


async def test_others_marks_appear_only_when_all_are_in(organiser: Person, new_page: NewPage) -> None:
    """On every tablet at once, without a reload."""
    event = await a_small_competition(organiser, "AB", scheme=TWO_ASPECTS)
    pages = {}
    for seat, value in (("J1", "9.5"), ("J2", "8.5"), ("J3", "7.5")):
        pages[seat] = page = await new_page()
        await paired(page, event, seat)
        for title in ("工艺", "安全"):
            await mark(page, title, value)
        await expect(page.get_by_test_id("device-state")).to_have_attribute("data-stored", "2")
        await page.get_by_test_id("next").click()
        if seat != "J3":
            await expect(page.get_by_test_id("sign-row-P1").get_by_role("cell")).to_have_text([value, "已存"])
    for seat, columns in (("J1", ["9.5", "已存", "8.5", "7.5"]), ("J2", ["8.5", "已存", "9.5", "7.5"])):
        await expect(pages[seat].get_by_test_id("sign-row-P1").get_by_role("cell")).to_have_text(columns)
        await expect(pages[seat].get_by_test_id("sign")).to_be_enabled()


async def test_who_ends_the_event_is_told_what_is_open_and_what_came_too_late_is_not_hidden(
    server: Serving, organiser: Person, chief: Person, new_page: NewPage
) -> None:
    """Nobody knows what a tablet off line holds. Its mark is refused then, and the chief judge sees that it was."""
    event = await an_event(organiser)
    desk, tablet = await new_page(), await new_page(expects=("net::ERR", "WebSocket"))
    await paired(tablet, event)
    await tablet.context.set_offline(True)
    await mark(tablet, "工艺", "9")
    await signed_in(desk, server, "organiser", f"#/{event.event}/marking")
    await desk.get_by_test_id("end-event").click()
    await expect(desk.get_by_test_id("end-unlocked")).to_contain_text("还有 8 张未签字、4 张未锁定")
    await expect(desk.get_by_test_id("end-away")).to_contain_text("J1")
    await desk.get_by_test_id("confirm-end").click()
    await expect(desk.get_by_test_id("end-event")).to_have_count(0)

    await tablet.context.set_offline(False)
    await expect(tablet.get_by_role("note")).to_contain_text("9 未存")
    watch = await new_page()
    await signed_in(watch, server, "chief", f"#/{event.event}/oversight")
    row = watch.locator(f"[data-account='{event.judge('J1').account}']")
    await expect(row).to_have_attribute("data-tablet", "refused")
    await expect(row).to_contain_text("1 项未入账")
    await tablet.get_by_role("button", name="知道了").click()
    await expect(row).to_have_attribute("data-tablet", "there")
