"""Real events through the judges' sockets: totals and ranks as published, also with the server killed in the middle."""

import asyncio
import contextlib
import csv
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import asyncpg
import pytest

from competition.client import Person
from competition.db.embedded_server import works_in
from competition.marking.queries import entry_of
from competition.replay import replay
from rules.scheme import shipped_scheme
from rules.values import Mark
from tests.competition.test_ledger import broken_at
from tests.rules.recorded import published, skating

ROOT = Path(__file__).parents[2]
DAY = date(2017, 4, 1)
PATIENCE = 60


def published_ranking(rows: list[dict[str, str]]) -> list[tuple[str, int, Decimal]]:
    return sorted((row["entrant"], int(row["rank"]), Decimal(row["total"])) for row in rows)


def exported(csv_text: str) -> list[tuple[str, int, Decimal]]:
    """Entrant, rank and total of a standings file."""
    rows = csv.DictReader(csv_text.removeprefix("\ufeff").splitlines())
    return sorted((row["entrant"], int(row["rank"]), Decimal(row["total"])) for row in rows)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("event", ["pairs-free-skating", "ice-dance-free-dance"])
async def test_a_replayed_event_ends_as_published(organiser: Person, event: str) -> None:
    """Every mark over a live socket, all judges at once."""
    scheme, marks, rows = skating(event)
    replayed = await replay(organiser, scheme, marks, on=DAY)
    assert (replayed.stored, replayed.refused, replayed.repeated) == (len(marks), 0, 0)
    assert exported(replayed.standings) == published_ranking(rows)


@pytest.mark.asyncio(loop_scope="module")
async def test_ties_share_a_rank_and_the_next_is_skipped(organiser: Person) -> None:
    """The olympiad's first fifty contestants, of whom many have the same total."""
    scheme, contestants = shipped_scheme("olympiad"), published("imo-2024", "", "results.csv")[:50]
    marks = [Mark(row["contestant"], f"p{n}", "", Decimal(row[f"p{n}"])) for row in contestants for n in range(1, 7)]
    totals = {row["contestant"]: Decimal(row["total"]) for row in contestants}
    ranks = {key: 1 + sum(other > total for other in totals.values()) for key, total in totals.items()}
    assert len(set(ranks.values())) < 25, "no ties to speak of"
    replayed = await replay(organiser, scheme, marks, on=DAY)
    assert exported(replayed.standings) == sorted((key, ranks[key], totals[key]) for key in totals)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A place for the server's data that PostgreSQL's own account can reach."""
    made = Path(tempfile.mkdtemp(prefix="jinji-test-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def port() -> int:
    with socket.socket() as probing:
        probing.bind(("127.0.0.1", 0))
        return int(probing.getsockname()[1])


@dataclass
class Jinji:
    """`jinji serve` as a process of its own, on its own PostgreSQL."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None
    passwords: dict[str, str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "said.txt"

    def start(self) -> None:
        """It answers; on the first start its passwords have been read off."""
        with self.log.open("ab") as said:
            options = ["--data", str(self.folder / "data"), "--port", str(self.port)]
            self.process = subprocess.Popen(
                [sys.executable, "-m", "competition.cli", "serve", *options],
                cwd=ROOT,
                env={**os.environ, "JINJI_LANG": "en", "PYTHONPATH": str(ROOT)},
                stdout=said,
                stderr=said,
            )
        until(self._answers)
        if self.passwords is None:
            until(lambda: len(self._printed()) == 2)
            self.passwords = self._printed()

    def _printed(self) -> dict[str, str]:
        return dict(re.findall(r"sign in as (\w+) with the password (\S+)", self.log.read_text()))

    def _answers(self) -> bool:
        assert self.process is not None and self.process.poll() is None, self.log.read_text()
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            return True
        return False

    def kill(self) -> None:
        """As a power cut would: no handler runs."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    @property
    def postgres(self) -> int:
        """The process id of its PostgreSQL."""
        return int((self.folder / "data/postgres/cluster/postmaster.pid").read_text().split()[0])

    async def ledger(self, event: str) -> list[asyncpg.Record]:
        """Asked of the database itself, without the server."""
        home = self.folder / "data/postgres"
        password = (home / "password").read_text().strip()
        connection = await asyncpg.connect(host=str(home / "socket"), user="jinji", password=password, database="jinji")
        try:
            return await connection.fetch("SELECT * FROM ledger WHERE event = $1 ORDER BY seq", event)
        finally:
            await connection.close()


def until(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


@pytest.fixture
def jinji(folder: Path, port: int) -> Iterator[Jinji]:
    server = Jinji(folder, port)
    server.start()
    yield server
    if server.process is not None and server.process.poll() is None:
        server.stop()


async def test_a_killed_server_has_every_mark_it_gave_a_receipt_for(jinji: Jinji) -> None:
    """SIGKILL in the middle of a replay, and a start on the same folder: the replay goes on and ends as published.

    A tablet forgets a mark once it has the receipt, so a mark that the server had lost would be missing at the end.
    """
    scheme, marks, rows = skating("pairs-free-skating")
    halfway = asyncio.Event()
    acknowledged: list[int] = []

    def told(stored: int, of: int) -> None:
        acknowledged.append(stored)
        if stored > of // 3:
            halfway.set()

    async def kill_and_start() -> int:
        await halfway.wait()
        jinji.kill()
        at_least = acknowledged[-1]
        await asyncio.to_thread(jinji.start)
        return at_least

    assert jinji.passwords is not None
    async with await Person.sign_in(jinji.url, "organiser", jinji.passwords["organiser"]) as organiser:
        async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as both:
            replaying = both.create_task(replay(organiser, scheme, marks, on=DAY, told=told))
            killing = both.create_task(kill_and_start())
    replayed = replaying.result()
    assert len(marks) // 3 < killing.result() < len(marks) and replayed.reconnects >= 1
    assert (replayed.stored, replayed.refused) == (len(marks), 0)
    assert exported(replayed.standings) == published_ranking(rows)

    stored = await jinji.ledger(replayed.event)
    chain = [entry_of(row) for row in stored]
    assert broken_at(chain) is None and len(chain) == len(marks) + 1
    postgres, data = jinji.postgres, jinji.folder / "data/postgres/cluster"
    assert works_in(postgres, data)
    assert jinji.stop() == 0
    assert not works_in(postgres, data)
