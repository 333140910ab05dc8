"""Keying a sheet in, twice and blind; settling what differs; confirming it into the ledger; attesting its signature.

One transaction each. Who keyed a sheet in neither settles nor confirms it nor attests its signature, whatever else that
person may do. Between paper and ledger the event's chief judge decides.
"""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

import msgspec

from competition.accounts.principal import Principal
from competition.clock import now
from competition.db.unit_of_work import Work, unit_of_work
from competition.events.access import require_chief
from competition.events.judging import event_moment, plan_of
from competition.identifiers import uuid7
from competition.marking.errors import EventEnded
from competition.marking.intake import Intake
from competition.marking.ledger import ATTESTED
from competition.marking.ledger import MARK as MARK_ENTRY
from competition.marking.on_paper import PAPER
from competition.marking.queries import marks_in_force
from competition.marking.sheet_checks import require_open_sheet, require_signable, titles
from competition.marking.sheets import PanelSheets
from competition.marking.turn import Turn, turn_of
from competition.paper_entry.access import require_paper_desk
from competition.paper_entry.errors import (
    ConfirmedAlready,
    EnteredAlready,
    EntriesMissing,
    FieldsOpen,
    FieldsWrong,
    NotAValueSeen,
    NotBlind,
    NotConfirmed,
    NothingToDecide,
    PaperDiffers,
    ReasonMissing,
)
from competition.paper_entry.fields import OPEN, Field, FieldState
from competition.paper_entry.queries import MARK, READ, Kept, kept_of, place_of
from competition.paper_entry.schemas import DecideMark, KeyIn, SettleReading
from competition.paper_entry.sheets import Sheet, sheet_by_code, signed_by
from competition.paper_entry.tables import PaperConfirmation, PaperEntry, PaperRuling

MOST_REASON = 500


async def key_in(clerk: Principal, event: UUID, asked: KeyIn) -> None:
    """What this clerk read on the sheet is stored, as the first or the second entry. The same again changes nothing.

    Raises `FieldsWrong`, `EnteredAlready`, `EventEnded`, `SheetUnknown`, `SheetOutdated`, `NotFound`, and what
    `Aspect.check` raises for the first field that does not fit.
    """
    clerk.require("clerk")
    sheet = sheet_by_code(await plan_of(event), asked.code)
    _check_fields(sheet, asked.marks)
    async with unit_of_work() as work:
        if (await event_moment(event))[0] == "ended":
            raise EventEnded()
        stored = await _received(work, event, sheet)
        own = next((entry for entry in stored.entries if entry.account == clerk.id), None)
        if own is not None and own.marks == asked.marks:
            return
        if own is not None or len(stored.entries) == 2:
            raise EnteredAlready(**_named(sheet))
        await PaperEntry(
            sheet=stored.id,
            place=len(stored.entries) + 1,
            account=clerk.id,
            marks=msgspec.json.encode(asked.marks).decode(),
            entered_at=now(),
        ).save()


async def settle_reading(principal: Principal, event: UUID, asked: SettleReading) -> None:
    """What stands on the paper is settled where the two entries differ; until confirmed it can be settled anew.

    Raises `NotBlind`, `EntriesMissing`, `NothingToDecide`, `ConfirmedAlready`, and what `Aspect.check` raises.
    """
    await require_paper_desk(principal, event)
    sheet = sheet_by_code(await plan_of(event), asked.code)
    async with unit_of_work() as work:
        stored, field = await _open_field(work, principal, event, sheet, asked.aspect)
        if not field.differs:
            raise NothingToDecide(aspect=asked.aspect)
        if asked.value is not None:
            field.aspect.check(asked.value)
        await _rule(stored, principal, READ, asked.aspect, asked.value)


async def decide_mark(chief: Principal, event: UUID, asked: DecideMark) -> None:
    """Which mark holds, the paper's or the ledger's, is decided, with the reason.

    Raises `NotBlind`, `EntriesMissing`, `NothingToDecide`, `NotAValueSeen`, `ReasonMissing`, `ConfirmedAlready`.
    """
    await require_chief(chief, event)
    reason = " ".join(asked.reason.split())[:MOST_REASON]
    sheet = sheet_by_code(await plan_of(event), asked.code)
    if not reason or "\0" in reason:
        raise ReasonMissing(aspect=asked.aspect)
    async with unit_of_work() as work:
        stored, field = await _open_field(work, chief, event, sheet, asked.aspect)
        settled = field.state in (FieldState.CONFLICTS, FieldState.TO_ADD, FieldState.KEPT)
        if not settled or field.held is None or field.held.seq != asked.seq:
            raise NothingToDecide(aspect=asked.aspect)
        if asked.value not in (field.on_paper, field.held.value):
            raise NotAValueSeen(aspect=asked.aspect)
        await _rule(stored, chief, MARK, asked.aspect, asked.value, seq=asked.seq, reason=reason)


async def confirm_sheet(intake: Intake, principal: Principal, event: UUID, code: str) -> int:
    """What the paper adds is in the ledger, with the standings and the frame that follow; returns how many marks.

    Confirming twice changes nothing. Raises `NotBlind`, `EntriesMissing`, `FieldsOpen`, `SheetLocked`, `EventEnded`.
    """
    await require_paper_desk(principal, event)
    async with turn_of(intake, event, principal) as turn:
        sheet = sheet_by_code(turn.plan, code)
        stored = await _received(turn.work, event, sheet, expected=True)
        _require_other(principal, sheet, stored)
        if stored.confirmed:
            return int(stored.confirmed["added"])
        if turn.event.state == "ended":
            raise EventEnded()
        fields = stored.fields(sheet, await marks_in_force(event))
        if left := [field.aspect.key for field in fields if field.state in OPEN]:
            raise FieldsOpen(aspects=", ".join(left))
        for field in fields:
            if field.state is FieldState.TO_ADD:
                _add_mark(turn, sheet, stored, field)
        await PaperConfirmation(
            sheet=stored.id,
            account=principal.id,
            added=len(turn.entries),
            last_seq=turn.last_seq,
            confirmed_at=now(),
        ).save()
    return len(turn.entries)


