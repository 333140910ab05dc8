"""What people do with mark sheets: sign, justify, lock, open again, correct. Each is one transaction.

Every act can be repeated: where what it asks for is so already, nothing is added to the ledger.
The tablet sends the marks that its judge saw, not a hash of them: the server can then say which of them differ, and
what it signs for is the SHA-256 of exactly what was sent, once that is what it holds.
A chief judge who also sits on the panel may lock: the signatures below are still each judge's own.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from competition.accounts.principal import Principal
from competition.clock import now
from competition.db.unit_of_work import Work, unit_of_work
from competition.events.access import require_chief
from competition.events.actions import LockedEvent, lock_event
from competition.events.judging import plan_of
from competition.events.plan import Plan
from competition.identifiers import uuid7
from competition.live.messages import SheetNews
from competition.marking.actions import append_entries
from competition.marking.book import news_of
from competition.marking.errors import EntrantUnknown, IdReused
from competition.marking.intake import Intake
from competition.marking.ledger import JUSTIFIED, LOCKED, MARK, REOPENED, SIGNED, Entry
from competition.marking.queries import entries_by_id
from competition.marking.sheet_errors import (
    MarkingOver,
    NoSpread,
    NothingToLock,
    NotLocked,
    NotSigned,
    NotYourSheet,
    PanelIncomplete,
    ReasonMissing,
    SeatUnknown,
    SheetDiffers,
    SheetIncomplete,
    SheetLocked,
    SheetUnknown,
    SpreadOpen,
)
from competition.marking.sheet_schemas import CorrectMark, JustifySpread, ReopenSheet, SheetPlace, SheetSeen, SignSheets
from competition.marking.sheets import EventSheets, PanelSheets, Where
from rules.values import Text

CORRECTION = "correction"
"""The device of a mark by the chief judge in place of a seat's."""
LEAST_REASON, MOST_REASON = 2, 500


async def sign_sheets(intake: Intake, judge: Principal, asked: SignSheets) -> list[SheetNews]:
    """The judge's signatures under these sheets of one entrant are in force, all of them or none; how they stand then.

    Raises `SheetDiffers`, `SheetIncomplete`, `PanelIncomplete`, `SpreadOpen`, `SheetLocked`, `NotYourSheet`,
    `SheetUnknown`, `EntrantUnknown`, `NotFound`.
    """
    judge.require("judge")
    async with _turn(intake, asked.event, judge) as turn:
        signed = []
        for sheet in asked.sheets:
            sheets = turn.sheets_of(asked.stage, asked.entrant, sheet.sub_criterion)
            seat = _own_seat(sheets, judge)
            digest = _signable(sheets, seat, sheet)
            if digest is not None:
                turn.add(SIGNED, sheets, sheet.sub_criterion, judge=seat, digest=digest)
            signed.append((sheets, seat))
    return [news_of(sheets, seat, turn.sheets.seq) for sheets, seat in signed]


async def justify_spread(intake: Intake, judge: Principal, asked: JustifySpread) -> SheetNews:
    """The panel's reason for a spread that the scheme does not allow is in the ledger; any judge of it may give it.

    Raises `NoSpread`, `ReasonMissing`, `SheetLocked`, `NotYourSheet`, `SheetUnknown`, `EntrantUnknown`, `NotFound`.
    """
    judge.require("judge")
    reason = _reason(asked.reason)
    async with _turn(intake, asked.event, judge) as turn:
        sheets = turn.sheets_with(asked.stage, asked.entrant, asked.aspect)
        seat = _own_seat(sheets, judge)
        alert = next((alert for alert in sheets.alerts if alert.aspect == asked.aspect), None)
        if alert is None:
            raise NoSpread(*_named(sheets), aspect=asked.aspect)
        _require_open(sheets)
        if alert.justified is None or alert.justified.reason != reason:
            turn.add(JUSTIFIED, sheets, asked.aspect, judge=seat, reason=reason)
    return news_of(sheets, seat, turn.sheets.seq)


