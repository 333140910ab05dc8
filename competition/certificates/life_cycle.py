"""What becomes of a certificate after it was issued: delivered, revoked, superseded.

Its draft is the decision: proposed by one person and approved by another, it becomes an issued certificate. What is
issued is never altered. A wrong certificate is *revoked*, or *superseded* by one with another number made from the
registers as they stand now; both stay in the register and lead to each other, and the old paper then says so. Every
act is entered with who, when and why, and is never taken out.
"""

import asyncio
import secrets

import msgspec

from competition.accounts.principal import Principal
from competition.certificates.actions import enter_certificate, facts_of, next_number, number_in, record_now
from competition.certificates.credential import Issuer
from competition.certificates.errors import CertificateUnknown, NotInForce, ReasonMissing
from competition.certificates.rendering import preflight
from competition.certificates.tables import Certificate, CertificateAct
from competition.clock import now, today
from competition.db.unit_of_work import unit_of_work
from competition.events.queries import event_facts
from competition.promotion.actions import granted_decision
from competition.registry.actions import enter_level, withdraw_level
from competition.registry.queries import document_number
from competition.registry.vault import Vault

IN_FORCE = ("issued", "delivered")


async def deliver(official: Principal, number: str) -> None:
    """The holder has the paper; doing it again changes nothing. Raises `CertificateUnknown`, `NotInForce`."""
    official.require("official")
    async with unit_of_work():
        certificate = await _in_force(number)
        if certificate.state != "delivered":
            await _enter(official, certificate, "delivered")


async def revoke(official: Principal, number: str, reason: str, authority: str = "") -> None:
    """The certificate holds no more, nor does the level by it.

    `authority` is the body that ordered it, where that is another than the issuer. Raises `CertificateUnknown`,
    `NotInForce`, `ReasonMissing`.
    """
    official.require("official")
    why = _reason(reason)
    async with unit_of_work():
        certificate = await _in_force(number)
        await _enter(official, certificate, "revoked", why, authority.strip())
        await withdraw_level(certificate.holder, number)


async def replace(official: Principal, vault: Vault, issuer: Issuer, number: str, reason: str) -> str:
    """Another certificate is issued in this one's place; returns its number.

    The old one is superseded, or stays revoked if it was: then this is a re-award, and the level is held again. Raises
    `CertificateUnknown`, `NotInForce` for one that was replaced before, `ReasonMissing`, and what issuing raises.
    """
    official.require("official")
    why = _reason(reason)
    old = await _found(number)
    document = await document_number(vault, old.holder)
    token = secrets.token_urlsafe(16)
    verify_url = f"{issuer.url}/verify/{token}"
    async with unit_of_work() as work:
        certificate = await _locked(number)
        if certificate.state == "superseded" or await Certificate.exists().where(Certificate.replaces == old.id):
            raise NotInForce(number, "superseded")
        granted = await granted_decision(certificate.decision)
        draft = await record_now(granted, number_in(today().year, 0), verify_url)
        await asyncio.to_thread(preflight, facts_of(draft, document))
        if certificate.state in IN_FORCE:
            await _enter(official, certificate, "superseded", why)
        facts = await event_facts(granted.event)
        await withdraw_level(old.holder, number)
        record = msgspec.structs.replace(draft, number=await next_number(work))
        sealed = vault.seal(document)
        await enter_certificate(
            work, official, record, token, certificate.decision, old.holder, sealed, issuer, replaces=old.id, reason=why
        )
        await enter_level(granted.holder, facts.occupation, granted.level, today(), record.number)
    return record.number


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing()
    return reason.strip()


async def _enter(
    official: Principal, certificate: Certificate, act: str, reason: str = "", authority: str = ""
) -> None:
    await Certificate.update({Certificate.state: act}).where(Certificate.id == certificate.id)
    await CertificateAct(
        certificate=certificate.id, act=act, by=official.id, at=now(), reason=reason, authority=authority
    ).save()


async def _in_force(number: str) -> Certificate:
    certificate = await _locked(number)
    if certificate.state not in IN_FORCE:
        raise NotInForce(number, certificate.state)
    return certificate


async def _locked(number: str) -> Certificate:
    found = await Certificate.objects().where(Certificate.number == number).lock_rows("UPDATE").first()
    if found is None:
        raise CertificateUnknown()
    return found


async def _found(number: str) -> Certificate:
    found = await Certificate.objects().where(Certificate.number == number).first()
    if found is None:
        raise CertificateUnknown()
    return found
