"""A database that was restored under a running server: who watches starts over and never sees two pasts in one."""

import asyncio
from decimal import Decimal
from uuid import UUID

import pytest

from competition.client import Person
from competition.live.messages import Receipt, Snapshot
from competition.marking.book import Book
from competition.serving import Serving
from tests.conftest import PASSWORD
from tests.live.test_sheet_news import Listening
from tests.live.test_sockets import board_message, watching
from tests.sheets import TWO_ASPECTS, lock, panel_sheets, shown, signed, standing
from tests.situations import PATIENCE, Situation, a_small_competition, ask
from tests.watching import Page

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def restore(event: Situation, seq: int) -> None:
    """The database is as it was when the event had that number, as from a copy made then."""
    which = UUID(event.event)
    for table in ("ledger", "frame"):
        await ask(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        await ask(f"DELETE FROM {table} WHERE event = $1 AND seq > $2", which, seq)
        await ask(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    (last,) = await ask("SELECT hash FROM ledger WHERE event = $1 AND seq = $2", which, seq)
    await ask("UPDATE event SET last_seq = $2, head = $3, state = 'open' WHERE id = $1", which, seq, last["hash"])


async def test_a_watcher_sees_the_restored_board_and_what_follows(organiser: Person) -> None:
    """Noticed when anybody reads; a page believes an older snapshot when it comes a second time."""
    event = await a_small_competition(organiser)
    for value in ("70", "80", "90"):
        await event.enters("K1", "A", value)
    async with watching(event) as socket:
        assert (await board_message(socket)).seq == 3
        await restore(event, 1)
        await organiser.get(f"/api/events/{event.event}/standings")
        again = await board_message(socket)
        assert isinstance(again, Snapshot) and again.seq == 1
        await event.enters("K1", "B", "60")
        page = Page()
        page.seq, page.token, page.rows = again.seq, again.token, {row.entrant: row for row in again.rows}
        async with asyncio.timeout(PATIENCE):
            while page.seq < 2:
                assert page.hear(await socket.recv())
    assert page.rows == {row.entrant: row for row in (await event.board()).rows}


async def test_the_same_number_of_another_past_is_not_taken_for_ones_own(organiser: Person) -> None:
    """Marks have gone on from the restored state, past the number that the watcher has."""
    event = await a_small_competition(organiser)
    await event.enters("K1", "A", "70")
    await event.enters("K1", "A", "80")
    before = await event.board()
    await restore(event, 1)
    await event.enters("K1", "B", "60")
    after = await event.board()
    assert after.seq == before.seq == 2 and after.token != before.token
    async with watching(event, before.seq, before.token) as socket:
        message = await board_message(socket)
    assert isinstance(message, Snapshot) and message.rows == after.rows


async def test_a_mark_into_a_restored_event_is_worked_from_what_is_stored(organiser: Person) -> None:
    """The server that still knows the later past takes it: nothing of that past is in its frame."""
    event = await a_small_competition(organiser)
    for code in "AB":
        await event.enters("K1", code, "70")
    await restore(event, 1)
    await event.enters("K1", "C", "60")
    rows = await event.rows()
    assert {name: row.marked for name, row in rows.items()} == {"王堃": 1, "赵㛃": 1, "李喆": 0, "孙䶮": 0}


async def test_the_sheets_of_a_restored_event_are_what_is_stored(organiser: Person, server: Serving) -> None:
    """A sheet that was locked in the lost past is open, and is locked again with what has come since."""
    event = await a_small_competition(organiser, "AB", scheme=TWO_ASPECTS)
    await signed(event)
    async with await Person.sign_in(server.url, "chief", PASSWORD) as chief:
        await lock(chief, event)
        await restore(event, 6)
        assert (await panel_sheets(chief, event)).state == "open"
        await restore(event, 2)
        assert isinstance(await event.enters("J1", "A", "5", aspect="P1"), Receipt)
        assert await shown(event, "J1") == {"P1": Decimal(5), "P2": Decimal(9)}
        await signed(event, marks="6 6 6")
        await lock(chief, event)
        assert (await panel_sheets(chief, event)).state == "locked"


async def test_judges_hear_that_what_stood_on_their_sheets_is_gone(organiser: Person) -> None:
    """As soon as anybody reads, and of sheets on which nothing is left as well."""
    event = await a_small_competition(organiser, "AB", scheme=TWO_ASPECTS)
    await event.enters("K1", "A", "70")
    await signed(event)
    async with await event.socket("J1") as socket:
        tablet = Listening(socket)
        assert await tablet.news() == []
        await restore(event, 1)
        assert (await standing(event, "J3")).state == "open"
        [news] = await tablet.news()
        assert (news.state, news.signed, news.own, news.seq) == ("open", [], [], 1)


async def test_a_process_that_missed_it_follows_the_new_past(organiser: Person) -> None:
    """Marks have gone on meanwhile, past the number that it knows."""
    event = await a_small_competition(organiser, "AB", scheme=TWO_ASPECTS)
    await signed(event)
    book, which = Book(), UUID(event.event)
    assert (await book.read(which)).seq == 9
    await restore(event, 5)
    for value in ("6", "6.5", "7", "7.5", "8"):
        await event.enters("J3", "A", value, aspect="P2")
    followed, read = await book.read(which), await Book().read(which)
    assert (followed.seq, followed.head) == (read.seq, read.head)
    for one, same in zip(followed, read, strict=True):
        assert (one.values, one.signatures) == (same.values, same.signatures)
