"""What the chief judge follows: tablets beside the ledger, judges beside the panel; and that no judge sees it."""

import asyncio
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from competition.client import Person
from competition.live.messages import Ping
from competition.marking import oversight
from competition.serving import Serving
from tests.conftest import PASSWORD
from tests.situations import PATIENCE, Situation, a_small_competition, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def overseen(person: Person, event: str, account: str) -> dict[str, Any]:
    judges = (await person.get(f"/api/events/{event}/oversight"))["judges"]
    return next(judge for judge in judges if judge["account"] == account)


async def ping(
    event: Situation, seat: str, device: str, *, waiting: int, stored: int, battery: int | None, refused: int = 0
) -> None:
    async with await event.socket(seat) as socket:
        said = Ping(number=1, device=device, waiting=waiting, sent=0, stored=stored, battery=battery, refused=refused)
        await socket.send(msgspec.json.encode(said), text=True)
        await socket.recv()


async def test_a_tablet_that_counts_what_the_ledger_holds_agrees(
    server: Serving, organiser: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = await a_small_competition(organiser)
    account = event.judge("J1").account
    code = event.asked.events[0].entrants[0].code
    await event.sends_raw("J1", await event.mark("J1", code, "7"))
    async with await Person.sign_in(server.url, "chief", PASSWORD) as chief:
        assert (await overseen(chief, event.event, account))["devices"] == []
        await ping(event, "J1", "one", waiting=0, stored=1, battery=81)
        seen = await overseen(chief, event.event, account)
        [device] = seen["devices"]
        assert (seen["held"], device["stored"], device["battery"], device["agrees"]) == (1, 1, 81, True)
        async with asyncio.timeout(PATIENCE):
            while device["connected"]:  # the server hears a moment later that the socket is closed
                await asyncio.sleep(0.05)
                [device] = (await overseen(chief, event.event, account))["devices"]
        await ping(event, "J1", "one", waiting=0, stored=2, battery=None)
        [device] = (await overseen(chief, event.event, account))["devices"]
        assert device["agrees"] is None  # a receipt may still be on its way
        monkeypatch.setattr(oversight, "A_REPORT", timedelta(0))
        [device] = (await overseen(chief, event.event, account))["devices"]
        assert device["agrees"] is False
        await ping(event, "J1", "one", waiting=3, stored=1, battery=None, refused=2)
        [device] = (await overseen(chief, event.event, account))["devices"]
        assert (device["waiting"], device["refused"], device["agrees"]) == (3, 2, None)


async def test_only_the_organiser_and_the_events_own_chief_judge_follow_it(server: Serving, organiser: Person) -> None:
    event = await a_small_competition(organiser)
    where = f"/api/events/{event.event}/oversight"
    tablet = await event.tablet("J1")
    async with tablet.person() as judge, refused("accounts.not_allowed", 403):
        await judge.get(where)
    async with await Person.sign_in(server.url, "clerk", PASSWORD) as clerk, refused("accounts.not_allowed", 403):
        await clerk.get(where)
    led = msgspec.structs.replace(event.asked.events[0], chief_judge="方志远")
    other = await organiser.set_up(msgspec.structs.replace(event.asked, events=[led]))
    async with await Person.sign_in(server.url, "chief", PASSWORD) as chief:
        await chief.get(where)
        async with refused("accounts.not_allowed", 403):
            await chief.get(f"/api/events/{other.competition.events[0].id}/oversight")
    [seat] = [judge for judge in other.judges if judge.seat == ""]
    named = await organiser.pair_tablet(seat)
    async with named.person() as chief:
        assert (await chief.get(f"/api/events/{other.competition.events[0].id}/oversight"))["judges"]
