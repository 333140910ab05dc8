"""`jinji relay`: what its watchers see is what the server shows, also while the server is killed and comes back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
import websockets

from competition.client import Person
from competition.live.hub import NO_SUCH_EVENT
from competition.live.sockets import TRY_AGAIN
from tests.live.storm import storm
from tests.network import Network
from tests.nodes import Node, nodes, organiser_at, running
from tests.postgres import TestCluster
from tests.situations import PATIENCE, Situation, a_small_competition
from tests.watching import Page

pytestmark = pytest.mark.asyncio(loop_scope="module")
shared = pytest_asyncio.fixture(scope="module", loop_scope="module")


@shared
async def server(cluster: TestCluster, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Node]:
    async with nodes(cluster, 1, tmp_path_factory.mktemp("server")) as (one,):
        yield one


@shared
async def network(server: Node) -> AsyncIterator[Network]:
    """What lies between the relay and the server."""
    async with Network(server.url) as between:
        yield between


@shared
async def relay(network: Network) -> AsyncIterator[Node]:
    one = Node("relay", "--upstream", network.url)
    async with running(one):
        yield one


@shared
async def organiser(server: Node) -> AsyncIterator[Person]:
    async with await organiser_at(server) as person:
        yield person


class Watcher:
    """A page that has been opened at the relay and stays open."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self._socket = socket
        self.page = Page()

    async def until(self, seq: int, *, stale: bool = False) -> None:
        """The page shows this number, and whether it is stale; it has missed nothing on the way."""
        async with asyncio.timeout(PATIENCE):
            while (self.page.seq, self.page.stale) != (seq, stale):
                assert self.page.hear(await self._socket.recv())


@asynccontextmanager
async def watching(relay: Node, event: Situation) -> AsyncIterator[Watcher]:
    address = f"{relay.url.replace('http', 'ws')}/live/events/{event.event}"
    async with websockets.connect(address) as socket:
        yield Watcher(socket)


async def test_frames_come_through_and_the_snapshot_is_the_servers_own(
    organiser: Person, server: Node, relay: Node
) -> None:
    """To the last byte, with the same tag: a cache need not know whom it asks."""
    event = await a_small_competition(organiser)
    async with watching(relay, event) as one, watching(relay, event) as two:
        await event.with_marks({"A": "90 9 8 7", "B": "80 8 8 8"})
        await one.until(8)
        await two.until(8)
    path = f"/api/public/events/{event.event}/standings"
    async with httpx.AsyncClient() as http:
        theirs, ours = await http.get(server.url + path), await http.get(relay.url + path)
        assert ours.content == theirs.content and ours.headers["etag"] == theirs.headers["etag"]
        assert (
            "max-age=1" in ours.headers["cache-control"] and "stale-while-revalidate" in ours.headers["cache-control"]
        )
        again = await http.get(relay.url + path, headers={"If-None-Match": theirs.headers["etag"]})
        assert again.status_code == 304 and again.content == b""
    assert one.page.rows == two.page.rows == {row.entrant: row for row in (await event.board()).rows}
    assert one.page.numbers == sorted(set(one.page.numbers))


async def test_a_relay_serves_the_board_and_nothing_of_the_desk(organiser: Person, relay: Node) -> None:
    event = await a_small_competition(organiser)
    async with httpx.AsyncClient(base_url=relay.url) as http:
        assert (await http.get(f"/board/{event.event}")).status_code == 200
        assert "<svg" in (await http.get(f"/api/public/events/{event.event}/board-qr")).text
        assert (await http.get("/healthz")).json()["status"] == "ok"
        for path in ("/console", "/judge", f"/api/events/{event.event}/standings", "/api/schema"):
            assert (await http.get(path)).status_code == 404


async def test_an_unknown_event_is_said_as_the_server_says_it(relay: Node) -> None:
    async with httpx.AsyncClient(base_url=relay.url) as http:
        answer = await http.get(f"/api/public/events/{uuid4()}/standings")
    assert answer.status_code == 404 and answer.json()["code"] == "competition.not_found"
    async with websockets.connect(f"{relay.url.replace('http', 'ws')}/live/events/{uuid4()}") as socket:
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None and closed.value.rcvd.code == NO_SUCH_EVENT


async def test_who_watches_a_relay_notices_a_killed_server_only_by_a_staleness_mark(
    organiser: Person, server: Node, relay: Node
) -> None:
    """The socket stays open; what is shown stays and is said to be stale; frames go on when the server is back."""
    event = await a_small_competition(organiser)
    async with watching(relay, event) as watcher:
        await event.enters("K1", "A", "90")
        await watcher.until(1)
        server.kill()
        await watcher.until(1, stale=True)
        assert [row.rank for row in watcher.page.rows.values()].count(1) == 1
        server.start()
        await server.ready()
        await watcher.until(1)
        async with await organiser_at(server) as again:
            back = replace(event, organiser=again, _tablets={})
            await back.enters("K1", "B", "95")
            await watcher.until(2)
            assert watcher.page.rows == {row.entrant: row for row in (await back.board()).rows}
    assert watcher.page.numbers == sorted(set(watcher.page.numbers))


async def test_a_relay_that_was_cut_off_catches_up(server: Node, network: Network, relay: Node) -> None:
    """It asks for what follows the last number it has; and its watchers are sent just that."""
    async with await organiser_at(server) as person:
        event = await a_small_competition(person)
        async with watching(relay, event) as watcher:
            await event.enters("K1", "A", "90")
            await watcher.until(1)
            network.refuse()
            await event.enters("K1", "B", "95")
            await event.enters("K1", "C", "97")
            await watcher.until(1, stale=True)
            network.resume()
            await watcher.until(3)
        assert watcher.page.rows == {row.entrant: row for row in (await event.board()).rows}


async def test_a_relay_without_its_server_says_try_again(network: Network, relay: Node) -> None:
    """And not that there is no such event: a page would believe it for good."""
    network.refuse()
    try:
        async with websockets.connect(f"{relay.url.replace('http', 'ws')}/live/events/{uuid4()}") as socket:
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await socket.recv()
        assert closed.value.rcvd is not None and closed.value.rcvd.code == TRY_AGAIN
    finally:
        network.resume()


async def test_a_hall_in_a_storm_ends_with_the_board_of_the_database(server: Node, relay: Node) -> None:
    """Links break at random and the server is killed while marks go on; nobody's number ever goes back."""
    async with await organiser_at(server) as person:
        event = await a_small_competition(person)
        crowd, board = await storm(event, server, relay, watchers=30, cuts=30, marks=60, seed=6)
    assert all(one.page.rows == board for one in crowd) and sum(one.went_back for one in crowd) == 0
    assert sum(one.connections for one in crowd) >= 60
