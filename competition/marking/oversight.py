"""What the chief judge follows: every tablet beside what the ledger holds, and every judge beside the panel."""

from collections import Counter
from collections.abc import Collection
from uuid import UUID

from competition.accounts.principal import Principal
from competition.accounts.queries import account_names
from competition.clock import iso
from competition.events.access import require_overseer
from competition.events.plan import Plan
from competition.events.queries import plan_of
from competition.live.devices import Device, Devices
from competition.marking.consistency import Consistency, GivenMark, consistency
from competition.marking.queries import IN_FORCE
from competition.marking.schemas import ConsistencyView, DeviceView, Oversight, WatchedJudge
from competition.marking.tables import LedgerEntry

HELD = """
    SELECT account, count(*) AS held FROM (
        SELECT DISTINCT ON (event, stage, entrant, aspect, judge) account, value
        FROM ledger WHERE kind = 'mark' AND event IN (
            SELECT panel.event FROM seat JOIN panel ON panel.id = seat.panel WHERE seat.account = ANY({})
        )
        ORDER BY event, stage, entrant, aspect, judge, seq DESC
    ) AS in_force WHERE value IS NOT NULL GROUP BY account
"""


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
                held=held[account],
                devices=[_device(one, devices.holder(account) is one, held[account]) for one in devices.of(account)],
                consistency=_told(found[account]) if account in found else None,
            )
            for account in accounts
        ],
    )


async def _held_of(accounts: Collection[UUID]) -> Counter[UUID]:
    """How many marks the ledger holds of each judge, in all events: what the judge's tablets count as stored."""
    rows = await LedgerEntry.raw(HELD, list(accounts))
    return Counter({row["account"]: row["held"] for row in rows})


async def _given(plan: Plan) -> list[GivenMark]:
    rows = await LedgerEntry.raw(IN_FORCE, plan.event)
    return [
        GivenMark(row["stage"], plan.by_id[row["entrant"]].code, row["aspect"], row["judge"], row["value"], row["seq"])
        for row in rows
        if row["value"] is not None and row["judge"]
    ]


def _device(device: Device, has_desk: bool, held: int) -> DeviceView:
    under_way = device.waiting + device.sent > 0
    return DeviceView(
        name=device.name,
        connected=device.connected,
        has_desk=has_desk,
        heard_at=iso(device.heard_at),
        waiting=device.waiting,
        sent=device.sent,
        stored=device.stored,
        battery=device.battery,
        agrees=None if under_way or not has_desk else device.stored == held,
    )


def _told(found: Consistency) -> ConsistencyView:
    return ConsistencyView(compared=found.compared, leniency=found.leniency, scatter=found.scatter, drift=found.drift)
