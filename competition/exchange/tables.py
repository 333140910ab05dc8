"""What other systems are told: the numbered feed, the keys that read it, and the webhooks that carry it out."""

from piccolo.columns import UUID, BigInt, Bytea, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Check
from piccolo.table import Table

from competition.accounts.tables import Account
from competition.certificates.tables import Certificate
from competition.identifiers import uuid7
from competition.promotion.tables import PromotionDecision


class FeedEntry(Table):
    """One thing that happened, numbered in the order of the commits without a hole; never changed.

    Entered by the database itself as the transaction ends that approves, refuses, issues, delivers, revokes or
    supersedes, under a lock: who has read up to 812 will never find an 811 that was not there. `mark` is random, so
    that a number of another past (a database that was restored) is noticed.
    """

    seq = BigInt(primary_key=True)
    mark = Varchar(length=36)
    kind = Varchar(length=40)
    decision = ForeignKey(PromotionDecision, null=True, default=None)
    certificate = ForeignKey(Certificate, null=True, default=None)
    by = ForeignKey(Account, null=False)
    at = Timestamptz()
    reason = Text()
    authority = Text()


class ApiToken(Table):
    """A key by which another system reads the feed; only its hash is kept. `acknowledged` is how far it has come."""

    id = UUID(primary_key=True, default=uuid7)
    name = Varchar(length=100)
    token_hash = Bytea(unique=True)
    made_by = ForeignKey(Account, null=False)
    made_at = Timestamptz()
    revoked_at = Timestamptz(null=True, default=None)
    last_seen_at = Timestamptz(null=True, default=None)
    acknowledged = BigInt(default=0)
    acknowledged_at = Timestamptz(null=True, default=None)


class Webhook(Table):
    """An address that is told of every entry after `planned`; its secret is sealed, since each message is signed."""

    id = UUID(primary_key=True, default=uuid7)
    name = Varchar(length=100)
    url = Varchar(length=500)
    secret_sealed = Bytea()
    made_by = ForeignKey(Account, null=False)
    made_at = Timestamptz()
    removed_at = Timestamptz(null=True, default=None)
    planned = BigInt(default=0)


class WebhookMessage(Table):
    """One entry on its way to one webhook: stored before it is sent, and until it has arrived.

    `state`: waiting, delivered, given_up. It is tried at `next_at`; whoever tries it moves that on first, so that a
    server that is killed meanwhile leaves it to be tried again.
    """

    id = UUID(primary_key=True, default=uuid7)
    webhook = ForeignKey(Webhook, null=False)
    entry = ForeignKey(FeedEntry, null=False)
    state = Varchar(length=10, default="waiting")
    attempts = Integer(default=0)
    next_at = Timestamptz()
    message_state = Check((state == "waiting") | (state == "delivered") | (state == "given_up"))


class WebhookAttempt(Table):
    """One try: the status that was answered, or `problem` where none was."""

    id = UUID(primary_key=True, default=uuid7)
    message = ForeignKey(WebhookMessage, null=False)
    at = Timestamptz()
    status = Integer(null=True, default=None)
    problem = Varchar(length=40, default="")
    milliseconds = Integer()
