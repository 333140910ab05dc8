"""A delivery outlives the server that worked on it."""

import asyncio
import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import asyncpg

from competition.client import Person
from competition.serving import serving
from competition.settings import Settings
from tests.competition.deliveries import CLONES, KEPT, approved, delivered, fetched, manifest_of, text_of
from tests.conftest import PASSWORD, a_server, fresh_database
from tests.postgres import TestCluster
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
