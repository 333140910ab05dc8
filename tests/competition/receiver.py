"""A receiver of webhooks: a small web server that keeps what it is sent and answers as it is told."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec

from competition.client import Person

HOOKS = "/api/body/webhooks"


@dataclass(frozen=True)
class Received:
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> Any:
        return msgspec.json.decode(self.body)


@dataclass
class Receiver:
    """`answers` are used up one by one, then everything is taken with 204.

    None never answers, a future once it is set.
    """

    url: str = ""
    answers: list[int | asyncio.Future[int] | None] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def has(self, count: int) -> list[Received]:
        """What was received, once it is so many."""
        async with asyncio.timeout(20), self._news:
            await self._news.wait_for(lambda: len(self.received) >= count)
        return self.received

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer), contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
                headers = {
                    name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)
                }
                body = await reader.readexactly(int(headers["content-length"]))
                async with self._news:
                    self.received.append(Received(headers, body))
                    self._news.notify_all()
                status = self.answers.pop(0) if self.answers else 204
                if isinstance(status, asyncio.Future):
                    status = await status
                if status is None:
                    continue
                location = "Location: http://127.0.0.1:9/\r\n" if status == 302 else ""
                writer.write(f"HTTP/1.1 {status} X\r\n{location}Content-Length: 0\r\n\r\n".encode())
                await writer.drain()


@asynccontextmanager
async def a_receiver(*answers: int | None) -> AsyncIterator[Receiver]:
    receiver = Receiver(answers=list(answers))
    listening = await asyncio.start_server(receiver.take, "127.0.0.1", 0)
    receiver.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/hook"
    try:
        yield receiver
    finally:
        listening.close()


async def messages(lead: Person, hook: str) -> list[dict[str, Any]]:
    return list((await lead.get(f"{HOOKS}/{hook}/messages"))["messages"])


async def settled(lead: Person, hook: str, *states: str) -> list[dict[str, Any]]:
    """The hook's messages, newest first, once they stand so and nothing is being tried."""
    for _ in range(200):
        found = await messages(lead, hook)
        if tuple(one["state"] for one in found) == states and all(one["attempts"] for one in found):
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(found)
