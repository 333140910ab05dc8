"""What crosses the wire about certificates. The public view masks the holder's document number."""

from datetime import date

from competition.wire import Wire
from rules.values import Text


class VerifiedCertificate(Wire, frozen=True):
    """The facts from the register, not from the paper."""

    status: str
    number: str
    name: str
    document: str
    occupation: Text
    direction: Text | None
    level: Text
    issuer: Text
    competition: Text
    rulebook: Text
    clause: Text
    issued_on: date
    sample: bool


class CertificateRecord(Wire, frozen=True):
    """All that is printed but the document number, as it stood on the day of issue."""

    number: str
    holder_name: str
    holder_name_romanised: str | None
    document_type: Text
    occupation: Text
    direction: Text | None
    level: Text
    issuer: Text
    competition: Text
    event: Text
    rulebook: Text
    clause: str
    clause_text: Text
    issued_on: date
    verify_url: str
    sample: bool
    rulebook_id: str = ""