async def lock_sheets(intake: Intake, chief: Principal, event: UUID, places: Sequence[SheetPlace]) -> int:
    """The sheets of these panels are locked, all of them or none; how many were not before.

    Raises `NotSigned`, `PanelIncomplete`, `SpreadOpen`, `NothingToLock`, `SheetUnknown`, `EntrantUnknown`, `NotFound`.
    """
    await require_chief(chief, event)
    async with _turn(intake, event, chief) as turn:
        asked = {
            id(sheets): sheets
            for sheets in (turn.sheets_of(place.stage, place.entrant, place.sub_criterion) for place in places)
            if not sheets.locked
        }
        for sheets in asked.values():
            _require_ready(sheets)
            turn.add(LOCKED, sheets, sheets.layout.sub_criterion.key)
    return len(asked)


async def lock_all_ready(intake: Intake, chief: Principal, event: UUID) -> int:
    """All sheets that are signed by their whole panel, with every spread settled, are locked; how many were not before.

    Raises `NotFound`.
    """
    await require_chief(chief, event)
    async with _turn(intake, event, chief) as turn:
        ready = [sheets for sheets in turn.sheets if sheets.ready]
        for sheets in ready:
            turn.add(LOCKED, sheets, sheets.layout.sub_criterion.key)
    return len(ready)


async def reopen_sheets(intake: Intake, chief: Principal, event: UUID, asked: ReopenSheet) -> None:
    """The panel's sheets take marks again; the signatures stay in force until a mark is changed.

    Raises `NotLocked`, `ReasonMissing`, `MarkingOver`, `SheetUnknown`, `EntrantUnknown`, `NotFound`.
    """
    await require_chief(chief, event)
    reason = _reason(asked.reason)
    async with _turn(intake, event, chief) as turn:
        sheets = turn.sheets_of(asked.stage, asked.entrant, asked.sub_criterion)
        if sheets.reopened and sheets.reopened.reason == reason:
            return
        if not sheets.locked:
            raise NotLocked(*_named(sheets))
        turn.require_open()
        turn.add(REOPENED, sheets, asked.sub_criterion, reason=reason)


async def correct_mark(intake: Intake, chief: Principal, event: UUID, asked: CorrectMark) -> None:
    """A mark by the chief judge stands for the seat; what it supersedes stays in the ledger.

    Raises `SheetLocked`, `SeatUnknown`, `ReasonMissing`, `MarkingOver`, `IdReused`, `EntrantUnknown`, `NotFound`, and
    the refusals of `rules.scheme`.
    """
    await require_chief(chief, event)
    reason = _reason(asked.reason)
    async with _turn(intake, event, chief) as turn:
        sheets = turn.sheets_with(asked.stage, asked.entrant, asked.aspect)
        aspect = turn.plan.located(asked.aspect, asked.stage).aspect
        if asked.seat not in [seat.key for seat in sheets.layout.panel.seats_for(aspect)]:
            raise SeatUnknown(seat=asked.seat, aspect=asked.aspect)
        if asked.value is not None:
            aspect.check(asked.value)
        judge = asked.seat if aspect.each_judge else ""
        said: dict[str, Any] = {"id": asked.id, "judge": judge, "value": asked.value, "reason": reason}
        entry = turn.entry(MARK, sheets, asked.aspect, device=CORRECTION, **said)
        known = (await entries_by_id(turn.work, [asked.id])).get(asked.id)
        if known is not None:
            if not known.same_mark(entry):
                raise IdReused(id=asked.id)
            return
        turn.require_open()
        _require_open(sheets)
        turn.entries.append(entry)


@dataclass
class _Turn:
    """One act while the event is locked: the sheets as they are, and the entries that it adds."""

    work: Work
    plan: Plan
    event: LockedEvent
    sheets: EventSheets
    by: Principal
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

    def require_open(self) -> None:
        if self.event.state == "ended":
            raise MarkingOver()

    def add(self, kind: str, sheets: PanelSheets, aspect: str, **more: Any) -> None:
        self.entries.append(self.entry(kind, sheets, aspect, **more))

    def entry(self, kind: str, sheets: PanelSheets, aspect: str, **more: Any) -> Entry:
        return Entry(
            event=self.plan.event,
            seq=self.event.last_seq + len(self.entries) + 1,
            kind=kind,
            stage=sheets.layout.stage,
            entrant=sheets.entrant.id,
            aspect=aspect,
            account=self.by.id,
            counter=0,
            tablet_time="",
            stored_at=now(),
            **{"id": uuid7(), "judge": "", "value": None, "device": "", **more},
        )

    def _entrant(self, code: str) -> UUID:
        if code not in self.plan.by_code:
            raise EntrantUnknown(entrant=code)
        return self.plan.by_code[code].id


