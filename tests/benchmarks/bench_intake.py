"""What intake costs: marks through 200 sockets, beside a bare handler that stores the same rows and does nothing else.

One event of 45 entrants, 40 panels of five judges, every judge a socket. Both servers are processes of their own on
the same PostgreSQL with fsync on, the crowd is a third; the runs take turns and medians are printed. Checks, the chain
of hashes, standings, frame and receipt are what ours does more. The bare handler's latency at the same pace is printed
beside ours: what sockets and the machine themselves cost. Costs at 1,000 and 100,000 marks stored are processor
time of server and PostgreSQL together, the middle of three runs, since PostgreSQL tidies up when it pleases.
"""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from decimal import Decimal
from itertools import count, product
from pathlib import Path
from random import Random
from statistics import median

import asyncpg
import msgspec

from competition.client import Person
from competition.clock import today
from competition.events.schemas import (
    CompetitionSetUp,
    EntrantSetUp,
    EventSetUp,
    JudgeSetUp,
    OccupationSetUp,
    PanelSetUp,
)
from competition.identifiers import uuid7
from competition.live.messages import EnterMark
from rules.values import Text
from tests.benchmarks.bare import INSERT_BARE, row_of
from tests.benchmarks.crowd import Crowd, Message, framed
from tests.benchmarks.figures import Figure
from tests.processes import ROOT, Jinji, a_process, until

PANELS, JUDGES, ENTRANTS, ASPECTS = 40, 5, 45, 12
WINDOW, ROUNDS, EACH = 8, 3, 40
PACE, PACED = 500, 2_500
SMALL, LARGE, MEASURED = 1_000, 100_000, 2_000


def run() -> Iterator[Figure]:
    with a_process() as server, _bare(server) as port:
        yield from asyncio.run(_measure(server, port))


