"""What is used of uvicorn's inside, on a real server: this fails when it moves."""

import asyncio
import contextlib
import socket
import tomllib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import uvicorn
import websockets

from competition.live.wire import WireProtocol, text_frame, wire_of
from competition.serving import _Server
from tests.watching import text_messages

PATIENCE = 10


class Heard:
    """What the protocol told of its write buffer."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def paused(self) -> None:
        self.told.append("paused")

    def resumed(self) -> None:
        self.told.append("resumed")


Handler = Callable[[WireProtocol, Any], Awaitable[None]]


@asynccontextmanager
async def served(handler: Handler, **options: Any) -> AsyncIterator[str]:
    """A server whose every socket is handled so, once it is accepted."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await handler(wire_of(scope), send)
        while (await receive())["type"] != "websocket.disconnect":
            pass

    listening = socket.create_server(("127.0.0.1", 0))
    config: dict[str, Any] = {"ws": WireProtocol, "ws_per_message_deflate": False, "lifespan": "off", **options}
    server = _Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, **config))
    running = asyncio.create_task(server.serve([listening]))
    try:
        while not server.started:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        yield f"ws://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        server.should_exit = True
        await running
        listening.close()


def test_the_pin_is_what_is_installed() -> None:
    """Its inside is used, so no other version will do."""
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    assert f"uvicorn=={version('uvicorn')}" in project["project"]["dependencies"]


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65535, 65536, 200_000])
async def test_a_ready_made_frame_is_a_text_message_whatever_its_length(length: int) -> None:
    """Between messages sent the ordinary way, in order."""

    async def handler(wire: WireProtocol, send: Any) -> None:
        await send({"type": "websocket.send", "text": "before"})
        wire.push(text_frame(b"x" * length))
        await send({"type": "websocket.send", "text": "after"})

    assert text_messages(text_frame(b"x" * length)) == [b"x" * length]
    async with served(handler) as address, websockets.connect(address) as client:
        assert [await client.recv() for _ in range(3)] == ["before", "x" * length, "after"]


async def test_several_frames_in_one_write_are_several_messages() -> None:
    async def handler(wire: WireProtocol, send: Any) -> None:
        wire.push(text_frame("名次".encode()) + text_frame(b"two"))

    async with served(handler) as address, websockets.connect(address) as client:
        assert [await client.recv(), await client.recv()] == ["名次", "two"]


async def test_nothing_is_compressed_even_if_the_client_offers_it() -> None:
    async def handler(wire: WireProtocol, send: Any) -> None:
        wire.push(text_frame(b"plain"))

    async with served(handler) as address, websockets.connect(address, compression="deflate") as client:
        assert await client.recv() == "plain" and client.protocol.extensions == []


async def test_a_full_buffer_is_told_and_told_again_when_it_drains() -> None:
    heard, connections = Heard(), []

    async def handler(wire: WireProtocol, send: Any) -> None:
        wire.reader = heard
        connections.append(wire)
        while not heard.told:
            wire.push(text_frame(b"x" * 60_000))

    async with served(handler) as address, websockets.connect(address, max_queue=1) as client:
        async with asyncio.timeout(PATIENCE):
            while not heard.told:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            assert connections[0].transport.get_write_buffer_size() > 64 * 1024
            while heard.told != ["paused", "resumed"]:
                await client.recv()


async def test_who_listens_is_handed_whole_messages_and_the_handler_none() -> None:
    """Also of one that came in parts, and while nothing is sent; what comes after that is the handler's again."""
    taken, connections = list[bytes](), list[WireProtocol]()

    class Ear:
        def heard(self, message: bytes) -> None:
            taken.append(message)
            if message == b"hold":
                connections[0].hold()
            if message == b"enough":
                connections[0].listener = None
            connections[0].push(text_frame(message))

    async def handler(wire: WireProtocol, send: Any) -> None:
        connections.append(wire)
        wire.listener = Ear()

    async with served(handler) as address, websockets.connect(address) as client:
        for message in ("one", ["in ", "parts"], "名", "hold", "held"):
            await client.send(message)
        assert [await client.recv() for _ in range(4)] == ["one", "in parts", "名", "hold"]
        await asyncio.sleep(0.05)
        before = len(taken)
        connections[0].release()
        assert await client.recv() == "held" and before <= 5
        await client.send("enough")
        await client.recv()
        assert connections[0].queue.empty()
        await client.send("for the handler")
        async with asyncio.timeout(PATIENCE):
            assert await client.ping()
    assert taken[-1] == b"enough"


async def test_what_is_pushed_to_who_has_left_is_nobodys_trouble() -> None:
    connections = list[WireProtocol]()

    async def handler(wire: WireProtocol, send: Any) -> None:
        connections.append(wire)

    async with served(handler) as address:
        async with websockets.connect(address):
            pass
        connections[0].push(text_frame(b"too late"))
        connections[0].release()


async def test_a_dismissed_socket_closes_with_its_code() -> None:
    """And its handler ends: the server has nothing left to wait for."""

    async def handler(wire: WireProtocol, send: Any) -> None:
        wire.push(text_frame(b"last"))
        wire.dismiss(4404, "no such event")
        wire.push(text_frame(b"never"))
        wire.dismiss(4404, "twice")

    async with served(handler) as address, websockets.connect(address) as client:
        assert await client.recv() == "last"
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await client.recv()
    assert closed.value.rcvd is not None and (closed.value.rcvd.code, closed.value.rcvd.reason) == (
        4404,
        "no such event",
    )


async def test_who_never_reads_again_is_dropped_with_all_that_waits() -> None:
    """By the ping that it does not answer, and at once: nothing lingers that TCP would go on trying to deliver."""
    connections: list[WireProtocol] = []

    async def handler(wire: WireProtocol, send: Any) -> None:
        connections.append(wire)
        heard = Heard()
        wire.reader = heard
        while not heard.told:
            wire.push(text_frame(b"x" * 60_000))

    async with served(handler, ws_ping_interval=0.1, ws_ping_timeout=0.1) as address:
        host, port = address.removeprefix("ws://").rstrip("/").split(":")
        _, writer = await asyncio.open_connection(host, int(port), limit=1024)
        writer.write(
            b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        async with asyncio.timeout(PATIENCE):
            while not (connections and connections[0].disconnected):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
