"""The two sockets over a real network: what is sent first, what follows, and how each is closed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import msgspec
import pytest
import websockets

from competition.client import Person
from competition.live.hub import NO_SUCH_EVENT
from competition.live.messages import (
    BoardMessage,
    EventState,
    Frame,
    JudgeMessage,
    Outlook,
    Ping,
    Pong,
    Pulse,
    Receipt,
    Refused,
    SheetNews,
    Snapshot,
    TakeOver,
    Welcome,
)
from competition.live.sockets import NOT_A_JUDGE
from tests.network import Network
from tests.situations import PATIENCE, Situation, a_small_competition, cookie_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@asynccontextmanager
async def watching(
    event: Situation, after: int | None = None, token: str = ""
) -> AsyncIterator[websockets.ClientConnection]:
    address = f"{event.organiser.url.replace('http', 'ws', 1)}/live/events/{event.event}"
    async with websockets.connect(address if after is None else f"{address}?after={after}&token={token}") as socket:
        yield socket


async def board_message(socket: websockets.ClientConnection) -> Any:
    """The next one that is no outlook: see test_outlook."""
    async with asyncio.timeout(PATIENCE):
        while isinstance(message := msgspec.json.decode(await socket.recv(), type=BoardMessage), Outlook):
            pass
    return message


async def change(socket: websockets.ClientConnection) -> Any:
    """The next snapshot or frame; a slow machine hears pulses between."""
    while isinstance(message := await board_message(socket), Pulse):
        pass
    return message


async def judge_message(socket: websockets.ClientConnection) -> Any:
    """The next one that is not about a mark sheet: see test_sheets_live."""
    async with asyncio.timeout(PATIENCE):
        while True:
            message: Any = msgspec.json.decode(await socket.recv(), type=JudgeMessage)
            if not isinstance(message, SheetNews):
                return message


async def test_a_watcher_is_sent_a_snapshot_first_and_then_frames(organiser: Person) -> None:
    """The snapshot is what the public reads over HTTP; a frame holds the rows that changed and no other."""
    event = await a_small_competition(organiser)
    async with watching(event) as socket:
        first = await change(socket)
        assert first == await event.board() and isinstance(first, Snapshot)
        await event.enters("K1", "B", "90")
        frame = await change(socket)
    assert isinstance(frame, Frame) and frame.seq == 1
    assert [(row.name, row.rank) for row in frame.rows] == [("李喆", 1)]


async def test_a_watcher_that_comes_back_is_sent_what_it_missed(organiser: Person) -> None:
    event = await a_small_competition(organiser)
    await event.enters("K1", "B", "70")
    token = (await event.board()).token
    await event.enters("K1", "B", "80")
    async with watching(event, 1, token) as socket:
        missed = await change(socket)
    assert isinstance(missed, Frame) and (missed.since, missed.seq) == (1, 2)


@pytest.mark.parametrize("after", [900, -1])
async def test_a_watcher_with_a_number_that_leads_nowhere_starts_over(organiser: Person, after: int) -> None:
    event = await a_small_competition(organiser)
    await event.enters("K1", "B", "70")
    async with watching(event, after=after) as socket:
        message = await change(socket)
    assert isinstance(message, Snapshot) and message.seq == 1


async def test_the_number_only_grows(organiser: Person) -> None:
    """While four judges mark at once; and the rows put together are the board."""
    event = await a_small_competition(organiser)
    async with watching(event) as socket:
        messages = [await change(socket)]
        await event.with_marks({code: "80 9 8 7" for code in "ABCD"})
        await event.ended()
        while messages[-1].state != "ended":
            messages.append(await change(socket))
    numbers = [message.seq for message in messages]
    assert numbers == sorted(set(numbers)) and numbers[-1] == 17
    rows = {row.entrant: row for message in messages for row in message.rows}
    assert rows == {row.entrant: row for row in (await event.board()).rows}


async def test_silence_is_broken_by_a_pulse(organiser: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """On both sockets: a page that misses it says that its link is lost."""
    monkeypatch.setattr("competition.live.link.PULSE_SECONDS", 0.02)
    monkeypatch.setattr("competition.live.hub.BEAT_SECONDS", 0.02)
    event = await a_small_competition(organiser)
    await event.enters("K1", "A", "80")
    board = await event.board()
    async with watching(event, 1, board.token) as socket:
        pulses = [await board_message(socket), await board_message(socket)]
    assert [(type(one), one.seq, one.token, one.stale) for one in pulses] == [(Pulse, 1, board.token, False)] * 2
    async with await event.socket("J1") as socket:
        assert isinstance(await judge_message(socket), Pulse)


async def test_a_judge_is_welcomed(organiser: Person) -> None:
    event = await a_small_competition(organiser)
    tablet = await event.tablet("J1")
    address = f"{organiser.url.replace('http', 'ws', 1)}/live/judge"
    async with websockets.connect(address, additional_headers=cookie_of(tablet)) as socket:
        assert isinstance(await judge_message(socket), Welcome)


@pytest.mark.parametrize("cookie", ["", "jinji_session=guessed", "organiser's own"])
async def test_who_is_no_judge_is_turned_away(organiser: Person, cookie: str) -> None:
    """Told so by the code, so that the page asks to be paired and does not try for ever."""
    if cookie == "organiser's own":
        cookie = "; ".join(f"{name}={value}" for name, value in organiser.http.cookies.items())
    address = f"{organiser.url.replace('http', 'ws', 1)}/live/judge"
    async with websockets.connect(address, additional_headers={"Cookie": cookie}) as socket:
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None and closed.value.rcvd.code == NOT_A_JUDGE


async def test_an_unknown_event_is_closed_with_its_code(organiser: Person) -> None:
    address = f"{organiser.url.replace('http', 'ws', 1)}/live/events/{uuid4()}"
    async with websockets.connect(address) as socket:
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None and closed.value.rcvd.code == NO_SUCH_EVENT


async def test_judges_are_told_that_the_event_has_ended(organiser: Person) -> None:
    event = await a_small_competition(organiser)
    async with await event.socket("J1") as socket:
        await event.ended()
        assert await judge_message(socket) == EventState(event=event.event, state="ended")


async def test_the_organiser_sees_which_judges_are_connected(organiser: Person) -> None:
    """And no longer does when the tablet's link breaks, without a word."""

    async def connected() -> list[str]:
        progress = await organiser.get(f"/api/events/{event.event}/progress")
        return [judge["seat"] for judge in progress["judges"] if judge["connected"]]

    async with Network(organiser.url) as network:
        event = await a_small_competition(organiser, way=network.url)
        async with await event.socket("J2"):
            assert await connected() == ["J2"]
            network.cut()
            async with asyncio.timeout(PATIENCE):
                while await connected():  # noqa: ASYNC110 (the server notices in its own time)
                    await asyncio.sleep(0.01)


