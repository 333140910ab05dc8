"""What other systems are told: a feed that loses and repeats nothing, and webhooks that survive a server's end."""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from competition.client import Person
from competition.db.engine import DB
from competition.serving import Serving
from competition.settings import Settings
from tests.competition.conftest import shared
from tests.competition.deliveries import newest
from tests.competition.receiver import HOOKS, Received, a_receiver, messages, settled
from tests.competition.test_award_papers import AWARDS
from tests.conftest import PASSWORD, a_server, fresh_database
from tests.postgres import TestCluster
from tests.situations import SCHEME, a_decided_competition, ask, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")
TOKENS = "/api/body/tokens"


@shared
async def server(cluster: TestCluster, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Serving]:
    """One that may send to this machine."""
    dsn = await fresh_database(cluster)
    data = tmp_path_factory.mktemp("data")
    async with a_server(
        Settings(data=data, database_url=dsn, port=0, password_cost=1, webhook_private=True)
    ) as running:
        yield running
    await cluster.drop(dsn)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lead(server: Serving) -> AsyncIterator[Person]:
    async with await Person.sign_in(server.url, "lead", PASSWORD) as person:
        yield person


class System(Person):
    """Another system, with a key of its own."""

    def __init__(self, url: str, token: str) -> None:
        super().__init__(url)
        self.http.headers["authorization"] = f"Bearer {token}"

    async def kinds(self, **asked: Any) -> list[str]:
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        return [one["kind"] for one in (await self.get(f"/api/feed?{query}"))["entries"]]


@pytest_asyncio.fixture(loop_scope="module")
async def system(lead: Person) -> AsyncIterator[System]:
    """One that begins with what happens from here on."""
    async with System(lead.url, (await lead.post(TOKENS, {"name": "省平台"}))["token"]) as other:
        page = await other.get("/api/feed?limit=500")
        await other.post("/api/feed/acknowledge", {"cursor": page["next"]})
        yield other


async def issued(organiser: Person, official: Person) -> str:
    event = await a_decided_competition(organiser, "A")
    (decision,) = await event.decisions()
    await official.post(f"/api/decisions/{decision.id}/approve")
    return str((await official.post(f"/api/decisions/{decision.id}/certificate"))["certificate"]["number"])


async def test_a_system_gets_everything_since_it_acknowledged(
    organiser: Person, official: Person, system: System
) -> None:
    """Approved, issued, revoked and awarded again, each once and in order, with what the paper says and who and why."""
    number = await issued(organiser, official)
    await official.post(f"/api/desk/certificates/{number}/revoke", {"reason": "替考", "authority": "市人社局"})
    new = await official.post(f"/api/desk/certificates/{number}/replace", {"reason": "复核维持"})
    page = await system.get("/api/feed")
    kinds = ["decision.approved", "certificate.issued", "certificate.revoked", "certificate.issued"]
    assert [one["kind"] for one in page["entries"]] == kinds and not page["more"]
    first = page["entries"][0]["seq"]
    assert [one["seq"] for one in page["entries"]] == list(range(first, first + 4))
    approved, given, gone, again = page["entries"]
    assert (approved["decision"]["name"], approved["decision"]["clause"], approved["certificate"]) == (
        "王堃",
        "3",
        None,
    )
    assert (given["certificate"]["number"], given["certificate"]["replacedBy"]) == (number, new["number"])
    assert (gone["reason"], gone["authority"], gone["by"]) == ("替考", "市人社局", "认定机构审批人")
    assert (again["certificate"]["number"], again["certificate"]["replaces"]) == (new["number"], number)
    assert "0000001900" not in str(page)

    assert await system.kinds() == kinds
    await system.post("/api/feed/acknowledge", {"cursor": page["entries"][1]["cursor"]})
    assert await system.kinds() == kinds[2:]
    assert await system.kinds(after=page["entries"][0]["cursor"], limit=2) == kinds[1:3]
    await system.post("/api/feed/acknowledge", {"cursor": page["entries"][0]["cursor"]})
    assert await system.kinds() == kinds[2:]
    paper = await system.http.get(f"/api/feed/certificates/{new['number']}.pdf")
    assert paper.content.startswith(b"%PDF")


async def test_papers_that_promote_nobody_are_told_of_too(organiser: Person, official: Person, system: System) -> None:
    event = await a_decided_competition(organiser, "A", scheme=SCHEME + AWARDS)
    await official.post(f"/api/events/{event.event}/deliveries", {"kind": "award", "language": "zh"})
    await newest(official, event.event, "award")
    (entry,) = (await system.get("/api/feed"))["entries"]
    assert (entry["kind"], entry["decision"], entry["certificate"]["record"]["kind"]) == (
        "certificate.issued",
        None,
        "award",
    )


async def test_a_cursor_of_another_past_is_noticed(system: System, organiser: Person, official: Person) -> None:
    await issued(organiser, official)
    cursor = (await system.get("/api/feed"))["next"]
    seq, _, mark = cursor.partition(".")
    for wrong in (f"{seq}.{mark[::-1]}", f"{int(seq) + 9}.{mark}", seq, "x", "9" * 30):
        async with refused("exchange.cursor_unknown", 409):
            await system.get(f"/api/feed?after={wrong}")
        async with refused("exchange.cursor_unknown", 409):
            await system.post("/api/feed/acknowledge", {"cursor": wrong})


