"""Works the outlook of events that somebody watches, beside the intake and never in its way.

Twice a second it is asked which boards show something that no outlook is of yet. The ledger is read up to what the
public board shows; one entrant is worked at a time, and between two the loop turns to others for several times as
long. So a mark waits for one entrant's arithmetic at most, and a busy event's outlook comes less often, not its
receipts. Each server process does so for its own watchers, and comes to the same; relays pass on what they are sent.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

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
"""After working on an entrant it rests so many times as long."""

log = logging.getLogger("jinji")


class Foresight:
    """The prospects of the events that are watched in this process."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._known: dict[UUID, Prospects] = {}

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Inside, watchers are sent outlooks."""

        async def look() -> None:
            while True:
                await asyncio.sleep(LOOK_SECONDS)
                await self.look()

        task = asyncio.create_task(look(), name="outlooks")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def look(self) -> None:
        """Every board that is watched has an outlook of what it showed when it was looked at."""
        for event, shown in self._hub.awaiting_outlook().items():
            try:
                await self._foresee(event, shown)
            except Refusal as refusal:  # the database is away, or the event is gone: the next look finds out
                log.debug("no outlook of %s: %s", event, refusal)
            except Exception:
                self._known.pop(event, None)
                log.exception("no outlook of %s", event)
        watched = self._hub.audience
        for event in [event for event in self._known if not watched[event]]:
            del self._known[event]

    async def _foresee(self, event: UUID, shown: Snapshot) -> None:
        prospects = await self._caught_up(event, shown)
        self._hub.foresee(event, await asyncio.to_thread(prospects.outlook, shown))

    async def _caught_up(self, event: UUID, shown: Snapshot) -> Prospects:
        """The prospects at the number that is shown, going on from those known where these are of the same past."""
        known = self._known.get(event)
        if known is not None and known.seq < shown.seq:
            async with unit_of_work() as work:
                entries = await entries_between(work, event, known.seq, shown.seq)
            if entries and entries[0].previous == known.head:
                return await self._take(known, entries, shown)
        elif known is not None and (known.seq, known.token) == (shown.seq, shown.token):
            return known
        fresh = Prospects(await plan_of(event))
        fresh.promotion = await _promotion(event, fresh)
        async with unit_of_work() as work:
            entries = await entries_between(work, event, 0, shown.seq)
        self._known[event] = fresh
        return await self._take(fresh, entries, shown)

    async def _take(self, prospects: Prospects, entries: list[Entry], shown: Snapshot) -> Prospects:
        begun = time.perf_counter()
        for _ in prospects.take(entries):
            await asyncio.sleep(RESTS * (time.perf_counter() - begun))
            begun = time.perf_counter()
        prospects.token = shown.token
        return prospects


async def _promotion(event: UUID, prospects: Prospects) -> Line | None:
    facts = await event_facts(event)
    if facts.rulebook is None:
        return None
    groups = {known.group for known in (await roll_of(event)).values()}
    contest = facts.contest(len(prospects.competing), len(prospects.plan.entrants))
    return await asyncio.to_thread(promotion_line, facts.rulebook, contest, groups, today())
