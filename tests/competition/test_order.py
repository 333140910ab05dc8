"""What a judge entered last counts, in whatever order it arrives: a tablet's counter tells, and no clock."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest

from competition.client import Person, Tablet
from competition.live.messages import EnterMark, Receipt, Refused
from competition.serving import Serving
from competition.standings.ledger_file import read_ledger_file
from competition.standings.verification import verify
from tests.competition.test_intake import Node, Watcher
from tests.competition.test_ledger import broken_at, entries, receipts, replace_repeated
from tests.conftest import PASSWORD
from tests.sheets import lock, sign, standing
from tests.situations import JUDGES, Situation, a_small_competition

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def changed_mind(event: Situation, *values: str | None) -> list[EnterMark]:
    """Marks of J1 for the same aspect of A, each made after the one before."""
    return [await event.mark("J1", "A", value) for value in values]


async def of_judge(event: Situation) -> list[str]:
    """What J1 reads back as held by the server."""
    async with (await event.tablet("J1")).person() as judge:
        return [mark["value"] for mark in (await judge.get("/api/judge/sheets"))["sheets"][0]["marks"]]


@pytest.mark.parametrize("at_once", [True, False])
async def test_an_older_mark_that_comes_later_is_stored_and_does_not_count(organiser: Person, at_once: bool) -> None:
    """Within one batch or long after: it has its receipt and its row, and the newer one stays in force."""
    event = await a_small_competition(organiser, "A")
    older, newer = await changed_mind(event, "7", "8")
    if at_once:
        answers = receipts(await event.sends_raw("J1", newer, older))
    else:
        answers = receipts([*await event.sends_raw("J1", newer), *await event.sends_raw("J1", older)])
    assert [(answer.seq, answer.overtaken) for answer in answers] == [(1, False), (2, True)]
    assert [(entry.kind, entry.value) for entry in await entries(event)] == [("mark", 8), ("overtaken", 7)]
    assert broken_at(await entries(event)) is None
    assert await of_judge(event) == ["8"]
    verify(read_ledger_file(await organiser.text(f"/api/events/{event.event}/ledger")))


async def test_the_standings_follow_the_newest(organiser: Person) -> None:
    """Here, and on a node that reads the ledger from its beginning; frames and all."""
    event = await a_small_competition(organiser, "A")
    await event.with_marks({"A": "80 5 9 9"})
    older, newer = await changed_mind(event, "0", "9")
    await event.sends_raw("J1", newer)
    before = await event.rows()
    await event.sends_raw("J1", older)
    assert await event.rows() == before and before["王堃"].parts["practical"] == Decimal("90.00")
    node = Node(event)
    assert (await node.rows())[before["王堃"].entrant].total == before["王堃"].total


async def test_a_mark_taken_back_stays_so_when_the_mark_comes_after_it(organiser: Person) -> None:
    event = await a_small_competition(organiser, "A")
    mark, taken_back = await changed_mind(event, "7", None)
    await event.sends_raw("J1", taken_back, mark)
    assert await of_judge(event) == []


async def test_an_overtaken_mark_that_is_sent_again_has_the_receipt_it_had(organiser: Person) -> None:
    event = await a_small_competition(organiser, "A")
    older, newer = await changed_mind(event, "7", "8")
    _, first, again = receipts(await event.sends_raw("J1", newer, older, older))
    assert again.repeated and replace_repeated(again) == first and len(await entries(event)) == 2


async def test_marks_of_other_aspects_and_other_tablets_overtake_nothing(organiser: Person) -> None:
    """A tablet taken over begins to count anew: what it says later is newer."""
    event = await a_small_competition(organiser, "AB")
    first = await event.tablet("J1")
    elsewhere, here = await event.mark("J1", "B", "6"), await event.mark("J1", "A", "7")
    await event.sends_raw("J1", here, elsewhere)
    other = Tablet(first.url, first._cookie)
    await other.send([other.mark(event.event, "A", "P1", Decimal("8"))])
    assert [entry.kind for entry in await entries(event)] == ["mark"] * 3
    assert sorted(await of_judge(event)) == ["6", "8"]


async def test_a_batch_that_fails_does_not_put_the_older_mark_in_force(
    organiser: Person,
) -> None:
    """It is sent again after the newer one was stored: the database was away for one batch of two."""
    node = Node(await a_small_competition(organiser, "A"))
    older, newer = await changed_mind(node.situation, "7", "8")
    node.fails_next = RuntimeError("away")
    with pytest.raises(RuntimeError):
        await node.submits("J1", older)
    await node.submits("J1", newer)
    await node.submits("J1", older)
    assert [(entry.kind, entry.value) for entry in await entries(node.situation)] == [("mark", 8), ("overtaken", 7)]
    assert await of_judge(node.situation) == ["8"]


async def test_a_tablets_clock_decides_nothing(organiser: Person) -> None:
    """Wrong by a day or stepping back an hour, it is kept as information."""
    event = await a_small_competition(organiser, "A")
    ahead, back = await changed_mind(event, "7", "8")
    ahead = msgspec.structs.replace(ahead, at="2030-01-01T00:00:00.000Z")
    back = msgspec.structs.replace(back, at="1999-01-01T00:00:00.000Z")
    await event.sends_raw("J1", ahead, back)
    assert await of_judge(event) == ["8"]


async def test_a_servers_clock_that_steps_back_changes_no_order(
    organiser: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By an hour, in the middle of the event: what came later counts, watchers see it, and the ledger is whole."""
    noon = datetime(2026, 5, 1, 12, tzinfo=UTC)
    event = await a_small_competition(organiser, "A")
    node = Node(event)
    await node.rows()
    watcher = Watcher(node)
    for value, moment in (("7", noon), ("8", noon - timedelta(hours=1))):
        monkeypatch.setattr("competition.marking.storing.now", lambda moment=moment: moment)
        await node.takes("J1", "A", value)
        await watcher.sees()
    assert [entry.stored_at.hour for entry in await entries(event)] == [12, 11]
    assert await of_judge(event) == ["8"]
    assert await watcher.sees() == await Node(event).rows() and watcher.numbers == [0, 1, 2]
    watcher.close()
    verify(read_ledger_file(await organiser.text(f"/api/events/{event.event}/ledger")))


