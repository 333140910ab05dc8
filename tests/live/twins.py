"""Twins that differ in withheld marks alone: copies of one database, in each of which others are entered unseen.

The clock is the test's, and what is random about a public frame is drawn from that clock.
"""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
import websockets

from competition.client import Person
from competition.live.audience import Audience
from competition.live.hub import Hub
from competition.live.messages import BoardMessage, Pulse
from competition.serving import serving
from competition.settings import Settings
from competition.standings.foresight import Foresight
from tests.conftest import PASSWORD
from tests.live.outside import Traffic, resumed, sockets_opened, swept
from tests.postgres import TestCluster
from tests.situations import PATIENCE, Situation, in_one_task
from tests.watching import all_sent

START = datetime(2026, 11, 24, 10, tzinfo=UTC)
WHY = {"reason": "按日程"}


class Clock(datetime):
    """The hour that the whole program reads, as the test has set it."""

    moment = START

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return cls.moment if tz else cls.moment.replace(tzinfo=None)


class Numbers:
    """Ids of frames that are as random as the moment at which each was made, and no two the same."""

    def __init__(self) -> None:
        self._made: defaultdict[datetime, int] = defaultdict(int)

    def __call__(self) -> UUID:
        self._made[Clock.moment] += 1
        said = f"{Clock.moment} {self._made[Clock.moment]}"
        return UUID(bytes=hashlib.sha256(said.encode()).digest()[:16])


def at(minutes: float) -> None:
    Clock.moment = START + timedelta(minutes=minutes)


@dataclass
class Given:
    """What stands in the database before the twins part."""

    dsn: str
    settings: Settings
    events: dict[str, Situation]
    known: dict[str, str]
    public: list[tuple[str, str]]
    """The addresses, by method, that do not ask whoever asks them to sign in."""


@dataclass
class Twin:
    """What was said to the public in one of the twins, by the part of the test; and what the desk saw."""

    said: dict[str, Traffic] = field(default_factory=dict)
    desk: list[Any] = field(default_factory=list)


class Watching:
    """Somebody who watches the board of one event, and what makes the server speak to the audience."""

    def __init__(self, hub: Hub, foresight: Foresight, event: str, socket: websockets.ClientConnection) -> None:
        self._hub, self._foresight, self._event, self._socket = hub, foresight, UUID(event), socket
        self.said: Traffic = []

    def on_send(self, audience: Audience) -> None:
        if audience is self._hub._audiences.get(self._event):
            self.said.append(("the audience is to be sent something", audience.feed.pending))

    async def settled(self) -> None:
        """Whatever there is to say has been said, then what can become of it, and at last a pulse."""
        await all_sent(self._hub, self._event)
        await self._foresight.look()
        await all_sent(self._hub, self._event)
        self._hub._pulse_all()
        async with asyncio.timeout(PATIENCE):
            while True:
                body = await self._socket.recv(decode=False)
                self.said.append((body,))
                if isinstance(msgspec.json.decode(body, type=BoardMessage), Pulse):
                    return


@asynccontextmanager
async def served(given: Given, cluster: TestCluster, patch: pytest.MonkeyPatch) -> AsyncIterator["Running"]:
    """A server on a copy of the database, whose insides can be got at."""
    hubs: list[Hub] = []
    ahead: list[Foresight] = []
    patch.setattr("competition.app.Hub", lambda: hubs.append(Hub()) or hubs[-1])
    patch.setattr("competition.app.Foresight", lambda *of: ahead.append(Foresight(*of)) or ahead[-1])
    patch.setattr("competition.standings.projection.uuid7", Numbers())
    dsn = await cluster.copy(given.dsn)
    at(100)
    async with in_one_task(serving(given.settings.at(database_url=dsn))) as running:
        async with await Person.sign_in(running.url, "organiser", PASSWORD) as organiser:
            own = {name: replace(event, organiser=organiser, _tablets={}) for name, event in given.events.items()}
            yield Running(given, running.url, organiser, own, hubs[0], ahead[0])
    await cluster.drop(dsn)


