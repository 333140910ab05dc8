"""Competitions and events over HTTP."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from competition.accounts.principal import Principal
from competition.events.actions import set_up_competition
from competition.events.queries import competitions, event_summaries, rulebook_of
from competition.events.schemas import CompetitionMade, CompetitionSetUp, CompetitionView, PublicEvents, RulebookDetail
from competition.registry.vault import Vault


@get("/api/competitions", operation_id="listCompetitions")
async def list_competitions(principal: NamedDependency[Principal]) -> list[CompetitionView]:
    principal.require("organiser", "official")
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


ROUTES = [list_competitions, set_up, read_rulebook, list_public_events]
