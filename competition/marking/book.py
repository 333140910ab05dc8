"""The mark sheets of all events as this process knows them, kept in step with the ledger.

Entries are taken after their commit, or read from the ledger where another process stored them: what a `Book` says
while the event is locked holds until the lock is released. Judges hear of what concerns them when it is taken.
Sheets whose newest entry is not the one that the ledger has under that number are thrown away: the database was
restored, and tells of another past.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from uuid import UUID

from competition.clock import iso
from competition.db.unit_of_work import Work, unit_of_work
from competition.events.judging import event_moment, plan_of
from competition.events.plan import Plan
from competition.live.messages import PanelMark, SheetNews, SpreadAlert
from competition.marking.ledger import Entry
from competition.marking.queries import entries_between
from competition.marking.sheets import EventSheets, PanelSheets, Reads, nobody_reads

Tell = Callable[[UUID, SheetNews], None]


def nobody(account: UUID, news: SheetNews) -> None:
    """Tells no one."""


class Book:
    """`tell` sends news of a sheet to the judge's tablets; `reads` says where what one of them sent is read as well."""

    def __init__(self, tell: Tell = nobody, reads: Reads = nobody_reads) -> None:
        self._tell, self._reads = tell, reads
        self._events: dict[UUID, EventSheets] = {}
        self._loading: defaultdict[UUID, asyncio.Lock] = defaultdict(asyncio.Lock)

    def known(self, event: UUID) -> EventSheets | None:
        """The event's sheets as of the newest entry that this process knows, if it knows the event."""
        return self._events.get(event)

    async def in_step(self, work: Work, plan: Plan, last_seq: int, head: bytes | None = None) -> EventSheets:
        """The event's sheets as of `last_seq`, or later where this process has stored more since.

        `head` is the hash of that entry, where the caller knows it.
        """
        sheets = self._events.get(plan.event)
        if sheets is not None and sheets.seq == last_seq and head in (None, sheets.head):
            return sheets
        async with self._loading[plan.event]:
            known = self._events.get(plan.event)
            if known is not None and known.seq > 0:
                newest, its_hash = known.seq, known.head
                entries = await entries_between(work, plan.event, newest - 1, max(last_seq, newest))
                if entries and entries[0].hash == its_hash:
                    self._spread(known, known.take(entries, self._reads))
                    return known
            sheets = EventSheets(plan)
            news = sheets.take(await entries_between(work, plan.event, 0, last_seq), self._reads)
            if known is not None:
                self._spread(sheets, _all_begun(sheets, known) if known.seq else news)
            self._events[plan.event] = sheets
        return sheets

    async def read(self, event: UUID) -> EventSheets:
        """The event's sheets as stored. Raises `NotFound`."""
        plan = await plan_of(event)
        async with unit_of_work() as work:
            _, last_seq = await event_moment(event)
            return await self.in_step(work, plan, last_seq)

    async def attend(self, event: UUID) -> None:
        """Judges here hear from now on what is stored in the event, by whichever process. Raises `NotFound`."""
        if event not in self._events:
            await self.read(event)

    async def follow(self, event: UUID, seq: int) -> None:
        """Judges here have heard of what is stored up to `seq`. An event that nobody has asked for is not read."""
        sheets = self._events.get(event)
        if sheets is not None and sheets.seq != seq:
            await self.read(event)

    def take(self, event: UUID, entries: Sequence[Entry]) -> None:
        """The entries are stored. An event that nobody has asked for yet is read when somebody does."""
        if sheets := self._events.get(event):
            self._spread(sheets, sheets.take(entries, self._reads))

    def _spread(self, sheets: EventSheets, news: Sequence[tuple[PanelSheets, set[str]]]) -> None:
        for changed, told in news:
            marks, alerts = marks_of(changed), alerts_of(changed)
            for seat in changed.layout.seats:
                if seat.key in told:
                    self._tell(seat.account, _news(changed, seat.key, sheets.seq, marks, alerts))


def _all_begun(*pasts: EventSheets) -> list[tuple[PanelSheets, set[str]]]:
    """Every sheet of the first past with anything on it in any of them; all its judges must hear of it."""
    return [
        (panels[0], set(panels[0].layout.everybody))
        for panels in zip(*pasts, strict=True)
        if any(one.values for one in panels)
    ]


def news_of(sheets: PanelSheets, seat: str, seq: int) -> SheetNews:
    """What the judge at the seat may know of the sheet: of the others' marks nothing before the reveal."""
    return _news(sheets, seat, seq, marks_of(sheets), alerts_of(sheets))


def _news(sheets: PanelSheets, seat: str, seq: int, marks: list[PanelMark], alerts: list[SpreadAlert]) -> SheetNews:
    signature = sheets.signatures.get(seat)
    return SheetNews(
        event=str(sheets.plan.event),
        stage=sheets.layout.stage,
        entrant=sheets.entrant.code,
        sub_criterion=sheets.layout.sub_criterion.key,
        seat=seat,
        seq=seq,
        state=sheets.state(seat),
        needed=sheets.needed,
        waiting_for=len(sheets.waiting - {seat}),
        revealed=sheets.revealed,
        seats=list(sheets.layout.everybody),
        signed=[one for one in sheets.layout.everybody if one in sheets.signatures],
        own=[mark for mark in marks if seat in sheets.layout.holders(mark.seat)],
        marks=marks if sheets.revealed else [],
        alerts=alerts,
        digest=signature.digest if signature else "",
        signed_at=iso(signature.at) if signature else None,
        reopened_for=sheets.reopened.reason if sheets.reopened else "",
    )


def marks_of(sheets: PanelSheets) -> list[PanelMark]:
    """Every mark in force of the panel: not for everybody."""
    return [
        PanelMark(seat=place[0], aspect=place[1], value=value, corrected=sheets.corrected.get(place, ""))
        for place, value in sheets.values.items()
    ]


def alerts_of(sheets: PanelSheets) -> list[SpreadAlert]:
    return [
        SpreadAlert(
            aspect=alert.aspect,
            lowest=alert.lowest,
            highest=alert.highest,
            allowed=alert.allowed,
            reason=alert.justified.reason if alert.justified else "",
        )
        for alert in sheets.alerts
    ]
