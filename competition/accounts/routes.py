"""Signing in and pairing over HTTP. The session's token lives in a cookie that scripts cannot read."""

from datetime import timedelta
from typing import Any

from litestar import Request, Response, delete, get, post
from litestar.datastructures import Cookie
from litestar.params import JSONBody

from competition.accounts.actions import SESSION_LASTS, pair, sign_in, sign_out
from competition.accounts.principal import Principal
from competition.accounts.schemas import AccountView, Pair, SessionView, SignIn

COOKIE = "jinji_session"


@get("/api/session", operation_id="readSession")
async def read_session(request: Request[Principal | None, Any, Any]) -> SessionView:
    return _view(request.user)


@post("/api/session", operation_id="signIn")
async def open_session(data: JSONBody[SignIn], request: Request[Any, Any, Any]) -> Response[SessionView]:
    principal, token = await sign_in(data.name, data.password)
    return _signed_in(request, principal, token)


@delete("/api/session", operation_id="signOut")
async def close_session(request: Request[Any, Any, Any]) -> Response[None]:
    if token := request.cookies.get(COOKIE):
        await sign_out(token)
    return Response(None, status_code=204, cookies=[_cookie(request, "", timedelta(0))])


@post("/api/pairing", operation_id="pairTablet")
async def pair_tablet(data: JSONBody[Pair], request: Request[Any, Any, Any]) -> Response[SessionView]:
    principal, token = await pair(data.code, data.device)
    return _signed_in(request, principal, token)


def _signed_in(request: Request[Any, Any, Any], principal: Principal, token: str) -> Response[SessionView]:
    return Response(_view(principal), status_code=201, cookies=[_cookie(request, token, SESSION_LASTS)])


def _cookie(request: Request[Any, Any, Any], token: str, lasts: timedelta) -> Cookie:
    return Cookie(
        COOKIE,
        value=token,
        max_age=int(lasts.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )


def _view(principal: Principal | None) -> SessionView:
    if principal is None:
        return SessionView(account=None)
    return SessionView(account=AccountView(id=str(principal.id), name=principal.name, roles=sorted(principal.roles)))


ROUTES = [read_session, open_session, close_session, pair_tablet]
