"""Competitions and events over HTTP."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from competition.accounts.principal import Principal
from competition.accounts.qr import qr_svg
from competition.accounts.schemas import PairingView
from competition.events.actions import make_judge_pairing, set_up_competition
from competition.events.queries import competitions, event_summaries, rulebook_of
from competition.events.schemas import CompetitionMade, CompetitionSetUp, CompetitionView, PublicEvents, RulebookDetail
from competition.registry.vault import Vault


@get("/api/competitions", operation_id="listCompetitions")
async def list_competitions(principal: NamedDependency[Principal]) -> list[CompetitionView]:
    principal.require("organiser", "official", "chief_judge", "clerk")
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


@get("/api/public/events", operation_id="listPublicEvents")
async def list_public_events() -> PublicEvents:
    return PublicEvents(events=[event for events in (await event_summaries()).values() for event in events])


@post("/api/events/{event:uuid}/seats/{account:uuid}/pairing", operation_id="makePairingCode")
async def make_code(
    event: FromPath[UUID],
    account: FromPath[UUID],
    principal: NamedDependency[Principal],
    public_url: NamedDependency[str],
) -> PairingView:
    code, expires_at = await make_judge_pairing(principal, event, account)
    url = f"{public_url}/judge#pair={code}"
    return PairingView(url=url, qr=qr_svg(url), expires_at=expires_at)


ROUTES = [make_code, list_competitions, set_up, read_rulebook, list_public_events]
