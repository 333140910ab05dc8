"""The ledger: numbered without gaps, chained, append-only; and what of it counts."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest

from competition.client import Person, Tablet
from competition.identifiers import uuid7
from competition.live.messages import Frame, Receipt, Refused
from competition.marking.ledger import Entry
from competition.marking.queries import entry_of
from tests.situations import JUDGES, Situation, a_small_competition, ask, nothing_stored

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def entries(event: Situation) -> list[Entry]:
    return [entry_of(row) for row in await ask("SELECT * FROM ledger WHERE event = $1 ORDER BY seq", event.event)]


def broken_at(chain: list[Entry]) -> int | None:
    """The number of the first entry that does not follow from the one before, or None."""
    previous = b""
    for place, entry in enumerate(chain, 1):
        if entry.seq != place or entry.previous != previous or entry != replace(entry).after(previous):
            return place
        previous = entry.hash
    return None


def receipts(answers: list[Receipt | Refused]) -> list[Receipt]:
    assert all(isinstance(answer, Receipt) for answer in answers), answers
    return [answer for answer in answers if isinstance(answer, Receipt)]


async def test_judges_at_the_same_time_make_one_gapless_chain(organiser: Person) -> None:
    """Each receipt says the number and the hash that its mark has in the ledger."""
    event = await a_small_competition(organiser, "ABCDEFGH")
    await event.with_marks({code: "80 9 8 7" for code in "ABCDEFGH"})
    chain = await entries(event)
    assert len(chain) == 32 and broken_at(chain) is None
    stored = {str(entry.id): (entry.seq, entry.hash.hex()) for entry in chain}
    told = [receipt for seat in ("K1", *JUDGES) for receipt in (await event.tablet(seat)).stored]
    assert {receipt.id: (receipt.seq, receipt.hash) for receipt in told} == stored
    head = (await ask("SELECT last_seq, head FROM event WHERE id = $1", event.event))[0]
    assert head == {"last_seq": 32, "head": chain[-1].hash}


async def test_the_order_of_one_judge_is_kept(organiser: Person) -> None:
    event = await a_small_competition(organiser)
    marks = [await event.mark("J1", "ABCD"[n % 4], str(n % 10)) for n in range(100)]
    numbers = [receipt.seq for receipt in receipts(await event.sends("J1", *marks))]
    assert numbers == list(range(1, 101))


@pytest.mark.parametrize(
    "tamper",
    [
        lambda chain: [*chain[:2], replace(chain[2], value=Decimal("9.5")), *chain[3:]],
        lambda chain: [*chain[:2], *chain[3:]],
        lambda chain: [*chain[:2], chain[3], chain[2], *chain[4:]],
        lambda chain: [*chain[:2], replace(chain[2], account=chain[0].id), *chain[3:]],
        lambda chain: [*chain[:2], replace(chain[2], value=Decimal("9.5")).after(chain[1].hash), *chain[3:]],
    ],
)
async def test_a_chain_that_was_tampered_with_breaks(
    organiser: Person, tamper: Callable[[list[Entry]], list[Entry]]
) -> None:
    """At the entry that was touched, or at the next one where its own hash was made to fit."""
    event = await a_small_competition(organiser)
    await event.with_marks({code: "80 9 8 7" for code in "ABCD"})
    assert broken_at(tamper(await entries(event))) in (3, 4)


async def test_the_hash_does_not_depend_on_how_a_number_is_written(organiser: Person) -> None:
    """PostgreSQL keeps 8.50 and 8.5 apart; the chain does not."""
    event = await a_small_competition(organiser)
    await event.enters("J1", "A", "8.50")
    await event.enters("J2", "A", "1E+1")
    chain = await entries(event)
    assert broken_at(chain) is None
    assert broken_at([replace(entry, value=entry.value and entry.value.normalize()) for entry in chain]) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger SET value = 10",
        "DELETE FROM ledger",
        "TRUNCATE ledger CASCADE",
        "UPDATE frame SET body = ''",
        "DELETE FROM frame",
        "TRUNCATE frame",
    ],
)
async def test_the_database_refuses_to_change_what_was_entered(organiser: Person, statement: str) -> None:
    event = await a_small_competition(organiser)
    await event.enters("J1", "A", "7")
    async with nothing_stored():
        with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
            await ask(statement)


async def test_the_same_command_twice_counts_once(organiser: Person) -> None:
    """Within one batch and later again: the same receipt, marked as a repetition."""
    event = await a_small_competition(organiser)
    mark = await event.mark("J1", "A", "7")
    first, again, other = receipts(await event.sends_raw("J1", mark, mark, await event.mark("J1", "B", "6")))
    assert (first.repeated, again.repeated, other.repeated) == (False, True, False)
    assert replace_repeated(again) == first and other.seq == 2
    async with nothing_stored():
        late = receipts(await event.sends("J1", mark))[0]
    assert late.repeated and replace_repeated(late) == first


def replace_repeated(receipt: Receipt) -> Receipt:
    return msgspec.structs.replace(receipt, repeated=False)


async def test_the_same_command_on_two_sockets_counts_once(organiser: Person) -> None:
    """A tablet that reconnects while its old socket is still being read sends everything again."""
    event = await a_small_competition(organiser)
    tablet = await event.tablet("J1")
    twin = Tablet(tablet.url, tablet._cookie)
    marks = [await event.mark("J1", code, "7") for code in "ABCD"]
    await asyncio.gather(tablet.send(marks), twin.send(marks))
    assert len(await entries(event)) == 4
    pairs = zip(sorted(tablet.stored, key=_by_id), sorted(twin.stored, key=_by_id), strict=True)
    for one, other in pairs:
        assert replace_repeated(one) == replace_repeated(other) and one.repeated != other.repeated


def _by_id(receipt: Receipt) -> str:
    return receipt.id


async def test_a_receipt_is_repeated_after_the_end_too(organiser: Person) -> None:
    """The answer was lost with the link; the mark was in time."""
    event = await a_small_competition(organiser)
    mark = await event.mark("J1", "A", "7")
    first = receipts(await event.sends("J1", mark))[0]
    await event.ended()
    async with nothing_stored():
        again = receipts(await event.sends("J1", mark))[0]
    assert again.repeated and again.hash == first.hash


@pytest.mark.parametrize("other", [{"value": "8"}, {"entrant": "B"}])
async def test_an_id_belongs_to_one_mark(organiser: Person, other: dict[str, str]) -> None:
    event = await a_small_competition(organiser)
    mark = await event.mark("J1", "A", "7")
    await event.sends("J1", mark)
    async with nothing_stored():
        answer = await event.enters("J1", **{"entrant": "A", "value": "7", **other}, id=mark.id)
    assert isinstance(answer, Refused) and answer.code == "marking.id_reused"


async def test_an_id_belongs_to_one_judge_and_one_event(organiser: Person) -> None:
    event, elsewhere = await a_small_competition(organiser), await a_small_competition(organiser)
    mark = await event.mark("J1", "A", "7")
    await event.sends("J1", mark)
    for place, seat in ((event, "J2"), (elsewhere, "J1")):
        await place.tablet(seat)
        async with nothing_stored():
            answer = await place.enters(seat, "A", "7", id=mark.id)
        assert isinstance(answer, Refused) and answer.code == "marking.id_reused"


async def test_a_receipt_bears_the_id_as_it_was_sent(organiser: Person) -> None:
    """However a tablet writes it: it finds its mark by that, and the mark is known by it when it comes again."""
    event = await a_small_competition(organiser)
    mark = await event.mark("J1", "A", "7", id=str(uuid7()).upper())
    first, again = receipts(await event.sends_raw("J1", mark, mark))
    assert first.id == again.id == mark.id and again.repeated and len(await entries(event)) == 1


async def test_one_wrong_mark_does_not_stop_the_others(organiser: Person) -> None:
    event = await a_small_competition(organiser)
    marks = [await event.mark("J1", code, value) for code, value in (("A", "7"), ("B", "11"), ("Z", "7"), ("C", "8"))]
    answers = await event.sends("J1", *marks)
    assert [isinstance(answer, Receipt) for answer in answers] == [True, False, False, True]
    assert [entry.value for entry in await entries(event)] == [7, 8]


@pytest.mark.parametrize(
    "odd", [{"counter": 2**40}, {"counter": -(2**40)}, {"device": "a\0b"}, {"at": "\0"}, {"device": "长" * 500}]
)
async def test_what_a_column_cannot_hold_does_not_stop_the_others(organiser: Person, odd: dict[str, Any]) -> None:
    """Of two marks that arrive together the good one is stored, and both are answered."""
    event = await a_small_competition(organiser)
    strange = msgspec.structs.replace(await event.mark("J1", "A", "7"), **odd)
    answers = await event.sends("J1", strange, await event.mark("J1", "B", "8"))
    assert isinstance(answers[1], Receipt)
    assert isinstance(answers[0], Receipt) or answers[0].code == "marking.unreadable"
    assert broken_at(await entries(event)) is None


async def test_the_latest_mark_of_a_judge_counts(organiser: Person) -> None:
    event = await a_small_competition(organiser, "A")
    await event.with_marks({"A": "80 9 8 7"})
    await event.enters("J1", "A", "6")
    assert (await event.rows())["王堃"].parts["practical"] == Decimal("70.00")
    assert len(await entries(event)) == 5


async def test_a_mark_taken_back_is_as_if_never_entered(organiser: Person) -> None:
    event = await a_small_competition(organiser, "AB")
    await event.with_marks({"A": "80 9 8 7"})
    await event.enters("J1", "B", "5")
    before = await event.rows()
    await event.enters("J2", "B", "5")
    assert await event.rows() != before
    await event.enters("J2", "B", None)
    assert await event.rows() == before
    assert (await entries(event))[-1].value is None


async def test_a_first_mark_taken_back_leaves_an_unmarked_row(organiser: Person) -> None:
    event = await a_small_competition(organiser, "AB")
    before = await event.rows()
    await event.enters("K1", "A", "80")
    await event.enters("K1", "A", None)
    assert await event.rows() == before


async def test_taking_back_what_was_never_entered_changes_nothing_shown(organiser: Person) -> None:
    event = await a_small_competition(organiser, "AB")
    before = await event.rows()
    assert isinstance(await event.enters("J1", "A", None), Receipt)
    assert await event.rows() == before


async def test_a_judge_reads_own_marks_back(organiser: Person) -> None:
    """Only own marks, only those in force, and as they are in the ledger."""
    event = await a_small_competition(organiser)
    await event.with_marks({"A": "80 9 8 7", "B": "70 6 6 6"})
    await event.enters("J1", "A", "9.5")
    await event.enters("J1", "B", None)
    async with (await event.tablet("J1")).person() as judge:
        sheets = (await judge.get("/api/judge/sheets"))["sheets"]
    assert [(own["entrant"], own["aspect"], own["value"]) for own in sheets[0]["marks"]] == [("A", "P1", "9.5")]


async def test_the_organiser_sees_how_far_each_judge_is(organiser: Person) -> None:
    event = await a_small_competition(organiser, "AB")
    await event.with_marks({"A": "80 9 8 7"})
    await event.enters("J1", "B", "6")
    progress = await organiser.get(f"/api/events/{event.event}/progress")
    far = {judge["seat"]: (judge["stored"], judge["expected"]) for judge in progress["judges"]}
    assert far == {"K1": (1, 2), "J1": (2, 2), "J2": (1, 2), "J3": (1, 2)}
    assert (progress["lastSeq"], progress["stored"], progress["expected"]) == (5, 5, 8)


async def test_the_frames_stored_lead_to_the_board_shown(organiser: Person) -> None:
    """The rows of all frames, the latest of each entrant, are the rows of the board."""
    event = await a_small_competition(organiser)
    empty = {row.entrant: row for row in (await event.board()).rows}
    await event.with_marks({"A": "80 9 8 7", "B": "70 6 6 6", "C": "90 9 9 9"})
    await event.ended()
    frames = [
        msgspec.json.decode(row["body"], type=Frame)
        for row in await ask("SELECT body FROM frame WHERE event = $1 ORDER BY seq", event.event)
    ]
    rows = {**empty, **{row.entrant: row for frame in frames for row in frame.rows}}
    board = await event.board()
    assert rows == {row.entrant: row for row in board.rows}
    assert (frames[-1].seq, frames[-1].state) == (board.seq, "ended") and board.seq == 13


async def test_uuids_made_here_sort_by_time() -> None:
    ids = [uuid7() for _ in range(3)]
    assert all(one.version == 7 for one in ids) and UUID(str(ids[0])) == ids[0]
