"""The two sockets. They move bytes and decide nothing.

What a mark means is the intake's business, what a watcher is sent the feed's.
"""

import asyncio
import logging
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
from competition.live.hub import Hub
from competition.live.messages import EnterMark, JudgeCommand, Pulse, Receipt, Refused, Welcome
from competition.live.wire import wire_of
from rules.errors import Refusal
from rules.values import Text

log = logging.getLogger("jinji")

PULSE_SECONDS = 5.0
IN_FLIGHT = 64
SESSION_SECONDS = 5.0
"""How often a judge's socket asks whether its session still stands: another process may have ended it."""
TRY_AGAIN = 1013
SIGNED_OUT = 4401
NOT_A_JUDGE = 4403
UNKNOWN_EVENT = 4404

log = logging.getLogger("jinji")


class Judge(Protocol):
    """Who marks: the principal that the request's authentication found."""

    @property
    def id(self) -> UUID: ...
    @property
    def roles(self) -> frozenset[str]: ...


Submit = Callable[[Any, EnterMark], Awaitable[Receipt | Refused]]
SignedIn = Callable[[bytes], Awaitable[bool]]
Watchable = Callable[[UUID], Awaitable[object]]
_read = msgspec.json.Decoder(JudgeCommand).decode


def judge_socket(hub: Hub, submit: Submit, signed_in: SignedIn) -> WebsocketRouteHandler:
    """/live/judge: marks in, receipts out; pings in, pongs out. It closes when the session it was opened with ends.

    When a mark could not be stored, or nobody knows, the socket closes: the tablet connects again and sends again
    what was not answered. Left open, it would wait for an answer that never comes.
    """

    @websocket("/live/judge")
    async def judge(socket: WebSocket[Judge, Any, Any]) -> None:
        await socket.accept()
        if socket.user is None or "judge" not in socket.user.roles:
            await socket.close(NOT_A_JUDGE, "pair this tablet first")
            return
        with (
            hub.judging(socket.user.id) as outgoing,
            hub.devices.connected(socket.user.id) as presence,
            hub.in_session(socket.auth) as ended,
        ):
            outgoing.put_nowait(msgspec.json.encode(Welcome(at=iso(now()), account=str(socket.user.id))))
            try:
                await _until_first_ends(
                    _send_all(socket, outgoing.get),
                    _take_marks(socket, submit, outgoing, presence),
                    _until_signed_out(ended, socket.auth, signed_in),
                )
            except* WebSocketDisconnect:
                pass
            except* SignedOut:
                presence.give_up()
                await socket.close(SIGNED_OUT, "this tablet was signed out")
            except* Exception as failed:
                why = _first(failed)
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
        try:
            await watchable(event)
        except NotFound:
            await socket.close(UNKNOWN_EVENT, "no such event")
        except Refusal:
            await socket.close(TRY_AGAIN, "cannot be read just now")
        else:
            with hub.watching(event, wire_of(socket.scope), after, token), suppress(WebSocketDisconnect):
                await _wait_for_end(socket)

    return board


async def _send_all(socket: WebSocket[Any, Any, Any], following: Callable[[], Awaitable[bytes]]) -> None:
    while True:
        try:
            async with asyncio.timeout(PULSE_SECONDS):
                body = await following()
        except TimeoutError:
            body = msgspec.json.encode(Pulse(seq=0, at=iso(now())))
        await socket.send_data(body.decode(), mode="text")


async def _take_marks(
    socket: WebSocket[Judge, Any, Any], submit: Submit, outgoing: asyncio.Queue[bytes], presence: Presence
) -> None:
    """Ends with a group of exceptions: the socket's own end, or what kept a mark from being stored."""
    room = asyncio.Semaphore(IN_FLIGHT)

    async def store(mark: EnterMark) -> None:
        await outgoing.put(msgspec.json.encode(await submit(socket.user, mark)))
        room.release()

    async with asyncio.TaskGroup() as under_way:
        while True:
            text = await socket.receive_data(mode="text")
            try:
                command = _read(text)
            except msgspec.DecodeError as error:
                await outgoing.put(msgspec.json.encode(_unreadable(text, error)))
                continue
            if isinstance(command, EnterMark):
                await room.acquire()
                under_way.create_task(store(command))
            else:
                await outgoing.put(msgspec.json.encode(presence.answer(command)))


class SignedOut(Exception):
    """The session that the socket was opened with has ended."""


async def _until_signed_out(ended: asyncio.Event, session: bytes, signed_in: SignedIn) -> None:
    """Raises `SignedOut`: at once when the session is ended in this process, within `SESSION_SECONDS` otherwise."""
    while not ended.is_set() and await _still(session, signed_in):
        with suppress(TimeoutError):
            async with asyncio.timeout(SESSION_SECONDS):
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


def _first(failed: BaseExceptionGroup[BaseException]) -> BaseException:
    """Of many marks that could not be stored for one reason."""
    first = failed.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first


async def _wait_for_end(socket: WebSocket[Any, Any, Any]) -> None:
    while True:
        await socket.receive_data(mode="text")


async def _until_first_ends(*acts: Any) -> None:
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
