"""Nobody outside can find out what is withheld: twins that differ in withheld marks alone say the same to the byte.

Two copies of one database, in which one event is frozen, one lags and one is for organisers only, are served one after
the other. In each other marks are entered, in other numbers and at other times. Everything that anybody may ask for
without signing in is asked for (every address of the application with every method, every socket), and compared:
status, headers, body, and every message to who watches, with what made it go out.

The clock is the test's, and what is random about a public frame is drawn from that clock; the date that the HTTP
server puts on an answer is left out.
"""

import asyncio
import hashlib
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
import pytest_asyncio
import websockets
from litestar import Litestar
from litestar.routes import HTTPRoute, WebSocketRoute

from competition.app import create_app
from competition.client import Person
from competition.live.audience import Audience
from competition.live.feed import Encoded
from competition.live.hub import Hub
from competition.live.messages import BoardMessage, Frame, Pulse, Snapshot
from competition.marking.ledger import PUBLIC_ACTS
from competition.serving import serving
from competition.settings import Settings
from competition.standings import routes
from competition.standings.curtain import Curtain, Out
from competition.standings.foresight import Foresight
from competition.standings.projection import Projection
from tests.conftest import PASSWORD, a_server, fresh_database
from tests.live.test_outlook import AWARDED
from tests.postgres import TestCluster
from tests.situations import PATIENCE, Situation, a_decided_competition, a_small_competition, ask, in_one_task
from tests.watching import all_sent

pytestmark = pytest.mark.asyncio(loop_scope="module")

START = datetime(2026, 11, 24, 10, tzinfo=UTC)
WHY = {"reason": "按日程"}
SOCKETS = {
    "/live/judge": "",
    "/live/events/{event:uuid}": "",
    "/live/desk/{event:uuid}": "",
    "/live/screen": "?token={screen_token}",
}
"""What is asked behind the address of each socket."""


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


Traffic = list[tuple[object, ...]]


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


def application() -> Litestar:
    return create_app(Settings(data=Path("nowhere")))


ROUTES = application().routes
EVERY = sorted(
    (method, route.path)
    for route in ROUTES
    if isinstance(route, HTTPRoute)
    for method in set(route.methods) - {"OPTIONS"}
)
SIGN_IN_FIRST = {401, 403}


def filled(path: str, known: Mapping[str, str]) -> str:
    """The address with something real in it; KeyError says which parameter `known` is to be taught."""
    token = "screen_token" if "screen" in path else "token"
    return re.sub(r"\{(\w+):\w+\}", lambda found: known[token if found[1] == "token" else found[1]], path)


async def swept(
    url: str, addresses: Iterable[tuple[str, str]], known: Mapping[str, str], others: Iterable[str] = ()
) -> Traffic:
    """Every answer to somebody who is not signed in; of each event, where the address has one."""
    said: Traffic = []
    async with httpx.AsyncClient(base_url=url) as http:
        for method, path in addresses:
            for event in (known["event"], *(others if "{event:" in path else ())):
                address = filled(path, {**known, "event": event})
                answer = await http.request(method, address, json=None if method in ("GET", "HEAD") else {})
                headers = [one for one in answer.headers.raw if one[0].lower() != b"date"]
                said.append((method, path, event, answer.status_code, headers, answer.content))
                if tag := answer.headers.get("etag"):
                    again = await http.request(method, address, headers={"If-None-Match": tag})
                    said.append((method, path, event, again.status_code, again.content))
    return said


