"""Mark sheets, progress and the end of marking over HTTP; marks themselves come over the judge's socket."""

from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from competition.accounts.principal import Principal
from competition.events.queries import event_summary
from competition.events.schemas import EventSummary
from competition.live.hub import Hub
from competition.marking.intake import Intake
from competition.marking.oversight import oversight_of
from competition.marking.queries import desk_of, progress_of
from competition.marking.schemas import EventProgress, JudgeDesk, MarksFile, MarksTaken, Oversight
from competition.marking.sheet_queries import standing_of, unfinished_of


@get("/api/judge/sheets", operation_id="readSheets")
async def read_sheets(principal: NamedDependency[Principal], intake: NamedDependency[Intake]) -> JudgeDesk:
    principal.require("judge")
    desk = await desk_of(principal)
    return msgspec.structs.replace(desk, standing=await standing_of(principal, intake.book))


@get("/api/events/{event:uuid}/progress", operation_id="readProgress")
async def read_progress(
    event: FromPath[UUID],
    principal: NamedDependency[Principal],
    hub: NamedDependency[Hub],
    intake: NamedDependency[Intake],
) -> EventProgress:
    progress = await progress_of(principal, event, hub.connected_anywhere)
    unsigned, unlocked = await unfinished_of(principal, event, intake.book)
    return msgspec.structs.replace(progress, unsigned=unsigned, unlocked=unlocked)


@get("/api/events/{event:uuid}/oversight", operation_id="readOversight")
async def read_oversight(
    event: FromPath[UUID],
    principal: NamedDependency[Principal],
    hub: NamedDependency[Hub],
    intake: NamedDependency[Intake],
) -> Oversight:
    return await oversight_of(principal, event, hub.devices, intake.book)


@post("/api/events/{event:uuid}/end", operation_id="endEvent", status_code=200)
async def end(
    event: FromPath[UUID], principal: NamedDependency[Principal], intake: NamedDependency[Intake]
) -> EventSummary:
    await intake.end(principal, event)
    return await event_summary(event)


@post("/api/events/{event:uuid}/marks-file", operation_id="importMarks")
async def take_file(
    event: FromPath[UUID],
    data: JSONBody[MarksFile],
    principal: NamedDependency[Principal],
    intake: NamedDependency[Intake],
) -> MarksTaken:
    return MarksTaken(stored=await intake.take_file(principal, event, data.csv, data.name))


ROUTES = [read_sheets, read_progress, read_oversight, end, take_file]
