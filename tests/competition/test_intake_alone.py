"""Batches that are stored in one statement: as those before which the event is locked and read, or not at all."""

import asyncio
from typing import Any

import msgspec
import pytest

from competition.client import Person
from competition.db.errors import Unavailable
from competition.live.messages import Receipt, Refused
from competition.marking.appending import append_alone
from competition.marking.book import Book
from tests.competition.test_intake import Node, Watcher, event_held, frames, in_ledger
from tests.situations import Situation, a_small_competition

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def shape(event: Situation) -> list[tuple[int, int, int]]:
    """Of each frame, the numbers that it leads from and to, and how many rows it has."""
    return [(frame.since, frame.seq, len(frame.rows)) for frame in await frames(event)]


def alone(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each batch that was tried in one statement from now on, whether that stored it."""
    found: list[bool] = []

    async def tried(*of: Any) -> Any:
        following = await append_alone(*of)
        found.append(following is not None)
        return following

    monkeypatch.setattr("competition.marking.storing.append_alone", tried)
    return found


async def test_a_batch_of_a_known_event_is_stored_in_one_statement(
    organiser: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ledger, frame and standings are as those of a batch before which the event is locked and read."""
    event, stored_alone = await a_small_competition(organiser), alone(monkeypatch)
    node, careful = Node(event), Node(await a_small_competition(organiser))
    for code, value in zip("ABCD", ("80", "90", "90", "70"), strict=True):
        assert isinstance(await node.takes("K1", code, value), Receipt)
        careful.intake.book = Book()
        await careful.takes("K1", code, value)
    assert stored_alone == [True, True, True]
    assert await in_ledger(event) == await in_ledger(careful.situation)
    said = [
        [(frame.seq, frame.since, len(frame.rows)) for frame in await frames(one.situation)] for one in (node, careful)
    ]
    assert said[0] == said[1] and await node.rows() == await Node(event).rows()


async def test_who_was_overtaken_by_another_node_stores_nothing_before_reading(
    organiser: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was worked in vain leaves nothing; the same holds of an end that the node has not heard of."""
    event, stored_alone = await a_small_competition(organiser), alone(monkeypatch)
    one, two = Node(event), Node(event)
    await one.takes("K1", "A", "80")
    await two.takes("K1", "B", "90")
    watcher = Watcher(one)
    assert isinstance(receipt := await one.takes("K1", "C", "70"), Receipt) and receipt.seq == 3
    assert await one.rows() == await Node(event).rows() == await watcher.sees()
    await event.ended()
    assert isinstance(refused := await one.takes("K1", "D", "60"), Refused) and refused.code == "marking.event_ended"
    assert stored_alone == [False, False] and [seq for seq, _ in await in_ledger(event)] == [1, 2, 3, 4]
    watcher.close()


async def test_an_id_that_is_there_already_is_never_stored_again(
    organiser: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether its tablet's counters tell or only the ledger knows; the batch that it came with is stored."""
    event, stored_alone = await a_small_competition(organiser), alone(monkeypatch)
    node = Node(event)
    first = await event.mark("K1", "A", "80")
    receipt = await node.submits("K1", first)
    again, second = await asyncio.gather(node.submits("K1", first), node.takes("K1", "B", "90"))
    assert isinstance(receipt, Receipt) and again == msgspec.structs.replace(receipt, repeated=True)
    assert isinstance(second, Receipt) and stored_alone == []
    reused = msgspec.structs.replace(await event.mark("K1", "C", "50"), id=first.id)
    refused, third = await asyncio.gather(node.submits("K1", reused), node.takes("K1", "D", "70"))
    assert isinstance(refused, Refused) and refused.code == "marking.id_reused" and stored_alone == [False]
    assert isinstance(third, Receipt) and [seq for seq, _ in await in_ledger(event)] == [1, 2, 3]
    assert await node.rows() == await Node(event).rows()


async def test_a_connection_that_breaks_in_the_one_statement_leaves_nothing_behind(organiser: Person) -> None:
    """It is cut while the statement waits for the event's row; sent again, the mark is stored once."""
    event = await a_small_competition(organiser, "AB")
    node = Node(event)
    await node.takes("K1", "A", "80")
    mark = await event.mark("K1", "B", "90")
    async with event_held(event) as cut:
        under_way = asyncio.ensure_future(node.submits("K1", mark))
        await cut()
        with pytest.raises(Unavailable):
            await under_way
    assert isinstance(receipt := await node.submits("K1", mark), Receipt)
    assert (receipt.seq, receipt.repeated) == (2, False) and len(await frames(event)) == 2
    assert await node.rows() == await Node(event).rows()
