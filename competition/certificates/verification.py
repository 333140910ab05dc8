"""What anybody may ask: is this certificate good? The answer is the register's, and never what a paper says of itself.

Several ways to ask, one kind of answer: by the address in the code, by the whole text of the code, by the file or its
digest, by number and holder's document together. There is no way to ask by number alone: numbers can be guessed one
after the other, addresses (128 random bits) cannot. Nobody is found by name.
"""

import asyncio
import hmac
from datetime import date

import msgspec

from competition.certificates.credential import Issuer
from competition.certificates.data_integrity import verified_by
from competition.certificates.disclosure import disclosed, document_shown, name_shown
from competition.certificates.errors import CertificateUnknown
from competition.certificates.keys import DEVELOPMENT_NAME
from competition.certificates.paper_check import PaperCheck, check_paper
from competition.certificates.queries import Registered, registered
from competition.certificates.schemas import CertificateRecord, Successor, Verification, VerifiedCertificate
from competition.certificates.tables import Certificate, CertificateAct, CertificatePaper
from competition.registry.vault import Vault
from rules.values import Text


async def verified(vault: Vault, token: str) -> VerifiedCertificate:
    """What anybody with the address may know of a certificate. Raises `CertificateUnknown`."""
    return await _answer(await registered(vault, Certificate.token == token))


async def verified_text(vault: Vault, text: str) -> Verification:
    """The answer about the text of a QR code: its address leads to the register, its record must be the one there.

    *Altered* is a record that was changed, or that belongs to another certificate's address.
    """
    address, _, code = text.strip().partition("#")
    try:
        found = await registered(vault, Certificate.token == address.rpartition("/")[2])
    except CertificateUnknown:
        return Verification(status="unknown")
    if code and code != found.code:
        return Verification(status="altered")
    answer = await _answer(found)
    return Verification(status=answer.status, certificate=answer)


async def verified_holder(vault: Vault, number: str, document: str) -> Verification:
    """The answer about a number and its holder's document; *unknown* whichever of the two is wrong."""
    try:
        found = await registered(vault, Certificate.number == number)
    except CertificateUnknown:
        return Verification(status="unknown")
    said = document.strip().upper().encode()
    if not hmac.compare_digest(found.document.upper().encode(), said):
        return Verification(status="unknown")
    answer = await _answer(found)
    return Verification(status=answer.status, certificate=answer)


async def verified_paper(vault: Vault, issuer: Issuer, pdf: bytes) -> Verification:
    """The answer about a file: its signature, the credential in it and the register together.

    *Unknown* is a file that is whole but that this issuer never made.
    """
    checked = await asyncio.to_thread(check_paper, pdf)
    if checked.state != "intact":
        return Verification(status=checked.state, signer=checked.signer if checked.state == "altered" else None)
    number = await _number_of(checked)
    credential = _credential(checked)
    if number is None or credential is None or verified_by(credential, issuer.keys.public) is None:
        return Verification(status="unknown", signer=checked.signer)
    found = await registered(vault, Certificate.number == number)
    if msgspec.json.decode(found.credential) != credential:
        return Verification(status="altered", signer=checked.signer)
    answer = await _answer(found)
    return Verification(
        status=answer.status,
        certificate=answer,
        signer=checked.signer,
        development=checked.signer == DEVELOPMENT_NAME,
    )


async def verified_digest(vault: Vault, issuer: Issuer, digest: str) -> Verification:
    """The answer about a file that was not sent: what it would be for the paper that has this SHA-256 in hex.

    *Unknown* where no paper of this issuer has it, which of a whole and of an altered file alike is all that its digest
    tells: who has the file finds out which of the two it is.
    """
    try:
        kept = await CertificatePaper.select(CertificatePaper.pdf).where(
            CertificatePaper.digest == bytes.fromhex(digest)
        )
    except ValueError:
        kept = []
    return await verified_paper(vault, issuer, kept[0]["pdf"]) if kept else Verification(status="unknown")


async def _number_of(checked: PaperCheck) -> str | None:
    """The number of the certificate whose paper is this very file."""
    found = await CertificatePaper.select(CertificatePaper.certificate.number.as_alias("number")).where(
        CertificatePaper.digest == checked.digest
    )
    return str(found[0]["number"]) if found else None


def _credential(checked: PaperCheck) -> dict[str, object] | None:
    try:
        said = msgspec.json.decode(checked.credential or b"")
    except msgspec.DecodeError:
        return None
    return said if isinstance(said, dict) else None


async def _answer(found: Registered) -> VerifiedCertificate:
    record, shown = found.record, await disclosed()
    ended_on, ended_by, itself = await _end(found)
    return VerifiedCertificate(
        status=found.state if found.state in ("revoked", "superseded") else "valid",
        kind=record.kind,
        number=record.number,
        name=name_shown(record.holder_name, shown),
        document=document_shown(found.document, shown),
        occupation=record.occupation,
        direction=record.direction,
        level=record.level,
        award=record.award,
        issuer=record.issuer,
        competition=record.competition,
        rulebook=record.rulebook,
        clause=_clause(record),
        issued_on=record.issued_on,
        sample=record.sample,
        credential=f"/api/verify/{found.token}/credential" if found.credential and shown.name == "full" else None,
        ended_on=ended_on,
        ended_by=ended_by,
        ended_by_itself=itself,
        superseded_by=await _successor(found),
    )


def _clause(record: CertificateRecord) -> Text | None:
    if record.clause_text is None:
        return None
    return Text(f"第{record.clause}条：{record.clause_text.zh}", f"Clause {record.clause}: {record.clause_text.en}")


async def _end(found: Registered) -> tuple[date | None, str | None, bool]:
    """The day on which the certificate ceased to hold, the other body that wanted it so, and whether that body did it.

    The reason is not public.
    """
    if found.state not in ("revoked", "superseded"):
        return None, None, False
    act = (
        await CertificateAct.select(CertificateAct.at, CertificateAct.authority, CertificateAct.own)
        .where((CertificateAct.certificate == found.id) & (CertificateAct.act == found.state))
        .first()
    )
    assert act is not None
    return act["at"].astimezone().date(), act["authority"] or None, act["own"]


async def _successor(found: Registered) -> Successor | None:
    after = (
        await Certificate.select(Certificate.number, Certificate.token).where(Certificate.replaces == found.id).first()
    )
    return Successor(number=after["number"], verify=f"/verify/{after['token']}") if after else None
