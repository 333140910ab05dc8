"""Which tablets are there and which one has the desk, without a socket."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from msgspec import structs

from competition.live.devices import KEPT, Devices
from competition.live.messages import Ping, Pong, TakeOver

JUDGE = uuid4()


class Clock:
    """Goes on by a second each time it is read."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def devices() -> Devices:
    return Devices(Clock())


def ping(device: str, *, waiting: int = 0, sent: int = 0, stored: int = 0, battery: int | None = None) -> Ping:
    return Ping(number=1, device=device, waiting=waiting, sent=sent, stored=stored, battery=battery)


def took_over(device: str) -> TakeOver:
    return TakeOver(number=2, device=device)


def elsewhere(pong: Pong) -> bool:
    return pong.elsewhere is not None


def test_the_first_device_has_the_desk(devices: Devices) -> None:
    with devices.connected(JUDGE) as first:
        assert not elsewhere(first.answer(ping("one"))) and not elsewhere(first.answer(ping("one")))


def test_a_second_device_is_told_of_the_first(devices: Devices) -> None:
    with devices.connected(JUDGE) as first, devices.connected(JUDGE) as second:
        first.answer(ping("one", waiting=3, sent=1))
        told = second.answer(ping("two")).elsewhere
    assert told is not None and told.connected and told.waiting == 4 and told.heard_at >= told.since


def test_taking_over_turns_it_round_and_it_can_be_taken_back(devices: Devices) -> None:
    with devices.connected(JUDGE) as first, devices.connected(JUDGE) as second:
        first.answer(ping("one"))
        assert elsewhere(second.answer(ping("two"))) and not elsewhere(second.answer(took_over("two")))
        assert elsewhere(first.answer(ping("one"))) and not elsewhere(first.answer(took_over("one")))
        assert elsewhere(second.answer(ping("two")))


def test_a_device_that_went_still_has_the_desk_and_what_waited_on_it_is_said(devices: Devices) -> None:
    """It may be marking without a link."""
    with devices.connected(JUDGE) as first:
        first.answer(ping("one", waiting=3))
    with devices.connected(JUDGE) as second:
        told = second.answer(ping("two")).elsewhere
    assert told is not None and not told.connected and told.waiting == 3


def test_a_program_that_sends_marks_leaves_the_desk_to_people(devices: Devices) -> None:
    with devices.connected(JUDGE) as program, devices.connected(JUDGE) as tablet:
        assert not elsewhere(program.answer(structs.replace(ping("program"), opens=False)))
        assert not elsewhere(tablet.answer(ping("one"))) and devices.holder(JUDGE) == devices.of(JUDGE)[0]
        assert [one.connected for one in devices.of(JUDGE)] == [True, True]


def test_a_device_that_comes_back_has_its_desk(devices: Devices) -> None:
    for _ in range(3):
        with devices.connected(JUDGE) as again:
            assert not elsewhere(again.answer(ping("one")))
    assert [one.connected for one in devices.of(JUDGE)] == [False]


def test_two_tabs_of_one_device_are_one_device(devices: Devices) -> None:
    with devices.connected(JUDGE) as first:
        first.answer(ping("one"))
        with devices.connected(JUDGE) as second:
            assert not elsewhere(second.answer(ping("one")))
        assert [one.connected for one in devices.of(JUDGE)] == [True]


def test_judges_do_not_mix(devices: Devices) -> None:
    other = uuid4()
    with devices.connected(JUDGE) as first, devices.connected(other) as second:
        first.answer(ping("one"))
        assert not elsewhere(second.answer(ping("two")))
    assert [one.name for one in devices.of(other)] == ["two"]


def test_what_a_device_said_last_is_kept_with_the_time(devices: Devices) -> None:
    with devices.connected(JUDGE) as presence:
        first = presence.answer(ping("one", waiting=9))
        last = presence.answer(ping("one", waiting=1, sent=2, stored=40, battery=71))
    (device,) = devices.of(JUDGE)
    assert (device.waiting, device.sent, device.stored, device.battery) == (1, 2, 40, 71)
    assert device.heard_at > device.opened_at and first.at < last.at


def test_who_was_never_heard_of_has_no_devices(devices: Devices) -> None:
    with devices.connected(JUDGE):
        assert devices.of(JUDGE) == [] and devices.holder(JUDGE) is None


def test_names_without_number_grow_no_memory(devices: Devices) -> None:
    """Those that are connected or have the desk are never forgotten."""
    with ExitStack() as open_sockets:
        for name in ("holder", "connected"):
            open_sockets.enter_context(devices.connected(JUDGE)).answer(ping(name))
        with devices.connected(JUDGE) as presence:
            for number in range(5 * KEPT):
                presence.answer(ping(f"made up {number}"))
        names = [one.name for one in devices.of(JUDGE)]
    assert len(names) == KEPT and {"holder", "connected", f"made up {5 * KEPT - 1}"} <= set(names)