async def _measure(server: Jinji, port: int) -> list[Figure]:
    async with _ours(server) as (ours, marks):
        cookies = [""] * len(ours.tablets)
        group, single = [await Crowd.connect(port, path, cookies) for path in ("/group", "/single")]
        for crowd, path in ((ours, ""), (group, "bare"), (single, "bare")):  # everybody's first messages
            await crowd.rate(marks.for_all(SMALL // len(cookies), path), WINDOW)
        at_small = await _processor_time(server, ours, marks)
        rates = [
            [await crowd.rate(marks.for_all(EACH, path), WINDOW) for crowd, path in _takes_turns(ours, group, single)]
            for _ in range(ROUNDS)
        ]
        paced = [
            [
                *await _percentiles(ours, marks.one_by_one(PACED)),
                *await _percentiles(group, marks.one_by_one(PACED, "bare")),
                await _single_insert(server, marks),
            ]
            for _ in range(ROUNDS)
        ]
        while marks.given < LARGE:
            await ours.rate(marks.for_all(50), WINDOW)
        at_large = await _processor_time(server, ours, marks)
        for crowd in (ours, group, single):
            crowd.close()
    rate, grouped, singly = (median(column) for column in zip(*rates, strict=True))
    p50, p99, bare_p50, bare_p99, insert = (median(column) * 1e3 for column in zip(*paced, strict=True))
    print(f"# at {PACE} marks/s: p50 {p50:.2f} ms, p99 {p99:.2f}; the bare handler's {bare_p50:.2f} and {bare_p99:.2f}")
    return [
        Figure("intake-against-bare-group-commit", rate, grouped, "marks/s", ">=0.50"),
        Figure("intake-against-one-insert-a-mark", rate, singly, "marks/s", ">=2.00"),
        Figure("intake-p99-at-500-a-second-against-one-insert", p99, insert, "ms", "<=10.00"),
        Figure("intake-mark-at-100000-stored-against-1000", at_large, at_small, "us", "<=1.20"),
    ]


def _takes_turns(ours: Crowd, group: Crowd, single: Crowd) -> list[tuple[Crowd, str]]:
    return [(ours, ""), (group, "bare"), (single, "bare")]


class Marks:
    """Marks that nobody has given yet, for each judge in turn, as messages."""

    def __init__(self, event: str, seats: list[int]) -> None:
        self.event, self.given = event, 0
        self._random = Random(1)
        self._counter = count(1)
        places = list(product(range(1, ENTRANTS + 1), range(1, ASPECTS + 1)))
        self._left = [iter(places * 2) for _ in seats]
        self._panels = seats

    def for_all(self, each: int, whose: str = "") -> list[list[Message]]:
        return [[self._next(seat, whose) for _ in range(each)] for seat in range(len(self._panels))]

    def one_by_one(self, number: int, whose: str = "") -> list[Message]:
        return [self._next(n % len(self._panels), whose) for n in range(number)]

    def _next(self, seat: int, whose: str = "") -> Message:
        mark = self.mark(seat, whose)
        return mark.id.encode(), framed(msgspec.json.encode(mark))

    def mark(self, seat: int, whose: str = "") -> EnterMark:
        entrant, aspect = (7, 7) if whose else next(self._left[seat])
        self.given += not whose
        return EnterMark(
            id=str(uuid7()),
            device=f"tablet-{seat:03d}",
            counter=next(self._counter),
            event=self.event,
            stage="",
            entrant=f"{entrant:02d}",
            aspect=f"S{self._panels[seat]:02d}.{aspect:02d}",
            value=Decimal(self._random.randint(0, 20)) / 2,
            at="2026-11-23T08:00:00.000Z",
        )


@asynccontextmanager
async def _ours(server: Jinji) -> AsyncIterator[tuple[Crowd, Marks]]:
    assert server.passwords is not None
    async with await Person.sign_in(server.url, "organiser", server.passwords["organiser"]) as organiser:
        made = await organiser.set_up(_set_up())
        cookies, seats = [], []
        for judge in made.judges:
            person = (await organiser.pair_tablet(judge)).person()
            cookies.append("; ".join(f"{name}={value}" for name, value in person.http.cookies.items()))
            seats.append(int(judge.seat[1:].split("J")[0]))
            await person.http.aclose()
    yield await Crowd.connect(server.port, "/live/judge", cookies), Marks(made.competition.events[0].id, seats)


def _set_up() -> CompetitionSetUp:
    title = Text("群", "crowd")
    panels = range(1, PANELS + 1)
    return CompetitionSetUp(
        title=title,
        organiser=title,
        tier="special",
        starts_on=today(),
        ends_on=today(),
        events=[
            EventSetUp(
                title=title,
                occupation=OccupationSetUp(code="crowd", title=title),
                scheme=_scheme(),
                entrants=[EntrantSetUp(code=f"{n:02d}", name=f"选手{n}") for n in range(1, ENTRANTS + 1)],
                panels=[
                    PanelSetUp(
                        title=Text(f"第{p}组", f"panel {p}"),
                        sub_criteria=[f"S{p:02d}", "theory"] if p == 1 else [f"S{p:02d}"],
                        judges=[JudgeSetUp(seat=f"P{p:02d}J{j}", name=f"裁判{p}-{j}") for j in range(1, JUDGES + 1)],
                    )
                    for p in panels
                ],
            )
        ],
    )


def _scheme() -> str:
    """Theory 30 %, practice 70 %: a panel of five for each part of the practice, highest and lowest dropped."""
    practice = "".join(
        f"      - key: S{p:02d}\n        aspects:\n"
        + "".join(
            f"          - {{ key: S{p:02d}.{a:02d}, kind: panel, range: [0, 10], step: 0.5, panel: five }}\n"
            for a in range(1, ASPECTS + 1)
        )
        for p in range(1, PANELS + 1)
    )
    return (
        "scheme: crowd\npanels: { five: { judges: 5, drop: 1, round: 2 } }\ncriteria:\n"
        "  - key: theory\n    weight: 30%\n    out_of: 100\n    aspects:\n      - { key: written, range: [0, 100] }\n"
        f"  - key: practice\n    weight: 70%\n    out_of: {PANELS * ASPECTS * 10}\n    sub_criteria:\n{practice}"
        "total: { round: 2 }\n"
    )


async def _percentiles(crowd: Crowd, messages: list[Message]) -> tuple[float, float]:
    """The 50th and the 99th, in seconds."""
    found = await crowd.latencies(messages, PACE)
    return found[len(found) // 2], found[len(found) * 99 // 100]


async def _single_insert(server: Jinji, marks: Marks) -> float:
    """Seconds that the middle one of 300 durable inserts takes, on a connection that has nothing else to do."""
    connection = await asyncpg.connect(_dsn(server))
    found = []
    for _ in range(300):
        row = row_of(marks.mark(0, "bare"), -marks.given - len(found) - time.time_ns() // 1000)
        begun = time.perf_counter()
        await connection.execute(INSERT_BARE, *row)
        found.append(time.perf_counter() - begun)
    await connection.close()
    return median(found)


async def _processor_time(server: Jinji, crowd: Crowd, marks: Marks) -> float:
    """Microseconds of processor time a mark, server and PostgreSQL together."""
    assert server.process is not None
    found = []
    for _ in range(ROUNDS):
        messages = marks.for_all(MEASURED // len(crowd.tablets))
        begun = _used(server.process.pid) + _used(server.postgres)
        await crowd.rate(messages, WINDOW)
        found.append((_used(server.process.pid) + _used(server.postgres) - begun) / sum(map(len, messages)))
    return median(found) * 1e6


def _used(pid: int) -> float:
    """Seconds of processor time that a process and those it started have used."""
    ticks = 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                said = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(folder.name) == pid or (int(said[1]) == pid and _is_postgres(folder)):
                ticks += int(said[11]) + int(said[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _is_postgres(folder: Path) -> bool:
    try:
        return "postgres" in (folder / "comm").read_text()
    except OSError:
        return False


@contextmanager
def _bare(server: Jinji) -> Iterator[int]:
    with socket.socket() as probing:
        probing.bind(("127.0.0.1", 0))
        port = int(probing.getsockname()[1])
    process = subprocess.Popen([sys.executable, "-m", "tests.benchmarks.bare", _dsn(server), str(port)], cwd=ROOT)
    try:
        until(lambda: _answers(port))
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _dsn(server: Jinji) -> str:
    home = server.folder / "data/postgres"
    password = (home / "password").read_text().strip()
    return f"postgresql://jinji:{password}@/jinji?host={home / 'socket'}"
