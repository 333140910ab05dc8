"""axe finds nothing to complain of, on any page, in either language; and it would, were there something."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from competition.client import Person
from competition.demo import LEFT_TO_VISITOR, Sample
from competition.events.judging import plan_of
from competition.serving import Serving
from tests.browser.conftest import HALL, TABLET, NewPage
from tests.browser.people import nearly_marked, signed_in, with_the_desk
from tests.conftest import PASSWORD
from tests.sheets import TWO_ASPECTS, lock, reopen, sign
from tests.situations import ON_PAPER, Situation, a_decided_competition, a_small_competition, sheet_code

AXE = Path(__file__).parents[2] / "scoring_ui" / "node_modules" / "axe-core" / "axe.min.js"
LANGUAGES = pytest.mark.parametrize("language", ["zh-CN", "en"])


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        pytest.skip("axe-core is not installed (python scoring_ui/hatch_build.py run check)")
    return AXE.read_text()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sample(organiser: Person) -> Sample:
    """A competition that is being marked."""
    return await nearly_marked(organiser)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def decided(organiser: Person, official: Person) -> AsyncIterator[tuple[Situation, str]]:
    """A competition whose promotions are proposed, one of them granted; and the address of that certificate."""
    situation = await a_decided_competition(organiser)
    first = (await situation.decisions())[0]
    await official.post(f"/api/decisions/{first.id}/approve")
    granted = await official.post(f"/api/decisions/{first.id}/certificate")
    yield situation, granted["certificate"]["verify"]


async def complaints(page: Page, axe: str) -> dict[str, list[str]]:
    """What axe has to say about the page as it stands: the broken rules, each with the elements that break it."""
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(axe)
    found: Any = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return {one["id"]: [node["html"] for node in one["nodes"]] for one in found["violations"]}


async def test_axe_would_find_a_planted_fault(server: Serving, new_page: NewPage, axe: str) -> None:
    page = await new_page()
    await page.goto(server.url)
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=/seal.svg><button>')")
    assert {"image-alt", "button-name"} <= set(await complaints(page, axe))


@LANGUAGES
async def test_what_anybody_may_open(
    server: Serving, sample: Sample, decided: tuple[Situation, str], new_page: NewPage, axe: str, language: str
) -> None:
    """Home, no such page, board, a valid certificate, an unknown one, and the console's door."""
    page = await new_page(HALL, language, expects="Failed to load resource")
    for address, there in {
        "/": "main li h3",
        "/no-such-page": "main section",
        f"/board/{sample.event}": "[data-testid=board-row]",
        f"/overlay/{sample.event}": "[data-testid=overlay-row]",
        decided[1]: "[data-status=valid]",
        "/verify/no-such-paper": "[data-status=unknown]",
        f"{decided[1]}#ALTERED": "[data-status=altered]",
        "/verify": "[data-testid=paper]",
        "/console": "[data-testid=sign-in]",
    }.items():
        await page.goto(server.url + address)
        await expect(page.locator(there).first).to_be_visible()
        assert await complaints(page, axe) == {}, address


@LANGUAGES
async def test_the_judge_s_tablet(
    server: Serving, organiser: Person, sample: Sample, new_page: NewPage, axe: str, language: str
) -> None:
    """Not paired, and in sheets of every kind of input, with a draft and an objection."""
    page = await new_page(TABLET, language)
    await page.goto(f"{server.url}/judge")
    await expect(page.get_by_role("textbox")).to_be_visible()
    assert await complaints(page, axe) == {}

    for seat, aspect in {LEFT_TO_VISITOR: "B1", "M1": "A1", "S1": "S1"}.items():
        pairing = await organiser.make_pairing(sample.judge(seat))
        await page.goto("about:blank")
        await page.goto(pairing.url)
        await with_the_desk(page)
        field = page.get_by_test_id(f"aspect-{aspect}").get_by_role("textbox")
        await field.fill("99999")
        await field.press("Enter")
        assert await complaints(page, axe) == {}, seat


