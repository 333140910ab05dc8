"""Mark sheets over HTTP: judges sign and justify, the chief judge locks, opens again and corrects."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from competition.accounts.principal import Principal
from competition.live.messages import SheetNews
from competition.marking.intake import Intake
from competition.marking.sheet_actions import (
    correct_mark,
    justify_spread,
    lock_all_ready,
    lock_sheets,
    record_reason,
    reopen_sheets,
    sign_sheets,
)
from competition.marking.sheet_queries import event_sheets, sheet_history, unfinished_of
from competition.marking.sheet_schemas import (
    CorrectMark,
    EventSheetsView,
    JustifySpread,
    LockSheets,
    PanelReason,
    ReopenSheet,
    SheetHistory,
    SheetsLocked,
    SignSheets,
)


@post("/api/judge/sheets/sign", operation_id="signSheets", status_code=200)
async def sign(
    data: JSONBody[SignSheets], principal: NamedDependency[Principal], intake: NamedDependency[Intake]
) -> list[SheetNews]:
    return await sign_sheets(intake, principal, data)


@post("/api/judge/sheets/justify", operation_id="justifySpread", status_code=200)
async def justify(
    data: JSONBody[JustifySpread], principal: NamedDependency[Principal], intake: NamedDependency[Intake]
) -> SheetNews:
    return await justify_spread(intake, principal, data)


@get("/api/events/{event:uuid}/sheets", operation_id="readEventSheets")
async def read_sheets(
    event: FromPath[UUID], principal: NamedDependency[Principal], intake: NamedDependency[Intake]
) -> EventSheetsView:
    return await event_sheets(principal, event, intake.book)


@get("/api/events/{event:uuid}/sheets/history", operation_id="readSheetHistory")
async def read_history(
    event: FromPath[UUID],
    entrant: FromQuery[str],
    sub: FromQuery[str],
    principal: NamedDependency[Principal],
    intake: NamedDependency[Intake],
    stage: FromQuery[str] = "",
) -> SheetHistory:
    return await sheet_history(principal, event, intake.book, stage, entrant, sub)


@post("/api/events/{event:uuid}/sheets/lock", operation_id="lockSheets", status_code=200)
async def lock(
    event: FromPath[UUID],
    data: JSONBody[LockSheets],
    principal: NamedDependency[Principal],
    intake: NamedDependency[Intake],
) -> SheetsLocked:
    locked = await lock_sheets(intake, principal, event, data.sheets)
    return SheetsLocked(locked=locked, left=(await unfinished_of(principal, event, intake.book))[1])


@post("/api/events/{event:uuid}/sheets/lock-ready", operation_id="lockReadySheets", status_code=200)
async def lock_ready(
    event: FromPath[UUID], principal: NamedDependency[Principal], intake: NamedDependency[Intake]
) -> SheetsLocked:
    locked = await lock_all_ready(intake, principal, event)
    return SheetsLocked(locked=locked, left=(await unfinished_of(principal, event, intake.book))[1])


@post("/api/events/{event:uuid}/sheets/reopen", operation_id="reopenSheet", status_code=200)
async def reopen(
    event: FromPath[UUID],
    data: JSONBody[ReopenSheet],
    principal: NamedDependency[Principal],
    intake: NamedDependency[Intake],
) -> EventSheetsView:
    await reopen_sheets(intake, principal, event, data)
    return await event_sheets(principal, event, intake.book)


@post("/api/events/{event:uuid}/sheets/correct", operation_id="correctMark", status_code=200)
async def correct(
    event: FromPath[UUID],
    data: JSONBody[CorrectMark],
    principal: NamedDependency[Principal],
    intake: NamedDependency[Intake],
) -> EventSheetsView:
    await correct_mark(intake, principal, event, data)
    return await event_sheets(principal, event, intake.book)


@post("/api/events/{event:uuid}/sheets/justify", operation_id="recordPanelReason", status_code=200)
async def record(
    event: FromPath[UUID],
    data: JSONBody[PanelReason],
    principal: NamedDependency[Principal],
    intake: NamedDependency[Intake],
) -> EventSheetsView:
    await record_reason(intake, principal, event, data)
    return await event_sheets(principal, event, intake.book)


ROUTES = [sign, justify, read_sheets, read_history, lock, lock_ready, reopen, correct, record]
