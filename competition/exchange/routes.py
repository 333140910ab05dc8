"""The feed for other systems, and the desk where its keys and webhooks are made."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody

from competition.accounts.principal import Principal
from competition.certificates.queries import pdf_of
from competition.certificates.signing import PaperSigner
from competition.exchange.feed import acknowledge, read_feed
from competition.exchange.schemas import (
    Acknowledge,
    Acknowledged,
    FeedPage,
    MakeToken,
    MakeWebhook,
    MessagesView,
    NewToken,
    NewWebhook,
    TokensView,
    WebhooksView,
)
from competition.exchange.sender import WebhookSender
from competition.exchange.tokens import Reader, make_token, reader_of, revoke_token, tokens
from competition.exchange.webhooks import make_webhook, messages_of, remove_webhook, send_again, webhooks
from competition.registry.vault import Vault


async def _reader(request: Request[Any, Any, Any]) -> Reader:
    return await reader_of(request.headers.get("authorization", ""))


READER = {"reader": Provide(_reader)}
PRIVATE = {"Cache-Control": "private, no-store"}


@get("/api/feed", operation_id="readFeed", dependencies=READER)
async def feed(
    reader: NamedDependency[Reader], after: FromQuery[str | None] = None, limit: FromQuery[int] = 100
) -> FeedPage:
    """By API key: what happened after the cursor, or after what was acknowledged."""
    return await read_feed(reader, after, limit)


@post("/api/feed/acknowledge", operation_id="acknowledgeFeed", status_code=200, dependencies=READER)
async def acknowledge_feed(data: JSONBody[Acknowledge], reader: NamedDependency[Reader]) -> Acknowledged:
    return await acknowledge(reader, data.cursor)


@get(
    "/api/feed/certificates/{file:str}",
    operation_id="readFedCertificate",
    media_type="application/pdf",
    dependencies=READER,
)
async def fed_certificate(
    file: FromPath[str],
    reader: NamedDependency[Reader],
    vault: NamedDependency[Vault],
    paper_signer: NamedDependency[PaperSigner],
) -> Response[bytes]:
    """By API key: the signed paper of a certificate that the feed told of."""
    pdf = await pdf_of(reader.principal, vault, paper_signer, file.removesuffix(".pdf"))
    return Response(pdf, media_type="application/pdf", headers=PRIVATE)


@get("/api/body/tokens", operation_id="listTokens")
async def list_tokens(principal: NamedDependency[Principal]) -> TokensView:
    return TokensView(tokens=await tokens(principal))


@post("/api/body/tokens", operation_id="makeToken")
async def post_token(data: JSONBody[MakeToken], principal: NamedDependency[Principal]) -> NewToken:
    return await make_token(principal, data.name)


@post("/api/body/tokens/{key:uuid}/revoke", operation_id="revokeToken", status_code=200)
async def revoke(key: FromPath[UUID], principal: NamedDependency[Principal]) -> TokensView:
    await revoke_token(principal, key)
    return TokensView(tokens=await tokens(principal))


@get("/api/body/webhooks", operation_id="listWebhooks")
async def list_webhooks(principal: NamedDependency[Principal]) -> WebhooksView:
    return WebhooksView(webhooks=await webhooks(principal))


@post("/api/body/webhooks", operation_id="makeWebhook")
async def post_webhook(
    data: JSONBody[MakeWebhook],
    principal: NamedDependency[Principal],
    vault: NamedDependency[Vault],
    webhook_private: NamedDependency[bool],
) -> NewWebhook:
    return await make_webhook(principal, vault, data.name, data.url, private=webhook_private)


@post("/api/body/webhooks/{webhook:uuid}/remove", operation_id="removeWebhook", status_code=200)
async def remove(webhook: FromPath[UUID], principal: NamedDependency[Principal]) -> WebhooksView:
    await remove_webhook(principal, webhook)
    return WebhooksView(webhooks=await webhooks(principal))


@get("/api/body/webhooks/{webhook:uuid}/messages", operation_id="listMessages")
async def list_messages(webhook: FromPath[UUID], principal: NamedDependency[Principal]) -> MessagesView:
    return MessagesView(messages=await messages_of(principal, webhook))


@post("/api/body/messages/{message:uuid}/send", operation_id="sendMessage", status_code=200)
async def send(
    message: FromPath[UUID], principal: NamedDependency[Principal], sender: NamedDependency[WebhookSender]
) -> MessagesView:
    webhook = await send_again(principal, message)
    sender.wake()
    return MessagesView(messages=await messages_of(principal, webhook))


ROUTES = [
    feed,
    acknowledge_feed,
    fed_certificate,
    list_tokens,
    post_token,
    revoke,
    list_webhooks,
    post_webhook,
    remove,
    list_messages,
    send,
]
