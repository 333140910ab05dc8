"""What a watcher is sent that comes back. Nothing here waits for anything."""

import pytest

from competition.live.feed import KEPT, BoardFeed


def a_feed(frames: int, *, step: int = 1, start: int = 0) -> BoardFeed:
    """A feed whose frames bear the numbers they lead to; `step` entries were stored together in each."""
    feed = BoardFeed(lambda: b"snapshot", start)
    for place in range(1, frames + 1):
        seq = start + place * step
        feed.add(seq, str(seq).encode())
    return feed


def numbers(first: int, last: int) -> list[bytes]:
    return [str(seq).encode() for seq in range(first, last + 1)]


def test_who_has_everything_is_sent_nothing() -> None:
    assert a_feed(5).resume(5) == []


def test_who_missed_one_frame_is_sent_it() -> None:
    assert a_feed(5).resume(4) == [b"5"]


def test_who_missed_several_is_sent_them_in_order() -> None:
    assert a_feed(5).resume(2) == numbers(3, 5)


def test_who_missed_as_many_as_are_kept_is_sent_them_all() -> None:
    assert a_feed(KEPT + 7).resume(7) == numbers(8, KEPT + 7)


def test_who_missed_one_more_starts_over() -> None:
    assert a_feed(KEPT + 7).resume(6) == [b"snapshot"]


def test_who_comes_for_the_first_time_starts_with_a_snapshot() -> None:
    assert a_feed(5).resume(None) == [b"snapshot"]


@pytest.mark.parametrize("start", [0, 40])
def test_before_the_first_frame_there_is_only_the_snapshot(start: int) -> None:
    """Unless the watcher has it already."""
    feed = a_feed(0, start=start)
    assert feed.resume(None) == [b"snapshot"] and feed.resume(start) == []


def test_a_number_ahead_of_ours_starts_over() -> None:
    """The database was restored: what the watcher has seen is not any more."""
    assert a_feed(5).resume(900) == [b"snapshot"]


@pytest.mark.parametrize("after", [-1, 1, 11])
def test_a_number_that_no_frame_ended_with_starts_over(after: int) -> None:
    """Several marks were stored together; the numbers between lead nowhere."""
    assert a_feed(5, step=3).resume(after) == [b"snapshot"]


def test_a_first_frame_after_a_restart_leads_on() -> None:
    assert a_feed(1, start=40).resume(40) == [b"41"]


def test_memory_stays_bounded() -> None:
    assert len(a_feed(3 * KEPT).recent) == KEPT


def test_after_starting_over_nothing_old_is_sent() -> None:
    feed = a_feed(5)
    feed.start_over(9)
    assert feed.resume(4) == [b"snapshot"] and feed.resume(9) == []
    feed.add(10, b"10")
    assert feed.resume(9) == [b"10"]
