"""Proposing and deciding promotions over HTTP."""

from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath

from competition.accounts.principal import Principal
from competition.promotion.actions import propose_promotions
from competition.promotion.queries import decisions_of
from competition.promotion.schemas import Decisions
from competition.standings.projection import Projection


@post("/api/events/{event:uuid}/proposals", operation_id="proposePromotions")
async def propose(
    event: FromPath[UUID], principal: NamedDependency[Principal], projection: NamedDependency[Projection]
) -> Decisions:
    await propose_promotions(principal, await projection.board(event))
    return Decisions(event=str(event), decisions=await decisions_of(principal, event))


ROUTES = [propose]
