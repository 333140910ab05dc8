"""`jinji serve` as a process of its own, on a PostgreSQL of its own: what a test kills is then really killed."""

import contextlib
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
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from competition.cli_server import FIRST_ACCOUNTS

ROOT = Path(__file__).parents[1]
PATIENCE = 60


@dataclass
class Jinji:
    """Its data is in the folder, and stays there when it is killed."""

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
            until(lambda: len(self._printed()) == len(FIRST_ACCOUNTS))
            self.passwords = self._printed()

    def _printed(self) -> dict[str, str]:
        return dict(re.findall(r"sign in as (\S+) with the password (\S+)", self.log.read_text()))

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

    def kill_postgres(self) -> None:
        """The same of its PostgreSQL, under a server that goes on."""
        os.kill(self.postgres, signal.SIGKILL)

    def stop(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    @property
    def postgres(self) -> int:
        """The process id of its PostgreSQL."""
        return int((self.folder / "data/postgres/cluster/postmaster.pid").read_text().split()[0])

    async def ledger(self, event: str) -> list[asyncpg.Record]:
        return await self.asked("SELECT * FROM ledger WHERE event = $1 ORDER BY seq", event)

    async def asked(self, sql: str, *arguments: object) -> list[asyncpg.Record]:
        """Asked of the database itself, without the server."""
        home = self.folder / "data/postgres"
        password = (home / "password").read_text().strip()
        connection = await asyncpg.connect(host=str(home / "socket"), user="jinji", password=password, database="jinji")
        try:
            return await connection.fetch(sql, *arguments)
        finally:
            await connection.close()


def until(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


@contextmanager
def a_process() -> Iterator[Jinji]:
    """One that answers; afterwards neither it nor anything of it is left."""
    folder = Path(tempfile.mkdtemp(prefix="jinji-test-"))
    folder.chmod(0o755)  # PostgreSQL's own account must get through where root runs the tests
    with socket.socket() as probing:
        probing.bind(("127.0.0.1", 0))
        server = Jinji(folder, int(probing.getsockname()[1]))
    try:
        server.start()
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
