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
from tests.conftest import PASSWORD
from tests.live.test_sockets import change
from tests.situations import Situation, a_small_competition, cookie_of, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")
WHY = {"reason": "按日程"}


async def act(event: Situation, what: str, **more: object) -> None:
    await event.organiser.post(f"/api/events/{event.event}/curtain/{what}", {**WHY, **more})


def cookies_of(person: Person) -> dict[str, str]:
    """The headers by which the server knows somebody who is signed in."""
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in person.http.cookies.items())}


async def test_the_desk_is_sent_what_the_public_is_not(organiser: Person) -> None:
    """Nor are the chief judge, a clerk and a judge; what stands on the sheets the chief judge sees, by codes."""
    event = await a_small_competition(organiser)
    await act(event, "freeze")
    await event.board()
    address = f"{organiser.url.replace('http', 'ws', 1)}/live/desk/{event.event}"
    async with websockets.connect(address, additional_headers=cookies_of(organiser)) as socket:
        assert isinstance(await change(socket), Snapshot)
        await event.enters("K1", "B", "90")
        assert [(row.name, row.rank) for row in (await change(socket)).rows] == [("李喆", 1)]
    assert (await event.board()).seq == 1
    async with (
        await Person.sign_in(organiser.url, "chief", PASSWORD) as chief,
        await Person.sign_in(organiser.url, "clerk", PASSWORD) as clerk,
    ):
        refused_there = [{}, cookie_of(await event.tablet("J1")), cookies_of(chief), cookies_of(clerk)]
        assert (await chief.get(f"/api/events/{event.event}/sheets"))["seq"] == 2
        for person in (chief, clerk):
            async with refused("accounts.not_allowed", 403):
                await person.get(f"/api/events/{event.event}/standings")
    for headers in refused_there:
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
        ("freeze", "marking.reason_missing", 422, {"reason": " "}),
        ("audience", "standings.delay_unfit", 422, {"seen": "open", "delay": 3601}),
    ):
        async with refused(code, status):
            await act(event, what, **more)
    passed = now() - timedelta(minutes=1)
    async with refused("standings.moment_passed", 422) as said:
        await act(event, "freeze", at=iso(passed))
    assert f"{passed.astimezone():%Y-%m-%d %H:%M:%S %z}" in said[0].zh
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


async def test_the_list_of_events_says_that_a_board_is_frozen_or_final(organiser: Person) -> None:
    """And of one that only organisers see nothing but that."""
    event = await a_small_competition(organiser)

    async def listed() -> tuple[str, bool, str]:
        events = (await organiser.get("/api/public/events"))["events"]
        [found] = [one for one in events if one["id"] == event.event]
        return found["state"], found["holds"], found["seen"]

    assert await listed() == ("open", False, "open")
    await act(event, "freeze")
    assert await listed() == ("open", True, "open")
    await event.ended()
    await act(event, "final")
    assert await listed() == ("final", False, "open")
    await act(event, "audience", seen="organisers")
    assert await listed() == ("final", False, "organisers")
