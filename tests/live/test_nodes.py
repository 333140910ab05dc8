"""Two and three server processes on one PostgreSQL: every board as fresh as the database, also when some are killed."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from copy import copy
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest
import pytest_asyncio
import websockets
from msgspec.structs import replace as replace_in

from competition.accounts.actions import SESSION_ENDED, create_account
from competition.client import Person, Tablet
from competition.db.notices import CHANNEL, Notice
from competition.live.messages import EventState, JudgeMessage, Receipt, SheetNews, TakeOver
from competition.live.screen_messages import ScreenMessage, ScreenState
from competition.live.sockets import SIGNED_OUT
from competition.replay import RECORDER, set_up_for
from rules.values import Mark
from tests.competition.test_oversight import overseen
from tests.conftest import PASSWORD
from tests.live.storm import StormWatcher, caught_up, watched
from tests.live.test_signed_out import closing_code, revoke, tablets
from tests.live.test_sockets import a_ping, board_message, change, says, watching
from tests.network import Network
from tests.nodes import Node, nodes, organiser_at
from tests.postgres import TestCluster
from tests.published import exported, published, recorded
from tests.sheets import TWO_ASPECTS, lock, reopen, signed
from tests.situations import PATIENCE, Situation, a_small_competition, ask, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")
shared = pytest_asyncio.fixture(scope="module", loop_scope="module")


@shared
async def three(cluster: TestCluster, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[list[Node]]:
    async with nodes(cluster, 3, tmp_path_factory.mktemp("nodes")) as running:
        await create_account("chief", "裁判长", PASSWORD, ["chief_judge"], 1)
        yield running


@shared
async def people(three: list[Node]) -> AsyncIterator[list[Person]]:
    """The organiser, signed in at each node."""
    async with AsyncExitStack() as signed_in:
        yield [await signed_in.enter_async_context(await organiser_at(node)) for node in three]


def at(event: Situation, person: Person) -> Situation:
    """The same event, as its people find it at another node."""
    return replace(event, organiser=person, _tablets={})


async def until_equal(event: Situation, people: list[Person], seq: int) -> list[Any]:
    """The public snapshots of all nodes once each shows `seq`; without one request that would make it look."""
    async with asyncio.timeout(PATIENCE):
        while True:
            shown = [await at(event, person).board() for person in people]
            if {board.seq for board in shown} == {seq}:
                return shown
            await asyncio.sleep(0.02)


async def test_any_node_takes_marks_and_every_node_shows_them(people: list[Person]) -> None:
    """Four judges at three nodes; the snapshots of all three are the same to the last byte of every row."""
    event = await a_small_competition(people[0])
    for person in people:
        await at(event, person).board()
    places = {"K1": people[0], "J1": people[1], "J2": people[2], "J3": people[0]}
    async with asyncio.TaskGroup() as judges:
        for seat, person in places.items():
            there = at(event, person)
            marks = [await there.mark(seat, code, "80" if seat == "K1" else "8") for code in "ABCD"]
            judges.create_task(there.sends(seat, *marks))
    shown = await until_equal(event, people, 16)
    assert shown[0] == shown[1] == shown[2] and {row.total for row in shown[0].rows} == {shown[0].rows[0].total}
    chain = await ask("SELECT seq FROM ledger WHERE event = $1 ORDER BY seq", event.event)
    assert [row["seq"] for row in chain] == list(range(1, 17))


async def test_a_mark_at_one_node_reaches_the_watcher_of_another(people: list[Person]) -> None:
    """By a notice, well before anybody looks by himself."""
    event = await a_small_competition(people[0])
    async with watching(at(event, people[1])) as socket:
        await board_message(socket)
        async with asyncio.timeout(2):
            assert isinstance(await event.enters("K1", "B", "90"), Receipt)
            frame = await change(socket)
    assert [(row.name, row.rank) for row in frame.rows] == [("李喆", 1)]


async def test_judges_at_every_node_are_told_that_the_event_has_ended(people: list[Person]) -> None:
    event = await a_small_competition(people[0])
    await at(event, people[2]).board()
    async with await at(event, people[2]).socket("J1") as socket:
        await event.ended()
        async with asyncio.timeout(PATIENCE):
            said = msgspec.json.decode(await socket.recv(), type=EventState)
    assert said == EventState(event=event.event, state="ended")


async def test_the_desk_at_another_node_reads_what_is_stored(people: list[Person]) -> None:
    """At once, without waiting for any notice."""
    event = await a_small_competition(people[0])
    for number, value in enumerate(("70", "80", "90"), 1):
        await event.enters("K1", "A", value)
        desk = await people[1].get(f"/api/events/{event.event}/standings")
        assert desk["seq"] == number


async def test_what_was_stored_while_nobody_listened_is_found(people: list[Person]) -> None:
    """Every connection that hears notices is broken: who comes back looks at what is newer than it knows."""
    event = await a_small_competition(people[0])
    await at(event, people[1]).board()
    for _ in range(3):
        await ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
        await event.enters("K1", "A", "90")
    await until_equal(event, people[:2], 3)


async def socket_at(event: Situation, person: Person, seat: str) -> websockets.ClientConnection:
    """The socket of the seat's tablet at the person's node, wherever the tablet was paired."""
    tablet = copy(await event.tablet(seat))
    tablet.url = person.url
    return await replace(event, _tablets={seat: tablet}).socket(seat)


async def until(person: Person, event: Situation, name: str, **shown: object) -> None:
    """Who follows the marking at the node is shown so of J1's tablet."""
    async with asyncio.timeout(PATIENCE):
        while True:
            devices = (await overseen(person, event.event, event.judge("J1").account))["devices"]
            if any(one["name"] == name and shown.items() <= one.items() for one in devices):
                return
            await asyncio.sleep(0.05)


