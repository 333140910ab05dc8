"""Watchers of a relay in a bad hall: links that break at random, and a server that is killed while marks go on.

Each watcher is a page as `lib/board.ts` is one: it comes back with the number and the token that it has, starts over
when it lacks something, and never shows an older number after a newer one.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from random import Random

import websockets

from competition.client import Tablet
from competition.live.messages import Snapshot, StandingRow
from tests.nodes import Node
from tests.situations import Situation
from tests.watching import Page

RETRY_SECONDS = 0.05


class StormWatcher:
    """One page, which stays until it is cancelled; `went_back` counts how often an older number was shown."""

    def __init__(self, address: str) -> None:
        self.page = Page()
        self.went_back = self.connections = self.snapshots = 0
        self._address = address
        self._socket: websockets.ClientConnection | None = None
        self._from_start = False

    def cut(self) -> bool:
        """Whether there was a link that has been broken, without a word of farewell."""
        if self._socket is None:
            return False
        self._socket.transport.abort()
        return True

    async def watch(self) -> None:
        while True:
            with suppress(OSError, TimeoutError, websockets.WebSocketException):
                await self._follow()
            self._socket = None
            await asyncio.sleep(RETRY_SECONDS)

    async def _follow(self) -> None:
        page = self.page
        resume = "" if self._from_start or page.seq < 0 else f"?after={page.seq}&token={page.token}"
        async with websockets.connect(
            self._address + resume, compression=None, ping_interval=None, open_timeout=10, close_timeout=0.1
        ) as self._socket:
            self.connections += 1
            async for body in self._socket:
                before = page.seq
                heard = page.hear(body)
                self.went_back += page.seq < before
                self.snapshots += sum(isinstance(message, Snapshot) for message in page.heard)
                page.heard.clear()
                self._from_start = not heard
                if not heard:
                    return


async def storm(
    event: Situation,
    server: Node,
    relay: Node,
    *,
    watchers: int,
    cuts: int,
    marks: int,
    seed: int,
) -> tuple[list[StormWatcher], dict[str, StandingRow]]:
    """All watchers after the storm, and the board as the database has it. Everybody has had time to come back."""
    random = Random(seed)
    address = f"{relay.url.replace('http', 'ws')}/live/events/{event.event}"
    crowd = [StormWatcher(address) for _ in range(watchers)]
    async with watched(crowd):
        async with asyncio.timeout(120):
            while not all(one.page.rows for one in crowd):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        tablet = await event.tablet("J1")
        async with asyncio.timeout(120), asyncio.TaskGroup() as at_once:
            sending = at_once.create_task(send(event, tablet, marks, random))
            at_once.create_task(cut(crowd, cuts, random))
            at_once.create_task(kill_halfway(server, tablet, marks))
        assert sending.done() and len({one.id for one in tablet.stored}) == marks
        board = await event.board()
        await caught_up(crowd, board.seq)
        return crowd, {row.entrant: row for row in board.rows}


@asynccontextmanager
async def watched(crowd: Sequence[StormWatcher]) -> AsyncIterator[None]:
    """Inside, everybody watches, wherever their servers go."""
    watching = [asyncio.create_task(one.watch()) for one in crowd]
    try:
        yield
    finally:
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)


async def caught_up(crowd: Sequence[StormWatcher], seq: int) -> None:
    """Everybody shows what has that number, live."""
    async with asyncio.timeout(60):
        while any(one.page.seq < seq or one.page.stale for one in crowd):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def send(event: Situation, tablet: Tablet, marks: int, random: Random) -> None:
    """So many marks have receipts, entered over some seconds."""
    entered = [await event.mark("J1", random.choice("ABCD"), str(random.randrange(20) / 2)) for _ in range(marks)]
    for part in range(0, marks, 5):
        await tablet.send(entered[part : part + 5])
        await asyncio.sleep(0.02)


async def cut(crowd: list[StormWatcher], cuts: int, random: Random) -> None:
    """So many links have been broken, one after the other."""
    while cuts:
        cuts -= random.choice(crowd).cut()
        await asyncio.sleep(0.005)


async def kill_halfway(server: Node, tablet: Tablet, marks: int) -> None:
    """The server was killed when half of the marks had their receipts, and is back."""
    while len(tablet.stored) < marks // 2:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    server.kill()
    await asyncio.sleep(0.5)
    server.start()
    await server.ready()
