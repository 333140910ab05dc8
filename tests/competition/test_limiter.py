"""How often something may be tried, with a clock that the test turns."""

import pytest

from competition.errors import TooManyTries
from competition.limiter import KEYS, Observed, Pauses, Rate, client_key


class Turned:
    """A clock that stands until it is turned."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


def waits(act: object) -> int:
    """The seconds that the refusal says to wait; 0 if nothing is refused."""
    try:
        act()  # type: ignore[operator]
    except TooManyTries as refusal:
        return refusal.retry_after
    return 0


def test_a_rate_has_a_burst_and_then_its_pace() -> None:
    clock = Turned()
    rate = Rate(per_second=0.5, burst=3, clock=clock)
    assert [waits(rate.take) for _ in range(4)] == [0, 0, 0, 2]
    clock.at += 2
    assert [waits(rate.take) for _ in range(2)] == [0, 2]
    clock.at += 3_600
    assert [waits(rate.take) for _ in range(4)] == [0, 0, 0, 2]


def test_what_is_refused_takes_nothing_from_the_rate() -> None:
    clock = Turned()
    rate = Rate(per_second=1, burst=1, clock=clock)
    rate.take("a")
    assert {waits(lambda: rate.take("a")) for _ in range(1_000)} == {1}
    clock.at += 1
    assert waits(lambda: rate.take("a")) == 0


def test_one_client_uses_up_nothing_of_another() -> None:
    rate = Rate(per_second=1, burst=1, clock=Turned())
    rate.take("a")
    assert waits(lambda: rate.take("a")) == 1 and waits(lambda: rate.take("b")) == 0


def test_pauses_double_up_to_the_longest_and_end() -> None:
    clock = Turned()
    pauses = Pauses(free=2, longest=8, clock=clock)
    seen = []
    for _ in range(7):
        pauses.failed("a")
        seen.append(waits(lambda: pauses.check("a")))
    assert seen == [0, 0, 1, 2, 4, 8, 8]
    clock.at += 8
    assert waits(lambda: pauses.check("a")) == 0


def test_success_and_time_forgive() -> None:
    clock = Turned()
    pauses = Pauses(free=1, longest=8, clock=clock)
    for _ in range(5):
        pauses.failed("a")
        pauses.failed("b")
    pauses.succeeded("a")
    pauses.failed("a")
    assert waits(lambda: pauses.check("a")) == 0 and waits(lambda: pauses.check("b")) == 8
    clock.at += 81
    pauses.failed("b")
    assert waits(lambda: pauses.check("b")) == 0


def test_a_million_clients_take_no_more_room_than_a_few() -> None:
    """The table is bounded; what is counted altogether is not forgotten with the client."""
    rate, pauses, observed = Rate(1, 1), Pauses(1, 1), Observed(keys=100)
    for number in range(KEYS + 500):
        rate.take(f"client {number}")
        pauses.failed(f"client {number}")
        observed.note(f"client {number}")
    assert len(rate._kept) == len(pauses._kept) == KEYS
    assert len(observed._clients) == 100 and observed.times == KEYS + 500
    assert observed.latest(1)[0].client == f"client {KEYS + 499}"


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("10.0.0.5", "10.0.0.5"),
        ("::ffff:10.0.0.5", "10.0.0.5"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::99", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_what_stands_for_a_client(host: str, key: str) -> None:
    assert client_key(host) == key
