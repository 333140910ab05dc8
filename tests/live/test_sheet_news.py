"""What judges hear of their sheets: of others' marks nothing before the reveal, and then all at once."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import msgspec
import pytest
import websockets
from msgspec.structs import replace

from competition.client import Person
from competition.live.messages import JudgeMessage, Ping, Pong, SheetNews
from competition.serving import Serving
from tests.conftest import PASSWORD
from tests.sheets import PRACTICAL, TWO_ASPECTS, justify, lock, reopen, sign, signed
from tests.situations import PATIENCE, Situation, a_small_competition

pytestmark = pytest.mark.asyncio(loop_scope="module")
JUDGES = ("J1", "J2", "J3")


class Listening:
    """A judge's bare socket with everything that came over it, byte for byte."""

    device = "one"

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self._socket = socket
        self.heard: list[str] = []

    async def news(self) -> list[SheetNews]:
        """What has come about the judge's sheets since it was last asked, up to the answer to a ping."""
        ping = Ping(number=len(self.heard), device=self.device, waiting=0, sent=0, stored=0, battery=None)
        await self._socket.send(msgspec.json.encode(ping), text=True)
        found: list[SheetNews] = []
        async with asyncio.timeout(PATIENCE):
            while True:
                self.heard.append(str(await self._socket.recv()))
                message: Any = msgspec.json.decode(self.heard[-1], type=JudgeMessage, strict=False)
                if isinstance(message, Pong):
                    return found
                if isinstance(message, SheetNews):
                    found.append(message)


async def listening(event: Situation, until: AsyncExitStack) -> dict[str, Listening]:
    return {seat: Listening(await until.enter_async_context(await event.socket(seat))) for seat in JUDGES}


async def an_event(organiser: Person) -> Situation:
    return await a_small_competition(organiser, "AB", scheme=TWO_ASPECTS)


async def test_no_judge_receives_anothers_mark_before_all_are_in(organiser: Person) -> None:
    """Neither over the socket nor in any answer: every byte is searched for values that only the others gave."""
    event = await an_event(organiser)
    given = {"J1": ("9.5", "8"), "J2": ("3.5", "7"), "J3": ("2.5", "6.5")}
    async with AsyncExitStack() as until:
        judges = await listening(event, until)
        for seat, (first, second) in given.items():
            await event.enters(seat, "A", first, aspect="P1")
            if seat != "J3":
                await event.enters(seat, "A", second, aspect="P2")
        for seat, judge in judges.items():
            told = await judge.news()
            async with (await event.tablet(seat)).person() as reader:
                answers = [await reader.text("/api/judge/sheets"), await reader.text("/api/session")]
            everything = "".join([*judge.heard, *answers])
            for other, values in given.items():
                if other != seat:
                    assert not [value for value in values if f'"{value}"' in everything], (seat, other)
            assert not [news for news in told if news.revealed or news.marks or news.alerts]
        assert [news.waiting_for for news in (await judges["J1"].news())] == []

        await event.enters("J3", "A", "6.5", aspect="P2")
        for judge in judges.values():
            [news] = await judge.news()
            assert news.revealed and {(mark.seat, str(mark.value)) for mark in news.marks if mark.aspect == "P1"} == {
                ("J1", "9.5"),
                ("J2", "3.5"),
                ("J3", "2.5"),
            }


async def test_who_has_finished_hears_for_how_many_it_waits(organiser: Person) -> None:
    event = await an_event(organiser)
    async with AsyncExitStack() as until:
        judges = await listening(event, until)
        for seat in JUDGES:
            for aspect in ("P1", "P2"):
                await event.enters(seat, "A", "8", aspect=aspect)
        waited = {seat: [news.waiting_for for news in await judge.news()] for seat, judge in judges.items()}
    assert waited == {"J1": [2, 1, 0], "J2": [1, 0], "J3": [0]}


async def test_a_judge_s_other_tablet_hears_of_each_mark_and_nobody_else_does(organiser: Person) -> None:
    """What an old tablet sends late changes what the judge has before him on the new one: it is there at once."""
    event = await an_event(organiser)
    async with await event.socket("J1") as own, await event.socket("J2") as another:
        tablet, colleague = Listening(own), Listening(another)
        assert [*await tablet.news(), *await colleague.news()] == []
        await event.enters("J1", "A", "9", aspect="P1")
        [news] = await tablet.news()
        assert [(mark.aspect, str(mark.value)) for mark in news.own] == [("P1", "9")] and news.marks == []
        await event.sends_raw("J1", replace(await event.mark("J1", "A", "8", aspect="P1"), device=tablet.device))
        assert [*await tablet.news(), *await colleague.news()] == []


async def test_everything_done_on_a_sheet_is_told_to_its_panel_alone(server: Serving, organiser: Person) -> None:
    event = await an_event(organiser)
    other = await an_event(organiser)
    async with AsyncExitStack() as until:
        chief = await until.enter_async_context(await Person.sign_in(server.url, "chief", PASSWORD))
        judges, strangers = await listening(event, until), await listening(other, until)
        for seat, value in zip(JUDGES, ("9", "8", "6"), strict=True):
            for aspect in ("P1", "P2"):
                await event.enters(seat, "A", value, aspect=aspect)
        assert [alert.aspect for alert in (await judges["J2"].news())[-1].alerts] == ["P2"]
        await justify(event, "J3", "P2", "漏装护罩")
        for seat in JUDGES:
            await sign(event, seat)
        await lock(chief, event)
        await reopen(chief, event, "J1 提出误触")
        told = await judges["J2"].news()
        assert [news.state for news in told] == ["open", "open", "signed", "signed", "locked", "signed"]
        assert told[0].alerts[0].reason == "漏装护罩" and told[-1].reopened_for == "J1 提出误触"
        corrected = {"id": event.event, "stage": "", "entrant": "A", "aspect": "P1", "seat": "J2", "value": "8.5"}
        await chief.post(f"/api/events/{event.event}/sheets/correct", {**corrected, "reason": "误触"})
        [news] = await judges["J2"].news()
        assert news.state == "reopened"
        assert {mark.aspect: (str(mark.value), mark.corrected) for mark in news.own} == {
            "P1": ("8.5", "误触"),
            "P2": ("8", ""),
        }
        assert [news for judge in strangers.values() for news in await judge.news()] == []


async def test_a_signature_clears_on_every_tablet_when_a_mark_follows(organiser: Person) -> None:
    event = await an_event(organiser)
    await signed(event)
    async with AsyncExitStack() as until:
        judges = await listening(event, until)
        await event.enters("J2", "A", "7.5", aspect="P1")
        for seat, state in (("J1", "signed"), ("J2", "open")):
            [news] = await judges[seat].news()
            assert (news.state, news.signed) == (state, ["J1", "J3"])
    assert PRACTICAL["subCriterion"] == news.sub_criterion
