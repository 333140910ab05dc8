"""What people do with mark sheets: sign, justify, lock, open again, correct. Each is one transaction.

Every act can be repeated: where what it asks for is so already, nothing is added to the ledger.
The tablet sends the marks that its judge saw, not a hash of them: the server can then say which of them differ, and
what it signs for is the SHA-256 of exactly what was sent, once that is what it holds.
A chief judge who also sits on the panel may lock: the signatures below are still each judge's own.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from competition.accounts.principal import Principal
from competition.events.access import require_chief
from competition.live.messages import SheetNews
from competition.marking.acts import CORRECTION
from competition.marking.book import news_of
from competition.marking.errors import IdReused
from competition.marking.intake import Intake
from competition.marking.ledger import JUSTIFIED, LOCKED, MARK, REOPENED, SIGNED
from competition.marking.queries import entries_by_id
from competition.marking.sheet_checks import (
    checked_reason,
    named,
    own_seat,
    require_open_sheet,
    require_ready,
    require_same,
    require_signable,
    require_spread,
)
from competition.marking.sheet_errors import NotLocked, SeatUnknown
from competition.marking.sheet_schemas import (
    CorrectMark,
    JustifySpread,
    PanelReason,
    ReopenSheet,
    SheetPlace,
    SignSheets,
)
from competition.marking.sheets import PanelSheets
from competition.marking.turn import Turn, turn_of


async def sign_sheets(intake: Intake, judge: Principal, asked: SignSheets) -> list[SheetNews]:
    """The judge's signatures under these sheets of one entrant are in force, all of them or none; how they stand then.

    Raises `SheetDiffers`, `SheetIncomplete`, `PanelIncomplete`, `SpreadOpen`, `SheetLocked`, `NotYourSheet`,
    `SheetUnknown`, `EntrantUnknown`, `NotFound`.
    """
    judge.require("judge")
    async with turn_of(intake, asked.event, judge) as turn:
        signed = []
        for sheet in asked.sheets:
            sheets = turn.sheets_of(asked.stage, asked.entrant, sheet.sub_criterion)
            seat = own_seat(sheets, judge)
            require_same(sheets, seat, {mark.aspect: mark.value for mark in sheet.marks})
            if seat not in sheets.signatures:
                require_signable(sheets, seat)
                turn.sign(SIGNED, sheets, seat)
            signed.append((sheets, seat))
    return [news_of(sheets, seat, turn.sheets.seq) for sheets, seat in signed]


async def justify_spread(intake: Intake, judge: Principal, asked: JustifySpread) -> SheetNews:
    """The panel's reason for a spread that the scheme does not allow is in the ledger; any judge of it may give it.

    Raises `NoSpread`, `ReasonMissing`, `SheetLocked`, `NotYourSheet`, `SheetUnknown`, `EntrantUnknown`, `NotFound`.
    """
    judge.require("judge")
    reason = checked_reason(asked.reason)
    async with turn_of(intake, asked.event, judge) as turn:
        sheets = turn.sheets_with(asked.stage, asked.entrant, asked.aspect)
        seat = own_seat(sheets, judge)
        _justify(turn, sheets, asked.aspect, reason, seat)
    return news_of(sheets, seat, turn.sheets.seq)


async def record_reason(intake: Intake, chief: Principal, event: UUID, asked: PanelReason) -> None:
    """The panel's reason for such a spread is in the ledger, recorded by the chief judge for judges without a tablet.

    Raises `NoSpread`, `ReasonMissing`, `SheetLocked`, `SheetUnknown`, `EntrantUnknown`, `NotFound`.
    """
    await require_chief(chief, event)
    reason = checked_reason(asked.reason)
    async with turn_of(intake, event, chief) as turn:
        sheets = turn.sheets_with(asked.stage, asked.entrant, asked.aspect)
        _justify(turn, sheets, asked.aspect, reason, seat="")


def _justify(turn: Turn, sheets: PanelSheets, aspect: str, reason: str, seat: str) -> None:
    alert = require_spread(sheets, aspect)
    if alert.justified is None or alert.justified.reason != reason:
        turn.add(JUSTIFIED, sheets, aspect, judge=seat, reason=reason)


async def lock_sheets(intake: Intake, chief: Principal, event: UUID, places: Sequence[SheetPlace]) -> int:
    """The sheets of these panels are locked, all of them or none; how many were not before.

    Raises `NotSigned`, `PanelIncomplete`, `SpreadOpen`, `NothingToLock`, `SheetUnknown`, `EntrantUnknown`, `NotFound`.
    """
    await require_chief(chief, event)
    async with turn_of(intake, event, chief) as turn:
        asked = {
            id(sheets): sheets
            for sheets in (turn.sheets_of(place.stage, place.entrant, place.sub_criterion) for place in places)
            if not sheets.locked
        }
        for sheets in asked.values():
            require_ready(sheets)
            turn.add(LOCKED, sheets, sheets.layout.sub_criterion.key)
    return len(asked)


async def lock_all_ready(intake: Intake, chief: Principal, event: UUID) -> int:
    """All sheets that are signed by their whole panel, with every spread settled, are locked; how many were not before.

    Raises `NotFound`.
    """
    await require_chief(chief, event)
    async with turn_of(intake, event, chief) as turn:
        ready = [sheets for sheets in turn.sheets if sheets.ready]
        for sheets in ready:
            turn.add(LOCKED, sheets, sheets.layout.sub_criterion.key)
    return len(ready)


async def reopen_sheets(intake: Intake, chief: Principal, event: UUID, asked: ReopenSheet) -> None:
    """The panel's sheets take marks again; the signatures stay in force until a mark is changed.

    Raises `NotLocked`, `ReasonMissing`, `MarkingOver`, `SheetUnknown`, `EntrantUnknown`, `NotFound`.
    """
    await require_chief(chief, event)
    reason = checked_reason(asked.reason)
    async with turn_of(intake, event, chief) as turn:
        sheets = turn.sheets_of(asked.stage, asked.entrant, asked.sub_criterion)
        if sheets.reopened and sheets.reopened.reason == reason:
            return
        if not sheets.locked:
            raise NotLocked(*named(sheets))
        turn.require_open()
        turn.add(REOPENED, sheets, asked.sub_criterion, reason=reason)


async def correct_mark(intake: Intake, chief: Principal, event: UUID, asked: CorrectMark) -> None:
    """A mark by the chief judge stands for the seat; what it supersedes stays in the ledger.

    Raises `SheetLocked`, `SeatUnknown`, `ReasonMissing`, `MarkingOver`, `IdReused`, `EntrantUnknown`, `NotFound`, and
    the refusals of `rules.scheme`.
    """
    await require_chief(chief, event)
    reason = checked_reason(asked.reason)
    async with turn_of(intake, event, chief) as turn:
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
        require_open_sheet(sheets)
        turn.entries.append(entry)
