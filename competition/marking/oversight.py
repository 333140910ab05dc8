"""What the chief judge follows: every tablet beside what the ledger holds, and every judge beside the panel."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from competition.accounts.principal import Principal
from competition.accounts.queries import account_names
from competition.clock import iso
from competition.events.access import require_overseer
from competition.events.judging import plan_of
from competition.events.plan import Plan
from competition.live.devices import Device, Devices
from competition.marking.consistency import Consistency, GivenMark, consistency
from competition.marking.queries import IN_FORCE
from competition.marking.schemas import ConsistencyView, DeviceView, Oversight, WatchedJudge
from competition.marking.tables import LedgerEntry

HELD = """
    SELECT account, count(value) AS held, max(stored_at) AS newest FROM (
        SELECT DISTINCT ON (event, stage, entrant, aspect, judge) account, value, stored_at
        FROM ledger WHERE kind = 'mark' AND event IN (
            SELECT panel.event FROM seat JOIN panel ON panel.id = seat.panel WHERE seat.account = ANY({})
        )
        ORDER BY event, stage, entrant, aspect, judge, seq DESC
    ) AS in_force GROUP BY account
"""
A_REPORT = timedelta(seconds=3)
"""How long a receipt and the tablet's next word about it may take together."""


@dataclass(frozen=True, slots=True)
class Held:
    """How many marks the ledger holds of a judge, in all events, and when the newest was stored."""

    marks: int = 0
    newest: datetime | None = None


async def oversight_of(overseer: Principal, event: UUID, devices: Devices) -> Oversight:
    """Every judge of the event with the tablets last heard of and how far they agree with the ledger.

    Raises `NotAllowed`, `NotFound`.
    """
    await require_overseer(overseer, event)
    plan = await plan_of(event)
    accounts = list(dict.fromkeys(seat.account for panel in plan.panels for seat in panel.seats))
    names, held = await account_names(accounts), await _held_of(accounts)
    found = consistency(plan, await _given(plan))
    return Oversight(
        event=str(event),
        judges=[
            WatchedJudge(
                account=str(account),
                judge=names[account],
                seats=[seat.key for panel in plan.panels for seat in panel.seats if seat.account == account],
                held=held[account].marks,
                devices=[_device(one, devices.holder(account) is one, held[account]) for one in devices.of(account)],
                consistency=_told(found[account]) if account in found else None,
            )
            for account in accounts
        ],
    )


async def _held_of(accounts: Collection[UUID]) -> defaultdict[UUID, Held]:
    """What the ledger holds of each judge, to compare with what the judge's tablet counts as stored."""
    rows = await LedgerEntry.raw(HELD, list(accounts))
    return defaultdict(Held, {row["account"]: Held(row["held"], row["newest"]) for row in rows})


async def _given(plan: Plan) -> list[GivenMark]:
    rows = await LedgerEntry.raw(IN_FORCE, plan.event)
    return [
        GivenMark(row["stage"], plan.by_id[row["entrant"]].code, row["aspect"], row["judge"], row["value"], row["seq"])
        for row in rows
        if row["value"] is not None and row["judge"]
    ]


def _device(device: Device, has_desk: bool, held: Held) -> DeviceView:
    unheard = held.newest is not None and held.newest > device.heard_at - A_REPORT
    under_way = device.waiting + device.sent > 0 or (unheard and device.stored != held.marks)
    return DeviceView(
        name=device.name,
        connected=device.connected,
        has_desk=has_desk,
        heard_at=iso(device.heard_at),
        waiting=device.waiting,
        sent=device.sent,
        stored=device.stored,
        battery=device.battery,
        agrees=None if under_way or not has_desk else device.stored == held.marks,
    )


def _told(found: Consistency) -> ConsistencyView:
    return ConsistencyView(compared=found.compared, leniency=found.leniency, scatter=found.scatter, drift=found.drift)
