"""What happens when a commit fails, and when two nodes take marks of the same event."""

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest

from competition.accounts.principal import Principal
from competition.client import Person
from competition.db.engine import DB
from competition.errors import NotFound
from competition.live.hub import Hub
from competition.live.messages import EnterMark, Frame, Receipt, Refused, StandingRow
from competition.marking.intake import Intake
from competition.standings.projection import Projection
from tests.competition.test_ledger import broken_at, entries
from tests.situations import PATIENCE, Situation, a_small_competition, ask
from tests.watching import Seen, all_sent

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Node:
    """What one process of several has: an intake, its boards, and somebody who watches."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.event = UUID(situation.event)
        self.hub = Hub()
        self.projection = Projection(self.hub)
        self.fails_next: Exception | None = None
        self.intake = Intake(self._derive)

    async def _derive(self, *of: Any) -> Any:
        following = await self.projection.derive(*of)
        if self.fails_next is not None:
            error, self.fails_next = self.fails_next, None
            raise error
        return following

    async def takes(self, seat: str, entrant: str, value: str | None) -> Receipt | Refused:
        """A judge whose tablet is connected to this node has entered a mark."""
        return await self.submits(seat, await self.situation.mark(seat, entrant, value))

    async def submits(self, seat: str, mark: EnterMark) -> Receipt | Refused:
        judge = self.situation.judge(seat)
        return await self.intake.submit(Principal(UUID(judge.account), judge.name, frozenset(["judge"])), mark)

    async def rows(self) -> dict[str, StandingRow]:
        """The board of this node as it is shown."""
        return {row.entrant: row for row in (await self.projection.shown(self.event)).snapshot().rows}

    async def seq(self) -> int:
        return (await self.projection.shown(self.event)).seq


@asynccontextmanager
async def event_held(event: Situation) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Inside, the event's row is locked. What it hands out waits for the next who waits for it, and cuts them off."""
    holder = await asyncpg.connect(str(DB.config["dsn"]))
    waiting = "SELECT pid FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"

    async def cut() -> None:
        async with asyncio.timeout(PATIENCE):
            while not (found := await holder.fetch(waiting)):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await holder.execute("SELECT pg_terminate_backend($1)", found[0]["pid"])

    try:
        async with holder.transaction():
            await holder.execute("SELECT 1 FROM event WHERE id = $1 FOR UPDATE", UUID(event.event))
            yield cut
    finally:
        await holder.close()


class Watcher:
    """What somebody sees who has followed a node's board from now on."""

    def __init__(self, node: Node) -> None:
        self._node, self._seen = node, Seen()
        self._watching = node.hub.watching(node.event, self._seen)
        self._watching.__enter__()

    def close(self) -> None:
        self._watching.__exit__(None, None, None)

    @property
    def numbers(self) -> list[int]:
        return self._seen.page.numbers

    async def sees(self) -> dict[str, StandingRow]:
        """The rows, once everything that is known has been sent."""
        await all_sent(self._node.hub, self._node.event)
        return dict(self._seen.page.rows)


async def in_ledger(event: Situation) -> list[tuple[int, Decimal | None]]:
    chain = await entries(event)
    assert broken_at(chain) is None
    return [(entry.seq, entry.value) for entry in chain]


async def frames(event: Situation) -> list[Frame]:
    rows = await ask("SELECT body FROM frame WHERE event = $1 ORDER BY seq", event.event)
    return [msgspec.json.decode(row["body"], type=Frame) for row in rows]


@pytest.mark.parametrize("marked_before", [0, 1])
@pytest.mark.parametrize("known_before", [False, True])
async def test_a_failing_transaction_leaves_nothing(organiser: Person, marked_before: int, known_before: bool) -> None:
    """Neither entry nor frame nor a change of what is shown; and the next mark goes on as if nothing had been."""
    node = Node(await a_small_competition(organiser, "AB"))
    for _ in range(marked_before):
        await Node(node.situation).takes("K1", "A", "80")
    if known_before:
        await node.projection.board(node.event)
    node.fails_next = RuntimeError("the disk is gone")
    with pytest.raises(RuntimeError, match="the disk is gone"):
        await node.takes("K1", "B", "90")
    assert len(await entries(node.situation)) == len(await frames(node.situation)) == marked_before
    assert await node.rows() == await Node(node.situation).rows() and await node.seq() == marked_before

    watcher = Watcher(node)
    assert isinstance(await node.takes("K1", "B", "70"), Receipt)
    before = [(1, Decimal(80))] if marked_before else []
    assert await in_ledger(node.situation) == [*before, (marked_before + 1, Decimal(70))]
    assert await watcher.sees() == await node.rows() == await Node(node.situation).rows()
    watcher.close()


async def test_the_first_frame_after_a_restart_has_its_rows(organiser: Person) -> None:
    """A process that did not know the event yet reads what is stored, and not what it is about to store."""
    event = await a_small_competition(organiser, "AB")
    await Node(event).takes("K1", "A", "80")
    await Node(event).takes("K1", "B", "90")
    first, second = await frames(event)
    assert [row.name for row in second.rows if row.rank == 1] == ["李喆"]
    assert [row.name for row in first.rows if row.rank == 1] == ["王堃"]


