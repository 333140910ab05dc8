"""A new version of the judge page: what is open stays as it is, what is opened next is new."""

import asyncio
import hashlib
import json
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import expect

from competition.client import Person
from competition.demo import set_up_sample
from competition.serving import serving
from competition.settings import Settings
from competition.web import pages
from tests.browser.conftest import PATIENCE, NewPage
from tests.conftest import PASSWORD, a_server, fresh_database
from tests.postgres import TestCluster
from tests.situations import in_one_task


async def test_a_new_version_takes_over_with_the_next_page(
    cluster: TestCluster, tmp_path: Path, new_page: NewPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The open sheet stays as it is, with what was typed into it; of the old version nothing is left behind."""
    dsn = await fresh_database(cluster)
    settings = Settings(data=tmp_path, database_url=dsn, port=0, password_cost=1)
    page = await new_page(expects=("WebSocket", "net::ERR"))
    async with a_server(settings) as server, await Person.sign_in(server.url, "organiser", PASSWORD) as organiser:
        sample = await set_up_sample(organiser)
        await page.goto((await organiser.make_pairing(sample.judge("J1"))).url)
        await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        await page.reload()
        field = page.get_by_test_id("aspect-B1").get_by_role("textbox")
        await field.fill("9.")
        assert len(await page.evaluate("caches.keys()")) == 1

    monkeypatch.setattr(pages, "STATIC", _next_version(tmp_path / "static"))
    async with in_one_task(serving(settings.at(port=urlsplit(server.url).port or 0))):
        other = await page.context.new_page()
        await other.goto(f"{server.url}/judge")
        await expect(other.locator("html[data-next]")).to_have_count(0)
        async with asyncio.timeout(2 * PATIENCE):
            while await page.evaluate("caches.keys()") != ["jinji-judge-next"]:  # noqa: ASYNC110 (in its own time)
                await asyncio.sleep(0.1)
        await expect(field).to_have_value("9.")
        await other.reload()
        await expect(other.locator("html[data-next]")).to_have_count(1)
    await cluster.drop(dsn)


def _next_version(folder: Path) -> Path:
    """The built pages with a judge page that is different, and a worker that knows it, as a build would make them."""
    shutil.copytree(pages.STATIC, folder)
    page, worker = folder / "judge.html", folder / "judge-worker.js"
    page.write_text(page.read_text().replace("<html", "<html data-next", 1))
    told = re.search(r'\{"version":"\w+","files":.*?\]\]\}', worker.read_text())
    assert told is not None
    shell = json.loads(told[0])
    shell["version"] = "next"
    shell["files"][0][1] = hashlib.sha256(page.read_bytes()).hexdigest()
    worker.write_text(worker.read_text().replace(told[0], json.dumps(shell)))
    return folder
