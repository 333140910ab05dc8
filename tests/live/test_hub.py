"""Frames to watchers and words to judges, without a socket."""

import asyncio
from contextlib import ExitStack
from uuid import UUID, uuid4

import msgspec
import pytest

from competition.db.notices import Notice
from competition.live.audience import A_BREATH, AT_ONCE, FRAME_SECONDS, Pace
from competition.live.feed import KEPT
from competition.live.hub import NO_SUCH_EVENT, Hub
from competition.live.messages import EventState, JudgeMessage
from competition.live.screens import DIRECTED, Screens
from tests.live.test_feed import a_frame, a_row, a_snapshot
from tests.situations import PATIENCE
from tests.watching import Seen, all_sent

EVENT = uuid4()


async def test_screens_look_at_once_when_another_process_directs_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("competition.live.screens.LOOK_SECONDS", 1e6)
    screens = Screens()
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as halls:
        for _ in range(2):
            halls.create_task(screens.something())
        await asyncio.sleep(0)
        screens.hear(Notice(DIRECTED, ""))


def nobody(body: bytes) -> None:
    """Is told nothing."""


class Shown:
    """A hub with one event, shown to whoever comes."""

    def __init__(self, pace: Pace | None = None) -> None:
        self.hub = Hub(pace)
        self.seq = 0
        self.hub.open(EVENT, a_snapshot(0))

    async def publish(self, frames: int) -> None:
        """So many frames, each sent before the next is known."""
        for _ in range(frames):
            self.burst(1)
            self.hub._audiences[EVENT]._next = 0.0
            await all_sent(self.hub, EVENT)

    def burst(self, frames: int) -> None:
        for _ in range(frames):
            self.seq += 1
            self.hub.publish(EVENT, a_frame(self.seq - 1, self.seq))

    def token(self, seq: int) -> str:
        return f"t{seq}" if seq else ""


async def test_a_watcher_starts_with_a_snapshot_and_follows() -> None:
    shown, seen = Shown(), Seen()
    await shown.publish(2)
    with shown.hub.watching(EVENT, seen):
        await shown.publish(1)
    assert seen.said == ["snapshot 2", "frame 3"]


async def test_a_watcher_that_comes_back_gets_what_it_missed() -> None:
    shown, seen, nothing = Shown(), Seen(has=2), Seen(has=3)
    await shown.publish(3)
    with shown.hub.watching(EVENT, seen, 2, "t2"), shown.hub.watching(EVENT, nothing, 3, "t3"):
        pass
    assert [message.seq for message in seen.page.heard] == [3] and nothing.said == ["pulse 3"]


async def test_a_burst_is_merged_and_comes_at_most_twenty_times_a_second() -> None:
    shown, seen = Shown(), Seen()
    with shown.hub.watching(EVENT, seen):
        begun = asyncio.get_running_loop().time()
        for _ in range(60):
            shown.burst(10)
            await asyncio.sleep(0.002)
        await all_sent(shown.hub, EVENT)
        took = asyncio.get_running_loop().time() - begun
    frames = seen.said[1:]
    assert len(frames) <= took / FRAME_SECONDS + 1 and frames[-1] == "frame 600" and seen.page.seq == 600


async def test_who_comes_into_a_burst_hears_nothing_twice() -> None:
    """Its snapshot holds what the others are about to be sent."""
    shown, early, late = Shown(), Seen(), Seen()
    with shown.hub.watching(EVENT, early):
        await shown.publish(1)
        shown.burst(2)
        with shown.hub.watching(EVENT, late):
            await all_sent(shown.hub, EVENT)
            await shown.publish(1)
    assert early.said == ["snapshot 0", "frame 1", "frame 3", "frame 4"] and late.said == ["snapshot 3", "frame 4"]


async def test_a_slow_watcher_is_sent_nothing_until_it_reads_and_then_what_it_missed() -> None:
    """It costs the others nothing: each frame reaches them. Its memory is what its buffer takes and one message."""
    shown, slow, quick = Shown(), Seen(room=1000), Seen()
    with shown.hub.watching(EVENT, slow), shown.hub.watching(EVENT, quick):
        await shown.publish(100)
        assert slow.most < 2000 and len(quick.page.heard) == 101
        slow.read()
        assert slow.page.seq == 100 and slow.page.rows == quick.page.rows
        await shown.publish(1)
        slow.read()
    assert slow.page.seq == 101 and slow.page.numbers == sorted(set(slow.page.numbers))


async def test_a_watcher_that_is_slow_from_the_first_byte_comes_to_the_same_end() -> None:
    shown, slow = Shown(), Seen(room=1)
    with shown.hub.watching(EVENT, slow):
        shown.burst(3)
        await all_sent(shown.hub, EVENT)
        for _ in range(5):
            slow.read()
            await shown.publish(1)
        slow.read()
    assert slow.page.seq == shown.seq and slow.page.numbers == sorted(set(slow.page.numbers))


@pytest.mark.parametrize("missed", [1, KEPT, KEPT + 1])
async def test_who_missed_much_never_goes_back_in_time(missed: int) -> None:
    """Either all frames missed, in order, or a snapshot; whichever is less to send."""
    shown, seen = Shown(), Seen(has=5)
    await shown.publish(5)
    for _ in range(missed):
        shown.burst(1)
    with shown.hub.watching(EVENT, seen, 5, "t5"):
        pass
    assert seen.page.seq == shown.seq and seen.page.numbers == sorted(set(seen.page.numbers))
    assert seen.said[0].startswith("frame" if missed == 1 else "snapshot")


