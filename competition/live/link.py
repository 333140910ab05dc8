"""The link to one tablet of a judge: marks are taken as they come in, and answers go out as soon as they are there.

Both ways it is plain calls between the connection and the intake, with no queue and no task in between: a mark waits
for its commit and for nothing else. What is answered together is sent together.

Of a tablet that sends and does not read, or that has `IN_FLIGHT` messages unanswered, no more is taken until that has
changed. What it sent meanwhile is kept, and nothing more is read.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

import msgspec

from competition.clock import iso, now
from competition.live.errors import CommandUnreadable
from competition.live.messages import (
    EnterMark,
    JudgeCommand,
    JudgeMessage,
    Ping,
    Pulse,
    Receipt,
    Refused,
    TakeOver,
)
from competition.live.wire import Listener, Reader, text_frame

IN_FLIGHT = 64
PULSE_SECONDS = 5.0
read = msgspec.json.Decoder(JudgeCommand).decode

Answer = asyncio.Future[Receipt | Refused]
Words = Ping | TakeOver


class Wire(Protocol):
    """The way to the tablet and back."""

    reader: Reader | None
    listener: Listener | None

    def push(self, wire: bytes) -> None: ...
    def hold(self) -> None: ...
    def release(self) -> None: ...


class Link:
    """`submit` takes a mark. `words` are the tablet's messages about itself, for whoever answers them."""

    def __init__(self, wire: Wire, submit: Callable[[EnterMark], Answer]) -> None:
        self.words: asyncio.Queue[Words] = asyncio.Queue()
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Raises what kept the first of the marks from being stored."""
        self._wire, self._submit = wire, submit
        self._kept: deque[bytes] = deque()
        self._to_send: list[bytes] = []
        self._unanswered = 0
        self._lags = False
        self._said_at = 0.0

    @contextmanager
    def open(self) -> Iterator[None]:
        """While inside, what the tablet sends is taken."""
        self._wire.reader = self._wire.listener = self
        try:
            yield
        finally:
            self._send()
            self._wire.reader = self._wire.listener = None
            self._kept.clear()
            self.failed.cancel()

    def say(self, message: JudgeMessage) -> None:
        """The message is on its way."""
        self.push(msgspec.json.encode(message))

    def push(self, body: bytes) -> None:
        self._to_send.append(text_frame(body))
        self._send()

    def tell(self, body: bytes) -> None:
        """News that the tablet can do without is on its way, unless the tablet does not keep up."""
        if not self._lags:
            self.push(body)

    def answer(self, message: JudgeMessage) -> None:
        """The oldest of the tablet's words is answered."""
        self.say(message)
        self._go_on()

    async def pulses(self) -> None:
        """Tells the tablet that its link is alive whenever nothing else has for `PULSE_SECONDS`."""
        while True:
            await asyncio.sleep(max(0.0, self._said_at + PULSE_SECONDS - time.monotonic()))
            if time.monotonic() - self._said_at >= PULSE_SECONDS:
                self._said_at = time.monotonic()
                self.tell(msgspec.json.encode(Pulse(seq=0, at=iso(now()))))

    def heard(self, message: bytes) -> None:
        if self._kept or self._full:
            self._kept.append(message)
            self._wire.hold()
        else:
            self._take(message)

    def paused(self) -> None:
        self._lags = True

    def resumed(self) -> None:
        self._lags = False
        self._go_on()

    @property
    def _full(self) -> bool:
        return self._lags or self._unanswered + self.words.qsize() >= IN_FLIGHT

    def _take(self, message: bytes) -> None:
        try:
            command = read(message)
        except msgspec.DecodeError as error:
            self.say(_unreadable(message, error))
            return
        if isinstance(command, EnterMark):
            self._unanswered += 1
            self._submit(command).add_done_callback(self._answered)
        else:
            self.words.put_nowait(command)

    def _answered(self, answer: Answer) -> None:
        self._unanswered -= 1
        try:
            body = msgspec.json.encode(answer.result())
        except (Exception, asyncio.CancelledError) as error:
            if not self.failed.done():
                self.failed.set_exception(error)
        else:
            if not self._to_send:
                asyncio.get_running_loop().call_soon(self._send)
            self._to_send.append(text_frame(body))
            self._go_on()

    def _send(self) -> None:
        if self._to_send:
            self._said_at = time.monotonic()
            self._wire.push(b"".join(self._to_send))
            self._to_send.clear()

    def _go_on(self) -> None:
        while self._kept and not self._full:
            self._take(self._kept.popleft())
        if not self._kept:
            self._wire.release()


def _unreadable(message: bytes, error: msgspec.DecodeError) -> Refused:
    """The refusal of what is no mark, under the id it bears if it bears one, so that it is not sent again."""
    try:
        found = msgspec.json.decode(message).get("id", "")
    except (msgspec.DecodeError, AttributeError):
        found = ""
    return Refused.of(found if isinstance(found, str) else "", CommandUnreadable(why=error))
