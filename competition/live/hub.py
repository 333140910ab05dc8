"""Frames out to watchers and state out to judges, within one process. Knows no socket."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from typing import TypeVar
from uuid import UUID

import msgspec

from competition.alongside import alongside
from competition.clock import iso, now
from competition.db.notices import Notice
from competition.live.audience import Audience, Pace, Sink, Watcher
from competition.live.devices import Devices
from competition.live.feed import BoardFeed, Encoded, Sent
from competition.live.messages import Frame, JudgeMessage, Outlook, Snapshot

BEAT_SECONDS = 5.0
NO_SUCH_EVENT = 4404
Tell = Callable[[bytes], None]
K = TypeVar("K")
T = TypeVar("T")


class Hub:
    """Who watches which event, and which judges are connected."""

    def __init__(self, pace: Pace | None = None) -> None:
        self.devices = Devices()
        self._pace = pace or Pace()
        self._audiences: dict[UUID, Audience] = {}
        self._stale_since: str | None = None
        self._judges: defaultdict[UUID, set[Tell]] = defaultdict(set)
        self._sessions: defaultdict[bytes, set[asyncio.Event]] = defaultdict(set)

    def open(
        self, event: UUID, snapshot: Snapshot, past: Iterable[Sent] = (), tokens: Mapping[int, str] | None = None
    ) -> None:
        """The event can be watched, and stands as the snapshot says.

        Who watches it already is sent a frame that leads there, or starts over if none does: the past is another one.
        """
        known = self._audiences.get(event)
        if known is None:
            self._audiences[event] = Audience(BoardFeed(snapshot, past, tokens), self._pace)
            self._audiences[event].stale_since = self._stale_since
        elif known.feed.turn_to(snapshot, past, tokens or {}):
            known.send()
        else:
            known.start_over()

    def publish(
        self, event: UUID, frame: Frame, tokens: Mapping[int, str] | None = None, body: bytes | None = None
    ) -> None:
        """The frame is on its way to every watcher of the event, once. Call it after the commit only."""
        self._audiences[event].feed.add(frame, tokens, body)
        self._audiences[event].send()

    def foresee(self, event: UUID, outlook: Outlook, body: bytes | None = None) -> None:
        """The outlook is on its way to every watcher of the event, if it is of what they are shown and not older."""
        if audience := self._audiences.get(event):
            audience.feed.foresee(outlook, body)
            audience.send()

    def awaiting_outlook(self) -> dict[UUID, Snapshot]:
        """The events that somebody watches and whose newest outlook is not of what is shown; and what is shown."""
        return {
            event: audience.feed.shown
            for event, audience in self._audiences.items()
            if len(audience) and (audience.feed.outlook is None or audience.feed.outlook.seq != audience.feed.seq)
        }

    def busy(self, event: UUID) -> bool:
        """Whether something is still on its way out."""
        return self._audiences[event].busy

    def close(self, event: UUID) -> None:
        """There is no such event any more; its watchers are told so."""
        if audience := self._audiences.pop(event, None):
            audience.dismiss(NO_SUCH_EVENT, "no such event")

    def snapshot(self, event: UUID) -> Encoded:
        """The event as the public sees it now."""
        return self._audiences[event].feed.snapshot()

    def watching(
        self, event: UUID, sink: Sink, after: int | None = None, token: str = ""
    ) -> AbstractContextManager[Watcher]:
        """While inside, the watcher is sent what it lacks after what it has, and every frame."""
        return self._audiences[event].watching(sink, after, token)

    @asynccontextmanager
    async def beating(self) -> AsyncIterator[None]:
        """Inside, watchers hear every `BEAT_SECONDS` that their link is alive."""

        async def beat() -> None:
            while True:
                await asyncio.sleep(BEAT_SECONDS)
                self._pulse_all()

        async with alongside(beat(), "pulses"):
            yield

    def be_fresh(self, fresh: bool, event: UUID | None = None, *, since: str = "") -> None:
        """Whether all that happens, in the event or in any, is heard of here. Watchers are told when that changes.

        `since` is the moment after which nothing is known, where it is not now.
        """
        stale_since = None if fresh else since or iso(now())
        if event is None:
            self._stale_since = stale_since
        for each, audience in self._audiences.items():
            if event in (None, each) and (audience.stale_since is None) != fresh:
                audience.stale_since = stale_since
                audience.pulse()

    def _pulse_all(self) -> None:
        for audience in self._audiences.values():
            audience.pulse()

    @contextmanager
    def judging(self, account: UUID, tell: Tell) -> Iterator[None]:
        """While inside, the judge counts as connected; `tell` is called with what is to be sent to the tablet."""
        with _among(self._judges, account, tell):
            yield

    @contextmanager
    def in_session(self, session: bytes) -> Iterator[asyncio.Event]:
        """While inside, the session counts as having a socket open; the event is set if it is ended here meanwhile."""
        ended = asyncio.Event()
        with _among(self._sessions, session, ended):
            yield ended

    def end_session(self, session: bytes) -> None:
        """Every socket that was opened with the session closes. Call it once the session is gone from the database."""
        for ended in self._sessions.get(session, ()):
            ended.set()

    def hear_session(self, notice: Notice) -> None:
        """A session was ended in another process: its key says which."""
        self.end_session(bytes.fromhex(notice.key))

    @property
    def sessions(self) -> set[bytes]:
        """The sessions with at least one open socket."""
        return set(self._sessions)

    def tell_judges(self, message: JudgeMessage) -> None:
        for account in self._judges:
            self.tell_judge(account, message)

    def tell_judge(self, account: UUID, message: JudgeMessage) -> None:
        """The message is on its way to every tablet of this judge that is connected. Call it after the commit only."""
        if tablets := self._judges.get(account):
            body = msgspec.json.encode(message)
            for tell in tablets:
                tell(body)

    @property
    def connected(self) -> set[UUID]:
        """The accounts of judges with at least one open socket."""
        return set(self._judges)

    async def connected_anywhere(self, accounts: Collection[UUID]) -> set[UUID]:
        """Those of these judges of whom a tablet is connected, here or as another process says."""
        heard, here = await self.devices.everywhere(accounts), self.connected
        return {one for one in accounts if one in here or any(tablet.connected for tablet in heard[one])}

    @property
    def audience(self) -> Counter[UUID]:
        """How many watch each event."""
        return Counter({event: len(audience) for event, audience in self._audiences.items()})


@contextmanager
def _among(members: defaultdict[K, set[T]], key: K, one: T) -> Iterator[None]:
    """While inside, it is among those of the key; a key that has none is not there."""
    members[key].add(one)
    try:
        yield
    finally:
        members[key].discard(one)
        if not members[key]:
            del members[key]
