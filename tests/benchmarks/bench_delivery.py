"""Two thousand certificates in one delivery, whose server is killed outright once 1,200 of them are made.

The next server goes on: every file is there once, each says its own holder's name, the manifest is the issuer's, no
paper was made anew, and the progress that is shown never goes back. The run ends with an error where one of these is
not so. Memory is that of the server and its paper makers together.
"""

import asyncio
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pypdfium2

from competition.client import Person
from tests.benchmarks.figures import Figure
from tests.competition.deliveries import CLONES, KEPT, approved, manifest_of
from tests.processes import Jinji, a_process

COUNT, KILLED_AT = 2_000, 1_200
SECONDS = 600


@dataclass
class Progress:
    """What the page with the progress bar was told, and the memory at that moment, by papers made."""

    made: int = 0
    memory: list[tuple[int, int]] = field(default_factory=list)
    state: str = "running"

    async def look(self, official: Person, event: str, server: Jinji) -> None:
        newest = (await official.get(f"/api/events/{event}/deliveries"))["newest"]
        if newest["total"]:
            assert self.made <= newest["made"] <= newest["total"] == COUNT, (self.made, newest)
            self.made = newest["made"]
        self.state = newest["state"]
        assert server.process is not None
        self.memory.append((self.made, memory_of(server.process.pid)))

    def most(self, first: int, last: int) -> int:
        """Bytes, while so many papers were made."""
        return max((taken for made, taken in self.memory if first <= made < last), default=0)


def memory_of(process: int) -> int:
    """Bytes in memory of a process and of all that it started, but for PostgreSQL's."""
    total = 0
    with suppress(FileNotFoundError, ProcessLookupError):
        home = Path(f"/proc/{process}")
        if "postgres" in (home / "comm").read_text():
            return 0
        total = int((home / "statm").read_text().split()[1]) * resource.getpagesize()
        for children in home.glob("task/*/children"):
            total += sum(memory_of(int(child)) for child in children.read_text().split())
    return total


def run() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, a_process() as server:
        yield from asyncio.run(_killed_and_resumed(server, Path(folder) / "certificates.zip"))


async def _killed_and_resumed(server: Jinji, file: Path) -> list[Figure]:
    assert server.passwords is not None
    async with await Person.sign_in(server.url, "organiser", server.passwords["organiser"]) as organiser:
        async with await Person.sign_in(server.url, "official", server.passwords["official"]) as official:
            event = (await approved(organiser, official, "A")).event
    await server.asked(CLONES, UUID(event), COUNT - 1)
    progress, begun = Progress(), time.monotonic()
    async with await Person.sign_in(server.url, "official", server.passwords["official"]) as official:
        await official.post(f"/api/events/{event}/deliveries")
        await _watch(progress, official, event, server, KILLED_AT)
    server.kill()
    kept = {row["number"]: row["digest"] for row in await server.asked(KEPT)}
    killed = time.monotonic()
    server.start()
    async with await Person.sign_in(server.url, "official", server.passwords["official"]) as official:
        await _watch(progress, official, event, server, COUNT + 1)
        done = time.monotonic()
        await _fetch(official, event, file)
        with ZipFile(file) as packed:
            manifest = await manifest_of(official, packed)
            named = sum(_says(packed.read(one["file"]), one) for one in manifest["papers"])
    files = {one["file"] for one in manifest["papers"]}
    names = {one["name"] for one in manifest["papers"]}
    after = {row["number"]: row["digest"] for row in await server.asked(KEPT)}
    assert len(names) == len(after) == COUNT and kept.items() <= after.items()
    print(f"# killed with {len(kept)} papers kept after {killed - begun:.0f} s, done {done - killed:.0f} s later")
    print(f"# memory by papers made: {_told(progress)}")
    early, late = progress.most(COUNT // 20, COUNT // 4), progress.most(COUNT * 3 // 4, COUNT)
    return [
        Figure("delivery-files-of-those-due", len(files), COUNT, "files", ">=1.00"),
        Figure("delivery-files-with-their-holders-name", named, COUNT, "files", ">=1.00"),
        Figure("delivery-memory-late-against-early", late >> 20, early >> 20, "MiB", "<=1.20"),
    ]


async def _watch(progress: Progress, official: Person, event: str, server: Jinji, until: int) -> None:
    """Until so many papers are made, or the delivery is done."""
    async with asyncio.timeout(SECONDS):
        while progress.made < until and progress.state != "done":
            await asyncio.sleep(0.2)
            await progress.look(official, event, server)


async def _fetch(official: Person, event: str, file: Path) -> None:
    newest = (await official.get(f"/api/events/{event}/deliveries"))["newest"]
    (path,) = [one for one in newest["files"] if one.endswith("zip")]
    with file.open("wb") as out:
        async with official.http.stream("GET", path) as answer:
            async for piece in answer.aiter_bytes():
                out.write(piece)


def _says(pdf: bytes, paper: dict[str, Any]) -> bool:
    """Whether its holder's name stands on the paper, as a line of its own, and its number."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        lines = document[0].get_textpage().get_text_range().split()
    finally:
        document.close()
    return paper["name"] in lines and paper["number"] in lines


def _told(progress: Progress) -> str:
    marks = range(0, COUNT + 1, COUNT // 8)
    return ", ".join(f"{at} {progress.most(at, at + COUNT // 8) >> 20} MiB" for at in marks)
