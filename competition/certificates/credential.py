"""A certificate as an Open Badges 3.0 credential, which is a W3C Verifiable Credential (Data Model 2.0).

The issuer's address is a `did:web`, whose document is the server's `/.well-known/did.json`. Its keys are named by
themselves (`did:web:host#z6Mk…`), so that a proof says which key to look for even when the address is long gone.
"""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from competition.certificates.data_integrity import secured
from competition.certificates.issuing_keys import IssuingKeys, PublicKey
from competition.certificates.schemas import CertificateRecord

CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"

ACHIEVEMENTS = {"promotion": "Certificate", "award": "Award", "transcript": "Assessment"}
"""By kind of paper, from the vocabulary of Open Badges 3.0."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs: the keys, and the public address of the server that publishes them."""

    keys: IssuingKeys
    url: str
    papers: tuple[x509.Certificate, ...] = ()
    """The certificates that signed papers, now or before."""

    @property
    def did(self) -> str:
        return f"did:web:{quote(urlsplit(self.url).netloc, safe='.-')}"

    @property
    def method(self) -> str:
        return self.address_of(self.keys.current)

    def address_of(self, key: PublicKey) -> str:
        return f"{self.did}#{key.multibase}"

    def status_list(self, number: int) -> str:
        return f"{self.url}/api/status/{number}"


def credential_of(
    record: CertificateRecord, certificate: UUID, status: tuple[int, int], issuer: Issuer, at: datetime
) -> dict[str, Any]:
    """The signed credential; `status` is the list and the place in it that tell whether it was revoked."""
    number, index = status
    listed = issuer.status_list(number)
    document: dict[str, Any] = {
        "@context": CONTEXT,
        "id": f"urn:uuid:{certificate}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": record.attests.zh,
        "description": record.attests.en,
        "issuer": {"id": issuer.did, "type": ["Profile"], "name": record.issuer.zh, "description": record.issuer.en},
        "validFrom": moment(datetime.combine(record.issued_on, time(), UTC)),
        "credentialSubject": _subject(record, certificate),
        "evidence": [
            {
                "type": ["Evidence"],
                "name": f"{record.competition.zh} · {record.event.zh}",
                "description": f"{record.competition.en}, {record.event.en}",
            }
        ],
        "credentialStatus": {
            "id": f"{listed}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": listed,
        },
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    return secured(document, issuer.keys, method=issuer.method, created=moment(at))


def _subject(record: CertificateRecord, certificate: UUID) -> dict[str, Any]:
    names = [record.holder_name, *([record.holder_name_romanised] if record.holder_name_romanised else [])]
    return {
        "type": ["AchievementSubject"],
        "identifier": [
            {"type": "IdentityObject", "hashed": False, "identityHash": name, "identityType": "name"} for name in names
        ],
        "licenseNumber": record.number,
        "achievement": {
            "id": f"urn:uuid:{certificate}#achievement",
            "type": ["Achievement"],
            "achievementType": ACHIEVEMENTS[record.kind],
            "name": record.attests.zh,
            "description": record.attests.en,
            "criteria": {"narrative": _criteria(record)},
        },
    }


def _criteria(record: CertificateRecord) -> str:
    if record.rulebook is None or record.clause_text is None:
        return (
            f"{record.competition.zh} · {record.event.zh}：按赛项评分标准得出的名次与得分\n\n"
            f"{record.competition.en}, {record.event.en}: rank and scores by the event's marking scheme"
        )
    return (
        f"《{record.rulebook.zh}》第{record.clause}条：{record.clause_text.zh}\n\n"
        f"{record.rulebook.en}, clause {record.clause}: {record.clause_text.en}"
    )


def did_document(issuer: Issuer) -> dict[str, Any]:
    """The issuer's keys as a controller document; retired ones too, since what they signed stays signed.

    The certificates that sign papers stand beside them as JSON Web Keys with their X.509 form, and assert nothing.
    """
    methods = [
        {
            "id": issuer.address_of(key),
            "type": "Multikey",
            "controller": issuer.did,
            "publicKeyMultibase": key.multibase,
        }
        for key in issuer.keys.public
    ]
    papers = [
        {"id": f"{issuer.did}#paper-{n}", "type": "JsonWebKey", "controller": issuer.did, "publicKeyJwk": jwk(one)}
        for n, one in enumerate(issuer.papers, 1)
    ]
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
            "https://w3id.org/security/jwk/v1",
        ],
        "id": issuer.did,
        "verificationMethod": [*methods, *papers],
        "assertionMethod": [one["id"] for one in methods],
    }


def jwk(certificate: x509.Certificate) -> dict[str, Any]:
    """The certificate as a JSON Web Key (RFC 7517) with `x5c` and `x5t#S256`."""
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        numbers, size = key.public_numbers(), (key.key_size + 7) // 8
        curve = {256: "P-256", 384: "P-384", 521: "P-521"}[key.key_size]
        said = {"kty": "EC", "crv": curve, "x": _base64(numbers.x, size), "y": _base64(numbers.y, size)}
    else:
        assert isinstance(key, rsa.RSAPublicKey)
        modulus = key.public_numbers()
        said = {"kty": "RSA", "n": _base64(modulus.n, key.key_size // 8), "e": _base64(modulus.e, 3)}
    der = certificate.public_bytes(Encoding.DER)
    thumb = base64.urlsafe_b64encode(certificate.fingerprint(hashes.SHA256())).decode().rstrip("=")
    return {**said, "x5c": [base64.b64encode(der).decode()], "x5t#S256": thumb}


def _base64(number: int, size: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(size)).decode().rstrip("=")


def moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
