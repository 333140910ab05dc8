"""What crosses the wire about the feed, its keys and the webhooks."""

from datetime import datetime

from competition.certificates.told import CertificateTold
from competition.promotion.told import DecisionTold
from competition.wire import Wire


class FeedItem(Wire, frozen=True):
    """Something that happened. `cursor` names it: what is asked for after it begins with the next one.

    `kind`: decision.approved, decision.refused, certificate.issued, certificate.delivered, certificate.revoked,
    certificate.superseded. `authority` is the body that ordered it where that is another than the issuer.
    """

    cursor: str
    seq: int
    kind: str
    at: datetime
    by: str
    reason: str
    authority: str
    decision: DecisionTold | None
    certificate: CertificateTold | None


class FeedPage(Wire, frozen=True):
    """Entries in order. `next` is the cursor to go on with; `more` says whether something is there already."""

    entries: list[FeedItem]
    next: str
    more: bool
    acknowledged: str


class Acknowledge(Wire, frozen=True):
    """Everything up to this cursor has been taken over; what is asked for without a cursor begins after it."""

    cursor: str


class Acknowledged(Wire, frozen=True):
    acknowledged: str


class MakeToken(Wire, frozen=True):
    name: str


class TokenView(Wire, frozen=True):
    """A key by which another system reads. `behind` is how many entries it has not acknowledged."""

    id: str
    name: str
    made_by: str
    made_at: datetime
    revoked_at: datetime | None
    last_seen_at: datetime | None
    acknowledged_at: datetime | None
    behind: int


class TokensView(Wire, frozen=True):
    tokens: list[TokenView]


class NewToken(Wire, frozen=True):
    """The key itself is shown this once; only its hash is kept."""

    token: str
    made: TokenView


class MakeWebhook(Wire, frozen=True):
    name: str
    url: str


class WebhookView(Wire, frozen=True):
    id: str
    name: str
    url: str
    made_by: str
    made_at: datetime
    waiting: int
    delivered: int
    given_up: int


class WebhooksView(Wire, frozen=True):
    webhooks: list[WebhookView]


class NewWebhook(Wire, frozen=True):
    """The secret by which a receiver knows our messages is shown this once."""

    secret: str
    made: WebhookView


class AttemptView(Wire, frozen=True):
    """`problem`: address, timeout, connection; empty where a status was answered."""

    at: datetime
    status: int | None
    problem: str
    milliseconds: int


class MessageView(Wire, frozen=True):
    """`state`: waiting, delivered, given_up; a waiting one is tried at `next_at`."""

    id: str
    seq: int
    kind: str
    state: str
    next_at: datetime | None
    attempts: list[AttemptView]


class MessagesView(Wire, frozen=True):
    """The newest messages of a webhook, a hundred at most."""

    messages: list[MessageView]
