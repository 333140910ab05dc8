"""Who may see the standings, over HTTP: how it stands, with its record, and every act."""

from dataclasses import dataclass
from uuid import UUID

from litestar import Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, JSONBody

from competition.accounts.principal import Principal
from competition.marking.intake import Intake
from competition.standings import curtain_actions as actions
from competition.standings.curtain_queries import curtain_of
from competition.standings.projection import Projection
from competition.standings.schemas import ActReason, CurtainView, Freeze, SetAudience


@dataclass(frozen=True, slots=True)
class AtCurtain:
    """Who asks about the curtain of which event."""

    event: FromPath[UUID]
    principal: NamedDependency[Principal]
    intake: NamedDependency[Intake]
    projection: NamedDependency[Projection]

    @property
    def acting(self) -> tuple[Intake, Principal, UUID]:
        return self.intake, self.principal, self.event

    async def view(self) -> CurtainView:
        return await curtain_of(self.principal, self.event, self.projection)


@get("/", operation_id="readCurtain")
async def read(at: NamedDependency[AtCurtain]) -> CurtainView:
    return await at.view()


@post("/audience", operation_id="setAudience", status_code=200)
async def turn(at: NamedDependency[AtCurtain], data: JSONBody[SetAudience]) -> CurtainView:
    await actions.set_audience(*at.acting, data)
    return await at.view()


@post("/freeze", operation_id="freezeBoard", status_code=200)
async def freeze(at: NamedDependency[AtCurtain], data: JSONBody[Freeze]) -> CurtainView:
    await actions.freeze(*at.acting, data)
    return await at.view()


@post("/unfreeze", operation_id="unfreezeBoard", status_code=200)
async def unfreeze(at: NamedDependency[AtCurtain], data: JSONBody[ActReason]) -> CurtainView:
    await actions.unfreeze(*at.acting, data)
    return await at.view()


@post("/final", operation_id="finaliseResults", status_code=200)
async def finalise(at: NamedDependency[AtCurtain], data: JSONBody[ActReason]) -> CurtainView:
    await actions.finalise(*at.acting, data)
    return await at.view()


@post("/recall", operation_id="recallResults", status_code=200)
async def recall(at: NamedDependency[AtCurtain], data: JSONBody[ActReason]) -> CurtainView:
    await actions.recall(*at.acting, data)
    return await at.view()


ROUTES = [
    Router(
        "/api/events/{event:uuid}/curtain",
        route_handlers=[read, turn, freeze, unfreeze, finalise, recall],
        dependencies={"at": Provide(AtCurtain, sync_to_thread=False)},
    )
]
