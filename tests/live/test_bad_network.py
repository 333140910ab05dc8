"""Whatever the network does to single messages and connections, a mark is stored once and the last word counts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from random import Random

import msgspec
import pytest
import websockets

from competition.client import Person
from competition.live.messages import Receipt, Refused
from tests.chaos import Watcher
from tests.competition.test_ledger import broken_at, entries
from tests.network import CALM, Network, Weather
from tests.situations import IMPATIENCE, PATIENCE, Situation, a_small_competition

pytestmark = pytest.mark.asyncio(loop_scope="module")

WEATHER = {
    "repeats": Weather(repeat=0.4),
    "reorders": Weather(reorder=0.4),
    "delays": Weather(delay=0.2),
    "drops": Weather(drop=0.05),
    "cuts": Weather(cut=0.03),
    "falls silent": Weather(silence=0.01),
    "does everything": Weather(0.1, 0.1, 0.05, 0.02, 0.01, 0.005),
}


@asynccontextmanager
async def over_a_network(organiser: Person) -> AsyncIterator[tuple[Situation, Network]]:
    """The small competition, its tablets behind a network that is still calm."""
    async with Network(organiser.url) as network:
        yield await a_small_competition(organiser, way=network.url), network


async def stored(event: Situation) -> list[Decimal | None]:
    chain = await entries(event)
    assert broken_at(chain) is None
    return [entry.value for entry in chain]


@pytest.mark.parametrize("weather", WEATHER.values(), ids=WEATHER)
async def test_every_mark_is_stored_once_and_the_last_one_counts(organiser: Person, weather: Weather) -> None:
    """A judge who changes mind all the time, through a network that does one thing wrong, or all of them."""
    async with over_a_network(organiser) as (event, network):
        await event.tablet("J1")
        network.weather = weather
        random, last = Random(1), dict[str, str | None]()
        marks = []
        for _ in range(50):
            code, value = random.choice("ABCD"), random.choice([None, "2", "4.5", "6", "8.5", "10"])
            last[code] = value
            marks.append(await event.mark("J1", code, value))
        answers = await event.sends("J1", *marks)
        assert all(isinstance(answer, Receipt) for answer in answers)
        assert len(await stored(event)) == 50
        async with (await event.tablet("J1")).person() as judge:
            network.weather = CALM
            held = (await judge.get("/api/judge/sheets"))["sheets"][0]["marks"]
    assert {mark["entrant"]: mark["value"] for mark in held} == {code: value for code, value in last.items() if value}
    assert sum(network.happened[kind] for kind in ("repeat", "reorder", "delay", "drop", "cut", "silence"))


async def test_a_tablet_out_of_reach_stores_its_marks_when_it_is_back(organiser: Person) -> None:
    """It looks connected the whole time; the marks are on their way twice and in the ledger once."""
    async with over_a_network(organiser) as (event, network):
        first, second = await event.mark("J1", "A", "7"), await event.mark("J1", "B", "8")
        await event.sends("J1", first)
        network.silence()
        sending = asyncio.create_task(event.sends("J1", second))
        await asyncio.sleep(3 * IMPATIENCE)
        assert not sending.done() and await stored(event) == [7]
        network.resume()
        assert isinstance((await sending)[0], Receipt) and await stored(event) == [7, 8]


async def test_a_receipt_that_was_lost_comes_again(organiser: Person) -> None:
    """The connection ends after the mark has gone up and before its answer has come down."""
    async with over_a_network(organiser) as (event, network):
        mark = await event.mark("J1", "A", "7")
        async with await event.socket("J1") as socket:
            network.weather = Weather(cut=1)
            network.ways = {"down"}
            await socket.send(msgspec.json.encode(mark), text=True)
            with pytest.raises(websockets.ConnectionClosed):
                async with asyncio.timeout(PATIENCE):
                    while True:
                        await socket.recv()
        network.weather = CALM
        answer = (await event.sends("J1", mark))[0]
        assert isinstance(answer, Receipt) and answer.repeated and await stored(event) == [7]


async def test_a_mark_of_an_earlier_connection_that_arrives_after_a_newer_one(organiser: Person) -> None:
    """It comes again long after its judge has entered something else: it is known."""
    async with over_a_network(organiser) as (event, network):
        network.weather = Weather(repeat=1)
        older = await event.mark("J1", "A", "7")
        await event.sends("J1", older)
        await event.sends("J1", await event.mark("J1", "A", "8"))
        await asyncio.sleep(0.2)
        assert await stored(event) == [7, 8] and (await event.rows())["王堃"].marked == 1


async def test_a_mark_that_is_late_for_the_end_is_refused(organiser: Person) -> None:
    """Entered before it, on its way during it; the tablet is told so and does not try for ever."""
    async with over_a_network(organiser) as (event, network):
        mark = await event.mark("J1", "A", "7")
        network.silence()
        sending = asyncio.create_task(event.sends("J1", mark))
        await event.ended()
        network.resume()
        answer = (await sending)[0]
        assert isinstance(answer, Refused) and answer.code == "marking.event_ended"


async def test_a_watcher_whose_link_breaks_misses_nothing(organiser: Person) -> None:
    """It says over each new connection what it has, and is sent what leads on from there."""
    event = await a_small_competition(organiser)
    async with Network(organiser.url) as network:
        watcher = Watcher(event.event, network)
        watching = asyncio.create_task(watcher.watch())
        for value, breaks in zip(("70", "75", "80", "85"), (network.cut, network.silence) * 2, strict=True):
            breaks()
            for code in "AB":
                await event.enters("K1", code, value)
            network.cut()
            network.resume()
        board = await event.board()
        async with asyncio.timeout(PATIENCE):
            while watcher.seq != board.seq:  # noqa: ASYNC110 (the frame comes in its own time)
                await asyncio.sleep(0.01)
        watching.cancel()
    assert watcher.rows == {row.entrant: row for row in board.rows}
