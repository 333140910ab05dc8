"""Carries the feed to the webhooks: at least once, signed, tried again at growing intervals, then given up.

Nothing is on its way that is not stored. What an entry is to be told to is stored as messages; a message that is being
tried is due again when its lease runs out, so that a server that is killed leaves nothing behind but a repetition,
which the receiver knows by its `webhook-id`. A webhook is told in the order of the numbers: what has not arrived holds
back what comes after it, until it arrives or is given up, lest a revocation be heard of before its certificate.
Each webhook is served by itself: one that does not answer delays no other.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from random import uniform
from time import monotonic
from typing import Any
from uuid import UUID

import httpx
import msgspec

from competition.clock import now
from competition.db.notices import Notice
from competition.db.unit_of_work import unit_of_work
from competition.exchange.addresses import checked_target
from competition.exchange.errors import AddressRefused
from competition.exchange.feed import items
from competition.exchange.numbering import newest_seq
from competition.exchange.signature import signed_headers
from competition.exchange.tables import FeedEntry, Webhook, WebhookAttempt, WebhookMessage
from competition.identifiers import uuid7
from competition.registry.vault import Vault

FED = "feed"
"""The kind of the notice that the database sends with every entry."""
PAUSES = (5, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds from each failure to the next try; after the last of them, some three days later, it is given up."""
ANSWER_SECONDS = 10.0
LEASE = timedelta(seconds=60)
LOOK_SECONDS = 5.0

log = logging.getLogger("jinji.exchange")


def next_pause(attempts: int) -> timedelta | None:
    """How long to wait after so many failures, spread by a fifth so that not all come back at once; None: give up."""
    if attempts > len(PAUSES):
        return None
    return timedelta(seconds=PAUSES[attempts - 1] * uniform(0.9, 1.1))


class WebhookSender:
    """Works on the messages that are due; `private` lets them go to addresses inside the server's own network."""

    def __init__(self, vault: Vault, *, private: bool) -> None:
        self._vault, self._private = vault, private
        self._ask = asyncio.Event()
        self._serving: dict[UUID, asyncio.Task[None]] = {}

    def wake(self) -> None:
        self._ask.set()

    def hear(self, _: Notice) -> None:
        self.wake()

    @contextlib.asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Messages are sent inside the block, those that an earlier server left too."""
        async with httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False) as http:
            task = asyncio.create_task(self._work(http), name="webhooks")
            try:
                yield
            finally:
                for one in (task, *self._serving.values()):
                    one.cancel()
                await asyncio.gather(task, *self._serving.values(), return_exceptions=True)

    async def _work(self, http: httpx.AsyncClient) -> None:
        while True:
            self._ask.clear()
            try:
                await self._plan()
                for webhook in await self._due():
                    if webhook not in self._serving:
                        serving = asyncio.create_task(self._serve(webhook, http), name=f"webhook {webhook}")
                        self._serving[webhook] = serving
            except Exception:
                log.exception("webhooks wait; they are looked at again in a moment")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ask.wait(), LOOK_SECONDS)

    async def _plan(self) -> None:
        """Every entry that a webhook has not been told of is a message to it."""
        newest = await newest_seq()
        behind = Webhook.removed_at.is_null() & (Webhook.planned < newest)
        if not await Webhook.exists().where(behind):
            return
        async with unit_of_work() as work:
            for webhook in await Webhook.objects().where(behind).lock_rows("UPDATE"):
                entries = await FeedEntry.select(FeedEntry.seq).where(
                    (FeedEntry.seq > webhook.planned) & (FeedEntry.seq <= newest)
                )
                await work.connection.executemany(
                    "INSERT INTO webhook_message (id, webhook, entry, state, attempts, next_at) "
                    "VALUES ($1, $2, $3, 'waiting', 0, $4)",
                    [(uuid7(), webhook.id, one["seq"], now()) for one in entries],
                )
                await Webhook.update({Webhook.planned: newest}).where(Webhook.id == webhook.id)

    async def _due(self) -> list[UUID]:
        """The webhooks whose first waiting message is due."""
        rows = await WebhookMessage.raw(
            "SELECT m.webhook FROM (SELECT DISTINCT ON (webhook) webhook, next_at FROM webhook_message "
            "WHERE state = 'waiting' ORDER BY webhook, entry) m JOIN webhook w ON w.id = m.webhook "
            "WHERE m.next_at <= {} AND w.removed_at IS NULL",
            now(),
        )
        return [row["webhook"] for row in rows]

    async def _serve(self, webhook: UUID, http: httpx.AsyncClient) -> None:
        """Its messages are sent in their order, until there are none, the first is not due, or one fails."""
        try:
            while (message := await self._taken(webhook)) is not None and await self._send(message, http):
                pass
        except Exception:
            log.exception("a webhook waits; it is looked at again in a moment")
        finally:
            self._serving.pop(webhook, None)

    async def _taken(self, webhook: UUID) -> dict[str, Any] | None:
        """The first that waits, if it is due and its webhook not removed: this server's for the length of a lease."""
        async with unit_of_work() as work:
            row = await work.connection.fetchrow(
                "UPDATE webhook_message m SET next_at = $3, attempts = attempts + 1 FROM webhook w "
                "WHERE w.id = m.webhook AND w.removed_at IS NULL "
                "AND m.id = (SELECT id FROM (SELECT id, next_at FROM webhook_message "
                "WHERE webhook = $1 AND state = 'waiting' ORDER BY entry LIMIT 1 FOR UPDATE) first "
                "WHERE next_at <= $2) "
                "RETURNING m.id, m.entry, m.attempts, w.url, w.secret_sealed",
                webhook,
                now(),
                now() + LEASE,
            )
        return dict(row) if row else None

    async def _send(self, message: dict[str, Any], http: httpx.AsyncClient) -> bool:
        (entry,) = await items(await FeedEntry.select().where(FeedEntry.seq == message["entry"]))
        body = msgspec.json.encode({"type": entry.kind, "timestamp": entry.at, "data": entry})
        began, at = monotonic(), now()
        status, problem = await self._post(message, body, http)
        arrived = status is not None and 200 <= status < 300
        pause = next_pause(message["attempts"])
        async with unit_of_work():
            await WebhookAttempt(
                message=message["id"],
                at=at,
                status=status,
                problem=problem,
                milliseconds=round((monotonic() - began) * 1000),
            ).save()
            changes: dict[Any, Any] = {WebhookMessage.state: "delivered" if arrived else "given_up"}
            if not arrived and pause is not None:
                changes = {WebhookMessage.next_at: now() + pause}
            await WebhookMessage.update(changes).where(WebhookMessage.id == message["id"])
        return arrived

    async def _post(self, message: dict[str, Any], body: bytes, http: httpx.AsyncClient) -> tuple[int | None, str]:
        """The status that was answered, or what went wrong. Answers are not read, redirections not followed."""
        try:
            target = await checked_target(message["url"], private=self._private)
            headers = {
                "host": target.authority,
                "content-type": "application/json",
                "user-agent": "Jinji",
                **signed_headers(
                    self._vault.open(message["secret_sealed"]), str(message["id"]), int(now().timestamp()), body
                ),
            }
            async with (
                asyncio.timeout(ANSWER_SECONDS),
                http.stream(
                    "POST", target.url, content=body, headers=headers, extensions={"sni_hostname": target.host}
                ) as answer,
            ):
                return answer.status_code, ""
        except AddressRefused:
            return None, "address"
        except (TimeoutError, httpx.TimeoutException):
            return None, "timeout"
        except httpx.HTTPError:
            return None, "connection"
