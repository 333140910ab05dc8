"""Judging reads views in which nobody is named, and nothing else: here the database lets it read nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import pytest

from competition.client import Person
from competition.db.engine import DB
from competition.events import judging
from competition.live.messages import Receipt
from competition.marking.book import Book
from competition.serving import Serving
from tests.conftest import PASSWORD
from tests.postgres import TestCluster
from tests.sheets import TWO_ASPECTS, desk_of, history, justify, lock, overview, reopen, sign, standing
from tests.situations import Situation, a_small_competition, ask

pytestmark = pytest.mark.asyncio(loop_scope="module")

VIEWS = ("judging_event", "judging_entrant", "judging_panel", "judging_seat", "judging_scheme", "judging_entry")
ROLE = "judging_only"
MAY = (
    f"SELECT ON {', '.join(VIEWS)}",
    "SELECT ON session, account",  # who asks: the judge's own name
    "UPDATE (last_seen_at) ON session",
    "SELECT (id, state, last_seq, head), UPDATE (state, last_seq, head) ON event",  # the lock, and the chain's head
    "INSERT ON ledger, frame",
    "SELECT, INSERT, UPDATE, DELETE ON tablet_heard, desk_lease",
)


@asynccontextmanager
async def nothing_but_the_views(cluster: TestCluster) -> AsyncIterator[None]:
    """The server's connections may read the views and who is signed in, and add to the ledger what judges enter."""
    dsn, database = DB.config["dsn"], urlsplit(DB.config["dsn"]).path[1:]
    assert DB.pool is not None
    for statement in (f"CREATE ROLE {ROLE}", *(f"GRANT {may} TO {ROLE}" for may in MAY)):
        await ask(statement)
    await ask(f"ALTER DATABASE {database} SET role = {ROLE}")
    await DB.pool.expire_connections()
    judging._plans.clear()
    judging._schemes.clear()
    try:
        yield
    finally:
        whole = await asyncpg.connect(cluster.dsn)
        await whole.execute(f"ALTER DATABASE {database} RESET role")
        await whole.close()
        await DB.pool.expire_connections()
        owner = await asyncpg.connect(dsn)
        await owner.execute(f"DROP OWNED BY {ROLE}; DROP ROLE {ROLE}")
        await owner.close()


async def all_that_judges_do(event: Situation, chief: Person) -> None:
    """From the empty desk over marks, the reveal, a spread and signatures to the lock, and open again."""
    assert (await desk_of(await event.tablet("J1"))).sheets[0].entrants == ["A", "B"]
    for seat, value in (("J1", "9"), ("J2", "8"), ("J3", "6")):
        for aspect in ("P1", "P2"):
            assert isinstance(await event.enters(seat, "A", value, aspect=aspect), Receipt)
    assert (await standing(event, "J1")).revealed
    await justify(event, "J1", "P2", "近处看到漏装护罩")
    for seat in ("J1", "J2", "J3"):
        assert (await sign(event, seat)).state == "signed"
    await lock(chief, event)
    await reopen(chief, event, "J1 提出误触")
    assert (await overview(chief, event)).signed == 3
    assert [line.kind for line in (await history(chief, event)).lines][-2:] == ["locked", "reopened"]
    assert len((await chief.get(f"/api/events/{event.event}/oversight"))["judges"]) == 4


async def test_judging_reads_nothing_but_its_views(cluster: TestCluster, server: Serving, organiser: Person) -> None:
    """A whole marking by a server that could not read a name; only its board was read before, and the tablets paired.

    What is remembered of plan and scheme is forgotten first, and read again at the end by a process that knew nothing.
    """
    event = await a_small_competition(organiser, "AB", scheme=TWO_ASPECTS)
    await event.board()
    for seat in ("J1", "J2", "J3"):
        await event.tablet(seat)
    async with await Person.sign_in(server.url, "chief", PASSWORD) as chief:
        async with nothing_but_the_views(cluster):
            for table in ("entrant", "holder", "organisation", "stored_scheme", "ledger"):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await ask(f"SELECT * FROM {table}")
            await all_that_judges_do(event, chief)
            assert (await Book().read(UUID(event.event))).seq == 12
        assert await ask("SELECT name FROM entrant")


async def test_the_views_of_judging_are_made_of_nothing_that_names_anybody(organiser: Person) -> None:
    """As the database says which columns they are made of."""
    rows = await ask(
        "SELECT DISTINCT view_name, table_name || '.' || column_name AS used FROM information_schema.view_column_usage "
        "WHERE view_name LIKE 'judging%'"
    )
    assert {row["view_name"] for row in rows} == set(VIEWS)
    used = {row["used"] for row in rows}
    made_of = {"event", "competition", "entrant", "panel", "seat", "stored_scheme", "ledger"}
    assert {one.split(".")[0] for one in used} == made_of
    of_entrants = {one for one in used if one.startswith("entrant.")}
    assert of_entrants == {"entrant.id", "entrant.event", "entrant.position", "entrant.code", "entrant.state"}
    assert not {"seat.organisation", "event.occupation", "competition.organiser_zh"} & used
