"""Reading the register of certificates."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from piccolo.columns import Column
from piccolo.columns.combination import And, Where

from competition.accounts.principal import Principal
from competition.certificates.actions import facts_as_issued, keep_paper
from competition.certificates.archival import Attachment
from competition.certificates.credential import Issuer
from competition.certificates.disclosure import disclosed
from competition.certificates.errors import CertificateUnknown, CredentialWithheld
from competition.certificates.paper_check import CREDENTIAL
from competition.certificates.schemas import (
    ActView,
    CertificateRecord,
    CertificateView,
    DecisionHistory,
)
from competition.certificates.signing import PaperSigner
from competition.certificates.status_list import SIZE, status_list
from competition.certificates.tables import Certificate, CertificateAct, CertificatePaper
from competition.clock import now
from competition.errors import NotFound
from competition.promotion.history import acts_on
from competition.promotion.schemas import CertificateRef, DecisionView
from competition.registry.vault import Vault
from rules.values import Text


async def pdf_of(reader: Principal, vault: Vault, signer: PaperSigner, number: str) -> bytes:
    """The signed paper, drawn from the register when it is first asked for; always the same bytes.

    Raises `CertificateUnknown` and what making a paper raises.
    """
    reader.require("organiser", "official")
    kept = await _kept_paper(number)
    if kept is None:
        found = await registered(vault, Certificate.number == number)
        facts = await facts_as_issued(found.record, found.document, development=signer.development, code=found.code)
        await keep_paper(number, await asyncio.to_thread(signer.paper, facts, *attachments(found.credential)))
        kept = await _kept_paper(number)
    assert kept is not None
    return kept


async def _kept_paper(number: str) -> bytes | None:
    found = await CertificatePaper.select(CertificatePaper.pdf).where(CertificatePaper.certificate.number == number)
    return found[0]["pdf"] if found else None


@dataclass(frozen=True, slots=True)
class Registered:
    """A certificate as the register has it."""

    id: UUID
    record: CertificateRecord
    token: str
    document: str
    state: str
    code: str
    credential: str


async def registered(vault: Vault, which: Where) -> Registered:
    """Raises `CertificateUnknown`."""
    row = await Certificate.select().where(which).first()
    if row is None:
        raise CertificateUnknown()
    return Registered(
        row["id"],
        msgspec.json.decode(row["facts"], type=CertificateRecord),
        row["token"],
        vault.open(row["document_sealed"]),
        row["state"],
        row["record"],
        row["credential"],
    )


async def certificate_view(reader: Principal, number: str) -> CertificateView:
    """The certificate at the desk with its whole history. Raises `CertificateUnknown`."""
    reader.require("organiser", "official", "authority")
    row = await Certificate.select().where(Certificate.number == number).first()
    if row is None:
        raise CertificateUnknown()
    before = await Certificate.select(Certificate.number).where(Certificate.id == row["replaces"]).first()
    after = await Certificate.select(Certificate.number).where(Certificate.replaces == row["id"]).first()
    return CertificateView(
        number=number,
        holder=str(row["holder"]),
        name=msgspec.json.decode(row["facts"], type=CertificateRecord).holder_name,
        state=row["state"],
        verify=f"/verify/{row['token']}",
        pdf=f"/api/certificates/{number}.pdf",
        acts=await _acts(CertificateAct.certificate == row["id"]),
        replaces=before["number"] if before else None,
        replaced_by=after["number"] if after else None,
    )


async def decision_history(reader: Principal, decision: UUID) -> DecisionHistory:
    """What was done with the decision and with each certificate of it. Raises `NotFound`."""
    reader.require("organiser", "official")
    decided = [ActView(act=one.act, by=one.by, at=one.at, reason=one.reason) for one in await acts_on(decision)]
    if not decided:
        raise NotFound(Text("晋升决定", "decision"), decision)
    papers = await _acts(CertificateAct.certificate.decision == decision)
    return DecisionHistory(acts=decided + papers)


async def _acts(which: Where) -> list[ActView]:
    rows = (
        await CertificateAct.select(
            CertificateAct.act,
            CertificateAct.by.name.as_alias("name"),
            CertificateAct.at,
            CertificateAct.reason,
            CertificateAct.authority,
            CertificateAct.own,
            CertificateAct.certificate.number.as_alias("number"),
        )
        .where(which)
        .order_by(CertificateAct.at, CertificateAct.id)
    )
    return [
        ActView(
            act=row["act"],
            by=row["name"],
            at=row["at"],
            reason=row["reason"],
            authority=row["authority"],
            own=row["own"],
            certificate=row["number"],
        )
        for row in rows
    ]


def attachments(credential: str) -> list[Attachment]:
    if not credential:
        return []
    return [Attachment(CREDENTIAL, "application/json", credential.encode(), "Open Badges 3.0 credential")]


async def credential_for(token: str) -> str:
    """The signed credential of the certificate with this address.

    It names its holder and cannot be covered without breaking its proof. Raises `CertificateUnknown`,
    `CredentialWithheld` while names are not shown in full.
    """
    row = await Certificate.select(Certificate.credential).where(Certificate.token == token).first()
    if row is None or not row["credential"]:
        raise CertificateUnknown()
    if (await disclosed()).name != "full":
        raise CredentialWithheld()
    said: str = row["credential"]
    return said


async def published_status_list(number: int, issuer: Issuer) -> dict[str, Any]:
    """The status list as it stands, signed now. Raises `NotFound` for one that was not begun."""
    first = number * SIZE
    rows = await Certificate.select(Certificate.status, Certificate.state).where(
        (Certificate.status >= first) & (Certificate.status < first + SIZE)
    )
    if not rows and number > 0:
        raise NotFound(Text("状态列表", "status list"), number)
    gone = [row["status"] - first for row in rows if row["state"] in ("revoked", "superseded")]
    return status_list(number, gone, issuer, now())


async def with_certificates(decisions: Collection[DecisionView]) -> list[DecisionView]:
    """The same decisions, each with the certificate that was issued for it."""
    if not decisions:
        return []
    asked = Certificate.decision.is_in([UUID(one.id) for one in decisions])
    issued = await newest_certificates(Certificate.decision, asked)
    return [msgspec.structs.replace(one, certificate=issued.get(one.id)) for one in decisions]


async def newest_certificates(of: Column, which: Where | And) -> dict[str, CertificateRef]:
    """The newest of these certificates of each decision, or of each member: of whatever `of` refers to."""
    rows = (
        await Certificate.select(of.as_alias("of"), Certificate.number, Certificate.state, Certificate.token)
        .where(which)
        .order_by(Certificate.issued_at, Certificate.number)
    )
    return {
        str(row["of"]): CertificateRef(
            number=row["number"],
            state=row["state"],
            pdf=f"/api/certificates/{row['number']}.pdf",
            verify=f"/verify/{row['token']}",
        )
        for row in rows
    }
