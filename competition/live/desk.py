"""The board's socket for those who may see everything: whatever is kept from the public is sent to them at once."""

from typing import Any
from uuid import UUID

from litestar import WebSocket, websocket
from litestar.exceptions import WebSocketDisconnect
from litestar.handlers import WebsocketRouteHandler
from litestar.params import FromPath, FromQuery

from competition.live.hub import Hub
from competition.live.sockets import (
    SIGNED_OUT,
    SignedIn,
    SignedOut,
    Watchable,
    can_be_watched,
    until_first_ends,
    until_signed_out,
    wait_for_end,
)
from competition.live.wire import wire_of

NOT_THE_DESK = 4403
AT_THE_DESK = frozenset({"organiser", "official"})


def desk_socket(hub: Hub, desk: Hub, watchable: Watchable, signed_in: SignedIn) -> WebsocketRouteHandler:
    """/live/desk/{event}?after=SEQ&token=TOKEN, as the board's; it closes when the session it was opened with ends."""

    @websocket("/live/desk/{event:uuid}")
    async def watch(
        socket: WebSocket[Any, Any, Any],
        event: FromPath[UUID],
        after: FromQuery[int | None] = None,
        token: FromQuery[str] = "",
    ) -> None:
        await socket.accept()
        if socket.user is None or not AT_THE_DESK & socket.user.roles:
            await socket.close(NOT_THE_DESK, "sign in as an organiser or an official")
            return
        if await can_be_watched(event, watchable, socket):
            with hub.in_session(socket.auth) as ended, desk.watching(event, wire_of(socket.scope), after, token):
                try:
                    await until_first_ends(wait_for_end(socket), until_signed_out(ended, socket.auth, signed_in))
                except WebSocketDisconnect:
                    pass
                except SignedOut:
                    await socket.close(SIGNED_OUT, "signed out")

    return watch
