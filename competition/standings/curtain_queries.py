"""Reading what was done about who may see an event's standings, and how that stands now."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from competition.accounts.principal import Principal
from competition.accounts.queries import account_names
from competition.clock import now
from competition.db.unit_of_work import Work, unit_of_work
from competition.events.access import require_overseer
from competition.marking.ledger import AUDIENCE, CURTAIN_ACTS, ENDED, FROZEN, Entry
from competition.marking.queries import entry_of
from competition.standings.curtain import Acts
from competition.standings.projection import Projection
from competition.standings.schemas import CurtainAct, CurtainView


async def curtain_entries(work: Work, event: UUID) -> list[Entry]:
    """What was done about who may see the standings, and the end of marking, oldest first."""
    rows = await work.connection.fetch(
        "SELECT * FROM judging_entry WHERE event = $1 AND kind = ANY($2::text[]) ORDER BY seq",
        event,
        list(CURTAIN_ACTS),
    )
    return [entry_of(row) for row in rows]


def acts_of(entries: Iterable[Entry]) -> Acts:
    acts = Acts()
    for entry in entries:
        acts.take(entry)
    return acts


async def curtain_of(reader: Principal, event: UUID, projection: Projection) -> CurtainView:
    """How the curtain stands, with the record of every act. Raises `NotAllowed`, `NotFound`."""
    if "official" not in reader.roles:
        await require_overseer(reader, event)
    await projection.catch_up(event)
    async with unit_of_work() as work:
        entries = await curtain_entries(work, event)
    acts, names = acts_of(entries), await account_names({entry.account for entry in entries})
    return CurtainView(
        event=str(event),
        seen=acts.audience.seen,
        delay=acts.audience.delay,
        frozen_from=acts.frozen_from,
        frozen=acts.freezes(now()),
        ended=any(entry.kind == ENDED for entry in entries),
        final=acts.final,
        withheld=projection.withheld(event),
        record=[_told(entry, names[entry.account]) for entry in reversed(entries)],
    )


def _told(entry: Entry, by: str) -> CurtainAct:
    audience = entry.kind == AUDIENCE
    return CurtainAct(
        seq=entry.seq,
        act=cast(Any, entry.kind),
        by=by,
        at=entry.stored_at,
        reason=entry.reason,
        moment=datetime.fromisoformat(entry.aspect) if entry.kind == FROZEN else None,
        seen=cast(Any, entry.aspect) if audience else None,
        delay=int(entry.value or 0) if audience else None,
    )
