"""Leaks, each built into the code that makes what the public gets, and to be found by the comparison of the twins."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
import pytest

from competition.live.feed import Encoded
from competition.live.messages import Frame, Snapshot
from competition.marking.ledger import PUBLIC_ACTS
from competition.standings import routes
from competition.standings.curtain import Curtain, Out
from competition.standings.projection import Projection
from tests.live.outside import Traffic
from tests.live.twins import Plant, Running, at, hidden
from tests.situations import ask


async def a_count(running: Running, patch: pytest.MonkeyPatch, twin: str, own: pytest.MonkeyPatch) -> Traffic:
    """The list of events counts what is in the ledger."""
    listed = routes.public_events

    async def leaky() -> Any:
        found = await listed()
        counted = await ask("SELECT event, count(*) AS marks FROM ledger GROUP BY event")
        marks = {str(row["event"]): row["marks"] for row in counted}
        more = msgspec.structs.replace
        return more(found, events=[more(one, entrants=marks.get(one.id, 0)) for one in found.events])

    patch.setattr(routes, "public_events", leaky)
    return await running.asked("/api/public")


async def a_public_answer(
    running: Running, patch: pytest.MonkeyPatch, make: Callable[[Projection, UUID, Encoded], Encoded]
) -> Traffic:
    public = Projection.public

    async def leaky(projection: Projection, event: UUID) -> Encoded:
        return make(projection, event, await public(projection, event))

    patch.setattr(Projection, "public", leaky)
    return await running.asked("/api/public")


async def a_tag(running: Running, patch: pytest.MonkeyPatch, twin: str, own: pytest.MonkeyPatch) -> Traffic:
    """The snapshot's ETag is made of the ledger's head."""

    def leaky(projection: Projection, event: UUID, said: Encoded) -> Encoded:
        return Encoded(said.body, f'"{projection._boards[event].head.hex()}"')

    return await a_public_answer(running, patch, leaky)


async def a_time(running: Running, patch: pytest.MonkeyPatch, twin: str, own: pytest.MonkeyPatch) -> Traffic:
    """The snapshot says when the standings last changed."""

    def leaky(projection: Projection, event: UUID, said: Encoded) -> Encoded:
        shown = msgspec.json.decode(said.body, type=Snapshot)
        return Encoded(msgspec.json.encode(msgspec.structs.replace(shown, at=projection._boards[event].at)), said.tag)

    return await a_public_answer(running, patch, leaky)


async def an_order(running: Running, patch: pytest.MonkeyPatch, twin: str, own: pytest.MonkeyPatch) -> Traffic:
    """The rows of the snapshot stand as the true standings do."""

    def leaky(projection: Projection, event: UUID, said: Encoded) -> Encoded:
        shown = msgspec.json.decode(said.body, type=Snapshot)
        truth = [row.entrant for row in projection._boards[event].rows()]
        rows = sorted(shown.rows, key=lambda row: truth.index(row.entrant))
        return Encoded(msgspec.json.encode(msgspec.structs.replace(shown, rows=rows)), said.tag)

    return await a_public_answer(running, patch, leaky)


async def a_frame(running: Running, patch: pytest.MonkeyPatch, twin: str, own: pytest.MonkeyPatch) -> Traffic:
    """An empty frame goes out for each change that is held back."""
    take = Curtain.take

    def leaky(curtain: Curtain, entries: Any, frame: Frame, now_shown: Any) -> None:
        take(curtain, entries, frame, now_shown)
        if entries[-1].kind not in PUBLIC_ACTS:
            curtain.number += 1
            empty = msgspec.structs.replace(
                frame, since=curtain.number - 1, seq=curtain.number, rows=[], token="t", at=""
            )
            curtain._out.append(Out(empty, False))

    patch.setattr(Curtain, "take", leaky)
    async with running.watching("planted", own) as watcher:
        await watcher.settled()
        await hidden(running, twin, "planted", 106)
        at(108)
        await watcher.settled()
    return watcher.said


PLANTS: dict[str, Plant] = {
    "a count": a_count,
    "an ETag": a_tag,
    "a time": a_time,
    "a sort order": an_order,
    "a frame": a_frame,
}
