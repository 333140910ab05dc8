"""One server a module: every test sets up a competition of its own, with people of its own.

A module that asks for it says `pytestmark = pytest.mark.asyncio(loop_scope="module")`.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from competition.accounts.actions import create_account
from competition.client import Person
from competition.serving import Serving
from competition.settings import Settings
from tests.conftest import PASSWORD, a_server, fresh_database
from tests.postgres import TestCluster

shared = pytest_asyncio.fixture(scope="module", loop_scope="module")


@shared
async def server(cluster: TestCluster, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Serving]:
    dsn = await fresh_database(cluster)
    data: Path = tmp_path_factory.mktemp("data")
    async with a_server(Settings(data=data, database_url=dsn, port=0, password_cost=1)) as running:
        yield running
    await cluster.drop(dsn)


@shared
async def organiser(server: Serving) -> AsyncIterator[Person]:
    async with await Person.sign_in(server.url, "organiser", PASSWORD) as person:
        yield person


@shared
async def official(server: Serving) -> AsyncIterator[Person]:
    async with await Person.sign_in(server.url, "official", PASSWORD) as person:
        yield person


@shared
async def people(server: Serving) -> AsyncIterator[dict[str, Person]]:
    """All who handle mark sheets on paper, and one who has no business with them, by their sign-in."""
    await create_account("third-clerk", "第三录分员", PASSWORD, ["clerk"], 1)
    await create_account("chief-clerk", "兼录分的裁判长", PASSWORD, ["clerk", "chief_judge"], 1)
    names = ("organiser", "clerk", "second-clerk", "third-clerk", "chief", "chief-clerk", "official")
    async with AsyncExitStack() as until_all_left:
        yield {
            name: await until_all_left.enter_async_context(await Person.sign_in(server.url, name, PASSWORD))
            for name in names
        }
