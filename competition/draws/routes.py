"""Draws of numbers over HTTP: sealed, drawn, read, as a file and on paper."""

import asyncio
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from competition.accounts.principal import Principal
from competition.draws.actions import draw_numbers, seal_draw
from competition.draws.printing import print_draw
from competition.draws.queries import draws_of, record_of
from competition.draws.schemas import DrawNumbers, DrawRecord, DrawsView
from competition.marking.intake import Intake
from competition.papers.answers import handed_out
from competition.papers.tongue import PaperLanguage


@get("/api/events/{event:uuid}/draws", operation_id="readDraws")
async def read(event: FromPath[UUID], principal: NamedDependency[Principal]) -> DrawsView:
    return await draws_of(principal, event)


@post("/api/events/{event:uuid}/draws/seal", operation_id="sealDraw", status_code=200)
async def seal(
    event: FromPath[UUID], principal: NamedDependency[Principal], intake: NamedDependency[Intake]
) -> DrawsView:
    await seal_draw(intake, principal, event)
    return await draws_of(principal, event)


@post("/api/events/{event:uuid}/draws", operation_id="drawNumbers", status_code=200)
async def draw(
    event: FromPath[UUID],
    data: JSONBody[DrawNumbers],
    principal: NamedDependency[Principal],
    intake: NamedDependency[Intake],
) -> DrawsView:
    await draw_numbers(intake, principal, event, data)
    return await draws_of(principal, event)


@get("/api/events/{event:uuid}/draws/record", operation_id="readDrawRecord")
async def read_record(event: FromPath[UUID], principal: NamedDependency[Principal]) -> DrawRecord:
    """The draw that holds, as the file that `jinji draw check` repeats."""
    return await record_of(principal, event)


@get("/api/events/{event:uuid}/draws/record.pdf", operation_id="printDrawRecord", media_type="application/pdf")
async def read_paper(
    event: FromPath[UUID], principal: NamedDependency[Principal], language: FromQuery[PaperLanguage] = "both"
) -> Response[bytes]:
    pdf = await asyncio.to_thread(print_draw, await record_of(principal, event), language)
    return handed_out(pdf, "draw.pdf")


ROUTES = [read, seal, draw, read_record, read_paper]
