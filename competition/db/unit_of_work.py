"""One change, one transaction; and what is told to others only once it is stored.

    async with unit_of_work() as work:
        ...                                    Piccolo queries run in it; `work.connection` is plain asyncpg
        work.after_commit(lambda: hub.publish(frame))

Units do not nest: an inner "transaction" that commits nothing by itself, or rolls back what an outer one believes is
stored, is how marks get lost. An action that needs another's work calls a function that expects to be inside one.
"""

import inspect
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Literal

import asyncpg

from competition.db.engine import DB, Transaction
from competition.db.failures import translated

Isolation = Literal["read_committed", "repeatable_read", "serializable"]
After = Callable[[], Awaitable[None] | None]

log = logging.getLogger("jinji.db")


class Work:
    """A transaction under way."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._after: list[After] = []

    @property
    def connection(self) -> "asyncpg.Connection[asyncpg.Record]":
        """The connection of this transaction. Not to be kept, and never used by two tasks at once."""
        return self._transaction.connection  # type: ignore[no-any-return]

    def after_commit(self, act: After) -> None:
        """`act` runs once the change is stored, in the order given; never when it is not."""
        self._after.append(act)

    async def _tell(self) -> None:
        for act in self._after:
            await tell(act)


async def tell(act: After) -> None:
    """`act` was run. One that fails is logged: raising would say "not stored" of what is."""
    try:
        told = act()
        if inspect.isawaitable(told):
            await told
    except Exception:
        log.exception("the change is stored, but what was to follow it failed")


async def run_alone(query: str, *arguments: Any) -> list[Any]:
    """The rows of a statement that is a transaction by itself: it is stored when this returns.

    Raises as `unit_of_work` does.
    """
    if DB.current_transaction.get() is not None:
        raise RuntimeError("a unit of work is open already: units do not nest")
    return await DB.fetch(query, arguments)


@asynccontextmanager
async def unit_of_work(*, isolation: Isolation = "read_committed") -> AsyncIterator[Work]:
    """Everything inside is stored together when the block ends, or nothing is when it raises.

    Raises the refusals of `competition.db.errors`; RuntimeError inside another unit. When the connection breaks during
    COMMIT nobody knows whether it was stored: `Unavailable` then means "ask again", which ids make harmless.
    A failing act of `after_commit` is logged.
    """
    if DB.current_transaction.get() is not None:
        raise RuntimeError("a unit of work is open already: units do not nest")
    if DB.pool is None:
        raise RuntimeError("no database is open: call open_database first")
    transaction = DB.transaction(allow_nested=False, isolation=isolation)
    work = Work(transaction)
    try:
        async with transaction:
            yield work
    except Exception as error:
        refusal = translated(error, lost=transaction.lost)
        if refusal is None:
            raise
        raise refusal from error
    await work._tell()