async def test_two_tablets_of_a_judge_at_two_nodes_are_told_of_each_other_and_a_third_sees_both(
    people: list[Person],
) -> None:
    """The desk goes from one to the other by one word; what each counts is seen at a node that neither is at.

    What another tablet of the judge sends to one node is there at the other, also while nobody has finished a sheet.
    """
    event = await a_small_competition(people[0])
    async with await socket_at(event, people[0], "J1") as first, await socket_at(event, people[1], "J1") as second:
        assert (await says(first, replace_in(a_ping("one"), waiting=2))).elsewhere is None
        await until(people[2], event, "one", connected=True, hasDesk=True, waiting=2)
        told = (await says(second, a_ping("two"))).elsewhere
        assert told is not None and told.connected and told.waiting == 2
        assert (await says(second, TakeOver(number=2, device="two"))).elsewhere is None
        async with asyncio.timeout(PATIENCE):
            while (await says(first, a_ping("one"))).elsewhere is None:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await until(people[2], event, "two", connected=True, hasDesk=True, battery=None)
        progress = (await people[2].get(f"/api/events/{event.event}/progress"))["judges"]
        assert [judge["seat"] for judge in progress if judge["connected"]] == ["J1"]
        await until(people[2], event, "one", connected=True, hasDesk=False, agrees=None)
        for value in ("8", "9"):
            await event.enters("J1", "A", value)
        async with asyncio.timeout(PATIENCE):
            while '"value":"9"' not in str(await second.recv()):
                pass
    await until(people[2], event, "one", connected=False)
    await until(people[2], event, "two", connected=False, hasDesk=True)


async def test_a_tablet_revoked_at_one_node_is_cut_off_at_another_and_leaves_the_desk(people: list[Person]) -> None:
    """By the notice of its end: a bare one cuts off a tablet whose session stands, which looking would leave alone."""
    event = await a_small_competition(people[0])
    await event.tablet("J2")
    [standing] = await ask("SELECT token_hash FROM session WHERE account = $1", event.judge("J2").account)
    async with await socket_at(event, people[1], "J2") as told:
        bare = Notice(SESSION_ENDED, standing["token_hash"].hex(), node="test")
        await ask("SELECT pg_notify($1, $2)", CHANNEL, bare.payload())
        assert await closing_code(told) == SIGNED_OUT
    async with await socket_at(event, people[1], "J1") as lost:
        [paired] = await tablets(event, "J1")
        await says(lost, a_ping(str(paired["device"])))
        async with asyncio.timeout(PATIENCE):
            while not (await tablets(event, "J1"))[0]["connected"]:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await revoke(event, "J1", paired["id"])
        assert await closing_code(lost) == SIGNED_OUT
    event._tablets["J1"] = await people[0].pair_tablet(event.judge("J1"))
    async with await socket_at(event, people[2], "J1") as fresh:
        assert (await says(fresh, a_ping("new"))).elsewhere is None


async def test_a_sheet_locked_through_one_node_is_locked_for_the_judge_at_another(people: list[Person]) -> None:
    """Also where nobody has asked that node for anything but the socket."""
    event = await a_small_competition(people[0], "AB", scheme=TWO_ASPECTS)
    async with await socket_at(event, people[1], "J1") as judge:
        await signed(event)
        async with await Person.sign_in(people[2].url, "chief", PASSWORD) as chief:
            await lock(chief, event)
            async with asyncio.timeout(PATIENCE):
                states = [await state_of(judge)]
                while states[-1] != "locked":
                    states.append(await state_of(judge))
            await reopen(chief, event, "J1 提出误触")
            assert await state_of(judge) == "signed"
    assert states[0] == "open" and "signed" in states


