"""The key that signs papers: an organisation's from PKCS#12 or PKCS#11, or one that the program made for itself.

The *development key* (P-256, self-signed) is made at the first start, so that everything works before an organisation
has its certificate. It proves that a file was not changed and nothing about who issued it, and every paper signed
with it says so in print.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    load_pem_private_key,
    pkcs12,
)
from cryptography.hazmat.primitives.serialization import PrivateFormat as Form

from competition.certificates.errors import SigningKeyUnusable
from competition.clock import now
from competition.private_files import made_once
from competition.settings import SigningSettings

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
DEVELOPMENT_NAME = "Jinji development key - proves no issuer"
YEARS = 20


@dataclass(frozen=True)
class DocumentKey:
    """A key in memory with its certificate and those above it."""

    key: PrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()
    development: bool = False

    @property
    def name(self) -> str:
        return common_name(self.certificate)

    @property
    def certificates(self) -> tuple[x509.Certificate, ...]:
        return (self.certificate, *self.chain)

    def signer(self) -> "Signer":
        from competition.certificates.cms import loaded_key_signer

        return loaded_key_signer(self.key, self.certificate, self.chain)


@dataclass(frozen=True)
class TokenKey:
    """A key that never leaves its token (PKCS#11), in a session that stays open; its certificate is in force."""

    opened: "Signer"
    certificates: tuple[x509.Certificate, ...]
    """Its own and those above it that the token holds."""
    development: bool = False

    @property
    def name(self) -> str:
        return common_name(self.certificates[0])

    def signer(self) -> "Signer":
        return self.opened


def open_document_key(settings: SigningSettings, folder: Path) -> DocumentKey | TokenKey:
    """The organisation's key where one is configured, else the development key of `folder`.

    Raises `SigningKeyUnusable` when the file or its password is wrong, the token has no such certificate, or the
    certificate is not in force.
    """
    if settings.pkcs11_module:
        from competition.certificates.token import open_token

        signer, certificates = open_token(settings)
        require_in_force(certificates[0], settings.pkcs11_module)
        return TokenKey(signer, certificates)
    if settings.pkcs12:
        return _from_pkcs12(settings.pkcs12, settings.pkcs12_password)
    return _development(folder)


def known_certificates(key: DocumentKey | TokenKey, folder: Path) -> tuple[x509.Certificate, ...]:
    """Every certificate that ever signed papers here; the present one is kept in the folder for later."""
    present = key.certificates[0]
    file = folder / f"{present.fingerprint(hashes.SHA256()).hex()[:16]}.pem"
    made_once(file, lambda: present.public_bytes(Encoding.PEM))
    return tuple(x509.load_pem_x509_certificate(file.read_bytes()) for file in sorted(folder.glob("*.pem")))


def common_name(certificate: x509.Certificate, *, issuer: bool = False) -> str:
    """Of whom the certificate is, or of who issued it."""
    named = certificate.issuer if issuer else certificate.subject
    names = named.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else named.rfc4514_string()


def _from_pkcs12(file: Path, password: str | None) -> DocumentKey:
    try:
        key, certificate, above = pkcs12.load_key_and_certificates(
            file.read_bytes(), password.encode() if password else None
        )
    except (OSError, ValueError) as error:
        raise SigningKeyUnusable(file=file, why=error) from error
    if certificate is None or not isinstance(key, PrivateKey):
        raise SigningKeyUnusable(file=file, why="it holds no certificate with an RSA or elliptic curve key")
    require_in_force(certificate, file)
    return DocumentKey(key, certificate, tuple(above))


def require_in_force(certificate: x509.Certificate, file: object) -> None:
    """Return if the certificate holds today. Raises `SigningKeyUnusable`."""
    if not certificate.not_valid_before_utc <= now() <= certificate.not_valid_after_utc:
        until = certificate.not_valid_after_utc.date()
        raise SigningKeyUnusable(file=file, why=f"its certificate is not in force (until {until})")


def _development(folder: Path) -> DocumentKey:
    pem = made_once(folder / "development-signing.pem", _new_development_key)
    loaded: Any = load_pem_private_key(pem, None)
    return DocumentKey(loaded, x509.load_pem_x509_certificate(pem), development=True)


def _new_development_key() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    made = key.private_bytes(Encoding.PEM, Form.PKCS8, NoEncryption())
    return made + _self_signed(key).public_bytes(Encoding.PEM)


def _self_signed(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, DEVELOPMENT_NAME)])
    usage = {
        "digital_signature": True,
        "content_commitment": True,
        "key_encipherment": False,
        "data_encipherment": False,
        "key_agreement": False,
        "key_cert_sign": False,
        "crl_sign": False,
        "encipher_only": False,
        "decipher_only": False,
    }
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
