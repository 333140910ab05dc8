"""When public frames go out does not depend on what is withheld: to the moment, whatever is marked behind the curtain.

Entries go their whole way from the projection to a watcher; only the database is left out. The loop's clock goes on
while everybody waits and at no other time, so that every moment is exact. What work costs the processor is therefore
not in it: behind a curtain as before it, whoever marks a great deal keeps a server busy.
"""

import asyncio
import selectors
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from competition.clock import iso
from competition.events.actions import LockedEvent
from competition.live.hub import Hub
from competition.live.wire import Reader
from competition.marking.ledger import AUDIENCE, ENDED, FROZEN, MARK, Entry
from competition.standings.board import Board
from competition.standings.curtain import Curtain
from competition.standings.projection import Projection
from tests.competition.test_board import PLAN

START = datetime(2026, 11, 24, 10, tzinfo=UTC)
EVENTS = {"open": UUID(int=1), "frozen": UUID(int=2), "lagging": UUID(int=3), "closed": UUID(int=4)}
Act = tuple[float, str, str, Any]
"""When, in which event, of which kind, and what it says: of a mark the entrant and how many follow at once."""
Said = dict[str, list[tuple[float, bytes]]]


class VirtualTime(asyncio.SelectorEventLoop):
    """A loop whose clock goes on only while everybody waits, and then at once to what is next."""

    def __init__(self) -> None:
        self.moment = 0.0
        super().__init__(Skipping(self))

    def time(self) -> float:
        return self.moment


class Skipping(selectors.DefaultSelector):
    def __init__(self, loop: VirtualTime) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[Any]:
        self._loop.moment += timeout or 0.0
        return super().select(0)


class Noting:
    """The way to a watcher that keeps what goes it, with the moment."""

    def __init__(self, loop: VirtualTime) -> None:
        self.reader: Reader | None = None
        self.said: list[tuple[float, bytes]] = []
        self._loop = loop

    def push(self, wire: bytes) -> None:
        self.said.append((self._loop.time(), wire))

    def dismiss(self, code: int, reason: str) -> None:
        raise AssertionError(reason)


class Hall:
    """Four events in one process, each watched by somebody."""

    def __init__(self) -> None:
        self.hub, desk = Hub(), Hub()
        self.projection = Projection(self.hub, desk=desk)
        for event in EVENTS.values():
            board = Board(replace(PLAN, event=event), {})
            unmarked, codes = board.snapshot(), {str(entrant.id): entrant.code for entrant in PLAN.entrants}
            curtain = self.projection._curtains[event] = Curtain(unmarked.head, unmarked.rows, codes)
            self.projection._boards[event] = board
            desk.open(event, unmarked)
            self.hub.open(event, curtain.snapshot())

    async def does(self, event: UUID, kind: str, said: Any) -> None:
        board = self.projection._boards[event]
        stored = [an_entry(event, board.seq + n, kind, said) for n in range(1, 1 + (said[1] if kind == MARK else 1))]
        state = "ended" if kind == ENDED else board.state
        locked = LockedEvent(event, board.state, board.seq, board.head)
        following = await self.projection.derive(None, board.plan, locked, stored, state)
        assert following is not None
        for tell in following.told:
            tell()


def an_entry(event: UUID, seq: int, kind: str, said: Any) -> Entry:
    loop = asyncio.get_running_loop()
    seen, delay = said if kind == AUDIENCE else ("", None)
    of_mark: dict[str, Any] = {"entrant": PLAN.by_code[said[0]].id, "aspect": "T1"} if kind == MARK else {}
    return Entry(
        **{
            "id": UUID(int=seq),
            "event": event,
            "seq": seq,
            "kind": kind,
            "stage": "",
            "entrant": None,
            "aspect": iso(START + timedelta(seconds=loop.time())) if kind == FROZEN else seen,
            "judge": "",
            "account": UUID(int=0),
            "value": Decimal(seq % 101) if kind == MARK else delay,
            "device": "",
            "counter": seq,
            "tablet_time": "",
            "stored_at": START + timedelta(seconds=loop.time()),
            **of_mark,
        }
    ).after(b"")


