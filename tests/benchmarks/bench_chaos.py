"""A day on which everything goes wrong: 50 judges, 20,000 marks, three dead servers and one dead PostgreSQL.

Every mark meant must be in the ledger once and as it was meant, so both ratios must be 1.00; the run ends with an
error where one is not. What happened is printed beside them.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.figures import Figure
from tests.chaos import Books, Day, storm
from tests.processes import a_process

LARGE = Day(
    judges=50,
    marks=20_000,
    events=5,
    entrants=60,
    server_dies_at=(0.2, 0.5, 0.8),
    postgres_dies_at=(0.35,),
)


def run() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, a_process() as server:
        books = asyncio.run(storm(server, LARGE, Path(folder)))
    yield Figure("chaos-marks-stored-of-those-meant", books.marks - books.lost, books.marks, "marks", ">=1.00")
    yield Figure("chaos-rows-for-each-mark", books.marks + books.doubled, books.marks, "rows", "<=1.00")
    _tell(books)


def _tell(books: Books) -> None:
    weather = ", ".join(f"{count} {kind}" for kind, count in sorted(books.happened.items()))
    print(f"# {books.marks} marks meant, {books.acknowledged} acknowledged, {books.lost} lost, {books.doubled} doubled")
    print(f"# {books.resent} sent again, {books.repeated} receipts repeated, {books.overtaken} overtaken by newer ones")
    print(
        f"# {books.kills} kills, {books.reconnects} reconnections, {books.seconds:.0f} s; messages and links: {weather}"
    )