async def test_judges_who_sign_at_once_all_have_signed(organiser: Person) -> None:
    """The last one's signature does not undo the others'."""
    event = await a_small_competition(organiser, "A")
    await event.with_marks({"A": "80 9 8 7"})
    await asyncio.gather(*(sign(event, seat) for seat in JUDGES))
    assert [(await standing(event, seat)).state for seat in JUDGES] == ["signed"] * 3


async def test_an_older_mark_that_comes_after_the_signature_leaves_it(organiser: Person) -> None:
    """What the judge signed still holds. A newer one clears it."""
    event = await a_small_competition(organiser, "A")
    await event.with_marks({"A": "80 5 8 7"})
    older, newer, newest = await changed_mind(event, "6", "9", "8")
    await event.sends_raw("J1", newer)
    await sign(event, "J1")
    await event.sends_raw("J1", older)
    assert (await standing(event, "J1")).state == "signed"
    await event.sends_raw("J1", newest)
    assert (await standing(event, "J1")).state == "open"


async def test_after_the_lock_a_repeated_mark_has_its_receipt_and_another_one_is_refused(
    organiser: Person, server: Serving
) -> None:
    event = await a_small_competition(organiser, "A")
    await event.with_marks({"A": "80 5 8 7"})
    before, late = await changed_mind(event, "6", "9")
    await event.sends_raw("J1", before)
    for seat in JUDGES:
        await sign(event, seat)
    async with await Person.sign_in(server.url, "chief", PASSWORD) as chief:
        await lock(chief, event)
    again, refused = await event.sends_raw("J1", before, late)
    assert isinstance(again, Receipt) and again.repeated
    assert isinstance(refused, Refused) and refused.code == "marking.sheet_locked"
