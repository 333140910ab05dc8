"""The one place where everything is joined."""

import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager
from importlib.metadata import version
from typing import Any, Generic, TypeVar
from uuid import UUID

from litestar import Litestar, Request, get
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException
from litestar.middleware import DefineMiddleware
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from competition.accounts import official_routes as officials
from competition.accounts import routes as accounts
from competition.accounts.actions import CODE_MADE, SESSION_ENDED
from competition.accounts.door import Door
from competition.accounts.principal import Principal
from competition.accounts.queries import ended_among, is_signed_in
from competition.ceremony import routes as ceremony
from competition.ceremony.queries import screen_state
from competition.certificates import body_keys_routes as body_keys
from competition.certificates import delivery_routes as deliveries
from competition.certificates import disclosure_routes as disclosure
from competition.certificates import routes as certificates
from competition.certificates import statistics_routes as statistics
from competition.certificates import template_routes as templates
from competition.certificates.credential import Issuer
from competition.certificates.delivery import DeliveryDesk
from competition.certificates.issuing_keys import IssuingKeys, open_issuing_keys
from competition.certificates.paper_pool import Bench
from competition.certificates.signing import PaperSigner, open_paper_signer
from competition.certificates.turnstile import Turnstile
from competition.db.embedded import data_folder, embedded_postgres
from competition.db.engine import close_database, open_database
from competition.db.migrate import migrate
from competition.db.notices import Heard, listening
from competition.draws import routes as draws
from competition.errors import NotSignedIn
from competition.events import routes as events
from competition.events.judging import events_of_judge
from competition.exchange import routes as exchange
from competition.exchange.sender import FED, WebhookSender
from competition.limiter import client_key
from competition.live.desk import desk_socket
from competition.live.hub import Hub
from competition.live.screens import DIRECTED, Screens
from competition.live.sockets import board_socket, judge_socket, screen_socket
from competition.live.tablets import DESK
from competition.marking import routes as marking
from competition.marking import sheet_routes
from competition.marking.book import Book
from competition.marking.intake import Intake
from competition.marking.signing import Signer, open_signer
from competition.paper_entry import routes as paper_entry
from competition.promotion import routes as promotion
from competition.registry import routes as registry
from competition.registry.vault import Vault, open_vault
from competition.settings import Settings
from competition.standings import curtain_routes
from competition.standings import routes as standings
from competition.standings.foresight import Foresight
from competition.standings.projection import FRAME, Projection
from competition.web.answers import LARGEST_BODY, failed, http_error, refused
from competition.web.authentication import Authenticate
from competition.web.pages import page_routes
from rules.errors import Refusal

VERSION = version("jinji")
Keeper = TypeVar("Keeper")


