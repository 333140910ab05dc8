"""What people do in the pages, and the sample competition at the points where the tests begin."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import msgspec
from playwright.async_api import Download, Page, expect

from competition.client import Person
from competition.demo import LEFT_TO_VISITOR, Sample, plausible, set_up_sample, simulate
from competition.marking.schemas import JudgeDesk, SheetsView
from competition.promotion.schemas import Decisions, DecisionView
from competition.serving import Serving
from tests.conftest import PASSWORD

AT_ONCE = 1e9
STAYS_AWAKE = """() => {
    window.awake = 0;
    const request = WakeLock.prototype.request;
    WakeLock.prototype.request = function (kind) { window.awake += 1; return request.call(this, kind); };
}"""
"""To be run before a page: it counts how often the page asks that its screen stays on."""
PICTURES = os.environ.get("JINJI_PICTURES")
"""A folder for pictures to look at; none are taken without it."""
MEASURED = {
    "A1": "80.01",
    "A2": "79.98",
    "A3": "10.02",
    "A4": "6",
    "A5": "20.008",
    "A6": "50",
    "A7": "0.02",
    "A8": "y",
    "A9": "n",
}
"""Everything that seat M1 of the sample marks, as it is typed."""


async def signed_in(page: Page, server: Serving, name: str, where: str = "") -> None:
    """The person has signed in on the console as people do, and turned to `where` there, if anywhere."""
    await page.goto(f"{server.url}/console{where}")
    await page.locator("#name").fill(name)
    await page.locator("#password").fill(PASSWORD)
    await page.get_by_test_id("sign-in").click()
    await expect(page.locator("[data-step]").first).to_be_visible()


async def looks_again(*pages: Page) -> None:
    """As who comes back to the tab: what others have done meanwhile is read at once, not when the page looks next."""
    for page in pages:
        await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


async def picture(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


async def with_the_desk(tablet: Page) -> None:
    """The page takes the judge's marks, whichever device took them before."""
    state = tablet.get_by_test_id("device-state")
    await expect(state).to_have_attribute("data-desk", re.compile("here|elsewhere"))
    if await state.get_attribute("data-desk") == "elsewhere":
        await tablet.get_by_test_id("take-over").click()
        await expect(state).to_have_attribute("data-desk", "here")


async def content_of(download: Download) -> bytes:
    return _read(await download.path())


def _read(path: Path) -> bytes:
    return path.read_bytes()


async def nearly_marked(organiser: Person) -> Sample:
    """The sample competition, in which only one judge's marks of the last entrant are missing."""
    sample = await set_up_sample(organiser)
    await simulate(organiser, sample, AT_ONCE, lambda stored, total: None)
    return sample


@dataclass(frozen=True)
class Decided:
    """The sample competition, ended, with promotions proposed; best rank first."""

    sample: Sample
    decisions: list[DecisionView]


async def decided(organiser: Person) -> Decided:
    sample = await nearly_marked(organiser)
    await _mark_the_rest(organiser, sample)
    await organiser.post(f"/api/events/{sample.event}/end")
    await organiser.post(f"/api/events/{sample.event}/curtain/final", {"reason": "公示期满"})
    proposed = await organiser.post(f"/api/events/{sample.event}/proposals")
    return Decided(sample, msgspec.convert(proposed, Decisions, strict=False).decisions)


async def decisions_of(reader: Person, sample: Sample) -> list[DecisionView]:
    found = await reader.get(f"/api/events/{sample.event}/decisions")
    return msgspec.convert(found, Decisions, strict=False).decisions


async def _mark_the_rest(organiser: Person, sample: Sample) -> None:
    """What the simulated judges left to a visitor is marked too."""
    tablet = await organiser.pair_tablet(sample.judge(LEFT_TO_VISITOR))
    async with tablet.person() as reader:
        sheets: SheetsView = msgspec.convert(await reader.get("/api/judge/sheets"), JudgeDesk).sheets[0]
    last = sheets.entrants[-1]
    aspects = [aspect.key for sub in sheets.sub_criteria for aspect in sub.aspects]
    await tablet.send(
        tablet.mark(
            sheets.event,
            last,
            key,
            plausible(sample.scheme.aspect(key, sheets.stage), last, LEFT_TO_VISITOR),
            stage=sheets.stage,
        )
        for key in aspects
    )