async def attest_signature(intake: Intake, chief: Principal, event: UUID, code: str) -> int:
    """The signature that the chief judge sees on the paper is the judge's, under all marks of the paper.

    It counts as one on a tablet does; returns how many sub-criteria were not signed before. What the ledger has of the
    judge must be exactly what the paper says; whose marks were decided or corrected otherwise signs on a tablet.
    Raises `NotBlind`, `EntriesMissing`, `NotConfirmed`, `PaperDiffers`, `SheetLocked`, `SheetIncomplete`,
    `PanelIncomplete`, `SpreadOpen`, `SheetUnknown`, `SheetOutdated`, `NotFound`.
    """
    await require_chief(chief, event)
    async with turn_of(intake, event, chief) as turn:
        sheet = sheet_by_code(turn.plan, code)
        stored = await _received(turn.work, event, sheet, expected=True)
        _require_other(chief, sheet, stored)
        if not stored.confirmed:
            raise NotConfirmed(**_named(sheet))
        written = {one.aspect.key: one.on_paper for one in stored.fields(sheet, {}) if one.on_paper is not None}
        reason = stored.on_paper(sheet).reason()
        for seat, sheets in signed_by(sheet, turn.sheets):
            of_it = {key: value for key, value in written.items() if _stands_on(turn, sheets, key)}
            held = sheets.held(seat)
            if differing := [key for key in {**held, **of_it} if held.get(key) != of_it.get(key)]:
                raise PaperDiffers(**_named(sheet), aspects=titles(sheets, differing))
            if sheets.needed and seat not in sheets.signatures:
                require_signable(sheets, seat)
                turn.sign(ATTESTED, sheets, seat, device=PAPER, reason=reason)
    return len(turn.entries)


def _check_fields(sheet: Sheet, marks: Mapping[str, Decimal | None]) -> None:
    aspects = {key: sheet.form.aspect(key) for key in marks}
    missing = [key for key in sheet.form.aspects if key not in marks]
    unknown = [key for key, aspect in aspects.items() if aspect is None]
    if missing or unknown:
        raise FieldsWrong(missing=", ".join(missing) or "-", unknown=", ".join(unknown)[:200] or "-")
    for key, aspect in aspects.items():
        value = marks[key]
        if aspect is not None and value is not None:
            aspect.check(value)


async def _received(work: Work, event: UUID, sheet: Sheet, *, expected: bool = False) -> Kept:
    """What is stored of the sheet, whose row is locked until the transaction ends; it is made where there is none.

    Raises `EntriesMissing` where two entries are expected and not there.
    """
    stage, panel, seat, entrant = place_of(sheet)
    if not expected:
        await work.connection.execute(
            "INSERT INTO paper_sheet (id, event, stage, panel, seat, entrant, version) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
            *(uuid7(), event, stage, panel, seat, entrant, sheet.form.version),
        )
    await work.connection.execute(
        "SELECT id FROM paper_sheet WHERE event = $1 AND stage = $2 AND panel = $3 AND seat = $4 AND entrant = $5 "
        "FOR UPDATE",
        *(event, stage, panel, seat, entrant),
    )
    found = (await kept_of(event, sheet)).get(place_of(sheet))
    if found is None or (expected and len(found.entries) < 2):
        raise EntriesMissing(**_named(sheet))
    return found


async def _open_field(work: Work, principal: Principal, event: UUID, sheet: Sheet, aspect: str) -> tuple[Kept, Field]:
    stored = await _received(work, event, sheet, expected=True)
    _require_other(principal, sheet, stored)
    if stored.confirmed:
        raise ConfirmedAlready(**_named(sheet))
    for field in stored.fields(sheet, await marks_in_force(event)):
        if field.aspect.key == aspect:
            return stored, field
    raise NothingToDecide(aspect=aspect[:80])


def _require_other(principal: Principal, sheet: Sheet, stored: Kept) -> None:
    if stored.entered_by(principal.id):
        raise NotBlind(**_named(sheet))


async def _rule(
    stored: Kept,
    principal: Principal,
    kind: str,
    aspect: str,
    value: Decimal | None,
    seq: int | None = None,
    reason: str = "",
) -> None:
    await PaperRuling(
        sheet=stored.id,
        aspect=aspect,
        kind=kind,
        value=value,
        ledger_seq=seq,
        account=principal.id,
        reason=reason,
        made_at=now(),
    ).save()


def _add_mark(turn: Turn, sheet: Sheet, stored: Kept, field: Field) -> None:
    """Raises `SheetLocked`."""
    form, aspect = sheet.form, field.aspect.key
    sheets = turn.sheets_with(form.duty.stage.key, sheet.entrant.code, aspect)
    require_open_sheet(sheets)
    turn.add(
        MARK_ENTRY,
        sheets,
        aspect,
        judge=form.judge(field.aspect),
        value=field.on_paper,
        device=PAPER,
        counter=len(turn.entries) + 1,
        reason=stored.on_paper(sheet).reason(),
    )


def _stands_on(turn: Turn, sheets: PanelSheets, aspect: str) -> bool:
    layout = sheets.layout
    return turn.plan.located(aspect, layout.stage).sub_criterion.key == layout.sub_criterion.key


def _named(sheet: Sheet) -> dict[str, object]:
    return {"entrant": sheet.entrant.code, "seat": sheet.form.seat}
