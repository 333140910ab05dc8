"""Which tablets are there and which one has the desk, at one process and at several, without a socket.

Each `Devices` is what one process knows; they share the database. What a notice does is done by hand.
"""

from collections.abc import AsyncIterator
from contextlib import ExitStack
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from msgspec import structs

from competition.db.engine import close_database, open_database
from competition.db.errors import Unavailable
from competition.db.notices import Notice
from competition.live.devices import Devices, Presence
from competition.live.messages import Elsewhere, Ping, TakeOver
from competition.live.tablets import DESK, KEPT, Tablet
from tests.conftest import fresh_database
from tests.postgres import TestCluster
from tests.situations import ask

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def database(cluster: TestCluster) -> AsyncIterator[str]:
    dsn = await fresh_database(cluster)
    await open_database(dsn, pool=2)
    yield dsn
    await close_database()
    await cluster.drop(dsn)


@pytest.fixture
def judge() -> UUID:
    return uuid4()


@pytest.fixture
def devices() -> Devices:
    return Devices()


@pytest.fixture
def node(monkeypatch: pytest.MonkeyPatch) -> Devices:
    """Another process; what it tells bears another name than what `devices` tells."""
    far = Devices()
    tell = far.tell

    async def tell_as_another() -> None:
        with monkeypatch.context() as named:
            named.setattr("competition.live.tablets.NODE", "another")
            await tell()

    monkeypatch.setattr(far, "tell", tell_as_another)
    return far


def ping(device: str, *, waiting: int = 0, sent: int = 0, stored: int = 0, battery: int | None = None) -> Ping:
    return Ping(number=1, device=device, waiting=waiting, sent=sent, stored=stored, battery=battery)


async def says(presence: Presence, device: str, **counts: int) -> Elsewhere | None:
    return (await presence.answer(ping(device, **counts))).elsewhere


async def takes_over(presence: Presence, device: str) -> Elsewhere | None:
    return (await presence.answer(TakeOver(number=2, device=device))).elsewhere


async def seen(devices: Devices, judge: UUID) -> list[Tablet]:
    return (await devices.everywhere([judge]))[judge]


async def test_the_first_device_has_the_desk_and_a_second_is_told_of_it(devices: Devices, judge: UUID) -> None:
    with devices.connected(judge) as first, devices.connected(judge) as second:
        assert await says(first, "one", waiting=3, sent=1) is None
        told = await says(second, "two")
        assert told is not None and told.connected and told.waiting == 4
        assert await says(first, "one") is None


async def test_a_device_at_another_process_is_told_as_well(devices: Devices, node: Devices, judge: UUID) -> None:
    with devices.connected(judge) as first, node.connected(judge) as second:
        await says(first, "one", waiting=3, sent=1)
        await devices.tell()
        told = await says(second, "two")
        assert told is not None and told.connected and told.waiting == 4
        assert [one.has_desk for one in await seen(node, judge) if one.device == "one"] == [True]


async def test_taking_over_turns_it_round_and_it_can_be_taken_back(devices: Devices, judge: UUID) -> None:
    with devices.connected(judge) as first, devices.connected(judge) as second:
        await says(first, "one")
        assert await says(second, "two") and await takes_over(second, "two") is None
        assert await says(first, "one") and await takes_over(first, "one") is None
        assert await says(second, "two")


async def test_who_lost_the_desk_at_another_process_is_told_by_a_notice(
    devices: Devices, node: Devices, judge: UUID
) -> None:
    with devices.connected(judge) as first, node.connected(judge) as second:
        await says(first, "one")
        await takes_over(second, "two")
        devices.hear(Notice(DESK, str(judge)))
        assert await says(first, "one") and await says(second, "two") is None


async def test_a_notice_that_was_missed_delays_only(devices: Devices, node: Devices, judge: UUID) -> None:
    with devices.connected(judge) as first, node.connected(judge) as second:
        await says(first, "one")
        await takes_over(second, "two")
        assert await says(first, "one") is None
        await devices.look()
        assert await says(first, "one")


async def test_a_device_that_went_still_has_the_desk_and_what_waited_on_it_is_said(
    devices: Devices, node: Devices, judge: UUID
) -> None:
    """It may be marking without a link; whichever process hears of the next one."""
    with devices.connected(judge) as first:
        await says(first, "one", waiting=3)
    await devices.tell()
    for there in (devices, node):
        with there.connected(judge) as second:
            told = await says(second, "two")
        assert told is not None and not told.connected and told.waiting == 3


async def test_a_device_that_has_gone_for_good_leaves_the_desk(devices: Devices, node: Devices, judge: UUID) -> None:
    with devices.connected(judge) as first, node.connected(judge) as second:
        await says(first, "one")
        assert await says(second, "two")
        await first.give_up()
        assert await says(second, "two") is None


