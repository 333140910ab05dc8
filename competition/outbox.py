"""A tablet's marks on their way, as a program: look, send, settle.

A mark stays in the outbox until the server says that it is stored or refused. When the link breaks, or a mark has no
answer for longer than `patience` seconds though the link seems whole, the tablet connects again and sends what was not
answered; the server knows the ids.
"""

import asyncio
import itertools
import secrets
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from contextlib import suppress
from decimal import Decimal

import msgspec
import websockets

from competition.accounts.routes import COOKIE
from competition.clock import iso, now
from competition.identifiers import uuid7
from competition.live.messages import EnterMark, JudgeMessage, Ping, Receipt, Refused
from competition.live.sockets import NOT_A_JUDGE

RETRY_SECONDS = 0.2
SLOWEST_RETRY_SECONDS = 5.0
SILENCE_SECONDS = 15.0
ANSWER_SECONDS = 10.0
REPORT_SECONDS = 1.0
_read = msgspec.json.Decoder(JudgeMessage).decode


class Outbox:
    """The marks of one tablet on their way to the server at `url`, under the session of the cookie."""

    def __init__(self, url: str, cookie: str, *, window: int = 32, patience: float = ANSWER_SECONDS) -> None:
        self.url = url
        self.device = secrets.token_hex(8)
        self.stored: list[Receipt] = []
        self.refused: list[Refused] = []
        self.reconnects = 0
        self.resent = 0
        self._socket_url = url.replace("http", "ws", 1) + "/live/judge"
        self._cookie = cookie
        self._window = window
        self._patience = patience
        self._counter = itertools.count(1)
        self._outbox: dict[str, EnterMark] = {}
        self._held: set[tuple[str, str, str, str]] = set()
        self._unsent: deque[EnterMark] = deque()
        self._room = asyncio.Event()
        self._settled = asyncio.Event()

    def mark(
        self, event: str, entrant: str, aspect: str, value: Decimal | None, *, stage: str = "", id: str = ""
    ) -> EnterMark:
        """The command that enters this mark, with an id and a counter of this tablet."""
        return EnterMark(
            id=id or str(uuid7()),
            device=self.device,
            counter=next(self._counter),
            event=event,
            stage=stage,
            entrant=entrant,
            aspect=aspect,
            value=value,
            at=iso(now()),
        )

    async def send(self, marks: Iterable[EnterMark] | AsyncIterable[EnterMark]) -> None:
        """Every mark has been answered: its receipt is in `stored`, or its refusal in `refused`."""
        async with asyncio.TaskGroup() as both:
            connected = both.create_task(self._stay_connected())
            async for command in _each(marks):
                self._enter(command)
            if self._outbox:
                await self._settled.wait()
            connected.cancel()

    def _enter(self, command: EnterMark) -> None:
        self._outbox[command.id] = command
        self._unsent.append(command)
        self._settled.clear()
        self._room.set()

    def _settle(self, mark_id: str) -> None:
        self._outbox.pop(mark_id, None)
        self._room.set()
        if not self._outbox:
            self._settled.set()

    async def _stay_connected(self) -> None:
        pause = RETRY_SECONDS
        while True:
            try:
                async with websockets.connect(
                    self._socket_url,
                    additional_headers={"Cookie": f"{COOKIE}={self._cookie}"},
                    compression=None,
                    open_timeout=5,
                    close_timeout=1,
                ) as socket:
                    pause = RETRY_SECONDS
                    self.resent += self._in_flight
                    self._unsent = deque(self._outbox.values())
                    async with asyncio.TaskGroup() as both:
                        both.create_task(self._read_answers(socket))
                        both.create_task(self._send_outbox(socket))
                        both.create_task(self._miss_answers())
                        both.create_task(self._report(socket))
            except* (OSError, TimeoutError, websockets.ConnectionClosed, websockets.InvalidHandshake) as lost:
                if any(_turned_away(error) for error in lost.exceptions):
                    raise
            self.reconnects += 1
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, SLOWEST_RETRY_SECONDS)

    async def _read_answers(self, socket: websockets.ClientConnection) -> None:
        while True:
            async with asyncio.timeout(SILENCE_SECONDS):
                message = _read(await socket.recv())
            if isinstance(message, Receipt):
                self.stored.append(message)
                self._hold(self._outbox.get(message.id))
            elif isinstance(message, Refused):
                self.refused.append(message)
            else:
                continue
            self._settle(message.id)

    def _hold(self, mark: EnterMark | None) -> None:
        if mark:
            place = mark.event, mark.stage, mark.entrant, mark.aspect
            (self._held.add if mark.value is not None else self._held.discard)(place)

    async def _report(self, socket: websockets.ClientConnection) -> None:
        """The server hears what this tablet counts, as from the judge page; and, before it leaves, that all is done."""
        numbers = itertools.count(1)
        try:
            while True:
                await socket.send(self._counts(next(numbers)), text=True)
                await asyncio.sleep(REPORT_SECONDS)
        finally:
            if not self._outbox:
                with suppress(websockets.ConnectionClosed):
                    await socket.send(self._counts(next(numbers)), text=True)

    def _counts(self, number: int) -> bytes:
        waiting = len(self._unsent)
        said = Ping(
            number=number,
            device=self.device,
            waiting=waiting,
            sent=len(self._outbox) - waiting,
            stored=len(self._held),
            battery=None,
            opens=False,
        )
        return msgspec.json.encode(said)

    @property
    def _in_flight(self) -> int:
        return len(self._outbox) - len(self._unsent)

    async def _miss_answers(self) -> None:
        """Raises TimeoutError when the oldest mark has been sent and not been answered for too long."""
        awaited = None
        while True:
            await asyncio.sleep(self._patience)
            oldest = next(iter(self._outbox), None) if self._in_flight else None
            if oldest is not None and oldest == awaited:
                raise TimeoutError
            awaited = oldest

    async def _send_outbox(self, socket: websockets.ClientConnection) -> None:
        while True:
            self._room.clear()
            while self._unsent and self._in_flight < self._window:
                await socket.send(msgspec.json.encode(self._unsent.popleft()), text=True)
            await self._room.wait()


async def _each(marks: Iterable[EnterMark] | AsyncIterable[EnterMark]) -> AsyncIterator[EnterMark]:
    if isinstance(marks, AsyncIterable):
        async for mark in marks:
            yield mark
    else:
        for mark in marks:
            yield mark


def _turned_away(error: BaseException) -> bool:
    """Whether the server said that this tablet is not a judge's: trying again would not help."""
    return isinstance(error, websockets.ConnectionClosed) and error.rcvd is not None and error.rcvd.code == NOT_A_JUDGE