PUBLIC: list[Act] = [
    *((0.5, name, MARK, ("A", 2)) for name in EVENTS),
    (1.0, "frozen", FROZEN, None),
    (1.0, "lagging", AUDIENCE, ("open", 3600)),
    (1.0, "closed", AUDIENCE, ("organisers", 0)),
    *((2.0 + 0.31 * n, "open", MARK, ("ABCD"[n % 4], 1 + n % 3)) for n in range(50)),
    (12.25, "frozen", AUDIENCE, ("codes", 0)),
    (14.03, "frozen", ENDED, None),
    (14.04, "closed", ENDED, None),
]
"""What everybody is told of, the same in each of the twins."""
HIDDEN: dict[str, list[Act]] = {
    "none": [],
    "one": [(6.07, "frozen", MARK, ("B", 1))],
    "many": [
        (2.005 + 0.0973 * n, name, MARK, ("BCD"[n % 3], 1 + n % 40))
        for n in range(110)
        for name in ("frozen", "lagging", "closed")
    ],
}
"""What is entered behind the curtains."""


async def watched(hidden: Iterable[Act]) -> Said:
    """Everything that goes out in half a minute, with its moment."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualTime)
    hall, watchers = Hall(), {name: Noting(loop) for name in EVENTS}
    async with hall.hub.beating():
        with (
            hall.hub.watching(EVENTS["open"], watchers["open"]),
            hall.hub.watching(EVENTS["frozen"], watchers["frozen"]),
            hall.hub.watching(EVENTS["lagging"], watchers["lagging"]),
            hall.hub.watching(EVENTS["closed"], watchers["closed"]),
        ):
            for moment, name, kind, said in sorted([*PUBLIC, *hidden], key=lambda act: act[0]):
                await asyncio.sleep(moment - loop.time())
                await hall.does(EVENTS[name], kind, said)
            await asyncio.sleep(30 - loop.time())
    for name in EVENTS:
        hall.projection._stop_waiting(EVENTS[name])
    return {name: watcher.said for name, watcher in watchers.items()}


def half_a_minute(patch: pytest.MonkeyPatch, hidden: Iterable[Act]) -> Said:
    with asyncio.Runner(loop_factory=VirtualTime) as runner, patch.context() as clock:
        loop = runner.get_loop()

        class Clock(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> Any:
                return START + timedelta(seconds=loop.time())

        clock.setattr("competition.clock.datetime", Clock)
        clock.setattr("competition.standings.projection.uuid7", lambda: UUID(int=int(loop.time() * 1e6)))
        return runner.run(watched(hidden))


@pytest.mark.parametrize("twin", ["one", "many"])
def test_every_public_frame_leaves_at_the_moment_at_which_it_leaves_without_them(
    monkeypatch: pytest.MonkeyPatch, twin: str
) -> None:
    """Frames, snapshots and pulses of every event, those of an open one beside the curtains included."""
    without = half_a_minute(monkeypatch, HIDDEN["none"])
    assert half_a_minute(monkeypatch, HIDDEN[twin]) == without
    assert {name: len(said) for name, said in without.items()} == {"open": 57, "frozen": 10, "lagging": 8, "closed": 9}


def test_a_word_to_the_audience_at_each_hidden_mark_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says nothing that would not be said anyway, and only sooner."""
    without = half_a_minute(monkeypatch, HIDDEN["none"])
    let_out = Projection._let_out

    def leaky(projection: Projection, event: UUID, *more: Any) -> None:
        let_out(projection, event, *more)
        projection._hub._audiences[event].pulse()

    monkeypatch.setattr(Projection, "_let_out", leaky)
    with_one = half_a_minute(monkeypatch, HIDDEN["one"])
    assert [moment for moment, _ in with_one["frozen"]] != [moment for moment, _ in without["frozen"]]
