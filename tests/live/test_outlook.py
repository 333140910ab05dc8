"""What can still become of everybody reaches every watcher, of whichever process, and says which number it is of."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
import websockets

from competition.live.hub import Hub
from competition.live.messages import BoardLine, Outlook
from competition.standings.foresight import Foresight
from rules.values import Text
from tests.live.test_feed import a_frame, a_row, a_snapshot
from tests.nodes import Node, nodes, organiser_at, running
from tests.postgres import TestCluster
from tests.situations import PATIENCE, SCHEME, Situation, a_small_competition
from tests.watching import Page, Seen, all_sent

pytestmark = pytest.mark.asyncio(loop_scope="module")
EVENT = uuid4()
AWARDED = SCHEME.replace(
    "criteria:",
    """awards:
  - { key: first, title: { zh: 一等奖, en: First prize }, rank: [1, 1], passed: true }
  - { key: second, title: { zh: 二等奖, en: Second prize }, rank: [2, 2] }
criteria:""",
    1,
)


def an_outlook(seq: int, past: str = "t", chances: str = "s") -> Outlook:
    line = BoardLine(key="first", kind="award", title=Text("一等奖", "First"), after=1, chances=chances)
    return Outlook(seq=seq, token=f"{past}{seq}" if seq else "", at="", lines=[line])


def a_hub(seq: int = 3) -> Hub:
    hub = Hub()
    hub.open(EVENT, a_snapshot(seq))
    return hub


async def test_an_outlook_follows_its_frame_and_greets_whoever_comes_later() -> None:
    hub, first, later = a_hub(), Seen(), Seen()
    with hub.watching(EVENT, first):
        hub.publish(EVENT, a_frame(3, 4))
        hub.foresee(EVENT, an_outlook(4))
        assert first.page.outlook is None
        await all_sent(hub, EVENT)
        assert first.said == ["snapshot 3", "frame 4"] and first.page.outlook == an_outlook(4)
        with hub.watching(EVENT, later):
            assert later.page.outlook == an_outlook(4)


async def test_who_comes_back_and_who_was_slow_are_sent_the_newest_outlook() -> None:
    hub, slow, back = a_hub(), Seen(room=2_000), Seen(has=3)
    with hub.watching(EVENT, slow):
        slow.read()
        hub.publish(EVENT, a_frame(3, 4, *(a_row(f"{n}", n) for n in range(40))))
        await all_sent(hub, EVENT)
        hub.foresee(EVENT, an_outlook(4))
        await all_sent(hub, EVENT)
        assert slow.page.outlook is None
        slow.read()
        slow.read()
        assert slow.page.outlook == an_outlook(4)
        with hub.watching(EVENT, back, 3, "t3"):
            assert back.page.seq == 4 and back.page.outlook == an_outlook(4)


async def test_an_older_outlook_and_one_of_another_past_are_not_sent() -> None:
    hub, seen = a_hub(4), Seen()
    with hub.watching(EVENT, seen):
        for refused in (an_outlook(5), an_outlook(4, past="other")):
            hub.foresee(EVENT, refused)
        hub.foresee(EVENT, an_outlook(4))
        hub.foresee(EVENT, an_outlook(3, chances="o"))
        await all_sent(hub, EVENT)
        assert seen.page.outlook == an_outlook(4)
        hub.open(EVENT, a_snapshot(4, past="other", rows=[a_row("A", 1)]))
        assert seen.page.outlook is None and list(hub.awaiting_outlook()) == [EVENT]
    assert not hub.awaiting_outlook()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def places(cluster: TestCluster, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[list[Node]]:
    """Two servers on one database, and a relay of the second."""
    async with nodes(cluster, 2, tmp_path_factory.mktemp("nodes")) as two:
        relay = Node("relay", "--upstream", two[1].url)
        async with running(relay):
            yield [*two, relay]


async def foreseen(place: Node, event: Situation, seq: int) -> tuple[Page, Outlook]:
    """A page at that place which shows this number, and the outlook that it is sent of it."""
    page, address = Page(), f"{place.url.replace('http', 'ws')}/live/events/{event.event}"
    async with asyncio.timeout(PATIENCE), websockets.connect(address) as socket:
        while page.outlook is None or page.outlook.seq < seq:
            assert page.hear(await socket.recv())
    return page, page.outlook


def told(page: Page, outlook: Outlook) -> dict[str, tuple[int, dict[str, str]]]:
    """By line: the last rank above it, and the letter of everybody by name."""
    order = [page.rows[entrant].name or entrant for entrant in sorted(page.rows)]
    return {
        line.key: (line.after, dict(zip(order, line.chances, strict=True)) if line.chances else {})
        for line in outlook.lines
    }


async def test_every_process_and_its_relay_tell_the_same_from_the_first_mark_to_the_end(places: list[Node]) -> None:
    """Four entrants; after the written examination B is out of reach of the first, whatever the practical brings."""
    async with await organiser_at(places[0]) as person:
        event = await a_small_competition(person, scheme=AWARDED)
        page, begun = await foreseen(places[0], event, 0)
        assert told(page, begun)["first"] == (0, dict.fromkeys(("王堃", "李喆", "赵㛃", "孙䶮"), "r"))
        await event.with_marks({"A": "100 10 10 10", "B": "70 8 8 8", "C": "60 0 0 0", "D": "60 0 0 0"})
        seen = await asyncio.gather(*(foreseen(place, event, 16) for place in places))
        assert seen[0][1] == seen[1][1] == seen[2][1]
        assert told(*seen[2])["first"] == (1, {"王堃": "s", "李喆": "o", "赵㛃": "o", "孙䶮": "o"})
        assert told(*seen[2])["second"] == (2, {"王堃": "s", "李喆": "s", "赵㛃": "o", "孙䶮": "o"})
        await event.enters("J1", "A", None)
        page, outlook = await foreseen(places[2], event, 17)
        assert told(page, outlook)["second"][1]["王堃"] == "s"
        await event.ended()
        page, outlook = await foreseen(places[1], event, 18)
        assert set("".join(line.chances for line in outlook.lines)) == {"s", "o"}


async def test_nothing_after_what_is_shown_is_looked_at(places: list[Node]) -> None:
    """The outlook of a board that has been left at an older number is of that number's marks."""
    async with await organiser_at(places[0]) as person:
        event = await a_small_competition(person, scheme=AWARDED)
        await event.enters("K1", "A", "100")
        board = await event.board()
        _, then = await foreseen(places[0], event, 1)
        await event.with_marks({"B": "100 10 10 10", "A": "0 0 0 0"})
        hub, seen, left = Hub(), Seen(), UUID(event.event)
        hub.open(left, board)
        with hub.watching(left, seen):
            await Foresight(hub).look()
            await all_sent(hub, left)
        assert seen.page.outlook == then


