"""What every test may ask for: a database of its own, a server, people who are signed in."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from competition.accounts.actions import create_account
from competition.client import Person
from competition.db.engine import close_database, open_database
from competition.db.migrate import migrate
from competition.serving import Serving, serving
from competition.settings import Settings
from tests.postgres import TestCluster
from tests.situations import in_one_task

PASSWORD = "a-password-for-tests"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says that skips are failures where they are, so that the exit status does not come as a riddle."""
    if os.environ.get("JINJI_NO_SKIPS") and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("skipped tests are failures here (JINJI_NO_SKIPS)", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("JINJI_NO_SKIPS") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def cluster() -> Iterator[TestCluster]:
    """One PostgreSQL for the whole run, with a migrated template."""
    running = TestCluster()
    yield running
    running.close()


async def fresh_database(cluster: TestCluster) -> str:
    """The address of a database of its own with this program's schema."""
    if not getattr(cluster, "migrated", False):
        await open_database(await cluster.template())
        await migrate()
        await close_database()
        cluster.migrated = True  # type: ignore[attr-defined]
    return await cluster.create()


@pytest.fixture
async def database(cluster: TestCluster) -> AsyncIterator[str]:
    """The address of a fresh database, gone after the test."""
    dsn = await fresh_database(cluster)
    yield dsn
    await cluster.drop(dsn)


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, database_url=database, port=0, password_cost=1)


@asynccontextmanager
async def a_server(settings: Settings) -> AsyncIterator[Serving]:
    """A running server with people of every role who sign in, and one who is organiser and official."""
    async with in_one_task(serving(settings)) as running:
        await create_account("organiser", "赛务组织者", PASSWORD, ["organiser"], 1)
        await create_account("official", "认定机构审批人", PASSWORD, ["official"], 1)
        await create_account("other", "另一审批人", PASSWORD, ["official"], 1)
        await create_account("lead", "认定机构负责人", PASSWORD, ["official", "lead_official"], 1)
        await create_account("chief", "裁判长", PASSWORD, ["chief_judge"], 1)
        await create_account("clerk", "录分员", PASSWORD, ["clerk"], 1)
        await create_account("second-clerk", "复录员", PASSWORD, ["clerk"], 1)
        await create_account("both", "身兼两职者", PASSWORD, ["organiser", "official"], 1)
        yield running


@pytest.fixture
async def server(settings: Settings) -> AsyncIterator[Serving]:
    """A server for one test."""
    async with a_server(settings) as running:
        yield running


@pytest.fixture
async def organiser(server: Serving) -> AsyncIterator[Person]:
    async with await Person.sign_in(server.url, "organiser", PASSWORD) as person:
        yield person


@pytest.fixture
async def official(server: Serving) -> AsyncIterator[Person]:
    async with await Person.sign_in(server.url, "official", PASSWORD) as person:
        yield person
