"""Who may see the standings, over HTTP: how it stands, with its record, and every act."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from competition.accounts.principal import Principal
from competition.marking.intake import Intake
from competition.standings import curtain_actions as actions
from competition.standings.curtain_queries import curtain_of
from competition.standings.projection import Projection
from competition.standings.schemas import ActReason, CurtainView, Freeze, SetAudience


@get("/api/events/{event:uuid}/curtain", operation_id="readCurtain")
async def read(
    event: FromPath[UUID], principal: NamedDependency[Principal], projection: NamedDependency[Projection]
) -> CurtainView:
    return await curtain_of(principal, event, projection)


@post("/api/events/{event:uuid}/curtain/audience", operation_id="setAudience", status_code=200)
async def turn(
    event: FromPath[UUID],
    data: JSONBody[SetAudience],
    principal: NamedDependency[Principal],
    intake: NamedDependency[Intake],
    projection: NamedDependency[Projection],
) -> CurtainView:
    await actions.set_audience(intake, principal, event, data)
    return await curtain_of(principal, event, projection)


@post("/api/events/{event:uuid}/curtain/freeze", operation_id="freezeBoard", status_code=200)
async def freeze(
    event: FromPath[UUID],
    data: JSONBody[Freeze],
    principal: NamedDependency[Principal],
    intake: NamedDependency[Intake],
    projection: NamedDependency[Projection],
) -> CurtainView:
    await actions.freeze(intake, principal, event, data)
    return await curtain_of(principal, event, projection)


@post("/api/events/{event:uuid}/curtain/unfreeze", operation_id="unfreezeBoard", status_code=200)
async def unfreeze(
    event: FromPath[UUID],
    data: JSONBody[ActReason],
    principal: NamedDependency[Principal],
    intake: NamedDependency[Intake],
    projection: NamedDependency[Projection],
) -> CurtainView:
    await actions.unfreeze(intake, principal, event, data)
    return await curtain_of(principal, event, projection)


@post("/api/events/{event:uuid}/curtain/final", operation_id="finaliseResults", status_code=200)
async def finalise(
    event: FromPath[UUID],
    data: JSONBody[ActReason],
    principal: NamedDependency[Principal],
    intake: NamedDependency[Intake],
    projection: NamedDependency[Projection],
) -> CurtainView:
    await actions.finalise(intake, principal, event, data)
    return await curtain_of(principal, event, projection)


@post("/api/events/{event:uuid}/curtain/recall", operation_id="recallResults", status_code=200)
async def recall(
    event: FromPath[UUID],
    data: JSONBody[ActReason],
    principal: NamedDependency[Principal],
    intake: NamedDependency[Intake],
    projection: NamedDependency[Projection],
) -> CurtainView:
    await actions.recall(intake, principal, event, data)
    return await curtain_of(principal, event, projection)


ROUTES = [read, turn, freeze, unfreeze, finalise, recall]
