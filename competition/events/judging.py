"""All that judging reads of an event: the coded views, in which no name, organisation or number of a person is.

The views stand in the migrations (`judging_…`); nothing here may read a table that has a name in it. Whoever codes
entrants more than once, or keeps codes from names in another place, changes the views and not what reads them.
"""

from typing import cast
from uuid import UUID

from competition.errors import NotFound
from competition.events.plan import Plan, PlannedEntrant, PlannedPanel, PlannedSeat
from competition.events.tables import Event
from rules.scheme import Scheme, load_scheme
from rules.values import State, Text

_schemes: dict[str, Scheme] = {}
_plans: dict[UUID, Plan] = {}


async def scheme_in_force(digest: str) -> Scheme:
    """The scheme of that digest, read once per process."""
    if digest not in _schemes:
        [found] = await Event.raw("SELECT source FROM judging_scheme WHERE digest = {}", digest)
        _schemes[digest] = load_scheme(found["source"], file=digest[:12])
    return _schemes[digest]


async def plan_of(event: UUID) -> Plan:
    """The event's plan, read once per process: only setting a competition up writes it. Raises `NotFound`."""
    if event not in _plans:
        _plans[event] = await _read_plan(event)
    return _plans[event]


def forget_plan(event: UUID) -> None:
    """It is read anew when it is next asked for."""
    _plans.pop(event, None)


async def _read_plan(event: UUID) -> Plan:
    found = await Event.raw("SELECT * FROM judging_event WHERE id = {}", event)
    if not found:
        raise NotFound(Text("赛项", "event"), event)
    entrants = await Event.raw("SELECT * FROM judging_entrant WHERE event = {} ORDER BY position", event)
    return Plan(
        event=event,
        title=Text(found[0]["title_zh"], found[0]["title_en"]),
        competition=Text(found[0]["competition_zh"], found[0]["competition_en"]),
        sample=found[0]["sample"],
        scheme=await scheme_in_force(found[0]["scheme"]),
        entrants=tuple(PlannedEntrant(row["id"], row["code"], State(row["state"])) for row in entrants),
        panels=await _panels(event),
    )


async def _panels(event: UUID) -> tuple[PlannedPanel, ...]:
    panels = await Event.raw("SELECT * FROM judging_panel WHERE event = {} ORDER BY position", event)
    seats = await Event.raw("SELECT * FROM judging_seat WHERE event = {} ORDER BY position", event)
    return tuple(
        PlannedPanel(
            Text(panel["title_zh"], panel["title_en"]),
            tuple(panel["sub_criteria"]),
            tuple(
                PlannedSeat(seat["account"], seat["key"], seat["recorder"])
                for seat in seats
                if seat["panel"] == panel["id"]
            ),
        )
        for panel in panels
    )


async def events_of_judge(account: UUID) -> list[UUID]:
    """The events in which this account has a seat, newest first."""
    rows = await Event.raw("SELECT DISTINCT event FROM judging_seat WHERE account = {} ORDER BY event DESC", account)
    return [row["event"] for row in rows]


async def chief_of(event: UUID) -> UUID | None:
    """Who leads the event's judges, or None where every chief judge does. Raises `NotFound`."""
    rows = await Event.raw("SELECT chief_judge FROM judging_event WHERE id = {}", event)
    if not rows:
        raise NotFound(Text("赛项", "event"), event)
    return cast("UUID | None", rows[0]["chief_judge"])


async def event_moment(event: UUID) -> tuple[str, int]:
    """The event's state (open or ended) and the number of its newest ledger entry. Raises `NotFound`."""
    rows = await Event.raw("SELECT state, last_seq FROM judging_event WHERE id = {}", event)
    if not rows:
        raise NotFound(Text("赛项", "event"), event)
    return rows[0]["state"], rows[0]["last_seq"]
