"""The audience: how fast a frame reaches thousands, and what that costs the judges.

Every server and every crowd of watchers is a process of its own; what is compared takes turns in the same run. Against
the bare library: `ours` and `bare` are deliveries a second, from the moment the frame is published to the last watcher
(half of all rounds are faster), so that a ratio above 1 is faster than `websockets.broadcast`.

What the judges wait is measured on a machine that the watchers' own work is done on as well, though watchers and judges
have machines of their own. So the watchers' process goes after everything else there. Servers, relay and watchers are
sessions of their own, as services are: Linux shares the processors out between sessions first.
"""

import asyncio
import random
import resource
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import msgspec
import websockets

from competition.accounts.actions import create_account
from competition.client import Person
from competition.db.embedded import embedded_postgres
from competition.db.engine import close_database, open_database
from competition.db.migrate import migrate
from competition.live.messages import EnterMark, JudgeMessage, Receipt
from tests.benchmarks.figures import Figure
from tests.benchmarks.live_crowds import Crowd, Process, Publisher, at, memory_of
from tests.benchmarks.live_frames import a_frame, a_snapshot
from tests.conftest import PASSWORD
from tests.live.storm import storm
from tests.nodes import Node, running
from tests.situations import JUDGES, RECORDER, Situation, a_small_competition

CROWDS = (1000, 5000)
ROUNDS = 30
TURNS = 3
LEAVING = 1.0
"""Seconds in which servers and relays are done with a crowd that has gone."""
STORM = 2000
PEER_TO_LAST = 64.0
"""Milliseconds until the last of 1,000 has a change from CMS's RankingWebServer, on a machine like this one."""


def run() -> Iterator[Figure]:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory(prefix="jinji-") as made:
        folder = Path(made)
        folder.chmod(0o711)  # as root, PostgreSQL's account must get through
        with embedded_postgres(folder) as database:
            yield from asyncio.run(_fan_out(database))
        with embedded_postgres(folder) as database:
            yield from asyncio.run(_marks(database, folder))
            yield from asyncio.run(_storm(database, folder))


async def _fan_out(database: str) -> list[Figure]:
    figures: list[Figure] = []
    for crowd in CROWDS:
        async with publishers(database, crowd) as each:
            for _ in range(ROUNDS):
                for one in each.values():
                    await one.round()
            for one in each.values():
                print(one.told(), flush=True)
            bare = each["broadcast"].rate
            for name, aim in (("relay", ">=1.00"), ("server", ">=1.00"), ("floor", "-")):
                figures.append(Figure(f"live-{name}-{crowd}", round(each[name].rate), round(bare), "deliveries/s", aim))
                spent = round(each[name].micro, 1), round(each["broadcast"].micro, 1)
                figures.append(Figure(f"live-{name}-{crowd}-cpu", *spent, "µs/delivery", aim.replace(">", "<")))
            if crowd == CROWDS[-1]:
                figures += await steadiness(each["relay"])
    return figures


@asynccontextmanager
async def publishers(database: str, number: int) -> AsyncIterator[dict[str, Publisher]]:
    """Everything that is compared, each with a crowd of its own."""
    made: dict[str, Publisher] = {}
    async with AsyncExitStack() as until_end:
        for name, arguments in (("floor", ()), ("broadcast", ()), ("server", (database,))):
            process = await until_end.enter_async_context(Process.started("live_servers", name, *arguments))
            address = await process.says()
            crowd = await until_end.enter_async_context(Crowd.watching(address, number))

            async def publish(seq: int, process: Process = process) -> None:
                process.tell(seq)

            made[name] = Publisher(name, process.pid, publish, crowd)
        made["relay"] = await until_end.enter_async_context(a_relay(number))
        yield made


