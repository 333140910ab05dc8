"""Which credentials no longer hold: a W3C Bitstring Status List, published as a signed credential with an expiry.

One bit a certificate, set when it was revoked or superseded. Places are given by chance, so that neighbours in the
list are not neighbours in the register, and a list is never shorter than 131,072 bits, so that asking for it tells
nobody whose certificate is being checked.
"""

import base64
import gzip
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from competition.certificates.credential import Issuer, moment
from competition.certificates.data_integrity import secured, verified_by
from competition.certificates.issuing_keys import PublicKey

SIZE = 131_072
VALID = timedelta(days=1)
CONTEXT = ["https://www.w3.org/ns/credentials/v2"]

Status = Literal["holds", "revoked", "expired", "untrusted"]


def place_of(index: int) -> tuple[int, int]:
    """The list and the place in it, of a status index that counts over all lists."""
    return divmod(index, SIZE)


def status_list(number: int, revoked: Iterable[int], issuer: Issuer, at: datetime) -> dict[str, Any]:
    """The signed list; it holds for a day, so that nobody can show an old one for ever."""
    bits = bytearray(SIZE // 8)
    for index in revoked:
        bits[index // 8] |= 0x80 >> index % 8
    packed = base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")
    address = issuer.status_list(number)
    document = {
        "@context": CONTEXT,
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": moment(at),
        "validUntil": moment(at + VALID),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": f"u{packed}",
        },
    }
    return secured(document, issuer.keys, method=issuer.method, created=moment(at))


def status_in(listed: Mapping[str, Any], index: int, keys: Iterable[PublicKey], at: datetime) -> Status:
    """What the list says of a place in it then; one that nobody trusted signed, or another list, says nothing."""
    if verified_by(listed, keys) is None or "BitstringStatusListCredential" not in listed.get("type", ()):
        return "untrusted"
    try:
        if not str(listed["id"]).endswith(f"/{index // SIZE}"):
            return "untrusted"
        if not datetime.fromisoformat(listed["validFrom"]) <= at <= datetime.fromisoformat(listed["validUntil"]):
            return "expired"
        packed = listed["credentialSubject"]["encodedList"].removeprefix("u")
        bits = gzip.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
        place = index % SIZE
        return "revoked" if bits[place // 8] & 0x80 >> place % 8 else "holds"
    except (KeyError, TypeError, ValueError, OSError, EOFError, IndexError):
        return "untrusted"
