"""The programs of the live benchmark, their crowds of watchers, and what publishes frames to them."""

import asyncio
import resource
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

BETWEEN = 0.07
"""Seconds between two frames: ours sends twenty a second at most."""
PATIENCE = 120


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
            start_new_session=True,
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


def cpu_of(pid: int) -> float:
    """Seconds of processor time that the process has spent."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def memory_of(pid: int) -> int:
    """Bytes that the process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()


def at(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