async def says(socket: websockets.ClientConnection, command: object) -> Any:
    await socket.send(msgspec.json.encode(command), text=True)
    return await judge_message(socket)


def a_ping(device: str, number: int = 1) -> Ping:
    return Ping(number=number, device=device, waiting=0, sent=0, stored=0, battery=None)


async def test_a_ping_is_answered_under_its_number_while_marks_are_stored(organiser: Person) -> None:
    event = await a_small_competition(organiser)
    mark = await event.mark("J1", "A", "8")
    async with await event.socket("J1") as socket:
        for command in (mark, a_ping("one", 7), mark, a_ping("one", 8)):
            await socket.send(msgspec.json.encode(command), text=True)
        answers = [await judge_message(socket) for _ in range(4)]
    assert [answer.number for answer in answers if isinstance(answer, Pong)] == [7, 8]
    assert [answer.repeated for answer in answers if isinstance(answer, Receipt)] == [False, True]


async def test_a_second_device_of_a_judge_may_take_the_desk_over(organiser: Person) -> None:
    """And marks of the first one are taken all the same: nothing that waits there is lost."""
    event = await a_small_competition(organiser)
    async with await event.socket("J1") as old, await event.socket("J1") as new, await event.socket("J2") as other:
        assert (await says(old, a_ping("one"))).elsewhere is None
        assert (await says(new, a_ping("two"))).elsewhere.connected
        assert (await says(new, TakeOver(number=2, device="two"))).elsewhere is None
        assert (await says(old, a_ping("one"))).elsewhere is not None
        assert isinstance(await says(old, await event.mark("J1", "A", "8")), Receipt)
        assert (await says(other, a_ping("three"))).elsewhere is None


@pytest.mark.parametrize("text", ['{"type":"ping"}', '{"type":"ping","number":1,"device":""}', "ping", "[]"])
async def test_what_is_no_message_is_refused_and_the_socket_goes_on(organiser: Person, text: str) -> None:
    event = await a_small_competition(organiser)
    async with await event.socket("J1") as socket:
        await socket.send(text)
        answer = await judge_message(socket)
        assert isinstance(answer, Refused) and answer.code == "marking.unreadable"
        assert isinstance(await says(socket, a_ping("one")), Pong)


async def test_a_watcher_says_nothing_that_matters(organiser: Person) -> None:
    """Whatever is sent into the board's socket, frames still come."""
    event = await a_small_competition(organiser)
    async with watching(event) as socket:
        await board_message(socket)
        await socket.send('{"type":"mark"}')
        await event.enters("K1", "A", "80")
        assert isinstance(await board_message(socket), Frame)
