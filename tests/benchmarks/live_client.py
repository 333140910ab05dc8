"""Thousands of watchers in a process of their own, as light as they can be: they read, count and tell the time.

    python -m tests.benchmarks.live_client ws://HOST:PORT/PATH NUMBER [elsewhere]

Says `ready` when all are connected and have been greeted, then for every frame `SEQ SECONDS` once the last watcher has
it or a later one; the seconds are of the monotonic clock, which all processes of a machine share. `stop N` on its
input makes the first N watchers stop reading; they are not waited for then. It knows nothing of this program but
`"seq":`. `elsewhere` lets everything else go first: what watchers do themselves is done on other machines.
"""

import asyncio
import resource
import sys
import time
from collections import deque
from typing import Any
from urllib.parse import urlsplit

import uvloop

from competition.giving_way import stand_back

AT_ONCE = 100
FRAME = b'{"type":"frame","seq":'


class Watchers:
    """How many have what; a frame that was merged into a later one counts as received with it."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.greeted = 0
        self.all: list[Watcher] = []
        self._missing: deque[list[int]] = deque()
        self._has: dict[int, int] = {}

    def received(self, before: int, seq: int) -> None:
        """A watcher that had everything up to `before` has it up to `seq`."""
        if not self._missing or self._missing[-1][0] < seq:
            self._missing.append([seq, self.number])
        for waiting in self._missing:
            if before < waiting[0] <= seq:
                waiting[1] -= 1
        while self._missing and self._missing[0][1] <= 0:
            print(self._missing.popleft()[0], time.monotonic(), flush=True)


class Watcher(asyncio.Protocol):
    def __init__(self, all_of_them: Watchers, request: bytes) -> None:
        self._all, self._request = all_of_them, request
        self._buffer = b""
        self._upgraded = False
        self._greeted = False
        self._seq = 0

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer + data if self._buffer else data
        if not self._upgraded:
            head, end, buffer = buffer.partition(b"\r\n\r\n")
            if not end:
                self._buffer = head
                return
            assert b" 101 " in head, head
            self._upgraded = True
        while len(buffer) >= 2:
            length, begin = buffer[1] & 0x7F, 2
            if length >= 126:
                begin = 4 if length == 126 else 10
                length = int.from_bytes(buffer[2:begin]) if len(buffer) >= begin else len(buffer)
            if len(buffer) < begin + length:
                break
            self._hear(buffer[0] & 0x0F, buffer[begin : begin + length])
            buffer = buffer[begin + length :]
        self._buffer = buffer

    def _hear(self, opcode: int, body: bytes) -> None:
        if opcode == 9:  # a ping is answered, masked with zeros (RFC 6455, section 5.5.3)
            self.transport.write(bytes((0x8A, 0x80 | len(body), 0, 0, 0, 0)) + body)
        elif opcode == 1:
            if not self._greeted:
                self._greeted = True
                self._all.greeted += 1
            if body.startswith(FRAME):
                seq = int(body[len(FRAME) : body.index(b",", len(FRAME))])
                before, self._seq = self._seq, seq
                self._all.received(before, seq)


async def main(address: str, number: int) -> None:
    where = urlsplit(address)
    request = (
        f"GET {where.path} HTTP/1.1\r\nHost: {where.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ).encode()
    loop, watchers = asyncio.get_running_loop(), Watchers(number)
    while len(watchers.all) < number:
        wanted = min(AT_ONCE, number - len(watchers.all))
        made = [
            loop.create_connection(lambda: Watcher(watchers, request), where.hostname, where.port)
            for _ in range(wanted)
        ]
        watchers.all += [protocol for _, protocol in await asyncio.gather(*made)]
        while watchers.greeted < len(watchers.all):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    print("ready", flush=True)
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        stopped = int(line.split()[1])
        for watcher in watchers.all[:stopped]:
            watcher.transport.pause_reading()
        watchers.number -= stopped


if __name__ == "__main__":
    if sys.argv[3:] == ["elsewhere"]:
        stand_back(19)
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    uvloop.run(main(sys.argv[1], int(sys.argv[2])))