async def test_a_program_that_sends_marks_leaves_the_desk_to_people(devices: Devices, judge: UUID) -> None:
    with devices.connected(judge) as program, devices.connected(judge) as tablet:
        silent = structs.replace(ping("program"), opens=False)
        assert (await program.answer(silent)).elsewhere is None and await says(tablet, "one") is None
        assert {one.device: (one.connected, one.has_desk) for one in await seen(devices, judge)} == {
            "program": (True, False),
            "one": (True, True),
        }


async def test_a_device_that_comes_back_has_its_desk(devices: Devices, node: Devices, judge: UUID) -> None:
    """At whichever process; it is one device, and there until it goes."""
    for there in (devices, node, devices):
        with there.connected(judge) as again:
            assert await says(again, "one") is None
            assert [one.connected for one in await seen(there, judge)] == [True]
        assert [one.connected for one in await seen(there, judge)] == [False]


async def test_a_process_that_lost_a_device_to_another_does_not_say_that_it_is_gone(
    devices: Devices, node: Devices, judge: UUID
) -> None:
    """A tablet's link may be found broken long after it has come back elsewhere."""
    with devices.connected(judge) as broken:
        await says(broken, "one")
        await devices.tell()
        with node.connected(judge) as again:
            await says(again, "one", stored=7)
            await node.tell()
            broken.leave()
            assert [(one.connected, one.stored) for one in await seen(devices, judge)] == [(True, 7)]


async def test_the_devices_of_a_killed_process_count_as_connected_no_longer(devices: Devices, judge: UUID) -> None:
    """Once what it vouched for has run out, by the database's clock."""
    with devices.connected(judge) as lost:
        await says(lost, "one", waiting=2)
        assert [one.connected for one in await seen(devices, judge)] == [True]
        await ask("UPDATE tablet_heard SET here_until = now() WHERE account = $1", judge)
        assert [(one.connected, one.waiting) for one in await seen(Devices(), judge)] == [(False, 2)]


async def test_two_tabs_of_one_device_are_one_device(devices: Devices, judge: UUID) -> None:
    with devices.connected(judge) as first:
        await says(first, "one")
        with devices.connected(judge) as second:
            assert await says(second, "one") is None
        assert [one.connected for one in await seen(devices, judge)] == [True]


async def test_judges_do_not_mix(devices: Devices, judge: UUID) -> None:
    other = uuid4()
    with devices.connected(judge) as first, devices.connected(other) as second:
        await says(first, "one")
        assert await says(second, "two") is None
        assert [one.device for one in await seen(devices, other)] == ["two"]


async def test_what_a_device_said_last_is_kept_with_the_time(devices: Devices, judge: UUID) -> None:
    with devices.connected(judge) as presence:
        await says(presence, "one", waiting=9)
        [before] = await seen(devices, judge)
        await says(presence, "one", waiting=1, sent=2, stored=40, battery=71)
        [device] = await seen(devices, judge)
    assert (device.waiting, device.sent, device.stored, device.battery) == (1, 2, 40, 71)
    assert device.heard_at >= before.heard_at


async def test_who_was_never_heard_of_has_no_devices(devices: Devices, judge: UUID) -> None:
    with devices.connected(judge):
        assert await seen(devices, judge) == []


async def test_names_without_number_grow_neither_memory_nor_table(devices: Devices, judge: UUID) -> None:
    """Those that are connected or have the desk are never forgotten."""
    with ExitStack() as open_sockets:
        for name in ("holder", "connected"):
            await says(open_sockets.enter_context(devices.connected(judge)), name)
        with devices.connected(judge) as presence:
            for number in range(5 * KEPT):
                await says(presence, f"made up {number}")
                assert len(devices._devices[judge]) <= KEPT + 1
                if number % KEPT == 0:
                    await devices.tell()
        names = {one.device for one in await seen(devices, judge)}
    assert len(names) == KEPT and {"holder", "connected", f"made up {5 * KEPT - 1}"} <= names


async def test_what_could_not_be_told_is_told_later(
    devices: Devices, judge: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the database is away a tablet is answered all the same."""

    async def away(*_: object) -> None:
        raise Unavailable(reason="away")

    with devices.connected(judge) as presence:
        with monkeypatch.context() as broken:
            broken.setattr("competition.live.tablets.run_alone", away)
            assert await says(presence, "one", waiting=1) is None
            with pytest.raises(Unavailable):
                await devices.tell()
        assert [(one.device, one.waiting) for one in await seen(devices, judge)] == [("one", 1)]