def create_app(settings: Settings) -> Litestar:
    """The server as one ASGI application; its database runs and is migrated for as long as its lifespan."""
    hub, watched_from_desk, door, turnstile, screens = Hub(), Hub(), Door(), Turnstile(), Screens()
    book = Book(hub.tell_judge, hub.devices.read_elsewhere)
    projection = Projection(hub, book.follow, watched_from_desk)
    intake = Intake(projection.derive, book)
    hears = {
        FRAME: projection.hear,
        SESSION_ENDED: hub.hear_session,
        CODE_MADE: door.hear,
        DESK: hub.devices.hear,
        DIRECTED: screens.hear,
    }
    vault, signer, paper_signer = Late[Vault](), Late[Signer](), Late[PaperSigner]()
    issuing, desk, sender = Late[IssuingKeys](), Late[DeliveryDesk](), Late[WebhookSender]()

    async def attend(judge: UUID) -> None:
        for event in await events_of_judge(judge):
            await projection.shown(event)
            await book.attend(event)

    def signed_in(request: Request[Principal | None, Any, Any]) -> Principal:
        if request.user is None:
            raise NotSignedIn()
        return request.user

    def public_url(request: Request[Any, Any, Any]) -> str:
        return settings.public_url or str(request.base_url).rstrip("/")

    def client(request: Request[Any, Any, Any]) -> str:
        return client_key(request.client.host) if request.client else ""

    def issuer(public_url: NamedDependency[str]) -> Issuer:
        return Issuer(issuing.there, public_url, paper_signer.there.known)

    return Litestar(
        route_handlers=[
            healthy,
            *accounts.ROUTES,
            *officials.ROUTES,
            *events.ROUTES,
            *marking.ROUTES,
            *sheet_routes.ROUTES,
            *standings.ROUTES,
            *curtain_routes.ROUTES,
            *paper_entry.ROUTES,
            *draws.ROUTES,
            *registry.ROUTES,
            *promotion.ROUTES,
            *certificates.ROUTES,
            *deliveries.ROUTES,
            *templates.ROUTES,
            *statistics.ROUTES,
            *disclosure.ROUTES,
            *body_keys.ROUTES,
            *exchange.ROUTES,
            *ceremony.ROUTES,
            judge_socket(hub, intake.submit, is_signed_in, attend),
            board_socket(hub, projection.shown),
            desk_socket(hub, watched_from_desk, projection.shown, is_signed_in),
            screen_socket(screens, screen_state),
            *page_routes(),
        ],
        dependencies={
            "principal": Provide(signed_in, sync_to_thread=False),
            "public_url": Provide(public_url, sync_to_thread=False),
            "client": Provide(client, sync_to_thread=False),
            "password_cost": Provide(lambda: settings.password_cost, sync_to_thread=False),
            "vault": Provide(lambda: vault.there, sync_to_thread=False),
            "signer": Provide(lambda: signer.there, sync_to_thread=False),
            "issuer": Provide(issuer, sync_to_thread=False),
            "desk": Provide(lambda: desk.there, sync_to_thread=False),
            "sender": Provide(lambda: sender.there, sync_to_thread=False),
            "webhook_private": Provide(lambda: settings.webhook_private, sync_to_thread=False),
            "turnstile": Provide(lambda: turnstile, sync_to_thread=False),
            "paper_signer": Provide(lambda: paper_signer.there, sync_to_thread=False),
            "door": Provide(lambda: door, sync_to_thread=False),
            "hub": Provide(lambda: hub, sync_to_thread=False),
            "watching": Provide(lambda: screens, sync_to_thread=False),
            "projection": Provide(lambda: projection, sync_to_thread=False),
            "intake": Provide(lambda: intake, sync_to_thread=False),
        },
        middleware=[DefineMiddleware(Authenticate, exclude=["^/assets/", "^/healthz$"])],
        exception_handlers={Refusal: refused, HTTPException: http_error, Exception: failed},
        lifespan=[
            running(
                settings, vault, signer, paper_signer, issuing, desk, sender, hub, watched_from_desk, projection, hears
            )
        ],
        openapi_config=OpenAPIConfig(
            title="Jinji", version=VERSION, path="/api/schema", render_plugins=[JsonRenderPlugin()]
        ),
        logging_config=None,
        request_max_body_size=LARGEST_BODY,
    )


class Late(Generic[Keeper]):
    """The vault, or the signer, once the lifespan has read its key."""

    def __init__(self) -> None:
        self._keeper: Keeper | None = None

    @property
    def there(self) -> Keeper:
        assert self._keeper is not None
        return self._keeper

    def unlock(self, keeper: Keeper) -> None:
        self._keeper = keeper


def running(
    settings: Settings,
    vault: Late[Vault],
    signer: Late[Signer],
    paper_signer: Late[PaperSigner],
    issuing: Late[IssuingKeys],
    desk: Late[DeliveryDesk],
    sender: Late[WebhookSender],
    hub: Hub,
    watched_from_desk: Hub,
    projection: Projection,
    hears: Mapping[str, Heard],
) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    """The database runs, its schema is this program's, and what others store in it is heard; then all has stopped."""

    def be_fresh(fresh: bool) -> None:
        hub.be_fresh(fresh)
        watched_from_desk.be_fresh(fresh)

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        with ExitStack() as until_stop:
            dsn = settings.database_url or until_stop.enter_context(embedded_postgres(settings.data))
            await open_database(dsn)
            try:
                await migrate()
                home = settings.data if settings.database_url else data_folder(settings.data)
                keys = home / "keys"
                vault.unlock(open_vault(settings.identity_key, keys))
                signer.unlock(open_signer(keys))
                issuing.unlock(open_issuing_keys(keys))
                paper_signer.unlock(open_paper_signer(settings.signing, keys))
                bench = Bench(settings.signing, keys)
                delivering = DeliveryDesk(
                    home / "deliveries", bench, vault.there, issuing.there, paper_signer.there, projection.board
                )
                desk.unlock(delivering)
                sending = WebhookSender(vault.there, private=settings.webhook_private)
                sender.unlock(sending)

                async def look() -> None:
                    for session in await ended_among(hub.sessions):
                        hub.end_session(session)
                    await hub.devices.look()
                    await projection.look()

                async with (
                    delivering.working(),
                    sending.working(),
                    hub.beating(),
                    hub.devices.working(),
                    Foresight(hub, projection.worked).working(),
                    watched_from_desk.beating(),
                    listening(dsn, {**hears, FED: sending.hear}, look, be_fresh),
                ):
                    yield
            finally:
                await close_database()

    return lifespan


@get("/healthz", operation_id="readHealth", sync_to_thread=False)
def healthy() -> dict[str, str]:
    """The server is up and its database was migrated."""
    return {"status": "ok", "version": VERSION}


logging.getLogger("jinji").setLevel(logging.INFO)
