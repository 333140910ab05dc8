"""A tablet that was signed out, by whomever: its socket closes at once, and what it had not sent can come later."""

import asyncio
from collections.abc import Collection

import pytest
import websockets

from competition.accounts.routes import COOKIE
from competition.client import Person
from competition.live.messages import Receipt
from competition.live.sockets import NOT_A_JUDGE, SIGNED_OUT
from tests.live.test_sockets import a_ping, judge_message, says
from tests.situations import PATIENCE, Situation, a_small_competition, ask, cookie_of, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def none_ended(sessions: Collection[bytes]) -> set[bytes]:
    """What a server finds that does not look."""
    return set()


async def tablets(event: Situation, seat: str) -> list[dict[str, object]]:
    found = await event.organiser.get(f"/api/events/{event.event}/seats/{event.judge(seat).account}/tablets")
    return list(found)


async def revoke(event: Situation, seat: str, tablet: object) -> None:
    address = f"/api/events/{event.event}/seats/{event.judge(seat).account}/tablets/{tablet}"
    (await event.organiser.http.delete(address)).raise_for_status()


async def closing_code(socket: websockets.ClientConnection) -> int:
    """The code that the server closes the socket with."""
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(websockets.ConnectionClosed) as closed:
            while True:
                await socket.recv()
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code


async def test_the_socket_of_a_revoked_tablet_closes_at_once(
    organiser: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not when it is next looked at; the judge's other tablet and other judges go on."""
    monkeypatch.setattr("competition.app.ended_among", none_ended)
    event = await a_small_competition(organiser)
    second = await organiser.pair_tablet(event.judge("J1"))
    async with await event.socket("J1") as lost, await event.socket("J2") as other:
        marking, resting = await tablets(event, "J1")
        assert marking["connected"] and not resting["connected"]
        await revoke(event, "J1", marking["id"])
        assert await closing_code(lost) == SIGNED_OUT
        await event.ended()
        assert (await judge_message(other)).state == "ended"
    assert [one["id"] for one in await tablets(event, "J1")] == [resting["id"]]
    async with second.person() as judge:
        await judge.get("/api/judge/sheets")


async def test_a_revoked_tablet_leaves_the_desk_to_the_next(organiser: Person) -> None:
    """The judge goes on at once on another one, and need not take anything over."""
    event = await a_small_competition(organiser)
    async with await event.socket("J1") as lost:
        assert (await says(lost, a_ping("old"))).elsewhere is None
        await revoke(event, "J1", (await tablets(event, "J1"))[0]["id"])
        assert await closing_code(lost) == SIGNED_OUT
    fresh_tablet = await organiser.pair_tablet(event.judge("J1"))
    address = f"{organiser.url.replace('http', 'ws', 1)}/live/judge"
    async with websockets.connect(address, additional_headers=cookie_of(fresh_tablet)) as fresh:
        await fresh.recv()
        assert (await says(fresh, a_ping("new"))).elsewhere is None


async def test_a_revoked_tablet_is_turned_away_when_it_comes_back(organiser: Person) -> None:
    """By its socket and over HTTP; what was not sent is stored once the tablet is paired again."""
    event = await a_small_competition(organiser)
    unsent = await event.mark("J1", "A", "9")
    await revoke(event, "J1", (await tablets(event, "J1"))[0]["id"])
    tablet = await event.tablet("J1")
    address = f"{organiser.url.replace('http', 'ws', 1)}/live/judge"
    async with websockets.connect(address, additional_headers=cookie_of(tablet)) as socket:
        assert await closing_code(socket) == NOT_A_JUDGE
    async with tablet.person() as judge, refused("accounts.not_signed_in", 401):
        await judge.get("/api/judge/sheets")
    again = await organiser.pair_tablet(event.judge("J1"))
    await again.send([unsent])
    assert [type(answer) for answer in again.stored] == [Receipt]


async def test_signing_out_closes_the_sockets_of_the_session(organiser: Person) -> None:
    event = await a_small_competition(organiser)
    async with await event.socket("J1") as socket, (await event.tablet("J1")).person() as judge:
        (await judge.http.delete("/api/session")).raise_for_status()
        assert await closing_code(socket) == SIGNED_OUT


@pytest.mark.parametrize("change", ["DELETE FROM session", "UPDATE session SET expires_at = now()"])
async def test_what_another_process_ended_is_noticed(organiser: Person, change: str) -> None:
    """Nobody tells this process; it looks for what it may have missed, as it does every few seconds."""
    event = await a_small_competition(organiser)
    async with await event.socket("J1") as socket, await event.socket("J2") as other:
        await ask(f"{change} WHERE account = $1", event.judge("J1").account)
        await ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
        assert await closing_code(socket) == SIGNED_OUT
        await event.ended()
        assert (await judge_message(other)).state == "ended"


async def test_a_tablet_is_revoked_only_where_its_judge_sits(organiser: Person) -> None:
    """Not by the address of another judge or event, nor by anyone but an organiser."""
    here, elsewhere = await a_small_competition(organiser), await a_small_competition(organiser)
    tablet = await here.tablet("J1")
    known = (await tablets(here, "J1"))[0]["id"]
    for event, judge in (
        (here.event, here.judge("J2")),
        (elsewhere.event, elsewhere.judge("J1")),
        (elsewhere.event, here.judge("J1")),
    ):
        answer = await organiser.http.delete(f"/api/events/{event}/seats/{judge.account}/tablets/{known}")
        assert answer.status_code == 404
    async with tablet.person() as judge:
        own = f"/api/events/{here.event}/seats/{here.judge('J1').account}/tablets/{known}"
        assert (await judge.http.delete(own)).status_code == 403
        await judge.get("/api/judge/sheets")


async def test_a_tablet_is_listed_with_its_name_and_times(organiser: Person) -> None:
    """Last seen moves on with use, to the minute; the secret of the session is nowhere in it."""
    event = await a_small_competition(organiser)
    code = (await organiser.make_pairing(event.judge("J1"))).url.split("#pair=")[1]
    async with Person(organiser.url) as judge:
        await judge.post("/api/pairing", {"code": code, "device": "0193-device", "name": "iPad · Safari"})
        token = judge.http.cookies[COOKIE]
    [tablet] = await tablets(event, "J1")
    assert (tablet["name"], tablet["device"], tablet["connected"]) == ("iPad · Safari", "0193-device", False)
    assert token not in str(tablet)
    earlier = "2026-01-01T00:00:00.000Z"
    await ask("UPDATE session SET last_seen_at = '2026-01-01T00:00:00Z' WHERE account = $1", event.judge("J1").account)
    assert (await tablets(event, "J1"))[0]["lastSeenAt"] == earlier
    async with Person(organiser.url) as judge:
        judge.http.cookies.set(COOKIE, token)
        await judge.get("/api/judge/sheets")
    assert str((await tablets(event, "J1"))[0]["lastSeenAt"]) > earlier
