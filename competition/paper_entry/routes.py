"""Mark sheets on paper over HTTP: to be printed, keyed in twice, settled, confirmed, its signature attested."""

import asyncio
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from competition.accounts.principal import Principal
from competition.events.judging import plan_of
from competition.marking.intake import Intake
from competition.paper_entry.access import require_paper_desk
from competition.paper_entry.actions import attest_signature, confirm_sheet, decide_mark, key_in, settle_reading
from competition.paper_entry.printing import print_sheets
from competition.paper_entry.queries import judge_names, paper_desk, paper_sheet
from competition.paper_entry.schemas import DecideMark, KeyIn, PaperDesk, PaperSheetView, SettleReading, SheetMeant
from competition.paper_entry.sheets import chosen_sheets
from competition.papers.answers import handed_out
from competition.papers.tongue import PaperLanguage


@get("/api/events/{event:uuid}/paper", operation_id="readPaperDesk")
async def read_desk(
    event: FromPath[UUID], principal: NamedDependency[Principal], intake: NamedDependency[Intake]
) -> PaperDesk:
    return await paper_desk(principal, event, intake.book)


@get("/api/events/{event:uuid}/paper/sheet", operation_id="readPaperSheet")
async def read_sheet(
    event: FromPath[UUID],
    code: FromQuery[str],
    principal: NamedDependency[Principal],
    intake: NamedDependency[Intake],
) -> PaperSheetView:
    return await paper_sheet(principal, event, code, intake.book)


@get("/api/events/{event:uuid}/paper/sheets.pdf", operation_id="printPaperSheets", media_type="application/pdf")
async def read_sheets(
    event: FromPath[UUID],
    principal: NamedDependency[Principal],
    language: FromQuery[PaperLanguage] = "both",
    form: FromQuery[list[str] | None] = None,
    entrant: FromQuery[list[str] | None] = None,
) -> Response[bytes]:
    """All sheets, or those of these forms and these entrants, as one PDF."""
    await require_paper_desk(principal, event)
    sheets = chosen_sheets(await plan_of(event), form, entrant)
    judges = await judge_names([sheet.form for sheet in sheets])
    pdf = await asyncio.to_thread(print_sheets, sheets, judges, language)
    return handed_out(pdf, "mark-sheets.pdf")


@post("/api/events/{event:uuid}/paper/entries", operation_id="keyInSheet", status_code=200)
async def enter(
    event: FromPath[UUID],
    data: JSONBody[KeyIn],
    principal: NamedDependency[Principal],
    intake: NamedDependency[Intake],
) -> PaperSheetView:
    await key_in(principal, event, data)
    return await paper_sheet(principal, event, data.code, intake.book)


@post("/api/events/{event:uuid}/paper/readings", operation_id="settleReading", status_code=200)
async def settle(
    event: FromPath[UUID],
    data: JSONBody[SettleReading],
    principal: NamedDependency[Principal],
    intake: NamedDependency[Intake],
) -> PaperSheetView:
    await settle_reading(principal, event, data)
    return await paper_sheet(principal, event, data.code, intake.book)


@post("/api/events/{event:uuid}/paper/decisions", operation_id="decidePaperMark", status_code=200)
async def decide(
    event: FromPath[UUID],
    data: JSONBody[DecideMark],
    principal: NamedDependency[Principal],
    intake: NamedDependency[Intake],
) -> PaperSheetView:
    await decide_mark(principal, event, data)
    return await paper_sheet(principal, event, data.code, intake.book)


@post("/api/events/{event:uuid}/paper/confirmations", operation_id="confirmSheet", status_code=200)
async def confirm(
    event: FromPath[UUID],
    data: JSONBody[SheetMeant],
    principal: NamedDependency[Principal],
    intake: NamedDependency[Intake],
) -> PaperSheetView:
    await confirm_sheet(intake, principal, event, data.code)
    return await paper_sheet(principal, event, data.code, intake.book)


@post("/api/events/{event:uuid}/paper/signatures", operation_id="attestPaperSignature", status_code=200)
async def attest(
    event: FromPath[UUID],
    data: JSONBody[SheetMeant],
    principal: NamedDependency[Principal],
    intake: NamedDependency[Intake],
) -> PaperSheetView:
    await attest_signature(intake, principal, event, data.code)
    return await paper_sheet(principal, event, data.code, intake.book)


ROUTES = [read_desk, read_sheet, read_sheets, enter, settle, decide, confirm, attest]
