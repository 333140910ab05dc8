"""One change, one transaction: stored whole and then told, or not at all."""

import asyncio

import asyncpg
import pytest
from asyncpg.exceptions import InFailedSQLTransactionError

from competition.db.engine import DB, close_database, open_database
from competition.db.errors import AppendOnly, BrokenReference, Busy, CheckFailed, Conflict, Unavailable
from competition.db.unit_of_work import run_alone, unit_of_work

TABLES = """
    CREATE TABLE judge (id int PRIMARY KEY CHECK (id > 0));
    CREATE TABLE mark (judge int CONSTRAINT mark_judge REFERENCES judge DEFERRABLE INITIALLY DEFERRED);
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'marks stay' USING ERRCODE = 'restrict_violation'; END $$;
    CREATE TRIGGER append_only BEFORE DELETE ON judge EXECUTE FUNCTION refuse();
"""


@pytest.fixture(autouse=True)
async def tables(empty_database: str) -> None:
    async with unit_of_work() as work:
        await work.connection.execute(TABLES)


async def stored() -> list[int]:
    return [row["id"] for row in await DB.run_ddl("SELECT id FROM judge ORDER BY id")]


async def test_a_unit_is_stored_and_then_told() -> None:
    """Acts run in order, plain and async ones, when another connection can already see the change."""
    told: list[object] = []

    async def look() -> None:
        told.append(await stored())

    async with unit_of_work() as work:
        await work.connection.execute("INSERT INTO judge VALUES (1)")
        work.after_commit(look)
        work.after_commit(lambda: told.append("board"))
        assert told == []
    assert told == [[1], "board"]


async def test_piccolo_and_asyncpg_share_the_transaction() -> None:
    """A query through the engine sees what the unit's own connection wrote."""
    async with unit_of_work() as work:
        await work.connection.execute("INSERT INTO judge VALUES (1)")
        assert await stored() == [1]


async def test_an_error_stores_and_tells_nothing() -> None:
    told: list[str] = []
    with pytest.raises(ZeroDivisionError):
        async with unit_of_work() as work:
            await work.connection.execute("INSERT INTO judge VALUES (1)")
            work.after_commit(lambda: told.append("board"))
            _ = 1 / 0
    assert await stored() == [] and told == []


async def test_a_failing_act_does_not_unsay_the_commit(caplog: pytest.LogCaptureFixture) -> None:
    """The next act still runs, and the caller learns nothing wrong about what is stored."""
    told: list[str] = []
    async with unit_of_work() as work:
        await work.connection.execute("INSERT INTO judge VALUES (1)")
        work.after_commit(lambda: [][0])
        work.after_commit(lambda: told.append("board"))
    assert await stored() == [1] and told == ["board"]
    assert "what was to follow it failed" in caplog.text


async def test_units_do_not_nest() -> None:
    with pytest.raises(RuntimeError, match="do not nest"):
        async with unit_of_work(), unit_of_work():
            pass


async def test_a_unit_needs_an_open_database() -> None:
    await close_database()
    with pytest.raises(RuntimeError, match="no database is open"):
        async with unit_of_work():
            pass


async def test_a_failing_commit_gives_the_connection_back() -> None:
    """The deferred constraint speaks at COMMIT; more often than there are connections, and the pool still closes."""
    for _ in range(5):
        with pytest.raises(BrokenReference) as refused:
            async with unit_of_work() as work:
                await work.connection.execute("INSERT INTO mark VALUES (7)")
        assert refused.value.constraint == "mark_judge"
    async with asyncio.timeout(2):
        await close_database()


async def test_a_statement_alone_is_stored_when_it_returns_and_not_when_its_commit_fails() -> None:
    """And it is a unit: it does not nest in another one."""
    assert await run_alone("INSERT INTO judge VALUES ($1) RETURNING id", 1) and await stored() == [1]
    for _ in range(5):
        with pytest.raises(BrokenReference):
            await run_alone("INSERT INTO mark VALUES ($1) RETURNING judge", 7)
    assert await DB.run_ddl("SELECT * FROM mark") == []
    with pytest.raises(RuntimeError, match="do not nest"):
        async with unit_of_work():
            await run_alone("SELECT 1")


