"""The audience: how fast a frame reaches thousands, and what that costs the judges.

Every server and every crowd of watchers is a process of its own; what is compared takes turns in the same run. Against
the bare library: `ours` and `bare` are deliveries a second, from the moment the frame is published to the last watcher
(half of all rounds are faster), so that a ratio above 1 is faster than `websockets.broadcast`.
"""

import asyncio
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
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
from competition.live.messages import JudgeMessage, Receipt
from tests.benchmarks.figures import Figure
from tests.benchmarks.live_frames import a_frame, a_snapshot
from tests.conftest import PASSWORD
from tests.live.storm import storm
from tests.nodes import Node, running
from tests.situations import JUDGES, RECORDER, Situation, a_small_competition

CROWDS = (1000, 5000)
ROUNDS = 30
BETWEEN = 0.07
"""Seconds between two frames: ours sends twenty a second at most."""
STORM = 2000
PATIENCE = 120
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


class Process:
    """A program of the benchmark's, spoken to by lines."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.pid = process.pid

    @classmethod
    @asynccontextmanager
    async def started(cls, module: str, *arguments: object) -> "AsyncIterator[Process]":
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            f"tests.benchmarks.{module}",
            *map(str, arguments),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            yield cls(process)
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def says(self) -> str:
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            line = (await self._process.stdout.readline()).decode().strip()
        if not line:
            raise RuntimeError("a program of the benchmark has ended before its time")
        return line

    def tell(self, line: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())


class Crowd:
    """Watchers in a process of their own; `reached` says when the last of them had a number."""

    def __init__(self, process: Process, number: int) -> None:
        self.process, self.number = process, number
        self.reached_at: dict[int, float] = {}
        self._newest = 0

    @classmethod
    @asynccontextmanager
    async def watching(cls, address: str, number: int, *where: str) -> "AsyncIterator[Crowd]":
        async with Process.started("live_client", address, number, *where) as process:
            assert await process.says() == "ready"
            yield cls(process, number)

    async def reached(self, seq: int) -> float:
        """When the last of them had the number, or a later one."""
        while self._newest < seq:
            said, at = (await self.process.says()).split()
            self._newest = int(said)
            self.reached_at[int(said)] = float(at)
        return min(at for number, at in self.reached_at.items() if number >= seq)


class Publisher:
    """What publishes the frames; a round says how long the last watcher waited, and what the server spent."""

    def __init__(self, name: str, pid: int, publish: Callable[[int], Awaitable[object]], crowd: Crowd) -> None:
        self.name, self.crowd = name, crowd
        self.pid, self.publish = pid, publish
        self.seq = 0
        self.seconds: list[float] = []
        self.spent = 0.0

    async def round(self) -> float:
        await asyncio.sleep(BETWEEN)
        self.seq += 1
        begun, before = time.monotonic(), cpu_of(self.pid)
        await self.publish(self.seq)
        took = await self.crowd.reached(self.seq) - begun
        self.spent += cpu_of(self.pid) - before
        self.seconds.append(took)
        return took

    @property
    def rate(self) -> float:
        return self.crowd.number / statistics.median(self.seconds)

    @property
    def micro(self) -> float:
        """Microseconds of processor time for each delivery."""
        return 1e6 * self.spent / len(self.seconds) / self.crowd.number

    def told(self) -> str:
        p50, p99 = (1000 * at(self.seconds, share) for share in (0.5, 0.99))
        micro = self.micro
        return (
            f"# {self.name}: last of {self.crowd.number} after {p50:.1f} ms (p99 {p99:.1f}), {micro:.1f} µs of CPU each"
        )


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
        Node(environment={"JINJI_DATABASE_URL": database, "JINJI_DATA": str(folder / f"node-{n}")}) for n in range(2)
    ]
    relay = Node("relay", "--upstream", servers[0].url)
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
    """What 5,000 watchers of a relay cost the judges."""
    await entered(event, 2)
    alone = [mark.took for mark in await entered(event, 10)]
    async with Crowd.watching(f"{url.replace('http', 'ws')}/live/events/{event.event}", CROWDS[-1], "elsewhere"):
        beside = [mark.took for mark in await entered(event, 10)]
    alone += [mark.took for mark in await entered(event, 10)]
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
    """A hundred marks a second by four judges, for so long; in the order of their numbers."""
    marks: dict[str, Entered] = {}

    async def judge(seat: str) -> None:
        own = [
            await event.mark(seat, "ABCD"[n % 4], str(Decimal(random.randrange(20)) / 2))
            for n in range(int(25 * seconds))
        ]
        async with await event.socket(seat) as socket:
            reading = asyncio.create_task(answers(socket, len(own)))
            begun = time.monotonic()
            for n, mark in enumerate(own):
                await asyncio.sleep(begun + n / 25 - time.monotonic())
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

    async with asyncio.TaskGroup() as judges:
        for seat in (RECORDER, *JUDGES):
            judges.create_task(judge(seat))
    return sorted(marks.values(), key=lambda mark: mark.seq)


def cpu_of(pid: int) -> float:
    """Seconds of processor time that the process has spent."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def memory_of(pid: int) -> int:
    """Bytes that the process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()


def at(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
