"""Events followed from another server, for a process that shows them and keeps nothing: the way in of a relay.

An event is followed from when somebody first asks for it until nobody has for a while. The link resumes after the last
number heard. While it is lost, watchers here go on seeing what they saw and are told since when it is stale; they are
not thrown out, so that a restart upstream does not bring all of them back at its door.
"""

import asyncio
import logging
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import urlencode
from uuid import UUID

import msgspec
import websockets

from competition.alongside import alongside
from competition.clock import iso, now
from competition.errors import CompetitionError, NotFound
from competition.live.hub import NO_SUCH_EVENT, Hub
from competition.live.messages import BoardMessage, Frame, Outlook, Pulse, Snapshot
from rules.values import Text

SILENCE_SECONDS = 12.0
"""Two pulses and some patience."""
FIRST_RETRY, SLOWEST_RETRY = 0.1, 3.0
WAIT_SECONDS = 5.0
IDLE_SECONDS = 60.0
MOST_EVENTS = 1000

log = logging.getLogger("jinji")
_read = msgspec.json.Decoder(BoardMessage).decode


class UpstreamAway(CompetitionError):
    status = 503
    code = "live.upstream_away"
    zh = "转播服务器暂时连不上主服务器（{url}）；请稍后重试，已打开的榜单会自动恢复。"
    en = "The relay cannot reach its server ({url}) just now; try again shortly, open boards recover by themselves."


class Gap(Exception):
    """Something is lacking here, or what is shown is of another past: start over."""


class Upstream:
    """One event, followed. `answered` is set once it is known whether there is such an event."""

    def __init__(self, hub: Hub, url: str, event: UUID) -> None:
        self._hub, self._event = hub, event
        self._url = f"{url.replace('http', 'ws', 1)}/live/events/{event}"
        self._has: tuple[int, str] | None = None
        self._heard_at = iso(now())
        self._retry = FIRST_RETRY
        self.answered = asyncio.Event()
        self.unknown = False

    async def follow(self) -> None:
        """Ends when there is no such event (any more)."""
        while not self.unknown:
            try:
                await self._connect()
            except Gap:
                self._has = None
                continue
            except websockets.ConnectionClosed as closed:
                self.unknown = closed.rcvd is not None and closed.rcvd.code == NO_SUCH_EVENT
            except (OSError, TimeoutError, websockets.WebSocketException, msgspec.DecodeError) as lost:
                log.debug("upstream is lost: %s", lost)
            if self.answered.is_set():
                self._hub.be_fresh(False, self._event, since=self._heard_at)
            if not self.unknown:
                await asyncio.sleep(self._retry * (0.5 + random.random() / 2))
                self._retry = min(2 * self._retry, SLOWEST_RETRY)
        self._hub.close(self._event)
        self.answered.set()

    async def _connect(self) -> NoReturn:
        """Raises what ends the connection, `Gap` when it has to be made anew."""
        resume = f"?{urlencode({'after': self._has[0], 'token': self._has[1]})}" if self._has else ""
        async with websockets.connect(
            self._url + resume, compression=None, max_size=None, open_timeout=WAIT_SECONDS, close_timeout=1
        ) as socket:
            while True:
                async with asyncio.timeout(SILENCE_SECONDS):
                    body = await socket.recv(decode=False)
                self._hear(body)

    def _hear(self, body: bytes) -> None:
        message = _read(body)
        stale = False
        seq, token = self._has or (-1, "")
        match message:
            case Snapshot():
                self._hub.open(self._event, message)
                self._has = message.seq, message.token
            case Frame():
                if message.since > seq:
                    raise Gap
                if message.seq > seq:
                    self._hub.publish(self._event, message, body=body)
                    self._has = message.seq, message.token
            case Outlook():
                self._hub.foresee(self._event, message, body)
            case Pulse():
                if message.seq > seq or (message.seq == seq and message.token != token):
                    raise Gap
                stale = message.stale
        self._retry = FIRST_RETRY
        self._heard_at = message.at if stale else iso(now())
        self._hub.be_fresh(not stale, self._event, since=self._heard_at)
        self.answered.set()


@dataclass(slots=True)
class Followed:
    """An event that is followed, and when it was last asked for or watched, by a steady clock."""

    upstream: Upstream
    task: asyncio.Task[None]
    asked_at: float


class Upstreams:
    """All events that are followed from the server at `url`."""

    def __init__(self, hub: Hub, url: str) -> None:
        self._hub, self._url = hub, url.rstrip("/")
        self._followed: dict[UUID, Followed] = {}

    async def watchable(self, event: UUID) -> None:
        """The event is followed, and the hub shows it. Raises `NotFound`, `UpstreamAway`."""
        followed = self._followed.get(event) or self._follow(event)
        followed.asked_at = asyncio.get_running_loop().time()
        with suppress(TimeoutError):
            await asyncio.wait_for(followed.upstream.answered.wait(), WAIT_SECONDS)
        if followed.upstream.unknown or followed.task.done():
            if self._followed.get(event) is followed:
                del self._followed[event]
            raise NotFound(Text("赛项", "event"), event)
        if not followed.upstream.answered.is_set():
            raise UpstreamAway(url=self._url)

    def _follow(self, event: UUID) -> Followed:
        if len(self._followed) >= MOST_EVENTS:
            raise UpstreamAway(url=self._url)
        upstream = Upstream(self._hub, self._url, event)
        task = asyncio.create_task(upstream.follow(), name=f"upstream {event}")
        followed = self._followed[event] = Followed(upstream, task, 0.0)
        return followed

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Inside, events are followed; those that nobody has asked for any more are let go."""

        async def let_go() -> None:
            while True:
                await asyncio.sleep(IDLE_SECONDS / 4)
                self._let_go()

        try:
            async with alongside(let_go(), "idle events"):
                yield
        finally:
            tasks = [followed.task for followed in self._followed.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _let_go(self) -> None:
        moment, audience = asyncio.get_running_loop().time(), self._hub.audience
        for event, followed in list(self._followed.items()):
            if audience[event]:
                followed.asked_at = moment
            elif followed.task.done() or moment - followed.asked_at > IDLE_SECONDS:
                followed.task.cancel()
                del self._followed[event]
                self._hub.close(event)