async def sockets_opened(url: str, known: Mapping[str, str]) -> Traffic:
    """What each socket first says, or how it is closed."""
    said: Traffic = []
    for path in sorted(route.path for route in ROUTES if isinstance(route, WebSocketRoute)):
        address = url.replace("http", "ws", 1) + filled(path, known) + SOCKETS[path].format(**known)
        async with asyncio.timeout(PATIENCE), websockets.connect(address) as socket:
            try:
                said.append((path, await socket.recv(decode=False)))
            except websockets.ConnectionClosed as closed:
                said.append((path, closed.rcvd and closed.rcvd.code, closed.rcvd and closed.rcvd.reason))
    return said


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


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def patch() -> AsyncIterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patching:
        patching.setattr("competition.clock.datetime", Clock)
        patching.setattr("competition.live.hub.BEAT_SECONDS", 1e6)
        patching.setattr("competition.standings.foresight.LOOK_SECONDS", 1e6)
        yield patching


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def given(
    cluster: TestCluster, tmp_path_factory: pytest.TempPathFactory, patch: pytest.MonkeyPatch
) -> AsyncIterator[Given]:
    dsn = await fresh_database(cluster)
    data = tmp_path_factory.mktemp("data")
    settings = Settings(data=data, database_url=dsn, port=0, public_url="http://jinji.test", password_cost=1)
    at(0)
    async with (
        a_server(settings) as running,
        await Person.sign_in(running.url, "organiser", PASSWORD) as organiser,
        await Person.sign_in(running.url, "official", PASSWORD) as official,
    ):
        decided = await a_decided_competition(organiser)
        first = (await decided.decisions())[0]
        await official.post(f"/api/decisions/{first.id}/approve")
        certificate = (await official.post(f"/api/decisions/{first.id}/certificate"))["certificate"]
        made = (await organiser.post("/api/screens", {"name": "hall"}))["screens"][0]
        names = ("frozen", "lagging", "closed", "planted")
        each = {name: await a_small_competition(organiser, scheme=AWARDED) for name in names}
        for event in each.values():
            await event.with_marks({"A": "90 9 8 7", "B": "80 8 8 8"})
        at(10)
        curtain = {name: f"/api/events/{event.event}/curtain" for name, event in each.items()}
        for name in ("frozen", "planted"):
            await organiser.post(f"{curtain[name]}/freeze", WHY)
        await organiser.post(f"{curtain['lagging']}/audience", {**WHY, "seen": "open", "delay": 3600})
        await organiser.post(f"{curtain['closed']}/audience", {**WHY, "seen": "organisers"})
        [entrant] = await ask("SELECT id FROM entrant WHERE event = $1 AND code = 'A'", each["frozen"].event)
        some = str(entrant["id"])
        known = {
            "event": each["frozen"].event,
            "competition": each["frozen"].made.competition.id,
            "token": certificate["verify"].rsplit("/", 1)[1],
            "screen_token": made["address"].rsplit("#", 1)[1],
            "screen": made["id"],
            "number": "0",
            "file": certificate["number"] + ".pdf",
            "file_path": "index.js",
            "path": "openapi.json",
            "pictured": some,
            "code": "A",
            "name": "certificates.zip",
            "kind": "transcript",
            **dict.fromkeys(("account", "ceremony", "decision_id", "delivery", "holder", "key", "message"), some),
            **dict.fromkeys(("official", "tablet", "webhook"), some),
        }
        answers = await swept(running.url, EVERY, known)
        asks_to_sign_in = {answer[:2] for answer in answers if answer[3] in SIGN_IN_FIRST}
    yield Given(dsn, settings, each, known, [one for one in EVERY if one not in asks_to_sign_in])
    await cluster.drop(dsn)


HIDDEN = {
    "one": [("K1", "A", "10"), ("J1", "C", "10"), ("J2", "C", "9.5"), ("K1", "D", "100"), ("J1", "A", None)],
    "other": [("K1", "B", "99.5")],
}
"""What is entered behind the curtain in each of the twins."""


async def hidden(running: Running, twin: str, name: str, minute: float) -> None:
    for n, mark in enumerate(HIDDEN[twin]):
        at(minute + n / 10 + (0.05 if twin == "other" else 0))
        await running.events[name].enters(*mark)


