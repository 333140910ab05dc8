"""What a watcher is sent that comes back. Nothing here waits for anything."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from competition.live.feed import KEPT, BoardFeed, Sent
from competition.live.messages import BoardHead, Frame, Pulse, Snapshot, StandingRow
from rules.values import Text

HEAD = BoardHead(
    event="e", title=Text("铣工", "Milling"), competition=Text("大赛", "Games"), stage=Text("", ""), columns=[],
    sample=False, groups={},
)  # fmt: skip


def a_row(entrant: str, rank: int | None, total: int = 0) -> StandingRow:
    return StandingRow(
        entrant=entrant,
        rank=rank,
        tied=False,
        name=entrant,
        delegation=None,
        total=Decimal(total),
        parts={},
        complete=True,
        marked=total,
        expected=None,
        decided_by=None,
    )


def a_snapshot(seq: int, *, past: str = "t", rows: Iterable[StandingRow] = ()) -> Snapshot:
    token = f"{past}{seq}" if seq else ""
    return Snapshot(seq=seq, token=token, at="", state="open", head=HEAD, rows=list(rows) or [a_row("A", None)])


def a_frame(since: int, seq: int, *rows: StandingRow, past: str = "t") -> Frame:
    changed = list(rows) or [a_row("A", 1, seq)]
    return Frame(since=since, seq=seq, token=f"{past}{seq}", at="", state="open", rows=changed)


def a_feed(frames: int, *, step: int = 1, start: int = 0) -> BoardFeed:
    """A feed whose frames were sent one by one; `step` entries were stored together in each."""
    feed = BoardFeed(a_snapshot(start))
    for seq in range(start + step, start + frames * step + 1, step):
        feed.add(a_frame(seq - step, seq))
        feed.take()
    return feed


def resumed(feed: BoardFeed, after: int | None, past: str = "t") -> list[int] | None:
    """The numbers of the frames that a watcher with this number is sent; None if it starts over."""
    bodies = feed.missed(after, f"{past}{after}" if after else "")
    return None if bodies is None else [msgspec.json.decode(body, type=Frame).seq for body in bodies]


def shown(feed: BoardFeed) -> Snapshot:
    return msgspec.json.decode(feed.snapshot().body, type=Snapshot)


def test_who_has_everything_lacks_nothing() -> None:
    assert resumed(a_feed(5), 5) == []


def test_who_missed_some_is_sent_them_in_order() -> None:
    assert resumed(a_feed(5), 4) == [5] and resumed(a_feed(5), 2) == [3, 4, 5]


def test_who_missed_as_many_as_are_kept_is_sent_them_all_and_one_more_starts_over() -> None:
    assert resumed(a_feed(KEPT + 7), 7) == list(range(8, KEPT + 8))
    assert resumed(a_feed(KEPT + 7), 6) is None


@pytest.mark.parametrize("after", [None, 900, -1])
def test_who_comes_first_or_with_a_number_of_no_past_starts_over(after: int | None) -> None:
    assert resumed(a_feed(5), after) is None


@pytest.mark.parametrize("start", [0, 40])
def test_before_the_first_frame_there_is_only_the_snapshot(start: int) -> None:
    """Unless the watcher has it already."""
    assert resumed(a_feed(0, start=start), None) is None and resumed(a_feed(0, start=start), start) == []


def test_the_same_number_of_another_past_starts_over() -> None:
    """The database was restored, and marks went on from there: 4 is not the 4 that the watcher saw."""
    assert resumed(a_feed(5), 4, past="other") is None


def test_a_number_between_is_of_no_known_past() -> None:
    """Several marks were stored together; nobody was ever sent what lies between."""
    assert resumed(a_feed(5, step=3), 4) is None


def test_memory_stays_bounded() -> None:
    feed = a_feed(5 * KEPT)
    assert len(feed.recent) == KEPT and len(feed._tokens) <= 2 * KEPT


def test_a_burst_becomes_one_frame_in_which_the_latest_rows_win() -> None:
    feed = a_feed(2)
    feed.add(a_frame(2, 3, a_row("A", 2), a_row("B", 1)))
    feed.add(a_frame(3, 6, a_row("A", 1)), {4: "t4"})
    frame = msgspec.json.decode(feed.take(), type=Frame)
    assert (frame.since, frame.seq, frame.token) == (2, 6, "t6")
    assert {row.entrant: row.rank for row in frame.rows} == {"A": 1, "B": 1} and not feed.pending


def test_who_was_sent_part_of_a_burst_elsewhere_is_sent_all_of_it() -> None:
    """Another node merged less: rows are sent again, none is lacking."""
    feed = a_feed(2)
    feed.add(a_frame(2, 3))
    feed.add(a_frame(3, 4))
    feed.take()
    assert resumed(feed, 3) == [4] and resumed(feed, 2) == [4]


def test_a_frame_is_encoded_once_and_one_that_is_known_changes_nothing() -> None:
    feed = a_feed(2)
    feed.add(a_frame(1, 2, a_row("A", 9)))
    assert not feed.pending and shown(feed).rows[0].rank == 1
    feed.add(a_frame(2, 3), body=b"as it was stored")
    assert feed.take() == b"as it was stored" == feed.recent[-1].body


def test_the_snapshot_holds_what_waits_and_is_encoded_once() -> None:
    feed = BoardFeed(a_snapshot(0, rows=[a_row("A", None), a_row("B", None)]))
    before = feed.snapshot()
    assert feed.snapshot() is before
    feed.add(a_frame(0, 1, a_row("B", 1, 5)))
    assert [(row.entrant, row.rank) for row in shown(feed).rows] == [("B", 1), ("A", None)] and shown(feed).seq == 1
    assert feed.snapshot().tag != before.tag


def test_a_pulse_tells_what_was_sent_and_not_what_waits() -> None:
    feed = a_feed(2)
    feed.add(a_frame(2, 3))
    pulse = msgspec.json.decode(feed.pulse("12:00", stale=False), type=Pulse)
    assert (pulse.seq, pulse.token, pulse.stale) == (2, "t2", False)


TOKENS: dict[int, Any] = {seq: f"t{seq}" for seq in range(1, 20)}


def test_a_state_that_follows_becomes_a_frame_of_what_differs() -> None:
    feed = BoardFeed(a_snapshot(0, rows=[a_row("A", None), a_row("B", None)]))
    assert feed.turn_to(a_snapshot(7, rows=[a_row("A", 1, 3), a_row("B", None)]), [], {0: "", **TOKENS})
    frame = msgspec.json.decode(feed.take(), type=Frame)
    assert (frame.since, frame.seq) == (0, 7) and [row.entrant for row in frame.rows] == ["A"]


@pytest.mark.parametrize(
    ("seq", "past", "rows"),
    [
        (9, "other", [a_row("A", 1, 9)]),
        (5, "other", [a_row("A", 1, 5)]),
        (3, "t", [a_row("A", 1, 3)]),
        (9, "t", [a_row("Z", 1, 9)]),
        (5, "t", [a_row("A", 1, 4)]),
    ],
    ids=["another past", "the same number", "an older number", "other entrants", "a name that changed"],
)
def test_a_state_that_does_not_follow_starts_over(seq: int, past: str, rows: list[StandingRow]) -> None:
    feed, tokens = a_feed(5), {n: f"{past}{n}" for n in range(1, seq + 1)}
    kept = [Sent(seq - 1, seq, b"frame")]
    assert not feed.turn_to(a_snapshot(seq, past=past, rows=rows), kept, tokens)
    assert feed.missed(5, "t5") in (None, []) and shown(feed).rows == rows
    assert feed.missed(seq - 1, tokens[seq - 1]) == [b"frame"]


def test_an_unchanged_state_is_no_news() -> None:
    feed = a_feed(5)
    assert feed.turn_to(a_snapshot(5, rows=[a_row("A", 1, 5)]), [], TOKENS) and not feed.pending
