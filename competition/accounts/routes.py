"""Signing in and pairing over HTTP. The session's token lives in a cookie that scripts cannot read."""

from datetime import timedelta
from typing import Any

from litestar import Request, Response, delete, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import JSONBody

from competition.accounts.actions import SESSION_LASTS, Browser, TabletName, pair, sign_in, sign_out
from competition.accounts.door import Door
from competition.accounts.known import KNOWN_FOR
from competition.accounts.own_password import change_password
from competition.accounts.principal import Principal
from competition.accounts.schemas import (
    AccountView,
    ChangePassword,
    Pair,
    SessionView,
    SignIn,
    TriedFrom,
    TriesView,
    WrongTries,
)
from competition.clock import iso
from competition.limiter import Observed
from competition.live.hub import Hub

COOKIE = "jinji_session"
MARK = "jinji_known"


@get("/api/session", operation_id="readSession")
async def read_session(request: Request[Principal | None, Any, Any]) -> SessionView:
    return _view(request.user)


@post("/api/session", operation_id="signIn")
async def open_session(
    data: JSONBody[SignIn], request: Request[Any, Any, Any], client: NamedDependency[str], door: NamedDependency[Door]
) -> Response[SessionView]:
    browser = Browser(client, request.cookies.get(MARK, ""))
    principal, token, mark = await sign_in(door, data.name, data.password, browser)
    return _signed_in(request, principal, token, _cookie(request, mark, KNOWN_FOR, MARK))


@delete("/api/session", operation_id="signOut")
async def close_session(request: Request[Any, Any, Any], hub: NamedDependency[Hub]) -> Response[None]:
    """The session has ended, and so have the sockets that were opened with it."""
    if token := request.cookies.get(COOKIE):
        hub.end_session(await sign_out(token))
    return Response(None, status_code=204, cookies=[_cookie(request, "", timedelta(0))])


@post("/api/session/password", operation_id="changePassword", status_code=204)
async def change_own_password(
    data: JSONBody[ChangePassword],
    request: Request[Any, bytes, Any],
    client: NamedDependency[str],
    principal: NamedDependency[Principal],
    door: NamedDependency[Door],
    hub: NamedDependency[Hub],
    password_cost: NamedDependency[int],
) -> Response[None]:
    """This session goes on; all others of the account have ended, and so have their sockets."""
    ended, mark = await change_password(principal, request.auth, client, door, data, password_cost)
    for one in ended.sessions:
        hub.end_session(one)
    return Response(None, status_code=204, cookies=[_cookie(request, mark, KNOWN_FOR, MARK)])


@post("/api/pairing", operation_id="pairTablet")
async def pair_tablet(
    data: JSONBody[Pair], request: Request[Any, Any, Any], client: NamedDependency[str], door: NamedDependency[Door]
) -> Response[SessionView]:
    principal, token = await pair(door, data.code, TabletName(data.device, data.name), client)
    return _signed_in(request, principal, token)


@get("/api/wrong-tries", operation_id="readWrongTries")
async def read_wrong_tries(principal: NamedDependency[Principal], door: NamedDependency[Door]) -> TriesView:
    """What was tried at the door since this process began, without what was tried."""
    principal.require("organiser")
    return TriesView(pairing=_tries(door.pairing), sign_in=_tries(door.sign_in))


def _tries(observed: Observed) -> WrongTries:
    return WrongTries(
        times=observed.times,
        clients=[
            TriedFrom(client=seen.client, times=seen.times, first_at=iso(seen.first_at), last_at=iso(seen.last_at))
            for seen in observed.latest()
        ],
    )


def _signed_in(
    request: Request[Any, Any, Any], principal: Principal, token: str, *more: Cookie
) -> Response[SessionView]:
    return Response(_view(principal), status_code=201, cookies=[_cookie(request, token, SESSION_LASTS), *more])


def _cookie(request: Request[Any, Any, Any], value: str, lasts: timedelta, name: str = COOKIE) -> Cookie:
    return Cookie(
        name,
        value=value,
        max_age=int(lasts.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )


def _view(principal: Principal | None) -> SessionView:
    if principal is None:
        return SessionView(account=None)
    roles = sorted(principal.roles)
    return SessionView(account=AccountView(id=str(principal.id), name=principal.name, roles=roles, body=principal.body))


ROUTES = [read_session, open_session, close_session, change_own_password, pair_tablet, read_wrong_tries]
