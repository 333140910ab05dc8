"""Webhooks of the body: made and removed by who is in charge, with every message and try to be seen."""

from typing import Any
from uuid import UUID

from competition.accounts.audit import enter_act
from competition.accounts.principal import Principal
from competition.clock import now
from competition.db.unit_of_work import unit_of_work
from competition.errors import NotFound
from competition.exchange.addresses import checked_target
from competition.exchange.numbering import newest_seq
from competition.exchange.schemas import AttemptView, MessageView, NewWebhook, WebhookView
from competition.exchange.signature import new_secret
from competition.exchange.tables import Webhook, WebhookAttempt, WebhookMessage
from competition.exchange.tokens import required_name
from competition.registry.vault import Vault
from rules.values import Text

SHOWN = 100


async def webhooks(reader: Principal) -> list[WebhookView]:
    """Those that are told of what happens, with how many messages stand how."""
    reader.require("lead_official")
    rows = (
        await Webhook.select(*Webhook.all_columns(), Webhook.made_by.name.as_alias("maker"))
        .where(Webhook.removed_at.is_null())
        .order_by(Webhook.id)
    )
    counted = await WebhookMessage.raw("SELECT webhook, state, count(*) AS n FROM webhook_message GROUP BY 1, 2")
    counts = {(row["webhook"], row["state"]): row["n"] for row in counted}
    return [_view(row, counts) for row in rows]


async def make_webhook(lead: Principal, vault: Vault, name: str, url: str, *, private: bool) -> NewWebhook:
    """The address is told of everything from here on. Raises `NameNeeded`, `AddressRefused`."""
    lead.require("lead_official")
    said, address, secret = required_name(name), url.strip(), new_secret()
    await checked_target(address, private=private)
    async with unit_of_work():
        made = Webhook(
            name=said,
            url=address,
            secret_sealed=vault.seal(secret),
            made_by=lead.id,
            made_at=now(),
            planned=await newest_seq(),
        )
        await made.save()
        await enter_act(lead, "webhook.made", f"{said} {address}")
    return NewWebhook(secret=secret, made=next(one for one in await webhooks(lead) if one.id == str(made.id)))


async def remove_webhook(lead: Principal, webhook: UUID) -> None:
    """Nothing more is sent there; what was sent stays to be seen in the database. Raises `NotFound`."""
    lead.require("lead_official")
    async with unit_of_work():
        found = await Webhook.objects().where(Webhook.id == webhook).lock_rows("UPDATE").first()
        if found is None or found.removed_at is not None:
            raise NotFound(Text("推送", "webhook"), webhook)
        await Webhook.update({Webhook.removed_at: now()}).where(Webhook.id == webhook)
        await enter_act(lead, "webhook.removed", f"{found.name} {found.url}")


async def messages_of(reader: Principal, webhook: UUID) -> list[MessageView]:
    """The newest messages with every try. Raises `NotFound`."""
    reader.require("lead_official")
    if not await Webhook.exists().where(Webhook.id == webhook):
        raise NotFound(Text("推送", "webhook"), webhook)
    rows = (
        await WebhookMessage.select(*WebhookMessage.all_columns(), WebhookMessage.entry.kind.as_alias("kind"))
        .where(WebhookMessage.webhook == webhook)
        .order_by(WebhookMessage.entry, ascending=False)
        .limit(SHOWN)
    )
    tries: dict[UUID, list[AttemptView]] = {row["id"]: [] for row in rows}
    if rows:
        made = (
            await WebhookAttempt.select()
            .where(WebhookAttempt.message.is_in(list(tries)))
            .order_by(WebhookAttempt.at, WebhookAttempt.id)
        )
        for one in made:
            tries[one["message"]].append(
                AttemptView(
                    at=one["at"], status=one["status"], problem=one["problem"], milliseconds=one["milliseconds"]
                )
            )
    return [
        MessageView(
            id=str(row["id"]),
            seq=row["entry"],
            kind=row["kind"],
            state=row["state"],
            next_at=row["next_at"] if row["state"] == "waiting" else None,
            attempts=tries[row["id"]],
        )
        for row in rows
    ]


async def send_again(lead: Principal, message: UUID) -> UUID:
    """The message is tried at once, whatever became of it before; returns its webhook. Raises `NotFound`."""
    lead.require("lead_official")
    async with unit_of_work():
        found = await WebhookMessage.objects().where(WebhookMessage.id == message).lock_rows("UPDATE").first()
        if found is None:
            raise NotFound(Text("推送消息", "message"), message)
        await WebhookMessage.update(
            {WebhookMessage.state: "waiting", WebhookMessage.next_at: now(), WebhookMessage.attempts: 0}
        ).where(WebhookMessage.id == message)
        await enter_act(lead, "webhook.sent_again", str(message))
        of: UUID = found.webhook
    return of


def _view(row: dict[str, Any], counts: dict[tuple[UUID, str], int]) -> WebhookView:
    def count(state: str) -> int:
        return counts.get((row["id"], state), 0)

    return WebhookView(
        id=str(row["id"]),
        name=row["name"],
        url=row["url"],
        made_by=row["maker"],
        made_at=row["made_at"],
        waiting=count("waiting"),
        delivered=count("delivered"),
        given_up=count("given_up"),
    )