@pytest.mark.parametrize("marked_before", [False, True])
async def test_a_lost_connection_loses_no_mark_over_the_socket(organiser: Person, marked_before: bool) -> None:
    """It is cut while the mark waits for the event's row; the tablet sends again by itself and has a receipt."""
    event = await a_small_competition(organiser, "AB")
    if marked_before:
        await event.enters("K1", "B", "90")
    async with event_held(event) as cut:
        entered = asyncio.create_task(event.enters("K1", "A", "80"))
        await cut()
    answer = await entered
    assert isinstance(answer, Receipt) and answer.seq == 1 + marked_before and not answer.repeated
    assert (await event.rows())["王堃"].parts["theory"] == Decimal(80)


async def test_two_nodes_make_one_chain_and_equal_boards(organiser: Person) -> None:
    """Marks of one event come in at both, in turns and at once."""
    event = await a_small_competition(organiser)
    one, two = Node(event), Node(event)
    await one.rows(), await two.rows()
    watchers = [Watcher(one), Watcher(two)]
    for turn, code in enumerate("ABCD"):
        await (one, two)[turn % 2].takes("K1", code, str(60 + 10 * turn))
    together = [
        node.takes(seat, code, str(5 + turn))
        for turn, code in enumerate("ABCD")
        for node, seat in ((one, "J1"), (two, "J2"), (one, "J3"))
    ]
    assert all(isinstance(answer, Receipt) for answer in await asyncio.gather(*together))
    assert [seq for seq, _ in await in_ledger(event)] == list(range(1, 17))
    await one.takes("K1", "A", "99")
    await two.takes("K1", "B", "98")
    await one.takes("K1", "C", "97")
    fresh = await Node(event).rows()
    assert await one.rows() == fresh == await watchers[0].sees()
    for watcher in watchers:
        await watcher.sees()
        assert watcher.numbers == sorted(watcher.numbers)
        watcher.close()


async def test_a_node_that_failed_while_another_went_on_shows_what_is_stored(organiser: Person) -> None:
    """The number of what it worked in vain is the number of what the other stored; the marks are not."""
    event = await a_small_competition(organiser)
    one, two = Node(event), Node(event)
    await one.rows()
    watcher = Watcher(one)
    one.fails_next = RuntimeError("lost")
    with pytest.raises(RuntimeError):
        await one.takes("K1", "A", "100")
    await two.takes("K1", "B", "90")
    await one.takes("K1", "C", "80")
    assert await one.rows() == await Node(event).rows() == await watcher.sees()
    watcher.close()


async def test_nothing_is_shown_before_it_is_stored(organiser: Person) -> None:
    """While the transaction of a batch is still open, neither board nor watcher has anything of it."""
    event = await a_small_competition(organiser, "ABC")
    one, two = Node(event), Node(event)
    await one.rows()
    watcher = Watcher(one)
    await two.takes("K1", "A", "80")
    seen: list[dict[str, StandingRow]] = []
    derive = one.projection.derive

    async def looks(*of: Any) -> Any:
        following = await derive(*of)
        seen.extend([await watcher.sees(), await one.rows()])
        return following

    one.intake = Intake(looks)
    await one.takes("K1", "B", "90")
    await one.takes("K1", "C", "90")
    assert [sum(row.total is not None for row in rows.values()) for rows in seen] == [1, 1, 2, 2]
    assert await watcher.sees() == await Node(event).rows()
    watcher.close()


async def test_an_end_while_marks_arrive_has_one_order(organiser: Person) -> None:
    """Whatever was stored lies before the end; whatever came later was refused."""
    event = await a_small_competition(organiser)
    node = Node(event)
    marks = [await event.mark("J1", "ABCD"[n % 4], str(n % 10)) for n in range(40)]
    answers = asyncio.gather(*(node.submits("J1", mark) for mark in marks))
    await asyncio.sleep(0)
    await event.ended()
    stored = [answer for answer in await answers if isinstance(answer, Receipt)]
    late = [answer for answer in await answers if isinstance(answer, Refused)]
    chain = await entries(event)
    assert broken_at(chain) is None and chain[-1].kind == "ended"
    assert len(chain) == len(stored) + 1 and {answer.code for answer in late} <= {"marking.event_ended"}


async def test_a_batch_is_bounded_and_all_are_answered(organiser: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("competition.marking.intake.LARGEST_BATCH", 3)
    event = await a_small_competition(organiser)
    node = Node(event)
    marks = [await event.mark("J1", "ABCD"[n % 4], str(n)) for n in range(10)]
    answers = await asyncio.gather(*(node.submits("J1", mark) for mark in marks))
    assert sorted(answer.seq for answer in answers if isinstance(answer, Receipt)) == list(range(1, 11))
    assert [frame.seq for frame in await frames(event)] == [3, 6, 9, 10]


async def test_an_event_that_is_not_there_is_not_remembered(organiser: Person) -> None:
    """Anybody may ask for any id."""
    projection = Projection(Hub())

    async def asked() -> weakref.ref[UUID]:
        event = uuid4()
        with pytest.raises(NotFound):
            await projection.public(event)
        return weakref.ref(event)

    gone = await asked()
    gc.collect()
    assert gone() is None
