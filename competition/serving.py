"""The server in this process, on uvicorn, set up for thousands of open sockets.

Compression of messages is off: it costs twice the processor time and four times the memory of a
connection (uvicorn has it on by default). A silent client is dropped after twenty seconds.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from competition.app import create_app
from competition.settings import Settings


class ServerFailed(RuntimeError):
    """The server did not start; its log says why."""


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator["Serving"]:
    """The server answers at `url` inside the block; afterwards it and its database have stopped."""
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(settings),
            host=settings.host,
            port=settings.port,
            http="httptools",
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            ws_ping_interval=10,
            ws_ping_timeout=10,
            ws_max_size=64 * 1024,
            timeout_graceful_shutdown=5,
            log_level="warning",
            access_log=False,
        )
    )
    stopped = asyncio.create_task(server.serve())
    while not server.started:
        if stopped.done():
            stopped.result()
            raise ServerFailed("the server stopped while it was starting")
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    try:
        yield Serving(f"http://{host}:{port}", stopped)
    finally:
        server.should_exit = True
        await stopped


class Serving:
    """A running server: its address, and a task that ends when it is told to stop."""

    def __init__(self, url: str, stopped: "asyncio.Task[None]") -> None:
        self.url = url
        self.stopped = stopped
