"""Who is asking: the session's cookie, and an origin that must be ours.

A browser sends a cookie along with what other sites make it send. `SameSite=Strict` stops most of
that; the check of `Origin` stops the rest, for sockets too, which no CSRF token covers. Programs send
no `Origin` and are let through: they have no cookie that somebody else could use.
"""

from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from competition.accounts.queries import principal_of
from competition.accounts.routes import COOKIE
from competition.errors import CompetitionError
from competition.identifiers import token_hash

SAFE = ("GET", "HEAD", "OPTIONS")


class ForeignOrigin(CompetitionError):
    status = 403
    code = "accounts.foreign_origin"
    zh = "请求来自其他网站（{origin}），已拒绝；请从本系统的页面操作。"
    en = "The request came from another site ({origin}) and was refused; use this system's own pages."


class Authenticate(AbstractAuthenticationMiddleware):
    """Sets the principal, or None, and the hash of the session; raises `ForeignOrigin`.

    Handlers that need somebody ask for `principal`.
    """

    async def authenticate_request(self, connection: ASGIConnection[Any, Any, Any, Any]) -> AuthenticationResult:
        method = connection.scope.get("method", "WEBSOCKET")
        origin = connection.headers.get("origin")
        if method not in SAFE and origin and urlsplit(origin).netloc != connection.headers.get("host"):
            raise ForeignOrigin(origin=origin)
        token = connection.cookies.get(COOKIE, "")
        return AuthenticationResult(user=await principal_of(token), auth=token_hash(token))
