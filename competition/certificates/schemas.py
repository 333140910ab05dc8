"""What crosses the wire about certificates. Of its holder the public view says what the body lets it say."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from competition.certificates.layout import MarkRow
from competition.certificates.template import Kind, Template
from competition.certificates.words import KIND
from competition.papers.tongue import PaperLanguage
from competition.promotion.schemas import CertificateRef
from competition.wire import Wire
from rules.values import Text


class Successor(Wire, frozen=True):
    """The certificate that took another's place."""

    number: str
    verify: str


class VerifiedCertificate(Wire, frozen=True):
    """The facts from the register, not from the paper.

    `status`: valid, revoked, superseded; for the last two since when, and by which other body or certificate: that body
    ended it itself where `ended_by_itself`, and else ordered it, as the issuer says. The name may be covered and the
    document number absent. `credential` is where the signed credential can be had, None where it would say more than
    this.
    """

    status: str
    kind: Kind
    number: str
    name: str
    document: str | None
    occupation: Text
    direction: Text | None
    level: Text | None
    award: Text | None
    issuer: Text
    competition: Text
    rulebook: Text | None
    clause: Text | None
    issued_on: date
    sample: bool
    credential: str | None = None
    ended_on: date | None = None
    ended_by: str | None = None
    ended_by_itself: bool = False
    superseded_by: Successor | None = None


class Verification(Wire, frozen=True):
    """`status`: valid, revoked, superseded, unknown, altered, unsigned, unreadable.

    The certificate is as the register has it, and absent where the register has nothing to say about what was shown.
    `signer` is who signed a file, as its certificate names it; `development` that this was the program's own key.
    """

    status: str
    certificate: VerifiedCertificate | None = None
    signer: str | None = None
    development: bool = False


class VerifyText(Wire, frozen=True):
    """The whole text of a QR code: address and signed record."""

    text: str


class VerifyDigest(Wire, frozen=True):
    """The SHA-256 of a file, in hex: who has the file asks about it without sending it."""

    digest: str


class VerifyHolder(Wire, frozen=True):
    """The number on a paper, and the number of its holder's identity document."""

    number: str
    document: str


class Disclosed(Wire, frozen=True):
    """What the public is told of a holder: the name in full or covered, the document number covered or not at all."""

    name: Literal["full", "covered"]
    document: Literal["covered", "hidden"]


class Disclose(Wire, frozen=True):
    shown: Disclosed
    reason: str


class DisclosureChange(Wire, frozen=True):
    shown: Disclosed
    by: str
    at: datetime
    reason: str


class DisclosureView(Wire, frozen=True):
    """What holds now, and every change of it, newest first."""

    shown: Disclosed
    changes: list[DisclosureChange]


class RevokeCertificate(Wire, frozen=True):
    """`authority` is the body that ordered it, where that is another than the issuer; an authority's own stands."""

    reason: str
    authority: str = ""


class ReplaceCertificate(Wire, frozen=True):
    reason: str


class ActView(Wire, frozen=True):
    """`act`: of a certificate issued, delivered, revoked, superseded, with its number.

    Of a decision, without one: proposed, first_approved, approved, refused. `authority` is another body that ordered
    it or, where `own`, did it itself.
    """

    act: str
    by: str
    at: datetime
    reason: str
    authority: str = ""
    own: bool = False
    certificate: str | None = None


class DecisionHistory(Wire, frozen=True):
    """All that was done with a decision and with the certificates issued for it, oldest first."""

    acts: list[ActView]


class CertificateView(Wire, frozen=True):
    """A certificate at the desk, with all that was done with it. `state`: issued, delivered, revoked, superseded."""

    number: str
    holder: str
    name: str
    state: str
    verify: str
    pdf: str
    acts: list[ActView]
    replaces: str | None
    replaced_by: str | None


class NotIssued(Wire, frozen=True):
    """Somebody who got no certificate, and why."""

    name: str
    why: Text


class AskDelivery(Wire, frozen=True):
    """Which papers of the event; the language is that of those which are issued now."""

    kind: Kind = "promotion"
    language: PaperLanguage = "both"


class DeliveryView(Wire, frozen=True):
    """A delivery as it stands: `made` of `total` papers. `state`: running, done; `files` can be fetched when done.

    `held_up` says why it does not go on just now; it is tried again by itself.
    """

    id: str
    state: str
    total: int
    made: int
    refused: list[NotIssued]
    files: list[str]
    held_up: Text | None = None


class Deliveries(Wire, frozen=True):
    """The newest delivery of an event, if there is one."""

    newest: DeliveryView | None


class TemplateEditionView(Wire, frozen=True):
    number: int
    by: str
    at: datetime


class TemplateView(Wire, frozen=True):
    """The template in force, the one that comes with the program, and the editions stored, newest first."""

    kind: Kind
    template: Template
    builtin: Template
    placeholders: list[str]
    editions: list[TemplateEditionView]


class PreviewTemplate(Wire, frozen=True):
    """What is to be tried out: with made-up facts, or with those of an entrant of an event."""

    template: Template
    language: PaperLanguage = "both"
    form: Literal["png", "pdf"] = "png"
    event: UUID | None = None
    entrant: str = ""


class StoreSeal(Wire, frozen=True):
    """A PNG file, in base64."""

    content: bytes


class SealStored(Wire, frozen=True):
    """By which name a template asks for the seal."""

    image: str


class EntitledView(Wire, frozen=True):
    """A member of an event who is to have a paper, and the newest one issued."""

    member: str
    code: str
    name: str
    rank: int | None
    total: Decimal | None
    award: Text | None
    certificate: CertificateRef | None


class EventPapers(Wire, frozen=True):
    """Who is to have papers of a kind, best rank first; nobody while marking goes on."""

    kind: Kind
    entitled: list[EntitledView]


class CertificateRecord(Wire, frozen=True):
    """All that is printed but the document number, as it stood on the day of issue.

    Level, rulebook and clause are a promotion's; the award an award's; total, rank, the number of the ranked and the
    marks stand on what was issued from the standings. `template` and `photo` are digests.
    """

    number: str
    holder_name: str
    holder_name_romanised: str | None
    document_type: Text
    occupation: Text
    direction: Text | None
    issuer: Text
    competition: Text
    event: Text
    issued_on: date
    verify_url: str
    sample: bool
    level: Text | None = None
    rulebook: Text | None = None
    clause: str | None = None
    clause_text: Text | None = None
    rulebook_id: str = ""
    kind: Kind = "promotion"
    language: PaperLanguage = "both"
    template: str = ""
    photo: str = ""
    award: Text | None = None
    total: str = ""
    rank: str = ""
    entrants: str = ""
    marks: tuple[MarkRow, ...] = ()

    @property
    def attests(self) -> Text:
        """What of the holder it states, in a few words."""
        what = self.level or self.award or KIND[self.kind]
        return Text(f"{self.occupation.zh} {what.zh}", f"{self.occupation.en}, {what.en}")