async def test_a_swallowed_error_is_not_taken_for_stored() -> None:
    """PostgreSQL answers such a COMMIT with a silent ROLLBACK; nobody may be told."""
    told: list[str] = []
    with pytest.raises(InFailedSQLTransactionError):
        async with unit_of_work() as work:
            work.after_commit(lambda: told.append("board"))
            with pytest.raises(asyncpg.PostgresError):
                await work.connection.execute("INSERT INTO judge VALUES (-1)")
    assert told == []
    async with unit_of_work() as work:
        await work.connection.execute("INSERT INTO judge VALUES (1)")
    assert await stored() == [1]


async def test_a_lost_connection_is_unavailable_and_then_replaced() -> None:
    """The server ends the connection in the middle: the error of the work is the one that arrives."""
    with pytest.raises(Unavailable):
        async with unit_of_work() as work:
            other = await asyncpg.connect(DB.config["dsn"])
            await other.execute("SELECT pg_terminate_backend($1)", work.connection.get_server_pid())
            await other.close()
            await work.connection.execute("INSERT INTO judge VALUES (1)")
    assert await stored() == []


async def test_a_cancelled_unit_stores_nothing_and_leaves_a_usable_pool() -> None:
    async def slow() -> None:
        async with unit_of_work() as work:
            await work.connection.execute("INSERT INTO judge VALUES (1)")
            await work.connection.execute("SELECT pg_sleep(10)")

    for _ in range(3):
        task = asyncio.create_task(slow())
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await stored() == []


@pytest.mark.parametrize(
    ("statements", "refusal"),
    [
        (["INSERT INTO judge VALUES (1)", "INSERT INTO judge VALUES (1)"], Conflict),
        (["INSERT INTO judge VALUES (0)"], CheckFailed),
        (["DELETE FROM judge"], AppendOnly),
        (["SET LOCAL lock_timeout = '10ms'", "SELECT pg_sleep(1) FROM pg_advisory_xact_lock(1)"], Busy),
    ],
)
async def test_what_the_database_refuses_has_a_stable_code(statements: list[str], refusal: type[Exception]) -> None:
    """And both languages say it without a hole."""
    holder = await asyncpg.connect(DB.config["dsn"])
    await holder.execute("SELECT pg_advisory_lock(1)")
    with pytest.raises(refusal) as refused:
        async with unit_of_work() as work:
            for statement in statements:
                await work.connection.execute(statement)
    assert refused.value.code.startswith("db.") and refused.value.text("zh") and refused.value.text("en")  # type: ignore[attr-defined]
    await holder.close()


async def test_who_waits_too_long_for_a_connection_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("competition.db.engine.COMMAND_TIMEOUT", 0.05)
    assert DB.pool is not None
    async with DB.pool.acquire(), DB.pool.acquire():
        with pytest.raises(Busy):
            await stored()
        with pytest.raises(Busy):
            async with unit_of_work():
                pass


async def test_a_connection_never_given_back_does_not_hold_up_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("competition.db.engine.CLOSING", 0.1)
    assert DB.pool is not None
    await DB.pool.acquire()
    await close_database()
    assert DB.pool is None


async def test_a_query_outside_a_unit_is_refused_in_the_same_words() -> None:
    with pytest.raises(Conflict):
        await DB.run_ddl("INSERT INTO judge VALUES (1), (1)")


async def test_two_serializable_units_that_cross_are_told_to_try_again() -> None:
    await DB.run_ddl("INSERT INTO judge VALUES (1), (2)")
    meet = asyncio.Barrier(2)

    async def move(seen: int, target: int) -> None:
        async with unit_of_work(isolation="serializable") as work:
            await work.connection.fetch("SELECT * FROM judge WHERE id < 10")
            await meet.wait()
            await work.connection.execute("INSERT INTO judge VALUES ($1)", target)
            await meet.wait()

    outcomes = await asyncio.gather(move(1, 3), move(2, 4), return_exceptions=True)
    assert sorted(map(type, outcomes), key=str) == [type(None), Busy] or any(isinstance(one, Busy) for one in outcomes)


async def test_an_unreachable_server_is_said_to_be_unavailable() -> None:
    await close_database()
    with pytest.raises(Unavailable):
        await open_database("postgresql://nobody@/nowhere?host=/nonexistent")
