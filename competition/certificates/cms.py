"""What pyHanko needs from us to make CMS signatures: a key that is loaded once, and a time-stamping authority by httpx.

Imported only when something is signed; pyHanko's own signer loads an RSA key anew for every signature.
"""

from collections.abc import Callable

import httpx
from asn1crypto import cms as asn1cms
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
        return self.sign_raw(data)

    def sign_raw(self, data: bytes) -> bytes:
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


class Template:
    """A signature that pyHanko made, taken apart, so that others differ from it in digest and signature alone.

    Building the same structure anew takes a hundred times as long as signing with a key on a curve.
    """

    def __init__(self, made: bytes, digest: bytes, sign: Callable[[bytes], bytes]) -> None:
        signed = asn1cms.ContentInfo.load(made)["content"]
        (info,) = signed["signer_infos"]
        attributes = info["signed_attrs"].untag().dump()
        if attributes.count(digest) != 1 or info["unsigned_attrs"]:
            raise ValueError("the signature is not of the form that can be taken apart")
        self._attributes, self._digest, self._sign = attributes, digest, sign
        self._before = b"".join(signed[part].dump() for part in OUTER)
        self._signer = b"".join(info[part].dump() for part in ("version", "sid", "digest_algorithm"))
        self._algorithm = info["signature_algorithm"].dump()

    def signed(self, digest: bytes) -> bytes:
        """The signature over a file of that digest."""
        attributes = self._attributes.replace(self._digest, digest)
        signature = _der(0x04, self._sign(attributes))
        info = _der(0x30, self._signer + b"\xa0" + attributes[1:] + self._algorithm + signature)
        return _der(0x30, SIGNED_DATA + _der(0xA0, _der(0x30, self._before + _der(0x31, info))))


OUTER = ("version", "digest_algorithms", "encap_content_info", "certificates")
SIGNED_DATA = asn1cms.ContentType("signed_data").dump()


def _der(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 128:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 128 + size]) + length.to_bytes(size) + content


def time_stampers(made: bytes) -> list[x509.Certificate]:
    """The certificates that a signature's time stamps carry."""
    (info,) = asn1cms.ContentInfo.load(made)["content"]["signer_infos"]
    stamps = [
        token["content"]
        for attribute in info["unsigned_attrs"]
        if attribute["type"].native == "signature_time_stamp_token"
        for token in attribute["values"]
    ]
    return [x509.load_der_x509_certificate(one.chosen.dump()) for stamp in stamps for one in stamp["certificates"]]


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
