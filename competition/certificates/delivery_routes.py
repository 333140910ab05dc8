"""Asking for a delivery, following it, fetching its files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Stream

from competition.accounts.principal import Principal
from competition.certificates.delivery import DeliveryDesk
from competition.certificates.delivery_queries import ask_for_delivery, delivery_file, newest_delivery
from competition.certificates.event_papers import papers_of
from competition.certificates.ranges import Range, asked_range
from competition.certificates.schemas import AskDelivery, Deliveries, EventPapers
from competition.certificates.template import Kind
from competition.standings.projection import Projection

TYPES = {
    "zip": "application/zip",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PIECE = 256 * 1024


@post("/api/events/{event:uuid}/deliveries", operation_id="askForDelivery", status_code=202)
async def ask_for(
    event: FromPath[UUID],
    data: JSONBody[AskDelivery],
    principal: NamedDependency[Principal],
    desk: NamedDependency[DeliveryDesk],
    public_url: NamedDependency[str],
) -> Deliveries:
    await ask_for_delivery(principal, event, data, public_url)
    desk.wake()
    return await newest_delivery(principal, event, data.kind)


@get("/api/events/{event:uuid}/deliveries", operation_id="readDelivery")
async def read_delivery(
    event: FromPath[UUID], principal: NamedDependency[Principal], kind: FromQuery[Kind] = "promotion"
) -> Deliveries:
    return await newest_delivery(principal, event, kind)


@get("/api/deliveries/{delivery:uuid}/{name:str}", operation_id="readDeliveryFile", media_type="application/zip")
async def read_delivery_file(
    delivery: FromPath[UUID],
    name: FromPath[str],
    request: Request[Any, Any, Any],
    principal: NamedDependency[Principal],
    desk: NamedDependency[DeliveryDesk],
) -> Response[Any]:
    """The whole file, or the one range of bytes that is asked for, so that a download can go on where it broke off."""
    file = await delivery_file(principal, desk, delivery, name)
    size, tag = file.stat().st_size, f'"{delivery}-{name}"'
    asked = asked_range(request.headers.get("range"), request.headers.get("if-range"), tag, size)
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": tag,
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(asked.length),
    }
    if asked.partial:
        headers["Content-Range"] = f"bytes {asked.first}-{asked.first + asked.length - 1}/{size}"
    return Stream(
        _pieces(file, asked),
        media_type=TYPES[file.suffix[1:]],
        headers=headers,
        status_code=206 if asked.partial else 200,
    )


def _pieces(file: Path, asked: Range) -> Iterator[bytes]:
    left = asked.length
    with file.open("rb") as opened:
        opened.seek(asked.first)
        while left > 0 and (piece := opened.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


@get("/api/events/{event:uuid}/papers", operation_id="listPapers")
async def list_papers(
    event: FromPath[UUID],
    principal: NamedDependency[Principal],
    projection: NamedDependency[Projection],
    kind: FromQuery[Kind] = "award",
) -> EventPapers:
    return await papers_of(principal, await projection.board(event), kind)


ROUTES = [list_papers, ask_for, read_delivery, read_delivery_file]