async def test_keys_are_shown_once_kept_as_hashes_and_revoked(lead: Person, official: Person) -> None:
    made = await lead.post(TOKENS, {"name": " 市平台 "})
    async with System(lead.url, made["token"]) as known:
        await known.get("/api/feed")
    [listed] = [one for one in (await lead.get(TOKENS))["tokens"] if one["name"] == "市平台"]
    assert listed["madeBy"] == "认定机构负责人" and listed["lastSeenAt"] and made["token"] not in str(listed)
    [row] = await ask("SELECT token_hash FROM api_token WHERE id = $1", made["made"]["id"])
    assert row["token_hash"] == hashlib.sha256(made["token"].encode()).digest()
    await lead.post(f"{TOKENS}/{made['made']['id']}/revoke")
    for token in (made["token"], "jinji_guess"):
        async with System(lead.url, token) as nobody:
            async with refused("exchange.token_refused", 401):
                await nobody.get("/api/feed")
    async with refused("exchange.token_refused", 401):
        await official.get("/api/feed")
    async with refused("accounts.not_allowed", 403):
        await official.post(TOKENS, {"name": "x"})
    async with refused("exchange.name_needed", 422):
        await lead.post(TOKENS, {"name": " "})
    acts = [one["act"] for one in await lead.get("/api/body/acts")]
    assert acts[:2] == ["token.revoked", "token.made"]


async def test_entries_are_numbered_in_the_order_of_the_commits(organiser: Person, official: Person) -> None:
    """One that began earlier and commits later comes later; who has read on never finds an earlier one afterwards."""
    await issued(organiser, official)
    enter = (
        "INSERT INTO certificate_act (id, certificate, act, by, at, reason, authority) "
        "SELECT gen_random_uuid(), certificate, 'delivered', by, at, $1, '' FROM certificate_act LIMIT 1"
    )
    assert DB.pool is not None
    slow, fast = await DB.pool.acquire(), await DB.pool.acquire()
    try:
        under_way = slow.transaction()
        await under_way.start()
        await slow.execute(enter, "slow")
        await fast.execute(enter, "fast")
        [newest] = await ask("SELECT seq, reason FROM feed_entry ORDER BY seq DESC LIMIT 1")
        assert newest["reason"] == "fast"
        await under_way.commit()
        rows = await ask("SELECT seq, reason FROM feed_entry ORDER BY seq")
    finally:
        await DB.pool.release(slow)
        await DB.pool.release(fast)
    assert [row["reason"] for row in rows[-2:]] == ["fast", "slow"]
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    with pytest.raises(Exception, match="append-only"):
        await ask("DELETE FROM feed_entry")


def is_signed(one: Received, secret: str) -> bool:
    """As a receiver checks it, by the published scheme and none of our code."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{one.headers['webhook-id']}.{one.headers['webhook-timestamp']}.".encode() + one.body
    said = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return one.headers["webhook-signature"] == f"v1,{said}"


async def test_a_webhook_is_told_and_what_fails_is_tried_again(
    lead: Person, organiser: Person, official: Person
) -> None:
    """Signed; a failure and a redirection are no arrival; each try is seen; the same message has the same id.

    Once removed, it is not told of what waits behind the message that is just under way.
    """
    async with a_receiver(204, 500, 302) as receiver:
        made = await lead.post(HOOKS, {"name": "企业人事系统", "url": receiver.url})
        hook, secret = made["made"]["id"], made["secret"]
        assert secret not in str(await lead.get(HOOKS))
        number = await issued(organiser, official)
        first, second = (await receiver.has(2))[:2]
        assert [one.said["type"] for one in (first, second)] == ["decision.approved", "certificate.issued"]
        assert second.said["data"]["certificate"]["number"] == number
        assert is_signed(first, secret) and is_signed(second, secret) and not is_signed(first, "whsec_AAAA")
        waiting, arrived = await settled(lead, hook, "waiting", "delivered")
        assert [one["status"] for one in arrived["attempts"]] == [204]
        assert [one["status"] for one in waiting["attempts"]] == [500] and waiting["nextAt"]

        await lead.post(f"/api/body/messages/{waiting['id']}/send")
        await receiver.has(3)
        for _ in range(200):
            waiting = (await messages(lead, hook))[0]
            if len(waiting["attempts"]) == 2:
                break
            await asyncio.sleep(0.05)
        assert waiting["attempts"][1]["status"] == 302 and waiting["state"] == "waiting"
        await lead.post(f"/api/body/messages/{waiting['id']}/send")
        third = (await receiver.has(4))[3]
        assert third.headers["webhook-id"] == second.headers["webhook-id"] == waiting["id"]
        assert third.body == second.body and is_signed(third, secret)
        done, _ = await settled(lead, hook, "delivered", "delivered")
        assert [one["status"] for one in done["attempts"]] == [500, 302, 204]

        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        receiver.answers.append(answer)
        await issued(organiser, official)
        await receiver.has(5)
        for _ in range(200):
            if len(await messages(lead, hook)) == 4:
                break
            await asyncio.sleep(0.05)
        await lead.post(f"{HOOKS}/{hook}/remove")
        answer.set_result(204)
        await asyncio.gather(*(task for task in asyncio.all_tasks() if task.get_name() == f"webhook {hook}"))
        assert (await lead.get(HOOKS))["webhooks"] == [] and len(receiver.received) == 5
