"""Reading the register of certificates."""

import asyncio
from collections.abc import Collection
from uuid import UUID

import msgspec
from piccolo.columns.combination import Where

from competition.accounts.principal import Principal
from competition.certificates.actions import facts_of, keep_paper
from competition.certificates.schemas import CertificateRecord, VerifiedCertificate
from competition.certificates.signing import PaperSigner
from competition.certificates.tables import Certificate, CertificatePaper
from competition.errors import CompetitionError
from competition.promotion.schemas import CertificateRef, DecisionView
from competition.registry.vault import Vault, masked
from rules.values import Text


class CertificateUnknown(CompetitionError):
    status = 404
    code = "certificates.unknown"
    zh = "登记册中没有这份证书；请核对二维码或网址是否完整，或向发证机构查询。"
    en = "No such certificate is registered; check that the QR code or address is complete, or ask the issuing body."


async def pdf_of(reader: Principal, vault: Vault, signer: PaperSigner, number: str) -> bytes:
    """The signed paper, drawn from the register when it is first asked for; always the same bytes.

    Raises `CertificateUnknown` and what making a paper raises.
    """
    reader.require("organiser", "official")
    kept = await _kept_paper(number)
    if kept is None:
        record, document = await _registered(vault, Certificate.number == number)
        facts = facts_of(record, document, development=signer.development)
        await keep_paper(number, await asyncio.to_thread(signer.paper, facts))
        kept = await _kept_paper(number)
    assert kept is not None
    return kept


async def _kept_paper(number: str) -> bytes | None:
    found = await CertificatePaper.select(CertificatePaper.pdf).where(CertificatePaper.certificate.number == number)
    return found[0]["pdf"] if found else None


async def verified(vault: Vault, token: str) -> VerifiedCertificate:
    """What anybody with the address may know of a certificate. Raises `CertificateUnknown`."""
    record, document = await _registered(vault, Certificate.token == token)
    return VerifiedCertificate(
        status="valid",
        number=record.number,
        name=record.holder_name,
        document=masked(document),
        occupation=record.occupation,
        direction=record.direction,
        level=record.level,
        issuer=record.issuer,
        competition=record.competition,
        rulebook=record.rulebook,
        clause=Text(
            f"第{record.clause}条：{record.clause_text.zh}", f"Clause {record.clause}: {record.clause_text.en}"
        ),
        issued_on=record.issued_on,
        sample=record.sample,
    )


async def _registered(vault: Vault, which: Where) -> tuple[CertificateRecord, str]:
    row = await Certificate.select(Certificate.facts, Certificate.document_sealed).where(which).first()
    if row is None:
        raise CertificateUnknown()
    return msgspec.json.decode(row["facts"], type=CertificateRecord), vault.open(row["document_sealed"])


async def with_certificates(decisions: Collection[DecisionView]) -> list[DecisionView]:
    """The same decisions, each with the certificate that was issued for it."""
    if not decisions:
        return []
    rows = await Certificate.select(Certificate.decision, Certificate.number, Certificate.token).where(
        Certificate.decision.is_in([UUID(one.id) for one in decisions])
    )
    issued = {
        str(row["decision"]): CertificateRef(
            number=row["number"], pdf=f"/api/certificates/{row['number']}.pdf", verify=f"/verify/{row['token']}"
        )
        for row in rows
    }
    return [msgspec.structs.replace(one, certificate=issued.get(one.id)) for one in decisions]