@LANGUAGES
async def test_a_code_to_type_and_a_tablet_that_was_revoked(
    server: Serving, organiser: Person, sample: Sample, new_page: NewPage, axe: str, language: str
) -> None:
    """The code, the tablets and the question before one is revoked; wrong tries opened; the tablet afterwards."""
    desk, tablet = await new_page(TABLET, language), await new_page(TABLET, language, expects="Failed to load resource")
    await tablet.goto(f"{server.url}/judge#pair=no-such-code")
    await expect(tablet.get_by_role("alert")).to_be_visible()
    await tablet.goto("about:blank")
    await tablet.goto((await organiser.make_pairing(sample.judge("J4"))).url)
    await expect(tablet.get_by_test_id("device-state")).to_have_attribute("data-link", "live")
    await signed_in(desk, server, "organiser", f"#/{sample.event}/marking")
    await desk.get_by_test_id(f"pair-{sample.judge('J4').account}").first.click()
    await desk.get_by_test_id("make-typed-code").click()
    await expect(desk.get_by_test_id("typed-code")).to_be_visible()
    await desk.get_by_test_id("revoke").first.click()
    await desk.get_by_test_id("wrong-tries").first.locator("summary").click()
    assert await complaints(desk, axe) == {}
    await desk.get_by_test_id("confirm-revoke").click()
    await expect(tablet.get_by_test_id("signed-out")).to_be_visible()
    assert await complaints(tablet, axe) == {}


@LANGUAGES
async def test_a_tablet_s_device_check_and_a_desk_that_is_elsewhere(
    server: Serving, organiser: Person, sample: Sample, new_page: NewPage, axe: str, language: str
) -> None:
    """Not paired and paired; on the newer device, on the older one, and while its link is lost."""
    old, new = await new_page(TABLET, language, expects=("net::ERR", "WebSocket")), await new_page(TABLET, language)
    await old.goto(f"{server.url}/judge/check")
    await expect(old.get_by_test_id("check-storage")).to_be_visible()
    assert await complaints(old, axe) == {}
    for page in (old, new):
        await page.goto("about:blank")
        await page.goto((await organiser.make_pairing(sample.judge("J3"))).url)
        await expect(page.get_by_test_id("device-state")).to_have_attribute("data-link", "live")
    await expect(new.get_by_test_id("elsewhere")).to_be_visible()
    assert await complaints(new, axe) == {}
    if await old.get_by_test_id("elsewhere").count() == 0:
        await new.get_by_test_id("take-over").click()
    await expect(old.get_by_test_id("elsewhere")).to_be_visible()
    assert await complaints(old, axe) == {}
    await old.context.set_offline(True)
    await expect(old.get_by_test_id("device-state")).to_have_attribute("data-link", "lost")
    assert await complaints(old, axe) == {}
    await new.get_by_test_id("check").click()
    await expect(new.get_by_test_id("check-storage")).to_be_visible()
    assert await complaints(new, axe) == {}


@LANGUAGES
async def test_the_judge_s_sign_off(
    server: Serving, organiser: Person, new_page: NewPage, axe: str, language: str
) -> None:
    """Waiting for the panel, with a spread and its reason being written, signed, locked, and opened again."""
    event = await a_small_competition(organiser, "AB", scheme=TWO_ASPECTS)
    page = await new_page(TABLET, language)
    await page.goto((await organiser.make_pairing(event.judge("J1"))).url)
    await page.get_by_test_id("sign-tab").click()
    await expect(page.get_by_test_id("sign")).to_be_disabled()
    assert await complaints(page, axe) == {}, "nothing marked"

    for seat, value in (("J1", "9"), ("J2", "8"), ("J3", "6")):
        for aspect in ("P1", "P2"):
            await event.enters(seat, "A", value, aspect=aspect)
    spread = page.get_by_test_id("spread-P2")
    await spread.get_by_role("button").last.click()
    await spread.get_by_role("textbox").fill("漏装护罩")
    assert await complaints(page, axe) == {}, "a spread"
    await spread.get_by_role("button").last.click()
    await page.get_by_test_id("sign").click()
    state = page.get_by_test_id("sign-practical")
    await expect(state).to_have_attribute("data-state", "signed")
    assert await complaints(page, axe) == {}, "signed"

    for seat in ("J2", "J3"):
        await sign(event, seat)
    async with await Person.sign_in(server.url, "chief", PASSWORD) as chief:
        await lock(chief, event)
        await expect(state).to_have_attribute("data-state", "locked")
        assert await complaints(page, axe) == {}, "locked"
        await page.locator("nav.parts button").first.click()
        await expect(page.get_by_test_id("sheet-locked")).to_be_visible()
        assert await complaints(page, axe) == {}, "a locked sheet"
        await reopen(chief, event, "J1 提出误触")
        await expect(page.get_by_test_id("sheet-locked")).to_have_count(0)
        assert await complaints(page, axe) == {}, "reopened"
        said = {"id": event.event, "stage": "", "entrant": "A", "aspect": "P1", "seat": "J1", "value": "6"}
        await chief.post(f"/api/events/{event.event}/sheets/correct", {**said, "reason": "误触"})
        await expect(page.get_by_test_id("changed-P1")).to_be_visible()
        assert await complaints(page, axe) == {}, "corrected"


