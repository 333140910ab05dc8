"""What pyHanko needs from us to make CMS signatures: a key that is loaded once, and a time-stamping authority by httpx.

Imported only when something is signed; pyHanko's own signer loads an RSA key anew for every signature.
"""

import httpx
from asn1crypto import tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.signers import Signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from competition.certificates.errors import TimestampFailed

DIGEST = "sha256"


class LoadedKeySigner(Signer):
    """Signs with a key in memory, over SHA-256."""

    def __init__(
        self,
        key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
        certificate: asn1.Certificate,
        store: SimpleCertificateStore,
    ) -> None:
        super().__init__(signing_cert=certificate, cert_registry=store)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


def loaded_key_signer(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
    certificate: x509.Certificate,
    chain: tuple[x509.Certificate, ...],
) -> Signer:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    for above in chain:
        store.register(_asn1(above))
    return LoadedKeySigner(key, _asn1(certificate), store)


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


class Authority(TimeStamper):
    """A time-stamping authority (RFC 3161) at an address."""

    def __init__(self, url: str, seconds: float = 10) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._url, self._seconds = url, seconds

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The authority's answer. Raises `TimestampFailed`."""
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        try:
            async with httpx.AsyncClient(timeout=self._seconds) as http:
                answer = await http.post(self._url, content=req.dump(), headers=headers)
                answer.raise_for_status()
            return tsp.TimeStampResp.load(answer.content)
        except (httpx.HTTPError, ValueError) as error:
            raise TimestampFailed(url=self._url, why=error) from error
