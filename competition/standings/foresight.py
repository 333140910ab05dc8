"""Works the outlook of events that somebody watches, beside the intake and never in its way.

Twice a second it is asked which boards show something that no outlook is of yet. The ledger is read up to what the
public board shows; one entrant is worked at a time, and between two the loop turns to others for several times as
long. So a mark waits for one entrant's arithmetic at most, and a busy event's outlook comes less often, not its
receipts. Each server process does so for its own watchers, and comes to the same; relays pass on what they are sent.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from uuid import UUID

from competition.alongside import alongside
from competition.clock import today
from competition.db.unit_of_work import unit_of_work
from competition.events.judging import plan_of
from competition.events.queries import event_facts
from competition.events.roll import roll_of
from competition.live.hub import Hub
from competition.live.messages import Snapshot
from competition.marking.ledger import Entry
from competition.marking.queries import entries_between
from competition.standings.outlook import Prospects
from rules.errors import Refusal
from rules.lines import Line
from rules.promotion_line import promotion_line

LOOK_SECONDS = 0.5
RESTS = 4
"""After working on an entrant, or on all together, it rests so many times as long."""

log = logging.getLogger("jinji")


Worked = Callable[[UUID, int], int]


def _its_own(event: UUID, seq: int) -> int:
    """The ledger's number, as where nothing is withheld."""
    return seq


class Foresight:
    """The prospects of the events that are watched in this process.

    `worked` says of an event, and the number that its public board shows, up to which entry of the ledger that goes.
    """

    def __init__(self, hub: Hub, worked: Worked = _its_own) -> None:
        self._hub, self._worked = hub, worked
        self._known: dict[UUID, Prospects] = {}

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Inside, watchers are sent outlooks."""

        async def look() -> None:
            while True:
                await asyncio.sleep(LOOK_SECONDS)
                await self.look()

        async with alongside(look(), "outlooks"):
            yield

    async def look(self) -> None:
        """Every board that is watched has an outlook of what it showed when it was looked at."""
        awaiting = self._hub.awaiting_outlook()
        worked = {event: self._worked(event, shown.seq) for event, shown in awaiting.items() if shown.rows}
        for event, upto in worked.items():
            try:
                await self._foresee(event, awaiting[event], upto)
            except Refusal as refusal:  # the database is away, or the event is gone: the next look finds out
                log.debug("no outlook of %s: %s", event, refusal)
            except Exception:
                self._known.pop(event, None)
                log.exception("no outlook of %s", event)
        watched = self._hub.audience
        for event in [event for event in self._known if not watched[event]]:
            del self._known[event]

    async def _foresee(self, event: UUID, shown: Snapshot, upto: int) -> None:
        prospects = await self._caught_up(event, upto)
        begun = time.perf_counter()
        self._hub.foresee(event, await asyncio.to_thread(prospects.outlook, shown))
        await asyncio.sleep(RESTS * (time.perf_counter() - begun))

    async def _caught_up(self, event: UUID, upto: int) -> Prospects:
        """The prospects at that entry of the ledger, going on from those known where these are of the same past."""
        known = self._known.get(event)
        if known is not None and 0 < known.seq <= upto:
            async with unit_of_work() as work:
                entries = await entries_between(work, event, known.seq - 1, upto)
            if entries and entries[0].hash == known.head:
                return await self._take(known, entries[1:])
        fresh = Prospects(await plan_of(event))
        fresh.promotion = await _promotion(event, fresh)
        async with unit_of_work() as work:
            entries = await entries_between(work, event, 0, upto)
        self._known[event] = fresh
        return await self._take(fresh, entries)

    async def _take(self, prospects: Prospects, entries: list[Entry]) -> Prospects:
        begun = time.perf_counter()
        for _ in prospects.take(entries):
            await asyncio.sleep(RESTS * (time.perf_counter() - begun))
            begun = time.perf_counter()
        return prospects


async def _promotion(event: UUID, prospects: Prospects) -> Line | None:
    facts = await event_facts(event)
    if facts.rulebook is None:
        return None
    groups = {known.group for known in (await roll_of(event)).values()}
    contest = facts.contest(len(prospects.competing), len(prospects.plan.entrants))
    return await asyncio.to_thread(promotion_line, facts.rulebook, contest, groups, today())
