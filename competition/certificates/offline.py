"""Checking without the issuer's server: with its published keys, and with its status list where one is at hand.

What cannot be known offline is said to be unknown: without a list nobody can tell whether a certificate was revoked.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import msgspec

from competition.certificates.data_integrity import verified_by
from competition.certificates.issuing_keys import PublicKey, public_key
from competition.certificates.paper_check import check_paper
from competition.certificates.record import NotARecord, read_record
from competition.certificates.status_list import SIZE, Status, status_in

Outcome = Literal["genuine", "altered", "unsigned", "unreadable", "unknown_issuer"]


@dataclass(frozen=True, slots=True)
class Trusted:
    """What is believed of an issuer: the keys of its credentials, the fingerprints of its papers' certificates."""

    keys: tuple[PublicKey, ...]
    papers: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Found:
    """`facts` are those that were signed, as label and value; `status` what the list says, None without one."""

    outcome: Outcome
    facts: tuple[tuple[str, str], ...] = ()
    signer: str | None = None
    status: Status | None = None

    @property
    def good(self) -> bool:
        return self.outcome == "genuine" and self.status in (None, "holds")


def trusted_from(document: bytes) -> Trusted:
    """The keys of an issuer's document (`/.well-known/did.json`). Raises ValueError when it is none."""
    methods = msgspec.json.decode(document)["verificationMethod"]
    keys = tuple(public_key(one["publicKeyMultibase"]) for one in methods if one["type"] == "Multikey")
    thumbs = [one["publicKeyJwk"]["x5t#S256"] for one in methods if one["type"] == "JsonWebKey"]
    return Trusted(keys, frozenset(base64.urlsafe_b64decode(thumb + "=") for thumb in thumbs))


def check_file(content: bytes, trusted: Trusted, listed: Mapping[str, Any] | None, at: datetime) -> Found:
    """What a file is: a signed paper, or a credential as JSON."""
    if content.startswith(b"%PDF-"):
        return _check_pdf(content, trusted, listed, at)
    try:
        credential = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Found("unreadable")
    return _check_credential(credential, trusted, listed, at)


def check_text(text: str, trusted: Trusted, listed: Mapping[str, Any] | None, at: datetime) -> Found:
    """What the text of a QR code is."""
    try:
        record, key = read_record(text, trusted.keys)
    except NotARecord:
        return Found("unsigned" if "#" not in text else "unreadable")
    if key is None:
        return Found("altered")
    promotion = record.kind == "promotion"
    facts = (
        ("姓名 name", record.name),
        ("职业 occupation", record.occupation),
        ("等级 level" if promotion else "奖项或文件 award or paper", record.level),
        ("编号 number", record.number),
        ("日期 issued on", record.issued_on.isoformat()),
        *((("依据 rulebook, clause", f"{record.rulebook}, {record.clause}"),) if promotion else ()),
    )
    return Found("genuine", facts, status=_status(record.status, trusted, listed, at))


def _check_pdf(pdf: bytes, trusted: Trusted, listed: Mapping[str, Any] | None, at: datetime) -> Found:
    checked = check_paper(pdf)
    if checked.state != "intact":
        return Found(checked.state, signer=checked.signer)
    if checked.fingerprint not in trusted.papers:
        return Found("unknown_issuer", signer=checked.signer)
    try:
        credential = msgspec.json.decode(checked.credential or b"")
    except msgspec.DecodeError:
        return Found("altered", signer=checked.signer)
    found = _check_credential(credential, trusted, listed, at)
    return Found(found.outcome, found.facts, checked.signer, found.status)


def _check_credential(credential: Any, trusted: Trusted, listed: Mapping[str, Any] | None, at: datetime) -> Found:
    if not isinstance(credential, dict) or "proof" not in credential:
        return Found("unsigned")
    if verified_by(credential, trusted.keys) is None:
        return Found("altered")
    try:
        subject, entry = credential["credentialSubject"], credential["credentialStatus"]
        facts = (
            ("姓名 name", subject["identifier"][0]["identityHash"]),
            ("职业与等级 occupation and level", subject["achievement"]["name"]),
            ("编号 number", subject["licenseNumber"]),
            ("日期 issued on", credential["validFrom"][:10]),
            ("评价机构 issuer", credential["issuer"]["name"]),
            ("依据 clause", subject["achievement"]["criteria"]["narrative"].splitlines()[0]),
        )
        index = int(entry["statusListCredential"].rpartition("/")[2]) * SIZE + int(entry["statusListIndex"])
    except (KeyError, TypeError, ValueError, IndexError):
        return Found("unreadable")
    return Found("genuine", facts, status=_status(index, trusted, listed, at))


def _status(index: int, trusted: Trusted, listed: Mapping[str, Any] | None, at: datetime) -> Status | None:
    return None if listed is None else status_in(listed, index, trusted.keys, at)