@LANGUAGES
async def test_the_ceremony(
    server: Serving, decided: tuple[Situation, str], new_page: NewPage, axe: str, language: str
) -> None:
    """The presenter's desk with a script and a screen being renamed; the screen waiting, announcing, and identified."""
    desk, hall = await new_page(TABLET, language), await new_page(HALL, language)
    await signed_in(desk, server, "organiser", f"#/{decided[0].event}/ceremony")
    await desk.locator("#screen-name").fill(f"axe {language}")
    await desk.get_by_test_id("add-screen").click()
    await hall.goto(await desk.get_by_test_id("screen-address").inner_text())
    await desk.get_by_test_id("rehearse").click()
    await expect(desk.get_by_test_id("presenter")).to_be_visible()
    row = desk.get_by_test_id("screen-row").filter(has_text=f"axe {language}")
    await row.get_by_role("combobox").first.select_option(index=3)
    await expect(hall.get_by_test_id("ceremony")).to_be_visible()
    assert await complaints(hall, axe) == {}, "waiting"
    await desk.get_by_test_id("forward").click()
    await expect(hall.get_by_test_id("announced").first).to_be_visible()
    await hall.wait_for_function("() => document.getAnimations().length === 0")
    assert await complaints(hall, axe) == {}, "announced"
    await row.get_by_role("button", name="认屏" if language == "zh-CN" else "Identify").click()
    await expect(hall.get_by_test_id("identify")).to_be_visible()
    assert await complaints(hall, axe) == {}, "identified"
    await row.get_by_test_id("rename").click()
    await expect(desk.get_by_test_id("save-name")).to_be_visible()
    assert await complaints(desk, axe) == {}, "desk"


@LANGUAGES
async def test_the_organiser_s_console(
    server: Serving, sample: Sample, new_page: NewPage, axe: str, language: str
) -> None:
    """Every step while marking goes on, each with what can be opened on it."""
    page = await new_page(TABLET, language)
    await signed_in(page, server, "organiser", f"#/{sample.event}/overview")
    for step, opened in {
        "overview": "",
        "rules": "",
        "draw": "",
        "marking": f"[data-testid=pair-{sample.judge(LEFT_TO_VISITOR).account}]",
        "sheets": "",
        "oversight": "",
        "paper": "[data-testid=open-print]",
        "standings": "[data-testid=standing-row]",
        "ceremony": "",
        "promotion": "",
        "certificates": "[data-testid=papers-templates]",
    }.items():
        await page.locator(f"[data-step={step}]").click()
        if opened:
            await page.locator(opened).first.click()
            await expect(
                page.locator("aside img, aside .tree, #print-seats, [data-testid=template-picture]")
            ).to_be_visible()
        await expect(page.get_by_role("heading", level=2).first).to_be_visible()
        assert await complaints(page, axe) == {}, step
    await page.locator("[data-step=marking]").click()
    await page.get_by_test_id("end-event").click()
    assert await complaints(page, axe) == {}
    await page.get_by_test_id("open-curtain").click()
    await expect(page.get_by_test_id("curtain-record")).to_be_visible()
    assert await complaints(page, axe) == {}, "what the public sees"


