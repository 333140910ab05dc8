"""Everybody who watches one event, sent the same bytes.

A frame is made into wire format once. It goes out as soon as it is known, then no other for `FRAME_SECONDS`: what comes
meanwhile is merged. A large audience is sent to in parts, between which the loop turns to others, the judges among
them. Frames merge while that lasts and as long again, so that never more than half of the time goes to an audience.

A watcher that does not read is not waited for. When its write buffer is full (the transport says so, at 64 KiB) it is
sent nothing more until the buffer has drained, and then what it missed, or a snapshot where that is much shorter. It
costs nobody else anything and grows no memory. One that never reads again is dropped when it answers no ping.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from competition.clock import iso, now
from competition.live.feed import BoardFeed
from competition.live.wire import Reader, text_frame

FRAME_SECONDS = 0.05
AT_ONCE = 250
A_BREATH = 125
SNAPSHOTS = 4
"""Frames that would be longer than so many snapshots are not sent again: a snapshot is."""

log = logging.getLogger("jinji")


class Sink(Protocol):
    """The way to one watcher."""

    reader: Reader | None

    def push(self, wire: bytes) -> None: ...
    def dismiss(self, code: int, reason: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Pace:
    """How sending to an audience makes room for what matters more."""

    after_receipts: float = 0.001
    """Seconds by which receipts are let go first: judges wait for them."""
    breathe: Callable[[], None] | None = None
    """Called after each few watchers: other processes of the machine may be waiting."""


class Watcher:
    """One watcher. While it lags, `after` and `token` say what it has been sent."""

    __slots__ = ("_audience", "after", "lags", "push", "sink", "token")

    def __init__(self, audience: "Audience", sink: Sink, after: int | None, token: str) -> None:
        self._audience = audience
        self.sink, self.push = sink, sink.push
        self.after, self.token = after, token
        self.lags = False

    def paused(self) -> None:
        self._audience.hold(self)

    def resumed(self) -> None:
        self._audience.bring_up(self)


class Audience:
    """The watchers of one event, and the feed that says what they must be sent."""

    def __init__(self, feed: BoardFeed, pace: Pace) -> None:
        self.feed, self._pace = feed, pace
        self.stale_since: str | None = None
        self._watchers: set[Watcher] = set()
        self._active: dict[Watcher, None] = {}
        self._ahead: list[Watcher] = []
        self._pulse_due = False
        self._sending: asyncio.Task[None] | None = None
        self._next = 0.0
        self._era = 0

    def __len__(self) -> int:
        return len(self._watchers)

    @property
    def busy(self) -> bool:
        """Whether something is still on its way out."""
        return self._sending is not None and not self._sending.done()

    @contextmanager
    def watching(self, sink: Sink, after: int | None, token: str) -> Iterator[Watcher]:
        """While inside, the watcher is sent what it lacks, and every frame."""
        watcher = Watcher(self, sink, after, token)
        self._watchers.add(watcher)
        sink.reader = watcher
        try:
            self.bring_up(watcher, comes=True)
            yield watcher
        finally:
            sink.reader = None
            self._watchers.discard(watcher)
            self._active.pop(watcher, None)

    def send(self) -> None:
        """What the feed has to say goes out, in its time."""
        if self._watchers and not self.busy:
            self._sending = asyncio.create_task(self._send_all(), name="frames")
        elif not self._watchers:
            self._pulse_due = self.feed.outlook_due = False
            if self.feed.pending:
                self.feed.take()

    def pulse(self) -> None:
        """Everybody hears that the link is alive, and whether what it shows is."""
        self._pulse_due = True
        self.send()

    def start_over(self) -> None:
        """Everybody is sent a snapshot, and nothing any more of what was being sent."""
        self._era += 1
        self._ahead.clear()
        for watcher in list(self._watchers):
            watcher.after = None
            if not watcher.lags:
                self.bring_up(watcher)

    def dismiss(self, code: int, reason: str) -> None:
        """Every watcher's socket closes."""
        for watcher in list(self._watchers):
            watcher.sink.dismiss(code, reason)

    def hold(self, watcher: Watcher) -> None:
        """The watcher does not keep up: it is sent nothing until it does."""
        watcher.lags = True
        watcher.after, watcher.token = self.feed.sent, self.feed.token_of(self.feed.sent)
        self._active.pop(watcher, None)

    def bring_up(self, watcher: Watcher, *, comes: bool = False) -> None:
        """The watcher has been sent all that it lacks, and is sent what comes.

        One that `comes` and lacks nothing hears at once that its link is alive.
        """
        lagged, watcher.lags = watcher.lags, False
        missed = self.feed.missed(watcher.after, watcher.token)
        snapshot = missed is None or sum(map(len, missed)) > SNAPSHOTS * len(self.feed.snapshot().body)
        if snapshot:
            missed = [self.feed.snapshot().body]
        bodies = missed or [self._pulse()] * comes
        if bodies or lagged:
            bodies += self.feed.foreseen(self.feed.seq if snapshot else self.feed.sent)
        ahead = self.feed.pending and (snapshot or watcher.after == self.feed.seq)
        self._active.pop(watcher, None)
        if bodies:
            watcher.push(b"".join(map(text_frame, bodies)))
        if watcher.lags:
            if snapshot:
                watcher.after, watcher.token = self.feed.seq, self.feed.token
        elif ahead:
            self._ahead.append(watcher)
        elif watcher in self._watchers:
            self._active[watcher] = None

    def _pulse(self) -> bytes:
        return self.feed.pulse(self.stale_since or iso(now()), self.stale_since is not None)

    async def _send_all(self) -> None:
        loop = asyncio.get_running_loop()
        while self.feed.pending or self._pulse_due or self.feed.outlook_due:
            await asyncio.sleep(max(self._pace.after_receipts, self._next - loop.time()))
            begun = loop.time()
            receivers, wire = tuple(self._active), b""
            if self.feed.pending:
                wire = text_frame(self.feed.take())
            elif self._pulse_due:
                self._pulse_due, wire = False, text_frame(self._pulse())
            self._let_in()
            if wire:
                await self._push(receivers, wire)
            if self.feed.outlook_due and (outlook := self.feed.foreseen(self.feed.sent)):
                self.feed.outlook_due = False
                await self._push(tuple(self._active), text_frame(outlook[0]))
            self._next = max(begun + FRAME_SECONDS, 2 * loop.time() - begun)

    def _let_in(self) -> None:
        """Who was sent a snapshot with what was about to be sent is sent what comes after that."""
        ahead, self._ahead = self._ahead, []
        self._active.update({watcher: None for watcher in ahead if watcher in self._watchers and not watcher.lags})

    async def _push(self, receivers: tuple[Watcher, ...], wire: bytes) -> None:
        era, breathe = self._era, self._pace.breathe
        for begin in range(0, len(receivers), A_BREATH):
            if begin and breathe:
                breathe()
            if begin and begin % AT_ONCE == 0:
                await asyncio.sleep(0)
            if era != self._era:
                return
            for watcher in receivers[begin : begin + A_BREATH]:
                try:
                    watcher.push(wire)
                except Exception as error:  # one broken transport is nobody else's business
                    log.debug("a watcher could not be sent to: %s", error)
                    self._active.pop(watcher, None)
