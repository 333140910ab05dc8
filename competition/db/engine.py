"""Piccolo's engine on asyncpg, with four repairs.

* Piccolo connects while the engine is being made, that is on import. Ours connects in `open_database`.
* When COMMIT itself fails (a deferred constraint, a lost connection), or BEGIN does, Piccolo keeps the pooled
  connection and its context variable for ever, and closing the pool hangs. Ours gives both back whatever happens.
* A ROLLBACK that fails hides the error that led to it. Ours throws that connection away and lets the first error go on.
* COMMIT after a swallowed error answers ROLLBACK and raises nothing: a receipt would go out for what is not stored.
  Ours asks first, in the same message, and raises.

The pool's reset (a round trip at every release, a third of the throughput of small commits) is left out: asyncpg still
rolls back an open transaction and drops listeners, and nothing of ours sets session state. Keep it so: SET LOCAL,
never SET; `pg_advisory_xact_lock`, never `pg_advisory_lock`; LISTEN on a connection outside the pool.
"""

import asyncio
import logging
from collections.abc import Sequence
from types import TracebackType
from typing import Any, cast

from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

from competition.db.failures import is_lost, refusals

COMMAND_TIMEOUT = 30.0
CLOSING = 10.0

log = logging.getLogger("jinji.db")


class Transaction(PostgresTransaction):
    """One transaction on one connection; the connection goes back however it ends."""

    __slots__ = ("_isolation", "lost")

    def __init__(self, engine: "Engine", allow_nested: bool = True, isolation: str | None = None) -> None:
        super().__init__(engine, allow_nested)
        self._isolation = isolation
        self.lost = False  # the connection was found closed when the transaction ended

    async def __aenter__(self) -> "Transaction":
        if self._parent is not None:
            return cast(Transaction, self._parent)
        with refusals():
            self.connection = await self.get_connection()
            try:
                await self.begin()
            except BaseException:
                await self.give_back()
                raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if self._parent is not None:
            return False
        try:
            if error is not None:
                await self._undo()
            elif not self._committed and not self._rolled_back:
                await self.commit()
        finally:
            self.lost = is_lost(self.connection)
            self.engine.current_transaction.reset(self.context)
            await self.give_back()
        return False

    async def begin(self) -> None:
        level = f" ISOLATION LEVEL {self._isolation.replace('_', ' ').upper()}" if self._isolation else ""
        await self.connection.execute(f"BEGIN{level}")

    async def commit(self) -> None:
        try:
            await self.connection.execute("SELECT 1; COMMIT")
        except BaseException:
            await self._undo()
            raise
        self._committed = True

    async def rollback(self) -> None:
        await self.connection.execute("ROLLBACK")
        self._rolled_back = True

    async def get_connection(self) -> Any:
        """One of the pool's; who waits longer than a command may take is refused, not left hanging."""
        if self.engine.pool is None:
            return await self.engine.get_new_connection()
        return await self.engine.pool.acquire(timeout=COMMAND_TIMEOUT)

    async def _undo(self) -> None:
        if self._rolled_back or self._committed:
            return
        try:
            await self.rollback()
        except Exception:
            if not is_lost(self.connection):
                self.connection.terminate()

    async def give_back(self) -> None:
        if self.engine.pool:
            await self.engine.pool.release(self.connection)
        elif not is_lost(self.connection):  # as it is when the pool was closed meanwhile
            await self.connection.close()


class PatientTransaction(Transaction):
    """On a connection of its own that no command timeout cuts short: a migration may take minutes."""

    __slots__ = ()

    async def get_connection(self) -> Any:
        return await self.engine.get_new_connection()

    async def give_back(self) -> None:
        await self.connection.close()


class Engine(PostgresEngine):
    """Connects when told to, and makes our transactions."""

    async def check_version(self) -> None:
        """Nothing on import."""

    async def prep_database(self) -> None:
        """Nothing on import."""

    def transaction(self, allow_nested: bool = True, isolation: str | None = None) -> Transaction:
        return Transaction(self, allow_nested, isolation)

    async def fetch(self, query: str, args: Sequence[Any] = ()) -> list[Any]:
        """The rows of a statement on any connection of the pool. Raises the refusals of `competition.db.errors`."""
        if self.pool is None:
            raise RuntimeError("no database is open: call open_database first")
        with refusals():
            connection = await self.pool.acquire(timeout=COMMAND_TIMEOUT)
        try:
            with refusals(connection):
                return cast(list[Any], await connection.fetch(query, *args))
        finally:
            await self.pool.release(connection)

    async def _run_in_pool(self, query: str, args: Sequence[Any] | None = None) -> Any:
        return await self.fetch(query, args or ())


DB = Engine(config={})


async def open_database(dsn: str, *, pool: int = 10) -> None:
    """From here on queries and units of work run on at most `pool` connections to `dsn`.

    Raises `Unavailable` when the server does not answer, RuntimeError when a database is open already.
    """
    if DB.pool is not None:
        raise RuntimeError("a database is open already: one application per process at a time")
    DB.config.clear()
    DB.config.update(dsn=dsn)
    with refusals():
        await DB.start_connection_pool(min_size=1, max_size=pool, command_timeout=COMMAND_TIMEOUT, reset=_nothing)


async def close_database() -> None:
    """All connections are closed, once what runs on them has ended or `CLOSING` seconds are over. Twice is harmless."""
    if DB.pool is None:
        return
    try:
        async with asyncio.timeout(CLOSING):
            await DB.pool.close()
    except TimeoutError:
        log.warning("connections to the database were still in use after %s seconds and have been cut", CLOSING)
    finally:
        DB.pool = None


async def _nothing(connection: Any) -> None:
    """See the module's docstring."""