async def parted(given: Given, cluster: TestCluster, patch: pytest.MonkeyPatch, twin: str) -> Twin:
    """One of the twins, from the moment where they part."""
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
            for plant, planted in PLANTS.items():
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
            for event in running.events.values():
                found.desk.append(await running.organiser.get(f"/api/events/{event.event}/standings"))
    return found


async def with_a_ceremony(running: Running) -> None:
    """Its script is of the true standings; the hall's screen shows it, nothing revealed."""
    event = running.events["frozen"].event
    ceremony = (await running.organiser.post(f"/api/events/{event}/ceremonies", {"rehearsal": False}))["id"]
    shows = {"view": "ceremony", "event": event, "query": "", "language": "zh", "ceremony": ceremony}
    await running.organiser.post(f"/api/screens/{running.given.known['screen']}", {"shows": shows})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def twins(given: Given, cluster: TestCluster, patch: pytest.MonkeyPatch) -> tuple[Twin, Twin]:
    one = await parted(given, cluster, patch, "one")
    return one, await parted(given, cluster, patch, "other")


def told_apart(twins: tuple[Twin, Twin], part: str) -> list[tuple[object, object]]:
    """Where the twins did not say the same: nothing, if nobody can tell them apart."""
    one, other = (twin.said[part] for twin in twins)
    differing = [pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]]
    return differing + [("only one of them", extra) for extra in (*one[len(other) :], *other[len(one) :])]


# The leaks: each is built into the code that makes what the public gets, and found by the same comparison.


async def a_count(running: Running, patch: pytest.MonkeyPatch, twin: str, own: pytest.MonkeyPatch) -> Traffic:
    """The list of events counts what is in the ledger."""
    listed = routes.public_events

    async def leaky() -> Any:
        found = await listed()
        counted = await ask("SELECT event, count(*) AS marks FROM ledger GROUP BY event")
        marks = {str(row["event"]): row["marks"] for row in counted}
        more = msgspec.structs.replace
        return more(found, events=[more(one, entrants=marks.get(one.id, 0)) for one in found.events])

    patch.setattr(routes, "public_events", leaky)
    return await running.asked("/api/public")


async def a_public_answer(
    running: Running, patch: pytest.MonkeyPatch, make: Callable[[Projection, UUID, Encoded], Encoded]
) -> Traffic:
    public = Projection.public

    async def leaky(projection: Projection, event: UUID) -> Encoded:
        return make(projection, event, await public(projection, event))

    patch.setattr(Projection, "public", leaky)
    return await running.asked("/api/public")


async def a_tag(running: Running, patch: pytest.MonkeyPatch, twin: str, own: pytest.MonkeyPatch) -> Traffic:
    """The snapshot's ETag is made of the ledger's head."""

    def leaky(projection: Projection, event: UUID, said: Encoded) -> Encoded:
        return Encoded(said.body, f'"{projection._boards[event].head.hex()}"')

    return await a_public_answer(running, patch, leaky)


async def a_time(running: Running, patch: pytest.MonkeyPatch, twin: str, own: pytest.MonkeyPatch) -> Traffic:
    """The snapshot says when the standings last changed."""

    def leaky(projection: Projection, event: UUID, said: Encoded) -> Encoded:
        shown = msgspec.json.decode(said.body, type=Snapshot)
        return Encoded(msgspec.json.encode(msgspec.structs.replace(shown, at=projection._boards[event].at)), said.tag)

    return await a_public_answer(running, patch, leaky)


async def an_order(running: Running, patch: pytest.MonkeyPatch, twin: str, own: pytest.MonkeyPatch) -> Traffic:
    """The rows of the snapshot stand as the true standings do."""

    def leaky(projection: Projection, event: UUID, said: Encoded) -> Encoded:
        shown = msgspec.json.decode(said.body, type=Snapshot)
        truth = [row.entrant for row in projection._boards[event].rows()]
        rows = sorted(shown.rows, key=lambda row: truth.index(row.entrant))
        return Encoded(msgspec.json.encode(msgspec.structs.replace(shown, rows=rows)), said.tag)

    return await a_public_answer(running, patch, leaky)


