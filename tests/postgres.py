"""One PostgreSQL for a whole test run, and a fresh database for every test that asks.

    cluster = TestCluster()                       # a second; durability off
    dsn = await cluster.template()                # migrate this one, close it, once
    dsn = await cluster.create()                  # a copy of the template, some 20 ms
    await cluster.drop(dsn)
    cluster.close()

A database per test, not a rollback per test: the application commits on several connections, and what an append-only
trigger holds cannot be truncated.
"""

import shutil
import tempfile
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from competition.db.embedded import embedded_postgres

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


class TestCluster:
    """Runs from the moment it is made until `close`."""

    __test__ = False  # not a class of tests, though pytest might think so

    def __init__(self) -> None:
        self._until_close = ExitStack()
        self._numbers = count(1)
        self._has_template = False
        self.dsn = self._until_close.enter_context(embedded_postgres(self._folder(), settings=FAST))

    def _folder(self) -> Path:
        """Reachable for the server's account; pytest's own temporary folders are not when root runs the tests."""
        folder = Path(tempfile.mkdtemp(prefix="jinji-test-"))
        self._until_close.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)
        return folder

    async def template(self) -> str:
        """An empty database. What is in it when `create` is called, and nobody connected, is in every database made."""
        await self._execute("CREATE DATABASE test_template")
        self._has_template = True
        return self._named("test_template")

    async def create(self, *, empty: bool = False) -> str:
        """A database of its own for one test, a copy of the template where there is one."""
        name = f"test_{next(self._numbers)}"
        source = "test_template" if self._has_template and not empty else "template0"
        await self._execute(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY FILE_COPY")
        return self._named(name)

    async def copy(self, dsn: str) -> str:
        """A copy of that database, to which nobody is connected."""
        name = f"test_{next(self._numbers)}"
        await self._execute(f"CREATE DATABASE {name} TEMPLATE {urlsplit(dsn).path[1:]} STRATEGY FILE_COPY")
        return self._named(name)

    async def drop(self, dsn: str) -> None:
        """It is gone, whoever is still connected."""
        await self._execute(f"DROP DATABASE IF EXISTS {urlsplit(dsn).path[1:]} WITH (FORCE)")

    def close(self) -> None:
        """The server has stopped and its folder is gone."""
        self._until_close.close()

    def _named(self, database: str) -> str:
        return urlsplit(self.dsn)._replace(path=f"/{database}").geturl()

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect(self.dsn)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()