@asynccontextmanager
async def _turn(intake: Intake, event: UUID, by: Principal) -> AsyncIterator[_Turn]:
    """Nothing else happens in the event inside; at the end what was added is stored, in one transaction."""
    plan = await plan_of(event)
    async with intake.in_turn(event) as derive, unit_of_work() as work:
        locked = await lock_event(work, event)
        turn = _Turn(work, plan, locked, await intake.book.in_step(work, plan, locked.last_seq), by)
        yield turn
        await append_entries(work, plan, locked, _chained(turn.entries, locked.head), derive)


def _chained(entries: Iterable[Entry], head: bytes) -> list[Entry]:
    chained = []
    for entry in entries:
        chained.append(entry.after(head))
        head = chained[-1].hash
    return chained


def _signable(sheets: PanelSheets, seat: str, seen: SheetSeen) -> str | None:
    """The digest to sign, or None where it is signed already; raises why it cannot be."""
    named = _named(sheets)
    shown = {mark.aspect: mark.value for mark in seen.marks}
    held = sheets.held(seat)
    if differing := [aspect for aspect in {**held, **shown} if held.get(aspect) != shown.get(aspect)]:
        raise SheetDiffers(*named, aspects=_titles(sheets, differing))
    if seat in sheets.signatures:
        return None
    _require_open(sheets)
    if missing := sheets.missing(seat):
        raise SheetIncomplete(*named, aspects=_titles(sheets, missing))
    if sheets.waiting:
        raise PanelIncomplete(*named, count=len(sheets.waiting))
    if sheets.unsettled:
        raise SpreadOpen(*named, aspects=_titles(sheets, sheets.unsettled))
    return sheets.digest(seat, held)


def _require_ready(sheets: PanelSheets) -> None:
    named = _named(sheets)
    if not sheets.needed:
        raise NothingToLock(*named)
    if sheets.waiting:
        raise PanelIncomplete(*named, count=len(sheets.waiting))
    if sheets.unsettled:
        raise SpreadOpen(*named, aspects=_titles(sheets, sheets.unsettled))
    if sheets.unsigned:
        raise NotSigned(*named, seats=", ".join(sheets.unsigned))


def _require_open(sheets: PanelSheets) -> None:
    if sheets.locked:
        raise SheetLocked(*_named(sheets))


def _own_seat(sheets: PanelSheets, judge: Principal) -> str:
    for seat in sheets.layout.seats:
        if seat.account == judge.id:
            return seat.key
    raise NotYourSheet(*_named(sheets), judge=judge.name)


def _named(sheets: PanelSheets) -> tuple[str, Text]:
    return sheets.entrant.code, sheets.layout.sub_criterion.title


def _titles(sheets: PanelSheets, aspects: Iterable[str]) -> str:
    """The aspects in the scheme's order, by key and title in both languages."""
    stage = sheets.layout.stage
    order = {aspect.key: place for place, aspect in enumerate(sheets.layout.sub_criterion.aspects)}
    found = [(key, sheets.plan.located(key, stage)) for key in aspects]
    found.sort(key=lambda one: (order.get(one[1].pattern, len(order)), one[0]))
    return ", ".join(f"{key} {place.aspect.title.zh} / {place.aspect.title.en}" for key, place in found)


def _reason(given: str) -> str:
    reason = " ".join(given.split())
    if not LEAST_REASON <= len(reason) <= MOST_REASON or "\0" in reason:
        raise ReasonMissing(least=LEAST_REASON, most=MOST_REASON)
    return reason
