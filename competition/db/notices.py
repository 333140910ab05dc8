"""Short notices between the processes that share a database: something is stored now, look at it.

    await send_notice(work, Notice(kind="frame", key=str(event), seq=812))        # leaves with the commit
    async with listening(dsn, {"frame": looked_for}, look): ...

A notice is a hint and never the news itself. Who was away when it came reads what it missed from the tables: `look`
is called whenever the connection stands again, and every `LOOK_SECONDS` besides, so that a notice that never arrived
delays and loses nothing. Inside one process nobody needs them: a process does not hear its own.
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import msgspec

from competition.alongside import alongside
from competition.db.unit_of_work import Work

CHANNEL = "jinji"
NODE = secrets.token_hex(6)
"""This process, among those that share a database."""
LOOK_SECONDS = 5.0
ANSWER_SECONDS = 5.0
FIRST_RETRY, SLOWEST_RETRY = 0.1, 5.0
TELL = "pg_notify('jinji', {})"
"""SQL expression that sends a notice as part of a statement; the parameter is `Notice.payload`."""

log = logging.getLogger("jinji.db")


class Notice(msgspec.Struct, frozen=True):
    """`kind` says what happened, `key` to what: an event, an account, a session; `seq` is its number where it has one.

    At most a few hundred bytes: PostgreSQL takes no more than 8,000.
    """

    kind: str
    key: str
    seq: int = 0
    node: str = NODE

    def payload(self) -> str:
        return msgspec.json.encode(self).decode()


Heard = Callable[[Notice], None]
Look = Callable[[], Awaitable[object]]


async def send_notice(work: Work, notice: Notice) -> None:
    """The other processes hear it once the unit of work is committed, and never when it is not."""
    await work.connection.execute(f"SELECT {TELL.format('$1')}", notice.payload())


class Listener:
    """One connection of its own that hears what other processes send. `up` is whether it stands and has looked."""

    def __init__(self, dsn: str, hears: Mapping[str, Heard], look: Look, told: Callable[[bool], None]) -> None:
        self.up = False
        self._dsn = dsn
        self._hears = hears
        self._look = look
        self._told = told
        self._retry = FIRST_RETRY

    async def run(self) -> None:
        """Listens until cancelled, whatever becomes of the connection."""
        while True:
            try:
                async with _connection(self._dsn) as connection:
                    await self._listen(connection)
            except Exception as error:
                log.warning("notices of other processes do not come through (%s); trying again", error)
            self._become(False)
            await asyncio.sleep(self._retry)
            self._retry = min(self._retry * 2, SLOWEST_RETRY)

    async def _listen(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        """Ends, or fails, with the connection."""
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        await connection.add_listener(CHANNEL, self._hear)
        while not lost.is_set():
            await self._look()
            self._become(True)
            self._retry = FIRST_RETRY
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(lost.wait(), LOOK_SECONDS)
            if not lost.is_set():
                await connection.execute("SELECT 1", timeout=ANSWER_SECONDS)

    def _become(self, up: bool) -> None:
        if self.up != up:
            self.up = up
            self._told(up)

    def _hear(self, _connection: Any, _pid: int, _channel: str, payload: object) -> None:
        try:
            notice = msgspec.json.decode(str(payload), type=Notice)
        except msgspec.DecodeError:
            log.warning("a notice that cannot be read: %.100s", payload)
            return
        if notice.node != NODE and notice.kind in self._hears:
            self._hears[notice.kind](notice)


@asynccontextmanager
async def listening(
    dsn: str, hears: Mapping[str, Heard], look: Look, told: Callable[[bool], None] = lambda up: None
) -> AsyncIterator[Listener]:
    """Inside, `hears` is called by kind with what other processes send, and `look` when something may be missing.

    `told` hears whether notices come through, each time that changes.
    """
    listener = Listener(dsn, hears, look, told)
    async with alongside(listener.run(), "notices"):
        yield listener


@asynccontextmanager
async def _connection(dsn: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    connection = await asyncpg.connect(dsn, timeout=ANSWER_SECONDS)
    try:
        yield connection
    finally:
        connection.terminate()
