"""The yardstick of bench_intake: a Litestar WebSocket handler that stores marks and does nothing else.

    python -m tests.benchmarks.bare DSN PORT

/group commits what has gathered while the last commit ran, with one `unnest` insert; /single commits each mark by
itself through a pool of eight connections. Both write the ledger's columns into a table like the ledger, and answer
after the commit.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any

import asyncpg
import msgspec
import uvicorn
import uvloop
from litestar import Litestar, WebSocket, websocket
from litestar.exceptions import WebSocketDisconnect

from competition.live.messages import EnterMark
from competition.marking.appending import KINDS

TABLE = """
    CREATE TABLE IF NOT EXISTS bare_ledger (LIKE ledger INCLUDING CONSTRAINTS INCLUDING INDEXES);
    ALTER TABLE bare_ledger ALTER entrant DROP NOT NULL
"""
COLUMNS = {**KINDS, "previous": "bytea", "hash": "bytea"}
PARAMETERS = [f"${place}::{kind}" for place, kind in enumerate(COLUMNS.values(), 1)]
INTO = f"INSERT INTO bare_ledger ({', '.join(COLUMNS)})"
APPEND_BARE = f"{INTO} SELECT * FROM unnest({', '.join(f'{one}[]' for one in PARAMETERS)})"
INSERT_BARE = f"{INTO} VALUES ({', '.join(PARAMETERS)})"
HASH = b"\0" * 32
read = msgspec.json.Decoder(EnterMark).decode
numbers = count(1)
Row = tuple[Any, ...]


def row_of(mark: EnterMark, seq: int | None = None) -> Row:
    given: dict[str, Any] = {
        "id": mark.id,
        "event": mark.event,
        "seq": next(numbers) if seq is None else seq,
        "kind": "mark",
        "stage": mark.stage,
        "entrant": mark.event,
        "aspect": mark.aspect,
        "judge": "J1",
        "account": mark.event,
        "value": mark.value,
        "device": mark.device,
        "counter": mark.counter,
        "tablet_time": mark.at,
        "stored_at": datetime.now(UTC),
        "previous": HASH,
        "hash": HASH,
    }
    return tuple(given.get(name, "") for name in COLUMNS)


def answer(mark: EnterMark) -> str:
    return f'{{"type":"receipt","id":"{mark.id}"}}'


def bare(dsn: str) -> Litestar:
    waiting: list[tuple[WebSocket[Any, Any, Any], EnterMark]] = []
    some = asyncio.Event()
    pool: Any = None

    async def write() -> None:
        connection = await asyncpg.connect(dsn)
        while True:
            await some.wait()
            batch = waiting[:]
            waiting.clear()
            some.clear()
            await connection.execute(APPEND_BARE, *zip(*(row_of(mark) for _, mark in batch), strict=True))
            for socket, mark in batch:
                await socket.send_data(answer(mark), mode="text")

    @asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        nonlocal pool
        pool = await asyncpg.create_pool(dsn, min_size=8, max_size=8)
        await pool.execute(TABLE)
        writer = asyncio.create_task(write())
        yield
        writer.cancel()

    @websocket("/group")
    async def group(socket: WebSocket[Any, Any, Any]) -> None:
        await socket.accept()
        try:
            while True:
                waiting.append((socket, read(await socket.receive_data(mode="text"))))
                some.set()
        except WebSocketDisconnect:
            pass

    @websocket("/single")
    async def single(socket: WebSocket[Any, Any, Any]) -> None:
        async def store(mark: EnterMark) -> None:
            await pool.execute(INSERT_BARE, *row_of(mark))
            await socket.send_data(answer(mark), mode="text")

        await socket.accept()
        try:
            async with asyncio.TaskGroup() as under_way:
                while True:
                    under_way.create_task(store(read(await socket.receive_data(mode="text"))))
        except* WebSocketDisconnect:
            pass

    return Litestar(route_handlers=[group, single], lifespan=[running], openapi_config=None, logging_config=None)


async def main(dsn: str, port: int) -> None:
    config = uvicorn.Config(
        bare(dsn),
        port=port,
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        log_level="warning",
    )
    await uvicorn.Server(config).serve()


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], int(sys.argv[2])))
