"""A mark sheet on paper, keyed in by two clerks with nothing but keys, settled by the chief judge, in the ledger."""

from playwright.async_api import Page, expect

from competition.client import Person
from competition.serving import Serving
from tests.browser.conftest import NewPage
from tests.browser.people import content_of, signed_in
from tests.conftest import PASSWORD
from tests.paper_desk import does, keys_in
from tests.sheets import TWO_ASPECTS
from tests.situations import ON_PAPER, a_small_competition, ask, sheet_code


async def scans(desk: Page, text: str) -> None:
    """The text has come into the field as a hand scanner types it."""
    await expect(desk.get_by_test_id("scan")).to_be_focused()
    await desk.keyboard.type(text)
    await desk.keyboard.press("Enter")
    await expect(desk.locator("[data-aspect=P1]")).to_be_focused()


async def types(desk: Page, *marks: str) -> None:
    for mark in marks:
        await desk.keyboard.type(mark)
        await desk.keyboard.press("Enter")


async def test_two_clerks_a_difference_and_a_mark_of_a_tablet(
    server: Serving, organiser: Person, new_page: NewPage
) -> None:
    event = await a_small_competition(organiser, scheme=ON_PAPER)
    await event.enters("J1", "A", "8", aspect="P1")
    where, code = f"#/{event.event}/paper", await sheet_code(event, "J1", "A")

    first = await new_page()
    await signed_in(first, server, "clerk", where)
    await expect(first.locator("[data-step]")).to_have_count(1)
    await scans(first, "a j1")
    await types(first, "7.5", "11")
    await expect(first.locator("[data-aspect=P2]")).to_be_focused()
    await expect(first.get_by_text("不能高于 10")).to_be_visible()
    await first.keyboard.press("Control+a")
    await types(first, "6", "")
    await expect(first.get_by_test_id("store-entry")).to_be_focused()
    await expect(first.get_by_test_id("store-entry")).to_have_text("保存录入（2 格有分，1 格为空）")
    await first.keyboard.press("Enter")
    await expect(first.get_by_test_id("paper-said")).to_contain_text("A · J1 的录入已保存")

    second = await new_page()
    await signed_in(second, server, "second-clerk", where)
    await expect(second.get_by_test_id("paper-row")).to_have_attribute("data-state", "once")
    await scans(second, code)
    assert "7.5" not in await second.locator("main").inner_text()
    await types(second, "7.5", "6.5", "")
    await second.keyboard.press("Enter")
    await expect(second.get_by_test_id("paper-row")).to_have_attribute("data-state", "differs")
    await second.get_by_test_id("paper-row").get_by_role("button").click()
    await expect(second.get_by_text("裁定和确认由他人办理")).to_be_visible()
    await expect(second.get_by_role("button", name="6.5")).to_have_count(0)

    chief = await new_page()
    await signed_in(chief, server, "chief", where)
    await chief.get_by_test_id("paper-row").get_by_role("button").click()
    differing, conflicting = (chief.locator(f"[data-testid=paper-field][data-aspect={key}]") for key in ("P2", "P1"))
    await expect(differing).to_have_attribute("data-state", "differs")
    await expect(chief.get_by_test_id("confirm-sheet")).to_have_count(0)
    await differing.get_by_role("button", name="6.5").click()
    await expect(differing).to_have_attribute("data-state", "to_add")
    await expect(conflicting).to_have_attribute("data-state", "conflicts")
    await conflicting.get_by_label("理由").fill("平板误触，以纸面为准")
    await conflicting.get_by_role("button", name="以纸面 7.5 为准").click()
    await expect(conflicting).to_have_attribute("data-state", "to_add")
    await expect(chief.get_by_test_id("confirm-sheet")).to_have_text("确认入账：新增 2 个打分")
    await chief.get_by_test_id("confirm-sheet").click()
    await expect(chief.get_by_test_id("paper-sheet")).to_have_attribute("data-state", "confirmed")
    await expect(chief.get_by_text("裁判长 于")).to_be_visible()

    rows = await ask("SELECT judge, aspect, value FROM ledger WHERE event = $1 AND device = 'paper'", event.event)
    assert [(row["judge"], row["aspect"], str(row["value"])) for row in rows] == [
        ("J1", "P1", "7.5"),
        ("J1", "P2", "6.5"),
    ]
    await expect(first.get_by_text("已确认 1 张")).to_be_visible()