async def a_frame(running: Running, patch: pytest.MonkeyPatch, twin: str, own: pytest.MonkeyPatch) -> Traffic:
    """An empty frame goes out for each change that is held back."""
    take = Curtain.take

    def leaky(curtain: Curtain, entries: Any, frame: Frame, now_shown: Any) -> None:
        take(curtain, entries, frame, now_shown)
        if entries[-1].kind not in PUBLIC_ACTS:
            curtain.number += 1
            empty = msgspec.structs.replace(
                frame, since=curtain.number - 1, seq=curtain.number, rows=[], token="t", at=""
            )
            curtain._out.append(Out(empty, False))

    patch.setattr(Curtain, "take", leaky)
    async with running.watching("planted", own) as watcher:
        await watcher.settled()
        await hidden(running, twin, "planted", 106)
        at(108)
        await watcher.settled()
    return watcher.said


PLANTS = {"a count": a_count, "an ETag": a_tag, "a time": a_time, "a sort order": an_order, "a frame": a_frame}


@pytest.mark.parametrize(
    "part",
    [
        "frozen: marks come in",
        "lagging: marks come in",
        "closed: marks come in",
        "asked",
        "acts while frozen",
        "asked at the end",
        "sockets",
    ],
)
async def test_nobody_can_tell_the_twins_apart(twins: tuple[Twin, Twin], part: str) -> None:
    assert told_apart(twins, part) == [] and twins[0].said[part]


@pytest.mark.parametrize("plant", PLANTS)
async def test_a_planted_leak_is_found(twins: tuple[Twin, Twin], plant: str) -> None:
    assert told_apart(twins, plant)


async def test_the_twins_are_no_twins_to_the_desk_and_the_public_was_told_something(twins: tuple[Twin, Twin]) -> None:
    """Or the comparison would be of nothing with nothing."""
    for one, other in zip(twins[0].desk, twins[1].desk, strict=True):
        assert one["rows"] != other["rows"] and one["seq"] != other["seq"]
    answered = {answer[1] for answer in twins[0].said["asked"] if answer[3] == 200}
    assert {
        "/api/public/events",
        "/api/public/events/{event:uuid}/standings",
        "/api/public/events/{event:uuid}/board-qr",
        "/api/verify/{token:str}",
        "/api/status/{number:int}",
        "/board/{event:str}",
    } <= answered
    kinds = {type(msgspec.json.decode(body[0], type=BoardMessage)).__name__ for body in messages(twins[0])}
    assert kinds == {"Snapshot", "Frame", "Outlook", "Pulse"}


def messages(twin: Twin) -> list[tuple[object, ...]]:
    return [one for said in twin.said.values() for one in said if len(one) == 1]


async def test_what_is_withheld_makes_the_server_turn_to_nobody(twins: tuple[Twin, Twin]) -> None:
    """While it is stored the audience is not even thought of: what goes out, and when, does not depend on it."""
    for name in ("frozen", "lagging", "closed"):
        said = twins[0].said[f"{name}: marks come in"]
        pulses = [place for place, one in enumerate(said) if isinstance(one[0], bytes) and b'"pulse"' in one[0]]
        assert len(pulses) == 2
        between = said[pulses[0] + 1 : pulses[1]]
        assert between == [("the audience is to be sent something", False)], "only the pulse that the test asked for"


async def test_a_parameter_or_a_socket_that_this_module_does_not_know_fails_it() -> None:
    with pytest.raises(KeyError):
        filled("/api/public/something/{unheard_of:uuid}", {"event": "e"})
    assert {route.path for route in ROUTES if isinstance(route, WebSocketRoute)} == set(SOCKETS)
