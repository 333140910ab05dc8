"""The public feed in a process of its own: the board page, its socket and the snapshot, fed by a server upstream.

Any number of relays, on any machine, carry an audience that the judges then do not feel. A relay keeps nothing, has no
database and knows no names that the public does not; it may itself be upstream of others.
"""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any
from uuid import UUID

from litestar import Litestar, Request, Response, get
from litestar.exceptions import HTTPException
from litestar.params import FromPath

from competition.accounts.qr import qr_svg
from competition.giving_way import breathe
from competition.live.audience import Pace
from competition.live.hub import Hub
from competition.live.snapshots import answered
from competition.live.sockets import board_socket
from competition.live.upstream import Upstreams
from competition.settings import Settings
from competition.web.answers import failed, http_error, refused
from competition.web.pages import page_routes
from rules.errors import Refusal

PAGES = ("board", "overlay")
COLLECT = (50_000, 20, 50)
"""Thousands of connections make many objects that stay: looking through them often stalls everybody."""


def create_relay(settings: Settings, upstream: str) -> Litestar:
    """The relay as an ASGI application; it follows what is watched for as long as its lifespan."""
    hub = Hub(Pace(after_receipts=0, breathe=breathe))
    upstreams = Upstreams(hub, upstream)

    @get("/healthz", sync_to_thread=False)
    def healthy() -> dict[str, str]:
        return {"status": "ok", "version": version("jinji")}

    @get("/api/public/events/{event:uuid}/standings")
    async def read_standings(event: FromPath[UUID], request: Request[Any, Any, Any]) -> Response[bytes]:
        await upstreams.watchable(event)
        return answered(hub.snapshot(event), request)

    @get("/api/public/events/{event:uuid}/board-qr", media_type="image/svg+xml")
    async def draw_board_qr(event: FromPath[UUID], request: Request[Any, Any, Any]) -> str:
        await upstreams.watchable(event)
        return qr_svg(f"{settings.public_url or str(request.base_url).rstrip('/')}/board/{event}")

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        gc.collect()
        gc.freeze()
        gc.set_threshold(*COLLECT)
        async with hub.beating(), upstreams.following():
            yield

    return Litestar(
        route_handlers=[
            healthy,
            read_standings,
            draw_board_qr,
            board_socket(hub, upstreams.watchable),
            *page_routes(PAGES),
        ],
        exception_handlers={Refusal: refused, HTTPException: http_error, Exception: failed},
        lifespan=[lifespan],
        openapi_config=None,
        logging_config=None,
    )
