"""Messages outlive the server that was to send them."""

import asyncio
from pathlib import Path

import pytest

from competition.client import Person
from competition.serving import serving
from competition.settings import Settings
from tests.competition.deliveries import approved
from tests.competition.receiver import HOOKS, a_receiver, settled
from tests.competition.test_exchange import TOKENS, System, is_signed
from tests.conftest import PASSWORD, a_server, fresh_database
from tests.postgres import TestCluster
from tests.processes import Jinji, a_process
from tests.situations import in_one_task, refused

PATIENCE = 120
"""Seconds: on a busy machine two starts of the server alone take a while."""


async def sign_in(server: Jinji, name: str) -> Person:
    assert server.passwords is not None
    return await Person.sign_in(server.url, name, server.passwords[name])


async def lease_runs_out(server: Jinji) -> None:
    """The minute has passed that the killed server had for the one message it was sending."""
    taken = "UPDATE webhook_message SET next_at = now() WHERE state = 'waiting' AND attempts > 0 RETURNING entry"
    assert [row["entry"] for row in await server.asked(taken)] == [2]


async def test_a_killed_server_loses_no_message_and_the_next_tells_them_in_their_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """SIGKILL while the second of three is under way to one receiver; another, that has all three, is told on at once.

    Until it is known what became of the second, nothing overtakes it.
    """
    monkeypatch.setenv("JINJI_WEBHOOK_PRIVATE", "1")
    with a_process() as server:
        async with (
            asyncio.timeout(PATIENCE),
            a_receiver(204, None) as held,
            a_receiver() as quick,
            await sign_in(server, "lead") as lead,
            await sign_in(server, "official") as official,
            await sign_in(server, "organiser") as organiser,
            System(server.url, (await lead.post(TOKENS, {"name": "省平台"}))["token"]) as system,
        ):
            hooks = [await lead.post(HOOKS, {"name": "省平台", "url": one.url}) for one in (held, quick)]
            ids, secrets = [one["made"]["id"] for one in hooks], [one["secret"] for one in hooks]
            event = await approved(organiser, official)
            await held.has(2)
            await settled(lead, ids[1], *["delivered"] * 3)
            before = await system.get("/api/feed?limit=1")
            await system.post("/api/feed/acknowledge", {"cursor": before["next"]})
            server.kill()
            await asyncio.to_thread(server.start)

            decision = (await event.decisions())[0].id
            number = (await official.post(f"/api/decisions/{decision}/certificate"))["certificate"]["number"]
            await quick.has(4)
            assert len(held.received) == 2, "something has overtaken what was under way"
            await lease_runs_out(server)
            await official.post(f"/api/desk/certificates/{number}/revoke", {"reason": "替考", "authority": "市人社局"})
            for hook in ids:
                await settled(lead, hook, *["delivered"] * 5)
            after = await system.get("/api/feed")

    for receiver, secret, told in zip((held, quick), secrets, ([1, 2, 2, 3, 4, 5], [1, 2, 3, 4, 5]), strict=True):
        assert [one.said["data"]["seq"] for one in receiver.received] == told
        messages = {(one.headers["webhook-id"], one.said["data"]["seq"], one.body) for one in receiver.received}
        assert len(messages) == len({message for message, _, _ in messages}) == 5
        assert all(is_signed(one, secret) for one in receiver.received)
    assert [one["seq"] for one in (*before["entries"], *after["entries"])] == [1, 2, 3, 4, 5]
    assert [one["kind"] for one in after["entries"][2:]] == ["certificate.issued", "certificate.revoked"]


async def test_a_server_that_guards_its_network_sends_nowhere_that_another_had_allowed(
    cluster: TestCluster, tmp_path: Path
) -> None:
    hook = {"name": "内网", "url": "https://127.0.0.1/hook"}
    settings = Settings(
        data=tmp_path, database_url=await fresh_database(cluster), port=0, password_cost=1, webhook_private=True
    )
    async with a_server(settings) as server, await Person.sign_in(server.url, "lead", PASSWORD) as lead:
        made = (await lead.post(HOOKS, hook))["made"]["id"]
    async with (
        in_one_task(serving(settings.at(webhook_private=False))) as guarded,
        await Person.sign_in(guarded.url, "lead", PASSWORD) as lead,
        await Person.sign_in(guarded.url, "organiser", PASSWORD) as organiser,
    ):
        async with refused("exchange.address_refused", 422):
            await lead.post(HOOKS, hook)
        await approved(organiser, lead, "A")
        (message,) = await settled(lead, made, "waiting")
        assert [one["problem"] for one in message["attempts"]] == ["address"]
