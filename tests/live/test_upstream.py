"""Events that a relay follows, without the relay around it."""

import gc
import weakref
from uuid import UUID, uuid4

import pytest
import websockets

from competition.errors import NotFound
from competition.live.hub import NO_SUCH_EVENT, Hub
from competition.live.upstream import Upstreams


async def nothing_there(socket: websockets.ServerConnection) -> None:
    await socket.close(NO_SUCH_EVENT)


async def test_an_event_that_is_not_there_is_not_remembered() -> None:
    """Anybody may ask a relay for any id."""

    async def asked() -> weakref.ref[UUID]:
        event = uuid4()
        with pytest.raises(NotFound):
            await upstreams.watchable(event)
        return weakref.ref(event)

    async with websockets.serve(nothing_there, "127.0.0.1", 0) as server:
        upstreams = Upstreams(Hub(), f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        async with upstreams.following():
            gone = await asked()
            gc.collect()
            assert gone() is None