@LANGUAGES
async def test_the_draw_of_numbers(
    server: Serving, organiser: Person, new_page: NewPage, axe: str, language: str
) -> None:
    """A seed is sealed, a word said, the numbers drawn; another draw waits for its reason; and it is over."""
    event = await a_small_competition(organiser)
    board, desk = await new_page(HALL, language), await new_page(TABLET, language, expects="Failed to load resource")
    await board.goto(f"{server.url}/board/{event.event}")
    await signed_in(desk, server, "organiser", f"#/{event.event}/draw")
    await desk.get_by_test_id("seal").click()
    await expect(desk.get_by_test_id("commitment").locator("code")).to_have_text(re.compile("^[0-9a-f]{64}$"))
    await expect(desk.get_by_test_id("draw")).to_be_disabled()
    assert await complaints(desk, axe) == {}, "sealed"
    await desk.get_by_test_id("word").fill("六点三")
    await desk.get_by_test_id("draw").click()
    lots = desk.get_by_test_id("lot")
    await expect(lots).to_have_count(4)
    assert await complaints(desk, axe) == {}, "drawn"
    names = {row.entrant: row.name for row in (await event.board()).rows}
    numbers = {one.code: str(one.id) for one in (await plan_of(UUID(event.event))).entrants}
    for number, place in numbers.items():
        await expect(desk.locator(f"[data-number={number}]")).to_contain_text(names[place] or "-")
        await expect(board.locator(f"[data-entrant='{place}']")).to_contain_text(names[place] or "-")
    await desk.get_by_test_id("seal").click()
    await desk.get_by_test_id("word").fill("2")
    await expect(desk.get_by_test_id("draw")).to_be_disabled()
    assert await complaints(desk, axe) == {}, "to be drawn again"
    await event.enters("K1", "A", "80")
    await desk.get_by_test_id("draw-reason").fill("签表有误")
    await desk.get_by_test_id("draw").click()
    await expect(desk.get_by_role("alert")).to_be_visible()
    assert await complaints(desk, axe) == {}, "too late"


@LANGUAGES
async def test_a_frozen_board(server: Serving, organiser: Person, new_page: NewPage, axe: str, language: str) -> None:
    """Frozen, by codes and lagging, at once; on the wall, over a picture, and at the desk."""
    event = await a_small_competition(organiser, "AB")
    await event.with_marks({"A": "90 9 8 7"})
    curtain, why = f"/api/events/{event.event}/curtain", {"reason": "决赛最后一小时"}
    await organiser.post(f"{curtain}/freeze", why)
    await organiser.post(f"{curtain}/audience", {**why, "seen": "codes", "delay": 5})
    page = await new_page(HALL, language)
    for address, there in {"board": "board-row", "overlay": "overlay-row"}.items():
        await page.goto(f"{server.url}/{address}/{event.event}")
        await expect(page.get_by_test_id(there).first).to_contain_text("A")
        await expect(page.get_by_test_id("board-state")).to_be_visible()
        assert await complaints(page, axe) == {}, address
    await signed_in(page, server, "organiser", f"#/{event.event}/marking")
    await page.get_by_test_id("open-curtain").click()
    await expect(page.get_by_test_id("curtain-record").get_by_role("listitem")).to_have_count(2)
    assert await complaints(page, axe) == {}


@LANGUAGES
async def test_the_chief_judge_s_console(
    server: Serving, sample: Sample, new_page: NewPage, axe: str, language: str
) -> None:
    """Tablets heard of and not, judges compared and not."""
    page = await new_page(TABLET, language)
    await signed_in(page, server, "chief", f"#/{sample.event}/oversight")
    await expect(page.locator("[data-consistency]").first).to_be_visible()
    assert await complaints(page, axe) == {}
    await page.locator("[data-step=sheets]").click()
    await page.get_by_test_id("sheet").first.click()
    await page.get_by_test_id("sheet-detail").locator("summary").click()
    await page.get_by_test_id("correct").click()
    await expect(page.locator("#correct-value")).to_be_visible()
    assert await complaints(page, axe) == {}


