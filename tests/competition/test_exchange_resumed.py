"""Messages outlive the server that was to send them."""

from pathlib import Path

import asyncpg

from competition.client import Person
from competition.serving import serving
from competition.settings import Settings
from tests.competition.receiver import HOOKS, a_receiver, settled
from tests.conftest import PASSWORD, a_server, fresh_database
from tests.postgres import TestCluster
from tests.situations import a_decided_competition, in_one_task, refused


async def lease_runs_out(settings: Settings) -> None:
    """Time has passed in which no server stood."""
    connection = await asyncpg.connect(settings.database_url)
    assert await connection.execute("UPDATE webhook_message SET next_at = now()") == "UPDATE 1"
    await connection.close()


async def test_a_server_that_ends_loses_no_message_and_private_addresses_are_refused_again_and_again(
    cluster: TestCluster, tmp_path: Path
) -> None:
    """The first server is never answered; the second may not send to this machine; the third delivers."""
    settings = Settings(
        data=tmp_path, database_url=await fresh_database(cluster), port=0, password_cost=1, webhook_private=True
    )
    async with a_receiver(None) as receiver:
        async with a_server(settings) as server:
            async with (
                await Person.sign_in(server.url, "lead", PASSWORD) as lead,
                await Person.sign_in(server.url, "organiser", PASSWORD) as organiser,
            ):
                hook = (await lead.post(HOOKS, {"name": "省平台", "url": receiver.url}))["made"]["id"]
                event = await a_decided_competition(organiser, "A")
                await lead.post(f"/api/decisions/{(await event.decisions())[0].id}/approve")
                await receiver.has(1)
        await lease_runs_out(settings)
        async with in_one_task(serving(settings.at(webhook_private=False))) as guarded:
            async with await Person.sign_in(guarded.url, "lead", PASSWORD) as lead:
                async with refused("exchange.address_refused", 422):
                    await lead.post(HOOKS, {"name": "内网", "url": "https://127.0.0.1/hook"})
                (message,) = await settled(lead, hook, "waiting")
                assert [one["problem"] for one in message["attempts"]] == ["address"]
        assert len(receiver.received) == 1
        await lease_runs_out(settings)
        async with in_one_task(serving(settings)) as last:
            async with await Person.sign_in(last.url, "lead", PASSWORD) as lead:
                first, again = await receiver.has(2)
                assert first.headers["webhook-id"] == again.headers["webhook-id"]
                await settled(lead, hook, "delivered")
