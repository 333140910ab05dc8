"""A key on a token (PKCS#11), through pyHanko. Imported only where one is configured: its library is an extra."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from competition.certificates.errors import SigningKeyUnusable
from competition.settings import SigningSettings

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

MISSING = "python-pkcs11 is not installed (pip install 'jinji[token]')"


def open_token(settings: SigningSettings) -> "tuple[Signer, tuple[x509.Certificate, ...]]":
    """What signs with the key, and its certificate with those above it that the token holds.

    Raises `SigningKeyUnusable`.
    """
    try:
        import pkcs11  # noqa: F401
    except ImportError as error:
        raise SigningKeyUnusable(file=settings.pkcs11_module, why=MISSING) from error
    try:
        session = _session(settings)
    except Exception as error:  # the token's own library decides what it raises
        raise SigningKeyUnusable(file=settings.pkcs11_module, why=str(error) or type(error).__name__) from error
    try:
        return _signer(session, settings.pkcs11_certificate)
    except Exception as error:
        session.close()
        raise SigningKeyUnusable(file=settings.pkcs11_module, why=str(error) or type(error).__name__) from error


def _session(settings: SigningSettings) -> Any:
    from pkcs11.exceptions import UserAlreadyLoggedIn
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import open_pkcs11_session

    module = settings.pkcs11_module or ""
    criteria = TokenCriteria(label=settings.pkcs11_token) if settings.pkcs11_token else None
    try:
        return open_pkcs11_session(module, token_criteria=criteria, user_pin=settings.pkcs11_pin)
    except UserAlreadyLoggedIn:  # a process logs in to a token once, for all its sessions
        return open_pkcs11_session(module, token_criteria=criteria)


def _signer(session: Any, label: str | None) -> "tuple[Signer, tuple[x509.Certificate, ...]]":
    from pkcs11 import Attribute, ObjectClass
    from pyhanko.sign.pkcs11 import PKCS11Signer

    found = session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
    there = [(one[Attribute.LABEL], x509.load_der_x509_certificate(bytes(one[Attribute.VALUE]))) for one in found]
    own = next((certificate for name, certificate in there if name == label), None)
    if own is None:
        raise LookupError(f"the token has no certificate labelled {label}")
    above = _above(own, [certificate for _, certificate in there])
    signer = PKCS11Signer(
        session,
        cert_label=label,
        ca_chain=[asn1.Certificate.load(one.public_bytes(Encoding.DER)) for one in above],
        # Tokens that hash what they sign on a curve are few, and all sign a hash.
        use_raw_mechanism=isinstance(own.public_key(), ec.EllipticCurvePublicKey),
    )
    return signer, (own, *above)


def _above(certificate: x509.Certificate, among: Collection[x509.Certificate]) -> list[x509.Certificate]:
    chain: list[x509.Certificate] = []
    while certificate.issuer != certificate.subject:
        found = next((one for one in among if one.subject == certificate.issuer and one not in chain), None)
        if found is None:
            break
        chain.append(found)
        certificate = found
    return chain
