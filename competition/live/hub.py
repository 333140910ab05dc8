"""Frames out to watchers and state out to judges, within one process. Knows no socket.

A watcher that does not read is not waited for: when its queue is full it is emptied and the watcher
starts over with a snapshot, so that it costs nobody else anything and no memory grows.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

import msgspec

from competition.live.devices import Devices
from competition.live.feed import BoardFeed
from competition.live.messages import JudgeMessage

QUEUE = 256


class Watcher:
    """One watcher's messages, waiting to be sent."""

    def __init__(self, feed: BoardFeed, after: int | None) -> None:
        self._feed = feed
        self._queue: asyncio.Queue[bytes] = asyncio.Queue(QUEUE)
        missed = feed.resume(after)
        for body in missed if len(missed) <= QUEUE else [feed.snapshot()]:
            self.put(body)

    def put(self, body: bytes) -> None:
        if self._queue.full():
            while not self._queue.empty():
                self._queue.get_nowait()
            body = self._feed.snapshot()
        self._queue.put_nowait(body)

    async def next(self) -> bytes:
        return await self._queue.get()


class Hub:
    """Who watches which event, and which judges are connected."""

    def __init__(self) -> None:
        self.feeds: dict[UUID, BoardFeed] = {}
        self.devices = Devices()
        self._watchers: defaultdict[UUID, set[Watcher]] = defaultdict(set)
        self._judges: defaultdict[UUID, set[asyncio.Queue[bytes]]] = defaultdict(set)
        self._sessions: defaultdict[bytes, set[asyncio.Event]] = defaultdict(set)

    def open(self, event: UUID, snapshot: Callable[[], bytes], seq: int) -> None:
        """The event can be watched from here on; who watches it already starts over with a snapshot."""
        feed = self.feeds.setdefault(event, BoardFeed(snapshot, seq))
        feed.start_over(seq)
        for watcher in self._watchers[event]:
            watcher.put(feed.snapshot())

    def publish(self, event: UUID, seq: int, body: bytes) -> None:
        """The frame is on its way to every watcher of the event, once. Call it after the commit only."""
        if seq <= self.feeds[event].seq:
            return
        self.feeds[event].add(seq, body)
        for watcher in self._watchers[event]:
            watcher.put(body)

    @contextmanager
    def watching(self, event: UUID, after: int | None) -> Iterator[Watcher]:
        watcher = Watcher(self.feeds[event], after)
        self._watchers[event].add(watcher)
        try:
            yield watcher
        finally:
            self._watchers[event].discard(watcher)

    @contextmanager
    def judging(self, account: UUID) -> Iterator[asyncio.Queue[bytes]]:
        """While inside, the judge counts as connected; the queue holds what is to be sent to the tablet.

        It is bounded: of a tablet that sends and does not read, no more marks are taken until it does.
        """
        queue: asyncio.Queue[bytes] = asyncio.Queue(QUEUE)
        self._judges[account].add(queue)
        try:
            yield queue
        finally:
            self._judges[account].discard(queue)

    @contextmanager
    def in_session(self, session: bytes) -> Iterator[asyncio.Event]:
        """While inside, the session counts as having a socket open; the event is set if it is ended here meanwhile."""
        ended = asyncio.Event()
        self._sessions[session].add(ended)
        try:
            yield ended
        finally:
            self._sessions[session].discard(ended)
            if not self._sessions[session]:
                del self._sessions[session]

    def end_session(self, session: bytes) -> None:
        """Every socket that was opened with the session closes. Call it once the session is gone from the database."""
        for ended in self._sessions.get(session, ()):
            ended.set()

    @property
    def sessions(self) -> set[bytes]:
        """The sessions with at least one open socket."""
        return set(self._sessions)

    def tell_judges(self, message: JudgeMessage) -> None:
        for account in self._judges:
            self.tell_judge(account, message)

    def tell_judge(self, account: UUID, message: JudgeMessage) -> None:
        """The message is on its way to every tablet of this judge that is connected. Call it after the commit only."""
        if queues := self._judges.get(account):
            body = msgspec.json.encode(message)
            for queue in queues:
                with suppress(asyncio.QueueFull):
                    queue.put_nowait(body)

    @property
    def connected(self) -> set[UUID]:
        """The accounts of judges with at least one open socket."""
        return {account for account, queues in self._judges.items() if queues}

    @property
    def audience(self) -> Counter[UUID]:
        return Counter({event: len(watchers) for event, watchers in self._watchers.items()})
