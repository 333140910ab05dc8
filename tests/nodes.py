"""Several `jinji` processes on one PostgreSQL: what a test kills is then really killed.

async with nodes(cluster, 3) as running:
    running[1].kill()
"""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from competition.accounts.actions import create_account
from competition.client import Person
from competition.db.engine import close_database, open_database
from tests.conftest import PASSWORD, fresh_database
from tests.postgres import TestCluster

ROOT = Path(__file__).parents[1]
STARTS_WITHIN = 60


def free_port() -> int:
    with socket.socket() as probing:
        probing.bind(("127.0.0.1", 0))
        return int(probing.getsockname()[1])


class Node:
    """One `jinji serve`, or another command that serves, as a process; it can be started again where it was."""

    def __init__(self, *command: str, environment: Mapping[str, str] | None = None, session: bool = False) -> None:
        """In a `session` of its own, as a service has it, a node that stands back does so for all others."""
        self.port, self._session = free_port(), session
        self._command = command or ("serve",)
        self._environment = {**os.environ, "JINJI_LANG": "en", "PYTHONPATH": str(ROOT), **(environment or {})}
        self._said = tempfile.TemporaryFile()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """It is on its way up; `ready` says when it is there."""
        program = [sys.executable, "-m", "competition.cli", *self._command, "--port", str(self.port)]
        self.process = subprocess.Popen(
            program,
            env=self._environment,
            stdout=self._said,
            stderr=self._said,
            start_new_session=self._session,
        )

    async def ready(self) -> None:
        deadline = time.monotonic() + STARTS_WITHIN
        while True:
            assert self.process is not None and self.process.poll() is None and time.monotonic() < deadline, self.said()
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                return
            await asyncio.sleep(0.02)

    def kill(self) -> None:
        """As a power cut would: no handler runs."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    async def stop(self) -> int:
        """The exit status, once it has ended as it was asked to."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return await asyncio.to_thread(self.process.wait, 30)

    def forget(self) -> None:
        """Nothing of what it said is kept."""
        self._said.close()

    def said(self) -> str:
        self._said.seek(0)
        return self._said.read().decode()


@asynccontextmanager
async def running(*each: Node) -> AsyncIterator[None]:
    """All of them answer inside the block; afterwards none is left."""
    try:
        for node in each:
            node.start()
        await asyncio.gather(*(node.ready() for node in each))
        yield
    finally:
        await asyncio.gather(*(node.stop() for node in each if node.process))
        for node in each:
            node.forget()


@asynccontextmanager
async def nodes(cluster: TestCluster, number: int, folder: Path) -> AsyncIterator[list[Node]]:
    """So many servers on a fresh database, with an organiser who signs in; the test may `ask` the database too."""
    dsn = await fresh_database(cluster)
    await open_database(dsn, pool=2)
    each = [
        Node(environment={"JINJI_DATABASE_URL": dsn, "JINJI_DATA": str(folder / f"node-{n}")}) for n in range(number)
    ]
    try:
        await create_account("organiser", "赛务组织者", PASSWORD, ["organiser"], 1)
        async with running(*each):
            yield each
    finally:
        await close_database()
        await cluster.drop(dsn)


async def organiser_at(node: Node) -> Person:
    return await Person.sign_in(node.url, "organiser", PASSWORD)