@LANGUAGES
async def test_mark_sheets_on_paper(
    server: Serving, organiser: Person, new_page: NewPage, axe: str, language: str
) -> None:
    """A sheet being keyed in with an objection, and one whose entries and whose tablet say three different things."""
    event = await a_small_competition(organiser, scheme=ON_PAPER)
    await event.enters("J1", "A", "8", aspect="P1")
    code = await sheet_code(event, "J1", "A")
    marks = {"P1": "7.5", "P2": "6", "P3": None}
    for clerk, read in (("clerk", marks), ("second-clerk", {**marks, "P2": "6.5"})):
        async with await Person.sign_in(server.url, clerk, PASSWORD) as person:
            await person.post(f"/api/events/{event.event}/paper/entries", {"code": code, "marks": read})
    page = await new_page(TABLET, language)
    await signed_in(page, server, "clerk", f"#/{event.event}/paper")
    await page.get_by_test_id("scan").fill("B J1")
    await page.keyboard.press("Enter")
    await page.locator("[data-aspect=P2]").fill("99")
    await page.keyboard.press("Enter")
    await expect(page.locator("[aria-invalid=true]")).to_be_visible()
    assert await complaints(page, axe) == {}
    desk = await new_page(TABLET, language)
    await signed_in(desk, server, "chief", f"#/{event.event}/paper")
    await desk.get_by_test_id("paper-row").get_by_role("button").click()
    await expect(desk.locator("[data-testid=paper-field][data-state=conflicts]")).to_be_visible()
    assert await complaints(desk, axe) == {}
    for act, who in (("entries", "clerk"), ("entries", "second-clerk"), ("confirmations", "chief")):
        body = {"code": await sheet_code(event, "K1", "A"), **({"marks": {"T1": "80"}} if act == "entries" else {})}
        async with await Person.sign_in(server.url, who, PASSWORD) as person:
            await person.post(f"/api/events/{event.event}/paper/{act}", body)
    await desk.locator("input[name=pile][value=unsigned]").check()
    await desk.get_by_test_id("paper-row").get_by_role("button").click()
    await expect(desk.get_by_test_id("attest-signature")).to_be_visible()
    assert await complaints(desk, axe) == {}, "a signature to be attested"
    await desk.get_by_test_id("attest-signature").click()
    await expect(desk.get_by_test_id("paper-signature")).to_be_visible()
    assert await complaints(desk, axe) == {}, "attested"


@LANGUAGES
async def test_the_official_s_console(
    server: Serving, decided: tuple[Situation, str], new_page: NewPage, axe: str, language: str
) -> None:
    """Decisions granted, waiting and refused ones beside them, the form for a refusal, and approving together."""
    page = await new_page(TABLET, language)
    await signed_in(page, server, "official", f"#/{decided[0].event}/promotion")
    for number in (1, 2, 4):
        await page.get_by_test_id(f"decision-{number}").click()
        await page.locator("summary").click()
        await expect(page.get_by_test_id("holder-record").get_by_role("listitem").first).to_be_visible()
        assert await complaints(page, axe) == {}, number
    await page.keyboard.press("r")
    await expect(page.get_by_role("textbox", name="").last).to_be_visible()
    assert await complaints(page, axe) == {}
    await page.get_by_test_id("batch-open").click()
    assert await complaints(page, axe) == {}
    for step, there in {
        "rules/3": "[data-clause][aria-current]",
        "templates": "[data-testid=template-picture]",
        "certificates": "td.links",
    }.items():
        await page.goto(f"{server.url}/console#/{decided[0].event}/{step}")
        await expect(page.locator(there)).to_be_visible()
        assert await complaints(page, axe) == {}, step
    await page.locator("[data-testid^=history-]").click()
    await page.get_by_test_id("certificate-revoke").click()
    assert await complaints(page, axe) == {}
