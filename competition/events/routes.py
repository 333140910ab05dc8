"""Competitions and events over HTTP."""

from uuid import UUID

from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from competition.accounts.door import Door
from competition.accounts.principal import Principal
from competition.accounts.qr import qr_svg
from competition.accounts.queries import tablets_of
from competition.accounts.schemas import PairingView, TabletView, TypedCodeView
from competition.events.access import require_seated
from competition.events.actions import (
    make_judge_pairing,
    make_judge_typed_code,
    revoke_judge_tablet,
    set_up_competition,
)
from competition.events.queries import competitions, panels_of, rulebook_of
from competition.events.schemas import (
    CompetitionMade,
    CompetitionSetUp,
    CompetitionView,
    PanelView,
    RulebookDetail,
)
from competition.live.hub import Hub
from competition.registry.vault import Vault


@get("/api/competitions", operation_id="listCompetitions")
async def list_competitions(principal: NamedDependency[Principal]) -> list[CompetitionView]:
    principal.require("organiser", "official", "lead_official", "chief_judge", "clerk")
    return await competitions()


@post("/api/competitions", operation_id="setUpCompetition")
async def set_up(
    data: JSONBody[CompetitionSetUp], principal: NamedDependency[Principal], vault: NamedDependency[Vault]
) -> CompetitionMade:
    return await set_up_competition(principal, vault, data)


@get("/api/competitions/{competition:uuid}/rulebook", operation_id="readRulebook")
async def read_rulebook(competition: FromPath[UUID], principal: NamedDependency[Principal]) -> RulebookDetail:
    principal.require("organiser", "official")
    return await rulebook_of(competition)


@get("/api/events/{event:uuid}/panels", operation_id="listPanels")
async def list_panels(event: FromPath[UUID], principal: NamedDependency[Principal]) -> list[PanelView]:
    principal.require("organiser", "official")
    return await panels_of(event)


@post("/api/events/{event:uuid}/seats/{account:uuid}/pairing", operation_id="makePairingCode")
async def make_code(
    event: FromPath[UUID],
    account: FromPath[UUID],
    principal: NamedDependency[Principal],
    door: NamedDependency[Door],
    public_url: NamedDependency[str],
) -> PairingView:
    code, expires_at = await make_judge_pairing(principal, door, event, account)
    url = f"{public_url}/judge#pair={code}"
    return PairingView(url=url, qr=qr_svg(url), expires_at=expires_at)


@post("/api/events/{event:uuid}/seats/{account:uuid}/typed-code", operation_id="makeTypedCode")
async def make_short_code(
    event: FromPath[UUID],
    account: FromPath[UUID],
    principal: NamedDependency[Principal],
    door: NamedDependency[Door],
) -> TypedCodeView:
    code, expires_at = await make_judge_typed_code(principal, door, event, account)
    return TypedCodeView(code=code, expires_at=expires_at)


@get("/api/events/{event:uuid}/seats/{account:uuid}/tablets", operation_id="listTablets")
async def list_tablets(
    event: FromPath[UUID],
    account: FromPath[UUID],
    principal: NamedDependency[Principal],
    hub: NamedDependency[Hub],
) -> list[TabletView]:
    principal.require("organiser")
    await require_seated(event, account)
    heard = (await hub.devices.everywhere([account]))[account]
    return await tablets_of(account, hub.sessions, {tablet.device for tablet in heard if tablet.connected})


@delete("/api/events/{event:uuid}/seats/{account:uuid}/tablets/{tablet:uuid}", operation_id="revokeTablet")
async def revoke(
    event: FromPath[UUID],
    account: FromPath[UUID],
    tablet: FromPath[UUID],
    principal: NamedDependency[Principal],
    hub: NamedDependency[Hub],
) -> None:
    """The tablet is signed out and its sockets closed, at whichever process, and it leaves the desk to another."""
    revoked = await revoke_judge_tablet(principal, event, account, tablet)
    hub.end_session(revoked.session)
    await hub.devices.release(account, revoked.device)


ROUTES = [
    make_code,
    make_short_code,
    list_tablets,
    revoke,
    list_competitions,
    set_up,
    read_rulebook,
    list_panels,
]
