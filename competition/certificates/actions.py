"""Issuing a certificate for an approved promotion."""

import asyncio
import hashlib
import secrets
from uuid import UUID

import msgspec

from competition.accounts.principal import Principal
from competition.certificates.credential import Issuer, credential_of
from competition.certificates.record import VERSION, Record, signed_record
from competition.certificates.rendering import CertificateFacts, preflight
from competition.certificates.schemas import CertificateRecord
from competition.certificates.status_list import SIZE, place_of
from competition.certificates.tables import Certificate, CertificateAct
from competition.clock import now, today
from competition.db.unit_of_work import Work, unit_of_work
from competition.events.queries import event_facts
from competition.identifiers import uuid7
from competition.promotion.actions import Granted, approved_decision, grant
from competition.registry.queries import document_number, holders, occupation_name
from competition.registry.vault import Vault
from rules.values import Text


async def issue_certificate(official: Principal, vault: Vault, issuer: Issuer, decision: UUID) -> None:
    """The certificate is in the register, with its signed record and credential, and the level is held.

    Or nothing was stored.

    Raises `NotApproved`, and `GlyphMissing` when a font lacks a character of what would be printed.
    """
    official.require("official")
    granted = await approved_decision(decision)
    document = await document_number(vault, granted.holder)
    token = secrets.token_urlsafe(16)
    verify_url = f"{issuer.url}/verify/{token}"
    draft = await record_now(granted, number_in(today().year, 0), verify_url)
    await asyncio.to_thread(preflight, facts_of(draft, document))
    async with unit_of_work() as work:
        number = await next_number(work)
        record = msgspec.structs.replace(draft, number=number)
        await grant(decision, number)
        await enter_certificate(work, official, record, token, decision, granted.holder, vault.seal(document), issuer)


async def enter_certificate(
    work: Work,
    official: Principal,
    record: CertificateRecord,
    token: str,
    decision: UUID,
    holder: UUID,
    document_sealed: bytes,
    issuer: Issuer,
    replaces: UUID | None = None,
    reason: str = "",
) -> None:
    """The certificate is in the register with its signed record and credential; part of the caller's transaction."""
    certificate, at, status = uuid7(), now(), await _free_status(work)
    credential = credential_of(record, certificate, place_of(status), issuer, at)
    await Certificate(
        id=certificate,
        number=record.number,
        token=token,
        decision=decision,
        holder=holder,
        facts=msgspec.json.encode(record).decode(),
        document_sealed=document_sealed,
        issued_by=official.id,
        issued_at=at,
        status=status,
        record=signed_record(compact(record, status), issuer.keys),
        credential=msgspec.json.encode(credential).decode(),
        replaces=replaces,
    ).save()
    await CertificateAct(
        certificate=certificate, act="issued", by=official.id, at=at, reason=reason, authority=""
    ).save()


def compact(record: CertificateRecord, status: int) -> Record:
    """What of a certificate stands in its QR code."""
    return Record(
        version=VERSION,
        number=record.number,
        name=record.holder_name,
        occupation=record.occupation.zh,
        level=record.level.zh,
        day=int(record.issued_on.strftime("%Y%m%d")),
        rulebook=record.rulebook_id or record.rulebook.zh,
        clause=record.clause,
        status=status,
    )


async def _free_status(work: Work) -> int:
    """A place in the status lists that nobody has, by chance; a new list is begun when one is half full."""
    given = await work.connection.fetchval("SELECT count(*) FROM certificate WHERE status IS NOT NULL")
    first = given // (SIZE // 2) * SIZE
    while True:
        place: int = first + secrets.randbelow(SIZE)
        if not await work.connection.fetchval("SELECT EXISTS (SELECT FROM certificate WHERE status = $1)", place):
            return place


async def keep_paper(number: str, pdf: bytes) -> None:
    """The file is the certificate's paper, unless another was kept a moment before: the first one stands."""
    async with unit_of_work() as work:
        await work.connection.execute(
            "INSERT INTO certificate_paper (certificate, pdf, digest, made_at) "
            "SELECT id, $2, $3, $4 FROM certificate WHERE number = $1 ON CONFLICT DO NOTHING",
            number,
            pdf,
            hashlib.sha256(pdf).digest(),
            now(),
        )


def facts_of(
    record: CertificateRecord, document: str, *, development: bool = False, code: str = ""
) -> CertificateFacts:
    """What is printed: the record, with the document number in the clear.

    `development` says which key will sign, and `code` is the signed record for the QR code.
    """
    return CertificateFacts(
        number=record.number,
        holder_name=record.holder_name,
        holder_name_romanised=record.holder_name_romanised,
        document_type=record.document_type,
        document_number=document,
        occupation=record.occupation,
        direction=record.direction,
        level=record.level,
        issuer=record.issuer,
        competition=Text(f"{record.competition.zh} · {record.event.zh}", f"{record.competition.en}, {record.event.en}"),
        clause=Text(f"《{record.rulebook.zh}》第{record.clause}条", f"{record.rulebook.en}, clause {record.clause}"),
        issued_on=record.issued_on,
        verify_url=record.verify_url,
        sample=record.sample,
        development=development,
        code=code,
    )


def number_in(year: int, serial: int) -> str:
    """A local number, which its hyphens keep from being taken for a national one (Y or S and 21 digits)."""
    return f"JJ-{year}-{serial:06d}"


async def record_now(granted: Granted, number: str, verify_url: str) -> CertificateRecord:
    """What a certificate of this decision would say today, from the registers as they stand."""
    facts = await event_facts(granted.event)
    holder = (await holders([granted.holder]))[granted.holder]
    document = granted.document
    assert document.level and document.clause and document.clause_text
    return CertificateRecord(
        number=number,
        holder_name=holder.name,
        holder_name_romanised=holder.name_romanised,
        document_type=holder.document_type,
        occupation=await occupation_name(facts.occupation),
        direction=facts.direction,
        level=document.level,
        issuer=facts.organiser,
        competition=facts.competition,
        event=facts.title,
        rulebook=document.rulebook,
        clause=document.clause,
        clause_text=document.clause_text,
        issued_on=today(),
        verify_url=verify_url,
        sample=facts.sample,
        rulebook_id=facts.rulebook.id if facts.rulebook else "",
    )


async def next_number(work: Work) -> str:
    """The year's next number, which no other certificate ever gets."""
    year = today().year
    serial = await work.connection.fetchval(
        "INSERT INTO number_series (year, last) VALUES ($1, 1) "
        "ON CONFLICT (year) DO UPDATE SET last = number_series.last + 1 RETURNING last",
        year,
    )
    return number_in(year, serial)
