"""A delivery outlives the server that worked on it."""

import asyncio
import io
import re
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import asyncpg
import pytest

from competition.certificates.delivery import DeliveryDesk
from competition.certificates.signing import PaperSigner
from competition.client import Person
from competition.serving import serving
from competition.settings import Settings, SigningSettings
from tests.competition.deliveries import CLONES, KEPT, approved, delivered, fetched, manifest_of, text_of
from tests.conftest import PASSWORD, a_server, fresh_database
from tests.postgres import TestCluster
from tests.processes import PATIENCE, until
from tests.situations import ask, in_one_task


@asynccontextmanager
async def past_every_server(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    """The database itself: a server that starts goes on with the work before it can be asked how far it has come."""
    connection = await asyncpg.connect(settings.database_url)
    try:
        yield connection
    finally:
        await connection.close()


async def papers_kept(connection: asyncpg.Connection) -> dict[str, bytes]:
    return {row["number"]: row["digest"] for row in await connection.fetch(KEPT)}


async def test_a_server_that_stops_half_way_leaves_the_rest_to_the_next(cluster: TestCluster, tmp_path: Path) -> None:
    """Thirty-six certificates: exactly thirty-six files, each with its own holder's name, none made twice."""
    settings = Settings(data=tmp_path, database_url=await fresh_database(cluster), port=0, password_cost=1)
    async with past_every_server(settings) as database:
        async with a_server(settings) as server:
            async with await Person.sign_in(server.url, "organiser", PASSWORD) as organiser:
                async with await Person.sign_in(server.url, "official", PASSWORD) as official:
                    event = await approved(organiser, official, "A")
                    await ask(CLONES, UUID(event.event), 35)
                    await official.post(f"/api/events/{event.event}/deliveries")
                    made = 0
                    while not made:
                        made = (await official.get(f"/api/events/{event.event}/deliveries"))["newest"]["made"]
                        await asyncio.sleep(0.02)
            held = database.transaction()
            await held.start()
            await database.execute("LOCK TABLE certificate_paper IN EXCLUSIVE MODE")
        await held.rollback()
        kept = await papers_kept(database)
        assert 0 < made <= len(kept) < 36

        async with in_one_task(serving(settings)) as again:
            async with await Person.sign_in(again.url, "official", PASSWORD) as official:
                delivery = await delivered(official, event.event)
                packed = ZipFile(io.BytesIO(await fetched(official, delivery, "zip")))
                manifest = await manifest_of(official, packed)
            assert kept.items() <= (await papers_kept(database)).items()
    assert sorted(one["name"] for one in manifest["papers"]) == sorted(["王堃", *(f"选手{n}" for n in range(1, 36))])
    for one in manifest["papers"]:
        (said,) = text_of(packed.read(one["file"]))
        assert re.search(rf"{one['name']}(?!\d)", said) and one["number"] in said


class Hasty(DeliveryDesk):
    """Is taken for dead when it is not heard of for a fifth of a second."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given, lease=timedelta(seconds=0.2))


async def row() -> dict[str, Any]:
    (found,) = await ask("SELECT worker, state, made, alive_at FROM certificate_delivery")
    return found


async def test_a_paper_may_take_longer_than_the_lease_and_who_lost_it_all_the_same_writes_no_more(
    cluster: TestCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """While the paper is being signed its delivery is heard of; what another has taken over stays that one's."""
    signs, go_on, paper = threading.Event(), threading.Event(), PaperSigner.paper

    def slowly(self: PaperSigner, *about: Any) -> bytes:
        signs.set()
        assert go_on.wait(PATIENCE)
        return paper(self, *about)

    monkeypatch.setattr("competition.app.DeliveryDesk", Hasty)
    monkeypatch.setattr(PaperSigner, "paper", slowly)
    settings = Settings(data=tmp_path, database_url=await fresh_database(cluster), port=0, password_cost=1)
    async with a_server(settings) as server, asyncio.timeout(PATIENCE):
        async with await Person.sign_in(server.url, "organiser", PASSWORD) as organiser:
            async with await Person.sign_in(server.url, "official", PASSWORD) as official:
                event = await approved(organiser, official, "A")
                await official.post(f"/api/events/{event.event}/deliveries")
        await asyncio.to_thread(signs.wait, PATIENCE)
        heard = [(await row())["alive_at"]]
        while len(heard) < 4:
            await asyncio.sleep(0.01)
            heard += {(await row())["alive_at"]} - {heard[-1]}

        await ask("UPDATE certificate_delivery SET worker = 'another', alive_at = $1", heard[-1] + timedelta(days=1))
        go_on.set()
        await asyncio.to_thread(until, lambda: "a delivery stopped" in caplog.text)
        assert {**await row(), "alive_at": None} == {
            "worker": "another",
            "state": "running",
            "made": 0,
            "alive_at": None,
        }


async def test_a_delivery_that_cannot_go_on_says_why(cluster: TestCluster, tmp_path: Path) -> None:
    """Nothing answers at the time-stamping authority's address."""
    signing = SigningSettings(timestamp_url="http://127.0.0.1:9")
    settings = Settings(
        data=tmp_path, database_url=await fresh_database(cluster), port=0, password_cost=1, signing=signing
    )
    async with a_server(settings) as server:
        async with await Person.sign_in(server.url, "organiser", PASSWORD) as organiser:
            async with await Person.sign_in(server.url, "official", PASSWORD) as official:
                event = await approved(organiser, official, "A")
                path, why = f"/api/events/{event.event}/deliveries", None
                await official.post(path)
                while not why:
                    newest = (await official.get(path))["newest"]
                    why = newest["heldUp"]
                    await asyncio.sleep(0.02)
    assert (newest["state"], newest["total"], newest["made"]) == ("running", 1, 0)
    assert "127.0.0.1:9" in why["zh"] and "try again later" in why["en"]
