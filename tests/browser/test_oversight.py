"""The chief judge sees which tablet has everything stored and which one went with marks that have not arrived."""

import msgspec
import pytest
from playwright.async_api import expect

from competition.client import Person
from competition.live.messages import Ping
from competition.serving import Serving
from tests.browser.conftest import NewPage
from tests.browser.people import signed_in
from tests.situations import Situation, a_small_competition


async def says(event: Situation, seat: str, waiting: int, stored: int) -> None:
    """The seat's tablet reports once and is gone."""
    async with await event.socket(seat) as socket:
        said = Ping(number=1, device=seat, waiting=waiting, sent=0, stored=stored, battery=12)
        await socket.send(msgspec.json.encode(said), text=True)
        await socket.recv()


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
async def test_who_left_with_marks_comes_first(
    server: Serving, organiser: Person, new_page: NewPage, language: str
) -> None:
    event = await a_small_competition(organiser)
    page = await new_page(language=language)
    await signed_in(page, server, "chief", f"#/{event.event}/oversight")
    rows = page.locator("[data-tablet]")
    await expect(rows.first).to_be_visible()
    await expect(page.locator("[data-tablet=none]")).to_have_count(await rows.count())
    await expect(page.locator("[data-step=standings]")).to_have_count(0)

    await says(event, "J1", waiting=3, stored=0)
    await says(event, "J2", waiting=0, stored=0)
    await expect(rows.first).to_have_attribute("data-tablet", "gone")
    await expect(rows.first).to_contain_text(event.judge("J1").name)
    await expect(rows.first).to_contain_text("12%")
    await expect(page.get_by_role("status")).to_contain_text("1")
    await expect(page.locator(f"[data-account='{event.judge('J2').account}']")).to_have_attribute("data-tablet", "away")
