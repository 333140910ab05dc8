"""Proposing and deciding promotions over HTTP."""

from uuid import UUID

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from competition.accounts.principal import Principal
from competition.promotion.actions import propose_promotions
from competition.promotion.approval_rule import approval_rule, set_approval_rule
from competition.promotion.inbox import InboxView, inbox
from competition.promotion.queries import decisions_of
from competition.promotion.schemas import ApprovalRuleView, Decisions
from competition.standings.projection import Projection


@post("/api/events/{event:uuid}/proposals", operation_id="proposePromotions")
async def propose(
    event: FromPath[UUID], principal: NamedDependency[Principal], projection: NamedDependency[Projection]
) -> Decisions:
    await propose_promotions(principal, await projection.board(event))
    return Decisions(event=str(event), decisions=await decisions_of(principal, event))


@get("/api/body/approval", operation_id="readApprovalRule")
async def read_approval_rule(principal: NamedDependency[Principal]) -> ApprovalRuleView:
    return await approval_rule(principal)


@put("/api/body/approval", operation_id="setApprovalRule")
async def put_approval_rule(
    data: JSONBody[ApprovalRuleView], principal: NamedDependency[Principal]
) -> ApprovalRuleView:
    await set_approval_rule(principal, data)
    return await approval_rule(principal)


@get("/api/body/inbox", operation_id="readInbox")
async def read_inbox(principal: NamedDependency[Principal]) -> InboxView:
    """What awaits this official, over all events."""
    return await inbox(principal)


ROUTES = [propose, read_inbox, read_approval_rule, put_approval_rule]
