"""Databases for these tests: empty ones, because what makes the schema is itself under test."""

import os
from collections.abc import AsyncIterator, Iterator

import pytest

from competition.db.engine import close_database, open_database
from tests.postgres import TestCluster

collect_ignore = [] if os.geteuid() == 0 else ["test_embedded_as_root.py"]


@pytest.fixture(scope="session")
def bare_cluster() -> Iterator[TestCluster]:
    cluster = TestCluster()
    yield cluster
    cluster.close()


@pytest.fixture
async def empty_dsn(bare_cluster: TestCluster) -> AsyncIterator[str]:
    """The address of an empty database that is gone after the test."""
    dsn = await bare_cluster.create(empty=True)
    yield dsn
    await bare_cluster.drop(dsn)


@pytest.fixture
async def empty_database(empty_dsn: str) -> AsyncIterator[str]:
    """The same, opened as the application's."""
    await open_database(empty_dsn, pool=2)
    yield empty_dsn
    await close_database()
