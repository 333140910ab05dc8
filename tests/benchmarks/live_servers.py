"""What sends the same frame to everybody who is connected, each in a process of its own.

    python -m tests.benchmarks.live_servers floor|broadcast|server [DATABASE]

    floor       one ready-made frame by `transport.write`, no WebSocket library
    broadcast   `websockets.broadcast`, the yardstick
    server      this program's server with its database; frames are published in its hub

Prints the address to watch, then sends frame SEQ for each line `SEQ` on its input. The server works no outlooks: they
would go out half a second later, in the middle of what another is measured by.
"""

import asyncio
import resource
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import uvloop
import websockets

from competition.accounts.actions import create_account
from competition.app import create_app
from competition.client import Person
from competition.live.hub import Hub
from competition.live.wire import text_frame
from competition.serving import serving_app
from competition.settings import Settings
from competition.standings import foresight
from tests.benchmarks.live_frames import a_frame, greeting
from tests.situations import a_small_competition

NEVER = 86_400.0


async def sequence() -> AsyncIterator[int]:
    """The numbers on the standard input, as they come."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        yield int(line)


class Raw(asyncio.Protocol):
    def __init__(self, everybody: set[asyncio.Transport]) -> None:
        self._everybody = everybody

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"GET"):
            self._transport.write(b"HTTP/1.1 101 Switching Protocols\r\n\r\n" + text_frame(greeting()))
            self._everybody.add(self._transport)


async def floor() -> None:
    everybody: set[asyncio.Transport] = set()
    server = await asyncio.get_running_loop().create_server(lambda: Raw(everybody), "127.0.0.1", 0, backlog=2048)
    print(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/", flush=True)
    async for seq in sequence():
        wire = text_frame(msgspec.json.encode(a_frame(seq)))
        for transport in everybody:
            transport.write(wire)


async def broadcast() -> None:
    async def handle(connection: websockets.ServerConnection) -> None:
        await connection.send(greeting().decode())
        await connection.wait_closed()

    async with websockets.serve(handle, "127.0.0.1", 0, compression=None, backlog=2048) as server:
        print(f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}/", flush=True)
        async for seq in sequence():
            websockets.broadcast(server.connections, msgspec.json.encode(a_frame(seq)).decode())


async def server(database: str) -> None:
    foresight.LOOK_SECONDS = NEVER
    settings = Settings(data=Path(tempfile.mkdtemp()), database_url=database, port=0, password_cost=1)
    app = create_app(settings)
    find: Callable[[], Hub] = app.dependencies["hub"].dependency  # type: ignore[attr-defined]
    async with serving_app(app, settings) as running:
        name = f"server-{running.url}"
        await create_account(name, "赛务组织者", "a-password-for-benchmarks", ["organiser"], 1)
        async with await Person.sign_in(running.url, name, "a-password-for-benchmarks") as organiser:
            event = await a_small_competition(organiser)
            entrant = (await event.board()).rows[0].entrant
        print(f"{running.url.replace('http', 'ws')}/live/events/{event.event}", flush=True)
        async for seq in sequence():
            find().publish(UUID(event.event), a_frame(seq, entrant))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    uvloop.run({"floor": floor, "broadcast": broadcast, "server": server}[sys.argv[1]](*sys.argv[2:]))
