"""What the chief judge follows: every tablet beside what the ledger holds, and every judge beside the panel."""

from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from competition.accounts.principal import Principal
from competition.accounts.queries import account_names
from competition.clock import iso
from competition.events.access import require_overseer
from competition.events.judging import events_of_judge, plan_of
from competition.events.plan import Plan
from competition.live.devices import Devices
from competition.live.tablets import Tablet
from competition.marking.acts import OnSheets
from competition.marking.book import Book
from competition.marking.consistency import Consistency, GivenMark, consistency
from competition.marking.queries import rows_in_force
from competition.marking.schemas import ConsistencyView, DeviceView, Oversight, WatchedJudge

A_REPORT = timedelta(seconds=3)
"""How long a receipt and the tablet's next word about it may take together."""


async def oversight_of(overseer: Principal, event: UUID, devices: Devices, book: Book) -> Oversight:
    """Every judge of the event with the tablets last heard of and how far they agree with the ledger.

    Raises `NotAllowed`, `NotFound`.
    """
    await require_overseer(overseer, event)
    plan = await plan_of(event)
    accounts = list(dict.fromkeys(seat.account for panel in plan.panels for seat in panel.seats))
    heard = await devices.everywhere(accounts)
    names, held = await account_names(accounts), await _held_of(accounts, book)
    found = consistency(plan, await _given(plan))
    return Oversight(
        event=str(event),
        judges=[
            WatchedJudge(
                account=str(account),
                judge=names[account],
                seats=[seat.key for panel in plan.panels for seat in panel.seats if seat.account == account],
                held=held[account].marks,
                devices=[_device(one, held[account]) for one in heard[account]],
                consistency=_told(found[account]) if account in found else None,
            )
            for account in accounts
        ],
    )


async def _held_of(accounts: Collection[UUID], book: Book) -> defaultdict[UUID, OnSheets]:
    """What stands on the sheets of each judge, in all events, to compare with what the tablet counts as stored."""
    held: defaultdict[UUID, OnSheets] = defaultdict(OnSheets)
    for event in {event for account in accounts for event in await events_of_judge(account)}:
        for account, found in (await book.read(event)).on_sheets.items():
            held[account].add(found.marks, found.newest)
    return held


async def _given(plan: Plan) -> list[GivenMark]:
    return [
        GivenMark(row["stage"], plan.by_id[row["entrant"]].code, row["aspect"], row["judge"], row["value"], row["seq"])
        for row in await rows_in_force(plan.event)
        if row["judge"]
    ]


def _device(tablet: Tablet, held: OnSheets) -> DeviceView:
    unheard = held.newest is not None and held.newest > tablet.heard_at - A_REPORT
    under_way = tablet.waiting + tablet.sent > 0 or (unheard and tablet.stored != held.marks)
    return DeviceView(
        name=tablet.device,
        connected=tablet.connected,
        has_desk=tablet.has_desk,
        heard_at=iso(tablet.heard_at),
        waiting=tablet.waiting,
        sent=tablet.sent,
        stored=tablet.stored,
        battery=tablet.battery,
        refused=tablet.refused,
        agrees=None if under_way or not tablet.has_desk else tablet.stored == held.marks,
    )


def _told(found: Consistency) -> ConsistencyView:
    return ConsistencyView(compared=found.compared, leniency=found.leniency, scatter=found.scatter, drift=found.drift)
