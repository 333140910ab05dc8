"""The server in this process, on uvicorn, set up for thousands of open sockets.

Compression of messages is off: it costs twice the processor time and four times the memory of a
connection (uvicorn has it on by default). A silent client is dropped after twenty seconds.

What is there once the server has started stays, so the garbage collector is told to leave it alone. What comes is
looked at soon, in bites of about a tenth of a millisecond. What has stayed for a while is looked at when there is
little to do: with thousands of sockets and marks that walk would hold everybody up for a tenth of a second.
"""

import asyncio
import contextlib
import gc
import signal
import socket
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import uvicorn
from litestar import Litestar

from competition.alongside import alongside
from competition.app import create_app
from competition.errors import CompetitionError
from competition.live.wire import WireProtocol
from competition.settings import Settings
from rules.errors import Refusal

LOOKED_AT_AFTER = 100, 50_000, 5
"""Python's thresholds for its garbage collector, as they are while serving; the second is of use if it never rests."""
REST_SECONDS, REST = 1.0, 0.25
"""A server rests that has used no more than this share of one core for so many seconds, and was not kept waiting."""
WORTH_IT = 500
"""Looks at what is new, after which what has stayed is worth one."""

Result = TypeVar("Result")


def run(main: Coroutine[Any, Any, Result]) -> Result:
    """As `asyncio.run`, on uvloop where there is one: a third more marks a second."""
    try:
        import uvloop
    except ImportError:  # not on Windows
        return asyncio.run(main)
    return uvloop.run(main)


class AddressTaken(CompetitionError):
    code = "server.address_taken"
    zh = "无法在 {host}:{port} 上启动服务（{reason}）；请关闭占用该端口的程序，或用 --port 换一个端口。"
    en = "cannot listen on {host}:{port} ({reason}); stop what uses that port, or choose another with --port"


@dataclass(frozen=True, slots=True)
class Serving:
    """A running server: its address, and an event that is set when it was told to stop."""

    url: str
    stopping: asyncio.Event


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[Serving]:
    """The server answers at `url` inside the block; afterwards it and its database have stopped.

    Raises the refusals of `competition.db` when its database cannot run, and `AddressTaken`.
    SIGINT and SIGTERM set `stopping`; the block should then end.
    """
    async with serving_app(create_app(settings), settings) as running:
        yield running


@asynccontextmanager
async def serving_app(app: Litestar, settings: Settings) -> AsyncIterator[Serving]:
    """The same of any application."""
    with contextlib.closing(_listening(settings)) as listening:
        async with AsyncExitStack() as until_stop:
            await _start(app, until_stop)
            server = _Server(
                uvicorn.Config(
                    app,
                    lifespan="off",
                    http="httptools",
                    ws=WireProtocol,
                    ws_per_message_deflate=False,
                    ws_ping_interval=10,
                    ws_ping_timeout=10,
                    ws_max_size=64 * 1024,
                    timeout_graceful_shutdown=5,
                    log_level="warning",
                    access_log=False,
                )
            )
            running = asyncio.create_task(server.serve([listening]))
            while not server.started:  # noqa: ASYNC110 (uvicorn has a flag and no event)
                await asyncio.sleep(0.005)
            host, port = listening.getsockname()[:2]
            with _told_to_stop() as stopping, calm_collector():
                try:
                    async with alongside(tidy_at_rest(), "tidying"):
                        yield Serving(f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}", stopping)
                finally:
                    server.should_exit = True
                    await running


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Left to `_told_to_stop`: uvicorn would raise the signal again before the database has stopped."""
        yield


async def _start(app: Litestar, until_stop: AsyncExitStack) -> None:
    try:
        await until_stop.enter_async_context(app.lifespan())
    except ExceptionGroup as group:  # Litestar starts in a task group, which wraps what goes wrong
        found: Exception = group.subgroup(Refusal) or group
        while isinstance(found, ExceptionGroup) and len(found.exceptions) == 1:
            found = found.exceptions[0]
        raise found from None


@contextlib.contextmanager
def calm_collector() -> Iterator[None]:
    """Inside, what was there before is never looked at by the garbage collector, and what has stayed hardly ever."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*LOOKED_AT_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


async def tidy_at_rest() -> None:
    """What has stayed for a while is looked at whenever the server is at rest. Goes on until it is cancelled."""
    while True:
        begun, used = time.monotonic(), time.process_time()
        await asyncio.sleep(REST_SECONDS)
        used, passed = time.process_time() - used, time.monotonic() - begun
        if used < REST * REST_SECONDS and passed < 1.1 * REST_SECONDS and gc.get_count()[1] >= WORTH_IT:
            gc.collect()


def _listening(settings: Settings) -> socket.socket:
    """Its connections inherit that small writes leave at once: asyncio, unlike uvloop, does not see to that by itself.

    The body of an answer would wait up to 40 ms for the other end to acknowledge the head.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listening = socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        raise AddressTaken(host=settings.host, port=settings.port, reason=error.strerror or error) from error
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


@contextlib.contextmanager
def _told_to_stop() -> Iterator[asyncio.Event]:
    stopping, loop, handled = asyncio.Event(), asyncio.get_running_loop(), []
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, stopping.set)
            handled.append(number)
    try:
        yield stopping
    finally:
        for number in handled:
            loop.remove_signal_handler(number)
