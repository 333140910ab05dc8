"""The way of a mark into the ledger: group commit, one transaction a batch, receipts only after it.

While one batch of an event is being committed, the marks that arrive gather for the next. One writer
an event at a time is two to three times faster than any number of connections that commit one mark
each. Another process may do the same for the same event: the order is decided by the lock on the
event's row, never by a clock.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from uuid import UUID

from competition.accounts.principal import Principal
from competition.db.unit_of_work import Work
from competition.events.actions import LockedEvent
from competition.events.plan import Plan
from competition.live.messages import EnterMark, Receipt, Refused
from competition.marking.actions import end_event, import_marks
from competition.marking.appending import Consequence, Derive
from competition.marking.book import Book
from competition.marking.errors import EventUnknown
from competition.marking.ledger import Entry
from competition.marking.storing import Answers, store_marks

LARGEST_BATCH = 500

Answer = asyncio.Future[Receipt | Refused]
Waiting = tuple[Principal, EnterMark, Answer]


@dataclass(slots=True)
class Lane:
    """The way into one event's ledger. In this process one act at a time goes it, up to what follows its commit."""

    waiting: list[Waiting] = field(default_factory=list)
    writer: asyncio.Task[None] | None = None
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)


class Intake:
    """Takes marks of all events; `derive` recomputes what follows from them in the same transaction.

    `book` has the mark sheets, which say what takes marks at all.
    """

    def __init__(self, derive: Derive, book: Book | None = None) -> None:
        self.book = book or Book()
        self._follow = derive
        self._lanes: defaultdict[UUID, Lane] = defaultdict(Lane)

    def submit(self, judge: Principal, command: EnterMark) -> Answer:
        """A receipt once the mark is stored for good, or the refusal that sending it again will not change.

        Raises what the database raises when it cannot be known whether the mark was stored: send it again then.
        """
        answer: Answer = asyncio.get_running_loop().create_future()
        try:
            event = _event(command.event)
        except ValueError:
            error = EventUnknown(event=command.event)
            answer.set_result(Refused.of(command.id, error))
            return answer
        lane = self._lanes[event]
        lane.waiting.append((judge, command, answer))
        if lane.writer is None:
            lane.writer = asyncio.create_task(self._write(event, lane))
        return answer

    async def take_file(self, organiser: Principal, event: UUID, text: str, name: str) -> int:
        """All marks of a CSV file are stored, or none is; how many. Raises as `import_marks` does."""
        async with self._lanes[event].one_at_a_time:
            return await import_marks(organiser, event, text, name, self._derive, self.book)

    async def end(self, organiser: Principal, event: UUID) -> None:
        """No more marks are taken in the event. Raises `NotFound`, `NotAllowed`."""
        async with self._lanes[event].one_at_a_time:
            await end_event(organiser, event, self._derive)

    @asynccontextmanager
    async def in_turn(self, event: UUID) -> AsyncIterator[Derive]:
        """Inside, no other act of this process goes into the event's ledger; with what follows from an entry."""
        async with self._lanes[event].one_at_a_time:
            yield self._derive

    async def _derive(
        self, work: Work | None, plan: Plan, event: LockedEvent, entries: Sequence[Entry], state: str
    ) -> Consequence | None:
        following = await self._follow(work, plan, event, entries, state)
        if following is None:
            return None
        return replace(following, told=(*following.told, lambda: self.book.take(event.id, entries)))

    async def _write(self, event: UUID, lane: Lane) -> None:
        while lane.waiting:
            await _gathered(lane)
            batch, lane.waiting = lane.waiting[:LARGEST_BATCH], lane.waiting[LARGEST_BATCH:]

            def answer(answers: Answers, batch: Sequence[Waiting] = batch) -> None:
                for (_, _, waiting), one in zip(batch, answers, strict=True):
                    if not waiting.done():
                        waiting.set_result(one)

            asked = [(judge, command) for judge, command, _ in batch]
            try:
                async with lane.one_at_a_time:
                    await store_marks(event, asked, self._derive, self.book, answer)
            except Exception as error:
                for _, _, waiting in batch:
                    if not waiting.done():
                        waiting.set_exception(error)
        lane.writer = None


async def _gathered(lane: Lane) -> None:
    """What has arrived is in the lane. Nobody is waited for; but a commit costs the same however many share it."""
    known = 0
    while known < len(lane.waiting) < LARGEST_BATCH:
        known = len(lane.waiting)
        await asyncio.sleep(0)


@lru_cache(maxsize=1024)
def _event(text: str) -> UUID:
    return UUID(text)