@asynccontextmanager
async def a_relay(number: int) -> AsyncIterator[Publisher]:
    """`jinji relay` with its crowd; its upstream is spoken by the benchmark itself."""
    links: list[websockets.ServerConnection] = []

    async def upstream(connection: websockets.ServerConnection) -> None:
        links.append(connection)
        await connection.send(msgspec.json.encode(a_snapshot(0)), text=True)
        await connection.wait_closed()

    async def publish(seq: int) -> None:
        await links[-1].send(msgspec.json.encode(a_frame(seq)), text=True)

    async with websockets.serve(upstream, "127.0.0.1", 0, compression=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        relay = Node("relay", "--upstream", f"http://127.0.0.1:{port}")
        async with running(relay):
            assert relay.process is not None
            empty = memory_of(relay.process.pid)
            async with Crowd.watching(f"{relay.url.replace('http', 'ws')}/live/events/{uuid4()}", number) as crowd:
                each = (memory_of(relay.process.pid) - empty) / number / 1024
                print(f"# relay: {each:.1f} KiB for each of {number} watchers", flush=True)
                yield Publisher("relay", relay.process.pid, publish, crowd)


async def steadiness(relay: Publisher) -> list[Figure]:
    """What ten thousand frames cost, and fifty watchers that stop reading."""
    before, usual = memory_of(relay.pid), statistics.median(relay.seconds)
    for _ in range(10_000):
        relay.seq += 1
        await relay.publish(relay.seq)
        await asyncio.sleep(0.001)
    await relay.crowd.reached(relay.seq)
    after = memory_of(relay.pid)
    relay.crowd.process.tell("stop 50")
    relay.seconds.clear()
    for _ in range(ROUNDS):
        await relay.round()
    beside = statistics.median(relay.seconds)
    return [
        Figure("live-memory-after-10000-frames", round(after / 2**20, 1), round(before / 2**20, 1), "MiB", "<1.05"),
        Figure("live-beside-50-who-stopped", round(1000 * beside, 1), round(1000 * usual, 1), "ms to last", "<1.20"),
    ]


async def _marks(database: str, folder: Path) -> list[Figure]:
    """Two servers on one PostgreSQL that syncs to disk: marks come in at the first."""
    await open_database(database, pool=2)
    await migrate()
    await create_account("marks", "赛务组织者", PASSWORD, ["organiser"], 1)
    await close_database()
    servers = [
        Node(environment={"JINJI_DATABASE_URL": database, "JINJI_DATA": str(folder / f"node-{n}")}, session=True)
        for n in range(2)
    ]
    relay = Node("relay", "--upstream", servers[0].url, session=True)
    async with running(*servers, relay), await Person.sign_in(servers[0].url, "marks", PASSWORD) as organiser:
        event = await a_small_competition(organiser)
        return [await marks_to_last(event, servers[1].url), await acknowledged_beside(event, relay.url)]


async def _storm(database: str, folder: Path) -> list[Figure]:
    """Two thousand watchers of a relay, two hundred broken links, and a server that is killed while marks go on."""
    server = Node(environment={"JINJI_DATABASE_URL": database, "JINJI_DATA": str(folder / "storm")})
    relay = Node("relay", "--upstream", server.url)
    async with running(server, relay), await Person.sign_in(server.url, "marks", PASSWORD) as organiser:
        event = await a_small_competition(organiser)
        crowd, board = await storm(event, server, relay, watchers=STORM, cuts=STORM // 10, marks=300, seed=1)
    equal = sum(one.page.rows == board and not one.went_back for one in crowd)
    print(
        f"# storm: {sum(one.connections for one in crowd)} connections, {sum(one.snapshots for one in crowd)} snapshots"
    )
    return [Figure("live-storm-ends-equal", equal, len(crowd), "watchers", ">=1.00")]


async def marks_to_last(event: Situation, url: str) -> Figure:
    """From the judge's send to the last of 2,000 watchers of the other server."""
    async with Crowd.watching(f"{url.replace('http', 'ws')}/live/events/{event.event}", 2000) as crowd:
        marks = await entered(event, 10)
        await crowd.reached(marks[-1].seq)
        took = [1000 * (await crowd.reached(mark.seq) - mark.sent_at) for mark in marks]
    p50, p99 = at(took, 0.5), at(took, 0.99)
    print(f"# mark to the last of 2,000 at another node: p50 {p50:.0f} ms, p99 {p99:.0f} ms; the peer is a publisher's")
    return Figure("live-mark-to-last-of-2000", round(p50, 1), PEER_TO_LAST, "ms", "<2")


async def acknowledged_beside(event: Situation, url: str) -> Figure:
    """What 5,000 watchers of a relay cost the judges: with and without them in turn, since a machine has its moods."""
    alone: list[float] = []
    beside: list[float] = []
    await entered(event, 2)
    for _ in range(TURNS):
        alone += [mark.took for mark in await entered(event, 5)]
        async with Crowd.watching(f"{url.replace('http', 'ws')}/live/events/{event.event}", CROWDS[-1], "elsewhere"):
            beside += [mark.took for mark in await entered(event, 5)]
        await asyncio.sleep(LEAVING)
    p50s = 1000 * at(beside, 0.5), 1000 * at(alone, 0.5)
    print(f"# acknowledged after {p50s[0]:.1f} ms (half of all) beside 5,000 on a relay, {p50s[1]:.1f} ms alone")
    return Figure(
        "live-judges-p99-beside-5000",
        round(1000 * at(beside, 0.99), 1),
        round(1000 * at(alone, 0.99), 1),
        "ms",
        "<1.50",
    )


@dataclass(slots=True)
class Entered:
    """One mark: when it was sent, how long its receipt took, and its number."""

    sent_at: float
    took: float = 0.0
    seq: int = 0


async def entered(event: Situation, seconds: float) -> list[Entered]:
    """A hundred marks a second by four judges in turn, for so long; in the order of their numbers."""
    marks: dict[str, Entered] = {}
    seats = RECORDER, *JUDGES
    each = {
        seat: [
            await event.mark(seat, "ABCD"[n % 4], str(Decimal(random.randrange(20)) / 2))
            for n in range(int(25 * seconds))
        ]
        for seat in seats
    }

    async def judge(socket: websockets.ClientConnection, own: list[EnterMark], first_at: float) -> None:
        reading = asyncio.create_task(answers(socket, len(own)))
        for n, mark in enumerate(own):
            await asyncio.sleep(first_at + n / 25 - time.monotonic())
            marks[mark.id] = Entered(time.monotonic())
            await socket.send(msgspec.json.encode(mark), text=True)
        await reading

    async def answers(socket: websockets.ClientConnection, number: int) -> None:
        while number:
            answer = msgspec.json.decode(await socket.recv(), type=JudgeMessage)
            if isinstance(answer, Receipt):
                number -= 1
                mark = marks[answer.id]
                mark.took, mark.seq = time.monotonic() - mark.sent_at, answer.seq

    async with AsyncExitStack() as until_end:
        sockets = [await until_end.enter_async_context(await event.socket(seat)) for seat in seats]
        begins = time.monotonic()
        async with asyncio.TaskGroup() as judges:
            for place, (seat, socket) in enumerate(zip(seats, sockets, strict=True)):
                judges.create_task(judge(socket, each[seat], begins + place / 100))
    return sorted(marks.values(), key=lambda mark: mark.seq)