async def test_a_signature_on_paper_is_attested_and_the_panel_s_reason_recorded(
    server: Serving, organiser: Person, new_page: NewPage
) -> None:
    """The judges have no tablets: what they signed and said on paper comes to the ledger through the chief judge."""
    event = await a_small_competition(organiser, "A", scheme=TWO_ASPECTS)
    for seat, marks in (("J1", "9 9"), ("J2", "8 8"), ("J3", "7 6")):
        code = await sheet_code(event, seat, "A")
        for clerk, read in (("clerk", keys_in), ("second-clerk", keys_in), ("chief", None)):
            async with await Person.sign_in(server.url, clerk, PASSWORD) as person:
                await (read(person, event, code, marks) if read else does(person, event, "confirmations", code=code))
    chief = await new_page(expects="Failed to load resource")
    await signed_in(chief, server, "chief", f"#/{event.event}/paper")
    await chief.get_by_role("radio", name="待签字").check()
    rows = chief.get_by_test_id("paper-row")
    await expect(rows).to_have_count(3)
    await rows.first.get_by_role("button").click()
    await chief.get_by_role("button", name="核认签名：纸面有 J1 席裁判签名").click()
    await expect(chief.get_by_role("alert")).to_contain_text("裁判组合议后重新打分，或说明理由")

    await chief.locator("[data-step=sheets]").click()
    await chief.get_by_test_id("spread-alert").get_by_role("button").click()
    await chief.get_by_test_id("justify").click()
    await chief.locator("#why").fill("合议：J3 近处看到漏装护罩")
    await chief.get_by_role("button", name="记入理由").click()
    await expect(chief.get_by_test_id("sheet-detail")).to_contain_text("裁判组理由：合议：J3 近处看到漏装护罩")

    await chief.locator("[data-step=paper]").click()
    await chief.get_by_role("radio", name="待签字").check()
    for left in (2, 1, 0):
        await rows.first.get_by_role("button").click()
        await chief.get_by_test_id("attest-signature").click()
        await expect(chief.get_by_test_id("paper-signature")).to_contain_text("纸面签名由裁判长 于")
        await expect(chief.get_by_role("radio", name=f"待签字 {left}")).to_be_checked()
    await chief.locator("[data-step=sheets]").click()
    await chief.locator("[data-standing=ready]").click()
    await expect(chief.locator("[data-seat=J3]")).to_contain_text("核认纸面签字")


async def test_papers_are_downloaded_from_the_console(server: Serving, organiser: Person, new_page: NewPage) -> None:
    """A choice of mark sheets, and the result sheet in either language."""
    event = await a_small_competition(organiser, scheme=ON_PAPER)
    desk = await new_page()
    await signed_in(desk, server, "organiser", f"#/{event.event}/paper")
    await desk.get_by_test_id("open-print").click()
    await desk.locator("#print-seats").select_option(["1:2:J1", "1:2:J3"])
    await expect(desk.get_by_test_id("print-sheets")).to_have_text("下载 PDF（8 张评分表）")
    async with desk.expect_download() as downloading:
        await desk.get_by_test_id("print-sheets").click()
    assert (await content_of(await downloading.value)).count(b"/Type /Page\n") == 8
    await desk.locator("[data-step=standings]").click()
    for link in ("result-sheet", "result-sheet-both"):
        async with desk.expect_download() as downloading:
            await desk.get_by_test_id(link).click()
        assert (await content_of(await downloading.value)).startswith(b"%PDF")


async def test_a_scan_that_means_nothing_says_so(server: Serving, organiser: Person, new_page: NewPage) -> None:
    event = await a_small_competition(organiser, scheme=ON_PAPER)
    other = await a_small_competition(organiser, scheme=ON_PAPER)
    desk = await new_page(expects="Failed to load resource")
    await signed_in(desk, server, "clerk", f"#/{event.event}/paper")
    await desk.get_by_test_id("scan").fill("Z9 J1")
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_test_id("paper-said")).to_contain_text("没有找到这张评分表")
    await desk.get_by_test_id("scan").fill(await sheet_code(other, "J1", "A"))
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_role("alert")).to_contain_text("不是本赛项的纸质评分表")
