"""The curtain at several servers: the same everywhere, and after a restart."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from competition.clock import now
from competition.live.messages import Frame
from tests.live.test_curtain_live import act
from tests.live.test_sockets import change, watching
from tests.nodes import Node, nodes, organiser_at
from tests.postgres import TestCluster
from tests.situations import a_small_competition
from tests.watching import Page

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def two(cluster: TestCluster, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[list[Node]]:
    async with nodes(cluster, 2, tmp_path_factory.mktemp("nodes")) as running:
        yield running


async def test_every_server_lags_by_the_same_seconds(two: list[Node]) -> None:
    async with await organiser_at(two[0]) as one, await organiser_at(two[1]) as other:
        event = await a_small_competition(one)
        await act(event, "audience", seen="open", delay=2)
        mark = await event.mark("K1", "B", "90")
        async with watching(replace(event, organiser=other, _tablets={})) as far, watching(event) as near:
            assert (await change(far)).head.delay == (await change(near)).head.delay == 2
            stored = now()
            await event.sends("K1", mark)
            frames = [await change(far), await change(near)]
        assert now() - stored >= timedelta(seconds=2)
        assert frames[0] == frames[1] and isinstance(frames[0], Frame) and frames[0].seq == 2


async def test_a_frozen_board_is_frozen_after_a_restart_and_at_whoever_comes_back(two: list[Node]) -> None:
    async with await organiser_at(two[0]) as person:
        event = await a_small_competition(person)
        await event.enters("K1", "A", "80")
        await act(event, "freeze")
        await event.enters("K1", "B", "90")
        before = await event.board()
        two[0].kill()
        two[0].start()
        await two[0].ready()
        assert await event.board() == before and before.frozen
        async with watching(event, before.seq, before.token) as socket:
            page = Page()
            page.seq, page.token = before.seq, before.token
            assert page.hear(await socket.recv()) and page.numbers == []
            async with await organiser_at(two[0]) as again:
                await act(replace(event, organiser=again), "unfreeze")
            frame = await change(socket)
        assert (frame.since, frame.seq, frame.frozen) == (before.seq, 4, "")
        assert [row.name for row in frame.rows if row.rank == 1] == ["李喆"]


async def test_numbers_drawn_at_one_server_stand_at_every_other(two: list[Node]) -> None:
    """Who watches there starts over with other names at the numbers; a mark then lands at its number."""
    async with await organiser_at(two[0]) as one, await organiser_at(two[1]) as other:
        event = await a_small_competition(one)
        elsewhere = replace(event, organiser=other, _tablets={})
        async with watching(elsewhere) as far:
            before = await change(far)
            address = f"/api/events/{event.event}/draws"
            sealed = (await one.post(f"{address}/seal"))["sealed"]
            drawn = await one.post(address, {"commitment": sealed["commitment"], "word": "2 5 4"})
            while (after := await change(far)).seq < 2:
                pass
            names = {lot["after"]: lot["name"] for lot in drawn["draws"][0]["lots"]}
            places = {row.entrant: row.name for row in after.rows}
            assert places.keys() == {row.entrant for row in before.rows} and {*places.values()} == {*names.values()}
            await event.enters("K1", "B", "90")
            frame = await change(far)
        assert [row.name for row in frame.rows if row.rank == 1] == [names["B"]]
        assert {row.entrant: row.name for row in (await elsewhere.board()).rows} == places
