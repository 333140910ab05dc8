"""What the tests of the embedded server share: a jinji in a process of its own, a question to the database."""

import asyncio
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg

from competition.db.embedded_server import works_in


@contextlib.contextmanager
def holder(folder: Path, *more: str, umask: int = -1, programs: Path | str = "") -> Iterator[subprocess.Popen[str]]:
    """A process that has, or is about to have, the server on `folder`; it is killed at the end of the block."""
    argv = [sys.executable, str(Path(__file__).with_name("hold.py")), str(folder), *more]
    pipe = subprocess.PIPE
    env = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    with subprocess.Popen(argv, stdin=pipe, stdout=pipe, text=True, umask=umask, env=env) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    """The next line it prints: an address, or the code of a refusal."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def leave(process: subprocess.Popen[str]) -> None:
    """It ends in its own time."""
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(10) == 0


def ask(dsn: str, sql: str) -> Any:
    """One value from one connection."""

    async def asking() -> Any:
        connection = await asyncpg.connect(dsn)
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    return asyncio.run(asking())


def answers(dsn: str) -> bool:
    """Whether the server takes connections; one that is starting does not yet."""
    with contextlib.suppress(OSError, asyncpg.PostgresError):
        return bool(ask(dsn, "SELECT 1"))
    return False


def postmaster(folder: Path) -> int:
    """The process id of the folder's PostgreSQL; 0 for the moment in which one has gone and the next is not there."""
    try:
        return int((folder / "postgres/cluster/postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError):
        return 0


def until(true: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.002)


def ended(pid: int, folder: Path) -> bool:
    """No process with this id, or one that has exited and waits to be noticed."""
    return not Path(f"/proc/{pid}").exists() or not works_in(pid, folder / "postgres/cluster")
