"""What becomes of a certificate after it was issued: delivered, revoked, superseded.

Its draft is the decision: proposed by one person and approved by another, it becomes an issued certificate. What is
issued is never altered. A wrong certificate is *revoked*, or *superseded* by one with another number made from the
registers as they stand now; both stay in the register and lead to each other, and the old paper then says so. Every
act is entered with who, when and why, and is never taken out.
"""

import secrets
from collections.abc import Awaitable, Callable
from uuid import UUID

import msgspec

from competition.accounts.principal import Principal
from competition.certificates.actions import check_draft, enter_certificate, next_number, verify_url
from competition.certificates.credential import Issuer
from competition.certificates.drafts import Draft, entitled, promotion_draft, standing_draft
from competition.certificates.errors import CertificateUnknown, NoLongerEntitled, NotInForce, ReasonMissing
from competition.certificates.schemas import CertificateRecord
from competition.certificates.tables import Certificate, CertificateAct
from competition.clock import now, today
from competition.db.unit_of_work import unit_of_work
from competition.events.queries import event_facts
from competition.promotion.actions import granted_decision
from competition.registry.actions import enter_level, withdraw_level
from competition.registry.vault import Vault
from competition.standings.board import Board

IN_FORCE = ("issued", "delivered")
BoardOf = Callable[[UUID], Awaitable[Board]]


async def deliver(official: Principal, number: str) -> None:
    """The holder has the paper; doing it again changes nothing. Raises `CertificateUnknown`, `NotInForce`."""
    official.require("official")
    async with unit_of_work():
        certificate = await _in_force(number)
        if certificate.state != "delivered":
            await _enter(official, certificate, "delivered")


async def revoke(official: Principal, number: str, reason: str, authority: str = "") -> None:
    """The certificate holds no more, nor does the level by it.

    An authority does so itself, under the name that its account was added with. Else `authority` is the body that
    ordered it, as the issuer says, where that is another. Raises `CertificateUnknown`, `NotInForce`, `ReasonMissing`.
    """
    official.require("official", "authority")
    why, itself = _reason(reason), official.body
    async with unit_of_work():
        certificate = await _in_force(number)
        await _enter(official, certificate, "revoked", why, itself or authority.strip(), own=itself is not None)
        if certificate.decision is not None:
            await withdraw_level(certificate.holder, number)


async def replace(
    official: Principal, vault: Vault, issuer: Issuer, board_of: BoardOf, number: str, reason: str
) -> str:
    """Another certificate is issued in this one's place; returns its number.

    The old one is superseded, or stays revoked if it was: then this is a re-award, and a promotion's level is held
    again. Raises `CertificateUnknown`, `NotInForce` for one that was replaced before, `ReasonMissing`,
    `NoLongerEntitled`, and what issuing raises.
    """
    official.require("official")
    why = _reason(reason)
    old = await _found(number)
    board = None if old.kind == "promotion" else await board_of(old.event)
    token = secrets.token_urlsafe(16)
    async with unit_of_work() as work:
        certificate = await _locked(number)
        if certificate.state == "superseded" or await Certificate.exists().where(Certificate.replaces == old.id):
            raise NotInForce(number, "superseded")
        draft = await _again(vault, certificate, board, verify_url(issuer, token))
        await check_draft(draft)
        if certificate.state in IN_FORCE:
            await _enter(official, certificate, "superseded", why)
        newer = await next_number(work)
        await enter_certificate(work, official, draft, newer, token, vault, issuer, replaces=old.id, reason=why)
        if certificate.decision is not None:
            await withdraw_level(old.holder, number)
            granted = await granted_decision(certificate.decision)
            facts = await event_facts(granted.event)
            await enter_level(granted.holder, facts.occupation, granted.level, today(), newer)
    return newer


async def _again(vault: Vault, old: Certificate, board: Board | None, verify_url: str) -> Draft:
    """What the certificate would say if it were issued today, in the language that it was issued in."""
    was = msgspec.json.decode(old.facts, type=CertificateRecord)
    if board is None:
        granted = await granted_decision(old.decision)
        return await promotion_draft(vault, old.decision, granted, verify_url, was.language)
    for one in await entitled(board, was.kind):
        if one.member == old.member:
            return await standing_draft(vault, board, was.kind, one, verify_url, was.language)
    raise NoLongerEntitled(old.number)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing()
    return reason.strip()


async def _enter(
    official: Principal, certificate: Certificate, act: str, reason: str = "", authority: str = "", own: bool = False
) -> None:
    await Certificate.update({Certificate.state: act}).where(Certificate.id == certificate.id)
    await CertificateAct(
        certificate=certificate.id, act=act, by=official.id, at=now(), reason=reason, authority=authority, own=own
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