async def test_behind_a_frozen_board_nothing_moves_wherever_it_is_worked_out(places: list[Node]) -> None:
    """Neither at processes where nobody watched before, nor when marking ends; then the freeze is lifted."""
    async with await organiser_at(places[0]) as person:
        event = await a_small_competition(person, scheme=AWARDED)
        curtain = f"/api/events/{event.event}/curtain"
        await event.with_marks({"A": "90 9 8 7", "B": "80 7 7 7"})
        before = (await foreseen(places[0], event, 8))[1].lines
        assert {line.chances for line in before} != {"s", "o"}
        await person.post(f"{curtain}/freeze", {"reason": "颁奖前"})
        await event.with_marks({"C": "100 10 10 10", "A": "0 0 0 0"})
        frozen = await asyncio.gather(*(foreseen(place, event, 9) for place in places))
        assert [outlook.lines for _, outlook in frozen] == [before] * 3
        await event.ended()
        assert (await foreseen(places[2], event, 10))[1].lines == before
        await person.post(f"{curtain}/unfreeze", {"reason": "颁奖"})
        page, lifted = await foreseen(places[1], event, 19)
        assert told(page, lifted)["first"][1] == {"赵㛃": "s", "李喆": "o", "王堃": "o", "孙䶮": "o"}


async def test_where_names_are_not_shown_letters_stand_in_the_order_of_codes(places: list[Node]) -> None:
    async with await organiser_at(places[0]) as person:
        event = await a_small_competition(person, scheme=AWARDED)
        await event.with_marks({"D": "100 10 10 10", **dict.fromkeys("ABC", "0 0 0 0")})
        await event.ended()
        audience = {"seen": "codes", "delay": 0, "reason": "评分期间"}
        await person.post(f"/api/events/{event.event}/curtain/audience", audience)
        page, outlook = await foreseen(places[2], event, 18)
        assert told(page, outlook)["first"][1] == {"A": "o", "B": "o", "C": "o", "D": "s"}
