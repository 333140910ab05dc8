"""The two sockets. They move bytes and decide nothing.

What a mark means is the intake's business, what a watcher is sent the feed's.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any, Protocol
from uuid import UUID

import msgspec
from litestar import WebSocket, websocket
from litestar.exceptions import WebSocketDisconnect
from litestar.handlers import WebsocketRouteHandler
from litestar.params import FromPath, FromQuery

from competition.clock import iso, now
from competition.errors import NotFound
from competition.live.devices import Presence
from competition.live.hub import NO_SUCH_EVENT, Hub
from competition.live.link import PULSE_SECONDS, Link
from competition.live.messages import EnterMark, Pulse, Receipt, Refused, Welcome
from competition.live.screen_messages import ScreenState
from competition.live.screens import Screens
from competition.live.wire import wire_of
from rules.errors import Refusal

log = logging.getLogger("jinji")

TRY_AGAIN = 1013
SIGNED_OUT = 4401
NOT_A_JUDGE = 4403
UNKNOWN_SCREEN = 4404


class Judge(Protocol):
    """Who marks: the principal that the request's authentication found."""

    @property
    def id(self) -> UUID: ...
    @property
    def roles(self) -> frozenset[str]: ...


Submit = Callable[[Any, EnterMark], asyncio.Future[Receipt | Refused]]
SignedIn = Callable[[bytes], Awaitable[bool]]
Attend = Callable[[UUID], Awaitable[object]]
Watchable = Callable[[UUID], Awaitable[object]]
ScreenStateOf = Callable[[str], Awaitable[ScreenState | None]]


def judge_socket(hub: Hub, submit: Submit, signed_in: SignedIn, attend: Attend) -> WebsocketRouteHandler:
    """/live/judge: marks in, receipts out; pings in, pongs out. It closes when the session it was opened with ends.

    `attend` sees to it that the judge hears what others do to the judge's sheets, at whichever process.

    When a mark could not be stored, or nobody knows, the socket closes: the tablet connects again and sends again
    what was not answered. Left open, it would wait for an answer that never comes.
    """

    @websocket("/live/judge")
    async def judge(socket: WebSocket[Judge, Any, Any]) -> None:
        await socket.accept()
        if socket.user is None or "judge" not in socket.user.roles:
            await socket.close(NOT_A_JUDGE, "pair this tablet first")
            return
        try:
            await attend(socket.user.id)
        except Refusal:
            await socket.close(TRY_AGAIN, "cannot be read just now")
            return
        link = Link(wire_of(socket.scope), partial(submit, socket.user))
        with (
            hub.judging(socket.user.id, link.tell),
            hub.devices.connected(socket.user.id) as presence,
            hub.in_session(socket.auth) as ended,
            link.open(),
        ):
            link.say(Welcome(at=iso(now()), account=str(socket.user.id)))
            try:
                await until_first_ends(
                    _hear_all(socket, link),
                    link.failed,
                    link.pulses(),
                    _answer_words(link, presence),
                    until_signed_out(ended, socket.auth, signed_in),
                )
            except* WebSocketDisconnect:
                pass
            except* SignedOut:
                with suppress(Refusal):
                    await presence.give_up()
                await socket.close(SIGNED_OUT, "this tablet was signed out")
            except* Exception as failed:
                why = failed.exceptions[0]
                known = isinstance(why, Refusal)  # such as a database that is away: a line for each of many sockets
                log.warning("marks of judge %s are to be sent again: %s", socket.user.id, why, exc_info=not known)
                await socket.close(TRY_AGAIN, "not stored, send it again")

    return judge


def board_socket(hub: Hub, watchable: Watchable) -> WebsocketRouteHandler:
    """/live/events/{event}?after=SEQ&token=TOKEN: the frames after SEQ, or a snapshot, and then every frame."""

    @websocket("/live/events/{event:uuid}")
    async def board(
        socket: WebSocket[Any, Any, Any],
        event: FromPath[UUID],
        after: FromQuery[int | None] = None,
        token: FromQuery[str] = "",
    ) -> None:
        await socket.accept()
        if await can_be_watched(event, watchable, socket):
            with hub.watching(event, wire_of(socket.scope), after, token), suppress(WebSocketDisconnect):
                await wait_for_end(socket)

    return board


async def can_be_watched(event: UUID, watchable: Watchable, socket: WebSocket[Any, Any, Any]) -> bool:
    """Whether the event is there to be watched; if not, the socket is closed and says why."""
    try:
        await watchable(event)
    except NotFound:
        await socket.close(NO_SUCH_EVENT, "no such event")
    except Refusal:
        await socket.close(TRY_AGAIN, "cannot be read just now")
    else:
        return True
    return False


def screen_socket(screens: Screens, state_of: ScreenStateOf) -> WebsocketRouteHandler:
    """/live/screen?token=TOKEN: what the screen is to show, each time that changes."""

    @websocket("/live/screen")
    async def screen(socket: WebSocket[Any, Any, Any], token: FromQuery[str] = "") -> None:
        await socket.accept()
        with suppress(WebSocketDisconnect):
            await until_first_ends(_show_all(socket, screens, state_of, token), wait_for_end(socket))

    return screen


async def _show_all(socket: WebSocket[Any, Any, Any], screens: Screens, state_of: ScreenStateOf, token: str) -> None:
    told, silent_since = None, 0.0
    while True:
        try:
            state = await state_of(token)
        except Refusal:
            await socket.close(TRY_AGAIN, "cannot be read just now")
            return
        if state is None:
            await socket.close(UNKNOWN_SCREEN, "no such screen")
            return
        asked, moment = msgspec.structs.replace(state, at=""), time.monotonic()
        if asked != told or moment - silent_since > PULSE_SECONDS:
            message = state if asked != told else Pulse(seq=0, at=state.at)
            await socket.send_data(msgspec.json.encode(message).decode(), mode="text")
            told, silent_since = asked, moment
        await screens.something()


async def _hear_all(socket: WebSocket[Judge, Any, Any], link: Link) -> None:
    """What came before the link was open; from then on it hears by itself, and this waits for the end."""
    while True:
        link.heard((await socket.receive_data(mode="text")).encode())


async def _answer_words(link: Link, presence: Presence) -> None:
    while True:
        link.answer(await presence.answer(await link.words.get()))


class SignedOut(Exception):
    """The session that the socket was opened with has ended."""


async def until_signed_out(ended: asyncio.Event, session: bytes, signed_in: SignedIn) -> None:
    """Raises `SignedOut` when the session has ended: `ended` is set then, unless it was before anybody could see it."""
    if await _still(session, signed_in):
        await ended.wait()
    raise SignedOut()


async def _still(session: bytes, signed_in: SignedIn) -> bool:
    try:
        return await signed_in(session)
    except Refusal:
        return True  # the database does not answer; nobody has ended anything


async def wait_for_end(socket: WebSocket[Any, Any, Any]) -> None:
    while True:
        await socket.receive_data(mode="text")


async def until_first_ends(*acts: Any) -> None:
    """Runs them together until one ends or fails; the others are stopped then."""
    tasks = [asyncio.ensure_future(act) for act in acts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
