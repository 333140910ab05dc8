"""The register of certificates. What is printed is frozen here on the day of issue."""

from piccolo.columns import JSONB, UUID, Boolean, Bytea, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from competition.accounts.tables import Account
from competition.events.tables import Event, Member
from competition.identifiers import uuid7
from competition.promotion.tables import PromotionDecision
from competition.registry.tables import Holder


class Certificate(Table):
    """One certificate. `token` is its address on the verify page; the document number is sealed apart.

    `kind`: promotion, award, transcript; only the first has a decision. A member of an event has one of each kind that
    holds, and any number that no longer do. `position` is its place among those of the event. `state`: issued,
    delivered, revoked, superseded. `replaces` is the one that this one took the place of. `status` is its place in the
    status lists, `record` the signed text in its QR code and `credential` the signed credential, both as they were at
    issue.
    """

    id = UUID(primary_key=True, default=uuid7)
    number = Varchar(length=40, unique=True)
    token = Varchar(length=40, unique=True)
    kind = Varchar(length=12, default="promotion")
    event = ForeignKey(Event, null=False)
    member = ForeignKey(Member, null=False)
    position = Integer(default=0)
    decision = ForeignKey(PromotionDecision, null=True, default=None)
    holder = ForeignKey(Holder, null=False)
    facts = JSONB()
    document_sealed = Bytea()
    issued_by = ForeignKey(Account, null=False)
    issued_at = Timestamptz()
    state = Varchar(length=12, default="issued")
    status = Integer(null=True, default=None, unique=True)
    record = Text()
    credential = Text()
    replaces: ForeignKey["Certificate"] = ForeignKey("self", null=True, default=None, unique=True)


class CertificateAct(Table):
    """What was done with a certificate, by whom, when and why; nothing is ever taken out.

    `act`: issued, delivered, revoked, superseded. `authority` is the body that ordered it where that is another than
    the issuer: it did so itself, under an account of its own, where `own` is set; else the issuer says so.
    """

    id = UUID(primary_key=True, default=uuid7)
    certificate = ForeignKey(Certificate, null=False)
    act = Varchar(length=12)
    by = ForeignKey(Account, null=False)
    at = Timestamptz()
    reason = Text()
    authority = Text()
    own = Boolean(default=False)


class CertificatePaper(Table):
    """The signed file of a certificate, made once and kept: signing it again would give another file."""

    certificate = ForeignKey(Certificate, primary_key=True)
    pdf = Bytea()
    digest = Bytea(unique=True)
    made_at = Timestamptz()


class CertificateDelivery(Table):
    """A job: certificates of a kind issued for all who are entitled to one, papers made, files laid out.

    `state`: running, done. What is done is never done again, so that a job which stopped half-way goes on from there.
    `worker` is who works on it, as of `alive_at`; another takes over when that is long ago. `refused` are those whom no
    certificate was issued to, each with the reason. `held_up` says why a running one waits to be taken up again.
    """

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(Event, null=False)
    kind = Varchar(length=12, default="promotion")
    language = Varchar(length=4, default="both")
    by = ForeignKey(Account, null=False)
    url = Varchar(length=300)
    state = Varchar(length=10, default="running")
    total = Integer(default=0)
    made = Integer(default=0)
    refused = JSONB(default="[]")
    held_up = JSONB(null=True, default=None)
    worker = Varchar(length=40, null=True, default=None)
    alive_at = Timestamptz(null=True, default=None)
    begun_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)


class Disclosure(Table):
    """What the public is told of holders, as somebody settled it then; the newest holds and nothing is taken out."""

    id = UUID(primary_key=True, default=uuid7)
    shown = JSONB()
    by = ForeignKey(Account, null=False)
    at = Timestamptz()
    reason = Text()


class NumberSeries(Table):
    """The newest serial given out in a year. Numbers are given in the issuing transaction, so none is skipped."""

    year = Integer(primary_key=True)
    last = Integer()


class PrintedImage(Table):
    """A photo or a seal that papers are printed with, named by its digest. A later photo is another one."""

    digest = Varchar(length=64, primary_key=True)
    content = Bytea()
    kept_at = Timestamptz()


class PinnedTemplate(Table):
    """A template as it was when papers were first issued by it, named by its digest."""

    digest = Varchar(length=64, primary_key=True)
    document = JSONB()


class TemplateEdition(Table):
    """An organiser's template of a kind; the one with the highest number is in force."""

    id = UUID(primary_key=True, default=uuid7)
    kind = Varchar(length=12)
    number = Integer()
    template = ForeignKey(PinnedTemplate, null=False)
    made_by = ForeignKey(Account, null=False)
    made_at = Timestamptz()
    template_edition_number = Unique([kind, number])
