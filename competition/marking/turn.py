"""One act of a person on an event's mark sheets: what it adds to the ledger, in one transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from competition.accounts.principal import Principal
from competition.clock import now
from competition.db.unit_of_work import Work, unit_of_work
from competition.events.actions import LockedEvent, lock_event
from competition.events.judging import plan_of
from competition.events.plan import Plan
from competition.identifiers import uuid7
from competition.marking.appending import append_entries
from competition.marking.errors import EntrantUnknown
from competition.marking.intake import Intake
from competition.marking.ledger import Entry, chained
from competition.marking.sheet_errors import MarkingOver, SheetUnknown
from competition.marking.sheets import EventSheets, PanelSheets, Where


@dataclass
class Turn:
    """One act while the event is locked: the sheets as they are, and the entries that it adds."""

    work: Work
    plan: Plan
    event: LockedEvent
    sheets: EventSheets
    by: Principal
    moment: datetime = field(default_factory=now)
    entries: list[Entry] = field(default_factory=list)

    def sheets_of(self, stage: str, entrant: str, sub_criterion: str) -> PanelSheets:
        found = self.sheets.at(Where(self.plan.scheme.stage(stage).key, self._entrant(entrant), sub_criterion))
        if found is None:
            raise SheetUnknown(entrant=entrant, sub_criterion=sub_criterion)
        return found

    def sheets_with(self, stage: str, entrant: str, aspect: str) -> PanelSheets:
        found = self.sheets.with_aspect(stage, self._entrant(entrant), aspect)
        if found is None:
            raise SheetUnknown(entrant=entrant, sub_criterion=aspect)
        return found

    @property
    def last_seq(self) -> int:
        """The number of the newest entry once this act is stored."""
        return self.event.last_seq + len(self.entries)

    def require_open(self) -> None:
        if self.event.state == "ended":
            raise MarkingOver()

    def add(self, kind: str, sheets: PanelSheets, aspect: str, **more: Any) -> None:
        self.entries.append(self.entry(kind, sheets, aspect, **more))

    def sign(self, kind: str, sheets: PanelSheets, seat: str, **more: Any) -> None:
        """The seat's signature, of this kind, is under exactly the marks that its sheet holds."""
        digest = sheets.digest(seat, sheets.held(seat))
        self.add(kind, sheets, sheets.layout.sub_criterion.key, judge=seat, digest=digest, **more)

    def entry(self, kind: str, sheets: PanelSheets, aspect: str, **more: Any) -> Entry:
        return Entry(
            event=self.plan.event,
            seq=self.last_seq + 1,
            kind=kind,
            stage=sheets.layout.stage,
            entrant=sheets.entrant.id,
            aspect=aspect,
            account=self.by.id,
            tablet_time="",
            stored_at=self.moment,
            **{"id": uuid7(), "judge": "", "value": None, "device": "", "counter": 0, **more},
        )

    def _entrant(self, code: str) -> UUID:
        if code not in self.plan.by_code:
            raise EntrantUnknown(entrant=code)
        return self.plan.by_code[code].id


@asynccontextmanager
async def turn_of(intake: Intake, event: UUID, by: Principal) -> AsyncIterator[Turn]:
    """Nothing else happens in the event inside; at the end what was added is stored, in one transaction."""
    plan = await plan_of(event)
    async with intake.in_turn(event) as derive, unit_of_work() as work:
        locked = await lock_event(work, event)
        turn = Turn(work, plan, locked, await intake.book.in_step(work, plan, locked.last_seq, locked.head), by)
        yield turn
        await append_entries(work, plan, locked, chained(turn.entries, locked.head), derive)
