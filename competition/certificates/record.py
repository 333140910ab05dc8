"""The signed record in the QR code: a certificate's facts and its issuer's signature, to be checked with no network.

COSE_Sign1 (RFC 9052) with Ed25519, in Base32 behind the `#` of the address that the code leads to: no web
server on the way ever sees it, and a checker with the issuer's public key needs no page at all. Base32
has only characters of QR's alphanumeric mode, which makes the code smaller than Base64 would.
"""

import base64
from collections.abc import Iterable
from datetime import date

import msgspec

from competition.certificates.encodings import from_cbor, tagged, to_cbor
from competition.certificates.issuing_keys import IssuingKeys, PublicKey

COSE_SIGN1, ALGORITHM, KEY_ID, EDDSA = 18, 1, 4, -8
VERSION = 1


class Record(msgspec.Struct, frozen=True, array_like=True):
    """What is signed, in this order. `status` is the certificate's place in the status list."""

    version: int
    number: str
    name: str
    occupation: str
    level: str
    day: int
    rulebook: str
    clause: str
    status: int
    kind: str = "promotion"
    """Left out of the code where it is this one."""

    @property
    def issued_on(self) -> date:
        return date(self.day // 10000, self.day // 100 % 100, self.day % 100)


class NotARecord(ValueError):
    """The text is no signed record at all."""


def signed_record(record: Record, keys: IssuingKeys) -> str:
    protected = to_cbor({ALGORITHM: EDDSA, KEY_ID: keys.current.short})
    fields = msgspec.to_builtins(record)
    payload = to_cbor(fields[:-1] if record.kind == "promotion" else fields)
    signature = keys.sign(_to_be_signed(protected, payload))
    message = tagged(COSE_SIGN1, [protected, {}, payload, signature])
    return _encoded(message)


def read_record(text: str, keys: Iterable[PublicKey]) -> tuple[Record, PublicKey | None]:
    """The record, and the key among `keys` that signed it; None for the key when none did or the text was changed.

    `text` is the record alone or the whole text of the code. Raises `NotARecord`.
    """
    code = text.strip().rpartition("#")[2]
    try:
        data = base64.b32decode(code + "=" * (-len(code) % 8))
        protected, _, payload, signature = from_cbor(data)
        if _encoded(tagged(COSE_SIGN1, [protected, {}, payload, signature])) != code:
            raise NotARecord("not in the form that it was signed in")
        record = msgspec.convert(from_cbor(payload), type=Record)
        names = from_cbor(protected)
    except (ValueError, TypeError, msgspec.ValidationError, RecursionError) as error:
        raise NotARecord(str(error)) from error
    if names.get(ALGORITHM) != EDDSA or record.version != VERSION:
        return record, None
    message = _to_be_signed(protected, payload)
    candidates = (one for one in keys if one.short == names.get(KEY_ID))
    return record, next((one for one in candidates if one.verifies(signature, message)), None)


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    return to_cbor(["Signature1", protected, b"", payload])


def _encoded(message: bytes) -> str:
    return base64.b32encode(message).decode().rstrip("=")
