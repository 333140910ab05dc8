"""Frames to watchers and words to judges, without a socket."""

import asyncio
from uuid import UUID, uuid4

import msgspec
import pytest

from competition.live.feed import KEPT
from competition.live.hub import QUEUE, Hub, Watcher
from competition.live.messages import EventState, JudgeMessage

EVENT = uuid4()


class Shown:
    """A hub with one event, whose snapshot says up to which number it goes."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.seq = 0
        self.hub.open(EVENT, lambda: f"snapshot {self.seq}".encode(), 0)

    def publish(self, frames: int) -> None:
        for _ in range(frames):
            self.seq += 1
            self.hub.publish(EVENT, self.seq, f"frame {self.seq}".encode())


async def read(watcher: Watcher) -> list[str]:
    """Everything that waits to be sent to the watcher."""
    found = []
    while True:
        try:
            async with asyncio.timeout(0.01):
                found.append((await watcher.next()).decode())
        except TimeoutError:
            return found


async def test_a_watcher_starts_with_a_snapshot_and_follows() -> None:
    shown = Shown()
    shown.publish(2)
    with shown.hub.watching(EVENT, None) as watcher:
        shown.publish(1)
        assert await read(watcher) == ["snapshot 2", "frame 3"]


async def test_a_watcher_that_comes_back_gets_what_it_missed() -> None:
    shown = Shown()
    shown.publish(3)
    with shown.hub.watching(EVENT, 1) as watcher:
        assert await read(watcher) == ["frame 2", "frame 3"]


async def test_a_slow_watcher_starts_over_and_grows_no_memory() -> None:
    """It costs the others nothing: each frame reaches them."""
    shown = Shown()
    with shown.hub.watching(EVENT, None) as slow, shown.hub.watching(EVENT, None) as quick:
        assert await read(quick) == ["snapshot 0"]
        for _ in range(3 * QUEUE // 10):
            shown.publish(10)
            assert len(await read(quick)) == 10
            assert slow._queue.qsize() <= QUEUE
        late = await read(slow)
    assert len(late) <= QUEUE and late[0].startswith("snapshot ") and late[-1] in (f"frame {shown.seq}", late[0])
    start = int(late[0].split()[1])
    assert late[1:] == [f"frame {seq}" for seq in range(start + 1, shown.seq + 1)]


@pytest.mark.parametrize("missed", [QUEUE - 1, QUEUE, QUEUE + 1, KEPT, KEPT + 1])
async def test_who_missed_much_never_goes_back_in_time(missed: int) -> None:
    """Either all frames missed, in order, or a snapshot and nothing older after it."""
    shown = Shown()
    shown.publish(missed + 5)
    with shown.hub.watching(EVENT, 5) as watcher:
        sent = await read(watcher)
    assert sent in ([f"snapshot {shown.seq}"], [f"frame {seq}" for seq in range(6, shown.seq + 1)])


async def test_who_watches_while_an_event_is_read_anew_starts_over() -> None:
    shown = Shown()
    with shown.hub.watching(EVENT, None) as watcher:
        await read(watcher)
        shown.seq = 7
        shown.hub.open(EVENT, lambda: b"snapshot 7", 7)
        shown.publish(1)
        assert await read(watcher) == ["snapshot 7", "frame 8"]


async def test_events_do_not_mix() -> None:
    shown, other = Shown(), uuid4()
    shown.hub.open(other, lambda: b"another snapshot", 0)
    with shown.hub.watching(other, None) as watcher:
        shown.publish(1)
        assert await read(watcher) == ["another snapshot"]


async def test_leaving_leaves_no_ghost() -> None:
    """However the watcher or the judge went."""
    shown, judge = Shown(), uuid4()
    for _ in range(100):
        with pytest.raises(ConnectionError), shown.hub.watching(EVENT, None), shown.hub.judging(judge):
            assert shown.hub.audience[EVENT] == 1 and shown.hub.connected == {judge}
            raise ConnectionError
    assert shown.hub.audience.total() == 0 and shown.hub.connected == set()


async def test_a_judge_with_two_tablets_is_connected_until_the_last_one_leaves() -> None:
    hub, judge = Hub(), uuid4()
    with hub.judging(judge):
        with hub.judging(judge):
            assert hub.connected == {judge}
        assert hub.connected == {judge}
    assert hub.connected == set()


async def test_judges_are_told_on_every_tablet() -> None:
    hub = Hub()
    message = EventState(event=str(EVENT), state="ended")
    judges: list[UUID] = [uuid4(), uuid4()]
    with hub.judging(judges[0]) as one, hub.judging(judges[0]) as two, hub.judging(judges[1]) as three:
        hub.tell_judges(message)
        for queue in (one, two, three):
            assert msgspec.json.decode(queue.get_nowait(), type=JudgeMessage) == message
