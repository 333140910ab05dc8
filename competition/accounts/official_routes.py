"""The certification body's own people over HTTP."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from competition.accounts.audit import DeskActView, newest_acts
from competition.accounts.officials import (
    AddOfficial,
    NewPassword,
    OfficialsView,
    add_official,
    disable_official,
    enable_official,
    officials,
    reset_password,
)
from competition.accounts.principal import Principal
from competition.accounts.sessions import Ended
from competition.live.hub import Hub


@get("/api/body/officials", operation_id="listOfficials")
async def list_officials(principal: NamedDependency[Principal]) -> OfficialsView:
    return OfficialsView(officials=await officials(principal))


@post("/api/body/officials", operation_id="addOfficial")
async def add(
    data: JSONBody[AddOfficial], principal: NamedDependency[Principal], password_cost: NamedDependency[int]
) -> NewPassword:
    return await add_official(principal, data, password_cost)


@post("/api/body/officials/{official:uuid}/disable", operation_id="disableOfficial", status_code=200)
async def disable(
    official: FromPath[UUID], principal: NamedDependency[Principal], hub: NamedDependency[Hub]
) -> OfficialsView:
    _end(hub, await disable_official(principal, official))
    return OfficialsView(officials=await officials(principal))


@post("/api/body/officials/{official:uuid}/enable", operation_id="enableOfficial", status_code=200)
async def enable(official: FromPath[UUID], principal: NamedDependency[Principal]) -> OfficialsView:
    await enable_official(principal, official)
    return OfficialsView(officials=await officials(principal))


@post("/api/body/officials/{official:uuid}/password", operation_id="resetPassword", status_code=200)
async def reset(
    official: FromPath[UUID],
    principal: NamedDependency[Principal],
    password_cost: NamedDependency[int],
    hub: NamedDependency[Hub],
) -> NewPassword:
    made, ended = await reset_password(principal, official, password_cost)
    _end(hub, ended)
    return made


@get("/api/body/acts", operation_id="listDeskActs")
async def list_acts(principal: NamedDependency[Principal]) -> list[DeskActView]:
    """What was done with the body's people, rules, keys and webhooks, the newest first."""
    return await newest_acts(principal)


def _end(hub: Hub, ended: Ended) -> None:
    for session in ended.sessions:
        hub.end_session(session)


ROUTES: list[Any] = [list_officials, add, disable, enable, reset, list_acts]
