"""Real events through the judges' sockets: totals and ranks as published, also with the server killed in the middle."""

import asyncio
import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from competition.client import Person
from competition.db.embedded_server import works_in
from competition.marking.queries import entry_of
from competition.replay import replay
from rules.scheme import shipped_scheme
from rules.values import Mark
from tests.competition.test_ledger import broken_at
from tests.processes import PATIENCE, Jinji, a_process
from tests.rules.recorded import published, skating

DAY = date(2017, 4, 1)


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
def jinji() -> Iterator[Jinji]:
    with a_process() as server:
        yield server


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