async def state_of(socket: websockets.ClientConnection) -> str:
    """The state that the next news of a sheet tells."""
    while True:
        message: Any = msgspec.json.decode(await socket.recv(), type=JudgeMessage, strict=False)
        if isinstance(message, SheetNews):
            return message.state


async def revealed(screen: websockets.ClientConnection) -> int:
    """How much the ceremony has revealed by what the screen is told next."""
    async with asyncio.timeout(PATIENCE):
        while True:
            said: Any = msgspec.json.decode(await screen.recv(), type=ScreenMessage, strict=False)
            if isinstance(said, ScreenState):
                return len(said.ceremony.items) if said.ceremony else -1


async def test_a_screen_at_another_node_follows_and_a_second_presenter_must_take_over(
    people: list[Person],
) -> None:
    event = await a_small_competition(people[0])
    made = (await people[0].post("/api/screens", {"name": "hall"}))["screens"][0]
    ceremony = (await people[0].post(f"/api/events/{event.event}/ceremonies", {"rehearsal": True}))["id"]
    shows = {"view": "ceremony", "event": event.event, "query": "", "language": "zh", "ceremony": ceremony}
    await people[0].post(f"/api/screens/{made['id']}", {"shows": shows})
    address = f"{people[1].url.replace('http', 'ws', 1)}/live/screen?token={made['address'].rsplit('#', 1)[1]}"
    step = {"position": 1, "seen": 0, "presenter": "stage", "takeOver": False}
    async with websockets.connect(address) as screen:
        assert await revealed(screen) == 0
        await people[2].post(f"/api/ceremonies/{ceremony}/present", step)
        assert await revealed(screen) == 1
    async with refused("ceremony.other_presenter", 409):
        await people[0].post(
            f"/api/ceremonies/{ceremony}/present", {**step, "position": 2, "seen": 1, "presenter": "2"}
        )


async def test_two_killed_nodes_of_three_leave_the_board_as_published(three: list[Node], people: list[Person]) -> None:
    """A recorded event is replayed at three nodes and two of them are killed; their tablets are led to the third.

    Tablets forget a mark with its receipt: one that was lost would be missing at the end, on boards that were watched
    at each of the three all the while and at the two that are back.
    """
    scheme, marks = recorded("pairs-free-skating")
    async with AsyncExitStack() as until_end:
        ways = [await until_end.enter_async_context(Network(node.url)) for node in three]
        made = await people[0].set_up(set_up_for(scheme, marks, date(2017, 4, 1)))
        event = made.competition.events[0].id
        tablets = {judge.seat: await people[0].pair_tablet(judge) for judge in made.judges}
        for n, tablet in enumerate(tablets.values()):
            tablet._socket_url = f"{ways[n % 3].url.replace('http', 'ws', 1)}/live/judge"

        def kill(number: int) -> None:
            three[number].kill()
            ways[number].to = ways[0].to
            ways[number].cut()

        boards = [StormWatcher(f"{way.url.replace('http', 'ws', 1)}/live/events/{event}") for way in ways]
        async with watched(boards):
            await mark_while(tablets, event, marks, kill)
            await people[0].post(f"/api/events/{event}/end")
            await caught_up(boards, (await people[0].get(f"/api/public/events/{event}/standings"))["seq"])
        final = sorted(published("pairs-free-skating").values())
        assert all(sorted((row.total, row.rank) for row in one.page.rows.values()) == final for one in boards)
        assert not any(one.went_back for one in boards) and all(one.connections > 1 for one in boards[1:])
        assert sum(len({one.id for one in tablet.stored}) for tablet in tablets.values()) == len(marks)
        assert sum(tablet.reconnects for tablet in tablets.values()) >= 2
        three[1].start(), three[2].start()
        await asyncio.gather(three[1].ready(), three[2].ready())
        for person in people:
            shown = exported(await person.text(f"/api/events/{event}/standings.csv"))
            assert shown == published("pairs-free-skating")


async def mark_while(
    tablets: Mapping[str, Tablet], event: str, marks: Sequence[Mark], kill: Callable[[int], None]
) -> None:
    """All marks have their receipts; the second and the third node were killed at a quarter and at half of them."""

    def stored() -> int:
        return sum(len(tablet.stored) for tablet in tablets.values())

    async def kill_two() -> None:
        for number, share in ((1, 4), (2, 2)):
            while stored() < len(marks) // share:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            assert stored() < len(marks)
            kill(number)

    async def enter(seat: str, tablet: Tablet) -> None:
        own = [mark for mark in marks if (mark.judge or RECORDER) == seat]
        await tablet.send([tablet.mark(event, one.entrant, one.aspect, one.value, stage=one.stage) for one in own])

    async with asyncio.timeout(60), asyncio.TaskGroup() as all_at_once:
        all_at_once.create_task(kill_two())
        for seat, tablet in tablets.items():
            all_at_once.create_task(enter(seat, tablet))
