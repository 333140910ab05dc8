"""A small day on which everything goes wrong; the large one is `make bench NAME=chaos`."""

import asyncio
from pathlib import Path

from tests.chaos import Day, storm
from tests.processes import a_process

SMALL = Day(judges=8, marks=400, events=2, entrants=5, server_dies_at=(0.3,), postgres_dies_at=(0.6,), pace=0.02)
PATIENCE = 180
"""Seconds: on a busy machine two starts of the server alone take a while."""


async def test_no_mark_is_lost_and_none_doubled(tmp_path: Path) -> None:
    """Whatever the networks, the server and PostgreSQL do; tests/chaos.py compares everything row by row."""
    with a_process() as server:
        async with asyncio.timeout(PATIENCE):
            books = await storm(server, SMALL, tmp_path)
    assert (books.acknowledged, books.lost, books.doubled, books.kills) == (400, 0, 0, 2)
    assert books.resent and books.happened["cut"] and books.happened["repeat"], books