async def test_a_large_audience_is_sent_to_in_parts_and_everybody_gets_everything() -> None:
    shown, everybody = Shown(), [Seen() for _ in range(3 * AT_ONCE + 1)]
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    with ExitStack() as all_of_them:
        for seen in everybody:
            all_of_them.enter_context(shown.hub.watching(EVENT, seen))
        task = asyncio.create_task(others())
        shown.burst(1)
        await all_sent(shown.hub, EVENT)
        task.cancel()
    assert {seen.page.seq for seen in everybody} == {1} and turns >= 3


async def test_where_no_receipts_go_first_others_of_the_machine_may() -> None:
    """After each few watchers, before the next is sent to."""
    reached: list[int] = []
    shown = Shown(Pace(after_receipts=0, breathe=lambda: reached.append(sum(seen.page.seq for seen in everybody))))
    everybody = [Seen() for _ in range(3 * A_BREATH)]
    with ExitStack() as all_of_them:
        for seen in everybody:
            all_of_them.enter_context(shown.hub.watching(EVENT, seen))
        shown.burst(1)
        await all_sent(shown.hub, EVENT)
    assert reached == [A_BREATH, 2 * A_BREATH]


async def test_a_broken_transport_is_nobody_elses_business() -> None:
    class Broken(Seen):
        def push(self, wire: bytes) -> None:
            if self.page.heard:
                raise RuntimeError("closed")
            super().push(wire)

    shown, seen = Shown(), Seen()
    with shown.hub.watching(EVENT, Broken()), shown.hub.watching(EVENT, seen):
        await shown.publish(2)
    assert seen.page.seq == 2


async def test_another_past_makes_everybody_start_over() -> None:
    """Also a watcher that has more than there is now; and one that was slow."""
    shown, seen, slow = Shown(), Seen(), Seen(room=1000)
    with shown.hub.watching(EVENT, seen), shown.hub.watching(EVENT, slow):
        await shown.publish(30)
        shown.hub.open(EVENT, a_snapshot(7, past="other", rows=[a_row("A", 2, 7)]))
        shown.hub.publish(EVENT, a_frame(7, 8, a_row("A", 1, 8), past="other"))
        await all_sent(shown.hub, EVENT)
        slow.read()
    assert seen.said[-2:] == ["snapshot 7", "frame 8"]
    assert (slow.page.seq, slow.page.token) == (8, "other8") and slow.page.rows == seen.page.rows


async def test_an_event_that_is_read_anew_goes_on_where_it_was() -> None:
    shown, seen = Shown(), Seen()
    await shown.publish(2)
    with shown.hub.watching(EVENT, seen):
        shown.hub.open(EVENT, a_snapshot(4, rows=[a_row("A", 1, 4)]), tokens={2: "t2", 3: "t3", 4: "t4"})
        await all_sent(shown.hub, EVENT)
    assert seen.said == ["snapshot 2", "frame 4"]


async def test_who_is_behind_the_news_says_so() -> None:
    """To those who watch and to those who come; and that it is over."""
    shown, seen, later = Shown(), Seen(), Seen(has=0)
    with shown.hub.watching(EVENT, seen):
        shown.hub.be_fresh(False)
        await all_sent(shown.hub, EVENT)
        assert seen.page.stale
        with shown.hub.watching(EVENT, later, 0, ""):
            assert later.page.heard[-1].at == seen.page.heard[-1].at and later.page.stale
        shown.hub.be_fresh(True)
        shown.hub._audiences[EVENT]._next = 0.0
        await all_sent(shown.hub, EVENT)
    assert not seen.page.stale


async def test_an_event_that_is_gone_closes_its_sockets() -> None:
    shown, seen = Shown(), Seen()
    with shown.hub.watching(EVENT, seen):
        shown.hub.close(EVENT)
    assert seen.dismissed == NO_SUCH_EVENT


async def test_events_do_not_mix() -> None:
    shown, other, seen = Shown(), uuid4(), Seen()
    shown.hub.open(other, a_snapshot(0))
    with shown.hub.watching(other, seen):
        await shown.publish(1)
    assert seen.said == ["snapshot 0"]


async def test_leaving_leaves_no_ghost() -> None:
    """However the watcher or the judge went."""
    shown, judge = Shown(), uuid4()
    for _ in range(100):
        with pytest.raises(ConnectionError), shown.hub.watching(EVENT, Seen()), shown.hub.judging(judge, nobody):
            assert shown.hub.audience[EVENT] == 1 and shown.hub.connected == {judge}
            raise ConnectionError
    assert shown.hub.audience.total() == 0 and shown.hub.connected == set()


async def test_a_judge_with_two_tablets_is_connected_until_the_last_one_leaves() -> None:
    hub, judge = Hub(), uuid4()
    with hub.judging(judge, list[bytes]().append):
        with hub.judging(judge, list[bytes]().append):
            assert hub.connected == {judge}
        assert hub.connected == {judge}
    assert hub.connected == set()


async def test_judges_are_told_on_every_tablet() -> None:
    hub = Hub()
    message = EventState(event=str(EVENT), state="ended")
    judges: list[UUID] = [uuid4(), uuid4()]
    one, two, three = list[bytes](), list[bytes](), list[bytes]()
    with hub.judging(judges[0], one.append), hub.judging(judges[0], two.append), hub.judging(judges[1], three.append):
        hub.tell_judges(message)
    for told in (one, two, three):
        assert [msgspec.json.decode(body, type=JudgeMessage) for body in told] == [message]
