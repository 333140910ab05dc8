"""The two sockets. They move bytes and decide nothing.

What a mark means is the intake's business, what a watcher is sent the feed's.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
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
from competition.live.messages import EnterMark, JudgeCommand, Pulse, Receipt, Refused, Welcome
from competition.live.screen_messages import ScreenState
from competition.live.screens import Screens
from competition.live.wire import text_frame, wire_of
from rules.errors import Refusal
from rules.values import Text

PULSE_SECONDS = 5.0
IN_FLIGHT = 64
TRY_AGAIN = 1013
SIGNED_OUT = 4401
NOT_A_JUDGE = 4403
UNKNOWN_SCREEN = 4404

log = logging.getLogger("jinji")


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
_read = msgspec.json.Decoder(JudgeCommand).decode


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
        with (
            hub.judging(socket.user.id) as outgoing,
            hub.devices.connected(socket.user.id) as presence,
            hub.in_session(socket.auth) as ended,
        ):
            outgoing.put_nowait(msgspec.json.encode(Welcome(at=iso(now()), account=str(socket.user.id))))
            under_way = UnderWay(outgoing)
            try:
                await until_first_ends(
                    _send_all(socket, under_way),
                    _take_marks(socket, submit, under_way, presence),
                    under_way.failing(),
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


async def _send_all(socket: WebSocket[Any, Any, Any], under_way: "UnderWay") -> None:
    """All that waits goes out in one write; the last of it the ordinary way, which waits for who does not read."""
    while True:
        waiting = under_way.at_hand()
        last = waiting.pop() if waiting else await _next(under_way)
        if waiting:
            wire_of(socket.scope).push(b"".join(map(text_frame, waiting)))
        last = last or msgspec.json.encode(Pulse(seq=0, at=iso(now())))
        try:
            await socket.send_data(last.decode(), mode="text")
        except OSError as gone:  # as ASGI says that the other end has closed meanwhile
            raise WebSocketDisconnect(detail="gone while something was sent") from gone


async def _next(under_way: "UnderWay") -> bytes | None:
    with suppress(TimeoutError):
        async with asyncio.timeout(PULSE_SECONDS):
            return await under_way.next()
    return None


class UnderWay:
    """The marks of one tablet that the intake has, and all that waits to be sent to it.

    They share one measure of room: of a tablet that sends and does not read, no more marks are taken until it does.
    """

    def __init__(self, messages: asyncio.Queue[bytes]) -> None:
        self.messages = messages
        self._unanswered = 0
        self._room, self._broken = asyncio.Event(), asyncio.Event()
        self._why: BaseException | None = None

    def at_hand(self) -> list[bytes]:
        """All that waits to be sent."""
        self._room.set()
        return [self.messages.get_nowait() for _ in range(self.messages.qsize())]

    async def next(self) -> bytes:
        return await self.messages.get()

    async def room(self) -> None:
        """Returns once another mark may be taken."""
        while self._unanswered + self.messages.qsize() >= IN_FLIGHT:
            self._room.clear()
            await self._room.wait()

    def add(self, answer: asyncio.Future[Receipt | Refused]) -> None:
        """The answer goes out when it is there."""
        self._unanswered += 1
        answer.add_done_callback(self._answered)

    async def failing(self) -> None:
        """Raises what kept the first of these marks from being stored."""
        await self._broken.wait()
        if self._why:
            raise self._why

    def _answered(self, answer: asyncio.Future[Receipt | Refused]) -> None:
        self._unanswered -= 1
        try:
            self.messages.put_nowait(msgspec.json.encode(answer.result()))
        except (Exception, asyncio.CancelledError) as error:
            self._why = self._why or error
            self._broken.set()


async def _take_marks(
    socket: WebSocket[Judge, Any, Any], submit: Submit, under_way: UnderWay, presence: Presence
) -> None:
    while True:
        text = await socket.receive_data(mode="text")
        try:
            command = _read(text)
        except msgspec.DecodeError as error:
            await under_way.messages.put(msgspec.json.encode(_unreadable(text, error)))
            continue
        if isinstance(command, EnterMark):
            await under_way.room()
            under_way.add(submit(socket.user, command))
        else:
            await under_way.messages.put(msgspec.json.encode(await presence.answer(command)))


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


def _unreadable(text: str | bytes, error: msgspec.DecodeError) -> Refused:
    """The refusal of what is no mark, under the id it bears if it bears one, so that it is not sent again."""
    try:
        found = msgspec.json.decode(text).get("id", "")
    except (msgspec.DecodeError, AttributeError):
        found = ""
    said = Text(f"无法识别的打分消息，未记入：{error}", f"This is not a mark and was not stored: {error}")
    return Refused(id=found if isinstance(found, str) else "", code="marking.unreadable", text=said)


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
