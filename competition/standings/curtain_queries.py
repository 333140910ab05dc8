"""Reading what was done about who may see an event's standings, and how that stands now."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from competition.accounts.principal import Principal
from competition.accounts.queries import account_names
from competition.clock import iso, now
from competition.db.unit_of_work import Work, run_alone, unit_of_work
from competition.events.access import require_overseer
from competition.events.queries import event_summaries
from competition.events.schemas import EventSummary
from competition.live.messages import BoardHead, Frame
from competition.marking.ledger import AUDIENCE, CURTAIN_ACTS, ENDED, FROZEN, Entry
from competition.marking.queries import entry_of
from competition.standings.curtain import Acts, Curtain
from competition.standings.projection import Projection
from competition.standings.schemas import CurtainAct, CurtainView, PublicEvent, PublicEvents

ACTS = f"SELECT * FROM judging_entry WHERE kind IN {tuple(sorted(CURTAIN_ACTS))}"
"""Written out, as an index of them alone asks for."""


async def curtain_entries(work: Work, event: UUID) -> list[Entry]:
    """What was done about who may see the standings, and the end of marking, oldest first."""
    rows = await work.connection.fetch(f"{ACTS} AND event = $1 ORDER BY seq", event)
    return [entry_of(row) for row in rows]


async def public_events() -> PublicEvents:
    """All events, as their public boards stand now."""
    acts: defaultdict[UUID, list[Entry]] = defaultdict(list)
    for row in await run_alone(f"{ACTS} ORDER BY event, seq"):
        acts[row["event"]].append(entry_of(row))
    moment = now()
    listed = [event for events in (await event_summaries()).values() for event in events]
    return PublicEvents(events=[as_told(event, acts[UUID(event.id)], moment) for event in listed])


def as_told(event: EventSummary, acts: Iterable[Entry], moment: datetime) -> PublicEvent:
    """The event as everybody has been told of it by then. It follows from nothing that was marked."""
    head = BoardHead(
        event=event.id,
        title=event.title,
        competition=event.title,
        stage=event.title,
        columns=[],
        sample=False,
        groups={},
    )
    curtain, state = Curtain(head, [], {}), "open"
    for entry in acts:
        state = "ended" if entry.kind == ENDED else state
        curtain.take([entry], Frame(seq=entry.seq, at=iso(entry.stored_at), state=state, rows=[]), list)
    curtain.let_out(moment)
    told = curtain.snapshot()
    holds = told.frozen != "" and datetime.fromisoformat(told.frozen) + timedelta(seconds=told.head.delay) <= moment
    return PublicEvent(
        id=event.id,
        title=event.title,
        state=told.state,
        entrants=event.entrants,
        occupation=event.occupation,
        seen=told.head.seen,
        frozen=told.frozen,
        holds=holds,
    )


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
