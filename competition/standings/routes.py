"""Standings over HTTP: the public snapshot, and the organiser's export by code."""

import asyncio
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery

from competition.accounts.principal import Principal
from competition.accounts.qr import qr_svg
from competition.live.messages import Snapshot
from competition.live.snapshots import answered
from competition.marking.signing import Signer
from competition.papers.answers import handed_out
from competition.papers.tongue import PaperLanguage
from competition.standings.curtain_queries import public_events
from competition.standings.export import standings_csv
from competition.standings.ledger_file import LedgerFile
from competition.standings.projection import Projection
from competition.standings.queries import ledger_of, results_of
from competition.standings.result_sheet import print_results
from competition.standings.schemas import DeskStandings, Explanation, PublicEvents
from rules.values import Text


@get("/api/public/events", operation_id="listPublicEvents")
async def list_public_events() -> PublicEvents:
    return await public_events()


@get(
    "/api/public/events/{event:uuid}/standings",
    operation_id="readStandings",
    responses={200: ResponseSpec(Snapshot, generate_examples=False, description="The board")},
)
async def read_standings(
    event: FromPath[UUID], projection: NamedDependency[Projection], request: Request[Any, Any, Any]
) -> Response[bytes]:
    """The board as it is now; answered with 304 to who has it already."""
    return answered(await projection.public(event), request)


@get("/api/public/events/{event:uuid}/board-qr", operation_id="drawBoardQr", media_type="image/svg+xml")
async def draw_board_qr(
    event: FromPath[UUID], projection: NamedDependency[Projection], public_url: NamedDependency[str]
) -> str:
    """The address of the event's board, to be read off a screen with a phone."""
    await projection.shown(event)
    return qr_svg(f"{public_url}/board/{event}")


@get("/api/events/{event:uuid}/standings", operation_id="readDeskStandings")
async def read_desk_standings(
    event: FromPath[UUID], principal: NamedDependency[Principal], projection: NamedDependency[Projection]
) -> DeskStandings:
    principal.require("organiser", "official")
    return (await projection.board(event)).for_desk()


@get("/api/events/{event:uuid}/standings.csv", operation_id="exportStandings", media_type="text/csv")
async def export_standings(
    event: FromPath[UUID], principal: NamedDependency[Principal], projection: NamedDependency[Projection]
) -> str:
    principal.require("organiser")
    board = await projection.board(event)
    return standings_csv(board.plan.scheme, board.standings, board.people())


@get("/api/events/{event:uuid}/results.pdf", operation_id="printResults", media_type="application/pdf")
async def read_results(
    event: FromPath[UUID],
    principal: NamedDependency[Principal],
    projection: NamedDependency[Projection],
    signer: NamedDependency[Signer],
    language: FromQuery[PaperLanguage] = "both",
) -> Response[bytes]:
    """The standings as a paper, with the signed head of the ledger that they follow from.

    Codes stand beside names on it, so no judge may have it printed, the chief judge included.
    """
    principal.require("organiser", "official")
    results = results_of(await projection.board(event), signer)
    pdf = await asyncio.to_thread(print_results, results, language)
    return handed_out(pdf, "results.pdf")


@get("/api/events/{event:uuid}/entrants/{code:str}/explanation", operation_id="explainScore")
async def explain_score(
    event: FromPath[UUID],
    code: FromPath[str],
    principal: NamedDependency[Principal],
    projection: NamedDependency[Projection],
) -> Explanation:
    principal.require("organiser", "official")
    board = await projection.board(event)
    return Explanation(code=code, text=Text(board.explain(code, "zh"), board.explain(code, "en")))


@get("/api/events/{event:uuid}/ledger", operation_id="exportLedger")
async def export_ledger(
    event: FromPath[UUID],
    principal: NamedDependency[Principal],
    projection: NamedDependency[Projection],
    signer: NamedDependency[Signer],
) -> LedgerFile:
    """Everything of the event that `jinji ledger verify` checks, without names."""
    principal.require("organiser")
    return await ledger_of(await projection.board(event), signer)


ROUTES = [
    list_public_events,
    read_standings,
    draw_board_qr,
    read_desk_standings,
    export_standings,
    read_results,
    explain_score,
    export_ledger,
]
