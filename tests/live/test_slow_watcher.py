"""Somebody who stops reading, over real sockets: bounded memory, nobody else waits, and the same end."""

import asyncio
from contextlib import ExitStack
from typing import Any

import websockets

from competition.live.wire import WireProtocol
from tests.live.test_feed import a_frame, a_row
from tests.live.test_hub import EVENT, Shown
from tests.live.test_wire import served
from tests.watching import Page, all_sent

FRAMES, LONG = 500, "名" * 8000
"""Some 12 MB: more than the system's own buffers take."""
LIMIT = 64 * 1024


async def test_who_stops_reading_costs_nobody_anything_and_comes_to_the_same_end() -> None:
    shown, connections = Shown(), list[WireProtocol]()
    with ExitStack() as watching:

        async def handler(wire: WireProtocol, send: Any) -> None:
            connections.append(wire)
            watching.enter_context(shown.hub.watching(EVENT, wire))

        async with served(handler) as address:
            async with (
                websockets.connect(address, max_queue=1, max_size=None) as slow,
                websockets.connect(address, max_queue=None, max_size=None) as quick,
            ):
                pages = Page(), Page()
                reading = asyncio.create_task(follow(quick, pages[1]))
                most = 0
                for seq in range(1, FRAMES + 1):
                    shown.hub.publish(EVENT, a_frame(seq - 1, seq, a_row(f"{LONG}{seq % 3}", 1, seq)))
                    shown.hub._audiences[EVENT]._next = 0.0
                    await all_sent(shown.hub, EVENT)
                    most = max(most, *(wire.transport.get_write_buffer_size() for wire in connections))
                frame = len(LONG.encode()) + 1000
                assert LIMIT < most <= LIMIT + 2 * frame
                async with asyncio.timeout(10):
                    await reading
                    await follow(slow, pages[0])
        assert [page.seq for page in pages] == [FRAMES, FRAMES] and pages[0].rows == pages[1].rows
        assert len(pages[1].numbers) == FRAMES + 1 > len(pages[0].numbers)


async def follow(socket: websockets.ClientConnection, page: Page) -> None:
    """The page shows the last frame; it has never lacked one."""
    while page.seq < FRAMES:
        assert page.hear(await socket.recv())