@dataclass
class Running:
    given: Given
    url: str
    organiser: Person
    events: dict[str, Situation]
    hub: Hub
    foresight: Foresight

    async def asked(self, only: str = "") -> Traffic:
        others = [self.events[name].event for name in ("lagging", "closed")]
        public = [(method, path) for method, path in self.given.public if path.startswith(only)]
        return await swept(self.url, public, self.given.known, others)

    async def act(self, event: str, what: str, **more: object) -> None:
        await self.organiser.post(f"/api/events/{self.events[event].event}/curtain/{what}", {**WHY, **more})

    @asynccontextmanager
    async def watching(self, name: str, patch: pytest.MonkeyPatch) -> AsyncIterator[Watching]:
        event = self.events[name].event
        async with websockets.connect(f"{self.url.replace('http', 'ws', 1)}/live/events/{event}") as socket:
            watcher = Watching(self.hub, self.foresight, event, socket)
            async with asyncio.timeout(PATIENCE):
                watcher.said.append((await socket.recv(decode=False),))
            send = Audience.send

            def noted(audience: Audience) -> None:
                watcher.on_send(audience)
                send(audience)

            with patch.context() as while_watching:
                while_watching.setattr(Audience, "send", noted)
                yield watcher


Plant = Callable[[Running, pytest.MonkeyPatch, str, pytest.MonkeyPatch], Awaitable[Traffic]]
"""Builds a leak into the program and gathers what the public is told then."""

HIDDEN = {
    "one": [("K1", "A", "10"), ("J1", "C", "10"), ("J2", "C", "9.5"), ("K1", "D", "100"), ("J1", "A", None)],
    "other": [("K1", "B", "99.5")],
}
"""What is entered behind the curtain in each of the twins."""


async def hidden(running: Running, twin: str, name: str, minute: float) -> None:
    for n, mark in enumerate(HIDDEN[twin]):
        at(minute + n / 10 + (0.05 if twin == "other" else 0))
        await running.events[name].enters(*mark)


async def parted(
    given: Given, cluster: TestCluster, patch: pytest.MonkeyPatch, twin: str, plants: Mapping[str, Plant]
) -> Twin:
    """One of the twins, from the moment where they part. What each plant makes it say is kept under its name."""
    found = Twin()
    with patch.context() as own:
        async with served(given, cluster, own) as running:
            for name in ("frozen", "lagging", "closed"):
                async with running.watching(name, own) as watcher:
                    await watcher.settled()
                    await hidden(running, twin, name, 101)
                    at(105)
                    await watcher.settled()
                    found.said[f"{name}: marks come in"] = watcher.said
            found.said["asked"] = await running.asked()
            for plant, planted in plants.items():
                with own.context() as planting:
                    found.said[plant] = await planted(running, planting, twin, own)
            async with running.watching("frozen", own) as watcher:
                for minute, seen in enumerate(("codes", "organisers", "open"), 110):
                    at(minute)
                    await running.act("frozen", "audience", seen=seen)
                    await hidden(running, twin, "frozen", minute + 0.2)
                    at(minute + 0.9)
                    await watcher.settled()
                at(120)
                await running.events["frozen"].ended()
                await watcher.settled()
                found.said["acts while frozen"] = watcher.said
            found.said["asked at the end"] = await running.asked()
            await with_a_ceremony(running)
            found.said["sockets"] = await sockets_opened(running.url, given.known)
            for name in ("frozen", "lagging", "closed"):
                found.said["sockets"] += await resumed(running.url, running.events[name].event)
            for event in running.events.values():
                found.desk.append(await running.organiser.get(f"/api/events/{event.event}/standings"))
    return found


async def with_a_ceremony(running: Running) -> None:
    """Its script is of the true standings; the hall's screen shows it, nothing revealed."""
    event = running.events["frozen"].event
    ceremony = (await running.organiser.post(f"/api/events/{event}/ceremonies", {"rehearsal": False}))["id"]
    shows = {"view": "ceremony", "event": event, "query": "", "language": "zh", "ceremony": ceremony}
    await running.organiser.post(f"/api/screens/{running.given.known['screen']}", {"shows": shows})


def told_apart(twins: tuple[Twin, Twin], part: str) -> list[tuple[object, object]]:
    """Where the twins did not say the same: nothing, if nobody can tell them apart."""
    one, other = (twin.said[part] for twin in twins)
    differing = [pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]]
    return differing + [("only one of them", extra) for extra in (*one[len(other) :], *other[len(one) :])]
