"""An official finds out why somebody was not promoted, and approves the others together."""

import re

import pytest
import pytest_asyncio
from playwright.async_api import expect

from competition.client import Person
from competition.serving import Serving
from tests.browser.conftest import PHONE, TABLET, NewPage
from tests.browser.people import Decided, content_of, decided, decisions_of, looks_again, signed_in
from tests.conftest import PASSWORD

WORDS = {
    "zh-CN": {
        "not": "不晋升",
        "near": "差1名，与第20名相差",
        "missed": "不符合",
        "dropped": "去掉",
        "grade": "通知报道",
    },
    "en": {
        "not": "Not promoted",
        "near": "1 place short",
        "missed": "missed",
        "dropped": "dropped",
        "grade": "a report of the notice",
    },
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def competition(organiser: Person) -> Decided:
    return await decided(organiser)


@pytest.mark.parametrize("size", [TABLET, PHONE], ids=["tablet", "phone"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_the_entrant_ranked_21st_reads_why(
    server: Serving, competition: Decided, new_page: NewPage, language: str, size: dict[str, int]
) -> None:
    """From the inbox to the reason, the score behind it and the clause beside its source: four clicks."""
    words = WORDS[language]
    asked = competition.decisions[20]
    near = asked.reasons[0].near
    assert asked.rank == 21 and near is not None

    desk = await new_page(size, language)
    await signed_in(desk, server, "official", f"#/{competition.sample.event}/promotion")
    await desk.get_by_role("searchbox").fill("21")
    await desk.locator("[data-decision]").click()

    decision = desk.get_by_test_id("decision")
    await expect(decision.get_by_role("heading", level=3)).to_have_text(f"{asked.name} {asked.code}")
    await expect(decision.locator("header [data-outcome=nothing]")).to_have_text(words["not"])
    await expect(decision.get_by_test_id("short-of")).to_contain_text(words["near"])
    await expect(decision.get_by_test_id("short-of")).to_contain_text(near.zh if language == "zh-CN" else near.en)
    await expect(decision.locator(".why li").first).to_contain_text(words["missed"])
    clause = asked.reasons[0].clause
    await expect(decision.get_by_test_id("clause-link").first).to_contain_text(clause)

    await decision.get_by_test_id("to-score").click()
    score = desk.get_by_test_id("explanation")
    await expect(score).to_contain_text(f"{asked.total}")
    await expect(score.locator("li").filter(has_text=words["dropped"]).first.locator("s")).to_have_text(
        re.compile(r"^\d")
    )
    await score.get_by_test_id("to-decision").click()

    await desk.get_by_test_id("clause-link").first.click()
    row = desk.locator("[data-clause][aria-current=true]")
    await expect(row).to_have_attribute("data-clause", clause)
    await expect(row).to_be_in_viewport()
    await expect(row).to_contain_text(words["grade"])


async def test_every_decision_says_in_its_line_why_it_grants_nothing(
    server: Serving, competition: Decided, new_page: NewPage
) -> None:
    desk = await new_page()
    await signed_in(desk, server, "official", f"#/{competition.sample.event}/promotion")
    for number, decision in enumerate(competition.decisions, 1):
        if decision.outcome == "none":
            line = desk.get_by_test_id(f"decision-{number}")
            await expect(line).to_contain_text("不晋升")
            await expect(line).to_contain_text(re.compile(r"第\d+条"))


async def test_keys_walk_down_the_standings(server: Serving, competition: Decided, new_page: NewPage) -> None:
    """The explanation follows the row, and Escape closes it."""
    desk = await new_page()
    await signed_in(desk, server, "organiser", f"#/{competition.sample.event}/standings")
    rows = desk.get_by_test_id("standing-row")
    await expect(rows).to_have_count(24)
    await rows.nth(0).get_by_role("button").focus()
    await desk.keyboard.press("Enter")
    await desk.keyboard.press("ArrowDown")
    second = await rows.nth(1).get_attribute("data-code")
    await expect(desk.get_by_test_id("explanation")).to_have_attribute("data-code", second or "")
    await expect(desk.get_by_test_id("explanation")).to_contain_text("总分")
    await desk.keyboard.press("Escape")
    await expect(desk.get_by_test_id("explanation")).to_have_count(0)
    async with desk.expect_download() as downloading:
        await desk.get_by_test_id("standings-csv").click()
    assert "rank,entrant,total" in (await content_of(await downloading.value)).decode()


async def test_who_signs_in_next_sees_only_what_is_theirs(
    server: Serving, competition: Decided, new_page: NewPage
) -> None:
    """The organiser's step is gone for the official, and the page is live again; who was signed out is told."""
    desk = await new_page(expects="401")
    await signed_in(desk, server, "organiser", f"#/{competition.sample.event}/marking")
    await expect(desk.locator("[data-step=marking]")).to_be_visible()
    await desk.get_by_role("button", name="退出登录").click()
    await desk.locator("#name").fill("official")
    await desk.locator("#password").fill(PASSWORD)
    await desk.get_by_test_id("sign-in").click()
    await desk.get_by_test_id("inbox-begin").click()
    await expect(desk.get_by_test_id("decision")).to_be_visible()
    await expect(desk.locator("[data-step=marking]")).to_have_count(0)
    await desk.locator("[data-step=standings]").click()
    await expect(desk.get_by_text("实时")).to_be_visible()
    await desk.request.delete(f"{server.url}/api/session", headers={"Origin": server.url})
    await looks_again(desk)
    await expect(desk.get_by_test_id("session-ended")).to_be_visible()


async def test_approving_together_leaves_the_exception_alone(
    server: Serving, official: Person, competition: Decided, new_page: NewPage
) -> None:
    """Refused as a whole while somebody else has decided one of them; then all but the exception are approved."""
    promotions = [one for one in competition.decisions if one.outcome == "promote"]
    elsewhere, exception, *others = promotions

    desk = await new_page(expects="Failed to load resource")
    await signed_in(desk, server, "official", f"#/{competition.sample.event}/promotion")
    await desk.get_by_test_id("batch-open").click()
    await expect(desk.get_by_test_id("batch-will").locator("li")).to_have_count(len(promotions))

    await desk.route("**/decisions", lambda route: route.abort())
    async with await Person.sign_in(server.url, "both", PASSWORD) as colleague:
        await colleague.post(f"/api/decisions/{elsewhere.id}/approve")
    await desk.get_by_test_id("confirm-batch").click()
    await expect(desk.get_by_role("alert")).to_contain_text("不能再审批")
    await expect(desk.get_by_text("一项也没有改动")).to_be_visible()
    assert [one.state for one in await decisions_of(official, competition.sample)].count("approved") == 1

    await desk.unroute("**/decisions")
    await looks_again(desk)
    await expect(desk.get_by_test_id("batch-will").locator("li")).to_have_count(len(promotions) - 1)
    await desk.get_by_test_id(f"tick-{exception.code}").uncheck()
    await expect(desk.get_by_test_id("batch-left")).to_have_text(exception.name)
    await expect(desk.get_by_test_id("confirm-batch")).to_have_text(f"批准其余 {len(others)} 项")
    await desk.get_by_test_id("confirm-batch").click()
    await expect(desk.get_by_role("status")).to_contain_text(f"已批准 {len(others)} 项")

    after = {one.id: one.state for one in await decisions_of(official, competition.sample)}
    assert after[exception.id] == "proposed"
    assert {after[one.id] for one in others} == {"approved"}
