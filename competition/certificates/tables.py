"""The register of certificates. What is printed is frozen here on the day of issue."""

from piccolo.columns import JSONB, UUID, Bytea, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.table import Table

from competition.accounts.tables import Account
from competition.identifiers import uuid7
from competition.promotion.tables import PromotionDecision
from competition.registry.tables import Holder


class Certificate(Table):
    """One certificate. `token` is its address on the verify page; the document number is sealed apart."""

    id = UUID(primary_key=True, default=uuid7)
    number = Varchar(length=40, unique=True)
    token = Varchar(length=40, unique=True)
    decision = ForeignKey(PromotionDecision, null=False, unique=True)
    holder = ForeignKey(Holder, null=False)
    facts = JSONB()
    document_sealed = Bytea()
    issued_by = ForeignKey(Account, null=False)
    issued_at = Timestamptz()


class CertificatePaper(Table):
    """The signed file of a certificate, made once and kept: signing it again would give another file."""

    certificate = ForeignKey(Certificate, primary_key=True)
    pdf = Bytea()
    digest = Bytea(unique=True)
    made_at = Timestamptz()


class NumberSeries(Table):
    """The newest serial given out in a year. Numbers are given in the issuing transaction, so none is skipped."""

    year = Integer(primary_key=True)
    last = Integer()
