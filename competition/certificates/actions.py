"""Issuing certificates: for approved promotions, and of final standings."""

import asyncio
import hashlib
import secrets
from uuid import UUID

import msgspec

from competition.accounts.principal import Principal
from competition.certificates.credential import Issuer, credential_of
from competition.certificates.drafts import Draft, Entitled, number_in, promotion_draft, standing_draft
from competition.certificates.record import VERSION, Record, signed_record
from competition.certificates.rendering import CertificateFacts, preflight
from competition.certificates.schemas import CertificateRecord
from competition.certificates.status_list import SIZE, place_of
from competition.certificates.tables import Certificate, CertificateAct
from competition.certificates.template import Kind, Template
from competition.certificates.template_store import image, keep_image, pin_template, pinned_template, seal_of
from competition.certificates.words import KIND
from competition.clock import now, today
from competition.db.unit_of_work import Work, unit_of_work
from competition.identifiers import uuid7
from competition.papers.tongue import PaperLanguage
from competition.promotion.actions import approved_decision, grant
from competition.registry.vault import Vault
from competition.standings.board import Board
from competition.standings.finality import require_final
from rules.values import Text


async def issue_certificate(
    official: Principal, vault: Vault, issuer: Issuer, decision: UUID, language: PaperLanguage = "both"
) -> None:
    """The certificate is in the register, with its signed record and credential, and the level is held.

    Or nothing was stored.

    Raises `NotApproved`, `ResultsNotFinal`, and `GlyphMissing` when a font lacks a character of what would be printed.
    """
    official.require("official")
    token = secrets.token_urlsafe(16)
    granted = await approved_decision(decision)
    draft = await promotion_draft(vault, decision, granted, verify_url(issuer, token), language)
    await check_draft(draft)
    async with unit_of_work() as work:
        number = await next_number(work)
        await grant(decision, number)
        await enter_certificate(work, official, draft, number, token, vault, issuer)


async def issue_from_standings(
    official: Principal,
    vault: Vault,
    issuer: Issuer,
    board: Board,
    kind: Kind,
    one: Entitled,
    language: PaperLanguage = "both",
) -> None:
    """The award certificate or transcript is in the register, or nothing was stored.

    Raises `GlyphMissing`, `ResultsNotFinal`.
    """
    official.require("official")
    token = secrets.token_urlsafe(16)
    draft = await standing_draft(vault, board, kind, one, verify_url(issuer, token), language)
    await check_draft(draft)
    async with unit_of_work() as work:
        await enter_certificate(work, official, draft, await next_number(work), token, vault, issuer)


def verify_url(issuer: Issuer, token: str) -> str:
    return f"{issuer.url}/verify/{token}"


async def check_draft(draft: Draft) -> None:
    """All of it can be printed. Raises `GlyphMissing`, `PhotoUnreadable`."""
    facts = facts_of(draft.record, draft.document, template=draft.template, photo=draft.photo)
    await asyncio.to_thread(preflight, facts)


async def enter_certificate(
    work: Work,
    official: Principal,
    draft: Draft,
    number: str,
    token: str,
    vault: Vault,
    issuer: Issuer,
    replaces: UUID | None = None,
    reason: str = "",
) -> None:
    """The certificate is in the register with its signed record and credential; part of the caller's transaction.

    Raises `ResultsNotFinal`, whatever the certificate: none says more than the results do.
    """
    await require_final(work, draft.event)
    certificate, at, status = uuid7(), now(), await _free_status(work)
    photo = await keep_image(work, draft.photo) if draft.photo else ""
    await pin_template(work, draft.template)
    record = msgspec.structs.replace(draft.record, number=number, photo=photo)
    credential = credential_of(record, certificate, place_of(status), issuer, at)
    await Certificate(
        id=certificate,
        number=number,
        token=token,
        kind=record.kind,
        event=draft.event,
        member=draft.member,
        position=draft.position,
        decision=draft.decision,
        holder=draft.holder,
        facts=msgspec.json.encode(record).decode(),
        document_sealed=vault.seal(draft.document),
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
        level=(record.level or record.award or KIND[record.kind]).zh,
        day=int(record.issued_on.strftime("%Y%m%d")),
        rulebook=record.rulebook_id or (record.rulebook.zh if record.rulebook else ""),
        clause=record.clause or "",
        status=status,
        kind=record.kind,
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


async def facts_as_issued(
    record: CertificateRecord, document: str, *, development: bool = False, code: str = ""
) -> CertificateFacts:
    """What is printed: by the template, and with the photo and the seal, that the certificate was issued with."""
    template = await pinned_template(record.template) if record.template else None
    photo = await image(record.photo) if record.photo else None
    return facts_of(
        record,
        document,
        development=development,
        code=code,
        template=template,
        photo=photo,
        seal=await seal_of(template) if template else None,
    )


def facts_of(
    record: CertificateRecord,
    document: str,
    *,
    development: bool = False,
    code: str = "",
    template: Template | None = None,
    photo: bytes | None = None,
    seal: bytes | None = None,
) -> CertificateFacts:
    """What is printed: the record, with the document number in the clear.

    `development` says which key will sign, and `code` is the signed record for the QR code.
    """
    clause = (
        Text(f"《{record.rulebook.zh}》第{record.clause}条", f"{record.rulebook.en}, clause {record.clause}")
        if record.rulebook
        else None
    )
    return CertificateFacts(
        kind=record.kind,
        language=record.language,
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
        event=record.event,
        clause=clause,
        issued_on=record.issued_on,
        verify_url=record.verify_url,
        sample=record.sample,
        award=record.award,
        total=record.total,
        rank=record.rank,
        entrants=record.entrants,
        marks=record.marks,
        development=development,
        code=code,
        template=template,
        photo=photo,
        seal=seal,
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
