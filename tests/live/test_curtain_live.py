"""The curtain over real sockets: what the desk is sent, and what is refused."""

from datetime import timedelta

import pytest
import websockets

from competition.client import Person
from competition.clock import iso, now
from competition.live.desk import NOT_THE_DESK
from competition.live.messages import Snapshot
from competition.standings.ledger_file import read_ledger_file
from competition.standings.verification import verify
from tests.live.test_sockets import change
from tests.situations import Situation, a_small_competition, cookie_of, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")
WHY = {"reason": "按日程"}


async def act(event: Situation, what: str, **more: object) -> None:
    await event.organiser.post(f"/api/events/{event.event}/curtain/{what}", {**WHY, **more})


async def test_the_desk_is_sent_what_the_public_is_not(organiser: Person) -> None:
    event = await a_small_competition(organiser)
    await act(event, "freeze")
    await event.board()
    cookie = "; ".join(f"{name}={value}" for name, value in organiser.http.cookies.items())
    address = f"{organiser.url.replace('http', 'ws', 1)}/live/desk/{event.event}"
    async with websockets.connect(address, additional_headers={"Cookie": cookie}) as socket:
        assert isinstance(await change(socket), Snapshot)
        await event.enters("K1", "B", "90")
        assert [(row.name, row.rank) for row in (await change(socket)).rows] == [("李喆", 1)]
    assert (await event.board()).seq == 1
    for headers in ({}, cookie_of(await event.tablet("J1"))):
        async with websockets.connect(address, additional_headers=headers) as socket:
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await socket.recv()
        assert closed.value.rcvd is not None and closed.value.rcvd.code == NOT_THE_DESK


async def test_acts_that_do_not_fit_are_refused_and_the_ledger_verifies_with_those_that_do(organiser: Person) -> None:
    event = await a_small_competition(organiser)
    await event.enters("K1", "A", "80")
    for what, code, status, more in (
        ("unfreeze", "standings.not_frozen", 409, {}),
        ("recall", "standings.not_final", 409, {}),
        ("final", "events.still_open", 409, {}),
        ("freeze", "standings.moment_passed", 422, {"at": iso(now() - timedelta(minutes=1))}),
        ("freeze", "marking.reason_missing", 422, {"reason": " "}),
        ("audience", "standings.delay_unfit", 422, {"seen": "open", "delay": 3601}),
    ):
        async with refused(code, status):
            await act(event, what, **more)
    await act(event, "freeze", at=iso(now() + timedelta(hours=1)))
    await act(event, "freeze")
    async with refused("standings.already_frozen", 409):
        await act(event, "freeze")
    await event.ended()
    await act(event, "final")
    for what in ("freeze", "unfreeze"):
        async with refused("standings.already_final", 409):
            await act(event, what)
    await act(event, "recall")
    view = await organiser.get(f"/api/events/{event.event}/curtain")
    assert [one["act"] for one in view["record"]] == ["recalled", "final", "ended", "frozen", "frozen"]
    assert {one["by"] for one in view["record"]} == {"赛务组织者"}
    assert (await event.board()).state == "ended"
    verify(read_ledger_file(await organiser.text(f"/api/events/{event.event}/ledger")))
