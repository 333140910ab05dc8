"""Many tablets in one process that cost next to nothing, so that what is measured is the server.

Every message is put into WebSocket wire format before the clock starts; an answer is found by the bytes of its id.
"""

import asyncio
import gc
import os
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle

GRAIN = 0.002
"""Seconds by which a timer may be late."""
Message = tuple[bytes, bytes]
"""The id that its answer bears, and the frame."""


def framed(text: bytes) -> bytes:
    """A text message as a client sends it: masked, with a mask of zeros."""
    size = len(text)
    head = struct.pack("!BB", 0x81, 0x80 | size) if size < 126 else struct.pack("!BBH", 0x81, 0x80 | 126, size)
    return head + b"\0\0\0\0" + text


@dataclass(eq=False)
class Tablet(asyncio.Protocol):
    """One socket. It keeps `window` messages under way until it has sent all that it was given."""

    kept: bytearray = field(default_factory=bytearray)
    sent_at: dict[bytes, float] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)
    to_send: list[Message] = field(default_factory=list)
    failed: str = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self.transport = transport
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.settled = asyncio.Event()
        self.upgraded = False

    def send(self, message: Message, since: float | None = None) -> None:
        """Its latency counts from now, or from an earlier moment."""
        name, frame = message
        self.sent_at[name] = since or time.perf_counter()
        self.transport.write(frame)

    def give(self, messages: Sequence[Message], window: int) -> None:
        self.to_send = list(reversed(messages))
        self.settled.clear()
        for _ in range(min(window, len(messages))):
            self.send(self.to_send.pop())

    def data_received(self, data: bytes) -> None:
        self.kept += data
        if not self.upgraded:
            head, found, rest = self.kept.partition(b"\r\n\r\n")
            if not found:
                return
            assert b" 101 " in head.split(b"\r\n")[0], head
            self.kept, self.upgraded = rest, True
            self.ready.set_result(None)
        place, size = 0, len(self.kept)
        while place + 2 <= size:
            kind, length, start = self.kept[place] & 15, self.kept[place + 1], place + 2
            if length == 126:
                if start + 2 > size:
                    break
                length, start = int.from_bytes(self.kept[start : start + 2], "big"), start + 2
            if start + length > size:
                break
            self.answered(kind, bytes(self.kept[start : start + length]))
            place = start + length
        del self.kept[:place]

    def answered(self, kind: int, text: bytes) -> None:
        if kind == 9:
            self.transport.write(struct.pack("!BB", 0x8A, 0x80 | len(text)) + b"\0\0\0\0" + text)
        if kind != 1 or (at := text.find(b'"id":"')) < 0:
            return
        if b'"receipt"' not in text[:30]:
            self.failed = text.decode()
        begun = self.sent_at.pop(text[at + 6 : at + 42], None)
        if begun is not None:
            self.latencies.append(time.perf_counter() - begun)
        if self.to_send:
            self.send(self.to_send.pop())
        elif not self.sent_at:
            self.settled.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.failed = self.failed or f"the socket closed {exc or ''}"
        self.settled.set()


class Crowd:
    """Open sockets to one server; each round gives every one of them as many messages."""

    def __init__(self, tablets: list[Tablet]) -> None:
        self.tablets = tablets

    @classmethod
    async def connect(cls, port: int, path: str, cookies: Sequence[str]) -> "Crowd":
        loop, tablets = asyncio.get_running_loop(), []
        for cookie in cookies:
            _, tablet = await loop.create_connection(Tablet, "127.0.0.1", port)
            key = os.urandom(16).hex()[:22] + "=="
            tablet.transport.write(
                f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nCookie: {cookie}\r\n\r\n".encode()
            )
            await tablet.ready
            tablets.append(tablet)
        return cls(tablets)

    async def rate(self, messages: Sequence[Sequence[Message]], window: int) -> float:
        """Acknowledged messages a second; the i-th socket sends the i-th list."""
        begun = time.perf_counter()
        for tablet, own in zip(self.tablets, messages, strict=True):
            tablet.give(own, window)
        await self._settled()
        return sum(map(len, messages)) / (time.perf_counter() - begun)

    async def latencies(self, messages: Sequence[Message], per_second: int) -> list[float]:
        """Seconds from sending to the answer, of messages sent at an even pace over all sockets in turn; ascending.

        No answer is waited for. A message that leaves later than a timer's grain after it was due counts from then.
        """
        for tablet in self.tablets:
            tablet.latencies.clear()
        gc.disable()
        begun = time.perf_counter()
        for number, (tablet, message) in enumerate(zip(cycle(self.tablets), messages, strict=False)):
            due = begun + number / per_second
            if (early := due - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            tablet.settled.clear()
            tablet.send(message, due if time.perf_counter() - due > GRAIN else None)
        await self._settled()
        gc.enable()
        return sorted(latency for tablet in self.tablets for latency in tablet.latencies)

    async def _settled(self) -> None:
        for tablet in self.tablets:
            await tablet.settled.wait()
            assert not tablet.failed, tablet.failed

    def close(self) -> None:
        for tablet in self.tablets:
            tablet.transport.abort() if isinstance(tablet.transport, asyncio.Transport) else tablet.transport.close()
