"""The server goes and comes back: the pages say so, the mark waits, and it is stored once."""

from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import expect

from competition.client import Person
from competition.demo import LEFT_TO_VISITOR, Sample, set_up_sample
from competition.serving import serving
from competition.settings import Settings
from tests.browser.conftest import HALL, NewPage
from tests.conftest import PASSWORD, a_server, fresh_database
from tests.postgres import TestCluster
from tests.situations import ask, in_one_task

SECONDS = 1_000.0


async def test_a_server_that_stops_and_comes_back(cluster: TestCluster, tmp_path: Path, new_page: NewPage) -> None:
    dsn = await fresh_database(cluster)
    settings = Settings(data=tmp_path, database_url=dsn, port=0, password_cost=1)
    board = await new_page(HALL, expects="WebSocket")
    tablet = await new_page(expects="WebSocket")

    async with a_server(settings) as server, await Person.sign_in(server.url, "organiser", PASSWORD) as organiser:
        sample: Sample = await set_up_sample(organiser)
        await board.goto(f"{server.url}/board/{sample.event}")
        await tablet.goto((await organiser.make_pairing(sample.judge(LEFT_TO_VISITOR))).url)
        state = board.get_by_test_id("live-state")
        device = tablet.get_by_test_id("device-state")
        await expect(state).to_have_attribute("data-state", "live")
        await expect(device).to_have_attribute("data-link", "live")

    await expect(state).to_have_attribute("data-state", "stale", timeout=5 * SECONDS)
    await expect(state).to_contain_text("连接已断")
    await expect(tablet.get_by_role("status").first).to_contain_text("连接已断", timeout=5 * SECONDS)
    row = tablet.get_by_test_id("aspect-B1")
    await row.get_by_role("textbox").fill("9.5")
    await row.get_by_role("textbox").press("Enter")
    await expect(row.get_by_test_id("mark-state")).to_have_attribute("data-state", "waiting")
    await expect(device).to_have_attribute("data-waiting", "1")

    port = urlsplit(server.url).port or 0
    async with in_one_task(serving(settings.at(port=port))):
        await expect(row.get_by_test_id("mark-state")).to_have_attribute("data-state", "stored", timeout=20 * SECONDS)
        await expect(device).to_have_attribute("data-waiting", "0")
        await expect(state).to_have_attribute("data-state", "live", timeout=20 * SECONDS)
        await expect(board.get_by_test_id("board-row").first).to_contain_text("已评 1/30")
        marks = await ask("SELECT aspect, value::text FROM ledger WHERE kind = 'mark'")
        assert marks == [{"aspect": "B1", "value": "9.5"}]
    await cluster.drop(dsn)
